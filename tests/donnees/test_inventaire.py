"""A table that was meant is not silently absent, twice there is once too many, and what is left aside is named."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from territoires import give_figures, make_folder

from quartiers import DEFAULT_DATA, PROJECT_ROOT
from quartiers.donnees import Anomalie, Contrat, DonneesInvalides, load_contrat
from quartiers.donnees.fichiers.dossier_de_donnees import Dossier
from quartiers.donnees.fichiers.inventaire import meaning_of
from quartiers.donnees.tables import TABLES

OneFault = Callable[[], Anomalie]
SUIVI = PROJECT_ROOT / "exemples" / "suivi"
OPTIONAL = [t for t in TABLES.values() if t.facultative]


def add_sheets(folder: Path, *names: str, rows: tuple[tuple[str, ...], ...] = ()) -> None:
    book = openpyxl.Workbook()
    for name in names:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.remove(book["Sheet"])
    book.save(folder / "tables.xlsx")


NEAR = (
    *("{Nom}.csv", "{NOM}.CSV", "{nom} (1).csv", "{nom} - Copie.csv", "{nom} - Copie (2).csv"),
    *("{nom}.csv.txt", "{nom}.txt", "{nom}.tsv", "{nom}", "{nom} .csv", "{nom}.xlsx.csv", "Copie de {nom}.csv"),
)


@pytest.mark.parametrize("name", NEAR)
def test_a_near_name_is_said_with_the_name_that_was_expected(tmp_path: Path, name: str) -> None:
    """Of every optional table: all those of a folder, one message each."""
    found, expected = [], {}
    for number, source in enumerate((DEFAULT_DATA, SUIVI, give_figures(make_folder(tmp_path / "autre")))):
        folder = Path(shutil.copytree(source, tmp_path / str(number)))
        for table in OPTIONAL:
            own = folder / table.chemin
            if table.nom in expected or not own.exists():
                continue
            written = name.format(nom=table.nom, Nom=table.nom.capitalize(), NOM=table.nom.upper())
            own.rename(own.with_name(written))
            expected[table.nom] = str(Path(table.chemin).with_name(written))
        with pytest.raises(DonneesInvalides) as caught:
            load_contrat(folder)
        found += caught.value.anomalies
    assert expected.keys() == {table.nom for table in OPTIONAL}
    assert sorted(anomaly.fichier for anomaly in found) == sorted(expected.values())
    for anomaly in found:
        [table] = [table for table in OPTIONAL if expected[table.nom] == anomaly.fichier]
        assert f"la table {table.nom} sous son nom, {table.chemin}" in str(anomaly)


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


@pytest.mark.parametrize(
    "name", ["importee", "imports", "importees (1)", "importees - Copie", "importees_old", "donnees importees"]
)
def test_a_folder_of_tables_under_a_misspelt_name_is_said(dossier: Path, only_anomaly: OneFault, name: str) -> None:
    (dossier / "importees").rename(dossier / name)
    assert str(only_anomaly()).startswith(f"{name} : attendu : un dossier nommé « importees ».")


@pytest.mark.parametrize("name", ["importees", "importees.zip"])
def test_a_file_in_place_of_a_folder_of_tables_is_said(dossier: Path, only_anomaly: OneFault, name: str) -> None:
    shutil.rmtree(dossier / "importees")
    (dossier / name).write_bytes(b"PK")
    assert str(only_anomaly()).startswith(f"{name} : attendu : un dossier nommé « importees ».")


def test_a_dead_link_in_place_of_a_folder_of_tables_is_said(dossier: Path, only_anomaly: OneFault) -> None:
    shutil.rmtree(dossier / "correspondances")
    (dossier / "correspondances").symlink_to(dossier / "parti")
    assert only_anomaly().fichier == "correspondances"


@pytest.mark.parametrize("place", ["importees/2024", "tables", "data"])
def test_a_table_in_a_folder_that_is_not_its_own_is_said(dossier: Path, only_anomaly: OneFault, place: str) -> None:
    (dossier / place).mkdir()
    (dossier / "importees/mesures.csv").rename(dossier / place / "mesures.csv")
    assert str(only_anomaly()).startswith(f"{place}/mesures.csv : attendu : la table mesures à sa place")


def test_a_copy_of_the_folder_in_itself_is_left(dossier: Path) -> None:
    shutil.copytree(dossier, dossier / "sauvegarde")
    assert Dossier(dossier).laisses() == ("dossier « sauvegarde » : laissé, rien ne s'y lit",)
    load_contrat(dossier)


@pytest.mark.parametrize(
    "suffix", [".xml", ".csv.gz", ".zip", ".csv.lnk", ".csv.bak", ".csv.old", ".csv~", ".json", ".prn", ".csv.part"]
)
def test_a_table_that_was_saved_as_what_is_not_read_is_said(dossier: Path, only_anomaly: OneFault, suffix: str) -> None:
    own = dossier / "importees/mesures.csv"
    own.rename(own.with_name(f"mesures{suffix}"))
    assert only_anomaly().fichier == f"importees/mesures{suffix}"
    assert "Il ne se lit pas : l'enregistrer en « CSV UTF-8 »" in str(only_anomaly())


@pytest.mark.parametrize("name", ["mesures 2022.csv", "mesures_2026.tab", "Mesures v2.txt"])
def test_a_table_with_other_words_in_its_name_is_said(dossier: Path, only_anomaly: OneFault, name: str) -> None:
    own = dossier / "importees/mesures.csv"
    own.rename(own.with_name(name))
    assert only_anomaly().fichier == f"importees/{name}"


@pytest.mark.parametrize("name", ["diagnostics.csv", "diagnotic.csv", "Diagnostic2.csv"])
def test_a_slip_beside_the_table_is_one_too_many(dossier: Path, only_anomaly: OneFault, name: str) -> None:
    shutil.copy(dossier / "diagnostic.csv", dossier / name)
    assert f"une seule fois (elle est dans diagnostic.csv et {name})" in str(only_anomaly())


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("diagnostic v2.csv", "la table diagnostic est lue dans diagnostic.csv"),
        ("diagnostic_old.csv", "la table diagnostic est lue dans diagnostic.csv"),
        ("diagnostic.csv.bak", "la table diagnostic est lue dans diagnostic.csv"),
        ("importees/insee.xlsx", "un classeur ne se lit qu'à la racine du dossier des données"),
        ("importees/qpv2024.geojson", "les contours se lisent dans importees/perimetres.geojson"),
        ("suivi.json", "aucune table ne porte ce nom"),
        ("synthese publiee.pdf", "rien ne s'y lit"),
    ],
)
def test_what_is_left_says_why(dossier: Path, name: str, why: str) -> None:
    (dossier / name).write_bytes(b"x")
    assert Dossier(dossier).laisses() == (f"fichier « {name} » : laissé, {why}",)
    load_contrat(dossier)


def test_a_workbook_among_imported_tables_is_said_where_it_may_be(dossier: Path, only_anomaly: OneFault) -> None:
    (dossier / "importees/mesures.csv").unlink()
    add_sheets(dossier, "mesures")
    (dossier / "tables.xlsx").rename(dossier / "importees/mesures.xlsx")
    assert "Un classeur ne se lit qu'à la racine : l'y déplacer" in str(only_anomaly())


def test_two_sheets_that_were_meant_as_one_table(dossier: Path, only_anomaly: OneFault) -> None:
    (dossier / "references.csv").unlink()
    add_sheets(dossier, "references", "references (2)", rows=(TABLES["references"].colonnes,))
    assert "(elle est dans la feuille « references » de tables.xlsx et la feuille « references (2) »" in str(
        only_anomaly()
    )


def test_the_folder_above_and_an_empty_one_are_one_message(dossier: Path, tmp_path: Path) -> None:
    (tmp_path / "rien").mkdir()
    for folder, says in ((dossier.parent, f"Sans doute {dossier}."), (tmp_path / "rien", "ni contrat.toml ni table")):
        with pytest.raises(DonneesInvalides) as caught:
            load_contrat(folder)
        [found] = caught.value.anomalies
        assert says in str(found)


def test_a_file_in_place_of_the_folder_is_said(dossier: Path) -> None:
    with pytest.raises(DonneesInvalides) as caught:
        load_contrat(dossier / "constats.csv")
    [found] = caught.value.anomalies
    assert "C'est un fichier : donner le dossier qui le contient." in str(found)


def test_older_folders_are_read_as_they_are(dossier: Path, contrat: Contrat) -> None:
    for folder in ("importees", "correspondances"):
        for path in (dossier / folder).iterdir():
            path.rename(dossier / path.name)
        (dossier / folder).rmdir()
    assert load_contrat(dossier) == contrat


def test_what_is_left_aside_is_named(dossier: Path, pipeline: Callable[..., Any]) -> None:
    add_sheets(dossier, "enquete", "Brouillon <b>")
    (dossier / "suivi.csv").write_text("a;b", encoding="utf-8")
    (dossier / "notes.md").write_text("rien", encoding="utf-8")
    assert Dossier(dossier).laisses() == (
        "fichier « suivi.csv » : laissé, aucune table ne porte ce nom",
        "feuille « enquete » : laissée, aucune table ne porte ce nom",
        "feuille « Brouillon <b> » : laissée, aucune table ne porte ce nom",
    )
    said = pipeline("verifier", "--donnees", dossier)
    assert said.returncode == 0
    for text in ("« suivi.csv »", "« enquete »", "« Brouillon <b> »"):
        assert text in said.stdout


def test_names_that_mean_nothing_are_left_alone() -> None:
    for name in ("enquete", "LISEZMOI", "subventions", "notes", "contrat", "deliberations", "2024", ""):
        assert meaning_of(name) is None, name


def test_no_two_tables_are_near_enough_to_be_taken_for_one_another() -> None:
    for name in TABLES:
        assert meaning_of(name) == name


def test_a_folder_that_cannot_be_read_says_one_thing(tmp_path: Path) -> None:
    with pytest.raises(DonneesInvalides) as caught:
        load_contrat(tmp_path / "rien")
    assert len(caught.value.anomalies) == 1
