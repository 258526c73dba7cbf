"""R21 and R22: a change without its level, a quartier without a figure, one finding for several quartiers."""

from dataclasses import replace
from typing import Any

import pytest

from quartiers.analyse.fiabilite import check_contract
from quartiers.donnees import Contrat
from quartiers.donnees.modele import Constat


def test_r21_a_change_without_its_level_is_told_with_the_published_one(small: Any) -> None:
    contract = small().measure("QPa", "x", 2022, 42.4, year=2021)
    [found] = contract.state("a", "x", None, annee=2021, variation=-6.1, annee_initiale=2018).found("R21")
    assert (found.gravite.value, found.affirmations, len(found.publications)) == ("à savoir", ("a-d1",), 1)
    assert "sans le niveau atteint ; l'Insee publie 42,4 % (2021)." in found.phrase.replace("\u202f", " ")


def test_r21_says_where_no_level_is_published(small: Any) -> None:
    [found] = small().state("a", "x", None, tendance="hausse").found("R21")
    assert found.phrase.endswith("aucune publication reprise ne le donne.")


@pytest.mark.parametrize("stated", [{"tendance": "stable"}, {"position": "au-dessus", "reference": "t"}])
def test_r21_is_about_changes(small: Any, stated: dict[str, Any]) -> None:
    assert small().state("a", "x", None, **stated).found("R21") == []


def test_r21_a_level_is_enough(small: Any) -> None:
    assert small().state("a", "x", 42.4, annee=2021, variation=-6.1).found("R21") == []


def test_r21_a_quartier_of_which_nothing_is_stated(small: Any) -> None:
    contract = small().state("a", "x", 42.4, annee=2021).measure("QPb", "x", 2022, 33.3).quartier("b").quartier("c")
    [found] = contract.found("R21")
    assert (found.quartiers, found.objet) == (("b",), "Diagnostic")
    assert "1 indicateur est publié" in found.phrase.replace("\u202f", " ").replace("\u00a0", " ")


def test_r21_no_document_no_lack(small: Any) -> None:
    assert small().measure("QPa", "x", 2022, 33.3).quartier("a").found("R21") == []


def test_r22_one_finding_for_several_quartiers(contrat: Contrat) -> None:
    names = list(contrat.quartiers)[:3]

    def heard(number: int, quartier: str, text: str) -> Constat:
        return Constat(f"{quartier}-c{number}", quartier, "sante", "habitants", "difficulté", text, "12")

    findings = (
        heard(1, names[0], "Bus rares le soir"),
        heard(1, names[1], "bus rares le soir."),
        heard(2, names[1], "Bus rares le matin"),
        heard(1, names[2], "Écoles vétustes"),
        heard(2, names[2], "Ecoles vétustes"),
    )
    doubts = [d for d in check_contract(replace(contrat, constats=findings)).doutes if d.regle.value == "R22"]
    assert [d.quartiers for d in doubts] == [tuple(names[:2])]
    assert "Bus rares le soir" in doubts[0].phrase
