"""The HTML exporter on small notebooks: what it shows, what it hides, what it says of the document."""

import base64
from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from nbformat import NotebookNode, ValidationError
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from quartiers.export import ReportHTMLExporter, ReportTypstExporter
from quartiers.export.base import NO_ALTERNATIVE
from quartiers.export.feuille import page_script
from quartiers.export.html import SCRIPTS
from quartiers.presentation.blocs import Entete, Paragraphe, Suite, Titre

Shown = Callable[..., NotebookNode]
PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n").decode()


def export(notebook: NotebookNode) -> BeautifulSoup:
    page, _ = ReportHTMLExporter().from_notebook_node(notebook)
    return BeautifulSoup(page, "html.parser")


def notebook_of(*outputs: NotebookNode) -> NotebookNode:
    return new_notebook(cells=[new_code_cell("code_source_masque()", outputs=list(outputs))])


def test_title_and_description_come_from_the_heading_block(shown: Shown) -> None:
    entete = Entete("Titre", "", "", "Titre <du> document", 'Une "description"', "2026-01-02", "Pied & foot")
    soup = export(shown(entete=entete))
    assert soup.title.get_text() == "Titre <du> document"
    assert soup.find("meta", attrs={"name": "description"})["content"] == 'Une "description"'
    assert soup.footer.get_text(strip=True) == "Pied & foot"


def test_a_notebook_without_heading_block_is_named_by_its_first_heading() -> None:
    """An analyst's own notebook is exported too."""
    soup = export(new_notebook(cells=[new_markdown_cell("# Mon analyse\n\n## Partie")]))
    assert soup.title.get_text() == "Mon analyse"
    assert [a.get_text() for a in soup.select("nav a")] == ["Partie"]


def test_a_page_without_section_has_no_empty_contents() -> None:
    assert export(new_notebook(cells=[new_markdown_cell("# Titre")])).find("nav") is None


def test_contents_list_the_sections_in_order(shown: Shown) -> None:
    soup = export(shown("## Une", Paragraphe("a"), "## Deux\n\n### Sous-partie", "## L'autre : <b>"))
    assert [a.get_text() for a in soup.select("nav a")] == ["Une", "Deux", "L’autre\u202f: <b>"]


def test_contents_list_the_sections_whose_heading_a_block_has(shown: Shown) -> None:
    part = Suite((Titre("L'annexe & <b>", niveau=2), Titre("Sous-partie"), Paragraphe("a")))
    soup = export(shown("## Une", part, "## Deux"))
    assert [a.get_text() for a in soup.select("nav a")] == ["Une", "L’annexe & <b>", "Deux"]
    assert all(soup.find(id=a["href"].removeprefix("#")) for a in soup.select("nav a"))


def test_a_section_with_nothing_to_say_leaves_the_page_as_it_was(shown: Shown) -> None:
    """The ids of what follows too: a link to them goes on leading there."""
    said, more = ("## Une", Paragraphe("a")), ("## Deux", Paragraphe("b"))
    page, _ = ReportHTMLExporter().from_notebook_node(shown(*said, *more))
    other, _ = ReportHTMLExporter().from_notebook_node(shown(*said, Suite(()), *more))
    assert other == page


def test_a_heading_over_nothing_goes_with_what_it_was_over(shown: Shown) -> None:
    soup = export(shown("## Une", Suite(()), Suite(()), "## Deux", Suite(()), Paragraphe("a"), "## Trois\n\nUn texte."))
    assert [a.get_text() for a in soup.select("nav a")] == ["Deux", "Trois"]
    assert "Une" not in soup.main.get_text()


def test_code_is_hidden_and_text_outputs_are_escaped() -> None:
    soup = export(
        notebook_of(
            new_output("stream", name="stdout", text="imprimé <script>alert(1)</script>\n"),
            new_output("execute_result", data={"text/plain": "<objet & résultat>"}, execution_count=1),
        )
    )
    assert "code_source_masque" not in soup.get_text()
    assert [pre.get_text().strip() for pre in soup.find_all("pre")] == [
        "imprimé <script>alert(1)</script>",
        "<objet & résultat>",
    ]
    assert [script.string.strip() for script in soup.find_all("script")] == [page_script(*SCRIPTS).strip()]


def test_warnings_of_the_code_are_not_part_of_the_report() -> None:
    warning = new_output("stream", name="stderr", text="FutureWarning: /home/agent/projet\n")
    assert "FutureWarning" not in export(notebook_of(warning)).get_text()


@pytest.mark.parametrize(("mime", "data"), [("image/svg+xml", "<svg></svg>"), ("image/png", PNG)])
@pytest.mark.parametrize(
    ("metadata", "alt"),
    [({"alt": 'Une "carte"'}, 'Une "carte"'), ({"MIME": {"alt": "Une carte"}}, "Une carte"), ({}, NO_ALTERNATIVE)],
    ids=["output", "per type", "none"],
)
def test_an_image_output_is_embedded_with_its_alternative(
    mime: str, data: str, metadata: dict[str, object], alt: str
) -> None:
    """Jupyter puts metadata on the output or under its MIME type; nbconvert's own template drops both."""
    metadata = {mime if key == "MIME" else key: value for key, value in metadata.items()}
    image = export(notebook_of(new_output("display_data", data={mime: data}, metadata=metadata))).find("img")
    head, encoded = image["src"].split(",")
    assert head == f"data:{mime};base64"
    assert base64.b64decode(encoded) == (data.encode() if mime == "image/svg+xml" else base64.b64decode(data))
    assert image["alt"] == alt


def test_markdown_output_is_rendered() -> None:
    output = new_output("display_data", data={"text/markdown": "un **mot** <i>"})
    paragraph = export(notebook_of(output)).main.p
    assert (paragraph.strong.get_text(), paragraph.get_text()) == ("mot", "un mot <i>")


def test_the_page_form_wins_over_the_others(shown: Shown) -> None:
    """A block carries HTML, Typst and plain text: a page shows the first and only that."""
    soup = export(shown(Paragraphe("Un texte")))
    assert soup.main.get_text().count("Un texte") == 1
    assert "#par(" not in str(soup)


def test_same_notebook_gives_the_same_bytes(shown: Shown) -> None:
    notebook = shown("## Section", Paragraphe("a"))
    first, second = (ReportHTMLExporter().from_notebook_node(notebook)[0] for _ in range(2))
    assert first == second


def test_exporting_leaves_the_notebook_as_it_was(shown: Shown) -> None:
    """The same executed notebook is written to disk and exported twice."""
    notebook = shown("## Section", Paragraphe("a"))
    before = str(notebook)
    export(notebook)
    assert str(notebook) == before


def test_a_page_alone_leads_nowhere_and_one_of_a_folder_where_it_is_told(shown: Callable[..., NotebookNode]) -> None:
    """An analyst's page has no index beside it; addresses are escaped; a PDF not asked for is not offered."""
    notebook = shown("## Une", Paragraphe("a"))
    assert export(notebook).select(".voisins") == []
    voisins = {"sommaire": "../index.html", "classeur": '../"><b>.xlsx', "suivants": [["Cité <b>", 'a">.html']]}
    page = BeautifulSoup(ReportHTMLExporter().from_notebook_node(notebook, {"voisins": voisins})[0], "html.parser")
    assert [a["href"] for a in page.select(".voisins a")] == ["../index.html", '../"><b>.xlsx', 'a">.html']
    assert page.select(".voisins li")[-1].get_text() == "Même commune\u202f: Cité <b>"


@pytest.mark.parametrize("exporter", [ReportHTMLExporter, ReportTypstExporter])
def test_a_notebook_that_is_no_more_one_is_refused(exporter: type[ReportHTMLExporter]) -> None:
    """It is checked once, when all that is done to it is."""
    notebook = new_notebook(cells=[new_code_cell("1", outputs=[new_output("stream", name="stdout", text="x")])])
    notebook.cells[0].outputs[0]["name"] = 3
    with pytest.raises(ValidationError, match="'string'"):
        exporter().from_notebook_node(notebook)
