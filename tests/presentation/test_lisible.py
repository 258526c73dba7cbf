"""Charts on a page: words that are text, marks that say their value, identifiers that are nobody else's."""

import dataclasses
import re
import xml.etree.ElementTree as ET
from functools import cache
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from hostile import PAYLOADS

from quartiers.analyse.publications import Rang
from quartiers.polices import drawable
from quartiers.presentation.blocs import Graphique, inline_text
from quartiers.presentation.graphiques.bandes import Bande, chart_strips
from quartiers.presentation.graphiques.comparaisons import PointCompare, chart_comparisons
from quartiers.presentation.graphiques.dessin import REVERSED
from quartiers.presentation.graphiques.evolutions import Serie, chart_series
from quartiers.presentation.graphiques.positions import Position, chart_positions
from quartiers.typographie import format_value, typeset

AMONG = [
    Position("Taux de pauvreté", 54.1, (54.1, 31.8, 40), None, 43.9, True, Rang(1, 3), "fragile", "plus fragile"),
    Position("RSA socle", 26.4, (25.6, 26.4, 32.6), 29.5, 26.4, False, Rang(2, 3), "favorable", "moins fragile"),
]
POINTS = [PointCompare("Emplois précaires", 33.8, 26.9, "fragile", "plus fragile")]
LINES = [Serie("Emploi des femmes", (2011, 2019), (("2011", 38), ("2019", 44.1)), 6.1, "favorable", "s'améliore")]
BANDS = [Bande("Revenu", (("Centre", 900.0), ("Gare", 1100.0), ("Centre", 950.0)), "€", "favorable", None, 1000.0)]


@cache
def usual_elements() -> set[str]:
    return {tag.name for tag in page_of(*charts()).find_all()}


@cache
def charts(*labels: str) -> tuple[Graphique, ...]:
    """One of each kind; with labels, a row of each of these names."""

    def rows(usual: list[Any]) -> list[Any]:
        return [dataclasses.replace(usual[0], libelle=label) for label in labels] or usual

    return (
        chart_positions(rows(AMONG), "Où ?", "Source"),
        chart_comparisons(rows(POINTS), "Où ?", "QPV", "S"),
        chart_series(rows(LINES), "Quoi ?", "Source"),
        *chart_strips(rows(BANDS), "Où ?", "Source"),
    )


def page_of(*shown: Graphique) -> BeautifulSoup:
    return BeautifulSoup("".join(chart.to_html() for chart in shown), "html.parser")


def lines_of(chart: Tag) -> list[str]:
    return [" ".join(text.get_text().split()) for text in chart.select(".defilant > svg text")]


def squash(text: str) -> str:
    return re.sub(r"\s|\[…\]", "", text)


def test_every_word_of_a_chart_is_text() -> None:
    positions, comparisons, series, strips = (page_of(chart) for chart in charts())
    expected = {"Taux de pauvreté", "54,1 %, 1er sur 3", "QPV de France, ou le médian", "31,8 %"}
    assert expected <= set(lines_of(positions))
    assert {"Emplois précaires", "33,8 %", "26,9 %"} <= set(lines_of(comparisons))
    assert {"2011", "2019", "38 %", "44,1 %"} <= set(lines_of(series))
    assert {"Centre", f"Revenu {REVERSED}"} <= set(lines_of(strips)), "the most fragile is named"


def test_no_letter_is_drawn_and_the_page_weighs_less_than_half() -> None:
    for chart in charts():
        [inline] = page_of(chart).select(".defilant > svg")
        assert not [path for path in inline.select("path[id], use") if "Quartiers-" in str(path)]
        assert len(str(inline)) < 0.5 * len(chart.svg)


def test_the_paper_s_drawing_is_untouched() -> None:
    """Outlines, whatever the typefaces of who prints: no text is left to a font."""
    for chart in charts():
        assert "<text" not in chart.svg
        assert chart.svg.count("Quartiers-Regular") > 10


HOSTILE = (*PAYLOADS, 'xlink:href="#m1" url(#p1) id="figure_1" a -- b --- c > <', "a - -b")


@pytest.mark.parametrize("texts", [HOSTILE[start : start + 7] for start in range(0, len(HOSTILE), 7)])
def test_a_hostile_name_is_said_as_it_is(texts: tuple[str, ...]) -> None:
    """And makes no element: what the page has of a chart is what the chart has of names without malice. A chart has
    several: it takes as long to draw as to say them."""
    for chart in charts(*texts):
        soup = page_of(chart)
        assert {tag.name for tag in soup.find_all()} <= usual_elements() | {"text"}
        assert not [name for tag in soup.find_all() for name in tag.attrs if name.startswith("on")]
        told = squash("".join(lines_of(soup)))
        for text in texts:
            if len(text) < 60:  # a longer one is cut in the drawing
                assert squash(drawable(typeset(text))) in told, text
        ET.fromstring(str(soup.select_one(".defilant > svg")).replace("&nbsp;", " "))


def test_identifiers_are_of_one_chart_and_what_they_name_is_there() -> None:
    soup = page_of(*charts(), *charts("Autre"))
    found = [tag["id"] for tag in soup.select("[id]")]
    assert len(found) == len(set(found)) > 0
    called = {tag["href"][1:] for tag in soup.select("use[href]")} | set(re.findall(r"url\(#([^)]*)\)", str(soup)))
    assert called == set(found)


def test_a_mark_says_its_value_where_it_is_drawn() -> None:
    """Each of what answers the pointer is over a mark of the drawing."""
    for chart in charts():
        root = ET.fromstring(chart.svg)
        marks = [
            (float(use.get("x", 0)), float(use.get("y", 0)))
            for use in root.iter("{http://www.w3.org/2000/svg}use")
            if "Quartiers" not in str(use.attrib)
        ]
        assert len(chart.reperes) > 1
        for repere in chart.reperes:
            assert min(abs(repere.x - x) + abs(repere.y - y) for x, y in marks) < 0.3, repere


def test_the_values_of_the_marks_are_those_of_the_rows() -> None:
    said = [r.texte for r in charts()[0].reperes if r.ligne == "Taux de pauvreté"]
    assert said[0].startswith(f"ce quartier : {format_value(54.1, '%')}, 1er sur 3")
    others = [f"un autre QPV du contrat : {format_value(value, '%')}" for value in (31.8, 40)]
    assert [text for text in said if text.startswith("un autre")] == others
    assert f"QPV médian de France : {format_value(43.9, '%')}" in said


def test_the_folded_data_hold_every_number() -> None:
    positions, comparisons, series, strips = (chart.donnees for chart in charts())
    assert positions is not None and comparisons is not None and series is not None and strips is not None
    first = [inline_text(cell).replace("\u202f", " ") for cell in positions.lignes[0]]
    assert first == [
        "Taux de pauvreté",
        "54,1 %",
        "1er sur 3",
        "31,8 %",
        "54,1 %",
        "—",
        "43,9 % (médian)",
        "plus fragile",
    ]
    assert [inline_text(row[2]).replace("\u202f", " ") for row in series.lignes] == ["38 %", "44,1 %"]
    shown = [[inline_text(cell).replace("\u202f", " ") for cell in row] for row in strips.lignes]
    # Two quartiers of one name keep a value each.
    assert shown == [["Centre", "900 €"], ["Gare", "1 100 €"], ["Centre", "950 €"], ["QPV de France", "1 000 €"]]


def test_the_median_that_a_line_is_beside_is_in_its_data() -> None:
    line = dataclasses.replace(LINES[0], reperes=(39.5, None))
    data = chart_series([line], "Quoi ?", "Source").donnees
    assert data is not None
    assert data.entetes[3] == "QPV médian de France"
    assert [inline_text(row[3]).replace("\u202f", " ") for row in data.lignes] == ["39,5 %", "—"]


def test_more_quartiers_than_a_page_can_hold_have_no_table() -> None:
    many = tuple((f"Q{n}", float(n)) for n in range(400))
    [chart] = chart_strips([Bande("Revenu", many, "€")], "Où ?", "Source")
    assert chart.donnees is None
    assert "<details" not in chart.to_html()


def test_a_telephone_has_each_row_with_its_mark_and_its_rank() -> None:
    rows = page_of(charts()[0]).select(".etroit > li")
    assert [" ".join(row.get_text().split()) for row in rows] == [
        "Taux de pauvreté : ▼ 54,1 %, 1er sur 3▼",
        "RSA socle : ▲ 26,4 %, 2e sur 3▲",
    ]
