"""The check as a whole: its order, its counts, what could not be checked; and the known oddities of the document."""

import re
from dataclasses import replace
from typing import Any

import pytest

from quartiers.analyse.diagnostic import key_figures, most_fragile, read_figures
from quartiers.analyse.doutes import Doute, Gravite, Regle, gather
from quartiers.analyse.fiabilite import Fiabilite, check_contract, summarize, unchecked
from quartiers.donnees import Contrat

# -- small contracts ------------------------------------------------------------------------------------


@pytest.fixture
def mixed(small: Any) -> Any:
    """Quartier a: one figure that agrees, one that differs, one that nobody publishes; b: one without a year."""
    contract = small().measure("QPa", "x", 2022, 30, year=2019).measure("QPa", "y", 2022, 30, year=2019)
    contract.state("a", "x", 30, annee=2019).state("a", "y", 40, annee=2019).state("a", "z", 10, annee=2019)
    return contract.state("b", "x", 12)


def test_statements_are_counted_by_what_the_publications_say(mixed: Any) -> None:
    fiabilite = mixed.check()
    whole = summarize(fiabilite.verifications.values())
    assert (whole.concordent, whole.dementis, whole.non_verifiables, whole.total) == (1, 1, 2, 4)
    assert summarize(fiabilite.verifications_de({"b"})).total == 1
    assert summarize([]).total == 0


def test_a_value_of_another_population_is_counted_apart(small: Any) -> None:
    """One value is published as a share of households; the document gives it of the inhabitants, then of households."""
    contract = small().indicator("x", population="Ménages").measure("QPa", "x", 2022, 30, year=2019)
    contract.state("a", "x", 30, annee=2019, population="population du quartier")
    contract.state("a", "x", 30, annee=2019, population="ménages")
    contract.state("a", "x", 30, annee=2019, note="énoncé comme un revenu, non comme un plafond")
    fiabilite = contract.check()
    assert fiabilite.autre_population == {"a-d1", "a-d3"}
    whole = summarize(fiabilite.verifications.values(), fiabilite.autre_population)
    assert (whole.concordent, whole.autre_population, whole.dementis, whole.total) == (1, 2, 0, 3)


def test_what_rules_alone_doubt_is_neither_denied_nor_beyond_checking(small: Any) -> None:
    """Two values of one QPV, of what nobody publishes; a third figure that nothing tells anything of."""
    contract = small().quartier("b", "QPa", code_qpv_2024="QNa").quartier("a")
    contract.state("a", "x", 34.5, annee=2019).state("b", "x", 41.0, annee=2019).state("a", "y", 10.0, annee=2019)
    contrat = contract.build()
    fiabilite = check_contract(contrat)
    assert fiabilite.contestes == {"a-d1", "b-d1"}
    whole = fiabilite.bilan()
    assert (whole.contestes, whole.non_verifiables, whole.total) == (2, 1, 3)
    assert fiabilite.bilan({"b"}).contestes == 1
    of_a = {name: v for name, v in fiabilite.verifications.items() if name.startswith("a-")}
    assert replace(fiabilite, verifications=of_a).contestes == {"a-d1"}  # as a report of one quartier has it
    assert [item.affirmation.affirmation for item in unchecked(contrat, fiabilite, "a")] == ["a-d1", "a-d2"]


def test_what_a_publication_throws_doubt_on_is_not_said_to_be_doubted_without_any(small: Any) -> None:
    """Rives de l'Escaut: a start of another definition, by the file of 2010; and two values, by the document alone."""
    contract = small().quartier("b", "QPa", code_qpv_2024="QNa").quartier("a")
    contract.indicator("x", confusions=("y",)).measure("QPa", "y", 2017, 7.0, year=2010, theme="RP")
    contract.measure("QPa", "x", 2017, 38.5, year=2010, theme="RP")
    contract.state("a", "x", 31.5, annee=2019, valeur_initiale=7.0, annee_initiale=2010)
    contract.state("a", "z", 34.5, annee=2019).state("b", "z", 41.0, annee=2019)
    whole = contract.check().bilan({"a"})
    assert (whole.contestes, whole.contestes_publies) == (2, 1)
    assert whole.non_verifies == whole.non_verifiables + 2  # no publication judges what a rule doubts


def test_a_ceiling_is_wrongly_told_and_its_number_not_doubted(small: Any) -> None:
    contract = small().indicator("x", unite="€", sens="favorable", evolution="non")
    contract.measure("QPa", "x", 2022, 848, year=2018)
    contract.state("a", "x", 890, note="Énoncé comme le revenu de ce quart, non comme un plafond")
    whole = contract.check().bilan()
    assert (whole.contestes, whole.non_verifiables) == (0, 1)


def test_what_could_not_be_checked_is_listed_with_its_reason(mixed: Any) -> None:
    contrat = mixed.build()
    fiabilite = check_contract(contrat)
    [missing] = unchecked(contrat, fiabilite, "a")
    assert (missing.affirmation.affirmation, missing.motif) == (
        "a-d3", "indicateur absent des publications reprises pour ce QPV",
    )  # fmt: skip


def test_a_direction_alone_cannot_be_checked(small: Any) -> None:
    contract = small().measure("QPa", "x", 2022, 30).state("a", "x", tendance="hausse", annee=2019)
    contrat = contract.build()
    [missing] = unchecked(contrat, check_contract(contrat), "a")
    assert missing.motif == "le document n'énonce pas de niveau"


def test_a_value_between_two_undated_editions_is_said_to_be(small: Any) -> None:
    contract = small().measure("QPa", "x", 2021, 38.8).measure("QPa", "x", 2022, 37.4).state("a", "x", 38.1, annee=2018)
    contrat = contract.build()
    [missing] = unchecked(contrat, check_contract(contrat), "a")
    assert "est entre les valeurs des diffusions 2021 et 2022" in missing.motif
    assert missing.motif.endswith("vraisemblable, sans plus"), "what a reader may make of it"


def test_what_is_denied_is_counted_by_what_agrees_with_it(small: Any) -> None:
    contract = small().indicator("x", confusions=("y",)).measure("QPa", "y", 2022, 40.8).state("a", "x", 40.8)
    contract.measure("QPa", "z", 2022, 10.0, year=2019).state("a", "z", 30.0, annee=2019)
    whole = summarize(contract.check().verifications.values())
    assert (whole.dementis, whole.autre_intitule, whole.partie_du_qpv) == (2, 1, 0)


@pytest.mark.parametrize(("stated", "counted"), [(18.3, (1, 0)), (18.4, (1, 0)), (18.6, (1, 1)), (19.1, (0, 0))])
def test_near_is_no_agreement_and_is_one_limit_for_all(small: Any, stated: float, counted: tuple[int, int]) -> None:
    """Dutemple: 18,6 % for 18,3 % published was counted as agreeing, and doubted below as « not the same »."""
    contract = small().measure("QPa", "x", 2022, 18.3, year=2019).state("a", "x", stated, annee=2019)
    whole = summarize(contract.check().verifications.values())
    assert (whole.concordent, whole.proches) == counted


def test_a_figure_without_a_year_among_older_ones_is_doubted_and_not_denied(small: Any) -> None:
    """Rives de l'Escaut: 861 € may be that of 2016, between 850 € (2015) and 896 € (2017); 932 € is of 2018."""
    contract = small().indicator("x", unite="€", sens="favorable", evolution="non")
    for year, value in ((2013, 834.0), (2015, 850.0), (2017, 896.0), (2018, 932.0)):
        contract.measure("QPa", "x", year + 4, value, year=year)
    contrat = contract.state("a", "x", 861.0).build()
    fiabilite = check_contract(contrat)
    whole = fiabilite.bilan()
    assert (whole.dementis, whole.contestes_publies, whole.non_verifiables) == (0, 1, 0)
    [left] = unchecked(contrat, fiabilite, "a")
    told = left.motif.replace("\u202f", " ").replace("\xa0", " ")
    assert told == (
        "sans année ; entre 850 € (2015) et 896 € (2017) : à chercher d'abord pour 2016, année non reprise ici"
    )
    assert left.derniere is not None, "the last value stands beside what is to be looked for"
    [found] = [d for d in fiabilite.doutes if d.regle is Regle.PUBLICATION]
    assert "tombe entre 850 € (2015) et 896 € (2017)" in found.phrase.replace("\u202f", " ").replace("\xa0", " ")


def test_a_change_that_is_denied_is_counted_among_what_cannot_be_checked(small: Any) -> None:
    """Le Trieu: a level of 2019 that nothing checks, from a start that is of another definition."""
    contract = small().indicator("x", confusions=("y",)).measure("QPa", "y", 2017, 7.0, year=2010)
    contract.state("a", "x", 31.5, annee=2019, valeur_initiale=7.0, annee_initiale=2010).state("a", "z", 3.0)
    fiabilite = contract.check()
    assert fiabilite.evolutions_contredites == {"a-d1"}
    whole = summarize(fiabilite.verifications.values(), contredites=fiabilite.evolutions_contredites)
    assert (whole.non_verifiables, whole.contredits) == (2, 1)


def test_a_share_is_looked_for_where_it_is_related_to_what_the_document_says(small: Any) -> None:
    """Dutemple: single parents of 2021 as a share of households; INSEE's file of 2010 gives 18,6 % of households."""
    contract = small().indicator("x", reserve="Dénominateur non énoncé : ménages ou familles", confusions=("y", "z"))
    contract.indicator("y", population="Allocataires").indicator("z", population="Ménages")
    contract.measure("QPa", "z", 2012, 18.6, year=2010).measure("QPa", "y", 2022, 30.0)
    contrat = contract.state("a", "x", 18.3, annee=2021, population="ménages").build()
    [missing] = unchecked(contrat, check_contract(contrat), "a")
    assert "pour une autre date : 18,6 % (2010) ; celle de 2021" in missing.motif.replace("\u202f", " ")


def test_doubts_come_gravest_first_then_by_rule_then_by_quartier(small: Any) -> None:
    contract = small().quartier("a").quartier("b")
    for name in ("b", "a"):
        contract.state(name, "x", 31.5, annee=2019, reference="agglo", valeur_reference=19.7, position="au-dessous")
        contract.state(name, "y", 50, annee=2030)
        contract.measure(f"QP{name}", "z", 2022, 20).state(name, "z", 30, annee=2019)
    order = [(d.gravite, d.regle.value, d.quartiers) for d in contract.check().doutes]
    assert order == [
        (Gravite.ERREUR, "R1", ("a",)),
        (Gravite.ERREUR, "R1", ("b",)),
        (Gravite.ERREUR, "R8", ("a",)),
        (Gravite.ERREUR, "R8", ("b",)),
        (Gravite.DOUTE, "R5", ("a",)),
        (Gravite.DOUTE, "R5", ("b",)),
    ]


def test_a_clean_contract_has_no_doubt(small: Any) -> None:
    contract = small().measure("QPa", "x", 2022, 30, year=2019).state("a", "x", 30, annee=2019)
    assert contract.check().doutes == ()
    assert small().quartier("a").check().doutes == ()


def test_a_figure_that_publications_deny_is_neither_fragile_nor_a_key_sentence(small: Any) -> None:
    contract = small().indicator("jeunes", confusions=("tous",)).measure("QPa", "tous", 2022, 60.0)
    contract.state("a", "jeunes", 60.0, annee=2019, reference="agglo", valeur_reference=40)
    contract.state("a", "other", 45.0, annee=2019, reference="agglo", valeur_reference=40)
    figures = read_figures(contract.build(), "a")
    assert [f.indicateur.indicateur for f in figures if f.fragile] == ["other"]
    assert [f.indicateur.indicateur for f in most_fragile(figures)] == ["other"]
    assert [f.indicateur.indicateur for f in key_figures(contract.build(), figures, 2)] == ["other"]
    assert [f.douteux for f in figures] == [True, False]


def test_every_doubt_has_a_sentence_a_remedy_and_a_quartier(contrat: Contrat) -> None:
    assert all(rule.titre for rule in Regle)
    for doubt in check_contract(contrat).doutes:
        assert doubt.phrase.endswith("."), doubt
        assert doubt.proposition.endswith("."), doubt
        assert doubt.quartiers, doubt
        assert set(doubt.quartiers) <= set(contrat.quartiers)
        assert not re.search(r"\b(?:None|nan|inf)\b|non renseigné :", doubt.phrase), doubt


# -- one point a fact -----------------------------------------------------------------------------------


def test_two_facts_about_one_figure_are_two_points_each_with_its_remedy(small: Any) -> None:
    contract = small().indicator("x", confusions=("y",)).measure("QPa", "y", 2010, 7.0, year=2010, theme="RP")
    contract.measure("QPa", "x", 2010, 38.5, year=2010, theme="RP")
    contract.state("a", "x", 31.5, annee=2021, variation=24.5, annee_initiale=2019, reference="agglo",
                   valeur_reference=19.7, position="au-dessous", lignes="332")  # fmt: skip
    contract.state("a", "z", 12, annee=2030)
    fiabilite = contract.check()
    assert [[r.value for r in p.regles] for p in fiabilite.points] == [["R1"], ["R7"], ["R8"]]
    first, second, _ = fiabilite.points
    assert (first.gravite, first.lignes) == (Gravite.ERREUR, "332")
    assert [len(p.phrases) == len(p.propositions) == 1 for p in (first, second)] == [True, True]
    assert first.propositions != second.propositions


def test_what_one_correction_mends_is_one_point_and_told_by_one_rule(small: Any) -> None:
    """A series of another QPV is to be taken away: that its value is not the published one leaves nothing to do."""
    contract = small().measure("QPa", "x", 2022, 38.9).measure("QPb", "x", 2022, 42.4, year=2019)
    for name in "ab":
        contract.state(name, "x", 42.4, annee=2019, valeur_initiale=52.4, annee_initiale=2011)
    [point] = contract.check().points_de("a")
    assert [d.regle.value for d in point.doutes] == ["R4", "R5"]
    assert [d.regle.value for d in point.dits] == ["R4"]
    assert point.phrases == (point.doutes[0].phrase,)
    assert point.bref.replace("\u202f", " ") == "x : 52,4 % puis 42,4 %, la série de Quartier b"


def test_a_value_that_is_of_another_qpv_leads_the_point() -> None:
    """Rule 5 says that it is none of those published here; rule 15 says of which QPV it is: that is what to look at."""
    told = Doute(Regle.PUBLICATION, Gravite.DOUTE, ("a",), "x", "Absent.", "Chercher.", ("a-d1",))
    leads = Doute(Regle.REPETITION, Gravite.DOUTE, ("a",), "x", "D'un autre.", "Vérifier.", ("a-d1",))
    [point] = gather((told, leads))
    assert (point.regle, point.phrases) == (Regle.REPETITION, ("D'un autre.",))


def test_what_one_remedy_says_and_more_is_one_point() -> None:
    """Le Trieu: the label of a figure and of its mean is the same to correct, the change is not to tell."""
    value = Doute(Regle.INTITULE, Gravite.ERREUR, ("a",), "x", "Une valeur.", "Corriger et ne pas écrire.", ("a-d1",))
    mean = Doute(Regle.INTITULE, Gravite.ERREUR, ("a",), "x", "Une moyenne.", "Corriger.", ("a-d1",))
    [point] = gather((value, mean))
    assert (point.phrases, point.propositions) == (("Une valeur.", "Une moyenne."), ("Corriger et ne pas écrire.",))
    other = Doute(Regle.INTITULE, Gravite.ERREUR, ("a",), "x", "Une moyenne.", "Dater.", ("a-d1",))
    assert len(gather((value, other))) == 2


def test_a_series_that_is_rightly_its_own_is_no_error_of_its_quartier(small: Any) -> None:
    """The same series for two QPV; the publications deny it for one of them, and confirm it for the other."""
    contract = small().measure("QPa", "x", 2022, 38.9).measure("QPb", "x", 2022, 42.4, year=2019)
    for name in "ab":
        contract.state(name, "x", 42.4, annee=2019, valeur_initiale=52.4, annee_initiale=2011)
    fiabilite = contract.check()
    assert [[r.value for r in p.regles] for p in fiabilite.points_de("a")] == [["R4", "R5"]]
    [known] = fiabilite.points_de("b")
    assert (known.regle.value, known.gravite) == ("R4", Gravite.INFORMATION)


def test_a_point_of_two_quartiers_names_the_one_that_a_reason_is_of(small: Any) -> None:
    """The same series for two QPV, both denied, one of them by a far value."""
    contract = small().measure("QPa", "x", 2022, 38.9, year=2019)
    for name in "ab":
        contract.state(name, "x", 42.4, annee=2019, valeur_initiale=52.4, annee_initiale=2011)
    [point] = contract.check().points
    assert [r.value for r in point.regles] == ["R4", "R5"]
    assert [r.startswith("Quartier a : ") for r in point.raisons(lambda q: f"Quartier {q}")] == [False, True]


def test_sections_of_one_qpv_beside_one_publication_are_one_point(small: Any) -> None:
    """Three projects of one QPV give one figure under a wrong label, with two roundings: one thing to mend."""
    contract = small().indicator("x", confusions=("y",)).measure("QP", "y", 2021, 40.3).measure("QP", "y", 2022, 40.8)
    for name, value in (("a", 40.8), ("b", 40.8), ("c", 40)):
        contract.quartier(name, "QP", code_qpv_2024="QN").state(name, "x", value, annee=2019)
    assert [p.quartiers for p in contract.check().points if p.regle is Regle.INTITULE] == [("a", "b", "c")]


def test_a_mean_that_several_sections_cite_is_no_reason_about_one_figure(small: Any) -> None:
    """Two means of one year; and, of one of the figures, a population that is not the source's."""
    contract = small().indicator("x", population="Ménages").measure("QPb", "x", 2022, 42.2, year=2019)
    contract.state("a", "x", 47.2, annee=2019, reference="agglo", valeur_reference=39)
    contract.state("b", "x", 42.2, annee=2019, reference="agglo", valeur_reference=35, population="population")
    points = contract.check().points
    assert {p.regle.value for p in points if p.gravite is not Gravite.INFORMATION} == {"R3", "R6"}


def test_a_doubt_on_more_quartiers_does_not_widen_that_on_one(small: Any) -> None:
    """Two values of one QPV; and one of them is repeated in three: who has the second has not the first to mend."""
    for_one = small().quartier("a", "QP", code_qpv_2024="QN").quartier("b", "QP", code_qpv_2024="QN")
    for name, value in (("a", 18.5), ("b", 20.5), ("c", 18.5), ("d", 18.5), ("e", 24.7), ("f", 13.9), ("g", 22.4)):
        for_one.state(name, "x", value, annee=2021)
    points = {p.regle.value: p.quartiers for p in for_one.check().points if p.gravite is not Gravite.INFORMATION}
    assert points == {"R2": ("a", "b"), "R15": ("a", "c", "d")}


def test_whose_share_it_is_does_not_mend_how_it_is_said_to_move(small: Any) -> None:
    """Of households, not of people; and « clearly rising », when it hardly moves: two things to mend."""
    contract = small().indicator("x", population="Ménages").measure("QPa", "x", 2022, 35.1)
    contract.measure("QPa", "x", 2017, 34.9, year=2010)
    contract.state(
        "a", "x", 35.1, tendance="hausse", population="population", note="évolution dite « en nette augmentation »"
    )
    rules = [p.regle.value for p in contract.check().points if p.gravite is not Gravite.INFORMATION]
    assert rules == ["R6", "R16"]


def test_what_only_informs_is_a_point_of_its_own(small: Any) -> None:
    contract = small().state("a", "x", 30).state("a", "y", 31).measure("QPa", "y", 2022, 60, year=2019)
    contract.state("a", "y", 10, annee=2019)
    assert [[r.value for r in p.regles] for p in contract.check().points] == [["R5"], ["R2"], ["R8"]]


# -- the project's own tables ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def fiabilite(contrat: Contrat) -> Fiabilite:
    return check_contract(contrat)


def on(fiabilite: Fiabilite, rule: str, *statements: str) -> list[Doute]:
    """Doubts of a rule about exactly these statements."""
    return [d for d in fiabilite.doutes if d.regle.value == rule and set(d.affirmations) == set(statements)]


# Found by hand, from the document and INSEE's raw files: rule, statements, what the sentence must say.
KNOWN = [
    ("R1", ("fresnes-le-trieu-d4",), "31,5 % contre 19,7 %"),
    ("R2", ("valenciennes-faubourg-cambrai-d1",), "aucune publication reprise ne dit lequel des deux est juste"),
    ("R2", ("marly-briquette-d3",), "20,5 % est aussi énoncé pour Quatre-Chasse"),
    ("R2", ("anzin-rives-escaut-d1", "beuvrages-rives-escaut-d2", "valenciennes-rives-escaut-d2"), "34,5 %"),
    ("R3", ("anzin-verrerie-d7",), "c'est 39 % (l. 33) qui est à corriger"),
    ("R3", ("conde-centre-d2", "valenciennes-dutemple-d2"), "Rien à corriger ici"),
    ("R4", ("bruay-cite-thiers-d5",), "celles de La Pépinière"),
    ("R5", ("bruay-cite-thiers-d5",), "38,9 %"),
    ("R5", ("beuvrages-rives-escaut-d1", "valenciennes-rives-escaut-d1"), "932 € (2018)"),
    ("R6", ("anzin-rives-escaut-d3",), "« Taux d'emploi des 15-64 ans » : 40,8 %"),
    ("R6", ("anzin-verrerie-d3",), "45,4 % (2010), puis 40 %"),
    ("R6", ("anzin-verrerie-d8",), "34,2 % (2021)"),
    ("R6", ("fresnes-le-trieu-d1",), "22,6 % (2019) et 40 % (2021)"),
    ("R6", ("vieux-conde-solitude-d4",), "29,4 % (2010) et 30,9 %"),
    ("R6", ("marly-briquette-d4",), "ménages"),
    ("R7", ("anzin-rives-escaut-d2",), "la part était de 18,6 % en 2010"),
    ("R7", ("bruay-cite-thiers-d4",), "la part était de 40,6 % à 41,8 %, selon la partie du QPV, en 2010"),
    ("R7", ("onnaing-quatre-chasses-d3",), "la part était de 35,2 % en 2010"),
    ("R7", ("fresnes-le-trieu-d4",), "la part était de 38,5 % en 2010"),
    ("R8", ("anzin-verrerie-d5",), "date de 2013 ce que l'Insee publie pour 2010"),
    ("R9", ("bruay-cite-thiers-d2",), "(QP059022)"),
    ("R10", ("saint-saulve-pepiniere-d2",), "13,9 % (2010)"),
    ("R5", ("anzin-rives-escaut-d4",), "+3,5 points au plus"),
    ("R14", ("fresnes-le-trieu-d1",), "36,8 %"),
    ("R15", ("fresnes-centre-d1", "valenciennes-faubourg-cambrai-d1", "vieux-conde-jard-d4"), "18,5 %"),
    ("R15", ("onnaing-quatre-chasses-d2", "marly-briquette-d3"), "ce peut être un hasard"),
    (
        "R15",
        ("valenciennes-faubourg-cambrai-d4",),
        "le même nombre, pour Rives de l'Escaut – Valenciennes",
    ),
    (
        "R15",
        ("beuvrages-rives-escaut-d1", "valenciennes-rives-escaut-d1"),
        "n'est la valeur d'aucune année reprise",
    ),
    ("R16", ("valenciennes-faubourg-cambrai-d3", "marly-briquette-d7"), "« dégradée »"),
    ("R16", ("saint-saulve-pepiniere-d8",), "58,1 %"),
    ("R18", ("anzin-rives-escaut-d3",), "40,8 %"),
    ("R18", ("valenciennes-rives-escaut-d3",), "rien à corriger ici"),
    (
        "R18",
        ("conde-centre-d4", "conde-chaussiette-macou-d7", "onnaing-quatre-chasses-d5", "marly-briquette-d5"),
        "36,4",
    ),
    ("R19", ("saint-saulve-pepiniere-d2",), "le chiffre est une part"),
]


@pytest.mark.parametrize(("rule", "statements", "says"), KNOWN, ids=[f"{r} {s[0]}" for r, s, _ in KNOWN])
def test_known_oddities_of_the_document_are_found(
    contrat: Contrat, fiabilite: Fiabilite, rule: str, statements: tuple[str, ...], says: str
) -> None:
    found = next(d for d in on(fiabilite, rule, *statements) if says in d.phrase.replace("\u202f", " "))
    stated = {a.affirmation: a for a in contrat.affirmations}
    assert set(found.quartiers) == {stated[s].quartier for s in statements}


def test_the_line_of_the_document_is_named(fiabilite: Fiabilite) -> None:
    [found] = on(fiabilite, "R1", "fresnes-le-trieu-d4")
    assert found.lignes == "332"


def test_chaussiette_is_described_in_its_former_perimeter(contrat: Contrat, fiabilite: Fiabilite) -> None:
    own = tuple(a.affirmation for a in contrat.affirmations if a.quartier == "conde-chaussiette-macou")
    [found] = on(fiabilite, "R9", *own)
    assert "1 051 habitants" in found.phrase.replace("\u202f", " ")
    assert any(d.regle is Regle.SANS_PRIORITE for d in fiabilite.doutes_de("conde-chaussiette-macou"))


# Statements that look wrong and are not: roundings, editions, chance.
CLEAN = {
    "conde-chaussiette-macou-d2": ("R5",),  # 879 €: 2020 is not published
    "saint-saulve-pepiniere-d9": ("R5",),
    "valenciennes-faubourg-cambrai-d4": ("R5",),
    "saint-saulve-pepiniere-d8": ("R5",),  # 49,1 after 51,9 in 2018
    "valenciennes-dutemple-d2": ("R5",),  # 38,1, between 37,7 and 38,8
    "valenciennes-rives-escaut-d3": ("R2", "R6"),  # 40,8 and « 40 »
    "valenciennes-rives-escaut-d4": ("R2",),  # 25,8 and 26
    "onnaing-quatre-chasses-d2": ("R5", "R6"),  # 20,5 is by chance that of the allocataires
    "anzin-verrerie-d6": ("R5", "R6"),  # AAH of households, not of allocataires
    "vieux-conde-jard-d8": ("R5", "R6"),  # school enrolment of the 15-24, not of the 16-24
    "onnaing-quatre-chasses-d7": ("R5", "R8"),  # 43 is 42,5
    "valenciennes-dutemple-d6": ("R7",),  # EPREC then EDLIM: renamed, not redefined
    "vieux-conde-solitude-d4": ("R7",),
    "valenciennes-faubourg-cambrai-d5": ("R6",),  # 25,8 % « 2 ans ou plus »: rightly named
    "valenciennes-dutemple-d4": ("R5",),  # « plus de la moitié »: 51,0
    "marly-briquette-d7": ("R1", "R4"),
    "beuvrages-rives-escaut-d5": ("R1", "R5"),  # « nette augmentation », 34,5 then 35,1: rule 16 tells of the word
}


@pytest.mark.parametrize(("statement", "rules"), CLEAN.items())
def test_false_alarms_are_avoided(fiabilite: Fiabilite, statement: str, rules: tuple[str, ...]) -> None:
    spoken = {d.regle.value for d in fiabilite.doutes_sur(statement)}
    assert not spoken & set(rules)


@pytest.mark.parametrize("quartier", ["saint-saulve-pepiniere", "conde-centre", "marly-briquette"])
def test_priorities_on_employment_answer_the_figures_of_employment(fiabilite: Fiabilite, quartier: str) -> None:
    themes = {d.objet for d in fiabilite.doutes_de(quartier) if d.regle is Regle.SANS_PRIORITE}
    assert "Insertion sociale et professionnelle" not in themes


def test_most_of_what_could_be_checked_agrees(fiabilite: Fiabilite) -> None:
    """Of 107 statements: each falls in one of the three counts."""
    whole = summarize(fiabilite.verifications.values())
    assert whole.total == len(fiabilite.verifications) == 107
    assert whole.concordent > whole.dementis


def test_a_title_says_the_case_and_never_more_than_the_point_does(contrat: Contrat) -> None:
    """« Les chiffres publiés disent autre chose » over a mean that nothing checks; « des chiffres » over none."""
    found = [d for d in check_contract(contrat).doutes if d.regle in (Regle.PUBLICATION, Regle.PERIMETRE)]
    unchecked_mean = [d for d in found if "ne peut pas être vérifiée" in d.phrase]
    assert {d.titre for d in unchecked_mean} == {"Une moyenne qui ne se vérifie pas"}
    without_figures = [d for d in found if d.regle is Regle.PERIMETRE and not d.affirmations]
    assert without_figures
    assert all(d.titre and "Des chiffres d'un autre" not in d.titre for d in without_figures)
