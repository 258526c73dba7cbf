"""Where the numbered marks of a map stand: apart from one another, and clear of what they are about."""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import numpy as np

from quartiers.geometrie import Points

Point = tuple[float, float]

_TURNS: Final = 150
# Of a mark that stands beside its place: how much farther than it must, and in how many directions.
_STEPS: Final = (0.0, 6.0, 12.0, 20.0, 30.0, 45.0, 60.0)
_DIRECTIONS: Final = 24
_PER_STEP: Final = 0.5  # what a unit of distance costs, in points of outlines that a mark would cover
_CROWD: Final = 80.0  # within that of a place, others make it harder to find room


def stand_beside(
    places: Sequence[Point], radius: float, frame: Point, clear: Mapping[Point, float], outlines: Points
) -> list[Point] | None:
    """A spot beside each place, in the frame, as far from it as ``clear`` says: None if one of them finds none.

    No mark touches another, nor the place of another, nor the line between another and its place; no two lines cross;
    outlines, given as points, are covered as little as can be.
    """
    spots: dict[int, Point] = {}
    crowds = [sum(math.dist(place, other) < _CROWD for other in places) for place in places]
    for index in sorted(range(len(places)), key=lambda i: -crowds[i]):
        place = places[index]
        best: tuple[float, Point] | None = None
        for step, spot in _around(place, clear[place]):
            if best is not None and _PER_STEP * step >= best[0]:
                break
            if _is_inside(spot, radius, frame) and _is_free(spot, place, radius, places, spots):
                cost = _PER_STEP * step + _count_near(outlines, spot, radius)
                best = (cost, spot) if best is None or cost < best[0] else best
        if best is None:
            return None
        spots[index] = best[1]
    return [spots[index] for index in range(len(places))]


def _around(place: Point, least: float) -> Iterator[tuple[float, Point]]:
    for step in _STEPS:
        for turn in range(_DIRECTIONS):
            angle = 2 * math.pi * turn / _DIRECTIONS
            yield step, (place[0] + (least + step) * math.cos(angle), place[1] + (least + step) * math.sin(angle))


def _is_inside(spot: Point, radius: float, frame: Point) -> bool:
    edge = radius + 2
    return edge <= spot[0] <= frame[0] - edge and edge <= spot[1] <= frame[1] - edge


def _is_free(spot: Point, place: Point, radius: float, places: Sequence[Point], spots: Mapping[int, Point]) -> bool:
    if any(math.dist(spot, other) < radius + 4 for other in places):
        return False
    for index, other in spots.items():
        if math.dist(spot, other) < 2 * radius + 3 or _gap(other, place, spot) < radius + 2:
            return False
        if places[index] != place and (
            _gap(spot, places[index], other) < radius + 2 or _cross(place, spot, places[index], other)
        ):
            return False
    return True


def _gap(point: Point, start: Point, end: Point) -> float:
    """Distance of a point to a segment."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = dx * dx + dy * dy
    share = ((point[0] - start[0]) * dx + (point[1] - start[1]) * dy) / length if length else 0.0
    share = min(max(share, 0.0), 1.0)
    return math.dist(point, (start[0] + share * dx, start[1] + share * dy))


def _cross(a: Point, b: Point, c: Point, d: Point) -> bool:
    """Whether two segments cross each other."""

    def side(p: Point, q: Point, r: Point) -> float:
        return (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])

    return side(a, b, c) * side(a, b, d) < 0 and side(c, d, a) * side(c, d, b) < 0


def _count_near(points: Points, spot: Point, radius: float) -> int:
    return int(np.count_nonzero(np.hypot(*(points - spot).T) < radius + 1))


def spread(positions: Sequence[Point], radius: float, frame: Point, clear: Mapping[Point, float]) -> list[Point]:
    """The positions, pushed apart two by two until no two marks touch (or nothing more can be done).

    All stay as far as ``clear`` says from the places that it has: one that several share, so that their lines are seen
    to meet there, and one that has an outline.
    """
    # Marks of one point leave it in as many directions.
    points = [[x + 0.01 * math.cos(2.4 * i), y + 0.01 * math.sin(2.4 * i)] for i, (x, y) in enumerate(positions)]
    apart, edge = 2 * radius + 3, radius + 2
    for turn in range(2 * _TURNS):
        moved = False
        for i, first in enumerate(points):
            for second in points[i + 1 :]:
                dx, dy = second[0] - first[0], second[1] - first[1]
                distance = math.hypot(dx, dy) or 1e-6
                if distance < apart - 0.01:
                    push = (apart - distance) / 2 / distance
                    first[0], first[1] = first[0] - dx * push, first[1] - dy * push
                    second[0], second[1] = second[0] + dx * push, second[1] + dy * push
                    moved = True
        for point in points:
            # In a crowd, marks that touch are worse than a hidden place.
            for (x, y), least in clear.items() if turn < _TURNS else ():
                distance = math.dist(point, (x, y)) or 1e-6
                if distance < least - 0.01:
                    point[0] += (point[0] - x) * (least / distance - 1)
                    point[1] += (point[1] - y) * (least / distance - 1)
                    moved = True
            point[0] = min(max(point[0], edge), frame[0] - edge)
            point[1] = min(max(point[1], edge), frame[1] - edge)
        if not moved:
            break
    return [(x, y) for x, y in points]
