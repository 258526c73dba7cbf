"""The typeface's instances: those that the recipe makes, whenever and wherever it does."""

import io
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fontTools.pens.recordingPen import RecordingPen
from fontTools.ttLib import TTFont
from matplotlib.ft2font import FT2Font, LoadFlags

from quartiers import PROJECT_ROOT, polices
from quartiers.style import FONT_FAMILY

WEIGHTS = (polices.REGULAR, polices.BOLD)
FRENCH = "ABCÉÈÀÇŒœæéèêëàâîïôûùüÿç«»’…–—€%‰°0123456789 \u00a0\u202f→▲▼●✓≥≤≈−×" + "□"


@pytest.fixture(scope="module")
def made_again(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the recipe gives now."""
    folder = tmp_path_factory.mktemp("fontes")
    recipe = PROJECT_ROOT / ".ci/make_fonts.py"
    if not recipe.is_file():
        pytest.skip("the recipe is not part of this copy")
    subprocess.run([sys.executable, recipe, folder], check=True, cwd=PROJECT_ROOT)
    return folder


def drawings(font: TTFont) -> dict[str, Any]:
    """What each character draws, and how far it goes."""
    glyphs, shapes = font.getGlyphSet(), {}
    for code, name in font.getBestCmap().items():
        pen = RecordingPen()
        glyphs[name].draw(pen)
        shapes[chr(code)] = (glyphs[name].width, pen.value)
    return shapes


FORMS: dict[str, Callable[[int], TTFont]] = {
    "ttf": lambda weight: TTFont(polices.static_font(weight)),
    "woff": lambda weight: TTFont(io.BytesIO(polices.web_font(weight))),
}


@pytest.mark.parametrize("weight", WEIGHTS)
@pytest.mark.parametrize("form", FORMS)
def test_they_are_what_the_recipe_makes(made_again: Path, form: str, weight: int) -> None:
    """Of the typeface that is installed: if this fails, .ci/make_fonts.py is to be run, and its result committed."""
    kept = FORMS[form](weight)
    with TTFont(made_again / polices.static_font(weight).with_suffix(f".{form}").name) as made:
        assert drawings(kept) == drawings(made)
        # Its date too, which is the source's: made at two moments, it is the same.
        for table, name in (("head", "modified"), ("head", "created"), ("head", "fontRevision"), ("hhea", "ascent")):
            assert getattr(kept[table], name) == getattr(made[table], name)
    widths = polices.static_font(weight).with_suffix(".json")
    assert widths.read_bytes() == (made_again / widths.name).read_bytes()
    assert (polices.STATIC_FONTS / "LICENSE").read_text() == (made_again / "LICENSE").read_text()


@pytest.mark.parametrize("weight", WEIGHTS)
@pytest.mark.parametrize("form", FORMS)
def test_they_have_a_name_of_their_own(form: str, weight: int) -> None:
    """The licence asks for it; and a font that is installed on a machine is never taken for them."""
    names = FORMS[form](weight)["name"]
    shown = {names.getDebugName(number) for number in (1, 3, 4, 6)}
    assert polices.FAMILY in shown
    assert not any("Source" in name for name in shown)
    assert polices.FAMILY != FONT_FAMILY


def test_they_draw_what_french_texts_need() -> None:
    assert polices.drawable(FRENCH) == FRENCH


@pytest.mark.parametrize("weight", WEIGHTS)
def test_a_text_is_measured_as_it_is_drawn(weight: int) -> None:
    """By another library than that which draws: an accented letter may have the width of its letter, not its own."""
    drawn = FT2Font(str(polices.static_font(weight)))
    widths = polices.advances(weight)
    assert set(FRENCH) <= widths.keys()
    for character, width in widths.items():
        code = ord(character) if character else 0x10FFFF  # which no font has
        glyph = drawn.load_glyph(drawn.get_char_index(code), LoadFlags.NO_SCALE)
        assert width == glyph.horiAdvance / drawn.units_per_EM, character
