"""Levels that the published series has only come to by a jump: so many points, when the other QPV hardly move.

It is what rule R14 tells of stated figures, for all of them. :mod:`quartiers.analyse.ruptures` weighs a change by how
much the figures of a QPV of that size move by themselves, and forbids to read it as a slope; this looks at points
alone: the level may be right, and no page opens with it before it is confirmed.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import Final

from quartiers.analyse.comparaisons import difference
from quartiers.analyse.marches import are_near
from quartiers.analyse.publications import Diffusion, Publication, as_published, contract_codes
from quartiers.analyse.socle import once_for_all
from quartiers.donnees.modele import Contrat

# A change that is this many times the usual distance to the usual change is a jump, by the median and its spread.
FOIS_ECART: Final = 6.0
MIN_VOISINS: Final = 5

Pas = tuple[Publication, Publication]


def first_jump(contrat: Contrat, published: Iterable[Publication]) -> Pas | None:
    """The first jump of a series, up to its newest edition; None where it has none."""
    known = [p for p in published if p.valeur is not None]
    return next((step for step in neighbours(known) if usual_change(contrat, *step) is not None), None)


def is_kept(contrat: Contrat, published: Iterable[Publication], jump: Pas | None) -> bool:
    """Whether the editions that follow a jump stay nearer to the level that it came to, without another one."""
    if jump is None:
        return False
    start, end = jump
    known = [p for p in published if p.valeur is not None]
    later = known[known.index(end) + 1 :]
    nearer = (abs(step_change(end, p)) < abs(step_change(start, p)) for p in later)
    return bool(later) and all(nearer) and first_jump(contrat, (end, *later)) is None


def neighbours(published: Sequence[Publication]) -> Iterator[Pas]:
    """Editions that follow each other closely, of one source: pairs between which nothing else is published."""
    for one, two in pairwise(published):
        same = (one.diffusion.theme, one.diffusion.geographie) == (two.diffusion.theme, two.diffusion.geographie)
        if same and are_near(one, two):
            yield one, two


def step_change(one: Publication, two: Publication) -> float:
    """What a figure changes by from an edition to the next, to the decimal that is published."""
    return round(difference(two.valeur or 0.0, one.valeur or 0.0), 1)


_Cle = tuple[str, Diffusion, Diffusion]


@once_for_all
def _changes(_contrat: Contrat) -> dict[_Cle, list[tuple[str, float]]]:
    """What each of the contract's QPV changes by between two editions, once they have been compared."""
    return {}


def _changes_of_all(contrat: Contrat, one: Publication, two: Publication, unit: str) -> list[tuple[str, float]]:
    before, after = (contrat.mesures_publiees((one.indicateur, *p.diffusion.cle)) for p in (one, two))
    codes = contract_codes(contrat, one.diffusion.geographie)
    pairs = [(c, before[c].valeur, after[c].valeur) for c in codes if c in before and c in after]
    return [
        (code, round(difference(as_published(end, unit), as_published(start, unit)), 1))
        for code, start, end in pairs
        if start is not None and end is not None
    ]


def changes_of_others(contrat: Contrat, one: Publication, two: Publication) -> list[tuple[str, float]]:
    """What each of the contract's other QPV changes by between the two editions."""
    changes, key = _changes(contrat), (one.indicateur, one.diffusion, two.diffusion)
    if key not in changes:
        changes[key] = _changes_of_all(contrat, one, two, contrat.indicateurs[one.indicateur].unite)
    return [(code, change) for code, change in changes[key] if code not in one.territoires]


def usual_change(contrat: Contrat, one: Publication, two: Publication) -> float | None:
    """How much half the other QPV change between the two editions, at most; None where this one does as they do."""
    unit = contrat.indicateurs[one.indicateur].unite
    if unit != "%" or abs(step_change(one, two)) < contrat.lecture.tres_defavorable_points:
        return None
    others = [change for _, change in changes_of_others(contrat, one, two)]
    if len(others) < MIN_VOISINS:
        return None
    middle = median(others)
    spread = max(median(abs(x - middle) for x in others), 0.5)
    if abs(step_change(one, two) - middle) < FOIS_ECART * spread:
        return None
    return round(median(abs(x) for x in others), 1)
