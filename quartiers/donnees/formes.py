"""What an identifier, a code or a reference to lines looks like: the forms that cells must have."""

import re
from typing import Final

_IDENTIFIER = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
_MAX_IDENTIFIER = 60
# Identifiers become file names, and Windows keeps these for devices.
_RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))}

# Three characters for the département (059, 02A, 974), then the number in it: 2015 geography, or 2024.
QPV_2015: Final = re.compile(r"QP\d\d[0-9AB]\d{3}")
QPV_2024: Final = re.compile(r"QN\d\d[0-9AB]\d\d[A-Z]")
QPV_CODE: Final = re.compile(f"{QPV_2015.pattern}|{QPV_2024.pattern}")
LINES: Final = re.compile(r"\d+(?:-\d+)?(?:, ?\d+(?:-\d+)?)*")


def is_identifier(text: str) -> bool:
    """Whether ``text`` may name a row, and the files made of it.

    >>> is_identifier("anzin-verrerie"), is_identifier("../secret"), is_identifier("aux")
    (True, False, False)
    """
    return len(text) <= _MAX_IDENTIFIER and bool(_IDENTIFIER.fullmatch(text)) and text not in _RESERVED
