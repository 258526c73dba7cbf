"""Strips: every value has its dot, the extremes and the references are said."""

import xml.etree.ElementTree as ET
from itertools import chain

import pytest

from quartiers.presentation.graphiques.bandes import Bande, chart_strips

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
    assert "de 31,8 % (B) à 54,1 % (A)" in text
    assert "moyenne du contrat 45,2 %" in text
    assert "France (médiane) 43,9 %" in text


def test_every_value_is_drawn() -> None:
    [chart] = chart_strips([EMPLOI], "Où ?", "Source")
    assert dots(chart.svg) == 3


def test_equal_extremes_are_counted_not_chosen() -> None:
    band = Bande("X", (("A", 50.0), ("B", 50.0), ("C", 60.0)))
    [chart] = chart_strips([band], "?", "S")
    assert "(A et 1 autre)" in chart.alternative


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


def test_many_indicators_take_several_charts() -> None:
    bands = [Bande(f"Indicateur {n}", (("A", 1.0), ("B", 2.0))) for n in range(30)]
    charts = chart_strips(bands, "Où ?", "Source")
    assert len(charts) == 3
    assert len({c.titre for c in charts}) == 2
    said = " ".join(chain.from_iterable(c.alternative.split() for c in charts))
    assert all(f"Indicateur {n}," in said for n in range(30))


def test_charts_are_light_and_the_same_twice() -> None:
    bands = [Bande(f"Indicateur {n}", tuple((f"Q{q}", float(q + n)) for q in range(60))) for n in range(14)]
    first, second = (chart_strips(bands, "Où ?", "Source")[0].svg for _ in range(2))
    assert first == second
    assert len(first) < 250_000
