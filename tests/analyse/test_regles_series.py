"""Rules 14 and 15, and the change that rule 5 compares: jumps, repeated values."""

from dataclasses import replace
from typing import Any

import pytest


def sentences(found: list[Any]) -> str:
    return " ".join(d.phrase for d in found).replace("\u202f", " ")


def jobs(small: Any, *changes: float, jump: float = 14.2) -> Any:
    """Quartier a goes up by ``jump`` between 2019 and 2020, its neighbours by ``changes``."""
    contract = small().quartier("a")
    for name, change in (("a", jump), *((f"n{k}", change) for k, change in enumerate(changes))):
        contract.quartier(name).measure(f"QP{name}", "x", 2020, 22.6, year=2019)
        contract.measure(f"QP{name}", "x", 2021, round(22.6 + change, 1), year=2020)
        contract.measure(f"QP{name}", "x", 2022, round(25.8 + change, 1), year=2021)
    return contract


QUIET = (0.2, -0.4, 1.0, -1.1, 0.7, 0.3)


def test_r14_a_change_that_is_mostly_a_jump_of_its_own(small: Any) -> None:
    """Le Trieu: 22,6 % then 36,8 % from one edition to the next; the others hardly move."""
    contract = jobs(small, *QUIET).state("a", "x", 40.0, annee=2021, variation=17.4, annee_initiale=2019)
    [found] = contract.found("R14")
    assert (found.gravite.value, found.affirmations, len(found.publications)) == ("à savoir", ("a-d1",), 2)
    step = "de 22,6 % (2019) à 36,8 % (2020)"
    assert f"est exacte, mais l'essentiel de la hausse s'est fait d'un coup, {step} : +14,2 points" in sentences(
        [found]
    )
    assert found.proposition.replace("\u202f", " ") == (
        f"Écrire que l'essentiel de la hausse s'est fait {step}, et en chercher la cause."
    )
    assert "en une diffusion" not in found.phrase + found.proposition + found.bref, "a change has values and dates"
    assert sentences([found]).endswith("La diffusion suivante le confirme (40 %, 2021) : c'est un palier à expliquer.")
    assert "tendance" not in found.phrase + found.proposition
    assert "La moitié des autres QPV du contrat ne changent pas de plus de 0,6 point." in sentences([found])


def test_r14_says_which_other_qpv_jumped_too_and_what_the_next_edition_makes_of_it(small: Any) -> None:
    """Le Trieu: Le Jard and La Solitude jumped the same year, that « half of the others » hid."""
    contract = jobs(small, *QUIET, 9.1).measure("QPa", "x", 2023, 24.0, year=2022)
    contract.state("a", "x", 40.0, annee=2021, variation=17.4, annee_initiale=2019)
    told = sentences(contract.found("R14"))
    assert "ne changent pas de plus de 0,7 point ; Quartier n6 (+9,1 points) saute aussi." in told
    assert "La diffusion suivante ne le confirme pas (40 %, 2021) : ce peut être un accident." in told


def test_r14_two_jumps_in_a_row_are_both_told(small: Any) -> None:
    """La Pépinière, women's employment: 31,9, 38,3 then 44,4; a table that showed the first seemed to contradict."""
    contract = small().quartier("a")
    for name, values in (("a", (31.9, 38.3, 44.4)), *((f"n{k}", (20.0, 20.0 + x, 20.0)) for k, x in enumerate(QUIET))):
        contract.quartier(name)
        for edition, value in zip((2020, 2021, 2022), values, strict=True):
            contract.measure(f"QP{name}", "x", edition, value)
    told = sentences(contract.state("a", "x", 44.4, annee=2019).found("R14"))
    assert "31,9 % (diffusion 2020), puis 38,3 % (diffusion 2021), puis 44,4 % (diffusion 2022), 2 sauts" in told
    assert "Aucune hausse ni baisse n'est sûre, et 44,4 % est à tenir pour incertain." in told


@pytest.mark.parametrize(
    ("changes", "jump"),
    [((14, 13, 15, 12, 14, 16), 14.2), (QUIET, 4.0), (QUIET[:4], 14.2)],
    ids=["the others jump too", "no jump", "too few neighbours"],
)
def test_r14_is_silent(small: Any, changes: tuple[float, ...], jump: float) -> None:
    contract = jobs(small, *changes, jump=jump)
    stated = round(25.8 + jump, 1)
    contract.state("a", "x", stated, annee=2021, variation=round(stated - 22.6, 1), annee_initiale=2019)
    assert contract.found("R14") == []


def test_r14_a_series_that_goes_back_has_not_made_the_change(small: Any) -> None:
    """La Solitude: 29,4, then 39,5 and 29,8: the change of +1,4 owes nothing to the jump."""
    contract = jobs(small, *QUIET).measure("QPa", "x", 2024, 24.0, year=2023)
    contract.state("a", "x", 24.0, annee=2023, variation=1.4, annee_initiale=2019)
    assert [d.gravite.value for d in contract.found("R14")] == ["à savoir"]


def test_r14_a_value_just_after_a_jump_is_worth_knowing(small: Any) -> None:
    [found] = jobs(small, *QUIET).state("a", "x", 36.8, annee=2020).found("R14")
    assert found.gravite.value == "à savoir"


# -- R15 --------------------------------------------------------------------------------------------------

OTHERS = (21.3, 16.5, 13.9, 20.5, 24.7, 18.3, 22.4)


def families(small: Any, *repeated: str) -> Any:
    contract = small()
    for name in repeated:
        contract.state(name, "x", 18.5, annee=2021)
    for number, value in enumerate(OTHERS):
        contract.state(f"o{number}", "x", value, annee=2021)
    return contract


def test_r15_one_value_for_three_qpv(small: Any) -> None:
    [found] = families(small, "a", "b", "c").found("R15")
    assert (found.quartiers, found.gravite.value) == (("a", "b", "c"), "à vérifier")
    assert "la même valeur, 18,5 % (2021), pour 3 QPV différents" in sentences([found])


def test_r15_two_are_a_coincidence(small: Any) -> None:
    assert families(small, "a", "b").found("R15") == []


def test_r15_projects_of_one_qpv_are_one(small: Any) -> None:
    contract = small().quartier("b", code_qpv_2024="QNb").quartier("c", code_qpv_2024="QNb")
    for name, value in (("a", 18.5), ("b", 18.5), ("c", 18.5), *((f"o{n}", v) for n, v in enumerate(OTHERS))):
        contract.state(name, "x", value, annee=2021)
    assert contract.found("R15") == []


def test_r15_what_is_published_for_all_is_no_copy(small: Any) -> None:
    contract = families(small, "a", "b", "c")
    for name in "abc":
        contract.measure(f"QP{name}", "x", 2022, 18.5, year=2021)
    assert contract.found("R15") == []


def test_r15_among_many_figures_three_are_a_coincidence(small: Any) -> None:
    contract = families(small, "a", "b", "c")
    for number in range(80):
        contract.state(f"m{number}", "x", round(14 + number / 10, 1), annee=2021)
    assert contract.found("R15") == []


def test_r15_whole_numbers_repeat_themselves(small: Any) -> None:
    contract = small()
    for name, value in (("a", 18), ("b", 18), ("c", 18), *((f"o{n}", round(v)) for n, v in enumerate(OTHERS))):
        contract.state(name, "x", value, annee=2021)
    assert contract.found("R15") == []


@pytest.mark.parametrize(("published", "found"), [(25.1, True), (18.6, False), (None, False)])
def test_r15_the_value_of_another_qpv(small: Any, published: float | None, found: bool) -> None:
    """One value for two QPV: a coincidence, unless it is published for one and denied for the other."""
    contract = small().measure("QPa", "x", 2022, 18.5, year=2021).state("a", "x", 18.5, annee=2021, lignes="12")
    if published is not None:
        contract.measure("QPb", "x", 2022, published, year=2021)
    doubts = contract.state("b", "x", 18.5, annee=2021).found("R15")
    assert [d.affirmations for d in doubts] == ([("b-d1",)] if found else [])
    if found:
        assert "la valeur énoncée pour Quartier a (l. 12)" in sentences(doubts)
        assert "ici, il publie 25,1 % (2021)" in sentences(doubts)


# -- R5: beside the other figures of that year ------------------------------------------------------------


@pytest.mark.parametrize(
    ("agreeing", "stated", "found"), [(6, 30.6, True), (6, 30.4, False), (6, 30.2, False), (3, 30.6, False)]
)
def test_r5_a_figure_off_the_edition_that_the_others_agree_with(
    small: Any, agreeing: int, stated: float, found: bool
) -> None:
    """Nobody says of which year edition 2022 is; the document's other figures of 2019 are all in it."""
    contract = small()
    for number in range(agreeing):
        name = f"o{number}"
        contract.quartier(name).measure(f"QP{name}", "x", 2022, 20.1 + number).state(
            name, "x", 20.1 + number, annee=2019
        )
    contract.quartier("a").measure("QPa", "x", 2022, 29.9).state("a", "x", stated, annee=2019)
    doubts = [d for d in contract.found("R5") if "de cette diffusion" in d.phrase]
    assert [d.affirmations for d in doubts] == ([("a-d1",)] if found else [])


# -- R5: the published change -----------------------------------------------------------------------------


@pytest.mark.parametrize(("stated", "found"), [(4.6, True), (4.2, False), (3.0, False)])
def test_r5_a_change_larger_than_the_published_one(small: Any, stated: float, found: bool) -> None:
    """Rives de l'Escaut: +4,6 points in five years, where INSEE gives +3,5 in more than that."""
    contract = small().measure("QPa", "x", 2017, 15.2, year=2010).measure("QPa", "x", 2022, 18.7)
    contract.state("a", "x", variation=stated, annee=2018, annee_initiale=2013, tendance="hausse")
    doubts = contract.found("R5")
    assert bool(doubts) is found
    if found:
        assert "de 15,2 % (2010) à 18,7 % (diffusion 2022), soit +3,5 points au plus" in sentences(doubts)


def test_r10_leaves_to_r14_a_large_change_that_is_a_jump(small: Any) -> None:
    """The jump says how the change came about: that it is unusual would say it twice."""
    contract = jobs(small, *QUIET).state("a", "x", 40.0, annee=2021, variation=17.4, annee_initiale=2019)
    assert [d.gravite.value for d in contract.found("R14")] == ["à savoir"]
    assert contract.found("R10") == []
    alone = small().state("a", "x", 40.0, annee=2021, variation=17.4, annee_initiale=2019)
    assert [d.gravite.value for d in alone.found("R10")] == ["à vérifier"]


def test_r14_a_year_of_publication_beside_years_of_data_does_not_pass_for_one(small: Any) -> None:
    contract = jobs(small, *QUIET).state("a", "x", 40.0, annee=2021, variation=17.4, annee_initiale=2019)
    contract.mesures = [replace(m, annee=None) if m.edition == 2021 else m for m in contract.mesures]
    told = sentences(contract.found("R14"))
    assert "de 22,6 % (diffusion 2020, année 2019) à 36,8 % (diffusion 2021) : +14,2 points" in told


def test_r15_counts_the_projects_that_it_names(small: Any) -> None:
    """« For 3 QPV » was followed by four names: two projects share one."""
    contract = small().quartier("a", code_qpv_2024="QN1").quartier("b", code_qpv_2024="QN1")
    for name in "abcd":
        contract.state(name, "x", 33.3, precision="environ", note="Énoncé : un jeune sur trois")
    told = sentences([d for d in contract.found("R15") if "arrondit ce chiffre" in d.phrase])
    assert "« un jeune sur trois » pour 4 projets, soit 3 QPV : une valeur arrondie" in told


@pytest.mark.parametrize(("couverture", "told"), [("partie", True), ("entier", False)])
def test_r5_a_change_of_a_shared_qpv_may_be_that_of_a_part(small: Any, couverture: str, told: bool) -> None:
    """Rives de l'Escaut – Anzin: +4,6 points may be of the part of Anzin, that INSEE does not publish."""
    contract = small().quartier("a", couverture=couverture).measure("QPa", "x", 2017, 15.2, year=2010)
    contract.measure("QPa", "x", 2022, 18.7)
    contract.state("a", "x", 19.0, annee=2018, variation=4.6, annee_initiale=2013)
    [found] = [d for d in contract.found("R5") if "au plus" in d.phrase]
    assert ("si elle est celle du QPV entier, dépasse" in found.phrase) is told
    assert ("de la partie que couvre ce projet" in found.proposition) is told


def test_r15_names_the_qpv_of_which_another_value_is_stated_too(small: Any) -> None:
    """18,5 % for three QPV, one of which is given 20,5 % in another section: its own is the most in doubt."""
    contract = small()
    for name, value in zip("abcdefgh", (18.5, 18.5, 18.5, 24.7, 13.9, 22.4, 16.5, 30.0), strict=True):
        contract.quartier(name).state(name, "x", value, annee=2021, lignes=str(ord(name)))
    contract.quartier("z", "QPa", code_qpv_2024="QNa").state("z", "x", 20.5, annee=2021, lignes="593")
    [found] = [d for d in contract.found("R15") if "le hasard ne l'explique guère" in d.phrase]
    assert found.phrase.replace("\u202f", " ").endswith(
        "le hasard ne l'explique guère. Quartier a et Quartier z sont un même QPV : le document y donne 18,5 % (l. 97) "
        "et 20,5 % (l. 593)."
    )
