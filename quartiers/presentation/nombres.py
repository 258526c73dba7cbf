"""Where a number that is shown ends, so that columns of them have their decimal marks under each other."""

import re
from typing import Final

from quartiers.typographie import typeset

# A sign, digits in groups of three, decimals, then a unit or what a rank is of: « 12 QPV sur 15 » is none.
_NUMBER: Final = re.compile(
    r"([+−-]?\d{1,3}(?:[ \u00a0\u202f]?\d{3})*)(,\d+)?([ \u00a0\u202f]?[%€]?|er?[ \u00a0]/[ \u00a0]\d+)"
)


def cut_number(text: str) -> tuple[str, str, str] | None:
    """Its whole part, its decimals with their comma, its unit; None where the text is not a number alone.

    >>> [cut_number(text) for text in ("38,4 %", "−12", "3e\u00a0/\u00a015", "2 sur 4")]
    [('38', ',4', '\u202f%'), ('−12', '', ''), ('3', '', 'e\xa0/\xa015'), None]
    """
    match = _NUMBER.fullmatch(typeset(text).strip())
    return (match[1], match[2] or "", match[3]) if match else None
