"""A run: what is asked for, what of it is already there, the making of the rest.

An output is made again when its fingerprint is no more the one that the manifest gives it
(:mod:`quartiers.execution.empreintes`), or when its file is not as it was written. Two ways lead to that: if not one
byte that a run reads has changed since the last whole run, nothing is read at all; otherwise the data are, and each
report is judged by the rows that it may read.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, nullcontext
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from quartiers.chemins import fetched, is_local, map_files, refresh
from quartiers.donnees import lectures
from quartiers.ecriture import has_leftovers, sweep
from quartiers.execution.a_refaire import ARefaire, digest_tables, find_outdated
from quartiers.execution.appartenance import refuse_foreign
from quartiers.execution.echecs import describe_error, write_file
from quartiers.execution.empreintes import combine, digest_code, digest_inputs, digest_report
from quartiers.execution.manifeste import MANIFESTE, Manifeste, digest, read_again
from quartiers.execution.plan import FORMATS, ReportTask, are_comparable, plan_reports, select_quartiers
from quartiers.execution.sorties import CLASSEUR, COMPARER, QUARTIERS, SOMMAIRE, built_pages, list_outputs, own_folders
from quartiers.execution.verrou import alone_in

if TYPE_CHECKING:
    from quartiers.donnees import Contrat
    from quartiers.execution.grappe import Grappe
    from quartiers.execution.noyaux.atelier import Atelier
    from quartiers.execution.rapports import ReportResult

Follower = Callable[["ReportResult"], None]
Follow = Callable[["AFaire"], AbstractContextManager[Follower]]
Read = Callable[[Path], "Contrat"]

# What copies of the nursery are asked to make, which have imported all that it takes.
WRITE_WORKBOOK: Final = "quartiers.execution.classeur:write_workbook"
WRITE_COMPARISON: Final = "quartiers.execution.comparer:write_of_snapshot"
WRITE_INDEX: Final = "quartiers.execution.index:write_of_snapshot"


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


def find_unchanged(demande: Demande) -> Bilan | None:
    """The run that has nothing to do, because nothing of what it would read has changed; None if something has."""
    if not (is_local(demande.donnees) and is_local(demande.sortie)):
        return None  # reading all of it from elsewhere is no short way
    manifeste = Manifeste.read(demande.sortie)
    passage = manifeste.passage
    try:
        if demande.forcer or passage["entrees"] != _digest_request(demande, demande.donnees):
            return None
        made = {f"{nom}.{suffix}": digest for nom, digest in passage["rapports"].items() for suffix in demande.suffixes}
        made |= {CLASSEUR: passage["classeur"], SOMMAIRE: _digest_index(passage["contrat"], demande.sortie)}
        if passage["compare"]:
            made[COMPARER] = _digest_comparison(passage["contrat"], built_pages(demande.sortie))
        current = all(manifeste.is_current(name, digest) for name, digest in made.items())
        if any(map(has_leftovers, own_folders(demande.sortie))):  # of a run that was killed: removed in a whole run
            return None
        outdated = find_outdated(manifeste, passage["tables"])
        return Bilan(len(passage["rapports"]), a_refaire=outdated) if current else None
    except (KeyError, AttributeError, TypeError):  # there was no whole run, or somebody wrote in the manifest
        return None


def run(demande: Demande, follow: Follow, atelier: "Atelier | None" = None, read: Read | None = None) -> Bilan:
    """Make what is asked for and is not there yet; ``follow`` is told what there is to do, and hears of each report.

    ``atelier`` is where they are made, should it outlive the run; else one is made for it. ``read`` reads the data,
    if it is not :func:`~quartiers.donnees.load_contrat`: what it raises ends the run before anything is written.

    Raises :class:`~quartiers.donnees.DonneesInvalides`, :class:`~quartiers.donnees.Introuvable` or
    :class:`~quartiers.execution.appartenance.FichiersDAutrui` before anything is written,
    :class:`~quartiers.execution.verrou.DossierOccupe` when another run is at work there,
    :class:`~quartiers.execution.grappe.GrappeIndisponible` when the cluster cannot do it.
    """
    from quartiers.execution.noyaux.atelier import Atelier

    with ExitStack() as stack:
        atelier = atelier or stack.enter_context(Atelier(demande.delai))
        grappe = stack.enter_context(_connect(demande))
        donnees = stack.enter_context(fetched(demande.donnees, atelier.dossier))
        entrees = _digest_request(demande, donnees)  # before reading: what changes meanwhile is read again next time
        from quartiers.donnees import load_contrat
        from quartiers.donnees.editions import with_edition

        contrat = with_edition((read or load_contrat)(donnees), donnees, demande.depuis)
        chosen = select_quartiers(contrat, demande.quartiers, demande.communes)
        tasks = plan_reports(contrat, chosen, with_synthese=demande.synthese)
        reports = (f"{task.nom}.{suffix}" for task in tasks for suffix in demande.suffixes)
        others = [SOMMAIRE, CLASSEUR, *([COMPARER] if are_comparable(contrat) else [])]
        refuse_foreign(demande.sortie, [*others, *reports])
        demande.sortie.mkdir(parents=True, exist_ok=True)
        with alone_in(demande.sortie):
            for folder in own_folders(demande.sortie):
                sweep(folder)
            return _Passage(demande, entrees, contrat, tasks).run(atelier, grappe, follow)


class _Passage:
    """One run, alone in its folder, with the data read."""

    def __init__(self, demande: Demande, entrees: str, contrat: "Contrat", tasks: tuple[ReportTask, ...]):
        from quartiers.analyse.empreintes import digest_contrat, digest_quartier

        self.demande, self.contrat, self.tasks = demande, contrat, tasks
        self.written: list[str] = []
        self.troubles: dict[str, str] = {}
        self.manifeste = Manifeste.read(demande.sortie)
        whole = digest_contrat(contrat)
        self.empreintes = {}
        for task in tasks:
            quartier = task.parameters.get("quartier")
            rows = whole if quartier is None else digest_quartier(contrat, quartier)
            self.empreintes[task] = digest_report(task.notebook, task.parameters, rows)
        self.manifeste.passage = {
            "entrees": entrees,
            "contrat": whole,
            "tables": digest_tables(contrat, whole),
            "classeur": combine(donnees=whole, code=digest_code()),
            "compare": are_comparable(contrat),
            "rapports": {task.nom: empreinte for task, empreinte in self.empreintes.items()},
        }

    def run(self, atelier: "Atelier", grappe: "Grappe | None", follow: Follow) -> Bilan:
        """The reports, the workbook and the comparison beside them, then the index, which lists them all."""
        passage, sortie = self.manifeste.passage, self.demande.sortie
        states = map_files(sortie, self._is_task_stale, self.tasks)
        stale = tuple(task for task, is_stale in zip(self.tasks, states, strict=True) if is_stale)
        with_workbook = self._is_stale(passage["classeur"], *CLASSEUR.split("."))
        if stale or with_workbook:
            atelier.publish(self.contrat)
        workbook = cache(partial(atelier.have_made, WRITE_WORKBOOK, CLASSEUR))
        pages = self._expect_pages(stale)  # before they are there: if one fails, the comparison is made once more
        comparison = cache(partial(atelier.have_made, WRITE_COMPARISON, COMPARER, *pages))
        with atelier.beside(*[workbook] * with_workbook, *[comparison] * self._is_comparison_stale(pages)):
            results = self._build(stale, atelier, grappe, follow) if stale else ()
        if with_workbook:
            self._write(CLASSEUR, passage["classeur"], lambda: workbook() or self._make_workbook())
        refresh(sortie)
        built = built_pages(sortie)
        if self._is_comparison_stale(built):
            made = comparison if built == pages else lambda: None
            digested = _digest_comparison(passage["contrat"], built)
            self._write(COMPARER, digested, lambda: made() or self._make_comparison(built))
        index = _digest_index(passage["contrat"], sortie)  # now that all that it lists is there
        if self._is_stale(index, *SOMMAIRE.split(".")):
            self._write(SOMMAIRE, index, lambda: self._have_index_made(atelier) or self._make_index())
        self._save()
        outdated = find_outdated(self.manifeste, passage["tables"]) if is_local(sortie) else ()
        return Bilan(len(self.tasks), results, tuple(self.written), self.troubles, outdated)

    def _make_workbook(self) -> bytes:
        from quartiers.execution.classeur import make_workbook

        return make_workbook(self.contrat)

    def _make_comparison(self, pages: Sequence[str]) -> bytes:
        from quartiers.execution.comparer import make_comparison

        return make_comparison(self.contrat, pages)

    def _expect_pages(self, stale: Iterable[ReportTask]) -> list[str]:
        """The pages of quartiers that the folder is to have once these reports are made."""
        made = [f"{task.nom}.html" for task in stale if "html" in self.demande.formats]
        return sorted({*built_pages(self.demande.sortie), *(page for page in made if page.startswith(f"{QUARTIERS}/"))})

    def _is_comparison_stale(self, pages: Sequence[str]) -> bool:
        """Whether the comparison, that leads to these pages, is to be made, if there is anything to compare."""
        passage = self.manifeste.passage
        empreinte = _digest_comparison(passage["contrat"], pages)
        return bool(passage["compare"]) and self._is_stale(empreinte, *COMPARER.split("."))

    def _have_index_made(self, atelier: "Atelier") -> bytes | None:
        """By a copy, where it sees the folder as this process does."""
        sortie = self.demande.sortie
        return atelier.have_made(WRITE_INDEX, SOMMAIRE, str(sortie), cede=False) if is_local(sortie) else None

    def _make_index(self) -> bytes:
        from quartiers.execution.index import make_index

        return make_index(self.contrat, self.demande.sortie)

    def _is_task_stale(self, task: ReportTask) -> bool:
        return self._is_stale(self.empreintes[task], task.nom, *self.demande.suffixes)

    def _is_stale(self, empreinte: str, nom: str, *suffixes: str) -> bool:
        names = (f"{nom}.{suffix}" for suffix in suffixes)
        return self.demande.forcer or not all(self.manifeste.is_current(n, empreinte, self._read_again) for n in names)

    def _read_again(self, reading: str) -> str:
        """The fingerprint, today, of what a notebook has read besides what it is given; empty if it is no more."""
        from quartiers.analyse.empreintes import digest_quartier

        if reading == lectures.TOUT:
            return str(self.manifeste.passage["contrat"])
        if reading.startswith(lectures.QUARTIER):
            quartier = reading.removeprefix(lectures.QUARTIER)
            return digest_quartier(self.contrat, quartier) if quartier in self.contrat.quartiers else ""
        return read_again(reading)

    def _digest_readings(self, result: "ReportResult") -> dict[str, str]:
        """Fingerprints of what a notebook has read, but for what is in its report's own fingerprint."""
        own = {lectures.QUARTIER + str(result.task.parameters.get("quartier"))}
        if "quartier" not in result.task.parameters:
            own.add(lectures.TOUT)
        return {r: self._read_again(r) for r in sorted(result.lectures - own)}

    def _build(
        self, stale: tuple[ReportTask, ...], atelier: "Atelier", grappe: "Grappe | None", follow: Follow
    ) -> tuple["ReportResult", ...]:
        from quartiers.execution.grappe import Envoi
        from quartiers.execution.rapports import build_all, default_jobs

        d = self.demande
        depuis = next(iter(self.contrat.editions), None)
        with follow(AFaire(self.contrat.nom, self.tasks, stale, depuis)) as finished:

            def record(result: "ReportResult") -> None:
                if result.ok:
                    readings = self._digest_readings(result)
                    self.manifeste.record(self.empreintes[result.task], result.contenus, readings)
                else:  # tried again next time, even if what is there was made from the same things (--forcer)
                    self.manifeste.forget(f"{result.task.nom}.{suffix}" for suffix in d.suffixes)
                finished(result)

            if grappe is not None:
                envoi = Envoi(d.donnees, d.sortie, self.manifeste.passage["contrat"], d.formats, d.delai, depuis)
                return tuple(grappe.build_all(stale, envoi, record))
            return tuple(build_all(stale, d.sortie, d.formats, d.jobs or default_jobs(), record, atelier=atelier))

    def _write(self, name: str, empreinte: str, make: Callable[[], bytes]) -> None:
        content, reason = write_file(self.demande.sortie, name, make)
        if reason is not None:
            self.troubles[name] = reason
        if content is not None:
            self.manifeste.record(empreinte, {name: digest(content)})
            self.written.append(name)

    def _save(self) -> None:
        try:
            self.manifeste.save()
        except OSError as error:
            self.troubles[MANIFESTE] = describe_error(error)


def _connect(demande: Demande) -> "AbstractContextManager[Grappe | None]":
    """The cluster that makes the reports; None where this machine does."""
    from quartiers.execution.grappe import Grappe

    return Grappe(demande.dask) if demande.dask is not None else nullcontext()


def _digest_request(demande: Demande, donnees: Path) -> str:
    """The fingerprint of all that a run could read; ``donnees`` are its data where they can be read."""
    options = {"quartiers": demande.quartiers, "communes": demande.communes, "synthese": demande.synthese}
    options["depuis"] = demande.depuis
    return digest_inputs(donnees, **options)


def _digest_comparison(contrat: str, pages: Sequence[str]) -> str:
    """What the comparison is made from: the contract, and which reports it leads to."""
    return combine(donnees=contrat, code=digest_code(), rapports=list(pages))


def _digest_index(contrat: str, sortie: Path) -> str:
    """What the index is made from: the contract, and the files of the folder as the index describes them."""
    return combine(donnees=contrat, code=digest_code(), fichiers=list_outputs(sortie))
