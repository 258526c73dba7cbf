"""Charts as a person reads them on a page: by the pointer, by the keyboard alone, copied, kept, without scripts."""

import re
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect


@pytest.fixture
def page(open_page: Any, rapport: Path) -> Page:
    return open_page(rapport)


@pytest.fixture
def figure(page: Page) -> Locator:
    """The chart of positions: the one that has a form for telephones."""
    return page.locator("figure.graphique:has(.etroit)")


def rows_of(figure: Locator) -> list[str]:
    """Labels of the chart's rows, from its data."""
    return [cell.text_content() or "" for cell in figure.locator(".donnees tbody th").all()]


def reach(figure: Locator) -> None:
    """Go to the chart as the keyboard does: a focus that is seen."""
    figure.locator(".defilant").first.focus()
    figure.page.keyboard.press("Shift+Tab")
    figure.page.keyboard.press("Tab")


def test_words_of_a_chart_are_found_and_selected(page: Page, figure: Locator) -> None:
    label = rows_of(figure)[0]
    assert page.evaluate("label => window.find(label, false, false, true)", label)
    text = figure.locator(".defilant > svg text").first
    text.evaluate("node => getSelection().selectAllChildren(node)")
    assert page.evaluate("getSelection().toString()").strip() == (text.text_content() or "").strip()


def test_the_alternative_is_what_a_screen_reader_says(figure: Locator) -> None:
    name = figure.locator(".defilant > svg").get_attribute("aria-label") or ""
    assert figure.get_by_role("img", name=name).count() == 1
    assert rows_of(figure)[0] in name, "what matters most; the others are in the folded table"
    assert name.endswith("données dans le tableau suivant.")
    assert figure.locator("details table").count() == 1


def test_arrows_say_the_values_one_by_one(page: Page, figure: Locator) -> None:
    reach(figure)
    bubble, rows = figure.locator(".bulle"), rows_of(figure)
    expect(bubble).to_contain_text("Flèches")
    page.keyboard.press("ArrowDown")
    expect(bubble).to_contain_text(f"{rows[0]}\u202f: ce quartier")
    page.keyboard.press("ArrowDown")
    expect(bubble).to_contain_text(f"{rows[1]}\u202f: ce quartier")
    page.keyboard.press("Home")
    first = bubble.text_content()
    page.keyboard.press("ArrowLeft")
    assert bubble.text_content() == first, "there is nothing before the first"
    page.keyboard.press("End")
    assert bubble.text_content() != first
    assert (bubble.text_content() or "").startswith(rows[1])
    assert bubble.get_attribute("aria-live") == "polite"
    page.keyboard.press("Escape")
    expect(bubble).to_be_hidden()
    page.keyboard.press("Tab")  # no trap
    assert not figure.locator(".defilant").first.evaluate("node => node === document.activeElement")


def test_every_mark_is_reached_by_the_arrows(page: Page, figure: Locator, open_page: Any, rapport: Path) -> None:
    """What the pointer hears of the first row, without scripts: all of it is said, mark after mark."""
    bare = open_page(rapport, java_script_enabled=False)
    expected = {t.text_content() for t in bare.locator("figure:has(.etroit) .reperes g").first.locator("title").all()}
    reach(figure)
    said = set()
    for key in ("ArrowDown", "Home", *["ArrowRight"] * 40):
        page.keyboard.press(key)
        said |= set((figure.locator(".bulle").text_content() or "").partition("\u202f: ")[2].split("\u202f; "))
    assert expected <= said


def test_the_pointer_hears_the_nearest_mark(page: Page, figure: Locator) -> None:
    figure.scroll_into_view_if_needed()
    label = rows_of(figure)[0]
    text = figure.locator(".defilant > svg text").filter(has_text=re.compile(f"^{re.escape(label)}")).first
    box, drawing = text.bounding_box(), figure.locator(".defilant > svg").bounding_box()
    assert box is not None and drawing is not None
    bubble = figure.locator(".bulle")
    y = box["y"] + box["height"] / 2
    heard = set()
    for step in range(35, 80):
        page.mouse.move(drawing["x"] + drawing["width"] * step / 100, y)
        if bubble.is_visible():
            heard.add(bubble.text_content())
    assert any((text or "").startswith(f"{label}\u202f: ce quartier") for text in heard)
    assert all((text or "").startswith(label) for text in heard)
    page.mouse.move(2, 2)
    expect(bubble).to_be_hidden()


def test_the_data_are_copied_as_a_spreadsheet_takes_them(page: Page, figure: Locator) -> None:
    figure.get_by_role("button", name="Copier les données").press("Enter")
    expect(figure.get_by_role("status").filter(has_text="Données copiées.")).to_be_visible()
    page.evaluate("document.body.append(Object.assign(document.createElement('textarea'), {id: 'colle'}))")
    page.locator("#colle").focus()
    page.keyboard.press("Control+v")
    lines = page.locator("#colle").input_value().strip().split("\n")
    assert lines[0].split("\t")[:2] == ["Indicateur", "Ce quartier"]
    assert [line.split("\t")[0] for line in lines[1:]] == rows_of(figure)
    assert all(re.fullmatch(r"\d+(,\d+)? %", line.split("\t")[1]) for line in lines[1:])


def test_the_image_is_kept_with_its_title_and_its_source(page: Page, figure: Locator, tmp_path: Path) -> None:
    with page.expect_download() as waited:
        figure.get_by_role("button", name="Télécharger l’image").press("Enter")
    assert re.fullmatch(r"[a-z0-9-]{10,80}\.png", waited.value.suggested_filename)
    path = tmp_path / "image.png"
    waited.value.save_as(path)
    with Image.open(path) as image:
        drawing = figure.locator(".defilant > svg").get_attribute("viewBox") or ""
        width, height = (float(v) for v in drawing.split()[2:])
        assert image.width == pytest.approx(3 * width, abs=2)
        assert image.height > 3 * height + 60, "no room for a title and a source"
        greys = image.convert("L")
        for top, bottom in ((0, 60), (image.height - 60, image.height)):
            assert greys.crop((0, top, image.width, bottom)).getextrema()[0] < 120, "nothing is written there"


def test_the_data_unfold_by_the_keyboard(page: Page, figure: Locator) -> None:
    figure.locator(".donnees summary").focus()
    page.keyboard.press("Enter")
    expect(figure.locator(".donnees table")).to_be_visible()


def test_without_scripts_there_is_a_chart_its_data_and_no_dead_button(open_page: Any, rapport: Path) -> None:
    page = open_page(rapport, java_script_enabled=False)
    figure = page.locator("figure.graphique:has(.etroit)")
    assert page.locator("button").count() == 0
    expect(figure.locator(".defilant > svg")).to_be_visible()
    figure.locator("summary").click()
    expect(figure.locator(".donnees table")).to_be_visible()


def test_on_a_telephone_each_row_has_its_mark_and_rank_in_sight(open_page: Any, rapport: Path) -> None:
    page = open_page(rapport, width=390, height=844)
    figure = page.locator("figure.graphique:has(.etroit)")
    expect(figure.locator(".defilant").first).to_be_hidden()
    rows = figure.locator(".etroit > li")
    assert rows.count() > 3
    for row in rows.all():
        said = row.locator(".signal").bounding_box()
        assert said is not None
        assert said["x"] >= 0 and said["x"] + said["width"] <= 390
        assert re.search(r"\d+(er|e) sur \d+", row.inner_text())
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
