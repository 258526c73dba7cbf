"""Make the static fonts of quartiers/fontes from the variable one of PyPI; a folder may be named to put them elsewhere.

To be run, and its result committed, when fontpkg-source-sans-3 changes. They are not made on the machines that use
them: what a font is written as depends on fontTools, on the compressor that Python was built with, and on the time.
The licence reserves the name « Source » to the original: an altered copy that is handed on has a name of its own.
"""

import shutil
import sys
from pathlib import Path

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


def make_fonts(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for weight, style in WEIGHTS.items():
        font = make_instance(weight)
        for suffix, flavor in (("ttf", None), ("woff", "woff")):
            font.flavor = flavor
            font.save(folder / f"{FAMILY}-{style}.{suffix}")
    shutil.copyfile(font_folder().parent / "LICENSE", folder / "LICENSE")


if __name__ == "__main__":
    make_fonts(Path(sys.argv[1]) if len(sys.argv) > 1 else STATIC_FONTS)
