"""What the values of options are read as; what is refused says what is expected."""

import re
from argparse import ArgumentTypeError
from collections.abc import Callable
from datetime import date
from pathlib import Path

from quartiers.chemins import CheminInvalide, parse_folder, parse_local


def names(text: str) -> tuple[str, ...]:
    """What commas part."""
    return tuple(part for part in map(str.strip, text.split(",")) if part)


def formats(text: str) -> tuple[str, ...]:
    """Suffixes of reports, each once."""
    chosen = tuple(dict.fromkeys(part.lower() for part in names(text)))
    if not chosen or set(chosen) - {"html", "pdf"}:
        raise ArgumentTypeError(f"« {text} » n'est pas une liste de formats ; possibles : html, pdf ou html,pdf")
    return chosen


def folder(text: str) -> Path:
    """A folder of this machine, or ``protocole://…``."""
    return _parsed(parse_folder, text)


def path(text: str) -> Path:
    """A path of this machine."""
    return _parsed(parse_local, text)


def _parsed(parse: Callable[[str], Path], text: str) -> Path:
    try:
        return parse(text)
    except CheminInvalide as error:
        raise ArgumentTypeError(str(error)) from error


def jobs(text: str) -> int:
    """How many at once."""
    if not text.isdecimal() or not 1 <= int(text) <= 64:
        raise ArgumentTypeError(f"« {text} » n'est pas un nombre entre 1 et 64")
    return int(text)


def seconds(text: str) -> float | None:
    """A time limit; None for none."""
    if not re.fullmatch(r"[0-9]{1,6}([.,][0-9]+)?", text):
        raise ArgumentTypeError(f"« {text} » n'est pas un nombre de secondes, comme 600")
    return float(text.replace(",", ".")) or None


def day(text: str) -> date:
    """A day, as ISO or as France writes it."""
    numbers = re.fullmatch(r"(?P<y>20[0-9]{2})-(?P<m>[0-9]{1,2})-(?P<d>[0-9]{1,2})", text.strip()) or re.fullmatch(
        r"(?P<d>[0-9]{1,2})/(?P<m>[0-9]{1,2})/(?P<y>20[0-9]{2})", text.strip()
    )
    try:
        if numbers:
            return date(int(numbers["y"]), int(numbers["m"]), int(numbers["d"]))
    except ValueError:  # the 31st of February
        pass
    raise ArgumentTypeError(
        f"« {text} » n'est pas une date ; attendu : AAAA-MM-JJ ou JJ/MM/AAAA, comme 2026-12-10 ou 10/12/2026"
    )


def since(text: str) -> str:
    """The day of an edition, or the word for none."""
    return text.strip().lower() if text.strip().lower() == "aucune" else day(text).isoformat()


def year(text: str) -> int:
    """A year of four digits."""
    if not re.fullmatch(r"(19|20)[0-9]{2}", text.strip()):
        raise ArgumentTypeError(f"« {text} » n'est pas une année ; attendu : quatre chiffres, comme 2026")
    return int(text)
