"""How large a gap, or a change, must be to be read: the uncertainty of a published figure.

What is measured is how much a figure moves from one edition to the next, in QPV of that size
(:mod:`quartiers.donnees.importation.fluctuations`): σ. Two designs lead from there to what is read.

- The census gathers five yearly surveys, one of which is replaced from an edition to the next. Two editions then
  differ by a fifth of their sample, twice: the variance of a level is 5/2 of σ², that of the change between two
  editions without a common year 5 σ².
- A register (CAF, France Travail, Filosofi) has no sampling error: σ is what a year does, or undoes, to a QPV of that
  size, a few people coming and going. A gap, or a change, of less than that would say nothing a year later.

A reading wants twice the standard deviation. σ holds what really changed in a year beside chance: it is rather too
large than too small. In communes under 10,000 inhabitants, the census is whole every fifth year: the above is an
approximation there.
"""

import math
from typing import Final

from quartiers.analyse.socle import once_for_all, once_for_each
from quartiers.donnees.modele import Contrat, Fluctuation, Indicateur, Mesure
from quartiers.donnees.tables.importees import THEMES_PAR_SOURCE
from quartiers.unites import COUNT

ECARTS_TYPES: Final = 2.0
BASE: Final = 1000
# A gap of fewer people than that is no finding, however sure the figures.
PERSONNES_MIN: Final = 10
RECENSEMENT: Final = "recensement"
_LEVEL: Final = {RECENSEMENT: math.sqrt(2.5)}
_CHANGE: Final = {RECENSEMENT: math.sqrt(5)}
_OF_REGISTER: Final = 1.0


@once_for_all
def _known(contrat: Contrat) -> dict[tuple[str, str, str], Fluctuation]:
    return {(f.indicateur, f.theme, f.geographie): f for f in contrat.fluctuations}


def fluctuation(
    contrat: Contrat, indicateur: Indicateur, codes: tuple[str, ...], diffusion: tuple[str, int, str], valeur: float
) -> float | None:
    """σ for the QPV ``codes`` together, in the indicator's unit; None where it is not estimated, or the base unknown.

    ``diffusion`` is theme, edition and geography; ``valeur`` is what an amount's share is taken of.
    """
    theme, edition, geographie = diffusion
    found = _known(contrat).get((indicateur.indicateur, theme, geographie))
    if found is None and theme in THEMES_PAR_SOURCE:  # published once: it moves as the same figure does in its theme
        found = next((f for f in contrat.fluctuations if f.indicateur == indicateur.indicateur), None)
    base = base_of(contrat, found.base, codes, edition) if found is not None else None
    if found is None or not base:
        return None
    sigma = found.ecart_type * math.sqrt(BASE / base)
    return sigma if indicateur.unite == "%" else sigma * abs(valeur) / 100


def base_of(contrat: Contrat, indicateur: str, codes: tuple[str, ...], edition: int) -> float | None:
    """How many people, or households, of the QPV ``codes`` together: as published in that edition, or the nearest."""
    return _base_of(contrat, (indicateur, codes, edition))


@once_for_each
def _base_of(contrat: Contrat, of: tuple[str, tuple[str, ...], int]) -> float | None:
    indicateur, codes, edition = of
    counts = [_nearest(contrat.mesures_de(code, indicateur), edition) for code in codes]
    return sum(n for n in counts if n is not None) if codes and None not in counts else None


def _nearest(measures: tuple[Mesure, ...], edition: int) -> float | None:
    known = [m for m in measures if m.valeur is not None]
    return min(known, key=lambda m: abs(m.edition - edition)).valeur if known else None


def level_margin(indicateur: Indicateur, sigma: float) -> float:
    """Under this gap to a fixed reference, a level may be at it by chance."""
    return ECARTS_TYPES * level_deviation(indicateur, sigma)


def level_deviation(indicateur: Indicateur, sigma: float) -> float:
    """The standard deviation of a level."""
    return _LEVEL.get(indicateur.evolution, _OF_REGISTER) * sigma


def change_margin(indicateur: Indicateur, sigma: float) -> float:
    """Under this change, two figures may be of one level."""
    return ECARTS_TYPES * _CHANGE.get(indicateur.evolution, _OF_REGISTER) * sigma


def margin_of(indicateur: Indicateur) -> str:
    """What the margin of a published change is, in the words of a sentence: only a survey has an uncertainty, and these
    reports alone give its size."""
    if indicateur.evolution == RECENSEMENT:
        return "la marge que ce rapport estime pour un QPV de cette taille"
    return "la variation habituelle d'une diffusion à l'autre dans un QPV de cette taille"


def people_of(
    contrat: Contrat, indicateur: Indicateur, codes: tuple[str, ...], edition: int, points: float
) -> float | None:
    """How many people, or households, so many points are; None where the denominator is not published."""
    if indicateur.poids is None or indicateur.unite == COUNT:
        return None
    base = base_of(contrat, indicateur.poids, codes, edition)
    return None if base is None else abs(points) / 100 * base
