"""LibreOffice, where it is: a workbook as a spreadsheet saves it."""

import atexit
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

import pytest

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")


def save_as(path: Path, suffix: str) -> Path:
    """The workbook as LibreOffice saves it in that format, in a folder beside it; skipped where it is not installed."""
    if OFFICE is None:
        pytest.skip("LibreOffice is not on this machine")
    where = path.parent / "bureau"
    command = [OFFICE, f"-env:UserInstallation={_profile().as_uri()}", "--headless", "--convert-to", suffix[1:]]
    subprocess.run([*command, "--outdir", str(where), str(path)], check=True, capture_output=True, timeout=120)
    return where / f"{path.stem}{suffix}"


@cache
def _profile() -> Path:
    """A profile of this process's own: two that share one wait for each other, or fail."""
    folder = tempfile.mkdtemp(prefix="bureau-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)
