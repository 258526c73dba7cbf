"""Folders that are not on this machine: fsspec's own, in memory."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from quartiers.chemins import CheminInvalide, fetched, is_local, map_files, parse_folder, try_writing
from quartiers.ecriture import sweep, write_all
from quartiers.execution.echecs import keep_explanation
from quartiers.execution.manifeste import Manifeste, digest
from quartiers.execution.verrou import alone_in
from quartiers.marques import temporary_name


@pytest.fixture
def distant() -> Iterator[Path]:
    """A folder in memory, empty before and after."""
    pytest.importorskip("upath", reason="universal_pathlib is not installed")
    folder: Any = parse_folder("memory://contrat/dossier é/")
    yield folder
    folder.fs.store.clear()
    folder.fs.pseudo_dirs[:] = [""]


@pytest.mark.parametrize("text", ["reports", "/tmp/a b", "C:\\rapports", "C:/rapports", "a:b", "../x"])
def test_an_ordinary_path_stays_one(text: str) -> None:
    assert parse_folder(text) == Path(text)
    assert is_local(parse_folder(text))


def test_no_text_names_no_folder() -> None:
    """Not even the current one: it would be that of a variable that is not set."""
    with pytest.raises(CheminInvalide, match="un chemin est attendu"):
        parse_folder("")


def test_a_protocol_that_does_not_exist_is_said() -> None:
    pytest.importorskip("upath", reason="universal_pathlib is not installed")
    with pytest.raises(CheminInvalide, match="« inconnu://x » n'est pas un dossier utilisable"):
        parse_folder("inconnu://x")


def test_without_the_library_the_message_says_how_to_have_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "upath", None)
    with pytest.raises(CheminInvalide, match=r"pip install -r requirements-dask\.txt"):
        parse_folder("s3://seau/rapports")


def test_files_are_written_whole_and_over_the_older_ones(distant: Path) -> None:
    write_all({distant / "quartiers/a.html": "un"})
    write_all({distant / "quartiers/a.html": "deux", distant / "quartiers/a.pdf": b"%PDF"})
    there = {p.name: p.read_bytes() for p in (distant / "quartiers").iterdir()}
    assert there == {"a.html": b"deux", "a.pdf": b"%PDF"}


def test_when_one_file_cannot_be_written_the_older_ones_stay(distant: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_all({distant / "a.html": "bon", distant / "a.pdf": "bon"})
    real, written = type(distant).write_bytes, []

    def full(path: Path, data: bytes) -> int:
        written.append(path)
        if len(written) > 1:
            raise OSError(28, "No space left on device")
        return real(path, data)

    monkeypatch.setattr(type(distant), "write_bytes", full)
    with pytest.raises(OSError, match="No space left"):
        write_all({distant / "a.html": "neuf", distant / "a.pdf": "neuf"})
    assert {p.name: p.read_bytes() for p in distant.iterdir()} == {"a.html": b"bon", "a.pdf": b"bon"}


def test_what_a_killed_process_left_is_swept(distant: Path) -> None:
    write_all({distant / "a.html": "bon"})
    (distant / ".en-cours-1.tmp").write_bytes(b"d'un autre programme")
    (distant / temporary_name()).write_bytes(b"mo")
    sweep(distant)
    assert {p.name for p in distant.iterdir()} == {"a.html", ".en-cours-1.tmp"}


def test_a_data_folder_is_read_through_a_copy_of_its_visible_files(distant: Path, tmp_path: Path) -> None:
    write_all({distant / "quartiers.csv": "a;b", distant / ".cache": "x", distant / "sous/autre.csv": "c"})
    with fetched(distant, tmp_path) as folder:
        assert folder.parent == tmp_path  # the run's own: it goes with it, even if its process is killed
        assert {p.name: p.read_text() for p in folder.iterdir()} == {"quartiers.csv": "a;b"}
    assert not folder.exists()


def test_a_data_folder_that_is_not_there_is_said(distant: Path, tmp_path: Path) -> None:
    with (
        pytest.raises(CheminInvalide, match=r"Dossier de données introuvable : memory://contrat/rien"),
        fetched(distant.parent / "rien", tmp_path),
    ):
        pass


def test_a_folder_that_refuses_files_is_said(distant: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    try_writing(distant)
    assert list(distant.iterdir()) == []

    def refuse(*_: object) -> None:
        raise PermissionError("AccessDenied")

    monkeypatch.setattr(type(distant), "write_bytes", refuse)
    with pytest.raises(CheminInvalide, match="AccessDenied"):
        try_writing(distant)


def test_the_manifest_is_kept_as_reports_come_and_at_the_end(distant: Path) -> None:
    manifeste = Manifeste(distant)
    for number in range(25):
        write_all({distant / f"{number}.html": str(number)})
        manifeste.record(f"empreinte {number}", {f"{number}.html": digest(str(number))})
    killed = Manifeste.read(distant)
    assert len(killed.sorties) == 20  # the last five would be made again
    assert killed.is_current("3.html", "empreinte 3")
    manifeste.save()
    assert len(Manifeste.read(distant).sorties) == 25
    (distant / "3.html").write_bytes(b"autre")
    assert not Manifeste.read(distant).is_current("3.html", "empreinte 3")


def test_explanations_of_other_reports_stay(distant: Path) -> None:
    """fsspec removes a folder with all that it holds."""
    keep_explanation(distant / "echecs", "a", (".txt", "pourquoi"))
    keep_explanation(distant / "echecs", "b", (".txt", "pourquoi"))
    keep_explanation(distant / "echecs", "a", None)
    assert [p.name for p in (distant / "echecs").iterdir()] == ["b.txt"]


def test_it_holds_no_lock(distant: Path) -> None:
    with alone_in(distant):
        pass
    assert not distant.exists() or list(distant.iterdir()) == []


def test_files_are_looked_at_in_their_order(distant: Path, tmp_path: Path) -> None:
    for folder in (distant, tmp_path):
        assert map_files(folder, lambda number: number * 2, range(40)) == [2 * number for number in range(40)]
