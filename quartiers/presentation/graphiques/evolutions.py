"""Figures at several dates, as small lines."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from quartiers.polices import BOLD
from quartiers.presentation.blocs import Graphique, Nature, Repere, Signal, Tableau
from quartiers.presentation.graphiques.deja_dessine import Dessin, draw_once
from quartiers.presentation.graphiques.dessin import (
    EDGE,
    LABEL_GAP,
    LINE,
    MARKERS,
    WIDTH,
    drawing,
    new_sheet,
    save_svg,
    text_width,
    wrap_within,
    write_centred,
)
from quartiers.presentation.graphiques.etroit import CourbeEtroite, keep_apart, share_of, show_narrow_curves
from quartiers.presentation.graphiques.message import say_chart
from quartiers.presentation.graphiques.reperes import Mark, locate, plain
from quartiers.style import COLORS, size_pt
from quartiers.typographie import count, format_gap, format_value

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclass(frozen=True)
class Serie:
    """A figure at several dates: one panel of :func:`chart_series`.

    ``annees`` places the points in time; each of ``points`` is the date as it is written, and the value. ``mention`` is
    drawn, ``dite`` is what the table of data says in its place, if that is more. ``reperes`` is the median QPV of
    France at each of the dates, None where it is not known; empty: at none.
    """

    libelle: str
    annees: tuple[int, ...]
    points: tuple[tuple[str, float], ...]
    variation: float
    nature: Nature
    mention: str
    dite: str = ""
    reperes: tuple[float | None, ...] = ()

    @property
    def values(self) -> list[float]:
        """All that its panel shows."""
        return [*(value for _, value in self.points), *self.medians]

    @property
    def medians(self) -> list[float]:
        """Those that are known."""
        return [value for value in self.reperes if value is not None]

    @property
    def mediane(self) -> tuple[str, ...]:
        """The name of the line of medians and its last value; nothing where there is none to draw."""
        return (_MEDIAN, format_value(self.medians[-1], "%")) if len(self.medians) > 1 else ()


_PANELS: Final = 3  # side by side
# In points: a panel and the space to the next; from top to bottom, title, gap, plot, dates.
_PANEL, _BETWEEN = (WIDTH - 2 * EDGE - 2 * 6) / _PANELS, 6.0
_UNDER_TITLE, _LINE_HEIGHT, _VALUE_ROOM, _DATES = 5.0, 28.0, 14.0, 18.0
_REPERE: Final[dict[str, Any]] = {"color": COLORS["gris"], "linewidth": 1.1, "linestyle": (0, (3, 2))}
_BESIDE: Final = 7.0  # from the end of a line to its value: nothing is drawn there
_INSETS: Final = (0.25 * _PANEL, 0.4 * _PANEL)  # from the panel's sides to the line's ends, at most
_MEDIAN: Final = "QPV médian"  # what the dashes are, in full under the chart
_APART: Final = 16.0  # a value of one line and one of two in small letters, from middle to middle


def chart_series(lines: Sequence[Serie], titre: str, source: str) -> Graphique:
    """Small lines, three a row, all with as many points of percentage for the same height."""
    span = max(2.0, *(max(line.values) - min(line.values) for line in lines))
    svg, marks = draw_once(("evolutions", *map(repr, lines)), lambda: _draw(lines, span))
    told = say_chart(titre, count(len(lines), "courbe"), [" ; ".join(_changes_in_words(lines))])
    narrow = show_narrow_curves([_narrow(line) for line in lines], span)
    return Graphique(
        titre,
        svg,
        told,
        source,
        donnees=_data(titre, lines),
        reperes=tuple(Repere(*mark) for mark in marks),
        etroit=narrow,
    )


def _draw(lines: Sequence[Serie], span: float) -> Dessin:
    with drawing():
        titles = [_title(line) for line in lines]
        rows = [range(start, min(start + _PANELS, len(lines))) for start in range(0, len(lines), _PANELS)]
        heads = [max(titles[n].count("\n") + 1 for n in row) * LINE + _UNDER_TITLE for row in rows]
        body = _LINE_HEIGHT + 2 * _VALUE_ROOM + _DATES
        figure, axes = new_sheet(sum(heads) + len(rows) * body + (len(rows) - 1) * _BETWEEN + 2 * EDGE)
        insets = _insets(lines)
        marks: list[Mark] = []
        top = EDGE
        for row, head in zip(rows, heads, strict=True):
            for column, n in enumerate(row):
                x = EDGE + column * (_PANEL + _BETWEEN)
                axes.text(
                    x,
                    top + head - _UNDER_TITLE,
                    titles[n],
                    va="bottom",
                    color=COLORS[lines[n].nature],
                    fontweight="bold",
                )
                middle = top + head + _VALUE_ROOM + _LINE_HEIGHT / 2
                places = _draw_series(
                    axes, lines[n], (x + insets[0], x + _PANEL - insets[1]), middle, _LINE_HEIGHT / span
                )
                marks += _said_of_marks(lines[n], places)
            top += head + body + _BETWEEN
        return save_svg(figure), plain(locate(axes, marks))


def _insets(lines: Sequence[Serie]) -> tuple[float, float]:
    """What the values and the dates take on the left and on the right of the lines."""
    dates = text_width([line.points[end][0] for line in lines for end in (0, -1)], size_pt("note")) / 2
    first, last = (
        text_width([format_value(line.points[end][1], "%") for line in lines], weight=BOLD) for end in (0, -1)
    )
    medians = text_width([told for line in lines if (told := "\n".join(line.mediane))], size_pt("note"))
    return (
        min(max(first + _BESIDE, dates), _INSETS[0]),
        min(max(last + _BESIDE, medians + _BESIDE, dates), _INSETS[1]),
    )


def _narrow(line: Serie) -> CourbeEtroite:
    place = share_of(line.annees)
    (start, first), (end, last) = line.points[0], line.points[-1]
    return CourbeEtroite(
        line.libelle,
        Signal(line.nature, f"{line.mention}, {format_gap(line.variation, '%')}"),
        tuple((place(year), value) for year, (_, value) in zip(line.annees, line.points, strict=True)),
        (format_value(first, "%"), format_value(last, "%")),
        (start, end),
        tuple((place(year), v) for year, v in zip(line.annees, line.reperes, strict=False) if v is not None),
        "\u00a0".join(line.mediane),
    )


def _said_of_marks(line: Serie, places: Sequence[tuple[float, float]]) -> Iterator[Mark]:
    for (when, value), (x, y) in zip(line.points, places, strict=True):
        yield line.libelle, x, y, f"{when} : {format_value(value, '%')}"


def _data(titre: str, lines: Sequence[Serie]) -> Tableau:
    """The numbers of the chart, a row a date, with the median QPV of France where the chart has it."""
    rows = [
        (line, when, value, median)
        for line in lines
        for (when, value), median in zip(line.points, line.reperes or (None,) * len(line.points), strict=True)
    ]
    with_median = any(median is not None for *_, median in rows)
    headings = ["Indicateur", "Date", "Valeur", *(["QPV médian de France"] if with_median else []), "Évolution"]

    def cells(line: Serie, when: str, value: float, median: float | None) -> tuple[str, ...]:
        beside = [format_value(median, "%") if median is not None else "—"] if with_median else []
        moved = f"{format_gap(line.variation, '%')}, {line.dite or line.mention}"
        return (line.libelle, when, format_value(value, "%"), *beside, moved)

    return Tableau(
        f"Données : {titre}",
        tuple(headings),
        tuple(cells(*row) for row in rows),
        (40, 20, *(15 for _ in headings[3:]), 25),
        numeriques=tuple(range(2, len(headings) - 1)),
    )


def _changes_in_words(lines: Sequence[Serie]) -> list[str]:
    """From the first date to the last, what gets worse first, then the widest changes."""
    ranked = sorted(lines, key=lambda line: (line.nature != "fragile", line.nature == "neutre", -abs(line.variation)))
    return [_change_in_words(line) for line in ranked]


def _change_in_words(line: Serie) -> str:
    (start, first), (end, last) = line.points[0], line.points[-1]
    return f"{line.libelle}, de {format_value(first, '%')} ({start}) à {format_value(last, '%')} ({end})"


def _title(line: Serie) -> str:
    words = (line.libelle, f"{line.mention}, {format_gap(line.variation, '%')}")
    return "\n".join(wrap_within(text, 44, _PANEL - 8, weight=BOLD) for text in words)


def _draw_series(
    axes: "Axes", line: Serie, sides: tuple[float, float], middle: float, scale: float
) -> list[tuple[float, float]]:
    """The line between two abscissas and about the ordinate ``middle``; ``scale``: points for a point of percentage.

    Gives the place of each of its points.
    """
    values = [v for _, v in line.points]
    centre = (min(line.values) + max(line.values)) / 2
    years = max(line.annees) - min(line.annees)
    share = (sides[1] - sides[0]) / years if years else 0.0
    xs = [sides[0] + (year - min(line.annees)) * share if years else sum(sides) / 2 for year in line.annees]
    ys = [middle - (value - centre) * scale for value in values]
    color = COLORS[line.nature]
    known = [(x, value) for x, value in zip(xs, line.reperes, strict=False) if value is not None]
    if len(known) > 1:
        axes.plot([x for x, _ in known], [middle - (v - centre) * scale for _, v in known], zorder=1, **_REPERE)
    axes.plot(xs, ys, "-o", markevery=slice(0, -1), color=color, linewidth=1.8, markersize=4, markerfacecolor="white")
    axes.plot(xs[-1:], ys[-1:], MARKERS[line.nature], color=color, markersize=7)
    places = list(zip(xs, ys, strict=True))
    _write_values(axes, line, places, middle, [middle - (value - centre) * scale for _, value in known])
    for end in (0, -1):
        axes.text(
            xs[end], middle + _LINE_HEIGHT / 2 + _VALUE_ROOM + LABEL_GAP, line.points[end][0],
            ha="center", va="top", fontsize=size_pt("note"), color=COLORS["gris"],
        )  # fmt: skip
    return places


def _write_values(
    axes: "Axes", line: Serie, places: Sequence[tuple[float, float]], middle: float, medians: Sequence[float]
) -> None:
    """Those of the two ends, beyond them, where no line comes; and of the last median, that its name goes with."""
    first, last = (format_value(line.points[n][1], "%") for n in (0, -1))
    (start, y_start), (end, y) = places[0], places[-1]
    write_centred(axes, start - _BESIDE, y_start, first, ha="right")
    if line.mediane:
        room = _LINE_HEIGHT / 2 + _VALUE_ROOM - LINE
        y, beside = keep_apart(y, medians[-1], _APART, (middle - room, middle + room))
        small = {"fontsize": size_pt("note"), "color": COLORS["gris"]}
        write_centred(axes, end + _BESIDE, beside, "\n".join(line.mediane), ha="left", **small)
    write_centred(axes, end + _BESIDE, y, last, ha="left", color=COLORS[line.nature], fontweight="bold")
