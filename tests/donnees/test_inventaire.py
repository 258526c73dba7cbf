"""A table that was meant is not silently absent, twice there is once too many, and what is left aside is named."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from quartiers.donnees import Anomalie, Contrat, DonneesInvalides, load_contrat
from quartiers.donnees.description import Table
from quartiers.donnees.fichiers.dossier import Dossier
from quartiers.donnees.fichiers.inventaire import meaning_of
from quartiers.donnees.tables import TABLES

OneFault = Callable[[], Anomalie]
OPTIONAL = [t for t in TABLES.values() if t.facultative]


def add_sheets(folder: Path, *names: str, rows: tuple[tuple[str, ...], ...] = ()) -> None:
    book = openpyxl.Workbook()
    for name in names:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.remove(book["Sheet"])
    book.save(folder / "tables.xlsx")


@pytest.mark.parametrize("table", OPTIONAL, ids=lambda t: t.nom)
@pytest.mark.parametrize(
    "name",
    [
        *("{Nom}.csv", "{NOM}.CSV", "{nom} (1).csv", "{nom} - Copie.csv", "{nom} - Copie (2).csv"),
        *("{nom}.csv.txt", "{nom}.txt", "{nom}.tsv", "{nom}", "{nom} .csv", "{nom}.xlsx.csv", "Copie de {nom}.csv"),
    ],
)
def test_a_near_name_is_said_with_the_name_that_was_expected(
    dossier: Path, only_anomaly: OneFault, table: Table, name: str
) -> None:
    written = name.format(nom=table.nom, Nom=table.nom.capitalize(), NOM=table.nom.upper())
    own = dossier / table.chemin
    own.rename(own.with_name(written))
    found = only_anomaly()
    assert found.fichier == str(Path(table.chemin).with_name(written))
    assert f"la table {table.nom} sous son nom, {table.chemin}" in str(found)


def test_a_required_table_under_a_near_name_is_one_message(dossier: Path, only_anomaly: OneFault) -> None:
    (dossier / "references.csv").rename(dossier / "Références.csv")
    assert (only_anomaly().fichier, only_anomaly().attendu) == (
        "Références.csv",
        "la table references sous son nom, references.csv",
    )


@pytest.mark.parametrize("kind", ["folder", "dangling link"])
def test_what_bears_the_name_and_is_no_file_is_said(dossier: Path, only_anomaly: OneFault, kind: str) -> None:
    path = dossier / TABLES["mesures"].chemin
    path.unlink()
    if kind == "folder":
        path.mkdir()
    else:
        path.symlink_to(dossier / "partie.csv")
    assert only_anomaly().fichier == "importees/mesures.csv"
    assert ("C'est un dossier" if kind == "folder" else "un fichier qui n'existe plus") in str(only_anomaly())


@pytest.mark.parametrize("sheet", ["mesure", "mesures (2)", "Mésures", "mesures_", "messures", "mesures -"])
def test_a_sheet_under_a_near_name_is_said(dossier: Path, only_anomaly: OneFault, sheet: str) -> None:
    (dossier / TABLES["mesures"].chemin).unlink()
    add_sheets(dossier, sheet)
    assert only_anomaly().fichier == f"tables.xlsx, feuille {sheet}"
    assert "Renommer la feuille « mesures »" in str(only_anomaly())


def test_a_sheet_whose_name_has_spaces_is_said(dossier: Path, only_anomaly: OneFault) -> None:
    (dossier / "synthese_publiee.csv").unlink()
    add_sheets(dossier, "synthese publiee")
    assert "la table synthese_publiee sous son nom" in str(only_anomaly())


def test_a_workbook_named_as_a_table_whose_sheet_is_not(dossier: Path, only_anomaly: OneFault) -> None:
    (dossier / TABLES["mesures"].chemin).unlink()
    add_sheets(dossier, "Feuil1")
    (dossier / "tables.xlsx").rename(dossier / "mesures.xlsx")
    assert only_anomaly().fichier == "mesures.xlsx"
    assert "Y nommer « mesures » la feuille" in str(only_anomaly())


@pytest.mark.parametrize(
    "near", ["mesure", "messures", "repartition", "catalogue", "millesime_insee", "synthese", "synthèse publiée"]
)
def test_a_misspelt_name_is_said_with_the_one_that_was_meant(dossier: Path, only_anomaly: OneFault, near: str) -> None:
    table = meaning_of(near)
    assert table is not None
    own = dossier / TABLES[table].chemin
    own.rename(own.with_name(f"{near}.csv"))
    assert f"la table {table} sous son nom" in str(only_anomaly())


COPIES = ("constats (1).csv", "Constats.csv", "constats - Copie.csv", "importees/constats.csv")


@pytest.mark.parametrize("beside", COPIES)
def test_two_files_of_one_table_are_one_too_many(dossier: Path, only_anomaly: OneFault, beside: str) -> None:
    shutil.copy(dossier / "constats.csv", dossier / beside)
    assert f"la table constats une seule fois (elle est dans constats.csv et {beside})" in str(only_anomaly())


def test_a_table_in_its_place_and_where_older_folders_had_it(dossier: Path, only_anomaly: OneFault) -> None:
    shutil.copy(dossier / "importees/mesures.csv", dossier / "mesures.csv")
    assert "elle est dans importees/mesures.csv et mesures.csv" in str(only_anomaly())


def test_two_sheets_of_one_table(dossier: Path, only_anomaly: OneFault) -> None:
    (dossier / "references.csv").unlink()
    add_sheets(dossier, "References", " references", rows=(TABLES["references"].colonnes,))
    assert "la table references une seule fois" in str(only_anomaly())


def test_a_folder_of_tables_under_a_near_name_is_said(dossier: Path, only_anomaly: OneFault) -> None:
    (dossier / "importees").rename(dossier / "Importées")
    assert str(only_anomaly()).startswith("Importées : attendu : un dossier nommé « importees ».")


def test_older_folders_are_read_as_they_are(dossier: Path, contrat: Contrat) -> None:
    for folder in ("importees", "correspondances"):
        for path in (dossier / folder).iterdir():
            path.rename(dossier / path.name)
        (dossier / folder).rmdir()
    assert load_contrat(dossier) == contrat


def test_what_is_left_aside_is_named(dossier: Path, pipeline: Callable[..., Any]) -> None:
    add_sheets(dossier, "actions", "Brouillon <b>")
    (dossier / "suivi.csv").write_text("a;b", encoding="utf-8")
    (dossier / "notes.md").write_text("rien", encoding="utf-8")
    assert Dossier(dossier).laisses() == (
        "fichier « suivi.csv » : laissé, aucune table ne porte ce nom",
        "feuille « actions » : laissée, aucune table ne porte ce nom",
        "feuille « Brouillon <b> » : laissée, aucune table ne porte ce nom",
    )
    said = pipeline("verifier", "--donnees", dossier)
    assert said.returncode == 0
    for text in ("« suivi.csv »", "« actions »", "« Brouillon <b> »"):
        assert text in said.stdout


def test_names_that_mean_nothing_are_left_alone() -> None:
    for name in ("actions", "LISEZMOI", "financements", "notes", "contrat", "decisions", "2024", "", "avis"):
        assert meaning_of(name) is None, name


def test_no_two_tables_are_near_enough_to_be_taken_for_one_another() -> None:
    for name in TABLES:
        assert meaning_of(name) == name


def test_a_folder_that_cannot_be_read_says_one_thing(tmp_path: Path) -> None:
    with pytest.raises(DonneesInvalides) as caught:
        load_contrat(tmp_path / "rien")
    assert len(caught.value.anomalies) == 1
