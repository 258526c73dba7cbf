"""Executed notebook → one self-contained HTML page: French, code hidden, no request to anywhere."""

import base64
from functools import cache
from typing import Any

from nbformat import NotebookNode
from traitlets import default

from quartiers import marques, polices
from quartiers.export import markdown
from quartiers.export.base import TEMPLATES, ReportExporter
from quartiers.style import COLORS, SIZES


@cache
def stylesheet() -> str:
    """The pages' CSS, with colours and sizes from the tokens and the typeface embedded."""
    faces = "".join(
        "@font-face{font-family:'Source Sans 3';font-style:normal;font-display:swap;"
        f"font-weight:{weight};src:url(data:font/woff;base64,"
        f"{base64.b64encode(polices.web_font(weight)).decode()}) format('woff')}}\n"
        for weight in (polices.REGULAR, polices.BOLD)
    )
    return f"{faces}:root{{{tokens()}}}\n{page_css()}"


def tokens() -> str:
    """Colours and sizes, as CSS declarations."""
    values = COLORS | {f"taille_{name}": f"{ratio}rem" for name, ratio in SIZES.items()}
    return "".join(f"--{name.replace('_', '-')}:{value};" for name, value in values.items())


def page_css() -> str:
    """The pages' CSS alone: it asks for the tokens."""
    return (TEMPLATES / "rapport_html" / "style.css").read_text(encoding="utf-8")


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
        resources["style"] = stylesheet()
        resources["marque"] = marques.signature(".html")
        return super().from_notebook_node(nb, resources, **kw)
