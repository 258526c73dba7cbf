"""Rules 1 to 4 on small contracts: what each finds, and what it must leave alone."""

from typing import Any

import pytest


def sentences(found: list[Any]) -> str:
    return " ".join(d.phrase for d in found).replace("\u202f", " ")


# -- R1: words against numbers --------------------------------------------------------------------------


def test_r1_a_position_that_the_numbers_deny(small: Any) -> None:
    """Le Trieu: 31,5 % is said to be below 19,7 %."""
    contract = small().state("a", "x", 31.5, reference="agglo", valeur_reference=19.7, position="au-dessous")
    [found] = contract.found("R1")
    assert (found.gravite.value, found.quartiers, found.affirmations) == ("à corriger", ("a",), ("a-d1",))
    assert "31,5 % contre 19,7 % donne +11,8 points" in sentences([found])


def test_r1_the_word_is_what_to_mend_where_the_mean_is_given_elsewhere_too(small: Any) -> None:
    """Le Jard: 35,6 % is 15,9 points above the mean, hence 19,7 %."""
    contract = small().state("a", "x", 31.5, reference="agglo", valeur_reference=19.7, position="au-dessous")
    [found] = contract.found("R1")
    assert found.proposition == "Corriger le mot, ou l'un des deux nombres."
    contract.state("b", "x", 35.6, reference="agglo", ecart_reference=15.9, position="au-dessus", lignes="631")
    [found] = contract.found("R1")
    assert found.proposition.startswith("Écrire « au-dessus » : l. 631, le document donne la même moyenne, 19,7")


@pytest.mark.parametrize(
    "fields",
    [
        {"valeur": 19.0, "valeur_reference": 19.7, "position": "au-dessous"},
        {"valeur": 31.5, "valeur_reference": 19.7, "position": "au-dessus"},
        {"valeur": 20.0, "valeur_reference": 19.7, "position": "comparable"},
        {"valeur": 31.5, "valeur_reference": None, "position": "au-dessous"},  # nothing to hold it against
        {"valeur": 19.7, "valeur_reference": 19.7, "position": "au-dessus"},
    ],
)
def test_r1_is_silent_where_the_words_may_be_right(small: Any, fields: dict[str, Any]) -> None:
    assert small().state("a", "x", reference="agglo", **fields).found("R1") == []


def test_r1_a_direction_that_its_own_number_denies(small: Any) -> None:
    found = small().state("a", "x", 30, variation=-3.5, tendance="hausse").found("R1")
    assert "en hausse, mais ses nombres donnent −3,5 points" in sentences(found)
    assert small().state("a", "x", 30, variation=-0.4, tendance="stable").found("R1") == []


def test_r1_a_change_that_is_not_the_difference_of_both_values(small: Any) -> None:
    ends = {"annee": 2019, "valeur_initiale": 20.3, "annee_initiale": 2011}
    assert "+4,8 points" in sentences(small().state("a", "x", 25.1, variation=4.5, **ends).found("R1"))
    # Each of the three figures is rounded.
    assert small().state("a", "x", 25.1, variation=4.7, **ends).found("R1") == []
    assert small().state("a", "x", 25.1, variation=4.9, **ends).found("R1") == []
    assert small().state("a", "x", 25, variation=4.5, **ends).found("R1") == []


@pytest.mark.parametrize(
    ("start", "stated", "wrong"),
    [
        (24.0, "hausse", True),
        (21.2, "hausse", True),
        (20.6, "hausse", False),  # under the threshold of a trend: 20,6 then 20
        (16.0, "hausse", False),
        (24.0, "baisse", False),
        (16.0, "baisse", True),
    ],
)
def test_r1_a_direction_without_number_that_the_publications_deny(
    small: Any, start: float, stated: str, wrong: bool
) -> None:
    contract = small().measure("QPa", "x", 2017, start, year=2010).measure("QPa", "x", 2022, 20.0, year=2019)
    found = contract.state("a", "x", 20.0, annee=2019, tendance=stated).found("R1")
    assert [d.gravite.value for d in found] == (["à vérifier"] if wrong else [])


def test_r1_an_unconfirmed_level_says_nothing_of_the_direction(small: Any) -> None:
    contract = small().measure("QPa", "x", 2017, 24.0, year=2010).measure("QPa", "x", 2022, 20.0, year=2019)
    assert contract.state("a", "x", 30.0, annee=2019, tendance="hausse").found("R1") == []


# -- R2: one territory, several values ------------------------------------------------------------------


@pytest.fixture
def shared(small: Any) -> Any:
    """Two projects of one QPV, and another quartier."""
    contract = small().quartier("a").quartier("b", "QPa", code_qpv_2024="QNa")
    return contract.quartier("c")


def test_r2_two_values_of_one_year(shared: Any) -> None:
    [found] = shared.state("a", "x", 34.5, annee=2019).state("b", "x", 40.8, annee=2019).found("R2")
    assert (found.gravite.value, found.quartiers, set(found.affirmations)) == (
        "à vérifier", ("a", "b"), {"a-d1", "b-d1"},
    )  # fmt: skip
    assert "même QPV" in found.phrase
    assert found.bref.replace("\u202f", " ") == "34,5 % (section Quartier a) ou 40,8 % (section Quartier b)"


def test_r2_a_section_that_gives_two_values_is_wrong_for_one_of_them(small: Any) -> None:
    [found] = small().state("a", "x", 34.5, annee=2019).state("a", "x", 40.8, annee=2019).found("R2")
    assert found.gravite.value == "à corriger"


def test_r2_a_note_that_the_figures_are_of_the_whole_qpv_says_which_one_is_in_question(small: Any) -> None:
    note = "Les chiffres du diagnostic portent sur l'ensemble du quartier intercommunal"
    contract = small().quartier("a", "QP", code_qpv_2024="QN").quartier("b", "QP", code_qpv_2024="QN", note=note)
    contract.state("a", "x", 18.5, annee=2021, lignes="559").state("b", "x", 20.5, annee=2021, lignes="593")
    contract.state("c", "x", 18.5, annee=2021, lignes="298").state("d", "x", 18.5, annee=2021, lignes="630")
    verified, known = contract.found("R2")
    assert (verified.gravite.value, verified.quartiers) == ("à vérifier", ("a",))
    assert "le chiffre énoncé ici est donc en question" in verified.phrase
    assert "pour Quartier c, l. 298 et Quartier d, l. 630" in verified.phrase
    assert (known.gravite.value, known.quartiers, known.proposition) == ("à savoir", ("b",), "Rien à corriger ici.")
    # Onnaing: once the other value is repeated too, neither is sure, and both are told.
    verified, known = contract.state("e", "x", 20.5, annee=2021, lignes="362").found("R2")
    for found in (verified, known):
        told = found.phrase.replace("\u202f", " ")
        assert "18,5 % est aussi énoncé pour Quartier c, l. 298 et Quartier d, l. 630" in told
        assert "20,5 % est aussi énoncé pour Quartier e, l. 362." in told
        assert "aucune publication reprise ne dit lequel des deux est juste" in told, (
            "neither is told to be the right one"
        )
    assert known.proposition == "Vérifier les deux valeurs à la source."


def test_r2_a_rough_value_that_excludes_the_exact_one(shared: Any) -> None:
    """NEET at the Rives de l'Escaut: 34,5 and « près de 4 sur 10 », whose margin starts at 37,5."""
    contract = shared.state("a", "x", 34.5, annee=2019).state("b", "x", 40, precision="environ")
    [found] = contract.found("R2")
    assert found.gravite.value == "à vérifier"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"valeur": 40.8, "annee": 2019}, {"valeur": 40, "annee": 2019}),  # 40,5 at most: within the tolerance
        ({"valeur": 26, "annee": 2019}, {"valeur": 25.8, "annee": 2019}),
        ({"valeur": 35.1}, {"valeur": 33.3, "precision": "plus de"}),
        ({"valeur": 18}, {"valeur": 20, "precision": "environ"}),
        ({"valeur": 34.5, "annee": 2018}, {"valeur": 40.8, "annee": 2019}),  # another year
        ({"valeur": 34.5, "tendance": "hausse"}, {"valeur": 34.5, "tendance": "baisse"}),  # no year to hold them
    ],
)
def test_r2_is_silent_for_roundings_rough_figures_and_other_years(
    shared: Any, first: dict[str, Any], second: dict[str, Any]
) -> None:
    assert shared.state("a", "x", **first).state("b", "x", **second).found("R2") == []


def test_r2_is_silent_for_two_dates_that_are_both_published(shared: Any) -> None:
    """One project took the newest edition without saying so, the other an older one with its year."""
    contract = shared.measure("QPa", "x", 2019, 34.5, year=2015).measure("QPa", "x", 2022, 40.8, year=2018)
    assert contract.state("a", "x", 34.5, annee=2015).state("b", "x", 40.8).found("R2") == []


def test_r2_does_not_mix_two_territories_nor_two_indicators(shared: Any) -> None:
    contract = shared.state("a", "x", 34.5, annee=2019).state("c", "x", 60, annee=2019).state("b", "y", 60, annee=2019)
    assert contract.found("R2") == []


def test_r2_opposite_trends(shared: Any) -> None:
    """Single-parent families of one QPV: 18,5 and rising, 20,5 and falling, in 2021."""
    contract = shared.state("a", "x", 18.5, annee=2021, tendance="hausse")
    [found] = contract.state("b", "x", 18.5, annee=2021, variation=-1.3).found("R2")
    assert "évolutions opposées" in found.phrase


def test_r2_one_quartier_may_contradict_itself(small: Any) -> None:
    [found] = small().state("a", "x", 34.5, annee=2019).state("a", "x", 41, annee=2019).found("R2")
    assert found.quartiers == ("a",)
    assert "même quartier" in found.phrase


# -- R3: one reference, several values ------------------------------------------------------------------


def test_r3_one_reference_two_values(small: Any) -> None:
    """39 in 2019 with Anzin, 42,2 - 7,2 = 35,0 in 2019 with Condé, 35 in 2018 with Dutemple."""
    contract = small().state("a", "x", 47.2, annee=2019, reference="agglo", valeur_reference=39)
    contract.state("b", "x", 42.2, annee=2019, reference="agglo", ecart_reference=7.2)
    contract.state("c", "x", 38.1, annee=2018, reference="agglo", valeur_reference=35)
    [found] = contract.found("R3")
    assert (found.gravite.value, found.quartiers) == ("à vérifier", ("a", "b", "c"))  # nothing says which is wrong
    assert "39 % (2019), 35 % (2019, déduite d'un écart énoncé) et 35 % (2018)" in sentences([found])


@pytest.mark.parametrize(("spread", "sided"), [(0.0, True), (9.0, False)])
def test_r3_the_published_figures_say_which_mean_is_wrong(small: Any, spread: float, sided: bool) -> None:
    """Five QPV around 34 %: only the section that writes 39 % has something to mend, unless the weights could make 39 %
    of such figures; then nothing says who is wrong."""
    contract = small().count("population_nb")
    for n, level in enumerate((34.0 + spread, 34.0 + spread, 34.0, 34.0 - spread, 34.0 - spread)):
        contract.measure(f"QPq{n}", "x", 2022, level).measure(f"QPq{n}", "population_nb", 2022, 9000 if n < 2 else 100)
        contract.quartier(f"q{n}")
    contract.state(
        "q0", "x", 47.2, annee=2019, reference="agglo", valeur_reference=39, ecart_reference=8.2, lignes="33"
    )
    contract.state("q1", "x", 42.2, annee=2019, reference="agglo", valeur_reference=35, ecart_reference=7.2, lignes="9")
    doubts = contract.found("R3")
    if not sided:
        assert [(d.gravite.value, d.quartiers) for d in doubts] == [("à vérifier", ("q0", "q1"))]
        return
    wrong, right = doubts
    assert (wrong.gravite.value, wrong.quartiers) == ("à corriger", ("q0",))
    assert "c'est 39 % (l. 33) qui est à corriger" in sentences([wrong])
    assert "la valeur du quartier (47,2 %) serait 12,2 points au-dessus." in sentences([wrong]), (
        "with the mean that is to be written"
    )
    assert "moyenne calculée ici" in sentences([wrong]) and "moyenne publiée" not in sentences([wrong])
    remedy = wrong.proposition.replace("\u202f", " ").replace("\u00a0", " ")
    assert remedy == (
        "Remplacer 39 % par la moyenne reprise à sa source (35 % selon le document lui-même, l. 9 ; 34 % d'après les "
        "chiffres publiés), et corriger l'écart."
    )
    assert wrong.bref.replace("\u202f", " ") == "39 % (l. 33), quand les chiffres publiés donnent 34 %"
    assert (right.gravite.value, right.quartiers, right.proposition) == ("à savoir", ("q1",), "Rien à corriger ici.")


@pytest.mark.parametrize(
    "second",
    [
        {"valeur": 35.6, "annee": 2021, "ecart_reference": 15.9},  # 19,7 again
        {"valeur": 30, "annee": 2021, "valeur_reference": 19.8},  # roundings
        {"valeur": 30, "annee": 2020, "valeur_reference": 21.0},  # a year later, and under the threshold
        {"valeur": 30, "annee": 2017, "valeur_reference": 30.0},  # far enough to have changed
        {"valeur": 30, "annee": 2021, "position": "au-dessus"},
    ],
)
def test_r3_is_silent_for_values_that_can_all_be_true(small: Any, second: dict[str, Any]) -> None:
    contract = small().state("a", "x", 31.5, annee=2021, reference="agglo", valeur_reference=19.7)
    assert contract.state("b", "x", reference="agglo", **second).found("R3") == []


def test_r3_does_not_mix_territories(small: Any) -> None:
    contract = small().state("a", "x", 31.5, annee=2021, reference="agglo", valeur_reference=19.7)
    contract.state("b", "x", 31.5, annee=2021, reference="qpv-france", valeur_reference=30)
    assert contract.found("R3") == []


def test_r3_the_same_undated_reference_four_times_is_one(small: Any) -> None:
    """36,4 of the NEET: with a year here, without there."""
    contract = small().reference("x", 36.4).reference("x", 36.4, 2019)
    for name in "abcd":
        contract.state(name, "x", 40, reference="agglo", valeur_reference=36.4)
    assert contract.found("R3") == []


# -- R4: the same figures for two QPV -------------------------------------------------------------------

SERIES = {"annee": 2019, "valeur_initiale": 52.4, "annee_initiale": 2011}


def test_r4_one_series_for_two_qpv_and_whose_it_is(small: Any) -> None:
    """Bruay and Saint-Saulve: 52,4 then 42,4, which INSEE publishes for the second."""
    contract = small().state("a", "x", 42.4, **SERIES).state("b", "x", 42.4, annee=2019, variation=-10.0)
    contract.measure("QPa", "x", 2022, 38.9).measure("QPb", "x", 2022, 42.4)
    found, known = contract.found("R4")
    assert (found.gravite.value, found.quartiers) == ("à corriger", ("a",))
    assert (known.gravite.value, known.quartiers) == ("à savoir", ("b",))
    assert "c'est pour Quartier a qu'elle est à retirer" in known.proposition
    assert "Les valeurs publiées sont celles de Quartier b" in found.phrase
    assert "Remplacer la série de Quartier a" in found.proposition


def test_r4_does_not_name_an_owner_that_it_cannot_know(small: Any) -> None:
    [found] = small().state("a", "x", 42.4, **SERIES).state("b", "x", 42.4, **SERIES).found("R4")
    assert "publiées" not in found.phrase


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"valeur": 18.5}, {"valeur": 18.5}),  # one number alone: 18,5 % at three quartiers
        ({"valeur": 42.4, **SERIES}, {"valeur": 42.4, **SERIES, "valeur_initiale": 52.3}),
        ({"valeur": 42.4, **SERIES, "precision": "environ"}, {"valeur": 42.4, **SERIES, "precision": "environ"}),
    ],
)
def test_r4_is_silent_for_one_number_another_start_or_rough_figures(
    small: Any, first: dict[str, Any], second: dict[str, Any]
) -> None:
    assert small().state("a", "x", **first).state("b", "x", **second).found("R4") == []


def test_r4_two_projects_of_one_qpv_have_the_same_figures(shared: Any) -> None:
    """37,4 % of women in employment at Faubourg de Cambrai and at La Briquette: one QPV, as it should be."""
    assert shared.state("a", "x", 42.4, **SERIES).state("b", "x", 42.4, **SERIES).found("R4") == []


def test_r4_of_a_qpv_published_by_parts_only_each_part_is_named_and_none_is_to_be_copied(small: Any) -> None:
    contract = small().quartier("a", "QP1", "QP2").state("a", "x", 42.4, **SERIES).state("b", "x", 42.4, **SERIES)
    contract.measure("QPb", "x", 2022, 42.4).measure("QP1", "x", 2022, 38.9).measure("QP2", "x", 2022, 34.3)
    found = next(d for d in contract.found("R4") if d.quartiers == ("a",))
    told = found.phrase.replace("\u202f", " ")
    assert "38,9 % pour Ancien QP1 (QP1) et 34,3 % pour Ancien QP2 (QP2) (diffusion 2022)" in told
    assert found.proposition.startswith("Retirer la série de Quartier a ; demander à l'Insee")
    assert "Remplacer" not in found.proposition


def test_r1_says_which_is_wrong_where_the_document_settles_it(small: Any) -> None:
    """Le Trieu, l. 332: « below », 31,5 for 19,7; l. 631 gives 19,7 again, 35,6 less 15,9: the word is wrong."""
    contract = small().state(
        "a", "x", 31.5, annee=2021, reference="agglo", valeur_reference=19.7, position="au-dessous", lignes="332"
    )
    assert contract.found("R1")[0].proposition == "Corriger le mot, ou l'un des deux nombres."
    contract.state("b", "x", 35.6, reference="agglo", ecart_reference=15.9, position="au-dessus", lignes="631")
    [found] = contract.found("R1")
    remedy = found.proposition.replace("\u202f", " ").replace("\u00a0", " ")
    assert (
        remedy == "Écrire « au-dessus » : l. 631, le document donne la même moyenne, 19,7 % (35,6 % moins 15,9 points)."
    )


def test_r2_does_not_ask_to_keep_one_of_two_values_of_two_ages(small: Any) -> None:
    """Rives de l'Escaut: 34,5 % of « the young », about 40 % of those of 16 to 25: both may be true."""
    contract = small().quartier("a", "QP1", code_qpv_2024="QN1").quartier("b", "QP1", code_qpv_2024="QN1")
    contract.state("a", "x", 34.5, annee=2019, population="jeunes", lignes="66")
    contract.state("b", "x", 45.0, annee=2019, population="jeunes de 16 à 25 ans", lignes="514")
    [found] = contract.found("R2")
    assert found.proposition.startswith("Dire de chaque valeur l'âge, l'année et la partie")
    assert found.proposition.endswith("une seule que si ces trois points sont les mêmes pour toutes.")


def test_r2_an_age_that_is_not_said_is_no_other_age(small: Any) -> None:
    contract = small().quartier("a", "QPa", code_qpv_2024="QNa").quartier("b", "QPa", code_qpv_2024="QNa")

    def told(one: str, other: str) -> str:
        contract.affirmations.clear()
        contract.state("a", "x", 34.5, annee=2019, population=one).state("b", "x", 41, annee=2019, population=other)
        [found] = contract.found("R2")
        return str(found.phrase)

    assert "Le document ne dit pas l'âge partout : jeunes, sans âge ; 16-25 ans." in told("jeunes", "16-25 ans")
    assert "Le document ne les donne pas pour les mêmes personnes" in told("15-24 ans", "16-25 ans")
