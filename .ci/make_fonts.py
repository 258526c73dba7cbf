"""Make the static fonts of quartiers/fontes from the variable one of PyPI; a folder may be named to put them elsewhere.

To be run, and its result committed, when fontpkg-source-sans-3 changes. They are not made on the machines that use
them: what a font is written as depends on fontTools, on the compressor that Python was built with, and on the time.
The licence reserves the name « Source » to the original: an altered copy that is handed on has a name of its own.
"""

import json
import shutil
import sys
from pathlib import Path
from typing import Any

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

from quartiers.polices import BOLD, FAMILY, REGULAR, STATIC_FONTS, font_folder

# Latin letters, punctuation and spaces, €, arrows, comparison signs, geometric marks.
KEPT_CHARACTERS = (
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
USE_MY_METRICS = 0x0200  # of a part of a letter, in TrueType: the whole is as wide as it
WEIGHTS = {REGULAR: "Regular", BOLD: "Bold"}


def make_instance(weight: int) -> TTFont:
    """The font at that weight, with what French texts and the reports' symbols need, dated as its source is."""
    font = TTFont(font_folder() / "SourceSans3[wght].ttf", recalcTimestamp=False)
    subsetter = subset.Subsetter(subset.Options(layout_features=["*"], name_IDs=["*"]))
    subsetter.populate(unicodes=KEPT_CHARACTERS)
    subsetter.subset(font)
    font = instancer.instantiateVariableFont(font, {"wght": weight}, updateFontNames=True)
    style = WEIGHTS[weight]
    names = {1: FAMILY, 3: f"{FAMILY} {style}", 4: f"{FAMILY} {style}", 6: f"{FAMILY}-{style}"}
    for record in list(font["name"].names):
        if record.nameID in names:
            record.string = names[record.nameID]
        elif record.nameID in (16, 17, 25):  # other forms of the family's name
            font["name"].names.remove(record)
    return font


def measure(font: TTFont) -> dict[str, Any]:
    """The width of each character, and the size of the letters that it is of; under ``""``, that of any other.

    An accented letter has the width of its letter where the font says so, as who draws them knows.
    """
    widths, outlines = font["hmtx"].metrics, font["glyf"]

    def width(glyph: str) -> int:
        parts = outlines[glyph].components if outlines[glyph].isComposite() else ()
        own = next((part.glyphName for part in parts if part.flags & USE_MY_METRICS), None)
        return width(own) if own is not None else widths[glyph][0]

    glyphs = {"": ".notdef", **{chr(code): glyph for code, glyph in font.getBestCmap().items()}}
    return {
        "taille": font["head"].unitsPerEm,
        "largeurs": {character: width(glyph) for character, glyph in glyphs.items()},
    }


def make_fonts(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for weight, style in WEIGHTS.items():
        font = make_instance(weight)
        for suffix, flavor in (("ttf", None), ("woff", "woff")):
            font.flavor = flavor
            font.save(folder / f"{FAMILY}-{style}.{suffix}")
        with TTFont(folder / f"{FAMILY}-{style}.ttf") as made:
            measured = json.dumps(measure(made), ensure_ascii=False)
        (folder / f"{FAMILY}-{style}.json").write_text(f"{measured}\n", encoding="utf-8")
    shutil.copyfile(font_folder().parent / "LICENSE", folder / "LICENSE")


if __name__ == "__main__":
    make_fonts(Path(sys.argv[1]) if len(sys.argv) > 1 else STATIC_FONTS)
