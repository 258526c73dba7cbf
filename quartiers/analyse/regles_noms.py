"""The end of rule 13: a quartier that does not have the name of its QPV, or of the QPV that figures are published of.

Who looks for the quartier in INSEE's files or in the ANCT's finds the official name only.
"""

import re
from collections.abc import Iterator
from typing import Final

from quartiers.analyse.doutes import Contexte, Doute, Gravite, Regle
from quartiers.donnees.fichiers.textes import fold
from quartiers.donnees.modele import Quartier
from quartiers.typographie import join_words

NOM: Final = "Nom du QPV"
# Words that say what a territory is, not which one; « ville » is one in « centre-ville ».
_KIND: Final = frozenset({"zone", "intercommunale", "quartier", "ville", "centre", "cite"})
MIN_LETTRES: Final = 4
# So many first letters in common, and two words are two spellings of one, which is told elsewhere.
_RACINE: Final = 5


def rule_official_name(c: Contexte) -> Iterator[Doute]:
    for q in c.contrat.quartiers.values():
        named = c.contrat.affirmations_de(q.quartier) or c.contrat.priorites_de(q.quartier)
        if not named or q.libelle_qpv_2024 is None:
            continue
        parts = []
        if gap := _told(q, q.libelle_qpv_2024):
            parts.append(f"le QPV de 2024 s'appelle officiellement « {q.libelle_qpv_2024} »{gap}")
        former = " et ".join(f"« {name} »" for name in q.libelles_qpv_2015)
        if former and _words(q, " ".join(q.libelles_qpv_2015)) != _words(q, q.libelle_qpv_2024):
            parts.append(f"celui de 2015, dont viennent les chiffres publiés, s'appelait {former}")
        if parts:
            yield Doute(
                Regle.LIBELLE,
                Gravite.INFORMATION,
                (q.quartier,),
                NOM,
                f"Le document nomme ce quartier « {q.nom} » ; {' ; '.join(parts)}.",
                "Donner une fois le nom officiel et le code, que les fichiers publics emploient.",
            )


def _told(q: Quartier, official: str) -> str:
    """What one name has and the other has not."""
    own, other = _words(q, q.nom), _words(q, official)
    more = _in_order(official, {w for w in other if not _in(w, own)})
    less = _in_order(q.nom, {w for w in own if not _in(w, other)})
    if not more and not less:
        return ""
    said = [
        f"{join_words([f'« {w} »' for w in more])} en plus" if more else "",
        f"{join_words([f'« {w} »' for w in less])} en moins" if less else "",
    ]
    return f" ({', '.join(filter(None, said))})"


def _words(q: Quartier, name: str) -> set[str]:
    """The words of a name that say which place it is, those of its communes set aside."""
    communes = {word for commune in q.communes for word in re.findall(r"[a-z]+", fold(commune))}
    words = set(re.findall(r"[a-z]+", fold(name)))
    return {w for w in words - communes - _KIND if len(w) >= MIN_LETTRES}


def _in(word: str, words: set[str]) -> bool:
    return any(word[:_RACINE] == other[:_RACINE] for other in words)


def _in_order(name: str, words: set[str]) -> list[str]:
    """Some of the words of a name, as it writes them."""
    return [w for w in re.findall(r"\w+", name) if fold(w) in words]
