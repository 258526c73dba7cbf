"""What a notebook reads besides what it is given, told to the run that makes its report.

A report is given its rows, and their fingerprint is known. But a notebook is free: it may open a file, or ask for the
whole contract. In the kernels of a run, each such reading is written down, so that the report is made again when what
it read changes.
"""

import os
import sys
import sysconfig
from pathlib import Path
from typing import Any, Final

import platformdirs

VARIABLE: Final = "QUARTIERS_LECTURES"  # in the kernels of a run: the file to write in
TOUT: Final = "<contrat>"  # the whole contract was asked for
QUARTIER: Final = "<quartier>"  # then an identifier: what the report of that one may read

# What belongs to the machine or to the libraries, whose versions are known otherwise.
_SYSTEM: Final = ("/proc/", "/sys/", "/dev/", "/etc/", "/usr/", "/lib")


def note(reading: str) -> None:
    """Write down a reading: a file's absolute path, or one of the marks of this module. Outside of a run, nothing."""
    if path := os.environ.get(VARIABLE):
        with Path(path).open("a", encoding="utf-8", errors="surrogateescape") as file:
            file.write(reading.replace("\n", "") + "\n")


def watch_files(*own_folders: Path) -> None:
    """From now on, write down every file that this process opens to read, but for those of these folders.

    Python tells its audit hooks of each opening, whoever asks for it.
    """
    libraries = {sys.prefix, sys.base_prefix, *map(sysconfig.get_path, ("purelib", "platlib"))}
    caches = {platformdirs.user_cache_dir(), platformdirs.user_config_dir()}  # matplotlib's list of fonts, say
    folders = {*map(str, own_folders), *libraries, *caches}
    ignored = (*_SYSTEM, *(os.path.realpath(f) + os.sep for f in folders))
    seen: set[str] = set()

    def hear(event: str, arguments: tuple[Any, ...]) -> None:
        if event != "open" or not isinstance(arguments[0], str | bytes):
            return
        mode, flags = arguments[1] or "", arguments[2] or 0
        if (isinstance(mode, str) and set(mode) & set("wax+")) or flags & (os.O_WRONLY | os.O_RDWR):
            return
        name = os.fsdecode(arguments[0])
        if name in seen:
            return
        seen.add(name)
        path = os.path.realpath(name)
        if not path.startswith(ignored) and Path(path).is_file():
            note(path)

    sys.addaudithook(hear)


def read_notes(path: Path) -> frozenset[str]:
    """What was written down, each once."""
    try:
        return frozenset(path.read_text(encoding="utf-8", errors="surrogateescape").splitlines())
    except FileNotFoundError:
        return frozenset()
