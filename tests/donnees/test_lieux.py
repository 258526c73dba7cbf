"""Places that cannot be: outside of the département that the QPV's code names, in either table."""

from collections.abc import Callable
from pathlib import Path

import pytest
from formes_geojson import CENTRE, PLACES, RIVES, VERRERIE, collection, feature, polygon, square
from hypothesis import given
from hypothesis import strategies as st

from quartiers.donnees import Anomalie, load_contrat
from quartiers.donnees.lieux.concordance import Ligne
from quartiers.donnees.lieux.controle import check_places, check_positions, explain, is_in_place
from quartiers.donnees.lieux.departements import DEPARTEMENTS
from quartiers.donnees.lieux.fichier_des_contours import CHEMIN, FICHIER

NUMBERS = st.sampled_from(sorted(DEPARTEMENTS))
UNIT = st.floats(0, 1)


def place_in(number: str, east: float, north: float) -> tuple[float, float]:
    """A position of a département, at a part of its width and height."""
    box = DEPARTEMENTS[number]
    return min(box.ouest + east * (box.est - box.ouest), box.est), min(box.sud + north * (box.nord - box.sud), box.nord)


@given(NUMBERS, UNIT, UNIT)
def test_exchanged_axes_are_never_a_place(number: str, east: float, north: float) -> None:
    """France, overseas too, has no place whose latitude is a longitude of the same département."""
    longitude, latitude = place_in(number, east, north)
    code = f"QN{number}01M"
    assert is_in_place(code, longitude, latitude)
    assert not is_in_place(code, latitude, longitude)
    assert explain(code, latitude, longitude)[0] == "axes"


@pytest.mark.parametrize(
    ("code", "position", "kind", "sentence"),
    [
        ("QN05920M", (50.3737, 3.5008), "axes", "La longitude et la latitude sont sans doute échangées."),
        ("QN97412I", (-21.1, 55.45), "axes", "La longitude et la latitude sont sans doute échangées."),
        ("QN97101M", (61.5, 16.2), "signe", "Un signe − manque sans doute, ou est de trop."),
        ("QN97201M", (61.0, 14.6), "signe", "Un signe − manque"),
        ("QN97301M", (52.3, 4.9), "signe", "Un signe − manque"),
        ("QN97401M", (55.45, 21.1), "signe", "Un signe − manque"),
        ("QN97601M", (45.2, 12.8), "signe", "Un signe − manque"),
        ("QN97801M", (63.05, 18.07), "signe", "Un signe − manque"),
        ("QN98701M", (149.5, 17.5), "signe", "Un signe − manque"),
        ("QN98801M", (166.4, 22.2), "signe", "Un signe − manque"),
        ("QN05601M", (3.3, 47.7), "signe", "Un signe − manque"),
        ("QN05920M", (35.008, 50.3737), "virgule", "Une virgule n'est sans doute pas à sa place."),
        ("QN05920M", (3.5008, 5.03737), "virgule", "Une virgule"),
        ("QN05920M", (0.35008, 50.3737), "virgule", "Une virgule"),
        ("QN05920M", (55.45, -21.1), "département", "dans un autre département (La Réunion) :"),
        ("QN97412I", (3.5008, 50.3737), "département", "dans un autre département"),
        ("QN05920M", (4.85, 45.75), "département", "dans un autre département :"),  # Lyon, near several
        ("QN02A01M", (9.45, 42.7), "département", "dans un autre département (Haute-Corse) :"),
        ("QN05920M", (0, 0), "ailleurs", "Cette position n'est pas en France."),
        ("QN05920M", (-74.0, 40.7), "ailleurs", "Cette position n'est pas en France."),
        ("QP059020", (-74.0, 40.7), "ailleurs", "Cette position n'est pas en France."),
    ],
)
def test_what_likely_happened_is_said(code: str, position: tuple[float, float], kind: str, sentence: str) -> None:
    assert not is_in_place(code, *position)
    found, said = explain(code, *position)
    assert found == kind
    assert sentence in said


def test_a_sign_lost_is_seen_where_the_longitude_needs_one() -> None:
    """But for the départements that the meridian of Greenwich crosses, or comes near."""
    for number, box in DEPARTEMENTS.items():
        if box.est < 0:
            assert not is_in_place(f"QN{number}01M", -(box.ouest + box.est) / 2, (box.sud + box.nord) / 2), number


def test_a_code_of_no_departement_may_be_anywhere_in_france() -> None:
    assert is_in_place("QN09901M", 3.5, 50.3)
    assert is_in_place("QN09901M", 55.45, -21.1)
    assert not is_in_place("QN09901M", 50.3, 3.5)


def test_one_position_out_of_place_is_enough() -> None:
    ring = square(*PLACES[RIVES])
    assert check_positions({RIVES: [[ring]]}) == []
    ring[2] = [ring[2][0] + 10, ring[2][1]]
    [fault] = check_positions({RIVES: [[ring]], CENTRE: [[square(*PLACES[CENTRE])]]})
    assert (fault.objet, fault.trouve) == (RIVES, "13,5163 ; 50,3822")
    assert "C'est le cas de 1 position du contour sur 5." in (fault.remede or "")


# -- the table of the quartiers ---------------------------------------------------------------------------


def table(*rows: tuple[str, object, object]) -> list[Ligne]:
    """Rows of ``quartiers`` from line 2 on: code, longitude, latitude."""
    columns = ("code_qpv_2024", "longitude", "latitude")
    return [(line, {**dict(zip(columns, row, strict=True)), "code_qpv_2015": None}) for line, row in enumerate(rows, 2)]


def said(quartiers: list[Ligne], *before: Anomalie) -> list[Anomalie]:
    anomalies = list(before)
    check_places(quartiers, "quartiers.csv", {}, anomalies)
    return anomalies[len(before) :]


def test_a_position_that_cannot_be_is_said_with_its_line() -> None:
    [anomaly] = said(table((VERRERIE, 3.5008, 50.3737), (RIVES, 50.3792, 3.5133)))
    assert str(anomaly) == (
        "quartiers.csv, ligne 3, colonne « longitude » : trouvé « 50,3792 ; 3,5133 » ; attendu : une position du "
        "département 059 (Nord : longitude de 1,9 à 4,4, latitude de 49,7 à 51,3), pour QN05921M. "
        "La longitude et la latitude sont sans doute échangées."
    )


def test_lines_that_say_the_same_are_one_message() -> None:
    rows = [(RIVES, 0, 0), (VERRERIE, 3.5008, 50.3737), (RIVES, 0, 0), (RIVES, 0, 0)]
    [anomaly] = said(table(*rows))
    assert anomaly.ligne == 2
    assert str(anomaly).endswith("De même aux lignes 4 et 5.")


def test_what_is_not_there_or_already_said_is_left() -> None:
    assert said(table((None, 0, 0), (RIVES, None, 50.3), (RIVES, 3.5, None))) == []
    for column in ("longitude", "latitude", "code_qpv_2024"):
        assert said(table((RIVES, 0, 0)), Anomalie("quartiers.csv", "un nombre", 2, column)) == []
    assert said(table((RIVES, 0, 0)), Anomalie("quartiers.csv", "un texte", 2, "note"))


def test_two_parts_of_a_qpv_may_not_be_in_two_towns() -> None:
    assert said(table((RIVES, 3.5133, 50.3792), (RIVES, 3.53, 50.39))) == []
    [anomaly] = said(table((RIVES, 3.5133, 50.3792), (RIVES, 3.06, 50.63)))  # Lille
    assert (anomaly.ligne, anomaly.attendu) == (3, f"une position près de l'autre du même QPV {RIVES} (ligne 2)")
    assert "43 km" in str(anomaly)  # 0.453° of 70.9 km, 0.251° of 111.2 km


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("3,5008;50,3737", "50,3737;3,5008", "échangées"),
        ("3,5008;50,3737", "-3,5008;50,3737", "Un signe −"),
        ("3,5008;50,3737", "0;0", "n'est pas en France"),
    ],
)
def test_the_whole_check_says_it_once(
    edit: Callable[[str, str, str], None], only_anomaly: Callable[[], Anomalie], old: str, new: str, sentence: str
) -> None:
    edit("quartiers.csv", old, new)
    anomaly = only_anomaly()
    assert (anomaly.fichier, anomaly.ligne, anomaly.colonne) == ("quartiers.csv", 2, "longitude")
    assert sentence in str(anomaly)


def test_a_contract_overseas_is_a_contract(dossier: Path, edit: Callable[[str, str, str], None]) -> None:
    for old, new in (
        ("QN05920M", "QN97101M"),
        ("QP059020", "QP971001"),
        ("59014 Anzin | 59491 Raismes", "97101 Anzin"),
        ("Anzin;59014", "Anzin;97101"),
        ("3,5008;50,3737", "-61,5340;16,2410"),
    ):
        edit("quartiers.csv", old, new)
    rows = (dossier / "quartiers.csv").read_text(encoding="utf-8").replace("59014 Anzin", "59014 Anzin-ville")
    (dossier / "quartiers.csv").write_text(rows.replace("Anzin;59014", "Anzin-ville;59014"), encoding="utf-8")
    (dossier / CHEMIN).unlink()
    (dossier / FICHIER).write_text(collection(feature("QN97101M", polygon(square(-61.534, 16.241)))))
    assert load_contrat(dossier).contours.keys() == {"QN97101M"}
