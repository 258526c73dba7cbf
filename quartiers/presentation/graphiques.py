"""Charts: each answers one question, labels its data directly and says in words what it shows.

Figures are drawn without pyplot (no global state), with the reports' typeface and colours, and saved
as SVG with fixed ids and no date, so that the same data gives the same bytes.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from textwrap import fill
from typing import Any, Final

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from quartiers import polices
from quartiers.presentation.blocs import Graphique, Nature
from quartiers.style import COLORS, size_pt
from quartiers.typographie import count, format_gap, format_number, format_value, ordinal, typeset

CM = 1 / 2.54
WIDTH_CM = 17.6
_LABEL_CHARACTERS = 34


@cache
def _fonts() -> None:
    for weight in (polices.REGULAR, polices.BOLD):
        font_manager.fontManager.addfont(polices.static_font(weight))


def _settings() -> Any:  # matplotlib types the keys as literals
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


def _svg(figure: Figure) -> str:
    buffer = io.StringIO()
    figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    text = buffer.getvalue()
    return text[text.index("<svg") :]


_LINE_CM = 0.41  # a line of label, at the charts' font size


def _rows_figure(labels: Sequence[str], row_cm: float, axis_cm: float = 1.5) -> tuple[Figure, Axes]:
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


def _wrap(text: str, width: int = _LABEL_CHARACTERS) -> str:
    return fill(typeset(text), width)


def _number_axis(axes: Axes, unit: str) -> None:
    axes.xaxis.set_major_formatter(lambda value, _: f"{format_number(value)}\u202f{unit}")
    axes.spines["bottom"].set_visible(False)


@dataclass(frozen=True)
class PointCompare:
    """A figure against its reference: one row of :func:`chart_comparisons`."""

    libelle: str
    valeur: float
    reference: float
    nature: Nature
    mention: str  # the reading, in words


_MARKERS: dict[str, str] = {"fragile": "v", "favorable": "^", "neutre": "o", "alerte": "o"}


def chart_comparisons(points: Sequence[PointCompare], titre: str, territoire: str, source: str) -> Graphique:
    """Percentages of the quartier beside the same percentages of a territory, on one axis."""
    with mpl.rc_context(_settings()):
        figure, axes = _rows_figure([_wrap(p.libelle) for p in points], 0.9)
        for row, p in enumerate(points):
            color = COLORS[p.nature]
            axes.plot([p.reference, p.valeur], [row, row], color=color, linewidth=2, alpha=0.45, zorder=1)
            axes.plot(
                p.reference, row, "D", markersize=6, markerfacecolor="white", markeredgecolor=COLORS["gris"], zorder=2
            )
            axes.plot(p.valeur, row, _MARKERS[p.nature], color=color, markersize=8, zorder=3)
            side = 1 if p.valeur >= p.reference else -1
            axes.annotate(
                format_value(p.valeur, "%"),
                (p.valeur, row),
                xytext=(7 * side, 0),
                textcoords="offset points",
                ha="left" if side > 0 else "right",
                va="center",
                color=color,
                fontweight="bold",
            )
            axes.annotate(
                format_value(p.reference, "%"),
                (p.reference, row),
                xytext=(-7 * side, 0),
                textcoords="offset points",
                ha="right" if side > 0 else "left",
                va="center",
                color=COLORS["gris"],
            )
        values = [v for p in points for v in (p.valeur, p.reference)]
        span = max(values) - min(values)
        margin = max(0.16 * span, 5)
        axes.set_xlim(min(values) - margin, max(values) + margin)
        _number_axis(axes, "%")
        axes.set_xlabel(f"Symbole plein : le quartier     Losange : {typeset(territoire)}")
        svg = _svg(figure)
    sentences = [
        f"{p.libelle} : {format_value(p.valeur, '%')} contre {format_value(p.reference, '%')}, {p.mention}"
        for p in points
    ]
    alternative = f"Graphique à points, {count(len(points), 'indicateur')}. " + " ; ".join(sentences) + "."
    return Graphique(titre, svg, alternative, source)


@dataclass(frozen=True)
class Position:
    """A figure among those of the contract's QPV: one row of :func:`chart_positions`.

    ``autres`` are all the values, the figure's own included; ``contrat`` is their average and ``france`` the value
    of the QPV of France (of the median one if ``france_mediane``), None where they are not known; ``rang`` is the
    rank from the highest and the number of ranked QPV.
    """

    libelle: str
    valeur: float
    autres: tuple[float, ...]
    contrat: float | None
    france: float | None
    france_mediane: bool
    rang: tuple[int, int] | None
    nature: Nature
    mention: str


def chart_positions(rows: Sequence[Position], titre: str, source: str) -> Graphique:
    """Each figure on its own scale, between the lowest and the highest of the contract's QPV."""
    with mpl.rc_context(_settings()):
        figure, axes = _rows_figure([_wrap(p.libelle, 48) for p in rows], 0.56, 1.2)
        axes.grid(visible=False)
        axes.spines["bottom"].set_visible(False)
        axes.set_xticks([])
        axes.set_xlim(-0.14, 1.6)
        for row, p in enumerate(rows):
            _draw_position(axes, row, p)
        axes.set_ylim(len(rows) - 0.5, -1.1)
        for x, side, text in (
            (-0.02, "right", "plus bas"),
            (1.02, "left", "plus haut"),
            (1.6, "right", "quartier, rang"),
        ):
            axes.annotate(text, (x, -0.7), ha=side, va="center", color=COLORS["gris"], fontsize=size_pt("note"))
        figure.legend(
            handles=_marks(rows),
            loc="outside upper right",
            ncols=4,
            frameon=False,
            fontsize=size_pt("note"),
            handletextpad=0.1,
            borderpad=0,
        )
        svg = _svg(figure)
    return Graphique(titre, svg, _positions_in_words(rows), source)


_OTHERS: Final[dict[str, Any]] = {
    "marker": "o",
    "linestyle": "",
    "markersize": 5,
    "markerfacecolor": COLORS["filet"],
    "markeredgecolor": "white",
    "markeredgewidth": 0.5,
}
_AVERAGE: Final[dict[str, Any]] = {
    "marker": "|",
    "linestyle": "",
    "color": COLORS["encre"],
    "markersize": 11,
    "markeredgewidth": 1.6,
}
_FRANCE: Final[dict[str, Any]] = {
    "marker": "D",
    "linestyle": "",
    "markersize": 5,
    "markerfacecolor": "white",
    "markeredgecolor": COLORS["encre"],
}


def _marks(rows: Sequence[Position]) -> list[Line2D]:
    """What the marks of the rows are, those that no row has left out."""
    marks = [Line2D([], [], label="un autre QPV du contrat", **_OTHERS)]
    if any(p.contrat is not None for p in rows):
        marks.append(Line2D([], [], label="moyenne des QPV du contrat", **_AVERAGE))
    kinds = [kind for kind in (False, True) if any(p.france is not None and p.france_mediane is kind for p in rows)]
    if kinds:
        whose = "QPV de France, ou le médian" if len(kinds) > 1 else _france_name(kinds[0])
        marks.append(Line2D([], [], label=whose, **_FRANCE))
    return marks


def _france_name(mediane: bool) -> str:
    return "QPV médian de France" if mediane else "QPV de France"


def _share(p: Position, value: float) -> float:
    """Where a value is between the row's lowest (0) and highest (1); in the middle when they are equal."""
    scale = (*p.autres, p.valeur, *(v for v in (p.contrat, p.france) if v is not None))
    low, high = min(scale), max(scale)
    return (value - low) / (high - low) if high > low else 0.5


def _draw_position(axes: Axes, row: int, p: Position) -> None:
    axes.plot([0, 1], [row, row], color=COLORS["filet"], linewidth=1, zorder=1)
    low, high = min(p.autres), max(p.autres)
    axes.plot([_share(p, v) for v in p.autres], [row] * len(p.autres), zorder=2, **_OTHERS)
    if p.contrat is not None:
        axes.plot(_share(p, p.contrat), row, zorder=3, **_AVERAGE)
    if p.france is not None:
        axes.plot(_share(p, p.france), row, zorder=3, **_FRANCE)
    axes.plot(_share(p, p.valeur), row, _MARKERS[p.nature], color=COLORS[p.nature], markersize=8, zorder=4)
    for x, side, value in ((-0.03, "right", low), (1.03, "left", high)):
        axes.annotate(
            format_value(value, "%"), (x, row), ha=side, va="center", color=COLORS["gris"], fontsize=size_pt("note")
        )
    axes.annotate(
        _value_and_rank(p),
        (1.6, row),
        ha="right",
        va="center",
        color=COLORS[p.nature],
        fontweight="bold",
    )


def _value_and_rank(p: Position) -> str:
    rank = f", {ordinal(p.rang[0])} sur {p.rang[1]}" if p.rang else ""
    return format_value(p.valeur, "%") + rank


def _positions_in_words(rows: Sequence[Position]) -> str:
    sentences = []
    for p in rows:
        text = (
            f"{p.libelle} : {_value_and_rank(p)}, {p.mention} ; les QPV du contrat vont de "
            f"{format_value(min(p.autres), '%')} à {format_value(max(p.autres), '%')}"
        )
        if p.contrat is not None:
            text += f", moyenne {format_value(p.contrat, '%')}"
        if p.france is not None:
            text += f", {_france_name(p.france_mediane)} {format_value(p.france, '%')}"
        sentences.append(text)
    return (
        f"Graphique à points, {count(len(rows), 'indicateur')}, du QPV le plus bas au plus haut. "
        + ". ".join(sentences)
        + "."
    )


@dataclass(frozen=True)
class Serie:
    """A figure at several dates: one panel of :func:`chart_series`.

    ``annees`` places the points in time; each of ``points`` is the date as it is written, and the value.
    """

    libelle: str
    annees: tuple[int, ...]
    points: tuple[tuple[str, float], ...]
    variation: float
    nature: Nature
    mention: str


_PANELS: Final = 3  # side by side


def chart_series(lines: Sequence[Serie], titre: str, source: str) -> Graphique:
    """Small lines, three a row, all with as many points of percentage for the same height."""
    rows = -(-len(lines) // _PANELS)
    span = max(max(v for _, v in s.points) - min(v for _, v in s.points) for s in lines)
    span = max(span, 2.0) * 2.1  # room for the labels of the ends
    with mpl.rc_context(_settings()):
        figure = Figure(figsize=(WIDTH_CM * CM, (3.5 * rows + 0.2) * CM), layout="constrained")
        panels = figure.subplots(rows, _PANELS, squeeze=False).flatten()
        for axes, line in zip(panels, lines, strict=False):
            _draw_series(axes, line, span)
        for axes in panels[len(lines) :]:
            axes.set_axis_off()
        svg = _svg(figure)
    sentences = [
        f"{s.libelle} : "
        + ", ".join(f"{format_value(v, '%')} ({when})" for when, v in s.points)
        + f", {format_gap(s.variation, '%')}, {s.mention}"
        for s in lines
    ]
    return Graphique(titre, svg, f"{count(len(lines), 'courbe')}. " + " ; ".join(sentences) + ".", source)


def _draw_series(axes: Axes, line: Serie, span: float) -> None:
    values = [v for _, v in line.points]
    middle = (min(values) + max(values)) / 2
    axes.set_ylim(middle - span / 2, middle + span / 2)
    width = max(line.annees) - min(line.annees) or 1
    axes.set_xlim(min(line.annees) - 0.24 * width, max(line.annees) + 0.24 * width)
    axes.grid(visible=False)
    axes.spines["bottom"].set_visible(False)
    axes.set_yticks([])
    color = COLORS[line.nature]
    axes.plot(line.annees, values, "-", color=color, linewidth=1.8)
    axes.plot(line.annees[:-1], values[:-1], "o", color=color, markersize=4, markerfacecolor="white")
    axes.plot(line.annees[-1:], values[-1:], _MARKERS[line.nature], color=color, markersize=7)
    for position in (0, -1):
        above = (values[-1] >= values[0]) == (position == -1)
        axes.annotate(
            format_value(values[position], "%"),
            (line.annees[position], values[position]),
            xytext=(0, 6 if above else -6),
            textcoords="offset points",
            ha="center",
            va="bottom" if above else "top",
            fontweight="bold" if position else "normal",
            color=color if position else COLORS["encre"],
        )
    ends = (0, -1)
    axes.set_xticks([line.annees[e] for e in ends], [line.points[e][0] for e in ends], fontsize=size_pt("note"))
    axes.set_title(
        f"{_wrap(line.libelle, 40)}\n{line.mention}, {format_gap(line.variation, '%')}",
        loc="left",
        fontsize=size_pt("tableau"),
        color=color,
        fontweight="bold",
        pad=8,
    )
