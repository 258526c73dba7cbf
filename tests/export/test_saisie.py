"""The workbook to fill: what each column offers, accepts and says, by what openpyxl reads of the file."""

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from quartiers import PROJECT_ROOT
from quartiers.donnees.description import Champ, Nature, Table
from quartiers.donnees.fichiers.dossier_de_donnees import Dossier
from quartiers.execution.saisie import write_entry_workbook
from quartiers.export.saisie import render_entry_workbook
from quartiers.marques import bears_mark
from quartiers.presentation.tableur.saisie import build_entry_workbook, typed_tables

SUIVI = PROJECT_ROOT / "exemples" / "suivi"
# A table is one test: a column's own would each cost more than what it looks at.
EACH_TABLE = pytest.mark.parametrize("table", typed_tables(), ids=lambda table: table.nom)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("saisie") / "saisie.xlsx"
    write_entry_workbook(SUIVI, path)
    return path


@pytest.fixture(scope="module")
def book(made: Path) -> Any:
    return openpyxl.load_workbook(made)


def position(table: Table, champ: Champ) -> int:
    return list(table.champs).index(champ.nom) + 1


def validation(book: Any, table: Table, champ: Champ) -> Any:
    """What is checked of the cells of a column; None if nothing is."""
    letter = openpyxl.utils.get_column_letter(position(table, champ))
    found = [v for v in book[table.nom].data_validations.dataValidation if f"{letter}2:" in str(v.sqref)]
    assert len(found) <= 1
    return found[0] if found else None


def test_it_has_a_sheet_for_each_table_that_staff_write(book: Any, made: Path) -> None:
    names = [table.nom for table in typed_tables()]
    assert book.sheetnames == ["Lisez-moi", *names, "listes", "origine"]
    assert [sheet.title for sheet in book if sheet.sheet_state == "hidden"] == ["listes", "origine"]
    assert bears_mark(made)
    for table in typed_tables():
        sheet = book[table.nom]
        assert [cell.value for cell in sheet[1]] == list(table.colonnes)
        assert sheet.freeze_panes == "B2"


@EACH_TABLE
def test_a_column_offers_what_its_cells_may_be(table: Table, book: Any) -> None:
    """Closed words are the only ones; a row of another table may be typed later; several values are anybody's."""
    for champ in table.champs.values():
        assert_offered(book, table, champ)


def assert_offered(book: Any, table: Table, champ: Champ) -> None:
    found, c = validation(book, table, champ), champ.colonne
    if not (c.mots or c.renvoi):
        assert found is None or found.type != "list", champ.nom
        return
    assert found is not None and found.type == "list", champ.nom
    if c.mots:
        assert found.formula1 == f'"{",".join(c.mots)}"'
        assert found.errorStyle in (None, "stop")
    elif c.renvoi is not None and c.renvoi.table.startswith("contrat."):
        formula = book.defined_names[found.formula1].attr_text
        cells = book["listes"][formula.partition("!")[2].replace("$", "")]
        assert all(cell.value for (cell,) in cells)
    elif c.renvoi is not None:
        formula = book.defined_names[found.formula1].attr_text
        assert f"'{c.renvoi.table}'!$A$2" in formula
        assert (
            book[c.renvoi.table]["A1"].value == next(t for t in typed_tables() if t.nom == c.renvoi.table).identifiant
        )
    if champ.plusieurs:
        assert not found.showErrorMessage
    elif c.renvoi is not None:
        assert found.errorStyle == "warning"


def test_the_names_of_contrat_toml_are_offered(book: Any) -> None:
    sheet = book["listes"]
    names = {column[0].value: [cell.value for cell in column[1:] if cell.value] for column in sheet.iter_cols()}
    text = (SUIVI / "contrat.toml").read_text("utf-8")
    assert set(names) == {"publics", "territoires"}
    assert all(f'"{name}"' in text for name in names["publics"])
    assert "jeunes" in names["publics"]


@EACH_TABLE
def test_what_is_typed_is_what_is_read(table: Table, book: Any) -> None:
    """Texts are texts, whatever they look like; dates are dates; numbers have no format that hides what they are."""
    sheet = book[table.nom]
    for number, champ in enumerate(table.champs.values(), start=1):
        [column] = [c for c in sheet.column_dimensions.values() if c.min <= number <= c.max]
        expected = {Nature.TEXTE: "@", Nature.DATE: "dd/mm/yyyy"}.get(champ.nature, "General")
        assert column.number_format == expected, champ.nom
        for (cell,) in sheet.iter_rows(min_row=2, min_col=number, max_col=number):
            if cell.value is not None:
                assert cell.number_format == expected, cell.coordinate
                assert cell.data_type == {Nature.TEXTE: "s", Nature.DATE: "d"}.get(champ.nature, "n"), cell.coordinate


@EACH_TABLE
def test_each_column_says_what_is_written_there(table: Table, book: Any) -> None:
    for number, champ in enumerate(table.champs.values(), start=1):
        told = book[table.nom].cell(1, number).comment.text
        assert told.replace("’", "'").startswith(champ.colonne.titre.replace("’", "'"))
        assert not set("`*") & set(told)
        assert ("Obligatoire." in told) == (champ.obligatoire and not champ.colonne.condition), champ.nom


def test_it_serves_a_contract_that_has_nothing_yet() -> None:
    """A few tables, none of which is there, and no list: what they cite is not offered."""
    tables = [table for table in typed_tables() if table.nom in ("thematiques", "constats")]
    made = build_entry_workbook("Nouveau", date(2026, 1, 1), {}, {}, tables)
    assert render_entry_workbook(made) == render_entry_workbook(made)
    assert [feuille.nom for feuille in made.feuilles] == ["thematiques", "constats"]
    by_name = {column.nom: column.choix for column in made.feuilles[1].colonnes}
    assert by_name["quartier"] is None and by_name["thematique"] is not None


@pytest.mark.parametrize("words", [tuple(f"un mot fermé n° {n}" for n in range(40)), ("un, deux", "trois")])
def test_words_that_a_column_cannot_hold_are_a_list(
    words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Beyond 255 characters, or with a comma, a spreadsheet would offer none, or others."""
    [table] = [table for table in typed_tables() if table.nom == "comites"]
    champ = table.champs["instance"]
    monkeypatch.setitem(table.champs, "instance", replace(champ, colonne=replace(champ.colonne, mots=words)))
    path = tmp_path / "essai.xlsx"
    path.write_bytes(render_entry_workbook(build_entry_workbook("Essai", date(2026, 1, 1), {}, {}, [table])))
    book = openpyxl.load_workbook(path)
    found = validation(book, table, champ)
    formula = book.defined_names[found.formula1].attr_text
    cells = book["listes"][formula.partition("!")[2].replace("$", "")]
    assert (found.type, tuple(cell.value for (cell,) in cells)) == ("list", words)


def test_it_can_take_the_place_of_the_files(made: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(SUIVI, tmp_path / "suivi"))
    for table in typed_tables():
        (folder / table.fichier).unlink(missing_ok=True)
    shutil.copy(made, folder / "tables.xlsx")
    read = Dossier(folder)
    found = [table.nom for table in typed_tables() if read.read(table.nom) is not None]
    assert (found, read.anomalies) == ([table.nom for table in typed_tables()], [])
