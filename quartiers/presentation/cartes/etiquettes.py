"""Where the words of a map go: each on the first free place of a list, clear of what is already there.

Lengths are points of the drawing; y grows upwards. Nothing here draws.
"""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from quartiers.geometrie import Points
from quartiers.presentation.cartes.carroyage import Rangement, Rectangle, Semis


@dataclass(frozen=True)
class Boite:
    """An upright rectangle."""

    x0: float
    y0: float
    x1: float
    y1: float

    @classmethod
    def centred(cls, x: float, y: float, width: float, height: float) -> "Boite":
        return cls(x - width / 2, y - height / 2, x + width / 2, y + height / 2)

    @classmethod
    def around(cls, points: Points) -> "Boite":
        """The smallest one that holds the points, of which there is one at least."""
        (x0, y0), (x1, y1) = points.min(axis=0), points.max(axis=0)
        return cls(float(x0), float(y0), float(x1), float(y1))

    @property
    def width(self) -> float:
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        return self.y1 - self.y0

    @property
    def centre(self) -> tuple[float, float]:
        return (self.x0 + self.x1) / 2, (self.y0 + self.y1) / 2

    def grown(self, margin: float) -> "Boite":
        return Boite(self.x0 - margin, self.y0 - margin, self.x1 + margin, self.y1 + margin)

    def holds(self, other: "Boite") -> bool:
        return self.x0 <= other.x0 and self.y0 <= other.y0 and other.x1 <= self.x1 and other.y1 <= self.y1

    def shared_area(self, other: Rectangle) -> float:
        width = min(self.x1, other.x1) - max(self.x0, other.x0)
        height = min(self.y1, other.y1) - max(self.y0, other.y0)
        return width * height if width > 0 and height > 0 else 0.0

    def mask(self, points: Points) -> npt.NDArray[np.bool_]:
        """Which of the points are in the box."""
        x, y = points[:, 0], points[:, 1]
        return np.asarray((x >= self.x0) & (x <= self.x1) & (y >= self.y0) & (y <= self.y1))

    def count_in(self, points: Points) -> int:
        return int(np.count_nonzero(self.mask(points)))


_GAP = 1.0  # between two things, in points
_POINT_COST = 8.0  # a point of an outline under a word, as an area
_RANK_COST = 0.5  # of a later candidate, in points of the background that an earlier one would cover
_PUSHED = 1e-3  # what a place costs that is only found by pushing into the frame


class Placement:
    """The places already taken in a frame."""

    def __init__(self, cadre: Boite):
        self.cadre = cadre
        self._boxes = Rangement()
        self._points = Semis()
        self._background = Semis()

    def block(self, box: Boite) -> None:
        self._boxes.add(box)

    def block_points(self, points: Points) -> None:
        """Points that no word may cover: those of an outline, or of the surface that it bounds."""
        self._points.add(points)

    def avoid_points(self, points: Points) -> None:
        """Points that words had better not cover."""
        self._background.add(points)

    def cost(self, box: Boite) -> float:
        """How much of what may not be covered the box would cover: 0 if it is free."""
        wide = box.grown(_GAP)
        covered = sum(wide.shared_area(other) for other in self._boxes.near(wide))
        return covered + _POINT_COST * self._points.count_in(wide)

    def is_free(self, box: Boite) -> bool:
        """Whether the box is in the frame and covers nothing that may not be, whatever the background."""
        return self.cadre.holds(box) and not self._covers(box)

    def _covers(self, box: Boite) -> bool:
        """Whether the box has a :meth:`cost`: told at the first thing that it covers."""
        wide = box.grown(_GAP)
        return any(wide.shared_area(other) for other in self._boxes.near(wide)) or self._points.count_in(wide) > 0

    def place(self, candidates: Iterable[Boite], *, always: bool = False, fond: float = 1.0) -> Boite | None:
        """Take a candidate that is free and in the frame, among the first and clear of the background; or None.

        ``always``: the least bad one then, pushed into the frame. ``fond``: what a point of the background weighs,
        nothing for a word that belongs on it, much for one that would be read as its name.
        """
        tried: list[tuple[float, float, Boite]] = []
        least = math.inf  # of the free ones
        for rank, box in enumerate(candidates):
            if _RANK_COST * rank >= least:
                break
            fitted = box if self.cadre.holds(box) else self._push_in(box)
            if not always and (fitted is not box or self._covers(box)):
                continue
            cost = self.cost(fitted) + (_PUSHED if fitted is not box else 0) if always else 0.0
            behind = fond * self._background.count_in(fitted)
            tried.append((cost, behind + _RANK_COST * rank, fitted))
            if cost == 0:
                least = min(least, behind + _RANK_COST * rank)
        cost, _, best = min(tried, key=lambda item: item[:2], default=(1.0, 0.0, None))
        if best is None:
            return None
        self.block(best)
        return best

    def _push_in(self, box: Boite) -> Boite:
        frame = self.cadre
        dx = max(frame.x0 - box.x0, 0) or min(frame.x1 - box.x1, 0)
        dy = max(frame.y0 - box.y0, 0) or min(frame.y1 - box.y1, 0)
        return Boite(box.x0 + dx, box.y0 + dy, box.x1 + dx, box.y1 + dy)


# Above, below, right, left, then the corners.
_SIDES = ((0, 1), (0, -1), (1, 0), (-1, 0), (1, 1), (-1, 1), (1, -1), (-1, -1))


def boxes_beside(target: Boite, width: float, height: float, distances: Iterable[float]) -> Iterator[Boite]:
    """Boxes of that size beside a target: above, below, right, left, at its corners, nearer ones first."""
    x, y = target.centre
    for distance in distances:
        for side_x, side_y in _SIDES:
            dx = side_x * (target.width / 2 + width / 2 + distance)
            dy = side_y * (target.height / 2 + height / 2 + distance)
            if side_x and side_y:  # corners may come nearer: the label's own corner meets the target's
                dx, dy = dx - side_x * min(distance, 2), dy - side_y * min(distance, 2)
            yield Boite.centred(x + dx, y + dy, width, height)


def corners(frame: Boite, width: float, height: float) -> Iterator[Boite]:
    """Boxes of that size in the corners of a frame, from the bottom left, then along its edges."""
    left, right = frame.x0 + width / 2, frame.x1 - width / 2
    bottom, top = frame.y0 + height / 2, frame.y1 - height / 2
    for y in (bottom, top):
        for x in (left, right):
            yield Boite.centred(x, y, width, height)
    for share in (0.5, 0.25, 0.75):
        for y in (bottom, top):
            yield Boite.centred(left + share * (right - left), y, width, height)
        for x in (left, right):
            yield Boite.centred(x, bottom + share * (top - bottom), width, height)
