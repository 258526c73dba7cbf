"""Running the tasks: notebook → executed notebook → exports → files. A failure stays with its report."""

import logging
import os
import queue
import threading
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import nbformat
from nbformat import NotebookNode

from quartiers.ecriture import write_all
from quartiers.execution.echecs import describe_error, explain_error, say_and_keep
from quartiers.execution.empreintes import digest_rendering
from quartiers.execution.manifeste import digest
from quartiers.execution.noyaux.atelier import Atelier, Interrupted
from quartiers.execution.noyaux.carnets import NotebookFailure
from quartiers.execution.plan import ReportTask

# What fails is said by the result of its report, not by a log in English.
logging.getLogger("papermill").setLevel(logging.CRITICAL)

# Exporters of each suffix that are made and serve nobody: one serves one thread at a time.
_idle: Final[Mapping[str, "queue.SimpleQueue[Any]"]] = {"html": queue.SimpleQueue(), "pdf": queue.SimpleQueue()}
_making: Final = threading.Lock()  # one exporter at a time: the first of a class settles what all of that class share


# Of a file's name in the output folder, and of what it would be made from: what it holds, if it was made from that.
Known = Callable[[str, str], bytes | None]


def _nothing_known(_name: str, _rendu: str) -> None:
    return None


@dataclass(frozen=True)
class ReportResult:
    """What became of a task: seconds it took, files written, or the reason why there are none.

    ``contenus`` are the fingerprints of what was written, by the files' names in the output folder; ``lectures`` is
    what the notebook has read besides what it was given (:mod:`quartiers.donnees.lectures`), ``rendu`` what its page
    and its PDF were made from (:func:`~quartiers.execution.empreintes.digest_rendering`).
    """

    task: ReportTask
    seconds: float
    files: tuple[Path, ...]
    error: str | None = None
    contenus: Mapping[str, str] = field(default_factory=dict)
    lectures: frozenset[str] = frozenset()
    rendu: str = ""

    @property
    def ok(self) -> bool:
        return self.error is None


def files_of(task: ReportTask, formats: Collection[str]) -> tuple[str, ...]:
    """Names in the output folder of what a task writes: the formats asked for, and the executed notebook.

    The PDF first: a reader that holds it open refuses its replacement, and then nothing of the report changes.
    """
    return tuple(f"{task.nom}.{suffix}" for suffix in ("pdf", "html", "ipynb") if suffix in (*formats, "ipynb"))


def export(nb: NotebookNode, suffix: str, voisins: Mapping[str, Any] | None = None) -> bytes:
    """An executed notebook in one of its formats; ``voisins`` are the addresses to which its page leads."""
    if suffix == "ipynb":
        text: str = nbformat.writes(nb)
        return (text + "\n").encode()
    try:
        exporter = _idle[suffix].get_nowait()
    except queue.Empty:  # a new one has its templates to read and compile
        with _making:
            exporter = import_exporters()[suffix]()
    content: bytes | str = exporter.from_notebook_node(nb, {"voisins": voisins or {}})[0]
    _idle[suffix].put(exporter)
    return content if isinstance(content, bytes) else content.encode()


def import_exporters() -> Mapping[str, Callable[[], Any]]:
    """The exporters by suffix: long to import, so called a first time while something is waited for."""
    from quartiers.export import ReportHTMLExporter, ReportPDFExporter

    return {"html": ReportHTMLExporter, "pdf": ReportPDFExporter}


def build(
    task: ReportTask, output: Path, formats: Collection[str], atelier: Atelier, known: Known = _nothing_known
) -> ReportResult:
    """Build one report. Whatever goes wrong is this report's: said in the result, nothing half written.

    ``known`` gives what a file of the folder holds, if it was made from that very executed notebook: it is not laid
    out again. A row of the tables often changes a report's data and nothing of what the report says.
    """

    def work() -> Mapping[str, bytes]:
        execution = atelier.execute(task)
        voisins = task.neighbours(formats)
        carnet = export(execution.carnet, "ipynb")
        made["rendu"] = rendu = digest_rendering(digest(carnet), voisins)

        def form(name: str) -> bytes:
            suffix = name.rpartition(".")[2]
            return carnet if suffix == "ipynb" else known(name, rendu) or export(execution.carnet, suffix, voisins)

        names = files_of(task, formats)
        with ThreadPoolExecutor(len(names)) as together:  # the page is made while Typst, without Python, lays out
            contents = dict(zip(names, together.map(form, names), strict=True))
        write_all({output / name: content for name, content in contents.items()})
        made["lectures"] = execution.lectures
        return contents

    made: dict[str, Any] = {}
    result = attempt(task, output, work)
    return replace(result, **made)


def attempt(task: ReportTask, output: Path, work: Callable[[], Mapping[str, bytes]]) -> ReportResult:
    """Do ``work``, which gives what it has written by name; its failure is said in the result.

    What explains a failure is kept in ``echecs/``, unless the run was interrupted: a kernel killed then is no failure.
    """
    start = time.perf_counter()
    contents: Mapping[str, bytes] = {}
    reason, explanation = None, None
    try:
        contents = work()
    except Interrupted:
        return ReportResult(task, time.perf_counter() - start, (), "interrompu")
    except NotebookFailure as failure:
        reason, explanation = str(failure), (".ipynb", failure.executed)
    except Exception as error:  # ours or the system's: the other reports go on, and this one says why
        reason, explanation = describe_error(error), explain_error(error)
    said = say_and_keep(output, task.nom, reason, explanation)
    digests = {name: digest(content) for name, content in contents.items()}
    return ReportResult(task, time.perf_counter() - start, tuple(output / name for name in contents), said, digests)


def build_all(
    tasks: Sequence[ReportTask],
    output: Path,
    formats: Collection[str],
    jobs: int,
    finished: Callable[[ReportResult], None],
    *,
    atelier: Atelier,
    known: Known = _nothing_known,
) -> list[ReportResult]:
    """Build the tasks, ``jobs`` at once (each has its own kernel); ``finished`` hears of each in turn.

    An interruption kills the kernels and goes on up. ``known``: see :func:`build`.
    """
    return run_all(tasks, lambda task: build(task, output, formats, atelier, known), jobs, finished, atelier=atelier)


def run_all(
    tasks: Sequence[ReportTask],
    run: Callable[[ReportTask], ReportResult],
    jobs: int,
    finished: Callable[[ReportResult], None],
    *,
    atelier: Atelier,
) -> list[ReportResult]:
    """``run`` each task, ``jobs`` at once, as :func:`build_all` does; results are in the tasks' order."""
    with ThreadPoolExecutor(max_workers=max(1, jobs), thread_name_prefix="rapport") as pool:
        try:
            futures = submit(pool, tasks, run)
            import_exporters()
            return collect(futures, finished)
        except BaseException:
            atelier.stop()
            raise


def submit(
    pool: Executor, tasks: Sequence[ReportTask], run: Callable[[ReportTask], ReportResult]
) -> dict[Future[ReportResult], ReportTask]:
    """Have each task run in an executor, whichever it is: the last of the plan, the synthesis, is the longest."""
    return {pool.submit(run, task): task for task in reversed(tasks)}


def collect(
    futures: Mapping[Future[ReportResult], ReportTask],
    finished: Callable[[ReportResult], None],
    describe: Callable[[Exception], str] = describe_error,
) -> list[ReportResult]:
    """What the futures give, in the order of the plan; ``finished`` hears of each as it ends.

    ``describe`` says what an executor that could not do a task gives for a reason. An interruption cancels what has
    not begun, and goes on up.
    """
    results: dict[str, ReportResult] = {}
    try:
        for future in as_completed(futures):
            task = futures[future]
            try:
                result = replace(future.result(), task=task)  # an executor elsewhere gives a copy of the task
            except Exception as error:
                result = ReportResult(task, 0.0, (), describe(error))
            results[task.nom] = result
            finished(result)
    except BaseException:
        for future in futures:
            future.cancel()
        raise
    return [results[task.nom] for task in reversed(tuple(futures.values()))]


def default_jobs() -> int:
    """One report per core this process may use, and one more, since each waits for its kernel at times."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return cores + 1
