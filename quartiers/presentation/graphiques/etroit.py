"""A chart of rows where there is no room for it: a telephone shows each row under its name, mark and value in sight."""

from collections.abc import Sequence
from dataclasses import dataclass

from quartiers.presentation.blocs import SYMBOLS, Nature, Signal, escape_html, inline_html
from quartiers.style import COLORS

_WIDTH, _HEIGHT, _EDGE = 300, 16, 8


@dataclass(frozen=True)
class LigneEtroite:
    """A row: its name, what is said of the place itself, and where it and the others are on its scale (0 to 1)."""

    libelle: str
    texte: str
    nature: Nature
    place: float
    autres: tuple[float, ...]


def show_narrow(rows: Sequence[LigneEtroite]) -> str:
    """HTML that takes the place of the chart on a narrow screen, and is hidden elsewhere."""
    return f'<ul class="etroit">{"".join(map(_row, rows))}</ul>'


def _row(row: LigneEtroite) -> str:
    return (
        f"<li>{escape_html(row.libelle)}\u202f: {inline_html(Signal(row.nature, row.texte))}"
        f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" aria-hidden="true">{_scale(row)}</svg></li>'
    )


def _scale(row: LigneEtroite) -> str:
    middle = _HEIGHT / 2
    dots = "".join(
        f'<circle cx="{_across(share):.0f}" cy="{middle:g}" r="2.4"/>' for share in dict.fromkeys(row.autres)
    )
    return (
        f'<path d="M{_EDGE} {middle:g}H{_WIDTH - _EDGE}" stroke="{COLORS["filet"]}"/>'
        f'<g fill="{COLORS["gris"]}">{dots}</g>'
        f'<text x="{_across(row.place):.0f}" y="{middle + 5:g}" text-anchor="middle" '
        f'style="font-size:15px;fill:{COLORS[row.nature]}">{SYMBOLS[row.nature]}</text>'
    )


def _across(share: float) -> float:
    return _EDGE + share * (_WIDTH - 2 * _EDGE)
