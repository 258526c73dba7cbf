"""What a notebook reads besides what it is given, told to the run that makes its report.

A report is given its rows, and their fingerprint is known. But a notebook is free: it may open a file, or ask for the
whole contract. In the kernels of a run, each such reading is written down, so that the report is made again when what
it read changes.

Python tells its audit hooks of what it opens, whoever asks for it. It does not hear of what a library opens by itself
(written in C or Rust: lxml, Arrow), nor of what another program does: there, a file that the code, or a command, names
is taken for read. One whose name is put together from parts is not heard of: the notebook then calls :func:`note`.
"""

import contextlib
import importlib.util
import os
import shlex
import sys
import sysconfig
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from types import CodeType
from typing import Any, Final, cast
from urllib.parse import unquote, urlsplit

import platformdirs

VARIABLE: Final = "QUARTIERS_LECTURES"  # in the kernels of a run: the file to write in
TOUT: Final = "<contrat>"  # the whole contract was asked for
QUARTIER: Final = "<quartier>"  # then an identifier: what the report of that one may read

_END: Final = "\0"  # of a reading: the only character that no name has

# What belongs to the machine or to the libraries, whose versions are known otherwise.
_SYSTEM: Final = ("/proc/", "/sys/", "/dev/", "/etc/", "/usr/", "/lib/", "/lib64/", "/bin/", "/sbin/")

# Folders of what an installed distribution says of itself; ours has its own beside the code, where it can be edited.
_METADATA: Final = (".egg-info", ".dist-info")


def note(reading: str) -> None:
    """Write down a reading: a file's absolute path, or one of the marks of this module. Outside of a run, nothing."""
    if path := os.environ.get(VARIABLE):
        with Path(path).open("ab") as file:
            file.write((reading + _END).encode(errors="surrogateescape"))


def read_notes(path: Path) -> frozenset[str]:
    """What was written down, each once."""
    try:
        return frozenset(path.read_bytes().decode(errors="surrogateescape").split(_END)) - {""}
    except FileNotFoundError:
        return frozenset()


def watch_files(*own_folders: Path) -> None:
    """From now on, write down every file that this process reads, but for those of these folders."""
    libraries = {sys.prefix, sys.base_prefix, *map(sysconfig.get_path, ("purelib", "platlib"))}
    caches = {platformdirs.user_cache_dir(), platformdirs.user_config_dir()}  # matplotlib's list of fonts, say
    folders = {*map(str, own_folders), *libraries, *caches}
    ignored = (*_SYSTEM, *(os.path.realpath(f) + os.sep for f in folders))
    seen: set[str] = set()

    def is_ignored(path: str) -> bool:
        real = os.path.realpath(path)
        return real.startswith(ignored) or Path(real).parent.name.endswith(_METADATA)

    def hear(event: str, arguments: tuple[Any, ...]) -> None:
        if (find := _EVENTS.get(event)) is None:
            return
        if event == "exec" and _is_file(source := arguments[0].co_filename) and is_ignored(source):
            return  # a module of a library; what a cell holds is in no file
        for name in find(*arguments):
            path = str(Path(name).absolute())  # the same name is another file in another folder
            if path not in seen and _is_file(path):
                seen.add(path)
                if not is_ignored(path):
                    note(os.path.realpath(path))

    sys.addaudithook(hear)


# -- what events tell of: names of files, absolute or from the current folder ------------------------------


def _opened(path: object, _mode: object, flags: int) -> Iterator[str]:
    """The file that is opened, if what it holds can be read: not if it is emptied, or only added to."""
    if isinstance(path, int) or flags & (os.O_WRONLY | os.O_TRUNC):
        return  # a number stands for what was opened before
    name = _name(path)
    if name.endswith(".pyc"):  # of a module that the notebook imports: it is the source that somebody edits
        with contextlib.suppress(ValueError):
            name = importlib.util.source_from_cache(name)
    yield name


def _database(database: object) -> Iterator[str]:
    """A database of SQLite, and what was written of it that is not in its file yet."""
    name = _name(database)
    if name.startswith("file:"):
        name = unquote(urlsplit(name).path)
    if name and name != ":memory:":
        yield from (name, f"{name}-wal")


def _named_in_code(code: CodeType) -> Iterator[str]:
    """The files that a code names as they are, for whichever library it asks to read them."""
    return _named_in(code.co_consts)


def _named_in(constants: Iterable[object]) -> Iterator[str]:
    for constant in constants:
        if isinstance(constant, CodeType):
            yield from _named_in(constant.co_consts)
        elif isinstance(constant, tuple | frozenset):
            yield from _named_in(constant)
        elif isinstance(constant, str | bytes) and _is_file(constant):
            yield _name(constant)


def _named_in_command(command: object, folder: object = None) -> Iterator[str]:
    """The files that a command, or its arguments, name; ``folder`` is where it runs."""
    words = [command] if isinstance(command, str | bytes | os.PathLike) else list(cast("Iterable[object]", command))
    for word in map(_name, words):
        for name in {word, *_split(word)}:
            path = Path(_name(folder), name) if folder else Path(name)
            if _is_file(path):
                yield str(path)


def _split(command: str) -> list[str]:
    try:
        return shlex.split(command)
    except ValueError:  # a quote that is not closed
        return command.split()


def _is_file(name: str | bytes | Path) -> bool:
    try:
        return Path(_name(name)).is_file()
    except (OSError, ValueError):  # no name that a file can have
        return False


def _name(given: Any) -> str:
    return os.fsdecode(given)


_EVENTS: Final[Mapping[str, Callable[..., Iterator[str]]]] = {
    "open": _opened,
    "sqlite3.connect": _database,
    "exec": _named_in_code,
    "subprocess.Popen": lambda _program, command, folder, _environment: _named_in_command(command, folder),
    "os.system": _named_in_command,
    "os.exec": lambda _program, command, _environment: _named_in_command(command),
    "os.posix_spawn": lambda _program, command, _environment: _named_in_command(command),
    "os.spawn": lambda _mode, _program, command, _environment: _named_in_command(command),
}
