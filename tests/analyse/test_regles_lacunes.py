"""R21 and R22: a change without its level, a quartier without a figure, one finding for several quartiers."""

from dataclasses import replace
from difflib import SequenceMatcher
from itertools import combinations
from typing import Any

import pytest

from quartiers.analyse.fiabilite import check_contract
from quartiers.analyse.regles_lacunes import MIN_MOTS, RESSEMBLANCE, nearly_same
from quartiers.donnees import Contrat
from quartiers.donnees.fichiers.textes import fold
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


def test_r21_levels_that_are_given_as_an_order_of_magnitude_are_one_doubt_a_quartier(small: Any) -> None:
    contract = small().measure("QPa", "x", 2022, 51.0, year=2017).state("a", "x", 50, precision="plus de", lignes="472")
    contract.state("a", "y", 40, annee=2019, precision="environ", lignes="103").state("a", "z", 41, annee=2019)
    [found] = [d for d in contract.found("R21") if d.objet == "Ordres de grandeur"]
    assert (found.affirmations, found.lignes, found.gravite.value) == (("a-d1", "a-d2"), "103, 472", "à savoir")
    text = found.phrase.replace("\u202f", " ").replace("\u00a0", " ")
    assert "2 chiffres ne sont donnés qu'en ordre de grandeur : x, plus de 50 % (l. 472) ; l'Insee publie 51 %" in text


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
    read = check_contract(replace(contrat, constats=findings, priorites=())).doutes
    doubts = [d for d in read if d.regle.value == "R22"]
    assert [d.quartiers for d in doubts] == [tuple(names[:2])]
    assert "Bus rares le soir" in doubts[0].phrase


def text(found: list[Any]) -> str:
    return " ".join(d.phrase for d in found).replace("\u202f", " ").replace("\u00a0", " ")


def test_r21_a_rise_without_its_start_is_told_with_what_was_published(small: Any) -> None:
    contract = small().measure("QPa", "x", 2015, 24.0, year=2010).measure("QPa", "x", 2022, 30.0, year=2019)
    contract.state("a", "x", 30.0, annee=2019, tendance="hausse", lignes="33").state("a", "y", 5.0, tendance="baisse")
    [found] = contract.found("R21")
    assert (found.affirmations, found.gravite.value) == (("a-d1", "a-d2"), "à savoir")
    assert "x, en hausse (l. 33) ; l'Insee publiait 24 % (2010) ; y, en baisse." in text([found])


@pytest.mark.parametrize("stated", [{"variation": 6.0}, {"valeur_initiale": 24.0}, {"tendance": "stable"}])
def test_r21_a_start_an_extent_or_no_change_is_enough(small: Any, stated: dict[str, Any]) -> None:
    assert small().state("a", "x", 30.0, annee=2019, **{"tendance": "hausse", **stated}).found("R21") == []


def test_r21_a_mean_that_the_document_knows_and_does_not_give(small: Any) -> None:
    contract = small().reference("x", 36.4, 2019).state("a", "x", 41.0, annee=2019, lignes="27")
    [found] = contract.found("R21")
    assert "x, 41 % (l. 27), quand le document donne ailleurs 36,4 %." in text([found])
    assert contract.reference("x", 39.0, 2019).found("R21") == []  # which of the two is told elsewhere


@pytest.mark.parametrize("stated", [{"annee": 2021}, {"position": "au-dessus"}, {"reference": "agglo"}])
def test_r21_another_year_or_a_figure_that_is_compared(small: Any, stated: dict[str, Any]) -> None:
    contract = small().reference("x", 36.4, 2019).state("a", "x", 41.0, **{"annee": 2019, **stated})
    assert contract.found("R21") == []


def test_r22_a_few_words_apart(small: Any) -> None:
    one = "La mobilité limite les opportunités de chacun et renforce l'enclavement, physique et psychologique"
    contract = (
        small().finding("a", "sante", one, lignes="1").finding("b", "sante", one.replace("et psy", "et surtout psy"))
    )
    contract.finding("c", "sante", "La mobilité douce est difficile dans le quartier et dans la commune")
    [found] = contract.found("R22")
    assert found.quartiers == ("a", "b")
    assert "à quelques mots près" in found.phrase


def test_r22_one_priority_with_its_forms_in_two_quartiers(small: Any) -> None:
    contract = small()
    for name in "abc":
        contract.quartier(name).priority(name, "sante", intitule="Prévenir", lignes="9")
    contract.priorites[2] = replace(contract.priorites[2], declinaisons=())
    [found] = contract.found("R22")
    assert (found.quartiers, found.objet, found.lignes) == (("a", "b"), "Priorités", "9")


def test_r21_a_level_published_under_another_label_is_given_with_that_label(small: Any) -> None:
    """Rule 6 cites it: that no publication gives the level would be said in the same breath."""
    contract = small().indicator("young", confusions=("all",)).indicator("all", libelle="Taux de tous")
    contract.measure("QPa", "all", 2012, 45.4, year=2010).measure("QPa", "all", 2022, 40.0, year=2019)
    contract.measure("QPa", "young", 2012, 20.0, year=2010).measure("QPa", "young", 2022, 20.0, year=2019)
    contract.state("a", "young", annee=2019, annee_initiale=2010, variation=-5.4, tendance="baisse")
    assert contract.found("R6")
    [found] = [d for d in contract.found("R21") if "sans le niveau" in d.phrase]
    assert found.phrase.replace("\u202f", " ").endswith("l'Insee publie 40 % (2019), sous « Taux de tous ».")


def test_texts_that_are_nearly_the_same_are_those_that_a_whole_comparison_finds(contrat: Contrat) -> None:
    texts = [fold(k.constat) for k in contrat.constats]
    texts += [" ".join(["de", *text.split()[:-1]]) for text in texts[:10]]  # a word twice, another gone
    found = 0
    for one, other in combinations(texts, 2):
        a, b = one.split(), other.split()
        ratio = SequenceMatcher(None, a, b, autojunk=False).ratio() if min(len(a), len(b)) >= MIN_MOTS else 0.0
        assert nearly_same(one, other) is (ratio >= RESSEMBLANCE)
        found += ratio >= RESSEMBLANCE
    assert found > 5


def test_r21_a_place_beside_a_mean_that_the_document_gives_nowhere(small: Any) -> None:
    def told(*, mean: bool = False, published: bool = False) -> list[Any]:
        contract = small().state("a", "x", 45.0, annee=2019, reference="agglo", position="au-dessous", lignes="28")
        if mean:
            contract.reference("x", 50.0, 2019)
        for n in range(6 if published else 0):  # the means that these give check the word: nothing is left to ask
            contract.quartier(f"q{n}").measure(f"QPq{n}", "x", 2022, 50.0, year=2019)
        return [d for d in contract.found("R21") if "située" in d.phrase or "situé" in d.phrase]

    [found] = told()
    assert (found.lignes, found.gravite.value, found.affirmations) == ("28", "à savoir", ("a-d1",))
    assert "dit au-dessous (l. 28)" in found.phrase
    assert told(mean=True) == []
    assert told(published=True) == []


@pytest.mark.parametrize(
    ("year", "told"), [(2018, " pour une année antérieure : 53,6 % (2018)"), (2020, " 53,6 % (2020)")]
)
def test_r21_the_start_of_a_change_does_not_pass_for_the_level_that_it_came_to(
    small: Any, year: int, told: str
) -> None:
    contract = small().quartier("a").measure("QPa", "x", 2022, 53.6, year=year)
    contract.state("a", "x", annee=2020, annee_initiale=2018, variation=-6.1)
    [found] = [d for d in contract.found("R21") if "sans le niveau atteint" in d.phrase]
    assert f"l'Insee publie{told}" in found.phrase.replace("\u202f", " ").replace("\u00a0", " ")
