"""What a notebook reads besides what it is given: written down by its kernel, whichever kind it is."""

import os
import pickle
import py_compile
import shutil
import sqlite3
import sys
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import openpyxl
import pytest

from quartiers import DEFAULT_DATA
from quartiers.donnees import Contrat
from quartiers.donnees.lectures import QUARTIER, TOUT, VARIABLE, note, read_notes
from quartiers.execution.noyaux.atelier import Atelier
from quartiers.execution.noyaux.copies import can_fork
from quartiers.execution.plan import ReportTask

FORK = pytest.param(True, id="forked", marks=pytest.mark.skipif(not can_fork(), reason="kernels are forked on Linux"))
ORDINARY = pytest.param(False, id="ordinary")

MakeTask = Callable[..., ReportTask]


@pytest.fixture(scope="module", params=[FORK, ORDINARY])
def published(request: pytest.FixtureRequest, contrat: Contrat) -> Iterator[Atelier]:
    """A workshop of each kind, whose kernels hold the contract; each notebook has a kernel of its own."""
    with Atelier(fork=request.param) as made:
        made.publish(contrat)
        yield made


def test_a_file_the_whole_contract_and_another_quartier(
    published: Atelier, make_task: MakeTask, tmp_path: Path
) -> None:
    table = tmp_path / "à part.csv"
    table.write_text("a;b\n1;2\n", encoding="utf-8")
    code = [
        f"import pandas as pd\npd.read_csv({str(table)!r}, sep=';')",
        "from quartiers.donnees import load_contrat\nload_contrat()",
        "from quartiers.presentation import RapportQuartier\nRapportQuartier('bruay-centre').entete()",
        f"open({str(tmp_path / 'ecrit.txt')!r}, 'w').close()",
    ]
    execution = published.execute(make_task(*code))
    assert execution.lectures == {str(table), TOUT, f"{QUARTIER}bruay-centre"}


def test_libraries_and_fonts_are_not_readings(published: Atelier, make_task: MakeTask) -> None:
    code = """
    from quartiers.presentation import RapportQuartier
    rapport = RapportQuartier('marly-briquette')
    rapport.essentiel(), rapport.graphique_positions(), rapport.sources()
    """
    execution = published.execute(make_task(code))
    assert execution.lectures == {f"{QUARTIER}marly-briquette"}


def test_what_a_distribution_says_of_itself_is_no_reading(
    published: Atelier, make_task: MakeTask, tmp_path: Path
) -> None:
    """Libraries look for each other's entry points: a package that was installed anew is no other data."""
    metadata = tmp_path / "paquet.egg-info"
    metadata.mkdir()
    (metadata / "PKG-INFO").write_text("Name: paquet\nVersion: 1\n", encoding="utf-8")
    (metadata / "entry_points.txt").write_text("[groupe]\nnom = paquet:f\n", encoding="utf-8")
    code = f"""
    import sys
    sys.path.append({str(tmp_path)!r})
    from importlib.metadata import entry_points
    assert [e.value for e in entry_points(group='groupe')] == ['paquet:f']
    """
    assert published.execute(make_task(code)).lectures == frozenset()


# -- each way of reading -----------------------------------------------------------------------------------


def workbook(path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["a", 1])
    book.save(path)


def database(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("create table t (a)")
    connection.close()


def archive(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("a", "x")


def tarball(path: Path) -> None:
    with tarfile.open(path, "w:gz") as made:
        made.add(__file__)


def array(path: Path) -> None:
    with path.open("wb") as file:
        np.save(file, np.arange(4))


def text(path: Path) -> None:
    path.write_text("a;b\n1;2\n", encoding="utf-8")


def pickled(path: Path) -> None:
    path.write_bytes(pickle.dumps([1]))


# How a cell reads the file ``p``, a path that is put together as it runs; how the file is made.
WAYS: dict[str, tuple[str, Callable[[Path], object]]] = {
    "open as text": ("open(p).read()", text),
    "open as bytes": ("open(p, 'rb').read()", text),
    "open of bytes": ("open(os.fsencode(p), 'rb').read()", text),
    "open to read and write": ("open(p, 'r+b').read()", text),
    "open to read and add": ("f = open(p, 'a+'); f.seek(0); f.read()", text),
    "io.FileIO": ("io.FileIO(p).read()", text),
    "io.open_code": ("io.open_code(str(p)).read()", text),
    "os.open": ("os.read(os.open(p, os.O_RDONLY), 9)", text),
    "os.open to read and write": ("os.read(os.open(p, os.O_RDWR | os.O_CREAT), 9)", text),
    "an opener": ("open(p, 'rb', opener=lambda name, flags: os.open(name, flags)).read()", text),
    "Path.read_bytes": ("p.read_bytes()", text),
    "Path.read_text": ("p.read_text()", text),
    "Path.open": ("p.open('rb').read()", text),
    "from its folder": ("os.chdir(p.parent); open(p.name).read()", text),
    "by the same name from another folder": ("os.chdir(p.parent); open(p.name).read()", text),
    "after it was looked for in vain": (
        "q = p.rename(p.with_suffix('.tard'))\ntry: open(p)\nexcept OSError: q.rename(p)\nopen(p).read()",
        text,
    ),
    "from the folder above": ("os.chdir(p.parent.parent); open(os.path.join(p.parent.name, p.name)).read()", text),
    "mmap": ("import mmap; f = open(p, 'r+b'); mmap.mmap(f.fileno(), 0).read()", text),
    "csv": ("import csv; list(csv.reader(open(p)))", text),
    "pickle": ("import pickle; pickle.load(open(p, 'rb'))", pickled),
    "shutil.copy": ("import shutil; shutil.copy(p, p.with_suffix('.copie'))", text),
    "zipfile": ("import zipfile; zipfile.ZipFile(p).read('a')", archive),
    "tarfile": ("import tarfile; tarfile.open(p).getnames()", tarball),
    "sqlite3": ("import sqlite3; sqlite3.connect(p).execute('select * from t').fetchall()", database),
    "sqlite3 by its URI": (
        "import sqlite3; sqlite3.connect(p.as_uri() + '?mode=ro', uri=True).execute('select * from t').fetchall()",
        database,
    ),
    "numpy.load": ("import numpy; numpy.load(p)", array),
    "numpy.load mapped": ("import numpy; numpy.load(p, mmap_mode='r').sum()", array),
    "numpy.memmap": ("import numpy; numpy.memmap(p).sum()", array),
    "numpy.fromfile": ("import numpy; numpy.fromfile(p, dtype='u1')", array),
    "pandas.read_csv": ("import pandas; pandas.read_csv(p, sep=';')", text),
    "pandas.read_pickle": ("import pandas; pandas.read_pickle(p)", pickled),
    "pandas.read_excel, openpyxl": ("import pandas; pandas.read_excel(p, engine='openpyxl')", workbook),
    "a program": ("import subprocess, sys; subprocess.run([sys.executable, '-c', '', str(p)], check=True)", text),
}
UNIX = {
    "a command": ("import subprocess; subprocess.run(f'cat \"{p}\"', shell=True, check=True)", text),
    "os.system": ("os.system(f'cat \"{p}\"')", text),
    "a program in its folder": ("import subprocess; subprocess.run(['cat', p.name], cwd=p.parent, check=True)", text),
    "a command of IPython": ("get_ipython().system(f'cat \"{p}\"')", text),
}
if os.name == "posix":
    WAYS |= UNIX


def test_each_way_of_reading_is_written_down(published: Atelier, make_task: MakeTask, tmp_path: Path) -> None:
    """In one notebook: each cell reads a file of its own."""
    names, cells = {}, ["import io, os\nfrom pathlib import Path"]
    for number, (way, (code, make)) in enumerate(WAYS.items()):
        folder = tmp_path / f"lu {number}"
        folder.mkdir()
        make(folder / "données.xlsx")
        names[str(folder / "données.xlsx")] = way
        cells.append(f"p = Path(valeur) / 'lu {number}' / 'données.xlsx'\n{code}")
    execution = published.execute(make_task(*cells, valeur=str(tmp_path)))
    assert [way for name, way in names.items() if name not in execution.lectures] == []
    assert execution.lectures == names.keys()


def test_what_is_only_written_is_not_read(published: Atelier, make_task: MakeTask, tmp_path: Path) -> None:
    for name in ("w", "wb+", "a", "ab"):
        (tmp_path / name).write_text("hier")
    cells = [f"open(valeur + '/' + {mode!r}, {mode!r}).close()" for mode in ("w", "wb+", "a", "ab", "x", "x+b")]
    cells += ["import os, tempfile\nos.open(valeur + '/neuf', os.O_RDWR | os.O_CREAT | os.O_EXCL)"]
    cells += ["tempfile.NamedTemporaryFile().read(), tempfile.TemporaryFile().read()"]
    assert published.execute(make_task(*cells, valeur=str(tmp_path))).lectures == set()


def test_a_workbook_of_tables_is_a_reading(published: Atelier, make_task: MakeTask, tmp_path: Path) -> None:
    """The program's own reader of workbooks is a library that opens files by itself."""
    folder = tmp_path / "tables"
    shutil.copytree(DEFAULT_DATA, folder)
    book = openpyxl.Workbook()
    book.active.title = "thematiques"
    lines = (folder / "thematiques.csv").read_text(encoding="utf-8-sig").splitlines()
    for line in lines:
        book.active.append(line.split(";"))
    book.save(folder / "tables.xlsx")
    (folder / "thematiques.csv").unlink()
    code = "from pathlib import Path\nfrom quartiers.donnees import load_contrat\nload_contrat(Path(valeur) / 'tables')"
    execution = published.execute(make_task(code, valeur=str(tmp_path)))
    assert str(folder / "tables.xlsx") in execution.lectures
    assert str(folder / "constats.csv") in execution.lectures


def test_a_file_that_the_code_names_is_taken_for_read(published: Atelier, make_task: MakeTask, tmp_path: Path) -> None:
    """Some libraries open files by themselves, and Python does not hear of it."""
    named = [tmp_path / name for name in ("a.typ", "b.parquet", "c.gpkg")]
    for path in named:
        path.touch()
    cells = [
        f"import typst\nassert typst.compile({str(named[0])!r})",
        f"def lire():\n    for nom in ({str(named[1])!r}, 'rien'):\n        pass",
        f"lire_autrement = lambda: {str(named[2])!r}",
    ]
    assert published.execute(make_task(*cells)).lectures == set(map(str, named))


def test_a_notebook_may_say_what_it_reads(published: Atelier, make_task: MakeTask, tmp_path: Path) -> None:
    code = "from quartiers.donnees.lectures import note\nnote(valeur + '/lu autrement')"
    execution = published.execute(make_task(code, valeur=str(tmp_path)))
    assert execution.lectures == {f"{tmp_path}/lu autrement"}


def test_a_module_beside_the_notebook_is_read_by_its_source(
    published: Atelier, make_task: MakeTask, tmp_path: Path
) -> None:
    """Compiled by an earlier run: its source is not even opened, and it is what somebody edits."""
    (tmp_path / "outil.py").write_text("X = 1\n")
    py_compile.compile(str(tmp_path / "outil.py"))
    code = "import sys\nsys.path.insert(0, valeur)\nimport outil"
    execution = published.execute(make_task(code, valeur=str(tmp_path)))
    assert execution.lectures == {str(tmp_path / "outil.py")}


# -- how it is written down --------------------------------------------------------------------------------

ODD = ["a\nb", "a\rb", "a\u2028b", "a\x85b", "a\x1cb", " a ", "é", "\udcff", "<contrat>"]


@pytest.mark.parametrize("name", ODD, ids=ascii)
def test_any_name_is_read_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "notes"))
    for reading in (name, "autre", name):
        note(reading)
    assert read_notes(tmp_path / "notes") == {name, "autre"}


def test_outside_of_a_run_nothing_is_written_down(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    note("a")
    assert read_notes(tmp_path / "notes") == set()


@pytest.mark.skipif(sys.platform != "linux", reason="names of bytes")
def test_a_name_that_is_no_text_is_read_too(published: Atelier, make_task: MakeTask, tmp_path: Path) -> None:
    path = os.fsdecode(os.fsencode(tmp_path) + b"/\xff\n.csv")
    Path(path).write_text("a")
    execution = published.execute(
        make_task("import os\nopen(os.fsencode(valeur) + b'/\\xff\\n.csv').read()", valeur=str(tmp_path))
    )
    assert execution.lectures == {path}
