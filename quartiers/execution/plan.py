"""What to build: one task a report."""

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from quartiers import NOTEBOOKS
from quartiers.donnees.erreurs import Introuvable
from quartiers.echappement import printable
from quartiers.execution.sorties import BILANS, CLASSEUR, COMPARER, EVALUATIONS, GUIDES, QUARTIERS, SOMMAIRE, SYNTHESE
from quartiers.typographie import join_words, typeset

if TYPE_CHECKING:
    from quartiers.donnees import Contrat

FORMATS = ("html", "pdf")
MAX_COMPARES: Final = 400  # quartiers: the data of more are a page of several megabytes
MAX_VOISINS: Final = 3  # quartiers of its commune that a page leads to: the next ones, of more


@dataclass(frozen=True)
class ReportTask:
    """A report to build: ``nom`` is its path in the output folder, without suffix.

    ``entoure``: the run that makes it makes the index and the workbook too, to which its page may lead; ``compare``:
    the comparison of quartiers too. ``indexe``: the folder that it is made in has an index, to which its page may lead.
    ``synthese``: the folder has the page of the synthesis; ``suivants`` are the reports of which it has the page, those
    of the next quartiers of the commune: identifiers and names (:func:`lead_to_others`).
    """

    nom: str
    titre: str
    notebook: Path
    parameters: dict[str, Any] = field(hash=False)
    entoure: bool = False
    compare: bool = False
    indexe: bool = False
    synthese: bool = False
    suivants: tuple[tuple[str, str], ...] = ()

    def neighbours(self, formats: Collection[str]) -> dict[str, Any]:
        """Where its page may lead, as relative addresses: index, synthesis, the same report as PDF, workbook,
        comparison; ``suivants`` are texts and addresses. What there is not has no key."""
        up = "../" * self.nom.count("/")
        if not self.entoure:
            return {"sommaire": f"{up}{SOMMAIRE}"} if self.indexe else {}
        own = {"pdf": f"{self.nom.rpartition('/')[2]}.pdf"} if "pdf" in formats else {}
        chosen = quote(self.parameters.get("quartier", ""), safe="")
        side = {"comparer": f"{up}{COMPARER}{'#' if chosen else ''}{chosen}"} if self.compare else {}
        whole = {"synthese": f"{up}{SYNTHESE}.html"} if self.synthese else {}
        next_ones = [[printable(typeset(name)), f"{quote(q, safe='')}.html"] for q, name in self.suivants]
        near = {"suivants": next_ones} if next_ones else {}
        return {"sommaire": f"{up}{SOMMAIRE}", **whole, **own, "classeur": f"{up}{CLASSEUR}", **side, **near}


def select_quartiers(contrat: "Contrat", quartiers: Collection[str], communes: Collection[str]) -> tuple[str, ...]:
    """Identifiers asked for, in the contract's order; all of them when nothing is asked.

    Raises :class:`~quartiers.donnees.Introuvable` for a quartier or a commune that the contract lacks.
    """
    if not quartiers and not communes:
        return tuple(contrat.quartiers)
    wanted = {contrat.quartier(q).quartier for q in quartiers}
    wanted |= {q.quartier for commune in communes for q in contrat.quartiers_de(commune)}
    return tuple(q for q in contrat.quartiers if q in wanted)


def has_synthese(contrat: "Contrat") -> bool:
    """Whether there is anything to synthesize: of one quartier, its report has said all."""
    return len(contrat.quartiers) > 1


def are_comparable(contrat: "Contrat") -> bool:
    """Whether there is something to set side by side, in a page that can hold it."""
    return 2 <= len(contrat.quartiers) <= MAX_COMPARES


def plan_reports(contrat: "Contrat", quartiers: Collection[str], *, with_synthese: bool) -> tuple[ReportTask, ...]:
    """The tasks for these quartiers, and for the synthesis if it is wanted.

    No task names the data folder: its kernel is given the contract, and its report carries no path of the machine.
    """
    tasks = [_plan_quartier(contrat, q) for q in quartiers]
    if with_synthese and has_synthese(contrat):
        title, notebook = "Synthèse intercommunale", NOTEBOOKS / "synthese.ipynb"
        tasks.append(ReportTask(SYNTHESE, title, notebook, {}, entoure=True, compare=are_comparable(contrat)))
    return tuple(tasks)


def lead_to_others(contrat: "Contrat", tasks: Iterable[ReportTask], pages: Collection[str]) -> tuple[ReportTask, ...]:
    """The tasks, the report of a quartier leading to the synthesis and to the next quartiers of its commune, those that
    are among ``pages``: what the folder has, or is to have. The one after the last is the first."""
    synthese = has_synthese(contrat) and f"{SYNTHESE}.html" in pages
    ranks = {q: rank for rank, q in enumerate(contrat.quartiers)}
    shown: dict[str, list[str]] = {}
    for q in contrat.quartiers.values():
        for commune in q.communes if f"{QUARTIERS}/{q.quartier}.html" in pages else ():
            shown.setdefault(commune, []).append(q.quartier)

    def lead(task: ReportTask) -> ReportTask:
        own = contrat.quartiers.get(task.parameters.get("quartier", ""))
        if own is None:
            return task
        near = {q for commune in own.communes for q in shown.get(commune, ())} - {own.quartier}
        after = sorted(near, key=lambda q: (ranks[q] - ranks[own.quartier]) % len(ranks))[:MAX_VOISINS]
        names = tuple((q, contrat.quartiers[q].nom_court) for q in after)
        return replace(task, synthese=synthese, suivants=names)

    return tuple(lead(task) for task in tasks)


@dataclass(frozen=True)
class DossierPlan:
    """The file of a committee: its opening, then a report for each quartier, by the name its pages have at the foot.

    ``ouverture.nom`` is the path of the whole file in the output folder, without suffix.
    """

    ouverture: ReportTask
    rapports: tuple[tuple[str, str, ReportTask], ...]

    @property
    def taches(self) -> tuple[ReportTask, ...]:
        return (self.ouverture, *(task for _, _, task in self.rapports))


def plan_dossier(contrat: "Contrat", commune: str, day: date | None) -> DossierPlan:
    """The notebooks of a commune's file; :class:`~quartiers.donnees.Introuvable` if the contract lacks the commune."""
    name = contrat.commune(commune)
    nom = f"dossiers/dossier-{commune_slug(contrat, name)}" + (f"-{day.isoformat()}" if day else "")
    parameters = {"commune": name, **({"date": day.isoformat()} if day else {})}
    opening = ReportTask(nom, f"Comité Territorial – {name}", NOTEBOOKS / "dossier.ipynb", parameters)
    reports = [(q.quartier, q.nom_court, _plan_quartier(contrat, q.quartier)) for q in contrat.quartiers_de(name)]
    return DossierPlan(opening, tuple(reports))


class RienASignaler(Introuvable):
    """A year of which nothing was entered, or a contract that has none; its text says so to who asked."""

    def __init__(self, text: str):
        LookupError.__init__(self, text)
        self.proches = ()


def plan_bilan(contrat: "Contrat", annee: int | None) -> ReportTask:
    """The report of a year; None: of the latest that has fundings or actions. :class:`RienASignaler` if none has."""
    # Here: a run that finds nothing to do imports this module, and nothing of the analysis.
    from quartiers.analyse.bilan import has_entries, year_to_report, years_with_actions

    known = join_words([str(year) for year in sorted(years_with_actions(contrat))])
    year = annee if annee is not None else year_to_report(contrat)
    if year is None:
        raise RienASignaler(
            "Aucune action ni aucun financement n'est saisi : il n'y a pas d'année à rapporter. Remplir d'abord "
            "actions.csv et financements.csv (voir data/LISEZMOI.md)."
        )
    if not has_entries(contrat, year):
        others = f" Années renseignées : {known}." if known else ""
        raise RienASignaler(
            f"Rien n'est saisi pour {year} : ni action, ni financement, ni résultat, ni comité.{others}"
        )
    title = f"Rapport politique de la ville {year}"
    return ReportTask(f"{BILANS}/bilan-{year}", title, NOTEBOOKS / "bilan.ipynb", {"annee": year})


def plan_guides(contrat: "Contrat", quartiers: Collection[str]) -> tuple[ReportTask, ...]:
    """The guide of each of these quartiers for local actors, and its page for residents."""
    tasks = []
    for q in quartiers:
        name, parameters = contrat.quartiers[q].nom, {"quartier": q}
        tasks.append(ReportTask(f"{GUIDES}/guide-{q}", f"{name} – guide", NOTEBOOKS / "guide.ipynb", parameters))
        title = f"{name} – page des habitants"
        tasks.append(ReportTask(f"{GUIDES}/habitants-{q}", title, NOTEBOOKS / "habitants.ipynb", parameters))
    return tuple(tasks)


def plan_evaluation(contrat: "Contrat", quartier: str | None, commune: str | None) -> ReportTask:
    """The mid-term file of a quartier, of a commune, or of the contract without either.

    A commune's name begins otherwise: a quartier may have any identifier.
    """
    from quartiers.analyse.evaluation import title_of

    title = title_of(contrat)
    notebook = NOTEBOOKS / "evaluation.ipynb"
    if quartier is not None:
        q = contrat.quartier(quartier)
        return ReportTask(
            f"{EVALUATIONS}/evaluation-{q.quartier}", f"{title} : {q.nom}", notebook, {"quartier": q.quartier}
        )
    if commune is not None:
        name = contrat.commune(commune)
        nom = f"{EVALUATIONS}/commune-{commune_slug(contrat, name)}"
        return ReportTask(nom, f"{title} : {name}", notebook, {"commune": name})
    return ReportTask(f"{EVALUATIONS}/evaluation", title, notebook, {})


def commune_slug(contrat: "Contrat", commune: str) -> str:
    """A commune's name for a file: lower-case ASCII letters, digits and hyphens, 60 at most.

    The INSEE code tells apart two communes that would have the same, and names one that has no such character.
    """
    codes = {
        name: code for q in contrat.quartiers.values() for name, code in zip(q.communes, q.codes_insee, strict=False)
    }
    slug = _slug(commune)
    alone = sum(_slug(name) == slug for name in codes) < 2
    return slug if slug and alone else f"{slug}-{_slug(codes[commune])}".strip("-")


def _slug(text: str) -> str:
    bare = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "oe").replace("æ", "ae"))
    plain = "".join(c for c in bare.lower() if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", "-", plain)[:60].strip("-")


def _plan_quartier(contrat: "Contrat", quartier: str) -> ReportTask:
    nom = contrat.quartiers[quartier].nom
    parameters = {"quartier": quartier}
    notebook, compare = NOTEBOOKS / "quartier.ipynb", are_comparable(contrat)
    return ReportTask(f"quartiers/{quartier}", nom, notebook, parameters, entoure=True, compare=compare)
