"""Positions on a plane: degrees to metres, areas, what a perimeter surrounds. Nothing of the domain.

The projection is a local equirectangular one: degrees times the length of a degree at one latitude, that of
the WGS84 ellipsoid. Over an agglomeration it is off by a few thousandths, far under what a map shows.

numpy is imported where it is used: who only reads tables, whose places were checked before, does without.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

Points: TypeAlias = "npt.NDArray[np.float64]"  # shape (n, 2)
Position: TypeAlias = Sequence[float]  # longitude and latitude, in degrees
Polygone: TypeAlias = Sequence[Sequence[Position]]  # an outer ring, then its holes; each ring ends where it starts


@dataclass(frozen=True)
class Projection:
    """Metres east and north of an origin in degrees."""

    longitude: float
    latitude: float

    def project(self, degrees: Iterable[Position]) -> Points:
        """Positions in metres of positions in degrees (longitude, latitude); the antimeridian is no edge."""
        import numpy as np

        positions = np.array([tuple(p) for p in degrees], dtype=np.float64).reshape(-1, 2)
        east = (positions[:, 0] - self.longitude + 180) % 360 - 180
        x_degree, y_degree = metres_per_degree(self.latitude)
        return np.column_stack([east * x_degree, (positions[:, 1] - self.latitude) * y_degree])

    def rings(self, polygones: Sequence[Polygone]) -> list[list[Points]]:
        """Polygons in metres: the outer ring, anticlockwise, then the holes, clockwise."""
        return [
            [_turn(self.project(ring), clockwise=number > 0) for number, ring in enumerate(polygon)]
            for polygon in polygones
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


def origin_of(positions: Sequence[Position]) -> Projection:
    """The projection centred on positions in degrees; there is at least one."""
    longitude, latitude = positions[0]
    east = [(p[0] - longitude + 180) % 360 - 180 for p in positions]
    north = [p[1] - latitude for p in positions]
    return Projection(longitude + (min(east) + max(east)) / 2, latitude + (min(north) + max(north)) / 2)


def distance_m(start: Position, end: Position) -> float:
    """Distance between two positions of one agglomeration, in metres; farther apart, an order of magnitude.

    >>> round(distance_m((3.5, 50.0), (3.5, 50.1)))
    11123
    """
    middle = Projection((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
    (x0, y0), (x1, y1) = middle.project([start, end])
    return math.hypot(x1 - x0, y1 - y0)


def positions_of(polygones: Sequence[Polygone]) -> list[Position]:
    """All positions of polygons, in degrees."""
    return [position for polygon in polygones for ring in polygon for position in ring]


def area_ha(polygones: Sequence[Polygone]) -> float:
    """Area in hectares, holes taken away."""
    rings = origin_of(positions_of(polygones)).rings(polygones)
    return sum(signed_area(ring) for polygon in rings for ring in polygon) / 10_000


def signed_area(ring: Points) -> float:
    """Area of a closed ring by the shoelace formula, negative if it turns clockwise."""
    import numpy as np

    # About its first point: far from the origin, the products would lose their last digits.
    x, y = (ring - ring[0]).T
    return float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1]) / 2)


def simplify(ring: Points, tolerance: float) -> Points:
    """A ring without the vertices that are nearer than that to it (Douglas-Peucker), to a tenth of its unit."""
    import numpy as np

    keep = np.zeros(len(ring), dtype=bool)
    # A ring ends where it starts: it is cut in two at the vertex that is farthest from there.
    middle = int(np.argmax(np.hypot(*(ring - ring[0]).T)))
    keep[[0, middle, -1]] = True
    todo = [(0, middle), (middle, len(ring) - 1)]
    while todo:
        first, last = todo.pop()
        if last - first < 2:
            continue
        between = ring[first + 1 : last]
        gaps = _distances(between, ring[first], ring[last])
        farthest = int(np.argmax(gaps))
        if gaps[farthest] > tolerance:
            cut = first + 1 + farthest
            keep[cut] = True
            todo += [(first, cut), (cut, last)]
    rounded = np.round(ring[keep], 1)
    moved = np.ones(len(rounded), dtype=bool)
    moved[1:] = np.any(rounded[1:] != rounded[:-1], axis=1)
    return np.asarray(rounded[moved])


def _distances(points: Points, start: Points, end: Points) -> Points:
    """Distance of each point to a segment."""
    import numpy as np

    along = end - start
    length = float(along @ along)
    shares = np.clip((points - start) @ along / length, 0, 1) if length else np.zeros(len(points))
    return np.asarray(np.hypot(*(points - start - shares[:, None] * along).T))


def _turn(ring: Points, *, clockwise: bool) -> Points:
    return ring[::-1] if (signed_area(ring) < 0) != clockwise else ring


def write_position(position: Position) -> str:
    """A position in degrees, as a message quotes it.

    >>> write_position((3.5008, 50.3737))
    '3,5008 ; 50,3737'
    """
    return " ; ".join(f"{degrees:.10g}".replace(".", ",") for degrees in position)
