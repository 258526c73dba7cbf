"""What the tests of the launcher share: a project without libraries, and environments that are only written down."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from quartiers import PROJECT_ROOT
from quartiers.lanceur.environnement import REQUIREMENTS, Vu, python_of

collect_ignore = ["conftest.py"]  # --doctest-modules would import it again, under a name that others have

Ask = Callable[[Path], Vu | None]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The files of a project that the launcher reads, in a folder of which cmd and the shell mind every sign."""
    root = tmp_path / "Été & co (100 %) ! l'essai"
    for name in ("quartiers/lanceur", "data"):
        (root / name).mkdir(parents=True)
    for name in (*REQUIREMENTS, "data/contrat.toml"):
        shutil.copy(PROJECT_ROOT / name, root / name)
    return root


@pytest.fixture
def answers(project: Path) -> Ask:
    """An environment that starts, with Python 3.12 and pip, wherever it stands."""
    return lambda _: Vu((3, 12), "win-amd64", True, project / "bibliotheques")


@pytest.fixture
def silent() -> Ask:
    """An environment of which the Python does not start."""
    return lambda _: None


@pytest.fixture
def make_environment() -> Callable[..., Path]:
    """What ``python -m venv`` leaves in a folder, without a Python that runs."""

    def make(folder: Path, version: str = "3.12.4", key: str = "version") -> Path:
        python = python_of(folder)
        python.parent.mkdir(parents=True)
        python.write_text("")
        (folder / "pyvenv.cfg").write_text(
            f"home = /opt/python\ninclude-system-site-packages = false\n{key} = {version}\n"
        )
        return folder

    return make
