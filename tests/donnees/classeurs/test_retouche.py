"""Cells written into a workbook that people keep: they are read as they were meant, and all else is as it was."""

import io
import zipfile
from datetime import date
from typing import Any

import openpyxl
import pytest
from classeurs_faits import MAIN, archive, xlsx_parts
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.worksheet.datavalidation import DataValidation

from quartiers.donnees.fichiers.classeurs import ClasseurIllisible
from quartiers.donnees.fichiers.classeurs.divergences import is_error
from quartiers.donnees.fichiers.classeurs.nature import read_bytes
from quartiers.donnees.fichiers.classeurs.retouche import edit_workbook

JAUNE = PatternFill("solid", fgColor="FFFF00")


def save(book: Any) -> bytes:
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def kept_book() -> Any:
    """What people put in a workbook of theirs: a chart, a note, a list, colours, a sheet that computes."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "actions"
    for row in (["action", "intitule", "debut", "annee"], ["a", "Une", date(2026, 9, 1), 2026], ["b", "Deux"]):
        sheet.append(row)
    sheet["B3"].fill = JAUNE
    sheet["A1"].comment = Comment("À moi", "Moi")
    rule = DataValidation("list", '"a,b"')
    rule.add("A2:A100")
    sheet.add_data_validation(rule)
    mine = book.create_sheet("Mes calculs")
    mine.append([1, "=A1+1"])
    chart = BarChart()
    chart.add_data(Reference(mine, 1, 1, 1, 1))
    mine.add_chart(chart, "D4")
    return book


KEPT = save(kept_book())


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as found:
        return {name: found.read(name) for name in found.namelist()}


def rows_of(data: bytes, name: str = "actions") -> dict[int, tuple[str, ...]]:
    [sheet] = read_bytes(data, lambda found: found == name)
    assert sheet.refus == ()
    return dict(sheet.lignes)


def test_the_other_parts_stay_as_they_are() -> None:
    after = edit_workbook(KEPT, {"actions": {(3, 3): 2027.0, (4, 0): "c", (4, 1): "Trois"}})
    old, new = parts_of(KEPT), parts_of(after)
    assert list(old) == list(new)
    assert [name for name in old if old[name] != new[name]] == ["xl/worksheets/sheet1.xml"]
    assert any("chart" in name for name in new)
    sheet = openpyxl.load_workbook(io.BytesIO(after))["actions"]
    assert [v.sqref for v in sheet.data_validations.dataValidation] == ["A2:A100"]
    assert sheet["A1"].comment.text == "À moi"
    assert sheet["B3"].fill.fgColor.rgb == "00FFFF00"


def test_what_is_written_is_what_is_read() -> None:
    after = edit_workbook(KEPT, {"actions": {(2, 2): date(2026, 10, 2), (2, 1): "Une <autre> & « fin »", (3, 3): 12.5}})
    assert rows_of(after) == {
        1: ("action", "intitule", "debut", "annee"),
        2: ("a", "Une <autre> & « fin »", "2026-10-02", "2026"),
        3: ("b", "Deux", "", "12.5"),
    }


# Without what XML cannot hold, which the tables' own cleaning removes; a return at the line is one.
TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"], exclude_characters="\ufffe\uffff")
    | st.just("\n"),
    min_size=1,
    max_size=30,
) | st.sampled_from(["_x0041_", "=1+1", "'quoté", "001", " espace ", "<a>", "]]>", "12/10/2026", "VRAI"])
TEXTS = TEXTS.filter(lambda text: not is_error(text))  # whoever wrote it, it is no value
PLACES = st.tuples(st.integers(2, 9), st.integers(0, 29)).filter(lambda place: place != (2, 2))  # a day


@settings(max_examples=30)
@example({(2, 0): " "})
@given(st.dictionaries(PLACES, TEXTS | st.integers(-(10**9), 10**9).map(float) | st.floats(-1e9, 1e9), max_size=8))
def test_any_cell_may_be_written(cells: dict[tuple[int, int], Any]) -> None:
    found = rows_of(edit_workbook(KEPT, {"actions": cells}))
    expected = {(r, c): cell for r, row in rows_of(KEPT).items() for c, cell in enumerate(row)}
    for place, value in cells.items():
        if isinstance(value, str):
            expected[place] = value
        else:
            assert float(found[place[0]][place[1]]) == pytest.approx(value, rel=1e-11)
            expected.pop(place, None)
    shown = {(r, c): cell for r, row in found.items() for c, cell in enumerate(row)}
    # A cell of blanks is an empty one, for who types it as for who reads it.
    assert {p: shown[p] for p in shown if shown[p].strip() and (p not in cells or isinstance(cells[p], str))} == {
        p: text for p, text in expected.items() if text.strip()
    }


def test_a_second_writing_changes_nothing() -> None:
    cells: Any = {"actions": {(7, 1): "Sept", (7, 2): date(2026, 1, 2)}}
    once = edit_workbook(KEPT, cells)
    assert parts_of(edit_workbook(once, cells)) == parts_of(once)


def test_prefixes_that_others_declare_are_kept() -> None:
    """Of a file in which every name has one, with attributes of a later version: without them, Excel mends it."""
    parts = xlsx_parts("")
    parts["xl/worksheets/sheet1.xml"] = (
        f'<x:worksheet xmlns:x="{MAIN}" xmlns:mc="urn:mc" xmlns:a="urn:a" mc:Ignorable="a" a:uid="{{1}}">'
        '<x:cols><x:col min="2" max="3" style="1"/></x:cols><x:sheetData><x:row r="2" spans="1:1" a:dy="0.25">'
        '<x:c r="A2"><x:v>1</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    )
    after = edit_workbook(archive(parts), {"t": {(2, 1): "deux", (1, 0): "tête"}})
    text = parts_of(after)["xl/worksheets/sheet1.xml"].decode()
    assert 'mc:Ignorable="a"' in text and 'a:uid="{1}"' in text and 'a:dy="0.25"' in text and "spans" not in text
    assert '<x:c r="B2" s="1" t="inlineStr"><x:is><x:t xml:space="preserve">deux</x:t></x:is></x:c>' in text
    assert text.index('r="1"') < text.index('r="2"')


@pytest.mark.parametrize(
    ("rows", "place", "words"),
    [
        ('<row r="2"><c r="A2"><f>1+1</f><v>2</v></c></row>', (2, 0), "La cellule A2 a une formule"),
        ('<row><c r="A1"><v>2</v></c></row>', (2, 0), "l'enregistrer, puis relancer"),
        ('<row r="1"><c><v>2</v></c></row>', (2, 0), "l'enregistrer, puis relancer"),
    ],
)
def test_what_cannot_be_written_is_said(rows: str, place: tuple[int, int], words: str) -> None:
    with pytest.raises(ClasseurIllisible, match=words):
        edit_workbook(archive(xlsx_parts(rows)), {"t": {place: "a"}})


def test_a_sheet_that_is_not_there_is_said() -> None:
    with pytest.raises(ClasseurIllisible):
        edit_workbook(KEPT, {"autre": {(2, 0): "a"}})
