"""What several tests need: the project's own contract, and a data folder that a test may spoil."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from quartiers import DEFAULT_DATA, PROJECT_ROOT
from quartiers.donnees import Contrat, load_contrat

collect_ignore = ["conftest.py"]  # --doctest-modules would import it again, under a name that others have

SOURCE = PROJECT_ROOT.parent / "shared" / "source"


@pytest.fixture(scope="session")
def contrat() -> Contrat:
    """The contract of the repository's own ``data/``."""
    return load_contrat()


@pytest.fixture
def dossier(tmp_path: Path) -> Path:
    """A copy of ``data/`` that the test may change."""
    copy = tmp_path / "donnees"
    shutil.copytree(DEFAULT_DATA, copy)
    return copy


@pytest.fixture
def edit(dossier: Path) -> Callable[[str, str, str], None]:
    """Replace a text, once, in a file of the copied data."""

    def replace(name: str, old: str, new: str) -> None:
        path = dossier / name
        text = path.read_text(encoding="utf-8")
        assert text.count(old) >= 1, f"{old!r} is not in {name}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return replace


@pytest.fixture(scope="session")
def source_text() -> list[str]:
    """Lines of the source document (index 0 is line 1); skipped where it is not at hand."""
    path = SOURCE / "projets_de_quartier.txt"
    if not path.is_file():
        pytest.skip("the source document (../shared/source) is not on this machine")
    return path.read_text(encoding="utf-8").split("\n")
