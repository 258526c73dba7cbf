"""Rules 12 and 23 on small contracts: what no priority answers, and the priorities that nothing supports."""

from typing import Any

import pytest

from quartiers.analyse.regles_reponses import CHIFFRES
from quartiers.donnees.tables.cadre import INCOMPLET

# -- R12 ------------------------------------------------------------------------------------------------


def unfavourable(small: Any) -> Any:
    """51,4 % against 36,4 %, fifteen points worse; the contract's one priority is another quartier's."""
    return small().priority_elsewhere().state("a", "x", 51.4, annee=2019, reference="agglo", valeur_reference=36.4)


def of_themes(contract: Any) -> Any:
    """What the rule says theme by theme; what it says of the document alone is in test_regles_reponses."""
    return [d for d in contract.found("R12") if d.objet != CHIFFRES]


def published(small: Any, value: float | None) -> Any:
    """A published figure of a country where the last quarter begins at 22 %, the last tenth at 25 %."""
    contract = small().priority_elsewhere().quartier("a").measure("QPa", "x", 2022, value)
    return contract.spread("x", 2022, 5, 10, 15, 20, 22, 25, 30)


def test_r12_a_very_unfavourable_figure_without_a_priority(small: Any) -> None:
    [found] = unfavourable(small).found("R12")
    assert (found.quartiers, found.affirmations, found.gravite.value) == (("a",), ("a-d1",), "à savoir")
    assert "+15 points" in found.phrase


def test_r12_says_nothing_where_no_priority_at_all_was_entered(small: Any) -> None:
    contract = small().state("a", "x", 51.4, annee=2019, reference="agglo", valeur_reference=36.4)
    assert contract.found("R12") == []


@pytest.mark.parametrize(
    ("theme", "told"),
    [("insertion", None), ("jeunesse", "les plus proches sont sous « Jeunesse »"), ("sante", "ni sur un thème lié")],
)
def test_r12_a_priority_on_a_linked_theme_is_said_to_be_so(small: Any, theme: str, told: str | None) -> None:
    contract = small().indicator("x", thematiques_liees=("jeunesse",))
    contract.state("a", "x", 51.4, annee=2019, reference="agglo", valeur_reference=36.4).priority("a", theme)
    found = contract.found("R12")
    assert [told in d.phrase for d in found] == ([True] if told else [])


def test_r12_a_linked_priority_that_names_the_public_answers(small: Any) -> None:
    contract = small().indicator("x", publics=("jeunes",), thematiques_liees=("jeunesse",)).priority("a", "jeunesse")
    contract.state("a", "x", 51.4, annee=2019, reference="agglo", valeur_reference=36.4)
    [found] = contract.found("R12")
    assert "ni ne nomme ce public (jeunes)" in found.phrase
    contract.echelles["insertion"] = "diagnostic"  # a theme without priorities is not told as one that lacks some
    [found] = contract.found("R12")
    assert found.phrase.startswith(
        "Aucune priorité ne nomme ce public (jeunes) ; les plus proches sont sous « Jeunesse »"
    )
    assert contract.priority("a", "jeunesse", "jeunes").found("R12") == []


def test_r12_a_difficulty_of_a_theme_without_priority(small: Any) -> None:
    contract = small().priority_elsewhere().finding("a", "sante", "Peu de médecins", lignes="12")
    [found] = contract.finding("a", "sante", "Bon accueil", nature="atout").found("R12")
    assert (found.objet, found.lignes, found.gravite.value) == ("Sante", "12", "à savoir")
    assert found.phrase.endswith("alors que le document y relève : Peu de médecins (recueilli auprès d'habitants).")
    assert contract.priority("a", "sante").found("R12") == []


def test_r12_figures_and_difficulties_of_a_theme_are_told_together(small: Any) -> None:
    [found] = unfavourable(small).finding("a", "insertion", "Peu de stages", lignes="7").found("R12")
    assert found.phrase.endswith(" Le document y relève aussi : Peu de stages (recueilli auprès d'habitants).")
    assert (found.affirmations, found.lignes) == (("a-d1",), "7")


def test_r12_what_the_document_itself_judges_is_grave(small: Any) -> None:
    """A figure near its reference, on a linked theme: told, since the document's own words make it grave."""
    contract = small().indicator("x", thematiques_liees=("jeunesse",)).priority("a", "jeunesse")
    contract.state("a", "x", 36.0, annee=2019, note="Présenté comme préoccupant")
    [found] = contract.found("R12")
    assert "36 % (le document le présente comme défavorable)" in found.phrase.replace("\u202f", " ")
    assert of_themes(small().priority("a", "jeunesse").state("a", "x", 36.0, annee=2019)) == []


@pytest.mark.parametrize(
    ("start", "sens", "told"), [(21.4, "defavorable", True), (29.0, "defavorable", False), (21.4, "favorable", False)]
)
def test_r12_what_the_document_says_to_have_worsened_by_much(small: Any, start: float, sens: str, told: bool) -> None:
    contract = small().priority_elsewhere().indicator("x", sens=sens)
    contract.state("a", "x", 33.9, annee=2021, valeur_initiale=start, annee_initiale=2019)
    found = of_themes(contract)
    assert bool(found) is told
    if told:
        assert "x, 33,9 % (+12,5 points de 2019 à 2021, selon le document)" in found[0].phrase.replace("\u202f", " ")
        assert contract.priority("a", "insertion").found("R12") == []


def test_r12_a_long_list_is_cut_and_counted(small: Any) -> None:
    contract = small().priority_elsewhere()
    for n in range(6):
        contract.state("a", f"x{n}", 51.4, annee=2019, reference="agglo", valeur_reference=36.4)
    [found] = contract.found("R12")
    assert "et 2 autres chiffres" in found.phrase.replace("\u202f", " ").replace("\u00a0", " ")
    assert len(found.affirmations) == 6


@pytest.mark.parametrize(
    ("value", "sens", "found"),
    [
        (41.4, "defavorable", True),  # at the threshold: 5 points
        (41.3, "defavorable", False),  # Le Jard: +2,6 to +3,6 points
        (31.0, "favorable", True),
        (45.0, "favorable", False),
        (60.0, "contexte", False),
    ],
)
def test_r12_is_for_large_unfavourable_gaps(small: Any, value: float, sens: str, found: bool) -> None:
    contract = small().priority_elsewhere().indicator("x", sens=sens)
    contract.state("a", "x", value, annee=2019, reference="agglo", valeur_reference=36.4)
    assert bool(of_themes(contract)) is found


def test_r12_a_published_figure_among_the_worst_quarter_of_the_country(small: Any) -> None:
    [worst] = published(small, 25).found("R12")
    assert "parmi les 10 % de QPV les plus fragiles de France" in worst.phrase
    [found] = published(small, 22).found("R12")
    assert "parmi le quart des QPV les plus fragiles de France" in found.phrase
    assert published(small, 21.9).found("R12") == []


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (10, "parmi les 10 % de QPV les plus fragiles"),
        (10.1, "parmi le quart des QPV les plus fragiles"),
        (15.1, "plus fragile que le QPV médian de France"),
        (19.9, None),  # as far from the median as nobody reads
    ],
)
def test_r12_of_an_indicator_whose_low_values_are_the_fragile_ones(small: Any, value: float, told: str | None) -> None:
    """Its last tenth is the first of the spread: up to 10 %, of centiles at 5, 10, 15."""
    contract = small().priority_elsewhere().indicator("x", sens="favorable").quartier("a")
    found = contract.measure("QPa", "x", 2022, value).spread("x", 2022, 5, 10, 15, 20, 22, 25, 30).found("R12")
    assert [told in d.phrase for d in found if told] == ([True] if told else [])
    assert bool(found) is bool(told)


def test_r12_a_figure_surely_under_the_median_asks_for_a_priority_of_its_own_theme(small: Any) -> None:
    """24,9 % of a last tenth that begins at 30: neither extreme nor in the last quarter, and surely worse than 20 %."""
    contract = small().quartier("a").indicator("x", thematiques_liees=("jeunesse",)).priority("a", "jeunesse")
    contract.measure("QPa", "x", 2022, 24.9).spread("x", 2022, 5, 10, 15, 20, 25, 30, 35)
    [found] = contract.found("R12")
    assert found.phrase.startswith("Aucune priorité ne répond directement à « Insertion »")
    assert "(plus fragile que le QPV médian de France)" in found.phrase
    contract.echelles["insertion"] = "diagnostic"  # a theme that no priority may be filed under: the last quarter only
    assert contract.found("R12") == []
    contract.echelles["insertion"] = "propre"
    assert contract.priority("a", "insertion").found("R12") == []


def test_r12_draws_nothing_from_a_doubtful_figure(small: Any) -> None:
    contract = (
        small()
        .priority_elsewhere()
        .state("a", "x", 51.4, annee=2019, reference="agglo", valeur_reference=36.4, position="au-dessous")
    )
    assert len(contract.found("R1")) == 1
    assert of_themes(contract) == []


def test_r12_a_suppressed_figure_is_not_judged(small: Any) -> None:
    assert published(small, None).found("R12") == []


def test_r12_figures_of_one_theme_make_one_doubt(small: Any) -> None:
    contract = unfavourable(small).state("a", "y", 51.4, annee=2019, reference="agglo", valeur_reference=36.4)
    contract.indicator("z", thematique="sante")
    contract.state("a", "z", 51.4, annee=2019, reference="agglo", valeur_reference=36.4)
    assert [d.affirmations for d in contract.found("R12")] == [("a-d1", "a-d2"), ("a-d3",)]


# -- R23 ------------------------------------------------------------------------------------------------


def test_r23_a_priority_without_a_difficulty_or_a_figure(small: Any) -> None:
    contract = small().finding("a", "sante").priority("a", "sante").priority("a", "revenus", lignes="40-42")
    [found] = contract.found("R23")
    assert (found.quartiers, found.lignes, found.gravite.value) == (("a",), "40-42", "à savoir")
    assert "ni difficulté ni chiffre classé sous son thème, ou qui parle de son sujet : Priorité 2" in found.phrase


def test_r23_a_stated_figure_of_the_theme_is_a_support_a_strength_is_none(small: Any) -> None:
    contract = small().indicator("x", thematique="revenus").state("a", "x", 20.0, annee=2019).priority("a", "revenus")
    assert contract.found("R23") == []
    [found] = contract.priority("a", "sante").finding("a", "sante", nature="atout").found("R23")
    assert "Priorité 2" in found.phrase


def test_r23_what_the_priority_says_itself_is_no_support(small: Any) -> None:
    contract = small().finding("a", "sante", lignes="40").priority("a", "sante", lignes="40")
    assert len(contract.found("R23")) == 1


def test_r23_is_silent_where_no_diagnostic_was_entered(small: Any) -> None:
    assert small().quartier("a").priority("a", "sante").found("R23") == []


def test_r23_says_when_the_diagnostic_is_not_whole(small: Any) -> None:
    contract = small().quartier("a", texte=INCOMPLET).finding("a", "sante").priority("a", "revenus")
    [found] = contract.found("R23")
    assert "ce que l'on a du diagnostic du document, dont le début manque" in found.phrase
    assert found.phrase.endswith("rien ne permet de dire le contraire.")
    assert found.proposition.startswith("Retrouver le début du diagnostic")


@pytest.mark.parametrize(("value", "publics", "found"), [(30.0, ("jeunes",), 1), (40.0, ("jeunes",), 0), (30.0, (), 0)])
def test_r23_a_priority_that_the_figures_of_its_publics_deny(
    small: Any, value: float, publics: tuple[str, ...], found: int
) -> None:
    """30 % against 36.4 %, less fragile; without a public in common, a figure of the theme speaks against nothing."""
    contract = small().indicator("x", publics=("jeunes",)).priority("a", "insertion", *publics)
    contract.state("a", "x", value, annee=2019, reference="agglo", valeur_reference=36.4)
    doubts = contract.found("R23")
    assert len(doubts) == found
    if found:
        assert "mais x 30" in doubts[0].phrase
        assert "(moins fragile)" in doubts[0].phrase
        assert contract.finding("a", "insertion").found("R23") == []


def test_r12_a_judgement_stays_with_the_value_that_the_document_states(small: Any) -> None:
    """The published value is another one: the document judges its own, which moves the right way."""
    contract = small().indicator("x", thematiques_liees=("jeunesse",)).priority("a", "jeunesse")
    contract.state("a", "x", 42.6, annee=2020, tendance="baisse", note="Qualifié d'important", lignes="594")
    contract.measure("QPa", "x", 2022, 45.9, year=2018)
    [found] = of_themes(contract)
    text = found.phrase.replace("\u202f", " ").replace("\u00a0", " ")
    assert "45,9 % selon l'Insee, 2018 (le document énonce 42,6 %, en baisse, et le dit" in text
    assert text.endswith("« important », l. 594).")


def test_r12_a_judgement_of_the_published_value_is_told_as_before(small: Any) -> None:
    contract = small().indicator("x", thematiques_liees=("jeunesse",)).priority("a", "jeunesse")
    contract.state("a", "x", 45.9, annee=2020, note="Qualifié d'important").measure("QPa", "x", 2022, 45.9)
    [found] = of_themes(contract)
    assert found.phrase.replace("\u202f", " ").endswith("45,9 % (le document le dit « important »).")


def test_r23_a_priority_tells_the_difficulty_of_its_own_lines(small: Any) -> None:
    contract = small().finding("a", "sante", "Peu de médecins", lignes="40").priority("a", "sante", lignes="40")
    [found] = contract.found("R23")
    assert "sauf dans ses propres lignes : Peu de médecins" in found.phrase


def test_r23_what_the_document_says_to_worsen_is_told_beside_sound_figures(small: Any) -> None:
    contract = small().indicator("x", publics=("jeunes",)).indicator("y").priority("a", "insertion", "jeunes")
    contract.state("a", "x", 30.0, annee=2019, reference="agglo", valeur_reference=36.4)
    contract.state("a", "y", 44.0, annee=2019, tendance="hausse", lignes="300")
    [found] = [d for d in contract.found("R23") if d.objet == "Priorités"]
    assert "le document dit pourtant : y en hausse (l. 300)" in found.phrase
