"""What the readers of workbooks share: what is read of a sheet, what is refused of it, the limits, names of cells."""

from dataclasses import dataclass
from typing import Final

MAX_BYTES: Final = 100 * 1024 * 1024  # of the file; the tables of a contract take a fifth of one megabyte
MAX_UNFOLDED: Final = 300 * 1024 * 1024  # bytes of an archive once unfolded: a sheet formatted to its last row has 280
MAX_ROWS: Final = 1_048_576  # of a sheet, for every spreadsheet
MAX_COLUMNS: Final = 1024  # that may be filled: a table has thirty, INSEE's widest files have hundreds
MAX_FILLED_ROWS: Final = 200_000  # of a workbook
MAX_TEXT: Final = 32_767  # characters that a cell can hold, in every spreadsheet

DAMAGED: Final = (
    "Le fichier est abîmé ou coupé : en reprendre une copie, ou l'ouvrir dans Excel ou LibreOffice et l'enregistrer."
)
PROTECTED: Final = "Il est protégé par un mot de passe : l'enregistrer sans mot de passe."


@dataclass(frozen=True)
class Refus:
    """A cell, or a range, that cannot be read as it is shown.

    ``ligne`` counts from 1 as the sheet does, ``colonne`` from 0; for a range, they are those of its first cell.
    ``trouve`` is what is shown, or stored; ``attendu`` and ``remede`` are French, as in an ``Anomalie``.
    """

    ligne: int
    colonne: int
    cellule: str
    trouve: str
    attendu: str
    remede: str


@dataclass(frozen=True)
class FeuilleLue:
    """A sheet: number from 1 and texts of each row that is not empty, and what is refused of it.

    Texts are what the sheet shows, at the precision at which it is stored (41.26 where it is rounded to 41,3); they are
    not cleaned. A row ends with its last filled cell; a refused cell has what was found in it as its text.
    """

    nom: str
    lignes: tuple[tuple[int, tuple[str, ...]], ...]
    refus: tuple[Refus, ...]


class ClasseurIllisible(Exception):
    """A workbook that cannot be read; its text is a French sentence that says what to do."""


_DIGITS: Final = "0123456789+-"
_ABOVE, _BELOW = (str.maketrans(_DIGITS, raised) for raised in ("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "₀₁₂₃₄₅₆₇₈₉₊₋"))


def raise_digits(text: str, *, above: bool) -> str:
    """A run of a text that is shown above or below the line: its digits are not those of the number beside them.

    >>> raise_digits("2", above=True), raise_digits("2", above=False), raise_digits("er", above=True)
    ('²', '₂', 'er')
    """
    return text.translate(_ABOVE if above else _BELOW)


@dataclass(frozen=True)
class Plage:
    """A range: rows from 1, columns from 0, ends included."""

    ligne: int
    colonne: int
    derniere_ligne: int
    derniere_colonne: int

    @classmethod
    def cell(cls, ligne: int, colonne: int) -> "Plage":
        """The range of one cell."""
        return cls(ligne, colonne, ligne, colonne)

    def holds(self, ligne: int, colonne: int) -> bool:
        """Whether a cell is in it."""
        in_rows = self.ligne <= ligne <= self.derniere_ligne
        return in_rows and self.colonne <= colonne <= self.derniere_colonne

    @property
    def reference(self) -> str:
        """Its name, as spreadsheets write it.

        >>> Plage.cell(8, 11).reference, Plage(3, 0, 5, 0).reference, Plage(2, 25, 2, 26).reference
        ('L8', 'A3:A5', 'Z2:AA2')
        """
        first = f"{_letters(self.colonne)}{self.ligne}"
        last = f"{_letters(self.derniere_colonne)}{self.derniere_ligne}"
        return first if first == last else f"{first}:{last}"


def _letters(column: int) -> str:
    letters, number = "", column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
