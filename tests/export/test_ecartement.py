"""Marks beside their places: none hides what another is about."""

import math
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quartiers.export.ecartement import Point, stand_beside
from quartiers.geometrie import Points

RADIUS, FRAME = 17.0, (360.0, 520.0)
NOTHING: Points = np.empty((0, 2))


def far(point: Point, start: Point, end: Point) -> float:
    """Distance of a point to a segment, by a thousand points of it."""
    steps = np.linspace(0, 1, 1001)[:, None]
    return float(np.hypot(*(np.array(start) + steps * (np.array(end) - np.array(start)) - np.array(point)).T).min())


def stand(places: list[Point], outlines: Points = NOTHING) -> list[Point] | None:
    return stand_beside(places, RADIUS, FRAME, dict.fromkeys(places, 24.0), outlines)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.floats(60, 300), st.floats(60, 460)), min_size=1, max_size=12))
def test_no_mark_hides_another_nor_a_place_nor_a_line(places: list[Point]) -> None:
    spots = stand(places)
    if spots is None:  # too many in one place: the other way of spreading them is then taken
        return
    for (place, spot), (other, at) in combinations(zip(places, spots, strict=True), 2):
        assert math.dist(spot, at) >= 2 * RADIUS
        assert math.dist(spot, other) > RADIUS and math.dist(at, place) > RADIUS
        if place != other:
            assert far(spot, other, at) > RADIUS and far(at, place, spot) > RADIUS
    for spot in spots:
        assert RADIUS <= spot[0] <= FRAME[0] - RADIUS and RADIUS <= spot[1] <= FRAME[1] - RADIUS


def test_a_mark_stands_where_it_covers_no_outline() -> None:
    """A line of points to the east of the place, as thick as the mark: it is elsewhere."""
    line = np.array([(180.0 + x, 260.0 + y) for x in range(0, 90, 3) for y in (-12, -6, 0, 6, 12)])
    spots = stand([(180.0, 260.0)], line)
    assert spots is not None
    assert np.hypot(*(line - np.array(spots[0])).T).min() > RADIUS
    assert math.dist(spots[0], (180.0, 260.0)) == pytest.approx(24, abs=15)


def test_where_there_is_no_room_nothing_is_found() -> None:
    assert stand([(180.0, 260.0)] * 40) is None
