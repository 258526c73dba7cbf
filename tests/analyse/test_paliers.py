"""The place of a figure among the QPV of France."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quartiers.analyse.paliers import Palier, is_complete, place_of
from quartiers.donnees.modele import Indicateur, Repartition

SPREAD = Repartition("x", "DEMO", 2022, None, "2015", 1300, 10, 20, 30, 40, 50, 60, 70, source="s")


def indicator(sens: str) -> Indicateur:
    return Indicateur(
        "x", "X", "X", "t", (), (), "%", sens, "p", "d", "q",
        evolution="non", poids=None, reserve=None, confusions=(), premiere_annee=None,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("value", "band", "centile"),
    [
        (65, Palier.DIXIEME_FRAGILE, 94.5),
        (60, Palier.DIXIEME_FRAGILE, 90),
        (59.9, Palier.QUART_FRAGILE, 89.85),
        (50, Palier.QUART_FRAGILE, 75),
        (49.9, Palier.MILIEU, 74.75),
        (40, Palier.MILIEU, 50),
        (30.1, Palier.MILIEU, 25.25),
        (30, Palier.QUART_FAVORABLE, 25),
        (20, Palier.DIXIEME_FAVORABLE, 10),
        (5, Palier.DIXIEME_FAVORABLE, 0.5),
    ],
)
def test_an_unfavourable_figure(value: float, band: Palier, centile: float) -> None:
    place = place_of(indicator("defavorable"), value, SPREAD)
    assert place is not None
    assert (place.palier, place.centile) == (band, centile)


def test_a_favourable_figure_is_fragile_when_it_is_low() -> None:
    lowest, highest = (place_of(indicator("favorable"), value, SPREAD) for value in (20, 60))
    assert lowest is not None
    assert highest is not None
    assert (lowest.palier, lowest.centile) == (Palier.DIXIEME_FRAGILE, 90)
    assert (highest.palier, highest.centile) == (Palier.DIXIEME_FAVORABLE, 10)


@pytest.mark.parametrize(
    ("sens", "value", "centile"),
    [
        # Past the 99th centile, in widths of the upper half (30): it ranks what is extreme, one before the other.
        ("defavorable", 70, 99),
        ("defavorable", 85, 99.5),
        ("defavorable", 100, 100),
        ("favorable", 10, 99),
        ("favorable", -5, 99.5),
        # Under the first one, the share that is left, as far as nothing.
        ("defavorable", 10, 1),
        ("defavorable", 9, 0.9),
        ("defavorable", -5, 0),
        ("favorable", 77, 0.9),
    ],
)
def test_what_is_past_the_last_centile_still_ranks(sens: str, value: float, centile: float) -> None:
    place = place_of(indicator(sens), value, SPREAD)
    assert place is not None
    assert place.centile == centile


def test_qpv_that_are_all_alike_divide_by_nothing() -> None:
    flat = Repartition("x", "DEMO", 2022, None, "2015", 1300, *[0.0] * 7, source="s")
    places = [place_of(indicator("defavorable"), value, flat) for value in (0, 2)]
    assert [place.centile for place in places if place is not None] == [99, 101]


@pytest.mark.parametrize(
    ("value", "margin", "band"),
    [
        (60, 0, Palier.DIXIEME_FRAGILE),
        (60, 5, Palier.QUART_FRAGILE),  # brought back by its margin, it is in the quarter
        (50, 0, Palier.QUART_FRAGILE),
        (50, 1, Palier.MILIEU),
        (49.9, 0, Palier.MILIEU),
    ],
)
def test_the_part_is_the_one_that_its_margin_leaves_it_in(value: float, margin: float, band: Palier) -> None:
    place = place_of(indicator("defavorable"), value, SPREAD, margin)
    assert place is not None
    assert place.palier == band
    mirrored = place_of(indicator("favorable"), 80 - value, SPREAD, margin)  # the spread is symmetrical around 40
    assert mirrored is not None
    assert mirrored.palier == band


def test_context_has_no_place() -> None:
    assert place_of(indicator("contexte"), 60, SPREAD) is None


@given(st.lists(st.floats(0, 100), min_size=7, max_size=7).map(sorted), st.floats(0, 100), st.floats(0, 100))
def test_the_more_fragile_of_two_never_comes_before(knots: list[float], a: float, b: float) -> None:
    spread = Repartition("x", "DEMO", 2022, None, "2015", 1300, *knots, source="s")
    low, high = (place_of(indicator("defavorable"), value, spread) for value in sorted((a, b)))
    assert low is not None
    assert high is not None
    assert low.centile <= high.centile
    bands = list(Palier)
    assert bands.index(low.palier) >= bands.index(high.palier)


def test_two_thirds_of_the_qpv_are_enough() -> None:
    assert is_complete(1000, 1400)
    assert not is_complete(692, 1400)
    assert is_complete(2, 3)  # two thirds are enough


def test_what_two_households_make_is_no_tenth() -> None:
    """Past the 90th centile by less than the figure may move: the quarter is sure, the tenth is not."""
    bounds = SPREAD.c75, SPREAD.c90
    just_past = SPREAD.c90 + 0.5
    sure = place_of(indicator("defavorable"), just_past, SPREAD)
    brought_back = place_of(indicator("defavorable"), just_past, SPREAD, marge=1.0)
    assert sure is not None
    assert brought_back is not None
    assert bounds[0] < just_past - 1.0 < bounds[1]
    assert (sure.palier, brought_back.palier) == (Palier.DIXIEME_FRAGILE, Palier.QUART_FRAGILE)
    assert brought_back.centile == sure.centile  # which ranks, as published
    far = place_of(indicator("defavorable"), SPREAD.c50 + 0.1, SPREAD, marge=30.0)
    assert far is not None
    assert far.palier is Palier.MILIEU  # never past the median


def test_uncertainty_brings_a_sound_figure_back_towards_the_median_too() -> None:
    """From 20, the bound of the least fragile tenth, 2 points leave it in the quarter; 30 do not pass the median."""
    back, far = (place_of(indicator("defavorable"), SPREAD.c10, SPREAD, marge=marge) for marge in (2.0, 30.0))
    assert back is not None
    assert far is not None
    assert (back.palier, far.palier) == (Palier.QUART_FAVORABLE, Palier.MILIEU)
