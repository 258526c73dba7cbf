"""Rules 16, 17 and 19 on small contracts: judgements, superlatives, shares and counts."""

from typing import Any

import pytest

from quartiers.analyse.doutes import gather


def sentences(found: list[Any]) -> str:
    return " ".join(d.phrase for d in found).replace("\u202f", " ")


# -- R16: judgements --------------------------------------------------------------------------------------


@pytest.fixture
def employment(small: Any) -> Any:
    return small().indicator("x", sens="favorable")


def test_r16_one_value_of_one_qpv_judged_in_opposite_ways(employment: Any) -> None:
    """37,4 % of women at work: 3,6 points above the mean on one page, « dégradée » on another."""
    contract = employment.quartier("a", code_qpv_2024="QN1").quartier("b", code_qpv_2024="QN1")
    contract.state("a", "x", 37.4, annee=2019, reference="agglo", ecart_reference=3.6, lignes="561")
    contract.state("b", "x", 37.4, annee=2019, note="Situation qualifiée de dégradée", lignes="599")
    [found] = contract.found("R16")
    assert (found.quartiers, found.lignes) == (("a", "b"), "561, 599")
    assert "au-dessus de la moyenne de +3,6 points" in sentences([found])
    assert "« dégradée »" in sentences([found])


@pytest.mark.parametrize(
    ("value", "note", "found"),
    [
        (36.1, "Situation qualifiée de complexe", True),
        (31.2, "Qualifié d'encore faible", False),
        (36.1, "Qualifié d'encore faible", True),
        (34.0, "Qualifié de faible", False),  # two points are needed: comparable to the mean is low enough
        (36.1, "Qualifié de bon", False),
        (36.1, None, False),
    ],
)
def test_r16_a_judgement_against_a_mean_stated_elsewhere(
    employment: Any, value: float, note: str | None, found: bool
) -> None:
    employment.state("b", "x", 37.4, annee=2019, reference="agglo", ecart_reference=3.6, lignes="561")
    employment.state("a", "x", value, annee=2019, note=note)
    """A word that the document measures against nothing is denied by no mean: it is only to be said against what."""
    doubts = [d for d in employment.found("R16") if "est de l'autre côté" in d.phrase]
    assert [d.gravite.value for d in doubts] == (["à savoir"] if found else [])
    if found:
        assert "33,8 % pour les QPV de l'agglomération (2019, déduite d'un écart énoncé, l. 561)" in sentences(doubts)
        assert "sans dire par rapport à quoi" in sentences(doubts)


def test_r16_a_word_that_the_document_measures_is_denied_by_the_mean(employment: Any) -> None:
    employment.state("b", "x", 37.4, annee=2019, reference="agglo", ecart_reference=3.6, lignes="561")
    employment.state("a", "x", 36.1, annee=2019, reference="agglo", note="Situation qualifiée de complexe")
    [found] = [d for d in employment.found("R16") if "qualifie" in d.phrase]
    assert found.gravite.value == "à vérifier"
    assert found.bref.replace("\u202f", " ") == "36,1 % : le mot ne va pas avec la moyenne énoncée, 33,8 %"


def test_r16_a_position_against_an_undated_mean(employment: Any) -> None:
    employment.reference("x", 40.0).state("a", "x", 30, annee=2019, reference="agglo", position="au-dessus")
    assert "dit 30 % au-dessus de la moyenne, mais il donne ailleurs 40 %" in sentences(employment.found("R16"))


def test_r16_means_that_disagree_prove_nothing(employment: Any) -> None:
    employment.reference("x", 40.0).reference("x", 20.0)
    assert employment.state("a", "x", 30, annee=2019, reference="agglo", position="au-dessus").found("R16") == []


def test_r16_a_judgement_against_what_is_published(small: Any) -> None:
    """49,1 % of income from work, « importante », where the median QPV of France has 58,1 %."""
    contract = small().indicator("x", sens="favorable").spread("x", 2022, 40, 45, 50, 58.1, 62, 66, 70, year=2018)
    contract.measure("QPa", "x", 2022, 51.9, year=2018).state("a", "x", 49.1, note="Qualifiée d'importante")
    assert "51,9 % (2018), est plus bas que 58,1 % (QPV médian de France)" in sentences(contract.found("R16"))


@pytest.mark.parametrize(("below", "found"), [(18.5, True), (19.0, True), (18.0, False)])
def test_r16_positions_that_no_mean_allows(small: Any, below: float, found: bool) -> None:
    contract = small().state("a", "x", 18.5, annee=2021, reference="agglo", position="au-dessus")
    contract.state("b", "x", below, annee=2021, reference="agglo", position="au-dessous")
    contract.state("c", "x", 50, annee=2020, reference="agglo", position="au-dessous")
    assert [d.quartiers for d in contract.found("R16")] == ([("a", "b")] if found else [])


# -- R17: superlatives ------------------------------------------------------------------------------------

HIGHEST = "Présentée comme la plus élevée de l'agglomération"


@pytest.mark.parametrize(("other", "found"), [(25.1, True), (24.7, False), (20.0, False)])
def test_r17_a_superlative_against_the_document(small: Any, other: float, found: bool) -> None:
    contract = small().state("a", "x", 24.7, annee=2021, note=HIGHEST).state("b", "x", other, annee=2021)
    assert bool(contract.found("R17")) is found


def test_r17_a_value_of_another_year_is_no_rival(small: Any) -> None:
    contract = small().state("a", "x", 24.7, annee=2021, note=HIGHEST).state("b", "x", 30, annee=2012)
    assert contract.found("R17") == []


@pytest.mark.parametrize(
    ("note", "rank", "found"),
    [
        (HIGHEST, 1, True),
        (HIGHEST, 0, False),
        ("Présentée comme l'une des plus élevées", 1, False),
        ("Présentée comme l'une des plus élevées", 4, True),
    ],
)
def test_r17_a_superlative_against_the_publications(small: Any, note: str, rank: int, found: bool) -> None:
    contract = small()
    for number, value in enumerate((50, 40, 30, 20, 10)):
        contract.quartier(f"q{number}").measure(f"QPq{number}", "x", 2022, value, year=2019)
    contract.state(f"q{rank}", "x", 50 - 10 * rank, annee=2019, note=note)
    assert bool(contract.found("R17")) is found


# -- R19: shares and counts -------------------------------------------------------------------------------


def test_r19_a_share_given_for_a_number(small: Any) -> None:
    note = "Le document énonce une baisse du nombre de personnes, non de la part"
    assert "le chiffre est une part : 8,6 %" in sentences(small().state("a", "x", 8.6, note=note).found("R19"))
    assert small().count("n").state("a", "n", 860, note=note).found("R19") == []


@pytest.mark.parametrize(
    ("said", "people", "known"),
    [
        ("baisse", (864, 837), True),
        ("baisse", (864, 1500), False),
        ("hausse", (864, 837), False),
        ("baisse", (), False),
    ],
    ids=["both fall", "the number may have risen", "the other way", "how many people is not known"],
)
def test_r19_a_number_that_moves_as_its_share_is_only_to_be_called_a_share(
    small: Any, said: str, people: tuple[int, ...], known: bool
) -> None:
    """La Pépinière: 13,9 % of 864 inhabitants, then 8,6 % of 837: both fell, whatever the date of each count."""
    contract = small().indicator("x", libelle="Part des 15-24 ans dans la population").count("population_nb")
    contract.measure("QPa", "x", 2012, 13.9, year=2010)
    for edition, number in zip((2019, 2022), people, strict=False):
        contract.measure("QPa", "population_nb", edition, number)
    note = f"Le document énonce une {said} du nombre de personnes, non de la part"
    [found] = contract.state("a", "x", 8.6, annee=2019, note=note).found("R19")
    assert (found.gravite.value == "à savoir") is known
    assert (found.proposition == "Écrire « la part ».") is known
    assert ("vont dans le même sens (part : 13,9 % en 2010" in sentences([found])) is known


def test_r19_a_share_said_to_be_of_a_number(small: Any) -> None:
    assert small().state("a", "x", 8.6, population="nombre de jeunes").found("R19") != []


@pytest.mark.parametrize(("value", "found"), [(42, True), (1300, False)])
def test_r19_a_number_that_is_a_share(small: Any, value: float, found: bool) -> None:
    contract = small().count("n").measure("QPa", "n", 2022, 1318).state("a", "n", value, annee=2019)
    assert bool(contract.found("R19")) is found


@pytest.mark.parametrize(("beside", "lines", "found"), [(43.0, "367", 0), (43.0, "12", 1), (30.0, "367", 1)])
def test_r16_is_silent_where_the_same_lines_say_what_the_figure_is_compared_to(
    small: Any, beside: float, lines: str, found: int
) -> None:
    """43 % of all, « but » 36,1 % of women, which is said to be « complexe »: another mean is another subject."""
    contract = small().indicator("all", libelle="Taux d'emploi des 15-64 ans", sens="favorable")
    contract.indicator("women", libelle="Taux d'emploi des femmes", sens="favorable").reference("women", 33.8, 2019)
    contract.state("a", "all", beside, annee=2019, lignes=lines)
    contract.state("a", "women", 36.1, annee=2019, note="Situation qualifiée de complexe", lignes="367")
    assert len(contract.found("R16")) == found


def test_r16_two_judgements_of_one_value_tell_what_each_is_compared_to(small: Any) -> None:
    shared = small().quartier("a").quartier("b", "QPa", code_qpv_2024="QNa")
    shared.indicator("all", libelle="Taux d'emploi des 15-64 ans", sens="favorable")
    shared.indicator("women", libelle="Taux d'emploi des femmes", libelle_court="femmes", sens="favorable")
    shared.state("a", "women", 37.4, annee=2019, reference="agglo", ecart_reference=3.6, position="au-dessus")
    shared.state("b", "all", 44.9, annee=2019, lignes="599")
    shared.state("b", "women", 37.4, annee=2019, note="Situation qualifiée de dégradée", lignes="599")
    [found] = [d for d in shared.found("R16") if "La même valeur" in d.phrase]
    assert "Pour Quartier b, la phrase le met à côté de 44,9" in found.phrase
    assert "les deux sont vrais ensemble" in found.phrase
    assert found.proposition.startswith("Écrire, l. 599, que le chiffre y est comparé à 44,9"), (
        "the other says its mean"
    )
    assert found.gravite.value == "à savoir"  # nothing opposes them


@pytest.mark.parametrize(("published", "found"), [(932.0, True), (870.0, False)])
def test_r16_a_judgement_rests_on_no_value_that_the_publications_deny(
    small: Any, published: float, found: bool
) -> None:
    """861 € « préoccupant », while 932 € is published, more than in the median QPV: the word goes with the value."""
    contract = small().indicator("x", unite="€", sens="favorable", evolution="annuelle")
    contract.spread("x", 2022, 700, 800, 850, 892, 940, 980, 1060, year=2018)
    contract.measure("QPa", "x", 2017, 834.0, year=2013).measure("QPa", "x", 2022, published, year=2018)
    stated = 861.0 if found else 800.0
    contract.state("a", "x", stated, note="Présenté comme préoccupant")
    assert bool(contract.found("R16")) is found


def test_r19_is_named_after_its_case(small: Any) -> None:
    """« Part and number, ceiling and income » named two things that the figure is not."""
    note = "Le document énonce une baisse du nombre de personnes, non de la part"
    [point] = gather(small().state("a", "x", 8.6, annee=2019, note=note).found("R19"))
    assert point.titre == "Un nombre annoncé, une part donnée"


def test_r19_comes_before_r5_where_a_number_rises_and_its_share_does_not(small: Any) -> None:
    """Rives de l'Escaut, l. 517: more households of one person; their share went from 34,5 to 35,1 %."""
    contract = small().measure("QPa", "x", 2017, 34.5, year=2010).measure("QPa", "x", 2022, 35.1)
    note = "la hausse énoncée est celle d'un nombre de ménages, non de la part"
    contract.state("a", "x", 35.1, tendance="hausse", note=note)
    [found] = contract.found("R5")
    told = "Le document dit le nombre en hausse, qui n'est pas publié ; la part, elle, ne bouge presque pas : 34,5 %"
    assert told in sentences([found])
    assert contract.found("R19") == []
