"""Rule 9, of what is said in the section of a quartier and is not about it: findings about the commune, figures of
another quartier, a mean of other territories than the document's usual one.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from quartiers.analyse.doutes import Contexte, Doute, Gravite, Regle, join_lines
from quartiers.analyse.notes import stated_reference
from quartiers.analyse.origines import attributed
from quartiers.donnees.fichiers.textes import fold
from quartiers.donnees.modele import Affirmation, Quartier
from quartiers.typographie import join_words

CONSTATS: Final = "Constats"
MOYENNE: Final = "Moyenne citée"
# A place larger than the quartier, as what a finding is about: not what it is compared or joined to.
_LARGER: Final = re.compile(
    r"\b(?:dans la commune|sur la commune|dans la ville|sur le territoire|a l'echelle communale)\b"
)


def rule_other_territory(c: Contexte) -> Iterator[Doute]:
    for q in c.contrat.quartiers.values():
        yield from _of_the_commune(c, q)
        yield from _of_another_section(c, q)
    yield from _other_mean(c)


def _of_the_commune(c: Contexte, q: Quartier) -> Iterator[Doute]:
    found = [k for k in c.contrat.constats_de(q.quartier) if _is_of_the_commune(k.constat)]
    if found:
        one = len(found) == 1
        yield Doute(
            Regle.PERIMETRE,
            Gravite.INFORMATION,
            (q.quartier,),
            CONSTATS,
            f"{'Un constat décrit' if one else f'{len(found)} constats décrivent'} la commune ou le territoire, non le "
            f"quartier seul : {' ; '.join(map(attributed, found))}.",
            "Dire ce qu'il en est dans le quartier, ou de quel territoire il s'agit.",
            lignes=join_lines(k.lignes for k in found),
        )


def _is_of_the_commune(text: str) -> bool:
    """Whether a finding is about a larger place, and not of the quartier as well.

    >>> _is_of_the_commune("Part élevée de primo-arrivants dans la commune")
    True
    >>> _is_of_the_commune("Mobilité difficile dans le quartier et, plus largement, dans la commune")
    False
    """
    return bool(_LARGER.search(fold(text))) and "dans le quartier" not in fold(text)


def _of_another_section(c: Contexte, q: Quartier) -> Iterator[Doute]:
    """Figures of the quartier that the document states in the section of another."""
    span = _span(q.lignes)
    rows = [a for a in c.contrat.affirmations_de(q.quartier) if span and _first(a.lignes) not in (None, *span)]
    for a in rows:
        yield c.doubt(
            Regle.PERIMETRE,
            Gravite.INFORMATION,
            (a,),
            f"Ce chiffre est énoncé hors de la section de ce quartier (l. {a.lignes} ; la section est l. {q.lignes}).",
            "Le reprendre dans la section du quartier, avec sa source.",
        )


def _span(lines: str | None) -> range | None:
    found = re.fullmatch(r"(\d+)-(\d+)", (lines or "").strip())
    return range(int(found[1]), int(found[2]) + 1) if found else None


def _first(lines: str | None) -> int | None:
    found = re.match(r"\d+", (lines or "").strip())
    return int(found[0]) if found else None


def _other_mean(c: Contexte) -> Iterator[Doute]:
    """Means of other territories than the one that figures are usually compared to, or that it names otherwise."""
    usual = c.contrat.lecture.reference
    groups: defaultdict[str, list[Affirmation]] = defaultdict(list)
    for a in c.contrat.affirmations:
        if a.reference is not None and a.reference != usual:
            groups[c.contrat.territoires.get(a.reference, a.reference)].append(a)
        elif words := stated_reference(a.note):
            groups[words].append(a)
    if not any(a.reference == usual for a in c.contrat.affirmations):
        return
    for territory, rows in groups.items():
        named = join_words(list(dict.fromkeys(c.indicateur(a).libelle_court for a in rows)))
        other = all(a.reference not in (None, usual) for a in rows)
        than = "comparé à un autre ensemble" if other else "comparé à un ensemble que le document nomme autrement"
        yield c.doubt(
            Regle.PERIMETRE,
            Gravite.INFORMATION,
            tuple(rows),
            f"{named} : {than} ({territory}) ; ses autres chiffres le sont en général à : "
            f"{c.contrat.territoires[usual]}.",
            "Comparer au même ensemble partout, sous le même nom, ou dire pourquoi.",
            objet=MOYENNE,
        )
