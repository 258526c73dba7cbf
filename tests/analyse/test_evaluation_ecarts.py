"""Gaps to the agglomeration: which are the widest, and which changes are changes. Figures by hand."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from quartiers.analyse.comparaisons import Situation
from quartiers.analyse.evaluation_ecarts import Ecart, all_before, rank_gaps, read_gaps, undivided
from quartiers.analyse.evaluation_trajectoires import Trajectoire
from quartiers.donnees import Contrat

Small = Callable[[], Any]


def gaps_of(c: Any) -> tuple[Contrat, tuple[Ecart, ...]]:
    """Those of « p », read against the agglomeration."""
    c.essentiel = ("p",)
    contrat = replace(c.build(), agglomeration="agglo")
    return contrat, read_gaps(contrat, tuple(contrat.quartiers.values()))


def rate(small: Small, *values: tuple[int, float]) -> Any:
    """A rate of one quartier, « a », as published for some years: an edition is of four years later."""
    c = small().quartier("a").indicator("p", evolution="annuelle")
    for year, value in values:
        c.measure("QPa", "p", year + 4, value, year=year)
    return c


def test_a_gap_is_to_the_agglomeration_of_the_same_year_and_its_change_is_of_the_gap(small: Small) -> None:
    c = rate(small, (2013, 43.2), (2018, 54.1)).reference("p", 18.9, 2013).reference("p", 19.4, 2018)
    _, [gap] = gaps_of(c)
    assert gap.a_l_agglomeration
    assert (gap.comparaison.ecart, gap.comparaison.situation) == (34.7, Situation.FRAGILE)
    assert (gap.chemin.trajectoire, gap.chemin.points) == (Trajectoire.DECROCHE, 10.4)  # 34.7 - 24.3


def test_a_figure_that_improves_less_than_the_agglomeration_falls_behind(small: Small) -> None:
    c = rate(small, (2013, 40.0), (2018, 37.0)).reference("p", 20.0, 2013).reference("p", 15.0, 2018)
    _, [gap] = gaps_of(c)
    assert (gap.chemin.trajectoire, gap.chemin.points) == (Trajectoire.DECROCHE, 2.0)


def test_catching_up_is_for_who_was_behind(small: Small) -> None:
    c = rate(small, (2013, 40.0), (2018, 33.0)).reference("p", 20.0, 2013).reference("p", 20.0, 2018)
    assert gaps_of(c)[1][0].chemin.trajectoire is Trajectoire.RATTRAPE
    overtaking = rate(small, (2013, 40.0), (2018, 15.0)).reference("p", 20.0, 2013).reference("p", 20.0, 2018)
    assert gaps_of(overtaking)[1][0].chemin.trajectoire is Trajectoire.RATTRAPE
    ahead = rate(small, (2013, 21.0), (2018, 14.0)).reference("p", 20.0, 2013).reference("p", 20.0, 2018)
    assert gaps_of(ahead)[1][0].chemin.trajectoire is Trajectoire.SANS_RETARD_MIEUX
    worse = rate(small, (2013, 10.0), (2018, 15.0)).reference("p", 20.0, 2013).reference("p", 20.0, 2018)
    assert gaps_of(worse)[1][0].chemin.trajectoire is Trajectoire.SANS_RETARD_MOINS


@pytest.mark.parametrize(("sigma", "way"), [(0.9, Trajectoire.DECROCHE), (1.1, Trajectoire.INCERTAINE)])
def test_a_change_that_its_uncertainty_explains_is_none(small: Small, sigma: float, way: Trajectoire) -> None:
    """Two points, for a thousand people: twice the standard deviation of a register."""
    c = rate(small, (2013, 40.0), (2018, 42.0)).reference("p", 20.0, 2013).reference("p", 20.0, 2018)
    c.count("n").measure("QPa", "n", 2022, 1000.0).fluctuation("p", sigma, "n", "2021-2022")
    assert gaps_of(c)[1][0].chemin.trajectoire is way


def test_a_jump_is_no_slope(small: Small) -> None:
    c = small().indicator("p", evolution="annuelle").count("n").fluctuation("p", 1.0, "n", "2021-2022")
    for name in "abcdef":
        c.quartier(name).measure(f"QP{name}", "n", 2022, 1000.0)
        c.measure(f"QP{name}", "p", 2021, 40.0, year=2017)
        c.measure(f"QP{name}", "p", 2022, 55.0 if name == "a" else 40.0, year=2018)
    c.reference("p", 20.0, 2017).reference("p", 20.0, 2018)
    _, found = gaps_of(c)
    ways = {g.groupe[0].quartier: g.chemin.trajectoire for g in found}
    assert ways.pop("a") is Trajectoire.RUPTURE
    assert set(ways.values()) == {Trajectoire.STABLE}


def test_two_perimeters_make_no_change(small: Small) -> None:
    c = rate(small, (2013, 40.0)).measure("QNa", "p", 2022, 50.0, year=2018, geography="2024")
    _, [gap] = gaps_of(c.reference("p", 20.0, 2013).reference("p", 20.0, 2018))
    assert (gap.comparaison.ecart, gap.chemin.trajectoire) == (30.0, Trajectoire.SANS_DATES)


def test_without_the_agglomeration_of_that_year_the_gap_is_another_and_says_so(small: Small) -> None:
    c = rate(small, (2013, 40.0), (2018, 50.0)).reference("p", 20.0, 2017).spread("p", 2022, 20, 25, 30, 44, 50, 55, 60)
    _, [gap] = gaps_of(c)
    assert not gap.a_l_agglomeration
    assert (gap.comparaison.territoire, gap.comparaison.ecart) == ("qpv-france-median", 6.0)


def test_two_unknown_years_are_not_the_same_year(small: Small) -> None:
    c = small().quartier("a").indicator("p", evolution="annuelle").measure("QPa", "p", 2022, 50.0)
    _, [gap] = gaps_of(c.reference("p", 20.0))
    assert not gap.a_l_agglomeration


@pytest.mark.parametrize(("people", "way"), [(100.0, Trajectoire.INCERTAINE), (1000.0, Trajectoire.DECROCHE)])
def test_a_few_people_are_no_change(small: Small, people: float, way: Trajectoire) -> None:
    """Six points: 6 people of 100, 60 of 1,000."""
    c = rate(small, (2013, 40.0), (2018, 46.0)).indicator("p", evolution="annuelle", poids="n").count("n")
    c.measure("QPa", "n", 2017, people, year=2013)
    _, [gap] = gaps_of(c.reference("p", 20.0, 2013).reference("p", 20.0, 2018))
    assert gap.chemin.trajectoire is way


def test_an_agglomeration_known_once_has_a_gap_and_no_change(small: Small) -> None:
    _, [gap] = gaps_of(rate(small, (2013, 40.0), (2018, 50.0)).reference("p", 20.0, 2018))
    assert (gap.comparaison.ecart, gap.chemin.trajectoire) == (30.0, Trajectoire.SANS_DATES)
    assert gap.chemin.pourquoi == "valeur de l'agglomération connue à une seule date"


def test_gaps_are_in_their_true_order_and_the_first_that_chance_may_exchange_are_counted(small: Small) -> None:
    """Margins of 2 points each (2 σ of 1,000 people): two gaps differ beyond 2.83, the root of the sum of squares."""
    c = small().indicator("p", evolution="annuelle").count("n").fluctuation("p", 1.0, "n", "2021-2022")
    for name, value in {"a": 30.0, "b": 47.5, "c": 50.0, "d": 47.0}.items():
        c.quartier(name).measure(f"QP{name}", "n", 2022, 1000.0).measure(f"QP{name}", "p", 2022, value, year=2018)
    contrat, found = gaps_of(c.reference("p", 20.0, 2018))
    ranked = rank_gaps(contrat, found)
    assert [g.groupe[0].quartier for g in ranked] == ["c", "b", "d", "a"]
    assert undivided(contrat, ranked) == 2  # 50 and 47.5, not 47


def test_a_gap_that_is_too_rough_keeps_its_place_and_is_marked(small: Small) -> None:
    """Three points over, for a margin of four: between two that are sure, as the figures are."""
    c = small().indicator("p", evolution="annuelle").count("n").fluctuation("p", 1.0, "n", "2021-2022")
    for name, value, people in (("a", 30.0, 1000.0), ("b", 23.0, 250.0), ("c", 22.5, 1000.0), ("d", 21.0, 1000.0)):
        c.quartier(name).measure(f"QP{name}", "n", 2022, people).measure(f"QP{name}", "p", 2022, value, year=2018)
    contrat, found = gaps_of(c.reference("p", 20.0, 2018))
    ranked = rank_gaps(contrat, found)
    assert [(g.groupe[0].quartier, g.sur) for g in ranked] == [("a", True), ("b", False), ("c", True)]


@pytest.mark.parametrize(
    ("steps", "way"),
    [
        ((35.0, 45.8, 46.0, 45.0), Trajectoire.MARCHE),  # all of it between the two first dates, then nothing
        ((35.0, 38.5, 42.0, 45.0), Trajectoire.RATTRAPE),
    ],
)
def test_a_change_that_stands_on_one_step_is_no_catching_up(
    small: Small, steps: tuple[float, ...], way: Trajectoire
) -> None:
    c = small().quartier("a").indicator("p", sens="favorable", evolution="annuelle")
    for year, value in zip((2010, 2014, 2016, 2018), steps, strict=True):
        c.measure("QPa", "p", year + 4, value, year=year)
    for year in (2010, 2018):
        c.reference("p", 60.0, year)
    _, [gap] = gaps_of(c)
    assert gap.chemin.trajectoire is way
    assert (gap.chemin.variation, gap.chemin.etalon, gap.chemin.points) == (10.0, 0.0, 10.0)


def test_a_change_has_its_two_values_and_what_the_yardstick_did(small: Small) -> None:
    c = rate(small, (2013, 40.0), (2018, 37.0)).reference("p", 20.0, 2013).reference("p", 15.0, 2018)
    chemin = gaps_of(c)[1][0].chemin
    assert chemin.debut is not None
    assert chemin.fin is not None
    assert (chemin.debut.valeur, chemin.fin.valeur) == (40.0, 37.0)
    assert (chemin.variation, chemin.etalon, chemin.points) == (-3.0, -5.0, 2.0)


def test_what_is_not_published_has_no_gap(small: Small) -> None:
    contrat, [gap] = gaps_of(small().quartier("a").measure("QPa", "p", 2022, None))
    assert (gap.comparaison.situation, rank_gaps(contrat, [gap])) == (Situation.NON_COMPAREE, ())


def test_figures_of_before_the_contract_are_said_to_be(small: Small) -> None:
    contrat, found = gaps_of(rate(small, (2018, 50.0)))
    assert all_before(contrat, found)
    contrat, found = gaps_of(rate(small, (2018, 50.0), (2024, 50.0)))
    assert not all_before(contrat, found)
