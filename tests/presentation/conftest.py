"""What tests of reports share: charts that were drawn of the very same things, as reports do between two runs."""

import os
from pathlib import Path

import pytest

from quartiers.presentation.graphiques import deja_dessine

# What looks at the drawing itself: each of its charts is drawn.
DRAWING = (
    "test_bandes.py", "test_cartes.py", "test_deja_dessine.py", "test_echelles.py", "test_etroit.py",
    "test_graphiques.py", "test_lisible.py", "test_matrice.py",
)  # fmt: skip


@pytest.fixture(scope="session")
def folder_of_drawings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for the tests' processes together: a quartier's map and charts are half of the time of its report."""
    root = tmp_path_factory.getbasetemp()
    folder = (root.parent if "PYTEST_XDIST_WORKER" in os.environ else root) / "dessins"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(autouse=True)
def drawn_once(request: pytest.FixtureRequest, folder_of_drawings: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.path.name not in DRAWING:
        monkeypatch.setenv(deja_dessine.VARIABLE, str(folder_of_drawings))
