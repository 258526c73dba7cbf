"""A SIRET as files give it: some lose its leading zeros, add a decimal, or have something else in its place."""

import re
from dataclasses import dataclass
from typing import Final

from quartiers.donnees.reglages.forme import has_luhn_key

_DIGITS: Final = 14
_LEAST: Final = 11  # digits left of a SIRET that lost zeros: no SIREN begins with more than three


@dataclass(frozen=True)
class SiretLu:
    """The number, None where there is none to keep; ``repare``: it was mended; ``trouve``: what was there instead."""

    siret: str | None
    repare: bool = False
    trouve: str | None = None


def read_siret(text: str) -> SiretLu:
    """The SIRET that a cell gives.

    Fourteen digits are taken as they are. The decimal that a spreadsheet adds is taken off; leading zeros that it took
    are given back where the key of the number says that it is one.

    >>> read_siret("784 259 001 00198").siret, read_siret("78425900100198.0").repare
    ('78425900100198', True)
    >>> read_siret("5420021000124"), read_siret("AVENIR")
    (SiretLu(siret=None, repare=False, trouve='5420021000124'), SiretLu(siret=None, repare=False, trouve='AVENIR'))
    """
    cell = text.strip()
    digits = re.sub(r"[\s.](?=[0-9])", "", re.sub(r"[.,]0+$", "", cell))
    if not cell:
        return SiretLu(None)
    if re.fullmatch(r"[0-9]{14}", digits) and int(digits):
        return SiretLu(digits, repare=bool(re.search(r"[.,]0+$", cell)))
    if re.fullmatch(rf"[0-9]{{{_LEAST},{_DIGITS - 1}}}", digits) and has_luhn_key(digits):
        return SiretLu(digits.zfill(_DIGITS), repare=True)
    return SiretLu(None, trouve=cell)
