"""The reports' typeface, in the forms that matplotlib and browsers accept.

Source Sans 3 comes from PyPI as one variable font. Typst reads it as it is; matplotlib knows only
static fonts and a page would weigh 900 kB with it, so regular and bold instances, subset to what
French text and the reports' symbols need, are made once and kept in the user's cache.
"""

import importlib.util
import os
import tempfile
import unicodedata
from collections.abc import Set
from functools import cache
from pathlib import Path

import platformdirs

REGULAR, BOLD = 400, 700
MISSING_GLYPH = "□"

# Latin letters, punctuation and spaces, €, arrows, comparison signs, geometric marks.
_KEPT_CHARACTERS = (
    *range(0x20, 0x180),
    *range(0x2000, 0x2070),
    0x20AC,
    *range(0x2190, 0x219A),
    *range(0x2212, 0x2214),
    0x2248,
    *range(0x2260, 0x2266),
    *range(0x25A0, 0x25D0),
    0x2713,
)
_CACHE_VERSION = "1"


def font_folder() -> Path:
    """Folder of the variable fonts, for Typst."""
    spec = importlib.util.find_spec("fontpkg_source_sans_3")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("fontpkg-source-sans-3 is not installed")
    return Path(spec.origin).parent / "files"


@cache
def static_font(weight: int = REGULAR) -> Path:
    """Path of a static TrueType instance of the family at ``weight``, made on first use."""
    return _instance(weight, "ttf")


@cache
def web_font(weight: int = REGULAR) -> bytes:
    """The same instance as WOFF, small enough to be embedded in a page."""
    return _instance(weight, "woff").read_bytes()


def drawable(text: str) -> str:
    """The text with what charts cannot draw replaced, as :func:`replace_missing` does."""
    return replace_missing(text, _drawn())


@cache
def _drawn() -> frozenset[str]:
    from fontTools.ttLib import TTFont

    with TTFont(static_font(), lazy=True) as font:
        return frozenset(map(chr, font.getBestCmap())) | {"\n"}


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


def prepare() -> None:
    """Make every instance now, so that parallel kernels find them."""
    for weight in (REGULAR, BOLD):
        static_font(weight)
        web_font(weight)


def _instance(weight: int, kind: str) -> Path:
    target = cache_folder() / f"SourceSans3-{weight}-v{_CACHE_VERSION}.{kind}"
    if not target.is_file():
        _make_instances(weight, target.parent)
    return target


def cache_folder() -> Path:
    """Where the instances are kept."""
    folder = Path(platformdirs.user_cache_dir("quartiers", appauthor=False))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except OSError:  # a home that cannot be written: the instances last as long as the machine's temp
        folder = Path(tempfile.gettempdir()) / "quartiers-polices"
        folder.mkdir(parents=True, exist_ok=True)
        return folder


def _make_instances(weight: int, folder: Path) -> None:
    from fontTools import subset
    from fontTools.ttLib import TTFont
    from fontTools.varLib import instancer

    [source] = [p for p in font_folder().iterdir() if p.name == "SourceSans3[wght].ttf"]
    font = TTFont(source)
    options = subset.Options(layout_features=["*"], name_IDs=["*"])
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=_KEPT_CHARACTERS)
    subsetter.subset(font)
    font = instancer.instantiateVariableFont(font, {"wght": weight}, updateFontNames=True)
    for kind, flavor in (("ttf", None), ("woff", "woff")):
        font.flavor = flavor
        handle, name = tempfile.mkstemp(dir=folder)
        os.close(handle)
        font.save(name)
        Path(name).replace(folder / f"SourceSans3-{weight}-v{_CACHE_VERSION}.{kind}")
