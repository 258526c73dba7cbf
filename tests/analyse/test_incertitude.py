"""What is too small to be read: uncertainty of a level and of a change, a few people, denominators that move."""

import math
from dataclasses import replace
from typing import Any

import pytest

from quartiers.analyse.comparaisons import Evolution, Mouvement, Situation
from quartiers.analyse.diagnostic import ChiffreLu, retained_figures
from quartiers.analyse.incertitude import base_of, change_margin, fluctuation, level_margin, margin_of, people_of
from quartiers.donnees import Contrat

FRANCE = (10, 20, 30, 40, 50, 60, 70)


def census(small: Any, people: float, value: float, start: float | None = None) -> ChiffreLu:
    """A rate of the census whose standard deviation from an edition to the next is 2 points for 1,000 people."""
    contract = small().quartier("a").count("population").fluctuation("x", 2.0, "population")
    contract.measure("QPa", "population", 2022, people).measure("QPa", "x", 2022, value).spread("x", 2022, *FRANCE)
    if start is not None:
        contract.measure("QPa", "x", 2010, start, year=2010)
    return figure(contract.build())


def register(small: Any, base: float, value: float, before: tuple[float, float] | None = None) -> ChiffreLu:
    """A share among ``base`` people of a register, 2 points for 1,000 too; ``before``: value and base."""
    contract = small().quartier("a").count("gens").indicator("x", evolution="annuelle", poids="gens")
    contract.fluctuation("x", 2.0, "gens").measure("QPa", "gens", 2022, base).measure("QPa", "x", 2022, value)
    contract.spread("x", 2022, *FRANCE)
    if before is not None:
        contract.measure("QPa", "x", 2017, before[0]).measure("QPa", "gens", 2017, before[1])
    return figure(contract.build())


def figure(contrat: Contrat) -> ChiffreLu:
    [found] = [f for f in retained_figures(contrat, "a") if f.indicateur.indicateur == "x"]
    return found


@pytest.mark.parametrize(
    ("people", "value", "expected"),
    [
        # Twice the standard deviation of a level: 2 × √(5/2) × 2 points for 1,000 people, 6.32; half that for 4,000.
        (1000, 46.4, Situation.FRAGILE),
        (1000, 46.2, Situation.IMPRECISE),
        (4000, 43.3, Situation.FRAGILE),
        (4000, 43.1, Situation.IMPRECISE),
        (4000, 41.9, Situation.IMPRECISE),  # near the median, and nothing says that it surely is
        (40000, 41.9, Situation.COMPARABLE),
        (10**9, 42.0, Situation.FRAGILE),  # the threshold of contrat.toml stays
        (1000, 33.6, Situation.FAVORABLE),
        (1000, 33.8, Situation.IMPRECISE),
    ],
)
def test_a_gap_of_the_census_is_read_beyond_its_uncertainty(
    small: Any, people: float, value: float, expected: Situation
) -> None:
    assert census(small, people, value).comparaison.situation is expected


@pytest.mark.parametrize(
    ("people", "value", "expected"),
    [
        # Twice √5 × 2 points between editions without a common year: 8.94 for 1,000 people.
        (1000, 49.0, Evolution.DEGRADATION),
        (1000, 48.9, Evolution.INCERTAINE),
        (1000, 40.9, Evolution.INCERTAINE),
        (10**6, 40.9, Evolution.STABLE),
        (4000, 44.5, Evolution.DEGRADATION),
    ],
)
def test_a_change_of_the_census_is_read_beyond_its_uncertainty(
    small: Any, people: float, value: float, expected: Evolution
) -> None:
    tendance = census(small, people, value, start=40).tendance
    assert tendance is not None
    assert tendance.evolution is expected


def test_a_register_is_surer_than_the_census(small: Any) -> None:
    """It has no sample: what a year does or undoes, twice 2 points of 1,000, is its only margin."""
    assert register(small, 1000, 44.0).comparaison.situation is Situation.FRAGILE
    assert register(small, 1000, 43.9).comparaison.situation is Situation.IMPRECISE
    kept = register(small, 1000, 46.0, (41.9, 1000)).tendance
    lost = register(small, 1000, 46.0, (42.1, 1000)).tendance
    assert kept is not None
    assert lost is not None
    assert (kept.evolution, lost.evolution) == (Evolution.DEGRADATION, Evolution.INCERTAINE)


def test_without_an_estimate_the_thresholds_of_the_contract_decide(small: Any) -> None:
    contract = small().quartier("a").measure("QPa", "x", 2022, 42.0).spread("x", 2022, *FRANCE)
    assert figure(contract.build()).comparaison.situation is Situation.FRAGILE


def test_a_gap_of_a_few_people_is_no_finding(small: Any) -> None:
    """20 points of 45 people are 9 of them; of 50, 10."""
    small_group, larger = (_sure(small, base) for base in (45, 50))
    assert (small_group.comparaison.situation, small_group.comparaison.personnes) == (Situation.IMPRECISE, 9.0)
    assert (larger.comparaison.situation, larger.comparaison.personnes) == (Situation.FRAGILE, 10.0)


def _sure(small: Any, base: float) -> ChiffreLu:
    contract = small().quartier("a").count("gens").indicator("x", evolution="annuelle", poids="gens")
    contract.measure("QPa", "gens", 2022, base).measure("QPa", "x", 2022, 60.0).spread("x", 2022, *FRANCE)
    return figure(contract.build())


def test_a_share_that_moves_because_its_denominator_does_is_told_by_its_counts(small: Any) -> None:
    """33,1 % of 3 088 are 1 022 people; 30,1 % of 3 528 are 1 062: the share falls, their number does not."""
    tendance = register(small, 3528, 30.1, (33.1, 3088)).tendance
    assert tendance is not None
    assert (tendance.evolution, tendance.variation) == (Evolution.DIVERGENTE, -3.0)
    assert tendance.effectifs == (1022.0, 1062.0)
    both_fall = register(small, 3000, 30.1, (33.1, 3088)).tendance
    assert both_fall is not None
    assert both_fall.evolution is Evolution.AMELIORATION
    as_many = register(small, 3380, 30.1, (33.1, 3088)).tendance  # 1 017: five people less
    assert as_many is not None
    assert as_many.evolution is Evolution.DIVERGENTE


def test_a_gap_is_that_of_the_figures_as_they_are_printed(small: Any) -> None:
    """1 056,7 € and 1 154,2 € are printed 1 057 and 1 154: 97 euros less, not 98."""
    contract = small().quartier("a").indicator("x", unite="€", sens="favorable", evolution="non")
    contract.measure("QPa", "x", 2022, 1056.7).spread("x", 2022, 900, 1000, 1050, 1154.2, 1200, 1250, 1300)
    assert figure(contract.build()).comparaison.ecart == -97.0


def test_neither_rounding_makes_a_reading(small: Any) -> None:
    """41,95 is printed 42,0: at the threshold of 2 points once printed, under it before."""
    contract = small().quartier("a").spread("x", 2022, *FRANCE)
    assert figure(contract.measure("QPa", "x", 2022, 41.95).build()).comparaison.situation is Situation.COMPARABLE
    contract.mesures.clear()
    assert figure(contract.measure("QPa", "x", 2022, 42.0).build()).comparaison.situation is Situation.FRAGILE


def test_the_margins_are_those_of_the_method(contrat: Contrat) -> None:
    rate, share = contrat.indicateurs["emploi_15_64_pct"], contrat.indicateurs["allocataires_rsa_socle_pct"]
    assert level_margin(rate, 1.0) == pytest.approx(2 * math.sqrt(2.5))
    assert change_margin(rate, 1.0) == pytest.approx(2 * math.sqrt(5))
    assert (level_margin(share, 1.0), change_margin(share, 1.0)) == (2.0, 2.0)


def test_no_reading_of_the_project_is_within_its_margin(contrat: Contrat) -> None:
    """Whatever is read of a published figure is beyond its uncertainty, and of ten people where they are counted."""
    read = 0
    for quartier in contrat.quartiers:
        for f in retained_figures(contrat, quartier):
            if f.publication is None or f.comparaison.situation not in (Situation.FRAGILE, Situation.FAVORABLE):
                continue
            read += 1
            assert f.comparaison.personnes is None or f.comparaison.personnes >= 10
            assert f.comparaison.place is not None
            fragile = f.comparaison.situation is Situation.FRAGILE
            assert (f.comparaison.place.centile > 50) is fragile
    assert read > 60


def test_what_moves_all_the_qpv_of_france_is_no_change_of_one(small: Any) -> None:
    """A rate that falls by 10 points where the median falls by 9 has not improved; one that falls alone has."""
    for median, expected in ((31, Evolution.COMME_FRANCE), (50, Evolution.AMELIORATION), (40, Evolution.AMELIORATION)):
        contract = small().quartier("a").count("population").fluctuation("x", 2.0, "population")
        contract.measure("QPa", "population", 2022, 4000).measure("QPa", "x", 2022, 30)
        contract.measure("QPa", "x", 2010, 40, year=2010)
        contract.spread("x", 2010, *FRANCE).spread("x", 2022, *(knot - 40 + median for knot in FRANCE))
        tendance = figure(contract.build()).tendance
        assert tendance is not None
        assert (tendance.evolution, tendance.nationale) == (expected, Mouvement(median - 40, apparie=False))


def test_what_moves_all_is_the_median_of_their_changes_where_it_is_known(small: Any) -> None:
    """The QPV that one edition alone publishes move the median of all: they are no change."""
    for moved, expected in ((-9.0, Evolution.COMME_FRANCE), (0.5, Evolution.AMELIORATION)):
        contract = small().quartier("a").count("population").fluctuation("x", 2.0, "population")
        contract.measure("QPa", "population", 2022, 4000).measure("QPa", "x", 2022, 30)
        contract.measure("QPa", "x", 2010, 40, year=2010)
        contract.spread("x", 2010, *FRANCE).spread("x", 2022, *FRANCE).france_moved("x", 2010, 2022, moved)
        contract.france_moved("x", 2010, 2021, -30.0).france_moved("y", 2010, 2022, -30.0)
        tendance = figure(contract.build()).tendance
        assert tendance is not None
        assert (tendance.evolution, tendance.nationale) == (expected, Mouvement(moved, apparie=True))


def sigma(small: Any, theme: str = "DEMO", value: float = 40.0, indicator: str = "x", **fields: Any) -> float | None:
    """For a QPV of 4,000 people, by an estimate of 2 for 1,000 of the theme DEMO."""
    contract = small().quartier("a").count("population").indicator("x", **fields).indicator("y")
    contract.fluctuation("x", 2.0, "population").measure("QPa", "population", 2022, 4000)
    contrat = contract.build()
    return fluctuation(contrat, contrat.indicateurs[indicator], ("QPa",), (theme, 2022, "2015"), value)


def test_an_estimate_is_of_its_theme_or_of_a_theme_that_has_none_of_its_own(small: Any) -> None:
    """What is published once by its source moves as the same figure does in the theme that was followed."""
    assert sigma(small) == 1.0
    assert sigma(small, "CAF") == 1.0
    assert sigma(small, "IPRO") is None
    assert sigma(small, "CAF", indicator="y") is None


def test_the_estimate_of_a_theme_is_its_own_where_another_has_one(small: Any) -> None:
    contract = small().quartier("a").count("population").measure("QPa", "population", 2022, 1000)
    contract.fluctuation("x", 2.0, "population").fluctuation("x", 3.0, "population")
    contract.fluctuations[-1] = replace(contract.fluctuations[-1], theme="CAF")
    contrat = contract.build()
    found = [fluctuation(contrat, contrat.indicateurs["x"], ("QPa",), (t, 2022, "2015"), 40.0) for t in ("DEMO", "CAF")]
    assert found == [2.0, 3.0]


def test_the_deviation_of_an_amount_is_a_share_of_it(small: Any) -> None:
    """2 % of 1,500 euros for 1,000 people are 30; half that for 4,000."""
    assert sigma(small, value=1500.0, unite="€") == 15.0
    assert sigma(small, value=1500.0) == 1.0  # points


def test_without_its_base_nothing_is_estimated(small: Any) -> None:
    contrat = small().quartier("a").count("population").fluctuation("x", 2.0, "population").build()
    assert fluctuation(contrat, contrat.indicateurs["x"], ("QPa",), ("DEMO", 2022, "2015"), 40.0) is None


def test_a_base_is_of_all_the_qpv_in_that_edition_or_the_nearest(small: Any) -> None:
    contract = small().count("gens").measure("QPa", "gens", 2015, 100).measure("QPa", "gens", 2022, 130)
    contract.measure("QPa", "gens", 2019, None).measure("QPb", "gens", 2021, 50).measure("QPc", "gens", 2021, None)
    contrat = contract.build()
    assert [base_of(contrat, "gens", ("QPa",), edition) for edition in (2015, 2018, 2019, 2030)] == [100, 100, 130, 130]
    assert base_of(contrat, "gens", ("QPa", "QPb"), 2022) == 180
    assert base_of(contrat, "gens", ("QPa", "QPc"), 2022) is None  # a part would be taken for the whole
    assert base_of(contrat, "gens", (), 2022) is None


def test_points_are_people_where_they_are_counted(small: Any) -> None:
    contract = small().count("gens").measure("QPa", "gens", 2022, 130)
    contract.indicator("x", poids="gens").indicator("y").indicator("z", poids="gens", unite="nombre")
    contrat = contract.build()
    found = {
        (name, code): people_of(contrat, contrat.indicateurs[name], (code,), 2022, -10.0)
        for name in "xyz"
        for code in ("QPa", "QPb")
    }
    assert found == {**dict.fromkeys(found), ("x", "QPa"): 13.0}


def test_only_a_survey_is_said_to_have_a_margin(small: Any) -> None:
    contrat = small().indicator("x").indicator("y", evolution="annuelle").build()
    census, yearly = (margin_of(contrat.indicateurs[name]) for name in "xy")
    assert "marge" in census
    assert "marge" not in yearly
    assert "variation habituelle" in yearly
