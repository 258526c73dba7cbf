"""Strips: every value has its dot, the extremes and the references are said."""

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quartiers.presentation.blocs import Nature
from quartiers.presentation.graphiques.bandes import Bande, _Rangee, chart_strips
from quartiers.presentation.graphiques.dessin import REVERSED, drawing, text_width
from quartiers.style import size_pt

EMPLOI = Bande("Emploi", (("Le Trieu", 35.3), ("Macou", 51.4), ("Jard", 40.0)), sens="favorable", contrat=41.5)


def dots(svg: str) -> int:
    """Marks drawn in the accent colour, from the clip group that matplotlib makes of a line's markers."""
    root = ET.fromstring(svg)
    uses = (e for e in root.iter() if e.tag.endswith("}use") and "#0b4f6c" in e.attrib.get("style", ""))
    return len(list(uses))


def test_alternative_says_the_extremes_and_the_references() -> None:
    band = Bande("Pauvreté", (("A", 54.1), ("B", 31.8)), contrat=45.2, france=43.9, nom_france="France (médiane)")
    [chart] = chart_strips([band], "Où ?", "Source")
    text = chart.alternative.replace("\u202f", " ")
    assert "de 31,8 % à 54,1 % (A)" in text
    assert chart.donnees is not None
    assert "Moyenne du contrat | 45,2 %" in chart.donnees.to_text().replace("\u202f", " ")
    assert "France (médiane) 43,9 %" in text


def test_every_value_is_drawn() -> None:
    [chart] = chart_strips([EMPLOI], "Où ?", "Source")
    assert dots(chart.svg) == 3


def test_equal_extremes_are_counted_not_chosen() -> None:
    band = Bande("X", (("A", 50.0), ("B", 50.0), ("C", 60.0)))
    [chart] = chart_strips([band], "?", "S")
    assert chart.donnees is not None
    [reversed_chart] = chart_strips([replace(band, sens="favorable")], "?", "S")
    assert "de 60 % à 50 % (A et 1 autre)" in reversed_chart.alternative.replace("\u202f", " ")


@pytest.mark.parametrize(
    "band",
    [
        Bande("un seul", (("A", 50.0),)),
        Bande("tous égaux", (("A", 50.0), ("B", 50.0)), contrat=50.0),
        Bande("€", (("A", 827.0), ("B", 1013.0)), "€", france=892.0),
        Bande("<script> & #panic() " * 9, ((" ".join(["très long"] * 20), 1.0), ("B", 99.0))),
    ],
    ids=["one", "equal", "euros", "hostile"],
)
def test_any_band_is_drawn(band: Bande) -> None:
    [chart] = chart_strips([band], "?", "S")
    ET.fromstring(chart.svg)
    assert "nan" not in chart.svg.lower().replace("financ", "")


def places(band: Bande) -> dict[str, float]:
    """How far to the right the dot of each value is."""
    with drawing():
        row = _Rangee(band)
    return {name: row.place(value) for name, value in band.valeurs}


def test_the_most_fragile_is_on_the_right_whichever_way_the_indicator_goes() -> None:
    poverty = Bande("Pauvreté", (("A", 54.1), ("B", 31.8)), sens="defavorable")
    assert places(poverty)["A"] > places(poverty)["B"]
    assert places(EMPLOI)["Le Trieu"] > places(EMPLOI)["Jard"] > places(EMPLOI)["Macou"]


def test_a_row_that_runs_backwards_is_marked() -> None:
    with drawing():
        assert _Rangee(EMPLOI).label.endswith(REVERSED)
        assert REVERSED not in _Rangee(Bande("Pauvreté", EMPLOI.valeurs, sens="defavorable")).label


@given(st.lists(st.floats(0, 100), min_size=1, max_size=40))
def test_every_dot_bears_its_number_and_no_number_touches_another(values: list[float]) -> None:
    numeros = tuple(str(n) for n in range(1, len(values) + 1))
    band = Bande("X", tuple((f"Q{n}", v) for n, v in zip(numeros, values, strict=True)), numeros=numeros)
    with drawing():
        row = _Rangee(band)
        widths = [text_width([n], size_pt("note")) for n in numeros]
    assert len(row.levels) == len(values)
    boxes = sorted(
        (level, row.place(v) - width / 2, row.place(v) + width / 2)
        for level, v, width in zip(row.levels, values, widths, strict=True)
    )
    assert all(a[0] != b[0] or a[2] <= b[1] for a, b in pairwise(boxes))


def test_many_indicators_take_several_charts() -> None:
    bands = [Bande(f"Indicateur {n}", (("A", 1.0), ("B", 2.0))) for n in range(30)]
    charts = chart_strips(bands, "Où ?", "Source")
    heights = [float(ET.fromstring(chart.svg).attrib["height"].removesuffix("pt")) for chart in charts]
    assert len(charts) > 1
    assert max(heights) < 660, "with its title and its caption, on an A4 page"
    assert len({c.titre for c in charts}) == 2
    heads = [head for chart in charts if chart.donnees is not None for head in chart.donnees.entetes[1:]]
    assert heads == [f"Indicateur {n}" for n in range(30)]


def test_charts_are_light_and_the_same_twice() -> None:
    bands = [Bande(f"Indicateur {n}", tuple((f"Q{q}", float(q + n)) for q in range(60))) for n in range(14)]
    first, second = (chart_strips(bands, "Où ?", "Source")[0].svg for _ in range(2))
    assert first == second
    assert len(first) < 250_000


def test_letters_are_drawn_in_few_digits_that_a_pdf_keeps() -> None:
    """Two charts were two fifths of the synthesis: cubic curves have points at the thirds of those that we give."""
    [chart] = chart_strips([Bande("Économie", (("A", 1.0), ("B", 2.0)))], "?", "S")
    outlines = re.findall(r'<path id="[^"]+" d="([^"]+)" transform="scale', chart.svg)
    points = [int(n) for outline in outlines for n in re.findall(r"-?\d+", outline)]
    assert points and all(n % 3 == 0 for n in points)
    assert max(map(abs, points)) < 2000


@pytest.mark.parametrize(("reading", "marked"), [("fragile", True), (None, False), ("favorable", False)])
def test_the_most_fragile_is_marked_as_it_is_read_and_by_nothing_else(reading: Nature | None, marked: bool) -> None:
    """However far it is from the QPV of France: the reading has the uncertainty, the chart does not."""
    band = Bande("X", (("A", 90.0), ("B", 10.0)), sens="defavorable", france=20.0, lectures=(reading, None))
    [chart] = chart_strips([band], "?", "S")
    assert band.is_fragile_end(90.0) is marked
    assert ("fragile" in chart.etroit) is marked


def test_two_at_the_end_are_marked_if_both_are_read_so() -> None:
    band = Bande("X", (("A", 9.0), ("B", 9.0), ("C", 1.0)), sens="defavorable", lectures=("fragile", None, None))
    assert not band.is_fragile_end(9.0)


def test_what_the_numbers_are_is_under_each_chart() -> None:
    """They may be on several pages."""
    bands = [Bande(f"Indicateur {n}", (("A", 1.0), ("B", 2.0))) for n in range(30)]
    charts = chart_strips(bands, "?", "Les numéros : 1 Verrerie")
    assert len(charts) > 1
    assert {chart.source for chart in charts} == {"Les numéros : 1 Verrerie"}


@pytest.mark.parametrize(("france", "start"), [(5.0, "5 %"), (15.0, "10 %"), (None, "10 %")])
def test_the_value_where_a_row_begins_is_what_stands_there(france: float | None, start: str) -> None:
    """Before the median's mark, the value of the least fragile QPV was taken for the median's."""
    band = Bande("X", (("A", 10.0), ("B", 20.0)), sens="defavorable", france=france)
    assert _Rangee(band).start.replace("\u202f", " ").replace("\u00a0", " ") == start
