"""The temporary folder of a run: its own, and gone with it, even if its process was killed.

The folder for temporary files is everybody's: other programs, other users and who runs this one may have any folder
there. A folder is a run's if it says so by a file that only :class:`DossierTemporaire` writes, for that folder and
that user; nothing else is opened, trusted or removed.
"""

import contextlib
import shutil
import stat
import tempfile
from pathlib import Path
from typing import Final

from quartiers.execution.echecs import EcritureImpossible, describe_error
from quartiers.marques import PROGRAMME, is_mine, user

_PREFIX: Final = "q-"  # short: paths of sockets are
_LOCK: Final = ".verrou"
_MARK: Final = ".quartiers"


class DossierTemporaire:
    """A folder that this process holds until it is closed, or until it ends."""

    def __init__(self) -> None:
        """Make it, and remove those of processes that were killed; :class:`EcritureImpossible` if it cannot be."""
        try:
            _sweep(Path(tempfile.gettempdir()))
            self.chemin = Path(tempfile.mkdtemp(prefix=_PREFIX))
            self.chemin.chmod(0o700)  # whatever the user takes away from what is made
            self._hold()
        except FileNotFoundError as error:  # Python's word for: none of the places that it knows can be written
            raise EcritureImpossible("dans un dossier temporaire", "plus de place sur le disque, ou droits") from error
        except OSError as error:
            raise EcritureImpossible("dans le dossier temporaire", describe_error(error)) from error

    def _hold(self) -> None:
        """Lock it, then mark it: one that is marked was held, and may be removed once it no more is."""
        from filelock import FileLock

        try:
            self._lock = FileLock(self.chemin / _LOCK)
            self._lock.acquire(timeout=0)
            (self.chemin / _MARK).write_text(_signature(self.chemin), encoding="utf-8")
        except BaseException:
            shutil.rmtree(self.chemin, ignore_errors=True)  # just made, under a name that nobody else has
            raise

    def close(self) -> None:
        self._lock.release()
        shutil.rmtree(self.chemin, ignore_errors=True)


def remove(folder: Path) -> None:
    """Remove the folder of a run with all that it holds; one that is no such folder, or is another user's, stays."""
    if _is_own(folder):
        shutil.rmtree(folder, ignore_errors=True)


def _sweep(folder: Path) -> None:
    """Remove the folders of runs that no process holds any more."""
    from filelock import FileLock, Timeout

    for path in folder.glob(f"{_PREFIX}*"):
        if _is_own(path):
            with contextlib.suppress(OSError, Timeout):
                with FileLock(path / _LOCK).acquire(timeout=0):
                    pass
                remove(path)


def _is_own(folder: Path) -> bool:
    """Whether a run of this user made that folder: itself, not what a link leads to or what it was copied into."""
    mark = folder / _MARK
    try:
        found = folder.lstat()
        return (
            stat.S_ISDIR(found.st_mode)
            and is_mine(found)
            and stat.S_ISREG(mark.lstat().st_mode)
            and mark.read_text(encoding="utf-8") == _signature(folder)
        )
    except (OSError, ValueError):
        return False


def _signature(folder: Path) -> str:
    return f"Dossier temporaire de {PROGRAMME} : {folder.name}, {user()}\n"
