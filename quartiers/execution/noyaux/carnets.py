"""A notebook run by papermill for one report: its parameters checked, what it read noted, its traces removed."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import nbformat
import papermill
from nbformat import NotebookNode
from papermill.exceptions import PapermillExecutionError
from papermill.iorw import papermill_io

from quartiers import marques
from quartiers.donnees import instantane, lectures
from quartiers.donnees.lectures import read_notes
from quartiers.execution.noyaux import gestionnaire
from quartiers.execution.noyaux.copies import Nursery
from quartiers.execution.plan import ReportTask
from quartiers.presentation.graphiques import deja_dessine

_SCHEME: Final = "memoire://"


class _Memory:
    """Where papermill writes notebooks: not on a disk, which may be full, or in a folder whose name it cannot write."""

    def __init__(self) -> None:
        self._written: dict[str, str] = {}

    def write(self, text: str, path: str) -> None:
        self._written[path] = text.encode(errors="replace").decode()  # it has the paths of the machine

    def take(self, path: str) -> str:
        """The notebook last written there, kept no more."""
        return self._written.pop(path, "")

    def pretty_path(self, path: str) -> str:
        return path


_memory: Final = _Memory()
papermill_io.register(_SCHEME, _memory)


class UnknownParameter(Exception):
    """A parameter that the notebook does not declare: papermill would only warn, and run the default."""


class CarnetIllisible(Exception):
    """A notebook that is missing, or is none; its text says so to who reads the closing table."""


class NotebookFailure(Exception):
    """A cell failed; ``executed`` is the notebook with its traceback."""

    def __init__(self, message: str, executed: str):
        super().__init__(message)
        self.executed = executed


@dataclass(frozen=True)
class Execution:
    """An executed notebook, and what it has read (:mod:`quartiers.donnees.lectures`)."""

    carnet: NotebookNode
    lectures: frozenset[str]


@dataclass(frozen=True)
class Place:
    """Where notebooks are run: the folder of the run, the contract of its kernels, seconds for each (None: any).

    ``kernels`` knows those that run; ``dessins`` is where they keep what they draw, None where they do not.
    """

    dossier: Path
    instantane: Path | None
    delai: float | None
    kernels: gestionnaire.Kernels
    dessins: Path | None = None


def execute(task: ReportTask, place: Place, nursery: Nursery | None, *, keep_traces: bool = False) -> Execution:
    """Run the task's notebook with its parameters, in a fork of the nursery or, without, in an ordinary kernel.

    ``keep_traces`` leaves what changes from one run to the next (:func:`without_traces`), times among it.

    Raises :class:`CarnetIllisible`, :class:`UnknownParameter`, :class:`NotebookFailure` when a cell fails, its
    kernel dies or its time is over, and :class:`~quartiers.execution.noyaux.copies.NurseryGone` or
    :class:`~quartiers.execution.noyaux.copies.CopyFailed` when it may do in an ordinary kernel.
    """
    if unknown := sorted(task.parameters.keys() - _read_parameters(task.notebook)):
        raise UnknownParameter(f"{task.notebook.name} ne déclare pas le paramètre {', '.join(unknown)}")
    name = uuid4().hex
    output, notes = f"{_SCHEME}{name}.ipynb", place.dossier / f"{name}.lectures"
    environment = {lectures.VARIABLE: str(notes)}
    if place.instantane is not None:
        environment[instantane.VARIABLE] = str(place.instantane)
    if place.dessins is not None:
        environment[deja_dessine.VARIABLE] = str(place.dessins)
    try:
        executed = papermill.execute_notebook(
            _literal(task.notebook),
            output,
            task.parameters,
            engine_name=gestionnaire.ENGINE,
            request_save_on_cell_execute=False,
            progress_bar=False,
            folder=place.dossier,
            nursery=nursery,
            environment=environment,
            seconds=place.delai,
            kernels=place.kernels,
        )
    except PapermillExecutionError as error:
        failed = signed(nbformat.reads(_memory.take(output), as_version=nbformat.NO_CONVERT))
        raise NotebookFailure(f"{error.ename} : {error.evalue}", nbformat.writes(failed)) from error
    finally:
        _memory.take(output)
        found = read_notes(notes)
        notes.unlink(missing_ok=True)
    return Execution(signed(executed if keep_traces else without_traces(executed)), found)


def _literal(path: Path) -> str:
    """A path as papermill takes it: it fills in what is between braces."""
    return str(path).replace("{", "{{").replace("}", "}}")


def _read_parameters(notebook: Path) -> frozenset[str]:
    """The parameters that a notebook declares."""
    try:
        return _parameters_of(notebook, notebook.stat().st_mtime_ns)
    except FileNotFoundError:
        raise CarnetIllisible(f"{notebook.name} introuvable dans {notebook.parent}") from None
    except Exception as error:  # not JSON, or JSON of another kind: each has its own error, in English
        raise CarnetIllisible(f"{notebook.name} n'est pas un carnet Jupyter : le reprendre, ou le refaire") from error


@lru_cache(maxsize=8)
def _parameters_of(notebook: Path, _modified: int) -> frozenset[str]:
    """Read once for all the reports that a notebook makes."""
    return frozenset(papermill.inspect_notebook(_literal(notebook)))


def signed(nb: NotebookNode) -> NotebookNode:
    """The notebook, which says from now on that the program made it."""
    nb.metadata[marques.GENERATEUR] = marques.PROGRAMME
    return nb


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
