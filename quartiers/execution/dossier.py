"""The file of a committee: its notebooks, executed, then one PDF of them all. All of it, or nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode

from quartiers.ecriture import write_atomic
from quartiers.execution.noyaux.atelier import Atelier
from quartiers.execution.plan import DossierPlan, ReportTask
from quartiers.execution.rapports import ReportResult, attempt, run_all
from quartiers.export import Partie, dossier_pdf


@dataclass(frozen=True)
class DossierResult:
    """What became of a file: the PDF, None when it was not written, and the results of what failed."""

    pdf: Path | None
    echecs: tuple[ReportResult, ...]


def build_dossier(
    plan: DossierPlan, output: Path, jobs: int, finished: Callable[[ReportResult], None], atelier: Atelier
) -> DossierResult:
    """Execute the notebooks, ``jobs`` at once, and write the PDF; ``finished`` hears of each notebook.

    When one fails, nothing is written: a file that lacks a quartier would not say so.
    """
    executed: dict[str, NotebookNode] = {}

    def run(task: ReportTask) -> ReportResult:
        def work() -> dict[str, bytes]:
            executed[task.nom] = atelier.execute(task).carnet
            return {}

        return attempt(task, output, work)

    failed = tuple(r for r in run_all(plan.taches, run, jobs, finished, atelier=atelier) if not r.ok)
    if failed:
        return DossierResult(None, failed)
    name = f"{plan.ouverture.nom}.pdf"

    def write() -> dict[str, bytes]:
        parts = [Partie(identifier, name, executed[task.nom]) for identifier, name, task in plan.rapports]
        content = dossier_pdf(executed[plan.ouverture.nom], parts)
        write_atomic(output / name, content)
        return {name: content}

    result = attempt(plan.ouverture, output, write)
    return DossierResult(output / name, ()) if result.ok else DossierResult(None, (result,))
