"""One run at a time in an output folder, one import at a time in a data folder."""

import contextlib
import errno
import os
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from quartiers import DATA_FOLDERS
from quartiers.chemins import is_local
from quartiers.ecriture import sweep
from quartiers.execution.echecs import EcritureImpossible, describe_error
from quartiers.marques import is_link

VERROU: Final = ".verrou"
# What a file system says that has no locks, some shares of a network among them: nothing holds a folder there.
_NO_LOCKS: Final = (errno.ENOSYS, errno.ENOLCK, errno.EOPNOTSUPP)


class DossierOccupe(Exception):
    """Another process writes in the folder, or holds what would tell; its text says so to who asked."""


def alone_in(dossier: Path) -> "contextlib.AbstractContextManager[None]":
    """Hold an output folder, which exists; :class:`DossierOccupe` when another process does.

    The system lets go of it when the process ends, however it ends. A folder that is not on this machine is not held:
    a lock that outlives a lost machine would be worse than none.

    Raises :class:`~quartiers.execution.echecs.EcritureImpossible` when nothing can be written there.
    """
    busy = (
        f"Une autre fabrication est en cours dans {dossier}. Attendre qu'elle finisse, ou choisir un autre dossier "
        "avec --sortie."
    )
    return _held(dossier, f"dans le dossier de sortie {dossier}", busy)


@contextlib.contextmanager
def importing_in(dossier: Path) -> Iterator[None]:
    """The same of a data folder, for the time of an import; what a killed one has left half written is removed.

    Nothing is left of it there: the folder is the staff's. One that is not there is left to whoever reads it.
    """
    if not (is_local(dossier) and dossier.is_dir()):
        yield
        return
    lock = dossier / VERROU
    was_there = os.path.lexists(lock)  # somebody's file of that name stays
    busy = f"Une autre importation est en cours dans {dossier}. Attendre qu'elle finisse."
    with _held(dossier, f"dans le dossier des données {dossier}", busy):
        try:
            for name in DATA_FOLDERS:
                sweep(dossier / name)
            yield
        finally:
            if not was_there:
                with contextlib.suppress(OSError):
                    lock.unlink()  # still held: whoever opened it meanwhile is refused


@contextlib.contextmanager
def _held(dossier: Path, where: str, busy: str) -> Iterator[None]:
    if not is_local(dossier):
        yield
        return
    from filelock import FileLock, Timeout

    path = dossier / VERROU
    # Windows would remove the file afterwards, whoever made it; elsewhere it stays, as it was.
    lock, is_held = FileLock(path, preserve_lock_file=os.name == "nt"), False
    try:
        if is_link(path):  # never followed: as for the other files of the folder, the name gets one of its own
            path.unlink()
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # the library would go on with a file that nobody removes after a crash
            lock.acquire(timeout=0)
        is_held = True
    except Timeout:
        raise DossierOccupe(busy) from None
    except UserWarning:
        pass  # no locks there
    except OSError as error:
        if isinstance(error, PermissionError) and path.exists():
            whose = f"le fichier {path.name} qui s'y trouve est à quelqu'un d'autre ; lui demander de l'effacer"
            raise DossierOccupe(f"Impossible d'écrire {where} : {whose}.") from error
        if error.errno not in _NO_LOCKS:
            raise EcritureImpossible(where, describe_error(error)) from error
    try:
        yield
    finally:
        if is_held:
            lock.release()
