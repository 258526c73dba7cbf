"""Files appear whole or not at all, in place of the program's own only."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from quartiers.ecriture import add_to, sweep, write_all, write_atomic
from quartiers.marques import temporary_name
from tests.conftest import Link


def files_in(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_text_and_bytes_are_written_as_they_are(tmp_path: Path) -> None:
    write_all({tmp_path / "sous" / "dossier" / "a.html": "é\u202f%\n", tmp_path / "b.pdf": b"\x00\r\n"})
    # No line ending of the machine: the same report is the same file everywhere.
    assert files_in(tmp_path) == {"sous/dossier/a.html": "é\u202f%\n".encode(), "b.pdf": b"\x00\r\n"}


def test_an_older_file_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("ancien, et plus long")
    write_atomic(tmp_path / "a", "neuf")
    assert files_in(tmp_path) == {"a": b"neuf"}


@pytest.mark.skipif(os.name != "posix", reason="permissions of Unix")
def test_everyone_can_read_the_files(tmp_path: Path) -> None:
    """Temporary files are private; reports are put on a shared drive or a web server."""
    write_atomic(tmp_path / "a", "x")
    assert (tmp_path / "a").stat().st_mode & 0o444 == 0o444


def test_nothing_changes_when_one_file_of_several_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk at the second file: a page of today beside a PDF of last year would not agree."""
    (tmp_path / "a.html").write_text("ancien a")
    (tmp_path / "b.pdf").write_text("ancien b")
    calls = []

    def full_disk(descriptor: int) -> None:
        calls.append(descriptor)
        if len(calls) == 2:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full_disk)
    with pytest.raises(OSError, match="No space left"):
        write_all({tmp_path / "a.html": "neuf a", tmp_path / "b.pdf": "neuf b", tmp_path / "c": "neuf c"})
    assert files_in(tmp_path) == {"a.html": b"ancien a", "b.pdf": b"ancien b"}


def test_a_folder_that_cannot_be_made_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "fichier").write_text("un fichier, là où il faudrait un dossier")
    with pytest.raises((FileExistsError, NotADirectoryError)):
        write_all({tmp_path / "a": "neuf", tmp_path / "fichier" / "b": "neuf"})
    assert set(files_in(tmp_path)) == {"fichier"}


def test_an_interruption_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl+C is not an Exception: temporary files must go all the same."""

    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_atomic(tmp_path / "a", "neuf")
    assert files_in(tmp_path) == {}


# -- what was there, and is not the program's -------------------------------------------------------------


def test_the_name_gets_a_file_and_what_a_link_led_to_stays(tmp_path: Path, link: Link) -> None:
    (tmp_path / "ailleurs").write_text("précieux")
    link(tmp_path / "a", "ailleurs")
    link(tmp_path / "b", "absent")
    write_all({tmp_path / "a": "neuf", tmp_path / "b": "neuf"})
    assert files_in(tmp_path) == {"a": b"neuf", "b": b"neuf", "ailleurs": "précieux".encode()}
    assert not (tmp_path / "a").is_symlink()


def test_the_other_names_of_a_file_keep_it(tmp_path: Path) -> None:
    """A copy of the folder made of links, as backups are: it is not changed from the other side."""
    (tmp_path / "a").write_text("ancien")
    os.link(tmp_path / "a", tmp_path / "sauvegarde")
    write_all({tmp_path / "a": "neuf", tmp_path / "b": "neuf"})
    assert files_in(tmp_path) == {"a": b"neuf", "b": b"neuf", "sauvegarde": b"ancien"}


@pytest.mark.parametrize("target", ["ailleurs", "absent"])
def test_a_link_is_put_back_when_the_files_are_refused(tmp_path: Path, link: Link, target: str) -> None:
    (tmp_path / "ailleurs").write_text("précieux")
    link(tmp_path / "a", target)
    (tmp_path / "b").mkdir()
    with pytest.raises((IsADirectoryError, PermissionError)):  # by the system
        write_all({tmp_path / "a": "neuf", tmp_path / "b": "neuf"})
    assert (tmp_path / "a").readlink() == Path(target)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a", "ailleurs", "b"]
    assert (tmp_path / "ailleurs").read_text() == "précieux"


def test_lines_are_added_to_a_file_of_the_programs_own(tmp_path: Path) -> None:
    add_to(tmp_path / "a", b"un\n")
    before = (tmp_path / "a").stat().st_ino
    add_to(tmp_path / "a", b"deux\n")
    assert (tmp_path / "a").read_bytes() == b"un\ndeux\n"
    assert (tmp_path / "a").stat().st_ino == before


@pytest.mark.parametrize("target", ["ailleurs", "absent"])
def test_nothing_is_added_to_what_a_link_leads_to(tmp_path: Path, link: Link, target: str) -> None:
    (tmp_path / "ailleurs").write_text("précieux")
    link(tmp_path / "a", target)
    add_to(tmp_path / "a", b"un\n")
    add_to(tmp_path / "a", b"deux\n")
    assert files_in(tmp_path) == {"a": b"un\ndeux\n", "ailleurs": "précieux".encode()}


def test_nothing_is_added_to_the_other_names_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"un\n")
    os.link(tmp_path / "a", tmp_path / "sauvegarde")
    add_to(tmp_path / "a", b"deux\n")
    add_to(tmp_path / "a", b"trois\n")
    assert files_in(tmp_path) == {"a": b"un\ndeux\ntrois\n", "sauvegarde": b"un\n"}


def test_nothing_is_added_to_a_folder(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    with pytest.raises(OSError, match="a"):
        add_to(tmp_path / "a", b"un\n")
    assert list((tmp_path / "a").iterdir()) == []


# -- what a killed process has left ------------------------------------------------------------------------


def test_what_the_program_was_writing_is_swept(tmp_path: Path, link: Link) -> None:
    """A half-written file; the other name of an older one; the place of a link."""
    (tmp_path / temporary_name()).write_text("la moitié d'un rap")
    (tmp_path / "a").write_text("ancien")
    os.link(tmp_path / "a", tmp_path / temporary_name())
    link(tmp_path / temporary_name(), "a")
    sweep(tmp_path)
    assert files_in(tmp_path) == {"a": b"ancien"}


# Neighbours of a temporary file, in a folder of which the program is asked to sweep its own.
NEIGHBOURS: dict[str, Callable[[Path], object]] = {
    "named by another program": lambda p: (p / ".en-cours-abc.tmp").write_text("précieux"),
    "with the length of ours": lambda p: (p / f".en-cours-{'0' * 16}-{'0' * 8}.tmp").write_text("précieux"),
    "a copy that somebody made": lambda p: (p / f"{temporary_name()}.bak").write_text("précieux"),
    "a folder with a name of ours": lambda p: ((d := p / temporary_name()).mkdir(), (d / "x").write_text("précieux")),
    "in a folder below": lambda p: ((p / "sous").mkdir(), (p / "sous" / temporary_name()).write_text("précieux")),
}


@pytest.mark.parametrize("what", NEIGHBOURS)
def test_what_is_not_the_programs_is_not_swept(tmp_path: Path, what: str) -> None:
    NEIGHBOURS[what](tmp_path)
    before = files_in(tmp_path)
    assert before
    (tmp_path / temporary_name()).write_text("la moitié d'un rap")
    sweep(tmp_path)
    assert files_in(tmp_path) == before


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="files say whose they are on Unix")
def test_what_another_user_was_writing_is_not_swept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / temporary_name()
    path.write_text("la moitié de son rap")
    monkeypatch.setattr(os, "geteuid", lambda: path.stat().st_uid + 1)
    sweep(tmp_path)
    assert path.read_text() == "la moitié de son rap"


def test_there_may_be_nothing_to_sweep(tmp_path: Path) -> None:
    sweep(tmp_path / "absent")
    (tmp_path / "fichier").write_text("précieux")
    sweep(tmp_path / "fichier")
    assert files_in(tmp_path) == {"fichier": "précieux".encode()}
