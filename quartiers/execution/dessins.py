"""Where kernels keep what they have drawn (:mod:`quartiers.presentation.graphiques.deja_dessine`), between two runs.

In the cache of the user's own account, a folder for each program: its fingerprint, with that of its libraries, is the
folder's name. It may be removed at any time.
"""

import contextlib
import os
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import platformdirs

from quartiers.execution.empreintes import digest_code

PROGRAMS: Final = 3  # the latest, this one among them
MOST: Final = 200_000_000  # bytes, before a run: a quartier's drawings take 200,000 to 300,000


def folder_of_drawings() -> Path | None:
    """The folder of this program, once what was used longest ago is gone; None where nothing can be kept."""
    try:
        root = Path(platformdirs.user_cache_dir("quartiers", appauthor=False)) / "dessins"
        own = root / digest_code()
        own.mkdir(mode=0o700, parents=True, exist_ok=True)
        own.touch()
        for folder, _ in _latest_first(root.iterdir())[PROGRAMS:]:
            shutil.rmtree(folder, ignore_errors=True)
        room = MOST
        for path, status in _latest_first(root.glob("*/*")):
            room -= status.st_size
            if room < 0:
                path.unlink(missing_ok=True)
    except (OSError, RuntimeError):  # no home, a file in its place
        return None
    return own


def _latest_first(paths: Iterable[Path]) -> list[tuple[Path, os.stat_result]]:
    found: list[tuple[Path, os.stat_result]] = []
    for path in paths:
        with contextlib.suppress(OSError):  # another run has removed it
            found.append((path, path.lstat()))
    return sorted(found, key=lambda one: one[1].st_mtime_ns, reverse=True)
