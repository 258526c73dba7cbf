"""The sheet that a map is drawn on: panels whose units are points of the drawing, contours, scale, north, words.

Positions come in metres of a local projection; a :class:`Panneau` turns them into points. Contours lose the
vertices that cannot be seen at that size, which keeps the SVG small.
"""

import math
import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from textwrap import wrap
from typing import Any, Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path as Outline

from quartiers.geometrie import Points, simplify
from quartiers.polices import BOLD, REGULAR, drawable
from quartiers.presentation.cartes.etiquettes import Boite, Placement, corners
from quartiers.presentation.graphiques.dessin import text_width
from quartiers.style import COLORS
from quartiers.typographie import NARROW_SPACE, format_number, typeset

POINTS_PER_CM: Final = 72 / 2.54
TEXT_PT: Final = 8.0  # nothing that is to be read is smaller
_BETWEEN: Final = re.compile(r"\s+|(?<=-)")  # where a line may end
_LONGEST_WORD: Final = 24  # characters: none of a commune is longer
CUT: Final = " […]"  # ends a name that is longer than what a map can hold
_LINE = 1.16  # line height, in sizes of the letters
# Points: a vertex nearer than that to the line without it is not drawn.
FINE: Final = 0.15
COARSE: Final = 0.5
STEP: Final = 3.0  # points, between those that stand for a surface


class Panneau:
    """A rectangle of the figure showing a view of the ground, in points from its own bottom left corner."""

    def __init__(self, figure: Figure, place: Boite, vue: Boite, cible: Boite, couleur: str = COLORS["fond"]):
        """``place``: in points of the figure; ``vue``: metres to fit into ``cible``, a part of the panel."""
        width, height = (float(v) * 72 for v in figure.get_size_inches())
        self.cadre = Boite(0, 0, place.width, place.height)
        self.axes: Axes = figure.add_axes(
            (place.x0 / width, place.y0 / height, place.width / width, place.height / height)
        )
        self.axes.set(xlim=(0, place.width), ylim=(0, place.height), xticks=[], yticks=[], facecolor=couleur)
        self.axes.grid(visible=False)
        for spine in self.axes.spines.values():
            spine.set_visible(False)
        self.points_per_metre = min(cible.width / vue.width, cible.height / vue.height)
        self._origin = np.array(cible.centre) - self.points_per_metre * np.array(vue.centre)
        self.placement = Placement(self.cadre.grown(-2))

    def to_points(self, metres: Points) -> Points:
        return metres * self.points_per_metre + self._origin

    def outline(self, polygons: Iterable[Sequence[Points]], tolerance: float = FINE) -> Outline | None:
        """A compound path, holes and all, of polygons in metres; None where nothing is left at this size."""
        rings = [simplify(self.to_points(ring), tolerance) for polygon in polygons for ring in polygon]
        rings = [ring for ring in rings if len(ring) >= 4]
        if not rings:
            return None
        codes = [[Outline.MOVETO, *[Outline.LINETO] * (len(ring) - 2), Outline.CLOSEPOLY] for ring in rings]
        return Outline(np.concatenate(rings), np.concatenate(codes))

    def draw(self, outline: Outline | None, **style: Any) -> None:
        if outline is not None:
            self.axes.add_patch(PathPatch(outline, joinstyle="round", **style))

    def write(self, box: Boite, lines: Sequence[str], *, plate: bool = False, **style: Any) -> None:
        """Lines of text centred in a box that :func:`measure` gave the size of; ``plate``: over a pale plate."""
        x, y = box.centre
        if plate:  # letters are read over any contour, for less than outlining each would weigh
            corner = (round(box.x0 - 1, 1), round(box.y0 - 0.5, 1))
            size_of_plate = (round(box.width + 2, 1), round(box.height + 1, 1))
            ground = self.axes.get_facecolor()
            self.axes.add_patch(Rectangle(corner, *size_of_plate, facecolor=ground, alpha=0.75, linewidth=0, zorder=6))
        size = style.setdefault("fontsize", TEXT_PT)
        style.setdefault("color", COLORS["gris"])
        for number, line in enumerate(lines):
            offset = ((len(lines) - 1) / 2 - number) * size * _LINE
            # Words come from the data: a dollar is one, and starts no formula.
            self.axes.text(
                round(x, 1), round(y + offset, 1), line, ha="center", va="center_baseline", parse_math=False, **style
            )

    def add_scale(self) -> None:
        """A bar of a round length, where there is room."""
        widest = min(0.32 * self.cadre.width, 90)
        metres = round_length(widest / self.points_per_metre)
        length = metres * self.points_per_metre
        label = format_length(metres)
        width, height = measure([label])
        box = self.placement.place(corners(self.cadre.grown(-4), max(width, length), height + 3), always=True)
        if box is None:  # never with always, but for the type
            return
        middle = box.centre[0]
        x0, x1, y = (round(v, 1) for v in (middle - length / 2, middle + length / 2, box.y0 + 1))
        self.axes.plot([x0, x1], [y, y], color=COLORS["gris"], linewidth=1.8, solid_capstyle="butt", zorder=6)
        self.write(Boite(box.x0, box.y0 + 3, box.x1, box.y1), [label], zorder=6)

    def add_north(self) -> None:
        box = self.placement.place(list(corners(self.cadre.grown(-4), 8, 16))[2:], always=True)
        if box is None:
            return
        x = round(box.centre[0], 1)
        self.axes.plot(x, round(box.y1 - 3.5, 1), "^", color=COLORS["gris"], markersize=4.5, zorder=6)
        self.write(Boite(box.x0, box.y0, box.x1, box.y0 + 9), ["N"], zorder=6, fontweight="bold")


def new_figure(width: float, height: float) -> tuple[Figure, Boite]:
    """A figure of that size, in points, rounded to whole ones, and its frame."""
    frame = Boite(0, 0, round(width), round(height))  # whole sizes keep the coordinates of the SVG short
    return Figure(figsize=(frame.width / 72, frame.height / 72)), frame


def measure(lines: Iterable[str], size: float = TEXT_PT, weight: str = "normal") -> tuple[float, float]:
    """Width and height of lines of text, in points."""
    texts = list(lines)
    return text_width(texts, size, BOLD if weight == "bold" else REGULAR), len(texts) * size * _LINE


def lines_of(name: str, width: int = 22) -> list[str]:
    """A name on as few lines of ``width`` characters as it takes, six at most; a word is not cut, unless it is absurd.

    >>> lines_of("Castelsarrasin", 13)
    ['Castelsarrasin']
    """
    text = drawable(typeset(name))
    longest = max((len(word) for word in _BETWEEN.split(text)), default=0)
    return wrap(text, max(width, min(longest, _LONGEST_WORD)), max_lines=6, placeholder=CUT) or [""]


def round_length(longest: float) -> float:
    """The longest of 1, 2, 5, 10, 20… metres that is no longer than that.

    >>> [round_length(metres) for metres in (730, 1999, 2000, 6)]
    [500, 1000, 2000, 5]
    """
    power: float = 10 ** math.floor(math.log10(longest))
    return next(step * power for step in (5, 2, 1) if step * power <= longest)


def format_length(metres: float) -> str:
    """A round length with its unit.

    >>> print(format_length(500).replace(NARROW_SPACE, " "), format_length(2000).replace(NARROW_SPACE, " "))
    500 m 2 km
    """
    value, unit = (metres, "m") if metres < 1000 else (metres / 1000, "km")
    return f"{format_number(value)}{NARROW_SPACE}{unit}"


def vertices(outline: Outline) -> Points:
    return np.asarray(outline.vertices, dtype=np.float64)


def sample(outline: Outline, frame: Boite, step: float = STEP) -> Points:
    """Points of the surface that an outline bounds, ``step`` apart, and its vertices: those in the frame."""
    box = Boite.around(vertices(outline))
    xs = np.arange(max(box.x0, frame.x0), min(box.x1, frame.x1) + step, step)
    ys = np.arange(max(box.y0, frame.y0), min(box.y1, frame.y1) + step, step)
    grid = np.array(np.meshgrid(xs, ys), dtype=np.float64).reshape(2, -1).T
    points = np.concatenate([grid[outline.contains_points(grid)], vertices(outline)])
    return np.asarray(points[frame.mask(points)])


def along(outline: Outline, step: float = 3.0) -> Points:
    """Points of the edges of an outline, at most ``step`` apart."""
    parts = []
    for ring in outline.to_polygons(closed_only=True):
        for start, end in pairwise(np.asarray(ring, dtype=np.float64)):
            pieces = max(1, math.ceil(float(np.hypot(*(end - start))) / step))
            parts.append(start + (end - start) * np.linspace(0, 1, pieces, endpoint=False)[:, None])
    return np.concatenate(parts)


def rim(box: Boite) -> Points:
    x, y = box.centre
    return np.array([(px, py) for px in (box.x0, x, box.x1) for py in (box.y0, y, box.y1)])


def roomy(outline: Outline, edges: Points, frame: Boite) -> Points:
    """Points inside an outline, those that are farthest from its edges first."""
    inside = sample(outline, frame)
    return inside[np.argsort(-distances(inside, edges), kind="stable")][:80]


def distances(points: Points, others: Points) -> Points:
    """Distance of each point to the nearest of the others."""
    return np.asarray(np.hypot(*(points[:, None] - others[None]).transpose(2, 0, 1)).min(axis=1))


def grid_of(frame: Boite, step: float = 4.0) -> Points:
    xs, ys = np.arange(frame.x0, frame.x1, step), np.arange(frame.y0, frame.y1, step)
    return np.array(np.meshgrid(xs, ys), dtype=np.float64).reshape(2, -1).T
