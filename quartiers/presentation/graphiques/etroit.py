"""Charts where there is no room for them: a telephone shows each row under its name, marks and values in sight.

What is read is text of the page; the drawing under it repeats it, and is hidden from screen readers.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from quartiers.presentation.blocs import SYMBOLS, Contenu, Discret, Nature, Signal, escape_html, inline_html
from quartiers.style import COLORS

# Units of the drawings: a telephone shows one as little more than a pixel.
_WIDTH, _HEIGHT, _EDGE = 300, 16, 8
_NUMBER, _NUMBER_SIZE, _FIGURE = 10, 9.5, 5.0  # a line of numbers, their letters, the room of a figure
_CURVE, _VALUE = 34, 12  # a curve's height, what its values take above and under it
_VALUE_WIDTH, _NAME_WIDTH = 46, 106  # on the left and on the right of a curve: a value, the name of the reference too


@dataclass(frozen=True)
class LigneEtroite:
    """A row: its name, what is said of it, and where things are on its scale (0 to 1).

    ``place`` is the mark that the row is about, of the kind of ``nature``; ``autres`` are the others, and ``numeros``
    their names where they have some; ``moyenne`` and ``france`` are what they are set against. ``suite`` is said under
    the drawing.
    """

    libelle: str
    dit: Contenu
    nature: Nature = "neutre"
    place: float | None = None
    autres: tuple[float, ...] = ()
    numeros: tuple[str, ...] = ()
    moyenne: float | None = None
    france: float | None = None
    suite: str = ""


def show_narrow(rows: Sequence[LigneEtroite], *, autres: str = "", moyenne: str = "", france: str = "") -> str:
    """HTML that takes the place of the chart on a narrow screen, and is hidden elsewhere; the words are its key."""
    middle = _HEIGHT / 2
    key = [
        f'<span class="cle"><svg viewBox="2 2 12 12" aria-hidden="true">{mark}</svg>\u00a0{escape_html(name)}</span>'
        for name, mark, drawn in (
            (autres, _dots([middle], middle), any(row.autres for row in rows)),
            (moyenne, _bar(middle, middle), any(row.moyenne is not None for row in rows)),
            (france, _diamond(middle, middle), any(row.france is not None for row in rows)),
        )
        if name and drawn
    ]
    told = f'<p class="etroit discret">{" ".join(key)}</p>' if key else ""
    return f"{told}{_listed(_row(row) for row in rows)}"


@dataclass(frozen=True)
class CourbeEtroite:
    """A figure at several dates: what is said of it, its points (time from 0 to 1, value) with their words at the ends.

    ``france``: the reference at some of these times, and ``nom_france`` its name with the last of its values.
    """

    libelle: str
    dit: Signal
    points: tuple[tuple[float, float], ...]
    bouts: tuple[str, str]
    dates: tuple[str, str]
    france: tuple[tuple[float, float], ...] = ()
    nom_france: str = ""


def show_narrow_curves(curves: Sequence[CourbeEtroite], span: float) -> str:
    """The same, of curves; ``span``: how much all of them have for the same height."""
    return _listed(_curve(curve, span) for curve in curves)


def share_of(values: Sequence[float], *, inverse: bool = False) -> Callable[[float], float]:
    """Where a value is between the least (0) and the greatest (1) of one scale, or the other way round when it is
    ``inverse``; in the middle when they are equal."""
    least, most = min(values), max(values)
    if inverse:
        least, most = most, least
    return lambda value: (value - least) / (most - least) if most != least else 0.5


def keep_apart(own: float, other: float, gap: float, within: tuple[float, float]) -> tuple[float, float]:
    """Where two labels at one end stand, so far apart at least: the other gives way, then both stay within bounds."""
    away = max(gap, abs(other - own))
    other = own + (away if other >= own else -away)
    least, most = min(own, other), max(own, other)
    shift = max(0.0, within[0] - least) - max(0.0, most - within[1])
    return own + shift, other + shift


def _listed(items: Iterable[str]) -> str:
    return f'<ul class="etroit">{"".join(items)}</ul>'


def _row(row: LigneEtroite) -> str:
    levels = stack_numbers([_across(share) for share in row.autres], [_FIGURE * len(n) / 2 + 1 for n in row.numeros])
    height = _HEIGHT + _NUMBER * (1 + max(levels, default=-1))
    under = inline_html(Discret(row.suite)) if row.suite else ""
    return (
        f"<li>{escape_html(row.libelle)}\u202f: {inline_html(row.dit)}"
        f'<svg viewBox="0 0 {_WIDTH} {height}" aria-hidden="true">{_scale(row, levels, height)}</svg>{under}</li>'
    )


def _scale(row: LigneEtroite, levels: Sequence[int], height: int) -> str:
    middle = height - _HEIGHT / 2
    parts = [f'<path d="M{_EDGE} {middle:g}H{_WIDTH - _EDGE}" stroke="{COLORS["filet"]}"/>']
    parts += [_dots([_across(share) for share in row.autres], middle)] if row.autres else []
    for share, number, level in zip(row.autres, row.numeros, levels, strict=False):
        parts.append(_text((_across(share), middle - 6 - level * _NUMBER), number, _NUMBER_SIZE, COLORS["encre"]))
    parts += [_bar(_across(row.moyenne), middle)] if row.moyenne is not None else []
    parts += [_diamond(_across(row.france), middle)] if row.france is not None else []
    if row.place is not None:
        parts.append(_text((_across(row.place), middle + 5), SYMBOLS[row.nature], 15, COLORS[row.nature]))
    return "".join(parts)


def _dots(places: Iterable[float], y: float) -> str:
    """Those that fall together are drawn once."""
    drawn = "".join(f"M{x} {y:g}h0" for x in dict.fromkeys(map(round, places)))
    return f'<path d="{drawn}" stroke="{COLORS["gris"]}" stroke-width="4.8" stroke-linecap="round"/>'


def _bar(x: float, y: float) -> str:
    return f'<path d="M{x:.0f} {y - 6:g}v12" stroke="{COLORS["encre"]}" stroke-width="1.6"/>'


def _diamond(x: float, y: float) -> str:
    return f'<path d="M{x:.0f} {y - 4:g}l4 4-4 4-4-4z" fill="#fff" stroke="{COLORS["encre"]}"/>'


def stack_numbers(places: Sequence[float], halves: Sequence[float]) -> list[int]:
    """On which line above a row each of its numbers stands, so that none touches another: half its width is given."""
    ends: list[float] = []  # of the last number of each line
    levels = [0] * len(halves)
    for n in sorted(range(len(halves)), key=lambda n: (places[n], n)):
        level = next((i for i, end in enumerate(ends) if end <= places[n] - halves[n]), len(ends))
        ends[level : level + 1] = [places[n] + halves[n]]
        levels[n] = level
    return levels


def _curve(curve: CourbeEtroite, span: float) -> str:
    values = [value for _, value in (*curve.points, *curve.france)]
    centre, middle = (min(values) + max(values)) / 2, _VALUE + _CURVE / 2

    right = _WIDTH - (_NAME_WIDTH if curve.nom_france else _VALUE_WIDTH)

    def place(when: float, value: float) -> tuple[float, float]:
        return _VALUE_WIDTH + when * (right - _VALUE_WIDTH), middle - (value - centre) * _CURVE / span

    def line(points: Iterable[tuple[float, float]]) -> str:
        return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in (place(*p) for p in points))

    color = COLORS[curve.dit.nature]
    parts = [f'<path d="{line(curve.points)}" fill="none" stroke="{color}" stroke-width="2"/>']
    if len(curve.france) > 1:
        dashed = f'fill="none" stroke="{COLORS["gris"]}" stroke-dasharray="3 2"'
        parts.insert(0, f'<path d="{line(curve.france)}" {dashed}/>')
    (x0, y0), (x1, y1) = place(*curve.points[0]), place(*curve.points[-1])
    parts.append(_text((x1, y1 + 5), SYMBOLS[curve.dit.nature], 13, color))
    if curve.nom_france:
        _, reference = place(*curve.france[-1])
        y1, reference = keep_apart(y1, reference, 12, (8, 2 * _VALUE + _CURVE - 8))
        parts.append(_text((right + 9, reference + 4), curve.nom_france, 10, COLORS["gris"], "start"))
    bottom = 2 * _VALUE + _CURVE + 11
    ends = ((x0 - 6, y0, "end", 0, "start"), (right + 9, y1, "start", _WIDTH, "end"))
    for (x, y, side, edge, date_side), value, date in zip(ends, curve.bouts, curve.dates, strict=True):
        parts.append(_text((x, y + 4), value, 11, COLORS["encre"], side))
        parts.append(_text((edge, bottom), date, 10, COLORS["gris"], date_side))
    return (
        f"<li>{escape_html(curve.libelle)}\u202f: {inline_html(curve.dit)}"
        f'<svg viewBox="0 0 {_WIDTH} {bottom + 4}" aria-hidden="true">{"".join(parts)}</svg></li>'
    )


def _text(place: tuple[float, float], text: str, size: float, color: str, side: str = "middle") -> str:
    x, y = place
    style = f"font-size:{size:g}px;fill:{color}"
    return f'<text x="{x:.0f}" y="{y:.0f}" text-anchor="{side}" style="{style}">{escape_html(text)}</text>'


def _across(share: float) -> float:
    return _EDGE + share * (_WIDTH - 2 * _EDGE)
