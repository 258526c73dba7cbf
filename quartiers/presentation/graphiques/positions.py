"""Figures among those of the contract's QPV, each row on its own scale."""

from collections.abc import Sequence
from dataclasses import dataclass

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from quartiers.presentation.blocs import Graphique, Nature
from quartiers.presentation.graphiques.dessin import (
    AVERAGE,
    FRANCE,
    MARKERS,
    OTHERS,
    rows_figure,
    save_svg,
    settings,
    wrap,
)
from quartiers.style import COLORS, size_pt
from quartiers.typographie import count, format_value, ordinal


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
    with mpl.rc_context(settings()):
        figure, axes = rows_figure([wrap(p.libelle, 48) for p in rows], 0.56, 1.2)
        axes.grid(visible=False)
        axes.spines["bottom"].set_visible(False)
        axes.set_xticks([])
        axes.set_xlim(-0.16, 1.6)
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
        svg = save_svg(figure)
    return Graphique(titre, svg, _positions_in_words(rows), source)


def _marks(rows: Sequence[Position]) -> list[Line2D]:
    """What the marks of the rows are, those that no row has left out."""
    marks = [Line2D([], [], label="un autre QPV du contrat", **OTHERS)]
    if any(p.contrat is not None for p in rows):
        marks.append(Line2D([], [], label="moyenne des QPV du contrat", **AVERAGE))
    kinds = [kind for kind in (False, True) if any(p.france is not None and p.france_mediane is kind for p in rows)]
    if kinds:
        whose = "QPV de France, ou le médian" if len(kinds) > 1 else _france_name(kinds[0])
        marks.append(Line2D([], [], label=whose, **FRANCE))
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
    axes.plot([_share(p, v) for v in p.autres], [row] * len(p.autres), zorder=2, **OTHERS)
    if p.contrat is not None:
        axes.plot(_share(p, p.contrat), row, zorder=3, **AVERAGE)
    if p.france is not None:
        axes.plot(_share(p, p.france), row, zorder=3, **FRANCE)
    axes.plot(_share(p, p.valeur), row, MARKERS[p.nature], color=COLORS[p.nature], markersize=8, zorder=4)
    for x, side, value in ((-0.045, "right", low), (1.045, "left", high)):
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
