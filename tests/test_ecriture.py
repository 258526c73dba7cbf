"""Files appear whole or not at all."""

import os
from pathlib import Path

import pytest

from quartiers.ecriture import write_all, write_atomic


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
