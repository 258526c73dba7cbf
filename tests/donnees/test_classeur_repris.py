"""What leaves in a workbook comes back the same, byte for byte; what is changed there comes back changed, alone."""

import csv
import io
import shutil
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any

import bureau
import hostile
import openpyxl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from lignes import read_rows

from quartiers import DEFAULT_DATA, PROJECT_ROOT
from quartiers.chemins import CheminInvalide
from quartiers.donnees import DonneesInvalides, load_contrat
from quartiers.donnees.description import Champ, Lieu, Nature
from quartiers.donnees.ecritures import as_stored, value_of, values_of
from quartiers.donnees.erreurs import Introuvable
from quartiers.donnees.fichiers.classeurs.formats import plain
from quartiers.donnees.fichiers.dossier_de_donnees import Dossier
from quartiers.donnees.fichiers.lecture import TableBrute
from quartiers.donnees.importation.classeur import BilanClasseur, import_workbook, is_mirrored, read_over
from quartiers.donnees.importation.reprise import TableReprise, merge_table
from quartiers.donnees.memoire_classeur import marks_of, rows_of
from quartiers.donnees.tables import TABLES
from quartiers.execution.manifeste import MANIFESTE
from quartiers.execution.saisie import write_entry_workbook
from quartiers.export.saisie import render_entry_workbook
from quartiers.presentation.tableur.saisie import build_entry_workbook

SUIVI = PROJECT_ROOT / "exemples" / "suivi"
TYPED = [table for table in TABLES.values() if table.lieu is Lieu.SAISIE]


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The example, which has every table of what is done."""
    return Path(shutil.copytree(SUIVI, tmp_path / "suivi"))


Edited = Callable[[Any], None]


@pytest.fixture
def edited(folder: Path, tmp_path: Path) -> Callable[[Edited], BilanClasseur]:
    """Make the workbook of the folder, edit it, import it."""

    def run(edit: Edited) -> BilanClasseur:
        path = tmp_path / "saisie.xlsx"
        write_entry_workbook(folder, path)
        change(path, edit)
        return import_workbook(path, folder)

    return run


def change(path: Path, edit: Edited) -> None:
    book = openpyxl.load_workbook(path)
    edit(book)
    book.save(path)


def changed_lines(old: bytes, new: bytes) -> tuple[list[str], list[str]]:
    """Lines of a file that another has not, both ways."""
    before, after = (data.decode("utf-8-sig").splitlines() for data in (old, new))
    return [line for line in before if line not in after], [line for line in after if line not in before]


def reprise_of(bilan: BilanClasseur, nom: str) -> TableReprise:
    return next(found for found in bilan.tables if found.table.nom == nom)


# -- unchanged ------------------------------------------------------------------------------------------------


def by_openpyxl(path: Path) -> None:
    change(path, lambda _: None)


def by_libreoffice(path: Path) -> None:
    bureau.save_as(path, ".xlsx").replace(path)


@pytest.mark.parametrize("saved", [lambda _: None, by_openpyxl, by_libreoffice], ids=["made", "openpyxl", "office"])
@pytest.mark.parametrize("source", [DEFAULT_DATA, SUIVI], ids=["data", "suivi"])
def test_every_table_comes_back_byte_for_byte(source: Path, saved: Callable[[Path], None], tmp_path: Path) -> None:
    folder = Path(shutil.copytree(source, tmp_path / "donnees"))
    before, path = contents(folder), tmp_path / "saisie.xlsx"
    write_entry_workbook(folder, path)
    saved(path)
    bilan = import_workbook(path, folder)
    assert [found.table.nom for found in bilan.tables] == [table.nom for table in TYPED]
    assert contents(folder) == before


def test_the_same_tables_give_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    one, other = tmp_path / "un.xlsx", tmp_path / "autre.xlsx"
    write_entry_workbook(folder, one)
    write_entry_workbook(folder, other)
    assert one.read_bytes() == other.read_bytes()


SPACES = " \u00a0\u202f\t\n"
TEXTS = st.text(f";,\"'=+-@|%€#/\\{SPACES}aé1œ…’–🏘_x\u0301\u200d\u202e", max_size=12) | st.sampled_from(
    ["_x0041_", "2024-01", "001", "1/2", "'été", "=1+1", "12,50", "VRAI", "TRUE", "1e5", "#REF", "a\n;b;c", '"', "你好"]
)
DECIMALS = st.decimals(-999_999, 999_999, places=2)


def french(number: Any) -> str:
    return str(number).replace(".", ",")


def cells_of(champ: Champ) -> st.SearchStrategy[str]:
    """What staff may type in a column, whether or not what it cites exists."""
    days = st.dates(date(1990, 1, 1), date(2100, 12, 31))
    found: dict[Nature, st.SearchStrategy[str]] = {
        Nature.TEXTE: TEXTS,
        Nature.ENTIER: st.integers(-5, 200_000).map(str),
        Nature.NOMBRE: DECIMALS.map(french) | DECIMALS.map(str) | st.floats(-1e12, 1e12).map(repr),
        Nature.MONTANT: DECIMALS.map(abs).map(french)
        | st.integers(0, 10**9).map(lambda n: f"{n:_} €".replace("_", " ")),
        Nature.DATE: days.map(str) | days.map(lambda d: f"{d.day}/{d.month}/{d.year}"),
    }
    return found[champ.nature] if champ.obligatoire else st.just("") | found[champ.nature]


@st.composite
def tables(draw: st.DrawFn, nom: str) -> bytes:
    """A file of a table, its rows unlike each other, in a form that a spreadsheet saves."""
    table = TABLES[nom]
    number = draw(st.integers(0, 3))
    rows = [[draw(cells_of(champ)) for champ in table.champs.values()] for _ in range(number)]
    for position, row in enumerate(rows):
        row[0] = f"ligne-{position}"
    text = io.StringIO()
    delimiter, end = draw(st.sampled_from(";,\t")), draw(st.sampled_from(["\n", "\r\n"]))
    csv.writer(text, delimiter=delimiter, lineterminator=end).writerows([table.colonnes, *rows])
    return text.getvalue().encode(draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16"])))


@pytest.mark.parametrize("nom", ["actions", "resultats", "financements", "diagnostic"])
@settings(max_examples=10)  # of each of the tables
@given(data=st.data())
def test_whatever_staff_type_comes_back(nom: str, data: st.DataObject, tmp_path_factory: Any) -> None:
    table, folder = TABLES[nom], tmp_path_factory.mktemp("alea")
    (folder / table.fichier).write_bytes(data.draw(tables(nom)))
    read = Dossier(folder)
    brute = read.read(nom)
    assume(brute is not None and not read.anomalies)
    assert brute is not None
    path = folder.parent / f"{folder.name}.xlsx"
    path.write_bytes(render_entry_workbook(build_entry_workbook("Essai", date(2026, 1, 1), {nom: brute}, {}, [table])))
    if not any("_x" in cell for row in brute.rangees for cell in row):  # openpyxl forgets what it stands for
        by_openpyxl(path)
    over = read_over(path, folder)
    [found] = over.reprises
    assert (found.est_changee, found.laissees, found.gardees) == (False, [], [])
    back = over.trouvees[nom]
    champs = [table.champs[name] for name in table.colonnes]
    positions = [brute.colonnes.index(champ.nom) for champ in champs]
    said = [[value_of(c, row[p]) for c, p in zip(champs, positions, strict=True)] for row in brute.rangees]
    assert [[value_of(c, cell) for c, cell in zip(champs, row, strict=True)] for row in back.rangees] == said


@given(st.floats(-1e14, 1e14) | st.integers(-(10**17), 10**17))
def test_a_number_is_one_in_the_sheet_only_if_it_stays_the_same(number: float) -> None:
    champ = TABLES["resultats"].champs["valeur"]
    stored = as_stored(champ, french(f"{number:.20f}" if isinstance(number, float) else number))
    if isinstance(stored, float):
        assert value_of(champ, plain(stored)) == value_of(
            champ, f"{number:.20f}" if isinstance(number, float) else str(number)
        )
    else:
        assert isinstance(stored, str)


def test_hostile_texts_are_texts(tmp_path: Path) -> None:
    """None is a formula, a link or an error in the workbook, and each comes back as it was read."""
    folder = tmp_path / "hostile"
    hostile.infest(folder)
    before, path = contents(folder), tmp_path / "saisie.xlsx"
    write_entry_workbook(folder, path)
    by_openpyxl(path)
    book = openpyxl.load_workbook(path)
    cells = [cell for table in TYPED for row in book[table.nom].iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s", "n", "d"} - {"d"}
    assert not any(cell.hyperlink for cell in cells)
    import_workbook(path, folder)
    assert contents(folder) == before


# -- changed --------------------------------------------------------------------------------------------------


def test_a_cell_that_is_changed_changes_its_row_alone(folder: Path, edited: Callable[[Edited], BilanClasseur]) -> None:
    before = contents(folder)

    def edit(book: Any) -> None:
        sheet = book["financements"]
        column = [cell.value for cell in sheet[1]].index("depense") + 1
        assert sheet.cell(2, column).value == 14880.4
        sheet.cell(2, column).value = 14000.5

    bilan = edited(edit)
    after = contents(folder)
    assert {name for name in after if after[name] != before[name]} == {"financements.csv"}
    [old], [new] = changed_lines(before["financements.csv"], after["financements.csv"])
    assert new == old.replace(";14880,40;", ";14000,50;")
    [change] = reprise_of(bilan, "financements").changements
    assert (change.colonne, change.avant, change.apres) == ("depense", "14880,40", "14000,50")
    assert load_contrat(folder)


def test_what_is_typed_is_written_as_staff_write_it(folder: Path, edited: Callable[[Edited], BilanClasseur]) -> None:
    """A date, a percentage understood by the spreadsheet, a code that begins with a zero, an amount."""

    def edit(book: Any) -> None:
        book["actions"].append(["2026-neuf", "=1+1 en texte", None, "00000000000018", *[None] * 5, date(2026, 9, 1)])
        book["actions"].cell(book["actions"].max_row, 2).data_type = "s"
        book["financements"].append(["2026-neuf", "Ville", 2026, "droit commun", 12.5, 31000])
        book["resultats"].append(["2026-neuf", None, "Jeunes", date(2026, 10, 1), "réalisation", 12.25])

    bilan = edited(edit)
    assert reprise_of(bilan, "actions").ajoutees == ["2026-neuf"]
    lines = {
        n: (folder / f"{n}.csv").read_text("utf-8-sig").splitlines()[-1]
        for n in ("actions", "financements", "resultats")
    }
    assert lines["actions"] == "2026-neuf;=1+1 en texte;;00000000000018;;;;;;2026-09-01;;;;;;"
    assert lines["financements"] == "2026-neuf;Ville;2026;droit commun;12,50;31000;;"
    assert lines["resultats"] == "2026-neuf;;Jeunes;2026-10-01;réalisation;12,25;;;;"


def test_other_encodings_and_columns_stay_until_something_changes(
    folder: Path, edited: Callable[[Edited], BilanClasseur]
) -> None:
    """Columns in another order, one of them absent: a row is changed, the others say what they said."""
    path = folder / "comites.csv"
    path.write_bytes(
        "Instance,Comite,Date\r\nComité  Territorial,ct-valrive-2026,12/03/2026\r\n"
        "Comité de pilotage,ct-montigny-2026,1er mars 2026\r\n".encode("utf-16")
    )
    before = path.read_bytes()
    edited(lambda _: None)
    assert path.read_bytes() == before

    def edit(book: Any) -> None:
        sheet = book["comites"]
        sheet["C3"] = "Comité technique"

    edited(edit)
    assert path.read_bytes().decode("utf-8-sig").splitlines() == [
        "instance;comite;date",
        "Comité Territorial;ct-valrive-2026;12/03/2026",
        "Comité technique;ct-montigny-2026;1er mars 2026",
    ]


def test_rows_keep_the_order_of_the_sheet(folder: Path, edited: Callable[[Edited], BilanClasseur]) -> None:
    before = (folder / "constats.csv").read_text("utf-8-sig").splitlines()

    def edit(book: Any) -> None:
        sheet = book["constats"]
        sheet.move_range("A2:H2", rows=sheet.max_row)
        sheet.delete_rows(2)

    found = reprise_of(edited(edit), "constats")
    assert found.ordre_change and not (found.ajoutees or found.modifiees or found.retirees)
    assert (folder / "constats.csv").read_text("utf-8-sig").splitlines() == [before[0], *before[2:], before[1]]


def test_a_row_whose_key_is_changed_is_that_row(folder: Path, edited: Callable[[Edited], BilanClasseur]) -> None:
    def edit(book: Any) -> None:
        book["financements"]["B2"] = "État (programme 147, ANCT)"

    found = reprise_of(edited(edit), "financements")
    assert (len(found.modifiees), found.ajoutees, found.retirees) == (1, [], [])
    assert ";14880,40;" in (folder / "financements.csv").read_text("utf-8-sig").splitlines()[1]


def test_a_second_import_changes_nothing(
    folder: Path, edited: Callable[[Edited], BilanClasseur], tmp_path: Path
) -> None:
    def edit(book: Any) -> None:
        book["resultats"].delete_rows(3)
        book["resultats"]["F2"] = 39.5

    edited(edit)
    after = contents(folder)
    bilan = import_workbook(tmp_path / "saisie.xlsx", folder)
    assert contents(folder) == after
    assert not any(found.est_changee for found in bilan.tables)
    assert is_mirrored(tmp_path / "saisie.xlsx", folder)


ROW = st.tuples(st.sampled_from("ab"), st.sampled_from(["", "Ville"]), st.sampled_from(["2026", "2027"]), st.just(""))
MONEY = st.sampled_from(["", "12,50", "12.5", "8000"])


@given(st.lists(st.tuples(ROW, MONEY), max_size=6), st.data())
def test_a_table_becomes_what_its_sheet_says(made: list[Any], data: st.DataObject) -> None:
    """Whatever rows were added, removed, moved, changed, and though keys be repeated; what says the same is kept."""
    table = TABLES["financements"]
    before = [(*row, amount, "", "", "") for row, amount in made]
    after = [list(row) for row in data.draw(st.permutations(before))][: data.draw(st.integers(0, 6))]
    after += [[*row, amount, "", "", ""] for row, amount in data.draw(st.lists(st.tuples(ROW, MONEY), max_size=3))]
    for row in after:
        position = data.draw(st.integers(0, 7))
        row[position] = data.draw(st.sampled_from([row[position], "2026"]))
    folder, sheet = (
        TableBrute("financements", "", table.colonnes, tuple(range(2, len(rows) + 2)), tuple(map(tuple, rows)))
        for rows in (before, after)
    )
    found = merge_table(table, folder, sheet, marks_of(table, folder))
    assert [values_of(table, row) for row in found.apres] == [values_of(table, row) for row in rows_of(sheet)]
    assert found.est_changee == ([values_of(table, row) for row in rows_of(folder)] != [*map_values(found)])
    assert len(found.apres) == len(made) + len(found.ajoutees) - len(found.retirees)
    assert len(set(found.lignes)) == len(found.lignes)


def map_values(found: TableReprise) -> Iterable[tuple[str, ...]]:
    return (values_of(found.table, row) for row in found.apres)


# -- while the folder changes ---------------------------------------------------------------------------------


def test_what_the_folder_was_given_since_stays(folder: Path, tmp_path: Path) -> None:
    """A row, an amount, since the workbook was made: neither goes, and what was changed in it is taken."""
    path, money = tmp_path / "saisie.xlsx", folder / "financements.csv"
    write_entry_workbook(folder, path)
    change(path, lambda book: book["financements"].cell(4, 5, 777))
    lines = money.read_text("utf-8-sig").splitlines()
    lines[1] = lines[1].replace("14880,40", "14999,99")
    lines.insert(2, "2025-passerelle;Ville;2026;droit commun;10;;;")
    money.write_text("\n".join([*lines, ""]), "utf-8-sig")
    found = reprise_of(import_workbook(path, folder), "financements")
    assert (len(found.gardees), len(found.laissees), len(found.modifiees)) == (1, 1, 1)
    now = money.read_text("utf-8-sig").splitlines()
    assert now[:4] == lines[:4]
    assert now[4].split(";")[4] == "777"
    assert now[5:] == lines[5:]


def test_a_row_removed_from_a_sheet_goes_and_is_named(folder: Path, edited: Callable[[Edited], BilanClasseur]) -> None:
    before = (folder / "resultats.csv").read_text("utf-8-sig").splitlines()
    found = reprise_of(edited(lambda book: book["resultats"].delete_rows(2)), "resultats")
    assert found.retirees == ["2025-passerelle / Personnes accompagnées / 2025-12-31"]
    assert (folder / "resultats.csv").read_text("utf-8-sig").splitlines() == [before[0], *before[2:]]


def test_a_workbook_that_remembers_nothing_removes_nothing(
    folder: Path, edited: Callable[[Edited], BilanClasseur]
) -> None:
    before = contents(folder)

    def edit(book: Any) -> None:
        del book["origine"]
        book["resultats"].delete_rows(2)

    assert len(reprise_of(edited(edit), "resultats").gardees) == 1
    assert contents(folder) == before


def test_a_column_without_its_place_in_the_sheet_stays(folder: Path, edited: Callable[[Edited], BilanClasseur]) -> None:
    before = contents(folder)
    edited(lambda book: book["actions"].delete_cols(4, 3))
    assert contents(folder) == before


def test_a_table_without_a_sheet_stays(folder: Path, edited: Callable[[Edited], BilanClasseur]) -> None:
    before = contents(folder)

    def edit(book: Any) -> None:
        del book["decisions"]
        book.create_sheet("Mes calculs").append(["total", "=1+1"])

    bilan = edited(edit)
    assert (bilan.absentes, bilan.autres) == (("decisions",), ("Mes calculs",))
    assert contents(folder) == before


# -- refused --------------------------------------------------------------------------------------------------


def refusals(run: Callable[[], object]) -> list[str]:
    with pytest.raises(DonneesInvalides) as caught:
        run()
    return [str(anomaly) for anomaly in caught.value.anomalies]


def test_every_fault_is_said_with_its_sheet_and_row(folder: Path, edited: Callable[[Edited], BilanClasseur]) -> None:
    before = contents(folder)

    def edit(book: Any) -> None:
        book["actions"]["M2"] = "en panne"
        book["actions_priorites"]["A3"] = "ailleurs"
        book["financements"]["E2"] = 0.125
        book["constats"]["F2"] = "=1+1"
        book["quartiers"]["B2"] = 1.5

    said = refusals(lambda: edited(edit))
    places = ["actions, ligne 2, colonne « etat »", "actions_priorites, ligne 3, colonne « action »"]
    places += ["financements, ligne 2, colonne « demande »", "constats, ligne 2, colonne « constat »"]
    places += ["quartiers, ligne 2, colonne « ordre »"]
    assert len(said) == len(places), "\n".join(said)
    for place in places:
        assert any(f"saisie.xlsx, feuille {place}" in text for text in said), "\n".join(said)
    assert contents(folder) == before


def test_an_emptied_sheet_is_refused_unless_it_is_named(folder: Path, tmp_path: Path) -> None:
    before, path = contents(folder), tmp_path / "saisie.xlsx"
    write_entry_workbook(folder, path)
    change(path, lambda book: book["resultats"].delete_rows(2, 50))
    [said] = refusals(lambda: import_workbook(path, folder))
    assert "la table resultats en a 9" in said and "--vider resultats" in said
    assert contents(folder) == before
    with pytest.raises(Introuvable, match="résultat"):
        import_workbook(path, folder, ["résultat"])
    assert len(reprise_of(import_workbook(path, folder, ["resultats"]), "resultats").retirees) == 9
    assert len((folder / "resultats.csv").read_text("utf-8-sig").splitlines()) == 1
    assert load_contrat(folder)


@pytest.mark.parametrize("name", ["action", "actions (2)", "Actions 2026"])
def test_a_sheet_under_a_near_name_is_never_left_without_a_word(
    name: str, edited: Callable[[Edited], BilanClasseur]
) -> None:
    def edit(book: Any) -> None:
        book["actions"].title = name

    assert any("actions" in text and name in text for text in refusals(lambda: edited(edit)))


def test_decisions_that_were_presented_are_not_changed(edited: Callable[[Edited], BilanClasseur]) -> None:
    def edit(book: Any) -> None:
        book["decisions"]["G2"] = "Autre chose"

    [said] = refusals(lambda: edited(edit))
    assert "saisie.xlsx, feuille decisions, ligne 2, colonne « objet »" in said


def test_a_folder_that_has_its_tables_in_a_workbook_says_what_to_do(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "saisie.xlsx"
    write_entry_workbook(folder, path)
    for table in TYPED:
        (folder / table.fichier).unlink(missing_ok=True)
    shutil.copy(path, folder / "tables.xlsx")
    assert load_contrat(folder).actions  # the workbook is a data folder's as it is
    [said] = refusals(lambda: import_workbook(path, folder))
    assert "tables.xlsx, qui se modifie directement" in said
    [said] = refusals(lambda: import_workbook(folder / "tables.xlsx", folder))
    assert "un classeur qui n'est pas dans le dossier des tables" in said


def test_a_workbook_of_the_folder_that_cannot_be_read_stops_it(folder: Path, tmp_path: Path) -> None:
    """It may hold tables: they would be written a second time."""
    path = tmp_path / "saisie.xlsx"
    write_entry_workbook(folder, path)
    (folder / "tables.xlsx").write_bytes(b"abime")
    [said] = refusals(lambda: import_workbook(path, folder))
    assert said.startswith("tables.xlsx : attendu : un classeur Excel ou LibreOffice lisible")


def test_what_is_no_such_workbook_is_said(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "autre.xlsx"
    path.write_text("rien")
    assert "un classeur Excel ou LibreOffice lisible" in refusals(lambda: import_workbook(path, folder))[0]
    openpyxl.Workbook().save(path)
    assert "un classeur dont une feuille est une table" in refusals(lambda: import_workbook(path, folder))[0]


# -- a new contract -------------------------------------------------------------------------------------------


def test_a_folder_without_tables_is_filled_from_an_empty_workbook(folder: Path, tmp_path: Path) -> None:
    full, empty = tmp_path / "plein.xlsx", tmp_path / "vide.xlsx"
    write_entry_workbook(folder, full)
    before = {table.nom: read_rows(folder / table.fichier) for table in TYPED if (folder / table.fichier).exists()}
    for table in TYPED:
        (folder / table.fichier).unlink(missing_ok=True)
    write_entry_workbook(folder, empty)
    book, made = openpyxl.load_workbook(full), openpyxl.load_workbook(empty)
    for table in TYPED:
        assert [cell.value for cell in made[table.nom][1]] == list(table.colonnes)
        assert made[table.nom].max_row == 1
        for row in book[table.nom].iter_rows(min_row=2, values_only=True):
            made[table.nom].append(row)
    made.save(empty)
    import_workbook(empty, folder)
    # Amounts are written one way; all else is the same.
    after = {nom: read_rows(folder / f"{nom}.csv") for nom in before if before[nom]}
    assert {nom: [r["quartier"] for r in after[nom]] for nom in ("quartiers", "constats")} == {
        nom: [r["quartier"] for r in before[nom]] for nom in ("quartiers", "constats")
    }
    assert after["actions"] == before["actions"]
    for nom in ("synthese_publiee", *(nom for nom in before if not before[nom])):
        assert not (folder / f"{nom}.csv").exists()  # it may be absent, and nothing was typed in it
    assert load_contrat(folder)


def test_it_goes_to_no_folder_of_reports(tmp_path: Path) -> None:
    """Reports are sent to others: this workbook has what they do not show."""
    (tmp_path / MANIFESTE).write_text("", encoding="utf-8")
    with pytest.raises(CheminInvalide, match="un dossier de rapports"):
        write_entry_workbook(PROJECT_ROOT / "exemples" / "suivi", tmp_path / "saisie.xlsx")
    assert not (tmp_path / "saisie.xlsx").exists()
