"""Workbooks written by hand, so that a test may say exactly what a file holds, and read as the product does."""

import io
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from xml.sax.saxutils import escape

from quartiers.donnees.fichiers.classeurs import FeuilleLue
from quartiers.donnees.fichiers.classeurs.nature import read_bytes

FICHIERS = Path(__file__).parent / "fichiers"
CAS = Path(__file__).parents[4] / "shared" / "cas"

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
OASIS = "urn:oasis:names:tc:opendocument:xmlns:"


def archive(parts: Mapping[str, str | bytes]) -> bytes:
    """A ZIP file of these parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return buffer.getvalue()


def xlsx_parts(
    rows: str,
    *,
    codes: Iterable[str] = (),
    texts: Iterable[str] = (),
    before: str = "",
    after: str = "",
    calculation: str = "",
    sheet: str = 'name="t"',
) -> dict[str, str]:
    """Parts of a small .xlsx: ``rows``, what stands around them in the sheet, formats (style 1 is the first code)."""
    codes = list(codes)
    formats = "".join(
        f'<numFmt numFmtId="{200 + n}" formatCode="{escape(c, {chr(34): "&quot;"})}"/>' for n, c in enumerate(codes)
    )
    styles = "".join(f'<xf numFmtId="{200 + n}"/>' for n in range(len(codes)))
    link = f"{LINKS}/"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    return {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": f'<Relationships xmlns="{package}"><Relationship Id="r1" Type="{link}officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{LINKS}"><workbookPr/><sheets>'
        f'<sheet {sheet} sheetId="1" r:id="r1"/></sheets>{calculation}</workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}">'
        f'<Relationship Id="r1" Type="{link}worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="r2" Type="{link}styles" Target="styles.xml"/>'
        f'<Relationship Id="r3" Type="{link}sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><numFmts>{formats}</numFmts>'
        f'<cellXfs><xf numFmtId="0"/>{styles}</cellXfs></styleSheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{"".join(f"<si>{t}</si>" for t in texts)}</sst>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}">{before}'
        f"<sheetData>{rows}</sheetData>{after}</worksheet>",
    }


def ods_content(table: str, styles: str = "", *, name: str = "t", style: str = "", around: str = "") -> str:
    """The ``content.xml`` of a small .ods, whose table holds ``table``."""
    namespaces = "".join(f' xmlns:{n}="{OASIS}{n}:1.0"' for n in ("office", "table", "text", "style"))
    namespaces += f' xmlns:number="{OASIS}datastyle:1.0" xmlns:draw="{OASIS}drawing:1.0"'
    namespaces += ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    shape = f' table:style-name="{style}"' if style else ""
    return (
        f"<office:document-content{namespaces}><office:automatic-styles>{styles}</office:automatic-styles><office:body>"
        f'<office:spreadsheet>{around}<table:table table:name="{name}"{shape}>{table}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )


def read_one(data: bytes) -> FeuilleLue:
    """The only sheet of a workbook."""
    (sheet,) = read_bytes(data)
    return sheet


def texts_of(sheet: FeuilleLue) -> list[list[str]]:
    return [list(cells) for _, cells in sheet.lignes]


def refused(sheet: FeuilleLue) -> list[tuple[str, str]]:
    """Where and what of each refusal."""
    return [(refus.cellule, refus.trouve) for refus in sheet.refus]
