"""A table as found, before its cells have types; and how one cell is read."""

import datetime
import math
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Final, TypeAlias

from quartiers.brefs import Bref
from quartiers.donnees.fichiers.textes import fold

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
_ISO_DATE: Final = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[ T]00:00(?::00)?)?")
_DATE: Final = re.compile(r"([0-9]{1,2})(?:er)?[ /.\-]([0-9]{1,2}|[^\W\d]+\.?)[ /.\-]([0-9]{4})")
_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            ("janvier", "janv."), ("fevrier", "fevr."), ("mars",), ("avril", "avr."), ("mai",), ("juin",),
            ("juillet", "juil."), ("aout",), ("septembre", "sept."), ("octobre", "oct."), ("novembre", "nov."),
            ("decembre", "dec."),
        ),
        start=1,
    )
    for name in names
}  # fmt: skip
_NUMBER = re.compile(rf"([+-]?(?:[0-9]+|[0-9]{{1,3}}(?:{_THOUSANDS}[0-9]{{3}})+)(?:[.,][0-9]+)?)\s*[%€]?")


@dataclass(frozen=True)
class TableBrute(Bref):
    """A table as found: text cells, and the line (or sheet row) on which each row starts.

    Each of ``rangees`` has a cell for each of ``colonnes``, an empty one where the row was cut short, or where the
    column, which the table may lack, is not there: those are ``absentes``, and come last.
    """

    nom: str
    source: str
    colonnes: tuple[str, ...]
    lignes: tuple[int, ...]
    rangees: tuple[Sequence[str], ...]
    absentes: tuple[str, ...] = ()


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


def parse_amount(text: str) -> Decimal:
    """Amount in euros, exact, written as :func:`parse_number` reads them; ValueError if it is none.

    >>> parse_amount("31 000,00"), parse_amount("12.5 €")
    (Decimal('31000.00'), Decimal('12.5'))
    """
    found = _NUMBER.fullmatch(text.strip().replace("−", "-"))
    if not found or text.strip().endswith("%"):
        raise ValueError(f"not an amount: {text[:40]!r}")
    return Decimal(re.sub(_THOUSANDS, "", found[1]).replace(",", "."))


def parse_date(text: str) -> datetime.date:
    """Day written as ISO does, or the French way, the year in four digits; ValueError if it is none.

    >>> str(parse_date("2026-12-10")), str(parse_date("1/9/2026")), str(parse_date("1er décembre 2026"))
    ('2026-12-10', '2026-09-01', '2026-12-01')
    """
    if found := _ISO_DATE.fullmatch(text.strip()):
        return datetime.date(int(found[1]), int(found[2]), int(found[3]))
    found = _DATE.fullmatch(text.strip())
    month = found and (int(found[2]) if found[2].isdigit() else _MONTHS.get(fold(found[2])))
    if not found or not month:
        raise ValueError(f"not a date: {text[:40]!r}")
    return datetime.date(int(found[3]), month, int(found[1]))


def split_list(text: str | None) -> tuple[str, ...]:
    """Items of a cell that holds several, separated by ``|``."""
    return tuple(item.strip() for item in (text or "").split("|") if item.strip())
