"""``pipeline.py classeur`` and ``importer classeur``: what the staff type, and what they read."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from ecran import Ecran
from test_pipeline import ENGLISH, SUIVI, Completed, Run, assert_user_error

from quartiers.donnees import load_contrat
from quartiers.donnees.description import Lieu
from quartiers.donnees.tables import TABLES
from quartiers.execution.classeur import make_workbook


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SUIVI, tmp_path / "suivi"))


@pytest.fixture
def saisie(tmp_path: Path) -> Path:
    return tmp_path / "à remplir" / "saisie.xlsx"


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def edit(path: Path, change: Callable[[Any], object]) -> None:
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)


def sentences(result: Completed) -> str:
    """What was said, lines that the width of the console broke put together."""
    return " ".join(result.stdout.split())


def test_it_goes_and_comes_back(pipeline: Run, folder: Path, saisie: Path) -> None:
    """As staff do: write it, fill it, take it back, and again; each time what changed is said, in French."""
    ecran = Ecran(folder.parent / "ecran")
    made = pipeline("classeur", saisie, "--donnees", folder, "--ouvrir", **ecran.environment)
    assert (made.returncode, made.stderr) == (0, "")
    assert ecran.shown() == [str(saisie)]
    rows = sum(len(path.read_text("utf-8-sig").splitlines()) - 1 for path in folder.glob("*.csv"))
    tables = sum(table.lieu is Lieu.SAISIE for table in TABLES.values())
    assert f"saisie.xlsx ({tables} tables, {rows} lignes)." in sentences(made)
    before = contents(folder)

    def fill(book: Any) -> None:
        book["actions"]["M2"] = "suspendue"
        book["paroles"]["E2"] = "Le soir, il n'y a plus rien."
        book["actions"].append(["2026-neuf", "Une action neuve"])
        book["resultats"].delete_rows(2)
        book.create_sheet("Brouillon")
        del book["comites"]

    edit(saisie, fill)
    back = pipeline("importer", "classeur", saisie, "--donnees", folder)
    assert (back.returncode, back.stderr) == (0, "")
    said = sentences(back)
    assert not ENGLISH.search(said)
    assert "feuille « Brouillon » : laissée" in said
    assert "sans feuille, ces tables restent comme elles sont : comites." in said
    assert "actions.csv, 2025-passerelle, etat : « en cours » devient « suspendue »." in said
    assert "paroles.csv, 2026-porteur-tilleuls-1, texte : « (non répété ici) » devient « (non répété ici) »." in said
    assert "plus rien" not in said
    assert "resultats.csv : retiré : 2025-passerelle / Personnes accompagnées / 2025-12-31." in said
    assert "actions.csv : 9 lignes (1 ajoutée, 1 modifiée)." in said
    assert "resultats.csv : 8 lignes (1 retirée)." in said
    after = contents(folder)
    assert {name for name in after if after[name] != before.get(name)} == {
        "actions.csv",
        "paroles.csv",
        "resultats.csv",
    }
    again = pipeline("importer", "classeur", saisie, "--donnees", folder)
    assert "actions.csv : 9 lignes (rien n'a changé)." in sentences(again)
    assert contents(folder) == after


def test_nothing_is_written_where_something_is_wrong(pipeline: Run, folder: Path, saisie: Path) -> None:
    before = contents(folder)
    pipeline("classeur", saisie, "--donnees", folder)

    def spoil(book: Any) -> None:
        book["actions"]["M2"] = "en panne"
        book["comites"]["B2"] = "bientôt"
        book["constats"]["F2"] = "Un autre constat"

    edit(saisie, spoil)
    result = pipeline("importer", "classeur", saisie, "--donnees", folder)
    assert_user_error(result, "saisie.xlsx, feuille actions, ligne 2, colonne « etat »", "feuille comites, ligne 2")
    assert "Rien n'a été écrit." in result.stderr
    assert contents(folder) == before


def test_an_emptied_sheet_asks_for_its_name(run: Run, folder: Path, saisie: Path) -> None:
    run("classeur", saisie, "--donnees", folder)
    edit(saisie, lambda book: book["resultats"].delete_rows(2, 100))
    assert_user_error(run("importer", "classeur", saisie, "--donnees", folder), "--vider resultats")
    emptied = run("importer", "classeur", saisie, "--donnees", folder, "--vider", "resultats")
    assert "resultats.csv : 0 ligne (9 retirées)." in sentences(emptied)
    assert_user_error(
        run("importer", "classeur", saisie, "--donnees", folder, "--vider", "mesures"), "que l'on ne peut pas vider"
    )


def test_a_workbook_is_never_lost(run: Run, folder: Path, saisie: Path) -> None:
    """One that is as it was made, or was taken back, is replaced; one that was filled is not, unless asked."""
    assert run("classeur", saisie, "--donnees", folder).returncode == 0
    edit(saisie, lambda _: None)
    assert run("classeur", saisie, "--donnees", folder).returncode == 0
    edit(saisie, lambda book: book["actions"].append(["2026-neuf", "Une action neuve"]))
    filled = saisie.read_bytes()
    assert_user_error(run("classeur", saisie, "--donnees", folder), "a été rempli depuis", "--remplacer")
    assert saisie.read_bytes() == filled
    run("importer", "classeur", saisie, "--donnees", folder)
    assert run("classeur", saisie, "--donnees", folder).returncode == 0
    edit(saisie, lambda book: book.create_sheet("Mes calculs"))
    assert_user_error(run("classeur", saisie, "--donnees", folder), "a été rempli depuis")
    assert run("classeur", saisie, "--donnees", folder, "--remplacer").returncode == 0
    assert "Mes calculs" not in openpyxl.load_workbook(saisie).sheetnames


def test_a_file_of_somebody_stays(run: Run, folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "budget.xlsx"
    openpyxl.Workbook().save(path)
    before = path.read_bytes()
    for more in ([], ["--remplacer"]):
        assert_user_error(run("classeur", path, "--donnees", folder, *more), "n'est pas un classeur à remplir")
    assert path.read_bytes() == before


def test_the_workbook_of_the_reports_is_another(run: Run, folder: Path, tmp_path: Path) -> None:
    """It bears the same mark, and its sheets have names of tables."""
    path = tmp_path / "donnees.xlsx"
    path.write_bytes(make_workbook(load_contrat(folder)))
    before = path.read_bytes()
    assert_user_error(
        run("importer", "classeur", path, "--donnees", folder), "C'est le classeur qui accompagne les rap"
    )
    assert_user_error(run("classeur", path, "--donnees", folder, "--remplacer"), "n'est pas un classeur à remplir")
    assert path.read_bytes() == before


@pytest.mark.parametrize("name", ["saisie.xlsx", "importees/saisie.xlsx"])
def test_it_is_not_put_among_the_tables(name: str, run: Run, folder: Path) -> None:
    assert_user_error(run("classeur", folder / name, "--donnees", folder), "est dans le dossier des tables")
    assert not (folder / name).exists()


def test_it_bears_the_suffix_that_spreadsheets_know(run: Run, folder: Path, tmp_path: Path) -> None:
    assert_user_error(run("classeur", tmp_path / "saisie.ods", "--donnees", folder), "doit finir par .xlsx")


def test_a_folder_that_cannot_be_read_whole_gives_no_workbook(run: Run, folder: Path, saisie: Path) -> None:
    """What would be lost on the way is said first; a value that is wrong is mended in the workbook as well."""
    path = folder / "constats.csv"
    lines = path.read_text("utf-8-sig").splitlines()
    path.write_text("\n".join([*lines, lines[1], ""]), "utf-8-sig")
    assert_user_error(run("classeur", saisie, "--donnees", folder), f"constats.csv, ligne {len(lines) + 1}")
    assert not saisie.exists()
    path.write_text("\n".join([lines[0], lines[1].replace("difficulté", "ennui"), *lines[2:], ""]), "utf-8-sig")
    assert run("classeur", saisie, "--donnees", folder).returncode == 0
    assert_user_error(run("importer", "classeur", saisie, "--donnees", folder), "feuille constats, ligne 2")
    edit(saisie, lambda book: book["constats"].cell(2, 5, "difficulté"))
    mended = run("importer", "classeur", saisie, "--donnees", folder)
    assert "constats.csv : 6 lignes (1 modifiée)." in sentences(mended)


def test_a_folder_of_one_workbook_says_what_to_do(run: Run, folder: Path, saisie: Path) -> None:
    run("classeur", saisie, "--donnees", folder)
    for path in folder.glob("*.csv"):
        path.unlink()
    shutil.copy(saisie, folder / "tables.xlsx")
    assert_user_error(run("importer", "classeur", saisie, "--donnees", folder), "qui se modifie directement")
    made = run("classeur", saisie.with_name("autre.xlsx"), "--donnees", folder)
    assert "Ce dossier tient ses tables dans tables.xlsx" in sentences(made)


def test_what_the_folder_was_given_since_is_said_to_stay(run: Run, folder: Path, saisie: Path) -> None:
    run("classeur", saisie, "--donnees", folder)
    path = folder / "comites.csv"
    text = (
        path.read_text("utf-8-sig").replace(";Valrive;", ";Valrive;Salle des fêtes")
        + "pilotage;2026-06-01;Pilotage;;\n"
    )
    path.write_text(text, "utf-8-sig")
    saisie.with_name("~$saisie.xlsx").write_bytes(b"")
    said = sentences(run("importer", "classeur", saisie, "--donnees", folder))
    assert "comites.csv : gardé, le classeur ne dit pas l'avoir eu : pilotage." in said
    assert "comites.csv : laissé, changé depuis dans la table et pas dans le classeur : ct-valrive-2026." in said
    assert "en refaire un (« classeur »)." in said
    assert "saisie.xlsx semble ouvert dans un tableur" in said
    assert path.read_text("utf-8-sig") == text


def test_a_file_that_is_not_there_is_said(run: Run, folder: Path, tmp_path: Path) -> None:
    result = run("importer", "classeur", tmp_path / "rien.xlsx", "--donnees", folder)
    assert_user_error(result, "rien.xlsx : attendu : un classeur Excel ou LibreOffice lisible")
