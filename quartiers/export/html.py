"""Executed notebook → one self-contained HTML page: French, code hidden, no request to anywhere."""

from functools import cache
from typing import Any

from nbformat import NotebookNode
from traitlets import default

from quartiers import marques
from quartiers.export import markdown
from quartiers.export.base import ReportExporter
from quartiers.export.feuille import page_policy, page_script, stylesheet
from quartiers.export.renvois import tie_notes

SCRIPTS = ("sommaire.js", "graphiques.js", "tableaux.js", "presentation.js")


@cache
def _dressing() -> dict[str, str]:
    """What dresses every report's page: its style, its script, and the policy that lets no other script run."""
    style, script = stylesheet(), page_script(*SCRIPTS)
    return {"style": style, "script": script, "politique": page_policy(None, script)}


class ReportHTMLExporter(ReportExporter):
    """``jupyter nbconvert --to quartiers.export.ReportHTMLExporter notebook.ipynb``."""

    export_from_notebook = "Rapport HTML"
    output_mimetype = "text/html"
    report_template = "rapport_html"
    display_priority = ("text/html", "text/markdown", "image/svg+xml", "image/png", "text/plain")

    @default("file_extension")
    def _file_extension_default(self) -> str:
        return ".html"

    def default_filters(self) -> Any:
        yield from super().default_filters()
        yield "cell_markdown", markdown.to_html

    def from_notebook_node(
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[Any, dict[str, Any]]:
        """The page, and nbconvert's resources."""
        resources = self._init_resources(resources)
        resources |= _dressing()
        resources["marque"] = marques.signature(".html")
        page, resources = super().from_notebook_node(nb, resources, **kw)
        return tie_notes(page), resources
