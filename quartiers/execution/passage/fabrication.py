"""The making of what is stale: the reports, the workbook and the comparison beside them, the index last."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from quartiers.chemins import is_local, refresh
from quartiers.execution.a_refaire import find_outdated
from quartiers.execution.echecs import describe_error, write_file
from quartiers.execution.manifeste import MANIFESTE, digest
from quartiers.execution.passage.demande import AFaire, Bilan, Follow
from quartiers.execution.passage.perimes import Perimes, digest_comparison, digest_index
from quartiers.execution.plan import ReportTask, lead_to_others
from quartiers.execution.sorties import CLASSEUR, COMPARER, QUARTIERS, SOMMAIRE, built_pages, built_reports

if TYPE_CHECKING:
    from quartiers.execution.grappe import Grappe
    from quartiers.execution.noyaux.atelier import Atelier
    from quartiers.execution.rapports import ReportResult

# What copies of the nursery are asked to make, which have imported all that it takes.
WRITE_WORKBOOK: Final = "quartiers.execution.classeur:write_workbook"
WRITE_COMPARISON: Final = "quartiers.execution.comparer:write_of_snapshot"
WRITE_INDEX: Final = "quartiers.execution.index:write_of_snapshot"

# Reports, which take no longer than the workbook: it would be waited for if it gave way to them. Most of their charts
# are those of the last run: those that draw import by themselves what it takes.
FEW: Final = 3

HaveMade = Callable[[], bytes | None]


class Fabrication:
    """One run, alone in its folder, that makes what is stale."""

    def __init__(self, perimes: Perimes, atelier: "Atelier", grappe: "Grappe | None"):
        self.perimes, self.atelier, self.grappe = perimes, atelier, grappe
        self.demande, self.contrat, self.manifeste = perimes.demande, perimes.contrat, perimes.manifeste
        self.written: list[str] = []
        self.troubles: dict[str, str] = {}

    def run(self, follow: Follow) -> Bilan:
        """The reports, the workbook and the comparison beside them, then the index, which lists them all."""
        sortie, stale = self.demande.sortie, self.perimes.find_tasks()
        results = self._make_reports(stale, follow)
        self._turn_pages()
        self._write_index()
        self._save()
        outdated = find_outdated(self.manifeste, self.manifeste.passage["tables"]) if is_local(sortie) else ()
        return Bilan(len(self.perimes.tasks), results, tuple(self.written), self.troubles, outdated)

    def _make_reports(self, stale: tuple[ReportTask, ...], follow: Follow) -> tuple["ReportResult", ...]:
        """The reports, what copies may make beside them, then the files of that."""
        with_workbook = self.perimes.is_workbook_stale()
        if stale or with_workbook:
            self.atelier.publish(self.contrat)
        workbook = cache(partial(self.atelier.have_made, WRITE_WORKBOOK, CLASSEUR, cede=len(stale) > FEW))
        pages = self._expect_pages(stale)  # before they are there: if one fails, the comparison is made once more
        comparison = cache(partial(self.atelier.have_made, WRITE_COMPARISON, COMPARER, *pages))
        beside = [*[workbook] * with_workbook, *[comparison] * self.perimes.is_comparison_stale(pages)]
        with self.atelier.beside(*beside):
            results = self._build(stale, follow) if stale else ()
        if with_workbook:
            self._write_workbook(workbook)
        refresh(self.demande.sortie)
        self._write_comparison(pages, comparison)
        return results

    def _build(self, stale: tuple[ReportTask, ...], follow: Follow) -> tuple["ReportResult", ...]:
        from quartiers.execution.dessins import folder_of_drawings
        from quartiers.execution.grappe import Envoi
        from quartiers.execution.rapports import build_all, default_jobs

        d = self.demande
        depuis = next(iter(self.contrat.editions), None)
        with follow(AFaire(self.contrat.nom, self.perimes.tasks, stale, depuis)) as finished:

            def record(result: "ReportResult") -> None:
                self.perimes.note_report(result)
                finished(result)

            if self.grappe is not None:
                envoi = Envoi(d.donnees, d.sortie, self.manifeste.passage["contrat"], d.formats, d.delai, depuis)
                return tuple(self.grappe.build_all(stale, envoi, record))
            self.atelier.dessins = None if d.forcer else folder_of_drawings()
            if len(stale) > FEW:  # once what does not draw was asked for, and need not wait for it
                self.atelier.publish(self.contrat, dessine=True)
            jobs, known = d.jobs or default_jobs(), self.perimes.read_known
            return tuple(build_all(stale, d.sortie, d.formats, jobs, record, atelier=self.atelier, known=known))

    def _expect_pages(self, stale: Iterable[ReportTask]) -> list[str]:
        """The pages of quartiers that the folder is to have once these reports are made."""
        made = [f"{task.nom}.html" for task in stale if "html" in self.demande.formats]
        return sorted({*built_pages(self.demande.sortie), *(page for page in made if page.startswith(f"{QUARTIERS}/"))})

    def _turn_pages(self) -> None:
        """Lay out again the pages that lead where nothing is, or not to what now is: a report may have failed that they
        were to lead to, and another one be there since they were made. Their notebooks are not executed for that."""
        pages = built_reports(self.demande.sortie)
        tasks = [task for task in self.perimes.tasks if f"{task.nom}.html" in pages]
        for task, led in zip(tasks, lead_to_others(self.contrat, tasks, pages), strict=True):
            if turned := self.perimes.find_turned(task, led):
                name, carnet = f"{task.nom}.html", self.demande.sortie / f"{task.nom}.ipynb"
                content, reason = write_file(self.demande.sortie, name, partial(lay_out, carnet, turned))
                if reason is not None:
                    self.troubles[name] = reason
                if content is not None:
                    self.perimes.note_turned(task, turned, content)

    def _write_workbook(self, have_made: HaveMade) -> None:
        self._write(CLASSEUR, self.manifeste.passage["classeur"], lambda: have_made() or self._make_workbook())

    def _make_workbook(self) -> bytes:
        from quartiers.execution.classeur import make_workbook

        return make_workbook(self.contrat)

    def _write_comparison(self, expected: Sequence[str], have_made: HaveMade) -> None:
        """The comparison, if it is stale: what a copy made of it leads to the pages that were expected."""
        pages = built_pages(self.demande.sortie)
        if self.perimes.is_comparison_stale(pages):
            empreinte = digest_comparison(self.manifeste.passage["contrat"], pages)
            made = have_made if pages == expected else lambda: None
            self._write(COMPARER, empreinte, lambda: made() or self._make_comparison(pages))

    def _make_comparison(self, pages: Sequence[str]) -> bytes:
        from quartiers.execution.comparer import make_comparison

        return make_comparison(self.contrat, pages)

    def _write_index(self) -> None:
        """The index, if it is stale now that all that it lists is there."""
        empreinte = digest_index(self.manifeste.passage["contrat"], self.demande.sortie)
        if self.perimes.is_index_stale(empreinte):
            self._write(SOMMAIRE, empreinte, lambda: self._have_index_made() or self._make_index())

    def _have_index_made(self) -> bytes | None:
        """By a copy, where it sees the folder as this process does."""
        sortie = self.demande.sortie
        return self.atelier.have_made(WRITE_INDEX, SOMMAIRE, str(sortie), cede=False) if is_local(sortie) else None

    def _make_index(self) -> bytes:
        from quartiers.execution.index import make_index

        return make_index(self.contrat, self.demande.sortie)

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


def lay_out(carnet: Path, voisins: Mapping[str, Any]) -> bytes:
    """The page of an executed notebook, that leads there."""
    import nbformat

    from quartiers.execution.rapports import export

    return export(nbformat.reads(carnet.read_text(encoding="utf-8"), as_version=4), "html", voisins)
