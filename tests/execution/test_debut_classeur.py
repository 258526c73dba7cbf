"""The workbook of a new folder, filled as staff do: what is typed is what is read, whatever program saved it."""

import csv
import json
import re
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import bureau
import openpyxl
import pytest

from quartiers import DEFAULT_DATA
from quartiers.donnees import Contrat, load_contrat
from quartiers.donnees.debut.mise_en_place import Fichiers, begin_folder
from quartiers.donnees.editions import differing_files
from quartiers.donnees.fichiers.dossier_de_donnees import Dossier
from quartiers.donnees.tables import TABLES
from quartiers.execution.saisie import DU_DOSSIER, gather_tables
from quartiers.presentation.tableur.saisie import typed_tables

TODAY = date(2026, 11, 29)
SQUARE = [[[5.35, 45.95], [5.36, 45.95], [5.36, 45.96], [5.35, 45.95]]]
FEATURE = {
    "type": "Feature",
    "properties": {"code_qp": "QN00104M", "lib_qp": "Centre", "insee_com": "01004", "lib_com": "Ambérieu"},
    "geometry": {"type": "Polygon", "coordinates": SQUARE},
}
CENTRE = "amberieu-centre"
# A table, its rows by column, as somebody types them in a spreadsheet set in French.
TYPED: dict[str, list[dict[str, Any]]] = {
    "constats": [
        {"constat_id": "c1", "quartier": CENTRE, "thematique": "sante", "origine": "habitants", "nature": "difficulté",
         "constat": "Le médecin le plus proche est à 25 minutes ; « trop loin », dit-on.", "lignes": "12"},
        {"constat_id": "c2", "quartier": CENTRE, "thematique": "insertion", "origine": "acteurs",
         "nature": "difficulté", "constat": "=Les jeunes sortis de l'école\nne vont pas à la mission locale"},
        {"constat_id": "c3", "quartier": CENTRE, "thematique": "vivre-ensemble", "origine": "habitants et acteurs",
         "nature": "atout", "constat": "La fête réunit 400 personnes"},
    ],
    "priorites": [
        {"priorite": "i1", "quartier": CENTRE, "echelle": "intercommunale", "thematique": "sante",
         "intitule": "Accès aux soins", "publics": "jeunes | femmes", "etat": "maintenue",
         "etat_depuis": date(2026, 1, 9)},
        {"priorite": "p1", "quartier": CENTRE, "echelle": "propre", "thematique": "insertion",
         "intitule": "Aller vers les jeunes"},
    ],
    "actions": [{"action": "bus", "intitule": "Bus santé", "siret": "00000000000018", "debut": date(2026, 9, 1)}],
    "financements": [{"action": "bus", "financeur": "Ville", "annee": 2026, "demande": 1250.5, "accorde": 31000}],
}  # fmt: skip


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new folder in files."""
    return begin(tmp_path_factory.mktemp("csv"), None)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same in a workbook, as it is made."""
    return begin(tmp_path_factory.mktemp("classeur"), gather_tables)


def begin(where: Path, arrange: Callable[[Path], None] | None) -> Path:
    contours = where / "contours.geojson"
    contours.write_text(json.dumps({"type": "FeatureCollection", "features": [FEATURE]}), encoding="utf-8")
    begin_folder(where / "dossier", "--qpv", ["QN00104M"], Fichiers((contours,)), TODAY, arrange=arrange)
    return where / "dossier"


def fill(book: Any) -> None:
    for name, rows in TYPED.items():
        sheet = book[name]
        head = [cell.value for cell in sheet[1]]
        for number, row in enumerate(rows, start=2):
            for column, value in row.items():
                cell = sheet.cell(number, head.index(column) + 1)
                cell.value = value
                if isinstance(value, str):
                    cell.data_type = "s"


@pytest.fixture(scope="module", params=["openpyxl", ".xlsx", ".ods"])
def filled(request: pytest.FixtureRequest, folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the folder whose workbook was filled, then saved by LibreOffice in a format."""
    where = tmp_path_factory.mktemp("rempli")
    copy = Path(shutil.copytree(folder, where / "dossier"))
    book = openpyxl.load_workbook(copy / DU_DOSSIER)
    fill(book)
    book.save(copy / DU_DOSSIER)
    if request.param != "openpyxl":
        (copy / DU_DOSSIER).rename(where / DU_DOSSIER)
        saved = bureau.save_as(where / DU_DOSSIER, request.param)
        shutil.copy(saved, copy / saved.name)
    return copy


@pytest.fixture(scope="module")
def expected(files: Path, tmp_path_factory: pytest.TempPathFactory) -> Contrat:
    """The contract that the same rows make in CSV files."""
    copy = Path(shutil.copytree(files, tmp_path_factory.mktemp("attendu") / "dossier"))
    for name, rows in TYPED.items():
        with (copy / f"{name}.csv").open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.DictWriter(file, TABLES[name].colonnes, delimiter=";", restval="")
            writer.writeheader()
            writer.writerows(rows)
    return load_contrat(copy)


def test_what_is_typed_is_what_is_read(filled: Path, expected: Contrat) -> None:
    assert len(list(filled.glob("donnees.*"))) == 1
    contrat = load_contrat(filled)
    assert (len(contrat.constats), len(contrat.priorites)) == (3, 2)
    assert differing_files(expected, contrat) == ()
    assert contrat.tables.keys() == expected.tables.keys()
    assert contrat.quartiers[CENTRE].codes_insee == ("01004",)
    assert contrat.actions["bus"].siret == "00000000000018"
    assert Dossier(filled).laisses() == ()


def test_a_workbook_says_what_files_say(files: Path, folder: Path) -> None:
    assert sorted(path.name for path in folder.iterdir() if path.is_file()) == ["contrat.toml", DU_DOSSIER]
    assert differing_files(load_contrat(files), load_contrat(folder)) == ()
    others = [{p.relative_to(f): p.read_bytes() for p in f.rglob("*/*")} for f in (files, folder)]
    assert others[0] == others[1] and others[0]


def test_a_project_that_has_its_own_tables_in_a_workbook_gives_them(
    files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = Path(shutil.copytree(DEFAULT_DATA, tmp_path / "data"))
    gather_tables(own)
    monkeypatch.setattr("quartiers.donnees.debut.mise_en_place.DEFAULT_DATA", own)
    made = begin(tmp_path, None)
    assert differing_files(load_contrat(files), load_contrat(made)) == ()


def test_it_says_how_it_is_used(folder: Path) -> None:
    book = openpyxl.load_workbook(folder / DU_DOSSIER)
    told = " ".join(str(cell.value) for row in book["Lisez-moi"].iter_rows() for cell in row if cell.value)
    assert "il n’y a rien à importer" in told and "importer classeur" not in told
    assert all(table.apport.replace("'", "’") in told for table in typed_tables())


def rules_of(sheet: Any) -> dict[str, tuple[Any, ...]]:
    """What is checked of each column of a sheet, and from which row to which."""
    found = {}
    for rule in sheet.data_validations.dataValidation:
        for column, first, last in re.findall(r"([A-Z]+)([0-9]+):[A-Z]+([0-9]+)", str(rule.sqref)):
            found[column] = (rule.type, rule.formula1, int(first), int(last), bool(rule.showErrorMessage))
    return found


def test_its_lists_are_still_there_once_libreoffice_has_saved_it(folder: Path, tmp_path: Path) -> None:
    """With what they refer to. LibreOffice keeps them on the thousand rows after the last that is filled."""
    made = tmp_path / DU_DOSSIER
    shutil.copy(folder / DU_DOSSIER, made)
    ours, theirs = (openpyxl.load_workbook(path) for path in (made, bureau.save_as(made, ".xlsx")))
    names = [
        {name: defined.attr_text.replace("'", "") for name, defined in book.defined_names.items()}
        for book in (ours, theirs)
    ]
    assert names[0] == names[1] and {"lignes_quartiers", "liste_publics"} <= names[0].keys()
    for table in typed_tables():
        before, after = rules_of(ours[table.nom]), rules_of(theirs[table.nom])
        assert {c: (*rule[:3], rule[4]) for c, rule in before.items()} == {
            c: (*rule[:3], rule[4]) for c, rule in after.items()
        }
        assert all(rule[3] >= 1000 for rule in after.values())
