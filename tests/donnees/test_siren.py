"""The number of the contract's EPCI, beside those that the contours name."""

from collections.abc import Callable
from pathlib import Path

import pytest
from formes_geojson import CENTRE, RIVES, RIVES_2015, VERRERIE, collection, feature

from quartiers.donnees import Anomalie, load_contrat
from quartiers.donnees.importation.siren import check_siren
from quartiers.donnees.lieux.fichier_des_contours import CHEMIN, FICHIER

OWN, NEIGHBOUR, FAR = "245901160", "200042190", "200093201"
EDGE = f"{NEIGHBOUR}, {OWN}"  # as the ANCT writes that a QPV is of two


@pytest.fixture
def dossier(dossier: Path) -> Path:
    """The copied data folder, without the contours that it comes with."""
    (dossier / CHEMIN).unlink(missing_ok=True)
    return dossier


@pytest.mark.parametrize(
    ("siren", "named"),
    [
        (OWN, [OWN, OWN]),
        (OWN, [OWN, EDGE]),
        (f" {OWN[:3]} {OWN[3:6]} {OWN[6:]} ", [OWN]),
        (NEIGHBOUR, [EDGE, EDGE]),
        (OWN, [OWN, OWN, FAR]),  # a QPV of elsewhere: the EPCI is right
        (OWN, [OWN, FAR, FAR]),  # a contract of several EPCI
        (FAR, [OWN, OWN, FAR]),
        ("217500016", [OWN, NEIGHBOUR, FAR, "200054807"]),  # of none in particular: the QPV of the country
        (FAR, []),
        (FAR, ["", "NA"]),
        ("sans objet", [OWN]),  # its form is another check's
        ("24590116", [OWN]),
    ],
)
def test_a_number_that_the_contours_allow(siren: str, named: list[str]) -> None:
    assert list(check_siren(siren, named)) == []


@pytest.mark.parametrize(
    ("siren", "named", "expected"),
    [
        (FAR, [OWN], f"{OWN}, pour 1 contour de"),
        (FAR, [OWN, OWN, ""], f"{OWN}, pour 2 contours de perimetres.geojson sur 2"),
        (NEIGHBOUR, [OWN, EDGE], f"{OWN}, pour 2 contours de perimetres.geojson sur 2"),
        (FAR, [EDGE, EDGE], f"{NEIGHBOUR} ou {OWN}, pour 2 contours"),
        ("217500016", [OWN, OWN, FAR], f"{OWN}, pour 2 contours de perimetres.geojson sur 3"),
    ],
)
def test_a_number_that_they_deny(siren: str, named: list[str], expected: str) -> None:
    [anomaly] = check_siren(siren, named)
    assert (anomaly.fichier, anomaly.trouve) == ("contrat.toml", siren)
    assert expected in anomaly.attendu


def test_the_contract_s_own_number_is_checked(
    dossier: Path, edit: Callable[[str, str, str], None], only_anomaly: Callable[[], Anomalie]
) -> None:
    features = [feature(RIVES, siren_epci=OWN), feature(VERRERIE, siren_epci=EDGE), feature(CENTRE, siren_epci="NA")]
    (dossier / FICHIER).write_text(collection(*features, feature(RIVES_2015, siren_epci=None)))
    assert load_contrat(dossier).contours
    edit("contrat.toml", OWN, NEIGHBOUR)
    anomaly = only_anomaly()
    assert (anomaly.fichier, anomaly.trouve) == ("contrat.toml", NEIGHBOUR)
    assert "contrat.siren_epci" in anomaly.attendu and OWN in anomaly.attendu
