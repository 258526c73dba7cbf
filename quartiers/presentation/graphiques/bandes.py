"""Strips: where every QPV stands on each indicator, one row and one axis an indicator."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from quartiers.polices import drawable
from quartiers.presentation.blocs import SYMBOLS, Graphique, Nature, Repere, Signal, Tableau
from quartiers.presentation.graphiques.deja_dessine import Dessin, draw_once
from quartiers.presentation.graphiques.dessin import (
    AVERAGE,
    EDGE,
    FRANCE,
    LINE,
    WIDTH,
    drawing,
    mark_reversed,
    new_sheet,
    save_svg,
    text_width,
    wrap_within,
    write_centred,
)
from quartiers.presentation.graphiques.etroit import LigneEtroite, show_narrow, stack_numbers
from quartiers.presentation.graphiques.message import say_chart
from quartiers.presentation.graphiques.reperes import Mark, locate, plain
from quartiers.style import COLORS, size_pt
from quartiers.typographie import count, format_value, typeset

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_MANY: Final = 150  # values of a row: beyond, those that fall together are drawn once
_STEPS: Final = 250  # of a row, then
_MAX_DATA: Final = 150  # rows of the folded table: beyond, the workbook has them
_NAME: Final = 28  # characters of a name, on one line
# Across, in points: the labels, the least fragile value, the scale, the name of the most fragile.
_LABEL_PT, _VALUE_PT, _NAME_PT, _GAP = 104.0, 38.0, 108.0, 9.0
_ZERO, _ONE = EDGE + _LABEL_PT + _GAP + _VALUE_PT, WIDTH - EDGE - _NAME_PT - _GAP
# From top to bottom, in points: a line of numbers, of references; what a mark takes; between two rows.
_NUMBER, _REFERENCE, _MARK, _BETWEEN = 8.2, 9.0, 4.6, 4.4
_APART: Final = 8.0  # two references, from each other
_HEAD: Final = 12.0  # over the rows, what the sides are
_SHORT: Final = {"QPV médian de France": "QPV médian"}
_TALLEST: Final = 345.0  # points: half an A4 page, so that a chart takes what a text leaves of one


@dataclass(frozen=True)
class Bande:
    """One indicator across quartiers: its values, and what they are set against.

    ``contrat`` is the average of the contract's QPV; ``france`` the value of the QPV of France, and
    ``nom_france`` what that is (an average or a median); ``sens`` is the indicator's own. ``numeros``, where they are
    given, name each of ``valeurs`` beside its dot. ``lectures``, where they are, say how each is read: a row marks what
    the tables do, and reads nothing itself.
    """

    libelle: str
    valeurs: tuple[tuple[str, float], ...]  # short name, value
    unite: str = "%"
    sens: str = "contexte"
    contrat: float | None = None
    france: float | None = None
    nom_france: str = "France"
    nom_contrat: str = "contrat"
    numeros: tuple[str, ...] = ()
    lectures: tuple[Nature | None, ...] = ()

    @property
    def inverse(self) -> bool:
        """Whether the lowest value is the most fragile: the row then runs from the highest to the lowest."""
        return self.sens == "favorable"

    @property
    def extremes(self) -> tuple[tuple[str, float], tuple[str, float]]:
        """The lowest and the highest, each named; several equal ones are counted."""
        low, high = min(v for _, v in self.valeurs), max(v for _, v in self.valeurs)
        return (self._named(low), low), (self._named(high), high)

    @property
    def ends(self) -> tuple[tuple[str, float], tuple[str, float]]:
        """:attr:`extremes`, the least fragile first."""
        low, high = self.extremes
        return (high, low) if self.inverse else (low, high)

    def is_fragile_end(self, value: float) -> bool:
        """Whether all that are at one of the two ends are read as more fragile."""
        read = [nature for (_, v), nature in zip(self.valeurs, self.lectures, strict=False) if v == value]
        return bool(read) and all(nature == "fragile" for nature in read)

    def _named(self, value: float) -> str:
        first, *others = [name for name, v in self.valeurs if v == value]
        return f"{first} et {count(len(others), 'autre')}" if others else first


def chart_strips(bands: Sequence[Bande], titre: str, source: str, cle: str = "") -> list[Graphique]:
    """Charts that half a page holds: dots from the least fragile to the most, which is named; the others numbered.

    A row of an indicator of context runs from the lowest to the highest. ``source`` is under the first; ``cle``, that
    says who has which number, under each: they may be on several pages.
    """
    rows = [_Rangee(band) for band in bands]
    parts: list[list[_Rangee]] = [[]]
    for row in rows:
        if parts[-1] and sum(r.height for r in parts[-1]) + row.height > _TALLEST:
            parts.append([])
        parts[-1].append(row)
    titles = [titre if not n else f"{titre.partition(' : ')[0]} (suite)" for n in range(len(parts))]
    under = [f"{source} {cle}".strip() if not n else cle or source for n in range(len(parts))]
    return [_chart(part, title, told) for part, title, told in zip(parts, titles, under, strict=True)]


class _Rangee:
    """A row as it is drawn: its texts, on how many lines its numbers stand, how high it is."""

    def __init__(self, band: Bande):
        self.band = band
        size = size_pt("note")
        self.label = wrap_within(mark_reversed(band.libelle, band.inverse), 30, _LABEL_PT)
        (_, least), (most_name, most) = band.ends
        self.least = format_value(least, band.unite)
        self.start = format_value(self._ends()[0], band.unite)
        self.most = f"{wrap_within(most_name, _NAME, _NAME_PT, size)}\n{format_value(most, band.unite)}"
        halves = [text_width([number], size) / 2 + 1 for number in band.numeros]
        self.levels = stack_numbers([self.place(v) for _, v in band.valeurs], halves)
        self.references = self._place_references()
        self.above = _MARK + _NUMBER * (1 + max(self.levels, default=-1))
        self.below = _MARK + (_REFERENCE if self.references else 0)
        lines = max(text.count("\n") + 1 for text in (self.label, self.most)) * LINE / 2
        self.above, self.below = max(self.above, lines), max(self.below, lines)
        self.height = self.above + self.below + _BETWEEN

    def place(self, value: float) -> float:
        """Where a value is across the chart, in points."""
        return _ZERO + self.share(value) * (_ONE - _ZERO)

    def share(self, value: float) -> float:
        """Where a value is between the row's least fragile and its most; in the middle when they are equal."""
        least, most = self._ends()
        return (value - least) / (most - least) if most != least else 0.5

    def _ends(self) -> tuple[float, float]:
        """What stands at the two ends of the row, be it a value or what they are set against."""
        band = self.band
        known = [v for v in (band.contrat, band.france, *(v for _, v in band.valeurs)) if v is not None]
        return (max(known), min(known)) if band.inverse else (min(known), max(known))

    def apart(self) -> list[float]:
        """The places told apart, where they are very many: a dot on another shows nothing, and weighs as much."""
        places = [self.place(value) for _, value in self.band.valeurs]
        if len(places) <= _MANY:
            return places
        step = (_ONE - _ZERO) / _STEPS
        return list({round(x / step): x for x in places}.values())

    def _place_references(self) -> list[tuple[float, str]]:
        """The middle of each reference's name and value, under its mark or as near as the other lets it.

        What follows the chart says whose median it is: every letter that is drawn, on every row, weighs on the page.
        """
        band, size = self.band, size_pt("note")
        known = [(v, n) for v, n in ((band.france, band.nom_france), (band.contrat, band.nom_contrat)) if v is not None]
        known.sort(key=lambda reference: self.place(reference[0]))
        names = [drawable(typeset(_SHORT.get(name, name))) for _, name in known]
        texts = [f"{name} {format_value(v, band.unite)}" for name, (v, _) in zip(names, known, strict=True)]
        halves = [text_width([text], size) / 2 for text in texts]
        middles: list[float] = []
        least = _ZERO
        for (value, _), half in zip(known, halves, strict=True):
            middles.append(max(self.place(value), least + half))
            least = middles[-1] + half + _APART
        most = _ONE  # beyond is the name of the most fragile, with its value under it
        for n in reversed(range(len(middles))):
            middles[n] = min(middles[n], most - halves[n])
            most = middles[n] - halves[n] - _APART
        return list(zip(middles, texts, strict=True))


def _chart(rows: Sequence[_Rangee], titre: str, source: str) -> Graphique:
    svg, marks = draw_once(("bandes", *(repr(row.band) for row in rows)), lambda: _draw(rows))
    what = f"{count(len(rows), 'indicateur')}, une ligne chacun"
    data = _data(titre, [row.band for row in rows])
    alternative = say_chart(titre, what, [_in_words(row.band) for row in rows], suivi=data is not None)
    return Graphique(
        titre,
        svg,
        alternative,
        source,
        donnees=data,
        reperes=tuple(Repere(*mark) for mark in marks),
        etroit=_narrow(rows),
    )


def _draw(rows: Sequence[_Rangee]) -> Dessin:
    with drawing():
        sided = any(row.band.sens != "contexte" for row in rows)
        top = EDGE + (_HEAD if sided else 0)
        figure, axes = new_sheet(top + sum(row.height for row in rows) + EDGE)
        ys = []
        for row in rows:
            ys.append(top + _BETWEEN / 2 + row.above)
            top += row.height
            if row is not rows[-1]:
                axes.hlines(top, EDGE, WIDTH - EDGE, color=COLORS["filet"], linewidth=0.5)
        _draw_marks(axes, rows, ys)
        for row, y in zip(rows, ys, strict=True):
            _write(axes, row, y)
        if sided:
            for x, side, text in ((_ZERO - _GAP, "right", "moins fragile"), (_ONE + _GAP, "left", "plus fragile")):
                write_centred(axes, x, EDGE + 4, text, ha=side, color=COLORS["gris"], fontsize=size_pt("note"))
        return save_svg(figure), plain(locate(axes, _said_of_marks(rows, ys)))


def _narrow(rows: Sequence[_Rangee]) -> str:
    def told(row: _Rangee) -> LigneEtroite:
        band = row.band
        (least_name, _), (most_name, most) = band.ends
        end = f"{most_name}, {format_value(most, band.unite)}"
        known = [(n, v) for n, v in ((band.nom_france, band.france), (band.nom_contrat, band.contrat)) if v is not None]
        beside = [f"à l'autre bout, {least_name}, {row.least}"]
        beside += [f"{name} {format_value(value, band.unite)}" for name, value in known]
        return LigneEtroite(
            mark_reversed(band.libelle, band.inverse),
            Signal("fragile", end) if band.is_fragile_end(most) else end,
            autres=tuple(map(row.share, (value for _, value in band.valeurs))),
            numeros=band.numeros,
            moyenne=row.share(band.contrat) if band.contrat is not None else None,
            france=row.share(band.france) if band.france is not None else None,
            suite=" ; ".join(beside),
        )

    bands = [row.band for row in rows]
    france = next((band.nom_france for band in bands if band.france is not None), "")
    average = next((f"moyenne du {band.nom_contrat}" for band in bands if band.contrat is not None), "")
    return show_narrow([told(row) for row in rows], autres="un QPV", moyenne=average, france=france)


def _said_of_marks(rows: Sequence[_Rangee], ys: Sequence[float]) -> Iterator[Mark]:
    """Each mark with its name; those that fall together where there are very many are said once."""
    step = (_ONE - _ZERO) / _STEPS
    for row, y in zip(rows, ys, strict=True):
        band = row.band
        shown = {round(row.place(value) / step): (name, value) for name, value in band.valeurs}
        for name, value in shown.values() if len(band.valeurs) > _MANY else band.valeurs:
            yield band.libelle, row.place(value), y, f"{name} : {format_value(value, band.unite)}"
        for name, reference in ((f"moyenne du {band.nom_contrat}", band.contrat), (band.nom_france, band.france)):
            if reference is not None:
                yield band.libelle, row.place(reference), y, f"{name} : {format_value(reference, band.unite)}"


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


def _draw_marks(axes: "Axes", rows: Sequence[_Rangee], ys: Sequence[float]) -> None:
    """All the marks of a kind at once: one mark of matplotlib's takes as long as a hundred."""
    placed = list(zip(rows, ys, strict=True))
    axes.hlines(ys, _ZERO, _ONE, color=COLORS["filet"], linewidth=1.2, zorder=1)
    dots: dict[str, Any] = {
        "marker": "o", "linestyle": "", "color": COLORS["accent"], "alpha": 0.6, "markersize": 6, "zorder": 2
    }  # fmt: skip
    values = [(x, y) for row, y in placed for x in row.apart()]
    contrat = [(row.place(row.band.contrat), y) for row, y in placed if row.band.contrat is not None]
    france = [(row.place(row.band.france), y) for row, y in placed if row.band.france is not None]
    for marks, style in ((values, dots), (contrat, {"zorder": 3, **AVERAGE}), (france, {"zorder": 3, **FRANCE})):
        axes.plot([x for x, _ in marks], [y for _, y in marks], **style)


def _write(axes: "Axes", row: _Rangee, y: float) -> None:
    small: dict[str, Any] = {"fontsize": size_pt("note"), "color": COLORS["encre"]}
    write_centred(axes, EDGE, y, row.label)
    places = [row.place(value) for _, value in row.band.valeurs]
    for x, number, level in zip(places, row.band.numeros, row.levels, strict=False):
        write_centred(axes, x, y - _MARK - _NUMBER * (level + 0.5), number, ha="center", **small)
    for x, text in row.references:
        write_centred(axes, x, y + _MARK + _REFERENCE / 2, text, ha="center", **small)
    _, (_, most) = row.band.ends
    fragile = row.band.is_fragile_end(most)
    write_centred(axes, _ZERO - _GAP, y, row.start, ha="right", **small)
    told = f"{row.most} {SYMBOLS['fragile']}" if fragile else row.most
    write_centred(axes, _ONE + _GAP, y, told, **{**small, **({"color": COLORS["fragile"]} if fragile else {})})


def _in_words(band: Bande) -> str:
    (_, start), (name, end) = band.ends
    text = f"{band.libelle}, de {format_value(start, band.unite)} à {format_value(end, band.unite)} ({name})"
    if band.france is not None:
        return f"{text}, {band.nom_france} {format_value(band.france, band.unite)}"
    if band.contrat is not None:
        return f"{text}, moyenne du {band.nom_contrat} {format_value(band.contrat, band.unite)}"
    return text
