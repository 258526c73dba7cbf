"""The tokens: what is read, and what informs in a chart, has the contrast that WCAG asks for."""

from itertools import product

import pytest

from quartiers.presentation.graphiques.dessin import AVERAGE, FRANCE, OTHERS
from quartiers.style import BODY_PT, COLORS, SIZES, size_pt

TEXTS = ("encre", "gris", "accent", "fragile", "favorable", "neutre", "alerte")
GROUNDS = ("#ffffff", COLORS["fond"], COLORS["fond_alerte"])


def luminance(color: str) -> float:
    """Relative luminance, as WCAG 2.2 defines it."""
    channels = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)  # the well-known grey that just fails


@pytest.mark.parametrize(("text", "ground"), product(TEXTS, GROUNDS))
def test_text_is_readable_on_every_ground(text: str, ground: str) -> None:
    assert contrast(COLORS[text], ground) >= 4.5


def test_text_is_readable_on_the_accent() -> None:
    assert contrast("#ffffff", COLORS["accent"]) >= 4.5


@pytest.mark.parametrize(
    "color", [OTHERS["markerfacecolor"], AVERAGE["color"], FRANCE["markeredgecolor"]], ids=["others", "mean", "France"]
)
def test_marks_that_inform_are_seen(color: str) -> None:
    assert contrast(color, "#ffffff") >= 3


def test_nothing_is_printed_too_small() -> None:
    assert size_pt("corps") == BODY_PT
    assert min(map(size_pt, SIZES)) >= 8  # in HTML, multiples of the same
