"""R16 for words that say more, or less, than the gap; R6 and R19 for labels; how a start that is deduced is worded."""

from typing import Any

import pytest

from quartiers.analyse.doutes import Doute


def near(contract: Any) -> list[Doute]:
    """Those on words: a figure without any is told apart, where it is no worse than the mean."""
    doubts = [d for d in contract.found("R16") if d.gravite.value == "à savoir"]
    return [d for d in doubts if "que le document donne ailleurs" not in d.phrase]


@pytest.mark.parametrize(
    ("value", "note", "told"),
    [
        (40.8, "Qualifié de faible", "de « faible »"),
        (38.2, "Qualifié de faible", "de « faible »"),
        (38.1, "Qualifié de faible", None),  # two points under: low indeed
        (40.8, None, None),
        (34.8, "Qualifiée de légèrement inférieure", "34,8 % légèrement au-dessous de la moyenne"),
        (42.3, "Qualifiée de légèrement inférieure", "42,3 % légèrement au-dessous de la moyenne"),
        (37.8, "Qualifiée de légèrement inférieure", None),  # two points under is slightly under
        (39.0, "Qualifiée de légèrement inférieure", None),
    ],
)
def test_r16_a_word_beside_the_mean_of_the_document(
    small: Any, value: float, note: str | None, told: str | None
) -> None:
    contract = small().indicator("x", sens="favorable").reference("x", 40.1, 2019)
    doubts = near(contract.state("a", "x", value, annee=2019, note=note))
    assert bool(doubts) is (told is not None)
    if told:
        assert told.removeprefix("de ") in doubts[0].phrase.replace("\u202f", " ")
        assert "« légèrement" not in doubts[0].phrase, "the word is that of who read it"
        assert "40,1 % pour les QPV de l'agglomération (2019)" in doubts[0].phrase.replace("\u202f", " ")


@pytest.mark.parametrize(
    ("value", "people", "found"),
    [(36.0, 600, True), (36.0, 60000, False), (43.0, 600, False)],
    ids=["within its uncertainty", "beyond it", "on the other side, which rule 16 tells otherwise"],
)
def test_r16_a_level_that_is_under_the_mean_by_less_than_its_uncertainty(
    small: Any, value: float, people: int, found: bool
) -> None:
    contract = small().indicator("x", sens="favorable").reference("x", 40.1, 2019).count("n")
    contract.measure("QPa", "x", 2022, value).measure("QPa", "n", 2022, people).fluctuation("x", 2.5, "n")
    doubts = near(contract.state("a", "x", value, annee=2019, note="Qualifié de faible"))
    told = [d for d in doubts if "la marge que ce rapport estime pour un QPV de cette taille" in d.phrase]
    assert bool(told) is found
    assert all("sans dire par rapport à quoi" in d.phrase for d in doubts)  # no mean denies such a word


def test_r16_means_that_disagree_say_nothing_of_a_word(small: Any) -> None:
    contract = small().indicator("x", sens="favorable").reference("x", 40.1).reference("x", 30.0)
    assert near(contract.state("a", "x", 40.8, note="Qualifié de faible")) == []


@pytest.mark.parametrize(("own", "told"), [(53.8, "53,8"), (35.0, None), (None, None)])
def test_r6_says_what_is_published_under_the_stated_label(small: Any, own: float | None, told: str | None) -> None:
    contract = small().indicator("x", confusions=("y",)).measure("QPa", "y", 2022, 34.2, year=2021)
    if own is not None:
        contract.measure("QPa", "x", 2022, own, year=2021)
    [found] = contract.state("a", "x", 34.2, annee=2021).found("R6")
    text = found.phrase.replace("\u202f", " ")
    assert ("Sous l'intitulé énoncé" in text) is (told is not None)
    assert text.endswith(f" Sous l'intitulé énoncé, la valeur publiée est {told} % (2021).") is (told is not None)


def test_r19_a_quartile_given_as_what_people_have(small: Any) -> None:
    contract = small().indicator("q1", unite="€", sens="favorable", evolution="non")
    contract.state("a", "q1", 890, lignes="228", note="Énoncé comme le revenu de ce quart, non comme un plafond")
    contract.state("b", "q1", 861, lignes="513").state(
        "c", "q1", 895, lignes="433", note="énoncé comme le revenu de ce quart d'habitants, non comme un plafond"
    )
    contract.measure("QPa", "q1", 2022, 848, year=2018)
    first, second = contract.found("R19")
    assert [(d.affirmations, d.lignes, d.gravite.value) for d in (first, second)] == [
        (("a-d1",), "228", "à corriger"),
        (("c-d1",), "433", "à corriger"),
    ]
    assert "L'Insee publie pour ce QPV 848" in first.phrase.replace("\u202f", " ")
    for found, value in ((first, 890), (second, 895)):  # the word is wrong for sure, and not its number
        told = found.proposition.replace("\u202f", " ").replace("\u00a0", " ")
        assert told == (
            "Après vérification, écrire : « un quart des habitants a un niveau de vie inférieur à … € par mois (par "
            "unité de consommation) », avec l'année et la source."
        ), "no number to write that is itself not checked"
        assert f"{value} € n'est pas vérifié" in found.phrase.replace("\u202f", " ").replace("\u00a0", " ")


def test_r19_a_quartile_that_is_the_published_one_may_be_written(small: Any) -> None:
    contract = small().indicator("q1", unite="€", sens="favorable", evolution="non")
    contract.state("a", "q1", 848, note="Énoncé comme le revenu de ce quart, non comme un plafond")
    [found] = contract.measure("QPa", "q1", 2022, 848, year=2018).found("R19")
    told = found.proposition.replace("\u202f", " ").replace("\u00a0", " ")
    assert told.startswith("Écrire : « un quart des habitants a un niveau de vie inférieur à 848 € par mois (par unité")
    assert "n'est pas vérifié" not in found.phrase


def test_a_start_that_the_document_does_not_print_is_said_to_be_deduced(small: Any) -> None:
    def told(**change: float) -> list[str]:
        contract = small().measure("QPa", "x", 2017, 24.2, year=2010).measure("QPa", "x", 2022, 29.5)
        contract.state("a", "x", 29.5, annee=2019, annee_initiale=2011, **change)
        return [d.phrase.replace("\u202f", " ") for d in contract.found("R8")]

    [deduced] = told(variation=5.3)
    assert "x, 24,2 % au départ (la valeur énoncée moins son évolution)." in deduced
    [printed] = told(valeur_initiale=24.2)
    assert printed.endswith("x, 24,2 %.")


@pytest.mark.parametrize(
    ("value", "note", "sens", "side"),
    [
        (40.8, "Qualifié de faible", "favorable", "au-dessus"),
        (39.5, "Qualifié de faible", "favorable", None),  # like the others, and under them: both may be said
        (40.1, "Qualifié de faible", "favorable", None),
        (40.8, None, "favorable", None),
        (39.5, "Qualifiée de très élevée", "contexte", "au-dessous"),
        (40.8, "Qualifiée de très élevée", "contexte", None),
    ],
)
def test_r16_a_word_that_the_mean_of_the_same_sentence_denies(
    small: Any, value: float, note: str | None, sens: str, side: str | None
) -> None:
    """Said to be near the mean, the figure may be low as all are: not when it is over it."""
    contract = (
        small()
        .indicator("x", sens=sens)
        .state("a", "x", value, note=note, reference="agglo", valeur_reference=40.1, position="comparable")
    )
    doubts = contract.found("R16")
    assert [d.gravite.value for d in doubts] == (["à savoir"] if side else [])
    assert all(f"alors qu'il est {side} de celle que la phrase donne" in d.phrase for d in doubts)


# -- words on changes -----------------------------------------------------------------------------------


def still(small: Any, end: float) -> Any:
    return small().measure("QPa", "x", 2017, 34.5, year=2010).measure("QPa", "x", 2022, end)


@pytest.mark.parametrize(("end", "found"), [(35.1, True), (40.0, False)])
def test_r16_a_strong_word_for_figures_that_hardly_move(small: Any, end: float, found: bool) -> None:
    note = "Évolution dite « en nette augmentation »"
    contract = still(small, end).state("a", "x", end, annee=2019, tendance="hausse", note=note)
    doubts = contract.found("R16")
    assert [d.gravite.value for d in doubts] == (["à vérifier"] if found else [])
    if found:
        assert "Le document écrit « en nette augmentation »" in doubts[0].phrase
        others = {d.regle.value for d in contract.check().doutes}
        assert not others & {"R5", "R14", "R21"}  # said once


@pytest.mark.parametrize(("people", "found"), [(600, True), (60000, False)])
def test_r16_a_significant_change_within_its_uncertainty(small: Any, people: int, found: bool) -> None:
    contract = still(small, 40.0).count("n").measure("QPa", "n", 2022, people).fluctuation("x", 2.5, "n")
    contract.state("a", "x", 40.0, annee=2019, tendance="hausse", note="Évolution dite « augmentation significative »")
    doubts = contract.found("R16")
    assert [d.gravite.value for d in doubts] == (["à savoir"] if found else [])
    assert all("la marge que ce rapport estime pour un QPV de cette taille" in d.phrase for d in doubts)


@pytest.mark.parametrize(("habitants", "whole"), [(9586, True), (13_303, False)])
def test_r16_quotes_no_margin_of_a_survey_where_everyone_is_counted(small: Any, habitants: int, whole: bool) -> None:
    """Chaussiette: « augmentation significative », in a commune that the census counts whole."""
    contract = small().quartier("a", communes_qpv=("59153 Condé",)).count("population_nb").count("n")
    contract.measure("59153", "population_nb", 2022, habitants, geography="commune")
    for edition, level in ((2017, 32.4), (2020, 40.4), (2022, 41.2)):
        contract.measure("QPa", "x", edition, level, year=2010 if edition == 2017 else None)
    contract.measure("QPa", "n", 2022, 450).fluctuation("x", 2.5, "n")
    contract.state("a", "x", 41.2, annee=2019, tendance="hausse", note="Évolution dite « augmentation significative »")
    [found] = contract.found("R16")
    told = found.phrase.replace("\u202f", " ").replace("\u00a0", " ")
    assert ("marge" in told) is not whole
    if whole:
        assert "publie 32,4 % (2010), 40,4 % (diffusion 2020) puis 41,2 % (diffusion 2022), soit +8,8 points ;" in told
        assert told.endswith("l'essentiel s'est fait de 32,4 % (2010) à 40,4 % (diffusion 2020).")
        assert "sans dire de combien" in told
        assert found.proposition == "Donner l'évolution en points, avec ses deux dates.", "the word is not denied"


@pytest.mark.parametrize(("habitants", "found"), [(9586, False), (13_303, True)])
def test_r16_a_gap_that_is_counted_is_not_said_to_be_within_a_margin(small: Any, habitants: int, found: bool) -> None:
    contract = small().quartier("a", communes_qpv=("59153 Condé",)).count("population_nb").count("n")
    contract.measure("59153", "population_nb", 2022, habitants, geography="commune")
    contract.measure("QPa", "x", 2022, 43.0, year=2019).measure("QPa", "n", 2022, 450).fluctuation("x", 2.5, "n")
    contract.reference("x", 40.0, 2019).state("a", "x", 43.0, annee=2019, note="Qualifié d'élevé")
    assert any("la marge que ce rapport estime" in d.phrase for d in contract.found("R16")) is found


@pytest.mark.parametrize(
    ("words", "change", "gravity"),
    [
        ("bondit", 0.4, "à vérifier"),
        ("bondit", 9.0, None),
        ("légère hausse", 9.0, "à savoir"),
        ("hausse légère", 1.5, None),
    ],
)
def test_r16_words_against_the_change_that_the_document_itself_gives(
    small: Any, words: str, change: float, gravity: str | None
) -> None:
    fields = {"annee": 2019, "variation": change, "tendance": "hausse", "note": f"Évolution dite « {words} »"}
    doubts = small().state("a", "x", 30.0, **fields).found("R16")
    assert [d.gravite.value for d in doubts] == ([gravity] if gravity else [])


@pytest.mark.parametrize(("own", "found"), [(35.0, True), (42.0, False)])
def test_r16_a_judged_level_near_the_published_mean(small: Any, own: float, found: bool) -> None:
    """42,6 % of poverty « important », where the contract's QPV have 43,4 to 44,2 % on average."""
    contract = small()
    for n, level in enumerate((30.0, 32.0, 34.0, 36.0, 38.0)):
        contract.quartier(f"q{n}").measure(f"QPq{n}", "x", 2022, level, year=2018)
    contract.quartier("a").measure("QPa", "x", 2022, own, year=2018)
    doubts = contract.state("a", "x", 34.5, annee=2020, note="Qualifié d'important").found("R16")
    assert [d.gravite.value for d in doubts] == (["à savoir"] if found else [])
    assert all("c'est à peu près la moyenne des QPV du contrat" in d.phrase for d in doubts)


@pytest.mark.parametrize(
    ("stated", "own", "note", "found"),
    [
        (41, 34, "Présenté comme préoccupant", True),
        (36, 34, "Présenté comme préoccupant", False),  # low indeed, as it is stated
        (41, 48, "Présenté comme préoccupant", False),  # rule 16 tells elsewhere of the other side
        (41, 34, "Présenté comme favorable", False),
        (41, 34, None, False),
    ],
)
def test_r16_a_rate_judged_low_that_is_the_mean_of_the_others_when_the_published_one_is_low(
    small: Any, stated: float, own: float, note: str | None, found: bool
) -> None:
    contract = small().indicator("q1", sens="favorable", evolution="non")
    for n, level in enumerate((39.0, 40.0, 41.0, 42.0, 43.0, 41.0)):
        contract.quartier(f"q{n}").measure(f"QPq{n}", "q1", 2022, level, year=2018)
    contract.quartier("a").measure("QPa", "q1", 2022, own, year=2018)
    doubts = contract.state("a", "q1", stated, note=note).found("R16")
    assert [d.gravite.value for d in doubts] == (["à savoir"] if found else [])
    assert all("Le mot convient à la valeur publiée ici" in d.phrase for d in doubts)


def test_r16_a_dated_rate_may_have_risen_to_the_mean_since(small: Any) -> None:
    contract = small().indicator("q1", sens="favorable", evolution="non")
    for n in range(6):
        contract.quartier(f"q{n}").measure(f"QPq{n}", "q1", 2022, 41.0, year=2018)
    contract.quartier("a").measure("QPa", "q1", 2022, 34, year=2018)
    assert contract.state("a", "q1", 41, annee=2020, note="Présenté comme préoccupant").found("R16") == []


def test_r16_no_income_is_beside_a_mean_of_quartiles(small: Any) -> None:
    """A quartile has no mean: 898 € is not « about that of the contract's QPV »."""
    contract = small().indicator("q1", unite="€", sens="favorable", evolution="non")
    for n in range(6):
        contract.quartier(f"q{n}").measure(f"QPq{n}", "q1", 2022, 900.0, year=2018)
    contract.quartier("a").measure("QPa", "q1", 2022, 845, year=2018)
    assert contract.state("a", "q1", 898, note="Présenté comme préoccupant").found("R16") == []


@pytest.mark.parametrize(
    ("own", "median", "position", "found"),
    [
        (40.8, 50.0, "comparable", True),
        (40.8, 41.0, "comparable", False),  # near both
        (40.8, 50.0, "au-dessus", False),
        (48.0, 56.0, "comparable", False),  # the published figures deny it, and the rule on positions says so
    ],
)
def test_r16_near_a_mean_that_is_not_given_and_off_the_median_of_france(
    small: Any, own: float, median: float, position: str, found: bool
) -> None:
    """Rives de l'Escaut, l. 515: « dans la moyenne de l'ensemble des quartiers prioritaires », which are not said."""
    contract = small().indicator("x", sens="favorable")
    for n, level in enumerate((38.0, 39.0, 40.0, 41.0, 42.0)):
        contract.quartier(f"q{n}").measure(f"QPq{n}", "x", 2022, level, year=2019)
    contract.quartier("a").measure("QPa", "x", 2022, own, year=2019)
    contract.spread("x", 2022, 20, 30, 38, median, 60, 70, 80, year=2019)
    contract.state("a", "x", own, annee=2019, reference="agglo", position=position)
    doubts = [d for d in contract.found("R16") if "sans la donner. C'est vrai des QPV" in d.phrase]
    assert [d.gravite.value for d in doubts] == (["à savoir"] if found else [])
    if found:
        told = doubts[0].phrase.replace("\u202f", " ").replace("\u00a0", " ")
        assert told.endswith("mais c'est plus bas que 50 % (QPV médian de France, 2019).")
        assert doubts[0].proposition == "Dire de quels QPV est cette moyenne, et la donner."
        contract.indicator("young", confusions=("x",)).quartier("b", code_qpv_2024="QNa")
        contract.state("b", "young", own, reference="agglo", valeur_reference=40.1, position="comparable", lignes="68")
        [elsewhere] = [d for d in contract.found("R16") if "C'est vrai des QPV" in d.phrase]
        where = elsewhere.phrase.replace("\u202f", " ").replace("\u00a0", " ")
        value = f"{own:g}".replace(".", ",")
        assert f"La moyenne est l. 68 : 40,1 %, à côté de la même valeur ({value} %), sous « Part young »." in where
        assert elsewhere.proposition.replace("\u202f", " ") == "Écrire ici la moyenne énoncée, 40,1 %."
