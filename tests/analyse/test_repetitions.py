"""A gap that is not read is told to come back, and never becomes a reading for that."""

from typing import Any

import pytest

from quartiers.analyse.comparaisons import Comparaison, Situation
from quartiers.analyse.diagnostic import retained_figures
from quartiers.analyse.mesures_distinctes import distinct_measures
from quartiers.analyse.publications import series
from quartiers.donnees import Contrat
from quartiers.presentation.blocs import inline_text
from quartiers.presentation.mots import reading_cell

MEDIAN_40 = (20, 30, 35, 40, 45, 50, 60)


@pytest.fixture
def poverty(small: Any) -> Any:
    """1 000 people, whose figure a year moves by 3 points: a gap is read from 6 on."""

    def make(*values: float | None, evolution: str = "annuelle") -> Any:
        c = small().count("habitants").indicator("pauvrete", evolution=evolution).quartier("a", "QP1")
        c.measure("QP1", "habitants", 2022, 1000).fluctuation("pauvrete", 3.0, "habitants")
        for edition, value in zip((2017, 2019, 2021, 2022), values, strict=True):
            c.measure("QP1", "pauvrete", edition, value).spread("pauvrete", edition, *MEDIAN_40)
        contrat = c.build()
        [figure] = [f for f in retained_figures(contrat, "a") if f.indicateur.indicateur == "pauvrete"]
        return contrat, figure

    return make


def read(made: tuple[Contrat, Any]) -> tuple[Situation, int]:
    comparison: Comparaison = made[1].comparaison
    return comparison.situation, comparison.repetee


def cell_of(made: tuple[Contrat, Any]) -> str:
    """What the table of a report says beside the figure."""
    return inline_text(reading_cell(made[1], made[0]))


def test_a_gap_that_comes_back_is_told_and_is_no_reading(poverty: Any) -> None:
    made = poverty(45.0, 44.0, 46.0, 44.5)
    assert read(made) == (Situation.IMPRECISE, 4)
    assert not made[1].fragile
    assert "4 mesures de suite" in cell_of(made)


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
    made = poverty(*values)
    assert read(made) == (Situation.IMPRECISE, times)
    assert ("mesures de suite" in cell_of(made)) is bool(times)


def test_a_gap_that_is_read_needs_no_other(poverty: Any) -> None:
    assert read(poverty(48.0, 48.0, 48.0, 48.0)) == (Situation.FRAGILE, 0)


def test_an_edition_that_publishes_the_same_measure_again_is_not_counted(poverty: Any) -> None:
    """The same value of every QPV, and the same centiles of France: the census of 2010 in IPRO 2017 and 2018."""
    assert read(poverty(45.0, 45.0, 46.0, 44.5)) == (Situation.IMPRECISE, 3)
    assert read(poverty(45.0, 45.0, 45.0, 44.5)) == (Situation.IMPRECISE, 0)  # two measures


def test_equal_values_are_two_measures_where_the_qpv_of_france_moved(small: Any) -> None:
    c = small().count("habitants").indicator("pauvrete", evolution="annuelle").quartier("a", "QP1")
    c.measure("QP1", "habitants", 2022, 1000).fluctuation("pauvrete", 3.0, "habitants")
    for edition, c90 in ((2019, 50), (2021, 51), (2022, 52)):
        c.measure("QP1", "pauvrete", edition, 45.0).spread("pauvrete", edition, 20, 30, 35, 40, 45, c90, 60)
    contrat = c.build()
    [figure] = [f for f in retained_figures(contrat, "a") if f.indicateur.indicateur == "pauvrete"]
    assert read((contrat, figure)) == (Situation.IMPRECISE, 3)


def test_editions_of_the_census_that_share_surveys_are_one_measure(small: Any, poverty: Any) -> None:
    """2019, 2021 and 2022 gather some of the same surveys: three editions, two measures with that of 2017."""
    assert read(poverty(45.0, 44.0, 46.0, 44.5, evolution="recensement")) == (Situation.IMPRECISE, 0)
    c = small().count("habitants").indicator("emploi", evolution="recensement").quartier("a", "QP1")
    c.measure("QP1", "habitants", 2022, 1000).fluctuation("emploi", 3.0, "habitants")
    for edition, value in ((2012, 45.0), (2017, 44.0), (2020, 46.0), (2022, 44.5)):
        c.measure("QP1", "emploi", edition, value).spread("emploi", edition, *MEDIAN_40)
    contrat = c.build()
    [figure] = [f for f in retained_figures(contrat, "a") if f.indicateur.indicateur == "emploi"]
    assert read((contrat, figure)) == (Situation.IMPRECISE, 3)


def test_the_census_of_2010_is_counted_once(contrat: Contrat) -> None:
    """INSEE's files IPRO of 2017 and 2018 have the same rates of employment, of all QPV: five editions, four measures,
    the last three of which share surveys."""
    [figure] = [f for f in retained_figures(contrat, "anzin-verrerie") if f.indicateur.indicateur == "emploi_15_64_pct"]
    published = [p for p in series(contrat, ("QP059020",), "emploi_15_64_pct") if p.diffusion.theme == "IPRO"]
    assert len(published) == 5
    assert [p.diffusion.edition for p in distinct_measures(contrat, published)] == [2017, 2020, 2021, 2022]
    assert figure.comparaison.repetee == 0
    # What France Travail counts changes each year.
    registers = [p for p in series(contrat, ("QP059020",), "demandeurs_2_ans_pct") if p.diffusion.theme == "IPRO"]
    assert distinct_measures(contrat, registers) == tuple(registers)
