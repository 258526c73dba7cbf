"""Where things are on a sheet, by squares of it: what a box meets is found without looking at all the rest.

Lengths are points of the drawing. Nothing here draws.
"""

import math
from collections import defaultdict
from collections.abc import Iterator
from typing import Final, Protocol

import numpy as np

from quartiers.geometrie import Points

_SIDE: Final = 24.0  # of a square: about a word


class Rectangle(Protocol):
    """An upright rectangle."""

    @property
    def x0(self) -> float: ...
    @property
    def y0(self) -> float: ...
    @property
    def x1(self) -> float: ...
    @property
    def y1(self) -> float: ...


def _squares(box: Rectangle) -> Iterator[tuple[int, int]]:
    for i in range(math.floor(box.x0 / _SIDE), math.floor(box.x1 / _SIDE) + 1):
        for j in range(math.floor(box.y0 / _SIDE), math.floor(box.y1 / _SIDE) + 1):
            yield i, j


class Semis:
    """Points, counted in a box."""

    def __init__(self) -> None:
        self._squares: dict[tuple[int, int], Points] = {}

    def add(self, points: Points) -> None:
        if not len(points):
            return
        squares = np.floor(points / _SIDE).astype(int)
        order = np.lexsort(squares.T)
        squares, points = squares[order], points[order]
        starts = np.flatnonzero(np.any(np.diff(squares, axis=0, prepend=squares[:1] - 1), axis=1))
        for square, chunk in zip(squares[starts].tolist(), np.split(points, starts[1:]), strict=True):
            before = self._squares.get(tuple(square))
            self._squares[tuple(square)] = chunk if before is None else np.concatenate([before, chunk])

    def count_in(self, box: Rectangle) -> int:
        found = 0
        for square in _squares(box):
            points = self._squares.get(square)
            if points is not None:
                x, y = points[:, 0], points[:, 1]
                found += int(np.count_nonzero((x >= box.x0) & (x <= box.x1) & (y >= box.y0) & (y <= box.y1)))
        return found


class Rangement:
    """Boxes, of which those that another may meet are given, in the order in which they came."""

    def __init__(self) -> None:
        self._boxes: list[Rectangle] = []
        self._squares: defaultdict[tuple[int, int], list[int]] = defaultdict(list)

    def add(self, box: Rectangle) -> None:
        for square in _squares(box):
            self._squares[square].append(len(self._boxes))
        self._boxes.append(box)

    def near(self, box: Rectangle) -> list[Rectangle]:
        met = {index for square in _squares(box) for index in self._squares.get(square, ())}
        return [self._boxes[index] for index in sorted(met)]
