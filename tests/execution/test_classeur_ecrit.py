"""A file that is not a report's: written whole, or said not to be. The workbook is one."""

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from quartiers.donnees import Contrat
from quartiers.donnees.instantane import write_snapshot
from quartiers.execution import echecs
from quartiers.execution.classeur import make_workbook, write_workbook
from quartiers.execution.echecs import write_file
from quartiers.execution.sorties import CLASSEUR
from quartiers.marques import bears_mark


def content() -> bytes:
    return b"aujourd'hui"


def failing(error: Exception) -> Callable[..., bytes]:
    def fail(*_: object) -> bytes:
        raise error

    return fail


def test_the_workbook_opens_and_is_the_same_in_a_process_of_its_own(contrat: Contrat, tmp_path: Path) -> None:
    made, reason = write_file(tmp_path, CLASSEUR, lambda: make_workbook(contrat))
    assert reason is None
    assert [p.name for p in tmp_path.iterdir()] == [CLASSEUR]
    book = openpyxl.load_workbook(tmp_path / CLASSEUR, read_only=True)
    assert book.sheetnames[0] == "Lisez-moi"
    book.close()
    write_snapshot(contrat, tmp_path / "contrat.pickle")
    write_workbook(str(tmp_path / "contrat.pickle"), str(tmp_path / "autre.xlsx"))
    assert (tmp_path / "autre.xlsx").read_bytes() == made
    assert bears_mark(tmp_path / CLASSEUR)


def test_a_file_held_open_is_said_and_left_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What Windows answers while Excel holds the file."""
    (tmp_path / CLASSEUR).write_bytes(b"hier")
    refused = failing(PermissionError(13, "Le processus ne peut pas accéder au fichier"))
    monkeypatch.setattr(echecs, "write_atomic", refused)
    written, reason = write_file(tmp_path, CLASSEUR, content)
    assert written is None
    assert "ouvert dans un autre logiciel" in (reason or "")
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == {CLASSEUR: b"hier"}


def test_a_folder_in_its_place_is_said(tmp_path: Path) -> None:
    (tmp_path / CLASSEUR).mkdir()
    assert write_file(tmp_path, CLASSEUR, content)[1]
    assert [p.name for p in tmp_path.iterdir()] == [CLASSEUR]


def test_an_error_of_ours_is_kept_until_it_is_mended(tmp_path: Path) -> None:
    _, reason = write_file(tmp_path, CLASSEUR, failing(ValueError("imprévu")))
    assert reason == "ValueError : imprévu (conservé : echecs/donnees.txt)"
    assert "Traceback" in (tmp_path / "echecs" / "donnees.txt").read_text(encoding="utf-8")
    assert write_file(tmp_path, CLASSEUR, content) == (b"aujourd'hui", None)
    assert [p.name for p in tmp_path.iterdir()] == [CLASSEUR]
