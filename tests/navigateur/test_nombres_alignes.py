"""Columns of numbers as the browser lays them out: against the right as their header is, digits under each other."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

# Of each column of numbers: its header, and of each cell its text, its alignment, where the whole part of it ends.
MEASURE = """() => [...document.querySelectorAll('main table:not(.matrice)')].flatMap((table) => {
  const text = (node) => document.createTreeWalker(node, NodeFilter.SHOW_TEXT).nextNode();
  const align = (node) => getComputedStyle(node).textAlign;
  const end = (node, length) => {
    const range = document.createRange();
    range.setStart(node, 0);
    range.setEnd(node, length);
    return range.getBoundingClientRect().right;
  };
  const numeric = [...table.tHead.rows[0].cells].filter((head) => head.matches('.nombre'));
  return numeric.map((head) => ({
    head: text(head).data,
    align: align(head),
    cells: [...table.rows].slice(1).map((row) => row.cells[head.cellIndex]).filter(Boolean).map((cell) => ({
      text: text(cell).data,
      align: align(cell),
      whole: end(text(cell), /^[0-9]*/.exec(text(cell).data)[0].length),
    })),
  }));
})"""


@pytest.fixture
def columns(open_page: Any, rapport: Path) -> dict[str, Any]:
    page: Page = open_page(rapport, device_scale_factor=4)  # letters are placed to a pixel of the screen
    return {column["head"]: column for column in page.evaluate(MEASURE)}


def test_numbers_and_their_header_are_against_the_right(columns: dict[str, Any]) -> None:
    assert {"QPV médian de France", "QPV du contrat", "Rang dans le contrat"} <= columns.keys()
    for column in columns.values():
        assert {column["align"], *(cell["align"] for cell in column["cells"])} == {"right"}


def test_digits_are_under_each_other(columns: dict[str, Any]) -> None:
    """The units of « 48 % » are under those of « 49,7 % »."""
    numbers = [cell for cell in columns["QPV du contrat"]["cells"] if cell["text"].endswith("%")]
    assert {"," in cell["text"] for cell in numbers} == {True, False}, "no number without decimals to compare"
    places = [cell["whole"] for cell in numbers]
    assert max(places) - min(places) < 1
