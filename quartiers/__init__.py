"""Reports on the *projets de quartier* of a *contrat de ville*.

The way of a figure: :mod:`quartiers.donnees` reads and checks it once, :mod:`quartiers.analyse`
computes what can be said of it, :mod:`quartiers.presentation` shows it, :mod:`quartiers.export` turns
the executed notebook into HTML and PDF, :mod:`quartiers.execution` runs all of it.
"""

from pathlib import Path

__version__ = "2026.11"  # the year and the month: NOUVEAUTES.md says what is new

PROJECT_ROOT = Path(__file__).resolve().parent.parent
DEFAULT_DATA = PROJECT_ROOT / "data"
DEFAULT_REPORTS = PROJECT_ROOT / "reports"
NOTEBOOKS = PROJECT_ROOT / "notebooks"
# Of a data folder: itself, where staff write; what importers write; what the columns of public files mean.
DATA_FOLDERS = ("", "importees", "correspondances")
# In a data folder, what it was at each committee: a folder of tables for each, under the day's ISO date.
EDITIONS = "editions"
