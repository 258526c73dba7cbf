"""The end of R12: what the document itself states as unfavourable, and the priority that comes nearest."""

from dataclasses import replace
from typing import Any

import pytest

from quartiers.analyse.doutes import Doute
from quartiers.analyse.fiabilite import check_contract
from quartiers.analyse.racines import shared, stems
from quartiers.analyse.regles_reponses import CHIFFRES
from quartiers.donnees.modele import Declinaison, Sujet


def stated(contract: Any) -> list[Doute]:
    return [d for d in contract.found("R12") if d.objet == CHIFFRES]


def compared(small: Any, value: float, **fields: Any) -> Any:
    """A figure of job seekers; the contract's only priority of its theme names the young."""
    contract = small().indicator("x", publics=("demandeurs d'emploi",), **fields).priority("a", "insertion", "jeunes")
    return contract.state("a", "x", value, annee=2019, lignes="34", reference="agglo", valeur_reference=31.3)


def test_a_figure_beyond_the_stated_mean_whose_public_no_priority_names(small: Any) -> None:
    [found] = stated(compared(small, 34.2))
    assert (found.quartiers, found.affirmations, found.lignes, found.gravite.value) == (
        *(("a",), ("a-d1",), "34", "à savoir"),
    )
    text = found.phrase.replace("\u202f", " ").replace("\u00a0", " ")
    assert "x, 34,2 %, l. 34 (+2,9 points par rapport à la moyenne énoncée)" in text
    assert text.endswith(" La priorité la plus proche vise d'autres publics : Priorité 1.")


@pytest.mark.parametrize(
    ("value", "sens", "told"),
    [
        (33.2, "defavorable", False),  # 1.9 point: comparable
        (34.2, "favorable", False),
        (28.0, "favorable", True),
        (33.2, "contexte", False),
        (33.3, "contexte", True),  # 2 points above its mean, that the document sets beside it: it brings the gap up
        (28.0, "contexte", False),
    ],
)
def test_what_is_beyond_depends_on_what_the_indicator_says(small: Any, value: float, sens: str, told: bool) -> None:
    assert bool(stated(compared(small, value, sens=sens))) is told


def test_a_priority_that_names_the_public_answers(small: Any) -> None:
    assert stated(compared(small, 34.2).priority("a", "insertion", "demandeurs d'emploi")) == []
    # Of another theme, the public alone does not; with a word of the label, it does.
    assert len(stated(compared(small, 34.2).priority("a", "sante", "demandeurs d'emploi"))) == 1
    named = compared(small, 34.2, libelle="Part des chômeurs")
    assert stated(named.priority("a", "sante", "demandeurs d'emploi", intitule="Soigner les chômeurs")) == []


def test_what_the_document_says_in_words_is_enough(small: Any) -> None:
    def judged(**fields: Any) -> list[Doute]:
        contract = small().indicator("x", publics=("femmes",)).priority("a", "insertion", "jeunes")
        return stated(contract.state("a", "x", 20.0, annee=2019, **fields))

    assert judged() == []
    [rising] = judged(tendance="hausse")
    assert "(dit en hausse)" in rising.phrase
    [by] = judged(variation=1.2, annee_initiale=2011)
    assert "(+1,2 point de 2011 à 2019, selon le document)" in by.phrase.replace("\u202f", " ")
    [top] = judged(note="Présentée comme la plus élevée de l'agglomération")
    assert "(présenté comme le plus élevé)" in top.phrase
    assert judged(tendance="baisse") == judged(variation=0.9, annee_initiale=2011) == []


def test_a_priority_of_the_theme_that_does_not_speak_of_the_subject_is_only_the_nearest(small: Any) -> None:
    def told(*publics: str, form: str = "Agir", own: tuple[str, ...] = ()) -> list[Doute]:
        contract = small().indicator("x", libelle="Part des emplois précaires", publics=own)
        contract.priority("a", "insertion", *publics, declinaisons=(Declinaison("p", 1, form, None),))
        contract.state("a", "x", 36.5, annee=2019, reference="agglo", valeur_reference=26.9)
        contrat = replace(
            contract.build(), sujets=(Sujet("Emplois précaires", ("emplois précaires", "contrats courts")),)
        )
        return [d for d in check_contract(contrat).doutes if d.regle.value == "R12" and d.objet == CHIFFRES]

    [found] = told()
    assert found.phrase.endswith(" La priorité la plus proche n'en parle pas : Priorité 1.")
    assert told(form="Allonger les contrats courts") == []
    assert told("jeunes", own=("jeunes",)) == []  # it names the public: that is an answer


def test_levels_of_a_theme_without_any_priority_are_told_without_a_judgement(small: Any) -> None:
    def told(**fields: Any) -> list[str]:
        contract = small().indicator("x", thematique="revenus", **fields).priority("a", "insertion")
        contract.state("a", "x", 917.0, annee=2020, lignes="473")
        return [d.phrase for d in stated(contract)]

    [plain] = told(unite="€", sens="favorable")
    assert plain.startswith("Le document énonce, sans aucune priorité sur « Revenus » : x, 917")
    assert told(unite="€", sens="contexte") == []
    good = small().indicator("x", sens="favorable", thematique="revenus").priority("a", "insertion")
    assert stated(good.state("a", "x", 50, annee=2019, reference="agglo", valeur_reference=40)) == []


def test_a_change_between_two_definitions_is_no_worsening(small: Any) -> None:
    contract = small().indicator("x", confusions=("y",), publics=("femmes",)).indicator("y")
    contract.priority("a", "insertion", "jeunes").measure("QPa", "y", 2010, 6.4, year=2010)
    contract.measure("QPa", "x", 2010, 18.6, year=2010)
    contract.state("a", "x", 18.0, annee=2019, valeur_initiale=6.4, annee_initiale=2011)
    assert len(contract.found("R7")) == 1
    assert stated(contract) == []


def test_the_priority_of_another_theme_that_speaks_of_it_is_named_with_its_form(small: Any) -> None:
    def evoked(*forms: str) -> str:
        contract = small().finding("a", "sante", "Stéréotypes de genre").priority("a", "insertion", intitule="Agir")
        own = tuple(Declinaison("p", n, text, None) for n, text in enumerate(forms, start=1))
        contract.priority("a", "jeunesse", intitule="Épauler", declinaisons=own)
        [found] = contract.found("R12")
        return str(found.phrase)

    assert evoked("Aller vers", "Agir sur les stéréotypes de genre").endswith(
        "Une priorité d'un autre thème l'évoque : Épauler (sa déclinaison : Agir sur les stéréotypes de genre)."
    )
    assert "l'évoque" not in evoked("Aller vers", "Un genre nouveau")  # one word is not enough


def test_words_are_known_by_their_beginnings() -> None:
    assert stems(["Renforcer les actions auprès des habitants"]) == frozenset()
    assert shared(stems(["Les logements"]), ["Relogement"]) == {"logem"}


def test_figures_that_one_priority_comes_nearest_to_are_named_together(small: Any) -> None:
    contract = compared(small, 34.2).indicator("y", publics=("femmes",))
    [found] = stated(contract.state("a", "y", 40.0, annee=2019, reference="agglo", valeur_reference=30.0))
    assert found.phrase.endswith("Pour « x » et « y », la priorité la plus proche vise d'autres publics : Priorité 1.")
    assert found.phrase.count("Priorité 1") == 1


@pytest.mark.parametrize(
    ("title", "answers"),
    [
        ("Activités pour les jeunes", False),  # the public's own name is no word on the subject
        ("Chantiers pour les jeunes sans qualification", True),
    ],
)
def test_the_name_of_a_public_is_not_one_more_word(small: Any, title: str, answers: bool) -> None:
    contract = small().indicator("x", publics=("jeunes",), libelle="Part des jeunes sans qualification")
    contract.priority("a", "sante", "jeunes", intitule=title).state("a", "x", 40, precision="environ", lignes="8")
    assert bool(stated(contract)) is not answers


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({}, "x, 37,2 %."),
        ({"tendance": "baisse", "variation": -1.9, "annee_initiale": 2018}, "x, 37,2 % (en baisse)."),
        ({"tendance": "baisse", "variation": -2.0, "annee_initiale": 2018}, None),
        ({"tendance": "baisse", "valeur_initiale": 38.9, "annee_initiale": 2018}, "x, 37,2 % (en baisse)."),
        ({"tendance": "baisse"}, None),  # by how much is not said
    ],
)
def test_a_level_of_a_bare_theme_that_hardly_improves_is_where_it_was(
    small: Any, fields: dict[str, Any], told: str | None
) -> None:
    contract = small().indicator("x", thematique="revenus").priority("a", "sante")
    found = stated(contract.state("a", "x", 37.2, annee=2020, **fields))
    assert [d.phrase.replace("\u202f", " ").replace("\u00a0", " ").endswith(told or "") for d in found] == (
        [True] if told else []
    )


def test_what_is_done_against_the_isolation_of_some_answers_no_figure_of_others(small: Any) -> None:
    def told(form: str) -> list[Doute]:
        contract = small().indicator(
            "x", libelle="Part des aînés isolés", sens="contexte", publics=("personnes âgées",)
        )
        contract.state("a", "x", 35.6, annee=2019, reference="agglo", valeur_reference=19.7)
        contract.priority("a", "sante", declinaisons=(Declinaison("p", 1, form, None),))
        built = replace(
            contract.build(), publics=("jeunes", "personnes âgées"), sujets=(Sujet("Isolement", ("isol", "aîné")),)
        )
        return [d for d in check_contract(built).doutes if d.objet == CHIFFRES]

    assert len(told("Sortir les jeunes de l'isolement")) == 1
    assert told("Sortir de l'isolement") == []  # for all: they are among them
    assert told("Sortir les jeunes et les personnes âgées de l'isolement") == []
