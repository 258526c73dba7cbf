"""Number formats as OpenDocument writes them: styles of cells, that cite data styles, that cite others by condition."""

import re
from collections.abc import Iterator, Mapping
from typing import Final
from xml.etree.ElementTree import Element

from quartiers.donnees.fichiers.classeurs import dates
from quartiers.donnees.fichiers.classeurs.codes import read_code
from quartiers.donnees.fichiers.classeurs.dates import Morceau
from quartiers.donnees.fichiers.classeurs.formats import CELLULE, DECIMALES, ENTIER, TEXTE, Condition, Format, Section

DATA_STYLES: Final = tuple(
    f"number:{kind}-style" for kind in ("number", "percentage", "currency", "date", "time", "boolean", "text")
)
_CONDITION: Final = re.compile(r"value\(\)\s*(<=|>=|!=|<|>|=)\s*([+-]?[0-9.]+(?:[eE][+-]?[0-9]+)?)")
_MOMENTS: Final = {
    "number:day": dates.JOUR,
    "number:month": dates.MOIS,
    "number:year": dates.ANNEE,
    "number:day-of-week": dates.SEMAINE,
    "number:hours": dates.HEURE,
    "number:minutes": dates.MINUTE,
    "number:seconds": dates.SECONDE,
    "number:am-pm": dates.MATIN,
}
_PARTS_OF_YEARS: Final = {"number:quarter": "trimestre", "number:week-of-year": "semaine", "number:era": "ère"}
_MAX_DIGITS: Final = 50
_MAX_PARENTS: Final = 20
_GENERAL: Final = read_code("General")


class Styles:
    """The styles of a workbook, told one after the other."""

    def __init__(self) -> None:
        self._data: dict[str, Element] = {}
        self._cells: dict[str, Element] = {}
        self._hidden_tables: set[str] = set()
        self.decales: dict[str, bool | None] = {}  # styles of texts: whether they are above the line, or below
        self._formats: dict[str, Format | None] = {}

    def add(self, style: Element) -> None:
        """A style of cells, of tables, or of data."""
        name, family = style.get("style:name", ""), style.get("style:family")
        if family == "table-cell":
            self._cells[name] = style
        elif family == "table":
            shown = [properties.get("table:display") for properties in _children(style, "style:table-properties")]
            (self._hidden_tables.add if "false" in shown else self._hidden_tables.discard)(name)
        elif family == "text":
            found = [p.get("style:text-position", "") for p in _children(style, "style:text-properties")]
            shift = next(filter(None, found), "").split()
            self.decales[name] = _shift(shift[0]) if shift else None
        elif family is None:
            self._data[name] = style

    def hides(self, table_style: str) -> bool:
        """Whether a table of that style is hidden."""
        return table_style in self._hidden_tables

    def format(self, cell_style: str) -> Format | None:
        """The format of cells of that style; None where it says nothing of it."""
        if cell_style not in self._formats:
            self._formats[cell_style] = self._find_format(cell_style)
        return self._formats[cell_style]

    def _find_format(self, name: str) -> Format | None:
        for _ in range(_MAX_PARENTS):
            style = self._cells.get(name)
            if style is None:
                return None
            data = self._data.get(style.get("style:data-style-name", ""))
            if data is not None:
                return _read_format(data, self._data)
            name = style.get("style:parent-style-name", "")
        return None


def _shift(position: str) -> bool | None:
    """Whether a text is above the line (True), below (False) or on it, from "super", "sub" or a percentage."""
    if position in ("super", "sub"):
        return position == "super"
    percent = position.rstrip("%")
    return None if not percent.strip("-0.") else not percent.startswith("-")


def _children(element: Element, name: str) -> Iterator[Element]:
    """Children of that name: with its prefix, it is no path that the library would follow."""
    return (child for child in element if child.tag == name)


def _read_format(style: Element, others: Mapping[str, Element]) -> Format:
    sections = []
    for chosen in _children(style, "style:map"):
        condition = _CONDITION.fullmatch(chosen.get("style:condition", "").strip())
        target = others.get(chosen.get("style:apply-style-name", ""))
        if condition and target is not None:
            sections.append(_section(target, (condition[1], float(condition[2]))))
    own = _section(style, None)
    if style.tag == "number:text-style":
        return Format((*sections, *_GENERAL.sections), own)
    if style.tag == "number:boolean-style":
        return read_code('"vrai";"vrai";"faux"')
    return Format((*sections, own))


def _section(style: Element, condition: Condition | None) -> Section:
    pieces = tuple(piece for child in style for piece in _pieces(child, style) if piece[0] != TEXTE or piece[1])
    factor = max(
        (float(child.get("number:display-factor", 1)) for child in _children(style, "number:number")), default=1
    )
    thousands = next((power for power in (1, 2, 3) if factor == 1000**power), 0)
    return Section(
        pieces,
        cents=int(style.tag == "number:percentage-style"),
        milliers=thousands,
        fraction=next(_children(style, "number:fraction"), None) is not None,
        date=style.tag in ("number:date-style", "number:time-style") and any(p[0] != TEXTE for p in pieces),
        condition=condition,
    )


def _pieces(child: Element, style: Element) -> Iterator[Morceau]:
    """What a part of a style shows."""
    if child.tag in ("number:number", "number:scientific-number", "number:fraction"):
        yield from _digits(child)
    elif child.tag in ("number:text", "number:currency-symbol"):
        yield TEXTE, child.text or ""
    elif child.tag == "number:text-content":
        yield CELLULE, ""
    elif child.tag in _MOMENTS:
        yield _moment(child, style)
    elif child.tag in _PARTS_OF_YEARS:
        yield TEXTE, _PARTS_OF_YEARS[child.tag]


def _moment(child: Element, style: Element) -> Morceau:
    if child.tag == "number:hours" and style.get("number:truncate-on-overflow") == "false":
        return dates.DUREE, "h"
    length = 4 if child.get("number:textual") == "true" else 2 if child.get("number:style") == "long" else 1
    return _MOMENTS[child.tag], "x" * (2 * length if child.tag == "number:year" else length)


def _digits(number: Element) -> Iterator[Morceau]:
    """Places of digits, with the texts that stand among them at a number of digits from the right."""
    among = {_small(text.get("number:position")): text.text or "" for text in _children(number, "number:embedded-text")}
    compulsory = _small(number.get("number:min-integer-digits", "1"))
    count = max(compulsory, 1, *(position + 1 for position in among)) if among else max(compulsory, 1)
    for left in range(count, 0, -1):
        if left in among:
            yield TEXTE, among[left]
        yield ENTIER, "0" if left <= compulsory else "#"
    decimals = _small(number.get("number:decimal-places"))
    written = _small(number.get("number:min-decimal-places", str(decimals)))
    yield DECIMALES, "0" * min(written, decimals) + "#" * (decimals - written)


def _small(text: str | None) -> int:
    return min(max(int(text or 0), 0), _MAX_DIGITS)
