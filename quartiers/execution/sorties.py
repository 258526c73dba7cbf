"""The names in an output folder, and what is there: known without importing anything that makes them."""

from datetime import date
from pathlib import Path
from typing import Final

from quartiers.marques import is_link

CLASSEUR: Final = "donnees.xlsx"
SOMMAIRE: Final = "index.html"
COMPARER: Final = "comparer.html"
SYNTHESE: Final = "synthese"
QUARTIERS: Final = "quartiers"
DOSSIERS: Final = "dossiers"
BILANS: Final = "bilans"
GUIDES: Final = "guides"
GUIDE: Final = f"{GUIDES}/guide.html"  # the search over all the guides
EVALUATIONS: Final = "evaluations"
ECHECS: Final = "echecs"
FORMATS: Final = {".html": "HTML", ".pdf": "PDF", ".ipynb": "Carnet"}


def own_folders(output: Path) -> tuple[Path, ...]:
    """The folders that the program writes in: an output folder may hold others, which are none of its business."""
    folders = (output, *(output / name for name in (QUARTIERS, DOSSIERS, BILANS, EVALUATIONS, GUIDES, ECHECS)))
    return tuple(folder for folder in folders if not (folder.name == ECHECS and is_link(folder)))


def list_outputs(output: Path) -> list[list[str]]:
    """Name, weight and day of every file that an index may list: what changes it, besides the contract."""
    suffixes = (*FORMATS, Path(CLASSEUR).suffix)
    folders = (output, *(output / name for name in (QUARTIERS, DOSSIERS, BILANS, EVALUATIONS, GUIDES)))
    paths = (p for folder in folders for p in folder.glob("[!.]*.*"))
    return sorted(
        [p.relative_to(output).as_posix(), str((s := p.stat()).st_size), date.fromtimestamp(s.st_mtime).isoformat()]
        for p in paths
        if p.suffix in suffixes and p.name != SOMMAIRE and p.is_file()
    )


def built_reports(output: Path) -> list[str]:
    """The pages that one report may lead to: those of quartiers, and of the synthesis."""
    return [*built_pages(output), *([page] if (output / (page := f"{SYNTHESE}.html")).is_file() else [])]


def built_pages(output: Path) -> list[str]:
    """The pages of quartiers in the folder."""
    return sorted(p.relative_to(output).as_posix() for p in (output / QUARTIERS).glob("[!.]*.html") if p.is_file())
