"""Text from data is hostile: what it may hold, and the one way by which it enters Typst."""

import re

# Control characters, and direction marks that could hide or reorder what is read.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def printable(text: str) -> str:
    """The text without the characters that nobody should meet in a report; tabs and line ends stay."""
    return _UNPRINTABLE.sub("", text)


# Longer than any French word; a chunk of it fits in the narrowest cell of words.
_ENDLESS = re.compile(r"[^\s\u200b\u2010-\u2014/-]{27,}")
_CHUNK = 18
BREAK = "\u200b"


def breakable(text: str) -> str:
    """The text with places to break in what has none (an address, a slip of the keyboard), for paper.

    >>> breakable("anticonstitutionnellement") == "anticonstitutionnellement"
    True
    >>> breakable("x" * 40).split(BREAK) == ["x" * 18, "x" * 18, "x" * 4]
    True
    """

    def split(match: re.Match[str]) -> str:
        word = match[0]
        return BREAK.join(word[i : i + _CHUNK] for i in range(0, len(word), _CHUNK))

    return _ENDLESS.sub(split, text)


def typst_string(text: str) -> str:
    r"""A Typst string literal.

    >>> print(typst_string('#panic("x") \\ "]'))
    "#panic(\"x\") \\ \"]"
    """
    escaped = printable(text).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
