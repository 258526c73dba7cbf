"""Rules 11 and 12 on small contracts: the priorities against the published synthesis, and against the figures."""

from typing import Any

import pytest


def test_r11_what_the_published_rows_leave_out_is_told_once_a_quartier(small: Any) -> None:
    contract = small().quartier("a").priority("a", "sante").priority("a", "insertion")
    contract.published_row("a", "sante", "a-p1", note="ne reprend pas le désert médical ; quartier écrit « A »")
    contract.published_row("a", "insertion", "a-p2", note="ne précise pas les jeunes")
    [found] = contract.found("R11")
    assert "le désert médical (« Sante ») ; les jeunes (« Insertion »)" in found.phrase


def test_r11_says_when_a_whole_theme_is_lost(small: Any) -> None:
    contract = small().quartier("a").priority("a", "sante").published_row("a", "insertion")
    [missing] = [d for d in contract.found("R11") if "n'est pas dans" in d.phrase]
    assert missing.phrase.endswith("qui n'a aucune ligne « Sante » pour ce quartier : Priorité 1.")


def test_r11_a_theme_that_the_synthesis_has_nowhere_is_no_place_to_file_under(small: Any) -> None:
    contract = small().quartier("a").priority("a", "revenus").published_row("a", "sante", "a-p1")
    assert contract.found("R11") == []


def test_r11_a_priority_that_the_synthesis_lacks_misfiles_or_repeats(small: Any) -> None:
    contract = small().quartier("a")
    for theme in ("sante", "sante", "insertion", "revenus"):
        contract.priority("a", theme)
    contract.published_row("a", "sante", "a-p1")
    contract.published_row("a", "jeunesse", "a-p3")
    contract.published_row("a", "revenus", "a-p4").published_row("a", "sante", "a-p4")
    contract.published_row("a", "sante").quartier("b").priority("b", "insertion")
    contract.published_row("b", "insertion", "b-p1")
    found = {d.phrase: d.gravite.value for d in contract.found("R11")}
    missing = "Une priorité de la section n'est pas dans la synthèse publiée"
    assert found == {
        f"{missing} : Priorité 2.": "à vérifier",
        "Une priorité est publiée sous « Jeunesse », alors que son thème est « Insertion » : Priorité 3.": "à vérifier",
        "Une priorité est publiée 2 fois, sous « Revenus » et « Sante » : Priorité 4.": "à savoir",
        "La synthèse publiée a une ligne sous « Sante » qui ne reprend aucune priorité de la section.": "à vérifier",
    }


def test_r11_is_silent_without_a_published_synthesis_or_where_it_matches(small: Any) -> None:
    contract = small().quartier("a").priority("a", "sante")
    assert contract.found("R11") == []
    assert contract.published_row("a", "sante", "a-p1").found("R11") == []


# -- R12 ------------------------------------------------------------------------------------------------


def unfavourable(small: Any) -> Any:
    """51,4 % against 36,4 %, fifteen points worse; the contract's one priority is another quartier's."""
    return small().priority_elsewhere().state("a", "x", 51.4, annee=2019, reference="agglo", valeur_reference=36.4)


def published(small: Any, value: float | None) -> Any:
    """A published figure of a country where the last tenth begins at 25 %."""
    contract = small().priority_elsewhere().quartier("a").measure("QPa", "x", 2022, value)
    return contract.spread("x", 2022, 5, 10, 15, 20, 22, 25, 30)


def test_r12_a_very_unfavourable_figure_without_a_priority(small: Any) -> None:
    [found] = unfavourable(small).found("R12")
    assert (found.quartiers, found.affirmations, found.gravite.value) == (("a",), ("a-d1",), "à savoir")
    assert "+15 points" in found.phrase


def test_r12_says_nothing_where_no_priority_at_all_was_entered(small: Any) -> None:
    contract = small().state("a", "x", 51.4, annee=2019, reference="agglo", valeur_reference=36.4)
    assert contract.found("R12") == []


@pytest.mark.parametrize(("theme", "silent"), [("insertion", True), ("jeunesse", True), ("sante", False)])
def test_r12_a_priority_on_the_theme_or_a_linked_one_answers(small: Any, theme: str, silent: bool) -> None:
    contract = small().indicator("x", thematiques_liees=("jeunesse",))
    contract.state("a", "x", 51.4, annee=2019, reference="agglo", valeur_reference=36.4).priority("a", theme)
    assert bool(contract.found("R12")) is not silent


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
    assert bool(contract.found("R12")) is found


def test_r12_a_published_figure_among_the_worst_tenth_of_the_country(small: Any) -> None:
    [found] = published(small, 25).found("R12")
    assert "parmi les 10 % de QPV les plus fragiles de France" in found.phrase
    assert published(small, 24.9).found("R12") == []


def test_r12_draws_nothing_from_a_doubtful_figure(small: Any) -> None:
    contract = (
        small()
        .priority_elsewhere()
        .state("a", "x", 51.4, annee=2019, reference="agglo", valeur_reference=36.4, position="au-dessous")
    )
    assert len(contract.found("R1")) == 1
    assert contract.found("R12") == []


def test_r12_a_suppressed_figure_is_not_judged(small: Any) -> None:
    assert published(small, None).found("R12") == []


def test_r12_figures_of_one_theme_make_one_doubt(small: Any) -> None:
    contract = unfavourable(small).state("a", "y", 51.4, annee=2019, reference="agglo", valeur_reference=36.4)
    contract.indicator("z", thematique="sante")
    contract.state("a", "z", 51.4, annee=2019, reference="agglo", valeur_reference=36.4)
    assert [d.affirmations for d in contract.found("R12")] == [("a-d1", "a-d2"), ("a-d3",)]
