"""Text from data is hostile: what it may hold, what addresses it may give, the one way by which it enters Typst."""

import re
import unicodedata

# Control characters; marks of direction, which would turn the text around them; what is seen nowhere and may say
# anything (tags, annotations, invisible operators); halves of characters, which no file can hold.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"
    "\u061c\u180e\u200e\u200f\u202a-\u202e\u2061-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e0fff]"
)
# More marks on one letter than any language writes would cover the lines above and below.
_MARKS = "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_PILE = re.compile(f"([{_MARKS}]{{3}})[{_MARKS}]+")


def printable(text: str) -> str:
    """The text without the characters that nobody should meet in a report; tabs and line ends stay.

    A mark of direction is dropped: words in Hebrew or Arabic are read from right to left without it.

    >>> printable("12 \\u202e34"), printable("\\x1b[31mrouge\\x07")
    ('12 34', '[31mrouge')
    """
    return text if text.isascii() and text.isprintable() else _PILE.sub(r"\1", _UNPRINTABLE.sub("", text))


def on_one_line(text: str) -> str:
    """The text for a message of one line: any space is a space, what cannot be printed is �.

    >>> on_one_line("un\\ndeux\\x1b[31m")
    'un deux�[31m'
    """
    return "".join(c if c.isprintable() else " " if c.isspace() else "�" for c in text)


def anchor(text: str) -> str:
    """An address within a page: letters, digits and hyphens, the same as long as the text is.

    >>> anchor("Priorités, et ce qui les appuie")
    'priorités-et-ce-qui-les-appuie'
    """
    return re.sub(r"[^\w]+", "-", text.casefold()).strip("-") or "section"


def section_name(text: str) -> str:
    """The same without accents, for what is typed, read out or sent: a heading's, where nothing names it otherwise.

    Letters that have no plain form stay: two names in another script are still two.

    >>> section_name("Priorités, et ce qui les appuie"), section_name("Cœur de ville"), section_name("東京")
    ('priorites-et-ce-qui-les-appuie', 'coeur-de-ville', '東京')
    """
    bare = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe").replace("æ", "ae"))
    return anchor("".join(c for c in bare if not unicodedata.combining(c)))


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
