"""What takes a chart's place on a telephone: each row with its name and value, every mark, text that is escaped."""

import dataclasses
import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from hostile import PAYLOADS
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure

from quartiers.analyse.publications import Rang
from quartiers.presentation.blocs import Graphique
from quartiers.presentation.graphiques.bandes import Bande, chart_strips
from quartiers.presentation.graphiques.classement import Barre, Trait, chart_ranking
from quartiers.presentation.graphiques.comparaisons import PointCompare, chart_comparisons
from quartiers.presentation.graphiques.etroit import keep_apart, stack_numbers
from quartiers.presentation.graphiques.evolutions import Serie, chart_series
from quartiers.presentation.graphiques.positions import Position, chart_positions
from quartiers.typographie import typeset

VALUES = (54.1, 31.8, 40.0)
KINDS = ("positions", "strips", "series", "comparisons", "ranking")


@pytest.fixture(scope="module", autouse=True)
def undrawn() -> Iterator[None]:
    """What is looked at here stands beside the drawing, which takes most of the time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Figure, "savefig", lambda _, file, **__: file.write("<svg/>"))
        yield


@cache
def every_chart(*names: str) -> dict[str, Graphique]:
    """Rows alike, named so."""
    position = Position("", 54.1, VALUES, 45.0, 43.9, True, Rang(1, 3), "fragile", "plus fragile")
    band = Bande("", tuple(zip("ABC", VALUES, strict=True)), france=43.9, contrat=45.0, numeros=("1", "2", "3"))
    band = dataclasses.replace(band, sens="defavorable", lectures=("fragile", None, None))
    line = Serie("", (2011, 2015, 2019), (("2011", 38), ("2015", 40), ("2019", 54.1)), 16.1, "fragile", "dégradation")
    line = dataclasses.replace(line, reperes=(39.0, None, 41.0))
    point, bar = PointCompare("", 54.1, 43.9, "fragile", "plus fragile"), Barre("", 54.1, "fragile", "plus fragile")

    def rows(row: Any) -> list[Any]:
        return [dataclasses.replace(row, **{dataclasses.fields(row)[0].name: name}) for name in names]

    return {
        "positions": chart_positions(rows(position), "?", "S"),
        "strips": chart_strips(rows(band), "?", "S")[0],
        "series": chart_series(rows(line), "?", "S"),
        "comparisons": chart_comparisons(rows(point), "?", "QPV", "S"),
        "ranking": chart_ranking(rows(bar), Trait("QPV", 43.9), "%", "?", "S"),
    }


def test_every_chart_is_tried() -> None:
    assert tuple(every_chart("x")) == KINDS


def row(chart: Graphique) -> Tag:
    [item] = BeautifulSoup(chart.etroit, "html.parser").select(".etroit > li")
    return item


@pytest.mark.parametrize("kind", KINDS)
def test_a_row_says_its_name_its_value_and_its_reading(kind: str) -> None:
    said = row(every_chart("Pauvreté")[kind])
    text = said.get_text()
    assert "Pauvreté\u202f: " in text
    assert "54,1\u202f%" in text
    assert said.select(".signal.fragile"), "a colour without its symbol and words"
    assert all(svg["aria-hidden"] == "true" for svg in said.select("svg")), "it repeats what is said"


@pytest.mark.parametrize("kind", KINDS)
def test_texts_are_escaped(kind: str) -> None:
    """A row for each hostile text, some rows a chart: the chart has the elements of one of as many other names."""
    for start in range(0, len(PAYLOADS), 7):
        names = PAYLOADS[start : start + 7]
        plain, hostile = (
            BeautifulSoup(every_chart(*chosen)[kind].etroit, "html.parser") for chosen in (("x",) * len(names), names)
        )
        assert len(hostile.select(".etroit > li")) == len(names)
        assert [e.name for e in hostile.find_all(True)] == [e.name for e in plain.find_all(True)], names


def test_each_value_of_a_strip_has_its_dot_and_its_number() -> None:
    said = row(every_chart("Pauvreté")["strips"])
    assert sorted(t.get_text() for t in said.select("text")) == ["1", "2", "3"]
    [dots] = [p["d"] for p in said.select("path") if p.get("stroke-linecap") == "round"]
    assert [int(x) for x in re.findall(r"M(\d+)", dots)] == [292, 8, 112]  # from 31.8, the least, to 54.1
    assert "C, 40" not in said.get_text()
    assert "A, 54,1\u202f%" in said.get_text()
    assert "à l’autre bout, B, 31,8\u202f%" in said.get_text()


def test_a_curve_has_its_ends_and_the_reference_that_is_known() -> None:
    said = row(every_chart("Pauvreté")["series"])
    told = ["QPV médian\u00a041\u202f%", "38\u202f%", "2011", "54,1\u202f%", "2019"]
    assert [t.get_text() for t in said.select("text")][1:] == told
    dashed, line = said.select("path")
    assert dashed["stroke-dasharray"]
    assert dashed["d"].count("L") == 1
    assert line["d"].count("L") == 2
    ends = [float(x) for x in re.findall(r"[ML]([\d.]+) ", f"{dashed['d']}{line['d']}")]
    written = {t.get_text(): t for t in said.select("text")}
    for name in told[0], told[3]:
        assert float(written[name]["x"]) > max(ends) and written[name]["text-anchor"] == "start"
    assert float(written[told[1]]["x"]) < min(ends) and written[told[1]]["text-anchor"] == "end"


@pytest.mark.parametrize("other", [9.0, 10.0, 11.0, 30.0, 38.0])
@pytest.mark.parametrize("own", [2.0, 10.0, 38.0])
def test_two_labels_at_one_end_never_touch_nor_leave(own: float, other: float) -> None:
    placed = keep_apart(own, other, 12, (2.0, 38.0))
    assert abs(placed[1] - placed[0]) >= 12
    assert all(2.0 <= y <= 38.0 for y in placed)
    assert (placed[1] >= placed[0]) == (other >= own), "each on its own side"


def test_the_key_has_the_marks_that_are_drawn_and_no_other() -> None:
    def key(**fields: object) -> str:
        position = Position("x", 54.1, VALUES, 45.0, 43.9, True, Rang(1, 3), "fragile", "plus fragile")
        chart = chart_positions([dataclasses.replace(position, **fields)], "?", "S")  # type: ignore[arg-type]
        return BeautifulSoup(chart.etroit, "html.parser").p.get_text()

    assert "moyenne des QPV du contrat" in key()
    assert "moyenne" not in key(contrat=None)
    assert typeset("QPV médian de France") in key()
    assert "France" not in key(france=None)


@given(st.lists(st.tuples(st.floats(0, 300), st.floats(1, 20)), max_size=40))
def test_numbers_of_a_line_never_touch(numbers: list[tuple[float, float]]) -> None:
    places, halves = [x for x, _ in numbers], [half for _, half in numbers]
    levels = stack_numbers(places, halves)
    for level in set(levels):
        line = sorted((places[n], halves[n]) for n in range(len(numbers)) if levels[n] == level)
        assert all(x + half <= y - other + 1e-9 for (x, half), (y, other) in pairwise(line))
