"""Ward's hierarchical clustering, cut into groups: what SciPy does (143 MB installed) for the one call made here.

Nearest-neighbour chains (Murtagh, 1983) with the formula of Lance and Williams for the distance to two groups joined.
The operations are SciPy's, in its order, so that equal distances are told apart as it does; a test compares them.

Tables of as many points are clustered side by side, a step of all of them in one operation: what NumPy takes to begin
one is most of the time of a table of a few hundred points.
"""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np

Matrix = Any  # a NumPy array
_SIDE_BY_SIDE_BYTES: Final = 32 * 2**20  # of the distances of tables that are clustered together
_BLOCK: Final = 32  # points whose distances to all others a processor holds near
_ALIVE: Final = 0.6  # of the groups: under it, those that are no more are taken out of the way
_FEW: Final = 8


def cut_each(tables: Sequence[Matrix], number: int) -> list[Matrix]:
    """A label for each point (row) of each table: Ward's tree, cut into ``number`` groups, or fewer where heights are
    equal. The tables have as many points each, of as many columns.

    Labels are whole numbers, the same for points of one group; which number is of no meaning.
    """
    if not tables or len(tables[0]) < 2:
        return [np.zeros(len(points), dtype=int) for points in tables]
    together = max(1, _SIDE_BY_SIDE_BYTES // (8 * len(tables[0]) ** 2))
    labels: list[Matrix] = []
    for start in range(0, len(tables), together):
        distances = np.array([_distances(points) for points in tables[start : start + together]])
        labels += [_cut(merges, heights, number) for merges, heights in zip(*_merge_all(distances), strict=True)]
    return labels


def _cut(merges: Matrix, heights: Matrix, number: int) -> Matrix:
    """Labels, from the merges that are low enough."""
    ordered = np.sort(heights)
    # The lowest cut that leaves that many groups at most: each merge above it leaves one more.
    cut = ordered[max(len(ordered) - number, 0)] if number <= len(ordered) else -1.0
    holder = list(range(len(merges) + 1))

    def first(point: int) -> int:
        while holder[point] != point:
            holder[point] = point = holder[holder[point]]
        return point

    for one, other in merges[heights <= cut].tolist():
        holder[first(one)] = first(other)
    return np.array([first(point) for point in range(len(holder))])


def _distances(points: Matrix) -> Matrix:
    """Euclidean distances, a column after the other; from a point to itself, infinite: it is no neighbour."""
    columns = np.ascontiguousarray(np.asarray(points, dtype=float).T)
    number = len(points)
    distances = np.empty((number, number))
    for start in range(0, number, _BLOCK):
        end = min(start + _BLOCK, number)
        squares = np.zeros((end - start, number - start))
        gaps = np.empty_like(squares)
        for column in columns:
            np.subtract(column[start:end, None], column[None, start:], out=gaps)
            squares += np.multiply(gaps, gaps, out=gaps)
        distances[start:end, start:] = np.sqrt(squares, out=squares)
        distances[end:, start:end] = squares[:, end - start :].T
    np.fill_diagonal(distances, np.inf)
    return distances


def _merge_all(distances: Matrix) -> tuple[Matrix, Matrix]:
    """Of each table, every merge as a point of each of the two groups, and its height: distances are used up."""
    tables, points, _ = distances.shape
    every = np.arange(tables)
    groups = _Groups(distances)
    merges, heights = np.empty((tables, points - 1, 2), dtype=np.intp), np.empty((tables, points - 1))
    for step in range(points - 1):
        groups.thin_out(points - step)
        one, other = groups.find_nearest()
        heights[:, step] = groups.distances[every, one, other]
        merges[:, step, 0], merges[:, step, 1] = groups.points[every, one], groups.points[every, other]
        groups.join(one, other)
    return merges, heights


class _Groups:
    """The groups of each table, by a point that stands for each, with their sizes, distances and chains.

    ``gone`` is infinite for a group that another holds: its distances are what they were, and it is nobody's neighbour.
    """

    def __init__(self, distances: Matrix):
        tables, points, _ = distances.shape
        self.distances = distances
        self.sizes, self.gone = np.ones((tables, points)), np.zeros((tables, points))
        self.points = np.tile(np.arange(points), (tables, 1))
        self.chains, self.lengths = np.zeros((tables, points + 1), dtype=np.intp), np.zeros(tables, dtype=np.intp)
        self._every = np.arange(tables)

    def thin_out(self, left: int) -> None:
        """Take out the groups that are no more, once they are many; those ``left`` keep their order."""
        if left >= _ALIVE * self.sizes.shape[1] or left <= _FEW:
            return
        alive = self.sizes > 0
        kept = np.nonzero(alive)[1].reshape(len(alive), left)
        self.distances = np.array(
            [own.take(places, axis=0).take(places, axis=1) for own, places in zip(self.distances, kept, strict=True)]
        )
        self.sizes = np.take_along_axis(self.sizes, kept, axis=1)
        self.points = np.take_along_axis(self.points, kept, axis=1)
        self.gone = np.zeros_like(self.sizes)
        places = np.cumsum(alive, axis=1) - 1
        # What is beyond the length of a chain is anything.
        self.chains = np.take_along_axis(places, np.minimum(self.chains, alive.shape[1] - 1), axis=1)

    def find_nearest(self) -> tuple[Matrix, Matrix]:
        """Two groups of each table that are nearest to one another, the first in order first; off their chain."""
        begun = self._every[self.lengths == 0]
        self.chains[begun, 0] = np.argmax(self.sizes[begun] > 0, axis=1)
        self.lengths[begun] = 1
        going = self._every
        while len(going):
            last = self.lengths[going] - 1
            rows = self.distances[going, self.chains[going, last]]
            rows += self.gone[going]
            nearest, here = rows.argmin(axis=1), np.arange(len(going))
            # As near, the one that the chain comes from: it would else go round for ever.
            on = (last == 0) | (rows[here, self.chains[going, last - 1]] > rows[here, nearest])
            going = going[on]
            self.chains[going, last[on] + 1] = nearest[on]
            self.lengths[going] += 1
        self.lengths -= 2
        ends = self.chains[self._every, self.lengths], self.chains[self._every, self.lengths + 1]
        return np.minimum(*ends), np.maximum(*ends)

    def join(self, one: Matrix, other: Matrix) -> None:
        """Have the second group hold the first, which is no more."""
        every, sizes = self._every, self.sizes
        height = self.distances[every, one, other][:, None]
        first, second = sizes[every, one][:, None], sizes[every, other][:, None]
        to_one, to_other = self.distances[every, one], self.distances[every, other]
        share = 1.0 / (first + second + sizes)
        joined = (sizes + first) * share
        joined *= to_one
        joined *= to_one
        part = (sizes + second) * share
        part *= to_other
        part *= to_other
        joined += part
        np.multiply(sizes, share, out=part)
        part *= height
        part *= height
        joined -= part
        np.sqrt(joined, out=joined)
        joined[every, other] = np.inf
        self.distances[every, other] = joined
        self.distances[every, :, other] = joined
        sizes[every, one], sizes[every, other] = 0.0, (first + second)[:, 0]
        self.gone[every, one] = np.inf
