"""Charts: each answers one question, labels its data directly and says in words what it shows.

Figures are drawn without pyplot (no global state), with the reports' typeface and colours, and saved
as SVG with fixed ids and no date, so that the same data gives the same bytes.
"""

import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from textwrap import fill
from typing import Any

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from quartiers import polices
from quartiers.presentation.blocs import Graphique, Nature
from quartiers.style import COLORS
from quartiers.typographie import count, format_gap, format_number, format_value, join_words, typeset

CM = 1 / 2.54
WIDTH_CM = 16.5
_LABEL_CHARACTERS = 34


@cache
def _fonts() -> None:
    for weight in (polices.REGULAR, polices.BOLD):
        font_manager.fontManager.addfont(polices.static_font(weight))


def _settings() -> Any:  # matplotlib types the keys as literals
    _fonts()
    return {
        "font.family": "Source Sans 3",
        "font.size": 9,
        "svg.fonttype": "path",
        "svg.hashsalt": "quartiers",
        "text.color": COLORS["encre"],
        "axes.edgecolor": COLORS["filet"],
        "axes.labelcolor": COLORS["gris"],
        "xtick.color": COLORS["gris"],
        "ytick.color": COLORS["encre"],
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.spines.left": False,
        "axes.axisbelow": True,
        "axes.grid": True,
        "axes.grid.axis": "x",
        "grid.color": COLORS["filet"],
        "grid.linewidth": 0.6,
        "xtick.bottom": False,
        "ytick.left": False,
    }


def _svg(figure: Figure) -> str:
    buffer = io.StringIO()
    figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    text = buffer.getvalue()
    return text[text.index("<svg") :]


_LINE_CM = 0.41  # a line of label, at the charts' font size


def _rows_figure(labels: Sequence[str], row_cm: float) -> tuple[Figure, Axes]:
    """A figure with one labelled row each, ``row_cm`` high or more where a label has many lines."""
    lines = max(label.count("\n") + 1 for label in labels)
    height = len(labels) * max(row_cm, lines * _LINE_CM + 0.15) + 1.5  # the rest is for the horizontal axis
    figure = Figure(figsize=(WIDTH_CM * CM, height * CM), layout="constrained")
    axes = figure.subplots()
    axes.set_ylim(len(labels) - 0.5, -0.5)
    axes.set_yticks(range(len(labels)), labels)
    return figure, axes


def _wrap(text: str, width: int = _LABEL_CHARACTERS) -> str:
    return fill(typeset(text), width)


def _number_axis(axes: Axes, unit: str) -> None:
    axes.xaxis.set_major_formatter(lambda value, _: f"{format_number(value)}\u202f{unit}")
    axes.spines["bottom"].set_visible(False)


@dataclass(frozen=True)
class PointCompare:
    """A figure against its reference: one row of :func:`chart_comparisons`."""

    libelle: str
    valeur: float
    reference: float
    nature: Nature
    mention: str  # the reading, in words


_MARKERS: dict[str, str] = {"fragile": "v", "favorable": "^", "neutre": "o", "alerte": "o"}


def chart_comparisons(points: Sequence[PointCompare], titre: str, territoire: str, source: str) -> Graphique:
    """Percentages of the quartier beside the same percentages of a territory, on one axis."""
    with mpl.rc_context(_settings()):
        figure, axes = _rows_figure([_wrap(p.libelle) for p in points], 0.9)
        for row, p in enumerate(points):
            color = COLORS[p.nature]
            axes.plot([p.reference, p.valeur], [row, row], color=color, linewidth=2, alpha=0.45, zorder=1)
            axes.plot(
                p.reference, row, "D", markersize=6, markerfacecolor="white", markeredgecolor=COLORS["gris"], zorder=2
            )
            axes.plot(p.valeur, row, _MARKERS[p.nature], color=color, markersize=8, zorder=3)
            side = 1 if p.valeur >= p.reference else -1
            axes.annotate(
                format_value(p.valeur, "%"),
                (p.valeur, row),
                xytext=(7 * side, 0),
                textcoords="offset points",
                ha="left" if side > 0 else "right",
                va="center",
                color=color,
                fontweight="bold",
            )
            axes.annotate(
                format_value(p.reference, "%"),
                (p.reference, row),
                xytext=(-7 * side, 0),
                textcoords="offset points",
                ha="right" if side > 0 else "left",
                va="center",
                color=COLORS["gris"],
            )
        values = [v for p in points for v in (p.valeur, p.reference)]
        span = max(values) - min(values)
        margin = max(0.16 * span, 5)
        axes.set_xlim(min(values) - margin, max(values) + margin)
        _number_axis(axes, "%")
        axes.set_xlabel(f"Symbole plein : le quartier     Losange : {typeset(territoire)}")
        svg = _svg(figure)
    sentences = [
        f"{p.libelle} : {format_value(p.valeur, '%')} contre {format_value(p.reference, '%')}, {p.mention}"
        for p in points
    ]
    alternative = f"Graphique à points, {count(len(points), 'indicateur')}. " + " ; ".join(sentences) + "."
    return Graphique(titre, svg, alternative, source)


@dataclass(frozen=True)
class PointEvolution:
    """A change in points between two dates: one row of :func:`chart_trends`."""

    libelle: str
    variation: float
    periode: str
    nature: Nature
    mention: str


def chart_trends(points: Sequence[PointEvolution], titre: str, source: str) -> Graphique:
    """Changes in points, as bars from zero, the label saying the period."""
    with mpl.rc_context(_settings()):
        figure, axes = _rows_figure([f"{_wrap(p.libelle)}\n{p.mention}" for p in points], 1.0)
        for row, p in enumerate(points):
            axes.barh(row, p.variation, height=0.5, color=COLORS[p.nature])
            axes.annotate(
                f"{format_gap(p.variation, '%')} ({p.periode})" if p.periode else format_gap(p.variation, "%"),
                (max(0.0, p.variation), row),  # right of the bar and of zero: the left is for the names
                xytext=(4, 0),
                textcoords="offset points",
                ha="left",
                va="center",
            )
        axes.axvline(0, color=COLORS["gris"], linewidth=0.8)
        for label, p in zip(axes.get_yticklabels(), points, strict=True):
            label.set_color(COLORS[p.nature])
        low, high = min(0.0, *(p.variation for p in points)), max(0.0, *(p.variation for p in points))
        margin = 0.75 * (high - low)  # room for the labels
        axes.set_xlim(low - 0.03 * (high - low), high + margin)
        _number_axis(axes, "")
        axes.set_xlabel("Évolution en points")
        svg = _svg(figure)
    sentences = [f"{p.libelle} : {format_gap(p.variation, '%')} ({p.periode}), {p.mention}" for p in points]
    alternative = f"Graphique en barres, {count(len(points), 'évolution')}. " + " ; ".join(sentences) + "."
    return Graphique(titre, svg, alternative, source)


def chart_shared_themes(themes: Sequence[tuple[str, int]], total: int, titre: str, source: str) -> Graphique:
    """How many of the contract's quartiers have a priority on each theme."""
    with mpl.rc_context(_settings()):
        figure, axes = _rows_figure([_wrap(label) for label, _ in themes], 0.75)
        for row, (_, number) in enumerate(themes):
            axes.barh(row, total, height=0.5, color=COLORS["fond"])
            axes.barh(row, number, height=0.5, color=COLORS["accent"])
            axes.annotate(
                str(number), (number, row), xytext=(4, 0), textcoords="offset points", va="center", fontweight="bold"
            )
        axes.set_xlim(0, total * 1.04)
        axes.grid(visible=False)
        axes.set_xticks([0, total])
        axes.spines["bottom"].set_visible(False)
        axes.set_xlabel(f"Nombre de quartiers, sur {total}")
        svg = _svg(figure)
    listed = join_words([f"{label} : {number}" for label, number in themes])
    return Graphique(titre, svg, f"Graphique en barres, nombre de quartiers sur {total}. {listed}.", source)


@dataclass(frozen=True)
class Lieu:
    """A QPV on the situation map, at its centroid (degrees, WGS84)."""

    nom: str
    communes: tuple[str, ...]
    longitude: float
    latitude: float
    numero: str


def chart_map(
    places: Sequence[Lieu], highlighted: Lieu | None, titre: str, source: str, *, largeur_cm: float = 7.5
) -> Graphique:
    """Situation map from centroids: relative positions, a scale and the north; no perimeter."""
    mean_latitude = math.radians(sum(p.latitude for p in places) / len(places))
    km_per_degree = 111.32
    xs = [p.longitude * math.cos(mean_latitude) * km_per_degree for p in places]
    ys = [p.latitude * km_per_degree for p in places]
    with mpl.rc_context(_settings()):
        span_x = max(max(xs) - min(xs), 2.0)
        span_y = max(max(ys) - min(ys), 2.0)
        height = min(max(largeur_cm * (span_y + 2.4) / (span_x + 3.2), 5.0), 14.0)
        figure = Figure(figsize=(largeur_cm * CM, height * CM), layout="constrained")
        axes = figure.subplots()
        axes.set_aspect("equal")
        axes.grid(visible=False)
        axes.set_xticks([])
        axes.set_yticks([])
        axes.set_facecolor(COLORS["fond"])
        for spine in axes.spines.values():
            spine.set_visible(False)
        for place, x, y in zip(places, xs, ys, strict=True):
            chosen = highlighted is not None and place.numero == highlighted.numero
            axes.plot(
                x,
                y,
                "*" if chosen else "o",
                color=COLORS["fragile"] if chosen else COLORS["accent"],
                markersize=15 if chosen else 4 if highlighted else 12,
                zorder=4 if chosen else 3,
            )
            if highlighted is None:
                axes.annotate(
                    place.numero,
                    (x, y),
                    ha="center",
                    va="center_baseline",
                    color="white",
                    fontsize=6,
                    fontweight="bold",
                    zorder=5,
                )
        if highlighted is not None:
            _label_communes(axes, places, xs, ys, highlighted)
        pad_x, pad_y = 1.6, 1.2
        axes.set_xlim(min(xs) - pad_x, min(xs) + span_x + pad_x)
        axes.set_ylim(min(ys) - pad_y, min(ys) + span_y + pad_y)
        _scale_and_north(axes, min(xs) - pad_x + 0.3, min(ys) - pad_y + 0.3, min(ys) + span_y + pad_y)
        svg = _svg(figure)
    if highlighted is None:
        listed = " ; ".join(f"{p.numero} {p.nom} ({join_words(p.communes)})" for p in places)
        alternative = f"Carte de situation de {count(len(places), 'QPV', 'QPV')}, numérotés. {listed}."
    else:
        alternative = (
            f"Carte de situation : {highlighted.nom} ({join_words(highlighted.communes)}), marqué d'une étoile parmi "
            f"{count(len(places), 'QPV', 'QPV')} du contrat ; {_bearing(highlighted, places)}."
        )
    return Graphique(titre, svg, alternative, source, largeur_cm)


def _label_communes(
    axes: Axes, places: Sequence[Lieu], xs: Sequence[float], ys: Sequence[float], highlighted: Lieu
) -> None:
    """The name of each commune once, above its northernmost point; a name too near another is left out.

    The highlighted place comes first, named by its own commune.
    """
    anchors: dict[str, tuple[float, float]] = {}
    for place, x, y in zip(places, xs, ys, strict=True):
        commune = place.communes[0]
        own_commune = commune == highlighted.communes[0]
        northernmost = commune not in anchors or y > anchors[commune][1]
        if place == highlighted or (northernmost and not own_commune):
            anchors[commune] = (x, y)
    own = highlighted.communes[0]
    placed: list[tuple[float, float]] = []
    for commune, (x, y) in sorted(anchors.items(), key=lambda item: (item[0] != own, -item[1][1])):
        if any(abs(x - px) < 3.2 and abs(y - py) < 1.1 for px, py in placed):
            continue
        placed.append((x, y))
        axes.annotate(
            typeset(commune),
            (x, y),
            xytext=(0, 9 if commune == own else 5),
            textcoords="offset points",
            ha="center",
            fontsize=7,
            color=COLORS["fragile"] if commune == own else COLORS["gris"],
            fontweight="bold" if commune == own else "normal",
            zorder=5,
        )


def _scale_and_north(axes: Axes, x: float, y: float, top: float) -> None:
    axes.plot([x, x + 2], [y, y], color=COLORS["gris"], linewidth=2, solid_capstyle="butt")
    axes.annotate(
        "2 km", (x + 1, y), xytext=(0, 3), textcoords="offset points", ha="center", fontsize=7, color=COLORS["gris"]
    )
    axes.annotate(
        "▲\nN", (x + 0.3, top - 0.2), ha="center", va="top", fontsize=8, color=COLORS["gris"], linespacing=0.9
    )


def _bearing(place: Lieu, places: Sequence[Lieu]) -> str:
    """Where a place lies among the others, in words: the map's alternative for who cannot see it."""
    mean_x = sum(p.longitude for p in places) / len(places)
    mean_y = sum(p.latitude for p in places) / len(places)
    dx = (place.longitude - mean_x) * math.cos(math.radians(mean_y)) * 111.32
    dy = (place.latitude - mean_y) * 111.32
    if math.hypot(dx, dy) < 1.5:
        return "au centre de l'ensemble"
    names = ("l'est", "le nord-est", "le nord", "le nord-ouest", "l'ouest", "le sud-ouest", "le sud", "le sud-est")
    return f"vers {names[round(math.atan2(dy, dx) / (math.pi / 4)) % 8]} de l'ensemble"
