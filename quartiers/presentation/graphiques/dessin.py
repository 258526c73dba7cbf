"""What every chart shares: typeface and colours, rows with labels, marks, and the SVG.

Figures are drawn without pyplot (no global state), with the reports' typeface and colours, and saved
as SVG with fixed ids and no date, so that the same data gives the same bytes. Who draws imports matplotlib, then: a
report whose charts were all drawn before (:mod:`~quartiers.presentation.graphiques.deja_dessine`) does without.
"""

import contextlib
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from textwrap import fill
from typing import TYPE_CHECKING, Any, Final

from quartiers import polices
from quartiers.style import COLORS, size_pt
from quartiers.typographie import format_number, typeset

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

CM = 1 / 2.54
WIDTH_CM = 17.6
_LABEL_CHARACTERS, _FEWEST_CHARACTERS = 34, 6
_LABEL_LINES = 4

# In points.
WIDTH: Final = WIDTH_CM * CM * 72
EDGE: Final = 3.0  # left free around a chart
LABEL_GAP: Final = 7.0  # between an axis and its labels
LINE: Final = 12.3  # a line of label, at the charts' font size
_BETWEEN_ROWS: Final = 3.7
_HALF_CAPITAL: Final = 0.33  # of the size of the letters: half the height of a capital, of a figure
REVERSED: Final = "↔"  # a row that runs from its highest value to its lowest, so that fragile is on one side


def mark_reversed(label: str, inverse: bool) -> str:
    """The label of a row, with the mark of those that run backwards."""
    return f"{label} {REVERSED}" if inverse else label


@cache
def _add_fonts() -> None:
    """Have matplotlib know the charts' fonts, and take no other for them: its list of fonts is the machine's."""
    from matplotlib import font_manager

    manager = font_manager.fontManager
    manager.ttflist[:] = [font for font in manager.ttflist if font.name != polices.FAMILY]
    for weight in (polices.REGULAR, polices.BOLD):
        manager.addfont(polices.static_font(weight))


@contextlib.contextmanager
def drawing() -> Iterator[None]:
    """The charts' settings for as long as the block draws: on top of matplotlib's own, whatever the user's may be."""
    import matplotlib as mpl

    _add_fonts()
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(_settings())
        yield


def _settings() -> Any:  # matplotlib types the keys as literals
    return {
        "font.family": polices.FAMILY,
        "font.size": size_pt("tableau"),
        "svg.fonttype": "path",
        "svg.hashsalt": "quartiers",
        "text.parse_math": False,  # a label with two $ is not a formula, and a wrong formula is an error
        "text.color": COLORS["encre"],
        "axes.edgecolor": COLORS["filet"],
        "axes.labelcolor": COLORS["gris"],
        "xtick.color": COLORS["gris"],
        "ytick.color": COLORS["encre"],
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.spines.left": False,
        "axes.axisbelow": True,
        "axes.grid": True,
        "axes.grid.axis": "x",
        "grid.color": COLORS["filet"],
        "grid.linewidth": 0.6,
        "xtick.bottom": False,
        "ytick.left": False,
    }


_GRID: Final = 4  # of matplotlib's units for letters, of which a hundred points have 6 400


def _light(svg: str) -> str:
    """Positions and outlines to a hundredth of a point: a quarter of the weight, and nothing to be seen."""

    def rounded(match: re.Match[str]) -> str:
        return re.sub(r"-?\d+\.\d{3,}", lambda n: f"{float(n[0]):.2f}", match[0])

    svg = re.sub(r' (?:d|x|y|transform)="[^"]*"', lambda m: m[0] if "scale" in m[0] else rounded(m), svg)
    return re.sub(r' d="([^"]*)" transform="scale\(0\.015625\)"', lambda m: _light_glyph(m[1]), svg)


def _light_glyph(outline: str) -> str:
    """The outline of a letter on a grid of a thousandth of its size, written in fewer digits.

    By multiples of three, that a PDF may write whole numbers: its cubic curves have points at the thirds of ours.
    """

    def on_grid(match: re.Match[str]) -> str:
        return str(3 * round(int(match[0]) / (3 * _GRID)))

    return f' d="{re.sub(r"-?[0-9]+", on_grid, outline)}" transform="scale({0.015625 * _GRID})"'


def save_svg(figure: "Figure") -> str:
    buffer = io.StringIO()
    figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    text = buffer.getvalue()
    return _light(text[text.index("<svg") :])


def new_sheet(height: float) -> "tuple[Figure, Axes]":
    """A figure of that height, its axes' units being points from its top left corner.

    Charts place what they draw by themselves, from the widths of their texts: matplotlib's own layout
    draws everything once more to find them, and knows nothing of texts that must not touch.
    """
    from matplotlib.figure import Figure

    figure = Figure(figsize=(WIDTH / 72, height / 72))
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    axes.set_xlim(0, WIDTH)
    axes.set_ylim(height, 0)
    return figure, axes


def rows_figure(labels: Sequence[str], row_cm: float, axis_label: str = "") -> "tuple[Figure, Axes]":
    """A figure with one labelled row each, ``row_cm`` high or more where a label has many lines, and a number axis."""
    from matplotlib.figure import Figure

    lines = max(label.count("\n") + 1 for label in labels)
    row = max(row_cm * 72 * CM, lines * LINE + _BETWEEN_ROWS)
    left = EDGE + text_width(labels) + LABEL_GAP
    width = WIDTH - left - 4 * EDGE  # the axis may end under the middle of a number
    note = wrap_within(axis_label, 100, width)
    under = EDGE + LABEL_GAP + LINE + 4 + (note.count("\n") + 1) * LINE  # numbers, then what they are
    height = EDGE + len(labels) * row + under
    figure = Figure(figsize=(WIDTH / 72, height / 72))
    axes = figure.add_axes(
        (left / WIDTH, under / height, width / WIDTH, len(labels) * row / height),
        ylim=(len(labels) - 0.5, -0.5),
        xlabel=note,
    )
    axes.set_yticks(range(len(labels)), labels)
    return figure, axes


def text_width(texts: Iterable[str], size: float | None = None, weight: int = polices.REGULAR) -> float:
    """Width of the widest line of these texts, in points; at the charts' own size if none is given.

    From the advances of the characters: matplotlib's way of measuring sets the whole text.
    Kerning, left out, brings letters closer.
    """
    lines = (line for text in texts for line in text.split("\n"))
    known = polices.advances(weight)
    other = known[""]
    return (size or size_pt("tableau")) * max((sum(known.get(c, other) for c in line) for line in lines), default=0.0)


def wrap(text: str, width: int = _LABEL_CHARACTERS) -> str:
    """A label on few lines: the alternative says the whole of one that is longer."""
    drawn = polices.drawable(typeset(text))
    return fill(drawn, width, break_on_hyphens=False, max_lines=_LABEL_LINES, placeholder=" […]")


def wrap_within(
    text: str, characters: int, points: float, size: float | None = None, weight: int = polices.REGULAR
) -> str:
    """Lines of ``characters`` at most, or fewer: as many as it takes for none to be wider than ``points``."""
    while True:
        lines = wrap(text, characters)
        width = text_width([lines], size, weight)
        if width <= points or characters <= _FEWEST_CHARACTERS:
            return lines
        characters = max(min(characters - 1, int(characters * points / width)), _FEWEST_CHARACTERS)


def write_centred(axes: "Axes", x: float, y: float, text: str, **style: Any) -> None:
    """A text whose capitals and figures are centred on ``y``, on a sheet (:func:`new_sheet`), whatever hangs below.

    Matplotlib centres the box of a text: a word with a "p" stands higher than one without, beside one mark.
    """
    size = style.get("fontsize", size_pt("tableau"))
    under = (text.count("\n") * LINE * size / size_pt("tableau")) / 2
    axes.text(x, y + _HALF_CAPITAL * size + under, text, va="baseline", **style)


def write_beside(axes: "Axes", x: float, y: float, text: str, *, right: bool, **style: Any) -> None:
    """Write the value of a mark on one side of it, a few points off."""
    offset, side = (7, "left") if right else (-7, "right")
    axes.annotate(text, (x, y), xytext=(offset, 0), textcoords="offset points", ha=side, va="center", **style)


def number_axis(axes: "Axes", unit: str, *, plain: bool = False) -> None:
    """The numbers of an axis; ``plain``: without their sign, what the sides are being said elsewhere."""
    axes.xaxis.set_major_formatter(lambda value, _: f"{format_number(abs(value) if plain else value)}\u202f{unit}")
    axes.spines["bottom"].set_visible(False)


def draw_key(axes: "Axes", y: float, entries: Sequence[tuple[str, Mapping[str, Any]]]) -> None:
    """What marks are, in one line that ends on the right of a sheet."""
    right = WIDTH - EDGE
    for label, mark in reversed(entries):
        write_centred(axes, right, y, label, ha="right", fontsize=size_pt("note"))
        x = right - text_width([label], size_pt("note")) - 8.5
        axes.plot(x, y, **mark)
        right = x - 22


MARKERS: dict[str, str] = {"fragile": "v", "favorable": "^", "neutre": "o", "alerte": "o"}

# The same marks in every chart: the contract's QPV, their average, the QPV of France.
OTHERS: Final[dict[str, Any]] = {  # small, but dark enough to be seen: what informs has a contrast of 3 at least
    "marker": "o",
    "linestyle": "",
    "markersize": 3.8,
    "markerfacecolor": COLORS["gris"],
    "markeredgecolor": "white",
    "markeredgewidth": 0.5,
}
AVERAGE: Final[dict[str, Any]] = {
    "marker": "|",
    "linestyle": "",
    "color": COLORS["encre"],
    "markersize": 11,
    "markeredgewidth": 1.6,
}
FRANCE: Final[dict[str, Any]] = {
    "marker": "D",
    "linestyle": "",
    "markersize": 5,
    "markerfacecolor": "white",
    "markeredgecolor": COLORS["encre"],
}
