"""Writing files so that a reader, or a crash, never meets half of one."""

import contextlib
import errno
import os
import shutil
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from quartiers.chemins import is_local, write_remote
from quartiers.marques import is_mine, is_temporary, temporary_name

_UMASK: Final = os.umask(0o077)  # it can only be read by being set
os.umask(_UMASK)
_MODE: Final = 0o600 | (0o666 & ~_UMASK)


def write_atomic(path: Path, content: bytes | str) -> None:
    """Write ``content`` beside ``path``, then put it in place in one move.

    It is the name that gets a new file: one that was there under other names too, or behind a link, stays as it was.
    """
    write_all({path: content})


def write_all(files: Mapping[Path, bytes | str]) -> None:
    """Write files that belong together: all are complete on disk before the first is put in place.

    Should one be refused its place (it is open elsewhere, say), those already there are put back.
    """
    if not all(map(is_local, files)):
        write_remote({path: c.encode() if isinstance(c, str) else c for path, c in files.items()})
        return
    written: list[tuple[Path, Path]] = []
    older: dict[Path, Path | None] = {}
    try:
        for path, content in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            temporary = path.parent / temporary_name()
            with open(temporary, "xb", opener=_open_private) as file:
                written.append((temporary, path))
                file.write(content.encode() if isinstance(content, str) else content)
                file.flush()
                os.fsync(file.fileno())
            with contextlib.suppress(OSError):  # refused on some shares of a network, which have rights of their own
                temporary.chmod(_MODE)
        if len(written) > 1:
            for _, path in written:
                older[path] = _keep(path)
        _put_in_place(written, older)
    finally:
        for temporary in (*(t for t, _ in written), *filter(None, older.values())):
            temporary.unlink(missing_ok=True)


def write_folder(folder: Path, files: Mapping[str, bytes], *, alone: bool = True) -> None:
    """Make a local folder that is not there yet, with these files by relative name: whole, or not at all.

    ``alone``: no other process is writing beside it, so that what a killed one left there may go.
    Raises :class:`OSError`, and :class:`FileExistsError` where something has its name.
    """
    parent = folder.parent
    was_there = parent.is_dir()
    parent.mkdir(parents=True, exist_ok=True)
    if alone:
        sweep_folders(parent)
    temporary = parent / temporary_name()
    try:
        for name, content in files.items():
            path = temporary / name
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("xb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
        if os.path.lexists(folder):  # moving onto an empty folder is refused by some systems only
            raise FileExistsError(errno.EEXIST, "it is there", str(folder))
        temporary.rename(folder)
    except BaseException:
        shutil.rmtree(temporary, ignore_errors=True)
        if not was_there:
            with contextlib.suppress(OSError):
                parent.rmdir()
        raise


def sweep_folders(folder: Path) -> None:
    """Remove the folders that a killed process of this user was writing there; only where no other is writing."""
    for path in folder.iterdir():
        with contextlib.suppress(OSError):
            status = path.lstat()
            if is_temporary(path.name) and stat.S_ISDIR(status.st_mode) and is_mine(status):
                shutil.rmtree(path, ignore_errors=True)


def _put_in_place(written: list[tuple[Path, Path]], older: Mapping[Path, Path | None]) -> None:
    """Move each temporary file to its path; all of them, or none."""
    done: list[Path] = []
    try:
        for temporary, path in written:
            temporary.replace(path)
            done.append(path)
    except BaseException:
        for path in done:
            kept = older.get(path)
            if kept is not None:
                kept.replace(path)
            else:
                path.unlink()
        raise


def _keep(path: Path) -> Path | None:
    """Another name, in the same folder, for the file, or the link, that is there; None if there is none."""
    kept = path.parent / temporary_name()
    if path.is_symlink():
        shutil.copy2(path, kept, follow_symlinks=False)  # os.link follows it on some systems
        return kept
    if not path.is_file():
        return None
    try:
        os.link(path, kept)
    except OSError:  # a file system without links
        shutil.copy2(path, kept)
    return kept


def _open_private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _open_itself(path: str, flags: int) -> int:
    """Not what a link of that name leads to, where the system can tell."""
    return os.open(path, flags | getattr(os, "O_NOFOLLOW", 0), 0o644)


def add_to(path: Path, content: bytes) -> None:
    """Add to a local file of the program's own, or make it.

    A file that has other names too, as in a copy made of links, is left to them, and a link to what it leads to: the
    name gets a file of its own. Raises :class:`OSError`.
    """
    try:
        status = path.lstat()
    except FileNotFoundError:
        status = None
    if status is not None and stat.S_ISLNK(status.st_mode):
        write_atomic(path, content)
    elif status is not None and stat.S_ISREG(status.st_mode) and status.st_nlink > 1:
        write_atomic(path, path.read_bytes() + content)
    elif status is not None and not (stat.S_ISREG(status.st_mode) or stat.S_ISDIR(status.st_mode)):
        raise OSError(errno.EINVAL, "no regular file", str(path))  # a pipe that nobody reads would be waited for
    else:
        with open(path, "ab", opener=_open_itself) as file:
            file.write(content)


def sweep(folder: Path) -> None:
    """Remove what a killed process of this user has left half written in a folder, not in those that it holds.

    Only where no other process is writing. What is not a file that :func:`write_all` was writing stays.
    """
    for path in _leftovers(folder):
        with contextlib.suppress(OSError):
            path.unlink()


def has_leftovers(folder: Path) -> bool:
    """Whether :func:`sweep` would remove something."""
    return any(True for _ in _leftovers(folder))


def _leftovers(folder: Path) -> Iterator[Path]:
    with contextlib.suppress(OSError):  # it is not there, say
        for path in folder.iterdir():
            with contextlib.suppress(OSError):
                if is_temporary(path.name) and _is_own_file(path):
                    yield path


def _is_own_file(path: Path) -> bool:
    """Whether it is a file, or the link that one took the place of, of this user; elsewhere, nobody knows whose."""
    if not is_local(path):
        return True
    status = path.lstat()
    return (stat.S_ISREG(status.st_mode) or stat.S_ISLNK(status.st_mode)) and is_mine(status)
