"""The index page, from entries made by hand."""

import base64
import dataclasses
import hashlib
import json

import pytest
from bs4 import BeautifulSoup, Tag

from quartiers.export.sommaire import (
    MAX_MARKS,
    Document,
    Entree,
    Lien,
    Sommaire,
    render_index,
)
from quartiers.repertoire import Element, Filtre, Forme, Groupe, Nom

HOSTILE = """</script><script>alert(1)</script> "guillemets" & 'apostrophe'"""


def entry(identifiant: str, titre: str, *, liens: tuple[Lien, ...] = (), groupes: tuple[Groupe, ...] = ()) -> Entree:
    facets = {"commune": ("Commune & Cie",)}
    return Entree(
        identifiant, "1", titre, "Commune & Cie", "Commune & Cie", 3.5, 50.3, "rien", liens, "", facets, groupes
    )


SOMMAIRE = Sommaire(
    "Contrat <i>",
    "2 projets",
    (("Données au", "23 novembre 2026"),),
    (Document("Synthèse", "Ce qui est partagé", ()),),
    Nom("quartier", "quartiers"),
    (Filtre("public", "Public", "Tous", ((HOSTILE, HOSTILE),)),),
    (
        entry(
            "un",
            "<b>Quartier</b> d'essai",
            liens=(Lien("HTML", "quartiers/un.html", "12 Ko"), Lien("PDF", "quartiers/un.pdf", "8 Ko")),
            groupes=(
                Groupe(
                    Nom("priorité", "priorités"),
                    "Priorités",
                    (Element(HOSTILE, ("Santé",), {"public": (HOSTILE,)}, (Forme(HOSTILE, "forme"),)),),
                    principal=True,
                ),
            ),
        ),
        entry("deux", "Quartier absent"),
    ),
)


@pytest.fixture(scope="module")
def html() -> str:
    return render_index(SOMMAIRE)


@pytest.fixture(scope="module")
def index(html: str) -> BeautifulSoup:
    return BeautifulSoup(html, "html.parser")


def entries(index: BeautifulSoup) -> list[Tag]:
    return list(index.select(".entree"))


def test_texts_are_escaped(index: BeautifulSoup) -> None:
    assert index.h1.get_text() == index.title.get_text() == "Contrat <i>"
    assert not index.find_all(["b", "i"])
    assert entries(index)[0].h3.get_text() == "<b>Quartier</b> d'essai"
    [script] = index.find_all("script")
    assert "alert" not in script.get_text()
    assert index.select_one(".titre").get_text().startswith(HOSTILE)
    assert index.select_one(".formes li").get_text().startswith(HOSTILE)


def test_facets_survive_hostile_text(index: BeautifulSoup) -> None:
    """What a filter compares is what was given, whatever it holds."""
    [item] = index.select(".groupe > ul > li")
    assert json.loads(item["data-facettes"]) == {"public": [HOSTILE]}
    assert [o["value"] for o in index.find("select", attrs={"name": "public"}).find_all("option")] == ["", HOSTILE]


def test_links_are_named_after_their_report(index: BeautifulSoup) -> None:
    """Read out of context, eighteen links called « HTML » say nothing."""
    links = {a["href"]: a.get_text() for a in index.select(".entree .liens a")}
    assert links == {
        "quartiers/un.html": "HTML – <b>Quartier</b> d'essai",
        "quartiers/un.pdf": "PDF – <b>Quartier</b> d'essai",
    }


def test_what_is_not_built_is_said(index: BeautifulSoup) -> None:
    built, absent = entries(index)
    assert "non généré" not in built.get_text()
    assert "non généré" in absent.get_text()
    assert "non généré" in index.select_one(".documents").get_text()


def test_each_mark_of_the_map_leads_to_its_entry(index: BeautifulSoup) -> None:
    marks = index.select("svg a.marque")
    assert [a["href"] for a in marks] == ["#un", "#deux"]
    assert all(index.find(id=a["href"][1:]) for a in marks)
    assert marks[1]["aria-label"] == "1, Quartier absent, Commune & Cie"


@pytest.mark.parametrize(("number", "drawn"), [(MAX_MARKS, True), (MAX_MARKS + 1, False), (3000, False)])
def test_more_entries_than_a_map_can_hold_are_a_list(number: int, drawn: bool) -> None:
    entrees = tuple(
        dataclasses.replace(entry(f"q{n}", f"Quartier {n}"), longitude=n % 7, latitude=n % 11) for n in range(number)
    )
    page = BeautifulSoup(render_index(dataclasses.replace(SOMMAIRE, entrees=entrees)), "html.parser")
    assert bool(page.find("svg")) is drawn
    assert bool(page.select(".sans-carte")) is not drawn
    assert len(entries(page)) == number


def test_the_policy_lets_in_what_the_page_holds_and_nothing_else(html: str, index: BeautifulSoup) -> None:
    policy = index.find("meta", attrs={"http-equiv": "Content-Security-Policy"})["content"]
    directives = {name: values for name, *values in (part.split() for part in policy.split(";"))}
    assert directives["default-src"] == ["'none'"]
    for directive, tag in (("script-src", "script"), ("style-src", "style")):
        content = html.partition(f"<{tag}>")[2].partition(f"</{tag}>")[0]
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert directives[directive] == [f"'sha256-{digest}'"]
    assert not index.find_all(style=True), "an inline style, which the policy would refuse"


def test_the_search_waits_for_its_script(index: BeautifulSoup) -> None:
    """Without JavaScript, no filter that would do nothing: the list alone, whole."""
    assert index.find("form").has_attr("hidden")
    assert not index.select(".entree[hidden], .groupe [hidden]")


def test_a_contract_without_quartiers_nor_filters_has_a_page() -> None:
    page = BeautifulSoup(render_index(dataclasses.replace(SOMMAIRE, filtres=(), entrees=())), "html.parser")
    assert not page.find("svg")
    assert not page.find("select")
