"""The paper report of every quartier: how many pages, what page 1 holds, and what long texts do to it."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import page
import pytest
from appels import lengthened, numbers_called, numbers_shown
from bs4 import BeautifulSoup
from nbformat import NotebookNode
from papier import Pages, read_pages, set_calls_apart

from quartiers.donnees import Contrat
from quartiers.donnees.modele import Contour, Declinaison, Priorite, Quartier
from quartiers.export import ReportPDFExporter
from quartiers.presentation import RapportQuartier
from quartiers.presentation.mots import value_text
from quartiers.typographie import typeset

Print = Callable[[RapportQuartier], Pages]

WORDS = "mots assez longs pour remplir plusieurs lignes d'une cellule "
LONG = (WORDS * 8).strip()  # about as long as the longest cell that a hurried hand pastes
WITHOUT_FIGURES = "bruay-centre"
ENDLESS = "https://exemple.fr/" + "x" * 180


def squash(text: str) -> str:
    return re.sub(r"[\s\u200b]+", "", text)


def export(cahier: NotebookNode) -> bytes:
    pdf, _ = ReportPDFExporter().from_notebook_node(cahier)
    assert isinstance(pdf, bytes)
    return pdf


@pytest.fixture(scope="module")
def pdfs(cahiers: dict[str, NotebookNode]) -> dict[str, bytes]:
    return {identifier: export(cahier) for identifier, cahier in cahiers.items()}


@pytest.fixture(scope="module")
def papers(pdfs: dict[str, bytes]) -> dict[str, list[str]]:
    """Text of each page of each report."""
    return {identifier: read_pages(pdf).textes for identifier, pdf in pdfs.items()}


@pytest.fixture(scope="module")
def print_report(run_cells: Any) -> Print:
    return lambda rapport: read_pages(export(run_cells(rapport)))


def test_every_report_is_accessible_and_light(pdfs: dict[str, bytes]) -> None:
    """PDF/UA-1 by another judge than the one that wrote it; 500 kB, to be sent by e-mail."""
    verdicts = {identifier: page.validate_pdf_bytes(pdf, profile="ua1") for identifier, pdf in pdfs.items()}
    assert {identifier: v.failures for identifier, v in verdicts.items() if not v.is_compliant} == {}
    assert max(map(len, pdfs.values())) < 500_000


def test_six_pages_at_most_and_page_1_ends_where_the_diagnostic_begins(papers: dict[str, list[str]]) -> None:
    assert {identifier: len(pages) for identifier, pages in papers.items() if len(pages) > 6} == {}
    for identifier, pages in papers.items():
        if identifier != WITHOUT_FIGURES:
            assert squash(pages[1]).startswith("Diagnosticparthème")


def test_a_quartier_without_figures_has_two_pages_that_begin_with_what_people_say(papers: dict[str, list[str]]) -> None:
    first, second = papers[WITHOUT_FIGURES]
    text = " ".join(first.split())
    assert text.index("rapporte 12 constats") < text.index("Ce rapport ne reprend aucun chiffre publié")
    assert "Constats de terrain" in first
    assert "Diagnostic par thème" not in first + second  # a heading over nothing


def test_no_page_is_nearly_empty_and_none_but_the_last_is_half_empty(pdfs: dict[str, bytes]) -> None:
    filled = {identifier: read_pages(pdf).remplies for identifier, pdf in pdfs.items()}
    assert {identifier: shares for identifier, shares in filled.items() if min(shares[:-1]) < 0.7} == {}
    assert {identifier: shares for identifier, shares in filled.items() if shares[-1] < 0.35} == {}


def test_no_heading_is_left_behind(pdfs: dict[str, bytes]) -> None:
    """A heading at the foot of a page has two lines under it at least, or goes to the next one with what it is over."""
    behind = {identifier: read_pages(pdf).delaisses for identifier, pdf in pdfs.items()}
    assert {identifier: titles for identifier, titles in behind.items() if titles} == {}


def test_page_1_is_enough_by_itself(
    contrat: Contrat, reports: dict[str, RapportQuartier], papers: dict[str, list[str]]
) -> None:
    for identifier, pages in papers.items():
        text, rapport, q = squash(pages[0]), reports[identifier], contrat.quartiers[identifier]
        for expected in (q.nom, q.commune, q.code_qpv_2024, "constat"):
            assert squash(typeset(expected)) in text
        for p in contrat.priorites_de(identifier):
            assert squash(typeset(p.intitule)) in text
        if rapport.lu.doutes:
            assert squash(f"{len(rapport.lu.doutes)} point") in text
        if rapport.lu.chiffres:
            assert squash("au QPV médian de France") in text
            readings = re.findall(
                "plusfragile|moinsfragile|comparable|écartnonconcluant|au-dessus|au-dessous|àvérifier", text
            )
            assert len(readings) >= 4


def test_no_figure_is_copied_with_the_number_of_its_note(
    cahiers: dict[str, NotebookNode], reports: dict[str, RapportQuartier], papers: dict[str, list[str]]
) -> None:
    """« 1 810 » and note 4 are not 18 104, on the page nor on paper: a call is « [4] », and follows a space."""
    for identifier, pages in papers.items():
        lu, text = reports[identifier].lu, set_calls_apart("\n".join(pages))
        html = "".join(o.data["text/html"] for c in cahiers[identifier].cells for o in c.get("outputs", []))
        soup = BeautifulSoup(html, "html.parser")
        figures = [(value_text(f), lu.notes[f.indicateur.indicateur]) for f in lu.chiffres]
        assert lengthened(text, figures) == [], identifier
        assert numbers_called(text) == numbers_shown(soup), identifier
        for call in soup.select("sup.renvoi"):
            assert str(call.previous_sibling).endswith("\u202f"), identifier
            assert re.fullmatch(r"\[\d+\]", call.get_text()), identifier


def test_page_1_is_whole_with_perimeters_too(contrat: Contrat, print_report: Print) -> None:
    """The map of the perimeters is not as high as that of the situation; shared QPV have the fullest page 1."""

    def square(q: Quartier) -> Contour:
        x, y, side = q.longitude, q.latitude, 0.008
        corners = ((-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1))
        ring = tuple((x + side * dx, y + side * dy) for dx, dy in corners)
        return Contour(q.code_qpv_2024, "2024", ((ring,),))

    contours = {c.qpv: c for c in map(square, contrat.quartiers.values())}
    drawn = replace(contrat, contours=contours)
    shared = [q.quartier for q in contrat.quartiers.values() if q.couverture == "partie"]
    assert shared
    for identifier in shared:
        pdf = print_report(RapportQuartier(identifier, contrat=drawn))
        assert squash(pdf.texte(1)).startswith("Diagnosticparthème"), identifier


def with_priorities(contrat: Contrat, number: int, title: Callable[[int], str]) -> Contrat:
    """The contract, with ``number`` priorities for La Pépinière, of every theme in turn."""
    themes = contrat.thematiques_de_priorite
    forms = tuple(Declinaison("p", n, f"Déclinaison {n}", None) for n in range(3))
    made = tuple(
        Priorite(
            f"p{n}", "saint-saulve-pepiniere", "propre" if n % 2 else "intercommunale",
            themes[n % len(themes)].thematique, title(n), ("jeunes",), None, forms,
        )
        for n in range(number)
    )  # fmt: skip
    others = tuple(p for p in contrat.priorites if p.quartier != "saint-saulve-pepiniere")
    return replace(contrat, priorites=(*others, *made))


def test_forty_priorities_are_all_there(contrat: Contrat, print_report: Print) -> None:
    many = with_priorities(contrat, 40, lambda n: f"Priorité numéro {n} du quartier")
    pdf = print_report(RapportQuartier("saint-saulve-pepiniere", contrat=many))
    assert pdf.dehors == []
    text = squash("".join(pdf.textes))
    assert all(text.count(squash(f"Priorité numéro {n} du quartier")) >= 2 for n in range(40))  # in brief, in full


def test_no_priority_is_said_and_leaves_nothing_empty(contrat: Contrat, print_report: Print) -> None:
    pdf = print_report(RapportQuartier("saint-saulve-pepiniere", contrat=with_priorities(contrat, 0, str)))
    text = squash("".join(pdf.textes))
    assert text.count(squash(typeset("Aucune priorité n'est saisie pour ce quartier."))) == 2
    assert len(pdf.textes) <= 6
    assert all(len(squash(text)) > 200 for text in pdf.textes)


@pytest.mark.parametrize("text", [LONG, ENDLESS], ids=["long", "endless"])
def test_the_longest_texts_stay_on_the_page(contrat: Contrat, print_report: Print, text: str) -> None:
    identifier = "saint-saulve-pepiniere"
    quartier = replace(contrat.quartiers[identifier], nom=text[:150], note=text, libelle_qpv_2024=text[:150])
    stretched = replace(
        contrat,
        quartiers={**contrat.quartiers, identifier: quartier},
        constats=tuple(replace(c, constat=text) if c.quartier == identifier else c for c in contrat.constats),
        priorites=tuple(
            replace(p, intitule=text, declinaisons=tuple(replace(d, declinaison=text) for d in p.declinaisons))
            if p.quartier == identifier
            else p
            for p in contrat.priorites
        ),
        affirmations=tuple(replace(a, note=text) if a.quartier == identifier else a for a in contrat.affirmations),
    )
    pdf = print_report(RapportQuartier(identifier, contrat=stretched))
    assert pdf.dehors == []
    whole = squash("".join(pdf.textes))
    priorities = len([p for p in contrat.priorites if p.quartier == identifier])
    assert whole.count(squash(typeset(text[-40:]))) >= priorities
