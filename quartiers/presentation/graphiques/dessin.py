"""What every chart shares: typeface and colours, rows with labels, marks, and the SVG.

Figures are drawn without pyplot (no global state), with the reports' typeface and colours, and saved
as SVG with fixed ids and no date, so that the same data gives the same bytes.
"""

import io
import re
from collections.abc import Sequence
from functools import cache
from textwrap import fill
from typing import Any, Final

from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from quartiers import polices
from quartiers.style import COLORS, size_pt
from quartiers.typographie import format_number, typeset

CM = 1 / 2.54
WIDTH_CM = 17.6
_LABEL_CHARACTERS = 34


@cache
def _fonts() -> None:
    for weight in (polices.REGULAR, polices.BOLD):
        font_manager.fontManager.addfont(polices.static_font(weight))


def settings() -> Any:  # matplotlib types the keys as literals
    _fonts()
    return {
        "font.family": "Source Sans 3",
        "font.size": size_pt("tableau"),
        "svg.fonttype": "path",
        "svg.hashsalt": "quartiers",
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


def _light(svg: str) -> str:
    """Positions and outlines to a hundredth of a point: a quarter of the weight, and nothing to be seen."""

    def rounded(match: re.Match[str]) -> str:
        return re.sub(r"-?\d+\.\d{3,}", lambda n: f"{float(n[0]):.2f}", match[0])

    return re.sub(r' (?:d|x|y|transform)="[^"]*"', lambda m: m[0] if "scale" in m[0] else rounded(m), svg)


def save_svg(figure: Figure) -> str:
    buffer = io.StringIO()
    figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    text = buffer.getvalue()
    return _light(text[text.index("<svg") :])


_LINE_CM = 0.41  # a line of label, at the charts' font size


def rows_figure(labels: Sequence[str], row_cm: float, axis_cm: float = 1.5) -> tuple[Figure, Axes]:
    """A figure with one labelled row each, ``row_cm`` high or more where a label has many lines.

    ``axis_cm`` is left for the horizontal axis.
    """
    lines = max(label.count("\n") + 1 for label in labels)
    height = len(labels) * max(row_cm, lines * _LINE_CM + 0.15) + axis_cm
    figure = Figure(figsize=(WIDTH_CM * CM, height * CM), layout="constrained")
    axes = figure.subplots()
    axes.set_ylim(len(labels) - 0.5, -0.5)
    axes.set_yticks(range(len(labels)), labels)
    return figure, axes


def wrap(text: str, width: int = _LABEL_CHARACTERS) -> str:
    return fill(typeset(text), width)


def number_axis(axes: Axes, unit: str) -> None:
    axes.xaxis.set_major_formatter(lambda value, _: f"{format_number(value)}\u202f{unit}")
    axes.spines["bottom"].set_visible(False)


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
