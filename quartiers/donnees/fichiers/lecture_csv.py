"""Rows of a CSV file, with the line on which each starts.

What Excel and LibreOffice save is accepted: a first line ``sep=;``, ``;``, ``,`` or tab, a quoted cell over several
lines, lines ended by CR, LF or both. The standard ``csv`` reader is used rather than pandas because messages need the
line of each row, and because pandas takes longer to import than a table to read.
"""

import csv
import io
import re
from collections.abc import Collection, Iterator, Sequence
from typing import Final

from quartiers.donnees.fichiers.lecture import Rangee
from quartiers.donnees.fichiers.textes import clean_text

_DELIMITERS: Final = ";,\t"
_SEP: Final = re.compile(r'"?sep=(?P<delimiter>.)"?[;,\t]*', re.IGNORECASE)
_CODE: Final = re.compile(r'"?[A-Za-z0-9][A-Za-z0-9_-]*"?$')  # what stands first in a row, in nearly every table
_HEAD: Final = 12  # lines among which the names of the columns are looked for


_LEFT_OPEN: Final = "Un guillemet est sans doute resté ouvert, ou une cellule est démesurée."
_OPENS_A_WORD: Final = (
    'Un guillemet qui ouvre une cellule doit la fermer : s\'il fait partie du texte, écrire """Le parc"" est sale".'
)
_SWALLOWS: Final = (
    "Un guillemet reste ouvert sur plusieurs lignes, dont chacune est sans doute une ligne du tableau : le fermer, ou "
    "retirer les points-virgules de ce texte de plusieurs lignes."
)


class RangeeMalFormee(Exception):
    """A row that cannot be what was meant, the line on which it starts, and how to mend it."""

    def __init__(self, ligne: int, remede: str):
        self.ligne, self.remede = ligne, remede
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
    start, cleaned, width = 1 + skipped, _Cleaned(), 0
    lines = text.split("\n") if '"' in text else []
    try:
        for row in reader:
            end = reader.line_num + skipped
            width = width or len(row)
            if end > start and _swallows(lines[start - 1 : end], delimiter, width):
                raise RangeeMalFormee(start, _SWALLOWS)
            cells = [cleaned[cell] for cell in row]
            if any(cells):
                yield start, cells
            start = end + 1
    except csv.Error as error:
        raise RangeeMalFormee(start, _OPENS_A_WORD if "expected after" in str(error) else _LEFT_OPEN) from error


def _swallows(lines: Sequence[str], delimiter: str, width: int) -> bool:
    """Whether a row that takes these lines is several: one of them has what a row has, a code and as many cells."""
    least = max(width - 1, 2)
    return any(line.count(delimiter) >= least and _CODE.match(line.partition(delimiter)[0]) for line in lines[1:])


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
