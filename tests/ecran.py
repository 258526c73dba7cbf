"""A screen for a command that opens what it has made: what it asks to be shown is only noted.

Shared by the tests of the command line and of what opens a file.
"""

import os
import time
from pathlib import Path


class Ecran:
    """The environment of a process that has a screen, and what was to be shown on it."""

    def __init__(self, folder: Path):
        self._notes = folder / "montres.txt"
        programs = folder / "programmes"
        programs.mkdir(parents=True)
        for name in ("xdg-open", "open"):
            (programs / name).write_text(f"#!/bin/sh\nprintf '%s\\n' \"$1\" >> '{self._notes}'\n")
            (programs / name).chmod(0o755)
        self.environment = {"PATH": f"{programs}{os.pathsep}{os.environ['PATH']}", "DISPLAY": ":77"}

    def shown(self) -> list[str]:
        """Nothing waits for what shows it: its note may come a little after the end of the command."""
        end = time.monotonic() + 10
        while not self._notes.exists() and time.monotonic() < end:
            time.sleep(0.05)
        return self._notes.read_text(encoding="utf-8").splitlines()
