"""Areas of a quartier's perimeters: those of both geographies, whole or not at all."""

from dataclasses import replace
from types import MappingProxyType

import pytest

from quartiers.analyse.perimetres import measure_perimeter
from quartiers.donnees import Contrat
from quartiers.donnees.modele import Anneau, Contour


def square(longitude: float, latitude: float, side: float) -> Anneau:
    """A square of ``side`` degrees from its south-western corner."""
    x, y = longitude + side, latitude + side
    return ((longitude, latitude), (x, latitude), (x, y), (longitude, y), (longitude, latitude))


def contour(*polygons: tuple[Anneau, ...], code: str = "QN00000M", simplifie: bool = False) -> Contour:
    return Contour(code, "2015" if code.startswith("QP") else "2024", polygons, simplifie)


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
