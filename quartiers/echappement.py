"""Text from data is hostile: what it may hold, and the one way by which it enters Typst."""

import re

# Control characters, and direction marks that could hide or reorder what is read.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def printable(text: str) -> str:
    """The text without the characters that nobody should meet in a report; tabs and line ends stay."""
    return _UNPRINTABLE.sub("", text)


def typst_string(text: str) -> str:
    r"""A Typst string literal.

    >>> print(typst_string('#panic("x") \\ "]'))
    "#panic(\"x\") \\ \"]"
    """
    escaped = printable(text).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
