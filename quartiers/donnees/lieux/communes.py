"""Which communes a contract lies in, and what they are called."""

import re
from collections.abc import Iterable
from typing import Final

from quartiers.donnees.fichiers.lecture import split_list

_ARRONDISSEMENT: Final = re.compile(r"\s+\d+(?:er|e|[eè]me)(?:\s+arrondissement)?$", re.IGNORECASE)


def without_arrondissement(commune: str) -> str:
    """The name of a commune, without the arrondissement by which one publisher calls a part of it.

    >>> without_arrondissement("Marseille 10e Arrondissement"), without_arrondissement("Le Mée")
    ('Marseille', 'Le Mée')
    """
    return _ARRONDISSEMENT.sub("", commune)


def commune_codes(*columns: Iterable[str]) -> set[str]:
    """Codes of communes that cells name: of projects (``code_insee``), and of what QPV lie in (``communes_qpv``)."""
    cells = (cell for column in columns for cell in column)
    return {item.split(" ", 1)[0] for cell in cells for item in split_list(cell)}


def commune_names(cells: Iterable[str]) -> dict[str, str]:
    """Names of communes by code, of cells such as ``59014 Anzin | 59491 Raismes``.

    >>> commune_names(["59014 Anzin | 59491 Raismes", "59014 Anzin"])
    {'59014': 'Anzin', '59491': 'Raismes'}
    """
    parts = (item.split(" ", 1) for cell in cells for item in split_list(cell))
    return {code: name.strip() for code, name in (part for part in parts if len(part) == 2)}
