"""The index page, from entries made by hand."""

import pytest
from bs4 import BeautifulSoup

from quartiers.export.sommaire import Entree, render_index


@pytest.fixture(scope="module")
def index() -> BeautifulSoup:
    synthese = Entree("Synthèse", "Ce qui est partagé :", ())
    entries = [
        Entree(
            "<b>Quartier</b> d'essai", "Commune & Cie", (("HTML", "quartiers/un.html"), ("PDF", "quartiers/un.pdf"))
        ),
        Entree("Quartier absent", "Ailleurs", ()),
    ]
    return BeautifulSoup(render_index("Contrat <i>", "2 projets", synthese, entries), "html.parser")


def test_texts_are_escaped(index: BeautifulSoup) -> None:
    assert index.h1.get_text() == index.title.get_text() == "Contrat <i>"
    assert not index.find_all(["b", "i"])
    assert "<b>Quartier</b> d'essai" in index.tbody.get_text()


def test_links_are_named_after_their_report(index: BeautifulSoup) -> None:
    """Read out of context, eighteen links called « HTML » say nothing."""
    links = {a["href"]: a.get_text() for a in index.select("tbody a")}
    assert links == {
        "quartiers/un.html": "HTML – <b>Quartier</b> d'essai",
        "quartiers/un.pdf": "PDF – <b>Quartier</b> d'essai",
    }


def test_what_is_not_built_is_said(index: BeautifulSoup) -> None:
    _, absent = index.select("tbody tr")
    assert "non généré" in absent.get_text()
    assert "non généré" in index.main.find("p", class_=None).get_text()
