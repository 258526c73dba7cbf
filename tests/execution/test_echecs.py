"""What explains a failure, in ``echecs/``: the program's, made and removed by it, beside what is not."""

import errno
from pathlib import Path

import pytest

from quartiers.execution.echecs import describe_error, explain_error, keep_explanation, say_and_keep
from quartiers.marques import signature
from tests.conftest import Link

NOTEBOOK = (".ipynb", f'{{"cells": [], "metadata": {{{signature(".ipynb")}}}}}')
NAMES = ("quartiers-a.txt", "quartiers-a.ipynb")


def text() -> tuple[str, str]:
    try:
        raise ValueError("imprévu")
    except ValueError as error:
        explained = explain_error(error)
    assert explained is not None
    return explained


def files_in(folder: Path) -> dict[str, str]:
    return {p.relative_to(folder).as_posix(): p.read_text("utf-8") for p in folder.rglob("*") if p.is_file()}


@pytest.fixture
def echecs(tmp_path: Path) -> Path:
    return tmp_path / "echecs"


def test_an_explanation_takes_the_place_of_the_one_before(echecs: Path) -> None:
    assert keep_explanation(echecs, "quartiers/a", NOTEBOOK) == echecs / "quartiers-a.ipynb"
    assert keep_explanation(echecs, "quartiers/a", text()) == echecs / "quartiers-a.txt"
    assert files_in(echecs).keys() == {"quartiers-a.txt"}
    assert keep_explanation(echecs, "quartiers/b", NOTEBOOK)
    keep_explanation(echecs, "quartiers/a", None)
    assert files_in(echecs).keys() == {"quartiers-b.ipynb"}
    keep_explanation(echecs, "quartiers/b", None)
    assert not echecs.exists()


@pytest.mark.parametrize("explanation", [None, NOTEBOOK, text()], ids=["success", "cell", "error"])
@pytest.mark.parametrize("name", [*NAMES, "notes.txt"])
def test_somebodys_file_stays(echecs: Path, name: str, explanation: tuple[str, str] | None) -> None:
    """Whatever its name, and whatever becomes of the report; nobody is sent to read it as an explanation."""
    echecs.mkdir()
    (echecs / name).write_text("précieux", "utf-8")
    kept = keep_explanation(echecs, "quartiers/a", explanation)
    assert files_in(echecs)[name] == "précieux"
    assert kept is None or kept.name != name
    keep_explanation(echecs, "quartiers/a", None)
    assert files_in(echecs) == {name: "précieux"}


def test_somebodys_empty_folder_stays(echecs: Path) -> None:
    echecs.mkdir()
    keep_explanation(echecs, "quartiers/a", None)
    assert echecs.is_dir()


@pytest.mark.parametrize("explanation", [None, NOTEBOOK, text()], ids=["success", "cell", "error"])
def test_a_folder_that_is_a_link_is_not_followed(
    tmp_path: Path, echecs: Path, link: Link, explanation: tuple[str, str] | None
) -> None:
    """It may lead to the failures of another output folder."""
    other = tmp_path / "ailleurs"
    assert keep_explanation(other, "quartiers/a", text())
    before = files_in(other)
    link(echecs, other)
    assert say_and_keep(tmp_path, "quartiers/a", "rien ne va", explanation) == "rien ne va"
    assert files_in(other) == before
    assert echecs.is_symlink()


@pytest.mark.parametrize("target", ["ailleurs", "absent"])
@pytest.mark.parametrize("name", NAMES)
def test_an_explanation_that_is_a_link_is_not_followed(
    tmp_path: Path, echecs: Path, link: Link, name: str, target: str
) -> None:
    echecs.mkdir()
    (tmp_path / "ailleurs").write_text("".join(map(signature, (".txt", ".ipynb"))), "utf-8")
    before = files_in(tmp_path)
    link(echecs / name, tmp_path / target)
    explanation = text() if name.endswith(".txt") else NOTEBOOK
    assert keep_explanation(echecs, "quartiers/a", explanation) is None
    keep_explanation(echecs, "quartiers/a", None)
    assert (echecs / name).is_symlink()
    assert {n: c for n, c in files_in(tmp_path).items() if not n.startswith("echecs")} == before


def test_a_folder_in_the_place_of_an_explanation_stays(echecs: Path) -> None:
    (echecs / NAMES[0]).mkdir(parents=True)
    assert keep_explanation(echecs, "quartiers/a", text()) is None
    assert (echecs / NAMES[0]).is_dir()


def test_what_the_system_refused_needs_no_explanation() -> None:
    assert explain_error(OSError(errno.ENOSPC, "No space left on device")) is None
    assert "plus de place" in describe_error(OSError(errno.ENOSPC, "No space left on device"))
