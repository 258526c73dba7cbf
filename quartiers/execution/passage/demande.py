"""What a run is asked for, what it finds to do, what becomes of it."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from quartiers.execution.a_refaire import ARefaire
from quartiers.execution.plan import FORMATS, ReportTask

if TYPE_CHECKING:
    from quartiers.donnees import Contrat
    from quartiers.execution.rapports import ReportResult

Follower = Callable[["ReportResult"], None]
Follow = Callable[["AFaire"], AbstractContextManager[Follower]]
Read = Callable[[Path], "Contrat"]


@dataclass(frozen=True)
class Demande:
    """What a run is asked for; ``jobs`` reports at once (None: one a core), ``delai`` seconds for each (None: any).

    ``dask`` is the address of a cluster that makes the reports, None where this machine does. ``depuis`` is the day of
    the edition that reports say what has changed since, ``aucune``, or None for the last one before the data's own day.
    """

    donnees: Path
    sortie: Path
    quartiers: tuple[str, ...] = ()
    communes: tuple[str, ...] = ()
    synthese: bool = True
    formats: tuple[str, ...] = FORMATS
    jobs: int | None = None
    delai: float | None = None
    forcer: bool = False
    dask: str | None = None
    depuis: str | None = None

    @property
    def suffixes(self) -> tuple[str, ...]:
        """Of the files that a report has: its formats, and its executed notebook."""
        return (*self.formats, "ipynb")


@dataclass(frozen=True)
class AFaire:
    """What a run has found to do: all the reports asked for, and those to make again.

    ``depuis`` is the day of the edition that they say what has changed since, if they do.
    """

    contrat: str
    rapports: tuple[ReportTask, ...]
    perimes: tuple[ReportTask, ...]
    depuis: str | None = None


@dataclass(frozen=True)
class Bilan:
    """What became of a run.

    ``faits`` are the reports that it made, or failed to; ``a_jour`` counts those that it left as they were;
    ``ecrits`` are the other files made again (workbook, index), ``troubles`` says of each why it could not be.
    ``a_refaire`` is what no run makes, and no more fits the tables.
    """

    total: int
    faits: tuple["ReportResult", ...] = ()
    ecrits: tuple[str, ...] = ()
    troubles: Mapping[str, str] = field(default_factory=dict)
    a_refaire: tuple[ARefaire, ...] = ()

    @property
    def a_jour(self) -> int:
        return self.total - len(self.faits)

    @property
    def echecs(self) -> tuple[str, ...]:
        return (*(r.task.nom for r in self.faits if not r.ok), *self.troubles)
