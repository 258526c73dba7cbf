"""Every kind of page, judged by axe-core in a real browser, then narrowed to a telephone and printed."""

import dataclasses
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from nbformat import NotebookNode
from playwright.sync_api import Page

from quartiers import PROJECT_ROOT
from quartiers.donnees import Contrat
from quartiers.execution.index import write_index
from quartiers.export import ReportHTMLExporter

PAGES = (
    "index",
    "comparer",
    "synthese",
    "quartiers/saint-saulve-pepiniere",
    "quartiers/bruay-centre",
    "quartiers/marly-briquette",
)
SUIVI = PROJECT_ROOT / "exemples" / "suivi"
# Of the invented contract: what is done has sections of its own.
FOLLOWED = (
    "index",
    "synthese",
    "quartiers/tilleuls",
    "quartiers/grand-large",
    "bilans/bilan-2026",
    "evaluations/evaluation-tilleuls",
)
# Levels A and AA of WCAG 2.0 to 2.2 (RGAA 4.1 is 2.1's AA), and what axe advises beyond them.
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(page: Page, axe: str, *unasked: str) -> list[str]:
    """What axe condemns, by the rules of :data:`TAGS` but for those ``unasked``."""
    page.evaluate(axe)
    options = {
        "runOnly": {"type": "tag", "values": TAGS},
        "rules": {rule: {"enabled": False} for rule in unasked},
        "resultTypes": ["violations"],
    }
    found: dict[str, Any] = page.evaluate("options => axe.run(document, options)", options)
    assert len(found["passes"]) > 10, "axe judged next to nothing"
    return [f"{v['id']}: {n['target']} {n['failureSummary']}" for v in found["violations"] for n in v["nodes"]]


@pytest.mark.parametrize(
    ("nom", "width"),
    [
        ("index", 1280),
        ("comparer", 1280),
        ("synthese", 1280),
        ("index", 320),
        ("quartiers/saint-saulve-pepiniere", 320),
    ],
)
def test_axe_finds_nothing(open_page: Any, built: Any, axe: str, nom: str, width: int) -> None:
    """320 CSS pixels are 1280 at 400 %: the width at which WCAG judges reflow."""
    assert violations(open_page(built.folder / f"{nom}.html", width=width), axe) == []


def kinds_of_elements(page: str) -> set[tuple[str, ...]]:
    """What a page is made of, as axe's rules tell elements apart: where each stands, its classes, its attributes."""
    return {
        (e.parent.name, e.name, *sorted(e.get_attribute_list("class")), *sorted(e.attrs))
        for e in BeautifulSoup(page, "html.parser").find_all(True)
        if e.parent is not None
    }


def test_axe_finds_nothing_in_any_report(
    open_page: Any, cahiers: dict[str, NotebookNode], axe: str, tmp_path: Path
) -> None:
    """Of all the quartiers of the contract, those that show between them every kind of element that any shows."""
    pages = {name: ReportHTMLExporter().from_notebook_node(cahier)[0] for name, cahier in cahiers.items()}
    assert all(len(page) < 700_000 for page in pages.values())
    kinds = {name: kinds_of_elements(page) for name, page in pages.items()}
    left, found = set[tuple[str, ...]]().union(*kinds.values()), {}
    while left:
        name = max(kinds, key=lambda name: len(kinds[name] & left))
        left -= kinds[name]
        (tmp_path / f"{name}.html").write_text(pages[name], encoding="utf-8")
        found[name] = violations(open_page(tmp_path / f"{name}.html"), axe)
    assert {name: v for name, v in found.items() if v} == {}


def test_axe_finds_what_is_there(open_page: Any, axe: str, tmp_path: Path) -> None:
    """A judge that never condemns proves nothing."""
    page = tmp_path / "page.html"
    page.write_text("<title>x</title><main><h1>x</h1><img src='data:,'><p style='color:#ccc'>pâle</p></main>", "utf-8")
    found = {v.split(":")[0] for v in violations(open_page(page), axe)}
    assert {"html-has-lang", "image-alt", "color-contrast"} <= found


@pytest.mark.parametrize("fragment", ["#q=sant%C3%A9+mentale&public=jeunes", "#q=introuvable"])
def test_axe_finds_nothing_in_a_filtered_index(open_page: Any, built: Any, axe: str, fragment: str) -> None:
    assert violations(open_page(built.folder / "index.html", fragment), axe) == []


@pytest.mark.parametrize("nom", PAGES)
def test_a_telephone_scrolls_one_way(open_page: Any, built: Any, nom: str) -> None:
    """Tables and charts scroll in their own frame, which the keyboard reaches; the page does not."""
    page = open_page(built.folder / f"{nom}.html", width=390, height=800)
    for width in (390, 320):
        page.set_viewport_size({"width": width, "height": 800})
        assert_scrolls_in_its_frames(page, width)


@pytest.mark.parametrize("nom", FOLLOWED)
def test_a_telephone_scrolls_what_is_done_one_way(open_page: Any, exemple: Any, nom: str) -> None:
    assert_scrolls_in_its_frames(open_page(exemple.folder / f"{nom}.html", width=320, height=800), 320)


def assert_scrolls_in_its_frames(page: Page, width: int) -> None:
    assert frames_out_of_reach(page) == []
    for details in page.locator("details").all():
        details.evaluate("node => { node.open = true }")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    cut = page.evaluate(
        """width => [...document.querySelectorAll('main *')].filter(node => {
            const box = node.getBoundingClientRect();
            return box.width > 1 && box.right > width + 1 && !node.closest('.defilant, .cache, .evitement');
        }).map(node => node.tagName + ' ' + node.textContent.slice(0, 40))""",
        width,
    )
    assert cut == []


def test_long_names_do_not_widen_the_index(open_page: Any, contrat: Contrat, tmp_path: Path) -> None:
    """Another contract, whose names are long and cannot be cut: « Llanfairpwllgwyngyllgogerychwyrndrobwll »."""
    long = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch"
    quartiers = {q: dataclasses.replace(v, nom=f"{long} {q}", communes=(long,)) for q, v in contrat.quartiers.items()}
    priorites = tuple(dataclasses.replace(p, intitule=long) for p in contrat.priorites)
    path = write_index(dataclasses.replace(contrat, quartiers=quartiers, priorites=priorites), tmp_path)
    page = open_page(path, "#commune=" + long, width=320)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def frames_out_of_reach(page: Page) -> list[str]:
    """The scrolling frames that the keyboard does not reach."""
    unreached: list[str] = page.evaluate(
        """() => [...document.querySelectorAll('*')].filter(node =>
            node.scrollWidth > node.clientWidth + 1 && ['auto', 'scroll'].includes(getComputedStyle(node).overflowX)
            && node.tabIndex < 0).map(node => node.outerHTML.slice(0, 80))"""
    )
    return unreached


@pytest.mark.parametrize("nom", PAGES)
def test_the_text_may_be_spaced_out(open_page: Any, built: Any, nom: str) -> None:
    """WCAG 1.4.12: with a reader's own spacing nothing is lost nor runs off the page."""
    page = open_page(built.folder / f"{nom}.html", width=1280, bypass_csp=True)
    spacing = "line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important"
    page.add_style_tag(content=f"*{{{spacing}}} p{{margin-bottom:2em!important}}")
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280


@pytest.mark.parametrize("nom", PAGES)
def test_print_leaves_out_what_paper_cannot_use(open_page: Any, built: Any, nom: str) -> None:
    page = open_page(built.folder / f"{nom}.html", width=718)  # an A4 page less its margins
    page.emulate_media(media="print")
    assert page.evaluate("document.documentElement.scrollWidth") <= 718
    assert page.locator("h1").is_visible()
    for useless in page.locator("nav, button, #aide").all():
        assert not useless.is_visible()
    assert page.pdf()[:5] == b"%PDF-"
