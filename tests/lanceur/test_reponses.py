"""Whatever is typed means something, or nothing: it never stops the menu."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quartiers.lanceur import console
from quartiers.lanceur.chemins_glisses import read_paths
from quartiers.lanceur.console import Fini, ask
from quartiers.lanceur.frappes import parse_choice, parse_day, parse_year

typed = st.text(max_size=40) | st.text(alphabet="0123456789/-. ", max_size=12) | st.just("é" * 5000)


@given(typed)
def test_an_answer_is_understood_or_is_none(text: str) -> None:
    day, year, choice = parse_day(text), parse_year(text), parse_choice(text, ["Anzin", "Condé"])
    assert day is None or 2000 <= day.year < 2100
    assert year is None or 1900 <= year < 2100
    assert choice in (None, 0, 1)


@given(st.dates(min_value=date(2000, 1, 1), max_value=date(2099, 12, 31)))
def test_a_day_is_read_as_it_is_written(day: date) -> None:
    assert parse_day(f"{day.day}/{day.month}/{day.year}") == parse_day(day.isoformat()) == day


@given(typed, st.booleans())
def test_any_path_is_one(text: str, windows: bool) -> None:
    assert all(isinstance(path, Path) for path in read_paths(text, windows=windows))


@given(st.lists(st.text(alphabet="aé &%!()'-", min_size=1).map(lambda name: f"C:/x{name}x"), min_size=1))
def test_what_windows_quotes_is_read_back(names: list[str]) -> None:
    assert read_paths(" ".join(f'"{name}"' for name in names), windows=True) == [Path(name) for name in names]


@pytest.mark.parametrize(
    ("typed", "windows", "found"),
    [
        ("& 'C:\\à moi\\a b.csv'", True, ["C:\\à moi\\a b.csv"]),  # PowerShell
        ("C:\\à moi\\a b.csv", True, ["C:\\à moi\\a b.csv"]),  # by hand
        ("« C:\\a b.csv » “C:\\c.csv”", True, ["C:\\a b.csv", "C:\\c.csv"]),  # pasted from a mail
        ("file:///C:/%C3%A0%20moi/a.csv file:///C:/b.csv", True, ["C:/à moi/a.csv", "C:/b.csv"]),
        ("file://serveur/partage/a%20b.csv", True, ["//serveur/partage/a b.csv"]),
        ("FILE:///tmp/a%20b.csv", False, ["/tmp/a b.csv"]),
        ("file://localhost/tmp/a.csv", False, ["/tmp/a.csv"]),
        ("'/tmp/a b.csv' ", False, ["/tmp/a b.csv"]),
        ("/tmp/a\\ b.csv /tmp/c.csv ", False, ["/tmp/a b.csv", "/tmp/c.csv"]),
        ("/tmp/l'été.csv", False, ["/tmp/l'été.csv"]),
        ("   ", False, []),
    ],
)
def test_every_way_to_drag_a_file(typed: str, windows: bool, found: list[str]) -> None:
    assert read_paths(typed, windows=windows) == [Path(path) for path in found]


def test_a_file_of_any_name_is_found_when_its_name_is_typed(tmp_path: Path) -> None:
    for name in ("a  b's « c » “d”.csv", "file: e.csv", "f&g.csv"):
        path = tmp_path / name
        path.write_text("")
        assert read_paths(f"  {path} ", windows=True) == read_paths(str(path), windows=False) == [path]


def test_nobody_types_any_more(monkeypatch: pytest.MonkeyPatch) -> None:
    lines: Iterator[str] = iter(["  une\x1b[A réponse\0 "])
    monkeypatch.setattr("builtins.input", lambda _: next(lines))
    assert ask("? ") == "une[A réponse"
    for error in (EOFError, KeyboardInterrupt):

        def refuse(_: str, error: type[BaseException] = error) -> str:
            raise error

        monkeypatch.setattr("builtins.input", refuse)
        with pytest.raises(Fini):
            ask("? ")


def test_long_lines_are_folded_between_words(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    console.say("Une phrase qui est nettement plus longue que la fenêtre.\n\n  3  " + "mot " * 12 + "\n" + "x" * 60)
    lines = capsys.readouterr().out.splitlines()
    assert "x" * 60 in lines  # a path stays whole
    assert max(len(line) for line in lines if "xx" not in line) < 40
    assert lines[2] == ""
