"""What is typed in answer to the menu's questions, as what it means; None for what means nothing there."""

import re
from collections.abc import Sequence
from datetime import date

from quartiers.donnees.fichiers.textes import fold


def parse_day(typed: str) -> date | None:
    """A day, as it is written in French or by ISO.

    >>> parse_day("10/12/2026") == parse_day("2026-12-10") == parse_day(" 10 12 2026 ") == date(2026, 12, 10)
    True
    >>> parse_day("31/02/2026"), parse_day("10/12/26")
    (None, None)
    """
    text = typed.strip()
    found = re.fullmatch(r"(?P<d>[0-9]{1,2})[/. -](?P<m>[0-9]{1,2})[/. -](?P<y>20[0-9]{2})", text) or re.fullmatch(
        r"(?P<y>20[0-9]{2})-(?P<m>[0-9]{1,2})-(?P<d>[0-9]{1,2})", text
    )
    try:
        return date(int(found["y"]), int(found["m"]), int(found["d"])) if found else None
    except ValueError:  # the 31st of February
        return None


def parse_year(typed: str) -> int | None:
    """A year, in four digits."""
    return int(typed) if re.fullmatch(r"(19|20)[0-9]{2}", typed.strip(), re.ASCII) else None


def parse_choice(typed: str, names: Sequence[str]) -> int | None:
    """The place of what was chosen, by its number from 1 on or by its name, whatever the case and the accents.

    >>> parse_choice("2", ["Anzin", "Condé"]), parse_choice("conde", ["Anzin", "Condé"]), parse_choice("3", ["Anzin"])
    (1, 1, None)
    """
    text = typed.strip()
    if re.fullmatch(r"[0-9]{1,4}", text):
        return int(text) - 1 if 1 <= int(text) <= len(names) else None
    return next((place for place, name in enumerate(names) if text and fold(name) == fold(text)), None)
