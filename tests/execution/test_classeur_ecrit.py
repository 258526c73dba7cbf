"""The workbook of an output folder: written whole, or said not to be."""

from pathlib import Path

import openpyxl
import pytest

from quartiers.donnees import Contrat
from quartiers.execution import classeur
from quartiers.execution.classeur import write_workbook
from quartiers.execution.fichiers import CLASSEUR


def refuse(_path: Path, _content: bytes | str) -> None:
    """What Windows answers while Excel holds the file."""
    raise PermissionError(13, "Le processus ne peut pas accéder au fichier")


def test_it_is_written_and_opens(contrat: Contrat, tmp_path: Path) -> None:
    assert write_workbook(contrat, tmp_path) is None
    assert [p.name for p in tmp_path.iterdir()] == [CLASSEUR]
    book = openpyxl.load_workbook(tmp_path / CLASSEUR, read_only=True)
    assert book.sheetnames[0] == "Lisez-moi"
    book.close()


def test_a_workbook_held_open_is_said_and_left_as_it_was(
    contrat: Contrat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / CLASSEUR).write_bytes(b"hier")
    monkeypatch.setattr(classeur, "write_atomic", refuse)
    reason = write_workbook(contrat, tmp_path)
    assert reason is not None
    assert "ouvert dans un tableur" in reason
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == {CLASSEUR: b"hier"}


def test_a_folder_in_its_place_is_said(contrat: Contrat, tmp_path: Path) -> None:
    (tmp_path / CLASSEUR).mkdir()
    assert write_workbook(contrat, tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == [CLASSEUR]


def test_an_error_of_ours_is_kept_until_it_is_mended(
    contrat: Contrat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: Contrat) -> None:
        raise ValueError("imprévu")

    with monkeypatch.context() as patch:
        patch.setattr(classeur, "build_workbook", fail)
        assert write_workbook(contrat, tmp_path) == "ValueError : imprévu (conservé : echecs/donnees.txt)"
    assert "Traceback" in (tmp_path / "echecs" / "donnees.txt").read_text(encoding="utf-8")
    assert write_workbook(contrat, tmp_path) is None
    assert [p.name for p in tmp_path.iterdir()] == [CLASSEUR]
