"""R23 on a public that a priority names, and of whom the document's diagnostic says nothing."""

from dataclasses import replace
from typing import Any

import pytest

from quartiers.analyse.doutes import Doute
from quartiers.analyse.fiabilite import check_contract
from quartiers.donnees.modele import Sujet
from quartiers.donnees.tables.cadre import INCOMPLET


def told(contract: Any, *sujets: Sujet) -> list[Doute]:
    doubts = check_contract(replace(contract.build(), sujets=sujets)).doutes
    return [d for d in doubts if d.regle.value == "R23" and "dont le diagnostic" in d.phrase]


def contract(small: Any, title: str = "Former les jeunes et les femmes", **fields: Any) -> Any:
    """A priority that a figure of the young supports."""
    made = small().quartier("a", **fields).indicator("x", publics=("jeunes",)).state("a", "x", 30, lignes="12")
    made.finding("a", "sante", "Trop peu de médecins", lignes="14")
    return made.priority("a", "insertion", "jeunes", "femmes", intitule=title, lignes="20")


def test_r23_a_public_of_whom_nothing_is_said(small: Any) -> None:
    [found] = told(contract(small))
    assert found.phrase.endswith(": femmes (Former les jeunes et les femmes, l. 20).")
    assert (found.gravite.value, found.lignes) == ("à savoir", "20")


@pytest.mark.parametrize(
    "said",
    [
        lambda made: made.finding("a", "insertion", "Peu d'emploi pour une femme seule", lignes="15"),
        lambda made: made.indicator("y", publics=("femmes",)).state("a", "y", 12),
        lambda made: made.state("a", "z", 12, population="femmes de 15-64 ans"),
    ],
    ids=["a finding", "a figure", "the population of a figure"],
)
def test_r23_a_public_that_the_diagnostic_speaks_of(small: Any, said: Any) -> None:
    made = contract(small)
    said(made)
    assert told(made) == []


def test_r23_a_subject_that_a_public_is_a_word_of_speaks_of_it(small: Any) -> None:
    made = contract(small).finding("a", "insertion", "Crèches pleines", lignes="15")
    assert told(made, Sujet("Emploi des femmes", ("femmes", "crèche"))) == []


def test_r23_what_the_priority_s_own_lines_say_is_no_support(small: Any) -> None:
    assert len(told(contract(small).finding("a", "insertion", "Femmes sans emploi", lignes="20"))) == 1


def test_r23_a_public_that_the_title_does_not_name_is_not_asked_for(small: Any) -> None:
    assert told(contract(small, "Former les jeunes")) == []


def test_r23_a_public_that_is_the_theme_itself_is_looked_for_with_it(small: Any) -> None:
    made = contract(small)
    made.mots["insertion"] = ("femme",)
    assert told(made) == []


def test_r23_asks_for_no_public_of_a_diagnostic_that_is_not_whole(small: Any) -> None:
    assert told(contract(small, texte=INCOMPLET)) == []
