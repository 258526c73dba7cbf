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


@pytest.mark.parametrize(
    ("other", "told"),
    [
        ({}, True),
        ({"annee": None}, False),
        ({"valeur": 40.9}, False),
        ({"quartier": "c"}, False),
        ({"precision": "environ"}, False),
    ],
    ids=["the same value", "without a year either", "another value", "another QPV", "an order of magnitude"],
)
def test_r8_a_line_that_dates_the_same_value_is_the_remedy(small: Any, other: dict[str, Any], told: bool) -> None:
    """Rives de l'Escaut: l. 68 gives no year, and l. 515 gives the value for 2019, in another section of the QPV."""
    contract = small().quartier("a", "QP1", code_qpv_2024="QN1").quartier("b", "QP1", code_qpv_2024="QN1").quartier("c")
    fields = {"quartier": "b", "valeur": 40.8, "annee": 2019, "lignes": "515", **other}
    contract.state(fields.pop("quartier"), "x", fields.pop("valeur"), **fields)
    contract.state("a", "x", 40.8, lignes="68")
    found = next(d for d in contract.found("R8") if "a-d1" in d.affirmations)
    assert ("la l. 515 donne la même valeur pour 2019" in text([found])) is told
    assert (found.proposition == "Écrire 2019.") is told


def test_r8_a_line_of_another_label_dates_the_value_that_both_are(small: Any) -> None:
    """The label of l. 68 is wrong by rule 6: its value is that of l. 515, published under the label of that one."""
    contract = small().indicator("jeunes", confusions=("tous",)).measure("QPa", "tous", 2022, 40.8)
    contract.state("a", "jeunes", 40.8, lignes="68").state("a", "tous", 40.8, annee=2019, lignes="515")
    [found] = [d for d in contract.found("R8") if "sans année" in d.phrase]
    assert found.proposition == "Écrire 2019."


def test_r8_two_years_for_one_value_date_it_in_neither(small: Any) -> None:
    contract = small().state("a", "x", 40.8, lignes="68")
    for year in (2018, 2019):
        contract.state("a", "x", 40.8, annee=year, lignes=str(year))
    [found] = [d for d in contract.found("R8") if "sans année" in d.phrase]
    assert found.proposition.startswith("Retrouver l'année à la source")


def test_r8_the_year_that_is_published_comes_before_that_of_another_line(small: Any) -> None:
    contract = small().measure("QPa", "x", 2022, 40.8, year=2018).state("a", "x", 40.8, lignes="68")
    contract.state("a", "x", 40.8, annee=2019, lignes="515")
    [found] = [d for d in contract.found("R8") if "sans année" in d.phrase]
    assert (found.proposition, "l. 515" in found.phrase) == ("Écrire 2018.", False)
