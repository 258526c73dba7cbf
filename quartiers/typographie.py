"""Numbers, dates and French typography: the only place where a figure becomes text."""

import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from quartiers.unites import COUNT

LOCALE = "fr_FR"
NARROW_SPACE = "\u202f"
MINUS = "\u2212"
NON_RENSEIGNE = "non renseigné"
_MONTHS = (
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
)
_APOSTROPHE = re.compile(r"(?<=\w)'(?=\w)")
_BEFORE_SIGN = re.compile(r"[ \u00a0\u202f]+(?=[;:!?»%€])")
_THOUSANDS = re.compile(r"(?<![\d,.])(\d{1,3}) (?=\d{3}(?!\d))")
_AFTER_QUOTE = re.compile(r"«[ \u00a0\u202f]+")
_LARGEST = Decimal(10) ** 15  # beyond, a float has no decimals left to round


def format_number(value: float, decimals: int | None = None) -> str:
    """``1234.5`` as ``1 234,5``; ``decimals`` fixes their number, else those of the value are kept.

    >>> format_number(47.2), format_number(36.0), format_number(36.0, 1), format_number(812.5, 0)
    ('47,2', '36', '36,0', '813')
    """
    exact = Decimal(repr(float(value))) if isinstance(value, float) else Decimal(value)
    if not abs(exact) < _LARGEST:
        return _format_large(exact, decimals)
    # Half up, as by hand: 1152.5 is 1153, which Babel would round to 1152, and takes ten times as long.
    exact = exact.quantize(Decimal(1).scaleb(-(3 if decimals is None else decimals)), ROUND_HALF_UP)
    whole, _, rest = f"{exact:,f}".partition(".")
    rest = rest.rstrip("0") if decimals is None else rest
    return (whole.replace(",", NARROW_SPACE) + (f",{rest}" if rest else "")).replace("-", MINUS)


def _format_large(exact: Decimal, decimals: int | None) -> str:
    """A number so large that a float has no decimals left, or none at all (infinity), as Babel does."""
    from babel.numbers import format_decimal

    pattern = "#,##0.###" if decimals is None else "#,##0" + ("." + "0" * decimals if decimals else "")
    return format_decimal(exact, format=pattern, locale=LOCALE).replace("-", MINUS)


def format_value(value: float | None, unit: str, precision: str = "exacte") -> str:
    """A value with its unit and, when it is not exact, the words that say so."""
    if value is None:
        return NON_RENSEIGNE
    if unit == COUNT:
        text = format_number(value)
    else:  # an amount is not known to the cent
        text = f"{format_number(value, 0 if unit == '€' else None)}{NARROW_SPACE}{unit}"
    return text if precision == "exacte" else f"{precision} {text}"


def format_gap(value: float, unit: str) -> str:
    """A signed difference: in points for percentages, in the unit itself otherwise.

    >>> format_gap(4.6, "%"), format_gap(-1.0, "%")
    ('+4,6 points', '−1 point')
    """
    sign = "+" if value > 0 else ""
    if unit == "%":
        return f"{sign}{format_number(value)} point{'s' if abs(value) >= 2 else ''}"
    return f"{sign}{format_value(value, unit)}"


def format_date(day: date) -> str:
    """``23 novembre 2026``; the first of a month is ``1er``."""
    return f"{'1er' if day.day == 1 else day.day} {_MONTHS[day.month - 1]} {day.year}"


@lru_cache(maxsize=4096)
def typeset(text: str) -> str:
    """French typography for text that comes from data: apostrophes, ellipsis, no-break narrow spaces.

    Only spaces that are already there change: ``10:30`` or an address stays as it is. Those of a
    number hold it together.

    >>> print(typeset("l'aller vers : 40 %...").replace(NARROW_SPACE, "_"))
    l’aller vers_: 40_%…
    """
    text = _APOSTROPHE.sub("’", text).replace("...", "…")
    text = _BEFORE_SIGN.sub(NARROW_SPACE, text)
    text = _THOUSANDS.sub(rf"\1{NARROW_SPACE}", text)
    return _AFTER_QUOTE.sub("«" + NARROW_SPACE, text)


def join_words(words: list[str] | tuple[str, ...], last: str = "et") -> str:
    """``a, b et c``."""
    items = list(words)
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


def count(number: int, noun: str, plural: str | None = None) -> str:
    """``1 chiffre``, ``3 chiffres``, ``aucun chiffre`` is the caller's business."""
    return f"{number} {noun if number < 2 else plural or noun + 's'}"


def in_letters(number: int, *, feminine: bool = False) -> str:
    """A small number in letters; a larger one in figures.

    >>> in_letters(2), in_letters(1, feminine=True), in_letters(12)
    ('deux', 'une', '12')
    """
    words = (
        "zéro",
        "une" if feminine else "un",
        "deux",
        "trois",
        "quatre",
        "cinq",
        "six",
        "sept",
        "huit",
        "neuf",
        "dix",
    )
    return words[number] if 0 <= number < len(words) else str(number)


def lower_first(text: str) -> str:
    """For a label inside a sentence; an acronym keeps its capitals.

    >>> lower_first("Ménages"), lower_first("AAH parmi les allocataires"), lower_first("L'image")
    ('ménages', 'AAH parmi les allocataires', "l'image")
    """
    return text if text[:2].isalpha() and text[:2].isupper() else text[:1].lower() + text[1:]


def ordinal(rank: int) -> str:
    """``1er``, ``4e``: the first of ranks is the highest value.

    >>> ordinal(1), ordinal(4)
    ('1er', '4e')
    """
    return "1er" if rank == 1 else f"{rank}e"
