"""Where a figure stands among the QPV of France: how many of them are less fragile.

INSEE's files give seven centiles (``repartitions``); between two of them, the share is interpolated. It ranks the
figures of a quartier by severity, whatever their units; what is said of it rests on the centiles themselves.
"""

from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Final

from quartiers.donnees.modele import Indicateur, Repartition

# Published for fewer of the QPV than that, a figure has neither median nor rank: those that lack it are not any ones.
PART_MIN: Final = 2 / 3
_SHARES: Final = (1, 10, 25, 50, 75, 90, 99)


class Palier(StrEnum):
    """The part of the QPV of France that a figure is in, from the most fragile to the least."""

    DIXIEME_FRAGILE = "parmi les 10 % de QPV les plus fragiles de France"
    QUART_FRAGILE = "parmi le quart des QPV les plus fragiles de France"
    MILIEU = "dans la moitié centrale des QPV de France"
    QUART_FAVORABLE = "parmi le quart des QPV les moins fragiles de France"
    DIXIEME_FAVORABLE = "parmi les 10 % de QPV les moins fragiles de France"


@dataclass(frozen=True)
class Place:
    """``centile``: the share of the QPV of France that are less fragile (0 to 100; beyond, past the last centile).

    ``palier`` is where the figure still is when it is brought back towards the median by what its uncertainty allows:
    it alone is said; the share only ranks.
    """

    palier: Palier
    centile: float


def place_of(indicateur: Indicateur, valeur: float, repartition: Repartition, marge: float = 0.0) -> Place | None:
    """The place of a figure; None for an indicator of context, which is neither favourable nor not.

    ``marge`` is how far, in its unit, the figure may be from what it measures: two households more do not make a tenth.
    """
    if indicateur.sens == "contexte":
        return None
    r = repartition
    knots = list(zip(_SHARES, (r.c01, r.c10, r.c25, r.c50, r.c75, r.c90, r.c99), strict=True))
    if indicateur.sens == "favorable":  # the lowest is the most fragile
        knots = [(100 - share, -knot) for share, knot in reversed(knots)]
        valeur = -valeur
    bounds = dict(knots)
    back = max(valeur - marge, bounds[50]) if valeur >= bounds[50] else min(valeur + marge, bounds[50])
    return Place(_band(back, bounds), round(_share_below(valeur, knots), 2))


def _band(value: float, bounds: dict[int, float]) -> Palier:
    if value >= bounds[90]:
        return Palier.DIXIEME_FRAGILE
    if value >= bounds[75]:
        return Palier.QUART_FRAGILE
    if value <= bounds[10]:
        return Palier.DIXIEME_FAVORABLE
    return Palier.QUART_FAVORABLE if value <= bounds[25] else Palier.MILIEU


def _share_below(value: float, knots: list[tuple[int, float]]) -> float:
    """The share of the QPV under ``value``, by straight lines between the centiles, and on past the last ones."""
    (first, low), (last, high) = knots[0], knots[-1]
    if value < low:
        return first * (1 - min(1.0, (low - value) / (abs(low) or 1.0)))
    if value >= high:  # past the last centile, in widths of the upper half: it only ranks what is extreme
        median = dict(knots)[50]
        return last + (value - high) / ((high - median) or 1.0)
    for (share, start), (next_share, end) in pairwise(knots):
        if start <= value < end:
            return share + (next_share - share) * (value - start) / (end - start)
    return float(last)


def is_complete(effectif: int, total: int) -> bool:
    """Whether so many QPV of ``total`` are enough to say what most have."""
    return effectif >= PART_MIN * total
