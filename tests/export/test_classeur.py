"""The workbook writer, read back by another library: types, filters, and text that stays text."""

import io
import re
import zipfile
from dataclasses import replace
from datetime import date, datetime

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from quartiers.export.classeur import CUT, MAX_CELL, render_workbook
from quartiers.feuilles import SIGNED_RATE, Cellule, Classeur, Colonne, Contenu, Feuille, Rubrique

HOSTILE = [
    '=HYPERLINK("http://exemple.invalid","clic")',
    "+1",
    "-1+1|cmd",
    "@SUM(A1:A9)",
    "\t=1+1",
    "\n=1+1",
    "{=1+1}",
    "http://exemple.invalid/",
    "mailto:a@exemple.invalid",
    "internal:'Lisez-moi'!A1",
    "12,5",
    "0012",
    "1e5",
    "TRUE",
    "<b>&amp;</b>",
    "_x0041_ reste tel quel",
    "é\u0301moji 👩\u200d👩\u200d👧",
]


def make(*rows: tuple[Contenu, ...], columns: tuple[Colonne, ...] | None = None, nom: str = "Essai") -> Feuille:
    width = len(rows[0]) if rows else 1
    return Feuille(nom, "Ce qu’elle contient", columns or tuple(Colonne(f"C{n}") for n in range(width)), rows)


def book(*feuilles: Feuille, **changes: object) -> Classeur:
    made = Classeur("Titre", "Sous-titre", "Auteur", date(2026, 1, 2), "Pied", feuilles=feuilles)
    return replace(made, **changes)  # type: ignore[arg-type]


def read(classeur: Classeur) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(render_workbook(classeur)))


def sheet_of(*feuilles: Feuille) -> Worksheet:
    return read(book(*feuilles)).worksheets[1]


def xml_of(classeur: Classeur) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(render_workbook(classeur))) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name).decode() for name in archive.namelist()}


# -- types ----------------------------------------------------------------------------------------------


def test_values_keep_their_type() -> None:
    sheet = sheet_of(make(("texte", 47.25, 2019, date(2026, 11, 23), None)))
    text, number, year, day, empty = sheet[2]
    assert (text.data_type, text.value) == ("s", "texte")
    assert (number.data_type, number.value) == ("n", 47.25)
    assert (year.data_type, year.value) == ("n", 2019)
    assert day.is_date
    assert day.value == datetime(2026, 11, 23)
    assert empty.value is None


def test_formats_come_from_the_cell_then_from_the_column() -> None:
    columns = (Colonne("Année", format="0"), Colonne("Écart", format="0"))
    year, gap = sheet_of(make((2019, Cellule(-5.4, SIGNED_RATE)), columns=columns))[2]
    assert year.number_format == "0"
    assert gap.number_format == SIGNED_RATE
    assert gap.value == -5.4


def test_a_colour_never_comes_without_its_word() -> None:
    (cell,) = sheet_of(make((Cellule("plus fragile", couleur="fragile"),)))[2]
    assert cell.value == "plus fragile"
    assert cell.font.color.rgb == "FFA63C06"


# -- text stays text ------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text(text: str) -> None:
    """In a cell, a heading, the cover, the foot: no formula, no link, no number."""
    hostile = book(
        make((text,), columns=(Colonne(text),), nom=text[:31]),
        titre=text,
        sous_titre=text,
        pied=text,
        auteur=text,
        avant=(Rubrique(text, ((text, text),)),),
    )
    files = xml_of(hostile)
    assert not [name for name, xml in files.items() if re.search(r"<f[ >]", xml)]
    assert not [name for name, xml in files.items() if "TargetMode" in xml]  # no link that leaves the file
    found = read(hostile)
    cell = found.worksheets[1]["A2"]
    assert cell.data_type == "s"
    assert cell.hyperlink is None
    if "_x" not in text:  # openpyxl does not undo the escape of an escape
        assert cell.value == text
    assert {c.data_type for row in found.worksheets[0].iter_rows() for c in row if c.value is not None} == {"s", "n"}


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", " =1"])
def test_text_like_a_formula_is_not_one_either_once_it_is_typed_again(text: str) -> None:
    """Excel reads a cell again when someone edits it: the mark of a text must be on it."""
    sheet = sheet_of(make((text, "texte")))
    assert sheet["A2"].quotePrefix
    assert not sheet["B2"].quotePrefix


def test_control_characters_are_removed() -> None:
    """XML allows none of them; direction marks could reorder what is read."""
    sheet = sheet_of(make(("un\x00 \x07deux\x1f\u202etrois\ufffe\uffff\ud800", "a\nb\tc")))
    assert sheet["A2"].value == "un deuxtrois"
    assert sheet["B2"].value == "a\nb\tc"


@pytest.mark.parametrize("text", ["a" * 40_000, "👩" * 20_000], ids=["letters", "pairs"])
def test_a_text_too_long_for_a_cell_is_visibly_cut(text: str) -> None:
    value = sheet_of(make((text,)))["A2"].value
    assert value.endswith(CUT)
    assert MAX_CELL - 2 <= len(value.encode("utf-16-le")) // 2 <= MAX_CELL
    assert set(value.removesuffix(CUT)) == {text[0]}


def test_the_longest_text_of_a_cell_is_whole() -> None:
    assert sheet_of(make(("a" * MAX_CELL,)))["A2"].value == "a" * MAX_CELL


# -- sheets, tables, names ------------------------------------------------------------------------------


def test_a_sheet_is_a_table_with_a_filter_and_frozen_headings() -> None:
    sheet = sheet_of(replace(make(("a", 1), ("b", 2)), figees=1))
    (table,) = sheet.tables.values()
    assert (table.ref, table.autoFilter.ref, table.headerRowCount) == ("A1:B3", "A1:B3", 1)
    assert [c.name for c in table.tableColumns] == [c.value for c in sheet[1]] == ["C0", "C1"]
    assert sheet.freeze_panes == "B2"
    assert not sheet.merged_cells.ranges


def test_totals_are_outside_the_table() -> None:
    """Sorting or filtering must not move them."""
    sheet = sheet_of(replace(make(("a", 1), ("b", 2)), pied=(("Total", 3),)))
    (table,) = sheet.tables.values()
    assert table.ref == "A1:B3"
    assert [c.value for c in sheet[4]] == [None, None]
    assert [c.value for c in sheet[5]] == ["Total", 3]


def test_headings_are_made_unique_and_never_empty() -> None:
    """Excel repairs a table, and says so, whose headings repeat, whatever the case."""
    titles = ("Santé", "SANTÉ", "", "deux\nlignes", "x" * 300, "x" * 300)
    sheet = sheet_of(make(tuple("abcdef"), columns=tuple(map(Colonne, titles))))
    (table,) = sheet.tables.values()
    names = [c.name for c in table.tableColumns]
    assert names == [c.value for c in sheet[1]]
    assert names[:4] == ["Santé", "SANTÉ (2)", "Colonne", "deux lignes"]
    assert len({n.casefold() for n in names}) == 6
    assert max(map(len, names)) <= 255


def test_sheet_and_table_names_are_valid_and_unlike() -> None:
    long_name = "Prévention des violences conjugales et intrafamiliales"
    wanted = [long_name, long_name, "a/b\\c*?[d]:e", "'l'été'", "LISEZ-MOI", "", "2024", "A1"]
    found = read(book(*(make(("x",), nom=nom) for nom in wanted)))
    names = found.sheetnames
    assert names[0] == "Lisez-moi"
    assert all(0 < len(name) <= 31 and not re.search(r"[\[\]:*?/\\]|^'|'$", name) for name in names)
    assert len({name.casefold() for name in names}) == len(wanted) + 1
    tables = [name for sheet in found.worksheets for name in sheet.tables]
    assert len({name.casefold() for name in tables}) == len(wanted)
    assert all(re.fullmatch(r"[A-Za-z_]\w{3,254}", name, re.ASCII) for name in tables)


def test_a_sheet_without_rows_is_left_out() -> None:
    found = read(book(make(("x",), nom="Pleine"), Feuille("Vide", "Rien", (Colonne("A"),), ())))
    assert found.sheetnames == ["Lisez-moi", "Pleine"]
    cover = [c.value for row in found.worksheets[0].iter_rows() for c in row if c.value is not None]
    assert "Pleine" in cover
    assert "Vide" not in cover


def test_a_workbook_without_sheets_opens() -> None:
    assert read(book()).sheetnames == ["Lisez-moi"]


# -- cover, paper, properties ---------------------------------------------------------------------------


def test_the_cover_leads_to_every_sheet_and_counts_its_rows() -> None:
    cover = read(book(make(("x",), ("y",), nom="Série l'été"), make(("z",), nom="Autre"))).worksheets[0]
    links = {c.value: (c.hyperlink.location, row[2].value) for row in cover.iter_rows() for c in row if c.hyperlink}
    assert links == {"Série l’été": ("'Série l’été'!A1", 2), "Autre": ("'Autre'!A1", 1)}


def test_dates_of_the_cover_are_dates() -> None:
    cover = read(book(avant=(Rubrique("Le contrat", (("Données au", date(2026, 11, 23)),)),))).worksheets[0]
    (day,) = [c for row in cover.iter_rows() for c in row if c.is_date]
    assert day.value == datetime(2026, 11, 23)


def test_pages_are_a4_fit_to_width_with_headings_and_numbers() -> None:
    columns = (Colonne("A"), Colonne("B"), Colonne("C", imprimee=False))
    found = read(book(make(("a", "b", "c"), columns=columns), pied="Politique & ville"))
    cover, sheet = found.worksheets
    for page in (cover, sheet):
        assert page.page_setup.paperSize == 9
        assert page.page_setup.fitToWidth in (1, None)  # 1 is the default
        assert page.page_setup.fitToHeight == 0
        assert page.sheet_properties.pageSetUpPr.fitToPage
        assert page.oddFooter.left.text == "Politique && ville"
        assert page.oddFooter.right.text == "Page &P sur &N"
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.print_area.endswith("$A$1:$B$2")  # what is read on a screen only is not printed


def test_a_long_foot_is_kept_within_what_a_page_takes() -> None:
    text = xml_of(book(make(("x",)), pied="&" * 400))["xl/worksheets/sheet2.xml"]
    foot = re.search(r"<oddFooter>(.*?)</oddFooter>", text)
    assert foot is not None
    assert len(foot[1].replace("&amp;", "&")) <= 255


def test_properties_say_the_title_the_author_and_the_language() -> None:
    found = read(book(make(("x",))))
    assert (found.properties.title, found.properties.subject, found.properties.creator) == (
        "Titre",
        "Sous-titre",
        "Auteur",
    )
    assert found.custom_doc_props["Language"].value == "fr-FR"


def test_rows_are_high_enough_for_their_text_and_never_too_high() -> None:
    """LibreOffice takes the heights that the file gives."""
    sheet = sheet_of(make(("court",), ("mot " * 40,), ("un\ndeux\ntrois",), ("x\n" * 5000,)))
    heights = [sheet.row_dimensions[n].height for n in (2, 3, 4, 5)]
    assert heights[0] is None  # that of every row
    assert heights[1] >= 15 * 4  # 160 characters in a column of 40
    assert heights[2] == 45
    assert 400 < heights[3] <= 409  # the greatest that there is


def test_same_workbook_same_bytes() -> None:
    """No clock and no machine in the file: its date is the one it is given."""
    made = book(make(("a", 1.5)))
    assert render_workbook(made) == render_workbook(made)
    core = xml_of(made)["docProps/core.xml"]
    assert re.findall(r">(\d{4}-\d\d-\d\dT[\d:]+Z)<", core) == ["2026-01-02T00:00:00Z"] * 2
