"""Positions beside contours: within a kilometre, or one of the two is wrong."""

from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import pytest
from formes_geojson import (
    BRUNEHAUT_2015,
    CENTRE,
    PLACES,
    RIVES,
    RIVES_2015,
    THIERS,
    THIERS_2015,
    VERRERIE,
    collection,
    feature,
    polygon,
    square,
)
from hypothesis import given
from hypothesis import strategies as st

from quartiers import PROJECT_ROOT
from quartiers.donnees import Anomalie, load_contrat
from quartiers.donnees.importation.perimetres import import_perimetres
from quartiers.donnees.lieux.concordance import MAX_ECART_M, compare_places, read_places
from quartiers.donnees.lieux.contours import geography_of
from quartiers.donnees.lieux.fichier_des_contours import CHEMIN, FICHIER
from quartiers.donnees.modele import Contour

SHARED = PROJECT_ROOT.parent / "shared" / "perimetres"
KM = 1 / 111.23  # degrees of latitude
Place = tuple[float, float]


@pytest.fixture
def dossier(dossier: Path) -> Path:
    """The copied data folder, without the contours that it comes with."""
    (dossier / CHEMIN).unlink(missing_ok=True)
    return dossier


def contour(code: str, *places: Place, side: float = 0.006) -> Contour:
    """Squares of that side about each place."""
    rings = (tuple((x, y) for x, y in square(*place, side)) for place in places or [PLACES[code]])
    return Contour(code, geography_of(code), tuple((ring,) for ring in rings))


def compare(places: dict[str, Place | tuple[Place, str]], *contours: Contour) -> list[Anomalie]:
    """Rows from line 2 on: a place by code of 2024, with codes of 2015 or none."""
    rows = [(code, *(place if isinstance(place[0], tuple) else (place, None))) for code, place in places.items()]
    columns = ("code_qpv_2024", "longitude", "latitude", "code_qpv_2015")
    cells = [(code, *place, former) for code, place, former in rows]  # type: ignore[misc]
    lines = [(line, dict(zip(columns, row, strict=True))) for line, row in enumerate(cells, start=2)]
    return compare_places(read_places(lines), "quartiers.csv", {c.qpv: c for c in contours})


def north(code: str, km: float) -> Place:
    """A place of so many kilometres north of that of a QPV."""
    return PLACES[code][0], round(PLACES[code][1] + km * KM, 5)


def test_where_both_tables_agree_nothing_is_said() -> None:
    codes = (RIVES, CENTRE, THIERS)
    assert compare({code: PLACES[code] for code in codes}, *map(contour, codes)) == []


@pytest.mark.parametrize(("km", "wrong"), [(0.3, False), (1.2, False), (1.4, True), (8, True)])
def test_a_kilometre_from_the_contour_is_the_limit(km: float, wrong: bool) -> None:
    """Its edge is 0.33 km from the centre of the square."""
    assert bool(compare({RIVES: north(RIVES, km)}, contour(RIVES))) == wrong


def test_both_places_are_named_with_their_gap() -> None:
    [anomaly] = compare({CENTRE: PLACES[CENTRE], RIVES: north(RIVES, 8)}, contour(RIVES))
    assert (anomaly.fichier, anomaly.ligne, anomaly.colonne) == ("quartiers.csv", 3, "longitude")
    assert anomaly.trouve == "3,5133 ; 50,45112"
    assert anomaly.attendu == f"une position dans le contour de {RIVES} (perimetres.geojson), ou à 1 km au plus"
    assert str(anomaly.remede).startswith("Elle en est à 7,7 km. L'un des deux est faux :")


OTHERS = {CENTRE: PLACES[CENTRE], VERRERIE: PLACES[VERRERIE], THIERS: PLACES[THIERS]}


def test_the_one_that_is_far_from_the_contract_is_likely_wrong() -> None:
    [anomaly] = compare({**OTHERS, RIVES: north(RIVES, 30)}, contour(RIVES))
    assert str(anomaly).endswith(
        "La position est sans doute fausse, loin des autres quartiers : corriger quartiers.csv."
    )
    [anomaly] = compare({**OTHERS, RIVES: PLACES[RIVES]}, contour(RIVES, north(RIVES, 30)))
    assert str(anomaly).endswith(
        "Le contour est sans doute faux, loin des autres quartiers : reprendre le contour de l'ANCT dans "
        "perimetres.geojson."
    )


@pytest.mark.parametrize("others", [{}, {CENTRE: PLACES[CENTRE]}, OTHERS])
def test_else_either_may_be(others: dict[str, Place]) -> None:
    [anomaly] = compare({**others, RIVES: north(THIERS, 1.5)}, contour(RIVES))
    assert "L'un des deux est faux : corriger quartiers.csv, ou reprendre" in str(anomaly)


def test_contours_exchanged_between_neighbours_are_said() -> None:
    """They are 300 m apart: neither is far from its own."""
    places = {RIVES: PLACES[RIVES], VERRERIE: PLACES[VERRERIE]}
    swapped = contour(RIVES, PLACES[VERRERIE]), contour(VERRERIE, PLACES[RIVES])
    assert compare(places, contour(RIVES), contour(VERRERIE)) == []
    first, second = compare(places, *swapped)
    assert f"une position dans le contour de {RIVES}" in str(first)
    assert f"Elle est dans celui de {VERRERIE}, qui n'y est pas : des contours sont sans doute échangés." in str(first)
    assert f"une position dans le contour de {VERRERIE}" in str(second)


def test_contours_of_three_neighbours_that_turned_round_are_said() -> None:
    x, y = PLACES[RIVES]
    codes, places = (RIVES, VERRERIE, CENTRE), [(x, y), (x + 0.008, y), (x, y + 0.008)]
    turned = [contour(code, place) for code, place in zip(codes, [*places[1:], places[0]], strict=True)]
    assert len(compare(dict(zip(codes, places, strict=True)), *turned)) == 3


def test_a_qpv_around_another_is_not_exchanged_with_it() -> None:
    """The centre of a crescent is outside of it, and may be in the QPV that it surrounds."""
    x, y = PLACES[RIVES]
    crescent = contour(RIVES, (x - 0.006, y), (x + 0.006, y), (x, y + 0.006))
    assert compare({RIVES: (x, y), CENTRE: (x + 0.0005, y)}, crescent, contour(CENTRE, (x, y), side=0.004)) == []


# -- contours of both geographies -------------------------------------------------------------------------


@pytest.mark.parametrize(("km", "wrong"), [(0, False), (0.5, False), (1.5, False), (1.9, True), (60, True)])
def test_a_former_contour_is_near_the_one_it_became(km: float, wrong: bool) -> None:
    """Their edges are 0.67 km nearer than their centres."""
    found = compare({RIVES: (PLACES[RIVES], RIVES_2015)}, contour(RIVES), contour(RIVES_2015, north(RIVES, km)))
    assert [(a.ligne, a.colonne, a.trouve) for a in found] == [(2, "code_qpv_2015", RIVES_2015)] * wrong
    assert all(RIVES in a.attendu and FICHIER in a.attendu for a in found)


def test_one_wrong_contour_is_one_message() -> None:
    """That of 2015 agrees with the position: it is not what is wrong."""
    wrong = contour(RIVES, north(RIVES, 20))
    [anomaly] = compare({RIVES: (PLACES[RIVES], RIVES_2015)}, wrong, contour(RIVES_2015))
    assert anomaly.colonne == "longitude"


def test_each_former_contour_of_a_qpv_made_of_several_is_judged() -> None:
    former = f"{THIERS_2015} | {BRUNEHAUT_2015}"
    contours = contour(THIERS), contour(THIERS_2015), contour(BRUNEHAUT_2015, north(THIERS, 20))
    [anomaly] = compare({THIERS: (PLACES[THIERS], former)}, *contours)
    assert anomaly.trouve == BRUNEHAUT_2015


@pytest.mark.parametrize(("km", "wrong"), [(0, False), (4, False), (6, True)])
def test_without_a_contour_of_2024_its_position_judges(km: float, wrong: bool) -> None:
    found = compare({RIVES: (PLACES[RIVES], RIVES_2015)}, contour(RIVES_2015, north(RIVES, km)))
    assert [a.colonne for a in found] == ["code_qpv_2015"] * wrong


# -- in the whole check -----------------------------------------------------------------------------------


def test_a_project_of_a_shared_qpv_says_it_once(dossier: Path, only_anomaly: Callable[[], Anomalie]) -> None:
    """Three projects share that QPV, at the same position."""
    (dossier / FICHIER).write_text(collection(feature(RIVES, polygon(square(*north(RIVES, 8))))))
    anomaly = only_anomaly()
    assert (anomaly.ligne, anomaly.colonne) == (3, "longitude")
    assert str(anomaly).endswith("De même aux lignes 4 et 15.")


@given(st.floats(-0.02, 0.02), st.floats(-0.02, 0.02))
def test_a_place_is_never_refused_near_its_contour(east: float, north_: float) -> None:
    """Whatever way it lies: distances are those of the ground, not of degrees."""
    x, y = PLACES[RIVES]
    gap_m = ((max(abs(east) - 0.003, 0) * 71_000) ** 2 + (max(abs(north_) - 0.003, 0) * 111_230) ** 2) ** 0.5
    if abs(gap_m - MAX_ECART_M) > 10:
        assert bool(compare({RIVES: (x + east, y + north_)}, contour(RIVES))) == (gap_m > MAX_ECART_M)


@pytest.mark.skipif(not SHARED.is_dir(), reason="the ANCT's files (../shared/perimetres) are not on this machine")
def test_the_real_tables_agree_to_the_metre(dossier: Path) -> None:
    import_perimetres(SHARED / "qpv2024_valenciennes.geojson", dossier)
    contrat = load_contrat(dossier)
    places = {q.code_qpv_2024: (q.longitude, q.latitude) for q in contrat.quartiers.values()}
    assert compare(places, *contrat.contours.values()) == []
    for (code, place), (other, other_place) in combinations(places.items(), 2):  # exchanged, they are seen
        exchanged = {**places, code: other_place, other: place}
        assert compare(exchanged, *contrat.contours.values()), (code, other)
