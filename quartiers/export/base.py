"""What the HTML and the Typst exporters share."""

import base64
import html
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, count
from typing import Any

from nbconvert.exporters.templateexporter import TemplateExporter
from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode
from traitlets import default
from traitlets.config import Config

from quartiers.echappement import anchor, section_name
from quartiers.export import markdown
from quartiers.export.gabarits import TEMPLATES
from quartiers.supports import ANCRE, BLOC_CLASS, REPORT_METADATA

NO_ALTERNATIVE = "Graphique sans description"

_HEADING = re.compile(r"#+ .*")
_ID = re.compile(r' id="([^"]*)"')
_H2 = re.compile(r'<h2 id="([^"]*)">(?:<span id="[^"]*"></span>)?([^<]*)</h2>')
_FRAMED = re.compile(
    rf'<style>@font-face[^<]*</style>|<div class="{BLOC_CLASS}"><style>[^<]*</style>(?P<block>.*)</div>', re.DOTALL
)
_DEFAULTS = {"titre": "Rapport", "description": "", "date": None, "pied": ""}


class ReportPreprocessor(Preprocessor):
    """Puts the report's metadata and its contents into ``resources``, and gives each heading its address.

    The metadata come from the output of the heading cell (key ``rapport``): title, description, date
    (ISO) and running foot. A notebook without it gets its first heading as title.
    """

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        report: dict[str, Any] = {}
        contents: list[tuple[str, str]] = []
        first_heading = None
        for output in (output for cell in nb.cells for output in cell.get("outputs", ())):
            _undress(output)
        # A section that has nothing to say is not there.
        nb.cells = [cell for section in _sections(nb.cells) for cell in _said(section)]
        ancres = _Ancres(nb.cells)
        for cell in nb.cells:
            if cell.cell_type == "markdown":
                headings = markdown.headings(cell.source)
                names = [cell.metadata.get(ANCRE, ""), *[""] * len(headings)]
                cell.metadata["ancres"] = [
                    ancres.give(text, name) for (_, text), name in zip(headings, names, strict=False)
                ]
                for (level, text), (ancre, _) in zip(headings, cell.metadata["ancres"], strict=True):
                    first_heading = first_heading or text
                    if level == 2:
                        contents.append((ancre, text))
            for output in cell.get("outputs", ()):
                report |= output.get("metadata", {}).get(REPORT_METADATA, {})
                contents += _block_headings(output)
                if "text/markdown" in output.get("data", {}):
                    shown = markdown.headings(output.data["text/markdown"])
                    output.metadata["ancres"] = [ancres.give(text) for _, text in shown]
        defaults = _DEFAULTS | ({"titre": first_heading} if first_heading else {})
        resources["rapport"] = defaults | report
        resources["sommaire"] = contents
        return nb, resources


class _Ancres:
    """Addresses within a page: those of headings, by the names of their sections, so that a link made today leads there
    next year; and those that they had of their texts, so that one made before does."""

    def __init__(self, cells: Iterable[NotebookNode]):
        shown = (output.get("data", {}).get("text/html", "") for cell in cells for output in cell.get("outputs", ()))
        self._taken = {html.unescape(found) for text in shown for found in _ID.findall(text)}

    def give(self, text: str, name: str = "") -> tuple[str, str]:
        """The address of a heading, in what the page has not given yet, to a block or to another heading, and the one
        that it had of its text, empty if that is none of its own. ``name`` is its section's, if it has one."""
        name = section_name(name or text)
        free = next(n for n in chain([name], (f"{name}-{rank}" for rank in count(2))) if n not in self._taken)
        former = anchor(text)
        self._taken.add(free)
        if former in self._taken:
            return free, ""
        self._taken.add(former)
        return free, former


def _sections(cells: Iterable[NotebookNode]) -> Iterator[list[NotebookNode]]:
    """Cells that go together: a text and what is computed under it."""
    section: list[NotebookNode] = []
    for cell in cells:
        if cell.cell_type == "markdown" and section:
            yield section
            section = []
        section.append(cell)
    if section:
        yield section


def _said(section: Sequence[NotebookNode]) -> list[NotebookNode]:
    """Its cells but those that say nothing, and none where all that is left is a heading over them."""
    kept = [cell for cell in section if not _says_nothing(cell)]
    alone = len(section) > 1 and len(kept) == 1 and kept[0].cell_type == "markdown"
    return [] if alone and _HEADING.fullmatch(kept[0].source.strip()) else kept


def _says_nothing(cell: NotebookNode) -> bool:
    """Whether a cell was run, and each of its outputs is empty in every form."""
    outputs = cell.get("outputs", ())
    return bool(outputs) and not any("data" not in o or any(o.data.values()) for o in outputs)


def _undress(output: NotebookNode) -> None:
    """Takes off the frame and the styles that Jupyter needed: the page has them once for all."""
    data = output.get("data", {})
    if framed := _FRAMED.fullmatch(data.get("text/html", "")):
        data["text/html"] = framed["block"] or ""


def _block_headings(output: NotebookNode) -> list[tuple[str, str]]:
    """Anchors and texts of the second-level headings that a block has of its own: those of optional sections."""
    found = _H2.findall(output.get("data", {}).get("text/html", ""))
    return [(html.unescape(anchor), html.unescape(text)) for anchor, text in found]


def alternative_text(output: NotebookNode, mimetype: str) -> str:
    """The ``alt`` of an image output, from its metadata."""
    metadata = output.get("metadata", {})
    return metadata.get(mimetype, {}).get("alt") or metadata.get("alt") or NO_ALTERNATIVE


def text_base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


class ReportExporter(TemplateExporter):
    """Outputs only, from a template of this package; subclasses name the template and the MIME types."""

    display_priority: tuple[str, ...]
    report_template: str

    @default("template_name")
    def _template_name_default(self) -> str:
        return self.report_template

    @default("extra_template_basedirs")
    def _extra_template_basedirs_default(self) -> list[str]:
        return [str(TEMPLATES)]

    @property
    def default_config(self) -> Config:
        config = Config(
            {
                "NbConvertBase": {"display_data_priority": list(self.display_priority)},
                "TemplateExporter": {"exclude_input": True},
                "Exporter": {"optimistic_validation": True},  # once, and not after each step
            }
        )
        config.merge(super().default_config)
        return config

    def _init_preprocessors(self) -> None:
        super()._init_preprocessors()
        self.register_preprocessor(ReportPreprocessor(), enabled=True)

    def default_filters(self) -> Any:
        yield from super().default_filters()
        yield "alt_text", alternative_text
        yield "text_base64", text_base64
