"""The presentation, for the wall: the figures first and large, the rest folded, and back by Escape."""

import io
import re
from pathlib import Path
from typing import Any

import pypdf
import pytest
from playwright.sync_api import Page, expect
from test_accessibilite import violations

from quartiers.donnees import Contrat
from quartiers.export import ReportHTMLExporter
from quartiers.presentation import RapportQuartier

ADDRESS = "#presentation"


def texts_in_order(page: Page) -> str:
    return str(page.locator("main").inner_html())


def test_a_button_presents_and_escape_leaves(open_page: Any, rapport: Path) -> None:
    page = open_page(rapport)
    before = texts_in_order(page)
    page.get_by_role("button", name="Présenter").press("Enter")
    assert page.url.endswith(ADDRESS)
    expect(page.locator("nav.sommaire")).to_be_hidden()
    expect(page.locator("main .fiche")).to_be_hidden()
    expect(page.get_by_role("button", name="Quitter la présentation")).to_be_focused()
    page.keyboard.press("Escape")
    assert "#" not in page.url
    expect(page.locator("nav.sommaire")).to_be_visible()
    expect(page.get_by_role("button", name="Présenter")).to_be_focused()
    assert texts_in_order(page) == before, "something did not go back to its place"


def test_its_address_opens_it(open_page: Any, rapport: Path) -> None:
    page = open_page(rapport, ADDRESS)
    expect(page.get_by_role("button", name="Quitter la présentation")).to_be_visible()
    page.get_by_role("button", name="Quitter la présentation").press("Enter")
    expect(page.locator("nav.sommaire")).to_be_visible()


def test_the_tiles_are_above_the_fold_larger_and_charts_as_wide_as_the_page(open_page: Any, rapport: Path) -> None:
    usual, page = open_page(rapport), open_page(rapport, ADDRESS, width=1280, height=900)
    tiles = page.locator(".chiffres-cles").first.bounding_box()
    assert tiles is not None
    assert tiles["y"] + tiles["height"] <= 900
    size = "() => parseFloat(getComputedStyle(document.querySelector('.chiffres-cles .libelle')).fontSize)"
    assert page.evaluate(size) >= 1.2 * usual.evaluate(size)
    for chart in page.locator("figure.graphique:not(.colonnes *) > .defilant > svg").all():
        box = chart.bounding_box()
        assert box is not None
        assert box["width"] >= 0.9 * 1280


@pytest.fixture(scope="module")
def sans_chiffre(contrat: Contrat, run_cells: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of a quartier that has no figure."""
    path = tmp_path_factory.mktemp("page") / "sans_chiffre.html"
    notebook = run_cells(RapportQuartier("bruay-centre", contrat=contrat))
    path.write_text(ReportHTMLExporter().from_notebook_node(notebook)[0], encoding="utf-8")
    return path


def test_a_quartier_without_figure_is_presented_too(open_page: Any, sans_chiffre: Path, axe: str) -> None:
    """What people say comes first there: it is above the fold, the identity folded."""
    page = open_page(sans_chiffre, width=1280, height=900)
    before = texts_in_order(page)
    page.get_by_role("button", name="Présenter").press("Enter")
    expect(page.locator("main .fiche")).to_be_hidden()
    said = page.locator("main > .colonnes li").first.bounding_box()
    assert said is not None
    assert said["y"] + said["height"] <= 900
    assert violations(page, axe) == []
    page.keyboard.press("Escape")
    assert texts_in_order(page) == before


def test_what_is_folded_unfolds(open_page: Any, rapport: Path) -> None:
    page = open_page(rapport, ADDRESS)
    page.locator(".replie summary").press("Enter")
    expect(page.locator("nav.sommaire")).to_be_visible()
    expect(page.locator("main .fiche")).to_be_visible()


def test_escape_closes_a_value_before_the_presentation(open_page: Any, rapport: Path) -> None:
    page = open_page(rapport, ADDRESS)
    frame = page.locator("figure.graphique:has(.etroit) > .defilant")
    frame.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    expect(page.locator(".replie")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".replie")).to_have_count(0)


@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_in_a_presentation(open_page: Any, rapport: Path, axe: str, width: int) -> None:
    page = open_page(rapport, ADDRESS, width=width)
    assert violations(page, axe) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_it_prints_as_the_report_does(open_page: Any, rapport: Path) -> None:
    page = open_page(rapport, ADDRESS, width=718)
    page.emulate_media(media="print")
    assert page.evaluate("document.documentElement.scrollWidth") <= 718
    assert not page.locator(".entete .bouton").is_visible()


def test_a_printed_table_says_its_headers_on_each_page_and_pages_are_near_the_pdf_s(
    open_page: Any, rapport: Path
) -> None:
    """Six pages as PDF; a browser's has no more than half as many again."""
    reader = pypdf.PdfReader(io.BytesIO(open_page(rapport).pdf(prefer_css_page_size=True)))
    texts = [" ".join(page.extract_text().split()) for page in reader.pages]
    assert len(texts) <= 9
    with_rows = [text for text in texts if re.search(r"\d+e / \d+", text)]
    assert len(with_rows) >= 2
    assert all("Rang dans le contrat" in text for text in with_rows)
    assert not any("Copier les données" in text or "Tous les rapports" in text for text in texts)
