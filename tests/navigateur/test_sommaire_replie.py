"""The contents on a telephone: folded behind a button, so that the first screen is the report's; in full elsewhere."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

PHONE = {"width": 390, "height": 844}


def test_the_name_and_what_follows_are_on_the_first_screen(open_page: Any, rapport: Path) -> None:
    page: Page = open_page(rapport, **PHONE)
    expect(page.locator("nav.sommaire ul")).to_be_hidden()
    for shown in (page.locator("h1"), page.locator("main h2").first):
        box = shown.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= 844


def test_the_keyboard_unfolds_it_and_follows_a_link(open_page: Any, rapport: Path) -> None:
    page: Page = open_page(rapport, **PHONE)
    button = page.get_by_role("button", name="Sommaire")
    assert button.get_attribute("aria-expanded") == "false"
    button.press("Enter")
    assert button.get_attribute("aria-expanded") == "true"
    page.keyboard.press("Tab")
    link = page.locator("nav.sommaire a").first
    expect(link).to_be_focused()
    page.keyboard.press("Enter")
    assert page.url.endswith(link.get_attribute("href"))
    button.press(" ")
    expect(link).to_be_hidden()


def test_a_wide_screen_and_a_page_without_scripts_have_it_in_full(open_page: Any, rapport: Path) -> None:
    for page in (open_page(rapport), open_page(rapport, **PHONE, java_script_enabled=False)):
        expect(page.locator("nav.sommaire a").first).to_be_visible()
        expect(page.locator("nav.sommaire p")).to_be_visible()
        assert page.locator("nav.sommaire button:visible").count() == 0


def test_a_presentation_has_one_fold_not_two(open_page: Any, rapport: Path) -> None:
    page: Page = open_page(rapport, "#presentation", **PHONE)
    page.locator(".replie summary").press("Enter")
    expect(page.locator("nav.sommaire a").first).to_be_visible()
    assert page.locator("nav.sommaire button:visible").count() == 0
