"""Where the reports of a run are made: its folder, its snapshot of the contract, its kernels."""

import contextlib
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self

from quartiers.ademande import import_later
from quartiers.donnees import Contrat
from quartiers.donnees.instantane import write_snapshot
from quartiers.execution.echecs import EcritureImpossible, describe_error
from quartiers.execution.memoire import share_heaps
from quartiers.execution.noyaux.copies import CopyFailed, Nursery, NurseryGone, can_fork
from quartiers.execution.noyaux.pepiniere import Request
from quartiers.execution.noyaux.temporaire import DossierTemporaire
from quartiers.execution.plan import ReportTask

if TYPE_CHECKING:
    from quartiers.execution.noyaux.carnets import Execution

DELAI_S = 600.0


class Interrupted(Exception):
    """The run is being stopped: the report was not made, and nothing is wrong with it."""


class Mortal(Protocol):
    """What runs, and can be killed from any thread."""

    def kill_now(self) -> None: ...


class Atelier:
    """Executes notebooks, each in a kernel of its own that nothing outlives; may be used from several threads.

    Should the nursery be killed, the reports under way are made again, and the others made, in ordinary kernels; so is
    the report of a copy that crashed, or died before it ran anything.

    ``delai`` is how many seconds a notebook may take, None for ever; ``dossier`` is its folder, which goes with it;
    ``dessins`` is where kernels find what they drew before, and keep it, if they are to. ``dessine``: so many of them
    will draw that what it takes is imported once for all.
    """

    dessins: Path | None = None

    def __init__(self, delai: float | None = DELAI_S, *, fork: bool | None = None, dessine: bool = True):
        share_heaps()  # now: the threads that are to come each leave a heap behind
        self.delai = delai
        self._temporaire = DossierTemporaire()
        self.dossier = self._temporaire.chemin
        self._contrat: Contrat | None = None
        self._snapshot: Path | None = None
        self._published = 0
        self._lock = threading.Lock()
        self._running: set[Mortal] = set()
        self._stopped = threading.Event()
        self._nursery: Nursery | None = None
        if can_fork() if fork is None else fork:
            with contextlib.suppress(OSError):  # no more processes, say: ordinary kernels are tried, and say why not
                self._nursery = Nursery(self.dossier, dessins=dessine)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def publish(self, contrat: Contrat, *, dessine: bool = False) -> None:
        """Have the kernels use this contract, read once, where a notebook names no data folder.

        ``dessine``: what it takes to draw is imported for all of them, if it was not; of the same contract, it may be
        said later.

        Raises :class:`~quartiers.execution.echecs.EcritureImpossible` when the disk is full, say.
        """
        if contrat is self._contrat:
            if dessine:
                self._tell_nursery(self._snapshot, dessins=True)
            return
        self._published += 1  # a file of its own: what a process has read of one, it does not read again
        self._snapshot = self.dossier / f"contrat-{self._published}.pickle"
        try:
            write_snapshot(contrat, self._snapshot)
        except OSError as error:
            raise EcritureImpossible(
                f"dans le dossier temporaire {self.dossier.parent}", describe_error(error)
            ) from error
        self._contrat = contrat
        self._tell_nursery(self._snapshot, dessins=dessine)

    def rest(self) -> None:
        """Between two runs, while nobody waits: free what the last one held."""
        if self._snapshot is not None:
            self._snapshot.unlink(missing_ok=True)
            self._contrat = self._snapshot = None
            self._tell_nursery(None)

    def _tell_nursery(self, snapshot: Path | None, *, dessins: bool = False) -> None:
        if self._nursery is not None:
            with contextlib.suppress(OSError):  # it is no more: its kernels are asked for in vain, then made without it
                self._nursery.publish(snapshot, dessins=dessins)

    def execute(self, task: ReportTask, *, keep_traces: bool = False) -> "Execution":
        """Run the task's notebook with its parameters (:func:`~quartiers.execution.noyaux.carnets.execute`).

        Raises what it does, and :class:`Interrupted` when the run is stopped.
        """
        import_later("requests")  # of papermill, for notebooks that are on the web: a third of what it takes to import
        from quartiers.execution.noyaux import (
            carnets,  # Jupyter's libraries: while the nursery imports those of the reports
        )

        nursery = None if self._nursery is None or self._nursery.gone.is_set() else self._nursery
        place = carnets.Place(self.dossier, self._snapshot, self.delai, self, self.dessins)
        try:
            try:
                return carnets.execute(task, place, nursery, keep_traces=keep_traces)
            except (NurseryGone, CopyFailed):
                return carnets.execute(task, place, None, keep_traces=keep_traces)
        except carnets.NotebookFailure:
            if self._stopped.is_set():
                raise Interrupted from None
            raise

    def have_made(self, travail: str, nom: str, *arguments: str, cede: bool = True) -> bytes | None:
        """Have a function (``module:name``) make a file from the contract, in a copy of the nursery.

        It is called with the snapshot, the file to write and these arguments, and gives way to the reports if ``cede``.
        Gives the content of the file; None where there is no nursery, where that failed, or where the run is stopped.
        """
        if self._nursery is None or self._snapshot is None:
            return None
        output = self.dossier / nom
        given = (str(self._snapshot), str(output), *arguments)
        request = Request(travail, given, str(self.dossier), {}, cede=cede)
        try:
            with contextlib.closing(self._nursery.start(request)) as lease:
                self.add(lease)
                try:
                    return output.read_bytes() if lease.wait_for_end() == 0 else None
                finally:
                    self.discard(lease)
        except (NurseryGone, Interrupted):
            return None

    @contextlib.contextmanager
    def beside(self, *works: Callable[[], object]) -> Iterator[None]:
        """Do each work in a thread, while the block does something else; an exception of the block's kills them."""
        with ThreadPoolExecutor(max_workers=len(works) or 1) as threads:
            done = [threads.submit(work) for work in works]
            try:
                yield
            except BaseException:
                self.stop()
                raise
        for one in done:
            one.result()

    # -- what runs, and can be killed ---------------------------------------------------------------

    def add(self, running: Mortal) -> None:
        """Know of what is about to start; :class:`Interrupted` when nothing may any more."""
        with self._lock:
            if self._stopped.is_set():
                raise Interrupted
            self._running.add(running)

    def discard(self, running: Mortal) -> None:
        with self._lock:
            self._running.discard(running)

    @property
    def running(self) -> int:
        """How many kernels run, or other copies of the nursery."""
        with self._lock:
            return len(self._running)

    @property
    def sound(self) -> bool:
        """Whether another run would find it as the first did: not stopped, its folder there, its nursery alive."""
        if self._stopped.is_set() or not self.dossier.is_dir():  # systems sweep their temporary folder
            return False
        return self._nursery is None or not self._nursery.gone.is_set()

    def stop(self) -> None:
        """Kill every kernel, and start no other: what waits for one hears of it."""
        with self._lock:
            self._stopped.set()
            running = list(self._running)
        for one in running:
            one.kill_now()

    def close(self) -> None:
        self.stop()
        if self._nursery is not None:
            self._nursery.close()
        self._temporaire.close()
