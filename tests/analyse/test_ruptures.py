"""Jumps between two editions that no other QPV of the contract shows."""

from typing import Any

from quartiers.analyse.comparaisons import Evolution
from quartiers.analyse.diagnostic import retained_figures
from quartiers.analyse.ruptures import breaks, steps_apart
from quartiers.donnees import Contrat

NAMES = "abcdef"


def contract_of(small: Any, *changes: float, sigma: float = 2.0) -> Any:
    """As many QPV of 1,000 people, from 20 % in 2010 and in 2021 to 20 % and these changes in 2022."""
    contract = small().count("population").indicator("x", evolution="recensement")
    contract.fluctuation("x", sigma, "population", "2021-2022")
    for name, change in zip(NAMES, changes, strict=False):
        contract.quartier(name).measure(f"QP{name}", "population", 2022, 1000)
        contract.measure(f"QP{name}", "x", 2010, 20, year=2010)
        contract.measure(f"QP{name}", "x", 2021, 20).measure(f"QP{name}", "x", 2022, 20 + change)
    return contract


def broken(contract: Any) -> str:
    return "".join(sorted(code.removeprefix("QP") for code, *_ in breaks(contract.build())))


def test_a_jump_alone_breaks_its_series(small: Any) -> None:
    assert broken(contract_of(small, 8, 1, 0, -1, 1)) == "a"
    assert broken(contract_of(small, 3.9, 0, 0, 0, 0)) == ""  # under twice 2 points
    assert broken(contract_of(small, 5, 3.9, 0, 0, 0)) == ""  # another moves almost as much
    assert broken(contract_of(small, 8, 8, 8, 8, 8)) == ""  # all of them: no break of one


def test_a_jump_of_three_deviations_is_one_whatever_the_others_do(small: Any) -> None:
    assert broken(contract_of(small, 6.5, 6, 0, 0, 0, 0)) == "ab"


def test_the_limits_of_a_break_are_breaks(small: Any) -> None:
    assert broken(contract_of(small, 4, 0, 0, 0, 0)) == "a"  # twice 2 points
    assert broken(contract_of(small, 4.5, 3, 0, 0, 0)) == "a"  # half as much again as the other
    assert broken(contract_of(small, 6, 5.5, 0, 0, 0)) == "a"  # three times: whatever the other does


def test_a_change_is_from_where_each_qpv_was(small: Any) -> None:
    """One that was at twice what the others were has not moved because it still is."""
    contract = contract_of(small, 0, 0, 0, 0, 0)
    contract.quartier("f").measure("QPf", "population", 2022, 1000)
    contract.measure("QPf", "x", 2021, 40).measure("QPf", "x", 2022, 40)
    assert broken(contract) == ""


def amounts(small: Any, *changes: float) -> Any:
    """As many QPV of 1,000 people, whose amounts change so, in %: each had another in 2021."""
    contract = small().count("population").indicator("x", unite="€", sens="favorable", evolution="annuelle")
    contract.fluctuation("x", 2.0, "population", "2021-2022")  # 2 % of the amount
    for rank, (name, change) in enumerate(zip(NAMES, changes, strict=False)):
        start = 800.0 + 400 * rank
        contract.quartier(name).measure(f"QP{name}", "population", 2022, 1000)
        contract.measure(f"QP{name}", "x", 2021, start).measure(f"QP{name}", "x", 2022, start * (1 + change / 100))
    return contract


def test_an_amount_breaks_by_what_it_changes_by_in_proportion(small: Any) -> None:
    assert broken(amounts(small, 8, 1, 0, -1, 1)) == "a"
    assert broken(amounts(small, 1, 0, -1, 1, 8)) == "e"
    assert broken(amounts(small, 3.9, 0, 0, 0, 0)) == ""
    assert broken(amounts(small, 0, 0, 0, 0, 4.1)) == "e"
    assert broken(amounts(small, 9, 9, 9, 9, 9)) == ""


def test_a_step_stands_apart_from_twice_its_deviation(small: Any) -> None:
    """Whatever another does; one that has a single edition is of no step."""
    contract = contract_of(small, 4, 3.9, 0, 0, 0)
    contract.quartier("f").measure("QPf", "population", 2022, 1000).measure("QPf", "x", 2022, 60)
    contrat = contract.build()
    assert steps_apart(contrat, contrat.indicateurs["x"], "DEMO", "2015", (2021, 2022)) == {"QPa"}
    assert steps_apart(contrat, contrat.indicateurs["x"], "DEMO", "2024", (2021, 2022)) == frozenset()


def test_too_few_neighbours_show_nothing(small: Any) -> None:
    assert broken(contract_of(small, 8, 0, 0, 0)) == ""


def test_a_change_through_a_break_is_marked_and_not_read(small: Any) -> None:
    contrat = contract_of(small, 15, 1, 0, -1, 1).build()
    [figure] = [f for f in retained_figures(contrat, "a") if f.indicateur.indicateur == "x"]
    assert figure.tendance is not None
    assert figure.tendance.evolution is Evolution.RUPTURE
    assert figure.tendance.rupture is not None
    assert [(date.edition, value) for date, value in figure.tendance.rupture] == [(2021, 20), (2022, 35)]


def test_precarious_jobs_of_le_trieu_jump_from_16_7_to_25_1(contrat: Contrat) -> None:
    key = ("QP059026", "emplois_precaires_pct", "IPRO", "2015")
    assert breaks(contrat)[key] == (((2020, 16.7), (2021, 25.1)),)
    [figure] = [
        f
        for f in retained_figures(contrat, "fresnes-le-trieu")
        if f.indicateur.indicateur == "emplois_precaires_pct" and f.publie
    ]
    assert figure.tendance is not None
    assert figure.tendance.evolution is Evolution.RUPTURE
    assert not figure.fragile
