"""Perimeters on a plane: where a QPV lies, how large it is, and whether its perimeter changed in 2024.

The projection is a local equirectangular one: degrees times the length of a degree at one latitude, that of
the WGS84 ellipsoid. Over an agglomeration it is off by a few thousandths, far under what a map shows.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from quartiers.donnees import Contrat
from quartiers.donnees.modele import Contour, Quartier

Points = npt.NDArray[np.float64]  # shape (n, 2)


@dataclass(frozen=True)
class Projection:
    """Metres east and north of an origin in degrees."""

    longitude: float
    latitude: float

    def project(self, degrees: Iterable[Sequence[float]]) -> Points:
        """Positions in metres of positions in degrees (longitude, latitude); the antimeridian is no edge."""
        positions = np.array([tuple(p) for p in degrees], dtype=np.float64).reshape(-1, 2)
        east = (positions[:, 0] - self.longitude + 180) % 360 - 180
        x_degree, y_degree = metres_per_degree(self.latitude)
        return np.column_stack([east * x_degree, (positions[:, 1] - self.latitude) * y_degree])

    def rings(self, contour: Contour) -> list[list[Points]]:
        """Polygons of a contour in metres: the outer ring, anticlockwise, then the holes, clockwise."""
        return [
            [_turn(self.project(ring), clockwise=number > 0) for number, ring in enumerate(polygon)]
            for polygon in contour.polygones
        ]


def metres_per_degree(latitude: float) -> tuple[float, float]:
    """Length of a degree of longitude and of one of latitude, in metres, at a latitude of the WGS84 ellipsoid.

    >>> [round(length / 1000, 2) for length in metres_per_degree(45)]
    [78.85, 111.13]
    """
    phi = math.radians(latitude)
    east = 111412.84 * math.cos(phi) - 93.5 * math.cos(3 * phi) + 0.118 * math.cos(5 * phi)
    north = 111132.92 - 559.82 * math.cos(2 * phi) + 1.175 * math.cos(4 * phi) - 0.0023 * math.cos(6 * phi)
    return east, north


def origin_of(positions: Sequence[Sequence[float]]) -> Projection:
    """The projection centred on positions in degrees; there is at least one."""
    longitude, latitude = positions[0]
    east = [(p[0] - longitude + 180) % 360 - 180 for p in positions]
    north = [p[1] - latitude for p in positions]
    return Projection(longitude + (min(east) + max(east)) / 2, latitude + (min(north) + max(north)) / 2)


def positions_of(contour: Contour) -> list[tuple[float, float]]:
    """All positions of a contour, in degrees."""
    return [position for polygon in contour.polygones for ring in polygon for position in ring]


def area_ha(contour: Contour) -> float:
    """Area in hectares, holes taken away."""
    rings = origin_of(positions_of(contour)).rings(contour)
    return sum(signed_area(ring) for polygon in rings for ring in polygon) / 10_000


def signed_area(ring: Points) -> float:
    """Area of a closed ring by the shoelace formula, negative if it turns clockwise."""
    # About its first point: far from the origin, the products would lose their last digits.
    x, y = (ring - ring[0]).T
    return float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1]) / 2)


def _turn(ring: Points, *, clockwise: bool) -> Points:
    return ring[::-1] if (signed_area(ring) < 0) != clockwise else ring


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
    return sum(area_ha(c) for c in contours) if contours else None
