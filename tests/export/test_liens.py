"""Links to a place of a report: in the page an address, in the PDF a link and its page."""

import io
from collections.abc import Callable
from typing import Any

import page as checker
import pypdf
import pytest
from bs4 import BeautifulSoup
from nbformat import NotebookNode

from quartiers.export import Partie, ReportPDFExporter, dossier_pdf
from quartiers.presentation.blocs import Ancre, Entete, Lien, Pages, Paragraphe, Tableau, inline_html, inline_text

Shown = Callable[..., NotebookNode]
HOSTILE = '"><img src=x onerror=alert(1)> #panic(1) \\'


def report(shown: Shown, name: str) -> NotebookNode:
    """The links on a first page, what they lead to on the second and the third."""
    entete = Entete(f"Rapport {name}", "Sur", "Sous", f"Document {name}", "D", "2026-01-02", f"Pied {name}")
    call = Paragraphe(
        ["Voir ", Lien("constat-c1", "C1"), " et ", Lien("constat-c2", "C2"), Pages(("constat-c2", "constat-c1"))]
    )
    lost = Paragraphe(["Sans suite : ", Lien("ailleurs", "C9"), Pages(("ailleurs",)), "."])
    head = ("N°", ["Constat", Pages(("constat-c1",))])
    first = Tableau("Un", head, (([Ancre("constat-c1"), "C1"], "a"),), (1, 1))
    second = Paragraphe([Ancre("constat-c2"), "Le second"])
    notebook = shown(call, lost, "## Suite", first, "## Suite", second, entete=entete)
    for cell in notebook.cells:
        if cell.source == "## Suite":
            cell.metadata["tags"] = ["nouvelle-page"]
    return notebook


def targets(reader: pypdf.PdfReader, number: int) -> list[int]:
    """Pages (from 1) that the links of a page lead to, in order."""
    numbers = {p.indirect_reference.idnum: n for n, p in enumerate(reader.pages, start=1) if p.indirect_reference}
    annotations: list[Any] = [a.get_object() for a in reader.pages[number - 1].get("/Annots", [])]
    return [numbers[a["/Dest"].get_object()[0].idnum] for a in annotations if "/Dest" in a]


def text_of(reader: pypdf.PdfReader, number: int) -> str:
    return " ".join(reader.pages[number - 1].extract_text().split())


def test_a_link_leads_to_its_place_and_says_its_page(shown: Shown) -> None:
    data, _ = ReportPDFExporter().from_notebook_node(report(shown, "un"))
    reader = pypdf.PdfReader(io.BytesIO(data))
    assert targets(reader, 1) == [2, 3]
    assert "Voir C1 et C2, p. 2 et 3" in text_of(reader, 1)
    assert "Sans suite : C9." in text_of(reader, 1)  # what is not there is not linked, and has no page
    assert "Constat, p. 2" in text_of(reader, 2)
    assert checker.validate_pdf_bytes(data, profile="ua1").is_compliant


def test_each_part_of_a_document_has_its_own_places(shown: Shown) -> None:
    """Two reports may be about one action."""
    opening = shown("## Ouverture", entete=Entete("T", "S", "S", "T", "D", "2026-01-02", "P"))
    parts = [Partie(name, name, report(shown, name)) for name in ("un", "deux")]
    reader = pypdf.PdfReader(io.BytesIO(dossier_pdf(opening, parts)))
    assert [targets(reader, number) for number in (2, 5)] == [[3, 4], [6, 7]]
    assert "p. 6 et 7" in text_of(reader, 5)


def test_in_the_page_a_link_is_an_address() -> None:
    page = inline_html([Ancre("constat-c1"), Lien("constat-c1", "C1"), Pages(("constat-c1",))])
    soup = BeautifulSoup(page, "html.parser")
    assert soup.a is not None and soup.a["href"] == "#" + str(soup.span["id"]) == "#constat-c1"  # type: ignore[index]
    assert soup.get_text() == "C1"
    assert inline_text([Ancre("x"), Lien("x", "C1"), Pages(("x",))]) == "C1"


@pytest.mark.parametrize("text", [HOSTILE, "<script>alert(1)</script>", '") + panic("1'])
def test_what_it_says_and_where_it_leads_are_only_text(text: str, compile_body: Callable[[str], bytes]) -> None:
    bloc = Paragraphe([Ancre(text), Lien(text, text), Pages((text,))])
    soup = BeautifulSoup(bloc.to_html(), "html.parser")
    assert [tag.name for tag in soup.find_all()] == ["p", "span", "a"]
    assert set(soup.a.attrs) == {"href"}  # type: ignore[union-attr]
    assert compile_body(bloc.to_typst()).startswith(b"%PDF")
