"""The contract as a run has read it: one file, which the kernels of that run open instead of the tables.

The tables are then read and checked once for all reports, and all reports speak of the same data, even if somebody
saves a table meanwhile.
"""

import os
import pickle
from functools import lru_cache
from pathlib import Path
from typing import Final

from quartiers.donnees.modele import Contrat

# Set in the kernels of a run: the file to open when no folder is asked for.
VARIABLE: Final = "QUARTIERS_INSTANTANE"


def write_snapshot(contrat: Contrat, path: Path) -> None:
    """Write the contract to a file of the run's own folder: what reads it trusts it."""
    path.write_bytes(pickle.dumps(contrat, protocol=pickle.HIGHEST_PROTOCOL))


@lru_cache(maxsize=1)
def read_snapshot(path: Path) -> Contrat:
    """The contract of a snapshot, read once in a process and in those that are forked from it.

    Only the last one is kept: a process that serves one run after the other reads a new file for each.
    """
    contrat = pickle.loads(path.read_bytes())
    assert isinstance(contrat, Contrat)
    return contrat


def current_snapshot() -> Contrat | None:
    """The contract of the run that this process works for; None outside of a run."""
    path = os.environ.get(VARIABLE)
    return read_snapshot(Path(path)) if path else None
