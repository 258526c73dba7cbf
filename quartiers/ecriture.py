"""Writing files so that a reader, or a crash, never meets half of one."""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from quartiers.chemins import TEMPORARY, is_local, write_remote


def write_atomic(path: Path, content: bytes | str) -> None:
    """Write ``content`` beside ``path``, then put it in place in one move."""
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
            handle, temporary = _make_temporary(path.parent)
            written.append((temporary, path))
            with os.fdopen(handle, "wb") as file:
                file.write(content.encode() if isinstance(content, str) else content)
                file.flush()
                os.fsync(file.fileno())
            temporary.chmod(0o644)
        if len(written) > 1:
            for _, path in written:
                older[path] = _keep(path)
        _put_in_place(written, older)
    finally:
        for temporary in (*(t for t, _ in written), *filter(None, older.values())):
            temporary.unlink(missing_ok=True)


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


def _make_temporary(folder: Path) -> tuple[int, Path]:
    handle, name = tempfile.mkstemp(prefix=TEMPORARY, suffix=".tmp", dir=folder)
    return handle, Path(name)


def _keep(path: Path) -> Path | None:
    """Another name, in the same folder, for the file that is there; None if there is none."""
    if not path.is_file():
        return None
    handle, kept = _make_temporary(path.parent)
    os.close(handle)
    try:
        kept.unlink()
        os.link(path, kept)
    except OSError:  # a file system without links
        shutil.copy2(path, kept)
    return kept


def sweep(folder: Path) -> None:
    """Remove what a killed process has left half written in a folder, and in those that it holds.

    Only where no other process is writing.
    """
    for path in folder.glob(f"**/{TEMPORARY}*.tmp"):
        with contextlib.suppress(OSError):
            path.unlink()
