"""The smallest type of every kind of PDF: 8 points, in texts and in charts, which a meeting reads on paper."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from nbformat import NotebookNode
from papier import read_pages

from quartiers.export.typst import compile_pdf, prelude
from quartiers.supports import TYPST_MIME

FLOOR_PT = 8.0
# A chart as the PDF has it: its SVG, whose letters are outlines or texts, and the width that it is given.
_CHART = re.compile(r"#graphique\((.*?), ([\d.]+)cm\)", re.DOTALL)
_SCALE, _SIZE = re.compile(r"scale\(([\d.]+) -[\d.]+\)"), re.compile(r"font(?:-size)?: ?[^;\"]*?([\d.]+)px")
_UNITS_PT = 100  # of matplotlib's outlines of letters: the size that they are drawn at before they are scaled


def assert_readable(pdf: bytes) -> None:
    sizes = read_pages(pdf).corps
    assert len(sizes) > 2
    assert {size: sample for size, sample in sizes.items() if size < FLOOR_PT} == {}


def test_no_character_is_under_8_points(built: Any, nom: str) -> None:
    assert_readable((built.folder / f"{nom}.pdf").read_bytes())


def test_nor_in_what_is_done(exemple: Any, document: str) -> None:
    """The year, the evaluation, a committee's file, the reports of the invented contract."""
    assert_readable((exemple.folder / f"{document}.pdf").read_bytes())


def letters_pt(notebook: NotebookNode) -> Iterator[float]:
    """The sizes of the texts of its charts, as they are printed."""
    for source in (o.get("data", {}).get(TYPST_MIME, "") for c in notebook.cells for o in c.get("outputs", ())):
        for svg, width_cm in _CHART.findall(source):
            drawn = float(re.search(r'width=\\"([\d.]+)pt', svg)[1])  # type: ignore[index]
            printed = float(width_cm) / 2.54 * 72 / drawn
            yield from (float(s) * _UNITS_PT * printed for s in _SCALE.findall(svg))
            yield from (float(s) * printed for s in _SIZE.findall(svg))


def test_nor_in_a_chart(built: Any, nom: str) -> None:
    sizes = list(letters_pt(built.notebook(nom)))
    assert len(sizes) > 3, "a chart without a text: the pattern reads nothing"
    assert min(sizes) >= FLOOR_PT - 0.05


@pytest.mark.parametrize(("size", "seen"), [("7.9pt", True), ("8pt", False)])
def test_a_small_character_is_seen(size: str, seen: bool) -> None:
    """Else the tests above would prove nothing; one that is raised is smaller than its line, too."""
    show = '#show: rapport.with(titre: "T", description: "", pied: "P")'
    source = f"{prelude()}\n{show}\n= Titre\nUn #text(size: {size})[petit] texte"
    small = [s for s in read_pages(compile_pdf(source, datetime(2026, 1, 2, tzinfo=UTC))).corps if s < FLOOR_PT]
    assert bool(small) is seen
