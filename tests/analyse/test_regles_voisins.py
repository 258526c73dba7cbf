"""R15, R16 and R17 between quartiers: values of another QPV, judgements of neighbours, superlatives."""

from typing import Any

import pytest

from quartiers.analyse.doutes import Point


def text(found: list[Any]) -> str:
    return " ".join(d.phrase for d in found).replace("\u202f", " ").replace("\u00a0", " ")


@pytest.mark.parametrize(("value", "found"), [(37.4, True), (38.5, False)])
def test_r16_near_values_judged_the_other_way(small: Any, value: float, found: bool) -> None:
    """36,1 % « complexe », and 37,4 % above the mean: they are within 2 points."""
    contract = small().indicator("x", sens="favorable")
    contract.state("a", "x", 36.1, annee=2019, note="Situation qualifiée de complexe", lignes="367")
    contract.state("b", "x", value, annee=2019, reference="agglo", position="au-dessus", lignes="561")
    doubts = [d for d in contract.found("R16") if "les deux peuvent être vrais" in d.phrase]
    assert [(d.affirmations, d.gravite.value) for d in doubts] == ([(("a-d1", "b-d1"), "à savoir")] if found else [])


def test_r16_what_worries_is_not_what_is_lowest(small: Any) -> None:
    contract = small().indicator("x", sens="contexte").state("a", "x", 11.5, note="Présentée comme préoccupante")
    contract.state("b", "x", 12.3, annee=2021)
    assert contract.found("R16") == []
    [found] = contract.state("c", "x", 14.8, annee=2021).found("R16")
    assert "la plus basse des 3 valeurs que le document énonce" in text([found])
    assert "préoccup" not in text([found])  # a word of ours, that the document does not print
    assert contract.state("d", "x", 10.0, annee=2021).found("R16") == []


def test_r16_the_lowest_of_three_is_told_with_the_others_and_nothing_more(small: Any) -> None:
    """Centre – Fresnes: 11,5 % is presented as a worrying level, and is the lowest of three."""
    contract = small().indicator("x", sens="contexte")
    for name, value in zip("abc", (11.5, 12.3, 14.8), strict=True):
        note = "Présentée comme préoccupante" if name == "a" else None
        contract.quartier(name).state(name, "x", value, annee=2021 if name != "a" else None, note=note)
    told = text([d for d in contract.found("R16") if "la plus basse" in d.phrase])
    assert told.endswith(
        "C'est la plus basse des 3 valeurs que le document énonce ; les autres : 12,3 % (Quartier b) et "
        "14,8 % (Quartier c)."
    )


def test_r16_a_value_that_another_started_from_under_is_not_the_lowest(small: Any) -> None:
    """Centre – Fresnes: 11,5 %; Cité Thiers went from 9,9 % to 12,3 %."""
    contract = small().indicator("x", sens="contexte")
    contract.state("a", "x", 11.5, note="Présentée comme préoccupante").state("c", "x", 14.8, annee=2021)
    contract.state("b", "x", 12.3, annee=2021, annee_initiale=2019, valeur_initiale=9.9)
    assert contract.found("R16") == []


# -- R17 ------------------------------------------------------------------------------------------------


def test_r17_a_superlative_that_nothing_establishes(small: Any) -> None:
    contract = small().state("a", "x", 24.7, annee=2021, note="Présentée comme la plus élevée de l'agglomération")
    contract.state("b", "x", 20.0, annee=2021).quartier("c")
    [found] = contract.found("R17")
    assert found.gravite.value == "à savoir"
    assert "que pour 2 QPV du contrat sur 3" in text([found])
    assert contract.state("c", "x", 21.0, annee=2021).found("R17") == []


def test_r17_one_of_the_highest_is_the_highest(small: Any) -> None:
    contract = small().measure("QPa", "x", 2022, 50.3, year=2019).measure("QPb", "x", 2022, 47.0, year=2019)
    contract.quartier("b").state("a", "x", 50.3, annee=2019, note="Présentée comme l'une des plus élevées")
    [found] = contract.found("R17")
    assert "c'est le plus élevé des 2 QPV de 2015 du contrat" in text([found])
    assert contract.measure("QPc", "x", 2022, 51.0, year=2019).quartier("c").found("R17") == []


def spread(contract: Any) -> Any:
    """Five more QPV, whose published values are far apart."""
    for n, level in enumerate((20.0, 25.0, 30.0, 48.0, 55.0)):
        contract.quartier(f"s{n}").measure(f"QPs{n}", "x", 2022, level, year=2018)
    return contract


# -- R15 ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("own", "other", "found"), [(46.9, 38.9, True), (39.5, 38.9, False), (46.9, 38.7, False), (None, 38.7, False)]
)
def test_r15_the_published_value_of_another_qpv(small: Any, own: float | None, other: float, found: bool) -> None:
    """Far from what is published of its own QPV, and the very figure of another."""
    contract = small().quartier("a").quartier("b").measure("QPb", "x", 2022, other, year=2018)
    spread(contract).measure("QPa", "x", 2022, own, year=2018).state("a", "x", 38.9, annee=2018)
    doubts = contract.found("R15")
    assert [d.gravite.value for d in doubts] == (["à savoir"] if found else [])
    if found:
        assert "ce qu'il publie pour Quartier b (38,9 %, 2018)" in text(doubts)


@pytest.mark.parametrize("start", [None, 18.7])
def test_r15_a_value_that_insee_withholds_of_its_qpv_and_publishes_of_another(small: Any, start: float | None) -> None:
    """Verrerie: 24,2 %, from 18,7 %, is not published of its QPV, and is what is of Quiévrechain."""
    contract = small().quartier("a").quartier("b").measure("QPb", "x", 2022, 38.9).measure("QPa", "x", 2022, None)
    for n, level in enumerate((20.0, 25.0, 30.0, 48.0, 55.0)):
        contract.quartier(f"s{n}").measure(f"QPs{n}", "x", 2022, level)
    contract.state("a", "x", 38.9, annee=2018, valeur_initiale=start, annee_initiale=2013 if start else None)
    [found] = contract.found("R15")
    assert found.gravite.value == "à savoir"
    assert text([found]).startswith(
        "38,9 % (2018) ne peut pas être vérifié : l'Insee ne diffuse pas ce chiffre pour ce QPV (diffusion 2022). "
        "C'est exactement ce qu'il publie pour Quartier b (38,9 %, diffusion 2022) : le hasard ne l'explique guère."
    )
    assert Point((found,)).est_a_dire
    assert found.proposition == "Citer la source de ce chiffre, et vérifier de quel quartier il est."
    assert contract.measure("QPa", "x", 2021, 38.8).found("R15") == [], "one edition of that year gives its own"


def test_r15_what_chance_may_well_do_is_in_no_report(small: Any) -> None:
    def stated(year: int | None, *levels: float) -> list[Any]:
        """The others are all of another commune."""
        contract = small().quartier("a", communes=("Ici",), communes_qpv=("59001 Ici",))
        contract.measure("QPa", "x", 2022, 46.9, year=2018).state("a", "x", 38.9, annee=year)
        for n, level in enumerate((38.9, *levels)):
            contract.quartier(f"o{n}").measure(f"QPo{n}", "x", 2022, level, year=2018)
        return [d for d in contract.found("R15") if "hasard" in d.phrase]

    wide = (20.0, 25.0, 30.0, 48.0, 55.0)
    [found] = stated(2018, *wide)
    assert text([found]).endswith("(38,9 %, 2018) : le hasard ne l'explique guère.")
    assert Point((found,)).est_a_dire
    [later] = stated(2020, *wide)  # nothing is published of so late a year: an older value says little of it
    assert (later.gravite.value, "mais pour 2018 : d'une année à l'autre" in later.phrase) == ("à savoir", True)
    assert not Point((later,)).est_a_dire
    [common] = stated(2018, 38.0, 38.4, 39.9, 41.0, 45.0)
    assert text([common]).endswith("(38,9 %, 2018) : ce peut être un hasard.")
    assert not Point((common,)).est_a_dire, "the workbook alone tells of it"
    assert common.proposition == "Citer la source de cette valeur.", "chance does as much: no swap is hinted at"
    assert stated(2017, *wide) == []  # what is published is of 2018
    assert stated(2018, 38.7, 38.8, 39.0, 39.1, 38.6) == []  # so near one another that chance would do
    assert stated(2018, 20.0, 55.0) == []  # too few to say how they are spread


@pytest.mark.parametrize(("near", "told"), [(1, True), (9, False)], ids=["few neighbours", "many"])
def test_r15_a_later_figure_that_a_neighbour_had_before(small: Any, near: int, told: bool) -> None:
    """Faubourg de Cambrai: 932 € in 2020, which is not at hand; what another QPV of Valenciennes had in 2018. Of many
    neighbours, chance does as much."""
    contract = small().indicator("x", sens="favorable", unite="€")
    for n, value in enumerate((932, 880, 900, 950, 890, 920, 910, 960, 870, 941)):
        commune = "59000 Commune" if n < near else "59001 Autre"
        contract.quartier(f"o{n}", communes_qpv=(commune,)).measure(f"QPo{n}", "x", 2022, value, year=2018)
    contract.quartier("a").measure("QPa", "x", 2022, 867, year=2018).state("a", "x", 932, annee=2020)
    [found] = contract.found("R15")
    assert Point((found,)).est_a_dire is told
    assert found.gravite.value == "à savoir"
    if told:
        assert text([found]) == (
            "932 € (2020) n'est pas vérifié. Dernières valeurs reprises ici : 867 € (2018) pour ce QPV ; 932 € (2018), "
            "le même nombre, pour Quartier o0, un autre QPV de la commune. Ce peut être un hasard."
        )


def test_r15_whole_percentages_and_values_of_many_tell_nothing(small: Any) -> None:
    def stated(value: float, *others: float) -> list[Any]:
        contract = small().quartier("a").measure("QPa", "x", 2022, 46.9, year=2018).state("a", "x", value, annee=2018)
        for n, level in enumerate(others):
            contract.quartier(f"o{n}").measure(f"QPo{n}", "x", 2022, level, year=2018)
        spread(contract)
        return list(contract.found("R15"))

    assert stated(39, 39.0) == []
    assert stated(38.9, 38.9, 38.9, 38.9) == []
    assert len(stated(38.9, 38.9, 38.9)) == 1


def test_r15_values_of_two_qpv_that_may_have_been_swapped_are_to_verify(small: Any) -> None:
    """Each is far from what is published of its QPV; one is exactly what is published of the other."""
    contract = small().indicator("x", sens="favorable", unite="€")
    for name, value in zip("abcdefgh", (932, 867, 861, 750, 1010, 640, 1100, 700), strict=True):
        contract.measure(f"QP{name}", "x", 2022, value, year=2019).quartier(name)
    contract.state("a", "x", 861, annee=2019, lignes="102").state("b", "x", 932, annee=2019, lignes="562")
    doubts = [d for d in contract.found("R15") if "exactement" in d.phrase]
    assert [(d.quartiers, d.gravite.value) for d in doubts] == [(("a",), "à vérifier"), (("b",), "à vérifier")]
    assert "932 € pour Quartier b (l. 562) : ces valeurs sont peut-être interverties" in text(doubts)


def test_r15_values_of_two_years_are_no_swap(small: Any) -> None:
    """The later figure of one QPV may be what another had before: what is left is a value that its own QPV passed."""
    contract = small().indicator("x", sens="favorable", unite="€")
    for name, value in zip("abcdefgh", (932, 867, 861, 750, 1010, 640, 1100, 700), strict=True):
        contract.measure(f"QP{name}", "x", 2022, value, year=2018).quartier(name)
    contract.measure("QPa", "x", 2017, 850, year=2015)
    contract.state("a", "x", 861, lignes="102").state("b", "x", 932, annee=2020, lignes="562")
    assert "interverti" not in text(contract.found("R15"))
    assert {d.quartiers: d.gravite.value for d in contract.found("R15")} == {("a",): "à vérifier", ("b",): "à savoir"}
    [found] = [d for d in contract.found("R15") if d.quartiers == ("a",)]
    own = "861 € (sans année) n'est la valeur d'aucune année reprise ici pour ce QPV : 850 € (2015) puis 932 € (2018)."
    there = "C'est celle que l'Insee publie pour Quartier c (2018) :"
    assert text([found]).startswith(f"{own} {there}"), "the series of its own QPV first"
    assert "Quartier b" not in text([found]), "a doubt is about its own figure"
    assert found.proposition.endswith("l'année et le territoire de cette valeur ; à défaut, écrire 932\u202f€ (2018).")


def test_r17_a_superlative_that_the_order_of_a_published_neighbour_confirms(small: Any) -> None:
    contract = small().indicator("x", publics=("parents",), confusions=("y",)).indicator("y", publics=("parents",))
    for name, level in zip("abcdef", (27.6, 22.0, 20.0, 19.0, 18.0, 17.0), strict=True):
        contract.measure(f"QP{name}", "y", 2022, level).state(name, "x", level - 3, annee=2021)
    contract.state("a", "x", 24.7, annee=2021, note="Présentée comme la plus élevée de l'agglomération")
    [found] = contract.found("R17")
    assert found.gravite.value == "à savoir"
    assert "est confirmé par l'ordre" in found.phrase
    assert "ne peut pas être vérifié" not in found.phrase
