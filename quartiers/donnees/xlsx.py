"""What the workbook reader does not say of an ``.xlsx``: that it is a trap, and which cells hold an error.

The reader makes a whole rectangle of cells, up to the last one that is filled: one cell at the end of a sheet, or an
archive that unfolds to gigabytes, would take all the memory. It reads an error (``#REF!``) as an empty cell, which in
these tables means "not stated".
"""

import posixpath
import re
import zipfile
from pathlib import Path
from typing import Final
from xml.etree import ElementTree

MAX_UNFOLDED: Final = 200 * 1024 * 1024  # bytes; the tables of a contract take two megabytes
MAX_CELLS: Final = 20_000_000  # of a sheet, empty ones included

_SHEETS = re.compile(r"xl/worksheets/[^/]+\.xml")
_PLACE = re.compile(rb'<c [^>]*?\br="([A-Z]{1,3})([0-9]{1,7})"')
_MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LINK: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

Errors = dict[str, dict[tuple[int, int], str]]


class Demesure(Exception):
    """A workbook too large to be read; its text, French, says what to mend."""


def check_size(path: Path) -> None:
    """Raise :class:`Demesure` where reading would take all the memory; a file that is no archive is not judged."""
    if not zipfile.is_zipfile(path):
        return
    with zipfile.ZipFile(path) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > MAX_UNFOLDED:
            raise Demesure(f"déplié, il pèse plus de {MAX_UNFOLDED // 1024**2} Mo")
        for name in filter(_SHEETS.fullmatch, archive.namelist()):
            places = _PLACE.findall(archive.read(name))
            rows = max((int(row) for _, row in places), default=0)
            columns = max((_column(letters) for letters, _ in places), default=0)
            if rows * columns > MAX_CELLS:
                raise Demesure(f"une cellule est remplie très loin du tableau, ligne {rows} : effacer ces lignes")


def find_errors(path: Path) -> Errors:
    """Errors of the cells of each sheet, by its name then by row and column from 0; none for another kind of file."""
    if not zipfile.is_zipfile(path):
        return {}
    found: Errors = {}
    with zipfile.ZipFile(path) as archive:
        if "xl/workbook.xml" not in archive.namelist():
            return {}
        for sheet, part in _parts(archive).items():
            xml = archive.read(part) if part in archive.namelist() else b""
            if b't="e"' in xml:
                found[sheet] = _errors(xml)
    return found


def _parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """The part of the archive that holds each sheet."""
    links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {link.get("Id"): posixpath.join("/xl", link.get("Target", "")).lstrip("/") for link in links}
    sheets = ElementTree.fromstring(archive.read("xl/workbook.xml")).iter(f"{_MAIN}sheet")
    return {sheet.get("name", ""): targets.get(sheet.get(_LINK), "") for sheet in sheets}


def _errors(xml: bytes) -> dict[tuple[int, int], str]:
    found = {}
    for cell in ElementTree.fromstring(xml).iter(f"{_MAIN}c"):
        place = re.fullmatch(r"([A-Z]+)([0-9]+)", cell.get("r", ""))
        if cell.get("t") == "e" and place:
            found[int(place[2]) - 1, _column(place[1].encode()) - 1] = cell.findtext(f"{_MAIN}v") or "#ERREUR"
    return found


def _column(letters: bytes) -> int:
    """The number of a column, from 1.

    >>> _column(b"A"), _column(b"AA"), _column(b"XFD")
    (1, 27, 16384)
    """
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number
