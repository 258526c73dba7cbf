"""Building reports from tiny notebooks: a failure is said, kept, and stays with its report."""

import io
import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import nbformat
import pypdf
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_notebook

from quartiers.execution import rapports
from quartiers.execution.manifeste import digest
from quartiers.execution.noyaux.atelier import Atelier
from quartiers.execution.noyaux.carnets import UnknownParameter
from quartiers.execution.plan import ReportTask
from quartiers.execution.rapports import ReportResult, build, build_all, default_jobs
from quartiers.marques import bears_mark

MakeTask = Callable[..., ReportTask]


@pytest.fixture
def output(tmp_path: Path) -> Path:
    return tmp_path / "rapports"


def files_in(folder: Path) -> set[str]:
    return {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}


def test_a_report_is_its_notebook_and_the_formats_asked(make_task: MakeTask, atelier: Atelier, output: Path) -> None:
    result = build(make_task("print(valeur + 1)", nom="quartiers/un", valeur=41), output, ("html", "pdf"), atelier)
    assert result.error is None
    assert set(result.files) == {output / f"quartiers/un{suffix}" for suffix in (".ipynb", ".html", ".pdf")}
    assert files_in(output) == {"quartiers/un.ipynb", "quartiers/un.html", "quartiers/un.pdf"}
    assert "42" in (output / "quartiers/un.html").read_text(encoding="utf-8")
    pdf = pypdf.PdfReader(io.BytesIO((output / "quartiers/un.pdf").read_bytes()))
    assert "42" in pdf.pages[0].extract_text()
    nbformat.validate(nbformat.read(output / "quartiers/un.ipynb", as_version=4))


@pytest.mark.parametrize(("formats", "suffixes"), [(("html",), {".ipynb", ".html"}), (("pdf",), {".ipynb", ".pdf"})])
def test_a_format_that_is_not_asked_is_not_written(
    make_task: MakeTask, atelier: Atelier, output: Path, formats: tuple[str, ...], suffixes: set[str]
) -> None:
    assert build(make_task(), output, formats, atelier).ok
    assert {Path(name).suffix for name in files_in(output)} == suffixes


def test_what_is_a_form_of_the_same_notebook_is_not_made_again(
    make_task: MakeTask, atelier: Atelier, output: Path
) -> None:
    """Of the same executed notebook only: another one, or another place in the folder, has another page."""
    asked: list[str] = []

    def known(name: str, rendu: str) -> bytes | None:
        asked.append(rendu)
        return b"KEPT" if name.endswith(".html") else None

    task = make_task("print(valeur)", valeur=1)
    first = build(task, output, ("html", "pdf"), atelier, known)
    assert (first.ok, {*asked}) == (True, {first.rendu})
    assert (output / "essai.html").read_bytes() == b"KEPT"
    assert first.contenus["essai.html"] == digest(b"KEPT")
    assert (output / "essai.pdf").read_bytes().startswith(b"%PDF")
    changes = ({}, {"parameters": {"valeur": 2}}, {"indexe": True})
    again, other, placed = (build(replace(task, **change), output, ("html",), atelier) for change in changes)
    assert first.rendu == again.rendu
    assert len({first.rendu, other.rendu, placed.rendu}) == 3


def test_kernels_know_where_drawings_are_kept(make_task: MakeTask, atelier: Atelier, tmp_path: Path) -> None:
    """Where they are to keep any: a run that makes everything again has them draw."""
    task = make_task("import os; print(os.environ.get('QUARTIERS_DESSINS'))")
    said = []
    for folder in (None, tmp_path):
        atelier.dessins = folder
        said.append(atelier.execute(task).carnet.cells[-1].outputs[0].text)
    atelier.dessins = None
    assert said == ["None\n", f"{tmp_path}\n"]


def test_an_unknown_parameter_is_an_error(make_task: MakeTask, atelier: Atelier) -> None:
    """papermill only warns, and would run the report of the default quartier under another one's name."""
    with pytest.raises(UnknownParameter, match="quartie"):
        atelier.execute(make_task(quartie="marly-briquette"))


def test_each_file_says_that_the_program_made_it(make_task: MakeTask, atelier: Atelier, output: Path) -> None:
    result = build(make_task(), output, ("html", "pdf"), atelier)
    assert [path.name for path in result.files if not bears_mark(path)] == []
    assert len(result.files) == 3


def test_two_runs_give_the_same_bytes(make_task: MakeTask, atelier: Atelier, output: Path) -> None:
    task = make_task("print(valeur)", valeur=3)
    contents = []
    for folder in (output / "a", output / "b"):
        assert build(task, folder, ("html", "pdf"), atelier).ok
        contents.append({p.name: p.read_bytes() for p in folder.iterdir()})
    # The PDF of a report is dated by its heading block: this tiny one has none.
    assert contents[0].keys() == contents[1].keys()
    for name in ("essai.ipynb", "essai.html"):
        assert contents[0][name] == contents[1][name]


@pytest.mark.usefixtures("failed")
class TestFailingNotebook:
    """What is left when a cell raises."""

    @pytest.fixture
    def failed(self, make_task: MakeTask, atelier: Atelier, output: Path) -> ReportResult:
        (output / "quartiers").mkdir(parents=True)
        (output / "quartiers/un.html").write_text("le dernier bon rapport")
        return build(make_task("print('avant')", "1 / 0", nom="quartiers/un"), output, ("html", "pdf"), atelier)

    def test_result_says_why_and_where(self, failed: ReportResult) -> None:
        assert not failed.ok
        assert failed.files == ()
        assert "ZeroDivisionError" in (failed.error or "")
        assert "echecs/quartiers-un.ipynb" in (failed.error or "")

    def test_last_good_report_stays(self, output: Path) -> None:
        assert (output / "quartiers/un.html").read_text() == "le dernier bon rapport"
        assert files_in(output) == {"quartiers/un.html", "echecs/quartiers-un.ipynb"}

    def test_notebook_is_kept_with_its_traceback(self, output: Path) -> None:
        """Whoever mends it opens the notebook where it stopped, with what came before."""
        kept = nbformat.read(output / "echecs/quartiers-un.ipynb", as_version=4)
        nbformat.validate(kept)
        outputs = [o for cell in kept.cells for o in cell.get("outputs", ())]
        assert [o.ename for o in outputs if o.output_type == "error"] == ["ZeroDivisionError"]
        assert any(o.get("text") == "avant\n" for o in outputs)

    def test_a_later_success_clears_it(self, make_task: MakeTask, atelier: Atelier, output: Path) -> None:
        assert build(make_task(nom="quartiers/un"), output, ("html",), atelier).ok
        assert files_in(output) == {"quartiers/un.html", "quartiers/un.ipynb"}
        assert not (output / "echecs").exists()

    def test_a_success_of_another_report_does_not(self, make_task: MakeTask, atelier: Atelier, output: Path) -> None:
        assert build(make_task(nom="quartiers/deux"), output, ("html",), atelier).ok
        assert "echecs/quartiers-un.ipynb" in files_in(output)

    def test_only_the_last_failure_is_kept(self, make_task: MakeTask, atelier: Atelier, output: Path) -> None:
        """The traceback of a failure that was mended would send the reader the wrong way."""
        again = build(make_task(nom="quartiers/un", inconnu=1), output, ("html",), atelier)
        assert "ne déclare pas le paramètre inconnu" in (again.error or "")
        assert files_in(output) == {"quartiers/un.html", "echecs/quartiers-un.txt"}
        assert "UnknownParameter" in (output / "echecs/quartiers-un.txt").read_text(encoding="utf-8")


def test_a_kernel_that_dies_is_a_failed_report(make_task: MakeTask, atelier: Atelier, output: Path) -> None:
    """Out of memory, say: the run must go on, not wait for a kernel that is no more."""
    result = build(make_task("import os; os._exit(9)"), output, ("html",), atelier)
    assert "le noyau s'est arrêté" in (result.error or "")
    assert files_in(output) == {"echecs/essai.ipynb"}


def test_a_failed_export_is_a_failed_report(make_task: MakeTask, atelier: Atelier, output: Path) -> None:
    """The notebook runs, but PDF/UA refuses an empty heading: neither page nor PDF is replaced."""
    output.mkdir()
    (output / "essai.html").write_text("le dernier bon rapport")
    code = "from IPython.display import Markdown\nMarkdown('## ')"
    result = build(make_task(code), output, ("html", "pdf"), atelier)
    assert "heading" in (result.error or "")
    assert (output / "essai.html").read_text() == "le dernier bon rapport"
    assert files_in(output) == {"essai.html", "echecs/essai.txt"}


@pytest.mark.parametrize("code", ["1 / 0", "pass"], ids=["failure", "success"])
def test_a_failures_folder_that_cannot_be_written_changes_nothing_else(
    make_task: MakeTask, atelier: Atelier, output: Path, code: str
) -> None:
    output.mkdir()
    (output / "echecs").write_text("un fichier, pas un dossier")
    result = build(make_task(code), output, ("html",), atelier)
    assert result.ok == (code == "pass")
    assert result.ok or result.error == "ZeroDivisionError : division by zero"


def test_one_failure_does_not_stop_the_others(make_task: MakeTask, atelier: Atelier, output: Path) -> None:
    tasks = [
        make_task(nom="un"),
        make_task("raise ValueError('rien ne va')", nom="deux"),
        make_task(nom="trois"),
    ]
    heard: list[str] = []
    results = build_all(tasks, output, ("html",), 2, lambda result: heard.append(result.task.nom), atelier=atelier)
    assert [(r.task.nom, r.ok) for r in results] == [("un", True), ("deux", False), ("trois", True)]
    assert sorted(heard) == ["deux", "trois", "un"]
    assert {"un.html", "trois.html", "echecs/deux.ipynb"} <= files_in(output)
    assert "deux.html" not in files_in(output)


def test_an_interruption_kills_the_kernels_and_is_no_failure(
    make_task: MakeTask, output: Path, any_atelier: Atelier
) -> None:
    """The report that was running is not there; nothing says that it failed, and nothing still runs."""
    tasks = [make_task("import time; time.sleep(600)", nom="long"), make_task(nom="court")]

    def interrupt(result: ReportResult) -> None:
        assert result.task.nom == "court"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build_all(tasks, output, ("html",), 2, interrupt, atelier=any_atelier)
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("rapport")]
    assert any_atelier.running == 0
    assert files_in(output) == {"court.html", "court.ipynb"}


def test_there_is_always_a_job() -> None:
    assert default_jobs() >= 2


def test_two_exporters_are_never_made_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first of a class settles, without a lock, what all of that class share: two at once have failed a report."""
    making, most = [0], [0]

    class Slow:
        def __init__(self) -> None:
            making[0] += 1
            most[0] = max(most[0], making[0])
            time.sleep(0.02)
            making[0] -= 1

        def from_notebook_node(self, _nb: NotebookNode, _resources: object) -> tuple[str, dict[str, object]]:
            return "", {}

    monkeypatch.setattr(rapports, "import_exporters", lambda: {"html": Slow, "pdf": Slow})
    monkeypatch.setattr(rapports, "_idle", {"html": queue.SimpleQueue(), "pdf": queue.SimpleQueue()})
    with ThreadPoolExecutor(8) as threads:
        made = list(threads.map(lambda n: rapports.export(new_notebook(), ("html", "pdf")[n % 2]), range(8)))
    assert made == [b""] * 8
    assert most == [1]
