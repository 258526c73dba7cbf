"""Figures among those of the contract's QPV, each row on its own scale."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from quartiers.analyse.publications import Rang
from quartiers.polices import BOLD
from quartiers.presentation.blocs import Graphique, Nature, Repere, Signal, Tableau
from quartiers.presentation.graphiques.deja_dessine import Dessin, draw_once
from quartiers.presentation.graphiques.dessin import (
    AVERAGE,
    EDGE,
    FRANCE,
    LABEL_GAP,
    LINE,
    MARKERS,
    OTHERS,
    WIDTH,
    draw_key,
    drawing,
    mark_reversed,
    new_sheet,
    save_svg,
    text_width,
    wrap_within,
    write_centred,
)
from quartiers.presentation.graphiques.etroit import LigneEtroite, show_narrow
from quartiers.presentation.graphiques.message import say_chart
from quartiers.presentation.graphiques.reperes import Mark, locate, plain
from quartiers.style import COLORS, size_pt
from quartiers.typographie import count, format_value, ordinal

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclass(frozen=True)
class Position:
    """A figure among those of the contract's QPV: one row of :func:`chart_positions`.

    ``autres`` are all the values, the figure's own included, or their ``centiles`` where they are too many to be told
    apart; ``contrat`` is their average and ``france`` the value
    of the QPV of France (of the median one if ``france_mediane``), None where they are not known; ``rang`` is the
    rank from the most fragile. ``inverse``: the lowest value is the most fragile, so the row runs from high to low.
    ``noms`` are the QPV of ``autres``, one each, empty for the figure's own; none where they are not told apart.
    """

    libelle: str
    valeur: float
    autres: tuple[float, ...]
    contrat: float | None
    france: float | None
    france_mediane: bool
    rang: Rang | None
    nature: Nature
    mention: str
    centiles: bool = False
    inverse: bool = False
    noms: tuple[str, ...] = ()


_ROW = 14.5  # points, at least: the height of a row
_LABELS_APART = 1.5  # points between the labels of two rows, where one has several lines
_TOP = 29.3  # points: over the rows, the key and what the columns are
_LABEL_SHARE = 0.4  # of the chart's width, at most
_QUIET: Final[dict[str, Any]] = {"color": COLORS["gris"], "fontsize": size_pt("note")}
_AVERAGE_NAME: Final = "moyenne des QPV du contrat"
_VALUE_GAP = 8.0  # points: between the ends of a scale and their values


def _between_labels(labels: Sequence[str]) -> float:
    """The distance of two rows whose labels touch: a label of two lines takes the room that its neighbours leave."""
    lines = [label.count("\n") + 1 for label in labels]
    return max((one + other) / 2 for one, other in zip(lines, [*lines[1:], lines[-1]], strict=True)) * LINE


def chart_positions(rows: Sequence[Position], titre: str, source: str) -> Graphique:
    """Each figure on its own scale, from the least fragile of the contract's QPV, on the left, to the most fragile."""
    svg, marks = draw_once(("positions", *map(repr, rows)), lambda: _draw(rows))
    return Graphique(
        titre,
        svg,
        _positions_in_words(titre, rows),
        source,
        donnees=_data(titre, rows),
        reperes=tuple(Repere(*mark) for mark in marks),
        etroit=_narrow(rows),
    )


def _draw(rows: Sequence[Position]) -> Dessin:
    with drawing():
        labels = [wrap_within(mark_reversed(p.libelle, p.inverse), 54, _LABEL_SHARE * WIDTH) for p in rows]
        row = max(_ROW, _between_labels(labels) + _LABELS_APART)
        beyond = [max(0.0, (label.count("\n") + 1) * LINE - row) / 2 for label in (labels[0], labels[-1])]
        figure, axes = new_sheet(_TOP + beyond[0] + len(rows) * row + beyond[1] + EDGE)
        columns = _columns(rows, labels)
        ys = [_TOP + beyond[0] + (n + 0.5) * row for n in range(len(rows))]
        _draw_marks(axes, rows, columns, ys)
        for y, label, p in zip(ys, labels, rows, strict=True):
            _write_row(axes, y, label, p, columns)
        heads = ((columns.zero - 4, "right", "moins fragile"), (columns.one + 4, "left", "plus fragile"))
        for x, side, text in (*heads, (WIDTH - EDGE, "right", "quartier, rang")):
            write_centred(axes, x, _TOP - 3.2, text, ha=side, **_QUIET)
        draw_key(axes, EDGE + 6, _marks(rows))
        return save_svg(figure), plain(locate(axes, _said_of_marks(rows, columns, ys)))


def _narrow(rows: Sequence[Position]) -> str:
    def place(p: Position, value: float | None) -> float | None:
        return None if value is None else _scale(p)(value)

    lines = [
        LigneEtroite(
            mark_reversed(p.libelle, p.inverse),
            Signal(p.nature, _value_and_rank(p)),
            p.nature,
            place(p, p.valeur),
            tuple(map(_scale(p), p.autres)),
            moyenne=place(p, p.contrat),
            france=place(p, p.france),
        )
        for p in rows
    ]
    return show_narrow(
        lines,
        autres=_others_name({p.centiles for p in rows}),
        moyenne=_AVERAGE_NAME,
        france=_france_names(rows),
    )


def _said_of_marks(rows: Sequence[Position], columns: "_Colonnes", ys: Sequence[float]) -> Iterator[Mark]:
    for p, y in zip(rows, ys, strict=True):
        share = _scale(p)
        said = [(p.valeur, f"ce quartier : {_value_and_rank(p)}, {p.mention}")]
        said += [(value, f"{name} : {format_value(value, '%')}") for name, value in _others(p)]
        if p.contrat is not None:
            said.append((p.contrat, f"moyenne des QPV du contrat : {format_value(p.contrat, '%')}"))
        if p.france is not None:
            said.append((p.france, f"{_france_name(p.france_mediane)} : {format_value(p.france, '%')}"))
        yield from ((p.libelle, columns.place(share(value)), y, text) for value, text in said)


def _others(p: Position) -> list[tuple[str, float]]:
    """The names and the values of the others: without the figure's own, which is said first."""
    if p.noms:
        return [(name, value) for name, value in zip(p.noms, p.autres, strict=True) if name]
    others = list(p.autres)
    if p.valeur in others and not p.centiles:
        others.remove(p.valeur)
    return [(_others_name({p.centiles}), value) for value in others]


def _data(titre: str, rows: Sequence[Position]) -> Tableau:
    """The numbers of the chart, a row an indicator."""
    headings = (
        "Indicateur",
        "Ce quartier",
        "Rang",
        "Minimum",
        "Maximum",
        "Moyenne du contrat",
        "QPV de France",
        "Lecture",
    )

    def value_of(value: float | None) -> str:
        return format_value(value, "%") if value is not None else "—"

    return Tableau(
        f"Données : {titre}",
        headings,
        tuple(
            (
                p.libelle,
                value_of(p.valeur),
                _rank(p) or "—",
                value_of(min(p.autres)),
                value_of(max(p.autres)),
                value_of(p.contrat),
                f"{value_of(p.france)}{' (médian)' if p.france is not None and p.france_mediane else ''}",
                p.mention,
            )
            for p in rows
        ),
        (26, 11, 13, 10, 10, 10, 14, 14),
        numeriques=(1, 3, 4, 5, 6),
    )


@dataclass(frozen=True)
class _Colonnes:
    """Where things are across the chart, in points: the end of the labels, the ends of the rows' scales."""

    labels: float
    zero: float
    one: float

    def place(self, share: float) -> float:
        return self.zero + share * (self.one - self.zero)


def _columns(rows: Sequence[Position], labels: Sequence[str]) -> _Colonnes:
    """The labels, the least fragile value, the scale, the most fragile, the quartier's: none touches the next."""
    end = EDGE + text_width(labels)
    unit = (WIDTH - EDGE - end - LABEL_GAP) / 1.76
    least, most = (text_width([format_value(_ends(p)[end], "%") for p in rows], size_pt("note")) for end in (0, 1))
    own = text_width([_value_and_rank(p) for p in rows], weight=BOLD)
    zero = end + LABEL_GAP + max(0.16 * unit, least + _VALUE_GAP)
    return _Colonnes(end, zero, WIDTH - EDGE - max(0.6 * unit, _VALUE_GAP + most + 12 + own))


def _marks(rows: Sequence[Position]) -> list[tuple[str, dict[str, Any]]]:
    """What the marks of the rows are, those that no row has left out."""
    marks = [(_others_name({p.centiles for p in rows}), OTHERS)]
    if any(p.contrat is not None for p in rows):
        marks.append((_AVERAGE_NAME, AVERAGE))
    if france := _france_names(rows):
        marks.append((france, FRANCE))
    return marks


def _france_names(rows: Sequence[Position]) -> str:
    """What the rows have of France; empty where none has anything."""
    kinds = [kind for kind in (False, True) if any(p.france is not None and p.france_mediane is kind for p in rows)]
    return "QPV de France, ou le médian" if len(kinds) > 1 else _france_name(kinds[0]) if kinds else ""


def _others_name(kinds: set[bool]) -> str:
    if len(kinds) > 1:
        return "un autre QPV du contrat, ou un centile"
    return "un centile des QPV du contrat" if True in kinds else "un autre QPV du contrat"


def _france_name(mediane: bool) -> str:
    return "QPV médian de France" if mediane else "QPV de France"


def _ends(p: Position) -> tuple[float, float]:
    """The least and the most fragile of a row: of the QPV, and of what they are set against."""
    scale = (*p.autres, p.valeur, *(v for v in (p.contrat, p.france) if v is not None))
    return (max(scale), min(scale)) if p.inverse else (min(scale), max(scale))


def _scale(p: Position) -> Callable[[float], float]:
    """Where a value is between the row's least fragile (0) and most fragile (1); in the middle when they are equal."""
    least, most = _ends(p)
    return lambda value: (value - least) / (most - least) if most != least else 0.5


def _draw_marks(axes: "Axes", rows: Sequence[Position], columns: _Colonnes, ys: Sequence[float]) -> None:
    """All the marks of a kind at once: one mark of matplotlib's takes as long as a hundred."""
    placed = [(p, _scale(p), y) for p, y in zip(rows, ys, strict=True)]

    def mark(points: Sequence[tuple[float, float]], zorder: int, **style: Any) -> None:
        """``points``: shares of the rows' scales, and ordinates."""
        axes.plot([columns.place(share) for share, _ in points], [y for _, y in points], zorder=zorder, **style)

    axes.hlines(ys, columns.zero, columns.one, color=COLORS["filet"], linewidth=1, zorder=1)
    mark([(share(value), y) for p, share, y in placed for value in p.autres], 2, **OTHERS)
    mark([(share(p.contrat), y) for p, share, y in placed if p.contrat is not None], 3, **AVERAGE)
    mark([(share(p.france), y) for p, share, y in placed if p.france is not None], 3, **FRANCE)
    for nature in dict.fromkeys(p.nature for p in rows):
        own = [(share(p.valeur), y) for p, share, y in placed if p.nature == nature]
        mark(own, 4, marker=MARKERS[nature], linestyle="", color=COLORS[nature], markersize=8)


def _write_row(axes: "Axes", y: float, label: str, p: Position, columns: _Colonnes) -> None:
    least, most = (format_value(value, "%") for value in _ends(p))
    write_centred(axes, columns.labels, y, label, ha="right")
    write_centred(axes, columns.zero - _VALUE_GAP, y, least, ha="right", **_QUIET)
    write_centred(axes, columns.one + _VALUE_GAP, y, most, ha="left", **_QUIET)
    own = _value_and_rank(p)
    write_centred(axes, WIDTH - EDGE, y, own, ha="right", color=COLORS[p.nature], fontweight="bold")


def _value_and_rank(p: Position) -> str:
    rank = _rank(p)
    return format_value(p.valeur, "%") + (f", {rank}" if rank else "")


def _rank(p: Position) -> str:
    if p.rang is None:
        return ""
    return f"{ordinal(p.rang.rang)} sur {p.rang.total}{' ex æquo' if p.rang.ex_aequo else ''}"


def _positions_in_words(titre: str, rows: Sequence[Position]) -> str:
    """The most fragile come first, as they are drawn."""
    spread = " (les points sont les centiles des QPV, trop nombreux pour être tous marqués)"
    what = f"Graphique à points, {count(len(rows), 'indicateur')}{spread if any(p.centiles for p in rows) else ''}"
    return say_chart(titre, what, [_position_in_words(p) for p in rows])


def _position_in_words(p: Position) -> str:
    beside = f", {_france_name(p.france_mediane)} {format_value(p.france, '%')}" if p.france is not None else ""
    return f"{p.libelle}, {_value_and_rank(p)}{beside}, {p.mention}"
