"""Geometry of the index's map: outlines, numbered marks that stay apart and beside them, names, a scale.

Lengths are units of the drawing, which the page shows at 0.75 to 1.2 CSS pixels each: a mark is then a
target of 24 pixels or more, even on a telephone.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from quartiers.export.ecartement import Point, spread, stand_beside
from quartiers.geometrie import Points, Polygone, Position, positions_of, signed_area, simplify

WIDTH: Final = 360.0
RADIUS: Final = 17.0
_MAX_HEIGHT: Final = 520.0
_MARGIN: Final = RADIUS + 24  # room for a name above or below the outermost marks
_FOOT: Final = 30.0  # room for the scale and the north
_APART: Final = 2 * RADIUS + 3
_SHARES: Final = (0.0, 0.25, 0.5, 0.75)  # of a side of an outline: where points along it are
_CLEAR: Final = RADIUS + 7  # between a mark and the place that it shares
_WIDEST: Final = 30.0  # what an outline may push its mark by, beside the mark's own size
_SEEN: Final = 0.5  # a vertex nearer than that to the line without it is not drawn
_FONT_SIZE: Final = 14.0
_CHARACTER: Final = 0.52 * _FONT_SIZE  # mean width
_KM_PER_DEGREE: Final = 111.32
_SCALES_KM: Final = (0.5, 1, 2, 5, 10, 20, 50, 100, 200)

Box = tuple[float, float, float, float]  # left, top, right, bottom
Contours = tuple[Polygone, ...]


@dataclass(frozen=True)
class Lieu:
    """Something to place: degrees (WGS84); ``zone`` is the name that its neighbours share on the map.

    ``contour``: the polygons that it covers, where they are known; several places may have the same.
    """

    identifiant: str
    numero: str
    nom: str
    zone: str
    longitude: float
    latitude: float
    contour: Contours = ()


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
    """``contours``: the paths of the outlines, each once."""

    largeur: float
    hauteur: float
    marques: tuple[Marque, ...]
    etiquettes: tuple[Etiquette, ...]
    echelle: str
    echelle_longueur: float
    contours: tuple[str, ...] = ()


def draw_map(lieux: Sequence[Lieu]) -> Carte:
    """Place the marks (at least one) by their degrees, then apart, and name their zones where there is room.

    Where outlines are known, marks stand beside them: at that size, a mark would hide most of what it is about.
    """
    shrink = math.cos(math.radians(sum(p.latitude for p in lieux) / len(lieux)))

    def kilometres(position: Sequence[float]) -> Point:
        """On a plane that touches the earth at the mean latitude: good enough for an agglomeration."""
        return position[0] * shrink * _KM_PER_DEGREE, position[1] * _KM_PER_DEGREE

    places = [kilometres((p.longitude, p.latitude)) for p in lieux]
    edges = [kilometres(position) for p in lieux for position in positions_of(p.contour)]
    xs, ys = zip(*places, *edges, strict=True)
    span_x, span_y = max(max(xs) - min(xs), 2.0), max(max(ys) - min(ys), 1.0)
    crowd = len(lieux) * _APART**2 * 1.8 / WIDTH  # what that many marks need
    scale = min((WIDTH - 2 * _MARGIN) / span_x, (max(_MAX_HEIGHT, crowd) - 2 * _MARGIN) / span_y)
    height = max(span_y * scale + 2 * _MARGIN, crowd)
    middle_x, middle_y = (max(xs) + min(xs)) / 2, (max(ys) + min(ys)) / 2

    def place(x: float, y: float) -> Point:
        return WIDTH / 2 + (x - middle_x) * scale, height / 2 - (y - middle_y) * scale

    true = [place(*p) for p in places]
    outlines = {p.contour: _outline(p.contour, lambda d: place(*kilometres(d))) for p in lieux if p.contour}
    marks = tuple(
        Marque(lieu, x, y, anchor if math.dist((x, y), anchor) > RADIUS / 2 else None)
        for lieu, (x, y), anchor in zip(lieux, _place_marks(lieux, true, height, outlines), true, strict=True)
    )
    length_km = max((s for s in _SCALES_KM if s * scale <= WIDTH / 3), default=_SCALES_KM[0])
    text = f"{length_km:g}".replace(".", ",") + "\u202fkm"
    names = _name_zones(marks, height, outlines.values())
    paths = tuple(outline.trace for outline in outlines.values() if outline.trace)
    return Carte(WIDTH, height + _FOOT, marks, names, text, length_km * scale, paths)


@dataclass(frozen=True)
class _Contour:
    """An outline on the drawing: its path, the radius of a disc of its area, points along it."""

    trace: str
    rayon: float
    points: Points


def _outline(polygons: Contours, place: Callable[[Position], Point]) -> _Contour:
    drawn = [[np.array([place(position) for position in ring]) for ring in polygon] for polygon in polygons]
    area = sum(abs(signed_area(r)) * (-1 if number else 1) for rings in drawn for number, r in enumerate(rings))
    seen = [ring for rings in drawn for ring in (simplify(r, _SEEN) for r in rings) if len(ring) > 3]
    path = "".join("M" + "L".join(f"{x:g} {y:g}" for x, y in ring[:-1]) + "z" for ring in seen)
    points = [start + (end - start) * share for ring in seen for start, end in pairwise(ring) for share in _SHARES]
    return _Contour(path, math.sqrt(max(area, 0.0) / math.pi), np.array(points).reshape(-1, 2))


def _place_marks(
    lieux: Sequence[Lieu], true: Sequence[Point], height: float, outlines: Mapping[Contours, _Contour]
) -> list[Point]:
    """Where marks stand: beside their places where outlines are to be seen, else on them or a little aside."""
    clear = {p: _CLEAR for p in true if true.count(p) > 1}
    for anchor, lieu in zip(true, lieux, strict=True):
        if lieu.contour:
            clear[anchor] = max(_CLEAR, RADIUS + min(outlines[lieu.contour].rayon, _WIDEST))
    found = None
    if outlines:
        points = np.concatenate([outline.points for outline in outlines.values()])
        found = stand_beside(true, RADIUS, (WIDTH, height), {p: clear.get(p, _CLEAR) for p in true}, points)
    return found or spread(true, RADIUS, (WIDTH, height), clear)


def _name_zones(marks: Sequence[Marque], height: float, outlines: Iterable[_Contour]) -> tuple[Etiquette, ...]:
    """The name of each zone once, beside one of its marks, clear of outlines if it can; one that finds no room is left
    to the list."""
    taken: list[Box] = [(m.x - RADIUS, m.y - RADIUS, m.x + RADIUS, m.y + RADIUS) for m in marks]
    taken += [(m.ancre[0] - 3, m.ancre[1] - 3, m.ancre[0] + 3, m.ancre[1] + 3) for m in marks if m.ancre]
    drawn: list[Box] = [(x, y, x, y) for outline in outlines for x, y in outline.points.tolist()]
    labels = []
    for zone in dict.fromkeys(m.lieu.zone for m in marks):
        half = len(zone) * _CHARACTER / 2
        free = []
        for x, y in _candidates([m for m in marks if m.lieu.zone == zone], half):
            box = (x - half, y - _FONT_SIZE * 0.8, x + half, y + _FONT_SIZE * 0.25)
            inside = box[0] >= 1 and box[2] <= WIDTH - 1 and box[1] >= 1 and box[3] <= height
            if inside and not any(_overlap(box, other) for other in taken):
                free.append((sum(_overlap(box, edge) for edge in drawn), box, Etiquette(zone, x, y)))
                if not free[-1][0]:
                    break
        if free:
            _, box, label = min(free, key=lambda found: found[0])
            taken.append(box)
            labels.append(label)
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
