"""What bears the program's mark, and what only looks like it."""

import json
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quartiers import marques
from quartiers.marques import PROGRAMME, bears_mark, is_link, is_mine, is_temporary, signature, temporary_name
from tests.conftest import Link


def workbook(path: Path, properties: str) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("docProps/core.xml", properties)


def without_properties(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", signature(".xlsx"))


def cut(path: Path) -> None:
    workbook(path, signature(".xlsx"))
    path.write_bytes(path.read_bytes()[:-30])


# Somebody's files: each says something of the program, and none was made by it.
FOREIGN: dict[str, tuple[str, Callable[[Path], object]]] = {
    "a page": ("a.html", lambda p: p.write_text("<title>Nos quartiers</title>")),
    "a page by another program": ("a.html", lambda p: p.write_text('<meta name="generator" content="quartiers">')),
    "a page that quotes the mark": ("a.html", lambda p: p.write_text(signature(".html").replace("<", "&lt;"))),
    "an empty page": ("a.html", lambda p: p.write_bytes(b"")),
    "a PDF on quartiers": ("a.pdf", lambda p: p.write_text("%PDF-1.7 <pdf:Keywords>quartiers</pdf:Keywords>")),
    "a notebook": ("a.ipynb", lambda p: p.write_text('{"metadata": {"generator": "autre"}}')),
    "a notebook that quotes the mark": (
        "a.ipynb",
        lambda p: p.write_text(json.dumps({"cells": [{"source": signature(".ipynb")}]})),
    ),
    "a workbook": ("a.xlsx", lambda p: workbook(p, "<cp:keywords>quartiers</cp:keywords>")),
    "a workbook without properties": ("a.xlsx", without_properties),
    "a workbook cut short": ("a.xlsx", cut),
    "a workbook that is none": ("a.xlsx", lambda p: p.write_text(signature(".xlsx"))),
    "a kind that is never made": ("a.docx", lambda p: p.write_text("".join(map(signature, (".html", ".pdf"))))),
    "a folder": ("a.html", lambda p: p.mkdir()),
    "nothing": ("a.html", lambda _: None),
}


@pytest.mark.parametrize("what", FOREIGN)
def test_somebodys_file_does_not_bear_the_mark(tmp_path: Path, what: str) -> None:
    name, make = FOREIGN[what]
    make(tmp_path / name)
    assert not bears_mark(tmp_path / name)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="a pipe with a name, of Unix")
def test_a_pipe_is_not_read(tmp_path: Path) -> None:
    """Nobody writes in it: it would be waited for for ever."""
    os.mkfifo(tmp_path / "a.html")
    assert not bears_mark(tmp_path / "a.html")


@pytest.mark.parametrize("suffix", [".html", ".pdf", ".ipynb", ".txt"])
def test_the_mark_is_found_wherever_it_is(tmp_path: Path, suffix: str) -> None:
    """The exporters' own files are read in the tests of each."""
    (tmp_path / f"a{suffix}").write_bytes(b"\xff\x00" * 100_000 + signature(suffix).encode() + b"\xfe")
    assert bears_mark(tmp_path / f"a{suffix}")


def test_a_file_being_written_has_a_name_of_its_own() -> None:
    names = {temporary_name() for _ in range(100)}
    assert len(names) == 100
    assert all(name.startswith(".en-cours-") and is_temporary(name) for name in names)
    assert temporary_name("passage") == temporary_name("passage")
    assert is_temporary(temporary_name("passage"))


@given(st.text(max_size=40) | st.text("abcdef0123456789-", max_size=40))
def test_nobody_else_gives_that_name(text: str) -> None:
    assert not is_temporary(text)
    assert not is_temporary(f".en-cours-{text}.tmp")
    assert not is_temporary(temporary_name() + (text or "x"))


def test_a_part_of_the_name_that_changed_is_another_name() -> None:
    token = temporary_name("0123456789abcdef")
    for position in range(len(token)):
        other = token[:position] + ("0" if token[position] != "0" else "1") + token[position + 1 :]
        assert not is_temporary(other), other


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="files say whose they are on Unix")
def test_what_another_user_made_is_not_mine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    status = tmp_path.stat()
    assert is_mine(status)
    monkeypatch.setattr(os, "geteuid", lambda: status.st_uid + 1)
    assert not is_mine(status)


def test_where_files_do_not_say_whose_they_are_all_are_mine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(marques, "user", lambda: "")
    assert is_mine(tmp_path.stat())


def test_a_link_is_one_whatever_it_leads_to(tmp_path: Path, link: Link) -> None:
    (tmp_path / "vrai").mkdir()
    for name, target in (("dossier", "vrai"), ("rien", "absent"), ("soi", "soi")):
        link(tmp_path / name, target)
        assert is_link(tmp_path / name)
    assert not is_link(tmp_path / "vrai")
    assert not is_link(tmp_path / "absent")
    assert not is_link(tmp_path / "a\0b")


def test_the_mark_names_the_program() -> None:
    """Who meets it in a file's properties knows where the file comes from."""
    assert "pipeline.py" in PROGRAMME
    assert all(PROGRAMME in signature(suffix) for suffix in (".html", ".pdf", ".ipynb", ".xlsx", ".txt"))
