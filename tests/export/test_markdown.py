"""A Markdown cell says the same thing on screen and on paper, and nothing in it is taken for markup."""

import io
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

import pypdf
import pytest
from bs4 import BeautifulSoup
from nbformat import NotebookNode

from quartiers.export import ReportHTMLExporter
from quartiers.export.markdown import headings, to_html, to_typst
from quartiers.presentation.blocs import Titre

RICH = """\
## Sous-titre avec *accent* et `code`

Un paragraphe **fort**, *souligné*, ~~retiré~~, `x < y`, et [un lien](https://exemple.fr/page?a=1&b=2).

- un
- deux
  - deux bis

3. trois
4. quatre

> cité

```
bloc  de code
```

| Colonne A | Colonne B |
|-----------|----------:|
| cellule 1 | cellule 2 |

---

fin
"""


@pytest.fixture(scope="module")
def rich_html() -> BeautifulSoup:
    return BeautifulSoup(to_html(RICH, [("id-donne", "id-d-avant")]), "html.parser")


@pytest.fixture(scope="module")
def rich_pdf(compile_body: Callable[[str], bytes]) -> bytes:
    return compile_body(to_typst(RICH))


def text_of(soup: BeautifulSoup) -> str:
    return soup.get_text(" ", strip=True)


@pytest.mark.parametrize(
    ("selector", "text"),
    [
        ("h2#id-donne", "Sous-titre avec accent et code"),
        ("h2 > span#id-d-avant", ""),
        ("strong", "fort"),
        ("em", "accent"),
        ("del", "retiré"),
        ("p code", "x < y"),
        ("ul > li > ul > li", "deux bis"),
        ("ol[start='3'] > li", "trois"),
        ("blockquote", "cité"),
        ("pre", "bloc  de code"),
        ("th[scope=col]", "Colonne A"),
        ("td", "cellule 1"),
    ],
)
def test_html_has_the_element(rich_html: BeautifulSoup, selector: str, text: str) -> None:
    found = rich_html.select_one(selector)
    assert found is not None
    assert re.sub(r"\n", "", found.get_text()) == text


def test_html_link_keeps_its_address(rich_html: BeautifulSoup) -> None:
    link = rich_html.find("a")
    assert (link["href"], link.get_text()) == ("https://exemple.fr/page?a=1&b=2", "un lien")


def test_pdf_says_what_the_html_says(rich_pdf: bytes, pdf_text: Callable[[bytes], str]) -> None:
    # What the page writes by itself is left out: bullets and numbers.
    expected = (
        "Sous-titreavecaccentetcodeUnparagraphefort,souligné,retiré,x<y,etunlien."
        "•un•deux•deuxbis3.trois4.quatrecitéblocdecodeColonneAColonneBcellule1cellule2fin"
    )
    assert pdf_text(rich_pdf) == expected


def test_pdf_heading_is_a_bookmark_and_its_link_works(rich_pdf: bytes) -> None:
    reader = pypdf.PdfReader(io.BytesIO(rich_pdf))
    [title, [subtitle]] = reader.outline
    assert (title.title, subtitle.title) == ("Essai", "Sous-titre avec accent et code")
    addresses = [note.get_object()["/A"]["/URI"] for note in reader.pages[0]["/Annots"]]
    assert addresses == ["https://exemple.fr/page?a=1&b=2"]


@pytest.mark.parametrize(
    "written",
    [
        "<b>gras</b>",
        "avant <script>alert(1)</script> après",
        '<img src="https://exemple.fr/x.png" onerror="alert(1)">',
        "#panic(1)",
        '#include "/etc/passwd"',
        "$x^2$",
        "<etiquette> @reference",
        "// commentaire /* autre */",
        "= pas un titre Typst",
        "\\#let x = 1",
        "crochets ] [ et accolades } {",
        '"guillemets" et \\u{41}',
    ],
)
def test_markup_of_html_and_typst_is_text(
    written: str, compile_body: Callable[[str], bytes], pdf_text: Callable[[bytes], str]
) -> None:
    # A backslash before punctuation is Markdown's own way to write that character.
    expected = re.sub(r"\\(?=[#_*])", "", written)
    soup = BeautifulSoup(to_html(written), "html.parser")
    assert text_of(soup) == expected
    assert {tag.name for tag in soup.find_all()} == {"p"}
    assert pdf_text(compile_body(to_typst(written))) == re.sub(r"\s", "", expected)


@pytest.mark.parametrize("written", ["`&lt;`", "`a \\\\ b`", '`"`', "`<b>`", "`#panic()`"])
def test_code_is_shown_as_it_is_written(
    written: str, compile_body: Callable[[str], bytes], pdf_text: Callable[[bytes], str]
) -> None:
    expected = written.strip("`")
    assert text_of(BeautifulSoup(to_html(written), "html.parser")) == expected
    assert pdf_text(compile_body(to_typst(written))) == expected.replace(" ", "")


def test_an_image_is_its_alternative_text(
    compile_body: Callable[[str], bytes], pdf_text: Callable[[bytes], str]
) -> None:
    """A page must ask nothing of another site, and Typst has no file to read: the words remain."""
    written = "voir ![la *carte* <i>](https://exemple.fr/carte.png) ici"
    html = to_html(written)
    assert "exemple.fr" not in html
    soup = BeautifulSoup(html, "html.parser")
    assert soup.find("img") is None
    assert text_of(soup) == "voir la carte <i> ici"
    assert pdf_text(compile_body(to_typst(written))) == "voirlacarte<i>ici"


@pytest.mark.parametrize("address", ["", "#section-1-0", "javascript:alert(1)", "data:text/html,x"])
def test_a_link_that_leads_nowhere_from_a_pdf_is_plain_text(
    address: str, compile_body: Callable[[str], bytes], pdf_text: Callable[[bytes], str]
) -> None:
    """An empty address is an error for Typst, and an anchor of the page means nothing in a PDF."""
    pdf = compile_body(to_typst(f"[texte]({address})"))
    assert pdf_text(pdf) == "texte"
    assert "/Annots" not in pypdf.PdfReader(io.BytesIO(pdf)).pages[0]


def test_html_refuses_addresses_that_run_code() -> None:
    link = BeautifulSoup(to_html("[texte](javascript:alert(1))"), "html.parser").find("a")
    assert not link["href"].startswith("javascript")


def test_french_typography_applies_to_the_text_but_not_to_code_or_addresses() -> None:
    soup = BeautifulSoup(to_html("L'écart : 4 % `l'x : 4 %` [l'un](https://exemple.fr/l'un)"), "html.parser")
    assert soup.find("code").get_text() == "l'x : 4 %"
    assert unquote(soup.find("a")["href"]) == "https://exemple.fr/l'un"
    assert soup.find("a").get_text() == "l’un"
    assert soup.get_text().startswith("L’écart\u202f: 4\u202f%")


def test_headings_of_a_cell_match_those_of_its_html() -> None:
    """The contents link to headings by rank: one inside a quote or a list counts too."""
    source = "# Un\n\n> ## Cité\n\n- ### En liste\n\n## L'un et `l'<b>`\n"
    soup = BeautifulSoup(to_html(source, [(name, "") for name in "abcd"]), "html.parser")
    found = [(int(h.name[1]), h.get_text()) for h in soup.find_all(re.compile("h[1-6]"))]
    assert headings(source) == found == [(1, "Un"), (2, "Cité"), (3, "En liste"), (2, "L’un et l'<b>")]
    assert [h["id"] for h in soup.find_all(re.compile("h[1-6]"))] == list("abcd")


def test_contents_lead_to_the_right_heading(shown: Callable[..., NotebookNode]) -> None:
    page, _ = ReportHTMLExporter().from_notebook_node(shown("> ## Cité\n\n## Section"))
    soup = BeautifulSoup(page, "html.parser")
    links = {a.get_text(): soup.find(id=a["href"].removeprefix("#")).get_text() for a in soup.select("nav a")}
    assert links == {"Cité": "Cité", "Section": "Section"}


@pytest.mark.parametrize(
    "source", ["", "\n\n", "| A |\n|---|", "- \n- a", "[a]: https://exemple.fr", "***", "\x00a\x01"]
)
def test_odd_cells_compile(source: str, compile_body: Callable[[str], bytes]) -> None:
    assert compile_body(to_typst(source)).startswith(b"%PDF-")


def test_an_address_is_that_of_the_heading_wherever_it_stands_and_is_given_once(
    shown: Callable[..., NotebookNode],
) -> None:
    """A link made today leads there next year, whatever was put before; two headings of one name have two."""

    def addresses(*parts: Any) -> dict[str, list[str]]:
        page, _ = ReportHTMLExporter().from_notebook_node(shown(*parts))
        found: dict[str, list[str]] = {}
        for heading in BeautifulSoup(page, "html.parser").select("h2[id], h3[id]"):
            found.setdefault(heading.get_text(), []).append(heading["id"])
        return found

    section = "## Ce qui a été décidé"
    alone = addresses(section)
    assert alone == {"Ce qui a été décidé": ["ce-qui-a-ete-decide"]}
    assert addresses("## Avant\n\n### Encore", section)["Ce qui a été décidé"] == alone["Ce qui a été décidé"]
    twice = addresses("## Sources", Titre("Sources", 2), "## Sources", "### ?!", "### …")
    assert sorted(twice["Sources"]) == ["sources", "sources-2", "sources-3"]
    assert len({i for ids in twice.values() for i in ids}) == 5
