"""A table of the folder, and the same as a workbook gives it back: what was added, changed, removed.

A cell that says the same keeps the writing that it has in the folder. What the workbook could not know stays: a row
that the folder was given since it was made, one that was changed there and not in the workbook, a column that it lacks.
"""

from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

from quartiers.donnees.description import Champ, Nature, Table
from quartiers.donnees.ecritures import key_of, name_of, value_of, values_of
from quartiers.donnees.fichiers.lecture import TableBrute, parse_amount
from quartiers.donnees.importation.tables_saisies import Changement, as_amount, text_of
from quartiers.donnees.memoire_classeur import Marques, key_in, mark_of, rows_of

Ligne = dict[str, str]
_NEW: Final = -1  # in place of the number of a row that the folder has not


@dataclass
class TableReprise:
    """What a table becomes; rows are named as messages name them.

    ``gardees`` are the rows that the workbook could not know, ``laissees`` those that the folder has changed since and
    the workbook has not; ``lignes`` say where each row is in the sheet.
    """

    table: Table
    source: str
    colonnes: tuple[str, ...]
    avant: list[Ligne]
    apres: list[Ligne] = field(default_factory=list)
    lignes: list[int] = field(default_factory=list)
    ajoutees: list[str] = field(default_factory=list)
    modifiees: list[str] = field(default_factory=list)
    retirees: list[str] = field(default_factory=list)
    gardees: list[str] = field(default_factory=list)
    laissees: list[str] = field(default_factory=list)
    changements: list[Changement] = field(default_factory=list)
    ordre_change: bool = False

    @property
    def est_changee(self) -> bool:
        return self.apres != self.avant

    @property
    def text(self) -> str:
        """The file: the columns that it had, then those that it lacked and that now hold something."""
        return text_of(self.colonnes, self.apres)

    @property
    def brute(self) -> TableBrute:
        """What is to be checked: each row at its line of the sheet, those that are not there after them."""
        cells = tuple(tuple(row[name] for name in self.table.colonnes) for row in self.apres)
        return TableBrute(self.table.nom, self.source, self.table.colonnes, tuple(self.lignes), cells)


def merge_table(
    table: Table, avant: TableBrute | None, lue: TableBrute, marques: Marques, *, vider: bool = False
) -> TableReprise:
    """The table ``avant`` with what a sheet says of it; ``marques`` are what the workbook remembers of its rows.

    ``vider``: a row that is not in the sheet goes, whether the workbook knew it or not.
    """
    return _Merge(table, avant, lue, marques).merge(vider=vider)


class _Merge:
    def __init__(self, table: Table, avant: TableBrute | None, lue: TableBrute, marques: Marques):
        self._table, self._read, self._marks = table, lue, frozenset(marques)
        self._keys = frozenset(map(key_in, marques))
        self._old, self._new = ([_whole(table, row) for row in rows_of(brute)] for brute in (avant, lue))
        self._old_values, self._new_values = (
            [values_of(table, row) for row in rows] for rows in (self._old, self._new)
        )
        self._had = table.colonnes if avant is None else tuple(c for c in avant.colonnes if c not in avant.absentes)
        self._found = TableReprise(table, lue.source, self._had, self._old)

    def merge(self, *, vider: bool) -> TableReprise:
        found, pairs = self._found, self._pair()
        numbers = []
        for row, line, values, number in zip(self._new, self._read.lignes, self._new_values, pairs, strict=True):
            found.lignes.append(line)
            found.apres.append(self._merged(row, values, number))
            numbers.append(number)
        self._put_back(sorted(set(range(len(self._old))) - set(pairs)), numbers, vider=vider)
        kept = [number for number in numbers if number != _NEW]
        found.ordre_change = kept != sorted(kept)
        found.colonnes = (*self._had, *(c for c in self._table.colonnes if c not in self._had and self._is_filled(c)))
        return found

    def _is_filled(self, column: str) -> bool:
        return any(row[column] for row in self._found.apres)

    # -- which row is which -----------------------------------------------------------------------------------

    def _pair(self) -> list[int]:
        """The row of the folder that each row of the sheet is: the same, that of its key, else but for one cell."""
        table, old, new = self._table, self._old_values, self._new_values
        pairs = [_NEW] * len(new)
        ways = [(old, new), ([key_of(table, row) for row in self._old], [key_of(table, row) for row in self._new])]
        for position in (table.colonnes.index(column) for column in table.cle):
            ways.append(([_but(values, position) for values in old], [_but(values, position) for values in new]))
        for before, after in ways:
            free: dict[tuple[str, ...], deque[int]] = defaultdict(deque)
            for number in sorted(set(range(len(old))) - set(pairs)):
                free[before[number]].append(number)
            for place, values in enumerate(after):
                if pairs[place] == _NEW and (same := free.get(values)):
                    pairs[place] = same.popleft()
        return pairs

    # -- what it becomes --------------------------------------------------------------------------------------

    def _merged(self, row: Ligne, values: tuple[str, ...], number: int) -> Ligne:
        found, table = self._found, self._table
        if number == _NEW:
            found.ajoutees.append(name_of(table, row))
            return {name: as_typed(champ, row[name]) for name, champ in table.champs.items()}
        old = self._old[number]
        if values == self._old_values[number]:
            return old
        if mark_of(table, row) in self._marks and mark_of(table, old) not in self._marks:
            found.laissees.append(name_of(table, old))
            return old
        merged = {name: self._cell(champ, old[name], row[name]) for name, champ in table.champs.items()}
        changed = [name for name in table.colonnes if merged[name] != old[name]]
        name = name_of(table, old)
        found.changements += [Changement(table.nom, name, c, old[c], merged[c]) for c in changed]
        if changed:
            found.modifiees.append(name)
        return merged

    def _cell(self, champ: Champ, old: str, new: str) -> str:
        if champ.nom in self._read.absentes or value_of(champ, old) == value_of(champ, new):
            return old
        return as_typed(champ, new)

    def _put_back(self, missing: Iterable[int], numbers: list[int], *, vider: bool) -> None:
        """Rows that are not in the sheet: those that the workbook knew go, the others stay after what they followed."""
        found = self._found
        line = max(found.lignes, default=1)
        for number in missing:
            row = self._old[number]
            if vider or key_in(mark_of(self._table, row)) in self._keys:
                found.retirees.append(name_of(self._table, row))
                continue
            before = next((n for n in range(number - 1, -1, -1) if n in numbers), None)
            place = 0 if before is None else numbers.index(before) + 1
            line += 1
            numbers.insert(place, number)
            found.lignes.insert(place, line)
            found.apres.insert(place, row)
            found.gardees.append(name_of(self._table, row))


def as_typed(champ: Champ, cell: str) -> str:
    """A cell of a sheet as staff type it in a file: with a decimal comma, an amount with its cents or without any.

    >>> from quartiers.donnees.tables import TABLES
    >>> [as_typed(TABLES["financements"].champs["depense"], cell) for cell in ("4870.5", "1 200 €", "0.125", "?")]
    ['4870,50', '1200', '0,125', '?']
    >>> [as_typed(TABLES["comites"].champs["date"], cell) for cell in ("2026-09-01 00:00", "1er juin 2026")]
    ['2026-09-01', '1er juin 2026']
    """
    if champ.nature is Nature.DATE:
        day = value_of(champ, cell)
        return day if cell.startswith(day) else cell  # without the hour that a format shows
    if champ.nature is Nature.MONTANT and cell:
        with suppress(ValueError):  # whoever checks it says that it is no amount
            amount = parse_amount(cell)
            return as_amount(amount) if amount == round(amount, 2) else cell.replace(".", ",")
    return cell.replace(".", ",") if champ.nature in (Nature.NOMBRE, Nature.ENTIER) else cell


def _whole(table: Table, row: Ligne) -> Ligne:
    return {name: row.get(name, "") for name in table.colonnes}


def _but(values: Sequence[str], position: int) -> tuple[str, ...]:
    return (*values[:position], *values[position + 1 :])
