"""Where things are on a sheet, by squares of it: what a box meets is found without looking at all the rest.

Lengths are points of the drawing. Nothing here draws.
"""

import math
from bisect import bisect_left, bisect_right
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
        # Of each square: heights in order, and beside each the place across. A word is wide and low.
        self._squares: dict[tuple[int, int], tuple[list[float], list[float]]] = {}

    def add(self, points: Points) -> None:
        if not len(points):
            return
        squares = np.floor(points / _SIDE).astype(int)
        order = np.lexsort(squares.T)
        squares, points = squares[order], points[order]
        starts = np.flatnonzero(np.any(np.diff(squares, axis=0, prepend=squares[:1] - 1), axis=1))
        for square, chunk in zip(squares[starts].tolist(), np.split(points, starts[1:]), strict=True):
            before = zip(*self._squares.get(tuple(square), ()), strict=True)
            here = sorted([*before, *zip(chunk[:, 1].tolist(), chunk[:, 0].tolist(), strict=True)])
            self._squares[tuple(square)] = [y for y, _ in here], [x for _, x in here]

    def count_in(self, box: Rectangle) -> int:
        found = 0
        for i, j in _squares(box):
            if (here := self._squares.get((i, j))) is None:
                continue
            heights, across = here
            first, last = bisect_left(heights, box.y0), bisect_right(heights, box.y1)
            if box.x0 <= i * _SIDE and (i + 1) * _SIDE <= box.x1:
                found += last - first
            else:
                found += sum(box.x0 <= x <= box.x1 for x in across[first:last])
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
