"""Contours as part of the contract: read when they are there, said in French when they are spoilt."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from quartiers.donnees import Anomalie, load_contrat
from quartiers.donnees.contours import FICHIER
from quartiers.donnees.perimetres import import_perimetres

RIVES, FORMER, ELSEWHERE = "QN05921M", "QP059021", "QN00101M"  # the two first are of the contract
RING = [[3.5, 50.3], [3.51, 50.3], [3.51, 50.31], [3.5, 50.31], [3.5, 50.3]]
HOLE = [[3.502, 50.302], [3.502, 50.304], [3.504, 50.304], [3.502, 50.302]]


def feature(code: str, geometry: Any = None) -> dict[str, Any]:
    geometry = geometry or {"type": "MultiPolygon", "coordinates": [[RING, HOLE], [RING]]}
    return {"type": "Feature", "properties": {"code_qp": code, "lib_qp": "Les Rives"}, "geometry": geometry}


def collection(*features: dict[str, Any], **more: Any) -> str:
    return json.dumps({"type": "FeatureCollection", **more, "features": features})


@pytest.fixture
def spoil(dossier: Path) -> Callable[[str], None]:
    def write(text: str) -> None:
        (dossier / FICHIER).write_text(text, encoding="utf-8")

    return write


def test_without_the_file_there_are_no_contours(dossier: Path) -> None:
    (dossier / FICHIER).unlink(missing_ok=True)
    assert load_contrat(dossier).contours == {}


def test_the_contract_s_own_contours_of_both_geographies(dossier: Path, spoil: Callable[[str], None]) -> None:
    spoil(collection(feature(RIVES), feature(FORMER), feature(ELSEWHERE)))
    contours = load_contrat(dossier).contours
    assert set(contours) == {RIVES, FORMER}
    assert (contours[RIVES].geographie, contours[FORMER].geographie) == ("2024", "2015")
    ring, hole = (tuple(map(tuple, positions)) for positions in (RING, HOLE))
    assert contours[RIVES].polygones == ((ring, hole), (ring,))


def test_what_is_no_contour_of_the_contract_is_not_its_business(dossier: Path, spoil: Callable[[str], None]) -> None:
    empty = feature(RIVES)
    empty["geometry"] = None
    spoil(collection(empty, feature(ELSEWHERE, {"type": "Point", "coordinates": [3, 50]})))
    assert load_contrat(dossier).contours == {}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "un fichier GeoJSON entier"),
        ("[]", "FeatureCollection"),
        (collection(feature(RIVES), feature(RIVES)), "un QPV une seule fois"),
        (collection(feature(RIVES, {"type": "Point", "coordinates": [3, 50]})), f"bien formé, pour {RIVES}"),
        (collection(feature(RIVES, {"type": "Polygon", "coordinates": [[[7e5, 7e6]] * 4]})), "en degrés (WGS84)"),
    ],
)
def test_a_spoilt_file_is_said(
    only_anomaly: Callable[[], Anomalie], spoil: Callable[[str], None], text: str, message: str
) -> None:
    spoil(text)
    anomaly = only_anomaly()
    assert anomaly.fichier == FICHIER
    assert message in str(anomaly)


def test_a_damaged_file_says_how_to_mend_it(only_anomaly: Callable[[], Anomalie], spoil: Callable[[str], None]) -> None:
    spoil(collection(feature(RIVES))[:-9])
    assert "« importer perimetres »" in str(only_anomaly())


@pytest.mark.parametrize(
    ("file", "name", "simplified"),
    [("qpv.geojson", "qpv2024", False), ("qpv_simplifie.geojson", "x", True), ("qpv.geojson", "QPV SIMPLIFIÉS", True)],
)
def test_a_simplified_file_is_known_to_be_so_once_imported(
    dossier: Path, tmp_path: Path, file: str, name: str, simplified: bool
) -> None:
    """Its contours are not fit for measuring: the reports say so. The next import leaves that as it is."""
    (dossier / FICHIER).unlink(missing_ok=True)
    (tmp_path / file).write_text(collection(feature(RIVES), name=name))
    import_perimetres(tmp_path / file, dossier)
    (tmp_path / "former.geojson").write_text(collection(feature(FORMER)))
    import_perimetres(tmp_path / "former.geojson", dossier)
    contours = load_contrat(dossier).contours
    assert (contours[RIVES].simplifie, contours[FORMER].simplifie) == (simplified, False)
