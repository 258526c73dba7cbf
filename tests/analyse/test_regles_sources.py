"""The end of R5: values near a publication, and directions that a published neighbour does not take."""

from typing import Any

import pytest


def text(found: list[Any]) -> str:
    return " ".join(d.phrase for d in found).replace("\u202f", " ").replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("value", "found"),
    [(18.6, True), (18.5, False), (17.9, False), (17.5, True), (19, False)],
    ids=["above both", "roundings", "between two editions", "below both", "a whole number"],
)
def test_r5_a_value_that_is_near_the_published_ones_and_none_of_them(small: Any, value: float, found: bool) -> None:
    contract = small().measure("QPa", "x", 2021, 17.8).measure("QPa", "x", 2022, 18.3)
    doubts = contract.state("a", "x", value, annee=2019).found("R5")
    assert [d.gravite.value for d in doubts] == (["à savoir"] if found else [])
    assert ("sans être la même" in text(doubts)) is found


def parents(small: Any, *levels: float) -> Any:
    """A share that is not published, and the editions of the same public's share of another whole."""
    contract = small().indicator("familles", publics=("isolés",), confusions=("parents",))
    contract.indicator("parents", libelle="Part des parents isolés", publics=("isolés",), evolution="annuelle")
    for n, level in enumerate(levels):
        contract.measure("QPa", "parents", 2017 + n, level, year=2015 + n)
    return contract


@pytest.mark.parametrize(
    ("levels", "way", "found"),
    [
        ((15.1, 14.3, 17.4), "baisse", "qui monte depuis la plus ancienne diffusion comparable : 15,1 % (2015), 14,3"),
        ((22.2, 22.9, 19.5), "hausse", "qui baisse depuis la plus ancienne diffusion comparable : 22,2 % (2015), 22,9"),
        ((17.2, 14.3, 17.4), "baisse", None),  # it came back to where it was: a low is no start
        ((21.0, 20.5, 21.6), "hausse", None),  # one of the changes goes that way
        ((20.0, 20.2, 20.4), "hausse", None),  # they hardly move: nothing is denied of a change without its size
    ],
)
def test_r5_a_direction_that_what_is_published_of_the_same_people_does_not_take(
    small: Any, levels: tuple[float, ...], way: str, found: str | None
) -> None:
    contract = parents(small, *levels).state("a", "familles", 18.5, annee=2017, tendance=way)
    doubts = contract.found("R5")
    assert [d.gravite.value for d in doubts] == (["à savoir"] if found else [])
    if found:
        assert found in text(doubts)
        assert "Les deux parts ne se rapportent pas au même ensemble." in text(doubts)


def test_r5_a_large_stated_change_where_the_published_neighbour_hardly_moves(small: Any) -> None:
    contract = parents(small, 20.0, 20.2, 20.4)
    contract.state("a", "familles", 12.3, annee=2017, valeur_initiale=9.9, annee_initiale=2016, tendance="hausse")
    assert "en hausse de 2,4 points" in text(contract.found("R5"))
    assert "ne bouge presque pas depuis l'année énoncée : 20 % (2015), 20,2 % (2016) puis 20,4 % (2017)" in text(
        contract.found("R5")
    )


def test_r5_a_neighbour_whose_last_change_goes_the_stated_way_is_told_whole(small: Any) -> None:
    """19,6 then 16,7 hides that the last edition rises again, as the document says."""
    contract = parents(small, 19.6, 16.0, 16.7).state("a", "familles", 18.5, annee=2017, tendance="hausse")
    assert "mais monte de nouveau à la dernière : 19,6 % (2015), 16 % (2016) puis 16,7 % (2017)" in text(
        contract.found("R5")
    )


def test_r5_other_people_are_no_neighbour(small: Any) -> None:
    contract = parents(small, 17.2, 14.3, 17.4).indicator("familles", publics=(), confusions=("parents",))
    assert contract.state("a", "familles", 13.9, annee=2017, tendance="baisse").found("R5") == []
