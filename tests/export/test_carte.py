"""The index's map, from points made by hand."""

import math
import re
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quartiers.export.carte import RADIUS, WIDTH, Carte, Lieu, draw_map

KM_PER_DEGREE = 40_075 / 360


def place(
    number: int, longitude: float, latitude: float, zone: str = "Zone", *, side: float = 0.0, holed: bool = False
) -> Lieu:
    """A place; with a ``side``, in degrees, the square that it covers."""

    def square(half: float) -> tuple[tuple[float, float], ...]:
        corners = ((-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1))
        return tuple((longitude + half * x, latitude + half * y) for x, y in corners)

    rings = (square(side / 2), *([square(side / 4)] if holed else []))
    contour = (rings,) if side else ()
    return Lieu(f"lieu-{number}", str(number), f"Lieu {number}", zone, longitude, latitude, contour)


def check_marks(carte: Carte) -> None:
    """No mark covers another, none is cut by the edge."""
    for a, b in combinations(carte.marques, 2):
        assert math.dist((a.x, a.y), (b.x, b.y)) >= 2 * RADIUS - 0.5, (a, b)
    for mark in carte.marques:
        assert RADIUS <= mark.x <= carte.largeur - RADIUS
        assert RADIUS <= mark.y <= carte.hauteur - RADIUS


def test_marks_of_one_point_stand_beside_each_other_and_keep_their_place() -> None:
    """Three projects of one QPV: three numbers to click, each tied to where the QPV is."""
    carte = draw_map([*(place(n, 3.51, 50.38) for n in range(3)), place(9, 3.60, 50.45)])
    check_marks(carte)
    anchors = {m.ancre for m in carte.marques if m.ancre}
    [anchor] = anchors
    assert all(math.dist(anchor, (m.x, m.y)) > RADIUS + 3 for m in carte.marques), "the place is hidden"
    assert carte.marques[3].ancre is None


def test_north_is_up_and_east_is_right() -> None:
    west, east, north = draw_map([place(1, 3.4, 50.3), place(2, 3.6, 50.3), place(3, 3.5, 50.5)]).marques
    assert west.x < north.x < east.x
    assert west.y == pytest.approx(east.y, abs=0.1)
    assert north.y < west.y


def test_the_scale_tells_the_truth() -> None:
    """Two points of one meridian, a tenth of a degree apart: 11.1 km."""
    carte = draw_map([place(1, 3.5, 50.3), place(2, 3.5, 50.4)])
    south, north = carte.marques
    per_km = (south.y - north.y) / (0.1 * KM_PER_DEGREE)
    stated = float(carte.echelle.replace(",", ".").removesuffix("\u202fkm"))
    assert carte.echelle_longueur == pytest.approx(stated * per_km, rel=0.01)


def points_of(path: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r"[ML]([-\d.e]+) ([-\d.e]+)", path)]


def test_outlines_are_at_the_scale_and_marks_beside_them() -> None:
    """A square of a hundredth of a degree from south to north: 1.11 km; two projects share it, and it is drawn once."""
    carte = draw_map([place(1, 3.5, 50.3, side=0.01), place(2, 3.5, 50.3, side=0.01), place(3, 3.6, 50.4)])
    check_marks(carte)
    [path] = carte.contours
    xs, ys = zip(*points_of(path), strict=True)
    stated = float(carte.echelle.replace(",", ".").removesuffix("\u202fkm"))
    per_km = carte.echelle_longueur / stated
    assert max(ys) - min(ys) == pytest.approx(0.01 * KM_PER_DEGREE * per_km, abs=0.3)
    centre = ((max(xs) + min(xs)) / 2, (max(ys) + min(ys)) / 2)
    for mark in carte.marques[:2]:
        assert mark.ancre == pytest.approx(centre, abs=0.3), "tied to the place that it stands beside"
        assert math.dist((mark.x, mark.y), centre) > RADIUS + 3


def test_a_hole_is_a_ring_of_the_same_path_and_all_of_it_is_on_the_map() -> None:
    carte = draw_map([place(1, 3.5, 50.3, side=0.2, holed=True)])
    [path] = carte.contours
    assert path.count("M") == path.count("z") == 2
    assert all(0 <= x <= carte.largeur and 0 <= y <= carte.hauteur for x, y in points_of(path))


def test_without_outlines_there_are_none() -> None:
    assert draw_map([place(1, 3.5, 50.3), place(2, 3.6, 50.4)]).contours == ()


def test_outlines_of_many_that_crowd_are_drawn_and_marks_stay_apart() -> None:
    carte = draw_map([place(n, 3.5 + 0.002 * (n % 5), 50.3 + 0.002 * (n // 10), side=0.002) for n in range(60)])
    check_marks(carte)
    assert len(carte.contours) == 30  # two by two in the same place


def test_names_cover_neither_marks_nor_each_other() -> None:
    places = [place(n, 3.4 + 0.02 * (n % 6), 50.3 + 0.03 * (n // 6), f"Commune n° {n // 2}") for n in range(18)]
    carte = draw_map(places)
    assert len(carte.etiquettes) >= 3
    boxes = []
    for label in carte.etiquettes:
        half = len(label.texte) * 3.6
        boxes.append((label.x - half, label.y - 11, label.x + half, label.y + 3))
        assert half <= label.x <= WIDTH - half
    for left, top, right, bottom in boxes:
        for m in carte.marques:
            nearest = (min(max(m.x, left), right), min(max(m.y, top), bottom))
            assert math.dist(nearest, (m.x, m.y)) >= RADIUS - 1
    for a, b in combinations(boxes, 2):
        assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]


def test_sixty_quartiers_stay_apart() -> None:
    check_marks(draw_map([place(n, 3.5 + 0.002 * (n % 5), 50.3 + 0.002 * (n // 10)) for n in range(60)]))


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.floats(-5, 9), st.floats(41, 51)), min_size=1, max_size=20))
def test_any_contract_has_a_map(points: list[tuple[float, float]]) -> None:
    carte = draw_map([place(n, longitude, latitude) for n, (longitude, latitude) in enumerate(points)])
    check_marks(carte)
    assert 0 < carte.echelle_longueur < WIDTH
