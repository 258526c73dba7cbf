"""A copy of the checkout, with three quartiers and tiny notebooks, that a test may spoil and run as a process."""

import os
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

import chaud
import nbformat
import psutil
from lignes import read_rows, write_rows
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from quartiers import DEFAULT_DATA, NOTEBOOKS, PROJECT_ROOT

# Of QPV that they share with no other project: many figures; none at all; few.
QUARTIERS = ("bruay-centre", "saint-saulve-pepiniere", "vieux-conde-jard")
QPV = ("QN05992N", "QN05929M", "QN05932M", "QP059029", "QP059032")
REPORTS = (*(f"quartiers/{q}" for q in QUARTIERS), "synthese")

Completed = subprocess.CompletedProcess[str]


def make_small_data(folder: Path) -> Path:
    """The contract of ``data/`` cut down to :data:`QUARTIERS`: what is read and checked quickly."""
    shutil.copytree(DEFAULT_DATA, folder)
    kept = {""}  # what is said of no priority stays
    for name, column, values in (
        ("quartiers", "quartier", QUARTIERS),
        ("priorites", "quartier", QUARTIERS),
        ("constats", "quartier", QUARTIERS),
        ("diagnostic", "quartier", QUARTIERS),
        ("synthese_publiee", "quartier", QUARTIERS),
        ("mesures", "territoire", (*QPV, "qpv-france")),
        ("qpv", "qpv", QPV),
        ("declinaisons", "priorite", kept),
        ("appuis", "priorite", kept),
        ("mots_faciles", "priorite", kept),
        ("relecture", "quartier", QUARTIERS),
    ):
        [path] = folder.rglob(f"{name}.csv")
        rows = [row for row in read_rows(path) if row[column] in values]
        if name == "priorites":
            kept.update(row["priorite"] for row in rows)
        write_rows(path, rows)
    return folder


# What tiny notebooks say nothing of: of these tables nothing, of these the first rows of each quartier or territory.
SAID_BY_NONE = (
    *("actions", "financements", "appuis", "mots_faciles", "relecture", "synthese_publiee"),
    *("evolutions", "repartitions", "fluctuations"),
)
FEW = (("constats", "quartier", 2), ("priorites", "quartier", 1), ("mesures", "territoire", 3))


def make_tiny_data(folder: Path) -> Path:
    """The small data cut down to a few rows: each run checks them, compares them and writes their workbook."""
    make_small_data(folder)
    for name in SAID_BY_NONE:
        [path] = folder.rglob(f"{name}.csv")
        path.unlink()
    for name, column, number in FEW:
        [path] = folder.rglob(f"{name}.csv")
        write_rows(path, _first_of_each(read_rows(path), column, number))
    kept = {row["priorite"] for row in read_rows(folder / "priorites.csv")}
    forms = folder / "declinaisons.csv"
    write_rows(forms, [row for row in read_rows(forms) if row["priorite"] in kept])
    return folder


def _first_of_each(rows: list[dict[str, str]], column: str, number: int) -> list[dict[str, str]]:
    """The first rows that have each value in a column."""
    seen: Counter[str] = Counter()
    kept = []
    for row in rows:
        seen[row[column]] += 1
        if seen[row[column]] <= number:
            kept.append(row)
    return kept


def tiny_notebook(variable: str) -> nbformat.NotebookNode:
    """A report that says the name of what it is about, once it has done what the environment tells it to."""
    cells = [
        new_code_cell('quartier = "synthese"\ndonnees = None', metadata={"tags": ["parameters"]}, id="c0"),
        new_markdown_cell("# Essai", id="c1"),
        new_code_cell("print('avant')", id="c2"),
        new_code_cell(f"import os\nexec(os.environ.get({variable!r} + quartier, ''))", id="c3"),
        new_code_cell("print(quartier)", id="c4"),
    ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return new_notebook(cells=cells, metadata={"kernelspec": kernel})


def make_project(folder: Path, *, real_notebooks: bool = False) -> Path:
    """A copy of the checkout: tiny notebooks on tiny data, or the real ones on the small data."""
    # With what Python has compiled: each process would do it again. Not with what it is writing.
    shutil.copytree(PROJECT_ROOT / "quartiers", folder / "quartiers", ignore=shutil.ignore_patterns("*.pyc.*"))
    shutil.copy(PROJECT_ROOT / "pipeline.py", folder)
    (make_small_data if real_notebooks else make_tiny_data)(folder / "data")
    if real_notebooks:
        shutil.copytree(NOTEBOOKS, folder / "notebooks")
    else:
        (folder / "notebooks").mkdir()
        for name in ("quartier", "synthese"):
            nbformat.write(tiny_notebook("ESSAI_"), folder / "notebooks" / f"{name}.ipynb")
    return folder


class Copie:
    """``python pipeline.py`` of a project, its output and its temporary files in folders of their own.

    Its tables are the project's, or those of ``donnees``, which a test may change where the project is several tests'.
    """

    def __init__(self, folder: Path, project: Path, donnees: Path | None = None):
        self.folder = project
        self.donnees = donnees or project / "data"
        self.sortie = folder / "sortie"
        self.temporaire = folder / "tmp"
        self.temporaire.mkdir(parents=True)

    def environment(self, fautes: dict[str, str] | None = None, **variables: str) -> dict[str, str]:
        """``fautes`` is the code that the notebook of each quartier named runs."""
        return {
            **{k: v for k, v in os.environ.items() if not k.startswith(("ESSAI_", "QUARTIERS_"))},
            "PYTHONPATH": str(self.folder),
            "PYTHONIOENCODING": "utf-8",
            "COLUMNS": "250",  # the closing table folds its lines otherwise
            "TMPDIR": str(self.temporaire),
            **{f"ESSAI_{name}": code for name, code in (fautes or {}).items()},
            **variables,
        }

    def command(self, *arguments: str | Path) -> list[str]:
        line = [sys.executable, str(self.folder / "pipeline.py"), *map(str, arguments), "--sortie", str(self.sortie)]
        own = self.donnees != self.folder / "data" and "--donnees" not in arguments
        return [*line, "--donnees", str(self.donnees)] if own else line

    def run(self, *arguments: str | Path, fautes: dict[str, str] | None = None, **variables: str) -> Completed:
        """The command, as a process that starts warm (:mod:`chaud`) where its environment allows it."""
        environment = self.environment(fautes, **variables)
        return chaud.run(self.command(*arguments), encoding="utf-8", env=environment, timeout=120)

    def run_cold(self, *arguments: str | Path, prefix: Iterable[str] = (), **variables: str) -> Completed:
        """The command as a new Python, after ``prefix`` on its line."""
        return subprocess.run(
            [*prefix, *self.command(*arguments)],
            capture_output=True,
            encoding="utf-8",
            env=self.environment(**variables),
            timeout=120,
            check=False,
        )

    def start(
        self, *arguments: str | Path, fautes: dict[str, str] | None = None, cold: bool = False, **variables: str
    ) -> "subprocess.Popen[str]":
        """The same as :meth:`run`, not waited for; it leads a group, as what is typed in a terminal does."""
        return (subprocess.Popen if cold else chaud.start)(
            self.command(*arguments),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            env=self.environment(fautes, **variables),
            process_group=0,
        )

    def contents(self) -> dict[str, bytes]:
        """The files that a reader finds in the output folder, by name."""
        return contents(self.sortie)

    def leftovers(self) -> list[str]:
        """Temporary files: in the folder for them, and half written ones in the output."""
        return [str(p) for p in (*self.temporaire.iterdir(), *self.sortie.glob("**/.en-cours-*"))]


def contents(folder: Path) -> dict[str, bytes]:
    """The files of a folder by relative name, save the hidden ones, which are the program's own."""
    files = (p for p in folder.rglob("*") if p.is_file() and not p.name.startswith("."))
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in files}


def wait_for(condition: Callable[[], object], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.02)


def family(pid: int) -> list[psutil.Process]:
    """A process and all those that it has started: nursery, kernels."""
    process = psutil.Process(pid)
    return [process, *process.children(recursive=True)]


def all_gone(processes: Iterable[psutil.Process], seconds: float = 5) -> bool:
    """Whether these processes end within that time (one that has ended, and that nobody has reaped, has ended)."""

    def lives(process: psutil.Process) -> bool:
        try:
            return process.status() != psutil.STATUS_ZOMBIE
        except psutil.NoSuchProcess:
            return False

    end = time.monotonic() + seconds
    while any(lives(p) for p in processes):
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True
