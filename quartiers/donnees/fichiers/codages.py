"""The encodings in which spreadsheets save a text, told apart by what French looks like in each.

UTF-8 and UTF-16 say what they are. Windows-1252, « CSV (MS-DOS) » and « CSV (Macintosh) » say nothing: the same bytes
are « Santé », « Sant‚ » or « SantŽ ». charset-normalizer, asked of these encodings only, was wrong for a sixth of the
tables and pieces of tables that were tried; where accents may stand in a French text decides in nearly all, and a
text that remains uncertain is refused.
"""

import codecs
import re
from collections.abc import Sequence
from typing import Final

# By frequency; the last one is that of older Unix machines.
SPREADSHEETS: Final = ("cp1252", "cp858", "mac_roman", "iso8859-15")
_LOWER: Final = "éèêëàâîïôöùûüçœæÿ"
_UPPER: Final = _LOWER.upper()
_NEUTRAL: Final = "\u00a0€°²³·•"
_CONTROLS: Final = re.compile("[\x80-\x9f]")
_FOREIGN: Final = re.compile(r"[^\x00-\x7f]")
_WORDS_OF_ONE_LETTER: Final = "àÀ"


class CodageIncertain(UnicodeError):
    """Bytes that may be several texts, or none."""


def decode(data: bytes, candidates: Sequence[str] = SPREADSHEETS) -> str:
    """Text of a file saved by a spreadsheet, its lines ended by ``\\n`` whatever ended them.

    ``candidates`` are the encodings that it may have without saying so. Raises :class:`UnicodeError` when it is not
    known which text it is.
    """
    return re.sub("\r\n?", "\n", _decode(data, candidates))


def _decode(data: bytes, candidates: Sequence[str]) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        if data.startswith(codecs.BOM_UTF8):
            raise  # it says what it is, and is damaged
        return _guess(data, candidates)


def _guess(data: bytes, candidates: Sequence[str]) -> str:
    if b"\0" in data:  # no text in any of them: whoever reads it finds the null, and says so
        return data.decode("latin-1")
    readings: dict[str, int] = {}
    for encoding in candidates:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _CONTROLS.search(text):
            readings.setdefault(text, _strangeness(text))
    best, *others = sorted(readings, key=lambda text: readings[text]) or [""]
    signs = sum(not c.isascii() for c in best)
    if not best or readings[best] > signs or (others and readings[best] == readings[others[0]]):
        raise CodageIncertain("several texts, or none, for these bytes")
    return best


def _strangeness(text: str) -> int:
    """How far the accents and signs of a text are from where French has them: 0 for a usual one."""
    places = (found.start() for found in _FOREIGN.finditer(text))
    return sum(_oddity(text[max(n - 1, 0) : n], text[n], text[n + 1 : n + 2]) for n in places)


def _oddity(before: str, sign: str, after: str) -> int:
    follows, precedes = before.isalpha(), after.isalpha()
    if sign in _LOWER or sign in _UPPER:
        if not (follows or precedes) and sign not in _WORDS_OF_ONE_LETTER:
            return 2
        return 3 if sign in _UPPER and follows and not before.isupper() else 0
    if sign in _NEUTRAL:
        return 0
    if sign in "’":
        return 0 if follows and precedes else 1
    if sign in "«»“”":
        return 3 if follows and precedes else 0
    if sign in "–—":
        return 2 if follows or precedes else 0
    if sign in "…":
        return 3 if precedes else 0 if follows else 1
    return 4
