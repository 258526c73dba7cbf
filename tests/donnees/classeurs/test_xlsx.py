"""Workbooks of Excel: whoever wrote them, what the sheet shows is what is read, or it is refused by name."""

import datetime
import io
from collections.abc import Callable

import openpyxl
import pytest
import xlsxwriter
from classeurs_faits import CAS, archive, read_one, refused, texts_of, xlsx_parts
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.comments import Comment
from openpyxl.worksheet.filters import FilterColumn
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet

from quartiers.donnees.fichiers.classeurs import ClasseurIllisible, FeuilleLue, read_workbook
from quartiers.donnees.fichiers.classeurs.nature import read_bytes

Read = Callable[..., FeuilleLue]

TEXT = '<c r="A1" t="inlineStr"><is><t>cle</t></is></c>'


def row(cells: str, attributes: str = 'r="1"') -> str:
    return f"<row {attributes}>{cells}</row>"


def saved(fill: Callable[[Worksheet], object], **book_options: object) -> bytes:
    """A workbook of openpyxl whose sheet is filled so."""
    book = openpyxl.Workbook()
    for name, value in book_options.items():
        setattr(book, name, value)
    fill(book.active)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


class TestCells:
    @pytest.mark.parametrize(
        ("cell", "shown"),
        [
            ('<c r="A1"><v>41.26</v></c>', "41.26"),
            ('<c r="A1" t="n"><v>2019.0</v></c>', "2019"),
            ('<c r="A1"><v>47.199999999999996</v></c>', "47.2"),
            ('<c r="A1"><v>2.459011600001E+12</v></c>', "2459011600001"),
            ('<c r="A1" t="s"><v>0</v></c>', "partagé"),
            ('<c r="A1" t="s"><v>1</v></c>', "en gras et simple"),
            ('<c r="A1" t="s"><v>2</v></c>', "漢字"),  # its reading stands above it, or nowhere
            ('<c r="A1" t="s"><v>3</v></c>', " un\r\ndeux "),
            ('<c r="A1" t="s"><v>4</v></c>', "_x000D_ 😀"),
            ('<c r="A1" t="inlineStr"><is><t>en ligne</t></is></c>', "en ligne"),
            ('<c r="A1"><is><r><t>en </t></r><r><t>ligne</t></r></is></c>', "en ligne"),
            ('<c r="A1" t="str"><f>"a"</f><v>calculé</v></c>', "calculé"),
            ('<c r="A1" t="b"><v>1</v></c>', "vrai"),
            ('<c r="A1" t="b"><v>0</v></c>', "faux"),
            ('<c r="A1" t="d"><v>2026-02-24</v></c>', "2026-02-24"),
            ('<c r="A1" t="d"><v>2026-02-24T09:30:00</v></c>', "2026-02-24 09:30"),
            ('<c r="A1" t="d" s="1"><v>2026-02-24T09:30:00</v></c>', "2026-02-24 09:30"),
            ('<c r="A1"><f>38+1</f><v>39</v></c>', "39"),
            ('<c r="A1"><f t="shared" si="0"/><v>39</v></c>', "39"),
            ('<c r="A1" t="s"><v>5</v></c>', "4,5²"),
            (
                '<c r="A1" t="inlineStr"><is><r><t>m</t></r>'
                '<r><rPr><vertAlign val="superscript"/></rPr><t>_x0032_</t></r></is></c>',
                "m²",
            ),
            (
                '<c r="A1" t="inlineStr"><is><r><t>CO</t></r>'
                '<r><rPr><vertAlign val="subscript"/></rPr><t>2</t></r></is></c>',
                "CO₂",
            ),
            ('<c r="A1"><v>39</v><extLst><ext><x>40</x></ext></extLst></c>', "39"),
        ],
    )
    def test_read_as_shown(self, xlsx: Read, cell: str, shown: str) -> None:
        texts = [
            "<t>partagé</t>",
            "<r><rPr><b/></rPr><t>en gras</t></r><r><t> et simple</t></r>",
            '<t>漢字</t><rPh sb="0" eb="2"><t>かんじ</t></rPh><phoneticPr fontId="1"/>',
            '<t xml:space="preserve"> un_x000D_\ndeux </t>',
            "<t>_x005F_x000D_ _xD83D__xDE00_</t>",
            '<r><t>4,5</t></r><r><rPr><vertAlign val="superscript"/></rPr><t>2</t></r>',
        ]
        sheet = xlsx(row(cell), texts=texts, codes=["dd/mm/yyyy hh:mm"])
        assert (texts_of(sheet), sheet.refus) == ([[shown]], ())

    @pytest.mark.parametrize(
        "cell",
        [
            '<c r="A1"/>',
            '<c r="A1" s="1"/>',
            '<c r="A1"><v/></c>',
            '<c r="A1" t="s"><v></v></c>',
            '<c r="A1" t="inlineStr"><is><t> </t></is></c>',
            '<c r="A1" t="str"><f>IF(B1="","",B1)</f><v></v></c>',  # computed, and shown as empty
        ],
    )
    def test_empty(self, xlsx: Read, cell: str) -> None:
        assert xlsx(row(cell), codes=["0%"]).lignes == ()

    @pytest.mark.parametrize(
        ("cell", "found"),
        [
            ('<c r="A1" t="e"><v>#DIV/0!</v></c>', "#DIV/0!"),
            ('<c r="A1" t="e"><f>1/0</f><v>#DIV/0!</v></c>', "#DIV/0!"),
            ('<c r="A1" t="str"><f>B1</f><v>#REF!</v></c>', "#REF!"),
            ('<c r="A1" t="inlineStr"><is><t>#N/A</t></is></c>', "#N/A"),
            ('<c r="A1"><f>38+1</f></c>', "=38+1"),
            ('<c r="A1"><f>38+1</f><v></v></c>', "=38+1"),
            ('<c r="A1" t="str"><f>"a"</f></c>', '="a"'),
            ('<c r="A1"><f t="shared" si="0"/></c>', "=…"),
            ('<c r="A1" s="1"><v>46077</v></c>', "24-févr."),
            ('<c r="A1" s="2"><v>5</v></c>', "5"),
            ('<c r="A1"><v>quarante</v></c>', "quarante"),
            ('<c r="A1"><v>1e999</v></c>', "inf"),
            ('<c r="A1"><v>12345678901234567</v></c>', "12345678901234567"),
            ('<c r="A1" t="s"><v>7</v></c>', "7"),
            ('<c r="A1" t="b"><v>peut-être</v></c>', "peut-être"),
        ],
    )
    def test_refused(self, xlsx: Read, cell: str, found: str) -> None:
        assert refused(xlsx(row(cell), codes=["d-mmm", ";;;"])) == [("A1", found)]

    def test_the_programs_that_compute_no_formula_say_so(self, xlsx: Read) -> None:
        """XlsxWriter stores 0 as the result of every formula, and asks the spreadsheet for the right one."""
        buffer = io.BytesIO()
        book = xlsxwriter.Workbook(buffer, {"in_memory": True})
        sheet = book.add_worksheet("t")
        sheet.write_row(0, 0, ["cle", 5])
        sheet.write_formula(1, 0, "=38+1")
        sheet.write_array_formula("B2:B4", "{=2*A2:A4}")  # zeros are stored in B3 and B4, without a word of it
        sheet.write(4, 1, 0)
        book.close()
        assert refused(read_one(buffer.getvalue())) == [("A2", "=38+1"), ("B2:B4", "=2*A2:A4")]
        asked = xlsx(row("<c><f>38+1</f><v>39</v></c>"), calculation='<calcPr fullCalcOnLoad="1"/>')
        assert refused(asked) == [("A1", "=38+1")]
        assert refused(xlsx(row("<c><f>38+1</f><v>39</v></c>"), calculation='<calcPr calcId="1"/>')) == []

    def test_formats_of_conditional_formatting_are_not_those_of_cells(self) -> None:
        parts = xlsx_parts(row('<c r="A1" s="1"><v>0.41</v></c>'), codes=["0%"])
        other = '<dxfs><dxf><numFmt numFmtId="200" formatCode="0"/></dxf></dxfs>'
        for place in ("<numFmts>", "<cellXfs>", "</styleSheet>"):
            styles = parts["xl/styles.xml"].replace(place, other + place)
            assert texts_of(read_one(archive({**parts, "xl/styles.xml": styles}))) == [["41%"]]

    def test_errors_and_formulas_that_follow_one_another_are_said_once(self, xlsx: Read) -> None:
        rows = "".join(row(f'<c r="A{n}"><f>B{n}</f></c>', f'r="{n}"') for n in range(1, 501) if n != 300)
        assert refused(xlsx(rows)) == [("A1:A299", "=B1"), ("A301:A500", "=B301")]

    def test_dates_since_1904(self) -> None:
        def fill(sheet: Worksheet) -> None:
            sheet["A1"] = datetime.date(2026, 2, 24)

        assert texts_of(read_one(saved(fill, epoch=openpyxl.utils.datetime.CALENDAR_MAC_1904))) == [["2026-02-24"]]

    def test_a_cell_held_twice_is_refused(self, xlsx: Read) -> None:
        assert refused(xlsx(row('<c r="A1"><v>1</v></c><c r="A1"><v>2</v></c>'))) == [("A1", "2")]

    def test_notes_and_targets_of_links_are_no_part_of_a_cell(self) -> None:
        def fill(sheet: Worksheet) -> None:
            sheet["A1"], sheet["A2"] = "valeur", "lien"
            sheet["A1"].comment = Comment("NOTE", "moi")
            sheet["A2"].hyperlink = "https://example.org/"

        assert texts_of(read_one(saved(fill))) == [["valeur"], ["lien"]]


class TestForms:
    """The same sheet, as different programs write it."""

    ROWS = row('<c r="A1" t="s"><v>0</v></c><c r="C1"><v>2</v></c>') + row('<c r="B3" s="1"><v>0.41</v></c>', 'r="3"')
    TEXTS, CODES, SHOWN = ("<t>cle</t>",), ("0%",), ((1, ("cle", "", "2")), (3, ("", "41%")))

    def parts(self) -> dict[str, str]:
        return xlsx_parts(self.ROWS, texts=self.TEXTS, codes=self.CODES)

    def check(self, parts: dict[str, str]) -> None:
        sheet = read_one(archive(parts))
        assert (sheet.nom, sheet.lignes, sheet.refus) == ("t", self.SHOWN, ())

    def test_usual(self) -> None:
        self.check(self.parts())

    def test_strict(self) -> None:
        strict = {
            "http://schemas.openxmlformats.org/spreadsheetml/2006/main": "http://purl.oclc.org/ooxml/spreadsheetml/main",
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships": (
                "http://purl.oclc.org/ooxml/officeDocument/relationships"
            ),
        }
        parts = self.parts()
        for usual, other in strict.items():
            parts = {name: content.replace(usual, other) for name, content in parts.items()}
        self.check(parts)

    def test_prefixes(self) -> None:
        def prefixed(content: str) -> str:
            content = content.replace("<", "<x:").replace("<x:/", "</x:")
            return content.replace(" xmlns=", " xmlns:x=")

        self.check({name: prefixed(c) if name.startswith("xl/") else c for name, c in self.parts().items()})

    def test_single_quotes_and_spaces_around_attributes(self) -> None:
        self.check({n: c.replace('="', " = '").replace('"', "'") for n, c in self.parts().items()})

    def test_places_that_are_not_said(self) -> None:
        rows = '<row><c t="s"><v>0</v></c><c/><c><v>2</v></c></row><row/><row><c/><c s="1"><v>0.41</v></c></row>'
        self.check(xlsx_parts(rows, texts=self.TEXTS, codes=self.CODES))
        rows = row('<c t="s"><v>0</v></c><c r="B1"/><c><v>2</v></c>')
        rows += row('<c r="A3"/><c s="1"><v>0.41</v></c>', 'r="3"')
        self.check(xlsx_parts(rows, texts=self.TEXTS, codes=self.CODES))

    def test_rows_and_cells_out_of_order(self) -> None:
        rows = row('<c r="B3" s="1"><v>0.41</v></c>', 'r="3"') + row(
            '<c r="C1"><v>2</v></c><c r="A1" t="s"><v>0</v></c>'
        )
        self.check(xlsx_parts(rows, texts=self.TEXTS, codes=self.CODES))

    def test_an_area_that_lies(self) -> None:
        """A reader that trusts it would leave the rows below."""
        self.check(xlsx_parts(self.ROWS, texts=self.TEXTS, codes=self.CODES, before='<dimension ref="A1:A1"/>'))

    @pytest.mark.parametrize(
        "target", ["/xl/worksheets/sheet1.xml", "../xl/worksheets/sheet1.xml", "worksheets\\sheet1.xml"]
    )
    def test_other_ways_to_say_where_a_part_is(self, target: str) -> None:
        parts = self.parts()
        links = parts["xl/_rels/workbook.xml.rels"].replace("worksheets/sheet1.xml", target)
        self.check(parts | {"xl/_rels/workbook.xml.rels": links})

    def test_other_names_of_parts(self) -> None:
        names = {"worksheets/sheet1.xml": "a/feuille.data", "styles.xml": "b/formes", "sharedStrings.xml": "textes.xml"}
        parts = self.parts()
        for usual, other in names.items():
            parts["xl/_rels/workbook.xml.rels"] = parts["xl/_rels/workbook.xml.rels"].replace(usual, other)
            parts[f"xl/{other}"] = parts.pop(f"xl/{usual}")
        self.check(parts)
        moved = {n.replace("xl/", "autre/").replace("workbook", "livre"): c for n, c in parts.items()}
        moved["_rels/.rels"] = moved["_rels/.rels"].replace("xl/workbook.xml", "autre/livre.xml")
        self.check(moved)

    def test_names_of_parts_in_another_case(self) -> None:
        self.check(
            {name.replace("sheet1", "Sheet1").replace("styles", "Styles"): c for name, c in self.parts().items()}
        )


class TestSheet:
    TABLE = "".join(row(f'<c r="A{n}"><v>{n}</v></c><c r="B{n}"><v>{10 * n}</v></c>', f'r="{n}"') for n in range(1, 6))

    @pytest.mark.parametrize(
        ("merge", "expected"),
        [
            ("B2:B4", [("B2:B4", "20")]),
            ("A3:B3", [("A3:B3", "3")]),
            ("A1:B1", [("A1:B1", "1")]),
            ("B5:B9", [("B5:B9", "50")]),
            ("D2:E9", []),  # nothing in it
            ("A7:B9", []),
        ],
    )
    def test_merged_cells(self, xlsx: Read, merge: str, expected: list[tuple[str, str]]) -> None:
        after = f'<mergeCells count="1"><mergeCell ref="{merge}"/></mergeCells>'
        assert refused(xlsx(self.TABLE, after=after)) == expected

    @pytest.mark.parametrize("hidden", ['hidden="1"', 'hidden="true"', 'width="0" customWidth="1"'])
    def test_hidden_columns(self, xlsx: Read, hidden: str) -> None:
        cols = f'<cols><col min="2" max="2" {hidden}/><col min="4" max="16384" {hidden}/></cols>'
        assert refused(xlsx(self.TABLE, before=cols)) == [("B1:B5", "10")]

    @pytest.mark.parametrize("hidden", ['hidden="1"', 'hidden="true"', 'ht="0" customHeight="1"'])
    def test_hidden_rows(self, xlsx: Read, hidden: str) -> None:
        rows = self.TABLE.replace('<row r="2">', f'<row r="2" {hidden}>').replace(
            '<row r="3">', f'<row r="3" {hidden}>'
        )
        rows += "".join(f'<row r="{n}" {hidden}/>' for n in range(7, 20))
        assert refused(xlsx(rows)) == [("A2:B3", "2")]

    def test_what_the_sheet_tells_that_it_folds_is_read(self, xlsx: Read) -> None:
        folded = self.TABLE.replace('<row r="3">', '<row r="3" hidden="1">')
        column = '<filterColumn colId="0"><filters><filter val="1"/></filters></filterColumn>'
        chosen = f'<autoFilter ref="A1:B5">{column}</autoFilter>'
        assert refused(xlsx(folded, after=chosen)) == []
        assert len(xlsx(folded, after=chosen).lignes) == 5
        assert refused(xlsx(folded, before='<sheetPr filterMode="1"/>')) == []
        assert refused(xlsx(self.TABLE.replace('<row r="3">', '<row r="3" hidden="1" outlineLevel="1">'))) == []
        assert refused(xlsx(self.TABLE, before='<cols><col min="2" max="2" hidden="1" outlineLevel="1"/></cols>')) == []

    def test_a_filter_hides_only_its_own_rows(self, xlsx: Read) -> None:
        folded = self.TABLE.replace('<row r="5">', '<row r="5" hidden="1">')
        nothing_chosen = '<autoFilter ref="A1:B5"/>'
        elsewhere = '<autoFilter ref="A1:B4"><filterColumn colId="0"/></autoFilter>'
        of_a_view = (
            f"<customSheetViews><customSheetView>{elsewhere.replace('B4', 'B5')}</customSheetView></customSheetViews>"
        )
        for after in (nothing_chosen, elsewhere, of_a_view):
            assert refused(xlsx(folded, after=after)) == [("A5:B5", "5")]

    @pytest.mark.parametrize(("chosen", "expected"), [(True, []), (False, [("A2:B2", "a")])])
    def test_the_filter_of_a_table(self, chosen: bool, expected: list[tuple[str, str]]) -> None:
        def fill(sheet: Worksheet) -> None:
            for cells in (["cle", "n"], ["a", 1], ["b", 2]):
                sheet.append(cells)
            sheet.row_dimensions[2].hidden = True
            table = Table(displayName="T1", ref="A1:B3")
            table._initialise_columns()
            table.autoFilter.filterColumn = [FilterColumn(colId=0)] if chosen else []
            sheet.add_table(table)

        assert refused(read_one(saved(fill))) == expected

    @pytest.mark.parametrize("state", ["hidden", "veryHidden"])
    def test_a_hidden_sheet(self, xlsx: Read, state: str) -> None:
        assert refused(xlsx(self.TABLE, sheet=f'name="t" state="{state}"')) == [("A1:B5", "t")]
        assert refused(xlsx("", sheet=f'name="t" state="{state}"')) == []

    def test_zeros_that_the_sheet_does_not_show(self, xlsx: Read) -> None:
        view = '<sheetViews><sheetView showZeros="0" workbookViewId="0"/></sheetViews>'
        rows = row('<c r="A1"><v>0</v></c><c r="B1"><v>5</v></c><c r="C1" t="inlineStr"><is><t>0</t></is></c>')
        assert refused(xlsx(rows, before=view)) == [("A1", "0")]
        assert refused(xlsx(rows)) == []

    def test_a_far_cell_is_named(self, xlsx: Read) -> None:
        far = row('<c r="XFD1048576"><v>7</v></c>', 'r="1048576"')
        sheet = xlsx(self.TABLE + far)
        assert refused(sheet) == [("XFD1048576", "7")]
        assert "si loin du tableau" in sheet.refus[0].attendu
        assert len(sheet.lignes) == 5

    def test_a_sheet_without_cells(self, xlsx: Read) -> None:
        assert xlsx("").lignes == ()


class TestWorkbook:
    def several(self, *names: str) -> bytes:
        book = openpyxl.Workbook()
        for name in names:
            book.create_sheet(name).append([name, "=1+1"])
        del book["Sheet"]
        book.create_chartsheet("graphique")
        buffer = io.BytesIO()
        book.save(buffer)
        return buffer.getvalue()

    def test_only_the_sheets_that_are_kept_are_read_and_refused(self) -> None:
        asked: list[str] = []

        def keep(name: str) -> bool:
            asked.append(name)
            return name == "Constats "

        (sheet,) = read_bytes(self.several("brouillon", "Constats ", "calculs"), keep)
        assert asked == ["brouillon", "Constats ", "calculs", "graphique"]
        assert (sheet.nom, refused(sheet)) == ("Constats ", [("B1", "=1+1")])

    def test_a_chart_has_no_cells(self) -> None:
        assert [(s.nom, len(s.lignes)) for s in read_bytes(self.several("a"))] == [("a", 1), ("graphique", 0)]

    @pytest.mark.parametrize(
        "part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"]
    )
    @pytest.mark.parametrize(
        "content",
        [
            None,
            "",
            "<a",
            "<?xml version='1.0' encoding='x'?><a/>",
            "<worksheet><sheetData><row r='x'/></sheetData></worksheet>",
            "\0",
        ],
    )
    def test_a_damaged_part(self, part: str, content: str | None) -> None:
        parts = xlsx_parts(TestForms.ROWS, texts=TestForms.TEXTS, codes=TestForms.CODES)
        parts = {name: c for name, c in parts.items() if name != part} | ({} if content is None else {part: content})
        try:
            (sheet,) = read_bytes(archive(parts))
        except ClasseurIllisible as error:
            assert "abîmé" in str(error)
        else:  # without its texts or its formats: nothing is read that is not so
            assert refused(sheet)

    def test_cases_of_the_issue(self) -> None:
        if not CAS.is_dir():
            pytest.skip("the shared cases (../shared/cas) are not on this machine")
        (never,) = read_workbook(CAS / "formule_sans_valeur.xlsx")
        assert refused(never) == [("L8", "=38+1")]
        (percentage,) = read_workbook(CAS / "pourcentage.xlsx")
        assert (dict(percentage.lignes)[2][5], percentage.refus) == ("41 %", ())


CELL = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1, max_size=20).filter(
        lambda t: (
            t.strip() and not t.startswith(("=", "#")) and "_x" not in t and "\ufffe" not in t and "\uffff" not in t
        )
    ),
    st.integers(-(10**9), 10**9),
    st.floats(-1e6, 1e6).map(lambda x: round(x, 4)),
    st.booleans(),
    st.none(),
)


@given(st.lists(st.lists(CELL, min_size=1, max_size=4), min_size=1, max_size=4))
def test_what_was_typed_is_what_is_read(rows: list[list[str | float | bool | None]]) -> None:
    def fill(sheet: Worksheet) -> None:
        for cells in rows:
            sheet.append(cells)

    def shown(value: str | float | bool | None) -> str:
        if value is None or isinstance(value, bool):
            return {None: "", True: "vrai", False: "faux"}[value]
        return (
            value if isinstance(value, str) else f"{value:.4f}".rstrip("0").rstrip(".").replace("-0", "0", value == 0)
        )

    sheet = read_one(saved(fill))
    expected = {}
    for line, cells in enumerate(rows, start=1):
        while cells and cells[-1] is None:
            cells.pop()
        if cells:
            expected[line] = tuple(map(shown, cells))
    assert dict(sheet.lignes) == expected
    assert sheet.refus == ()
