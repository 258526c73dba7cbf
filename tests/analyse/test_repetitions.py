"""A gap that is not read is told to come back, and never becomes a reading for that."""

from typing import Any

import pytest

from quartiers.analyse.comparaisons import Comparaison, Situation
from quartiers.analyse.diagnostic import retained_figures
from quartiers.presentation.mots import repeated_text

MEDIAN_40 = (20, 30, 35, 40, 45, 50, 60)


@pytest.fixture
def poverty(small: Any) -> Any:
    """1 000 people, whose figure a year moves by 3 points: a gap is read from 6 on."""

    def make(*values: float | None, evolution: str = "annuelle") -> Any:
        c = small().count("habitants").indicator("pauvrete", evolution=evolution).quartier("a", "QP1")
        c.measure("QP1", "habitants", 2022, 1000).fluctuation("pauvrete", 3.0, "habitants")
        for edition, value in zip((2017, 2019, 2021, 2022), values, strict=True):
            c.measure("QP1", "pauvrete", edition, value).spread("pauvrete", edition, *MEDIAN_40)
        [figure] = [f for f in retained_figures(c.build(), "a") if f.indicateur.indicateur == "pauvrete"]
        return figure

    return make


def read(figure: Any) -> tuple[Situation, int]:
    comparison: Comparaison = figure.comparaison
    return comparison.situation, comparison.repetee


def test_a_gap_that_comes_back_is_told_and_is_no_reading(poverty: Any) -> None:
    figure = poverty(45.0, 44.0, 46.0, 44.5)
    assert read(figure) == (Situation.IMPRECISE, 4)
    assert not figure.fragile
    assert repeated_text(figure) == "du même côté dans 4 diffusions"


@pytest.mark.parametrize(
    ("values", "times"),
    [
        ((35.0, 44.0, 46.0, 44.5), 3),  # the first was on the other side
        ((45.0, 35.0, 46.0, 44.5), 0),  # twice is little
        ((45.0, 41.0, 46.0, 44.5), 0),  # once too near the median to be on a side
        ((45.0, 44.0, None, 44.5), 0),  # nobody knows of 2021
        ((45.0, 44.0, 46.0, 41.0), 0),  # near it now
    ],
)
def test_it_is_counted_back_from_the_newest_without_a_gap(
    poverty: Any, values: tuple[float | None, ...], times: int
) -> None:
    figure = poverty(*values)
    assert read(figure) == (Situation.IMPRECISE, times)
    assert bool(repeated_text(figure)) == bool(times)


def test_a_gap_that_is_read_needs_no_other(poverty: Any) -> None:
    assert read(poverty(48.0, 48.0, 48.0, 48.0)) == (Situation.FRAGILE, 0)


def test_editions_of_the_census_are_said_to_overlap(poverty: Any) -> None:
    assert repeated_text(poverty(45.0, 44.0, 46.0, 44.5, evolution="recensement")) == (
        "du même côté dans 4 diffusions qui se recouvrent"
    )
