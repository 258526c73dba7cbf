"""Places in order on one indicator, each beside a reference: who is worst off, and by how much."""

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes

from quartiers.presentation.blocs import Graphique, Nature, Tableau
from quartiers.presentation.graphiques.dessin import (
    MARKERS,
    WIDTH,
    drawing,
    number_axis,
    rows_figure,
    save_svg,
    wrap_within,
)
from quartiers.style import COLORS
from quartiers.typographie import format_value


@dataclass(frozen=True)
class Barre:
    """A place: its name, its value, and how it reads."""

    nom: str
    valeur: float
    nature: Nature
    lecture: str


@dataclass(frozen=True)
class Trait:
    """The reference that all are read against."""

    nom: str
    valeur: float


def _draw_reference(axes: Axes, repere: Trait, rows: int, unite: str) -> None:
    """A line across the rows, and its name above, on a ground that nothing crosses."""
    axes.axvline(repere.valeur, color=COLORS["gris"], linewidth=1, linestyle=(0, (4, 3)), zorder=0)
    axes.set_ylim(rows - 0.5, -1.3)
    told = f"{repere.nom} : {format_value(repere.valeur, unite)}"
    ground = {"facecolor": "white", "edgecolor": "none", "pad": 2}
    axes.text(repere.valeur, -0.95, told, ha="center", va="center", color=COLORS["gris"], bbox=ground, zorder=4)


def chart_ranking(rows: Sequence[Barre], repere: Trait | None, unite: str, titre: str, source: str) -> Graphique:
    """A line a row, from the reference to the value; the reference is one line across them all, and is named."""
    with drawing():
        key = "▼ plus fragile     ▲ moins fragile     ● comparable, ou écart non concluant" if repere else ""
        figure, axes = rows_figure([wrap_within(row.nom, 44, 0.36 * WIDTH) for row in rows], 0.62, key)
        start = repere.valeur if repere is not None else 0.0
        for y, row in enumerate(rows):
            color = COLORS[row.nature]
            axes.plot([start, row.valeur], [y, y], color=color, linewidth=2, alpha=0.45, zorder=1)
            axes.plot(row.valeur, y, MARKERS[row.nature], color=color, markersize=7, zorder=3)
            side = 1 if row.valeur >= start else -1
            axes.annotate(
                format_value(row.valeur, unite),
                (row.valeur, y),
                xytext=(7 * side, 0),
                textcoords="offset points",
                ha="left" if side > 0 else "right",
                va="center",
                color=color,
                fontweight="bold",
            )
        values = [*(row.valeur for row in rows), start]
        margin = max(0.2 * (max(values) - min(values)), 0.02 * max(map(abs, values)), 0.5)
        axes.set_xlim(min(values) - margin, max(values) + margin)
        if repere is not None:
            _draw_reference(axes, repere, len(rows), unite)
        number_axis(axes, unite if unite in ("%", "€") else "")
        svg = save_svg(figure)
    said = " ; ".join(f"{row.nom}, {format_value(row.valeur, unite)}, {row.lecture}" for row in rows)
    beside = f" {repere.nom} : {format_value(repere.valeur, unite)}." if repere is not None else ""
    return Graphique(titre, svg, f"{titre}.{beside} {said}.", source, donnees=_data(rows, repere, unite, titre))


def _data(rows: Sequence[Barre], repere: Trait | None, unite: str, titre: str) -> Tableau:
    """The numbers of the chart, the reference last."""
    told = [(row.nom, format_value(row.valeur, unite), row.lecture) for row in rows]
    told += [(repere.nom, format_value(repere.valeur, unite), "référence")] if repere is not None else []
    return Tableau(titre, ("QPV", "Valeur", "Lecture"), tuple(told), (50, 20, 30), numeriques=(1,))
