"""Rule 18 on small contracts: one mean for two ages, one value for two labels, an age or a whole that is not given."""

from typing import Any

import pytest


def sentences(found: list[Any]) -> str:
    return " ".join(d.phrase for d in found).replace("\u202f", " ")


def test_r18_one_mean_for_two_ages(small: Any) -> None:
    contract = small().indicator("x", population="16-25 ans")
    contract.state("a", "x", 44.1, reference="agglo", valeur_reference=36.4, population="16-25 ans", lignes="231")
    contract.state("b", "x", 38.6, reference="agglo", valeur_reference=36.4, population="15-24 ans", lignes="366")
    [found] = contract.found("R18")
    assert found.gravite.value == "à vérifier"
    assert "les 16-25 ans (l. 231) et les 15-24 ans (l. 366)" in sentences([found])


def test_r18_one_mean_for_an_age_and_for_people_without_one(small: Any) -> None:
    contract = small().indicator("x", population="16-25 ans")
    contract.state("a", "x", 44.1, reference="agglo", valeur_reference=36.4, population="16-25 ans")
    contract.state("b", "x", 38.6, reference="agglo", valeur_reference=36.4, population="jeunes")
    assert [d.gravite.value for d in contract.found("R18")] == ["à savoir", "à savoir"]
    assert "sert à comparer les 16-25 ans (Quartier a) et des « jeunes » sans âge (Quartier b)" in sentences(
        contract.found("R18")
    )


@pytest.mark.parametrize(("mean", "found"), [(33.8, True), (40.1, False)])
def test_r18_one_mean_for_two_populations(small: Any, mean: float, found: bool) -> None:
    contract = small().indicator("femmes", confusions=("tous",)).reference("tous", 33.8, 2019)
    contract.state("a", "femmes", 37.4, annee=2019, reference="agglo", valeur_reference=mean)
    doubts = contract.found("R18")
    assert bool(doubts) is found
    if found:
        assert "33,8 % pour les QPV de l'agglomération, est donnée sous" in sentences(doubts)


def test_r18_means_of_other_things_may_be_equal(small: Any) -> None:
    contract = small().indicator("x", libelle="Part des 15-24 ans").indicator("y", libelle="Part des 15-64 ans")
    for name in ("x", "y"):
        contract.state("a", name, 40, reference="agglo", valeur_reference=36.4)
    assert contract.found("R18") == []


@pytest.mark.parametrize(
    ("value", "other", "year", "found"),
    [(40.8, 40.8, None, True), (40.8, 40.7, None, False), (40.8, 40.8, 2012, False), (40, 40, None, False)],
)
def test_r18_one_value_under_two_labels(small: Any, value: float, other: float, year: int | None, found: bool) -> None:
    contract = small().indicator("jeunes", confusions=("tous",)).measure("QPa", "tous", 2022, 40.8)
    contract.state("a", "jeunes", value, annee=year).state("a", "tous", other, annee=2019)
    doubts = contract.found("R18")
    assert bool(doubts) is found
    if found:
        assert "C'est celle qui est publiée sous « Part tous »" in sentences(doubts)


def test_r18_an_age_given_in_some_places_only(small: Any) -> None:
    contract = small().indicator("x", population="16-25 ans")
    contract.state("a", "x", 41, population="jeunes", lignes="27").state(
        "b", "x", 44, population="16-25 ans", lignes="231"
    )
    assert "« jeunes », sans âge (l. 27), et ailleurs 16-25 ans (l. 231)" in sentences(contract.found("R18"))


def test_r18_a_label_that_gives_the_age_is_enough(small: Any) -> None:
    contract = small().indicator("x", libelle="Taux d'emploi des 15-24 ans", population="15-24 ans")
    contract.state("a", "x", 41, population="jeunes").state("b", "x", 44, population="15-24 ans")
    assert contract.found("R18") == []


def test_r18_a_share_of_nobody_knows_what(small: Any) -> None:
    contract = small().indicator("x", population="Non précisée (ménages ou familles)")
    contract.state("a", "x", 18.5, lignes="298").state("b", "x", 18.3, population="ménages", lignes="471")
    [found] = contract.found("R18")
    assert "Une seule fois, il dit : ménages (l. 471)" in sentences([found])
    # Who reads the one section that says it is told that the others do not, and may be of another whole.
    assert (found.affirmations, found.lignes) == (("a-d1", "b-d1"), "298, 471")


def test_r18_the_bound_of_an_age_that_the_note_gives(small: Any) -> None:
    contract = small().indicator("x", libelle="Part des 75 ans et plus")
    [found] = contract.state("a", "x", 20.0, note="Énoncé ; borne énoncée : plus de 75 ans", lignes="106").found("R18")
    assert "écrit « plus de 75 ans » (l. 106)" in found.phrase
    assert (found.affirmations, found.gravite.value) == (("a-d1",), "à savoir")


@pytest.mark.parametrize(
    ("definition", "found"), [("Habitants de 60 ans ou plus", 1), ("Habitants de 65 ans ou plus", 0)]
)
def test_r18_the_bound_of_the_source(small: Any, definition: str, found: int) -> None:
    contract = small().indicator("x", libelle="Part des plus de 60 ans", definition=definition)
    assert len(contract.state("a", "x", 20.0).found("R18")) == found


@pytest.mark.parametrize(
    ("label", "own", "found"),
    [("Part des 16-24 ans", None, 1), ("Part des 15-64 ans", None, 0), ("Part des 16-24 ans", 9.0, 0)],
)
def test_r18_the_band_that_the_producer_publishes(small: Any, label: str, own: float | None, found: int) -> None:
    contract = small().indicator("x", libelle="Part des 15-24 ans", confusions=("y",)).indicator("y", libelle=label)
    contract.state("a", "x", 20.0, lignes="28").measure("QPb", "y", 2022, 30.0)
    if own is not None:
        contract.measure("QPb", "x", 2022, own)
    doubts = contract.found("R18")
    assert len(doubts) == found
    if found:
        assert "pour : 15-24 ans (l. 28) ; l'Insee le publie pour : 16-24 ans" in doubts[0].phrase


def test_r18_an_age_that_the_document_gives_nowhere_and_the_source_does(small: Any) -> None:
    def told(**beside: Any) -> list[Any]:
        contract = small().indicator("x", population="Femmes de 15-64 ans", confusions=("y",))
        contract.indicator("y", libelle="Taux des 15-64 ans").state("a", "x", 31.2, population="femmes", lignes="476")
        if beside:
            contract.state("a", "y", 40.0, **beside)
        return [d for d in contract.found("R18") if "sans âge" in d.phrase]

    [found] = told()
    assert (found.gravite.value, found.lignes) == ("à savoir", "476")
    assert found.phrase.endswith("« femmes », sans âge (l. 476) ; la source compte les femmes de 15-64 ans.")
    assert told(lignes="476") == []  # the same lines give the age of the same measure
    assert len(told(lignes="500")) == 1


def test_r18_a_bound_that_is_no_age_is_told_with_what_the_source_counts(small: Any) -> None:
    contract = small().indicator("x", definition="Foyers dont c'est 50 % ou plus des revenus")
    [found] = contract.state("a", "x", 46.8, note="Borne énoncée : à 50 %", lignes="146").found("R18")
    assert found.phrase.endswith(
        "« à 50 % » (l. 146) ; la source compte : foyers dont c'est 50 % ou plus des revenus. Lu à la lettre, ce n'est "
        "pas la même part."
    )
