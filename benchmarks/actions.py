"""A contract of many actions: seconds and pages of the report of the year and of a quartier's, and the workbook's time.

``python -m benchmarks.actions [NUMBER]`` (2,000 by default) invents that many actions over the project's own quartiers,
with their money, results and decisions, and makes these documents in one process, without kernels.
"""

import io
import re
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

import nbformat
import pypdf
from nbformat import NotebookNode

from quartiers import NOTEBOOKS
from quartiers.donnees import Contrat, load_contrat
from quartiers.donnees.modele import Action, ActionPriorite, Comite, Decision, Financement, Resultat
from quartiers.donnees.tables.suivi import (
    CONFIRME,
    CREDITS,
    ETATS,
    NATURES_DE_RESULTAT,
    RECURRENCES,
    SENS_DE_DECISION,
    SUIVIS,
)
from quartiers.execution.classeur import make_workbook
from quartiers.export import ReportPDFExporter
from quartiers.presentation import RapportBilan, RapportQuartier
from quartiers.typographie import typeset

NUMBER: Final = 2_000
YEAR: Final = 2026
FUNDERS: Final = 40
ANNEX: Final = "Annexe : les actions"


def invent_actions(contrat: Contrat, number: int) -> Contrat:
    """The contract with ``number`` actions of the year, their money and results, and a decision for twenty of them.

    One in seven is in a second quartier, one in five answers no priority, one in eleven has no money; half have a
    result. The same for the same number.
    """
    quartiers, themes = tuple(contrat.quartiers.values()), tuple(contrat.thematiques)
    own = {q.quartier: contrat.priorites_de(q.quartier) for q in quartiers}
    actions, links, money, results = {}, list[ActionPriorite](), list[Financement](), list[Resultat]()
    committees = {
        f"ct-{q.quartier}": Comite(f"ct-{q.quartier}", date(YEAR, 3, 12), "Comité Territorial", q.communes[0], None)
        for q in quartiers
    }
    decisions = {}
    for n in range(number):
        name, quartier = f"{YEAR}-{n:05}", quartiers[n % len(quartiers)]
        actions[name] = Action(
            name, f"Action {n} : ateliers, sorties et permanences du quartier", f"Association {n % 150}", None,
            f"Service {n % 9}", (f"Partenaire {n % 31}",), (), themes[n % len(themes)], (), date(YEAR, 1, 5),
            date(YEAR, 12, 31), RECURRENCES[n % 4], ETATS[n % len(ETATS)], date(YEAR, 11, 1), None, None,
        )  # fmt: skip
        answered = own[quartier.quartier][n % max(1, len(own[quartier.quartier]))] if own[quartier.quartier] else None
        priority = answered.priorite if answered is not None and n % 5 else None
        links.append(ActionPriorite(name, quartier.quartier, priority, CONFIRME, None))
        if n % 7 == 0:
            links.append(ActionPriorite(name, quartiers[(n + 5) % len(quartiers)].quartier, None, CONFIRME, None))
        if n % 11:
            funder, granted = f"Financeur {n % FUNDERS}", Decimal(500 + n % 97 * 250)
            money.append(Financement(name, funder, YEAR, CREDITS[n % 2], granted * 2, granted, None, None))
        if n % 2:
            nature, aim = NATURES_DE_RESULTAT[n % 4 // 2], float(n % 60)
            results.append(
                Resultat(name, None, f"Personnes {n}", date(YEAR, 10, 31), nature, 30.0, "personnes", aim, None, None)
            )
        if n % 20 == 0:
            about = (f"ct-{quartier.quartier}", quartier.quartier, None, name, SENS_DE_DECISION[n % 9])
            until = (date(YEAR, 9, 30), SUIVIS[n // 20 % 4], date(YEAR, 11, 1), None)
            decision = Decision(f"d{n:05}", *about, f"Décision {n}", "Motif", "Suite attendue", "Service", *until)
            decisions[decision.decision] = decision
    return replace(
        contrat,
        actions=actions,
        actions_priorites=tuple(links),
        financements=tuple(money),
        resultats=tuple(results),
        comites=committees,
        decisions=decisions,
    )


def run_cells(report: Any, notebook: str = "quartier") -> NotebookNode:
    """A notebook with its cells run on a report, in this process: without what a kernel adds."""
    executed: NotebookNode = nbformat.read(NOTEBOOKS / f"{notebook}.ipynb", as_version=4)
    for cell in executed.cells:
        called = re.fullmatch(r"\w+\.(\w+)\(\)", cell.source) if cell.cell_type == "code" else None
        if called:
            data, metadata = getattr(report, called[1])()._repr_mimebundle_()
            cell.outputs = [nbformat.v4.new_output("execute_result", data, execution_count=1, metadata=metadata)]
    return executed


def make_pdf(report: Any, notebook: str) -> pypdf.PdfReader:
    """The PDF of a report, its notebook's cells being run in this process."""
    return pypdf.PdfReader(io.BytesIO(ReportPDFExporter().from_notebook_node(run_cells(report, notebook))[0]))


def page_of(pdf: pypdf.PdfReader, title: str) -> int:
    """The page (from 1) on which a section begins."""
    [found] = [b for b in _flat(pdf.outline) if b.title == typeset(title)]
    return (pdf.get_destination_page_number(found) or 0) + 1


def _flat(outline: list[Any]) -> list[Any]:
    return [one for item in outline for one in (_flat(item) if isinstance(item, list) else [item])]


def main(number: int) -> None:
    contrat = invent_actions(load_contrat(), number)
    quartier = next(iter(contrat.quartiers))
    made: dict[str, Callable[[], Any]] = {
        "report of the year": lambda: make_pdf(RapportBilan(YEAR, contrat=contrat), "bilan"),
        f"report of {quartier}": lambda: make_pdf(RapportQuartier(quartier, contrat=contrat), "quartier"),
        "workbook": lambda: make_workbook(contrat),
    }
    for name, make in made.items():
        start = time.perf_counter()
        result = make()
        seconds = time.perf_counter() - start
        pages = ""
        if isinstance(result, pypdf.PdfReader):
            pages = f", {len(result.pages)} pages"
            pages += f", {page_of(result, ANNEX) - 1} before the annex" if quartier in name else ""
        print(f"{name}: {seconds:.1f} s{pages}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else NUMBER)
