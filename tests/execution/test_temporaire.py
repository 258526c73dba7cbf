"""The folder for temporary files is everybody's: a run leaves nothing of its own there, and touches nothing else."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from quartiers.execution.echecs import EcritureImpossible
from quartiers.execution.noyaux.temporaire import DossierTemporaire, remove
from tests.conftest import Link

HOLD = """\
import sys, time
from quartiers.execution.noyaux.temporaire import DossierTemporaire
dossier = DossierTemporaire()
(dossier.chemin / "contrat.pickle").write_text("x")
print(dossier.chemin, flush=True)
time.sleep(600)
"""


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder for temporary files, that other programs use too."""
    folder = tmp_path / "tmp"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setenv("TEMP", str(folder))
    return folder


def state(folder: Path) -> dict[str, object]:
    """What a folder holds, by name: kind, mode, date and content."""
    found: dict[str, object] = {}
    for path in sorted(folder.rglob("*")):
        status = path.lstat()
        content = str(path.readlink()) if path.is_symlink() else path.read_bytes() if path.is_file() else None
        found[path.relative_to(folder).as_posix()] = (status.st_mode, status.st_mtime_ns, content)
    return found


def age(folder: Path) -> None:
    yesterday = time.time() - 86_400
    for path in (folder, *folder.rglob("*")):
        os.utime(path, (yesterday, yesterday))


def left_by_a_killed_run() -> Path:
    """The folder of a process that was killed: it could not remove it."""
    with subprocess.Popen([sys.executable, "-c", HOLD], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        folder = Path(process.stdout.readline().strip())
        process.kill()
    assert (folder / "contrat.pickle").is_file()
    return folder


def run() -> None:
    DossierTemporaire().close()


def test_a_run_leaves_nothing(place: Path) -> None:
    dossier = DossierTemporaire()
    assert dossier.chemin.parent == place
    (dossier.chemin / "k-1").mkdir()
    (dossier.chemin / "k-1" / "noyau.json").write_text("{}")
    dossier.close()
    assert list(place.iterdir()) == []


def test_what_a_killed_run_left_is_removed_by_the_next(place: Path) -> None:
    folder = left_by_a_killed_run()
    run()
    assert not folder.exists()
    assert list(place.iterdir()) == []


def test_the_folder_of_a_run_that_is_at_work_stays(place: Path) -> None:
    dossier = DossierTemporaire()
    with subprocess.Popen([sys.executable, "-c", HOLD], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        other = Path(process.stdout.readline().strip())
        age(other)
        run()
        assert (other / "contrat.pickle").is_file()
        assert dossier.chemin.is_dir()
        process.kill()
    dossier.close()
    run()
    assert list(place.iterdir()) == []


def output_folder(place: Path) -> None:
    """``--sortie /tmp/q-rapports``: it holds a lock too, and files of who runs the program."""
    (place / "q-rapports" / "quartiers").mkdir(parents=True)
    (place / "q-rapports" / "notes.txt").write_text("précieux")
    (place / "q-rapports" / ".verrou").touch()


def copy_of_ours(place: Path) -> None:
    """Somebody kept a killed run's folder to look at it."""
    folder = left_by_a_killed_run()
    shutil.copytree(folder, place / "q-garde")
    shutil.rmtree(folder)


def marked_otherwise(place: Path) -> None:
    (place / "q-outil").mkdir()
    (place / "q-outil" / ".verrou").touch()
    (place / "q-outil" / ".quartiers").write_text("une liste de quartiers")


def marked_by_a_folder(place: Path) -> None:
    (place / "q-outil" / ".quartiers").mkdir(parents=True)
    (place / "q-outil" / ".verrou").touch()


# What may be in the folder for temporary files, and is no run's.
NEIGHBOURS: dict[str, Callable[[Path], object]] = {
    "an output folder": output_folder,
    "a folder of another program": lambda p: ((p / "q-outil").mkdir(), (p / "q-outil" / "x").write_text("précieux")),
    "with a lock that says something": lambda p: (
        (p / "q-outil").mkdir(),
        (p / "q-outil" / ".verrou").write_text("numéro 42"),
    ),
    "an empty folder": lambda p: (p / "q-vide").mkdir(),
    "a file": lambda p: (p / "q-notes").write_text("précieux"),
    "a copy of a run's folder": copy_of_ours,
    "a folder with another mark": marked_otherwise,
    "a folder whose mark is a folder": marked_by_a_folder,
}


@pytest.mark.parametrize("what", NEIGHBOURS)
def test_what_is_no_run_s_stays_as_it_is(place: Path, what: str) -> None:
    NEIGHBOURS[what](place)
    age(place)
    before = state(place)
    assert before
    run()
    assert state(place) == before


def test_links_are_not_followed(place: Path, tmp_path: Path, link: Link) -> None:
    """To the folder of a killed run that was moved away; and to a mark that says what it should."""
    folder = left_by_a_killed_run()
    moved = tmp_path / folder.name
    folder.rename(moved)
    link(folder, moved)
    other = place / "q-autre"
    other.mkdir()
    (other / "notes.txt").write_text("précieux")
    (other / ".verrou").touch()
    mark = (moved / ".quartiers").read_text(encoding="utf-8").replace(moved.name, other.name)
    (moved / "marque").write_text(mark, encoding="utf-8")
    link(other / ".quartiers", moved / "marque")
    before, kept = state(place), state(moved)
    run()
    assert state(place) == before
    assert state(moved) == kept


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="files say whose they are on Unix")
def test_what_another_user_s_run_left_stays(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor is it trusted: his folder may say that it is mine."""
    left_by_a_killed_run()
    before = state(place)
    me = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: me + 1)
    forged = next(place.glob("q-*/.quartiers"))
    text = forged.read_text(encoding="utf-8")
    run()
    assert state(place) == before
    forged.write_text(text.replace(str(me), str(me + 1)), encoding="utf-8")
    before = state(place)
    run()
    assert state(place) == before


def test_only_a_run_s_folder_is_removed_on_demand(tmp_path: Path) -> None:
    """What the nursery is told to remove when its owner is no more."""
    (tmp_path / "notes.txt").write_text("précieux")
    remove(tmp_path)
    remove(tmp_path / "absent")
    assert (tmp_path / "notes.txt").read_text() == "précieux"


def test_a_folder_that_cannot_be_marked_is_not_left(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk is full: nobody would know later whose it is."""

    def full(*_: object, **__: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(EcritureImpossible, match="plus de place"):
        DossierTemporaire()
    assert list(place.iterdir()) == []
