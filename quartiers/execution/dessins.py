"""Where kernels keep what they have drawn (:mod:`quartiers.presentation.graphiques.deja_dessine`), between two runs.

In the cache of the user's own account, a folder for each program: its fingerprint, with that of its libraries, is the
folder's name. It may be removed at any time.
"""

import contextlib
import shutil
from pathlib import Path
from typing import Final

import platformdirs

from quartiers.execution.empreintes import digest_code

PROGRAMS: Final = 3  # the latest, this one among them
MOST: Final = 500  # drawings: three a quartier are those of several contracts


def folder_of_drawings() -> Path | None:
    """The folder of this program, from which what is old goes; None where nothing can be kept."""
    try:
        root = Path(platformdirs.user_cache_dir("quartiers", appauthor=False)) / "dessins"
        own = root / digest_code()
        own.mkdir(mode=0o700, parents=True, exist_ok=True)
        own.touch()
        for folder in _latest_first(root)[PROGRAMS:]:
            shutil.rmtree(folder, ignore_errors=True)
        for path in _latest_first(own)[MOST:]:
            path.unlink(missing_ok=True)
    except (OSError, RuntimeError):  # no home, a file in its place
        return None
    return own


def _latest_first(folder: Path) -> list[Path]:
    times: dict[Path, int] = {}
    for path in folder.iterdir():
        with contextlib.suppress(OSError):  # another run has removed it
            times[path] = path.lstat().st_mtime_ns
    return sorted(times, key=lambda path: times[path], reverse=True)
