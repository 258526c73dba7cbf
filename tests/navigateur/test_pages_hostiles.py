"""Pages of which every text is hostile, in a real browser: no script but ours, no request, no dialog."""

from typing import Any

import pytest
from hostile import QUARTIER
from playwright.sync_api import expect

PAGES = ("index", "synthese", "comparer", f"quartiers/{QUARTIER}")


@pytest.mark.parametrize("nom", PAGES)
def test_a_page_runs_nothing_of_its_texts(open_page: Any, infested: Any, nom: str) -> None:
    """``open_page`` fails on any request elsewhere, and on any error; the index is opened, unfolded and searched."""
    page = open_page(infested.folder / f"{nom}.html")
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    for details in page.locator("details").all():
        details.evaluate("d => { d.open = true; }")
    page.mouse.move(600, 400)
    page.wait_for_timeout(200)  # for an image that fails to load, an event that waits
    assert page.evaluate("typeof window.pwned") == "undefined"
    assert page.evaluate("document.querySelectorAll('iframe, object, embed, base, b, script[src]').length") == 0
    assert dialogs == []


def test_hostile_words_are_searched_as_words(open_page: Any, infested: Any) -> None:
    """They come in the address too: the link that someone is sent."""
    page = open_page(infested.folder / "index.html", "#q=%3Cimg+src%3Dx+onerror%3Dwindow.pwned%3D2%3E&commune=%22%3E")
    expect(page.locator("#f-q")).to_have_value("<img src=x onerror=window.pwned=2>")
    expect(page.locator("#resultat")).not_to_be_empty()
    assert page.locator(".entree:not([hidden])").count() >= 1
    assert page.evaluate("typeof window.pwned") == "undefined"


@pytest.mark.parametrize("nom", PAGES)
def test_no_text_makes_a_telephone_scroll_sideways(open_page: Any, infested: Any, nom: str) -> None:
    page = open_page(infested.folder / f"{nom}.html", width=390)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
