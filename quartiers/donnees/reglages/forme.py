"""How a setting of ``contrat.toml`` is described, and the forms that some texts of it must have.

A section is a class whose fields are ``Annotated[type, Reglage(...)]``: each key is described once, where it is kept.
This module knows nothing of the model, which is described with it.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

MIN_YEAR, MAX_YEAR = 1990, 2100
_MAX_YEARS = 30  # a contract of more is a slip of the keyboard


@dataclass(frozen=True)
class Faute:
    """Why a value is refused: how to mend it, and, where they are not those of the whole setting, what is expected
    and what was found."""

    remede: str | None = None
    attendu: str | None = None
    trouve: str | None = None


class Refus(Exception):
    """A value that a setting cannot have, and each reason why."""

    def __init__(self, *fautes: Faute):
        self.fautes = fautes
        super().__init__(*fautes)


@dataclass(frozen=True)
class Forme:
    """What a text must look like: in words, and as a function that gives the text to keep or raises :class:`Refus`."""

    attendu: str
    lire: Callable[[str], str]


@dataclass(frozen=True)
class Reglage:
    """What is to know of a setting: ``aide`` and ``exemple`` are for the staff, the latter as it is typed.

    ``minimum`` and ``maximum``, both included, bound a number, or the year of a date; ``unite`` is that of a number, in
    words; ``au_moins`` names the key of the same section that it cannot be below. ``vide``: an empty text is an answer.
    ``facultatif``: folders made before there was such a key are valid without it.
    """

    aide: str
    exemple: str
    minimum: float | None = None
    maximum: float | None = None
    unite: str | None = None
    au_moins: str | None = None
    vide: bool = False
    forme: Forme | None = None
    facultatif: bool = False


def points(aide: str, exemple: str, *, minimum: float = 0, au_moins: str | None = None) -> Reglage:
    """A threshold of percentages."""
    return Reglage(aide, exemple, minimum, 100, "en points", au_moins)


def percent(aide: str, exemple: str, base: str, *, minimum: float = 0, au_moins: str | None = None) -> Reglage:
    """A threshold of amounts, relative to ``base``."""
    return Reglage(aide, exemple, minimum, 100, f"en % {base}", au_moins)


def _read_siren(text: str) -> str:
    digits = re.sub(r"[\s.]", "", text)
    if re.fullmatch(r"[0-9]{14}", digits):
        raise Refus(Faute("C'est un numéro SIRET : en garder les neuf premiers chiffres."))
    if not re.fullmatch(r"[0-9]{9}", digits):
        raise Refus(Faute(f"Il y en a {len(digits)}." if re.fullmatch(r"[0-9]+", digits) else None))
    if not int(digits) or not has_luhn_key(digits):
        raise Refus(
            Faute("Le dernier chiffre est une clé de contrôle : l'un des neuf est faux, ou deux sont inversés.")
        )
    return digits


def has_luhn_key(digits: str) -> bool:
    """Whether a number ends with the key that Luhn's formula gives: every second digit from the right is doubled."""
    doubled = (int(digit) * (1 + rank % 2) for rank, digit in enumerate(reversed(digits)))
    return sum(n // 10 + n % 10 for n in doubled) % 10 == 0


def _read_period(text: str) -> str:
    found = re.fullmatch(r"([0-9]{4})\s*(?:[-\u2010-\u2015\u2212/]|à)\s*([0-9]{4})", text)
    if not found:
        raise Refus(Faute())
    start, end = int(found[1]), int(found[2])
    if not MIN_YEAR <= min(start, end) <= max(start, end) <= MAX_YEAR:
        raise Refus(Faute(f"Ces années vont de {MIN_YEAR} à {MAX_YEAR}."))
    if start >= end:
        raise Refus(Faute("La première année vient avant la seconde."))
    if end - start > _MAX_YEARS:
        raise Refus(Faute(f"Il y a {end - start} ans de l'une à l'autre : {_MAX_YEARS} au plus."))
    return f"{start}-{end}"


def _read_contract_code(text: str) -> str:
    code = re.sub(r"\s", "", text).upper()
    if not re.fullmatch(r"CV[0-9]{3}", code):
        raise Refus(Faute("Un seul code, tel que les fichiers de l'ANCT l'écrivent : CV, puis trois chiffres."))
    return code


SIREN: Final = Forme("un numéro SIREN de neuf chiffres, entre guillemets", _read_siren)
CODE_CV: Final = Forme('le code d\'un contrat de ville, entre guillemets, comme "CV193"', _read_contract_code)
PERIODE: Final = Forme('deux années dans l\'ordre, entre guillemets, comme "2024-2030"', _read_period)
