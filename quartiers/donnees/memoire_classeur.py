"""What a workbook that staff fill remembers of the tables that it was made from: each row, by what it is known by.

A workbook may be kept for weeks while the folder changes under it. By this a row that somebody removed from a sheet is
told from one that the folder was given since, which stays; and a cell that was changed, from one that is merely old.
"""

from pathlib import Path
from typing import Final

from quartiers.donnees.description import Table
from quartiers.donnees.ecritures import Cellules, digest, key_of, values_of
from quartiers.donnees.fichiers.classeurs import read_workbook
from quartiers.donnees.fichiers.lecture import TableBrute
from quartiers.donnees.tables import TABLES

# The sheets of such a workbook that are no table: how to use it, what cells are chosen among, what it was made from.
NOTICE, LISTES, ORIGINE = "Lisez-moi", "listes", "origine"
AUTRES: Final = (NOTICE, LISTES, ORIGINE)

Marques = tuple[str, ...]
_BETWEEN: Final = "-"


def rows_of(brute: TableBrute | None) -> list[dict[str, str]]:
    """The rows of a table as found; none where there is none."""
    return [dict(zip(brute.colonnes, cells, strict=True)) for cells in brute.rangees] if brute else []


def mark_of(table: Table, row: Cellules) -> str:
    """What is remembered of a row: what it is known by, then all that it says, as digests."""
    return digest(key_of(table, row)) + _BETWEEN + digest(values_of(table, row))


def key_in(mark: str) -> str:
    """The digest of what a row is known by."""
    return mark.partition(_BETWEEN)[0]


def marks_of(table: Table, brute: TableBrute | None) -> Marques:
    """What is remembered of each row of a table."""
    return tuple(mark_of(table, row) for row in rows_of(brute))


def read_marks(classeur: Path) -> dict[str, Marques]:
    """What a workbook, which can be read, remembers of each table; nothing if it is none of ours."""
    for sheet in read_workbook(classeur, lambda name: name == ORIGINE):
        lines = [cells for _, cells in sheet.lignes]
        head = lines[0] if lines else ()
        columns = {name: [row[n] for row in lines[1:] if n < len(row)] for n, name in enumerate(head)}
        return {name: tuple(filter(None, cells)) for name, cells in columns.items() if name in TABLES}
    return {}
