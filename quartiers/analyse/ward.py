"""Ward's hierarchical clustering, cut into groups: what SciPy does (143 MB installed) for the one call made here.

Nearest-neighbour chains (Murtagh, 1983) with the formula of Lance and Williams for the distance to two groups joined.
The operations are SciPy's, in its order, so that equal distances are told apart as it does; a test compares them.
"""

from typing import Any

import numpy as np

Matrix = Any  # a NumPy array


def cut_ward(points: Matrix, number: int) -> Matrix:
    """A label for each point (row): Ward's tree, cut into ``number`` groups, or fewer where heights are equal.

    Labels are whole numbers, the same for points of one group; which number is of no meaning.
    """
    if len(points) < 2:
        return np.zeros(len(points), dtype=int)
    merges = _merge_all(_distances(points))
    heights = np.sort([height for _, _, height in merges])
    # The lowest cut that leaves that many groups at most: each merge above it leaves one more.
    cut = heights[max(len(heights) - number, 0)] if number <= len(heights) else -1.0
    labels = np.arange(len(points))
    for one, other, height in merges:
        if height <= cut:
            labels[labels == labels[one]] = labels[other]
    return labels


def _distances(points: Matrix) -> Matrix:
    """Euclidean distances, a column after the other; from a point to itself, infinite: it is no neighbour."""
    squares = np.zeros((len(points), len(points)))
    for column in np.asarray(points, dtype=float).T:
        squares += (column[:, None] - column[None, :]) ** 2
    distances = np.sqrt(squares)
    np.fill_diagonal(distances, np.inf)
    return distances


def _merge_all(distances: Matrix) -> list[tuple[int, int, float]]:
    """Every merge, as a point of each of the two groups and the height: distances are used up."""
    sizes = np.ones(len(distances))
    merges: list[tuple[int, int, float]] = []
    chain: list[int] = []
    while len(merges) < len(distances) - 1:
        if not chain:
            chain.append(int(np.argmax(sizes > 0)))
        while True:
            row = distances[chain[-1]]
            nearest = int(row.argmin())
            # As near, the one that the chain comes from: it would else go round for ever.
            if len(chain) > 1 and row[chain[-2]] <= row[nearest]:
                break
            chain.append(nearest)
        one, other = sorted((chain.pop(), chain.pop()))
        merges.append((one, other, float(distances[one, other])))
        _join(distances, sizes, one, other)
    return merges


def _join(distances: Matrix, sizes: Matrix, one: int, other: int) -> None:
    """Have the second group hold the first, which is no more."""
    height, first, second = distances[one, other], sizes[one], sizes[other]
    share = 1.0 / (first + second + sizes)
    to_one, to_other = distances[one], distances[other]
    joined = np.sqrt(
        (sizes + first) * share * to_one * to_one
        + (sizes + second) * share * to_other * to_other
        - sizes * share * height * height
    )
    sizes[one], sizes[other] = 0.0, first + second
    joined[one] = joined[other] = np.inf
    distances[other] = distances[:, other] = joined
    distances[one] = distances[:, one] = np.inf
