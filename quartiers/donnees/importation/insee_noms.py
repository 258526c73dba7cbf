"""What the name of a file of INSEE says: its theme, its year, the geography of its QPV.

The name of the archive that it came in speaks where its own does not: ``pop_QPV24.csv`` says no year.
"""

import re
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Final

from quartiers.donnees.tables.importees import THEMES_PAR_SOURCE

# How the files of a source are named when their theme's name is not in it; the others have it.
_NOMS: Final = {
    "FILO": r"REVENUS?[-_](?:DISPONIBLE|DECLARE|PAUVRETE)|(?<![A-Z])FILO(?![A-Z])",
    "POP": r"^POP_(?:QPV|20)|ESTIMATIONS[-_]DEMOGRAPHIQUES",
}
_GEOGRAPHIE: Final = re.compile(r"QPV?[-_]?(?:20)?(15|24)(?!\d)")


def theme_in(noms: Sequence[str], themes: Collection[str]) -> str | None:
    """The only theme that the first name to speak of one says; ``noms``: the file's, then its archive's.

    >>> theme_in(["estimations-demographiques_2022_QPV2024.csv"], ["DEMO", "POP"]), theme_in(["notes.csv"], ["DEMO"])
    ('POP', None)
    """
    for nom in noms:
        found = {t for t in themes if re.search(_NOMS.get(t, rf"(?<![A-Z]){t}(?![A-Z])"), nom.upper())}
        if found:
            return found.pop() if len(found) == 1 else None
    return None


def edition_in(noms: Sequence[str], theme: str) -> int | None:
    """The year that the first name to say only one says; None where none does.

    >>> edition_in(["RPLS_01-01-2025_QPV_2024.csv"], "RPLS"), edition_in(["data.csv", "DEFM2024_QP24_csv.zip"], "DEFM")
    (2025, 2024)
    """
    return next((year for nom in noms if (year := _year_in(nom, theme)) is not None), None)


def _year_in(nom: str, theme: str) -> int | None:
    stem = Path(nom).stem.upper()
    if theme in THEMES_PAR_SOURCE:  # the others name no geography, and QPV_2024 may be their edition
        stem = _GEOGRAPHIE.sub("", stem)
    after = re.search(rf"{theme}[^0-9A-Z]*(20\d\d)(?!\d)", stem)
    years = {after[1]} if after else set(re.findall(r"(?<!\d)20\d\d(?!\d)", stem))
    return int(years.pop()) if len(years) == 1 else None


def geography_in(noms: Sequence[str]) -> str | None:
    """The geography of the QPV that the first name to say one says.

    >>> geography_in(["revenu-disponible-qp15-2021_ENSQP.csv"]), geography_in(["DEMO_2022.csv"])
    ('2015', None)
    """
    return next((f"20{found[1]}" for nom in noms if (found := _GEOGRAPHIE.search(nom.upper()))), None)
