"""Charts: each answers one question, labels its data directly and says in words what it shows.

Figures are drawn without pyplot (no global state), with the reports' typeface and colours, and saved
as SVG with fixed ids and no date, so that the same data gives the same bytes.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from textwrap import fill
from typing import Any

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from quartiers import polices
from quartiers.presentation.blocs import Graphique, Nature
from quartiers.style import COLORS
from quartiers.typographie import count, format_gap, format_number, format_value, join_words, typeset

CM = 1 / 2.54
WIDTH_CM = 16.5
_LABEL_CHARACTERS = 34


@cache
def _fonts() -> None:
    for weight in (polices.REGULAR, polices.BOLD):
        font_manager.fontManager.addfont(polices.static_font(weight))


def _settings() -> Any:  # matplotlib types the keys as literals
    _fonts()
    return {
        "font.family": "Source Sans 3",
        "font.size": 9,
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


def _rows_figure(labels: Sequence[str], row_cm: float) -> tuple[Figure, Axes]:
    """A figure with one labelled row each, ``row_cm`` high or more where a label has many lines."""
    lines = max(label.count("\n") + 1 for label in labels)
    height = len(labels) * max(row_cm, lines * _LINE_CM + 0.15) + 1.5  # the rest is for the horizontal axis
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
class PointEvolution:
    """A change in points between two dates: one row of :func:`chart_trends`."""

    libelle: str
    variation: float
    periode: str
    nature: Nature
    mention: str


def chart_trends(points: Sequence[PointEvolution], titre: str, source: str) -> Graphique:
    """Changes in points, as bars from zero, the label saying the period."""
    with mpl.rc_context(_settings()):
        figure, axes = _rows_figure([f"{_wrap(p.libelle)}\n{p.mention}" for p in points], 1.0)
        for row, p in enumerate(points):
            axes.barh(row, p.variation, height=0.5, color=COLORS[p.nature])
            axes.annotate(
                f"{format_gap(p.variation, '%')} ({p.periode})" if p.periode else format_gap(p.variation, "%"),
                (max(0.0, p.variation), row),  # right of the bar and of zero: the left is for the names
                xytext=(4, 0),
                textcoords="offset points",
                ha="left",
                va="center",
            )
        axes.axvline(0, color=COLORS["gris"], linewidth=0.8)
        for label, p in zip(axes.get_yticklabels(), points, strict=True):
            label.set_color(COLORS[p.nature])
        low, high = min(0.0, *(p.variation for p in points)), max(0.0, *(p.variation for p in points))
        margin = 0.75 * (high - low)  # room for the labels
        axes.set_xlim(low - 0.03 * (high - low), high + margin)
        _number_axis(axes, "")
        axes.set_xlabel("Évolution en points")
        svg = _svg(figure)
    sentences = [f"{p.libelle} : {format_gap(p.variation, '%')} ({p.periode}), {p.mention}" for p in points]
    alternative = f"Graphique en barres, {count(len(points), 'évolution')}. " + " ; ".join(sentences) + "."
    return Graphique(titre, svg, alternative, source)


def chart_shared_themes(themes: Sequence[tuple[str, int]], total: int, titre: str, source: str) -> Graphique:
    """How many of the contract's quartiers have a priority on each theme."""
    with mpl.rc_context(_settings()):
        figure, axes = _rows_figure([_wrap(label) for label, _ in themes], 0.75)
        for row, (_, number) in enumerate(themes):
            axes.barh(row, total, height=0.5, color=COLORS["fond"])
            axes.barh(row, number, height=0.5, color=COLORS["accent"])
            axes.annotate(
                str(number), (number, row), xytext=(4, 0), textcoords="offset points", va="center", fontweight="bold"
            )
        axes.set_xlim(0, total * 1.04)
        axes.grid(visible=False)
        axes.set_xticks([0, total])
        axes.spines["bottom"].set_visible(False)
        axes.set_xlabel(f"Nombre de quartiers, sur {total}")
        svg = _svg(figure)
    listed = join_words([f"{label} : {number}" for label, number in themes])
    return Graphique(titre, svg, f"Graphique en barres, nombre de quartiers sur {total}. {listed}.", source)


@dataclass(frozen=True)
class Bande:
    """One indicator across quartiers: one row of :func:`chart_strips`."""

    libelle: str
    valeurs: tuple[tuple[str, float], ...]  # short name of the quartier, value
    reference: float | None


def chart_strips(bands: Sequence[Bande], titre: str, territoire: str, source: str) -> Graphique:
    """Where the quartiers stand on each indicator; the lowest and the highest are named."""
    with mpl.rc_context(_settings()):
        figure, axes = _rows_figure([_wrap(b.libelle, 26) for b in bands], 1.35)
        values = [v for b in bands for _, v in b.valeurs]
        for row, band in enumerate(bands):
            axes.plot(
                [v for _, v in band.valeurs],
                [row] * len(band.valeurs),
                "o",
                color=COLORS["accent"],
                alpha=0.55,
                markersize=7,
            )
            if band.reference is not None:
                axes.plot(
                    band.reference,
                    row,
                    "D",
                    markersize=7,
                    markerfacecolor="white",
                    markeredgecolor=COLORS["fragile"],
                    markeredgewidth=1.6,
                )
            low, high = min(band.valeurs, key=lambda v: v[1]), max(band.valeurs, key=lambda v: v[1])
            for (name, value), side in ((low, "right"), (high, "left")):
                axes.annotate(
                    f"{_wrap(name, 22)}\n{format_value(value, '%')}",
                    (value, row),
                    xytext=(-7 if side == "right" else 7, 0),
                    textcoords="offset points",
                    ha=side,
                    va="center",
                    fontsize=7.5,
                    linespacing=0.95,
                    color=COLORS["encre"],
                )
        span = max(max(values) - min(values), 5)
        axes.set_xlim(min(values) - 0.38 * span, max(values) + 0.38 * span)
        _number_axis(axes, "%")
        axes.set_xticks([t for t in axes.get_xticks() if min(values) - 5 <= t <= max(values) + 5])
        axes.set_xlabel(f"Point : un quartier     Losange : {typeset(territoire)}")
        svg = _svg(figure)
    sentences = []
    for band in bands:
        low, high = min(band.valeurs, key=lambda v: v[1]), max(band.valeurs, key=lambda v: v[1])
        text = (
            f"{band.libelle}, {count(len(band.valeurs), 'chiffre')} : de {format_value(low[1], '%')} ({low[0]}) "
            f"à {format_value(high[1], '%')} ({high[0]})"
        )
        if band.reference is not None:
            text += f", référence {format_value(band.reference, '%')}"
        sentences.append(text)
    return Graphique(titre, svg, f"{count(len(bands), 'indicateur')}. " + " ; ".join(sentences) + ".", source)
