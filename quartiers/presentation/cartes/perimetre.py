"""The perimeter map of a quartier: its QPV of 2024 and of 2015, what is around, and where it is in the contract."""

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from matplotlib.path import Path as Outline

from quartiers.donnees.modele import Contour
from quartiers.geometrie import Points, positions_of
from quartiers.presentation.cartes.etiquettes import Boite, boxes_beside
from quartiers.presentation.cartes.fond import (
    COARSE,
    FINE,
    POINTS_PER_CM,
    Panneau,
    along,
    lines_of,
    measure,
    new_figure,
    sample,
    vertices,
)
from quartiers.presentation.cartes.lieux import PROCHES, Lieu, Terrain, widen
from quartiers.style import COLORS

HEIGHTS_CM: Final = (4.6, 5.6)
_SMALLEST_VIEW = 300.0  # metres
_YEAR_PT = 8.0
_SAME = 2.0  # points: two outlines that are nowhere farther apart are drawn, and named, as one
_SEEN = 8  # points of a surface, 3 points apart: less is a sliver at the edge, with no name
_INSET = 0.27  # of the width of the map


def draw_perimeter(
    terrain: Terrain, own: Lieu, new: Sequence[Contour], former: Sequence[Contour], largeur_cm: float
) -> Figure:
    """The figure of the map: ``new`` and ``former`` are the contours of 2024 (one at least) and of 2015."""
    width = largeur_cm * POINTS_PER_CM
    positions = [position for contour in (*new, *former) for position in positions_of(contour.polygones)]
    view = widen(Boite.around(terrain.projection.project(positions)), _SMALLEST_VIEW)
    inset = _INSET * width if len(terrain.lieux) > 1 else 0.0
    focus_width = width - inset - (26 if inset else 20)
    low, high = (h * POINTS_PER_CM for h in HEIGHTS_CM)
    height = min(max(focus_width * view.height / view.width + 32, low), high)
    figure, frame = new_figure(width, height)
    panel = Panneau(figure, frame, view, Boite(10, 20, 10 + focus_width, frame.height - 12))
    outlines = _draw_neighbours(panel, terrain, own)
    own_outline, former_outline = (_outline(panel, terrain, contours) for contours in (new, former))
    if inset:
        _draw_inset(figure, panel, terrain, own, inset)
    if own_outline is not None:
        _draw_own(panel, own_outline, former_outline)
    panel.add_scale()
    panel.add_north()
    if own_outline is not None:
        _name_communes(panel, terrain, own, own_outline, outlines)
    return figure


def _outline(panel: Panneau, terrain: Terrain, contours: Sequence[Contour], tolerance: float = FINE) -> Outline | None:
    polygons = (polygon for contour in contours for polygon in terrain.projection.rings(contour.polygones))
    return panel.outline(polygons, tolerance)


def _draw_neighbours(panel: Panneau, terrain: Terrain, own: Lieu) -> list[tuple[Lieu, Points]]:
    """Draw the other QPV that the map shows; those, with points of what can be seen of each."""
    seen = []
    for place in terrain.lieux:
        if place.contour is None or place.numero == own.numero:
            continue
        outline = _outline(panel, terrain, [place.contour], COARSE)
        if outline is None or not panel.cadre.shared_area(Boite.around(vertices(outline))):
            continue
        panel.draw(outline, facecolor=COLORS["filet"], edgecolor=COLORS["gris"], linewidth=0.4, zorder=2)
        visible = sample(outline, panel.cadre)
        panel.placement.avoid_points(visible)
        if len(visible) >= _SEEN:
            seen.append((place, visible))
    return seen


# -- the quartier's own perimeter -----------------------------------------------------------------------


def _draw_own(panel: Panneau, own: Outline, former: Outline | None) -> None:
    """Both perimeters, each named on the map; nothing else may then be written over them."""
    accent, dashed = COLORS["accent"], COLORS["fragile"]
    panel.draw(own, facecolor=to_rgba(accent, 0.22), edgecolor=accent, linewidth=1.3, zorder=4)
    edges = along(own)
    same = False
    if former is not None:
        panel.draw(former, facecolor="none", edgecolor=dashed, linewidth=1.2, linestyle=(0, (3, 2)), zorder=5)
        former_edges = along(former)
        gaps, back = _distances(former_edges, edges), _distances(edges, former_edges)
        same = bool(max(gaps.max(), back.max()) <= _SAME + 1.5)  # edges are sampled 3 points apart
    _write_year(panel, "2015 et 2024" if same else "2024", accent, _roomy(own, edges, panel.cadre), own)
    panel.placement.block_points(edges)
    if former is not None and not same:
        panel.placement.block_points(former_edges)
        _write_year(panel, "2015", dashed, former_edges[np.argsort(-gaps, kind="stable")][:60], None)
    panel.placement.block_points(sample(own, panel.cadre))


def _write_year(panel: Panneau, year: str, color: str, spots: Points, within: Outline | None) -> None:
    """A year on the first spot with room: in the outline ``within`` if it fits, else beside a spot."""
    width, height = measure([year], _YEAR_PT, "bold")

    def candidates() -> Iterator[Boite]:
        for x, y in spots:
            box = Boite.centred(float(x), float(y), width, height)
            if within is not None and within.contains_points(_rim(box)).all():
                yield box
        if within is not None:
            yield from boxes_beside(Boite.around(vertices(within)), width, height, (2, 5))
        else:
            for x, y in spots:
                yield from boxes_beside(Boite.centred(float(x), float(y), 2, 2), width, height, (1, 3))

    box = panel.placement.place(candidates(), always=True)
    if box is not None:
        panel.write(box, [year], plate=True, fontsize=_YEAR_PT, fontweight="bold", color=color, zorder=8)


def _rim(box: Boite) -> Points:
    x, y = box.centre
    return np.array([(px, py) for px in (box.x0, x, box.x1) for py in (box.y0, y, box.y1)])


def _roomy(outline: Outline, edges: Points, frame: Boite) -> Points:
    """Points inside an outline, those that are farthest from its edges first."""
    inside = sample(outline, frame)
    return inside[np.argsort(-_distances(inside, edges), kind="stable")][:80]


def _distances(points: Points, others: Points) -> Points:
    """Distance of each point to the nearest of the others."""
    return np.asarray(np.hypot(*(points[:, None] - others[None]).transpose(2, 0, 1)).min(axis=1))


# -- names and inset ------------------------------------------------------------------------------------


def _name_communes(
    panel: Panneau, terrain: Terrain, own: Lieu, outline: Outline, seen: Sequence[tuple[Lieu, Points]]
) -> None:
    """The quartier's commune beside its perimeter, then those whose place on the map is known and has room.

    A commune's place is the mean of its QPV, or the QPV of its own that the map shows a part of.
    """
    anchors = {name: panel.to_points(spots).mean(axis=0) for name, spots in terrain.communes().items()}
    edges = along(outline)
    near_own = _grid(panel.cadre)
    towards = np.clip(
        np.mean([anchors[c] for c in own.communes if c in anchors] or [edges.mean(axis=0)], axis=0),
        (0, 0),
        (panel.cadre.x1, panel.cadre.y1),
    )
    order = _distances(near_own, edges) + 0.15 * np.hypot(*(near_own - towards).T)
    _write_name(panel, " – ".join(own.communes), near_own[np.argsort(order, kind="stable")], own=True)
    for place, visible in seen:
        if len(place.communes) == 1 and not panel.cadre.count_in(anchors[place.communes[0]][None]):
            anchors[place.communes[0]] = visible.mean(axis=0)
    for name, anchor in sorted(anchors.items()):
        if name in own.communes or not panel.cadre.count_in(anchor[None]) or outline.contains_point(anchor):
            continue
        grid = _grid(panel.cadre)
        gaps = np.hypot(*(grid - anchor).T)
        _write_name(panel, name, grid[np.argsort(gaps, kind="stable")][: np.count_nonzero(gaps < 25)], own=False)


def _write_name(panel: Panneau, name: str, spots: Points, *, own: bool) -> None:
    lines, weight = lines_of(name, 18), "bold" if own else "normal"
    width, height = measure(lines, weight=weight)
    boxes = (Boite.centred(float(x), float(y), width, height) for x, y in spots)
    box = panel.placement.place(boxes, always=own)
    if box is not None:
        color = COLORS["accent" if own else "gris"]
        panel.write(box, lines, plate=True, fontweight=weight, color=color, zorder=7)


def _grid(frame: Boite, step: float = 4.0) -> Points:
    xs, ys = np.arange(frame.x0, frame.x1, step), np.arange(frame.y0, frame.y1, step)
    return np.array(np.meshgrid(xs, ys), dtype=np.float64).reshape(2, -1).T


def _draw_inset(figure: Figure, panel: Panneau, terrain: Terrain, own: Lieu, width: float) -> None:
    """In the top right corner, a small map of all QPV: a dot each, a star on this one."""
    view = terrain.view(2000)
    caption = [f"Les {PROCHES} {terrain.nom}", "les plus proches"]
    if not terrain.ensemble:
        caption = [f"Les {len(terrain.lieux)} {terrain.nom}"]
    _, caption_height = measure(caption, 6)
    frame = panel.cadre
    height = min(width * view.height / view.width + caption_height + 6, 0.62 * frame.height)
    place = Boite(frame.x1 - width - 4, frame.y1 - height - 4, frame.x1 - 4, frame.y1 - 4)
    panel.placement.block(place)
    inset = Panneau(figure, place, view, Boite(6, caption_height + 5, width - 6, height - 6), "white")
    for spine in inset.axes.spines.values():
        spine.set(visible=True, linewidth=0.5, color=COLORS["gris"])
    points = np.round(inset.to_points(terrain.positions), 1)
    for dots in terrain.apart(own, points):
        inset.axes.plot(*dots.T, "o", color=COLORS["gris"], markersize=2.2, markeredgewidth=0, zorder=3)
    x, y = inset.to_points(terrain.projection.project([(own.longitude, own.latitude)]))[0].round(1)
    inset.axes.plot(x, y, "*", color=COLORS["accent"], markersize=9, markeredgewidth=0, zorder=4)
    inset.write(Boite(0, 1, width, 1 + caption_height), caption, fontsize=6, zorder=5)
