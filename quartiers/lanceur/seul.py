"""One installation at a time in a project, which two people may have opened on a share: locks of the system, by file.

The system lets go of them when the process ends, however it ends.
"""

import contextlib
import errno
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Final

_BUSY: Final = (errno.EACCES, errno.EAGAIN, errno.EDEADLK)
_NO_LOCKS: Final = (errno.ENOSYS, errno.ENOLCK, errno.EOPNOTSUPP, errno.EINVAL)  # some shares have none


@contextlib.contextmanager
def alone_with(lock: Path, wait: Callable[[], None]) -> Iterator[None]:
    """Hold a lock file, which is made; ``wait`` is called each time another process is found to hold it.

    Raises :class:`OSError` where the file cannot be written.
    """
    with lock.open("ab") as file:
        while not _hold(file):
            wait()
        yield


def _hold(file: IO[bytes]) -> bool:
    """Whether the lock is held now, or cannot be by anybody."""
    try:
        if sys.platform == "win32":
            import msvcrt

            os.lseek(file.fileno(), 0, os.SEEK_SET)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in _BUSY:
            return False
        if error.errno not in _NO_LOCKS:
            raise
    return True
