"""Folders that are not on this machine's disks: ``protocole://…``, through fsspec.

Such a folder is a :class:`upath.UPath` (optional dependency ``universal_pathlib``). The package takes it for a ``Path``
and uses of it only what both have; what a disk alone can do (locks, appending, moves that nothing interrupts) is asked
of local folders only.
"""

import contextlib
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final, TypeVar, cast

from quartiers import DATA_FOLDERS, EDITIONS
from quartiers.marques import temporary_name

EXTRA: Final = "requirements-dask.txt"
_REMOTE: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+(::|://)")  # two letters at least: C:\ is a disk
_AT_ONCE: Final = 16
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

T = TypeVar("T")
R = TypeVar("R")


class CheminInvalide(Exception):
    """A folder that cannot be used; its text says why and what to do."""

    def _render_traceback_(self) -> list[str]:
        """What Jupyter shows of it: the sentence."""
        return [str(self)]


def parse_folder(text: str) -> Path:
    """The folder that a text names: a local path, or ``protocole://…``.

    Raises :class:`CheminInvalide` when that protocol is not known here, or where a local path leads nowhere.
    """
    if not _REMOTE.match(text):
        return parse_local(text)
    try:
        from upath import UPath
    except ImportError:
        raise CheminInvalide(
            f"« {text} » n'est pas un dossier de cette machine ; pour l'atteindre : pip install -r {EXTRA}"
        ) from None
    try:
        folder = UPath(text.rstrip("/"))
        _ = folder.fs  # the library that speaks the protocol is imported, and asked for its settings, here
    except ImportError as error:
        raise CheminInvalide(
            f"« {text} » : il manque la bibliothèque de ce protocole ({_first_line(error)})"
        ) from error
    except Exception as error:  # each protocol has its own
        raise CheminInvalide(f"« {text} » n'est pas un dossier utilisable ({_first_line(error)})") from error
    return cast("Path", folder)


def parse_local(text: str) -> Path:
    """The path that a text names; :class:`CheminInvalide` for no text, or where there is nothing to begin from."""
    if not text:
        raise CheminInvalide("un chemin est attendu, pas un texte vide")
    path = Path(text)
    if not path.is_absolute() and _is_here_lost():
        raise CheminInvalide(f"« {text} » part du dossier courant, qui n'existe plus ; donner un chemin entier")
    return path


def leave_lost_folder(there: Path) -> None:
    """Go there if the current folder was removed: libraries ask for it as they are imported."""
    if _is_here_lost():
        os.chdir(there)


def _is_here_lost() -> bool:
    try:
        Path.cwd()
    except OSError:
        return True
    return False


def is_local(path: Path) -> bool:
    """Whether a path is one of this machine's, a shared disk that is mounted included."""
    return isinstance(cast("object", path), Path)


def data_files(folder: Path) -> list[Path]:
    """The files of a data folder, and what bears the name of one, in the places that tables have; those of the editions
    that it keeps too.

    Save those by which a spreadsheet says that it has one open, and those that are hidden.
    """
    found: list[Path] = []
    for place in (folder, *edition_folders(folder)):
        for name in DATA_FOLDERS:
            with contextlib.suppress(OSError):  # there is no such folder, or nobody may look in: who reads it says so
                found += (place / name if name else place).iterdir()
    return [p for p in found if not p.name.startswith((".", "~$")) and (p.suffix or not p.is_dir())]


def edition_folders(folder: Path) -> list[Path]:
    """What bears the name of an edition in a data folder, oldest first: a day, as ISO writes it."""
    try:
        found = [path for path in (folder / EDITIONS).iterdir() if _DAY.fullmatch(path.name)]
    except OSError:
        return []
    return sorted(found, key=lambda path: path.name)


@contextlib.contextmanager
def fetched(folder: Path, within: Path | None = None) -> Iterator[Path]:
    """A data folder as a local one: itself, or a copy of its files that lasts as long as the context.

    The copy is made in the folder ``within``, or where the system has its temporary files. Raises
    :class:`CheminInvalide` when it cannot be read.
    """
    if is_local(folder):
        yield folder
        return
    import tempfile  # here, as what follows: for folders that are elsewhere only

    with tempfile.TemporaryDirectory(prefix="d-", dir=within) as name:
        local = Path(name)
        try:
            next(folder.iterdir(), None)  # a folder that is not there is told from one that is empty
            for path in (found for found in data_files(folder) if found.is_file()):
                copy = local / str(path).removeprefix(str(folder)).lstrip("/")
                copy.parent.mkdir(parents=True, exist_ok=True)
                copy.write_bytes(path.read_bytes())
        except (FileNotFoundError, NotADirectoryError):
            raise CheminInvalide(f"Dossier de données introuvable : {folder}.") from None
        except Exception as error:  # each protocol has its own
            raise CheminInvalide(f"Dossier de données illisible : {folder} ({_first_line(error)}).") from error
        yield local


def write_remote(files: Mapping[Path, bytes]) -> None:
    """Write files of which none is local: each under another name first, then all put in place."""
    written: list[tuple[Path, Path]] = []
    try:
        for path, content in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            temporary = path.parent / temporary_name()
            written.append((temporary, path))
            temporary.write_bytes(content)
        while written:
            temporary, path = written[0]
            temporary.rename(path)
            del written[0]
    finally:
        for temporary, _ in written:
            with contextlib.suppress(Exception):  # the error that brought here is the one to hear of
                temporary.unlink(missing_ok=True)


def try_writing(folder: Path) -> None:
    """Write a file in a folder that is not local, and remove it; :class:`CheminInvalide` when that is refused."""
    probe = folder / temporary_name()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(b"")
        probe.unlink()
    except Exception as error:  # each protocol has its own
        raise CheminInvalide(
            f"Impossible d'écrire dans le dossier de sortie {folder} : {_first_line(error)}."
        ) from error


def refresh(folder: Path) -> None:
    """Forget what was known of a folder that is not local: others have written there since."""
    if not is_local(folder):
        cast("object", folder).fs.invalidate_cache()  # type: ignore[attr-defined]


def map_files(folder: Path, function: Callable[[T], R], items: Iterable[T]) -> list[R]:
    """``function`` of each item, which reads files of the folder: in turn on a disk, several at once over a network."""
    if is_local(folder):
        return [function(item) for item in items]
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return list(pool.map(function, items))


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return f"{type(error).__name__} : {lines[0]}" if lines else type(error).__name__
