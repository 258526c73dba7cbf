"""What a command is given to speak through (a terminal, a pipe, a file, nothing) and to run in, whatever its state.

A reader that goes away (``| head``) is no failure of what is being made: the rest is said to nobody, and the exit code
is that of the work. A text that could not be written (a full disk) is a failure, said on the other output.
"""

import codecs
import errno
import io
import os
import re
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Final, TextIO

_NEAREST: Final = "quartiers.nearest"  # Python's name for the error handler of the outputs
_FAILED: Final = 1
_SIZE: Final = re.compile("0*[1-9][0-9]{0,3}")  # of a terminal, in characters
_SIGNS: Final = {
    **dict.fromkeys("«»“”„", '"'),
    **dict.fromkeys("’‘ʼ", "'"),
    **dict.fromkeys("‐‑‒–—−", "-"),
    **dict.fromkeys("●•·", "*"),
    "→": "->",
    "▲": "^",
    "▼": "v",
    "×": "x",
    "≈": "~",
    "≤": "<=",
    "≥": ">=",
    "€": "EUR",
    "°": "o",
    "œ": "oe",
    "Œ": "OE",
    "æ": "ae",
    "Æ": "AE",
}


class Output(io.TextIOWrapper):
    """An output that never fails: from the first text that cannot be written on, all goes nowhere; ``lost`` is why."""

    lost: OSError | None = None

    def write(self, text: str, /) -> int:
        try:
            return super().write(text)
        except OSError as error:
            self._lose(error)
            return len(text)

    def flush(self) -> None:
        try:
            super().flush()
        except OSError as error:
            self._lose(error)

    def _lose(self, error: OSError) -> None:
        self.lost = self.lost or error
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, self.fileno())  # what is still held back goes there too, at the interpreter's own end
        os.close(nowhere)

    @property
    def complaint(self) -> str | None:
        """Why a text could not be written; None if it was, or if whoever was to read it has gone."""
        if self.lost is None or isinstance(self.lost, ConnectionError):
            return None
        if sys.platform == "win32" and self.lost.errno == errno.EINVAL:  # its word for a pipe that nobody reads
            return None
        from quartiers.execution.echecs import describe_error

        return describe_error(self.lost)


def run_command(main: Callable[[], int]) -> int:
    """Run a command in whatever it was given to run in; gives its exit code.

    An output that is closed takes what is said and shows nothing, one that fails is no exception of the command's; a
    character that it cannot show is replaced by the nearest that it can. A width that is none, or a home that nobody
    knows, are as if they were not given.
    """
    _hold_descriptors()
    _mend_environment()
    output = sys.stdout = _open_output(sys.stdout, 1)
    sys.stderr = _open_output(sys.stderr, 2)
    try:
        code = main()
    except SystemExit as stop:  # the options are wrong, or only help was asked for
        code = stop.code if isinstance(stop.code, int) else 0
    output.flush()
    if reason := output.complaint:
        print(f"Ce qui devait s'afficher n'a pas pu être écrit en entier : {reason}.", file=sys.stderr)
        code = code or _FAILED
    return code


def replace_by_nearest(error: UnicodeError) -> tuple[str, int]:
    """What stands for characters that an output cannot show: letters without accents, signs that look the same.

    >>> "« Été à Nîmes » : 3\u202f% → œuvre ▲ 漢".encode("ascii", errors=_NEAREST)
    b'" Ete a Nimes " : 3 % -> oeuvre ^ ?'
    """
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(map(_nearest, error.object[error.start : error.end])), error.end


codecs.register_error(_NEAREST, replace_by_nearest)


def _nearest(character: str) -> str:
    plain = _SIGNS.get(character) or unicodedata.normalize("NFKD", character).encode("ascii", "ignore").decode()
    return plain or "?"


def _hold_descriptors() -> None:
    """Open what is closed of the three that every process has: the next file or socket would take its number."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)


def _mend_environment() -> None:
    for name in ("COLUMNS", "LINES"):
        if not _SIZE.fullmatch(os.environ.get(name, "1")):
            del os.environ[name]
    try:
        known = Path.home().is_absolute()
    except RuntimeError:  # a container's user, who is in no list of users
        known = False
    if not known:
        os.environ["USERPROFILE" if sys.platform == "win32" else "HOME"] = __file__  # nothing can be put in a file


def _open_output(given: TextIO | None, number: int) -> Output:
    """The output of that descriptor, as Python had opened it, or had not for it was closed."""
    if sys.platform != "win32":
        os.set_blocking(number, True)  # whoever has it not to block would have it lose what its reader is late for
    if given is None:
        return Output(open(number, "wb", closefd=False), "utf-8", _NEAREST)
    at_once = bool(getattr(given, "write_through", False))  # python -u
    return Output(
        given.buffer, given.encoding, _NEAREST, line_buffering=given.isatty() or number == 2, write_through=at_once
    )
