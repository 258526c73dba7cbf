"""Opening a file: by the system's own program, without waiting for it, and not at all where there is no screen."""

import sys
import time
from pathlib import Path

import pytest
from ecran import Ecran

from quartiers.double_clic import open_file

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the programs of Linux")


@pytest.fixture
def ecran(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ecran:
    ecran = Ecran(tmp_path / "ecran")
    for name, value in ecran.environment.items():
        monkeypatch.setenv(name, value)
    return ecran


def test_a_file_is_shown_whatever_its_name(ecran: Ecran, tmp_path: Path) -> None:
    path = tmp_path / "Été & co (100 %) ! $HOME `x` l'essai.html"
    assert open_file(path)
    assert ecran.shown() == [str(path)]


@pytest.mark.usefixtures("ecran")
def test_it_is_not_waited_for(tmp_path: Path) -> None:
    (tmp_path / "ecran" / "programmes" / "xdg-open").write_text("#!/bin/sh\nsleep 5\n")
    start = time.monotonic()
    assert open_file(tmp_path)
    assert time.monotonic() - start < 2


@pytest.mark.usefixtures("ecran")
def test_without_a_screen_nothing_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    assert not open_file(tmp_path)


def test_without_a_program_that_shows_files_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":77")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not open_file(tmp_path)
