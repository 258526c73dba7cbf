"""One value in several writings: « 12,50 » as it was typed, 12.5 as a sheet holds it, 10/12/2026 and 2026-12-10.

What leaves for a workbook and comes back is compared by what it says, so that a cell that nobody changed keeps the
writing that it had.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from hashlib import blake2b
from typing import Final

from quartiers.donnees.description import Champ, Nature, Table
from quartiers.donnees.fichiers.classeurs.formats import LONGEST, plain
from quartiers.donnees.fichiers.lecture import parse_amount, parse_date
from quartiers.donnees.fichiers.textes import fold

_UNITS: Final = "%€"
_FIRST_DAY: Final = date(1900, 3, 1)  # spreadsheets count the days before in two ways
_BYTES: Final = 6  # of a digest: rows of one table are told apart, nothing is kept secret
_BETWEEN: Final = "\x1f"  # cells have no such character

Cellules = Mapping[str, str]


def value_of(champ: Champ, cell: str) -> str:
    """What a cell says, whatever its writing; the text itself where it is no value of its column.

    >>> from quartiers.donnees.tables import TABLES
    >>> amount, day = (TABLES[t].champs[c] for t, c in (("financements", "depense"), ("comites", "date")))
    >>> value_of(amount, "4 870,50"), value_of(amount, "4870.5 €"), value_of(day, "1/9/2026")
    ('4870.5', '4870.5€', '2026-09-01')
    """
    try:
        match champ.nature:
            case Nature.MONTANT | Nature.NOMBRE | Nature.ENTIER if cell:
                bare = cell.rstrip(_UNITS).rstrip()
                return f"{parse_amount(bare).normalize():f}{cell[len(bare) :].strip()}"
            case Nature.DATE if cell:
                return parse_date(cell).isoformat()
    except ValueError:
        pass
    return cell


def as_stored(champ: Champ, cell: str) -> str | float | date | None:
    """What a sheet holds of a cell: a number or a day where it says the same, else the text as it is."""
    said = value_of(champ, cell)
    try:
        match champ.nature:
            case Nature.MONTANT | Nature.NOMBRE | Nature.ENTIER if cell:
                number = float(said)
                is_exact = abs(number) < LONGEST and value_of(champ, plain(number)) == said
                return number if is_exact else cell
            case Nature.DATE if cell:
                day = date.fromisoformat(said)
                return day if day >= _FIRST_DAY else cell
    except ValueError:
        pass
    return cell or None


def key_of(table: Table, row: Cellules) -> tuple[str, ...]:
    """What a row is known by, capitals and accents set aside."""
    return tuple(fold(value_of(table.champs[name], row.get(name, ""))) for name in table.cle)


def name_of(table: Table, row: Cellules) -> str:
    """The same, as a message names a row."""
    return " / ".join(filter(None, (row.get(name, "") for name in table.cle)))


def values_of(table: Table, row: Cellules) -> tuple[str, ...]:
    """What a row says, column by column."""
    return tuple(value_of(champ, row.get(name, "")) for name, champ in table.champs.items())


def digest(texts: Iterable[str]) -> str:
    return blake2b(_BETWEEN.join(texts).encode(), digest_size=_BYTES).hexdigest()
