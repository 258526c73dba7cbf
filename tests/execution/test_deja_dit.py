"""``verifier`` says again what it said of tables, of which not one byte has changed, and of no other."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from quartiers.commande.programme import main
from quartiers.donnees import chargement
from quartiers.execution import deja_dit

Say = Callable[..., str]


@pytest.fixture
def cache(user_cache: Path) -> Path:
    """Where the text is kept."""
    return user_cache / deja_dit._FILE


@pytest.fixture
def readings(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Each reading of the tables."""
    found: list[Path] = []
    load = chargement.load_contrat

    def spy(folder: Path) -> object:
        found.append(folder)
        return load(folder)

    monkeypatch.setattr(chargement, "load_contrat", spy)
    return found


@pytest.fixture
def say(donnees: Path, capsys: pytest.CaptureFixture[str]) -> Say:
    def run(*options: str, code: int = 0) -> str:
        assert main(["verifier", "--donnees", str(donnees), *options]) == code
        return capsys.readouterr().out

    return run


def test_nothing_is_read_again_and_the_same_is_said(say: Say, cache: Path, readings: list[Path]) -> None:
    first = say()
    assert "aucune anomalie dans les tables" in first
    assert cache.parent.stat().st_mode & 0o077 == 0 or os.name != "posix", "nobody else's business"
    assert say() == first
    assert len(readings) == 1


@pytest.mark.usefixtures("cache")
def test_what_changes_the_answer_has_it_checked_again(say: Say, readings: list[Path], donnees: Path) -> None:
    first = say()
    assert say("--tout") != first
    assert len(readings) == 2
    assert say() == first, "the last answer alone is kept"
    assert len(readings) == 3
    table = donnees / "constats.csv"
    table.write_bytes(table.read_bytes().rstrip() + b"\n;;;;\n")
    say()
    assert len(readings) == 4


def test_a_line_that_breaks_a_table_is_refused_though_it_was_sound_before(say: Say, cache: Path, donnees: Path) -> None:
    say()
    table = donnees / "quartiers.csv"
    table.write_text(table.read_text("utf-8-sig").replace("QN0", "XX0", 1), encoding="utf-8")
    kept = cache.read_bytes()
    for _ in range(2):
        assert "aucune anomalie" not in say(code=2)
    assert cache.read_bytes() == kept, "a failure is not kept"


@pytest.mark.parametrize(
    "spoil",
    [
        lambda kept: kept[:-40],
        lambda _: b"",
        lambda _: b"[]",
        lambda _: b'"' + b"[" * 100_000,
        lambda kept: json.dumps({**json.loads(kept), "texte": "Tout va bien."}).encode(),
        lambda kept: json.dumps({**json.loads(kept), "texte": 7}).encode(),
        lambda kept: json.dumps({"empreinte": json.loads(kept)["empreinte"]}).encode(),
    ],
    ids=["cut short", "empty", "other JSON", "deep", "another text", "no text", "nothing else"],
)
def test_what_is_not_whole_is_as_if_it_were_not_there(
    spoil: Callable[[bytes], bytes], say: Say, cache: Path, readings: list[Path]
) -> None:
    first = say()
    cache.write_bytes(spoil(cache.read_bytes()))
    assert say() == first
    assert len(readings) == 2
    assert say() == first
    assert len(readings) == 2, "it was put right"


def test_a_link_is_not_followed(say: Say, cache: Path, readings: list[Path], tmp_path: Path) -> None:
    first = say()
    elsewhere = tmp_path / "ailleurs.json"
    cache.rename(elsewhere)
    cache.symlink_to(elsewhere)
    before = elsewhere.read_bytes()
    assert say() == first
    assert len(readings) == 2
    assert elsewhere.read_bytes() == before
    assert not cache.is_symlink()


def test_where_nothing_can_be_kept_all_is_said(say: Say, cache: Path, readings: list[Path]) -> None:
    cache.parent.parent.write_text("a file, where the folder would be")
    assert say() == say()
    assert len(readings) == 2


def test_tables_that_change_while_they_are_checked_are_checked_again(
    say: Say, cache: Path, donnees: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load, table = chargement.load_contrat, donnees / "constats.csv"

    def save_meanwhile(folder: Path) -> object:
        table.write_bytes(table.read_bytes() + b"\n")
        return load(folder)

    monkeypatch.setattr(chargement, "load_contrat", save_meanwhile)
    say()
    assert not cache.exists()
