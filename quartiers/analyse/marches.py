"""The steps of a change: whether it is a slope, or stands on a single step between two dates."""

from collections.abc import Iterable
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from quartiers.analyse.comparaisons import Date, Marche, difference
from quartiers.analyse.ruptures import steps_apart
from quartiers.donnees.modele import Contrat

if TYPE_CHECKING:
    from quartiers.analyse.publications import Publication

# A change is no slope where one step makes more of it than that.
PART_DU_SAUT: Final = 0.75
# One that makes that much of it is told, and the change is a slope all the same: of two steps that share it nearly
# alike, the larger is no event.
PART_DITE: Final = 2 / 3
# Two editions further apart than this are not neighbours: what changes between them need not be a jump.
ANS_ENTRE_DIFFUSIONS: Final = 2

Pas = tuple["Publication", "Publication"]


def is_steady(editions: Iterable["Publication"], start: "Publication", last: "Publication") -> bool:
    """Whether the editions between two ends go where these say: no later turn back, and not all of it in one step.

    Editions that give the same value are one step.
    """
    values = [p.valeur or 0.0 for p in _between(editions, start, last)]
    way = 1 if values[-1] >= values[0] else -1
    rising = [way * (value - values[0]) for value in values]
    steps = [step for step in (after - before for before, after in pairwise(rising)) if step]
    turned = max(rising) > rising[-1]
    return not turned and (len(steps) < 2 or max(steps) <= PART_DU_SAUT * rising[-1])


def main_step(
    editions: Iterable["Publication"], start: "Publication", last: "Publication", part: float = PART_DU_SAUT
) -> Pas | None:
    """The step that makes more than that ``part`` of a change, or all of it; None where several share it."""
    whole = (last.valeur or 0.0) - (start.valeur or 0.0)
    steps = [((two.valeur or 0.0) - (one.valeur or 0.0), (one, two)) for one, two in _steps(editions, start, last)]
    if not steps or not whole:
        return None
    largest, step = max(steps, key=lambda found: found[0] / whole)
    return step if largest / whole > part else None


def describe_step(editions: Iterable["Publication"], start: "Publication", last: "Publication", step: Pas) -> Marche:
    """The step of a change, as it is told."""
    editions = tuple(editions)
    one, two = step
    begun, ended = (Date(p.annee, p.diffusion.edition) for p in step)
    whole, made = ((end.valeur or 0.0) - (begin.valeur or 0.0) for begin, end in ((start, last), step))
    reached = two.valeur if abs(made) > abs(whole) else None
    since = difference(round(last.valeur or 0.0, 1), round(two.valeur or 0.0, 1))
    return Marche(begun, ended, are_near(one, two), len(_steps(editions, start, last)) == 1, reached, since)


def are_near(one: "Publication", two: "Publication") -> bool:
    """Whether two publications of one source follow each other so closely that what changes between them is a jump.

    Data much older than their edition are followed by data of several years later.
    """
    if one.annee is not None and two.annee is not None:
        return 0 < two.annee - one.annee <= ANS_ENTRE_DIFFUSIONS
    near = 0 < two.diffusion.edition - one.diffusion.edition <= ANS_ENTRE_DIFFUSIONS
    return near and (one.annee is None or one.diffusion.edition - one.annee <= ANS_ENTRE_DIFFUSIONS)


def stands_apart(contrat: Contrat, step: Pas) -> bool:
    """Whether the step of one QPV between two near editions is no part of what the others do."""
    one, two = step
    if len(two.territoires) > 1 or not are_near(one, two):
        return False
    theme, _, geography = two.diffusion.cle
    editions = one.diffusion.edition, two.diffusion.edition
    return two.territoires[0] in steps_apart(contrat, contrat.indicateurs[two.indicateur], theme, geography, editions)


def _between(editions: Iterable["Publication"], start: "Publication", last: "Publication") -> list["Publication"]:
    """The published figures from one end of a change to the other."""
    first, theme = start.diffusion.edition, last.diffusion.theme
    return [p for p in editions if p.valeur is not None and p.diffusion.edition >= first and p.diffusion.theme == theme]


def _steps(editions: Iterable["Publication"], start: "Publication", last: "Publication") -> list[Pas]:
    """What follows what, where the value changes."""
    return [(one, two) for one, two in pairwise(_between(editions, start, last)) if one.valeur != two.valeur]
