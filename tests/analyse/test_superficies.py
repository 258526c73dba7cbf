"""A quartier's perimeters: their areas, whole or not at all, and what changed between the two geographies."""

from dataclasses import replace
from types import MappingProxyType

import pytest

from quartiers.analyse.perimetres import common_share, measure_perimeter, perimeter_change
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


def test_what_changed_is_said_of_every_quartier_that_the_tables_show(contrat: Contrat) -> None:
    """Communes that INSEE and the ANCT name, codes that are joined, what the tables say, and names that changed."""
    found = {q.quartier: perimeter_change(contrat, q) for q in contrat.quartiers.values()}
    assert {name: change.certain for name, change in found.items() if change is not None} == {
        "anzin-verrerie": False,  # Raismes too, by another publisher
        "bruay-cite-thiers": True,  # two former QPV
        "conde-centre": False,  # Centre Ville, then Centre Ville - Le Jard
        "conde-chaussiette-macou": True,  # the document says so
        "saint-saulve-pepiniere": False,  # La Pépinière, then La Pépinière-De Gaulle
        "valenciennes-dutemple": False,  # Anzin too
    }
    verrerie = found["anzin-verrerie"]
    assert verrerie is not None
    assert verrerie.signes == ("il s'étend aussi sur Raismes",)


def test_the_share_of_the_area_that_is_common_is_said_where_both_contours_are_there(contrat: Contrat) -> None:
    quartier = contrat.quartiers["fresnes-le-trieu"]
    new = contour((square(3, 50, 0.02),), code=quartier.code_qpv_2024)
    former = contour((square(3, 50, 0.01),), code=quartier.codes_qpv_2015[0])
    both = replace(contrat, contours=MappingProxyType({c.qpv: c for c in (new, former)}))
    assert common_share(both, quartier) == pytest.approx(0.25)
    change = perimeter_change(both, quartier)
    assert change is not None
    assert (change.signes, change.certain) == (("25 % de sa superficie était dans l'ancien",), True)
    same = replace(former, polygones=new.polygones)
    assert perimeter_change(replace(both, contours=MappingProxyType({c.qpv: c for c in (new, same)})), quartier) is None
    assert common_share(replace(both, contours=MappingProxyType({new.qpv: new})), quartier) is None
