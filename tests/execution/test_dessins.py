"""Drawings are kept by program, in the cache of the user's account; what is old goes."""

import os
from pathlib import Path

import pytest

from quartiers.execution import dessins
from quartiers.execution.dessins import PROGRAMS, folder_of_drawings


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


def test_what_was_used_longest_ago_goes_by_its_weight(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of this program and of the last ones together: many small drawings stay where a few large ones do not."""
    monkeypatch.setattr(dessins, "MOST", 1000)
    for rank, (program, name, weight) in enumerate(
        [
            ("old", "a", 1),
            ("own", "b", 500),
            ("old", "c", 500),
            ("own", "d", 300),
            *(("own", f"e{n}", 1) for n in range(200)),
        ]
    ):
        path = cache / program / f"{name}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x" * weight)
        os.utime(path, (rank, rank))
    monkeypatch.setattr(dessins, "digest_code", lambda: "own")
    assert folder_of_drawings() == cache / "own"
    assert {path.stem for path in cache.glob("*/*")} == {"c", "d", *(f"e{n}" for n in range(200))}


def test_where_nothing_can_be_kept_there_is_none(cache: Path) -> None:
    cache.parent.write_text("a file, where the folder would be")
    assert folder_of_drawings() is None
