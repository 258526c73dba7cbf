"""What part of the ground a perimeter map shows, and how large the map is."""

from collections.abc import Sequence
from typing import Final

from quartiers.donnees.modele import Contour
from quartiers.geometrie import positions_of
from quartiers.presentation.cartes.etiquettes import Boite
from quartiers.presentation.cartes.fond import POINTS_PER_CM
from quartiers.presentation.cartes.lieux import HEIGHTS_CM, Lieu, Terrain, widen

_OF_WIDTH: Final = (0.8, 0.97)  # at most, of the width of a small map
_SMALLEST_VIEW = 300.0  # metres
_FACTORS = (1.0, 1.2, 1.4)  # of the perimeter's own box: how much more may be shown
_VERTICES = 8  # of another QPV in the frame, for it to be worth showing more


def choose_view(
    terrain: Terrain, own: Lieu, contours: Sequence[Contour], width: float, inset: float
) -> tuple[Boite, Boite, Boite]:
    """What to show, in metres, the frame of the map and the part of it to show that in, in points.

    A little more than the perimeter, where that brings another QPV into the frame.
    """
    positions = [position for contour in contours for position in positions_of(contour.polygones)]
    around = widen(Boite.around(terrain.projection.project(positions)), _SMALLEST_VIEW)
    others = [
        terrain.projection.project(positions_of(place.contour.polygones))
        for place in terrain.lieux
        if place.contour is not None and place.numero != own.numero
    ]
    views = [_fit(_scaled(around, factor), width, inset) for factor in _FACTORS]
    return next((v for v in views if any(_ground(*v).count_in(o) >= _VERTICES for o in others)), views[0])


def _scaled(box: Boite, factor: float) -> Boite:
    return Boite.centred(*box.centre, box.width * factor, box.height * factor)


def _fit(view: Boite, width: float, inset: float) -> tuple[Boite, Boite, Boite]:
    """The view, the frame that is as high as it takes within bounds, the part of it that the inset leaves."""
    focus = width - inset - (26 if inset else 20)
    low, high = (min(h * POINTS_PER_CM, part * width) for h, part in zip(HEIGHTS_CM, _OF_WIDTH, strict=True))
    frame = Boite(0, 0, round(width), round(min(max(focus * view.height / view.width + 32, low), high)))
    return view, frame, Boite(10, 20, 10 + focus, frame.height - 12)


def _ground(view: Boite, frame: Boite, target: Boite) -> Boite:
    """What the whole frame shows, in metres."""
    metres = max(view.width / target.width, view.height / target.height)  # in a point
    (x, y), (east, north) = target.centre, view.centre
    west, south = east - x * metres, north - y * metres
    return Boite(west, south, west + frame.width * metres, south + frame.height * metres)
