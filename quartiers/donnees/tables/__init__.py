"""The tables of a data folder: what staff write, what importers write, what the columns of public files mean."""

from typing import Final

from quartiers.donnees.description import Table, tables_of
from quartiers.donnees.tables import cadre, correspondances, enonces, importees, projets

# Those that others cite come first: their faults are told first.
TABLES: Final[dict[str, Table]] = {
    found.nom: found for module in (cadre, enonces, projets, importees, correspondances) for found in tables_of(module)
}
