"""Which communes a contract lies in, and what they are called."""

import re
from typing import Final

import pandas as pd

from quartiers.donnees.fichiers.lecture import split_list

_ARRONDISSEMENT: Final = re.compile(r"\s+\d+(?:er|e|[eè]me)(?:\s+arrondissement)?$", re.IGNORECASE)


def without_arrondissement(commune: str) -> str:
    """The name of a commune, without the arrondissement by which one publisher calls a part of it.

    >>> without_arrondissement("Marseille 10e Arrondissement"), without_arrondissement("Le Mée")
    ('Marseille', 'Le Mée')
    """
    return _ARRONDISSEMENT.sub("", commune)


def commune_codes(quartiers: pd.DataFrame) -> set[str]:
    """Codes of the communes of the projects of ``quartiers``, and of those that their QPV lie in."""
    cells = (cell for column in ("code_insee", "communes_qpv") for cell in quartiers[column].dropna())
    return {item.split(" ", 1)[0] for cell in cells for item in split_list(cell)}
