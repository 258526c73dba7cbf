"""The end of R14: series of the census that jump, and that no statement follows."""

from typing import Any

import pytest

from quartiers.analyse.doutes import Doute
from quartiers.analyse.regles_coupes import SERIES


def told(contract: Any) -> list[Doute]:
    return [d for d in contract.found("R14") if d.objet == SERIES]


def series_of(small: Any, *values: float, **fields: Any) -> Any:
    """The series of ``QPa`` from 2021 on, among six QPV whose values do not move."""
    contract = small().indicator("x", **fields).quartier("a").priority("a", "sante")
    for n, value in enumerate(values):
        contract.measure("QPa", "x", 2021 + n, value)
        for other in range(6):
            contract.measure(f"QPq{other}", "x", 2021 + n, 30.0)
    for other in range(6):
        contract.quartier(f"q{other}")
    return contract


def test_r14_a_published_series_that_jumps_alone_is_told(small: Any) -> None:
    [found] = told(series_of(small, 26.6, 32.3))
    text = found.phrase.replace("\u202f", " ").replace("\u00a0", " ")
    assert (found.quartiers, found.gravite.value) == (("a",), "à savoir")
    assert "x, 26,6 % (diffusion 2021) puis 32,3 % (diffusion 2022), soit +5,7 points" in text
    assert found.proposition == "Ne pas en tirer d'évolution, et dire la dernière valeur à confirmer."


def test_r14_a_level_that_a_later_edition_has_too_is_not_to_be_confirmed(small: Any) -> None:
    [found] = told(series_of(small, 26.6, 32.3, 32.0))
    assert found.proposition == "Ne pas en tirer d'évolution."


@pytest.mark.parametrize(
    ("values", "evolution"),
    [
        ((26.6, 28.0), "recensement"),  # as figures of a small QPV move
        ((26.6, 32.3), "annuelle"),  # a register counts everyone: it happened
    ],
)
def test_r14_says_nothing_of_what_may_have_happened(small: Any, values: tuple[float, ...], evolution: str) -> None:
    assert told(series_of(small, *values, evolution=evolution)) == []


def test_r14_of_a_series_that_a_statement_follows_the_statement_tells(small: Any) -> None:
    contract = series_of(small, 26.6, 32.3).state("a", "x", 32.3, annee=2020)
    assert told(contract) == []
    assert len(contract.found("R14")) == 1


def test_r14_a_series_of_a_part_of_the_qpv_says_of_which(small: Any) -> None:
    contract = series_of(small, 26.6, 32.3).quartier("a", "QPa", "QPb")
    [found] = told(contract)
    assert "une partie du QPV, d'un coup" in found.phrase
