"""Never a stale report: what changed is made again, all of it and nothing else. Each kind of dependency is changed."""

import os
import re
import shutil
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import chaud
import nbformat
import openpyxl
import pytest
from copie import QUARTIERS, REPORTS, Completed, Copie, make_project
from lignes import read_rows, write_rows
from papier import read_texts

from quartiers.execution import empreintes
from quartiers.execution.manifeste import Manifeste, digest
from quartiers.marques import signature, temporary_name

CENTRE, PEPINIERE, JARD = QUARTIERS
SYNTHESE, CLASSEUR, INDEX = "synthese", "donnees.xlsx", "index.html"
HTML = ("--formats", "html")

Files = dict[str, int]


def times(copie: Copie) -> Files:
    """When each file of the output was written, hidden ones too."""
    files = (p for p in copie.sortie.rglob("*") if p.is_file())
    return {p.relative_to(copie.sortie).as_posix(): p.stat().st_mtime_ns for p in files}


class Etape:
    """A run after a change: which reports and other files it wrote."""

    def __init__(self, copie: Copie, *options: str, **variables: str):
        before = times(copie)
        self.done: Completed = copie.run(*options, **variables)
        assert (self.done.returncode, self.done.stderr) == (0, ""), self.done.stdout + self.done.stderr
        self.files = {
            name
            for name, time in times(copie).items()
            if before.get(name) != time and not Path(name).name.startswith(".")
        }
        self.reports = {name.rpartition(".")[0] for name in self.files} - {"donnees", "index", "comparer"}
        self.others = self.files & {CLASSEUR, INDEX}
        said = set(re.findall(r"^\[\d+/\d+\] (\S+) : écrit", self.done.stdout, re.MULTILINE))
        assert said == self.reports  # what the run says is what it does


def report(quartier: str) -> str:
    return f"quartiers/{quartier}"


def edit_row(copie: Copie, table: str, quartier: str, column: str, text: str) -> None:
    """Change a cell of the first row that a table has on a quartier."""
    path = copie.folder / "data" / f"{table}.csv"
    rows = read_rows(path)
    next(row for row in rows if row["quartier"] == quartier)[column] = text
    write_rows(path, rows)


# -- the data, with the notebooks of the project ---------------------------------------------------------


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Copie:
    """Everything is made, from the real notebooks; the tests that change it do so one after the other."""
    folder = tmp_path_factory.mktemp("vrai")
    copie = Copie(folder, make_project(folder / "projet", real_notebooks=True))
    chaud.prepare(copie.folder)
    first = Etape(copie)
    assert first.reports == set(REPORTS)
    assert first.others == {CLASSEUR, INDEX}
    return copie


def text_of(pdf: Path) -> str:
    return " ".join(" ".join(read_texts(pdf)).split())


def test_a_row_of_a_quartier_makes_its_report_and_the_synthesis_again(real: Copie) -> None:
    edit_row(real, "constats", CENTRE, "constat", "Un constat tout neuf")
    etape = Etape(real)
    assert etape.reports == {report(CENTRE), SYNTHESE}
    assert etape.others == {CLASSEUR, INDEX}
    assert "comparer.html" in etape.files  # as the index: the contract that it is made from has changed
    assert "Un constat tout neuf" in text_of(real.sortie / f"{report(CENTRE)}.pdf")
    assert "2 rapports écrits, 2 déjà à jour" in etape.done.stdout


def test_a_pdf_of_older_data_is_never_taken_for_current(real: Copie) -> None:
    """Pages alone are made from the new data; when PDF are asked for again, theirs are made, and the others left."""
    edit_row(real, "constats", CENTRE, "constat", "Un constat plus neuf encore")
    pages = Etape(real, *HTML)
    assert pages.reports == {report(CENTRE), SYNTHESE}
    assert {name for name in pages.files if name.endswith(".pdf")} == set()
    both = Etape(real)
    assert both.reports == {report(CENTRE), SYNTHESE}
    assert "Un constat plus neuf encore" in text_of(real.sortie / f"{report(CENTRE)}.pdf")


def test_a_figure_of_one_quartier_that_others_are_compared_with(real: Copie) -> None:
    """Published figures of one QPV are in the ranks of the others: a report that shows them is made again."""
    path = real.folder / "data/importees/mesures.csv"
    rows = read_rows(path)
    pages = {q: (real.sortie / f"{report(q)}.html").read_bytes() for q in QUARTIERS}
    for row in rows:
        if row["territoire"] == "QP059029" and row["indicateur"].endswith("_pct") and row["valeur"]:
            row["valeur"] = "50"
    write_rows(path, rows)
    etape = Etape(real)
    # Whatever the manifest made of it, the folder is what a run from nothing makes.
    fresh = Copie(real.sortie.parent / "neuf", real.folder)
    Etape(fresh)
    made, expected = real.contents(), fresh.contents()
    assert [n for n in expected if n != INDEX and made[n] != expected[n]] == []
    assert {report(q) for q in QUARTIERS if made[f"{report(q)}.html"] != pages[q]} <= etape.reports
    assert report(PEPINIERE) in etape.reports


# -- everything else, with tiny notebooks ----------------------------------------------------------------


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Copie:
    folder = tmp_path_factory.mktemp("perime")
    copie = Copie(folder, make_project(folder / "projet"))
    chaud.prepare(copie.folder)
    assert Etape(copie).reports == set(REPORTS)
    return copie


@pytest.fixture
def made(tmp_path: Path, tiny: Copie) -> Copie:
    """The outputs of that project, that the test may change; it leaves the project as it is."""
    shutil.copytree(tiny.sortie, tmp_path / "sortie")
    return Copie(tmp_path, tiny.folder)


@pytest.fixture
def copie(tmp_path: Path, tiny: Copie) -> Copie:
    """A project of which everything is made, that the test may change."""
    for folder in ("projet", "sortie"):
        shutil.copytree(tiny.sortie.parent / folder, tmp_path / folder)
    return Copie(tmp_path, tmp_path / "projet")


def test_nothing_changed_nothing_started_nothing_touched(copie: Copie) -> None:
    """Not even the libraries that kernels, data or a process need."""
    before = times(copie)
    done = copie.run(PYTHONPROFILEIMPORTTIME="1")
    assert done.returncode == 0
    assert "Rien à refaire : 4 rapports déjà à jour" in done.stdout
    imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert "quartiers.execution.passage" in imported  # the list is one
    assert (
        imported
        & {
            "quartiers.execution.noyaux.gestionnaire",
            "quartiers.execution.noyaux.pepiniere",
            "subprocess",
            "zmq",
            "pandas",
        }
        == set()
    )
    assert times(copie) == before


def test_what_a_killed_run_left_goes_even_if_nothing_changed(made: Copie) -> None:
    ours, theirs = made.sortie / "quartiers" / temporary_name(), made.sortie / ".en-cours-moi.tmp"
    ours.write_text("à moitié")
    theirs.write_text("à moi")
    assert Etape(made).files == set()
    assert (ours.exists(), theirs.read_text()) == (False, "à moi")


def test_an_equal_folder_of_data_elsewhere_changes_nothing(copie: Copie) -> None:
    """It is the rows that count, not where they are or when they were saved."""
    (copie.folder / "data").rename(copie.folder / "ailleurs")
    for path in (copie.folder / "ailleurs").iterdir():
        os.utime(path)
    etape = Etape(copie, "--donnees", str(copie.folder / "ailleurs"))
    assert etape.files == set()


def append(path: Path, text: str) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(text)


def edit_notebook(path: Path) -> None:
    nb = nbformat.read(path, as_version=4)
    nb.cells[-1].source += "\nprint('et encore')"
    nbformat.write(nb, path)


ALL = set(REPORTS)
OF_QUARTIERS = {report(q) for q in QUARTIERS}
# What is changed in the project; the reports to make again; the other files.
CHANGES: dict[str, tuple[Callable[[Copie], object], set[str], set[str]]] = {
    "a threshold": (
        lambda c: (p := c.folder / "data/contrat.toml").write_text(
            p.read_text(encoding="utf-8").replace("ecart_points = 2.0", "ecart_points = 2.5"), encoding="utf-8"
        ),
        ALL,
        {CLASSEUR, INDEX},
    ),
    "the quartiers' notebook": (lambda c: edit_notebook(c.folder / "notebooks/quartier.ipynb"), OF_QUARTIERS, {INDEX}),
    "the synthesis's notebook": (lambda c: edit_notebook(c.folder / "notebooks/synthese.ipynb"), {SYNTHESE}, {INDEX}),
    "a template": (
        lambda c: append(c.folder / "quartiers/export/templates/rapport_typst/rapport.typ", "\n// rien\n"),
        ALL,
        {CLASSEUR, INDEX},
    ),
}
# The same, of its outputs.
SPOILT: dict[str, tuple[Callable[[Copie], object], set[str], set[str]]] = {
    "outputs deleted, cut short, edited by hand": (
        lambda c: (
            (c.sortie / f"{report(JARD)}.pdf").unlink(),
            os.truncate(c.sortie / f"{report(CENTRE)}.html", 1000),
            (p := c.sortie / f"{report(PEPINIERE)}.html").write_bytes(p.read_bytes().replace(b"Essai", b"essai")),
            (c.sortie / "synthese.ipynb").unlink(),
        ),
        ALL,
        set(),
    ),
    "the workbook and the index deleted": (
        lambda c: ((c.sortie / CLASSEUR).unlink(), (c.sortie / INDEX).unlink()),
        set(),
        {CLASSEUR, INDEX},
    ),
    "the manifest deleted": (lambda c: (c.sortie / ".manifeste.jsonl").unlink(), ALL, {CLASSEUR, INDEX}),
    "a committee's file added": (
        lambda c: ((c.sortie / "dossiers").mkdir(), (c.sortie / "dossiers/dossier-anzin.pdf").write_bytes(b"%PDF")),
        set(),
        {INDEX},
    ),
}


def test_what_changed_is_made_again_and_nothing_else(copie: Copie) -> None:
    assert_made_again(copie, CHANGES)


def test_what_was_spoilt_is_made_again_and_nothing_else(made: Copie) -> None:
    assert_made_again(made, SPOILT)


def assert_made_again(copie: Copie, changes: dict[str, tuple[Callable[[Copie], object], set[str], set[str]]]) -> None:
    """One change after the other: what one has left to make would be made, and seen, with the next."""
    for what, (change, reports, others) in changes.items():
        change(copie)
        etape = Etape(copie)
        assert etape.reports == reports, what
        # The index tells weights: it is made again where they may change, and must be where it, or its list, did.
        assert etape.others - {INDEX} == others - {INDEX}, what
        assert INDEX in etape.others or (INDEX not in others or reports), what
    assert Etape(copie).files == set()


def test_a_library_of_another_version_makes_everything_again(copie: Copie, tmp_path: Path) -> None:
    info = tmp_path / "bibliotheques" / "fausse-2.0.dist-info"
    info.mkdir(parents=True)
    path = f"{copie.folder}{os.pathsep}{info.parent}"
    assert Etape(copie, *HTML, "--quartier", CENTRE, PYTHONPATH=path).reports == {report(CENTRE), SYNTHESE}
    assert Etape(copie, *HTML, "--quartier", CENTRE, PYTHONPATH=path).files == set()


def test_every_file_of_the_package_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = make_project(tmp_path / "projet")
    monkeypatch.setattr(empreintes, "PROJECT_ROOT", project)

    def now() -> str:
        empreintes.digest_code.cache_clear()
        empreintes.describe_code.cache_clear()
        return empreintes.digest_code()

    known = {now()}
    files = [p for p in (project / "quartiers").rglob("*") if p.is_file() and "__pycache__" not in p.parts]
    kinds = {path.suffix: path for path in files}
    assert {".py", ".typ", ".css"} <= kinds.keys()
    for path in kinds.values():
        append(path, " ")
        known.add(now())
    (project / "quartiers" / "nouveau.py").touch()
    known.add(now())
    monkeypatch.setattr(sys, "version", "3.99.0 (essai)")
    known.add(now())
    assert len(known) == len(kinds) + 3
    monkeypatch.undo()
    now()


def test_forcing_makes_everything_again_with_the_same_bytes(made: Copie) -> None:
    before = made.contents()
    etape = Etape(made, "--forcer")
    assert etape.reports == ALL
    assert etape.others == {CLASSEUR, INDEX}
    after = made.contents()
    # The PDF of a report is dated by its heading block: these tiny ones have none. Real ones are compared elsewhere.
    assert [n for n, content in before.items() if after[n] != content and not n.endswith(".pdf")] == []


def test_one_quartier_then_all_of_them(copie: Copie) -> None:
    """What the first run made is kept; what it was not asked for is judged by the second."""
    edit_row(copie, "constats", CENTRE, "constat", "Un constat tout neuf")
    edit_row(copie, "constats", JARD, "constat", "Un autre constat tout neuf")
    assert Etape(copie, "--quartier", CENTRE, "--sans-synthese").reports == {report(CENTRE)}
    assert Etape(copie).reports == {report(JARD), SYNTHESE}
    assert Etape(copie).files == set()


def test_a_page_leads_to_what_is_there_whatever_the_order(copie: Copie) -> None:
    """The synthesis that was to be made and failed, then the one that is there: pages alone are laid out again."""

    def leads(quartier: str) -> bool:
        return 'href="../synthese.html"' in (copie.sortie / f"{report(quartier)}.html").read_text(encoding="utf-8")

    assert all(map(leads, QUARTIERS))
    (copie.sortie / "synthese.html").unlink()
    edit_row(copie, "constats", CENTRE, "constat", "Un constat tout neuf")
    executed = {q: (copie.sortie / f"{report(q)}.ipynb").stat().st_mtime_ns for q in (PEPINIERE, JARD)}
    assert copie.run(fautes={SYNTHESE: "1 / 0"}).returncode == 1
    assert not any(map(leads, QUARTIERS))
    assert copie.run().returncode == 0
    assert all(map(leads, QUARTIERS))
    assert {q: (copie.sortie / f"{report(q)}.ipynb").stat().st_mtime_ns for q in executed} == executed
    assert Etape(copie).files == set()


def test_a_failed_report_is_tried_again(copie: Copie) -> None:
    """As long as it fails, the run says so: never « nothing to do » over a report that is not there."""
    edit_row(copie, "constats", CENTRE, "constat", "Un constat tout neuf")
    for _ in range(2):
        done = copie.run(fautes={CENTRE: "1 / 0"})
        assert done.returncode == 1
        assert done.stdout.splitlines()[-1] == f"1 en échec : {report(CENTRE)}"
    assert Etape(copie).reports == {report(CENTRE)}
    assert not (copie.sortie / "echecs").exists()


READINGS = (
    "import pandas as pd; pd.read_excel(LU, header=None)",
    "open(LU, 'rb').read()",
    "open(LU, 'r+b').read()",
)


def make_workbook(path: Path, cell: str) -> None:
    book = openpyxl.Workbook()
    book.active.append([cell])
    book.save(path)


def test_a_file_that_a_notebook_read_makes_its_report_again(made: Copie, tmp_path: Path) -> None:
    """Not text alone: a workbook that an analyst keeps beside the tables. Each report reads its own, in its own way."""
    files = {q: tmp_path / f"{q}.xlsx" for q in QUARTIERS}
    read = {f"ESSAI_{q}": f"LU = {str(files[q])!r}; {how}" for q, how in zip(QUARTIERS, READINGS, strict=True)}
    for path in files.values():
        make_workbook(path, "hier")
    assert Etape(made, *HTML, "--forcer", **read).reports == ALL
    assert Etape(made, *HTML, **read).files == set()
    for quartier, path in files.items():
        make_workbook(path, "aujourd'hui")
        assert Etape(made, *HTML, **read).reports == {report(quartier)}
    files[CENTRE].unlink()
    assert made.run(*HTML, **read).stdout.splitlines()[-1] == f"1 en échec : {report(CENTRE)}"


def test_a_file_that_a_notebook_removes_is_no_reason_to_make_its_report_again(made: Copie, tmp_path: Path) -> None:
    code = "p = os.environ['LU']; open(p, 'w').close(); open(p).read(); os.unlink(p)"
    read = {"LU": str(tmp_path / "brouillon"), f"ESSAI_{CENTRE}": code}
    assert Etape(made, *HTML, "--forcer", **read).reports == ALL
    assert Etape(made, *HTML, **read).files == set()


# -- a manifest that somebody, or a crash, spoilt --------------------------------------------------------


def spoil(text: str, how: str) -> bytes:
    """The content of a manifest, spoilt."""
    shapes = ["[]", "3", '"x"', "null", "{}", '{"version": 1}', '{"version": 1, "fichiers": [], "empreinte": 3}']
    shapes += ['{"version": 1, "passage": 4}', '{"version": 1, "passage": {"rapports": 3}}']
    shapes.append('{"version": 1, "empreinte": "x", "fichiers": {"a": {"b": 1}}, "lectures": {"\\u0000": 3}}')
    halves = [line[: len(line) // 2] for line in text.splitlines()]
    another_version = text.replace('"version": 1', '"version": 99')
    return {
        "empty": b"",
        "lines cut short": "\n".join(halves).encode(),
        "of another version": another_version.encode(),
        "50 MB": b"x" * 50_000_000,
        "anything": os.urandom(4000) + "\n".join(["", *shapes, "[" * 100_000, *halves]).encode(),
    }[how]


def test_a_spoilt_manifest_is_no_reason_to_leave_a_stale_report(made: Copie) -> None:
    """What it says of a file is believed only where it can be read; the file itself must be as it says."""
    manifest = made.sortie / ".manifeste.jsonl"
    manifest.write_bytes(spoil(manifest.read_text(encoding="utf-8"), "anything"))
    (made.sortie / f"{report(CENTRE)}.html").write_text(f"{signature('.html')} un rapport d'hier")
    assert Etape(made, *HTML, "--quartier", CENTRE, "--sans-synthese").reports == {report(CENTRE)}
    assert manifest.stat().st_size < 1_000_000  # it is mended
    assert Etape(made, *HTML, "--quartier", CENTRE, "--sans-synthese").files == set()


@pytest.mark.parametrize("how", ["empty", "lines cut short", "of another version", "anything", "50 MB"])
def test_nothing_is_current_by_a_spoilt_manifest(made: Copie, how: str) -> None:
    path = made.sortie / ".manifeste.jsonl"
    good = Manifeste.read(made.sortie)
    assert {name for name, known in good.sorties.items() if good.is_current(name, known.empreinte)} == set(
        made.contents()
    )
    path.write_bytes(spoil(path.read_text(encoding="utf-8"), how))
    spoilt = Manifeste.read(made.sortie)
    assert [name for name, known in good.sorties.items() if spoilt.is_current(name, known.empreinte)] == []
    spoilt.save()
    assert not Manifeste.read(made.sortie).abime


def test_what_can_be_read_of_a_manifest_is_believed(made: Copie) -> None:
    """A run that was killed as it wrote: the other lines hold."""
    path = made.sortie / ".manifeste.jsonl"
    good = Manifeste.read(made.sortie)
    path.write_bytes(path.read_bytes() + b'{"version": 1, "empreinte": "ab')
    cut = Manifeste.read(made.sortie)
    assert cut.abime
    assert cut.sorties == good.sorties


def test_a_reading_that_no_file_can_be_is_no_error(made: Copie) -> None:
    """Nor is it current: somebody wrote in the manifest."""
    (made.sortie / ".manifeste.jsonl").write_text(
        '{"version": 1, "empreinte": "x", "fichiers": {"index.html": "y"}, "lectures": {"a\\u0000b": "z"}}\n'
    )
    content = digest((made.sortie / INDEX).read_bytes())
    manifeste = Manifeste.read(made.sortie)
    manifeste.sorties[INDEX] = replace(manifeste.sorties[INDEX], contenu=content)
    assert not manifeste.is_current(INDEX, "x")


def test_a_folder_in_the_manifest_s_place_is_said(made: Copie) -> None:
    manifest = made.sortie / ".manifeste.jsonl"
    manifest.unlink()
    manifest.mkdir()
    done = made.run(*HTML, "--quartier", CENTRE, "--sans-synthese")
    assert done.returncode == 1
    assert ".manifeste.jsonl : ÉCHEC" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
    assert "1 rapport écrit" in done.stdout
