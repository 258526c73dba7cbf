"""The situation map: every QPV of the contract, the names of their communes, one of them marked or all numbered."""

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
from matplotlib.figure import Figure
from matplotlib.path import Path as Outline

from quartiers.geometrie import Points
from quartiers.presentation.cartes.etiquettes import Boite, boxes_beside
from quartiers.presentation.cartes.fond import (
    COARSE,
    POINTS_PER_CM,
    TEXT_PT,
    Panneau,
    lines_of,
    measure,
    new_figure,
    sample,
)
from quartiers.presentation.cartes.lieux import Lieu, Terrain
from quartiers.style import COLORS

SMALLEST_VIEW: Final = 2000.0  # metres
_MARGIN_X, _MARGIN_Y = 22.0, 16.0  # points
_NAMED = 12  # communes, on the map of a part of the contract's QPV
_DOT, _STAR, _BADGE, _MANY = 4.0, 14.0, 13.0, 2.6  # diameters, points
_WIDE = 16.5  # of a badge of three digits


def draw_situation(
    terrain: Terrain,
    chosen: Lieu | None,
    largeur_cm: float,
    hauteurs_cm: tuple[float, float],
    *,
    numeros: bool = True,
) -> Figure:
    """The figure of the map: a star on the chosen place, else a number on each; ``hauteurs_cm`` bound its height.

    Without ``numeros``, a dot on each: contours would be smaller.
    """
    view = terrain.view(SMALLEST_VIEW)
    width = largeur_cm * POINTS_PER_CM
    natural = (width - 2 * _MARGIN_X) * view.height / view.width + 2 * _MARGIN_Y
    low, high = (h * POINTS_PER_CM for h in hauteurs_cm)
    height = min(max(natural, low), high) if len(terrain.lieux) > 1 else low
    figure, frame = new_figure(width, height)
    target = Boite(_MARGIN_X, _MARGIN_Y, frame.width - _MARGIN_X, frame.height - _MARGIN_Y)
    panel = Panneau(figure, frame, view, target)
    points = panel.to_points(terrain.positions)
    if chosen is None and not numeros:
        panel.axes.plot(
            *np.round(points, 1).T, "o", color=COLORS["accent"], markersize=_MANY, markeredgewidth=0, alpha=0.6
        )
        panel.placement.avoid_points(points)
        panel.add_scale()
        panel.add_north()
        _name_communes(panel, terrain, None, _NAMED, _MANY)
        return figure
    _draw_contours(panel, terrain, chosen)
    if chosen is None:
        badges = _place_badges(panel, points, _badge(terrain))
        _draw_badges(panel, terrain, points, badges)
    else:
        _draw_dots(panel, terrain, points, chosen)
    panel.add_scale()
    panel.add_north()
    if chosen is not None:  # beside numbers, a name goes where there is room, be it the wrong side: their key has it
        _name_communes(panel, terrain, chosen)
    return figure


def _draw_contours(panel: Panneau, terrain: Terrain, chosen: Lieu | None) -> None:
    for own in (False, True):
        places = [p for p in terrain.lieux if own == (chosen is None or p.numero == chosen.numero)]
        contours = [p.contour for p in places if p.contour is not None]
        polygons = (polygon for contour in contours for polygon in terrain.projection.rings(contour.polygones))
        outline = panel.outline(polygons, COARSE)
        if outline is not None:
            color = COLORS["accent" if own else "gris"]
            panel.draw(outline, facecolor=color, edgecolor=color, linewidth=0.4, alpha=0.35, zorder=2)
            panel.placement.avoid_points(sample(outline, panel.cadre))


def _draw_dots(panel: Panneau, terrain: Terrain, points: Points, chosen: Lieu) -> None:
    for dots in terrain.apart(chosen, np.round(points, 1)):
        panel.axes.plot(*dots.T, "o", color=COLORS["gris"], markersize=_DOT, markeredgewidth=0, zorder=4)
    for place, (x, y) in zip(terrain.lieux, np.round(points, 1), strict=True):
        size = _DOT
        if place.numero == chosen.numero:
            size = _STAR
            panel.axes.plot(
                x, y, "*", color=COLORS["accent"], markersize=size, zorder=5, markeredgewidth=0.8,
                markeredgecolor="white",
            )  # fmt: skip
        panel.placement.block(Boite.centred(float(x), float(y), size * 0.9, size * 0.9))


def _badge(terrain: Terrain) -> float:
    """Diameter of the disc that holds the longest number."""
    return _BADGE if max(len(p.numero) for p in terrain.lieux) < 3 else _WIDE


def _place_badges(panel: Panneau, points: Points, size: float) -> list[tuple[float, float]]:
    """Where each number goes: on its QPV, or as near as possible where another is there already."""
    found = []
    for x, y in points:
        dot = Boite.centred(float(x), float(y), 1, 1)
        nearby = [Boite.centred(px, py, size, size) for px, py in _rings(*dot.centre, size)]
        # The contour below is its own: a number that made way for it would need a line to say whose it is.
        free = next((box for box in nearby if panel.placement.is_free(box)), None)
        box = panel.placement.place([free] if free is not None else nearby, always=True)
        found.append(box.centre if box else dot.centre)
    return found


def _rings(x: float, y: float, size: float) -> Iterator[tuple[float, float]]:
    """The point, then points on circles about it, wider and wider."""
    yield x, y
    for radius in np.arange(size, 5 * size, 4):
        for angle in np.arange(0, 2 * np.pi, np.pi / 8):
            yield x + float(radius * np.cos(angle)), y + float(radius * np.sin(angle))


def _draw_badges(panel: Panneau, terrain: Terrain, points: Points, badges: Sequence[tuple[float, float]]) -> None:
    accent, size = COLORS["accent"], _badge(terrain)
    spots, centres = np.round(points, 1), np.round(badges, 1)
    moved = np.hypot(*(centres - spots).T) > 1
    # All lines, all dots and all discs are one object each: the SVG of a large contract stays small.
    if moved.any():
        legs = [vertex for leg in zip(spots[moved], centres[moved], strict=True) for vertex in leg]
        lines = Outline(np.array(legs), [Outline.MOVETO, Outline.LINETO] * int(moved.sum()))
        panel.draw(lines, facecolor="none", edgecolor=accent, linewidth=0.8, zorder=3)
        for start, end in zip(spots[moved], centres[moved], strict=True):  # no name is struck through by a line
            panel.placement.block_points(start + (end - start) * np.linspace(0, 1, 8)[:, None])
    panel.axes.plot(*spots[moved].T, "o", color=accent, markersize=3, markeredgewidth=0, zorder=4)
    panel.axes.plot(
        *centres.T, "o", color=accent, markersize=size, markeredgewidth=0.6, markeredgecolor="white", zorder=5
    )
    for place, (x, y) in zip(terrain.lieux, centres, strict=True):
        box = Boite.centred(float(x), float(y), size, size)
        panel.write(box, [place.numero], color="white", fontweight="bold", zorder=6)


def _name_communes(
    panel: Panneau, terrain: Terrain, chosen: Lieu | None, most: int | None = None, size: float | None = None
) -> None:
    """The name of each commune near its QPV, where there is room; that of the chosen place always.

    ``most``: of those that have the most QPV only; ``size``: of a mark, if it is no number.
    """
    own = chosen.communes if chosen else ()
    if chosen is not None:
        star = panel.to_points(terrain.projection.project([(chosen.longitude, chosen.latitude)]))
        _name(panel, terrain, " – ".join(own), star, _STAR, own=True)
    others = [(name, panel.to_points(spots)) for name, spots in terrain.communes().items() if name not in own]
    if chosen is not None and terrain.ensemble:  # among so many, those that tell where the place is
        others = sorted(others, key=lambda item: np.hypot(*(item[1] - star).T).min())[:_NAMED]
    size = size or (_DOT if chosen else _badge(terrain))
    for name, spots in sorted(others, key=lambda item: (-len(item[1]), -item[1][:, 1].max(), item[0]))[:most]:
        _name(panel, terrain, name, spots, size, own=False)


def _name(panel: Panneau, terrain: Terrain, name: str, spots: Points, size: float, *, own: bool) -> None:
    lines, weight = lines_of(name), "bold" if own else "normal"
    width, height = measure(lines, TEXT_PT, weight)
    box = panel.placement.place(_candidates(spots, size, width, height), always=own)
    if box is not None:
        drawn = any(p.contour is not None for p in terrain.lieux)
        color = COLORS["accent" if own else "gris"]
        panel.write(box, lines, plate=drawn, fontweight=weight, color=color, zorder=7)


def _candidates(spots: Points, size: float, width: float, height: float) -> Iterator[Boite]:
    """Among the QPV of a commune that has several, else beside them, nearer places first."""
    x, y = (float(v) for v in spots.mean(axis=0))
    middle = Boite.centred(x, y, size, size)
    if len(spots) > 1:
        yield Boite.centred(*middle.centre, width, height)
    for distances in ((0.5, 2), (4, 7)):
        yield from boxes_beside(middle, width, height, distances)
        for east, north in spots:
            yield from boxes_beside(Boite.centred(float(east), float(north), size, size), width, height, distances)
