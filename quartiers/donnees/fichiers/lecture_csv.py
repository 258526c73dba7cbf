"""Rows of a CSV file, with the line on which each starts.

What Excel and LibreOffice save is accepted: a first line ``sep=;``, ``;``, ``,`` or tab, a quoted cell over several
lines, lines ended by CR, LF or both. The standard ``csv`` reader is used rather than pandas because messages need the
line of each row, and because pandas takes longer to import than a table to read.
"""

import csv
import io
import re
from collections.abc import Collection, Iterator
from typing import Final

from quartiers.donnees.fichiers.lecture import Rangee
from quartiers.donnees.fichiers.textes import clean_text

_DELIMITERS: Final = ";,\t"
_SEP: Final = re.compile(r'"?sep=(?P<delimiter>.)"?[;,\t]*', re.IGNORECASE)
_HEAD: Final = 12  # lines among which the names of the columns are looked for


class RangeeMalFormee(Exception):
    """A row that the ``csv`` reader refuses, and the line on which it starts."""

    def __init__(self, ligne: int):
        self.ligne = ligne
        super().__init__(ligne)


def read_rows(text: str, colonnes: Collection[str]) -> list[Rangee]:
    """Rows that are not empty, cells cleaned; ``colonnes`` are names by which the header is known.

    Raises :class:`RangeeMalFormee`.
    """
    return list(_rows(text, colonnes))


def _rows(text: str, colonnes: Collection[str]) -> Iterator[Rangee]:
    declared = _SEP.fullmatch(text.partition("\n")[0].strip(" "))
    delimiter = declared["delimiter"] if declared else _delimiter(text, colonnes)
    source = io.StringIO(text, newline="")
    if declared:
        source.readline()
    skipped = 1 if declared else 0
    reader = csv.reader(source, delimiter=delimiter, strict=True)
    start, cleaned = 1 + skipped, _Cleaned()
    try:
        for row in reader:
            cells = [cleaned[cell] for cell in row]
            if any(cells):
                yield start, cells
            start = reader.line_num + 1 + skipped
    except csv.Error as error:
        raise RangeeMalFormee(start) from error


def _delimiter(text: str, colonnes: Collection[str]) -> str:
    """The separator that best shows the names of the columns; else the most frequent one in the first line."""
    head = [line for line in text[:100_000].split("\n") if line.strip()][:_HEAD]

    def worth(delimiter: str) -> tuple[int, int]:
        named = (
            sum(clean_text(cell.strip('"')).lower() in colonnes for cell in line.split(delimiter)) for line in head
        )
        return max(named, default=0), head[0].count(delimiter) if head else 0

    return max(_DELIMITERS, key=worth)


class _Cleaned(dict[str, str]):
    """Cleaned cells by text: a long table repeats a few texts, which are cleaned and kept once."""

    def __missing__(self, text: str) -> str:
        return self.setdefault(text, clean_text(text))
