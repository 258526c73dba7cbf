"""The workbook of an output folder: the tables of the whole contract, whichever reports were asked for."""

from pathlib import Path

from quartiers.donnees import Contrat
from quartiers.donnees.instantane import read_snapshot
from quartiers.export.classeur import render_workbook
from quartiers.presentation.tableur import build_workbook


def make_workbook(contrat: Contrat) -> bytes:
    """The bytes of ``donnees.xlsx``."""
    return render_workbook(build_workbook(contrat))


def write_workbook(snapshot: str, path: str) -> None:
    """Write the workbook of a snapshot's contract: the work of a process of its own."""
    Path(path).write_bytes(make_workbook(read_snapshot(Path(snapshot))))
