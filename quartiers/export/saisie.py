"""Writing a workbook to fill (``.xlsx``): text columns that stay text, lists to choose from, what to type told on top.

As for the other workbook (:mod:`quartiers.export.classeur`), nothing of the data is ever a formula, and the same
:class:`~quartiers.saisies.Saisie` gives the same bytes. Numbers have no format of their own: a spreadsheet then shows
what it understood of what was typed (a percentage, a date), and the reader takes or refuses what is shown.
"""

import io
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any, Final

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from quartiers.export.classeur import DATE, LIKE_FORMULA, OPTIONS, cell_text
from quartiers.export.markdown import parse, plain_text
from quartiers.marques import PROGRAMME
from quartiers.saisies import Alerte, Choix, Colonne, Contenu, Feuille, Saisie, Sorte
from quartiers.style import COLORS

TEXT: Final = "@"
_LAST_ROW: Final = 10_000  # rows that choices and checks are offered in, at least; and as many again as there are
_MAX_TITLE, _MAX_MESSAGE = 32, 255
_NOTICE, _ON_A_LINE = 100, 108  # width of what is told, and how many characters a line of it has at least
_A4: Final = 9  # its number among the papers of a spreadsheet
_NARROWEST, _WIDEST = 10, 60  # characters
_ALERTS: Final = {Alerte.AVIS: "warning", Alerte.REFUS: "stop"}
_KINDS: Final = {Sorte.ENTIER: "integer", Sorte.NOMBRE: "decimal", Sorte.DATE: "date"}
_LEAST, _MOST = -(10**9), 10**9


def render_entry_workbook(saisie: Saisie) -> bytes:
    """The ``.xlsx`` file; sheets without any row are there too, to be filled."""
    return _Writer(saisie).write()


class _Writer:
    def __init__(self, saisie: Saisie):
        self.saisie = saisie
        self.buffer = io.BytesIO()
        self.book = xlsxwriter.Workbook(self.buffer, OPTIONS)
        self.looks: dict[tuple[tuple[str, Any], ...], Format] = {}

    def write(self) -> bytes:
        s = self.saisie
        created = datetime.combine(s.creation, time())
        self.book.set_properties({"title": cell_text(s.titre, 255), "keywords": PROGRAMME, "created": created})
        self.book.set_custom_property("Language", "fr-FR")
        self._write_notice(self.book.add_worksheet(s.notice))
        for feuille in s.feuilles:
            self._write_sheet(self.book.add_worksheet(feuille.nom), feuille)
        self._write_columns(s.nom_des_listes, s.listes, "liste_")
        self._write_columns(s.nom_de_l_origine, s.origine)
        self.book.close()
        return self.buffer.getvalue()

    def _look(self, **properties: Any) -> Format:
        key = tuple(sorted(properties.items()))
        if key not in self.looks:
            self.looks[key] = self.book.add_format(properties)
        return self.looks[key]

    # -- a table --------------------------------------------------------------------------------------------

    def _write_sheet(self, sheet: Worksheet, feuille: Feuille) -> None:
        bottom = max(_LAST_ROW, 2 * len(feuille.lignes))
        for position, column in enumerate(feuille.colonnes):
            cells = [row[position] for row in feuille.lignes]
            sheet.set_column(position, position, _width(column, cells), self._cell_look(column.sorte))
            self._write_heading(sheet, position, column)
            for row, content in enumerate(cells, start=1):
                self._write_cell(sheet, row, position, content, column.sorte)
            if column.alerte is not Alerte.AUCUNE or column.choix is not None:
                sheet.data_validation(1, position, bottom, position, self._validation(column))
        if any(
            column.choix == Choix(feuille=feuille.nom) for other in self.saisie.feuilles for column in other.colonnes
        ):
            first = f"'{feuille.nom}'!$A$2"  # the filled cells of its first column, those that will be added too
            filled = f"=OFFSET({first},0,0,MAX(1,COUNTA({first}:$A${bottom + 1})),1)"
            self.book.define_name(f"lignes_{feuille.nom}", filled)
        sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{bottom + 1}"})
        sheet.autofilter(0, 0, max(1, len(feuille.lignes)), len(feuille.colonnes) - 1)
        sheet.freeze_panes(1, 1)
        _set_page(sheet)
        sheet.repeat_rows(0)

    def _write_heading(self, sheet: Worksheet, position: int, column: Colonne) -> None:
        colors = (
            {"font_color": "#ffffff", "bg_color": COLORS["accent"]}
            if column.obligatoire
            else {"font_color": COLORS["accent"], "bg_color": "#ffffff"}
        )
        look = self._look(bold=True, num_format=TEXT, border=1, border_color=COLORS["accent"], **colors)
        sheet.write_string(0, position, column.nom, look)
        told = "\n".join(filter(None, (plain_text([block]) for block in parse(column.aide))))
        lines = sum(1 + len(line) // 40 for line in told.split("\n"))
        size = {"x_scale": 2.2, "y_scale": max(1, lines / 4.5), "font_size": 9, "author": PROGRAMME}
        sheet.write_comment(0, position, cell_text(told), size)

    def _write_cell(self, sheet: Worksheet, row: int, position: int, content: Contenu, sorte: Sorte) -> None:
        match content:
            case None:
                pass  # the column has its look
            case str():
                text = cell_text(content)
                quoted = bool(LIKE_FORMULA.match(text)) or text.startswith("'")
                sheet.write_string(row, position, text, self._cell_look(Sorte.TEXTE, quote_prefix=quoted))
            case date():
                moment = datetime.combine(content, time())
                sheet.write_datetime(row, position, moment, self._cell_look(Sorte.DATE))
            case _:
                sheet.write_number(row, position, content, self._cell_look(sorte))

    def _cell_look(self, sorte: Sorte, **properties: Any) -> Format:
        if sorte is Sorte.TEXTE:
            return self._look(valign="top", num_format=TEXT, text_wrap=True, **properties)
        return self._look(valign="top", num_format=DATE if sorte is Sorte.DATE else "General")

    # -- what may be typed ----------------------------------------------------------------------------------

    def _validation(self, column: Colonne) -> dict[str, Any]:
        found: dict[str, Any] = {"ignore_blank": True}
        if column.choix is not None:
            found |= {"validate": "list", "source": _source(column.choix)}
        elif column.sorte is Sorte.TEXTE:
            found |= {"validate": "length", "criteria": "<=", "value": column.longueur}
        else:
            low, high = _bound(column.minimum, _LEAST), _bound(column.maximum, _MOST)
            if column.sorte is Sorte.DATE and column.minimum is None:
                low, high = date(1900, 3, 1), date(9999, 12, 31)
            found |= {"validate": _KINDS[column.sorte], "criteria": "between", "minimum": low, "maximum": high}
        if column.alerte is Alerte.AUCUNE:
            return found | {"show_error": False}
        message = f"Attendu : {column.attendu.removesuffix('…')}."
        return found | {
            "error_type": _ALERTS[column.alerte],
            "error_title": cell_text(column.nom, _MAX_TITLE),
            "error_message": cell_text(message, _MAX_MESSAGE),
        }

    def _write_columns(self, nom: str, columns: Mapping[str, tuple[str, ...]], prefixe: str | None = None) -> None:
        """A hidden sheet of columns of texts, each known by a name where there is a prefix for it."""
        sheet = self.book.add_worksheet(nom)
        text = self._look(num_format=TEXT)
        for position, (name, cells) in enumerate(columns.items()):
            sheet.write_string(0, position, name, text)
            for row, cell in enumerate(cells, start=1):
                sheet.write_string(row, position, cell_text(cell), text)
            if prefixe is not None:
                letter = xl_col_to_name(position)
                self.book.define_name(prefixe + name, f"='{nom}'!${letter}$2:${letter}${max(2, len(cells) + 1)}")
        sheet.hide()

    # -- how to use it --------------------------------------------------------------------------------------

    def _write_notice(self, sheet: Worksheet) -> None:
        s = self.saisie
        sheet.set_column(0, 0, 24)
        sheet.set_column(1, 1, _NOTICE)
        sheet.set_row(0, 26)
        sheet.hide_gridlines(2)
        _set_page(sheet)
        sheet.write_string(
            0, 0, cell_text(s.titre, 255), self._look(bold=True, font_size=16, font_color=COLORS["accent"])
        )
        row = 2
        for said in s.consignes:
            self._write_told(sheet, row, said)
            row += 1
        row += 1
        link = self._look(font_color=COLORS["accent"], underline=1, bold=True, valign="top")
        for feuille in s.feuilles:
            sheet.write_url(row, 0, f"internal:'{feuille.nom}'!A1", link, feuille.nom)
            self._write_told(sheet, row, feuille.description)
            row += 1

    def _write_told(self, sheet: Worksheet, row: int, text: str) -> None:
        sheet.write_string(row, 1, cell_text(text), self._look(text_wrap=True, valign="top"))
        sheet.set_row(row, 15 * (1 + len(text) // _ON_A_LINE))


def _set_page(sheet: Worksheet) -> None:
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)


def _source(choix: Choix) -> list[str] | str:
    if choix.feuille is not None:
        return f"=lignes_{choix.feuille}"
    return f"=liste_{choix.liste}" if choix.liste is not None else list(choix.mots)


def _bound(bound: float | date | None, default: int) -> float | date:
    return default if bound is None else bound


def _width(column: Colonne, cells: list[Contenu]) -> int:
    longest = max((len(str(cell)) for cell in cells if cell is not None), default=len(column.exemple))
    return min(max(longest, len(column.nom) + 3, _NARROWEST) + 1, _WIDEST)
