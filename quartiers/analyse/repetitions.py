"""A gap that is not read, and that comes back on the same side edition after edition.

It is told, and is no reading. Of the QPV of France whose poverty rate was so far from the median three times, 6 to 7 %
are on its other side in the next edition, against 0.3 % of those that are read; the half with the widest mean gap
fares no better (``python -m benchmarks.incertitude``): the figures of a year owe much to those of the year before.
Editions of the census that share surveys are not even that: of those, only what overlaps no other is counted.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from quartiers.analyse.comparaisons import NON_COMPAREE, Comparaison, Fondement, Position, Situation
from quartiers.analyse.incertitude import RECENSEMENT
from quartiers.analyse.mesures_distinctes import distinct_measures
from quartiers.analyse.publications import Publication, compare_published
from quartiers.donnees.modele import Contrat

# Measures in which a gap is on one side, beyond the threshold, for that to be said.
FOIS_MIN: Final = 3
_SIDES: Final = (Position.AU_DESSUS, Position.AU_DESSOUS)


def compare_series(contrat: Contrat, published: Sequence[Publication]) -> Comparaison:
    """The reading of the newest of a series, and how often its gap, if that is not read, came back: an
    edition that repeats the measure of another counts for none."""
    last = published[-1]
    read = compare_published(contrat, last) if last.valeur is not None else NON_COMPAREE
    if read.situation is not Situation.IMPRECISE or (side := _side(read)) is None:
        return read
    counted: list[Publication] = []
    own = [p for p in published if _serie(p) == _serie(last)]
    for p in reversed(distinct_measures(contrat, own)):
        if p.valeur is None or _side(compare_published(contrat, p)) is not side:
            break
        if not (counted and _overlap(contrat, p, counted[-1])):
            counted.append(p)
    return replace(read, repetee=len(counted)) if len(counted) >= FOIS_MIN else read


def _overlap(contrat: Contrat, one: Publication, two: Publication) -> bool:
    """Whether two editions gather some of the same surveys: those of the census do, when they are too near."""
    if contrat.indicateurs[one.indicateur].evolution != RECENSEMENT:
        return False
    return abs(two.diffusion.edition - one.diffusion.edition) < contrat.lecture.ecart_recensement_ans


def _serie(publication: Publication) -> tuple[str, str]:
    return publication.diffusion.theme, publication.diffusion.geographie


def _side(read: Comparaison) -> Position | None:
    """On which side of the median QPV of France a figure is, beyond the threshold; None where it is near."""
    return read.position if read.fondement is Fondement.MEDIANE_FRANCE and read.position in _SIDES else None
