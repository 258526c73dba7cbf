"""The temporary folder of a run: its own, and gone with it, even if its process was killed."""

import contextlib
import shutil
import tempfile
import time
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from quartiers.execution.echecs import EcritureImpossible, describe_error

_PREFIX: Final = "q-"  # short: paths of sockets are
_LOCK: Final = ".verrou"
_YOUNG_S: Final = 60.0  # a folder that is being made holds no lock yet


class DossierTemporaire:
    """A folder that this process holds until it is closed, or until it ends."""

    def __init__(self) -> None:
        """Make it, and remove those of processes that were killed; :class:`EcritureImpossible` if it cannot be."""
        try:
            _sweep(Path(tempfile.gettempdir()))
            self.chemin = Path(tempfile.mkdtemp(prefix=_PREFIX))
            self._lock = FileLock(self.chemin / _LOCK)
            self._lock.acquire(timeout=0)
        except FileNotFoundError as error:  # Python's word for: none of the places that it knows can be written
            raise EcritureImpossible("dans un dossier temporaire", "plus de place sur le disque, ou droits") from error
        except OSError as error:
            raise EcritureImpossible("dans le dossier temporaire", describe_error(error)) from error

    def close(self) -> None:
        self._lock.release()
        shutil.rmtree(self.chemin, ignore_errors=True)


def _sweep(folder: Path) -> None:
    """Remove the folders that a process had made here and that no process holds any more."""
    for lock in folder.glob(f"{_PREFIX}*/{_LOCK}"):
        with contextlib.suppress(OSError, Timeout):
            if time.time() - lock.stat().st_mtime < _YOUNG_S:
                continue
            with FileLock(lock).acquire(timeout=0):
                pass
            shutil.rmtree(lock.parent, ignore_errors=True)
