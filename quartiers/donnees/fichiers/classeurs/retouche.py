"""Cells written into a workbook (.xlsx, .xlsm) that people keep: nothing else of it changes.

Its other parts are copied as they are, and of a sheet the cells that are not named stay, with their looks: what a
library that reads and writes whole workbooks does not know (charts, notes, rules of another version) would be lost.
"""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from typing import Final, TypeAlias
from xml.dom.minidom import Document, Element, parseString
from xml.parsers.expat import ExpatError

from quartiers.donnees.fichiers.classeurs.archive import ZIP_DAMAGES, Archive
from quartiers.donnees.fichiers.classeurs.commun import DAMAGED, ClasseurIllisible, Plage
from quartiers.donnees.fichiers.classeurs.dates import Calendrier
from quartiers.donnees.fichiers.classeurs.xlsx import Xlsx

Valeur: TypeAlias = str | float | date
Cellules: TypeAlias = Mapping[tuple[int, int], Valeur]  # by row, from 1, and column, from 0

_MAX_PART: Final = 64 * 1024 * 1024  # bytes of a sheet, whole in memory here: a table of ten thousand rows takes ten
_REFERENCE: Final = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_LIKE_ESCAPE: Final = re.compile(
    "_(?=x[0-9A-Fa-f]{4}_)"
)  # what readers would take for a character that XML cannot hold
_AGAIN: Final = "L'ouvrir dans Excel ou LibreOffice et l'enregistrer, puis relancer."


def edit_workbook(data: bytes, feuilles: Mapping[str, Cellules]) -> bytes:
    """The content of a workbook with these cells of these sheets; raises ClasseurIllisible where it cannot be.

    A text is stored as one; a number and a day take the look that their cell, or its column, has.
    """
    archive = Archive(data)
    book = Xlsx(archive)
    parts = {archive.getinfo(part).filename: name for name in feuilles if (part := book.part_of(name)) is not None}
    if len(parts) < len(feuilles):
        raise ClasseurIllisible(DAMAGED)
    written = io.BytesIO()
    try:
        with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as copy:
            for entry in archive.infolist():
                with archive.stream(entry) as source:
                    content = source.read()
                if entry.filename in parts:
                    content = _edit_part(content, feuilles[parts[entry.filename]], book.calendrier)
                copy.writestr(entry, content)
    except ZIP_DAMAGES as error:
        raise ClasseurIllisible(DAMAGED) from error
    return written.getvalue()


def _edit_part(content: bytes, cells: Cellules, calendrier: Calendrier) -> bytes:
    if len(content) > _MAX_PART or b"<!DOCTYPE" in content:
        raise ClasseurIllisible(DAMAGED)
    try:
        document = parseString(content)
    except ExpatError as error:
        raise ClasseurIllisible(DAMAGED) from error
    sheet = _Feuille(document)
    for (row, column), value in sorted(cells.items()):
        sheet.write(row, column, value, calendrier)
    return document.toxml(encoding="UTF-8", standalone=True)


class _Feuille:
    """The part of a sheet, being edited."""

    def __init__(self, document: Document):
        self._document = document
        root = document.documentElement
        data = next(_inside(root, "sheetData"), None) if root is not None else None
        if root is None or data is None:
            raise ClasseurIllisible(DAMAGED)
        self._data = data
        self._prefix = data.tagName.removesuffix("sheetData")
        self._rows = {_number(row.getAttribute("r")): row for row in _inside(data, "row")}
        self._cells = {n: {_column(c): c for c in _inside(row, "c")} for n, row in self._rows.items()}
        self._styles = [
            (int(col.getAttribute("min")) - 1, int(col.getAttribute("max")) - 1, col.getAttribute("style"))
            for cols in _inside(root, "cols")
            for col in _inside(cols, "col")
        ]
        for size in list(_inside(root, "dimension")):  # it may be absent, and would be wrong
            root.removeChild(size)

    def write(self, row: int, column: int, value: Valeur, calendrier: Calendrier) -> None:
        cell = self._cell(row, column)
        if next(_inside(cell, "f"), None) is not None:
            where = Plage.cell(row, column).reference
            raise ClasseurIllisible(f"La cellule {where} a une formule : la remplacer par sa valeur, puis relancer.")
        for child in list(cell.childNodes):
            cell.removeChild(child)
        for name in ("t", "cm", "vm"):
            if cell.hasAttribute(name):
                cell.removeAttribute(name)
        if isinstance(value, str):
            cell.setAttribute("t", "inlineStr")
            text = self._add(self._add(cell, "is"), "t")
            text.setAttribute("xml:space", "preserve")
            text.appendChild(self._document.createTextNode(_LIKE_ESCAPE.sub("_x005F_", value)))
            return
        number = calendrier.jours(datetime.combine(value, time())) if isinstance(value, date) else value
        self._add(cell, "v").appendChild(self._document.createTextNode(format(number, ".15g")))

    def _cell(self, row: int, column: int) -> Element:
        if row not in self._rows:
            made = self._new("row")
            made.setAttribute("r", str(row))
            _put(self._data, made, self._rows, row)
            self._cells[row] = {}
        there, cells = self._rows[row], self._cells[row]
        if column not in cells:
            if there.hasAttribute("spans"):  # which columns it has, for speed
                there.removeAttribute("spans")
            made = self._new("c")
            made.setAttribute("r", Plage.cell(row, column).reference)
            style = there.getAttribute("s") if there.getAttribute("customFormat") in ("1", "true") else ""
            if style := style or next((s for low, high, s in self._styles if low <= column <= high), ""):
                made.setAttribute("s", style)
            _put(there, made, cells, column)
        return cells[column]

    def _add(self, parent: Element, name: str) -> Element:
        made = self._new(name)
        parent.appendChild(made)
        return made

    def _new(self, name: str) -> Element:
        return self._document.createElementNS(self._data.namespaceURI, self._prefix + name)


def _put(parent: Element, made: Element, siblings: dict[int, Element], rank: int) -> None:
    """Put an element where its rank is, and note it."""
    after = min((n for n in siblings if n > rank), default=None)
    parent.insertBefore(made, None if after is None else siblings[after])
    siblings[rank] = made


def _inside(parent: Element, name: str) -> Iterator[Element]:
    return (c for c in parent.childNodes if c.nodeType == c.ELEMENT_NODE and c.localName == name)


def _number(text: str) -> int:
    """The number of a row, which files may leave to be counted: spreadsheets write it."""
    if not text.isdecimal():
        raise ClasseurIllisible(_AGAIN)
    return int(text)


def _column(cell: Element) -> int:
    found = _REFERENCE.fullmatch(cell.getAttribute("r"))
    if found is None:
        raise ClasseurIllisible(_AGAIN)
    number = 0
    for letter in found[1]:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
