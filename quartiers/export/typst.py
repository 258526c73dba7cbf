"""Executed notebook → Typst source → accessible PDF (tagged, PDF/UA-1)."""

import ctypes
import json
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import pylopdf
import typst
from fontTools.ttLib import TTFont
from nbformat import NotebookNode
from traitlets import default

from quartiers import polices
from quartiers.echappement import BREAK, typst_string
from quartiers.export import markdown
from quartiers.export.base import ReportExporter
from quartiers.export.entetes_pdf import name_headers
from quartiers.export.gabarits import TEMPLATES
from quartiers.export.liens_pdf import LABELS, Lieu, find_places, name_links
from quartiers.marques import PROGRAMME
from quartiers.style import COLORS, FONT_FAMILY, SIZES, size_pt
from quartiers.supports import TYPST_MIME

FEW_PAGES = 20
LAST_SHARE = 0.35  # of a last page: with less on it, it may be spared
LONG_SOURCE = 400_000  # characters of a document: a quartier's report has 300,000
KEPT_COMPILATIONS = 10  # what Typst has not used in so many goes
AGED_BY = 3
GIVEN_BACK_EVERY = 2  # compilations: those of a report
CLOSER = "pages_serrees"  # in the metadata of a notebook
_NO_END = "did not converge"  # of Typst's warning that it stopped going round and round
STARTS_PAGE = frozenset(("nouvelle-page", "page-si-entamee"))  # tags of its cells


class TypstWarnings(Exception):
    """Typst compiled the document with warnings: a font that is missing, say, that nobody would see."""


_compiled = count(1)


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(polices.font_folder())])


@cache
def prelude() -> str:
    """The document's functions and styles, with the tokens in front."""
    colors = ", ".join(f'{name.replace("_", "-")}: rgb("{value}")' for name, value in COLORS.items())
    sizes = ", ".join(f"{name.replace('_', '-')}: {size_pt(name)}pt" for name in SIZES)
    tokens = f"#let couleurs = ({colors})\n#let tailles = ({sizes})\n#let police = {typst_string(FONT_FAMILY)}\n"
    tokens += f"#let programme = {typst_string(PROGRAMME)}\n"
    files = (TEMPLATES / "rapport_typst" / name for name in ("rapport.typ", "dossier.typ"))
    return tokens + "".join(path.read_text(encoding="utf-8") for path in files)


@cache
def _covered() -> frozenset[str]:
    """Characters that the document's fonts all have, and line breaks: of the source, and those allowed in a word."""
    maps = []
    for path in polices.font_folder().glob("*.ttf"):
        with TTFont(path, lazy=True) as font:
            maps.append(frozenset(font.getBestCmap()))
    return frozenset(map(chr, frozenset.intersection(*maps))) | {"\n", BREAK}


def displayable(source: str) -> str:
    """The source with what the font lacks replaced: PDF/UA refuses a missing glyph, and the whole report with it.

    An emoji or a word in another script shows as white squares; control and format characters are dropped.
    """
    return polices.replace_missing(source, _covered())


def compile_pdf(
    source: str, timestamp: datetime, *, closer: bool = False, second: str | None = None, alone: bool = False
) -> bytes:
    """PDF/UA-1 bytes; an alternative text or a title that is missing is an error, as is any warning.

    Pages are set closer where that spares a last page of a few lines; with ``closer``, whatever that spares: the
    document is then laid out once, unless it is so that it ends on a few lines. A long one is laid out once anyway.
    ``second`` is the heading that page 2 is to begin with: pages are set closer too where what is on page 1 goes
    overleaf, and stay so if it then does not. ``alone``: the document is one report, and joins no others.
    """
    with ExitStack() as opened:

        def lay_out(**inputs: str) -> _Ouvert:  # opened once: reading its tags takes long
            found = _settle_alone(source, timestamp, **inputs) if alone else None
            pdf, places = found or (_settle(source, timestamp, **inputs), {})
            return _Ouvert(opened.enter_context(pylopdf.open(stream=pdf)), places)

        tight = lay_out(serre="oui") if closer else None
        if tight is not None and not _is_worth_another(tight.document):
            return tight.finish()
        loose = lay_out()
        overleaf = _goes_overleaf(loose.document, second)
        if not (overleaf or _is_worth_another(loose.document)):
            return loose.finish()
        tight = tight or lay_out(serre="oui")
        spares = tight.document.page_count < loose.document.page_count
        return (tight if spares or (overleaf and not _goes_overleaf(tight.document, second)) else loose).finish()


@dataclass(frozen=True)
class _Ouvert:
    """A document that was laid out, and where what its links name is."""

    document: pylopdf.Document
    places: Mapping[str, Lieu]

    def finish(self) -> bytes:
        return finish(self.document, self.places)


def _settle_alone(source: str, timestamp: datetime, **inputs: str) -> tuple[bytes, dict[str, Lieu]] | None:
    """The document of one report, and the places that its links name; None where a link names what is not there, or
    where Typst goes round and round with the numbers of pages: it is then laid out as any other.

    Its links are written before anything is laid out, which spares Typst a third of its work.
    """
    with tempfile.TemporaryDirectory() as folder:  # Typst tells what is where of a document that is a file, only
        path = Path(folder, "rapport.typ")
        path.write_bytes(source.encode())
        compiler = typst.Compiler(input=path, root=folder, font_paths=_fonts(), ignore_system_fonts=True)
        try:
            with _forgetting(source):
                pdf = _run(compiler, None, timestamp, seul="oui", **inputs)
                labelled, named = json.loads(compiler.eval(LABELS))
        except TypstWarnings as e:
            if _NO_END not in str(e):
                raise
            return None
    places = find_places(labelled)
    return (pdf, places) if all(label in places for label in named) else None


def _settle(source: str, timestamp: datetime, **inputs: str) -> bytes:
    """With the numbers of the pages that texts lead to or, where Typst goes round and round with them, without."""
    try:
        return _compile(source, timestamp, **inputs)
    except TypstWarnings as e:
        if _NO_END not in str(e):
            raise
        return _compile(source, timestamp, sobre="oui", **inputs)


def _compile(source: str, timestamp: datetime, **inputs: str) -> bytes:
    compiler = typst.Compiler(font_paths=_fonts(), ignore_system_fonts=True)
    with _forgetting(source):
        return _run(compiler, source.encode(), timestamp, **inputs)


def _run(compiler: typst.Compiler, source: bytes | None, timestamp: datetime, **inputs: str) -> bytes:
    """PDF/UA-1 bytes of a source; None: of the compiler's own."""
    pdf, warnings = compiler.compile_with_warnings(
        input=source,
        format="pdf",
        pdf_standards=["ua-1"],
        timestamp=timestamp,
        sys_inputs={"liens": "nommés", **inputs},
    )
    if warnings:
        raise TypstWarnings("; ".join(w.message for w in warnings))
    assert isinstance(pdf, bytes)
    return pdf


@contextmanager
def _forgetting(source: str) -> Iterator[None]:
    """Have Typst let go of what it keeps of the last documents: for ten compilations, and there is no asking it.

    A report beside, in another thread, keeps what it is using. It is done before a document is laid out, and nobody
    waits for it after the last one; a long one is forgotten at once, for it holds hundreds of megabytes. What was freed
    is given back then, and now and then: it would stay, and nobody use it, until the same thread needed as much again.
    """
    _age(AGED_BY)
    try:
        yield
    finally:
        if long := len(source) > LONG_SOURCE:
            _age(KEPT_COMPILATIONS + 1)
        if long or next(_compiled) % GIVEN_BACK_EVERY == 0:
            _give_back()


def _age(times: int) -> None:
    """Age what Typst keeps: an empty document takes some hundredths of a millisecond, and does."""
    compiler = typst.Compiler(font_paths=_fonts(), ignore_system_fonts=True)
    for _ in range(times):
        compiler.compile(input=b"", format="svg")


def _give_back() -> None:
    """Have the system take back what was freed: it would stay with this process, which may never need as much again."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
    if trim is not None:  # GNU's C library has it
        trim(0)


def _is_worth_another(document: pylopdf.Document) -> bool:
    """Whether laying a document out closer may spare its last page, and does not take long."""
    return document.page_count <= FEW_PAGES and _ends_on_a_few_lines(document)


def _ends_on_a_few_lines(document: pylopdf.Document) -> bool:
    """Whether what is above the foot of the last page takes a small share of it."""
    page = document[document.page_count - 1]
    ends = sorted(bottom for _, _, _, bottom, text, *_ in page.get_text("blocks") if text.strip())
    return document.page_count > 1 and (len(ends) < 2 or ends[-2] <= LAST_SHARE * page.rect.height)


def _goes_overleaf(document: pylopdf.Document, second: str | None) -> bool:
    """Whether something comes on page 2 before the heading that is to begin it."""
    if second is None or document.page_count < 2:
        return False
    before, found, _ = document[1].get_text().partition(second)
    return bool(found and before.strip())


def finish(document: pylopdf.Document, places: Mapping[str, Lieu] | None = None) -> bytes:
    """The same pages; links say where they lead, each cell of a table its headers, and objects are compressed.

    Typst writes the tags, a third of a PDF/UA's weight, as plain text.
    """
    name_links(document, places)
    name_headers(document)
    return document.tobytes(object_streams=True)


def document_time(day: str | None) -> datetime:
    """The date of a PDF: the report's own (ISO), so that it can be made again; now, for a notebook that has none."""
    return datetime.fromisoformat(day).replace(tzinfo=UTC) if day else datetime.now(UTC).replace(microsecond=0)


class ReportTypstExporter(ReportExporter):
    """The Typst source of a report, for who wants to read or change it."""

    export_from_notebook = "Rapport Typst"
    output_mimetype = TYPST_MIME
    report_template = "rapport_typst"
    display_priority = (TYPST_MIME, "text/markdown", "image/svg+xml", "text/plain")

    @default("file_extension")
    def _file_extension_default(self) -> str:
        return ".typ"

    @default("template_extension")
    def _template_extension_default(self) -> str:
        return ".typ.j2"

    def default_filters(self) -> Any:
        yield from super().default_filters()
        yield "cell_markdown", markdown.to_typst
        yield "typst_string", typst_string

    def from_notebook_node(
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[Any, dict[str, Any]]:
        """The Typst source, and nbconvert's resources."""
        resources = self._init_resources(resources)
        resources["prelude"] = prelude()
        source, resources = super().from_notebook_node(nb, resources, **kw)
        return displayable(source), resources


class ReportPDFExporter(ReportTypstExporter):
    """``jupyter nbconvert --to quartiers.export.ReportPDFExporter notebook.ipynb``."""

    export_from_notebook = "Rapport PDF"

    def from_notebook_node(
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[Any, dict[str, Any]]:
        """The PDF's bytes, dated by the report's own date, and nbconvert's resources.

        A notebook whose metadata say ``pages_serrees`` has its pages set closer (:func:`compile_pdf`).
        """
        source, resources = super().from_notebook_node(nb, resources, **kw)
        resources["output_extension"] = ".pdf"
        closer, time = bool(nb.metadata.get(CLOSER)), document_time(resources["rapport"]["date"])
        return compile_pdf(source, time, closer=closer, second=_second_page(nb), alone=True), resources


def _second_page(nb: NotebookNode) -> str | None:
    """The first heading whose cell starts a page."""
    found = (c.source for c in nb.cells if STARTS_PAGE & {*c.metadata.get("tags", ())})
    return next((source.lstrip("# ").strip() for source in found if source.startswith("#")), None)
