"""What of a run is to be made: what no more has the fingerprint of what it would be made from today.

Each report is judged by the rows that it may read, and by what its notebook has read besides.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from quartiers.chemins import map_files
from quartiers.donnees import lectures
from quartiers.execution.a_refaire import digest_tables
from quartiers.execution.empreintes import combine, digest_code, digest_inputs, digest_rendering, digest_report
from quartiers.execution.manifeste import Manifeste, Sortie, digest, read_again
from quartiers.execution.passage.demande import Demande
from quartiers.execution.plan import FORMATS, ReportTask, are_comparable
from quartiers.execution.sorties import CLASSEUR, COMPARER, SOMMAIRE, list_outputs

if TYPE_CHECKING:
    from quartiers.donnees import Contrat
    from quartiers.execution.rapports import ReportResult


class Perimes:
    """What is stale of one run, alone in its folder, with the data read: what its manifest says is no more so."""

    def __init__(
        self,
        demande: Demande,
        entrees: str,
        contrat: "Contrat",
        tasks: tuple[ReportTask, ...],
    ):
        from quartiers.analyse.empreintes import digest_contrat

        self.demande, self.contrat, self.tasks = demande, contrat, tasks
        self._vues: dict[str, str] = {}
        self.manifeste = Manifeste.read(demande.sortie)
        whole = digest_contrat(contrat)
        self.empreintes = {}
        for task in tasks:
            quartier = task.parameters.get("quartier")
            rows = whole if quartier is None else self._digest_view(quartier)
            self.empreintes[task] = digest_report(task.notebook, task.parameters, rows)
        self.manifeste.passage = {
            "entrees": entrees,
            "contrat": whole,
            "tables": digest_tables(contrat, whole),
            "classeur": combine(donnees=whole, code=digest_code()),
            "compare": are_comparable(contrat),
            "rapports": {task.nom: empreinte for task, empreinte in self.empreintes.items()},
        }

    def find_tasks(self) -> tuple[ReportTask, ...]:
        """The reports to make."""
        states = map_files(self.demande.sortie, self._is_task_stale, self.tasks)
        return tuple(task for task, is_stale in zip(self.tasks, states, strict=True) if is_stale)

    def is_workbook_stale(self) -> bool:
        return self._is_file_stale(CLASSEUR, self.manifeste.passage["classeur"])

    def is_comparison_stale(self, pages: Sequence[str]) -> bool:
        """Whether the comparison, that leads to these pages, is to be made, if there is anything to compare."""
        passage = self.manifeste.passage
        empreinte = digest_comparison(passage["contrat"], pages)
        return bool(passage["compare"]) and self._is_file_stale(COMPARER, empreinte)

    def is_index_stale(self, empreinte: str) -> bool:
        return self._is_file_stale(SOMMAIRE, empreinte)

    def _is_file_stale(self, name: str, empreinte: str) -> bool:
        return self._is_stale(empreinte, *name.split("."))

    def _is_task_stale(self, task: ReportTask) -> bool:
        return self._is_stale(self.empreintes[task], task.nom, *self.demande.suffixes)

    def _is_stale(self, empreinte: str, nom: str, *suffixes: str) -> bool:
        names = (f"{nom}.{suffix}" for suffix in suffixes)
        return self.demande.forcer or not all(self.manifeste.is_current(n, empreinte, self._read_again) for n in names)

    def _read_again(self, reading: str) -> str:
        """The fingerprint, today, of what a notebook has read besides what it is given; empty if it is no more."""
        if reading == lectures.TOUT:
            return str(self.manifeste.passage["contrat"])
        if reading.startswith(lectures.QUARTIER):
            quartier = reading.removeprefix(lectures.QUARTIER)
            return self._digest_view(quartier) if quartier in self.contrat.quartiers else ""
        return read_again(reading)

    def _digest_view(self, quartier: str) -> str:
        """The fingerprint of what the report of a quartier may read."""
        if quartier not in self._vues:
            from quartiers.analyse.empreintes import digest_quartier

            self._vues[quartier] = digest_quartier(self.contrat, quartier)
        return self._vues[quartier]

    def read_known(self, name: str, rendu: str) -> bytes | None:
        """What a file of the folder holds, if it was made from that very executed notebook, by this program."""
        return None if self.demande.forcer else self.manifeste.read_rendering(name, rendu)

    def find_turned(self, task: ReportTask, led: ReportTask) -> Mapping[str, Any] | None:
        """Where the page of a report is to lead, if it is up to date but for that; ``led`` is the task that says it."""
        current = self._current_files(task)
        if not {"html", "ipynb"} <= current.keys():
            return None
        voisins = led.neighbours(tuple(current))
        rendu = digest_rendering(current["ipynb"].contenu, voisins)
        return voisins if current["html"].rendu != rendu else None

    def note_turned(self, task: ReportTask, voisins: Mapping[str, Any], page: bytes) -> None:
        """The page of a report was laid out again, to lead there; its other files stay, made of that notebook too."""
        current = self._current_files(task)
        contents = {f"{task.nom}.{suffix}": sortie.contenu for suffix, sortie in current.items()}
        contents[f"{task.nom}.html"] = digest(page)
        rendu = digest_rendering(current["ipynb"].contenu, voisins)
        self.manifeste.record(self.empreintes[task], contents, current["ipynb"].lectures, rendu)

    def _current_files(self, task: ReportTask) -> dict[str, Sortie]:
        """By suffix, the files of a report that were made of what it is made of today."""
        known = {suffix: self.manifeste.sorties.get(f"{task.nom}.{suffix}") for suffix in (*FORMATS, "ipynb")}
        empreinte = self.empreintes[task]
        return {suffix: s for suffix, s in known.items() if s is not None and s.empreinte == empreinte}

    def note_report(self, result: "ReportResult") -> None:
        """What a report that was made is made from; one that was not is tried again next time."""
        if result.ok:
            readings = self._digest_readings(result)
            self.manifeste.record(self.empreintes[result.task], result.contenus, readings, result.rendu)
        else:  # even if what is there was made from the same things (--forcer)
            self.manifeste.forget(f"{result.task.nom}.{suffix}" for suffix in self.demande.suffixes)

    def _digest_readings(self, result: "ReportResult") -> dict[str, str]:
        """Fingerprints of what a notebook has read, but for what is in its report's own fingerprint."""
        own = {lectures.QUARTIER + str(result.task.parameters.get("quartier"))}
        if "quartier" not in result.task.parameters:
            own.add(lectures.TOUT)
        return {r: self._read_again(r) for r in sorted(result.lectures - own)}


def digest_request(demande: Demande, donnees: Path) -> str:
    """The fingerprint of all that a run could read; ``donnees`` are its data where they can be read."""
    options = {"quartiers": demande.quartiers, "communes": demande.communes, "synthese": demande.synthese}
    options["depuis"] = demande.depuis
    return digest_inputs(donnees, **options)


def digest_comparison(contrat: str, pages: Sequence[str]) -> str:
    """What the comparison is made from: the contract, and which reports it leads to."""
    return combine(donnees=contrat, code=digest_code(), rapports=list(pages))


def digest_index(contrat: str, sortie: Path) -> str:
    """What the index is made from: the contract, and the files of the folder as the index describes them."""
    return combine(donnees=contrat, code=digest_code(), fichiers=list_outputs(sortie))
