"""The names on a perimeter map: the QPV, the others that are seen around it, the communes."""

from collections.abc import Sequence
from dataclasses import dataclass
from string import ascii_lowercase
from typing import Final

import numpy as np
from matplotlib.path import Path as Outline

from quartiers.geometrie import Points
from quartiers.presentation.cartes.etiquettes import Boite
from quartiers.presentation.cartes.fond import CUT, STEP, Panneau, distances, lines_of, measure, rim, roomy
from quartiers.presentation.cartes.lieux import Lieu, Terrain, full_name
from quartiers.style import COLORS

_WIDTHS = (20, 13)  # characters in a line of a name: as few lines as can be, else narrower
_REACH = 25.0  # points: farther, a name is not that of what it is about
_MOSTLY = 2 / 3  # of a name, that is on what it names
_NOT_ITS_OWN = 8.0  # how much rather a name stands off the surfaces of others: on one, it is read as theirs


@dataclass(frozen=True)
class Style:
    """How a name is written: that of a commune in bold, the quartier's own in its colour and wherever it fits best."""

    commune: bool
    own: bool = False

    @property
    def weight(self) -> str:
        return "bold" if self.commune else "normal"

    @property
    def color(self) -> str:
        return COLORS["accent" if self.own else "gris" if self.commune else "encre"]

    @property
    def fond(self) -> float:
        """What a point of the others' surfaces weighs under it: nothing for what names one of them."""
        return _NOT_ITS_OWN if self.own else 1.0 if self.commune else 0.0


_LETTERS: Final = 2  # the legend of more would take what page 1 has for its text


def name_neighbours(
    panel: Panneau, seen: Sequence[tuple[Lieu, Points]], own: Lieu
) -> tuple[tuple[Lieu, ...], dict[str, Lieu]]:
    """Write the names of the other QPV that are seen, each on its own surface: beside it, it would be read as that of
    another. Where one has no room, a letter that stands for it, there too.

    Those that are named, and those of them that have a letter: a sliver between other things has none.
    """
    named, left = [], []
    for place, visible in seen:
        inside = visible[np.argsort(np.hypot(*(visible - visible.mean(axis=0)).T), kind="stable")]
        if place.qpv and _write_name(panel, full_name(place, own), inside, Style(commune=False), within=visible):
            named.append(place)
        elif place.qpv:
            left.append((place, inside))
    letters: dict[str, Lieu] = {}
    for place, spots in left:
        if len(letters) == _LETTERS:
            break
        letter = ascii_lowercase[len(letters)]
        if _write_name(panel, letter, spots, Style(commune=False)) is not None:
            letters[letter] = place
    return (*named, *letters.values()), letters


def name_communes(
    panel: Panneau, terrain: Terrain, own: Lieu, ground: tuple[Points, Points], seen: Sequence[tuple[Lieu, Points]]
) -> tuple[str, ...]:
    """The quartier's commune beside its perimeter, then those whose place is known and has room; those written.

    A commune's place is the mean of its QPV, or the QPV of its own that the map shows a part of. ``ground``: the spots
    of the map, the edges of the perimeter.
    """
    anchors = {name: panel.to_points(spots).mean(axis=0) for name, spots in terrain.communes(seules=True).items()}
    grid, edges = ground
    written: list[str] = []
    if own.communes:
        towards = np.clip(
            np.mean([anchors[c] for c in own.communes if c in anchors] or [edges.mean(axis=0)], axis=0),
            (0, 0),
            (panel.cadre.x1, panel.cadre.y1),
        )
        order = distances(grid, edges) + 0.15 * np.hypot(*(grid - towards).T)
        near = grid[np.argsort(order, kind="stable")]
        title = " – ".join(own.communes)  # which the page has too: none is better than one on another name
        if _write_name(panel, title, near, Style(commune=True, own=True), always=False) is not None:
            written += own.communes
    for place, visible in seen:
        if len(place.communes) == 1 and not panel.cadre.count_in(anchors[place.communes[0]][None]):
            anchors[place.communes[0]] = visible.mean(axis=0)
    for name, anchor in sorted(anchors.items()):
        if name in own.communes or not panel.cadre.count_in(anchor[None]):
            continue
        if _write_name(panel, name, _near(grid, anchor, _REACH), Style(commune=True)) is not None:
            written.append(name)
    return tuple(written)


def _near(grid: Points, anchor: Points, reach: float) -> Points:
    """The points of the grid that are within reach of a point, nearest first."""
    gaps = np.hypot(*(grid - anchor).T)
    return np.asarray(grid[np.argsort(gaps, kind="stable")][: np.count_nonzero(gaps < reach)])


def _write_name(
    panel: Panneau, name: str, spots: Points, style: Style, *, always: bool = True, within: "Points | None" = None
) -> str | None:
    """A name on one of these spots, on fewer or on more lines; its own ``always``. None if it has no room.

    ``within``: the points of a surface, that the name must mostly cover.
    """
    for characters in _WIDTHS:
        lines = lines_of(name, characters)
        if lines[-1].endswith(CUT) and not style.own:
            continue
        width, height = measure(lines, weight=style.weight)
        boxes = (Boite.centred(float(x), float(y), width, height) for x, y in spots)
        if within is not None:
            boxes = (box for box in boxes if _stands_on(box, within))
        box = panel.placement.place(boxes, always=always and style.own and characters == _WIDTHS[-1], fond=style.fond)
        if box is not None:
            panel.write(box, lines, plate=True, fontweight=style.weight, color=style.color, zorder=7)
            return name
    return None


def _stands_on(box: Boite, surface: Points) -> bool:
    """Whether most of a box is on a surface, of which the points are given, ``STEP`` apart."""
    return box.count_in(surface) * STEP**2 >= _MOSTLY * box.width * box.height


def name_inside(panel: Panneau, place: Lieu, own: Outline, edges: Points) -> bool:
    """Write the name of the QPV in its perimeter, on more lines if need be; whether there was room."""
    spots = roomy(own, edges, panel.cadre)
    for characters in _WIDTHS:
        lines = lines_of(place.qpv or place.nom, characters)
        width, height = measure(lines)
        boxes = (Boite.centred(float(x), float(y), width, height) for x, y in spots)
        box = panel.placement.place(box for box in boxes if own.contains_points(rim(box)).all())
        if box is not None:
            panel.write(box, lines, color=COLORS["accent"], zorder=8)
            return True
    return False


def name_beside(panel: Panneau, place: Lieu, grid: Points, edges: Points) -> None:
    """Write the name of the QPV as near to its perimeter as there is room; none under the inset: the page's title is
    that name."""
    near = grid[np.argsort(distances(grid, edges), kind="stable")]
    _write_name(panel, place.qpv or place.nom, near, Style(commune=False, own=True), always=False)
