"""Links to a place of a report: in the page an address, in the PDF a link and its page."""

import io
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import page as checker
import pypdf
import pytest
from bs4 import BeautifulSoup
from nbformat import NotebookNode

from quartiers.export import Partie, ReportPDFExporter, ReportTypstExporter, dossier_pdf
from quartiers.export.typst import compile_pdf
from quartiers.presentation.blocs import (
    Ancre,
    Entete,
    Lien,
    Pages,
    Paragraphe,
    Renvoi,
    Tableau,
    inline_html,
    inline_text,
)
from quartiers.presentation.blocs_notes import Note, Notes, ParagrapheCommun

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


def annotated(shown: Shown, *more: Any, notes: bool = True) -> NotebookNode:
    """A report with all that leads somewhere: calls to notes on several pages, places of one name, long names."""
    called = [Paragraphe(["Un chiffre", Renvoi(1 + n % 3), " et ce qui suit. " * 20]) for n in range(60)]
    again = Paragraphe([Ancre("constat-c1", "Un autre du même nom"), Ancre("long", HOSTILE * 40), "Encore"])
    links = Paragraphe([Lien("long", "Vers un long nom"), " ; ", Lien("constat-c1", HOSTILE * 30)])
    said = {n: Note(f"Note « {n} » {HOSTILE * (30 if n == 2 else 1)}", "Définition") for n in (1, 2, 3, 4)}
    parts = [*called, again, links, ParagrapheCommun("Règle de lecture"), *more]
    notebook = report(shown, "annoté")
    notebook.cells += shown(*parts, *([Notes("Notes", said)] if notes else [])).cells[1:]
    return notebook


def laid_out(notebook: NotebookNode, *, alone: bool) -> bytes:
    """The PDF, without what tells it from any other: Typst makes it of addresses that are none in the end."""
    source, _ = ReportTypstExporter().from_notebook_node(notebook)
    pdf = compile_pdf(source, datetime(2026, 1, 2, tzinfo=UTC), alone=alone)
    one, other = pypdf.PdfReader(io.BytesIO(pdf)).trailer["/ID"]
    assert one == other
    return pdf.replace(str(one).encode(), b"")


def test_links_written_before_anything_is_laid_out_are_those_that_typst_settles(
    shown: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Byte for byte: places, names, tags."""
    notebook = annotated(shown)
    notebook.cells = [c for c in notebook.cells if "Sans suite" not in str(c.get("outputs"))]  # it leads nowhere
    settled = laid_out(notebook, alone=False)
    monkeypatch.setattr("quartiers.export.typst._settle", lambda *_a, **_k: pytest.fail("laid out as any other"))
    found = laid_out(notebook, alone=True)
    assert found == settled
    reader = pypdf.PdfReader(io.BytesIO(found))
    named = [a.get_object().get("/Contents") for page in reader.pages for a in page.get("/Annots", ())]
    assert len(named) > 60
    assert all(named)


@pytest.mark.parametrize("notes", [True, False], ids=["a link", "the notes"])
def test_a_document_that_lacks_what_links_name_is_laid_out_as_any_other(notes: bool, shown: Shown) -> None:
    """An analyst may have left a section out: what leads there is text."""
    notebook = annotated(shown, notes=notes)
    assert laid_out(notebook, alone=True) == laid_out(notebook, alone=False)


def test_an_address_that_somebody_wrote_stays_theirs(compile_body: Callable[[str], bytes]) -> None:
    reader = pypdf.PdfReader(io.BytesIO(compile_body('#link("etiquette:/note-1;x", "une page")')))
    annotations: Any = reader.pages[0]["/Annots"]
    assert [a.get_object()["/A"]["/URI"] for a in annotations] == ["etiquette:/note-1;x"]
