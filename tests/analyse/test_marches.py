"""Changes that stand on a single step: a break where the neighbours do not move so, and told as one step otherwise."""

from typing import Any

import pytest

from quartiers.analyse.comparaisons import Date, Evolution, Marche, Tendance
from quartiers.analyse.diagnostic import retained_figures
from quartiers.analyse.publications import series_of, trend_published
from quartiers.donnees import Contrat

NEIGHBOURS = "bcdef"


def trend_of(small: Any, values: dict[int, float], **fields: Any) -> Tendance:
    """The trend of a's annual figure, five neighbours being stable, and 2 points one standard deviation."""
    contract = small().count("n").indicator("x", evolution="annuelle", **fields).fluctuation("x", 2.0, "n")
    for name in ("a", *NEIGHBOURS):
        contract.quartier(name)
        for edition, value in values.items():
            contract.measure(f"QP{name}", "n", edition, 1000)
            contract.measure(f"QP{name}", "x", edition, value if name == "a" else 20.0)
    contrat = contract.build()
    found = trend_published(contrat, series_of(contrat, contrat.quartiers["a"], "x"))
    assert found is not None
    return found


def test_a_change_that_one_step_makes_apart_from_the_neighbours_is_a_break(small: Any) -> None:
    """24,2 - 25,1 - 26,6 - 25,5 - 34,7: 9,2 of 10,5 points in the last step, 4,6 deviations from stable neighbours."""
    found = trend_of(small, {2017: 24.2, 2018: 25.1, 2020: 26.6, 2021: 25.5, 2022: 34.7})
    assert found.evolution is Evolution.RUPTURE
    assert found.rupture is not None
    assert [(date.edition, value) for date, value in found.rupture] == [(2021, 25.5), (2022, 34.7)]


def test_a_change_that_several_steps_share_is_none(small: Any) -> None:
    found = trend_of(small, {2018: 20.0, 2019: 23.0, 2020: 26.0, 2021: 29.0, 2022: 32.0})
    assert found.evolution is Evolution.DEGRADATION
    assert found.rupture is None
    assert found.marche is None


def test_a_step_over_years_without_an_edition_is_no_jump_and_is_told(small: Any) -> None:
    """Nothing is published between 2014 and 2021: what happened in seven years is not known to be sudden."""
    found = trend_of(small, {2014: 20.0, 2021: 33.0, 2022: 34.0})
    assert found.evolution is Evolution.DEGRADATION
    assert found.marche == Marche(Date(None, 2014), Date(None, 2021), proche=False, seule=False, depuis=1.0)


def test_two_dates_are_one_step_and_nothing_else_is_known(small: Any) -> None:
    found = trend_of(small, {2014: 20.0, 2022: 34.0})
    assert found.evolution is Evolution.DEGRADATION
    assert found.marche is not None
    assert found.marche.seule


def test_what_does_not_change_enough_to_be_read_is_no_break(small: Any) -> None:
    """It rises by 9 and falls back: 0,5 point in all is no change, and the rule for all jumps is another."""
    found = trend_of(small, {2018: 20.0, 2020: 20.4, 2022: 20.5})
    assert found.rupture is None


def test_job_seekers_of_two_years_or_more_in_conde_are_a_break(contrat: Contrat) -> None:
    """24,2 % to 26,6 % from 2017 to 2020, 25,5 % then 34,7 % (editions 2021 and 2022): no slope of +10,5 points."""
    [figure] = [
        f for f in retained_figures(contrat, "conde-centre") if f.indicateur.indicateur == "demandeurs_2_ans_pct"
    ]
    assert figure.tendance is not None
    assert figure.tendance.evolution is Evolution.RUPTURE
    # The data of the edition of 2022 are of 2021; nobody knows of which year those of 2021 are.
    assert [date for date, _ in figure.tendance.rupture or ()] == [Date(None, 2021), Date(2021, 2022)]


@pytest.mark.parametrize("name", ["marly-briquette", "vieux-conde-solitude"])
def test_no_change_of_the_contract_that_stands_on_one_near_step_is_read_apart_from_its_neighbours(
    contrat: Contrat, name: str
) -> None:
    """Employment of women, 2010 then edition 2020: ten years, no jump, told with its dates."""
    [figure] = [
        f for f in retained_figures(contrat, name) if f.indicateur.indicateur == "emploi_femmes_pct" and f.publie
    ]
    assert figure.tendance is not None
    assert figure.tendance.marche is not None
    assert (figure.tendance.marche.debut.annee, figure.tendance.marche.fin.edition) == (2010, 2020)
    assert not figure.tendance.marche.proche


def test_a_share_whose_number_is_not_known_at_both_ends_only_goes_up_or_down(small: Any) -> None:
    """Fewer percent of how many? Without the denominator of the first edition, nobody can say that it is better."""
    for known, expected in ((True, Evolution.AMELIORATION), (False, Evolution.BAISSE)):
        contract = small().count("n").indicator("x", evolution="annuelle", poids="n").quartier("a")
        for edition, value in ((2017, 40.0), (2019, 35.0), (2022, 30.0)):
            contract.measure("QPa", "x", edition, value)
            if known or edition > 2017:
                contract.measure("QPa", "n", edition, 1000)
        contrat = contract.build()
        found = trend_published(contrat, series_of(contrat, contrat.quartiers["a"], "x"))
        assert found is not None
        assert found.evolution is expected
