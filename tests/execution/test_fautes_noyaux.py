"""Faults of a kernel: its report fails and says why in French, what was there stays, the others are made."""

import os
import re
import signal
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
import psutil
import pytest
from copie import all_gone, wait_for

from quartiers.execution.noyaux import carnets, gestionnaire
from quartiers.execution.noyaux.atelier import Atelier
from quartiers.execution.noyaux.copies import CopyFailed, can_fork
from quartiers.execution.plan import ReportTask
from quartiers.execution.rapports import ReportResult, build_all

MakeTask = Callable[..., ReportTask]

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals of Unix")

ENGLISH = re.compile(r"\b(kernel|died|error|timeout|cell|file|not|no such|is a|does|killed|process)\b", re.IGNORECASE)

FORKED = pytest.param(True, id="forked", marks=pytest.mark.skipif(not can_fork(), reason="kernels are forked on Linux"))
ORDINARY = pytest.param(False, id="ordinary")
NEEDS_FORK = pytest.mark.skipif(not can_fork(), reason="kernels are forked on Linux")


@pytest.fixture(scope="module", params=[FORKED, ORDINARY])
def atelier(request: pytest.FixtureRequest) -> Iterator[Atelier]:
    """A workshop of each kind, for the whole module: a fault must not spoil it for the next report."""
    with Atelier(60, fork=request.param) as made:
        yield made


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """A folder in which the report ``mauvais`` was good the last time."""
    folder = tmp_path / "rapports"
    folder.mkdir()
    for suffix in ("html", "pdf", "ipynb"):
        (folder / f"mauvais.{suffix}").write_text("le dernier bon rapport")
    return folder


class Essai:
    """A bad report and a good one, made together; a bad cell may tell where it is by writing ``marque``."""

    def __init__(self, atelier: Atelier, make_task: MakeTask, output: Path, marque: Path):
        self.atelier, self.make_task, self.output, self.marque = atelier, make_task, output, marque

    def start(self, *code: str) -> None:
        tasks = [
            self.make_task("print('avant')", *code, nom="mauvais", valeur=str(self.marque)),
            self.make_task(nom="bon"),
        ]
        self.results: dict[str, ReportResult] = {}

        def work() -> None:
            done = build_all(tasks, self.output, ("html", "pdf"), 2, lambda _: None, atelier=self.atelier)
            self.results = {r.task.nom: r for r in done}

        self.thread = threading.Thread(target=work)
        self.thread.start()

    def finish(self) -> ReportResult:
        self.thread.join(timeout=60)
        assert not self.thread.is_alive()
        return self.results["mauvais"]

    def pid_said(self) -> psutil.Process:
        wait_for(lambda: self.marque.exists() and self.marque.read_text())
        return psutil.Process(int(self.marque.read_text()))

    def assert_small(self, *said: str) -> None:
        """The fault stayed with its report: the other one is done, and the last good one is as it was."""
        bad = self.results["mauvais"]
        assert bad.error is not None
        assert [word for word in said if word not in bad.error] == []
        assert bad.error.endswith("(conservé : echecs/mauvais.ipynb)")
        assert not ENGLISH.search(bad.error.split(" (conservé")[0].split(" : ", 1)[1])
        assert self.results["bon"].ok
        assert (self.output / "bon.pdf").read_bytes().startswith(b"%PDF")
        for suffix in ("html", "pdf", "ipynb"):
            assert (self.output / f"mauvais.{suffix}").read_text() == "le dernier bon rapport"
        assert list(self.output.rglob(".en-cours-*")) == []

    def errors_by_cell(self) -> dict[int, list[str]]:
        """The errors in the notebook that was kept, by the number of their cell among those of code."""
        kept = nbformat.read(self.output / "echecs" / "mauvais.ipynb", as_version=4)
        nbformat.validate(kept)
        code = [cell for cell in kept.cells if cell.cell_type == "code" and "injected" not in str(cell.metadata)]
        assert any(o.get("text") == "avant\n" for cell in code for o in cell.outputs)
        errors = {n: [o.ename for o in c.outputs if o.output_type == "error"] for n, c in enumerate(code)}
        return {n: names for n, names in errors.items() if names}


@pytest.fixture
def essai(atelier: Atelier, make_task: MakeTask, output: Path, tmp_path: Path) -> Iterator[Essai]:
    before = atelier.delai
    yield Essai(atelier, make_task, output, tmp_path / "marque")
    atelier.delai = before


SAY_PID = "import os, pathlib, time; pathlib.Path(valeur).write_text(str(os.getpid()))"
# Cells of code are: parameters, print('avant'), then the test's own.
FIRST, SECOND = 2, 3


def test_a_kernel_killed_from_outside(essai: Essai) -> None:
    """As the system does when memory is short."""
    essai.start(f"{SAY_PID}; time.sleep(600)")
    kernel = essai.pid_said()
    kernel.kill()
    essai.finish()
    essai.assert_small("le noyau s'est arrêté")
    assert list(essai.errors_by_cell()) == [FIRST]
    assert all_gone([kernel])


def test_a_kernel_that_ends_itself(essai: Essai) -> None:
    """What it had started does not outlive it."""
    essai.start(
        "import pathlib, subprocess\nchild = subprocess.Popen(['sleep', '600'])\n"
        "pathlib.Path(valeur).write_text(str(child.pid))",
        "import os; os._exit(9)",
        "print('après')",
    )
    child = essai.pid_said()
    essai.finish()
    assert all_gone([child])
    essai.assert_small("le noyau s'est arrêté (code 9)")
    assert list(essai.errors_by_cell()) == [SECOND]


def test_a_kernel_that_crashes_in_c(essai: Essai) -> None:
    """The notebook that is kept says where: nobody else has seen it."""
    essai.start("import ctypes; ctypes.string_at(0)")
    essai.finish()
    essai.assert_small(f"le noyau s'est arrêté (signal {signal.SIGSEGV.value})")
    kept = (essai.output / "echecs" / "mauvais.ipynb").read_text(encoding="utf-8")
    assert "Segmentation fault" in kept
    assert "string_at" in kept


@NEEDS_FORK
@pytest.mark.parametrize("work", ["os:abort", "quartiers:nowhere"], ids=["crash", "exception"])
def test_a_copy_that_dies_before_it_ran_anything(
    make_task: MakeTask, output: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, work: str
) -> None:
    """Its notebook is not to blame: the report is made in an ordinary kernel, and the nursery serves on."""
    monkeypatch.setattr(gestionnaire, "KERNEL", work)
    with Atelier(60, fork=True) as atelier:
        essai = Essai(atelier, make_task, output, tmp_path / "marque")
        essai.start("print('après')")
        essai.finish()
        assert atelier.sound
    assert [r.ok for r in essai.results.values()] == [True, True]


@NEEDS_FORK
def test_a_copy_that_dies_says_why(make_task: MakeTask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its traceback is not lost with its standard error, which is nobody's."""
    monkeypatch.setattr(gestionnaire, "KERNEL", "quartiers:nowhere")
    with Atelier(60, fork=True) as atelier:
        place = carnets.Place(tmp_path, None, 60, atelier)
        with pytest.raises(CopyFailed, match="has no attribute 'nowhere'"):
            carnets.execute(make_task("print('après')"), place, atelier._nursery)


NEVER_ENDS = {
    # A regular expression that backtracks for centuries: C code that never lets another thread run.
    "holds the GIL": "import re; re.match(r'(a+)+$', 'a' * 64 + 'b')",
    "deaf to signals": (
        "import signal\n"
        "for s in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP): signal.signal(s, signal.SIG_IGN)\n"
        "while True:\n"
        "    try: time.sleep(600)\n"
        "    except BaseException: pass"
    ),
}


@pytest.mark.parametrize("code", NEVER_ENDS.values(), ids=NEVER_ENDS)
def test_a_cell_that_never_ends(essai: Essai, code: str) -> None:
    """Its kernel ends, and with it what it had started; the report says how long it was given."""
    essai.atelier.delai = 3
    essai.start("import subprocess; child = subprocess.Popen(['sleep', '600'])", f"{SAY_PID}\n{code}", "print('après')")
    kernel = essai.pid_said()
    processes = [kernel, *kernel.children(recursive=True)]
    essai.finish()
    essai.assert_small("délai de 3 s dépassé")
    assert list(essai.errors_by_cell()) == [SECOND]
    assert len(processes) > 1
    assert all_gone(processes)


def test_a_cell_that_raises(essai: Essai) -> None:
    essai.start("pass", "raise ValueError('rien ne va')", "print('après')")
    essai.finish()
    essai.assert_small("ValueError : rien ne va")
    assert essai.errors_by_cell() == {SECOND: ["ValueError"]}


def test_a_cell_that_exits(essai: Essai) -> None:
    """``exit()`` in a notebook: not a report that is done."""
    essai.start("raise SystemExit(3)", "print('après')")
    essai.finish()
    assert essai.results["mauvais"].error is not None
    assert (essai.output / "mauvais.html").read_text() == "le dernier bon rapport"
    assert essai.results["bon"].ok


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"ceci n'est pas un carnet", "n'est pas un carnet"),
        (b"", "n'est pas un carnet"),
        (b'{"cells": 3}', "n'est pas un carnet"),
        (b"[]", "n'est pas un carnet"),
        (b"\xff\xfe\x00", "n'est pas un carnet"),
        (None, "introuvable"),
    ],
    ids=["not JSON", "empty", "another JSON", "a list", "not UTF-8", "missing"],
)
def test_a_notebook_that_is_none(
    atelier: Atelier, make_task: MakeTask, output: Path, content: bytes | None, said: str
) -> None:
    bad = make_task(nom="mauvais")
    if content is None:
        bad.notebook.unlink()
    else:
        bad.notebook.write_bytes(content)
    failed, good = build_all([bad, make_task(nom="bon")], output, ("html",), 2, lambda _: None, atelier=atelier)
    assert failed.error is not None
    assert "mauvais.ipynb" in failed.error
    assert said in failed.error
    assert not ENGLISH.search(failed.error)
    assert good.ok
    assert (output / "mauvais.html").read_text() == "le dernier bon rapport"


@pytest.mark.parametrize("suffix", ["pdf", "html", "ipynb"])
def test_an_output_that_another_program_has_open(
    atelier: Atelier, make_task: MakeTask, output: Path, monkeypatch: pytest.MonkeyPatch, suffix: str
) -> None:
    """As Windows refuses it: the report is named, and keeps all its files of the last time."""
    replace = Path.replace

    def refuse(self: Path, target: Path) -> Path:
        if Path(target).name == f"mauvais.{suffix}":
            raise PermissionError(13, "The process cannot access the file")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", refuse)
    tasks = [make_task(nom="mauvais"), make_task(nom="bon")]
    failed, good = build_all(tasks, output, ("html", "pdf"), 2, lambda _: None, atelier=atelier)
    assert failed.error is not None
    assert "ouvert dans un autre logiciel" in failed.error
    assert not ENGLISH.search(failed.error)
    assert good.ok
    assert {p.name for p in output.iterdir()} == {
        f"{n}.{s}" for n in ("mauvais", "bon") for s in ("html", "pdf", "ipynb")
    }
    assert {(output / f"mauvais.{s}").read_text() for s in ("html", "pdf", "ipynb")} == {"le dernier bon rapport"}


# -- a report cannot see another's state -----------------------------------------------------------------

LEAVE_TRACES = """\
import builtins, os, random, sys, textwrap, warnings
import matplotlib, numpy, pandas
import quartiers.style
builtins.trace = "ici"
textwrap.dedent = lambda text: "trace"
os.environ["TRACE"] = "ici"
os.chdir("/")
sys.path.insert(0, "/trace")
sys.setrecursionlimit(5000)
matplotlib.rcParams["font.size"] = 77
pandas.options.display.max_rows = 3
quartiers.style.TRACE = "ici"
random.seed(1)
warnings.simplefilter("error")
os.umask(0o077)
"""
LOOK_FOR_TRACES = """\
import builtins, os, sys, textwrap, warnings
import matplotlib, pandas
import quartiers.style
seen = dict(
    builtins=hasattr(builtins, "trace"),
    patch=textwrap.dedent("") == "trace",
    environ="TRACE" in os.environ,
    cwd=os.getcwd() == "/",
    path="/trace" in sys.path,
    recursion=sys.getrecursionlimit() == 5000,
    font=matplotlib.rcParams["font.size"] == 77,
    rows=pandas.options.display.max_rows == 3,
    module=hasattr(quartiers.style, "TRACE"),
    warnings=warnings.filters[0][0] == "error",
    umask=os.umask(0o022) == 0o077,
    globals="trace" in globals() or "child" in globals(),
)
print(sorted(name for name, found in seen.items() if found))
"""


def test_a_report_cannot_see_another_s_state(atelier: Atelier, make_task: MakeTask, output: Path) -> None:
    """The second runs after the first, then beside it."""
    one = make_task(LEAVE_TRACES + "print('laissées')", nom="un")
    two = make_task(LOOK_FOR_TRACES, nom="deux")
    both = make_task(LEAVE_TRACES + "import time; time.sleep(1)", nom="trois")
    for tasks, jobs in (([two, one], 1), ([two, both], 2)):
        results = build_all(tasks, output, ("html",), jobs, lambda _: None, atelier=atelier)
        assert [r.error for r in results] == [None, None]
        said = nbformat.read(output / "deux.ipynb", as_version=4).cells[-1].outputs[0].text
        assert said == "[]\n"


def test_kernels_draw_different_numbers(atelier: Atelier, make_task: MakeTask, output: Path) -> None:
    """Copies of one process would otherwise draw the same « random » numbers, and the same names of files."""
    tasks = [make_task("import random, uuid; print(random.random(), uuid.uuid4())", nom=nom) for nom in ("un", "deux")]
    build_all(tasks, output, ("html",), 2, lambda _: None, atelier=atelier)
    drawn = [nbformat.read(output / f"{n}.ipynb", as_version=4).cells[-1].outputs[0].text for n in ("un", "deux")]
    assert drawn[0] != drawn[1]


# -- the nursery is killed -------------------------------------------------------------------------------


def find_nursery() -> psutil.Process:
    """The last one that this process has started; it is a copy of this process for an instant."""

    def found() -> list[psutil.Process]:
        return [p for p in psutil.Process().children() if "quartiers.execution.noyaux.pepiniere" in p.cmdline()]

    wait_for(found)
    return max(found(), key=lambda p: p.create_time())


@NEEDS_FORK
@pytest.mark.parametrize("when", ["before", "during"])
def test_reports_are_made_without_a_nursery_that_is_killed(
    make_task: MakeTask, output: Path, tmp_path: Path, when: str
) -> None:
    """Those under way are made again, in ordinary kernels; so are the following ones."""
    with Atelier(60, fork=True) as atelier:
        nursery = find_nursery()
        essai = Essai(atelier, make_task, output, tmp_path / "marque")
        if when == "before":
            nursery.kill()
        essai.start(
            "import os, pathlib, time\n"
            "mark = pathlib.Path(valeur)\n"
            "if not mark.exists():\n"
            "    mark.write_text(str(os.getpid()))\n" + ("    time.sleep(600)" if when == "during" else "")
        )
        kernel = None
        if when == "during":
            kernel = essai.pid_said()
            assert kernel.ppid() == nursery.pid
            nursery.kill()
        essai.finish()
        assert {nom: r.error for nom, r in essai.results.items()} == {"mauvais": None, "bon": None}
        assert kernel is None or all_gone([kernel])
    assert "le dernier bon rapport" not in (output / "mauvais.html").read_text(encoding="utf-8")


@NEEDS_FORK
def test_a_kernel_stuck_in_c_ends_with_the_nursery(make_task: MakeTask, output: Path, tmp_path: Path) -> None:
    """No thread of the kernel can look whether its parent still lives: the system must end it."""
    with Atelier(60, fork=True) as atelier:
        nursery = find_nursery()
        essai = Essai(atelier, make_task, output, tmp_path / "marque")
        stuck = NEVER_ENDS["holds the GIL"]
        essai.start(f"import pathlib\nif not pathlib.Path(valeur).exists():\n    {SAY_PID}\n    {stuck}")
        kernel = essai.pid_said()
        nursery.send_signal(signal.SIGKILL)
        essai.finish()
        assert essai.results["mauvais"].ok
        assert all_gone([kernel])
