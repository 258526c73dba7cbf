"""One run at a time in an output folder."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from quartiers.chemins import is_local
from quartiers.execution.echecs import EcritureImpossible, describe_error
from quartiers.marques import is_link

VERROU: Final = ".verrou"


class DossierOccupe(Exception):
    """Another run writes in the folder; its text says so to who asked."""

    def __init__(self, dossier: Path):
        super().__init__(
            f"Une autre fabrication est en cours dans {dossier}. Attendre qu'elle finisse, ou choisir un autre dossier "
            "avec --sortie."
        )


@contextlib.contextmanager
def alone_in(dossier: Path) -> Iterator[None]:
    """Hold the folder, which exists; :class:`DossierOccupe` when another process does.

    The system lets go of it when the process ends, however it ends. A folder that is not on this machine is not held:
    a lock that outlives a lost machine would be worse than none.

    Raises :class:`~quartiers.execution.echecs.EcritureImpossible` when nothing can be written there.
    """
    if not is_local(dossier):
        yield
        return
    from filelock import FileLock, Timeout

    path = dossier / VERROU
    # Windows would remove the file afterwards, whoever made it; elsewhere it stays, as it was.
    lock = FileLock(path, preserve_lock_file=os.name == "nt")
    try:
        if is_link(path):  # never followed: as for the other files of the folder, the name gets one of its own
            path.unlink()
        lock.acquire(timeout=0)
    except Timeout:
        raise DossierOccupe(dossier) from None
    except OSError as error:
        raise EcritureImpossible(f"dans le dossier de sortie {dossier}", describe_error(error)) from error
    try:
        yield
    finally:
        lock.release()
