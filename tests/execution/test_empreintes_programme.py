"""The fingerprint of the program: every file that could change what it makes, and nothing that Python leaves."""

import sys
from pathlib import Path

import pytest

from quartiers.execution import empreintes


def look(project: Path, monkeypatch: pytest.MonkeyPatch) -> object:
    monkeypatch.setattr(empreintes, "PROJECT_ROOT", project)
    return empreintes._look_at_code()["paquet"]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name in ("a.py", "bas/b.typ", "bas/plus-bas/c.ttf"):
        path = tmp_path / "projet" / "quartiers" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    return tmp_path / "projet"


@pytest.mark.parametrize("name", ["a.py", "bas/b.typ", "bas/plus-bas/c.ttf", "nouveau", "bas/plus-bas/d"])
def test_a_file_that_changes_or_comes_changes_it(name: str, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = look(project, monkeypatch)
    (project / "quartiers" / name).write_text("autre")
    assert look(project, monkeypatch) != before


def test_a_name_or_a_place_that_changes_changes_it(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = look(project, monkeypatch)
    (project / "quartiers" / "a.py").rename(project / "quartiers" / "bas" / "a.py")
    assert look(project, monkeypatch) != before


def test_what_python_compiles_does_not(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = look(project, monkeypatch)
    compiled = project / "quartiers" / "bas" / "__pycache__"
    compiled.mkdir()
    (compiled / "b.cpython-311.pyc").touch()
    (compiled / "b.cpython-311.pyc.139").touch()  # as Python writes it before it has its name
    (project / "quartiers" / "seul.pyc").touch()
    assert look(project, monkeypatch) == before


@pytest.mark.skipif(sys.platform == "win32", reason="links are for administrators there")
def test_a_link_counts_as_the_file_that_it_leads_to(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And a folder that leads to itself has an end."""
    aside = project / "a-part.py"
    aside.write_text("un")
    (project / "quartiers" / "lie.py").symlink_to(aside)
    (project / "quartiers" / "rond").symlink_to(project / "quartiers")
    before = look(project, monkeypatch)
    aside.write_text("autre")
    assert look(project, monkeypatch) != before


def test_a_package_that_goes_while_it_is_looked_at_is_said_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(empreintes, "PROJECT_ROOT", tmp_path)
    assert empreintes.has_code_changed()
