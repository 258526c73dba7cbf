"""The built PDFs, as a reader, a screen reader and an independent checker meet them."""

import io
import re
from collections import Counter
from collections.abc import Iterator
from copy import copy
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import page as checker
import pypdf
import pytest
from appels import lengthened, numbers_called, numbers_shown
from balises import pages_heard, tables_heard
from nbformat import NotebookNode
from papier import Pages, flatten, read_pages, set_calls_apart
from pypdf.generic import DictionaryObject, IndirectObject

from quartiers.execution.plan import FORMATS, ReportTask
from quartiers.execution.rapports import export
from quartiers.typographie import typeset

PEPINIERE, CENTRE, BRIQUETTE = (
    f"quartiers/{name}" for name in ("saint-saulve-pepiniere", "bruay-centre", "marly-briquette")
)
POINTS_PER_MM = 72 / 25.4
A4 = (210 * POINTS_PER_MM, 297 * POINTS_PER_MM)


@pytest.fixture(scope="session")
def pdf(nom: str, built: Any) -> pypdf.PdfReader:
    return built.pdf(nom)


@pytest.fixture(scope="session")
def tags(pdf: pypdf.PdfReader) -> list[DictionaryObject]:
    """Elements of the structure tree, in reading order."""
    return list(walk(pdf.trailer["/Root"]["/StructTreeRoot"]["/K"]))


def walk(node: Any) -> Iterator[DictionaryObject]:
    node = node.get_object() if isinstance(node, IndirectObject) else node
    if isinstance(node, list):
        for child in node:
            yield from walk(child)
    elif isinstance(node, DictionaryObject):
        if "/S" in node:
            yield node
        if "/K" in node:
            yield from walk(node["/K"])


@lru_cache(maxsize=2)
def printed(built: Any, nom: str) -> Any:
    """A page without what the screen has besides: data under a chart, its form for a telephone, its words, ways back.

    On paper the letters of a chart are outlines, which its alternative says.
    """
    page = copy(built.html(nom))
    for part in page.select("details.donnees, .etroit, .retours, svg[role=img] *, [aria-hidden=true]"):
        part.decompose()
    return page


def alternatives_of(page: Any) -> list[str]:
    return [chart["aria-label"] for chart in page.select("svg[role=img]")]


def squash(text: str) -> str:
    return re.sub(r"\s+", "", text)


def read_built(built: Any, nom: str) -> Pages:
    return read_pages((built.folder / f"{nom}.pdf").read_bytes())


@pytest.fixture(scope="session")
def pages(nom: str, built: Any) -> list[str]:
    """Text of each page."""
    return read_built(built, nom).textes


def text_of(pages: list[str]) -> str:
    """Text without spaces, which a line break may have replaced."""
    return "".join(squash(text) for text in pages)


# -- accessibility --------------------------------------------------------------------------------------


def test_pdf_ua_says_an_independent_checker(nom: str, built: Any) -> None:
    data = (built.folder / f"{nom}.pdf").read_bytes()
    verdict = checker.validate_pdf_bytes(data, profile="ua1")
    assert verdict.is_compliant, verdict.failures


def test_the_checker_can_say_no(built: Any) -> None:
    """The same document without its structure: else the test above would prove nothing."""
    writer = pypdf.PdfWriter(clone_from=built.pdf(CENTRE))
    del writer.root_object["/StructTreeRoot"], writer.root_object["/MarkInfo"]
    stream = io.BytesIO()
    writer.write(stream)
    assert not checker.validate_pdf_bytes(stream.getvalue(), profile="ua1").is_compliant


def test_document_says_what_it_is(pdf: pypdf.PdfReader) -> None:
    catalog = pdf.trailer["/Root"]
    assert catalog["/Lang"].startswith("fr")
    assert catalog["/MarkInfo"]["/Marked"]
    assert catalog["/ViewerPreferences"]["/DisplayDocTitle"]
    assert pdf.metadata.subject


@pytest.mark.parametrize(
    ("nom", "title"),
    [
        (PEPINIERE, "La Pépinière – De Gaulle – Projet de quartier"),
        (CENTRE, "Centre-ville – Bruay-sur-l’Escaut – Projet de quartier"),
        (BRIQUETTE, "La Briquette – Marly – Projet de quartier"),
        ("synthese", "Synthèse intercommunale – Contrat Quartiers 2030 de Valenciennes Métropole"),
    ],
)
def test_title(built: Any, nom: str, title: str) -> None:
    assert built.pdf(nom).metadata.title == title


def test_bookmarks_are_the_headings_of_the_page_in_order(pdf: pypdf.PdfReader, nom: str, built: Any) -> None:
    main = built.html(nom).main
    assert [b.title for b in flatten(pdf.outline)] == [h.get_text() for h in main.find_all(["h1", "h2", "h3", "h4"])]


def test_bookmarks_hold_the_sections_that_the_notebook_writes(pdf: pypdf.PdfReader, nom: str, built: Any) -> None:
    cells = (cell.source for cell in built.notebook(nom).cells if cell.cell_type == "markdown")
    written = [typeset(line.removeprefix("## ")) for source in cells for line in source.splitlines() if "## " in line]
    if nom == CENTRE:  # no figure: page 1 says so, and there is no heading over nothing
        written.remove("Diagnostic par thème")
    # Nor over the annex of a search of families that found none.
    written = [title for title in written if not title.startswith("Annexe")]
    [_, sections] = pdf.outline
    titles = [item.title for item in sections if not isinstance(item, list)]
    assert [title for title in titles if title in written] == written
    # Which the contract has, or has not; and which has to stay with the chart that takes most of a page.
    assert {*titles} - {*written} <= {
        "Actions et moyens",
        "Indicateurs que seul le diagnostic énonce",
        "Indicateurs comparés",
    }


def levels_of(tags: list[DictionaryObject]) -> list[int]:
    return [int(tag["/S"][2]) for tag in tags if re.fullmatch("/H[1-6]", tag["/S"])]


def test_headings_are_tagged_in_order(tags: list[DictionaryObject]) -> None:
    levels = levels_of(tags)
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_every_figure_has_the_alternative_of_the_page(tags: list[DictionaryObject], nom: str, built: Any) -> None:
    alternatives = [str(tag["/Alt"]) for tag in tags if tag["/S"] == "/Figure"]
    assert alternatives == alternatives_of(built.html(nom))
    assert alternatives


def assert_heard_in_the_order_of_the_page(pdf: pypdf.PdfReader) -> None:
    """What is marked is heard once, as it comes on the page; but for the corner of a grid, drawn after its heads."""
    for number, (heard, drawn) in enumerate(pages_heard(pdf), start=1):
        assert sorted(heard) == sorted(drawn), number
        place = {sequence: n for n, sequence in enumerate(drawn)}
        back = [(one, two) for one, two in pairwise(heard) if place[two] < place[one]]
        assert len(back) <= 1, (number, back)


def test_it_is_heard_in_the_order_of_the_page(pdf: pypdf.PdfReader) -> None:
    assert_heard_in_the_order_of_the_page(pdf)


def test_tables_have_the_headers_and_captions_of_the_page(tags: list[DictionaryObject], nom: str, built: Any) -> None:
    assert_headers_and_captions(tags, printed(built, nom).find_all("table"))


def test_each_cell_of_a_table_names_the_headers_of_the_page(pdf: pypdf.PdfReader, nom: str, built: Any) -> None:
    """A screen reader says before a cell what it has above it and at the left of it, and no more."""
    assert_cells_name_their_headers(pdf, printed(built, nom).find_all("table"))


def assert_cells_name_their_headers(pdf: pypdf.PdfReader, tables: Any) -> None:
    heard = tables_heard(pdf)
    assert len(heard) == len(tables)
    for cells, table in zip(heard, tables, strict=True):
        rows = table.find_all("tr")
        assert len(cells) == sum(len(row.find_all("td")) for row in rows if len(row.find_all(["td", "th"])) > 1)
        for cell in cells:
            groups = sum(r.th is not None and r.th.get("scope") == "rowgroup" for r in rows[: cell.row])
            assert cell.columns
            assert set(cell.columns) <= set(range(cell.column + 1))
            assert cell.columns[-1] == cell.column
            assert cell.groups == ((groups - 1,) if groups else ())
            assert cell.rows == ((cell.row,) if rows[cell.row].th.get_text(strip=True) else ())


def assert_headers_and_captions(tags: list[DictionaryObject], tables: Any) -> None:
    headers = [tag for tag in tags if tag["/S"] == "/TH"]
    columns = [tag for tag in headers if any(a.get("/Scope") == "/Column" for a in walk_attributes(tag))]
    own = sum(len(table.thead.find_all("th")) for table in tables)
    groups = sum(len(table.select('th[scope="rowgroup"]')) for table in tables)  # Typst has them as headers too
    assert len(columns) == own + groups
    kinds = Counter(tag["/S"] for tag in tags)
    assert kinds["/Caption"] == len(tables) + kinds["/Figure"]  # each chart has its own
    assert kinds["/THead"] >= len(tables)


def walk_attributes(tag: DictionaryObject) -> list[Any]:
    attributes = tag.get("/A", [])
    attributes = attributes.get_object() if isinstance(attributes, IndirectObject) else attributes
    return [a.get_object() for a in (attributes if isinstance(attributes, list) else [attributes])]


# -- what is done, in the invented contract ---------------------------------------------------------------


def test_what_is_done_is_pdf_ua_too(exemple: Any, document: str) -> None:
    verdict = checker.validate_pdf_bytes((exemple.folder / f"{document}.pdf").read_bytes(), profile="ua1")
    assert verdict.is_compliant, verdict.failures


def test_what_is_done_is_read_aloud_as_on_the_page(exemple: Any, document: str) -> None:
    """Headings go down by one level at most; each table has the headers and the caption of the page."""
    pdf = exemple.pdf(document)
    tags = list(walk(pdf.trailer["/Root"]["/StructTreeRoot"]["/K"]))
    levels = levels_of(tags)
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert_heard_in_the_order_of_the_page(pdf)
    if document.startswith("dossiers/"):  # which has no page; its parts are the reports
        assert levels.count(1) == 3  # the cover, the report, the annex
        return
    page = printed(exemple, document).main
    assert [b.title for b in flatten(pdf.outline)] == [h.get_text() for h in page.find_all(["h1", "h2", "h3", "h4"])]
    assert_headers_and_captions(tags, page.find_all("table"))
    assert_cells_name_their_headers(pdf, page.find_all("table"))
    alternatives = [str(tag["/Alt"]) for tag in tags if tag["/S"] == "/Figure"]
    assert alternatives == alternatives_of(page)


def test_no_heading_of_what_is_done_is_left_behind(exemple: Any, document: str) -> None:
    """Whatever begins under it: a sentence and its table, actions, notes in columns."""
    assert read_pages((exemple.folder / f"{document}.pdf").read_bytes()).delaisses == []


# -- notes ----------------------------------------------------------------------------------------------


def test_every_link_of_the_page_is_a_link_that_resolves(pdf: pypdf.PdfReader, nom: str, built: Any) -> None:
    """As many as on the page, but for headers: those repeated on the next page are artifacts, which hold no link.

    Notes lead back to the pages that call them, too.
    """
    links = [a.get_object() for page in pdf.pages for a in page.get("/Annots", [])]
    soup = built.html(nom)
    back = [link for link in links if str(link["/Contents"]).startswith("Retour à l’appel")]
    assert len(links) - len(back) == len(soup.select('main a[href^="#"]:not(.retours a)')) - len(soup.select("thead a"))
    assert len({link["/Contents"] for link in back}) == len(back) >= len(soup.select("ol.notes li"))
    pages = {page.indirect_reference.idnum for page in pdf.pages if page.indirect_reference is not None}
    for link in links:
        assert link["/Subtype"] == "/Link"
        assert link["/Contents"], "a link that a screen reader cannot name"
        destination = link["/Dest"].get_object()
        assert destination[0].idnum in pages


def test_a_link_says_where_it_goes(pdf: pypdf.PdfReader, nom: str, built: Any) -> None:
    """A call, the name of its note; a finding or a priority, its own; never « page 5 »."""
    said = [str(a.get_object()["/Contents"]) for page in pdf.pages for a in page.get("/Annots", [])]
    notes = {int(li["value"]): li.strong.get_text().rstrip(".") for li in built.html(nom).select("ol.notes li")}
    called = [name for name in said if name.startswith("Note ")]
    assert {*called} <= {f"Note {number}\u202f: {name}" for number, name in notes.items()}
    assert called or not notes
    others = {
        name.split("\u202f:")[0] for name in said if not name.startswith(("Note ", "Retour à l’appel de la note"))
    }
    assert all(re.fullmatch(r"(Constat C|Priorité P)\d+|(Action|Démarche|Parole|Avis|Contribution)", o) for o in others)


def test_no_link_of_a_committees_file_is_a_page_alone(exemple: Any) -> None:
    pages = exemple.pdf("dossiers/dossier-valrive").pages
    said = [str(a.get_object()["/Contents"]) for page in pages for a in page.get("/Annots", [])]
    assert len(said) > 40
    assert [name for name in said if re.fullmatch(r"(Chapitre, )?page.\d+", name)] == []


def test_a_call_is_copied_as_a_call(pages: list[str], nom: str, built: Any) -> None:
    """Its brackets are in the text, as often as on the page: no figure ends with the number of its note."""
    text = set_calls_apart("\n".join(pages))
    assert lengthened(text) == []
    shown = numbers_shown(built.html(nom))
    assert numbers_called(text) >= shown  # a header that is repeated on the next page calls its note again
    assert numbers_called(text).keys() == shown.keys()


def test_a_call_follows_a_space(built: Any) -> None:
    text = "\n".join(page.extract_text() for page in built.pdf(PEPINIERE).pages)
    assert lengthened(text) == []
    assert numbers_called(text) >= numbers_shown(built.html(PEPINIERE))


def test_links_are_tagged(pdf: pypdf.PdfReader, tags: list[DictionaryObject]) -> None:
    links = sum(len(page.get("/Annots", [])) for page in pdf.pages)
    assert sum(tag["/S"] == "/Link" for tag in tags) == links


# -- pages ----------------------------------------------------------------------------------------------


def test_pages_are_a4_and_numbered(pdf: pypdf.PdfReader, pages: list[str]) -> None:
    for number, (page, text) in enumerate(zip(pdf.pages, pages, strict=True), start=1):
        size = sorted((float(page.mediabox.width), float(page.mediabox.height)))  # some are turned
        assert size == pytest.approx(A4, abs=1)
        assert squash(text).endswith(f"Page{number}sur{len(pages)}")


def test_the_foot_names_the_report(pages: list[str], pdf: pypdf.PdfReader) -> None:
    """A page that is printed alone still says where it comes from."""
    name = pdf.metadata.title.split(" – ")[0]
    for text in pages:
        assert text.splitlines()[-1].startswith(name)


def test_no_text_is_outside_the_page(nom: str, built: Any) -> None:
    """What cannot be split and is longer than a page is drawn below its edge, without a word of warning."""
    assert read_built(built, nom).dehors == []


def test_fonts_are_embedded(pdf: pypdf.PdfReader) -> None:
    fonts = [font.get_object() for page in pdf.pages for font in page["/Resources"]["/Font"].values()]
    assert fonts
    for font in fonts:
        for descendant in font.get("/DescendantFonts", [font]):
            descriptor = descendant.get_object()["/FontDescriptor"].get_object()
            assert {"/FontFile", "/FontFile2", "/FontFile3"} & descriptor.keys(), font["/BaseFont"]
        assert "SourceSans3" in font["/BaseFont"]
        assert "/ToUnicode" in font, "text that cannot be searched or copied"


def test_pdf_runs_and_opens_nothing(pdf: pypdf.PdfReader) -> None:
    catalog = pdf.trailer["/Root"]
    assert not {"/OpenAction", "/AA"} & catalog.keys()
    assert not {"/JavaScript", "/EmbeddedFiles"} & catalog.get("/Names", {}).keys()


def test_no_heading_is_left_behind(nom: str, built: Any) -> None:
    assert read_built(built, nom).delaisses == []


@pytest.mark.parametrize("nom", [PEPINIERE, CENTRE, BRIQUETTE])
def test_a_quartier_report_has_six_pages_at_most(built: Any, nom: str) -> None:
    """It is printed for a meeting; La Pépinière has the most to say of the 18."""
    assert len(built.pdf(nom).pages) <= 6


def test_pdf_weighs_less_than_500_kb(built: Any, nom: str) -> None:
    assert (built.folder / f"{nom}.pdf").stat().st_size < 500_000


def test_the_synthesis_has_fourteen_pages_at_most_and_its_matrix_on_the_second(built: Any) -> None:
    reader = built.pdf("synthese")
    assert len(reader.pages) <= 14
    matrix = reader.pages[1]
    assert matrix.mediabox.width < matrix.mediabox.height, "what follows begins under it"
    text = squash(read_built(built, "synthese").texte(1))
    assert "Quartiersetthèmes" in text
    assert "Nombredequartiers" in text, "the totals are on the same page"


def test_the_themes_of_the_synthesis_follow_one_another(built: Any) -> None:
    """No heading is left behind, no sheet is over more than two pages, no page of sheets is half empty but the last."""
    pages = [squash(text) for text in read_built(built, "synthese").textes]
    found = []
    for section in (s for s in built.html("synthese").select("main section") if s.h3):
        name, second = squash(section.h3.get_text()), squash(section.li.get_text())
        last = squash(section.find_all(["td", "p", "li"])[-1].get_text())[-40:]
        [first] = [n for n, page in enumerate(pages) if name + "•" + second[:30] in page]
        assert last in pages[first] + pages[first + 1], name
        found.append(first)
    assert len(found) > 5
    assert found == sorted(found)
    assert set(range(found[0], found[-1] + 1)) == set(found), "a page without the beginning of a sheet"


def test_families_that_were_not_found_are_a_sentence_of_the_method(built: Any) -> None:
    """An annex of its own would tell at length of nothing."""
    headings = [h.get_text() for h in built.html("synthese").select("main h2")]
    assert not [heading for heading in headings if "familles" in heading]
    assert squash("Pas de familles nettes") in squash("".join(read_built(built, "synthese").textes[-2:]))


# -- contents -------------------------------------------------------------------------------------------


def test_paper_says_what_the_screen_says(nom: str, built: Any, pages: list[str]) -> None:
    """Every text of the page, cell by cell, is in the PDF: no row is lost between the two; what the foot of a page may
    shorten is tested apart (test_variantes)."""
    paper = text_of(pages)
    main = printed(built, nom).main
    texts = {squash(text) for text in main.find_all(string=True) if not text.find_parent(class_="variantes")}
    assert len(texts) > 60
    # A text that runs over two pages has the foot of the first in its middle.
    cut = {text for text in texts if text not in paper}
    assert {text for text in cut if text[:12] not in paper or text[-12:] not in paper} == set()
    assert len(cut) < len(pages)


@pytest.mark.parametrize(
    ("nom", "texts"),
    [
        # Read in data/diagnostic.csv and in INSEE's files, one by one: published first, stated where they differ.
        (PEPINIERE, ["50,3 %", "59 %", "8,6 %", "42,4 %", "44,4 %", "36,5 %", "51,9 %", "827 €", "plus de 50 %"]),
        (PEPINIERE, ["énoncé : 49,1 %", "énoncé : 895 €", "61,2 %"]),
        (BRIQUETTE, ["19,8 %", "23,5 %", "20,5 %", "45,9 %", "30,9 %", "45 %", "37,5 %"]),
    ],
)
def test_known_figures_are_printed(built: Any, nom: str, texts: list[str]) -> None:
    paper = text_of(read_built(built, nom).textes)
    # In the tables: a figure found only in a sentence could hide that its row is not there.
    tables = paper[paper.index("Diagnosticparthème") : paper.index("Sourcesetdéfinitions")]
    assert [text for text in texts if squash(text) not in (paper if "contre" in text else tables)] == []


def test_numbers_are_written_the_french_way(pages: list[str]) -> None:
    text = re.sub(r"Licence\s+Ouverte\s+2\.0", "", "".join(pages))  # a name, not a number
    assert not re.search(r"\d\.\d", text)
    assert not re.search(r"\d %", text), "a percent sign that may start a line"


# -- reproducibility ------------------------------------------------------------------------------------


def test_same_notebook_gives_the_same_files(built: Any) -> None:
    """Page and PDF of the executed notebook that was kept are those that were built."""
    notebook: NotebookNode = built.notebook(PEPINIERE)
    chosen = {"quartier": PEPINIERE.removeprefix("quartiers/")}
    task = ReportTask(PEPINIERE, "", Path(), chosen, entoure=True, compare=True, synthese=True)
    for suffix in ("html", "pdf", "ipynb"):
        made = export(notebook, suffix, task.neighbours(FORMATS))
        assert (built.folder / f"{PEPINIERE}.{suffix}").read_bytes() == made, suffix
