"""Texts as they are kept: those that look the same are the same."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from quartiers.echappement import printable

# What a browser, a system or a hand adds to the name of a second copy, of a name that was folded.
COPY: Final = re.compile(r"( ?\(\d+\)| +(copie|copy)( ?\(?\d+\)?)?| \d{1,2})$|^(copie|copy) (de|of) ")
# Letters that a PDF glues together.
_LIGATURES: Final = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
_SAME: Final = str.maketrans(
    {
        **_LIGATURES,
        **dict.fromkeys("\u2019\u02bc\uff07\u201b", "'"),  # apostrophes
        **dict.fromkeys("\u2010\u2011\ufe63\uff0d", "-"),  # hyphens
        **dict.fromkeys("\u2012", "–"),
        **dict.fromkeys("\u2015", "—"),
        # What takes no room, and says nothing: soft hyphen, joiners of words, marks of the order of bytes.
        **dict.fromkeys("\u00ad\u034f\u180e\u200b\u2060\ufeff", None),
        # Letters and signs that are drawn as nothing.
        **dict.fromkeys("\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0", None),
    }
)
# Signs that a keyboard has near the apostrophe, where only an apostrophe can be.
_BETWEEN_LETTERS: Final = re.compile(r"(?<=[^\W\d_])[\u2018\u2032\u02b9\u00b4`](?=[^\W\d_])")
# Joiners of letters, and choices of a form: they make an emoji, or a word of some scripts; elsewhere nothing is seen.
_JOINERS: Final = re.compile("(?<![\u0590-\u1fff\u2190-\U0010ffff])[\u200c\u200d\ufe00-\ufe0f]")
_LOST: Final = re.compile("[\x80-\x84\x86-\x9f]")
# What nearly every cell is made of: letters of French, figures and signs that are kept as they are.
_KEPT: Final = re.compile("[ -_a-~À-ÖØ-öø-ÿŒœ«»°€–—…]*")
_DOTS: Final = re.compile(r"(?<!\.)\.\.\.(?!\.)")


def clean_text(value: str) -> str:
    r"""A text as it is kept: one line, one writing, without the characters that no reader should meet.

    Line breaks and spaces of all kinds are a space, one at a time; accents are one with their letter; apostrophes,
    hyphens and ellipses have one form (:func:`quartiers.typographie.typeset` gives reports theirs). Control characters
    and marks of direction are dropped, so that nothing of a table acts on the terminal, the page or the sheet that
    shows it; those that stand for letters read in a wrong encoding are � (:func:`lecture.is_garbled` tells).

    >>> clean_text(" un\n deux\x1b[31m \u202etrois ")
    'un deux[31m trois'
    >>> clean_text("De\u0301marches\u00a0d\u2019aller  vers") == "Démarches d'aller vers"
    True
    """
    is_kept = (value.isascii() and value.isprintable()) or _KEPT.fullmatch(value)
    if is_kept and "  " not in value and "..." not in value:
        return value.strip()
    # Tags and dropped marks may stand between two spaces: they go first.
    text = printable(_LOST.sub("�", " ".join(value.splitlines()))).translate(_SAME)
    text = _JOINERS.sub("", unicodedata.normalize("NFC", text))
    return " ".join(_DOTS.sub("…", _BETWEEN_LETTERS.sub("'", text)).split())


@lru_cache(maxsize=20_000)
def fold(name: str) -> str:
    """A name without case, accents or hyphens: what a hurried hand types.

    >>> fold("Condé-sur-l'Escaut") == fold("conde sur l’escaut")
    True
    """
    return unicodedata.normalize("NFD", name.strip().casefold()).translate(_FOLDED)


class _Folded(dict[int, int | None]):
    """What becomes of each character, told the first time that it is met: one that combines with another goes."""

    def __missing__(self, code: int) -> int | None:
        self[code] = None if unicodedata.combining(chr(code)) else code
        return self[code]


_FOLDED: Final = _Folded({ord("-"): ord(" "), ord("’"): ord("'")})


def nearest(text: str, known: Iterable[str]) -> str | None:
    """The known name that a text is likely to mean: the same but for case and accents, else a near one."""
    from difflib import get_close_matches  # it takes time to import, and names are right as a rule

    names = {fold(name): name for name in known}
    near = get_close_matches(fold(text), list(names), n=1)
    return names[near[0]] if near else None
