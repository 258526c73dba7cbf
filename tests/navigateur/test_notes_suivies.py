"""A note and back, by the keyboard alone, as a person reads a figure's source and goes on reading."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect


def on_screen(page: Page, selector: str) -> bool:
    return bool(
        page.locator(selector).evaluate(
            "node => { const box = node.getBoundingClientRect(); return box.top >= 0 && box.bottom <= innerHeight; }"
        )
    )


def test_a_call_leads_to_its_note_and_the_note_back_to_that_call(open_page: Any, rapport: Path) -> None:
    page = open_page(rapport)
    call = page.locator(".chiffres-cles .renvoi a").first
    note = call.get_attribute("href") or ""
    place = "#" + (call.get_attribute("id") or "")
    call.press("Enter")
    assert page.url.endswith(note)
    assert on_screen(page, note)
    back = page.locator(f'{note} .retours a[href="{place}"]')
    for _ in range(page.locator(f"{note} .retours a").count()):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.getAttribute('href')") == place:
            break
    expect(back).to_be_focused()
    assert not on_screen(page, place)
    page.keyboard.press("Enter")
    assert page.url.endswith(place)
    assert on_screen(page, place)


def test_paper_has_no_link_back(open_page: Any, rapport: Path) -> None:
    page = open_page(rapport)
    expect(page.locator(".retours").first).to_be_visible()
    page.emulate_media(media="print")
    assert page.locator(".retours:visible").count() == 0
