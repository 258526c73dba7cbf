"""Perimeters of a quartier: its contours in each geography, and how large they are."""

from collections.abc import Sequence
from dataclasses import dataclass

from quartiers.donnees import Contrat
from quartiers.donnees.modele import Contour, Quartier
from quartiers.geometrie import area_ha


@dataclass(frozen=True)
class Superficie:
    """Area of a quartier's QPV in each geography, in hectares; None where a contour is missing.

    ``simplifie``: computed, at least in part, from contours that are not fit for measuring.
    """

    ha_2024: float | None
    ha_2015: float | None
    simplifie: bool


def measure_perimeter(contrat: Contrat, quartier: Quartier) -> Superficie:
    """Areas of the quartier's QPV of 2024 and of the QPV of 2015 it comes from, all of them or none."""
    new, former = (contours_of(contrat, quartier, geographie) for geographie in ("2024", "2015"))
    return Superficie(_total_ha(new), _total_ha(former), any(c.simplifie for c in (*new, *former)))


def contours_of(contrat: Contrat, quartier: Quartier, geographie: str) -> tuple[Contour, ...]:
    """Contours of the quartier's QPV in that geography: all of them, or none if one is missing."""
    found = [contrat.contours.get(code) for code in quartier.codes(geographie)]
    return tuple(c for c in found if c) if all(found) else ()


def _total_ha(contours: Sequence[Contour]) -> float | None:
    return sum(area_ha(c.polygones) for c in contours) if contours else None
