"""The end of rule 13: a quartier that does not have the name of its QPV, or of the QPV that figures are published of.

Who looks for the quartier in INSEE's files or in the ANCT's finds the official name only. A place that the project's
own name adds is rule 9's: no published figure is known to count its inhabitants.
"""

import re
from collections.abc import Iterator
from typing import Final

from quartiers.analyse.doutes import Contexte, Doute, Gravite, Regle, join_lines
from quartiers.analyse.regles_perimetres import head_of
from quartiers.donnees.fichiers.textes import fold
from quartiers.donnees.modele import Quartier
from quartiers.donnees.tables.relecture import TITRE_ABSENT
from quartiers.typographie import join_words

NOM: Final = "Nom du QPV"
LIEU: Final = "Lieu nommé"
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
                lignes=where_named(c, q),
            )


def rule_place_beyond(c: Contexte) -> Iterator[Doute]:
    """Places that the name of a project has, and that no official name of its QPV has."""
    for q in c.contrat.quartiers.values():
        named = c.contrat.affirmations_de(q.quartier) or c.contrat.priorites_de(q.quartier)
        own = [row for row in c.contrat.relecture if row.quartier == q.quartier]
        if named and (beyond := places_beyond(q)):
            one = len(beyond) == 1
            yield Doute(
                Regle.PERIMETRE,
                Gravite.INFORMATION,
                (q.quartier,),
                LIEU,
                f"Le nom du projet ajoute {join_words([f'« {w} »' for w in beyond])} à celui du QPV "
                f"(« {q.libelle_qpv_2024} »). Rien ne dit si {'ce lieu est' if one else 'ces lieux sont'} dans le QPV "
                ": les chiffres publiés ne comptent que les habitants du QPV.",
                f"Vérifier sur la carte du QPV si {'ce lieu en est' if one else 'ces lieux en sont'}, et le dire.",
                lignes=where_named(c, q, titled=not any(row.nature == TITRE_ABSENT for row in own)),
                titre="Un lieu dont rien ne dit s'il est dans le QPV",
            )


def places_beyond(q: Quartier) -> list[str]:
    """The places that the name of a project adds to that of its QPV, as it writes them: nothing tells whether they are
    in it."""
    if not q.est_qpv or q.libelle_qpv_2024 is None:
        return []
    official = _words(q, " ".join((q.libelle_qpv_2024, *q.libelles_qpv_2015)))
    return _in_order(q.nom, {w for w in _words(q, q.nom) if not _in(w, official)})


def where_named(c: Contexte, q: Quartier, *, titled: bool = True) -> str | None:
    """Where the document names a quartier: the head of its section, where that is its title, and its rows of the
    published synthesis."""
    rows = (row.lignes for row in c.contrat.synthese_publiee if row.quartier == q.quartier)
    # Of a row that a page cuts, the name is on its first line.
    return join_lines(
        (head_of(q) if titled else None, *(re.split(r"[,-]", lines or "")[0].strip() or None for lines in rows))
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
