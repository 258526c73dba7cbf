"""One fact that two sections state of one QPV is one doubt; and one reason of several quartiers is printed once."""

from typing import Any

import pytest

from quartiers.analyse.doutes import Doute, Gravite, Point, Regle


def outdated(small: Any, second: str, value: float = 861) -> Any:
    """Two quartiers state an amount that the newest publication of their QPV has left behind."""
    contract = small().indicator("q1", unite="€", sens="favorable", evolution="annuelle")
    contract.quartier("a").quartier("b", second, code_qpv_2024="QNa" if second == "QPa" else "QNb")
    for code in {"QPa", second}:
        contract.measure(code, "q1", 2017, 834.5, year=2013).measure(code, "q1", 2022, 931.7, year=2018)
    return contract.state("a", "q1", 861, lignes="102").state("b", "q1", value, lignes="513")


def test_two_sections_of_one_qpv_have_one_doubt_for_one_figure(small: Any) -> None:
    [found] = outdated(small, "QPa").found("R5")
    assert (found.quartiers, found.affirmations, found.lignes) == (("a", "b"), ("a-d1", "b-d1"), "102, 513")


@pytest.mark.parametrize(("second", "value"), [("QPb", 861), ("QPa", 862)])
def test_another_qpv_or_another_figure_is_another_doubt(small: Any, second: str, value: float) -> None:
    assert [d.quartiers for d in outdated(small, second, value).found("R5")] == [("a",), ("b",)]


def test_a_reason_of_several_quartiers_is_told_once_with_their_names() -> None:
    def doubt(phrase: str, *quartiers: str) -> Doute:
        return Doute(Regle.SAUT, Gravite.DOUTE, quartiers, "x", phrase, "Citer.")

    point = Point((doubt("Une raison.", "a"), doubt("Une raison.", "b"), doubt("Une autre.", "c")))
    assert point.raisons(str.upper) == ("A et B : une raison.", "C : une autre.")
    assert point.consignes(str.upper) == ("Citer.",)
