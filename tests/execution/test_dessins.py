"""Drawings are kept by program, in the cache of the user's account; what is old goes."""

import os
from pathlib import Path

import pytest

from quartiers.execution import dessins
from quartiers.execution.dessins import MOST, PROGRAMS, folder_of_drawings


@pytest.fixture
def cache(user_cache: Path) -> Path:
    return user_cache / "dessins"


def test_each_program_has_its_own_and_the_latest_are_kept(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for rank in range(PROGRAMS + 2):
        monkeypatch.setattr(dessins, "digest_code", lambda rank=rank: f"p{rank}")
        own = folder_of_drawings()
        assert own == cache / f"p{rank}"
        assert own.is_dir()
        assert own.stat().st_mode & 0o077 == 0 or os.name != "posix", "nobody else's business"
        os.utime(own, (rank, rank))
    monkeypatch.setattr(dessins, "digest_code", lambda: "p2")
    folder_of_drawings()  # used again: it is one of the latest
    monkeypatch.setattr(dessins, "digest_code", lambda: "p9")
    folder_of_drawings()
    assert {path.name for path in cache.iterdir()} == {"p9", "p2", f"p{PROGRAMS + 1}"}


@pytest.mark.usefixtures("cache")
def test_the_oldest_drawings_go() -> None:
    own = folder_of_drawings()
    assert own is not None
    for rank in range(MOST + 5):
        (own / f"{rank}.json").touch()
        os.utime(own / f"{rank}.json", (rank, rank))
    assert folder_of_drawings() == own
    assert {path.stem for path in own.iterdir()} == {str(rank) for rank in range(5, MOST + 5)}


def test_where_nothing_can_be_kept_there_is_none(cache: Path) -> None:
    cache.parent.write_text("a file, where the folder would be")
    assert folder_of_drawings() is None
