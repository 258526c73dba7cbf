"""Opening a file as a double-click would: in the browser, the spreadsheet or the reader of PDF of whoever is there."""

import os
import subprocess
import sys
from pathlib import Path


def open_file(path: Path) -> bool:
    """Ask the system to show a file, and go on; False where it has nothing to show files with (a server, say)."""
    try:
        if sys.platform == "win32":
            os.startfile(path)
        elif sys.platform == "darwin":
            _start("open", path)
        elif os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
            _start("xdg-open", path)
        else:  # without a screen, it might show the page in the terminal itself, and wait
            return False
    except OSError:  # no program for that kind of file, or none to ask
        return False
    return True


def _start(opener: str, path: Path) -> None:
    """In a session of its own: Ctrl-C stops what was typed here, not the browser that it has opened."""
    nowhere = subprocess.DEVNULL
    subprocess.Popen([opener, path], stdin=nowhere, stdout=nowhere, stderr=nowhere, start_new_session=True)
