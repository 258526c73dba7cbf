"""The perimeter map of a quartier: its QPV of 2024 and of 2015, what is around, and where it is in the contract."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from matplotlib.path import Path as Outline

from quartiers.donnees.modele import Contour
from quartiers.geometrie import Points, positions_of
from quartiers.presentation.cartes.cadrage import choose_view
from quartiers.presentation.cartes.etiquettes import Boite, boxes_beside
from quartiers.presentation.cartes.fond import (
    COARSE,
    FINE,
    POINTS_PER_CM,
    Panneau,
    along,
    distances,
    grid_of,
    measure,
    new_figure,
    rim,
    roomy,
    sample,
    vertices,
)
from quartiers.presentation.cartes.lieux import PROCHES, Lieu, Terrain
from quartiers.presentation.cartes.noms import name_beside, name_communes, name_inside, name_neighbours
from quartiers.style import COLORS

_YEAR_PT = 8.0
_SAME = 2.0  # points: two outlines that are nowhere farther apart are drawn, and named, as one
_SEEN = 8  # points of a surface, 3 points apart: less is a sliver at the edge, which is not drawn
_INSET = 0.27  # of the width of the map


@dataclass(frozen=True)
class Dessin:
    """A map, how many other QPV it shows, those that it names, those that it gives a letter, the communes it names."""

    figure: Figure
    vus: int = 0
    nommes: tuple[Lieu, ...] = ()
    lettres: Mapping[str, Lieu] = field(default_factory=dict)
    communes: tuple[str, ...] = ()


def draw_perimeter(
    terrain: Terrain, own: Lieu, new: Sequence[Contour], former: Sequence[Contour], largeur_cm: float
) -> Dessin:
    """``new`` and ``former`` are the contours of 2024 (one at least) and of 2015.

    ``own.communes`` are written beside the perimeter: none where it is not known which part of it is theirs.
    """
    width = largeur_cm * POINTS_PER_CM
    inset = max(_INSET * width, measure(_caption(terrain))[0] + 6) if len(terrain.lieux) > 1 else 0.0
    vue, frame, target = choose_view(terrain, own, (*new, *former), width, inset)
    figure, frame = new_figure(frame.width, frame.height)
    panel = Panneau(figure, frame, vue, target)
    hidden = _draw_inset(figure, panel, terrain, own, inset) if inset else None
    seen = _draw_neighbours(panel, terrain, own, hidden)
    own_outline, former_outline = (_outline(panel, terrain, contours) for contours in (new, former))
    if own_outline is None:  # smaller than what can be drawn
        panel.add_scale()
        panel.add_north()
        return Dessin(figure)
    edges = along(own_outline)
    _draw_own(panel, own_outline, edges, former_outline)
    is_named = name_inside(panel, own, own_outline, edges)
    panel.placement.block_points(sample(own_outline, panel.cadre))
    panel.add_scale()
    panel.add_north()
    grid = grid_of(panel.cadre)
    if not is_named:
        name_beside(panel, own, grid, edges)
    named, letters = name_neighbours(panel, seen, _whole(terrain, own))
    communes = name_communes(panel, terrain, own, (grid, edges), seen)
    return Dessin(figure, len(seen), named, letters, communes)


def _whole(terrain: Terrain, own: Lieu) -> Lieu:
    """The place with all the communes of its projects, which its own map may not write."""
    return next((place for place in terrain.lieux if place.numero == own.numero), own)


def _outline(panel: Panneau, terrain: Terrain, contours: Sequence[Contour], tolerance: float = FINE) -> Outline | None:
    polygons = (polygon for contour in contours for polygon in terrain.projection.rings(contour.polygones))
    return panel.outline(polygons, tolerance)


def _draw_neighbours(panel: Panneau, terrain: Terrain, own: Lieu, hidden: Boite | None) -> list[tuple[Lieu, Points]]:
    """Draw the other QPV that the map shows; those, with points of what can be seen of each: not what is ``hidden``. A
    grey corner that has no room for a name or a letter would be looked for in the legend."""
    seen = []
    for place in terrain.lieux:
        if place.contour is None or place.numero == own.numero:
            continue
        reach = panel.to_points(terrain.projection.project(positions_of(place.contour.polygones)))
        outline = None
        if panel.cadre.shared_area(Boite.around(reach)):
            outline = _outline(panel, terrain, [place.contour], COARSE)
        if outline is None:
            continue
        visible = sample(outline, panel.cadre)
        visible = visible if hidden is None else visible[~hidden.mask(visible)]
        if len(visible) < _SEEN:
            continue
        panel.draw(outline, facecolor=COLORS["filet"], edgecolor=COLORS["gris"], linewidth=0.4, zorder=2)
        panel.placement.avoid_points(visible)
        seen.append((place, visible))
    return seen


# -- the quartier's own perimeter -----------------------------------------------------------------------


def _draw_own(panel: Panneau, own: Outline, edges: Points, former: Outline | None) -> None:
    """The perimeter; both, named by their years, where the former one is known. No word may cross their edges."""
    accent, dashed = COLORS["accent"], COLORS["fragile"]
    panel.draw(own, facecolor=to_rgba(accent, 0.22), edgecolor=accent, linewidth=1.3, zorder=4)
    panel.placement.block_points(edges)
    if former is None:
        return
    panel.draw(former, facecolor="none", edgecolor=dashed, linewidth=1.2, linestyle=(0, (3, 2)), zorder=5)
    former_edges = along(former)
    gaps, back = distances(former_edges, edges), distances(edges, former_edges)
    same = max(gaps.max(), back.max()) <= _SAME + 1.5  # edges are sampled 3 points apart
    _write_year(panel, "2015 et 2024" if same else "2024", accent, roomy(own, edges, panel.cadre), own)
    if not same:
        panel.placement.block_points(former_edges)
        _write_year(panel, "2015", dashed, former_edges[np.argsort(-gaps, kind="stable")][:60], None)


def _write_year(panel: Panneau, year: str, color: str, spots: Points, within: Outline | None) -> None:
    """A year on the first spot with room: in the outline ``within`` if it fits, else beside a spot."""
    width, height = measure([year], _YEAR_PT, "bold")

    def candidates() -> Iterator[Boite]:
        for x, y in spots:
            box = Boite.centred(float(x), float(y), width, height)
            if within is not None and within.contains_points(rim(box)).all():
                yield box
        if within is not None:
            yield from boxes_beside(Boite.around(vertices(within)), width, height, (2, 5))
        else:
            for x, y in spots:
                yield from boxes_beside(Boite.centred(float(x), float(y), 2, 2), width, height, (1, 3))

    box = panel.placement.place(candidates(), always=True)
    if box is not None:
        panel.write(box, [year], plate=True, fontsize=_YEAR_PT, fontweight="bold", color=color, zorder=8)


# -- where it is in the contract ------------------------------------------------------------------------------------


def _caption(terrain: Terrain) -> list[str]:
    if terrain.ensemble:
        return [f"Les {PROCHES} {terrain.nom}", "les plus", "proches"]
    return [f"Les {len(terrain.lieux)} {terrain.nom}"]


def _draw_inset(figure: Figure, panel: Panneau, terrain: Terrain, own: Lieu, width: float) -> Boite:
    """In the top right corner, a small map of all QPV: a dot each, a star on this one; where it is."""
    view = terrain.view(2000)
    caption = _caption(terrain)
    _, caption_height = measure(caption)
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
    inset.write(Boite(0, 1, width, 1 + caption_height), caption, zorder=5)
    return place
