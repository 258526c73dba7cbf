"""Ward's clustering: the groups that SciPy finds, where distances are equal too."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.cluster import hierarchy
from scipy.spatial.distance import pdist

from quartiers.analyse import ward
from quartiers.analyse.ward import Matrix, cut_each

# Few values, so that many distances are equal; or any, with decimals.
values = st.integers(0, 3).map(float) | st.decimals(-9, 9, places=2).map(float)
tables = st.integers(1, 12).flatmap(
    lambda columns: st.lists(st.lists(values, min_size=columns, max_size=columns), min_size=2, max_size=25)
)


def pairs(labels: Matrix) -> Matrix:
    """Which points are together, whatever the labels are."""
    return labels[:, None] == labels[None, :]


def cut(points: Matrix, number: int) -> Matrix:
    """A table alone."""
    return cut_each([points], number)[0]


def judge(points: Matrix, number: int) -> None:
    tree = hierarchy.linkage(pdist(points), method="ward")
    expected = hierarchy.fcluster(tree, number, criterion="maxclust")
    assert np.array_equal(pairs(cut(points, number)), pairs(expected))


@given(tables, st.integers(1, 6))
@settings(max_examples=300, deadline=None)
def test_the_groups_are_those_of_scipy(rows: list[list[float]], number: int) -> None:
    judge(np.array(rows), min(number, len(rows)))


def test_the_groups_of_many_points_are_those_of_scipy() -> None:
    points = np.random.default_rng(7).normal(size=(400, 12))
    for number in (2, 3, 5, 40):
        judge(points, number)


@pytest.mark.parametrize("side_by_side", [1, 3, 100])
def test_tables_side_by_side_are_cut_as_each_alone(monkeypatch: pytest.MonkeyPatch, side_by_side: int) -> None:
    """With equal distances, and so that some begin a chain while others go on."""
    draw = np.random.default_rng(11)
    points, columns = 60, 4
    whole = [draw.integers(0, 4, size=(points, columns)).astype(float) for _ in range(4)]
    tables = [*whole, *(draw.normal(size=(points, columns)) for _ in range(4))]
    monkeypatch.setattr(ward, "_SIDE_BY_SIDE_BYTES", side_by_side * 8 * points**2)
    for number in (2, 4):
        for own, labels in zip(tables, cut_each(tables, number), strict=True):
            tree = hierarchy.linkage(pdist(own), method="ward")
            assert np.array_equal(pairs(labels), pairs(hierarchy.fcluster(tree, number, criterion="maxclust")))


def test_no_table_has_no_groups() -> None:
    assert cut_each([], 3) == []


def test_two_clouds_are_told_apart() -> None:
    points = np.array([[0.0, 0.0], [9.0, 9.0], [0.0, 1.0], [9.0, 8.0], [1.0, 0.0]])
    labels = cut(points, 2)
    assert labels[0] == labels[2] == labels[4] != labels[1] == labels[3]


def test_equal_heights_are_cut_together() -> None:
    """Three points at the same distances: there is no reason for two groups rather than one."""
    corners = np.eye(3)
    assert len(set(cut(corners, 3))) == 3
    square = np.array([[0.0], [1.0], [10.0], [11.0]])
    assert len(set(cut(square, 3))) == 2  # the two pairs are as near


def test_one_point_is_a_group() -> None:
    assert list(cut(np.zeros((1, 3)), 1)) == [0]
