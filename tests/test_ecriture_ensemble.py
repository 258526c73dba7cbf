"""Files that belong together: all of them change, or none."""

import os
from pathlib import Path

import pytest

from quartiers.ecriture import write_all

NAMES = ("a.pdf", "b.html", "c.ipynb")


def files_in(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in folder.iterdir() if p.is_file()}


def refuse(monkeypatch: pytest.MonkeyPatch, name: str, error: BaseException) -> None:
    """As Windows does for a file that another program has open."""
    replace = Path.replace

    def ours(self: Path, target: Path) -> Path:
        if Path(target).name == name:
            raise error
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", ours)


@pytest.mark.parametrize("links", [True, False], ids=["links", "no links"])
@pytest.mark.parametrize("refused", NAMES)
def test_one_file_open_elsewhere_leaves_all_as_they_were(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, refused: str, links: bool
) -> None:
    for name in NAMES:
        (tmp_path / name).write_text(f"ancien {name}")
        os.utime(tmp_path / name, (1_000_000, 1_000_000))
    before = files_in(tmp_path)
    if not links:

        def no_link(*_: object) -> None:
            raise OSError(95, "Operation not supported")

        monkeypatch.setattr(os, "link", no_link)
    refuse(monkeypatch, refused, PermissionError(13, "refusé"))
    with pytest.raises(PermissionError):
        write_all({tmp_path / name: "neuf" for name in NAMES})
    assert files_in(tmp_path) == before
    assert {(tmp_path / name).stat().st_mtime for name in NAMES} == {1_000_000}


def test_what_was_not_there_is_not_there_after_a_refusal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "c.ipynb").write_text("ancien")
    refuse(monkeypatch, "c.ipynb", PermissionError(13, "refusé"))
    with pytest.raises(PermissionError):
        write_all({tmp_path / name: "neuf" for name in NAMES})
    assert files_in(tmp_path) == {"c.ipynb": b"ancien"}


def test_a_folder_where_a_file_should_be_leaves_all_as_they_were(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_text("ancien")
    (tmp_path / "b.html").mkdir()
    with pytest.raises((IsADirectoryError, PermissionError)):  # by the system
        write_all({tmp_path / name: "neuf" for name in NAMES})
    assert files_in(tmp_path) == {"a.pdf": b"ancien"}
    assert (tmp_path / "b.html").is_dir()


def test_an_interruption_between_two_files_leaves_all_as_they_were(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in NAMES:
        (tmp_path / name).write_text("ancien")
    refuse(monkeypatch, "b.html", KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        write_all({tmp_path / name: "neuf" for name in NAMES})
    assert files_in(tmp_path) == dict.fromkeys(NAMES, b"ancien")


def test_what_is_written_replaces_all(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_text("ancien")
    write_all({tmp_path / name: f"neuf {name}" for name in NAMES})
    assert files_in(tmp_path) == {name: f"neuf {name}".encode() for name in NAMES}
