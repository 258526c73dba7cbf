"""Places in order on one indicator, each beside a reference: who is worst off, and by how much."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from quartiers.presentation.blocs import Graphique, Nature, Repere, Signal, Tableau
from quartiers.presentation.graphiques.deja_dessine import Dessin, draw_once
from quartiers.presentation.graphiques.dessin import (
    MARKERS,
    REVERSED,
    WIDTH,
    drawing,
    number_axis,
    rows_figure,
    save_svg,
    wrap_within,
    write_beside,
)
from quartiers.presentation.graphiques.etroit import LigneEtroite, share_of, show_narrow
from quartiers.presentation.graphiques.message import say_chart
from quartiers.presentation.graphiques.reperes import Mark, locate, plain
from quartiers.style import COLORS
from quartiers.typographie import format_value

if TYPE_CHECKING:
    from matplotlib.axes import Axes


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


def _draw_reference(axes: "Axes", repere: Trait, rows: int, unite: str) -> None:
    """A line across the rows, and its name above, on a ground that nothing crosses."""
    axes.axvline(repere.valeur, color=COLORS["gris"], linewidth=1, linestyle=(0, (4, 3)), zorder=0)
    axes.set_ylim(rows - 0.5, -1.3)
    told = f"{repere.nom} : {format_value(repere.valeur, unite)}"
    ground = {"facecolor": "white", "edgecolor": "none", "pad": 2}
    axes.text(repere.valeur, -0.95, told, ha="center", va="center", color=COLORS["gris"], bbox=ground, zorder=4)


def chart_ranking(
    rows: Sequence[Barre], repere: Trait | None, unite: str, titre: str, source: str, *, inverse: bool = False
) -> Graphique:
    """A line a row, from the reference to the value; the reference is one line across them all, and is named.

    ``inverse``: the lowest value is the most fragile, so the axis runs from high to low: fragile is on the right.
    """
    content = ("classement", repr((repere, unite, inverse)), *map(repr, rows))
    svg, marks = draw_once(content, lambda: _draw(rows, repere, unite, inverse))
    told = [f"{row.nom}, {format_value(row.valeur, unite)}, {row.lecture}" for row in rows]
    beside = f" face à {repere.nom} ({format_value(repere.valeur, unite)})" if repere is not None else ""
    alternative = say_chart(titre, f"Graphique à points, {len(rows)} QPV{beside}", told)
    return Graphique(
        titre,
        svg,
        alternative,
        source,
        donnees=_data(rows, repere, unite, titre),
        reperes=tuple(Repere(*mark) for mark in marks),
        etroit=_narrow(rows, repere, unite, inverse),
    )


def _draw(rows: Sequence[Barre], repere: Trait | None, unite: str, inverse: bool) -> Dessin:
    with drawing():
        key = ["▼ plus fragile", "▲ moins fragile", "● comparable, ou écart non concluant"] if repere else []
        key += [f"{REVERSED}\u00a0échelle\u00a0inversée : plus fragile à droite"] if inverse else []
        labels = [wrap_within(row.nom, 44, 0.36 * WIDTH) for row in rows]
        figure, axes = rows_figure(labels, 0.62, "     ".join(key))
        start = repere.valeur if repere is not None else 0.0
        for y, row in enumerate(rows):
            color = COLORS[row.nature]
            axes.plot([start, row.valeur], [y, y], color=color, linewidth=2, alpha=0.45, zorder=1)
            axes.plot(row.valeur, y, MARKERS[row.nature], color=color, markersize=7, zorder=3)
            value, right = format_value(row.valeur, unite), (row.valeur >= start) != inverse
            write_beside(axes, row.valeur, y, value, right=right, color=color, fontweight="bold")
        values = [*(row.valeur for row in rows), start]
        margin = max(0.2 * (max(values) - min(values)), 0.02 * max(map(abs, values)), 0.5)
        ends = min(values) - margin, max(values) + margin
        axes.set_xlim(*(reversed(ends) if inverse else ends))
        if repere is not None:
            _draw_reference(axes, repere, len(rows), unite)
        number_axis(axes, unite if unite in ("%", "€") else "")
        return save_svg(figure), plain(locate(axes, _said_of_marks(rows, repere, unite)))


def _said_of_marks(rows: Sequence[Barre], repere: Trait | None, unite: str) -> Iterator[Mark]:
    for y, row in enumerate(rows):
        yield row.nom, row.valeur, y, f"{format_value(row.valeur, unite)}, {row.lecture}"
        if repere is not None:
            yield row.nom, repere.valeur, y, f"{repere.nom} : {format_value(repere.valeur, unite)}"


def _narrow(rows: Sequence[Barre], repere: Trait | None, unite: str, inverse: bool) -> str:
    reference = repere.valeur if repere is not None else 0.0
    place = share_of([*(row.valeur for row in rows), reference], inverse=inverse)
    lines = [
        LigneEtroite(
            f"{rank}. {row.nom}",
            Signal(row.nature, format_value(row.valeur, unite)),
            row.nature,
            place(row.valeur),
            france=place(reference) if repere is not None else None,
        )
        for rank, row in enumerate(rows, start=1)
    ]
    name = f"{repere.nom} : {format_value(repere.valeur, unite)}" if repere is not None else ""
    name += f"{' ; ' if name else ''}{REVERSED} échelle inversée : plus fragile à droite" if inverse else ""
    return show_narrow(lines, france=name)


def _data(rows: Sequence[Barre], repere: Trait | None, unite: str, titre: str) -> Tableau:
    """The numbers of the chart, the reference last."""
    told = [(row.nom, format_value(row.valeur, unite), row.lecture) for row in rows]
    told += [(repere.nom, format_value(repere.valeur, unite), "référence")] if repere is not None else []
    return Tableau(titre, ("QPV", "Valeur", "Lecture"), tuple(told), (50, 20, 30), numeriques=(1,))
