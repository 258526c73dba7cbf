"""The addresses of sections, which people send and keep: those that are told here are for good."""

import re
from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell, new_notebook

from quartiers.donnees import Contrat
from quartiers.export import ReportHTMLExporter
from quartiers.presentation.blocs import Titre
from quartiers.presentation.rapport_quartier import RapportQuartier
from quartiers.presentation.rapport_synthese import RapportSynthese

QUARTIER = (
    *("essentiel", "priorites-en-bref", "avancement", "depuis", "diagnostic", "concertation", "suites", "votes"),
    *("constats", "priorites", "chaine", "retraits", "fiabilite", "actions", "sources"),
)
SYNTHESE = (
    *("essentiel", "depuis", "matrice", "ensemble", "actions", "suites", "votes", "themes", "enonces"),
    *("indicateurs", "publies", "fiabilite", "publication", "familles", "sources"),
)


def page_of(notebook: NotebookNode) -> BeautifulSoup:
    return BeautifulSoup(ReportHTMLExporter().from_notebook_node(notebook)[0], "html.parser")


@pytest.fixture(scope="module")
def pages(contrat: Contrat, suivi: Contrat, run_cells: Callable[..., NotebookNode]) -> dict[str, BeautifulSoup]:
    """Of both contracts: between them they have every section."""
    reports = {
        "quartier": RapportQuartier("saint-saulve-pepiniere", contrat=contrat),
        "quartier suivi": RapportQuartier("tilleuls", contrat=suivi),
        "synthese": RapportSynthese(contrat=contrat),
        "synthese suivie": RapportSynthese(contrat=suivi),
    }
    return {name: page_of(run_cells(report, name.split()[0])) for name, report in reports.items()}


@pytest.mark.parametrize(("kind", "names"), [("quartier", QUARTIER), ("synthese", SYNTHESE)])
def test_sections_have_the_names_that_are_told(
    pages: dict[str, BeautifulSoup], kind: str, names: tuple[str, ...]
) -> None:
    """In their order, and no other: what is not there has nothing to say."""
    for name, page in pages.items():
        if name.startswith(kind):
            found = [h["id"] for h in page.find_all("h2")]
            assert found == [known for known in names if known in found]
            assert len(found) >= 6
            assert [a["href"] for a in page.select(".sommaire a")] == [f"#{anchor}" for anchor in found]


def test_every_name_is_short_and_plain_and_its_own(pages: dict[str, BeautifulSoup]) -> None:
    for page in pages.values():
        names = [tag["id"] for tag in page.find_all(id=True)]
        assert len(names) == len(set(names))
        headings = [h["id"] for h in page.find_all(["h2", "h3"])]
        assert [name for name in headings if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name)] == []
        assert [name for name in (h["id"] for h in page.find_all("h2")) if len(name) > 20] == []


@pytest.mark.parametrize(
    ("former", "name"), [("diagnostic-par-thème", "diagnostic"), ("l-essentiel", "essentiel"), ("à-savoir", "a-savoir")]
)
def test_a_link_made_when_names_came_from_the_words_leads_there(
    pages: dict[str, BeautifulSoup], former: str, name: str
) -> None:
    target = pages["quartier"].find(id=former)
    assert target is not None
    assert target.parent is not None
    assert target.parent["id"] == name


def test_words_may_change_and_the_name_stays() -> None:
    cells = [new_markdown_cell(f"## {text}", metadata={"ancre": "constats"}) for text in ("Constats", "Relevé")]
    found = [[h["id"] for h in page_of(new_notebook(cells=[cell])).find_all("h2")] for cell in cells]
    assert found == [["constats"], ["constats"]]
    assert [Titre(text, 2, ancre="votes").to_html().split('"')[1] for text in ("Votes", "Scrutins")] == ["votes"] * 2


def test_a_section_that_an_analyst_adds_has_a_name_of_its_words() -> None:
    """Without accents, and never one that is taken."""
    page = page_of(new_notebook(cells=[new_markdown_cell("## Où l'on en est"), new_markdown_cell("## Ou l'on en est")]))
    assert [h["id"] for h in page.find_all("h2")] == ["ou-l-on-en-est", "ou-l-on-en-est-2"]
