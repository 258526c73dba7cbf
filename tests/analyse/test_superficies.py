"""Areas of perimeters: against lengths of degrees known from elsewhere, holes and parts counted right."""

from dataclasses import replace
from types import MappingProxyType

import pytest

from quartiers.analyse.perimetres import area_ha, measure_perimeter, origin_of
from quartiers.donnees import Contrat
from quartiers.donnees.modele import Anneau, Contour


def square(longitude: float, latitude: float, side: float, *, clockwise: bool = False) -> Anneau:
    """A square of ``side`` degrees from its south-western corner."""
    x, y = longitude + side, latitude + side
    ring = ((longitude, latitude), (x, latitude), (x, y), (longitude, y), (longitude, latitude))
    return ring[::-1] if clockwise else ring


def contour(*polygons: tuple[Anneau, ...], code: str = "QN00000M", simplifie: bool = False) -> Contour:
    return Contour(code, "2015" if code.startswith("QP") else "2024", polygons, simplifie)


# Kilometres in a degree of longitude and of latitude, as published for the WGS84 ellipsoid.
@pytest.mark.parametrize(
    ("latitude", "east_km", "north_km"), [(0, 111.320, 110.574), (45, 78.847, 111.132), (-60, 55.800, 111.412)]
)
def test_a_hundredth_of_a_degree_square(latitude: float, east_km: float, north_km: float) -> None:
    known = east_km * north_km / 100  # square kilometres in (1/100°)², times 100 hectares each
    assert area_ha(contour((square(2, latitude - 0.005, 0.01),))) == pytest.approx(known, rel=1e-4)


@pytest.mark.parametrize("clockwise", [True, False])
def test_a_hole_is_taken_away_whatever_way_it_turns(clockwise: bool) -> None:
    whole = area_ha(contour((square(2, 45, 0.02),)))
    holed = area_ha(contour((square(2, 45, 0.02, clockwise=clockwise), square(2.005, 45.005, 0.01))))
    assert holed == pytest.approx(whole * 3 / 4, rel=1e-3)


def test_parts_add_up_and_the_antimeridian_is_no_edge() -> None:
    one = area_ha(contour((square(55, -21, 0.01),)))
    assert area_ha(contour((square(55, -21, 0.01),), (square(55.02, -21, 0.01),))) == pytest.approx(2 * one, rel=1e-4)
    ring = tuple((((x + 180) % 360) - 180, y) for x, y in square(179.995, -21, 0.01))
    assert area_ha(contour((ring,))) == pytest.approx(one, rel=1e-4)
    assert origin_of(ring).longitude % 360 == pytest.approx(180)


def measured(contrat: Contrat, *contours: Contour) -> tuple[float | None, float | None, bool]:
    quartier = next(q for q in contrat.quartiers.values() if len(q.codes_qpv_2015) == 2)
    codes = dict(zip(("new", "former", "other"), (quartier.code_qpv_2024, *quartier.codes_qpv_2015), strict=True))
    named = {codes[c.qpv]: replace(c, qpv=codes[c.qpv]) for c in contours}
    size = measure_perimeter(replace(contrat, contours=MappingProxyType(named)), quartier)
    return size.ha_2024, size.ha_2015, size.simplifie


def test_a_former_perimeter_in_parts_is_measured_whole_or_not_at_all(contrat: Contrat) -> None:
    new = contour((square(3, 50, 0.02),), code="new")
    former, other = (contour((square(x, 50, 0.01),), code=name) for x, name in ((3, "former"), (3.01, "other")))
    ha_2024, ha_2015, _ = measured(contrat, new, former, other)
    assert ha_2024 is not None
    assert ha_2015 == pytest.approx(ha_2024 / 2, rel=1e-3)
    assert measured(contrat, new, former) == (ha_2024, None, False)
    assert measured(contrat, former) == (None, None, False)


def test_what_comes_from_a_simplified_contour_is_known(contrat: Contrat) -> None:
    assert measured(contrat, contour((square(3, 50, 0.02),), code="new", simplifie=True))[2]
