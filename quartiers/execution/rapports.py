"""Running the tasks: notebook → executed notebook → exports → files. A failure stays with its report."""

import contextlib
import logging
import os
import tempfile
import threading
import time
import traceback
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

import nbformat
import papermill
from nbformat import NotebookNode
from papermill.exceptions import PapermillExecutionError

from quartiers import polices
from quartiers.ecriture import write_all, write_atomic
from quartiers.execution import noyaux
from quartiers.execution.plan import ReportTask
from quartiers.export import ReportHTMLExporter, ReportPDFExporter

FAILURES = "echecs"

# What fails is said by the result of its report, not by a log in English.
logging.getLogger("papermill").setLevel(logging.CRITICAL)


class UnknownParameter(Exception):
    """A parameter that the notebook does not declare: papermill would only warn, and run the default."""


@dataclass(frozen=True)
class ReportResult:
    """What became of a task: seconds it took, files written, or the reason why there are none."""

    task: ReportTask
    seconds: float
    files: tuple[Path, ...]
    error: str | None = None

    @property
    def ok(self) -> bool:
        return self.error is None


class NotebookFailure(Exception):
    """A cell failed; ``executed`` is the notebook with its traceback."""

    def __init__(self, message: str, executed: str):
        super().__init__(message)
        self.executed = executed


def execute(task: ReportTask) -> NotebookNode:
    """Run the task's notebook with its parameters, through papermill.

    Raises :class:`UnknownParameter`, or :class:`NotebookFailure` when a cell fails.
    """
    declared = papermill.inspect_notebook(str(task.notebook))
    if unknown := sorted(task.parameters.keys() - declared.keys()):
        raise UnknownParameter(f"{task.notebook.name} ne déclare pas le paramètre {', '.join(unknown)}")
    with tempfile.TemporaryDirectory(prefix="q-") as folder:
        output = Path(folder) / "execute.ipynb"
        try:
            executed = papermill.execute_notebook(
                str(task.notebook),
                str(output),
                task.parameters,
                engine_name=noyaux.ENGINE,
                request_save_on_cell_execute=False,
                progress_bar=False,
            )
        except PapermillExecutionError as error:
            raise NotebookFailure(f"{error.ename} : {error.evalue}", output.read_text(encoding="utf-8")) from error
    return _without_traces(executed)


def _without_traces(nb: NotebookNode) -> NotebookNode:
    """The notebook without what changes from one run or machine to the next (times, paths)."""
    parameters = nb.metadata.get("papermill", {}).get("parameters", {})
    nb.metadata["papermill"] = {"parameters": parameters}
    for number, cell in enumerate(nb.cells):
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)
        if "injected-parameters" in cell.metadata.get("tags", ()):
            cell["id"] = f"parametres-{number}"
    return nb


def export(nb: NotebookNode, stem: Path, formats: Collection[str]) -> dict[Path, bytes | str]:
    """Contents of the report's files, by path: the executed notebook, and each format asked for."""
    # The PDF first: a reader that holds it open refuses its replacement, and then nothing of the report changes.
    files: dict[Path, bytes | str] = {}
    if "pdf" in formats:
        files[stem.with_name(stem.name + ".pdf")] = ReportPDFExporter().from_notebook_node(nb)[0]
    if "html" in formats:
        files[stem.with_name(stem.name + ".html")] = ReportHTMLExporter().from_notebook_node(nb)[0]
    files[stem.with_name(stem.name + ".ipynb")] = nbformat.writes(nb) + "\n"
    return files


def build(
    task: ReportTask, output: Path, formats: Collection[str], interrupted: threading.Event | None = None
) -> ReportResult:
    """Build one report. Whatever goes wrong is this report's: said in the result, nothing half written."""

    def work() -> tuple[Path, ...]:
        files = export(execute(task), output / task.nom, formats)
        write_all(files)
        return tuple(files)

    return attempt(task, output, work, interrupted)


def attempt(
    task: ReportTask, output: Path, work: Callable[[], tuple[Path, ...]], interrupted: threading.Event | None = None
) -> ReportResult:
    """Do ``work``, which gives the files written; its failure is said in the result.

    What explains a failure is kept in ``echecs/``, unless the run was interrupted: a kernel killed then is no failure.
    """
    start = time.perf_counter()
    files: tuple[Path, ...] = ()
    reason, explanation = None, None
    try:
        files = work()
    except NotebookFailure as failure:
        reason, explanation = str(failure), (".ipynb", failure.executed)
    except Exception as error:  # ours or the system's: the other reports go on, and this one says why
        reason, explanation = f"{type(error).__name__} : {error}", (".txt", traceback.format_exc())
    if interrupted is None or not interrupted.is_set():
        kept = keep_explanation(output / FAILURES, task.nom, explanation)
        reason = f"{reason} (conservé : {FAILURES}/{kept.name})" if kept else reason
    return ReportResult(task, time.perf_counter() - start, () if reason else files, reason)


def keep_explanation(folder: Path, nom: str, explanation: tuple[str, str] | None) -> Path | None:
    """Put the explanation of a failure (suffix, content) in ``folder``, in place of those of earlier runs."""
    stem = nom.replace("/", "-")
    with contextlib.suppress(OSError):  # the folder cannot be written, say: the reason is said all the same
        for suffix in (".ipynb", ".txt"):
            (folder / (stem + suffix)).unlink(missing_ok=True)
        if explanation is not None:
            suffix, content = explanation
            write_atomic(folder / (stem + suffix), content)
            return folder / (stem + suffix)
        folder.rmdir()  # refused, as it should be, while it holds another report's
    return None


def build_all(
    tasks: Sequence[ReportTask],
    output: Path,
    formats: Collection[str],
    jobs: int,
    finished: Callable[[ReportResult], None],
) -> list[ReportResult]:
    """Build the tasks, ``jobs`` at once (each has its own kernel); ``finished`` hears of each in turn.

    An interruption kills the kernels and goes on up.
    """
    return run_all(tasks, lambda task, interrupted: build(task, output, formats, interrupted), jobs, finished)


def run_all(
    tasks: Sequence[ReportTask],
    run: Callable[[ReportTask, threading.Event], ReportResult],
    jobs: int,
    finished: Callable[[ReportResult], None],
) -> list[ReportResult]:
    """``run`` each task, ``jobs`` at once, as :func:`build_all` does; results are in the tasks' order."""
    polices.prepare()
    interrupted = threading.Event()
    results: dict[str, ReportResult] = {}
    pool = ThreadPoolExecutor(max_workers=max(1, jobs), thread_name_prefix="rapport")
    try:
        # The synthesis, the longest, is last in the plan and first in the queue.
        futures = [pool.submit(run, task, interrupted) for task in reversed(tasks)]
        for future in as_completed(futures):
            result = future.result()
            results[result.task.nom] = result
            finished(result)
    except BaseException:
        interrupted.set()
        pool.shutdown(wait=False, cancel_futures=True)
        noyaux.kill_running()
        raise
    pool.shutdown()
    return [results[task.nom] for task in tasks]


def default_jobs() -> int:
    """One report per core this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return max(1, len(os.sched_getaffinity(0)))
    return max(1, os.cpu_count() or 1)
