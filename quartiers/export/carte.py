"""Geometry of the index's map: numbered marks that stay apart, names that cross nothing, a scale.

Lengths are units of the drawing, which the page shows at 0.75 to 1.2 CSS pixels each: a mark is then a
target of 24 pixels or more, even on a telephone.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

WIDTH: Final = 360.0
RADIUS: Final = 17.0
_MAX_HEIGHT: Final = 520.0
_MARGIN: Final = RADIUS + 24  # room for a name above or below the outermost marks
_FOOT: Final = 30.0  # room for the scale and the north
_APART: Final = 2 * RADIUS + 3
_CLEAR: Final = RADIUS + 7  # between a mark and the place that it shares
_FONT_SIZE: Final = 14.0
_CHARACTER: Final = 0.52 * _FONT_SIZE  # mean width
_KM_PER_DEGREE: Final = 111.32
_SCALES_KM: Final = (0.5, 1, 2, 5, 10, 20, 50, 100, 200)

_TURNS: Final = 150

Box = tuple[float, float, float, float]  # left, top, right, bottom


@dataclass(frozen=True)
class Lieu:
    """Something to place: degrees (WGS84); ``zone`` is the name that its neighbours share on the map."""

    identifiant: str
    numero: str
    nom: str
    zone: str
    longitude: float
    latitude: float


@dataclass(frozen=True)
class Marque:
    """A mark; ``ancre`` is the true position when the mark had to move away from it."""

    lieu: Lieu
    x: float
    y: float
    ancre: tuple[float, float] | None


@dataclass(frozen=True)
class Etiquette:
    """A name, centred on ``x``, its baseline at ``y``."""

    texte: str
    x: float
    y: float


@dataclass(frozen=True)
class Carte:
    largeur: float
    hauteur: float
    marques: tuple[Marque, ...]
    etiquettes: tuple[Etiquette, ...]
    echelle: str
    echelle_longueur: float


def draw_map(lieux: Sequence[Lieu]) -> Carte:
    """Place the marks (at least one) by their degrees, then apart, and name their zones where there is room."""
    xs, ys = _kilometres(lieux)
    span_x, span_y = max(max(xs) - min(xs), 2.0), max(max(ys) - min(ys), 1.0)
    crowd = len(lieux) * _APART**2 * 1.8 / WIDTH  # what that many marks need
    scale = min((WIDTH - 2 * _MARGIN) / span_x, (max(_MAX_HEIGHT, crowd) - 2 * _MARGIN) / span_y)
    height = max(span_y * scale + 2 * _MARGIN, crowd)
    middle_x, middle_y = (max(xs) + min(xs)) / 2, (max(ys) + min(ys)) / 2
    true = [
        (WIDTH / 2 + (x - middle_x) * scale, height / 2 - (y - middle_y) * scale) for x, y in zip(xs, ys, strict=True)
    ]
    marks = tuple(
        Marque(lieu, x, y, anchor if math.dist((x, y), anchor) > RADIUS / 2 else None)
        for lieu, (x, y), anchor in zip(lieux, _spread(true, height), true, strict=True)
    )
    length_km = max((s for s in _SCALES_KM if s * scale <= WIDTH / 3), default=_SCALES_KM[0])
    text = f"{length_km:g}".replace(".", ",") + "\u202fkm"
    return Carte(WIDTH, height + _FOOT, marks, _name_zones(marks, height), text, length_km * scale)


def _kilometres(lieux: Sequence[Lieu]) -> tuple[list[float], list[float]]:
    """Positions on a plane that touches the earth at the mean latitude: good enough for an agglomeration."""
    shrink = math.cos(math.radians(sum(p.latitude for p in lieux) / len(lieux)))
    return [p.longitude * shrink * _KM_PER_DEGREE for p in lieux], [p.latitude * _KM_PER_DEGREE for p in lieux]


def _spread(positions: Sequence[tuple[float, float]], height: float) -> list[tuple[float, float]]:
    """The positions, pushed apart two by two until no two marks touch (or nothing more can be done).

    A position that several marks share stays clear of all of them, so that their lines are seen to meet there.
    """
    shared = {p for p in positions if positions.count(p) > 1}
    # Marks of one point leave it in as many directions.
    points = [[x + 0.01 * math.cos(2.4 * i), y + 0.01 * math.sin(2.4 * i)] for i, (x, y) in enumerate(positions)]
    for turn in range(2 * _TURNS):
        moved = False
        for i, first in enumerate(points):
            for second in points[i + 1 :]:
                dx, dy = second[0] - first[0], second[1] - first[1]
                distance = math.hypot(dx, dy) or 1e-6
                if distance < _APART - 0.01:
                    push = (_APART - distance) / 2 / distance
                    first[0], first[1] = first[0] - dx * push, first[1] - dy * push
                    second[0], second[1] = second[0] + dx * push, second[1] + dy * push
                    moved = True
        edge = RADIUS + 2
        for point in points:
            for x, y in shared if turn < _TURNS else ():  # in a crowd, marks that touch are worse than a hidden place
                distance = math.dist(point, (x, y)) or 1e-6
                if distance < _CLEAR - 0.01:
                    point[0] += (point[0] - x) * (_CLEAR / distance - 1)
                    point[1] += (point[1] - y) * (_CLEAR / distance - 1)
                    moved = True
            point[0] = min(max(point[0], edge), WIDTH - edge)
            point[1] = min(max(point[1], edge), height - edge)
        if not moved:
            break
    return [(x, y) for x, y in points]


def _name_zones(marks: Sequence[Marque], height: float) -> tuple[Etiquette, ...]:
    """The name of each zone once, beside one of its marks; a name that finds no room is left to the list."""
    taken: list[Box] = [(m.x - RADIUS, m.y - RADIUS, m.x + RADIUS, m.y + RADIUS) for m in marks]
    taken += [(m.ancre[0] - 3, m.ancre[1] - 3, m.ancre[0] + 3, m.ancre[1] + 3) for m in marks if m.ancre]
    labels = []
    for zone in dict.fromkeys(m.lieu.zone for m in marks):
        half = len(zone) * _CHARACTER / 2
        for x, y in _candidates([m for m in marks if m.lieu.zone == zone], half):
            box = (x - half, y - _FONT_SIZE * 0.8, x + half, y + _FONT_SIZE * 0.25)
            inside = box[0] >= 1 and box[2] <= WIDTH - 1 and box[1] >= 1 and box[3] <= height
            if inside and not any(_overlap(box, other) for other in taken):
                taken.append(box)
                labels.append(Etiquette(zone, x, y))
                break
    return tuple(labels)


def _candidates(marks: Sequence[Marque], half: float) -> Iterable[tuple[float, float]]:
    """Where a name of that half width may go: under or above a mark first, shifted if need be, then beside it."""
    for shift in (0.0, 0.5, -0.5, 0.9, -0.9):
        for m in marks:
            yield m.x + shift * half, m.y + RADIUS + _FONT_SIZE
            yield m.x + shift * half, m.y - RADIUS - 4
    for m in marks:
        yield m.x + RADIUS + 4 + half, m.y + 4
        yield m.x - RADIUS - 4 - half, m.y + 4


def _overlap(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
