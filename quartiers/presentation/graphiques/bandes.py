"""Strips: where every QPV stands on each indicator, one row and one axis an indicator."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from quartiers.polices import drawable
from quartiers.presentation.blocs import SYMBOLS, Graphique, Tableau
from quartiers.presentation.graphiques.dessin import (
    AVERAGE,
    CM,
    FRANCE,
    LINE,
    WIDTH_CM,
    drawing,
    save_svg,
    wrap_within,
)
from quartiers.presentation.graphiques.reperes import Mark, locate
from quartiers.style import COLORS, size_pt
from quartiers.typographie import count, format_value, typeset

_ROW_CM = 1.5
_MANY = 150  # values of a row: beyond, those that fall together are drawn once
_STEPS = 250  # of a row, then
_MAX_DATA = 150  # rows of the folded table: beyond, the workbook has them
_MAX_ROWS = 14  # of one chart: what an A4 page holds under a heading
_LEFT, _RIGHT = -0.5, 1.46  # the axis of a row goes from 0 to 1: beside it, names
_NAME = 24
_LABEL_PT, _NAME_PT = 98, 86  # the columns of the labels, and of the names on both sides, in points


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
    nom_contrat: str = "contrat"

    @property
    def extremes(self) -> tuple[tuple[str, float], tuple[str, float]]:
        """The lowest and the highest, each named; several equal ones are counted."""
        low, high = min(v for _, v in self.valeurs), max(v for _, v in self.valeurs)
        return (self._named(low), low), (self._named(high), high)

    @property
    def is_at_ends(self) -> bool:
        """Whether the lowest and the highest are the ends of the row's scale: no reference lies beyond."""
        low, high = (value for _, value in self.extremes)
        return all(low <= value <= high for value in (self.contrat, self.france) if value is not None)

    def is_fragile_end(self, value: float) -> bool:
        """Whether one of the two ends is more fragile than the QPV of France, or merely the other end without them."""
        low, high = (v for _, v in self.extremes)
        if low == high:
            return False
        against = self.france if self.france is not None else (low if value == high else high)
        return (self.sens == "favorable" and value < against) or (self.sens == "defavorable" and value > against)

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
    with drawing():
        rows = [_texts(band) for band in bands]
        lines = max(text.count("\n") + 1 for texts in rows for text in texts)
        height = len(bands) * max(_ROW_CM, lines * LINE / 72 / CM + 0.2) + 0.2
        figure = Figure(figsize=(WIDTH_CM * CM, height * CM))
        axes = figure.add_axes((0.2, 0, 0.8, 1))
        axes.set_axis_off()
        axes.set_xlim(_LEFT, _RIGHT)
        axes.set_ylim(len(bands) - 0.45, -0.55)
        _draw_marks(axes, bands)
        for row, band in enumerate(bands):
            _write(axes, row, band, rows[row])
        svg = save_svg(figure)
        reperes = locate(axes, _said_of_marks(bands))
    sentences = ". ".join(_sentence(b) for b in bands)
    told = f"{count(len(bands), 'indicateur')}, une ligne chacun. {sentences}."
    return Graphique(titre, svg, told, source, donnees=_data(titre, bands), reperes=reperes)


def _said_of_marks(bands: Sequence[Bande]) -> Iterator[Mark]:
    """Each mark with its name; those that fall together where there are very many are said once."""
    for row, band in enumerate(bands):
        shown = {round(_place(band, value) * _STEPS): (name, value) for name, value in band.valeurs}
        for name, value in shown.values() if len(band.valeurs) > _MANY else band.valeurs:
            yield band.libelle, _place(band, value), row, f"{name} : {format_value(value, band.unite)}"
        for name, reference in ((f"moyenne du {band.nom_contrat}", band.contrat), (band.nom_france, band.france)):
            if reference is not None:
                yield band.libelle, _place(band, reference), row, f"{name} : {format_value(reference, band.unite)}"


def _data(titre: str, bands: Sequence[Bande]) -> Tableau | None:
    """The numbers of the chart, a row a quartier and a column an indicator; None for more than a page can hold."""
    columns = [_by_name(band.valeurs) for band in bands]
    names = list(dict.fromkeys(key for column in columns for key in column))
    if len(names) > _MAX_DATA:
        return None

    def written(value: float | None, unit: str) -> str:
        return format_value(value, unit) if value is not None else "non renseigné"

    units = [band.unite for band in bands]
    rows = [(key[0], *(written(c.get(key), u) for c, u in zip(columns, units, strict=True))) for key in names]
    for label, references in (
        ("Moyenne du contrat", [band.contrat for band in bands]),
        ("QPV de France", [band.france for band in bands]),
    ):
        if any(value is not None for value in references):
            rows.append((label, *(written(v, u) for v, u in zip(references, units, strict=True))))
    return Tableau(
        f"Données : {titre}",
        ("Quartier", *(band.libelle for band in bands)),
        tuple(rows),
        (2.0, *(1.0 for _ in bands)),
        numeriques=tuple(range(1, len(bands) + 1)),
    )


def _by_name(values: Sequence[tuple[str, float]]) -> dict[tuple[str, int], float]:
    """Values by name, and by rank among those of that name: two quartiers may have the same."""
    seen: Counter[str] = Counter()
    found: dict[tuple[str, int], float] = {}
    for name, value in values:
        found[name, seen[name]] = value
        seen[name] += 1
    return found


def _place(band: Bande, value: float) -> float:
    """Where a value is between the row's lowest (0) and highest (1); in the middle when they are equal."""
    known = [v for v in (band.contrat, band.france, *(v for _, v in band.valeurs)) if v is not None]
    low, high = min(known), max(known)
    return (value - low) / (high - low) if high > low else 0.5


def _apart(band: Bande) -> list[float]:
    """The values that are told apart where they are very many: a dot on another shows nothing, and weighs as much."""
    values = [value for _, value in band.valeurs]
    if len(values) <= _MANY:
        return values
    return list({round(_place(band, value) * _STEPS): value for value in values}.values())


def _draw_marks(axes: Axes, bands: Sequence[Bande]) -> None:
    """All the marks of a kind at once: one mark of matplotlib's takes as long as a hundred."""
    rows = range(len(bands))
    axes.hlines([row - 0.5 for row in rows[1:]], _LEFT, _RIGHT, color=COLORS["filet"], linewidth=0.5)
    axes.hlines(rows, 0, 1, color=COLORS["filet"], linewidth=1.2, zorder=1)
    values = [(row, band, value) for row, band in enumerate(bands) for value in _apart(band)]
    contrat = [(row, band, band.contrat) for row, band in enumerate(bands) if band.contrat is not None]
    france = [(row, band, band.france) for row, band in enumerate(bands) if band.france is not None]
    dots: dict[str, Any] = {
        "marker": "o", "linestyle": "", "color": COLORS["accent"], "alpha": 0.6, "markersize": 6, "zorder": 2
    }  # fmt: skip
    for marks, style in ((values, dots), (contrat, {"zorder": 3, **AVERAGE}), (france, {"zorder": 3, **FRANCE})):
        axes.plot([_place(band, value) for _, band, value in marks], [row for row, _, _ in marks], **style)


def _texts(band: Bande) -> tuple[str, str, str]:
    """The label of a row, and what its lowest and its highest are, on lines that keep to their columns."""
    # Where a reference lies beyond, the end of the axis is its own: the name beside it is not there.
    said = ("", "") if band.is_at_ends else ("plus bas : ", "plus haut : ")
    lowest, highest = (
        f"{wrap_within(word + name, _NAME, _NAME_PT, size_pt('note'))}\n{format_value(value, band.unite)}"
        for word, (name, value) in zip(said, band.extremes, strict=True)
    )
    return wrap_within(band.libelle, 22, _LABEL_PT), lowest, highest


def _write(axes: Axes, row: int, band: Bande, texts: tuple[str, str, str]) -> None:
    label, *ends = texts
    axes.text(-0.248, row, label, transform=axes.get_yaxis_transform(), va="center", linespacing=1)
    references = ((band.contrat, band.nom_contrat, -0.31), (band.france, band.nom_france, 0.31))
    for value, name, away in references:
        if value is None:
            continue
        x = _place(band, value)
        axes.text(
            x, row + away, f"{drawable(typeset(name))} {format_value(value, band.unite)}",
            ha=_side(x), va="center", fontsize=size_pt("note"), color=COLORS["encre"],
        )  # fmt: skip
    lowest, highest = (value for _, value in band.extremes)
    for text, value, side, fragile in zip(
        ends, (lowest, highest), ("right", "left"), ("favorable", "defavorable"), strict=True
    ):
        symbol = f" {SYMBOLS['fragile']}" if band.sens == fragile and band.is_fragile_end(value) else ""
        x = _place(band, value) + (-0.03 if side == "right" else 0.03)
        axes.text(
            min(x, -0.03) if side == "right" else max(x, 1.03), row, text + symbol,
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
        text += f", moyenne du {band.nom_contrat} {format_value(band.contrat, band.unite)}"
    if band.france is not None:
        text += f", {band.nom_france} {format_value(band.france, band.unite)}"
    return text
