"""Every display object, through both exporters: what comes from the data is text, whatever it holds."""

import inspect
import io
import re
import unicodedata
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

import page
import pypdf
import pytest
from bs4 import BeautifulSoup
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from nbformat import NotebookNode
from papier import opened, read_pages

from quartiers.echappement import typst_string
from quartiers.export import ReportHTMLExporter, ReportPDFExporter
from quartiers.export.feuille import page_script
from quartiers.export.html import SCRIPTS
from quartiers.presentation import blocs, blocs_notes
from quartiers.presentation.blocs import (
    Bloc,
    ChiffreCle,
    ChiffresCles,
    Colonnes,
    Contenu,
    Discret,
    Encadre,
    Entete,
    Fiche,
    Fort,
    Graphique,
    Liste,
    Paragraphe,
    Puces,
    Renvoi,
    Saut,
    Signal,
    Suite,
    Tableau,
    Titre,
    Variantes,
)
from quartiers.presentation.blocs_notes import Note, Notes, ParagrapheCommun
from quartiers.typographie import typeset

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="30" height="9"/></svg>'


def every_block(text: str) -> dict[type[Bloc], Bloc]:
    """One of each kind of block, with ``text`` wherever data may come."""
    inline = [text, Fort(text), Saut(), Discret(text), Signal("fragile", text)]
    rich: Contenu = [*inline, Puces((text, [Fort(text)]))]  # a list fits in a cell, not in a paragraph
    rows = ((text, rich), (rich, text))
    table = Tableau(text, (text, text), rows, (2, 1), numeriques=(1,), groupes=((0, text), (1, text)))
    return {
        Entete: Entete(text, text, text, text, text, "2026-01-02", text),
        Titre: Titre(text, 2),
        Paragraphe: Paragraphe(inline),
        Liste: Liste((text, rich)),
        Fiche: Fiche(((text, rich),)),
        ChiffresCles: ChiffresCles(
            (ChiffreCle(text, text, text, (Signal("favorable", text), inline)), ChiffreCle(text, text, text))
        ),
        Encadre: Encadre(text, (inline, text), "alerte"),
        Tableau: table,
        Graphique: Graphique(text, SVG, text, text, 6),
        Colonnes: Colonnes(Paragraphe(text), Fiche(((text, text),)), (2, 1)),
        Notes: Notes(text, {1: Note(text, text, text, text), 12: Note(text)}),
        ParagrapheCommun: ParagrapheCommun(inline),
        Suite: Suite((Paragraphe(text), table)),
        Variantes: Variantes((Paragraphe(text), Paragraphe("x")), suite=table),
    }


PLAIN = every_block("Un texte")

PAYLOADS = {
    "script": "<script>alert(1)</script>",
    "img": '"><img src=x onerror=alert(1)>',
    "attribute": "\" onmouseover='alert(1)",
    "entity": "&lt;b&gt; &amp;",
    "panic": "#panic(1)",
    "math": "$x$",
    "backslashes": "\\\\ \\n \\u{41}",
    "quote": '") + panic("1',
    "bracket": "] #panic(1) [",
    "label": "<a> @b *c* _d_ `e` = f",
    "template": "{{ 1 + 1 }} {% raw %}",
}
INVISIBLE = {"rtl": "a\u202eb\u2066c\u200fd", "nul": "a\x00b", "bell": "a\x07b\x1bc\x7fd", "bom": "a\ufeffb"}


# As in a notebook, where a block has a section of its own: notes have a heading of the third level.
SECTION = Titre("Section", 2).to_typst() + "\n\n"


def squash(text: str) -> str:
    return re.sub(r"\s+", "", text)


def test_every_kind_of_block_is_tested_here() -> None:
    members = [c for module in (blocs, blocs_notes) for _, c in inspect.getmembers(module, inspect.isclass)]
    kinds = {c for c in members if issubclass(c, Bloc) and c is not Bloc}
    assert set(PLAIN) == kinds


@pytest.mark.parametrize("kind", PLAIN, ids=lambda kind: kind.__name__)
def test_typst_form_passes_pdf_ua(kind: type[Bloc], compile_body: Callable[[str], bytes]) -> None:
    """Typst refuses what is not PDF/UA-1, and a checker that is not Typst agrees."""
    report = page.validate_pdf_bytes(compile_body(SECTION + PLAIN[kind].to_typst()), profile="ua1")
    assert report.is_compliant, report.failures


@pytest.mark.parametrize("kind", PLAIN, ids=lambda kind: kind.__name__)
def test_html_form_is_well_formed(kind: type[Bloc]) -> None:
    """A browser mends what it can and says nothing: a strict parser must accept the tags as they are."""
    html = re.sub(r"<(br|col|img)\b([^>]*)>", r"<\1\2/>", PLAIN[kind].to_html())  # void elements, as XML has them
    tree = ElementTree.fromstring(f"<div>{html}</div>")
    assert "".join(tree.itertext()).strip()
    for paragraph in tree.iter("p"):
        assert {e.tag for e in paragraph.iter()} <= {"p", "strong", "span", "br"}, "a paragraph holds text only"


@pytest.mark.parametrize("kind", [k for k in PLAIN if k is not Entete], ids=lambda kind: kind.__name__)
def test_the_three_forms_say_the_same_words(
    kind: type[Bloc], compile_body: Callable[[str], bytes], pdf_text: Callable[[bytes], str]
) -> None:
    """A report must not say less on paper than on screen. Words of the alternative text are not shown."""
    block = every_block("Repère")[kind]
    on_screen = BeautifulSoup(block.to_html(), "html.parser").get_text().count("Repère")
    on_paper = pdf_text(compile_body(SECTION + block.to_typst())).count("Repère")
    assert on_screen == on_paper > 0
    assert "Repère" in block.to_text()


@pytest.fixture(scope="module")
def infested(shown: Callable[..., NotebookNode]) -> tuple[BeautifulSoup, pypdf.PdfReader]:
    """A report whose every text is hostile, as page and as PDF."""
    texts = [*PAYLOADS.values(), *INVISIBLE.values()]
    parts = [block for text in texts for kind, block in every_block(text).items() if kind is not Entete]
    title = " ".join(PAYLOADS.values())
    notebook = shown(*parts, entete=Entete(title, title, title, title, title, "2026-01-02", title))
    html, _ = ReportHTMLExporter().from_notebook_node(notebook)
    pdf, _ = ReportPDFExporter().from_notebook_node(notebook)
    return BeautifulSoup(html, "html.parser"), pypdf.PdfReader(io.BytesIO(pdf))


def test_payloads_are_text_of_the_page(infested: tuple[BeautifulSoup, pypdf.PdfReader]) -> None:
    soup, _ = infested
    text = squash(soup.main.get_text())
    for payload in PAYLOADS.values():
        assert text.count(squash(typeset(payload))) >= len(PLAIN), payload


def test_payloads_add_neither_element_nor_attribute(infested: tuple[BeautifulSoup, pypdf.PdfReader]) -> None:
    soup, _ = infested
    assert [script.string.strip() for script in soup.find_all("script")] == [page_script(*SCRIPTS).strip()]
    assert not soup.find_all(["iframe", "object", "b", "a", "img"], href=None)
    handlers = {name for tag in soup.find_all() for name in tag.attrs if name.startswith("on")}
    assert handlers == set()


def test_payloads_are_whole_in_attributes_and_title(infested: tuple[BeautifulSoup, pypdf.PdfReader]) -> None:
    soup, _ = infested
    payload = typeset(PAYLOADS["img"])
    assert payload in {chart["aria-label"] for chart in soup.select("svg[role=img]")}
    assert payload in {region["aria-label"] for region in soup.select("[role=region]")}
    assert payload in soup.title.get_text()


def test_payloads_are_text_of_the_pdf(infested: tuple[BeautifulSoup, pypdf.PdfReader]) -> None:
    _, reader = infested
    text = squash("".join(p.extract_text() for p in reader.pages))
    for payload in PAYLOADS.values():
        assert text.count(squash(typeset(payload))) >= len(PLAIN), payload
    assert reader.metadata.title == " ".join(typeset(p) for p in PAYLOADS.values())


def test_pdf_runs_and_opens_nothing(infested: tuple[BeautifulSoup, pypdf.PdfReader]) -> None:
    _, reader = infested
    catalog = reader.trailer["/Root"]
    assert not {"/OpenAction", "/AA"} & catalog.keys()
    assert "/JavaScript" not in catalog.get("/Names", {})
    assert all("/Annots" not in p for p in reader.pages)


def test_characters_that_hide_or_reorder_text_are_dropped(infested: tuple[BeautifulSoup, pypdf.PdfReader]) -> None:
    soup, reader = infested
    allowed = {"\n", "\u00ad"}
    for text in (soup.main.get_text(), "".join(p.extract_text() for p in reader.pages)):
        found = {c for c in text if unicodedata.category(c) in ("Cc", "Cf")} - allowed
        assert found == set()
        assert "abcd" in squash(text)  # what is around them stays


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("fête 🎉 réussie", "fête□réussie"),
        ("✅\ufe0f merci", "□merci"),
        ("famille 👨‍👩‍👧", "famille□□□"),
        ("مرحبا", "□□□□□"),
        ("e\u0301cole", "école"),
        ("a\tb\u3000c", "abc"),
    ],
)
def test_a_character_that_the_font_lacks_is_a_square_and_not_a_failure(
    written: str, printed: str, shown: Callable[..., NotebookNode]
) -> None:
    """PDF/UA forbids a missing glyph: without care, one emoji in a finding costs the whole report."""
    pdf, _ = ReportPDFExporter().from_notebook_node(shown(Paragraphe(["[[", written, "]]"])))
    text = squash(pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text())
    assert unicodedata.normalize("NFC", text.split("[[")[1].split("]]")[0]) == printed
    assert page.validate_pdf_bytes(pdf, profile="ua1").is_compliant


def test_a_square_stands_apart_from_its_neighbours(shown: Callable[..., NotebookNode]) -> None:
    """White space of any kind stays white space: two words never become one."""
    pdf, _ = ReportPDFExporter().from_notebook_node(shown(Paragraphe("un\u2028deux\u3000trois")))
    assert "un deux trois" in pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text()


# What French text, figures and code are made of, and all that Typst and HTML give a meaning to.
LATIN = st.characters(min_codepoint=0x20, max_codepoint=0x17F, exclude_categories=("Cc", "Cf"))
FRENCH = st.sampled_from("«»’‘“”…–—−€œŒæ\u202f\u00a0\"'\\#$*_`<>@[]{}()~=+-/%;:!?&\n")


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(text=st.text(alphabet=LATIN | FRENCH, max_size=50))
@example(text='\\"')
@example(text="\\u{0}")
@example(text="//")
@example(text="/*")
@example(text="https://exemple.fr")
@example(text="---...~\\")
def test_any_text_comes_back_from_the_pdf(
    text: str, compile_body: Callable[[str], bytes], pdf_text: Callable[[bytes], str]
) -> None:
    forms: Contenu = [text, Saut(), Fort(text), Saut(), Discret(text), Saut(), Signal("alerte", text)]
    body = f"#par({blocs.inline_typst(forms)})\n\n#par({typst_string(typeset(text))})"
    expected = squash(typeset(text))
    assert pdf_text(compile_body(body)) == 3 * expected + "!" + 2 * expected


def links(pdf: bytes) -> list[Any]:
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    return [a.get_object() for p in reader.pages for a in p.get("/Annots", [])]


def test_a_call_is_a_link_to_its_note(compile_body: Callable[[str], bytes]) -> None:
    """On the page and on paper, from every place that may call a note; PDF/UA-1 wants links tagged and described."""
    calls = [
        Paragraphe(["Un chiffre", Renvoi(1), "."]),
        Liste((["Un autre", Renvoi(12)],)),
        Fiche((("Population", ["837", Renvoi(1)]),)),
        Tableau("Table", ("A", "B"), (("a", ["b", Renvoi(12)]),), (1, 1)),
        ChiffresCles((ChiffreCle("42 %", "Emploi", "2019", (), 1),)),
    ]
    report = Suite((*calls, Notes("Sources", {1: Note("La première"), 12: Note("La douzième")})))
    soup = BeautifulSoup(report.to_html(), "html.parser")
    assert [a["href"] for a in soup.select("a")] == ["#note-1", "#note-12", "#note-1", "#note-12", "#note-1"]
    assert all(soup.find(id=a["href"].removeprefix("#")) for a in soup.select("a"))
    assert [a["aria-label"] for a in soup.select("a")][:2] == ["note 1", "note 12"]
    pdf = compile_body(SECTION + report.to_typst())
    found = links(pdf)
    assert len(found) >= len(calls)
    assert all(link["/Subtype"] == "/Link" and ("/Dest" in link or "/A" in link) for link in found)
    verdict = page.validate_pdf_bytes(pdf, profile="ua1")
    assert verdict.is_compliant, verdict.failures


def test_a_call_in_a_header_is_a_link_of_the_page_and_a_number_on_paper(compile_body: Callable[[str], bytes]) -> None:
    """A header that is repeated on the next page is an artifact of the PDF, which may hold no link."""
    rows = tuple((f"ligne {n}", "x") for n in range(90))
    report = Suite((Tableau("Table", ("A", ["B", Renvoi(1)]), rows, (1, 1)), Notes("Sources", {1: Note("Une source")})))
    assert BeautifulSoup(report.to_html(), "html.parser").thead.a["href"] == "#note-1"
    pdf = compile_body(SECTION + report.to_typst())
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    assert len(reader.pages) > 1
    assert all("B\u202f[1]" in p.extract_text() for p in reader.pages[:2])
    assert page.validate_pdf_bytes(pdf, profile="ua1").is_compliant


def test_a_call_without_its_note_is_a_number_and_not_a_failure(compile_body: Callable[[str], bytes]) -> None:
    """An analyst may take the last cell, with the notes, out of a notebook."""
    pdf = compile_body(Paragraphe(["Un chiffre", Renvoi(7), "."]).to_typst())
    assert links(pdf) == []
    assert page.validate_pdf_bytes(pdf, profile="ua1").is_compliant


@pytest.mark.parametrize(
    ("groupes", "bodies"),
    [((), [3]), (((0, "Un"), (2, "Deux")), [3, 2]), (((1, "Un"),), [1, 3])],
    ids=["no group", "from the first row", "after rows of no group"],
)
def test_groups_of_rows_have_a_header_of_their_own(
    groupes: tuple[tuple[int, str], ...], bodies: list[int], compile_body: Callable[[str], bytes]
) -> None:
    table = Tableau("Table", ("A", "B"), (("a", "b"), ("c", "d"), ("e", "f")), (1, 1), groupes=groupes)
    soup = BeautifulSoup(table.to_html(), "html.parser")
    assert [len(body.find_all("tr")) for body in soup.find_all("tbody")] == bodies
    named = soup.select('th[scope="rowgroup"]')
    assert [(th["colspan"], th.text) for th in named] == [("2", name) for _, name in groupes]
    pdf = compile_body(table.to_typst())
    text = pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text()
    assert re.sub(r"\s+", " ", text).startswith("Essai Table A B")
    for first, name in groupes:
        assert re.search(rf"{name}\s+{'ace'[first]}\b", text)
    assert page.validate_pdf_bytes(pdf, profile="ua1").is_compliant


@pytest.mark.parametrize(
    "shape",
    [
        {"entetes": ("A",)},
        {"largeurs": (1.0,)},
        {"lignes": (("a", "b"), ("a",))},
        {"lignes": (("a", "b", "c"),)},
    ],
    ids=["header", "width", "short row", "long row"],
)
def test_a_table_refuses_ragged_rows(shape: dict[str, object]) -> None:
    good: dict[str, object] = {"entetes": ("A", "B"), "lignes": (("a", "b"),), "largeurs": (1.0, 1.0)}
    Tableau("Légende", **good)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="Légende"):
        Tableau("Légende", **(good | shape))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "bloc",
    [
        Encadre("Note", ("mot " * 3000 + "fin",)),
        Tableau("Table", ("Étroite", "Large"), (("mot " * 300 + "fin", "x"),), (6, 94)),
        Tableau("Table", ("Étroite", "Large"), (("x", "mot " * 3000 + "fin"),), (6, 94)),
    ],
    ids=["note", "narrow cell", "long cell"],
)
def test_what_is_longer_than_a_page_goes_on_over_the_next(bloc: Bloc, compile_body: Callable[[str], bytes]) -> None:
    """Drawn whole, it would run off the page without a word of warning."""
    document = read_pages(compile_body(bloc.to_typst()))
    assert len(document.textes) > 1
    assert document.dehors == []
    assert any("fin" in text for text in document.textes)


def tags_of(pdf: bytes) -> list[str]:
    """The tags of a document, in reading order, without slash."""

    def walk(node: Any) -> list[str]:
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            return [tag for kid in node for tag in walk(kid)]
        if not isinstance(node, dict) or "/S" not in node:
            return []
        return [str(node["/S"])[1:], *(walk(node["/K"]) if "/K" in node else [])]

    return walk(pypdf.PdfReader(io.BytesIO(pdf)).trailer["/Root"]["/StructTreeRoot"]["/K"])


def test_the_identity_is_a_list_and_a_charts_title_a_paragraph(compile_body: Callable[[str], bytes]) -> None:
    """Not loose spans: a reader goes from a label to the next, and hears the title of a chart as one."""
    fiche = Fiche((("QPV 2024", "QN05920M"), ("Communes", "Anzin"), ("Statut", Puces(("validé", "voté")))))
    tags = tags_of(compile_body(fiche.to_typst()))
    assert tags.count("Lbl") >= 3
    assert tags.count("LBody") == tags.count("Lbl")
    assert tags[2:5] == ["Div", "Div", "L"]
    chart = tags_of(compile_body(SECTION + Graphique("Un titre", SVG, "Un trait.", "Une source", 6).to_typst()))
    assert chart[chart.index("Caption") + 1] == "P"


def place_of(pdf: bytes, text: str) -> tuple[float, float]:
    """Where a text starts and ends on the first page, in points from the left."""
    with opened(pdf) as document:
        textpage = document[0].get_textpage()
        index, count = textpage.search(text, match_case=True).get_next()
        return textpage.get_charbox(index)[0], textpage.get_charbox(index + count - 1)[2]


def gap_after(pdf: bytes, figure: str) -> float:
    """Between a figure and the sign of its unit, the last one of the page."""
    with opened(pdf) as document:
        textpage = document[0].get_textpage()
        signs = [n for n in range(textpage.count_chars()) if textpage.get_text_range(n, 1) == "%"]
        return float(textpage.get_charbox(signs[-1])[0] - place_of(pdf, figure)[1])


def test_decimal_marks_of_a_column_are_under_each_other(compile_body: Callable[[str], bytes]) -> None:
    """A unit stays beside its number; a column is one of numbers if each of its cells is one, or says that there is
    none."""
    rows = (("a", "38,4 %", "12"), ("b", Fort("7 %"), "1 305"), ("c", "—", "non diffusé"))
    pdf = compile_body(SECTION + Tableau("Table", ("Nom", "Part", "Nombre"), rows, (1, 1, 1)).to_typst())
    assert place_of(pdf, "38")[1] == pytest.approx(
        place_of(pdf, "7")[1], abs=1.5
    )  # the unit of the bold one is a little wider
    assert place_of(pdf, "%")[0] - place_of(pdf, "4")[1] == pytest.approx(gap_after(pdf, "7"), abs=0.3)
    ends = [place_of(pdf, text)[1] for text in ("12", "305", "diffusé")]
    assert max(ends) - min(ends) < 1
    words = Tableau("Table", ("Nom", "Dit"), (("a", "12 QPV sur 15"), ("b", "9")), (1, 1))
    pdf = compile_body(SECTION + words.to_typst())
    assert place_of(pdf, "12 QPV")[0] == pytest.approx(place_of(pdf, "9")[0], abs=1)
