"""Workbooks of LibreOffice, and of the others that write OpenDocument."""

import io
from collections.abc import Callable

import odf.opendocument
import odf.table
import odf.text
import pytest
from classeurs_faits import CAS, FICHIERS, OASIS, archive, ods_content, read_one, refused, texts_of
from hypothesis import given
from hypothesis import strategies as st

from quartiers.donnees.fichiers.classeurs import ClasseurIllisible, FeuilleLue, read_workbook
from quartiers.donnees.fichiers.classeurs.nature import read_bytes

Read = Callable[..., FeuilleLue]

PERCENTAGE = (
    '<number:percentage-style style:name="N1"><number:number number:decimal-places="0" number:min-integer-digits="1"/>'
    "<number:text> %</number:text></number:percentage-style>"
    '<style:style style:name="pc" style:family="table-cell" style:data-style-name="N1"/>'
    '<style:style style:name="fils" style:family="table-cell" style:parent-style-name="pc"/>'
)


def cell(attributes: str = "", inside: str = "", repeated: int = 1) -> str:
    more = f' table:number-columns-repeated="{repeated}"' if repeated > 1 else ""
    return f"<table:table-cell {attributes}{more}>{inside}</table:table-cell>"


def text(content: str, repeated: int = 1) -> str:
    return cell('office:value-type="string"', f"<text:p>{content}</text:p>", repeated)


def number(value: object, shown: str = "", style: str = "", kind: str = "float") -> str:
    shape = f' table:style-name="{style}"' if style else ""
    return cell(f'office:value-type="{kind}" office:value="{value}"{shape}', shown and f"<text:p>{shown}</text:p>")


def row(*cells: str, attributes: str = "") -> str:
    return f"<table:table-row {attributes}>{''.join(cells)}</table:table-row>"


SHIFTS = "".join(
    f'<style:style style:name="{name}" style:family="text"><style:text-properties style:text-position="{position}"/>'
    "</style:style>"
    for name, position in (("exposant", "super 58%"), ("appel", "33% 58%"), ("indice", "-33% 58%"), ("gras", "0% 100%"))
)


class TestCells:
    @pytest.mark.parametrize(
        ("held", "shown"),
        [
            (number(41.26, "41,3"), "41.26"),
            (number(47.199999999999996), "47.2"),
            (number("2019"), "2019"),
            (number(0.41, "41 %", "pc", "percentage"), "41 %"),
            (number(0.41, "41 %", "pc"), "41 %"),
            (number(0.41, "41 %", "fils"), "41 %"),
            (number(0.41, "41 %", kind="percentage"), "41%"),
            (number(0.41, kind="percentage"), "41%"),
            (number(0.41, "41 %", "inconnu", "percentage"), "41%"),
            (
                cell(
                    'office:value-type="currency" office:currency="EUR" office:value="12.5"', "<text:p>12,50 €</text:p>"
                ),
                "12.5 €",
            ),
            (cell('office:value-type="currency" office:value="12.5"'), "12.5"),
            (cell('office:value-type="boolean" office:boolean-value="true"', "<text:p>VRAI</text:p>"), "vrai"),
            (
                cell('table:formula="of:=TRUE()" office:value-type="float" office:value="1"', "<text:p>TRUE</text:p>"),
                "vrai",
            ),
            (
                cell('office:value-type="date" office:date-value="2026-02-24"', "<text:p>24/02/26</text:p>"),
                "2026-02-24",
            ),
            (cell('office:value-type="date" office:date-value="2026-02-24T09:30:00"'), "2026-02-24 09:30"),
            (cell('office:value-type="date" office:date-value="1815-06-18"'), "1815-06-18"),
            (cell('office:value-type="time" office:time-value="PT36H00M00S"', "<text:p>36:00:00</text:p>"), "36:00:00"),
            (text("simple"), "simple"),
            (cell("", "<text:p>sans type</text:p>"), "sans type"),
            (cell('office:value-type="string" office:string-value="seul"'), "seul"),
            (
                cell(
                    'office:value-type="string" office:string-value="deux  fois"', "<text:p>deux <text:s/>fois</text:p>"
                ),
                "deux  fois",
            ),
            (text('a<text:s text:c="3"/>b<text:tab/>c<text:line-break/>d'), "a   b\tc\nd"),
            (cell('office:value-type="string"', "<text:p>un</text:p><text:p>deux</text:p>"), "un\ndeux"),
            (
                text("du <text:span>gras</text:span> et un <text:a>lien<text:span>!</text:span></text:a>"),
                "du gras et un lien!",
            ),
            (
                text(
                    "<text:ruby><text:ruby-base>漢字</text:ruby-base><text:ruby-text>かんじ</text:ruby-text></text:ruby>"
                ),
                "漢字",
            ),
            (
                cell(
                    'office:value-type="string"',
                    "<office:annotation><text:p>NOTE</text:p></office:annotation><text:p>valeur</text:p>"
                    "<draw:frame><draw:text-box><text:p>FORME</text:p></draw:text-box></draw:frame>",
                ),
                "valeur",
            ),
            (cell('table:formula="of:=38+1" office:value-type="float" office:value="39"', "<text:p>39</text:p>"), "39"),
            (text('4,5<text:span text:style-name="exposant">2</text:span>'), "4,5²"),
            (text('40<text:span text:style-name="appel">1 b</text:span> logements'), "40¹ b logements"),
            (text('CO<text:span text:style-name="indice"><text:span>2</text:span></text:span>'), "CO₂"),
            (text('4,5<text:span text:style-name="gras">2</text:span>'), "4,52"),
        ],
    )
    def test_read_as_shown(self, ods: Read, held: str, shown: str) -> None:
        sheet = ods(row(held), PERCENTAGE + SHIFTS)
        assert (texts_of(sheet), sheet.refus) == ([[shown]], ())

    @pytest.mark.parametrize(
        "held",
        [
            cell(),
            cell('table:style-name="pc"'),
            cell("", "<office:annotation><text:p>NOTE</text:p></office:annotation>"),
            text(""),
            text(" "),
            cell('table:formula="of:=IF(1=1;&quot;&quot;;1)"', "<text:p/>"),  # as LibreOffice writes it
            cell('table:formula="of:=B1" office:value-type="string" office:string-value=""'),
        ],
    )
    def test_empty(self, ods: Read, held: str) -> None:
        assert ods(row(held), PERCENTAGE).lignes == ()

    @pytest.mark.parametrize(
        ("held", "found"),
        [
            (
                cell(
                    'table:formula="of:=1/0" office:value-type="string" office:string-value="" '
                    'calcext:value-type="error"',
                    "<text:p>#DIV/0 !</text:p>",
                ),
                "#DIV/0 !",
            ),
            (
                cell('table:formula="of:=1/0" office:value-type="float" office:value="0"', "<text:p>#DIV/0!</text:p>"),
                "#DIV/0!",
            ),
            (
                cell('table:formula="of:=X()" office:value-type="float" office:value="0"', "<text:p>Err :508</text:p>"),
                "Err :508",
            ),
            (cell('table:formula="of:=X()" office:value-type="string" office:string-value="#NOM ?"'), "#NOM ?"),
            (cell('table:formula="of:=38+1"'), "=38+1"),
            (cell('table:formula="of:=38+1" office:value-type="float"'), "=38+1"),
            (cell('table:formula="msoxl:=38+1" office:value-type="string"'), "=38+1"),
            (cell('office:value-type="float"', "<text:p>77</text:p>"), "77"),
            (cell('office:value-type="date" office:date-value="hier"', "<text:p>hier</text:p>"), "hier"),
            (number("NaN", "41"), "nan"),
            (number(1e15, "1E+15"), "1000000000000000"),
            (number(0.41, "0,41", kind="percentage"), "0,41"),  # LibreOffice shows 0,41, others 41 %
            (
                cell('office:value-type="string" office:string-value="gardé"', "<text:p>montré</text:p>"),
                "gardé / montré",
            ),
        ],
    )
    def test_refused(self, ods: Read, held: str, found: str) -> None:
        assert refused(ods(row(held))) == [("A1", found)]

    @pytest.mark.parametrize("part", ["quarter", "week-of-year", "era"])
    def test_a_part_of_a_year_beside_it_is_refused(self, ods: Read, part: str) -> None:
        style = (
            f'<number:date-style style:name="d"><number:{part}/><number:text> </number:text><number:year/>'
            '</number:date-style><style:style style:name="s" style:family="table-cell" style:data-style-name="d"/>'
        )
        held = cell('table:style-name="s" office:value-type="date" office:date-value="2019-02-25"')
        assert [where for where, _ in refused(ods(row(held), style))] == ["A1"]

    def test_a_style_may_be_that_of_the_row_or_of_the_column(self, ods: Read) -> None:
        columns = (
            '<table:table-column/><table:table-column table:number-columns-repeated="2" '
            'table:default-cell-style-name="pc"/>'
        )
        plain = '<style:style style:name="simple" style:family="table-cell"/>'
        sheet = ods(
            columns
            + row(number(0.1), number(0.2), number(0.3), number(0.4))
            + row(number(0.5), attributes='table:default-cell-style-name="pc"')
            + row(number(0.6), number(0.7, style="simple")),
            PERCENTAGE + plain,
        )
        assert texts_of(sheet) == [["0.1", "20 %", "30 %", "0.4"], ["50 %"], ["0.6", "0.7"]]

    def test_the_day_zero_of_the_workbook(self) -> None:
        for name in ("depuis_1904.ods", "depuis_1904.xls"):
            (sheet,) = read_workbook(FICHIERS / name)
            assert texts_of(sheet) == [["cle"], ["2026-02-24"], ["2026-02-24 09:30:00"], ["09:30:00"]]


class TestSheet:
    def test_what_is_repeated_is_read_as_often_as_it_is_shown(self, ods: Read) -> None:
        sheet = ods(
            row(text("cle", 2), cell(repeated=3), text("fin"))
            + row(cell(repeated=16384), attributes='table:number-rows-repeated="2"')
            + row(text("a"), attributes='table:number-rows-repeated="3"')
            + row(cell(repeated=16384), attributes='table:number-rows-repeated="1048570"')
        )
        assert dict(sheet.lignes) == {1: ("cle", "cle", "", "", "", "fin"), 4: ("a",), 5: ("a",), 6: ("a",)}

    def test_many_rows_that_are_the_same(self, ods: Read) -> None:
        """They count once each, not once for each of their cells."""
        sheet = ods(row(text("a"), text("b"), text("c"), attributes='table:number-rows-repeated="150000"'))
        assert (len(sheet.lignes), sheet.lignes[-1], sheet.refus) == (150_000, (150_000, ("a", "b", "c")), ())

    def test_a_text_repeated_beyond_the_table_is_named_with_its_range(self, ods: Read) -> None:
        assert refused(ods(row(text("a"), text("x", 16383)))) == [("B1:XFD1", "x")]
        assert refused(ods(row(text("a")) + row(text("x"), attributes='table:number-rows-repeated="1048575"'))) == [
            ("A2:A1048576", "x")
        ]

    def test_merged_cells(self, ods: Read) -> None:
        spanned = 'office:value-type="string" table:number-columns-spanned="2" table:number-rows-spanned="2"'
        covered = "<table:covered-table-cell/>"
        merged = ods(
            row(text("a"), cell(spanned, "<text:p>b</text:p>"), covered)
            + row(text("c"), covered, covered)
            + row(text("d"))
        )
        assert refused(merged) == [("B1:C2", "b")]
        under = (
            "<table:covered-table-cell office:value-type='string'><text:p>dessous</text:p></table:covered-table-cell>"
        )
        assert refused(ods(row(cell(spanned), under))) == [("A1:B2", "dessous")]
        assert refused(ods(row(text("a"), cell(spanned.removeprefix('office:value-type="string" '))))) == []

    def test_hidden_rows_and_columns(self, ods: Read) -> None:
        columns = '<table:table-column/><table:table-column table:visibility="collapse"/>'
        body = row(text("a"), text("b")) + row(text("c"), attributes='table:visibility="collapse"')
        assert refused(ods(columns + body)) == [("B1", "b"), ("A2", "c")]

    def test_what_the_sheet_tells_that_it_folds_is_read(self, ods: Read) -> None:
        filtered = row(text("a"), attributes='table:visibility="filter"')
        grouped = row(text("b"), attributes='table:visibility="collapse"')
        columns = (
            '<table:table-column-group table:display="false"><table:table-column table:visibility="collapse"/>'
            "</table:table-column-group>"
        )
        group = f'<table:table-row-group table:display="false">{grouped}</table:table-row-group>'
        sheet = ods(columns + filtered + group)
        assert (texts_of(sheet), sheet.refus) == ([["a"], ["b"]], ())
        assert refused(ods(columns + filtered + group + grouped)) == [("A3", "b")]

    def test_a_hidden_sheet(self, ods: Read) -> None:
        hidden = (
            '<style:style style:name="ta1" style:family="table">'
            '<style:table-properties table:display="false"/></style:style>'
        )
        assert refused(ods(row(text("a")), hidden, style="ta1")) == [("A1", "t")]
        assert refused(ods(row(text("a")), hidden.replace("false", "true"), style="ta1")) == []

    def test_zeros_that_are_not_shown(self) -> None:
        def settings(inside: str) -> str:
            return (
                f'<office:document-settings xmlns:office="{OASIS}office:1.0" xmlns:config="{OASIS}config:1.0">'
                f'<office:settings><config:config-item-set config:name="x">{inside}</config:config-item-set>'
                "</office:settings></office:document-settings>"
            )

        hidden = '<config:config-item config:name="ShowZeroValues">false</config:config-item>'
        entry = '<config:config-item-map-entry config:name="{}">' + hidden + "</config:config-item-map-entry>"
        content = ods_content(row(number(0), number(5)))
        for inside, expected in {
            hidden: [("A1", "0")],
            hidden.replace("false", "true"): [],
            entry.format("t"): [("A1", "0")],
            entry.format("autre"): [],
        }.items():
            parts = {"settings.xml": settings(inside), "content.xml": content}
            assert refused(read_one(archive(parts))) == expected

    def test_only_sheets_are_read(self, ods: Read) -> None:
        """Not what was changed, nor a table in a shape, nor the copy of a sheet of another file."""
        changes = (
            "<table:tracked-changes><table:cell-content-change><table:previous><table:change-track-table-cell "
            'office:value-type="string"><text:p>AVANT</text:p></table:change-track-table-cell></table:previous>'
            "</table:cell-content-change></table:tracked-changes>"
        )
        nested = f'<table:table table:name="dans">{row(text("FORME"))}</table:table>'
        shape = f"<table:shapes><draw:frame>{nested}</draw:frame></table:shapes>"
        copy = f"<table:table table:name=\"'file:///autre.ods'#$constats\">{row(text('COPIE'))}</table:table>"
        inside = cell("", f'<table:table table:name="sous">{row(text("SOUS"))}</table:table><text:p>valeur</text:p>')
        sheet = ods(shape + row(text("cle"), inside), around=changes + copy)
        assert (sheet.nom, texts_of(sheet)) == ("t", [["cle", "valeur"]])


class TestWorkbook:
    def test_flat(self) -> None:
        content = ods_content(row(text("cle"), number(0.41, style="pc")), PERCENTAGE)
        flat = '<?xml version="1.0"?>' + content.replace("document-content", "document")
        assert texts_of(read_one(flat.encode())) == [["cle", "41 %"]]

    def test_styles_of_the_workbook(self) -> None:
        content = ods_content(row(number(0.41, style="pc")))
        styles = ods_content("", PERCENTAGE).replace("document-content", "document-styles")
        styles = styles[: styles.index("<office:body>")] + "</office:document-styles>"
        assert texts_of(read_one(archive({"content.xml": content, "styles.xml": styles}))) == [["41 %"]]

    def test_protected_by_a_password(self) -> None:
        manifest = (
            f'<manifest:manifest xmlns:manifest="{OASIS}manifest:1.0">'
            '<manifest:file-entry manifest:full-path="content.xml">'
            "<manifest:encryption-data/></manifest:file-entry></manifest:manifest>"
        )
        with pytest.raises(ClasseurIllisible, match="mot de passe"):
            read_bytes(archive({"META-INF/manifest.xml": manifest, "content.xml": b"\x8f\x01"}))

    @pytest.mark.parametrize(
        "content",
        [
            "",
            "<a",
            "<a/>",
            ods_content("<table:table-row><"),
            "\0",
            ods_content(row(cell(repeated=2)).replace('"2"', '"x"')),
        ],
    )
    def test_damaged(self, content: str) -> None:
        with pytest.raises(ClasseurIllisible):
            read_bytes(archive({"content.xml": content}))

    def test_a_text_document(self) -> None:
        content = ods_content("").replace("office:spreadsheet", "office:text")
        with pytest.raises(ClasseurIllisible, match="pas de feuille"):
            read_bytes(archive({"content.xml": content}))

    def test_only_the_sheets_that_are_kept_are_read_and_refused(self) -> None:
        never = row(cell('table:formula="of:=1"'))
        other = f'<table:table table:name="brouillon">{never}</table:table>'
        asked: list[str] = []
        data = archive({"content.xml": ods_content(row(text("a")), around=other)})
        kept = read_bytes(data, lambda name: asked.append(name) or name == "t")  # type: ignore[func-returns-value]
        assert (asked, [s.nom for s in kept], kept[0].refus) == (["brouillon", "t"], ["t"], ())

    def test_case_of_the_issue(self) -> None:
        if not CAS.is_dir():
            pytest.skip("the shared cases (../shared/cas) are not on this machine")
        (sheet,) = read_workbook(CAS / "erreur_formule.ods")
        assert refused(sheet) == [("L8", "#DIV/0!")]


@given(
    st.lists(
        st.lists(
            st.one_of(st.none(), st.floats(-1e6, 1e6).map(lambda x: round(x, 3)), st.sampled_from("abé œ")),
            min_size=1,
            max_size=5,
        ),
        min_size=1,
        max_size=5,
    )
)
def test_what_was_typed_is_what_is_read(rows: list[list[str | float | None]]) -> None:
    document = odf.opendocument.OpenDocumentSpreadsheet()
    table = odf.table.Table(name="t")
    for cells in rows:
        line = odf.table.TableRow()
        for value in cells:
            if value is None:
                line.addElement(odf.table.TableCell())
            else:
                typed = {"valuetype": "string"} if isinstance(value, str) else {"valuetype": "float", "value": value}
                held = odf.table.TableCell(**typed)
                held.addElement(odf.text.P(text=str(value)))
                line.addElement(held)
        table.addElement(line)
    document.spreadsheet.addElement(table)
    buffer = io.BytesIO()
    document.write(buffer)
    sheet = read_one(buffer.getvalue())
    read = {(n, c): t for n, row in sheet.lignes for c, t in enumerate(row) if t}
    expected = {
        (n, c): value
        if isinstance(value, str)
        else f"{value:.3f}".rstrip("0").rstrip(".").replace("-0", "0", value == 0)
        for n, cells in enumerate(rows, start=1)
        for c, value in enumerate(cells)
        if value is not None and str(value).strip()
    }
    assert (read, sheet.refus) == (expected, ())
