"""A sheet of an .xlsx workbook: its cells, as openpyxl's parser reads each, and what it says of rows and columns."""

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final
from xml.etree.ElementTree import Element

from openpyxl.utils.cell import coordinate_to_tuple, range_boundaries
from openpyxl.worksheet._reader import WorkSheetParser
from openpyxl.xml.constants import SHEET_MAIN_NS

from quartiers.donnees.fichiers.classeurs.codes import read_code
from quartiers.donnees.fichiers.classeurs.commun import DAMAGED, MAX_ROWS, ClasseurIllisible, Plage, raise_digits
from quartiers.donnees.fichiers.classeurs.dates import DEPUIS_1900, Calendrier
from quartiers.donnees.fichiers.classeurs.divergences import (
    ErreurDeFormule,
    FormuleSansValeur,
    ValeurCachee,
    ValeurIllisible,
    check_error,
)
from quartiers.donnees.fichiers.classeurs.flux import FIN, Evenement
from quartiers.donnees.fichiers.classeurs.formats import Format
from quartiers.donnees.fichiers.classeurs.rangees import Grille

MAIN: Final = f"{{{SHEET_MAIN_NS}}}"
CELL: Final = "c"
MARKS: Final = ("sheetPr", "sheetView", "col", "sheetData", "row", "mergeCell", "autoFilter", "filterColumn")

_READERS: Final = {f"{MAIN}{name}": f"_read_{name.lower()}" for name in (*MARKS, CELL)}
_LEVEL: Final = f"{MAIN}rPr/{MAIN}vertAlign"
_VALUE, _FORMULA, _INLINE, _TEXT, _RUN = (f"{MAIN}{name}" for name in ("v", "f", "is", "t", "r"))
_ISO_CODES: Final[dict[type, str]] = {
    datetime.date: "yyyy-mm-dd",
    datetime.datetime: "yyyy-mm-dd hh:mm",
    datetime.time: "hh:mm:ss",
    datetime.timedelta: "[h]:mm:ss",
}
_SEEN: Final = 0.3  # of a point, or of a character: a row, a column that is smaller is seen by nobody
_MAX_RANGES: Final = 100  # of formulas that give several values and have none: the sheet is refused for the first
_ESCAPED: Final = re.compile("_x([0-9A-Fa-f]{4})_")


@dataclass
class Contexte:
    """What the cells of a workbook refer to; ``jamais_calcule`` says that the results of formulas are not kept."""

    calendrier: Calendrier = DEPUIS_1900
    jamais_calcule: bool = False
    formats: list[Format] = field(default_factory=list)
    textes: list[str] = field(default_factory=list)


class Feuille:
    """A sheet that is being read into a grid."""

    def __init__(self, contexte: Contexte, grille: Grille):
        self._book, self._grid = contexte, grille
        self._parser = WorkSheetParser(None, contexte.textes, data_only=True)
        self._has_data = self._row_hidden = self._zeros_hidden = self._filter_mode = self._has_filter = False
        self._filter = self._before = ""
        self._uncomputed: list[Plage] = []

    def read(self, events: Iterable[Evenement], filtered: Iterable[str]) -> None:
        """Fill the grid, where a filter hides some rows of the ranges ``filtered``; raises ClasseurIllisible."""
        for ref in filtered:
            self._read_filter(ref)
        readers = {name: getattr(self, method) for name, method in _READERS.items()}
        for event in events:
            if event.sorte != FIN:
                readers[event.nom](event)
        if not self._has_data:
            raise ClasseurIllisible(DAMAGED)
        if self._filter_mode and not self._has_filter:  # an advanced filter, whose range is not said
            self._grid.filter_rows(1, MAX_ROWS)

    def _read_sheetpr(self, event: Evenement) -> None:
        self._filter_mode = is_true(event.attributs.get("filterMode"))

    def _read_sheetview(self, event: Evenement) -> None:
        self._zeros_hidden |= not is_true(event.attributs.get("showZeros", "1"))

    def _read_col(self, event: Evenement) -> None:
        if _is_hidden(event.attributs, "width"):
            self._grid.hide_columns(int(event.attributs["min"]) - 1, int(event.attributs["max"]) - 1)

    def _read_sheetdata(self, _event: Evenement) -> None:
        self._has_data = True

    def _read_row(self, event: Evenement) -> None:
        number = event.attributs.get("r")
        self._parser.row_counter = int(number) if number else self._parser.row_counter + 1
        self._parser.col_counter, self._before = 0, ""
        self._row_hidden = _is_hidden(event.attributs, "ht")

    def _read_mergecell(self, event: Evenement) -> None:
        self._grid.merge(_range(event.attributs.get("ref", "")))

    def _read_autofilter(self, event: Evenement) -> None:
        if event.profondeur == 2:  # others are those of personal views
            self._has_filter, self._filter = True, event.attributs.get("ref", "")

    def _read_filtercolumn(self, event: Evenement) -> None:
        if event.profondeur == 3 and self._filter:
            self._read_filter(self._filter)

    def _read_filter(self, ref: str) -> None:
        plage = _range(ref)
        self._grid.filter_rows(plage.ligne, plage.derniere_ligne)

    def _read_c(self, event: Evenement) -> None:
        coordinate = event.attributs.get("r", "")
        if event.arbre is None:
            self._before = coordinate
            self._parser.col_counter += not coordinate
            return
        if coordinate:
            row, column = coordinate_to_tuple(coordinate)
        else:
            if self._before:
                self._parser.col_counter = coordinate_to_tuple(self._before)[1]
            row, column = self._parser.row_counter, self._parser.col_counter + 1
        self._before = ""
        self._grid.place(row, column - 1, self._show, event.arbre, row, column - 1, masquee=self._row_hidden)
        self._parser.col_counter = column

    def _show(self, cell: Element, row: int, column: int) -> str:
        """What a cell shows; raises Ecart."""
        inside = {child.tag: child for child in cell}
        inline, formula = inside.get(_INLINE), inside.get(_FORMULA)
        if formula is not None and (self._book.jamais_calcule or not _has_result(cell)):
            self._note_uncomputed(formula)
            raise FormuleSansValeur(f"={formula.text or '…'}")
        if any(plage.holds(row, column) for plage in self._uncomputed):
            raise FormuleSansValeur("=…")
        if inline is not None:
            return self._format(cell).show_text(check_error(text_of(inline)))
        try:
            found = self._parser.parse_cell(cell)
        except (ValueError, IndexError, OverflowError):
            raise ValeurIllisible(cell.findtext(_VALUE, "")) from None
        value, kind = found["value"], found["data_type"]
        if value is None:
            return ""
        if kind == "e":
            raise ErreurDeFormule(str(value))
        if kind == "d":
            return self._show_date(value, self._format(cell))
        if kind == "n":
            return self._show_number(value, self._format(cell))
        text = ("vrai" if value else "faux") if kind == "b" else unescape(value) if cell.get("t") == "str" else value
        return self._format(cell).show_text(check_error(text))

    def _note_uncomputed(self, formula: Element) -> None:
        """Note the range of a formula that gives several values, of which its first cell alone keeps the text."""
        if "ref" in formula.attrib and formula.get("t") != "shared" and len(self._uncomputed) < _MAX_RANGES:
            self._uncomputed.append(_range(formula.attrib["ref"]))

    def _show_number(self, value: float, shape: Format) -> str:
        if value == 0 and self._zeros_hidden:
            raise ValeurCachee("0")
        return shape.show_number(value, self._book.calendrier)

    def _show_date(self, value: datetime.date | datetime.time | datetime.timedelta, shape: Format) -> str:
        """A date that is stored as a text, as "strict" files do."""
        if not any(section.date for section in shape.sections):
            shape = read_code(_ISO_CODES[type(value)])
        return shape.show_number(_days(value, self._book.calendrier), self._book.calendrier)

    def _format(self, cell: Element) -> Format:
        number = int(cell.get("s") or 0)
        if number < len(self._book.formats):
            return self._book.formats[number]
        if number:  # the file has lost its formats: who knows what this one shows
            raise ValeurIllisible(cell.findtext(_VALUE, ""))
        return read_code("")


def _days(value: datetime.date | datetime.time | datetime.timedelta, calendrier: Calendrier) -> float:
    if isinstance(value, datetime.timedelta):
        return value / datetime.timedelta(days=1)
    if isinstance(value, datetime.time):
        return (value.hour * 3600 + value.minute * 60 + value.second) / 86400
    moment = value if isinstance(value, datetime.datetime) else datetime.datetime.combine(value, datetime.time())
    return calendrier.jours(moment)


def _has_result(cell: Element) -> bool:
    """Whether a formula has a result; that of a text may be empty."""
    value = cell.find(_VALUE)
    return value is not None and (bool(value.text) or cell.get("t") == "str")


def text_of(holder: Element | None) -> str:
    """A text and its formatted runs, without the phonetic ones, which are shown above it or nowhere."""
    runs = []
    for child in holder if holder is not None else ():
        if child.tag == _TEXT:
            runs.append(child.text or "")
        elif child.tag == _RUN:
            level, text = child.find(_LEVEL), child.findtext(_TEXT) or ""
            shift = level.get("val", "") if level is not None else ""
            is_shifted = shift in ("superscript", "subscript")
            # What XML cannot hold is written with digits: it is decoded before those of the run are raised.
            runs.append(raise_digits(unescape(text), above=shift == "superscript") if is_shifted else text)
    return unescape("".join(runs))


def unescape(text: str) -> str:
    """A text without the escapes of what XML cannot hold (``_x000D_``), whole letters where they make pairs of them."""
    if "_x" not in text:
        return text
    bare = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return bare.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _range(ref: str) -> Plage:
    first_column, first_row, last_column, last_row = range_boundaries(ref)
    if None in (first_column, first_row, last_column, last_row):
        raise ClasseurIllisible(DAMAGED)
    return Plage(first_row, first_column - 1, last_row, last_column - 1)


def _is_hidden(attributes: Any, size: str) -> bool:
    """Whether a row or column is hidden or without any size, but for those of a group, which its border tells."""
    if int(attributes.get("outlineLevel", 0)):
        return False
    return is_true(attributes.get("hidden")) or float(attributes.get(size, 1)) < _SEEN


def is_true(text: str | None) -> bool:
    return text in ("1", "true", "on")
