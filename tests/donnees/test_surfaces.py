"""Contours that are no surface of a QPV: tangled, too small, too large, too long, over one another."""

import pytest
from formes_geojson import CENTRE, PLACES, RIVES, RIVES_2015, THIERS, VERRERIE, Ring, square
from hypothesis import given
from hypothesis import strategies as st

from quartiers.donnees.fautes import Faute
from quartiers.donnees.lieux.surfaces import Polygones, check_surfaces, surface_of
from quartiers.geometrie import area_ha

X, Y = PLACES[RIVES]
WHOLE = square(X, Y)  # 28 hectares
INSIDE = square(X, Y, 0.002)
BESIDE = square(X + 0.01, Y)
BOW_TIE = [WHOLE[0], WHOLE[2], WHOLE[1], WHOLE[3], WHOLE[0]]
LINE = [[X, Y], [X + 0.005, Y], [X + 0.01, Y], [X, Y]]
# A thread of one metre, to a position at the other end of the département.
SPIKE = [WHOLE[0], WHOLE[1], [X + 0.8, Y], [X + 0.003, Y + 0.00001], *WHOLE[2:]]


def faults(polygones: Polygones) -> list[Faute]:
    return check_surfaces({RIVES: polygones})


@pytest.mark.parametrize(
    "polygones",
    [
        [[WHOLE]],
        [[WHOLE, INSIDE]],
        [[WHOLE, INSIDE[::-1]]],
        [[WHOLE], [BESIDE]],
        [[WHOLE, square(X, Y, 0.004)], [INSIDE]],  # an island in a hole
        [[WHOLE], [square(X + 0.006, Y)]],  # parts that touch
        [[[WHOLE[0], WHOLE[0], *WHOLE[1:3], *WHOLE[2:]]]],  # repeated positions
    ],
    ids=["square", "hole", "hole the other way", "parts", "island", "touching", "repeats"],
)
def test_a_surface_is_a_surface(polygones: Polygones) -> None:
    assert faults(polygones) == []


@pytest.mark.parametrize(
    ("polygones", "kind"),
    [
        ([[BOW_TIE]], "forme"),
        ([[WHOLE], [BOW_TIE]], "forme"),
        ([[WHOLE, BESIDE]], "forme"),
        ([[WHOLE, square(X + 0.01, Y, 0.0002)]], "forme"),
        ([[WHOLE, square(X, Y, 0.02)]], "forme"),
        ([[WHOLE, INSIDE, INSIDE]], "forme"),
        ([[WHOLE], [WHOLE]], "forme"),
        ([[WHOLE], [INSIDE]], "forme"),
        ([[WHOLE], [square(X + 0.003, Y)]], "forme"),
        ([[LINE]], "superficie"),
        ([[square(X, Y, 0.0001)]], "superficie"),
        ([[square(X, Y, 0.2)]], "superficie"),
        ([[WHOLE], [square(X + 0.5, Y)]], "étendue"),
        ([[SPIKE]], "étendue"),
    ],
    ids=[
        "bow tie", "part tied", "hole beside", "small hole beside", "hole around", "hole twice", "part twice",
        "part in part", "parts crossing", "line", "stamp", "county", "parts apart", "spike",
    ],
)  # fmt: skip
def test_what_is_no_surface_of_a_qpv_is_said(polygones: Polygones, kind: str) -> None:
    assert [(f.genre, f.objet) for f in faults(polygones)] == [(kind, RIVES)]


def test_a_hair_s_breadth_is_let_through() -> None:
    """As simplified outlines have it: a corner that goes a metre over the other side."""
    x, y = WHOLE[0]
    assert (
        faults([[[WHOLE[0], [x + 0.00001, y - 0.00002], [x - 0.00001, y - 0.00002], [x + 0.00002, y], *WHOLE[1:]]]])
        == []
    )


@pytest.mark.parametrize(
    ("side_m", "wrong"),
    # hectares: 0.08, 0.12, 9,600, 10,400; a degree is of 71.1 km to the east there, of 111.2 km to the north
    [(28, True), (35, False), (9_800, False), (10_200, True)],
)
def test_the_limits_of_an_area(side_m: float, wrong: bool) -> None:
    width, height = side_m / 71_100, side_m / 111_230
    ring = [[X, Y], [X + width, Y], [X + width, Y + height], [X, Y + height], [X, Y]]
    assert [f.genre for f in faults([[ring]])] == ["superficie"] * wrong


def test_an_area_is_said_as_staff_write_it() -> None:
    [fault] = faults([[square(X, Y, 0.2)]])
    assert fault.attendu == f"une superficie de 0,1 à 10\u202f000 ha, pour {RIVES}"
    assert fault.trouve is not None and fault.trouve.startswith("31\u202f6")  # (0.2 × 71.1 km) × (0.2 × 111.2 km)


# -- one beside another -----------------------------------------------------------------------------------


def test_the_same_contour_under_two_codes_is_said() -> None:
    [fault] = check_surfaces({RIVES: [[WHOLE]], CENTRE: [[WHOLE[::-1]]], THIERS: [[square(*PLACES[THIERS])]]})
    assert (fault.genre, fault.trouve) == ("recouvrement", "100 %")
    assert fault.attendu == f"deux QPV qui ne se recouvrent pas, {RIVES} et {CENTRE}"


def test_a_qpv_in_another_is_said() -> None:
    assert [f.genre for f in check_surfaces({RIVES: [[WHOLE]], CENTRE: [[INSIDE]]})] == ["recouvrement"]


def test_neighbours_may_share_a_border() -> None:
    assert check_surfaces({RIVES: [[WHOLE]], VERRERIE: [[square(X + 0.00595, Y)]]}) == []


def test_a_qpv_may_be_where_its_former_one_was() -> None:
    assert check_surfaces({RIVES: [[WHOLE]], RIVES_2015: [[WHOLE]]}) == []


def test_a_contour_that_is_wrong_is_not_compared() -> None:
    assert [f.genre for f in check_surfaces({RIVES: [[WHOLE]], CENTRE: [[WHOLE], [WHOLE]]})] == ["forme"]


def test_nothing_is_nothing() -> None:
    assert check_surfaces({}) == []


@given(st.permutations(range(4)))
def test_only_a_ring_that_goes_round_is_a_square(order: list[int]) -> None:
    corners: Ring = [WHOLE[n] for n in order]
    goes_round = abs(order[0] - order[2]) == 2  # opposite corners are not next to one another
    assert bool(faults([[[*corners, corners[0]]]])) != goes_round


CLOSE = st.tuples(st.integers(-40, 40), st.integers(-40, 40)).map(lambda p: [X + p[0] / 1e4, Y + p[1] / 1e4])
ANY_RING = st.lists(CLOSE, min_size=3, max_size=9, unique_by=tuple).map(lambda points: [*points, points[0]])
ANY_POLYGONS = st.lists(st.lists(ANY_RING, min_size=1, max_size=3), min_size=1, max_size=3)


@given(ANY_POLYGONS, ANY_POLYGONS)
def test_whatever_rings_draw_is_a_surface_or_is_said(one: Polygones, other: Polygones) -> None:
    """Spikes, ties, holes of holes: what passes covers what its rings count, within a twentieth."""
    contours = {RIVES: one, CENTRE: other}
    wrong = {code for fault in check_surfaces(contours) for code in fault.objet.split(" et ")}
    for code in contours.keys() - wrong:
        assert surface_of(contours[code]).area * 71.1 * 111.23 * 100 == pytest.approx(area_ha(contours[code]), rel=0.06)
    if not wrong:
        common = surface_of(one).intersection(surface_of(other)).area
        assert common <= 0.1 * max(surface_of(one).area, surface_of(other).area)
