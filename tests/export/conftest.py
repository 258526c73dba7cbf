"""Notebooks as they are after execution, built by hand: no kernel is needed to test an exporter."""

import io
import re
from collections.abc import Callable
from datetime import UTC, datetime

import pypdf
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from quartiers.echappement import typst_string
from quartiers.export.typst import compile_pdf, displayable, prelude
from quartiers.presentation.blocs import Bloc, Entete

collect_ignore = ["conftest.py"]  # --doctest-modules would import it again, under a name that others have

CompileBody = Callable[[str], bytes]


@pytest.fixture(scope="session")
def compile_body() -> CompileBody:
    """PDF of a piece of Typst, inside the same document as a report's."""

    def compile_one(body: str) -> bytes:
        title = typst_string("Essai")
        show = f'#show: rapport.with(titre: {title}, description: "", pied: "")'
        source = f"{prelude()}\n{show}\n#heading(level: 1, {title})\n{body}"
        return compile_pdf(displayable(source), datetime(2026, 1, 2, tzinfo=UTC))

    return compile_one


@pytest.fixture(scope="session")
def pdf_text() -> Callable[[bytes], str]:
    """Text that a reader extracts from a PDF, the title and the foot of each page removed, spaces too.

    Spaces go because a line that is broken on the page has none where the source has one.
    """

    def extract(pdf: bytes) -> str:
        pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]
        squashed = [re.sub(r"[\s\u200b]+", "", text) for text in pages]
        total = len(pages)
        for number, text in enumerate(squashed, start=1):
            foot = f"Page{number}sur{total}"
            assert text.endswith(foot), f"page {number} does not end with its foot"
            squashed[number - 1] = text.removesuffix(foot)
        return "".join(squashed).removeprefix("Essai")

    return extract


@pytest.fixture(scope="session")
def shown() -> Callable[..., NotebookNode]:
    """An executed notebook that shows blocks, with Markdown cells (given as text) between them."""
    heading = Entete("Titre", "Surtitre", "Sous-titre", "Titre du document", "Description", "2026-01-02", "Pied")

    def build(*parts: Bloc | str, entete: Entete | None = None) -> NotebookNode:
        cells = []
        for part in (entete or heading, *parts):
            if isinstance(part, str):
                cells.append(new_markdown_cell(part))
                continue
            data, metadata = part._repr_mimebundle_()
            output = new_output("execute_result", data=data, metadata=metadata, execution_count=1)
            cells.append(new_code_cell("code_source_masque()", outputs=[output], execution_count=1))
        return new_notebook(cells=cells)

    return build
