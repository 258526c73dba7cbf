"""Where the reports of a run are made: its folder, its snapshot of the contract, its kernels."""

import contextlib
import os
import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import papermill
from nbformat import NotebookNode
from papermill.exceptions import PapermillExecutionError

from quartiers.donnees import Contrat, instantane, lectures
from quartiers.donnees.instantane import write_snapshot
from quartiers.donnees.lectures import read_notes
from quartiers.execution import noyaux
from quartiers.execution.echecs import EcritureImpossible, describe_error
from quartiers.execution.pepiniere import Request
from quartiers.execution.plan import ReportTask
from quartiers.execution.temporaire import DossierTemporaire

if TYPE_CHECKING:
    from quartiers.execution.noyaux import Nursery, ReportKernelManager

DELAI_S = 600.0


class UnknownParameter(Exception):
    """A parameter that the notebook does not declare: papermill would only warn, and run the default."""


class CarnetIllisible(Exception):
    """A notebook that is missing, or is none; its text says so to who reads the closing table."""


class NotebookFailure(Exception):
    """A cell failed; ``executed`` is the notebook with its traceback."""

    def __init__(self, message: str, executed: str):
        super().__init__(message)
        self.executed = executed


class Interrupted(Exception):
    """The run is being stopped: the report was not made, and nothing is wrong with it."""


@dataclass(frozen=True)
class Execution:
    """An executed notebook, and what it has read (:mod:`quartiers.donnees.lectures`)."""

    carnet: NotebookNode
    lectures: frozenset[str]


class Atelier:
    """Executes notebooks, each in a kernel of its own that nothing outlives; may be used from several threads.

    Should the nursery be killed, the reports under way are made again, and the others made, in ordinary kernels.

    ``delai`` is how many seconds a notebook may take, None for ever.
    """

    def __init__(self, delai: float | None = DELAI_S, *, fork: bool | None = None):
        self.delai = delai
        self._temporaire = DossierTemporaire()
        self._folder = self._temporaire.chemin
        self._snapshot: Path | None = None
        self._lock = threading.Lock()
        self._running: set[ReportKernelManager] = set()
        self._stopped = threading.Event()
        self._nursery: Nursery | None = None
        if noyaux.can_fork() if fork is None else fork:
            with contextlib.suppress(OSError):  # no more processes, say: ordinary kernels are tried, and say why not
                self._nursery = noyaux.Nursery(self._folder)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def publish(self, contrat: Contrat) -> None:
        """Have the kernels use this contract, read once, where a notebook names no data folder.

        Raises :class:`~quartiers.execution.echecs.EcritureImpossible` when the disk is full, say.
        """
        self._snapshot = self._folder / "contrat.pickle"
        try:
            write_snapshot(contrat, self._snapshot)
        except OSError as error:
            raise EcritureImpossible(
                f"dans le dossier temporaire {self._folder.parent}", describe_error(error)
            ) from error
        if self._nursery is not None:
            with contextlib.suppress(OSError):  # it is no more: its kernels are asked for in vain, then made without it
                self._nursery.publish(self._snapshot)

    def execute(self, task: ReportTask, *, keep_traces: bool = False) -> Execution:
        """Run the task's notebook with its parameters, through papermill.

        ``keep_traces`` leaves what changes from one run to the next (:func:`without_traces`), times among it.

        Raises :class:`CarnetIllisible`, :class:`UnknownParameter`, :class:`NotebookFailure` when a cell fails, its
        kernel dies or its time is over, :class:`Interrupted` when the run is stopped.
        """
        if unknown := sorted(task.parameters.keys() - _read_parameters(task.notebook)):
            raise UnknownParameter(f"{task.notebook.name} ne déclare pas le paramètre {', '.join(unknown)}")
        nursery = None if self._nursery is None or self._nursery.gone.is_set() else self._nursery
        try:
            execution = self._run(task, nursery)
        except noyaux.NurseryGone:
            execution = self._run(task, None)
        return execution if keep_traces else replace(execution, carnet=without_traces(execution.carnet))

    def _run(self, task: ReportTask, nursery: "Nursery | None") -> Execution:
        handle, name = tempfile.mkstemp(suffix=".ipynb", dir=self._folder)
        os.close(handle)
        output, notes = Path(name), Path(name).with_suffix(".lectures")
        environment = {lectures.VARIABLE: str(notes)}
        if self._snapshot is not None:
            environment[instantane.VARIABLE] = str(self._snapshot)
        try:
            executed = papermill.execute_notebook(
                str(task.notebook),
                str(output),
                task.parameters,
                engine_name=noyaux.ENGINE,
                request_save_on_cell_execute=False,
                progress_bar=False,
                folder=self._folder,
                nursery=nursery,
                environment=environment,
                seconds=self.delai,
                kernels=self,
            )
        except PapermillExecutionError as error:
            if self._stopped.is_set():
                raise Interrupted from None
            raise NotebookFailure(f"{error.ename} : {error.evalue}", output.read_text(encoding="utf-8")) from error
        finally:
            output.unlink(missing_ok=True)
            found = read_notes(notes)
            notes.unlink(missing_ok=True)
        return Execution(executed, found)

    def start_work(self, travail: str, nom: str) -> Callable[[], bytes | None]:
        """Have a function (``module:name``) make a file from the contract, beside the reports.

        It is called with the snapshot and the file to write, in a copy of the nursery. What is returned waits for it,
        and gives the content of the file; None where there is no nursery, or where that failed.
        """
        if self._nursery is None or self._snapshot is None:
            return lambda: None
        output = self._folder / nom
        request = Request(travail, (str(self._snapshot), str(output)), str(self._folder), {})
        try:
            lease = self._nursery.start(request)
        except noyaux.NurseryGone:
            return lambda: None

        def wait() -> bytes | None:
            return output.read_bytes() if lease.wait_for_end() == 0 else None

        return wait

    # -- the kernels that run -----------------------------------------------------------------------

    def add(self, manager: "ReportKernelManager") -> None:
        """Know of a kernel that is about to start; :class:`Interrupted` when none may any more."""
        with self._lock:
            if self._stopped.is_set():
                raise Interrupted
            self._running.add(manager)

    def discard(self, manager: "ReportKernelManager") -> None:
        with self._lock:
            self._running.discard(manager)

    @property
    def running(self) -> int:
        """How many kernels run."""
        with self._lock:
            return len(self._running)

    def stop(self) -> None:
        """Kill every kernel, and start no other: what waits for one hears of it."""
        with self._lock:
            self._stopped.set()
            managers = list(self._running)
        for manager in managers:
            manager.kill_now()

    def close(self) -> None:
        self.stop()
        if self._nursery is not None:
            self._nursery.close()
        self._temporaire.close()


def _read_parameters(notebook: Path) -> set[str]:
    """The parameters that a notebook declares."""
    try:
        return set(papermill.inspect_notebook(str(notebook)))
    except FileNotFoundError:
        raise CarnetIllisible(f"{notebook.name} introuvable dans {notebook.parent}") from None
    except Exception as error:  # not JSON, or JSON of another kind: each has its own error, in English
        raise CarnetIllisible(f"{notebook.name} n'est pas un carnet Jupyter : le reprendre, ou le refaire") from error


def without_traces(nb: NotebookNode) -> NotebookNode:
    """The notebook without what changes from one run or machine to the next (times, paths, version of Python)."""
    parameters: dict[str, Any] = nb.metadata.get("papermill", {}).get("parameters", {})
    nb.metadata["papermill"] = {"parameters": parameters}
    nb.metadata.get("language_info", {}).pop("version", None)
    for number, cell in enumerate(nb.cells):
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)
        if "injected-parameters" in cell.metadata.get("tags", ()):
            cell["id"] = f"parametres-{number}"
    return nb
