"""Reports made by a Dask cluster that is already there, through its executor.

The cluster decides how many reports are made at once, gives those of a lost worker to another, and
:mod:`quartiers.execution.ouvrier` is what its workers run.
"""

import contextlib
import logging
import threading
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from quartiers import PROJECT_ROOT
from quartiers.chemins import EXTRA

if TYPE_CHECKING:
    from quartiers.execution.ouvrier import Commande
    from quartiers.execution.plan import ReportTask
    from quartiers.execution.rapports import ReportResult

CONNECTION_S: Final = 10.0
WAIT_S: Final = 60.0  # for a worker, when there is none: at the start, or when all are lost
_LOOK_EVERY_S: Final = 2.0
_NAMED_WORKERS: Final = 3


class GrappeIndisponible(Exception):
    """The cluster cannot do this run; its text says why and what to do."""


@dataclass(frozen=True)
class Envoi:
    """What reports of a run are made of and where they go; ``contrat`` is the fingerprint of the data.

    ``depuis`` is the day of the edition that they say what has changed since, None where they do not.
    """

    donnees: Path
    sortie: Path
    contrat: str
    formats: tuple[str, ...]
    delai: float | None
    depuis: str | None = None


class Grappe:
    """A connection to a cluster.

    ``attente`` is how many seconds it may be without any worker before what is left is given up.
    """

    def __init__(self, adresse: str, attente: float = WAIT_S):
        """Connect, and see that there is a worker; :class:`GrappeIndisponible` otherwise."""
        _silence()
        try:
            from distributed import Client
        except ImportError:
            raise GrappeIndisponible(f"--dask demande une bibliothèque de plus : pip install -r {EXTRA}") from None
        _check_address(adresse)
        self.adresse, self._wait = adresse, attente
        try:
            self._client = Client(adresse, timeout=CONNECTION_S, set_as_default=False)
        except Exception as error:  # the network's, or of a server that is no scheduler
            raise GrappeIndisponible(
                f"Aucune grappe Dask ne répond à {adresse} : vérifier l'adresse, et que « dask scheduler » y tourne."
            ) from error
        try:
            self._client.wait_for_workers(1, timeout=attente)
        except TimeoutError:
            self.close()
            raise GrappeIndisponible(
                f"La grappe {adresse} n'a aucun ouvrier : en démarrer avec « dask worker {adresse} »."
            ) from None
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> "Grappe":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        with contextlib.suppress(Exception):  # it may be gone already
            self._client.close(timeout=CONNECTION_S)

    def build_all(
        self, tasks: "Sequence[ReportTask]", envoi: Envoi, finished: "Callable[[ReportResult], None]"
    ) -> "list[ReportResult]":
        """Have the workers build the tasks, as :func:`~quartiers.execution.rapports.build_all` does here.

        Raises :class:`GrappeIndisponible`, with nothing made, when a worker does not have this program or does not see
        these folders.
        """
        from quartiers.execution.ouvrier import build_there
        from quartiers.execution.rapports import collect, submit

        with self._run(tasks, envoi) as commande:
            self._check_workers(commande)
            with self._client.get_executor(pure=False) as pool, self._watch(pool):
                futures = submit(pool, tasks, partial(build_there, commande=commande))
                return collect(futures, finished, self._describe)

    @contextlib.contextmanager
    def _run(self, tasks: "Sequence[ReportTask]", envoi: Envoi) -> "Iterator[Commande]":
        """The order for these tasks; at the end, however it comes, the workers are told that it is over."""
        from quartiers.execution.empreintes import describe_code
        from quartiers.execution.manifeste import digest_file
        from quartiers.execution.ouvrier import Commande, close_there

        commande = Commande(
            uuid4().hex,
            str(PROJECT_ROOT),
            describe_code(),
            {str(task.notebook): digest_file(task.notebook) for task in tasks},
            envoi.contrat,
            str(envoi.donnees),
            str(envoi.sortie),
            envoi.formats,
            envoi.delai,
            envoi.depuis,
        )
        witness = commande.witness(envoi.sortie)
        witness.write_bytes(b"")
        try:
            yield commande
        finally:
            witness.unlink(missing_ok=True)
            with contextlib.suppress(Exception):  # the cluster may be gone
                self._client.run(close_there, commande.passage, wait=False, on_error="ignore")

    def _check_workers(self, commande: "Commande") -> None:
        from quartiers.execution.ouvrier import check_there

        answers: dict[str, Any] = self._client.run(check_there, commande, on_error="return")
        # One that has just been lost does not answer: its reports are another's.
        refusals = {
            worker: said if isinstance(said, str) else f"{type(said).__name__} : {said}"
            for worker, said in answers.items()
            if said is not None and not isinstance(said, OSError)
        }
        if refusals:
            shown = [f"  {worker} : {reason}" for worker, reason in list(refusals.items())[:_NAMED_WORKERS]]
            raise GrappeIndisponible(
                f"{len(refusals)} ouvrier(s) sur {len(answers)} ne peuvent pas faire ces rapports :\n"
                + "\n".join(shown)
                + "\nTous doivent avoir la même installation que cette machine, voir les mêmes dossiers, et être "
                "redémarrés après chaque mise à jour (docs/france.md)."
            )

    @contextlib.contextmanager
    def _watch(self, pool: Any) -> Iterator[None]:
        """Give up what is left when there has been no worker for too long: the cluster would wait for ever."""
        over = threading.Event()

        def watch() -> None:
            seen = time.monotonic()
            while not over.wait(min(_LOOK_EVERY_S, self._wait)):
                with contextlib.suppress(Exception):  # the scheduler does not answer: nobody works
                    if self._client.nthreads():
                        seen = time.monotonic()
                if time.monotonic() - seen > self._wait:
                    pool.shutdown(wait=False)
                    return

        thread = threading.Thread(target=watch, name="guet", daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join(CONNECTION_S)

    def _describe(self, error: Exception) -> str:
        """Why the cluster could not make a report, for the closing table."""
        from concurrent.futures import CancelledError

        from distributed.scheduler import KilledWorker

        from quartiers.execution.echecs import describe_error

        match error:
            case KilledWorker():
                return "les ouvriers à qui il a été confié se sont tous arrêtés (mémoire ?)"
            case CancelledError():
                return f"la grappe {self.adresse} n'a plus d'ouvrier, ou ne répond plus"
            case _:
                return describe_error(error)


def _check_address(adresse: str) -> None:
    """Refuse what cannot be an address: a client would try for long, then complain in English."""
    from distributed.comm.addressing import get_address_host_port
    from distributed.security import Security

    try:
        get_address_host_port(adresse)
    except Exception as error:
        raise GrappeIndisponible(
            f"« {adresse} » n'est pas l'adresse d'une grappe ; attendu : tcp://machine:8786."
        ) from error
    if adresse.startswith("tls:") and Security().get_connection_args("client").get("ssl_context") is None:
        raise GrappeIndisponible(f"{adresse} demande les certificats de la grappe : voir « TLS » dans docs/france.md.")


def _silence() -> None:
    """What goes wrong is said by the reports' results, not by logs in English."""
    for name in ("distributed", "tornado", "asyncio"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    warnings.filterwarnings("ignore", module=r"distributed(\..*)?")
