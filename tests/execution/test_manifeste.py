"""The manifest of an output folder: what it remembers, and what a damaged one makes of that."""

import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quartiers.execution.manifeste import MANIFESTE, Manifeste, digest
from tests.conftest import Link


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.html").write_text("un")
    (tmp_path / "b.html").write_text("deux")
    manifeste = Manifeste.read(tmp_path)
    manifeste.record("E1", {"a.html": digest("un")})
    manifeste.record("E2", {"b.html": digest("deux")}, {"<contrat>": "C"})
    return tmp_path


@pytest.mark.parametrize("saved", [False, True], ids=["killed before its end", "whole run"])
def test_it_remembers_what_each_file_was_made_from(folder: Path, saved: bool) -> None:
    if saved:
        Manifeste.read(folder).save()
    manifeste = Manifeste.read(folder)
    assert manifeste.is_current("a.html", "E1")
    assert not manifeste.is_current("a.html", "E2")
    assert not manifeste.is_current("c.html", "E1")
    assert not manifeste.abime


def test_a_file_that_is_not_as_it_was_written_is_not_current(folder: Path) -> None:
    (folder / "a.html").write_text("un !")
    (folder / "b.html").unlink()
    manifeste = Manifeste.read(folder)
    assert not manifeste.is_current("a.html", "E1")
    assert not manifeste.is_current("b.html", "E2")


def test_a_reading_that_changed_makes_a_file_stale(folder: Path) -> None:
    manifeste = Manifeste.read(folder)
    assert manifeste.is_current("b.html", "E2", {"<contrat>": "C"}.get)
    assert not manifeste.is_current("b.html", "E2", {"<contrat>": "D"}.get)
    assert not manifeste.is_current("b.html", "E2", {}.get)


def test_saving_forgets_the_files_that_are_gone(folder: Path) -> None:
    (folder / "a.html").unlink()
    Manifeste.read(folder).save()
    assert b"a.html" not in (folder / MANIFESTE).read_bytes()
    assert b"b.html" in (folder / MANIFESTE).read_bytes()


def test_a_line_cut_short_spoils_itself_only(folder: Path) -> None:
    """What a power cut leaves: the next run writes on."""
    path = folder / MANIFESTE
    path.write_bytes(path.read_bytes().rstrip()[:-10])
    manifeste = Manifeste.read(folder)
    assert manifeste.abime
    assert manifeste.is_current("a.html", "E1")
    assert not manifeste.is_current("b.html", "E2")
    manifeste.record("E2", {"b.html": digest("deux")})
    assert Manifeste.read(folder).is_current("b.html", "E2")


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    garbage=st.binary() | st.text().map(str.encode) | st.sampled_from([b"[]", b"{}", b"null", b"3", b'{"version":1}'])
)
def test_whatever_is_in_it_it_is_read(tmp_path: Path, garbage: bytes) -> None:
    """Never an error, and never a file taken for current: at worst all is made again."""
    (tmp_path / "a.html").write_text("un")
    (tmp_path / MANIFESTE).write_bytes(garbage)
    assert not Manifeste.read(tmp_path).is_current("a.html", "E1")


@pytest.mark.parametrize(
    "line",
    [
        '{"version": 1, "empreinte": "E1", "fichiers": {"a.html": 3}}',
        '{"version": 1, "empreinte": "E1", "fichiers": ["a.html"]}',
        '{"version": 1, "empreinte": ["E1"], "fichiers": {"a.html": "x"}}',
        '{"version": 1, "empreinte": "E1", "fichiers": {"a.html": "x"}, "lectures": 3}',
        '{"version": 1, "empreinte": "E1", "fichiers": {"a.html": "x"}, "rendu": ["R"]}',
        '{"version": 2, "empreinte": "E1", "fichiers": {"a.html": "x"}}',
        '{"version": 1, "passage": 3}',
        "[" * 100_000,
    ],
    ids=str.__len__,
)
def test_a_line_of_another_shape_is_as_if_it_were_not_there(tmp_path: Path, line: str) -> None:
    (tmp_path / "a.html").write_text("un")
    (tmp_path / MANIFESTE).write_text(line)
    manifeste = Manifeste.read(tmp_path)
    assert not manifeste.is_current("a.html", "E1")
    assert manifeste.passage == {}


def test_a_folder_in_its_place_is_an_empty_one(tmp_path: Path) -> None:
    (tmp_path / MANIFESTE).mkdir()
    assert Manifeste.read(tmp_path).sorties == {}


# -- what is a form of an executed notebook, and need not be made of it again ------------------------------


def test_a_form_of_the_same_notebook_is_read_again(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("un")
    Manifeste(tmp_path).record("E1", {"a.html": digest("un")}, rendu="R1")
    kept = Manifeste.read(tmp_path)
    assert kept.read_rendering("a.html", "R1") == b"un"
    kept.save()
    assert Manifeste.read(tmp_path).read_rendering("a.html", "R1") == b"un"
    assert kept.read_rendering("a.html", "R2") is None
    assert kept.read_rendering("b.html", "R1") is None
    (tmp_path / "a.html").write_text("abîmé")
    assert kept.read_rendering("a.html", "R1") is None
    (tmp_path / "a.html").unlink()
    assert kept.read_rendering("a.html", "R1") is None


def test_of_a_file_whose_notebook_is_not_known_nothing_is_read(folder: Path) -> None:
    """As a manifest of before had it."""
    assert (folder / "a.html").is_file()
    assert Manifeste.read(folder).read_rendering("a.html", "") is None


# -- what is there under its name, and is not the program's ------------------------------------------------


def test_a_link_in_its_place_is_not_followed(
    folder: Path, tmp_path_factory: pytest.TempPathFactory, link: Link
) -> None:
    """Neither read nor added to: the manifest of another folder, say."""
    other = tmp_path_factory.mktemp("ailleurs") / "manifeste"
    (folder / MANIFESTE).rename(other)
    link(folder / MANIFESTE, other)
    before = other.read_bytes()
    manifeste = Manifeste.read(folder)
    assert manifeste.sorties == {}
    manifeste.record("E1", {"a.html": digest("un")})
    assert Manifeste.read(folder).is_current("a.html", "E1")
    link(folder / "autre", other)
    (folder / "autre").replace(folder / MANIFESTE)
    manifeste.save()
    assert Manifeste.read(folder).sorties.keys() == {"a.html"}
    assert other.read_bytes() == before


def test_a_copy_made_of_links_is_not_changed_from_the_other_side(folder: Path, tmp_path_factory: Any) -> None:
    copy = tmp_path_factory.mktemp("sauvegarde") / MANIFESTE
    os.link(folder / MANIFESTE, copy)
    before = copy.read_bytes()
    Manifeste.read(folder).record("E3", {"b.html": digest("deux")})
    assert copy.read_bytes() == before
    manifeste = Manifeste.read(folder)
    assert manifeste.is_current("a.html", "E1")
    assert manifeste.is_current("b.html", "E3")


@pytest.mark.parametrize(
    ("content", "foreign"),
    [
        ("", False),
        ("\n \n", False),
        ("précieux", True),
        ('{"nom": "précieux"}\n[1, 2]\n', True),
        ('{"version": 1, "nom": "précieux"}', True),
        ('{"version": 99, "empreinte": "x", "fichiers": {}}', False),
        ('précieux\n{"version": 1, "passage": {"entrees": "x"}}\n', False),
    ],
)
def test_a_file_of_another_program_is_told_from_a_damaged_one(tmp_path: Path, content: str, foreign: bool) -> None:
    (tmp_path / MANIFESTE).write_text(content, encoding="utf-8")
    assert Manifeste.read(tmp_path).etranger is foreign


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="a pipe with a name, of Unix")
def test_a_pipe_in_its_place_is_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / MANIFESTE)
    assert Manifeste.read(tmp_path).abime


def test_a_reading_that_is_no_more_is_as_it_was(folder: Path) -> None:
    """A notebook that removes what it made: its report is not made again and again for that."""
    manifeste = Manifeste.read(folder)
    manifeste.record("E1", {"a.html": digest("un")}, {str(folder / "brouillon"): ""})
    assert manifeste.is_current("a.html", "E1")
    (folder / "brouillon").touch()
    assert not manifeste.is_current("a.html", "E1")


@pytest.mark.skipif(os.name != "posix", reason="a name of bytes, of Unix")
def test_the_name_of_a_reading_may_be_no_text(folder: Path) -> None:
    reading = os.fsdecode(os.fsencode(folder) + b"/\xff.csv")
    Path(reading).write_text("a;b")
    Manifeste.read(folder).record("E1", {"a.html": digest("un")}, {reading: digest("a;b")})
    assert Manifeste.read(folder).is_current("a.html", "E1")
    Path(reading).write_text("a;c")
    assert not Manifeste.read(folder).is_current("a.html", "E1")
