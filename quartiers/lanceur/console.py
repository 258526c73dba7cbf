"""What the launcher asks and runs: a line that is typed, a process that Ctrl-C stops, and not the menu with it."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from quartiers.lanceur.environnement import clean_environment

INTERRUPTED: Final = 130
_WIDTH: Final = 100


class Fini(Exception):
    """Nobody types any more: Ctrl-C at a question, or no console."""


def say(text: str) -> None:
    """Print a text, its lines folded between words where the window is too narrow for them."""
    width = min(_WIDTH, shutil.get_terminal_size((_WIDTH, 24)).columns - 1)
    for line in text.split("\n"):
        indent = line[: len(line) - len(line.lstrip())]
        print(
            textwrap.fill(line, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False),
            flush=True,
        )


def ask(question: str) -> str:
    """What is typed in answer, without spaces around it nor what a key that is no letter's sends; or :class:`Fini`."""
    try:
        return "".join(c for c in input(question) if c.isprintable()).strip()
    except (EOFError, KeyboardInterrupt):
        print()
        raise Fini from None


def run_in_turn(command: Sequence[str | Path], folder: Path) -> int:
    """Run a command on this console; its exit code. Ctrl-C is its business: this process waits for it to end."""

    def leave_it_alone(_number: int, _frame: object) -> None:
        """Not SIG_IGN: the command would inherit it, and not stop."""

    former = signal.signal(signal.SIGINT, leave_it_alone)
    try:
        return subprocess.Popen(command, cwd=folder, env=clean_environment()).wait()
    finally:
        signal.signal(signal.SIGINT, former)
        forget_typed()


def read_lines(command: Sequence[str | Path], folder: Path) -> tuple[int, list[str]]:
    """The exit code and the lines of a command that says a list; what it complains of is shown."""
    done = subprocess.run(
        command,
        cwd=folder,
        env=clean_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    return done.returncode, [line for line in done.stdout.splitlines() if line.strip()]


def forget_typed() -> None:
    """Drop what was typed while something ran: it answers no question."""
    if sys.platform == "win32":
        import msvcrt

        while msvcrt.kbhit():
            msvcrt.getwch()
    else:
        import termios

        with contextlib.suppress(OSError, ValueError, AttributeError, termios.error):  # no console
            termios.tcflush(sys.stdin, termios.TCIFLUSH)


def is_there(path: Path | str) -> bool:
    """Whether there is a file of that name; what can be no name (too long, say) is none, rather than an error."""
    return os.path.exists(path)  # noqa: PTH110
