"""A sheet of an .ods workbook: its rows, columns and cells, their repeats, and what is merged or hidden."""

from collections.abc import Mapping
from functools import partial

from quartiers.donnees.fichiers.classeurs.commun import MAX_COLUMNS, Plage
from quartiers.donnees.fichiers.classeurs.dates import Calendrier
from quartiers.donnees.fichiers.classeurs.flux import DEBUT, Evenement
from quartiers.donnees.fichiers.classeurs.formats import Format
from quartiers.donnees.fichiers.classeurs.ods_cellule import is_filled, show_cell
from quartiers.donnees.fichiers.classeurs.ods_styles import Styles
from quartiers.donnees.fichiers.classeurs.rangees import Demesure, Grille

MARKS = ("table:table-column", "table:table-column-group", "table:table-row", "table:table-row-group")
CELLS = ("table:table-cell", "table:covered-table-cell")


class Feuille:
    """A sheet that is being read into a grid."""

    def __init__(self, grille: Grille, styles: Styles, calendrier: Calendrier, *, zeros: bool):
        self.grille, self._styles, self._calendar, self._zeros = grille, styles, calendrier, zeros
        self._row = self._next_row = 1
        self._column = 0  # the next cell of the row, or the next column
        self._repeats = 1
        self._row_hidden = self._full = False
        self._row_style = ""
        self._column_styles: list[str] = []
        self._groups = {"table:table-row-group": 0, "table:table-column-group": 0}

    def take(self, event: Evenement) -> None:
        """Fill the grid with a row, a column or a cell."""
        if event.nom in CELLS:
            self._take_cell(event)
        elif event.nom in self._groups:
            self._groups[event.nom] += 1 if event.sorte == DEBUT else -1
        elif event.sorte == DEBUT and event.nom == "table:table-row":
            self._take_row(event.attributs)
        elif event.sorte == DEBUT and event.nom == "table:table-column":
            self._take_column(event.attributs)

    def _take_row(self, attributes: Mapping[str, str]) -> None:
        self._row, self._column = self._next_row, 0
        self._repeats = _count(attributes, "table:number-rows-repeated")
        self._next_row += self._repeats
        self._row_hidden = self._is_hidden(attributes, "table:table-row-group")
        self._row_style = attributes.get("table:default-cell-style-name", "")

    def _take_column(self, attributes: Mapping[str, str]) -> None:
        count = _count(attributes, "table:number-columns-repeated")
        if self._is_hidden(attributes, "table:table-column-group"):
            self.grille.hide_columns(self._column, self._column + count - 1)
        kept = min(count, MAX_COLUMNS - len(self._column_styles))
        self._column_styles += [attributes.get("table:default-cell-style-name", "")] * kept
        self._column += count

    def _is_hidden(self, attributes: Mapping[str, str], group: str) -> bool:
        """Hidden, but for what a filter or a group folds, which the sheet tells."""
        return attributes.get("table:visibility") == "collapse" and not self._groups[group]

    def _take_cell(self, event: Evenement) -> None:
        attributes, first = event.attributs, self._column
        count = _count(attributes, "table:number-columns-repeated")
        self._column += count
        if "table:number-columns-spanned" in attributes or "table:number-rows-spanned" in attributes:
            rows, columns = (_count(attributes, f"table:number-{axis}-spanned") for axis in ("rows", "columns"))
            self.grille.merge(Plage(self._row, first, self._row + rows - 1, first + columns - 1))
        if self._full or not is_filled(attributes, event.arbre):
            return
        shape = self._format(attributes, first)
        show = partial(show_cell, zeros=self._zeros, decales=self._styles.decales)
        what = (show, attributes, event.arbre, shape, self._calendar)
        try:
            if self._repeats == count == 1:
                self.grille.place(self._row, first, *what, masquee=self._row_hidden)
            else:
                plage = Plage(self._row, first, self._row + self._repeats - 1, first + count - 1)
                self.grille.repeat(plage, *what, masquee=self._row_hidden)
        except Demesure:  # which the last refusal of the sheet says
            self._full = True

    def _format(self, attributes: Mapping[str, str], column: int) -> Format | None:
        own = attributes.get("table:style-name") or self._row_style
        if not own and column < len(self._column_styles):
            own = self._column_styles[column]
        return self._styles.format(own or "Default")


def _count(attributes: Mapping[str, str], name: str) -> int:
    return max(int(attributes.get(name, 1)), 1)
