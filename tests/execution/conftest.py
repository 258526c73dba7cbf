"""Tiny notebooks, so that a run costs a kernel's start and nothing else."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import chaud
import nbformat
import pytest
from copie import Copie, make_project, make_small_data
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from quartiers.execution.noyaux.atelier import Atelier
from quartiers.execution.noyaux.copies import can_fork
from quartiers.execution.plan import ReportTask

collect_ignore = ["conftest.py"]  # --doctest-modules would import it again, under a name that others have

MakeTask = Callable[..., ReportTask]


@pytest.fixture
def donnees(tmp_path: Path) -> Path:
    """The small data, for a test to spoil."""
    return make_small_data(tmp_path / "donnees")


@pytest.fixture
def user_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What is kept from a run to the next is kept there, out of the account of whoever runs the tests."""
    folder = tmp_path / "cache"
    monkeypatch.setattr("platformdirs.user_cache_dir", lambda *_, **__: str(folder))
    return folder


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of tiny notebooks, whose program no test of the module changes."""
    made = make_project(tmp_path_factory.mktemp("projet") / "projet")
    chaud.prepare(made)
    return made


@pytest.fixture
def copie(tmp_path: Path, project: Path) -> Copie:
    """The command of that project, whose outputs are the test's own."""
    return Copie(tmp_path, project)


@pytest.fixture(scope="session")
def atelier() -> Iterator[Atelier]:
    """The workshop of this machine's runs: forked kernels where there can be some."""
    with Atelier() as made:
        yield made


FORK = pytest.param(True, id="forked", marks=pytest.mark.skipif(not can_fork(), reason="kernels are forked on Linux"))
ORDINARY = pytest.param(False, id="ordinary")


@pytest.fixture(params=[FORK, ORDINARY])
def any_atelier(request: pytest.FixtureRequest) -> Iterator[Atelier]:
    """A workshop of each kind, made for the test alone."""
    with Atelier(fork=request.param) as made:
        yield made


@pytest.fixture
def make_task(tmp_path: Path) -> MakeTask:
    """A task on a notebook of these code cells, under a heading; it declares the parameter ``valeur``."""

    def make(*code: str, nom: str = "essai", **parameters: Any) -> ReportTask:
        cells = [
            new_code_cell("valeur = 1", metadata={"tags": ["parameters"]}),
            new_markdown_cell("# Essai"),
            *(new_code_cell(source) for source in code),
        ]
        kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
        path = tmp_path / "carnets" / f"{nom.replace('/', '-')}.ipynb"
        path.parent.mkdir(exist_ok=True)
        nbformat.write(new_notebook(cells=cells, metadata={"kernelspec": kernel}), path)
        return ReportTask(nom, f"Rapport {nom}", path, parameters)

    return make
