"""Real reports, built once by the command that the staff type, and read back by many tests."""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pypdf
import pytest
from bs4 import BeautifulSoup
from nbformat import NotebookNode

from quartiers import PROJECT_ROOT

collect_ignore = ["conftest.py"]  # --doctest-modules would import it again, under a name that others have

# Many figures; none at all; a QPV shared with another project, with a note.
PEPINIERE = "quartiers/saint-saulve-pepiniere"
CENTRE = "quartiers/bruay-centre"
BRIQUETTE = "quartiers/marly-briquette"
SYNTHESE = "synthese"
REPORTS = (PEPINIERE, CENTRE, BRIQUETTE, SYNTHESE)

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@dataclass(frozen=True)
class Built:
    """An output folder, and what the command said while filling it."""

    folder: Path
    stdout: str

    def html(self, nom: str) -> BeautifulSoup:
        return BeautifulSoup((self.folder / f"{nom}.html").read_bytes(), "html.parser", from_encoding="utf-8")

    def pdf(self, nom: str) -> pypdf.PdfReader:
        return pypdf.PdfReader(self.folder / f"{nom}.pdf")

    def notebook(self, nom: str) -> NotebookNode:
        return nbformat.read(self.folder / f"{nom}.ipynb", as_version=4)


def run_pipeline(*arguments: str | Path, **environment: str) -> "subprocess.CompletedProcess[str]":
    """``python pipeline.py …`` as a process of its own, its outputs piped, as in a scheduled task."""
    return subprocess.run(
        [sys.executable, str(PROJECT_ROOT / "pipeline.py"), *map(str, arguments)],
        capture_output=True,
        encoding=environment.get("PYTHONIOENCODING", "utf-8"),
        env={**os.environ, "PYTHONIOENCODING": "utf-8", **environment},
        check=False,
    )


@pytest.fixture(scope="session")
def pipeline() -> Run:
    return run_pipeline


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("rapports")
    chosen = [f"--quartier={nom.removeprefix('quartiers/')}" for nom in REPORTS if nom != SYNTHESE]
    result = run_pipeline(*chosen, "--sortie", folder)
    assert result.returncode == 0, result.stdout + result.stderr
    return Built(folder, result.stdout)


@pytest.fixture(scope="session", params=REPORTS)
def nom(request: pytest.FixtureRequest) -> str:
    """Each of the built reports in turn."""
    assert isinstance(request.param, str)
    return request.param
