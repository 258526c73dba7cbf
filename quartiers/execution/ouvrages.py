"""What is made besides a run of the reports, whole and again each time: a committee's file, a yearly report, guides."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from quartiers.execution.a_refaire import digest_tables, note_made
from quartiers.execution.appartenance import Appartenance, refuse_foreign
from quartiers.execution.plan import FORMATS, DossierPlan, ReportTask, plan_dossier, plan_guides
from quartiers.execution.sorties import GUIDE, SOMMAIRE
from quartiers.execution.verrou import alone_in
from quartiers.typographie import count

if TYPE_CHECKING:
    from quartiers.donnees import Contrat
    from quartiers.execution.noyaux.atelier import Atelier
    from quartiers.execution.passage import Follower
    from quartiers.execution.rapports import ReportResult

Echecs = Mapping[str, str]  # why each thing that could not be made could not, by its name in the output folder


@dataclass(frozen=True)
class Chantier:
    """Where an :class:`Ouvrage` is made: the kernels, the output folder, how many at once, who hears of each report."""

    atelier: "Atelier"
    sortie: Path
    jobs: int
    finished: "Follower"


@dataclass(frozen=True)
class Ouvrage:
    """Something to make of a contract: ``annonce`` is what it is in words, ``etapes`` how many reports it takes.

    ``fichiers`` are the names of what it writes in the output folder, ``page`` of the one to open. ``partiel``: what
    could be made of it is written, whatever failed; else all of it is, or nothing.
    """

    contrat: "Contrat"
    annonce: str
    etapes: int
    fichiers: Sequence[str]
    page: str
    make: Callable[[Chantier], Echecs]
    partiel: bool = False


@dataclass(frozen=True)
class Fait:
    """What became of an :class:`Ouvrage`: the page to open, and why what failed did, by name."""

    page: Path
    partiel: bool
    echecs: Echecs = field(default_factory=dict)


def make_ouvrage(
    donnees: Path,
    sortie: Path,
    plan: Callable[["Contrat"], Ouvrage],
    show_progress: Callable[[Ouvrage], AbstractContextManager["Follower"]],
    *,
    jobs: int | None,
    delai: float | None,
) -> Fait:
    """Read the tables, make what ``plan`` wants of them, list it in the index where there is one of ours.

    ``jobs`` reports at once (None: one a core and one more), ``delai`` seconds for each (None: any). Raises what
    reading, planning and :func:`~quartiers.execution.appartenance.refuse_foreign` do, before anything is written.
    """
    from quartiers.execution.noyaux.atelier import Atelier

    with Atelier(delai) as atelier:
        from quartiers.donnees import load_contrat

        ouvrage = plan(load_contrat(donnees))
        refuse_foreign(sortie, ouvrage.fichiers)
        atelier.publish(ouvrage.contrat)

        from quartiers.execution.rapports import default_jobs

        sortie.mkdir(parents=True, exist_ok=True)
        with alone_in(sortie), show_progress(ouvrage) as finished:
            echecs = ouvrage.make(Chantier(atelier, sortie, jobs or default_jobs(), finished))
            made = [name for name in ouvrage.fichiers if not {name, name.rpartition(".")[0]} & echecs.keys()]
            note_made(sortie, made, digest_tables(ouvrage.contrat))
    if ouvrage.partiel or not echecs:
        list_in_index(ouvrage.contrat, sortie)
    return Fait(sortie / ouvrage.page, ouvrage.partiel, echecs)


def list_in_index(contrat: "Contrat", output: Path) -> None:
    """Write again the page that lists what the folder holds, where there is one of ours."""
    if Appartenance(output).holds(SOMMAIRE):
        from quartiers.execution.index import write_index

        write_index(contrat, output)


def of_report(contrat: "Contrat", task: ReportTask) -> Ouvrage:
    """A report by itself, as a page and as PDF."""
    files = _files_of([task])
    return Ouvrage(
        contrat, f"{contrat.nom} : {task.titre}", 1, files, f"{task.nom}.html", lambda place: _make_all([task], place)
    )


def of_guides(contrat: "Contrat", quartiers: Sequence[str]) -> Ouvrage:
    """What is given to others of these quartiers, and the search over all that was."""
    tasks = plan_guides(contrat, quartiers)

    def make(place: Chantier) -> Echecs:
        from quartiers.execution.echecs import write_file
        from quartiers.execution.guide import make_search

        failed = _make_all(tasks, place)
        _, trouble = write_file(place.sortie, GUIDE, lambda: make_search(contrat, place.sortie))
        return failed if trouble is None else {**failed, GUIDE: trouble}

    said = f"{contrat.nom} : {count(len(tasks) // 2, 'guide')}, et autant de pages des habitants"
    return Ouvrage(contrat, said, len(tasks), [GUIDE, *_files_of(tasks)], GUIDE, make, partiel=True)


def of_dossier(contrat: "Contrat", commune: str, day: date | None) -> Ouvrage:
    """The file of a commune's committee of that day: one PDF.

    Raises :class:`~quartiers.donnees.Introuvable` if the contract lacks the commune.
    """
    plan = plan_dossier(contrat, commune, day)
    name = f"{plan.ouverture.nom}.pdf"
    said = f"{plan.ouverture.titre} : dossier à fabriquer, {count(len(plan.rapports), 'rapport')}"
    return Ouvrage(contrat, said, len(plan.taches), [name], name, lambda place: _make_dossier(plan, place))


def _make_dossier(plan: DossierPlan, place: Chantier) -> Echecs:
    from quartiers.execution.dossier import build_dossier

    return _why(build_dossier(plan, place.sortie, place.jobs, place.finished, place.atelier).echecs)


def _make_all(tasks: Sequence[ReportTask], place: Chantier) -> Echecs:
    from quartiers.execution.rapports import build_all

    indexed = Appartenance(place.sortie).holds(SOMMAIRE)
    tasks = [replace(task, indexe=indexed) for task in tasks]
    return _why(build_all(tasks, place.sortie, FORMATS, place.jobs, place.finished, atelier=place.atelier))


def _why(results: Sequence["ReportResult"]) -> Echecs:
    return {result.task.nom: result.error for result in results if result.error is not None}


def _files_of(tasks: Sequence[ReportTask]) -> list[str]:
    from quartiers.execution.rapports import files_of

    return [name for task in tasks for name in files_of(task, FORMATS)]
