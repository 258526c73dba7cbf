"""What several tests need: the project's own contract, a data folder that a test may spoil, built reports."""

import gc
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import chaud
import hostile
import nbformat
import pypdf
import pytest
from bs4 import BeautifulSoup
from filelock import FileLock
from hypothesis import HealthCheck, settings
from nbformat import NotebookNode
from xdist.scheduler import LoadFileScheduling

from quartiers import DEFAULT_DATA, PROJECT_ROOT
from quartiers.donnees import Contrat, load_contrat
from quartiers.presentation import RapportQuartier

# What Python, and pytest of its tests, have compiled is kept, whatever the environment asks: without it, each process
# of the suite, and each of those that the tests start, compiles the program again.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

collect_ignore = ["conftest.py"]  # --doctest-modules would import it again, under a name that others have

# A slow or busy machine is no failure.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")

# The files that take longest come first, in that order: the last of them would run alone while other processes wait.
LONGEST = (
    "presentation/test_pages.py", "execution/test_grappe.py", "analyse/test_empreintes.py",
    "execution/test_perime.py", "navigateur/test_accessibilite.py", "execution/test_fautes.py",
    "execution/test_terminal.py", "navigateur/test_tous_les_genres.py", "notebooks/test_pipeline.py",
    "execution/test_fautes_noyaux.py", "execution/test_veille.py", "notebooks/test_donnees_hostiles.py",
    "navigateur/test_guide_cherche.py", "navigateur/test_comparaison.py", "navigateur/test_recherche.py",
    "donnees/test_colonnes.py", "notebooks/test_suivi_hostile.py", "execution/test_machines.py",
    "donnees/test_classeur_repris.py", "donnees/classeurs/test_taille.py", "benchmarks/test_facons.py",
    "notebooks/test_rapports_pdf.py", "donnees/test_controles.py", "donnees/test_insee.py",
    "notebooks/test_commencer_cli.py", "presentation/test_synthese_nombreuse.py", "notebooks/test_dossier.py",
    "test_chaud.py", "notebooks/test_rapports_html.py", "execution/test_appartenance.py",
    "execution/test_debut_classeur.py",
)  # fmt: skip


# Files whose tests look at the reports of all the quartiers (``reports``): the process that has made them runs them.
OF_ALL_REPORTS = (
    "presentation/test_pages.py", "presentation/test_rapport_quartier.py", "presentation/test_reponses_dites.py",
    "presentation/test_chiffres_publies.py", "presentation/test_tableur.py", "presentation/test_comparer.py",
    "presentation/test_ouverture.py", "presentation/test_constats.py", "presentation/test_dates_dites.py",
    "presentation/test_appuis_dits.py", "interface/test_tables_ouvertes.py",
)  # fmt: skip


class ByFile(LoadFileScheduling):
    """Tests go to the processes by file, but for those files that go together."""

    def _split_scope(self, nodeid: str) -> str:
        file: str = super()._split_scope(nodeid)
        return OF_ALL_REPORTS[0] if file.endswith(OF_ALL_REPORTS) else file


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByFile | None:
    return ByFile(config, log) if config.getoption("dist") == "loadfile" else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    rank = {str(Path(__file__).parent / name): number for number, name in enumerate(LONGEST)}
    items.sort(key=lambda item: rank.get(str(item.path), len(rank)))


@pytest.hookimpl(wrapper=True)
def pytest_collect_file() -> Generator[None, list[pytest.Collector], list[pytest.Collector]]:
    """Tests alone: their docstrings have no examples, and looking for some in each object of each file takes time."""
    found = yield
    return [collector for collector in found if type(collector) is pytest.Module]


def pytest_collection_finish() -> None:
    """What has been imported stays: looking through it for what may be freed took a tenth of the time.

    Then Python, which knows of nothing old, looks through all that tests have made again and again: another tenth. It
    does so as seldom as in a command, which sets that too: whatever command a test runs in this process.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


SUIVI = PROJECT_ROOT / "exemples" / "suivi"
SOURCE = PROJECT_ROOT.parent / "shared" / "source"


@pytest.fixture(scope="session")
def contrat() -> Contrat:
    """The contract of the repository's own ``data/``."""
    return load_contrat()


@pytest.fixture(scope="session")
def suivi() -> Contrat:
    """The invented contract of ``exemples/``, which has actions, money, results and decisions."""
    return load_contrat(SUIVI)


@pytest.fixture(scope="session")
def reports(contrat: Contrat) -> dict[str, RapportQuartier]:
    """The report of each quartier, by identifier, each section of which is made once for all the tests."""
    return {q: remembering(RapportQuartier(q, contrat=contrat)) for q in contrat.quartiers}


def remembering(rapport: RapportQuartier) -> RapportQuartier:
    """A report that keeps the sections it has made: they depend on nothing that changes, charts take their time."""
    for name, section in vars(RapportQuartier).items():
        if callable(section) and not name.startswith("_"):
            setattr(rapport, name, cache(getattr(rapport, name)))
    return rapport


Cahier = Callable[..., NotebookNode]


@pytest.fixture(scope="session")
def run_cells() -> Cahier:
    """A notebook with its cells run on a report, in this process: what a kernel adds is tested elsewhere."""
    from benchmarks.actions import run_cells  # here: most tests need nothing of what it imports

    return run_cells


@pytest.fixture(scope="session")
def cahiers(
    reports: dict[str, RapportQuartier], run_cells: Cahier, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, NotebookNode]:
    """The executed notebook of every quartier of the contract."""

    def fill(folder: Path) -> Built:
        for identifier, rapport in reports.items():
            nbformat.write(run_cells(rapport), folder / f"{identifier}.ipynb")
        return Built(folder, "")

    made = built_once(tmp_path_factory, "cahiers", fill)
    return {identifier: made.notebook(identifier) for identifier in reports}


@pytest.fixture
def dossier(tmp_path: Path) -> Path:
    """A copy of ``data/`` that the test may change."""
    copy = tmp_path / "donnees"
    shutil.copytree(DEFAULT_DATA, copy)
    return copy


@pytest.fixture
def edit(dossier: Path) -> Callable[[str, str, str], None]:
    """Replace a text, once, in a file of the copied data, wherever it lies there."""

    def replace(name: str, old: str, new: str) -> None:
        [path] = dossier.rglob(name)
        text = path.read_text(encoding="utf-8")
        assert text.count(old) >= 1, f"{old!r} is not in {name}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return replace


@pytest.fixture
def children_hear_ctrl_c() -> Iterator[None]:
    """A shell starts its background jobs deaf to Ctrl-C, and their children with them: the tests may run in one."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def no_nursery(monkeypatch: pytest.MonkeyPatch) -> None:
    """For a command in this process that makes no report: it would first start a nursery of which nobody asks any."""
    monkeypatch.setenv("QUARTIERS_NOYAUX", "ordinaires")


Link = Callable[[Path, "Path | str"], None]


@pytest.fixture(scope="session")
def link() -> Link:
    """Make a symbolic link, to what need not be there; skipped where links cannot be made."""

    def make(path: Path, target: Path | str) -> None:
        try:
            path.symlink_to(target, target_is_directory=Path(path.parent, target).is_dir())
        except OSError:  # Windows asks for a right
            pytest.skip("symbolic links cannot be made here")

    return make


@pytest.fixture(scope="session")
def source_text() -> list[str]:
    """Lines of the source document (index 0 is line 1); skipped where it is not at hand."""
    path = SOURCE / "projets_de_quartier.txt"
    if not path.is_file():
        pytest.skip("the source document (../shared/source) is not on this machine")
    return path.read_text(encoding="utf-8").split("\n")


# -- real reports, built once by the command that the staff type, and read back by many tests ------------

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
        """A page, read once for the tests that look at it: one that changes it takes a copy."""
        return read_page(self.folder / f"{nom}.html")

    def pdf(self, nom: str) -> pypdf.PdfReader:
        return pypdf.PdfReader(self.folder / f"{nom}.pdf")

    def notebook(self, nom: str) -> NotebookNode:
        return nbformat.read(self.folder / f"{nom}.ipynb", as_version=4)


@lru_cache(maxsize=8)
def read_page(path: Path) -> BeautifulSoup:
    return BeautifulSoup(path.read_bytes(), "html.parser", from_encoding="utf-8")


def run_pipeline(*arguments: str | Path, **environment: str) -> "subprocess.CompletedProcess[str]":
    """``python pipeline.py …`` as a process, its outputs piped, as in a scheduled task (warm: :mod:`chaud`)."""
    chaud.prepare(PROJECT_ROOT)
    return chaud.run(
        [sys.executable, str(PROJECT_ROOT / "pipeline.py"), *map(str, arguments)],
        encoding=environment.get("PYTHONIOENCODING", "utf-8"),
        env={**os.environ, "PYTHONIOENCODING": "utf-8", **environment},
    )


@pytest.fixture(scope="session")
def pipeline() -> Run:
    return run_pipeline


Fill = Callable[[Path], Built]


def built_once(factory: pytest.TempPathFactory, name: str, fill: Fill) -> Built:
    """What ``fill`` builds in a folder, by whichever of the tests' processes asks first: the others read it."""
    root = factory.getbasetemp()
    root = root.parent if "PYTEST_XDIST_WORKER" in os.environ else root
    kept = root / f"{name}.json"
    with FileLock(root / f"{name}.lock"):
        if not kept.exists():
            folder = root / name
            folder.mkdir()
            made = fill(folder)
            kept.write_text(json.dumps([str(made.folder), made.stdout]))
        where, said = json.loads(kept.read_text())
        return Built(Path(where), said)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return built_once(tmp_path_factory, "rapports", _build)


def _build(folder: Path) -> Built:
    chosen = [f"--quartier={nom.removeprefix('quartiers/')}" for nom in REPORTS if nom != SYNTHESE]
    result = run_pipeline(*chosen, "--sortie", folder)
    assert result.returncode == 0, result.stdout + result.stderr
    return Built(folder, result.stdout)


# Of the invented contract: what is done has tables and sections of its own, in each kind of document.
EXEMPLE_PDF = (
    "quartiers/tilleuls",
    "quartiers/grand-large",
    "synthese",
    "bilans/bilan-2026",
    "evaluations/evaluation-tilleuls",
    "dossiers/dossier-valrive",
)


@pytest.fixture(scope="session")
def exemple(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Every report of the invented contract, its year, the file of a committee, that of a quartier's evaluation."""
    return built_once(tmp_path_factory, "exemple", _build_example)


def _build_example(folder: Path) -> Built:
    said = ""
    evaluation = ("evaluer", "--quartier", "tilleuls")
    for command in (("rapports",), ("dossier", "--commune", "Valrive"), ("bilan",), evaluation):
        result = run_pipeline(*command, "--donnees", SUIVI, "--sortie", folder)
        assert result.returncode == 0, result.stdout + result.stderr
        said += result.stdout
    return Built(folder, said)


@pytest.fixture(scope="session", params=EXEMPLE_PDF)
def document(request: pytest.FixtureRequest) -> str:
    """Each of them in turn, but for the index and the workbook."""
    assert isinstance(request.param, str)
    return request.param


# -- reports of which every text is hostile ---------------------------------------------------------------

# Names that folders may have: nothing of them is to be found in an output.
AWKWARD = "cachette 7f3a d'été #1 100 % & Cie " + "long" * 35


@pytest.fixture(scope="session")
def infested(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A report, the synthesis, the index and the workbook of such data, from and into folders with awkward names.

    The data folder is reached by a link, where links can be made, and the output folder by a relative path.
    """
    return built_once(tmp_path_factory, "hostile", _build_infested)


def _build_infested(folder: Path) -> Built:
    data, output = folder / "tables", folder / AWKWARD
    hostile.infest(data, giants=hostile.QUARTIER)
    link = folder / f"lien {AWKWARD}"
    try:
        link.symlink_to(data, target_is_directory=True)
    except OSError:  # Windows asks for a right
        data.rename(link)
    try:
        shown = os.path.relpath(output)
    except ValueError:  # another drive
        shown = str(output)
    result = run_pipeline("--quartier", hostile.QUARTIER, "--donnees", link, "--sortie", shown)
    assert result.returncode == 0, result.stdout + result.stderr
    assert result.stderr == ""
    return Built(output, result.stdout)
