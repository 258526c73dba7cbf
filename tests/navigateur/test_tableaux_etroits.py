"""Wide tables on a telephone: they scroll under their first column, and each other column is read whole beside it."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page
from test_accessibilite import FOLLOWED, PAGES

# Of each row of a table that scrolls, once it is scrolled to its end: a first cell that has gone, and a cell that is
# wider than what the first one leaves of the frame. It could then be read by going to and fro at each line alone.
NOT_READ_WHOLE = """() => {
  document.querySelectorAll('details').forEach((details) => { details.open = true; });
  const frames = [...document.querySelectorAll('.defilant:has(> table)')].filter((frame) => frame.offsetParent
    && frame.scrollWidth > frame.clientWidth && getComputedStyle(frame).overflowX === 'auto');
  return frames.flatMap((frame) => {
    frame.scrollLeft = frame.scrollWidth;
    const { left } = frame.getBoundingClientRect();
    const rows = [...frame.querySelectorAll('tbody tr:not(.groupe)')].filter((row) => row.offsetParent);
    return rows.flatMap((row) => {
      const [first, ...others] = [...row.children].map((cell) => cell.getBoundingClientRect());
      const wide = others.some((box) => first.width + box.width > frame.clientWidth + 1);
      const trouble = Math.abs(first.left - left) > 1 ? 'gone' : wide ? 'too wide' : '';
      return trouble ? [`${trouble}: ${frame.ariaLabel.slice(0, 40)}: ${row.textContent.slice(0, 40)}`] : [];
    });
  });
}"""


def assert_read_whole(page: Page, *widths: int) -> None:
    for width in widths:
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate(NOT_READ_WHOLE) == [], width


@pytest.mark.parametrize("nom", PAGES)
def test_each_column_is_read_whole_beside_the_first(open_page: Any, built: Any, nom: str) -> None:
    assert_read_whole(open_page(built.folder / f"{nom}.html", width=390), 390, 320)


@pytest.mark.parametrize("nom", FOLLOWED)
def test_what_is_done_is_read_whole_beside_the_first(open_page: Any, exemple: Any, nom: str) -> None:
    assert_read_whole(open_page(exemple.folder / f"{nom}.html", width=390), 390, 320)


def test_a_column_wider_than_what_is_left_is_found(open_page: Any, tmp_path: Path) -> None:
    """What the tests above would say of such a table."""
    row = "<tr><th style='position:{};left:0;min-width:200px'>{}</th><td style='min-width:250px'>x</td></tr>"
    rows = row.format("sticky", "one") + row.format("static", "two")
    table = f"<div class=defilant aria-label=y style='overflow:auto'><table><tbody>{rows}</tbody></table></div>"
    (tmp_path / "page.html").write_text(f"<!doctype html><title>x</title>{table}", encoding="utf-8")
    page: Page = open_page(tmp_path / "page.html", width=390)
    assert page.evaluate(NOT_READ_WHOLE) == ["too wide: y: onex", "gone: y: twox"]


# Of each table that is longer than its frame, far down and to the right: where its header and its first column are, and
# whether a cell is drawn over them.
FAR = """() => [...document.querySelectorAll('.defilant:has(> table > thead)')]
  .filter((frame) => frame.offsetParent && frame.scrollHeight > frame.clientHeight + 1).map((frame) => {
    frame.scrollIntoView();
    frame.scrollTop = frame.scrollHeight / 2;
    frame.scrollLeft = 150;
    const box = frame.getBoundingClientRect(), head = frame.querySelector('thead').getBoundingClientRect();
    const row = [...frame.querySelectorAll('tbody tr:not(.groupe)')]
      .find((one) => one.getBoundingClientRect().top > head.bottom);
    const at = (x, y) => document.elementFromPoint(x, y)?.closest('th, td');
    return {
      top: Math.round(head.top - box.top),
      left: Math.round(row.cells[0].getBoundingClientRect().left - box.left),
      corner: at(box.left + 20, head.bottom - 6)?.closest('thead') !== null,
      height: box.height,
    };
  })"""


def test_headers_and_the_first_column_stay_on_the_screen(open_page: Any, rapport: Path) -> None:
    page: Page = open_page(rapport, width=390, height=844)
    long = page.evaluate(FAR)
    assert len(long) >= 2
    for frame in long:
        assert (frame["top"], frame["left"], frame["corner"]) == (0, 0, True)
        assert frame["height"] < 844, "what comes after it could not be reached by scrolling beside it"
    page.set_viewport_size({"width": 1280, "height": 900})
    assert page.evaluate(FAR) == [], "on a wide screen the page alone scrolls"
    page.set_viewport_size({"width": 320, "height": 256})  # 1280 × 1024 at 400 %: a header would take the whole screen
    assert page.evaluate(FAR) == []


@pytest.mark.parametrize("width", [390, 320])
def test_the_mark_and_the_rank_of_the_quartier_are_on_the_screen(open_page: Any, rapport: Path, width: int) -> None:
    """Of each line of the chart of positions, and in its table before any scrolling."""
    page: Page = open_page(rapport, width=width, height=844)
    figure = page.locator("figure.graphique:has(.etroit)").first
    lines = figure.locator(".etroit > li").all()
    assert len(lines) > 5
    for line in lines:
        assert " sur " in line.inner_text()
        marks = [mark.bounding_box() for mark in line.locator("svg *").all()]
        assert all(box is None or (box["x"] >= 0 and box["x"] + box["width"] <= width) for box in marks)
    figure.locator("details").first.evaluate("node => { node.open = true }")
    rank = figure.get_by_role("columnheader", name="Rang").bounding_box()
    assert rank is not None
    assert rank["x"] + rank["width"] <= width
