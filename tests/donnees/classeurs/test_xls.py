"""Workbooks of Excel 97 and before. Spreadsheets wrote the files that are read here: see fichiers/README.md."""

import struct

import pytest
from classeurs_faits import CAS, FICHIERS, read_one, refused, texts_of
from hypothesis import given
from hypothesis import strategies as st

from quartiers.donnees.fichiers.classeurs import ClasseurIllisible, FeuilleLue, read_workbook
from quartiers.donnees.fichiers.classeurs.nature import read_bytes


def record(kind: int, content: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def biff2(*cells: bytes) -> bytes:
    """A sheet as Excel 2 saved it, without a container."""
    return record(0x0009, struct.pack("<HH", 0x0200, 0x0010)) + b"".join(cells) + record(0x000A)


def number(row: int, column: int, value: float) -> bytes:
    return record(0x0003, struct.pack("<HH3sd", row, column, bytes(3), value))


def label(row: int, column: int, text: str) -> bytes:
    return record(0x0004, struct.pack("<HH3sB", row, column, bytes(3), len(text)) + text.encode("cp1252"))


def formula(row: int, column: int, result: bytes) -> bytes:
    return record(0x0006, struct.pack("<HH3s8sBB", row, column, bytes(3), result, 0, 3) + b"\x1e\x01\x00")


# -- the same sheets, in the two formats of which a spreadsheet wrote a file -------------------------------


@pytest.fixture(params=["divers.xls", "divers.ods"])
def divers(request: pytest.FixtureRequest) -> dict[str, FeuilleLue]:
    return {sheet.nom: sheet for sheet in read_workbook(FICHIERS / request.param)}


def test_errors_and_results(divers: dict[str, FeuilleLue]) -> None:
    sheet = divers["erreurs"]
    assert refused(sheet) == [("B2:B3", "#DIV/0!")]
    assert texts_of(sheet)[3:] == [["c"], ["d", "39"], ["e", "vrai"], ["f", "vrai"], ["g", "24590116000012"]]


def test_merged_cells(divers: dict[str, FeuilleLue]) -> None:
    assert refused(divers["fusions"]) == [("B2:B3", "1")]  # D9:E10 is empty


def test_hidden_rows_and_columns(divers: dict[str, FeuilleLue]) -> None:
    assert refused(divers["masques"]) == [("C1:C9", "note"), ("A3:C4", "b"), ("A7:C7", "f")]
    assert refused(divers["cachee"]) == [("A1:A2", "cachee")]


@pytest.mark.parametrize("name", ["groupes", "filtree"])
def test_what_the_sheet_tells_that_it_folds_is_read(divers: dict[str, FeuilleLue], name: str) -> None:
    assert (texts_of(divers[name]), divers[name].refus) == ([["cle", "valeur"], ["a", "1"], ["b", "2"], ["c", "3"]], ())


def test_notes_and_targets_of_links_are_no_part_of_a_cell(divers: dict[str, FeuilleLue]) -> None:
    assert texts_of(divers["notes"]) == [["cle"], ["valeur"], ["lien"]]


def test_dates(divers: dict[str, FeuilleLue]) -> None:
    assert texts_of(divers["dates"]) == [["cle"], ["2026-02-24"], ["2026-02-24 09:30:00"], ["09:30:00"]]


# -- what only this format has ------------------------------------------------------------------------------


def test_a_formula_that_no_spreadsheet_computed() -> None:
    (sheet,) = read_workbook(FICHIERS / "jamais_calcule.xls")
    assert [(r.cellule, r.attendu) for r in sheet.refus] == [("A2", "une formule dont le résultat est enregistré")]


def test_zeros_that_the_sheet_does_not_show() -> None:
    (sheet,) = read_workbook(FICHIERS / "sans_zeros.xls")
    assert (refused(sheet), texts_of(sheet)[2]) == ([("A2", "0")], ["5"])


def test_excel_2() -> None:
    sheet = read_one(biff2(label(0, 0, "clé"), label(0, 1, "valeur"), number(1, 1, 41.5)))
    assert (texts_of(sheet), sheet.refus) == ([["clé", "valeur"], ["", "41.5"]], ())


@pytest.mark.parametrize("result", [bytes(8), b"\x03\x00\x00\x00\x00\x00\xff\xff"])
def test_a_formula_of_excel_2_without_a_result(result: bytes) -> None:
    assert refused(read_one(biff2(number(0, 0, 0), formula(1, 0, result)))) == [("A2", "=…")]


def test_the_farthest_cell() -> None:
    sheet = read_one(biff2(number(16383, 255, 1)))
    assert [(line, len(cells), cells[-1]) for line, cells in sheet.lignes] == [(16384, 256, "1")]


def test_only_the_sheets_that_are_kept_are_read_and_refused() -> None:
    asked: list[str] = []
    data = (FICHIERS / "divers.xls").read_bytes()
    kept = read_bytes(data, lambda name: asked.append(name) or name == "groupes")  # type: ignore[func-returns-value]
    assert ([s.nom for s in kept], len(asked)) == (["groupes"], 9)


def test_a_cut_file() -> None:
    data = (FICHIERS / "divers.xls").read_bytes()
    for size in (100, 512, 3000, 4096, len(data) - 1):
        with pytest.raises(ClasseurIllisible):
            read_bytes(data[:size])


def test_case_of_the_issue() -> None:
    if not CAS.is_dir():
        pytest.skip("the shared cases (../shared/cas) are not on this machine")
    (sheet,) = read_workbook(CAS / "erreur_formule.xls")
    assert refused(sheet) == [("L8", "#DIV/0!")]


@given(st.data())
def test_damaged_bytes_are_read_or_refused(data: st.DataObject) -> None:
    """The library checks little: whatever it raises, the workbook is said to be damaged."""
    content = bytearray((FICHIERS / "jamais_calcule.xls").read_bytes())
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        read_bytes(bytes(content))
    except ClasseurIllisible as error:
        assert str(error).endswith(".")


def test_digits_above_or_below_the_line_are_not_those_of_the_number() -> None:
    [sheet] = read_workbook(FICHIERS / "exposants.xls")
    assert texts_of(sheet) == [["4,5²"], ["40¹ logements"], ["CO₂"], ["1er"], ["simple"]]
