"""The filled cells of a sheet, put in rows; what is hidden, merged or too far among them is refused."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, Final, TypeAlias

from quartiers.donnees.fichiers.classeurs.commun import MAX_COLUMNS, MAX_FILLED_ROWS, MAX_ROWS, FeuilleLue, Plage, Refus
from quartiers.donnees.fichiers.classeurs.divergences import (
    CelluleDouble,
    CelluleFusionnee,
    CelluleLointaine,
    ColonneMasquee,
    Ecart,
    FeuilleDemesuree,
    FeuilleMasquee,
    LigneMasquee,
)

MAX_FILLED_CELLS: Final = 4_000_000  # of a workbook, with the empty ones before the last filled one of a row
MAX_REFUSALS: Final = 200  # said of a sheet, each for a range: it is not used as long as one is left
_MAX_REFUSED: Final = 200_000  # cells: with as many, the rest of the sheet tells nothing more
_MAX_STEPS: Final = 2_000_000  # rows that the merges of a sheet may cover: no person makes more

Refused: TypeAlias = tuple[Plage, Ecart]


class Demesure(Exception):
    """The workbook has more than is read of one: the rest of it is left, which its last refusal says."""


@dataclass
class Reste:
    """What may still be read of a workbook; its sheets share it."""

    lignes: int = MAX_FILLED_ROWS
    cellules: int = MAX_FILLED_CELLS


@dataclass
class Grille:
    """A sheet that is being read. Rows count from 1, columns from 0; empty cells are not told to it."""

    nom: str
    reste: Reste = field(default_factory=Reste)
    masquee: bool = False  # the whole sheet is hidden

    def __post_init__(self) -> None:
        self._rows: dict[int, list[str]] = {}
        self._refused: list[Refused] = []
        self._hidden_columns = bytearray(MAX_COLUMNS)
        self._hidden_rows: set[int] = set()
        self._merges: list[Plage] = []
        self._filters: list[tuple[int, int]] = []
        self._far = False

    # -- what readers tell ------------------------------------------------------------------------------

    def place(self, ligne: int, colonne: int, montrer: Callable[..., str], *quoi: Any, masquee: bool = False) -> None:
        """A cell, of which ``montrer(*quoi)`` gives the text or raises Ecart.

        ``masquee`` says that its row is hidden, and that nothing on the sheet tells so. Raises Demesure.
        """
        try:
            text = montrer(*quoi)
        except Ecart as ecart:
            text = ecart.trouve.strip() or "?"
            self._refuse(Plage.cell(ligne, colonne), ecart)
        if text and not text.isspace():
            self._fill(ligne, colonne, text, masquee)

    def repeat(self, plage: Plage, montrer: Callable[..., str], *quoi: Any, masquee: bool = False) -> None:
        """The same, of a cell that the file holds once for a whole range."""
        try:
            text = montrer(*quoi)
        except Ecart as ecart:
            text = ecart.trouve.strip() or "?"
            self._refuse(plage, ecart)
        if not text or text.isspace():
            return
        if plage.derniere_ligne > MAX_ROWS or plage.derniere_colonne >= MAX_COLUMNS:
            self._refuse_far(plage, text)
            return
        is_new = plage.ligne not in self._rows  # or the rows were counted with the cell before
        if is_new and plage.derniere_ligne - plage.ligne >= self.reste.lignes:
            self._refuse(plage, FeuilleDemesuree(text))
            raise Demesure
        for number in range(plage.ligne, plage.derniere_ligne + 1):
            for column in range(plage.colonne, plage.derniere_colonne + 1):
                self._fill(number, column, text, masquee)

    def merge(self, plage: Plage) -> None:
        """Cells that are merged."""
        several = plage.ligne < plage.derniere_ligne or plage.colonne < plage.derniere_colonne
        if several and len(self._merges) <= _MAX_REFUSED:
            self._merges.append(plage)

    def hide_columns(self, first: int, last: int) -> None:
        """Columns that are hidden, and nothing on the sheet tells so."""
        last = min(last, MAX_COLUMNS - 1)
        if first <= last:
            self._hidden_columns[first : last + 1] = b"\1" * (last + 1 - first)

    def filter_rows(self, first: int, last: int) -> None:
        """Rows among which a filter hides some, which the sheet tells: they are read."""
        if len(self._filters) < MAX_REFUSALS:
            self._filters.append((first, last))

    # -- what comes of it -------------------------------------------------------------------------------

    def finish(self) -> FeuilleLue:
        """The sheet as read."""
        numbers = sorted(self._rows)
        refused = [
            *self._judge_sheet(numbers),
            *self._refused,
            *self._judge_merges(numbers),
            *self._judge_columns(numbers),
            *self._judge_rows(),
        ]
        rows = tuple((number, tuple(self._rows[number])) for number in numbers)
        return FeuilleLue(self.nom, rows, tuple(map(_as_refusal, _gather(refused)))[:MAX_REFUSALS])

    def _fill(self, ligne: int, colonne: int, text: str, masquee: bool) -> None:
        if ligne > MAX_ROWS or colonne >= MAX_COLUMNS:
            self._refuse_far(Plage.cell(ligne, colonne), text)
            return
        row = self._rows.get(ligne)
        if row is None:
            row = self._rows[ligne] = []
            self.reste.lignes -= 1
        missing = colonne - len(row)
        if missing >= 0:
            self.reste.cellules -= missing + 1
            if self.reste.lignes < 0 or self.reste.cellules < 0:
                self._refuse(Plage.cell(ligne, colonne), FeuilleDemesuree(text))
                raise Demesure
            row += [""] * missing
            row.append(text)
        else:
            if row[colonne]:
                self._refuse(Plage.cell(ligne, colonne), CelluleDouble(text))
            row[colonne] = text
        if masquee:
            self._hidden_rows.add(ligne)

    def _refuse_far(self, plage: Plage, text: str) -> None:
        if not self._far:  # the first tells where to look; there may be millions
            self._far = True
            self._refuse(plage, CelluleLointaine(text))

    def _refuse(self, plage: Plage, ecart: Ecart) -> None:
        self._refused.append((plage, ecart.with_traceback(None)))  # which would keep all that the reader holds
        if len(self._refused) > _MAX_REFUSED:
            raise Demesure

    def _judge_sheet(self, numbers: list[int]) -> Iterator[Refused]:
        if self.masquee and numbers:
            width = max(map(len, self._rows.values()))
            yield Plage(numbers[0], 0, numbers[-1], width - 1), FeuilleMasquee(self.nom)

    def _judge_merges(self, numbers: list[int]) -> Iterator[Refused]:
        steps = _MAX_STEPS if len(self._merges) > _MAX_REFUSED else 0
        for plage in self._merges:
            crossed = numbers[bisect_left(numbers, plage.ligne) : bisect_right(numbers, plage.derniere_ligne)]
            steps += len(crossed) + 1
            texts = (t for n in crossed for t in self._rows[n][plage.colonne : plage.derniere_colonne + 1] if t)
            first = next(texts, "…" if steps > _MAX_STEPS else None)
            if first is not None:
                yield plage, CelluleFusionnee(first)
            if steps > _MAX_STEPS:
                return

    def _judge_columns(self, numbers: list[int]) -> Iterator[Refused]:
        hidden = [column for column, is_hidden in enumerate(self._hidden_columns) if is_hidden]
        filled: dict[int, list[int]] = {}
        for number in numbers:
            row = self._rows[number]
            for column in hidden[: bisect_left(hidden, len(row))]:
                if row[column]:
                    filled.setdefault(column, []).append(number)
        for column, lines in filled.items():
            title = self._rows[lines[0]][column]
            yield Plage(lines[0], column, lines[-1], column), ColonneMasquee(title)

    def _judge_rows(self) -> Iterator[Refused]:
        hidden = sorted(n for n in self._hidden_rows if not any(a <= n <= b for a, b in self._filters))
        for _, group in groupby(enumerate(hidden), key=lambda ranked: ranked[1] - ranked[0]):
            numbers = [number for _, number in group]
            width = max(len(self._rows[number]) for number in numbers)
            first = next(text for text in self._rows[numbers[0]] if text)
            yield Plage(numbers[0], 0, numbers[-1], width - 1), LigneMasquee(first)


def _gather(refused: list[Refused]) -> Iterator[Refused]:
    """The same, those of one kind that follow one another in a column said once; from the top of the sheet."""
    ordered = sorted(refused, key=lambda r: (r[0].colonne, r[0].derniere_colonne, type(r[1]).__name__, r[0].ligne))
    gathered: list[Refused] = []
    for plage, ecart in ordered:
        before, kind = gathered[-1] if gathered else (None, None)
        if before and type(kind) is type(ecart) and _follows(before, plage):
            last = max(before.derniere_ligne, plage.derniere_ligne)
            gathered[-1] = (Plage(before.ligne, before.colonne, last, before.derniere_colonne), gathered[-1][1])
        else:
            gathered.append((plage, ecart))
    return iter(sorted(gathered, key=lambda r: (r[0].ligne, r[0].colonne)))


def _follows(before: Plage, after: Plage) -> bool:
    same = (before.colonne, before.derniere_colonne) == (after.colonne, after.derniere_colonne)
    return same and after.ligne <= before.derniere_ligne + 1


def _as_refusal(refused: Refused) -> Refus:
    plage, ecart = refused
    return Refus(plage.ligne, plage.colonne, plage.reference, ecart.trouve, ecart.attendu, ecart.remede)
