"""Figures beside their reference, whose marks are one under the other: what is more fragile is on its right."""

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
    mark_reversed,
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
from quartiers.typographie import count, format_value

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclass(frozen=True)
class PointCompare:
    """A figure against its reference: one row of :func:`chart_comparisons`.

    ``inverse``: the lower of the two is the more fragile, so the row runs from high to low.
    """

    libelle: str
    valeur: float
    reference: float
    nature: Nature
    mention: str  # the reading, in words
    inverse: bool = False

    @property
    def ecart(self) -> float:
        """How far the figure is from its reference, on the fragile side."""
        return self.reference - self.valeur if self.inverse else self.valeur - self.reference


def chart_comparisons(
    points: Sequence[PointCompare], titre: str, territoire: str, source: str, *, dense: bool = False
) -> Graphique:
    """Percentages of the quartier beside those of a territory, as many points for the same width; ``dense``: a line a
    row."""
    told_too = repr((territoire, dense))
    svg, marks = draw_once(
        ("comparaisons", told_too, *map(repr, points)), lambda: _draw(points, territoire, dense=dense)
    )
    told = [
        f"{p.libelle}, {format_value(p.valeur, '%')} contre {format_value(p.reference, '%')}, {p.mention}"
        for p in points
    ]
    alternative = say_chart(titre, f"Graphique à points, {count(len(points), 'indicateur')}", told)
    return Graphique(
        titre,
        svg,
        alternative,
        source,
        donnees=_data(titre, points, territoire),
        reperes=tuple(Repere(*mark) for mark in marks),
        etroit=_narrow(points, territoire),
    )


def _draw(points: Sequence[PointCompare], territoire: str, *, dense: bool) -> Dessin:
    with drawing():
        key = f"Symbole plein : le quartier, à droite s'il est plus fragile     Losange : {territoire}"
        key += f"     {REVERSED}\u00a0échelle\u00a0inversée" if any(p.inverse for p in points) else ""
        longest, row_cm = (60, 0.52) if dense else (34, 0.9)
        figure, axes = rows_figure(
            [wrap_within(mark_reversed(p.libelle, p.inverse), longest, 0.4 * WIDTH) for p in points], row_cm, key
        )
        for row, p in enumerate(points):
            _draw_row(axes, row, p)
        least, most = min(0.0, *(p.ecart for p in points)), max(0.0, *(p.ecart for p in points))
        margin = max(0.2 * (most - least), 5)
        axes.set_xlim(least - margin, most + margin)
        number_axis(axes, "points", plain=True)
        return save_svg(figure), plain(locate(axes, _said_of_marks(points, territoire)))


def _draw_row(axes: "Axes", row: int, p: PointCompare) -> None:
    """The two marks of a row, a line between them, and the value of each on its outer side."""
    color = COLORS[p.nature]
    axes.plot([0, p.ecart], [row, row], color=color, linewidth=2, alpha=0.45, zorder=1)
    axes.plot(0, row, "D", markersize=6, markerfacecolor="white", markeredgecolor=COLORS["gris"], zorder=2)
    axes.plot(p.ecart, row, MARKERS[p.nature], color=color, markersize=8, zorder=3)
    right = p.ecart >= 0
    write_beside(axes, p.ecart, row, format_value(p.valeur, "%"), right=right, color=color, fontweight="bold")
    write_beside(axes, 0, row, format_value(p.reference, "%"), right=not right, color=COLORS["gris"])


def _narrow(points: Sequence[PointCompare], territoire: str) -> str:
    place = share_of([0.0, *(p.ecart for p in points)])
    lines = [
        LigneEtroite(
            mark_reversed(p.libelle, p.inverse),
            [Signal(p.nature, format_value(p.valeur, "%")), f" ({format_value(p.reference, '%')})"],
            p.nature,
            place(p.ecart),
            france=place(0.0),
        )
        for p in points
    ]
    return show_narrow(lines, france=f"et entre parenthèses : {territoire}")


def _said_of_marks(points: Sequence[PointCompare], territoire: str) -> Iterator[Mark]:
    for row, p in enumerate(points):
        yield p.libelle, p.ecart, row, f"le quartier : {format_value(p.valeur, '%')}, {p.mention}"
        yield p.libelle, 0.0, row, f"{territoire} : {format_value(p.reference, '%')}"


def _data(titre: str, points: Sequence[PointCompare], territoire: str) -> Tableau:
    return Tableau(
        f"Données : {titre}",
        ("Indicateur", "Le quartier", territoire, "Lecture"),
        tuple((p.libelle, format_value(p.valeur, "%"), format_value(p.reference, "%"), p.mention) for p in points),
        (40, 15, 25, 20),
        numeriques=(1, 2),
    )
