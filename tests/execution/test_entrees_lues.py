"""What a run could read is told by its fingerprint, whatever is in the folders."""

import os
from pathlib import Path

import pytest

from quartiers.execution import empreintes
from quartiers.execution.empreintes import digest_inputs
from tests.conftest import Link


def test_only_files_are_read(tmp_path: Path, link: Link) -> None:
    """A pipe that nobody writes in, a device that never ends: a run would wait for ever. Mended, they are a change."""
    if not hasattr(os, "mkfifo"):
        pytest.skip("pipes with names and devices are of Unix")
    os.mkfifo(tmp_path / "constats.csv")
    link(tmp_path / "sans_fin.csv", "/dev/zero")
    link(tmp_path / "soi.csv", "soi.csv")
    before = digest_inputs(tmp_path)
    (tmp_path / "constats.csv").unlink()
    (tmp_path / "constats.csv").write_text("")
    assert digest_inputs(tmp_path) != before


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="files of the system that never end")
def test_a_folder_of_the_system_is_looked_at_and_not_read() -> None:
    digest_inputs(Path("/proc"))


def test_what_is_too_heavy_to_be_a_table_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(empreintes, "MAX_INPUT", 10)
    path = tmp_path / "a.csv"
    path.write_text("x" * 11)
    os.utime(path, ns=(1, 1))
    before = digest_inputs(tmp_path)
    path.write_text("y" * 11)
    os.utime(path, ns=(1, 1))
    assert digest_inputs(tmp_path) == before
    os.utime(path, ns=(2, 2))
    assert digest_inputs(tmp_path) != before
