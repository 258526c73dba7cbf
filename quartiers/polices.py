"""The reports' typeface, in the forms that Typst, matplotlib and browsers accept.

Source Sans 3 comes from PyPI as one variable font. Typst reads it as it is; matplotlib knows only static fonts and a
page would weigh 900 kB with it. So the package holds, in ``fontes/``, instances of it in regular and bold, subset to
what French texts and the reports' symbols need, with the widths of their letters (``.ci/make_fonts.py``). They are the
same bytes on every machine, and part of the program: nothing is made, kept or shared by those who run it, and their
fingerprint is the program's.
"""

import importlib.util
import json
import unicodedata
from collections.abc import Mapping, Set
from functools import cache
from pathlib import Path
from typing import Final

REGULAR, BOLD = 400, 700
FAMILY: Final = "Quartiers"  # the instances' own name: no font that is installed on a machine is taken for them
STATIC_FONTS: Final = Path(__file__).parent / "fontes"
MISSING_GLYPH = "□"

_STEMS: Final = {REGULAR: f"{FAMILY}-Regular", BOLD: f"{FAMILY}-Bold"}


def font_folder() -> Path:
    """Folder of the variable fonts, for Typst."""
    spec = importlib.util.find_spec("fontpkg_source_sans_3")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("fontpkg-source-sans-3 is not installed")
    return Path(spec.origin).parent / "files"


def static_font(weight: int = REGULAR) -> Path:
    """Path of the static TrueType instance of the family at ``weight``."""
    return STATIC_FONTS / f"{_STEMS[weight]}.ttf"


def web_font(weight: int = REGULAR) -> bytes:
    """The same instance as WOFF, small enough to be embedded in a page."""
    return (STATIC_FONTS / f"{_STEMS[weight]}.woff").read_bytes()


def drawable(text: str) -> str:
    """The text with what charts cannot draw replaced, as :func:`replace_missing` does."""
    return replace_missing(text, _drawn())


@cache
def _drawn() -> frozenset[str]:
    return frozenset(advances()) | {"\n"}


@cache
def advances(weight: int = REGULAR) -> Mapping[str, float]:
    """Width of each character of the static instance, in sizes of the letters; under ``""``, that of any other.

    They are written beside the instance, as it is made: reading it takes longer than all the widths of a report.
    """
    written = json.loads(static_font(weight).with_suffix(".json").read_text(encoding="utf-8"))
    return {character: width / written["taille"] for character, width in written["largeurs"].items()}


def replace_missing(text: str, covered: Set[str]) -> str:
    """The text with what a font lacks replaced: a square for an emoji or a word in another script.

    Control and format characters are dropped, and any space is a space.
    """
    missing = {ord(c): _replacement(c) for c in set(text) - covered}
    return text.translate(missing) if missing else text  # the source of a document is long, and mostly lacks nothing


def _replacement(character: str) -> str:
    if character.isspace():
        return " "
    invisible = unicodedata.category(character) in ("Cc", "Cf", "Cs")
    selector = unicodedata.name(character, "").startswith("VARIATION SELECTOR")
    return "" if invisible or selector else MISSING_GLYPH
