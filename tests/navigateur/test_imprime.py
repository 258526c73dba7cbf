"""Pages printed from the browser: what belongs together is on one page, and there are about as many as in the PDF."""

import io
from typing import Any

import pypdf
import pytest
from playwright.sync_api import Page

FOLLOWED = ("quartiers/tilleuls", "quartiers/grand-large", "evaluations/evaluation-tilleuls", "bilans/bilan-2026")
# What may not be last on a page: headings, and the rows of headers of tables.
OPENINGS = """() => [...document.querySelectorAll('main :is(h2, h3), main thead tr, main .groupe, main caption')]
  .map((node) => [...node.querySelectorAll('.tri')].length ? [...node.cells].map((c) => c.innerText).join(' ')
    : node.innerText)"""


def words(text: str) -> set[str]:
    return {word for word in text.replace("\u202f", " ").replace("\u00a0", " ").split() if word not in {"↕", "·"}}


def last_line(page: pypdf.PageObject) -> str:
    """The lowest line of a page, whatever was drawn first."""
    lines: dict[int, list[str]] = {}

    def hear(text: str, cm: list[float], tm: list[float], *_: Any) -> None:
        if text.strip():
            lines.setdefault(round(tm[5] * cm[3] + cm[5]), []).append(text)

    page.extract_text(visitor_text=hear)
    return " ".join(lines[min(lines)])


@pytest.mark.parametrize("nom", FOLLOWED)
def test_no_page_ends_on_what_announces_the_next(open_page: Any, exemple: Any, nom: str) -> None:
    page: Page = open_page(exemple.folder / f"{nom}.html")
    openings = [found for text in page.evaluate(OPENINGS) if len(found := words(text)) > 1]
    printed = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    ends = [last_line(sheet) for sheet in printed.pages[:-1]]
    assert not [end for end in ends if len(words(end)) > 1 and any(words(end) <= found for found in openings)]
    assert len(printed.pages) <= 1.5 * len(pypdf.PdfReader(exemple.folder / f"{nom}.pdf").pages)


def test_the_index_prints_its_list_and_no_empty_field(open_page: Any, exemple: Any) -> None:
    page: Page = open_page(exemple.folder / "index.html", width=718)
    page.emulate_media(media="print")
    assert page.locator("main :is(form, summary):visible").count() == 0
    assert page.locator(".entree:visible").count() == 2


def test_the_synthesis_prints_about_as_many_pages_as_its_pdf_and_every_mark(open_page: Any, built: Any) -> None:
    """White letters on a ground that a browser does not print are no letters."""
    page: Page = open_page(built.folder / "synthese.html")
    printed = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    assert len(printed.pages) <= len(built.pdf("synthese").pages) + 1
    page.emulate_media(media="print")
    marks = page.locator(".marque.plein")
    assert marks.count() > 50
    assert marks.first.evaluate("node => getComputedStyle(node).printColorAdjust") == "exact"
