"""The same inputs give the same bytes on two machines, to two users, at two moments."""

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from copie import QUARTIERS, Copie, contents, make_project

from quartiers import polices

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="folders of Unix users")

ONE = ("--quartier", QUARTIERS[0], "--sans-synthese")
OF_MATPLOTLIB = """\
font.size: 77
lines.linewidth: 9
axes.facecolor: red
figure.facecolor: yellow
savefig.facecolor: green
patch.linewidth: 5
text.hinting: none
"""
# What Python runs before anything else, in every process of a run: another day, for whoever asks for the time.
ANOTHER_DAY = "import time\n_now = time.time\ntime.time = lambda: _now() + 400 * 86_400\n"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_project(tmp_path_factory.mktemp("projet") / "projet", real_notebooks=True)


def without_index(copie: Copie) -> dict[str, bytes]:
    """The index says the day."""
    return {name: content for name, content in contents(copie.sortie).items() if name != "index.html"}


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory, project: Path) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("reference")
    copie = Copie(folder, project)
    (folder / "maison").mkdir()
    done = copie.run(*ONE, HOME=str(folder / "maison"), XDG_CACHE_HOME="")
    assert (done.returncode, done.stderr) == (0, "")
    return without_index(copie)


def another_day(home: Path, _temporary: Path) -> dict[str, str]:
    (home / "sitecustomize.py").write_text(ANOTHER_DAY)
    return {"PYTHONPATH": str(home), "SOURCE_DATE_EPOCH": "0", "TZ": "Pacific/Kiritimati"}


def settings_of_matplotlib(home: Path, _temporary: Path) -> dict[str, str]:
    for folder in (home / ".config/matplotlib", home / "autre"):
        folder.mkdir(parents=True)
        (folder / "matplotlibrc").write_text(OF_MATPLOTLIB)
    return {"MATPLOTLIBRC": str(home / "autre"), "MPLBACKEND": "Agg"}


def a_cache_of_anything(home: Path, temporary: Path) -> dict[str, str]:
    """Fonts of another maker where they were once kept, cut short, empty; lists of fonts that are none."""
    other = polices.font_folder() / "SourceSans3-Italic[wght].ttf"
    for folder in (home / ".cache/quartiers", temporary / "quartiers-polices", home / ".cache/quartiers/matplotlib"):
        folder.mkdir(parents=True)
        for weight in (400, 700):
            shutil.copy(other, folder / f"SourceSans3-{weight}-v1.ttf")
            (folder / f"SourceSans3-{weight}-v1.woff").write_bytes(b"wOFF")
        for version in ("330", "390", "3.11.0"):
            (folder / f"fontlist-v{version}.json").write_text('{"ttflist": [')
    return {}


def a_home_that_is_a_file(home: Path, temporary: Path) -> dict[str, str]:
    """Nothing can be kept there, nor in what another user has made in the temporary folder."""
    home.rmdir()
    home.write_text("")
    (temporary / "quartiers-polices").symlink_to(temporary / "nulle-part")
    return {}


def a_cache_that_is_a_file(home: Path, _temporary: Path) -> dict[str, str]:
    (home / ".cache").mkdir()
    (home / ".cache/quartiers").write_text("")
    return {}


def another_machine(home: Path, temporary: Path) -> dict[str, str]:
    """All that can be at once: none of it may change a byte."""
    return another_day(home, temporary) | settings_of_matplotlib(home, temporary) | a_cache_of_anything(home, temporary)


MACHINES = [another_machine, a_home_that_is_a_file, a_cache_that_is_a_file]
# Kernels that start by themselves meet the machine as the nursery does: in its environment, and in what is kept of it.
ORDINARY = [another_machine, a_home_that_is_a_file]
FORKED = [pytest.param(machine, "", id=f"{machine.__name__}, forked") for machine in MACHINES]


@pytest.mark.parametrize(
    ("machine", "kernels"),
    [*FORKED, *(pytest.param(machine, "ordinaires", id=f"{machine.__name__}, ordinary") for machine in ORDINARY)],
)
def test_the_same_bytes(
    tmp_path: Path,
    project: Path,
    reference: dict[str, bytes],
    machine: Callable[[Path, Path], dict[str, str]],
    kernels: str,
) -> None:
    """Pages, PDF, notebooks and workbook; and a run leaves nothing in the temporary folder that it did not find."""
    copie, home = Copie(tmp_path, project), tmp_path / "maison"
    home.mkdir()
    variables = machine(home, copie.temporaire)
    if "PYTHONPATH" in variables:
        variables["PYTHONPATH"] += f":{project}"
    found = sorted(copie.temporaire.rglob("*"))
    done = copie.run(*ONE, **{"HOME": str(home), "XDG_CACHE_HOME": "", "QUARTIERS_NOYAUX": kernels, **variables})
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    made = without_index(copie)
    assert made.keys() == reference.keys()
    assert [name for name in made if made[name] != reference[name]] == []
    assert sorted(copie.temporaire.rglob("*")) == found
