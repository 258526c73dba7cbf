"""The file of contours under another name: said, with the name that was expected."""

from collections.abc import Callable
from pathlib import Path

import pytest
from formes_geojson import RIVES, collection, feature

from quartiers.donnees import Anomalie, load_contrat
from quartiers.donnees.lieux.fichier_des_contours import CHEMIN, FICHIER, check_names, find_contours, place_of_contours

CONTOURS = collection(feature(RIVES))
NEAR = [
    "perimetres.geojson.json",
    "perimetres.geojson.txt",
    "perimetres.geojson.geojson",
    "perimetres.json",
    "perimetres (1).geojson",
    "perimetres 2.geojson",
    "perimetres.geojson (2)",
    "perimetres - Copie.geojson",
    "perimetres - Copie (2).geojson",
    "Copie de perimetres.geojson",
    "perimetres copy.geojson",
    "PERIMETRES.GEOJSON",
    "Perimetres.GeoJSON",
    "périmètres.geojson",
    "pe\u0301rime\u0300tres.geojson",
    "perimetre.geojson",
    "permietres.geojson",
    "perimetres_2024.geojson",
    "perimetres-qpv.geojson",
    " perimetres.geojson",
    "perimetres.geojson.bak",
    "perimetres",
    "perimetres.shp",
    "perimetres.geojson.zip",
]
FAR = ["qpv2024.geojson", "parametres.json", "notes.txt", "perimetres.md", ".perimetres.geojson", "~perimetres.geojson"]


@pytest.fixture
def dossier(dossier: Path) -> Path:
    """The copied data folder, without the contours that it comes with."""
    (dossier / CHEMIN).unlink(missing_ok=True)
    return dossier


def said(folder: Path) -> list[Anomalie]:
    anomalies = list(check_names(folder))
    find_contours(folder, anomalies)
    return anomalies


@pytest.mark.parametrize("name", NEAR)
def test_a_near_name_is_said_with_the_right_one(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(CONTOURS)
    [anomaly] = said(tmp_path)
    assert anomaly.fichier == name
    assert anomaly.attendu == "les contours des QPV sous leur nom, importees/perimetres.geojson"
    assert "Le renommer « importees/perimetres.geojson »" in str(anomaly)


@pytest.mark.parametrize("name", FAR)
def test_another_name_is_left(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(CONTOURS)
    (tmp_path / "perimetres").mkdir()  # of downloads, say
    assert said(tmp_path) == []


@pytest.mark.parametrize("name", ["perimetres (1).geojson", "perimetres.json", "périmètres.geojson"])
def test_a_second_one_is_said(tmp_path: Path, name: str) -> None:
    (tmp_path / FICHIER).write_text(CONTOURS)
    (tmp_path / name).write_text(CONTOURS)
    [anomaly] = said(tmp_path)
    assert (anomaly.fichier, anomaly.attendu) == (name, "un seul fichier de contours")
    assert find_contours(tmp_path, []) == tmp_path / FICHIER


def test_what_only_looks_like_it_may_be_beside_it(tmp_path: Path) -> None:
    """And so may the file itself, under the name that a system shows of it."""
    for name in (FICHIER, "perimetres_2015.geojson", "perimetres.geojson.bak"):
        (tmp_path / name).write_text(CONTOURS)
    (tmp_path / "Perimetres.geojson").hardlink_to(tmp_path / FICHIER)
    assert said(tmp_path) == []


@pytest.mark.parametrize("name", [FICHIER, "perimetres (1).geojson"])
def test_a_link_to_nothing_is_said(tmp_path: Path, name: str) -> None:
    (tmp_path / name).symlink_to(tmp_path / "nulle-part.geojson")
    [anomaly] = said(tmp_path)
    assert anomaly.fichier == name
    assert "un lien vers un fichier qui n'existe plus" in str(anomaly)


def test_a_folder_of_that_name_is_said(tmp_path: Path) -> None:
    (tmp_path / FICHIER).mkdir()
    [anomaly] = said(tmp_path)
    assert (anomaly.fichier, anomaly.remede) == (FICHIER, "C'est un dossier : le déplacer.")


def test_a_link_that_turns_on_itself_is_said(tmp_path: Path) -> None:
    (tmp_path / FICHIER).symlink_to(tmp_path / FICHIER)
    assert [a.fichier for a in said(tmp_path)] == [FICHIER]


def test_a_link_to_the_file_is_the_file(tmp_path: Path, dossier: Path) -> None:
    (tmp_path / "ailleurs.geojson").write_text(CONTOURS)
    (dossier / FICHIER).symlink_to(tmp_path / "ailleurs.geojson")
    assert load_contrat(dossier).contours.keys() == {RIVES}


def test_the_whole_check_says_it(dossier: Path, only_anomaly: Callable[[], Anomalie]) -> None:
    (dossier / "perimetres (1).geojson").write_text(CONTOURS)
    assert only_anomaly().fichier == "perimetres (1).geojson"


def test_it_is_found_where_importers_write_and_where_older_folders_have_it(tmp_path: Path) -> None:
    (tmp_path / "importees").mkdir()
    assert place_of_contours(tmp_path) == tmp_path / "importees" / FICHIER
    (tmp_path / "importees" / FICHIER).write_text(CONTOURS)
    assert find_contours(tmp_path, []) == tmp_path / "importees" / FICHIER
    (tmp_path / FICHIER).write_text(CONTOURS)
    [anomaly] = said(tmp_path)
    assert anomaly.attendu == "un seul fichier de contours"
