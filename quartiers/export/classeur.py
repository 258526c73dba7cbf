"""Writing a workbook (``.xlsx``): typed cells, real tables, and text that stays text.

Nothing of the data is ever a formula, a link or a number by its looks: text is written as text, without control
characters, and cut where a cell ends. The same :class:`~quartiers.feuilles.Classeur` gives the same bytes.
"""

import io
import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, time
from functools import lru_cache
from inspect import unwrap
from typing import Any, Final

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from quartiers.echappement import printable
from quartiers.feuilles import Cellule, Classeur, Colonne, Contenu, Feuille, Rubrique
from quartiers.marques import PROGRAMME
from quartiers.style import COLORS

COVER: Final = "Lisez-moi"
MAX_CELL: Final = 32_767  # UTF-16 units, the most that a cell holds
MAX_HEADING: Final = 255
MAX_SHEET_NAME: Final = 31
MAX_FOOTER: Final = 100  # of the 255 that the parts of a footer share, each & counting twice
CUT: Final = " […] (texte coupé)"

DATE: Final = "dd/mm/yyyy"
LONG_DATE: Final = "[$-40C]d mmmm yyyy"
A4: Final = 9
NUMBER_WIDTH: Final = 9
_COVER_WIDTHS: Final = (30, 105)
LETTERS: Final = 1.15  # letters of a running text in the width of one digit, the unit of widths
LINE_HEIGHT, MAX_HEIGHT = 15, 409  # points
_LEFT: Final = {"align": "left", "indent": 1}
FILTER_BUTTON: Final = 4  # characters that it hides, with the margin
_TEXTS: Final = 10_000  # whose lines are counted once: long sheets repeat a few

# What a spreadsheet would take for a formula if the cell were typed again: it is told that it is text.
LIKE_FORMULA: Final = re.compile(r"\s*[=+\-@]|[\t\r\n]")
_FORBIDDEN_IN_NAMES = re.compile(r"[\[\]:*?/\\\n\t]")

# By row and column: at each of tens of thousands of cells, the others first look whether it is named « A1 ».
_write_blank, _write_datetime, _write_number, _write_string = map(
    unwrap, (Worksheet.write_blank, Worksheet.write_datetime, Worksheet.write_number, Worksheet.write_string)
)

OPTIONS: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def render_workbook(classeur: Classeur) -> bytes:
    """The ``.xlsx`` file; sheets without any row are left out, and the cover does not name them."""
    return _Writer(classeur).write()


def cell_text(text: str, limit: int = MAX_CELL) -> str:
    """Text that a cell can hold: no control character, and a visible mark where it had to be cut.

    >>> cell_text("un\\0 deux"), cell_text("trop long, hélas, pour si peu", 22)
    ('un deux', 'trop […] (texte coupé)')
    """
    clean = printable(text)
    if 2 * len(clean) <= limit or _units(clean) <= limit:
        return clean
    return _first_units(clean, limit - len(CUT)) + CUT


def sheet_name(name: str, taken: Collection[str] = ()) -> str:
    """A name that a sheet may bear, unlike those ``taken`` (whatever the case).

    >>> sheet_name("Série [2024] : l'été"), sheet_name("Doutes", ["doutes"])
    ('Série  2024    l’été', 'Doutes (2)')
    """
    clean = _FORBIDDEN_IN_NAMES.sub(" ", cell_text(name)).replace("'", "’").strip() or "Feuille"
    return _unique(clean, taken, MAX_SHEET_NAME)


def headings(titles: Iterable[str]) -> list[str]:
    """Headings that a table accepts: one line each, never empty, none twice."""
    found: list[str] = []
    for title in titles:
        clean = re.sub(r"\s+", " ", cell_text(title)).strip() or "Colonne"
        found.append(_unique(clean, found, MAX_HEADING))
    return found


def table_name(sheet: str, taken: Collection[str] = ()) -> str:
    """The name of a sheet's table, for formulas of the reader's own: letters, digits, underscores.

    >>> table_name("Écarts de publication")
    'tableau_ecarts_de_publication'
    """
    bare = unicodedata.normalize("NFD", sheet.casefold()).encode("ascii", "ignore").decode()
    clean = "tableau_" + re.sub(r"\W+", "_", bare).strip("_")
    name, number = clean, 2
    while name in taken:
        name, number = f"{clean}_{number}", number + 1
    return name


def _unique(name: str, taken: Collection[str], limit: int) -> str:
    known = {other.casefold() for other in taken}
    found, number = _first_units(name, limit), 2
    while found.casefold() in known:
        tail = f" ({number})"
        found, number = _first_units(name, limit - len(tail)) + tail, number + 1
    return found


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _first_units(text: str, limit: int) -> str:
    """The start of a text, of ``limit`` UTF-16 units at most, never half a character."""
    return text.encode("utf-16-le")[: 2 * limit].decode("utf-16-le", "ignore")


class _Writer:
    """One workbook being written; formats are made once for each look."""

    def __init__(self, classeur: Classeur):
        self.classeur = classeur
        self.buffer = io.BytesIO()
        self.book = xlsxwriter.Workbook(self.buffer, OPTIONS)
        self.formats: dict[tuple[tuple[str, Any], ...], Format] = {}
        self.cell_formats: dict[tuple[Any, ...], Format] = {}
        self.texts: dict[str, tuple[str, bool]] = {}

    def write(self) -> bytes:
        filled = [f for f in self.classeur.feuilles if f.lignes]
        self._set_properties()
        cover = self.book.add_worksheet(COVER)
        names: list[str] = []
        tables: list[str] = []
        for feuille in filled:
            names.append(sheet_name(feuille.nom, [COVER, *names]))
            tables.append(table_name(names[-1], tables))
            self._write_sheet(self.book.add_worksheet(names[-1]), feuille, tables[-1])
        self._write_cover(cover, list(zip(names, filled, strict=True)))
        self.book.close()
        return self.buffer.getvalue()

    def _set_properties(self) -> None:
        c = self.classeur
        created = datetime.combine(c.creation, time())
        texts = {"title": c.titre, "subject": c.sous_titre, "author": c.auteur, "keywords": PROGRAMME}
        self.book.set_properties({**{k: cell_text(v, 255) for k, v in texts.items()}, "created": created})
        self.book.set_custom_property("Language", "fr-FR")

    def _look(self, **properties: Any) -> Format:
        key = tuple(sorted(properties.items()))
        if key not in self.formats:
            self.formats[key] = self.book.add_format(properties)
        return self.formats[key]

    # -- sheets -------------------------------------------------------------------------------------

    def _write_sheet(self, sheet: Worksheet, feuille: Feuille, table: str) -> None:
        titles = headings(column.titre for column in feuille.colonnes)
        last_row, last_column = len(feuille.lignes), len(titles) - 1
        heading = self._look(
            bold=True, font_color="#ffffff", bg_color=COLORS["accent"], text_wrap=True, valign="top",
            align="left", indent=1, border=1, border_color=COLORS["filet"],
        )  # fmt: skip
        sheet.add_table(
            0,
            0,
            last_row,
            last_column,
            {
                "name": table,
                "style": None,
                "columns": [{"header": title, "header_format": heading} for title in titles],
                "title": cell_text(feuille.nom, 255),
                "description": cell_text(feuille.description, 255),
            },
        )
        widths = []
        for position, column in enumerate(feuille.colonnes):
            cells = [line[position] for line in (*feuille.lignes, *feuille.pied)]
            widths.append(_width(titles[position], column.largeur, cells))
            sheet.set_column(position, position, widths[-1])
        rooms, bold_rooms = _rooms(widths), _rooms([width / LETTERS for width in widths])  # bold: wide letters
        sheet.set_row(0, _height(titles, bold_rooms))
        for number, line in enumerate(feuille.lignes, start=1):
            self._write_row(sheet, number, line, feuille.colonnes)
            sheet.set_row(number, _height(line, rooms))
        for number, line in enumerate(feuille.pied, start=last_row + 2):
            self._write_row(sheet, number, line, feuille.colonnes, bold=True)
            sheet.set_row(number, _height(line, bold_rooms))
        bottom = last_row + 1 + len(feuille.pied)
        sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{bottom + 1}"})
        sheet.freeze_panes(1, feuille.figees)
        self._set_up_page(sheet, landscape=True, top_line=cell_text(feuille.nom, MAX_FOOTER), wide=feuille.pages)
        sheet.repeat_rows(0)
        if not feuille.imprimee:  # an area where nothing is: spreadsheets leave out pages that are empty
            sheet.print_area(bottom + 1, 0, bottom + 1, 0)
            return
        if feuille.pages > 1:
            sheet.repeat_columns(0, feuille.figees - 1)
        printed = sum(column.imprimee for column in feuille.colonnes)
        sheet.print_area(0, 0, bottom if feuille.pied else last_row, printed - 1)

    def _write_row(
        self, sheet: Worksheet, row: int, cells: Sequence[Contenu], columns: Sequence[Colonne], *, bold: bool = False
    ) -> None:
        for position, (cell, column) in enumerate(zip(cells, columns, strict=True)):
            self._write_cell(sheet, row, position, cell, column.format, bold=bold)

    def _write_cell(
        self, sheet: Worksheet, row: int, position: int, cell: Contenu, usual: str | None = None, *, bold: bool = False
    ) -> None:
        """A cell by the type of its value; ``usual`` is the number format of its column."""
        marked = cell if isinstance(cell, Cellule) else None
        value = marked.valeur if marked is not None else cell
        own = marked.format if marked is not None else None
        if value is None or value == "":
            _write_blank(sheet, row, position, None, self._cell_look(None, "", marked, bold=bold))
        elif isinstance(value, str):
            text, quoted = self._cell_text(value)
            _write_string(sheet, row, position, text, self._cell_look(str, quoted, marked, bold=bold))
        elif isinstance(value, date):
            shown = self._cell_look(date, own or usual or DATE, marked, bold=bold)
            _write_datetime(sheet, row, position, datetime.combine(value, time()), shown)
        else:
            shown = self._cell_look(float, own or usual or "General", marked, bold=bold)
            _write_number(sheet, row, position, value, shown)

    def _cell_text(self, value: str) -> tuple[str, bool]:
        """What a cell of text holds, and whether it looks like a formula; the same texts come again and again."""
        if value not in self.texts:
            text = cell_text(value)
            self.texts[value] = text, bool(LIKE_FORMULA.match(text))
        return self.texts[value]

    def _cell_look(self, kind: type | None, said: str | bool, marked: Cellule | None, *, bold: bool) -> Format:
        """The format of a cell of a table, which is asked for at every cell.

        Of a cell that holds a value of that kind, None an empty one; ``said`` is its number format or, of a text,
        whether it looks like a formula.
        """
        key = (kind, said, bold, None if marked is None else (marked.couleur, marked.fond, marked.cadre))
        if key not in self.cell_formats:
            look: dict[str, Any] = {"valign": "top", "bottom": 1, "bottom_color": COLORS["filet"]}
            look |= {"bold": True} if bold else {}
            if kind is str:
                look |= {"text_wrap": True, **({"quote_prefix": True} if said else {})}
            elif kind is not None:
                look |= {"num_format": said}
            if kind in (str, float) and marked and marked.cadre:
                look |= {"align": marked.cadre}
            elif kind is not None:
                look |= {"align": "right"} if kind is float else _LEFT
            if marked and marked.couleur:
                look["font_color"] = COLORS[marked.couleur]
            if marked and marked.fond:
                look["bg_color"] = COLORS[marked.fond]
            self.cell_formats[key] = self._look(**look)
        return self.cell_formats[key]

    # -- cover --------------------------------------------------------------------------------------

    def _write_cover(self, sheet: Worksheet, sheets: list[tuple[str, Feuille]]) -> None:
        c = self.classeur
        for position, width in enumerate((*_COVER_WIDTHS, NUMBER_WIDTH, NUMBER_WIDTH + 2)):
            sheet.set_column(position, position, width)
        sheet.hide_gridlines(2)
        sheet.set_tab_color(COLORS["accent"])
        title = self._look(bold=True, font_size=18, font_color=COLORS["accent"])
        sheet.write_string(0, 0, cell_text(c.titre, 255), title)
        sheet.write_string(1, 0, cell_text(c.sous_titre, 255), self._look(font_color=COLORS["gris"]))
        row = 3
        for part in c.avant:
            row = self._write_part(sheet, row, part)
        if sheets:
            row = self._write_contents(sheet, row, sheets)
        for part in c.apres:
            row = self._write_part(sheet, row, part)
        self._set_up_page(sheet, landscape=False, top_line="")

    def _write_part(self, sheet: Worksheet, row: int, part: Rubrique) -> int:
        """Write a part of the cover; returns the row where the next one begins."""
        self._write_section(sheet, row, (part.titre, "", "", ""))
        for label, said in part.lignes:
            row += 1
            self._write_cell(sheet, row, 0, label, bold=True)
            self._write_cell(sheet, row, 1, said, LONG_DATE if isinstance(said, date) else None)
            self._write_cell(sheet, row, 2, None)
            self._write_cell(sheet, row, 3, None)
            sheet.set_row(row, _height([label, said], _rooms(_COVER_WIDTHS)))
        return row + 2

    def _write_contents(self, sheet: Worksheet, row: int, sheets: list[tuple[str, Feuille]]) -> int:
        self._write_section(sheet, row, ("Les feuilles", "Ce qu’elles contiennent", "Lignes", "Sur papier"))
        rule: dict[str, Any] = {"valign": "top", "bottom": 1, "bottom_color": COLORS["filet"]}
        link = self._look(font_color=COLORS["accent"], underline=1, bold=True, align="left", indent=1, **rule)
        for name, feuille in sheets:
            row += 1
            sheet.write_url(row, 0, f"internal:'{name}'!A1", link, name)
            self._write_cell(sheet, row, 1, feuille.description)
            self._write_cell(sheet, row, 2, len(feuille.lignes), "#,##0")
            self._write_cell(sheet, row, 3, "oui" if feuille.imprimee else "non")
            sheet.set_row(row, _height([name, feuille.description], _rooms(_COVER_WIDTHS)))
        return row + 2

    def _write_section(self, sheet: Worksheet, row: int, texts: Sequence[str]) -> None:
        look = self._look(
            bold=True, font_color="#ffffff", bg_color=COLORS["accent"], valign="top", align="left", indent=1
        )
        for position, text in enumerate(texts):
            if text:
                sheet.write_string(row, position, cell_text(text), look)
            else:
                sheet.write_blank(row, position, None, look)

    # -- paper --------------------------------------------------------------------------------------

    def _set_up_page(self, sheet: Worksheet, *, landscape: bool, top_line: str, wide: int = 1) -> None:
        sheet.set_paper(A4)
        if landscape:
            sheet.set_landscape()
        else:
            sheet.set_portrait()
        sheet.fit_to_pages(wide, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.7 if top_line else 0.5, bottom=0.7)
        if top_line:
            sheet.set_header(f"&L{_escape_footer(top_line)}")
        sheet.set_footer(f"&L{_escape_footer(self.classeur.pied)}&RPage &P sur &N")


def _escape_footer(text: str) -> str:
    """Text of a header or footer, where ``&`` begins a code."""
    return _first_units(re.sub(r"\s+", " ", cell_text(text)), MAX_FOOTER).replace("&", "&&")


def _width(title: str, greatest: int, cells: Iterable[Contenu]) -> float:
    """The width of a column, in characters: that of what it holds, up to ``greatest``; longer text is wrapped."""
    words = max(map(len, title.split()), default=0)
    heading = max(words, len(title) // 3) + FILTER_BUTTON
    longest = max((_length(cell) for cell in cells), default=0)
    return min(max(longest + 2, heading), max(greatest, min(heading, 24)))


def _rooms(widths: Iterable[float]) -> list[float]:
    """How many letters a line of each column holds, without the margins of its cells."""
    return [(width - 1.5) * LETTERS for width in widths]


def _height(cells: Iterable[Contenu], rooms: Sequence[float]) -> float:
    """The height of a row, in points: said in the file, since not every spreadsheet finds it by itself."""
    lines = 1
    for cell, room in zip(cells, rooms, strict=True):
        if cell is None:
            continue
        text = cell.valeur if isinstance(cell, Cellule) else cell
        if isinstance(text, str) and (len(text) > room or "\n" in text):
            lines = max(lines, sum(_count_lines(part, room) for part in text[:MAX_CELL].split("\n")))
    return min(lines * LINE_HEIGHT, MAX_HEIGHT)


@lru_cache(maxsize=_TEXTS)
def _count_lines(text: str, width: float) -> int:
    """On how many lines a paragraph is set, words kept whole where they fit."""
    lines, used = 1, 0.0
    for word in text.split(" "):
        if used and used + 1 + len(word) > width:
            lines, used = lines + 1, 0.0
        lines += int(max(0, len(word) - 1) // width)
        used = used + bool(used) + len(word) % width
    return lines


def _length(cell: Contenu) -> int:
    """How many characters a cell shows on its longest line."""
    if cell is None:
        return 0
    value, shown = (cell.valeur, cell.format or "") if isinstance(cell, Cellule) else (cell, "")
    if value is None:
        return 0
    if isinstance(value, str):
        return max(map(len, value[:1000].split("\n"))) if "\n" in value else min(len(value), 1000)
    return len(shown) if '"' in shown else NUMBER_WIDTH  # words in a format are shown too
