"""Charts on a telephone: none scrolls, and nothing of what takes their place is cut or over something else."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from quartiers.donnees import Contrat
from quartiers.export.feuille import stylesheet
from quartiers.interface.contrat import ContratOuvert
from quartiers.presentation import RapportQuartier, RapportSynthese

# Texts of the drawings that are out of their drawing, and pairs of texts that overlap.
TROUBLES = """() => [...document.querySelectorAll('ul.etroit svg')].flatMap((svg) => {
  const frame = svg.getBoundingClientRect();
  const texts = [...svg.querySelectorAll('text')].map((t) => ({ text: t.textContent, box: t.getBoundingClientRect() }));
  const out = texts.filter(({ box }) => box.left < frame.left - 1 || box.right > frame.right + 1 ||
    box.top < frame.top - 4 || box.bottom > frame.bottom + 4).map(({ text }) => `out: ${text}`);
  const over = texts.flatMap((a, n) => texts.slice(n + 1).filter((b) =>
    a.box.left + 1 < b.box.right && b.box.left + 1 < a.box.right &&
    a.box.top + a.box.height / 2 < b.box.bottom - 2 && b.box.top + b.box.height / 2 < a.box.bottom - 2 &&
    !'▼▲●'.includes(a.text) && !'▼▲●'.includes(b.text)).map((b) => `${a.text} over ${b.text}`));
  return [...out, ...over];
})"""


@pytest.fixture(scope="module")
def charts(contrat: Contrat, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every kind of chart: a ranking, strips, curves, positions."""
    quartier = RapportQuartier("conde-centre", contrat=contrat)
    blocks = [
        ContratOuvert(contrat).graphique("taux_pauvrete_pct"),
        RapportSynthese(contrat=contrat).graphique_indicateurs(),
        quartier.graphique_positions(),
        quartier.graphique_evolutions(),
    ]
    page = tmp_path_factory.mktemp("etroits") / "page.html"
    head = '<!DOCTYPE html><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>x</title>'
    body = "".join(block.to_html() for block in blocks)
    page.write_text(f"{head}<style>{stylesheet()}</style><main>{body}</main>", encoding="utf-8")
    return page


@pytest.mark.parametrize("width", [390, 320])
def test_no_chart_scrolls_and_nothing_of_it_is_cut(open_page: Any, charts: Path, width: int) -> None:
    page: Page = open_page(charts, width=width)
    figures = page.locator("figure.graphique")
    assert figures.count() >= 4
    for figure in figures.all():
        assert not figure.locator("> .defilant").is_visible()
        assert figure.locator("> ul.etroit > li").first.is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(TROUBLES) == []


def test_a_wide_screen_has_the_chart_itself(open_page: Any, charts: Path) -> None:
    page: Page = open_page(charts)
    assert page.locator("figure.graphique > .defilant:visible").count() == page.locator("figure.graphique").count()
    assert page.locator(".etroit:visible").count() == 0
