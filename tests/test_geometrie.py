"""Degrees as metres: against lengths known from elsewhere, holes and parts counted right, distances both ways."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quartiers.geometrie import area_ha, distance_m, origin_of

Ring = tuple[tuple[float, float], ...]


def square(longitude: float, latitude: float, side: float, *, clockwise: bool = False) -> Ring:
    """A square of ``side`` degrees from its south-western corner."""
    x, y = longitude + side, latitude + side
    ring = ((longitude, latitude), (x, latitude), (x, y), (longitude, y), (longitude, latitude))
    return ring[::-1] if clockwise else ring


# Kilometres in a degree of longitude and of latitude, as published for the WGS84 ellipsoid.
@pytest.mark.parametrize(
    ("latitude", "east_km", "north_km"), [(0, 111.320, 110.574), (45, 78.847, 111.132), (-60, 55.800, 111.412)]
)
def test_a_hundredth_of_a_degree_square(latitude: float, east_km: float, north_km: float) -> None:
    known = east_km * north_km / 100  # square kilometres in (1/100°)², times 100 hectares each
    assert area_ha([(square(2, latitude - 0.005, 0.01),)]) == pytest.approx(known, rel=1e-4)


@pytest.mark.parametrize("clockwise", [True, False])
def test_a_hole_is_taken_away_whatever_way_it_turns(clockwise: bool) -> None:
    whole = area_ha([(square(2, 45, 0.02),)])
    holed = area_ha([(square(2, 45, 0.02, clockwise=clockwise), square(2.005, 45.005, 0.01))])
    assert holed == pytest.approx(whole * 3 / 4, rel=1e-3)


def test_parts_add_up_and_the_antimeridian_is_no_edge() -> None:
    one = area_ha([(square(55, -21, 0.01),)])
    assert area_ha([(square(55, -21, 0.01),), (square(55.02, -21, 0.01),)]) == pytest.approx(2 * one, rel=1e-4)
    ring = tuple((((x + 180) % 360) - 180, y) for x, y in square(179.995, -21, 0.01))
    assert area_ha([(ring,)]) == pytest.approx(one, rel=1e-4)
    assert origin_of(ring).longitude % 360 == pytest.approx(180)


@pytest.mark.parametrize(
    ("start", "end", "km"),
    [
        ((3.5008, 50.3737), (3.5133, 50.3792), 1.08),  # 0.0125° of 71.1 km, 0.0055° of 111.2 km
        ((2.0, 45.0), (2.1, 45.0), 7.885),
        ((2.0, 45.0), (2.0, 45.1), 11.113),
    ],
)
def test_a_distance_is_that_of_the_map(start: tuple[float, float], end: tuple[float, float], km: float) -> None:
    assert distance_m(start, end) == pytest.approx(km * 1000, rel=5e-3)


POSITIONS = st.tuples(st.floats(-180, 180), st.floats(-90, 90))


@given(POSITIONS, POSITIONS)
def test_a_distance_is_the_same_both_ways(start: tuple[float, float], end: tuple[float, float]) -> None:
    assert distance_m(start, end) == distance_m(end, start) >= 0
    assert distance_m(start, start) == 0
