"""The manifest of an output folder: what it remembers, and what a damaged one makes of that."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quartiers.execution.manifeste import MANIFESTE, Manifeste, digest


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


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200, deadline=None)
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
