"""Number formats: what a spreadsheet shows of a value, at the precision at which the value is stored.

A format changes the fact that is read where it multiplies (percentages, thousands), hides, writes a word beside the
number or zeros before it, or makes it a date; it does not where it only rounds. A format has up to three sections for
numbers, each with its condition, and one for texts.
"""

import math
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Final, TypeAlias

from quartiers.donnees.fichiers.classeurs.dates import DEPUIS_1900, Calendrier, Morceau, show_moment
from quartiers.donnees.fichiers.classeurs.divergences import (
    ChiffreDuFormat,
    Fraction,
    NombreTropLong,
    SigneCache,
    ValeurCachee,
    ValeurIllisible,
)

# The pieces of a section besides those of a date: text, digits before the decimal mark (each "0", "#" or "?"), digits
# after it, the number as it is, the text as it is.
TEXTE, ENTIER, DECIMALES, NOMBRE, CELLULE = "texte", "entier", "decimales", "nombre", "cellule"
PRECISION: Final = 12  # significant digits: more would be those of the binary fraction, 47.199999999999996 for 47.2
LONGEST: Final = 10**15  # spreadsheets keep 15 digits

Condition: TypeAlias = tuple[str, float]
_TESTS: Final[Mapping[str, Callable[[float, float], bool]]] = {
    "<": operator.lt,
    "<=": operator.le,
    "=": operator.eq,
    "<>": operator.ne,
    "!=": operator.ne,
    ">": operator.gt,
    ">=": operator.ge,
}


@dataclass(frozen=True)
class Section:
    """What a format shows of some numbers, or of texts.

    ``cents`` is how many times it multiplies by a hundred, ``milliers`` how many times it divides by a thousand;
    ``condition`` tells its numbers, all those that no other section takes where there is none.
    """

    morceaux: tuple[Morceau, ...]
    cents: int = 0
    milliers: int = 0
    fraction: bool = False
    date: bool = False
    condition: Condition | None = None

    def takes(self, value: float) -> bool:
        """Whether its condition is met."""
        return self.condition is None or _TESTS[self.condition[0]](value, self.condition[1])

    @property
    def digits(self) -> str:
        """The places of digits before the decimal mark, in order."""
        return "".join(written for kind, written in self.morceaux if kind == ENTIER)


@dataclass(frozen=True)
class Format:
    """A number format."""

    sections: tuple[Section, ...]
    texte: Section | None = None

    @cached_property
    def brut(self) -> bool:
        """Whether it shows numbers as they are, but for decimals that it rounds."""
        only = self.sections[0]
        kinds = {kind for kind, _ in only.morceaux}
        bare = kinds == {NOMBRE} or (kinds <= {ENTIER, DECIMALES} and only.digits.replace("#", "") == "0")
        return len(self.sections) == 1 and bare and only == Section(only.morceaux)

    def show_number(self, value: float, calendrier: Calendrier = DEPUIS_1900) -> str:
        """A number, as ``parse_number`` reads it where that is what the sheet shows.

        Raises Ecart where the sheet hides it, or hides what it is.
        """
        if not -LONGEST < value < LONGEST:
            raise NombreTropLong(str(value)) if math.isfinite(value) else ValeurIllisible(str(value))
        if self.brut:
            return plain(value)
        section = next((s for s in self.sections if s.takes(value)), None)
        if section is None:
            raise ValeurCachee(plain(value))
        if section.date:
            return show_moment(value, section.morceaux, calendrier)
        if any(c.isdecimal() for kind, written in section.morceaux if kind == TEXTE for c in written):
            raise ChiffreDuFormat(plain(value))
        if section.fraction and value % 1:
            raise Fraction(plain(value))
        shown = _fill(section, abs(value)).strip()
        if not shown:
            raise ValeurCachee(plain(value))
        return shown if value >= 0 else self._signed(value, shown)

    def show_text(self, text: str) -> str:
        """A text; raises Ecart where the sheet hides it."""
        if self.texte is None or not text.strip():
            return text
        shown = "".join(text if kind == CELLULE else written for kind, written in self.texte.morceaux)
        if not shown.strip():
            raise ValeurCachee(text)
        return shown

    def _signed(self, value: float, shown: str) -> str:
        """A negative number with its sign, which a format of several sections has to write itself.

        Where the first section has a condition of its own, spreadsheets differ: the sign has to be seen there too.
        """
        has_digits = any(map(str.isdigit, shown))
        if len(self.sections) == 1:
            return f"-{shown}" if has_digits else shown
        if shown.startswith("(") and shown.endswith(")"):
            return f"-{shown[1:-1].strip()}"
        if has_digits and not set(shown) & set("-−–"):
            raise SigneCache(plain(value))
        return shown


def plain(value: float) -> str:
    """A number as it is stored.

    >>> plain(2019.0), plain(47.199999999999996), plain(1e-7), plain(24590116000012)
    ('2019', '47.2', '0.0000001', '24590116000012')
    """
    text = repr(value)
    if len(text) <= PRECISION and "e" not in text:  # most numbers of a table: there is nothing to round
        return text.removesuffix(".0") if value else "0"
    return _digits(_decimal(value))


def _decimal(value: float) -> Decimal:
    if isinstance(value, int) or value.is_integer():
        return Decimal(int(value))
    return Decimal(format(value, f".{PRECISION}g") if abs(value) < 10**PRECISION else repr(value))


def _digits(number: Decimal) -> str:
    text = format(number, "f")
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def _fill(section: Section, value: float) -> str:
    """The section with a number that is not negative in its places."""
    number = _decimal(value).scaleb(2 * section.cents - 3 * section.milliers)
    if not section.digits:
        return "".join(_digits(number) if kind == NOMBRE else written for kind, written in section.morceaux)
    whole, _, decimals = ("" if _is_blank(section, number) else _digits(number)).partition(".")
    places = _places(section.digits, whole)
    parts, last = [], max(n for n, (kind, _) in enumerate(section.morceaux) if kind == ENTIER)
    for position, (kind, written) in enumerate(section.morceaux):
        if kind == ENTIER:
            parts += [places.pop(0) for _ in written]
            parts += [f".{decimals}"] if position == last and decimals else []
        elif kind == TEXTE:
            parts.append(written)
    return "".join(parts)


def _is_blank(section: Section, number: Decimal) -> bool:
    """Whether the section shows no digit of a number that it rounds to zero, for want of a "0"."""
    decimals = "".join(written for kind, written in section.morceaux if kind == DECIMALES)
    return "0" not in section.digits + decimals and round(number, len(decimals)) == 0


def _places(digits: str, whole: str) -> list[str]:
    """What stands in each place of a digit before the decimal mark; the first has all those that are too many.

    >>> _places("00#", "7"), _places("##", "123"), _places("#0", "")
    (['0', '0', '7'], ['12', '3'], ['', '0'])
    """
    if "0" in digits:
        whole = whole.zfill(len(digits) - digits.index("0"))
    spread = [""] * max(len(digits) - len(whole), 0) + list(whole)
    extra = len(spread) - len(digits)
    return ["".join(spread[: extra + 1]), *spread[extra + 1 :]]
