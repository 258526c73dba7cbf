"""Figures at several dates, as small lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from quartiers.presentation.blocs import Graphique, Nature
from quartiers.presentation.graphiques.dessin import CM, MARKERS, WIDTH_CM, save_svg, settings, wrap
from quartiers.style import COLORS, size_pt
from quartiers.typographie import count, format_gap, format_value


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
    with mpl.rc_context(settings()):
        figure = Figure(figsize=(WIDTH_CM * CM, (3.5 * rows + 0.2) * CM), layout="constrained")
        panels = figure.subplots(rows, _PANELS, squeeze=False).flatten()
        for axes, line in zip(panels, lines, strict=False):
            _draw_series(axes, line, span)
        for axes in panels[len(lines) :]:
            axes.set_axis_off()
        svg = save_svg(figure)
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
    axes.plot(line.annees[-1:], values[-1:], MARKERS[line.nature], color=color, markersize=7)
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
        f"{wrap(line.libelle, 34)}\n{line.mention}, {format_gap(line.variation, '%')}",
        loc="left",
        fontsize=size_pt("tableau"),
        color=color,
        fontweight="bold",
        pad=8,
    )
