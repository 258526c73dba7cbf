"""An identifier erased beside names that no row has: one run says all that there is to mend."""

import csv
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from test_pipeline import assert_user_error

from quartiers import PROJECT_ROOT

Edit = Callable[[str, int, str, str], str]
PRIORITY, FINDING = "tilleuls-i1", "tilleuls-c2"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PROJECT_ROOT / "exemples" / "suivi", tmp_path / "donnees"))


@pytest.fixture
def edit(folder: Path) -> Edit:
    def change(table: str, line: int, column: str, cell: str) -> str:
        """Write a cell; gives what it was."""
        path = folder / f"{table}.csv"
        with path.open(encoding="utf-8-sig", newline="") as file:
            header, *rows = csv.reader(file, delimiter=";")
        was = rows[line - 2][header.index(column)]
        rows[line - 2][header.index(column)] = cell
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, delimiter=";", lineterminator="\n").writerows([header, *rows])
        return was

    return change


@pytest.fixture
def said(folder: Path, pipeline: Any) -> Callable[[], str]:
    """What the command says of tables that are to mend, a line each."""

    def check() -> str:
        result: subprocess.CompletedProcess[str] = pipeline("verifier", "--donnees", folder)
        assert_user_error(result)
        return result.stderr

    return check


def test_the_name_that_is_cited_is_told_where_it_was_erased(edit: Edit, said: Callable[[], str]) -> None:
    name = edit("priorites", 2, "priorite", "")
    [line] = [line for line in said().splitlines() if "cellule vide" in line]
    assert "priorites.csv, ligne 2, colonne « priorite » : cellule vide" in line
    assert f"« {name} » (" in line
    assert "La cellule est obligatoire." in line
    assert "le remettre ici si c'est le sien, sinon le corriger là." in line


def test_a_misspelt_name_is_told_though_it_may_be_the_one_that_was_erased(
    edit: Edit, folder: Path, said: Callable[[], str], pipeline: Any
) -> None:
    """Nothing cites the finding whose identifier is erased; what is misspelt is told in the same run."""
    lost = edit("constats", 2, "constat_id", "")
    (folder / "appuis.csv").write_text(
        f"priorite;constat;affirmation;lien;note\n{PRIORITY};{FINDING}x;;confirmé;\n", encoding="utf-8"
    )
    told = said()
    assert "constats.csv, ligne 2, colonne « constat_id » : cellule vide" in told
    assert f"« {FINDING}x » (appuis.csv, ligne 2)" in told
    edit("constats", 2, "constat_id", lost)
    edit("appuis", 2, "constat", FINDING)
    assert pipeline("verifier", "--donnees", folder).returncode == 0


def test_what_is_no_identifier_is_told_where_it_is_cited(edit: Edit, said: Callable[[], str]) -> None:
    edit("priorites", 2, "priorite", "")
    edit("declinaisons", 4, "priorite", "Priorité 3")
    assert "declinaisons.csv, ligne 4, colonne « priorite » : trouvé « Priorité 3 »" in said()


def test_of_more_names_than_were_erased_all_are_told_where_they_are_cited(edit: Edit, said: Callable[[], str]) -> None:
    """In two tables, of which none alone cites more of them than were erased."""
    name = edit("priorites", 2, "priorite", "")
    edit("actions_priorites", 2, "priorite", "inconnue")
    told = said()
    assert "actions_priorites.csv, ligne 2, colonne « priorite » : trouvé « inconnue »" in told
    assert f"declinaisons.csv, ligne 2, colonne « priorite » : trouvé « {name} »" in told
