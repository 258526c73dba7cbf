"""Reports on the *projets de quartier* of a *contrat de ville*.

The way of a figure: :mod:`quartiers.donnees` reads and checks it once, :mod:`quartiers.analyse`
computes what can be said of it, :mod:`quartiers.presentation` shows it, :mod:`quartiers.export` turns
the executed notebook into HTML and PDF, :mod:`quartiers.execution` runs all of it.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from quartiers.ademande import on_demand

if TYPE_CHECKING:
    from quartiers.interface import enregistrer, ouvrir, paragraphe, tableau

__all__ = ["enregistrer", "ouvrir", "paragraphe", "tableau"]

__version__ = "2026.11"  # the year and the month: NOUVEAUTES.md says what is new

PROJECT_ROOT = Path(__file__).resolve().parent.parent
DEFAULT_DATA = PROJECT_ROOT / "data"
DEFAULT_REPORTS = PROJECT_ROOT / "reports"
NOTEBOOKS = PROJECT_ROOT / "notebooks"
# Of a data folder: itself, where staff write; what importers write; what the columns of public files mean.
DATA_FOLDERS = ("", "importees", "correspondances")
# In a data folder, what it was at each committee: a folder of tables for each, under the day's ISO date.
EDITIONS = "editions"

# What notebooks call (docs/interface.md): imported when it is asked for, since it brings the whole program along.
__getattr__ = on_demand(__name__, dict.fromkeys(__all__, "interface"))
