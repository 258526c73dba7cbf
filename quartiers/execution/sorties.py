"""The names in an output folder, and what is there: known without importing anything that makes them."""

from datetime import date
from pathlib import Path
from typing import Final

CLASSEUR: Final = "donnees.xlsx"
SOMMAIRE: Final = "index.html"
DOSSIERS: Final = "dossiers"
FORMATS: Final = {".html": "HTML", ".pdf": "PDF", ".ipynb": "Carnet"}


def list_outputs(output: Path) -> list[list[str]]:
    """Name, weight and day of every file that an index may list: what changes it, besides the contract."""
    suffixes = (*FORMATS, Path(CLASSEUR).suffix)
    paths = (p for folder in (output, output / "quartiers", output / DOSSIERS) for p in folder.glob("[!.]*.*"))
    return sorted(
        [p.relative_to(output).as_posix(), str((s := p.stat()).st_size), date.fromtimestamp(s.st_mtime).isoformat()]
        for p in paths
        if p.suffix in suffixes and p.name != SOMMAIRE and p.is_file()
    )
