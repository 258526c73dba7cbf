"""A table as found, before its cells have types; and how one cell is read."""

import math
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    import pandas as pd

MAX_CELL: Final = 10_000  # characters: longer cells are a pasted document, not a value
Rangee: TypeAlias = tuple[int, Sequence[str]]  # the line (or sheet row) on which a row starts, and its cells

_THOUSANDS = r"[ \u00a0\u202f']"
_SECOND_HALVES: Final = {  # of accented letters, as Windows shows them in the west and in the centre of Europe
    page: re.escape(bytes(range(0x80, 0xC0)).decode(page, "ignore")) for page in ("cp1252", "cp1250")
}
_GARBLED: Final = re.compile(
    f"�|[ÃÂÅ]['{_SECOND_HALVES['cp1252']}]|(?<![A-ZÀ-Ý])Ã(?: |$)|â€"  # UTF-8 read as Windows-1252, or as Latin
    f"|Ă[{_SECOND_HALVES['cp1250']}]"
    r"|√[^\s\d]|‚Ä"  # on a Macintosh
    r"|[├┬]\S|ÔÇ"  # in MS-DOS
)
_NUMBER = re.compile(rf"([+-]?(?:[0-9]+|[0-9]{{1,3}}(?:{_THOUSANDS}[0-9]{{3}})+)(?:[.,][0-9]+)?)\s*[%€]?")


@dataclass(frozen=True)
class TableBrute:
    """A table as found: text cells, and the line (or sheet row) on which each row starts.

    Each of ``rangees`` has a cell for each of ``colonnes``, an empty one where the row was cut short.
    """

    nom: str
    source: str
    colonnes: tuple[str, ...]
    lignes: tuple[int, ...]
    rangees: tuple[Sequence[str], ...]

    @cached_property
    def cellules(self) -> "pd.DataFrame":
        """The same, as a frame of texts indexed by line."""
        import pandas as pd

        index = pd.Index(self.lignes, name="ligne")
        return pd.DataFrame(self.rangees, columns=list(self.colonnes), index=index, dtype=object)


def is_folder(path: Path) -> bool:
    """Whether there is a folder of that name to look into; a name that no system takes (too long, say) is none."""
    try:
        return path.is_dir() and os.access(path, os.R_OK | os.X_OK)
    except (OSError, ValueError):
        return False


def is_file(path: Path) -> bool:
    """Whether there is a file of that name, as :func:`is_folder` does for folders."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def is_garbled(text: str) -> bool:
    """Whether a text was read in an encoding that is not its own, then saved so ("Ã©" for "é"), or has lost a letter.

    By the signs that such a mistake writes and French does not: some letters in capitals, followed by those signs that
    stand for the second half of an accent; « É… » is a capital and an ellipsis.

    >>> is_garbled("validÃ©"), is_garbled("Sant√©"), is_garbled("AccÃ¨s Ã  la"), is_garbled("Sant�")
    (True, True, True, True)
    >>> is_garbled("validé"), is_garbled("À l'étage"), is_garbled("SANTÉ… DES HABITANTS"), is_garbled("JOÃO")
    (False, False, False, False)
    """
    return not text.isascii() and _GARBLED.search(text) is not None


def parse_number(text: str) -> float:
    """Number written the French or the English way; ValueError if it is none.

    Accepts a decimal comma or point, thousands split by (narrow, no-break) spaces or apostrophes, the
    typographic minus and a trailing ``%`` or ``€``.

    >>> parse_number("1 234,5 %"), parse_number("−5.4")
    (1234.5, -5.4)
    """
    found = _NUMBER.fullmatch(text.strip().replace("−", "-"))
    if not found:
        raise ValueError(f"not a number: {text[:40]!r}")
    number = float(re.sub(_THOUSANDS, "", found[1]).replace(",", "."))
    if math.isinf(number):
        raise ValueError(f"too large: {text[:40]!r}")
    return number


def split_list(text: str | None) -> tuple[str, ...]:
    """Items of a cell that holds several, separated by ``|``."""
    return tuple(item.strip() for item in (text or "").split("|") if item.strip())
