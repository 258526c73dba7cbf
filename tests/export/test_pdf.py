"""The PDF exporter on small notebooks: accessible, or refused."""

import io
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import page
import pypdf
import pytest
import typst
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from papier import read_pages, read_texts

from quartiers.export import ReportPDFExporter, ReportTypstExporter
from quartiers.export.typst import TypstWarnings, _settle, _settle_alone, compile_pdf, prelude
from quartiers.presentation.blocs import Entete, Graphique, Paragraphe, Suite, Tableau
from quartiers.presentation.blocs_notes import Note, Notes

Shown = Callable[..., NotebookNode]
CompileBody = Callable[[str], bytes]
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="30" height="9"/></svg>'
NOW = datetime(2026, 1, 2, tzinfo=UTC)


def export(notebook: NotebookNode) -> bytes:
    return ReportPDFExporter().from_notebook_node(notebook)[0]


def read(pdf: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pdf))


def test_title_description_and_date_come_from_the_heading_block(shown: Shown) -> None:
    entete = Entete("Titre", "", "", 'Titre "du" document', "Une #description", "2024-02-29", "Pied")
    reader = read(export(shown(entete=entete)))
    assert reader.metadata.title == 'Titre "du" document'
    assert reader.metadata.subject == "Une #description"
    assert reader.metadata.creation_date == datetime(2024, 2, 29, tzinfo=UTC)


def flatten(value: Any, seen: dict[int, int]) -> Any:
    """A PDF's object with all it refers to, whatever their numbers; the nth object met is ``n`` where it comes back."""
    if isinstance(value, pypdf.generic.IndirectObject):
        if value.idnum in seen:
            return seen[value.idnum]
        seen[value.idnum] = len(seen)
        value = value.get_object()
    if isinstance(value, pypdf.generic.StreamObject):
        return value.get_data(), {k: flatten(v, seen) for k, v in sorted(value.items()) if k != "/Length"}
    if isinstance(value, dict):
        return {k: flatten(v, seen) for k, v in sorted(value.items())}
    return [flatten(v, seen) for v in value] if isinstance(value, list) else value


def test_compressing_keeps_every_object_and_saves_most_of_what_tags_weigh(
    shown: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = tuple((f"Quartier {n}", f"{n} %") for n in range(200))
    notebook = shown(Tableau("Titre", ("Quartier", "Taux"), rows, (1, 1)))
    monkeypatch.setattr("quartiers.export.typst.name_headers", lambda _document: None)
    small = export(notebook)
    monkeypatch.setattr("quartiers.export.typst.compile_pdf", lambda source, day, **_: _settle(source, day))
    plain = export(notebook)
    assert len(small) < len(plain) / 2
    before, after = (read(pdf).trailer for pdf in (plain, small))
    for key in ("/Root", "/Info", "/ID"):
        assert flatten(after.raw_get(key), {}) == flatten(before.raw_get(key), {})


def test_same_notebook_gives_the_same_bytes(shown: Shown) -> None:
    """Whoever compares two editions must see what changed in the data, not when they were made."""
    notebook = shown("## Section", Graphique("Titre", SVG, "Une barre", "Source"))
    assert export(notebook) == export(notebook)


def laid_out(notebook: NotebookNode, monkeypatch: pytest.MonkeyPatch) -> tuple[list[bool], int]:
    """Whether pages were set closer, each time that a notebook was laid out; how many pages it has."""
    ways: list[bool] = []

    def spy(source: str, day: datetime, **inputs: str) -> Any:
        ways.append("serre" in inputs)
        return _settle_alone(source, day, **inputs)

    with monkeypatch.context() as patch:
        patch.setattr("quartiers.export.typst._settle_alone", spy)
        return ways, len(read(export(notebook)).pages)


def test_pages_that_are_to_be_closer_are_laid_out_once_unless_they_end_on_a_few_lines(
    shown: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of the lengths that end somewhere on a second or a third page."""
    seen = set()
    for lines in range(60, 130, 10):
        notebook = shown("## Section", *(Paragraphe(f"Ligne {n}") for n in range(lines)))
        usual, pages = laid_out(notebook, monkeypatch)
        notebook.metadata["pages_serrees"] = True
        ways, closer = laid_out(notebook, monkeypatch)
        assert ways[0]
        assert closer <= pages
        assert ways == [True] or ways[:2] == [True, False]
        assert usual in ([False], [False, True])
        if ways != [True]:
            assert closer == pages, "with a few lines at the end, it is as it would have been"
        seen.add((len(usual), len(ways)))
    assert {(1, 1), (2, 1), (1, 2)} <= seen


def test_what_would_go_overleaf_stays_on_page_one_where_closer_pages_hold_it(shown: Shown) -> None:
    """Of the lengths of a first page; where none holds it, pages are as they would have been."""
    kept = []
    for lines in range(36, 60, 2):
        paragraphs = [Paragraphe(f"Ligne {n}") for n in range(lines)]
        notebook = shown("## Section", *paragraphs, "## Suite", *(Paragraphe(f"Encore {n}") for n in range(40)))
        usual, _ = (page.extract_text() for page in read(export(notebook)).pages[:2])
        next(c for c in notebook.cells if c.source == "## Suite").metadata["tags"] = ["page-si-entamee"]
        first, second = (page.extract_text() for page in read(export(notebook)).pages[:2])
        last = f"Ligne {lines - 1}\n"
        overleaf = last not in f"{usual}\n"
        assert second.lstrip().startswith("Suite") == (last in f"{first}\n")
        kept.append((overleaf, last in f"{first}\n"))
    assert {(False, True), (True, True), (True, False)} <= set(kept), kept


def test_an_analysts_notebook_becomes_an_accessible_pdf() -> None:
    """Printed text, a plain result, a chart and no heading block: still PDF/UA."""
    cell = new_code_cell(
        "code_source_masque()",
        outputs=[
            new_output("stream", name="stdout", text='imprimé #panic(1) "]\n'),
            new_output("stream", name="stderr", text="FutureWarning\n"),
            new_output("execute_result", data={"text/plain": "{'a': 1}"}, execution_count=1),
            new_output("display_data", data={"image/svg+xml": SVG}, metadata={"alt": 'Une "barre"'}),
            new_output("display_data", data={"text/markdown": "un **mot**"}),
        ],
    )
    pdf = export(new_notebook(cells=[new_markdown_cell("# Mon analyse"), cell]))
    text = read_texts(pdf)[0]
    assert read(pdf).metadata.title == "Mon analyse"
    assert [words in text for words in ('imprimé #panic(1) "]', "{'a': 1}", "un mot")] == [True] * 3
    assert "FutureWarning" not in text
    assert "code_source_masque" not in text
    assert page.validate_pdf_bytes(pdf, profile="ua1").is_compliant


def test_a_cell_tagged_nouvelle_page_starts_a_page(shown: Shown) -> None:
    notebook = shown("## Une", Paragraphe("texte"), "## Deux")
    assert len(read(export(notebook)).pages) == 1
    notebook.cells[-1].metadata["tags"] = ["nouvelle-page"]
    pages = read_texts(export(notebook))
    assert len(pages) == 2
    assert "Une" in pages[0]
    assert "Deux" in pages[1]


def test_a_long_report_repeats_the_table_header_and_numbers_its_pages(compile_body: CompileBody) -> None:
    rows = tuple((f"ligne {n}", f"valeur {n}") for n in range(150))
    table = Tableau("Légende", ("Colonne A", "Colonne B"), rows, (1, 1))
    texts = read_texts(compile_body(table.to_typst()))
    assert len(texts) > 2
    for number, text in enumerate(texts, start=1):
        assert "Colonne A" in text
        assert f"Page {number} sur {len(texts)}" in text


def test_an_image_without_alternative_is_refused(compile_body: CompileBody) -> None:
    literal = SVG.replace('"', '\\"')
    with pytest.raises(typst.TypstError, match="missing alt text"):
        compile_body(f'#image(bytes("{literal}"), format: "svg")')


def test_a_document_without_title_is_refused() -> None:
    source = f'{prelude()}\n#show: rapport.with(titre: "", description: "", pied: "")\n#heading(level: 1, "Titre")'
    with pytest.raises(typst.TypstError, match="missing document title"):
        compile_pdf(source, NOW)


@pytest.mark.parametrize("body", ['#heading(level: 3, "saut de niveau")', '#heading(level: 2, "")'])
def test_headings_that_skip_a_level_or_say_nothing_are_refused(body: str, compile_body: CompileBody) -> None:
    with pytest.raises(typst.TypstError, match="heading"):
        compile_body(body)


def test_a_warning_is_an_error(compile_body: CompileBody) -> None:
    """A font that is missing changes the page's look, and only a warning says so."""
    with pytest.raises(TypstWarnings, match="police absente"):
        compile_body('#text(font: "police absente", "a")')


def test_the_typst_source_is_exported_too_and_compiles(shown: Shown) -> None:
    """Who wants to change a layout starts from the source: it must stand alone, emoji of the data included."""
    source, resources = ReportTypstExporter().from_notebook_node(shown(Paragraphe("Un texte 🎉")))
    assert resources["output_extension"] == ".typ"
    assert compile_pdf(source, NOW).startswith(b"%PDF-")


@pytest.mark.parametrize("before", [0, 30, 45])
def test_notes_end_level_on_the_last_page_and_begin_under_their_heading(shown: Shown, before: int) -> None:
    """Whether they take a page or two, neither column of the last one is longer than the other by more than a note."""
    notes = Notes(
        "Les notes", {n: Note(f"Note {n}", "Sa définition, en quelques mots. " * (1 + n % 4)) for n in range(1, 60)}
    )
    pdf = export(shown("## Section", *(Paragraphe(f"Ligne {n}") for n in range(before)), notes))
    pages = read_pages(pdf).lignes
    left = min(line.gauche for line in pages[-1])
    columns = [[line.bas for line in pages[-1] if (line.gauche > left + 200) is right] for right in (False, True)]
    highest = 5 * 12  # lines of the longest note
    assert abs(max(columns[0]) - max(columns[1])) < highest
    [heading] = [n for n, lines in enumerate(pages) if any(line.texte == "Les notes" for line in lines)]
    assert any("[1]" in line.texte for line in pages[heading])


def test_a_heading_goes_to_the_next_page_with_the_sentence_and_the_table_that_it_is_over(shown: Shown) -> None:
    """Wherever the page ends, and what is under it is two rows at least."""
    table = Tableau("Légende", ("Nom", "Valeur"), tuple((f"Rangée {n}", str(n)) for n in range(8)), (1, 1))
    for before in range(34, 52):
        lines = (Paragraphe(f"Ligne {n}") for n in range(before))
        pages = read_texts(export(shown("## Section", *lines, "## Suite", Suite((Paragraphe("Une phrase."), table)))))
        [start] = [page for page in pages if "Suite" in page]
        assert "Une phrase." in start, before
        assert {"Rangée 0", "Rangée 1"} <= {*start.splitlines()} or "Rangée 1 1" in start, before
