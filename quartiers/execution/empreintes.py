"""Fingerprints of what an output is made from: rows of the data, notebook, parameters, code, libraries."""

import json
import os
import stat
import sys
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from io import FileIO
from pathlib import Path
from typing import Any, Final

from quartiers import NOTEBOOKS, PROJECT_ROOT
from quartiers.chemins import data_files
from quartiers.execution.manifeste import digest, digest_file

MAX_INPUT: Final = 200 * 1024 * 1024  # bytes: what weighs more is refused without being read


def combine(**parts: Any) -> str:
    """One fingerprint for several named values, of JSON's types."""
    return digest(json.dumps(parts, ensure_ascii=False, sort_keys=True))


@cache
def digest_code() -> str:
    """The package (code, templates), the version of Python and those of all installed libraries."""
    return combine(**describe_code())


@cache
def describe_code() -> dict[str, Any]:
    """The same, part by part, as they were when this process first asked."""
    return _look_at_code()


def has_code_changed() -> bool:
    """Whether the program on the disk is no more the one that runs: what this one makes would not be up to date."""
    try:
        return _look_at_code() != describe_code()
    except OSError:  # a folder goes while it is looked at: it is being replaced
        return True


def _look_at_code() -> dict[str, Any]:
    return {
        "paquet": combine(**dict(_digest_folder(str(PROJECT_ROOT / "quartiers")))),
        "python": sys.version,
        "bibliotheques": _installed(),
    }


def _digest_folder(folder: str, before: str = "") -> Iterator[tuple[str, str | None]]:
    """Each file of a folder and of those in it, but what Python compiles, by its name from there; links are followed to
    files alone. Each command does so: by paths of :mod:`pathlib`, it would take twice as long."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                if entry.name != "__pycache__":
                    yield from _digest_folder(entry.path, f"{before}{entry.name}/")
            elif entry.is_file() and not entry.name.endswith(".pyc"):
                yield before + entry.name, _digest_small(entry.path)


def _digest_small(path: str) -> str | None:
    """As :func:`~quartiers.execution.manifeste.digest_file`, of a file that is known to be one and fits in memory."""
    try:
        with FileIO(path) as file:
            return digest(file.readall())
    except OSError:
        return None


def _installed() -> list[str]:
    """Names and versions of the installed distributions, as their metadata folders write them."""
    folders = (Path(folder) for folder in dict.fromkeys(sys.path) if Path(folder).is_dir())
    return sorted({p.name for folder in folders for p in folder.glob("*.dist-info")})


def digest_report(notebook: Path, parameters: Mapping[str, Any], donnees: str) -> str:
    """What a report is made from; ``donnees`` is the fingerprint of the rows that it may read."""
    return combine(carnet=digest_file(notebook), parametres=dict(parameters), donnees=donnees, code=digest_code())


def digest_rendering(carnet: str, voisins: Mapping[str, Any]) -> str:
    """What the page and the PDF of a report are made from, once its notebook is executed, of which ``carnet`` is the
    fingerprint: that and the program."""
    return combine(carnet=carnet, voisins=dict(voisins), code=digest_code())


def digest_inputs(donnees: Path, **options: Any) -> str:
    """Everything that a run could read, as bytes, and its options: the same, and there is nothing to read again."""
    return combine(
        donnees={p.relative_to(donnees).as_posix(): _digest_input(p) for p in data_files(donnees)},
        carnets=_digests(sorted(NOTEBOOKS.glob("*.ipynb")), NOTEBOOKS),
        code=digest_code(),
        options=options,
    )


def _digest_input(path: Path) -> str | None:
    """Of what a data folder holds: anything may be there, and no more is read of it than a table may weigh."""
    try:
        status = path.stat()
    except (OSError, ValueError):
        return None
    if not stat.S_ISREG(status.st_mode):
        return None  # a pipe, a device: reading it may never end
    if not status.st_size:
        return ""  # so say the system's own files too (/proc), which may never end either
    if status.st_size > MAX_INPUT:
        return f"{status.st_size} {status.st_mtime_ns}"
    return digest_file(path)


def _digests(files: Iterable[Path], folder: Path) -> dict[str, str | None]:
    return {p.relative_to(folder).as_posix(): digest_file(p) for p in files}
