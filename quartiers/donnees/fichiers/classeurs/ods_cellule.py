"""What a cell of an .ods workbook shows, from the value that it keeps, its format, and its text where that is all."""

import datetime
import re
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Final
from xml.etree.ElementTree import Element

from quartiers.donnees.fichiers.classeurs.codes import read_code
from quartiers.donnees.fichiers.classeurs.commun import MAX_TEXT, raise_digits
from quartiers.donnees.fichiers.classeurs.dates import Calendrier
from quartiers.donnees.fichiers.classeurs.divergences import (
    ErreurDeFormule,
    FormuleSansValeur,
    PourcentageDouteux,
    TexteDivergent,
    ValeurCachee,
    ValeurIllisible,
    check_error,
)
from quartiers.donnees.fichiers.classeurs.formats import Format

Attributs = Mapping[str, str]

_TYPE, _STRING, _FORMULA = "office:value-type", "office:string-value", "table:formula"
_BOOLEANS: Final = ("TRUE", "FALSE", "VRAI", "FAUX")
# What may stand in a text without being a part of what the cell shows: notes, shapes, the reading of ideograms.
_ASIDE: Final = ("office:annotation", "office:annotation-end", "text:ruby-text", "text:note", "draw:")
_TIME: Final = re.compile(r"(-?)P(?:([0-9]+)D)?T?(?:([0-9]+)H)?(?:([0-9]+)M)?(?:([0-9]+)(?:[.,][0-9]*)?S)?")


def is_filled(attributs: Attributs, arbre: Element | None) -> bool:
    """Whether there may be anything in a cell."""
    return arbre is not None or _TYPE in attributs or _FORMULA in attributs


def show_cell(
    attributs: Attributs,
    arbre: Element | None,
    shape: Format | None,
    calendrier: Calendrier,
    *,
    zeros: bool,
    decales: Mapping[str, bool | None],
) -> str:
    """What a cell of that format shows, on a sheet that shows ``zeros`` or not; raises Ecart.

    ``decales`` are the styles of texts that are above or below the line.
    """
    text, kind = _text_of(arbre, decales), attributs.get(_TYPE)
    if attributs.get("calcext:value-type") == "error":
        raise ErreurDeFormule(text or "#ERREUR")
    if kind is None or kind == "string":
        if _FORMULA in attributs and _STRING not in attributs and not _has_paragraph(arbre):
            raise FormuleSansValeur(_formula(attributs))
        return _show_text(attributs.get(_STRING), text, shape)
    check_error(text)
    value = _value(kind, attributs, calendrier)
    if value is None:
        raise FormuleSansValeur(_formula(attributs)) if _FORMULA in attributs else ValeurIllisible(text)
    if kind == "boolean":
        return "vrai" if value else "faux"
    if value == 0 and not zeros:
        raise ValeurCachee("0")
    if shape is None or shape.brut:
        if kind == "percentage" and text and "%" not in text:
            raise PourcentageDouteux(text)
        if kind == "float" and text.upper() in _BOOLEANS:  # what LibreOffice keeps of a formula's TRUE
            return "vrai" if value else "faux"
        shape = _default_format(kind, attributs)
    return shape.show_number(value, calendrier)


def _value(kind: str, attributs: Attributs, calendrier: Calendrier) -> float | None:
    """The value as a number, of days for a date or a time; None where it is not stored, or is none."""
    try:
        if kind == "boolean":
            return {"true": 1, "false": 0}.get(attributs.get("office:boolean-value", ""))
        if kind == "date":
            moment = datetime.datetime.fromisoformat(attributs.get("office:date-value", ""))
            return calendrier.jours(moment.replace(tzinfo=None))
        if kind == "time":
            return _days(attributs.get("office:time-value", ""))
        number = float(attributs.get("office:value", ""))
    except ValueError:
        return None
    return int(number) if number.is_integer() else number


def _show_text(stored: str | None, text: str, shape: Format | None) -> str:
    """A text that the cell may keep twice: as it is (``stored``), and as it is shown."""
    value = check_error(text if stored is None else stored)
    shown = shape.show_text(value) if shape else value
    if text and text.split() not in (value.split(), shown.split()):
        raise TexteDivergent(f"{value} / {check_error(text)}")
    return shown


def _has_paragraph(cell: Element | None) -> bool:
    """Whether something was written of what the cell shows, be it nothing: it was computed."""
    return cell is not None and any(child.tag == "text:p" for child in cell)


def _default_format(kind: str, attributs: Attributs) -> Format:
    """The format of a cell that has none, from what it says of its value."""
    if kind == "currency":
        currency = {"EUR": "€"}.get(attributs.get("office:currency", ""), attributs.get("office:currency", ""))
        return read_code(f'General" {currency}"') if currency.isalpha() or currency == "€" else read_code("")
    if kind == "date":
        return read_code("yyyy-mm-dd hh:mm" if "T" in attributs["office:date-value"] else "yyyy-mm-dd")
    return read_code({"percentage": "General%", "time": "[h]:mm:ss"}.get(kind, ""))


def _formula(attributs: Attributs) -> str:
    """A formula without the name of its syntax, "of:=1+1"."""
    return re.sub(r"^[a-z]+:(?==)", "", attributs[_FORMULA])


def _days(text: str) -> float:
    found = _TIME.fullmatch(text)
    if not found or not any(found.groups()[1:]):
        raise ValueError(text)
    days, hours, minutes, seconds = (int(part or 0) for part in found.groups()[1:])
    return (-1 if found[1] else 1) * (days + hours / 24 + minutes / 1440 + seconds / 86400)


def _text_of(cell: Element | None, decales: Mapping[str, bool | None]) -> str:
    """The paragraphs of a cell, one a line."""
    if cell is None:
        return ""
    if len(cell) == 1 and not len(cell[0]) and cell[0].tag == "text:p":  # most cells of a table
        return cell[0].text or ""
    parts: list[str] = []
    length = 0
    for paragraph in (child for child in cell if child.tag in ("text:p", "text:h")):
        for part in chain(["\n" if parts else ""], _texts(paragraph, decales)):
            parts.append(part)
            length += len(part)
            if length > MAX_TEXT:  # whoever checks texts refuses it, as any that is too long
                return "".join(parts)
    return "".join(parts)


def _texts(element: Element, decales: Mapping[str, bool | None]) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if child.tag == "text:s":
            yield " " * min(int(child.get("text:c", 1)), MAX_TEXT)
        elif child.tag in ("text:tab", "text:line-break"):
            yield "\t" if child.tag == "text:tab" else "\n"
        elif not child.tag.startswith(_ASIDE):
            above = decales.get(child.get("text:style-name", ""))
            inside = _texts(child, decales)
            yield from inside if above is None else (raise_digits(text, above=above) for text in inside)
        yield child.tail or ""
