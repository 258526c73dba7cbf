"""R8: one statistic dated in two ways, one indicator followed between several pairs of years."""

from typing import Any

import pytest


def text(found: list[Any]) -> str:
    return " ".join(d.phrase for d in found).replace("\u202f", " ").replace("\u00a0", " ")


@pytest.mark.parametrize(("years", "told"), [((2018, 2019), True), ((2019, 2019), False)])
def test_r8_one_edition_in_two_years(small: Any, years: tuple[int, int], told: bool) -> None:
    contract = small()
    for name, year, value in zip("ab", years, (41.2, 47.0), strict=True):
        contract.quartier(name).measure(f"QP{name}", "x", 2022, value)
        contract.state(name, "x", value, annee=year, lignes="3")
    found = [d for d in contract.found("R8") if "des chiffres de la diffusion 2022" in d.phrase]
    assert bool(found) is told
    if told:
        assert "date de 2018 (l. 3) et de 2019 (l. 3)" in text(found)
        assert (found[0].affirmations, found[0].gravite.value) == (("a-d1", "b-d1"), "à savoir")


@pytest.mark.parametrize(
    ("published", "near"),
    [(41.2, "de l'Insee."), (41.3, "de l'Insee, à 0,1 point près ; 1 des 2 valeurs est celle de l'Insee au dixième.")],
)
def test_r8_agreeing_is_not_being_the_same(small: Any, published: float, near: str) -> None:
    contract = small()
    contract.quartier("a").measure("QPa", "x", 2022, published).state("a", "x", 41.2, annee=2018)
    contract.quartier("b").measure("QPb", "x", 2022, 47.0).state("b", "x", 47.0, annee=2019)
    assert f"des chiffres de la diffusion 2022 {near}" in text(contract.found("R8"))


def test_r8_editions_of_known_year_are_rule_8_s_other_business(small: Any) -> None:
    contract = small().measure("QPa", "x", 2022, 41.2, year=2018).measure("QPb", "x", 2022, 47.0, year=2019)
    contract.state("a", "x", 41.2, annee=2018).state("b", "x", 47.0, annee=2019)
    assert contract.found("R8") == []


def test_r8_one_mean_with_and_without_a_year(small: Any) -> None:
    contract = small().state("a", "x", 40.0, annee=2019, reference="agglo", valeur_reference=36.4, lignes="9")
    contract.reference("x", 36.4, 2019)
    assert contract.found("R8") == []
    [found] = contract.reference("x", 36.4).found("R8")
    assert (
        "la même moyenne, 36,4 % pour les QPV de l'agglomération, est donnée pour 2019 (l. 9) et sans année."
        in text([found])
    )
    assert found.affirmations == ("a-d1",)


def test_r8_changes_between_several_pairs_of_years(small: Any) -> None:
    contract = small().state("a", "x", variation=4.6, annee=2018, annee_initiale=2013, lignes="69")
    contract.state("b", "x", variation=5.7, annee=2018, annee_initiale=2013)
    assert contract.found("R8") == []
    [found] = contract.state("c", "x", 18.6, variation=5.7, annee=2019, annee_initiale=2011, lignes="469").found("R8")
    assert "de 2011 à 2019 (l. 469) et de 2013 à 2018 (l. 69)" in text([found])
    assert found.quartiers == ("a", "b", "c")


def test_r8_a_mean_that_a_gap_implies_is_dated_as_well(small: Any) -> None:
    """42,2 − 7,2 is 35,0 in 2019, with Condé; 35 is of 2018, with Dutemple."""
    contract = small().state("a", "x", 42.2, annee=2019, reference="agglo", ecart_reference=7.2, lignes="229")
    contract.state("b", "x", 38.1, annee=2018, reference="agglo", valeur_reference=35, lignes="470")
    [found] = [d for d in contract.found("R8") if "moyenne" in d.phrase]
    assert (found.affirmations, found.lignes, found.gravite.value) == (("a-d1", "b-d1"), "229, 470", "à savoir")
    assert found.phrase.endswith("est donnée pour 2018 (l. 470) et pour 2019 (l. 229).")
