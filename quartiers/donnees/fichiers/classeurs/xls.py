"""Workbooks of Excel 97 and before (.xls): xlrd reads their cells, formats, merges and what is hidden.

What it does not say, the records of the file do: which formulas were never computed, and whether a filter is on.
"""

import io
import struct
from collections.abc import Callable, Iterator
from typing import Any, Final

import olefile
import xlrd

from quartiers.donnees.fichiers.classeurs.codes import read_code
from quartiers.donnees.fichiers.classeurs.commun import (
    DAMAGED,
    MAX_ROWS,
    PROTECTED,
    ClasseurIllisible,
    FeuilleLue,
    Plage,
    raise_digits,
)
from quartiers.donnees.fichiers.classeurs.dates import DEPUIS_1900, DEPUIS_1904
from quartiers.donnees.fichiers.classeurs.divergences import (
    ErreurDeFormule,
    FormuleSansValeur,
    ValeurCachee,
    ValeurIllisible,
    check_error,
)
from quartiers.donnees.fichiers.classeurs.rangees import Demesure, Grille, Reste

MAX_XLS: Final = 20 * 1024 * 1024  # bytes: the library takes ten times as much memory, and some seconds

_SUPERSCRIPT: Final = 1  # of a font's positions
_SECTOR: Final = 512  # a container is made of whole ones
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")  # the part of a container that is an .xlsx with a password
_BEGINNINGS, _END = (0x0009, 0x0209, 0x0409, 0x0809), 0x000A
_FORMULAS, _FILTER_ON, _COMPUTED_BY = (0x0006, 0x0206, 0x0406), 0x009B, 0x01C1
# The results of formulas that a program wrote and no spreadsheet computed: nothing, or zero.
_NO_RESULTS: Final = (b"\x03\x00\x00\x00\x00\x00\xff\xff", bytes(8))


def read_xls(data: bytes, garder: Callable[[str], bool]) -> Iterator[FeuilleLue]:
    """The sheets whose names are kept, in their order; raises ClasseurIllisible."""
    if len(data) > MAX_XLS:
        raise ClasseurIllisible(f"Il pèse plus de {MAX_XLS // 1024**2} Mo : l'enregistrer en .xlsx ou .ods.")
    stream = _call(_take_out, data) if data.startswith(olefile.MAGIC) else data
    options = {"formatting_info": True, "ragged_rows": True, "on_demand": True, "logfile": io.StringIO()}
    book = _call(xlrd.open_workbook, file_contents=stream, **options)
    reste = Reste()
    for number, name in enumerate(book.sheet_names()):
        if garder(name):
            yield _Feuille(book, stream, number, reste).read()
            book.unload_sheet(number)


def _take_out(data: bytes) -> bytes:
    """The workbook in its container. Another library opens it: xlrd's own goes round for ever in a damaged one."""
    if _ENCRYPTED in data:
        raise ClasseurIllisible(PROTECTED)
    if len(data) % _SECTOR:
        raise ClasseurIllisible(DAMAGED)
    with olefile.OleFileIO(io.BytesIO(data), raise_defects=olefile.DEFECT_INCORRECT) as container:
        for name in ("Workbook", "Book"):
            if container.exists(name):
                content: bytes = container.openstream(name).read()
                return content
    raise ClasseurIllisible("C'est un document d'une autre sorte, et non un classeur.")


def _call(function: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
    """What the library gives; what it raises of a damaged file, of any kind, is a ClasseurIllisible."""
    try:
        return function(*arguments, **options)
    except ClasseurIllisible:
        raise
    except Exception as error:  # it checks little: an index, a length or a type may be wrong anywhere
        raise ClasseurIllisible(PROTECTED if "encrypted" in str(error) else DAMAGED) from error


class _Feuille:
    """A sheet that is being read into a grid."""

    def __init__(self, book: xlrd.book.Book, stream: bytes, number: int, reste: Reste):
        self._book, self._stream, self._start = book, stream, book._sh_abs_posn[number]
        self._sheet = _call(book.sheet_by_index, number)
        self._grid = Grille(self._sheet.name, reste, masquee=self._sheet.visibility != 0)
        self._calendar = DEPUIS_1904 if book.datemode else DEPUIS_1900
        self._uncomputed = set() if _was_computed(stream, book.base) else set(self._find_uncomputed())

    def read(self) -> FeuilleLue:
        """The sheet as read."""
        self._tell_what_is_hidden()
        for first_row, end_row, first_column, end_column in self._sheet.merged_cells:
            self._grid.merge(Plage(first_row + 1, first_column, end_row, end_column - 1))
        try:
            for row in range(self._sheet.nrows):
                self._read_row(row)
        except Demesure:
            pass  # which the last refusal of the sheet says
        return self._grid.finish()

    def _tell_what_is_hidden(self) -> None:
        for column, info in self._sheet.colinfo_map.items():
            if (info.hidden or info.width == 0) and not info.outline_level:
                self._grid.hide_columns(column, column)
        if any(info.hidden for info in self._sheet.rowinfo_map.values()) and self._is_filtered():
            self._grid.filter_rows(1, MAX_ROWS)

    def _read_row(self, row: int) -> None:
        info = self._sheet.rowinfo_map.get(row)
        hidden = info is not None and bool(info.hidden or info.height == 0) and not info.outline_level
        values = self._sheet.row_values(row)
        for column, kind in enumerate(self._sheet.row_types(row)):
            if kind not in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
                self._grid.place(row + 1, column, self._show, row, column, kind, values[column], masquee=hidden)

    def _show(self, row: int, column: int, kind: int, value: Any) -> str:
        """What a cell shows; raises Ecart."""
        if (row, column) in self._uncomputed:
            raise FormuleSansValeur("=…")
        if kind == xlrd.XL_CELL_ERROR:
            raise ErreurDeFormule(xlrd.error_text_from_code.get(value, "#ERREUR"))
        shape = read_code(self._code(row, column))
        if kind in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
            if value == 0 and not self._sheet.show_zero_values:
                raise ValeurCachee("0")
            return shape.show_number(value, self._calendar)
        if kind == xlrd.XL_CELL_BOOLEAN:
            return shape.show_text("vrai" if value else "faux")
        return shape.show_text(check_error(self._with_shifts(row, column, value)))

    def _with_shifts(self, row: int, column: int, text: str) -> str:
        """A text with the digits of its runs that are above or below the line."""
        runs = self._sheet.rich_text_runlist_map.get((row, column), [])
        ends = [*(start for start, _ in runs[1:]), len(text)]
        for (start, font), end in zip(runs, ends, strict=False):
            level = self._book.font_list[font].escapement if font < len(self._book.font_list) else 0
            if level:
                text = text[:start] + raise_digits(text[start:end], above=level == _SUPERSCRIPT) + text[end:]
        return text

    def _code(self, row: int, column: int) -> str:
        number = self._sheet.cell_xf_index(row, column)
        if number >= len(self._book.xf_list):
            raise ValeurIllisible(str(self._sheet.cell_value(row, column)))
        known = self._book.format_map.get(self._book.xf_list[number].format_key)
        return known.format_str if known else ""

    def _is_filtered(self) -> bool:
        return any(kind == _FILTER_ON for kind, _ in _records(self._stream, self._start))

    def _find_uncomputed(self) -> Iterator[tuple[int, int]]:
        """Rows and columns of the formulas without a result."""
        result_at = 6 if self._book.biff_version >= 30 else 7
        for kind, start in _records(self._stream, self._start):
            if kind in _FORMULAS and self._stream[start + result_at : start + result_at + 8] in _NO_RESULTS:
                row, column = struct.unpack_from("<HH", self._stream, start)
                yield row, column


def _was_computed(stream: bytes, start: int) -> bool:
    """Whether a spreadsheet has computed the formulas: it leaves its number."""
    marks = (place for kind, place in _records(stream, start) if kind == _COMPUTED_BY)
    return any(bytes(stream[place + 4 : place + 8]).strip(b"\0") for place in marks)


def _records(stream: bytes, position: int) -> Iterator[tuple[int, int]]:
    """Kind, and place of the content, of each record from a beginning to the end that closes it."""
    depth = 0
    while position + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, position)
        yield kind, position + 4
        position += 4 + length
        depth += (kind in _BEGINNINGS) - (kind == _END)
        if depth <= 0:
            return
