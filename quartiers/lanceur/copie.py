"""A copy of a folder of tables, as a dated archive beside it: whole, or not there; nothing is ever replaced."""

import contextlib
import errno
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from quartiers.ecriture import sweep
from quartiers.marques import is_temporary, temporary_name


def copy_folder(folder: Path, now: datetime) -> tuple[Path, int]:
    """The archive that was made, and how many files it holds.

    Raises :class:`OSError`, of which ``filename`` says what could not be read or written.
    """
    sweep(folder.parent)  # what a window that was closed has left
    temporary = folder.parent / temporary_name()
    try:
        with temporary.open("xb") as file:
            with ZipFile(file, "w", ZIP_DEFLATED, strict_timestamps=False) as archive:
                files = list(_files(folder))
                for path in files:
                    archive.write(path, path.relative_to(folder.parent))
            file.flush()
            os.fsync(file.fileno())
        with ZipFile(temporary) as archive:
            if damaged := archive.testzip():
                raise OSError(errno.EIO, "read back otherwise than written", damaged)
        return _put_in_place(temporary, folder, now), len(files)
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink()


def _files(folder: Path) -> Iterator[Path]:
    """Every file, hidden ones and those of spreadsheets that have one open excepted; raises where it cannot look."""

    def refuse(error: OSError) -> None:
        raise error

    seen = {folder.resolve()}
    for place, folders, names in os.walk(folder, onerror=refuse, followlinks=True):
        kept = {name: Path(place, name).resolve() for name in sorted(folders) if not name.startswith(".")}
        folders[:] = [name for name, real in kept.items() if real not in seen]  # a link may lead back up
        seen.update(kept.values())
        for name in sorted(names):
            if not (name.startswith((".", "~$")) or is_temporary(name)):
                yield Path(place, name)


def _put_in_place(temporary: Path, folder: Path, now: datetime) -> Path:
    """Give the archive a name that nothing has, even if another person is making one at the same minute."""
    stem = f"{folder.name}-copie-{now:%Y-%m-%d-%Hh%M}"
    for number in range(1, 1000):
        path = folder.parent / f"{stem}{f'-{number}' if number > 1 else ''}.zip"
        try:
            os.link(temporary, path)
        except FileExistsError:
            continue
        except OSError:  # a file system without links
            if os.path.lexists(path):
                continue
            temporary.rename(path)
        return path
    raise FileExistsError(errno.EEXIST, "every name is taken", str(folder.parent / f"{stem}.zip"))
