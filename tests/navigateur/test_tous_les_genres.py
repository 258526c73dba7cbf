"""Every kind of page that the program makes, in one browser: judged by axe-core wide, on a telephone, presented."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page
from test_accessibilite import SUIVI, violations
from test_tableaux_etroits import NOT_READ_WHOLE

from quartiers import NOTEBOOKS
from quartiers.donnees import Contrat
from quartiers.donnees.editions import with_edition
from quartiers.execution.guide import write_search
from quartiers.export import ReportHTMLExporter
from quartiers.export.base import TEMPLATES
from quartiers.presentation import RapportDossier, RapportGuide, RapportHabitants

PHONE, WIDE = 320, 1280  # 320 CSS pixels are 1280 at 400 %: the width at which WCAG judges reflow
# Of the invented contract, which has something in every section: what makes the page, and its address.
BUILT = (
    ("index.html.j2", "index.html"),
    ("index.html.j2", "index.html#q=emploi"),
    ("comparer.html.j2", "comparer.html"),
    ("comparer.html.j2", "comparer.html#tilleuls,grand-large"),
    ("synthese", "synthese.html"),
    ("quartier", "quartiers/tilleuls.html"),
    ("quartier", "quartiers/grand-large.html"),
    ("bilan", "bilans/bilan-2026.html"),
    ("evaluation", "evaluations/evaluation-tilleuls.html"),
)
MADE = ("dossier", "guide", "habitants")


@pytest.fixture(scope="module")
def made(suivi: Contrat, run_cells: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The kinds that are only made for who asks: a committee's file in Jupyter, what is given to others."""
    folder = tmp_path_factory.mktemp("genres")
    write_search(suivi, folder)
    reports = (
        RapportDossier("Valrive", "2026-12-10", contrat=with_edition(suivi, SUIVI)),
        RapportGuide("tilleuls", contrat=suivi),
        RapportHabitants("tilleuls", contrat=suivi),
    )
    for name, report in zip(MADE, reports, strict=True):
        page, _ = ReportHTMLExporter().from_notebook_node(run_cells(report, name))
        (folder / f"{name}.html").write_text(page, encoding="utf-8")
    return folder


@pytest.fixture
def pages(exemple: Any, made: Path) -> list[tuple[str, Path, str]]:
    """What makes each page, its file, and what its address asks for."""
    found = [(kind, exemple.folder / name.partition("#")[0], name.partition("#")[2]) for kind, name in BUILT]
    found += [(name, made / f"{name}.html", "") for name in MADE]
    [search] = set(made.rglob("*.html")) - {path for _, path, _ in found}
    return [*found, ("guide.html.j2", search, ""), ("guide.html.j2", search, "q=emploi")]


def test_no_kind_is_forgotten(pages: list[tuple[str, Path, str]]) -> None:
    notebooks = {path.stem for path in NOTEBOOKS.glob("*.ipynb")} - {"exploration"}
    templates = {path.name for path in TEMPLATES.glob("*.html.j2")}
    assert {kind for kind, *_ in pages} == notebooks | templates
    assert all(path.is_file() for _, path, _ in pages)


# The styles that give a colour at some widths alone.
COLOURED_BY_WIDTH = """() => [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules])
  .filter((rule) => rule instanceof CSSMediaRule && rule.conditionText.includes('width'))
  .flatMap((rule) => [...rule.cssRules])
  .filter(({ style }) => style && (style.color || style.backgroundColor || style.opacity))
  .map((rule) => rule.cssText)"""


def troubles(page: Page, axe: str, width: int) -> Iterator[str]:
    """Contrasts, most of axe's time, are judged once where no style gives another colour by the width. (Of the index,
    a report, the comparison and the guide, they are judged on a telephone anyway: their own tests.)"""
    alike = width == PHONE and not page.evaluate(COLOURED_BY_WIDTH)
    yield from violations(page, axe, *(["color-contrast"] if alike else []))
    if (found := page.evaluate("document.documentElement.scrollWidth")) > width:
        yield f"{found} pixels wide"
    if page.locator("h1").count() != 1:
        yield "not one title"


def hidden_on_arrival(page: Page) -> Iterator[str]:
    """Of a presentation, what is not where a room looks first, or not as large as the wall: key figures or, of a
    quartier without any and of a comparison, what comes first."""
    tiles = page.locator(".chiffres-cles")
    first = (tiles if tiles.count() else page.locator("main h2:visible, main table:visible")).first.bounding_box()
    if first is None or (first["y"] + first["height"] if tiles.count() else first["y"]) > 900:
        yield "tiles under the fold"
    if page.locator("nav.sommaire:visible, main > .fiche:visible").count():
        yield "contents or identity in full"
    for chart in page.locator("figure.graphique:not(.colonnes *) > .defilant > svg").all():
        box = chart.bounding_box()
        if box is None or box["width"] < 0.9 * WIDE:
            yield "a chart that is not as wide as the page"


def test_axe_finds_nothing_in_any_kind_of_page(open_page: Any, pages: list[tuple[str, Path, str]], axe: str) -> None:
    found, presented = {}, set()
    page: Page = open_page(pages[0][1])

    def show(path: Path, fragment: str, width: int) -> None:
        page.set_viewport_size({"width": width, "height": 900})
        page.goto("about:blank")  # an address that differs by its end alone is no new page
        page.goto(f"{path.as_uri()}#{fragment}")

    for kind, path, fragment in pages:
        for width in (WIDE, PHONE):
            show(path, fragment, width)
            for unfold in page.locator("nav.sommaire button:visible").all():
                unfold.press("Enter")
            page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
            found[kind, path.name, fragment, width] = list(troubles(page, axe, width))
        if page.get_by_role("button", name="Présenter").count():
            show(path, "presentation", WIDE)
            presented.add(kind)
            found[kind, path.name, "presentation", WIDE] = [*troubles(page, axe, WIDE), *hidden_on_arrival(page)]
    assert {place: told for place, told in found.items() if told} == {}
    assert presented >= {"quartier", "synthese", "bilan"}


def test_tables_of_any_kind_of_page_are_read_on_a_telephone(open_page: Any, pages: list[tuple[str, Path, str]]) -> None:
    page: Page = open_page(pages[0][1], width=PHONE)
    found = {}
    for kind, path, fragment in pages:
        page.goto("about:blank")
        page.goto(f"{path.as_uri()}#{fragment}")
        found[kind, path.name, fragment] = page.evaluate(NOT_READ_WHOLE)
    assert {place: told for place, told in found.items() if told} == {}
