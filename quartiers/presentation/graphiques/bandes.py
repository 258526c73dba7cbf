"""Strips: where every QPV stands on each indicator, one row and one axis an indicator."""

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import fill

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from quartiers.presentation.blocs import SYMBOLS, Graphique
from quartiers.presentation.graphiques.dessin import AVERAGE, CM, FRANCE, WIDTH_CM, save_svg, settings
from quartiers.style import COLORS, size_pt
from quartiers.typographie import count, format_value, typeset

_ROW_CM = 1.5
_MAX_ROWS = 14  # of one chart: what an A4 page holds under a heading
_LEFT, _RIGHT = -0.5, 1.46  # the axis of a row goes from 0 to 1: beside it, names
_NAME = 24


@dataclass(frozen=True)
class Bande:
    """One indicator across quartiers: its values, and what they are set against.

    ``contrat`` is the average of the contract's QPV; ``france`` the value of the QPV of France, and
    ``nom_france`` what that is (an average or a median); ``sens`` is the indicator's own.
    """

    libelle: str
    valeurs: tuple[tuple[str, float], ...]  # short name, value
    unite: str = "%"
    sens: str = "contexte"
    contrat: float | None = None
    france: float | None = None
    nom_france: str = "France"

    @property
    def extremes(self) -> tuple[tuple[str, float], tuple[str, float]]:
        """The lowest and the highest, each named; several equal ones are counted."""
        low, high = min(v for _, v in self.valeurs), max(v for _, v in self.valeurs)
        return (self._named(low), low), (self._named(high), high)

    def _named(self, value: float) -> str:
        first, *others = [name for name, v in self.valeurs if v == value]
        return f"{first} et {count(len(others), 'autre')}" if others else first


def chart_strips(bands: Sequence[Bande], titre: str, source: str) -> list[Graphique]:
    """Charts of ``_MAX_ROWS`` rows at most: dots from the lowest to the highest, both named."""
    number = -(-len(bands) // _MAX_ROWS)
    size = -(-len(bands) // number)
    parts = [bands[start : start + size] for start in range(0, len(bands), size)]
    titles = [titre if not n else f"{titre} (suite)" for n in range(len(parts))]
    return [_chart(part, title, source) for part, title in zip(parts, titles, strict=True)]


def _chart(bands: Sequence[Bande], titre: str, source: str) -> Graphique:
    with mpl.rc_context(settings()):
        height = len(bands) * _ROW_CM + 0.2
        figure = Figure(figsize=(WIDTH_CM * CM, height * CM))
        axes = figure.add_axes((0.2, 0, 0.8, 1))
        axes.set_axis_off()
        axes.set_xlim(_LEFT, _RIGHT)
        axes.set_ylim(len(bands) - 0.45, -0.55)
        for row, band in enumerate(bands):
            _draw(axes, row, band)
        svg = save_svg(figure)
    sentences = ". ".join(_sentence(b) for b in bands)
    return Graphique(titre, svg, f"{count(len(bands), 'indicateur')}, une ligne chacun. {sentences}.", source)


def _draw(axes: Axes, row: int, band: Bande) -> None:
    known = [v for v in (band.contrat, band.france, *(v for _, v in band.valeurs)) if v is not None]
    low, span = min(known), max(known) - min(known) or 1.0

    def place(value: float) -> float:
        return (value - low) / span if max(known) > min(known) else 0.5

    if row:
        axes.axhline(row - 0.5, color=COLORS["filet"], linewidth=0.5)
    axes.plot([0, 1], [row, row], color=COLORS["filet"], linewidth=1.2, zorder=1)
    axes.text(
        -0.248, row, fill(typeset(band.libelle), 22), transform=axes.get_yaxis_transform(), va="center", linespacing=1
    )
    xs = [place(v) for _, v in band.valeurs]
    axes.plot(xs, [row] * len(xs), "o", color=COLORS["accent"], alpha=0.6, markersize=6, zorder=2)
    references = ((band.contrat, AVERAGE, "contrat", True), (band.france, FRANCE, band.nom_france, False))
    for value, mark, name, up in references:
        if value is None:
            continue
        x, away = place(value), -0.31 if up else 0.31
        axes.plot(x, row, zorder=3, **mark)
        axes.text(
            x, row + away, f"{typeset(name)} {format_value(value, band.unite)}",
            ha=_side(x), va="center", fontsize=size_pt("note"), color=COLORS["encre"],
        )  # fmt: skip
    lowest, highest = band.extremes
    for (name, value), side, fragile in ((lowest, "right", "favorable"), (highest, "left", "defavorable")):
        symbol = f" {SYMBOLS['fragile']}" if band.sens == fragile else ""
        x = place(value) + (-0.03 if side == "right" else 0.03)
        x = min(x, -0.03) if side == "right" else max(x, 1.03)
        axes.text(
            x, row, f"{fill(typeset(name), _NAME, break_on_hyphens=False)}\n{format_value(value, band.unite)}{symbol}",
            ha=side, va="center", fontsize=size_pt("note"), linespacing=0.95,
            color=COLORS["fragile"] if symbol else COLORS["encre"],
        )  # fmt: skip


def _side(x: float) -> str:
    """How a label at ``x`` is set, so that it stays clear of the names beside the axis."""
    return "left" if x < 0.2 else "right" if x > 0.8 else "center"


def _sentence(band: Bande) -> str:
    low, high = band.extremes
    text = (
        f"{band.libelle}, {count(len(band.valeurs), 'valeur')} : de {format_value(low[1], band.unite)} ({low[0]}) "
        f"à {format_value(high[1], band.unite)} ({high[0]})"
    )
    if band.contrat is not None:
        text += f", moyenne du contrat {format_value(band.contrat, band.unite)}"
    if band.france is not None:
        text += f", {band.nom_france} {format_value(band.france, band.unite)}"
    return text
