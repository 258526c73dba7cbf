"""What is only worth knowing has its place in a report of six pages: told first what matters, the rest counted."""

import re
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from quartiers.analyse.doutes import AUTRES_LIMITES, Doute, Gravite, Point, Regle
from quartiers.analyse.fiabilite import Partage
from quartiers.analyse.recensement_communes import Comptage
from quartiers.presentation import RapportQuartier
from quartiers.presentation.mots import shared_out
from quartiers.presentation.sources import EN_MOTS, doubts_table, known_list, margins_told


def doubt(rule: Regle, phrase: str, gravity: Gravite = Gravite.INFORMATION) -> Doute:
    return Doute(rule, gravity, ("a",), "Objet", phrase, f"Voir {rule.value}.")


def test_what_finds_no_place_is_counted_in_one_line_that_says_where_it_is() -> None:
    points = [
        Point((doubt(Regle.LIBELLE, "Un nom."),)),
        Point((doubt(Regle.SAUT, "Un saut."),)),
        Point((doubt(Regle.LIBELLE, "Un autre nom."),)),
        Point((doubt(Regle.ANNEE, "Une année."),)),
    ]
    text = known_list(points, room=70).to_text()
    assert text.index("Un saut.") < text.index("Une année.")
    assert "Un nom." not in text
    assert "Un autre nom." not in text
    assert "D’autres remarques, de moindre portée, sur la rédaction, sont dans la" in plain(text)
    assert "feuille « Doutes » de donnees.xlsx" in text.replace("\u202f", " ").replace("\xa0", " ")


def test_limits_that_surely_differ_come_before_all_else() -> None:
    """Chaussiette – Macou: they bear on every figure, and were left to the workbook."""
    limits = replace(doubt(Regle.PERIMETRE, "Des limites."), titre=AUTRES_LIMITES)
    text = known_list([Point((doubt(Regle.SAUT, "Un saut."),)), Point((limits,))], room=30).to_text()
    assert "Des limites." in text
    assert "Un saut." not in text


def test_with_room_enough_all_is_told_and_nothing_counted() -> None:
    text = known_list([Point((doubt(Regle.ANNEE, "Une année."),)), Point((doubt(Regle.SAUT, "Un saut."),))]).to_text()
    assert "Une année." in text
    assert "Un saut." in text
    assert "feuille « Doutes »" not in text.replace("\u202f", " ").replace("\xa0", " ")


def test_the_figures_in_three_say_what_each_is_and_add_up() -> None:
    """The synthesis counted 64 that « could not be checked », of which 19 were in its own list of what is to correct:
    it counts as the reports of the quartiers do."""
    said = plain(shared_out(Partage(28, 34, 45, proches=6)))
    assert said.startswith(
        "Sur 107 chiffres énoncés par le diagnostic : 28 concordent avec une publication, ou en sont"
    )
    assert said.endswith("; 34 sont à corriger ou à vérifier ; 45 ne sont pas vérifiables ici.")
    assert plain(shared_out(Partage(0, 2, 0))).startswith("Les 2 chiffres énoncés par le diagnostic sont à corriger")


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\xa0", " ")


def test_one_point_is_told_however_long() -> None:
    assert "x" * 50 in known_list([Point((doubt(Regle.SAUT, "x" * 50),))], room=10).to_text()


def test_a_row_is_one_rule_and_its_remedy_and_cites_no_rule_without_its_sentence() -> None:
    grave = doubt(Regle.COPIE, "La série d'un autre.", Gravite.ERREUR)
    row = Point((grave, doubt(Regle.PUBLICATION, "La valeur diffère.", Gravite.DOUTE)))
    text = doubts_table("Doutes", [row]).to_text()
    assert "La série d’un autre." in text
    assert "Voir R4." in text
    assert "La valeur diffère." not in text
    assert "R5" not in text


def test_several_rules_on_one_figure_are_one_row_with_each_reason_and_what_to_do_of_it() -> None:
    """Le Trieu: rows of one figure, apart, made its reader count two wrong figures."""
    own = ("a-d1",)
    words = Doute(Regle.MOTS, Gravite.ERREUR, ("a",), "Emploi", "Un mot.", "Écrire « au-dessus ».", own, lignes="12")
    start = Doute(Regle.DEFINITION, Gravite.ERREUR, ("a",), "Emploi", "Un départ.", "Retirer.", own, lignes="9")
    other = Doute(Regle.ANNEE, Gravite.DOUTE, ("a",), "Autre", "Une année.", "Dater.", ("a-d2",))
    points = [Point((words,)), Point((other,)), Point((start,))]
    table = doubts_table("Doutes", points, {"a-d1", "a-d2"})
    assert len(table.lignes) == 2
    text = plain(table.to_text())
    assert "Emploi (l. 9, 12) Les mots contredisent les nombres (R1)" in text
    assert text.index("R1 : Un mot.") < text.index("R7 : Un départ.") < text.index("Une année.")
    assert "R1 : écrire « au-dessus »." in text
    assert "R7 : retirer." in text
    assert len(doubts_table("Doutes", points).lignes) == 3, "whose statements they are is not known"


def test_one_remedy_of_two_rules_is_said_once() -> None:
    own = ("a-d1",)
    value = Doute(Regle.INTITULE, Gravite.ERREUR, ("a",), "Emploi", "Une valeur.", "Corriger. Et dater.", own)
    mean = Doute(Regle.INTITULE, Gravite.ERREUR, ("a",), "Emploi", "Une moyenne.", "Corriger.", own)
    text = plain(doubts_table("Doutes", [Point((value,)), Point((mean,))], own).to_text())
    assert text.count("Corriger.") == 1
    assert "R6 : Une valeur." in text


def test_what_is_only_to_be_known_says_what_to_do_once() -> None:
    said = Doute(Regle.ANNEE, Gravite.INFORMATION, ("a",), "Objet", "Une année. Citer la source.", "Citer la source.")
    text = plain(known_list([Point((said,)), Point((doubt(Regle.SAUT, "Un saut."),))]).to_text())
    assert "Un saut. Que faire : voir R14." in text
    assert text.count("iter la source.") == 1


def test_what_is_of_several_sections_is_told_in_those_of_one_qpv_or_of_one_figure() -> None:
    """A line of ten sections on how the document writes its years frightens a reader of one, who can do nothing."""
    of_two = Point((Doute(Regle.ANNEE, Gravite.INFORMATION, ("a", "b"), "Objet", "Des années.", "Voir."),))
    figure = Point((Doute(Regle.REPETITION, Gravite.INFORMATION, ("a", "b"), "Objet", "Une valeur.", "Voir."),))
    text = known_list([of_two, figure]).to_text()
    assert "Une valeur." in text
    assert "Des années." not in text
    assert "Des années." in known_list([of_two, figure], meme_qpv={"a", "b"}).to_text()


def test_the_judgement_of_a_figure_is_before_a_series_that_the_document_does_not_state() -> None:
    """Saint-Saulve: « importante », of a share below the median, was among « 37 minor points »."""
    series = doubt(Regle.SAUT, "Une série.")
    judged = Doute(Regle.JUGEMENT, Gravite.INFORMATION, ("a",), "Objet", "Un mot.", "Voir.", ("a-d1",))
    text = known_list([Point((series,)), Point((judged,))]).to_text()
    assert text.index("Un mot.") < text.index("Une série.")


@pytest.mark.parametrize("comptage", list(Comptage))
def test_margins_are_those_of_a_survey_only_where_there_is_one(comptage: Comptage) -> None:
    """Condé: « pas un hasard de sondage », in the section that gave the census a margin of 3,4 to 8,5 points."""
    published: Any = SimpleNamespace(source="DEMO 2022 (recensement)")
    figure: Any = SimpleNamespace(
        publication=published,
        comparaison=SimpleNamespace(marge=8.5, valeur_reference=40.0),
        indicateur=SimpleNamespace(unite="%"),
    )
    said = plain(margins_told([figure], comptage))
    assert "recensement, 8,5." in said
    assert ("une incertitude" in said) is (comptage is not Comptage.ENTIER)
    assert ("Aucune n'est celle d'un sondage" in said) is (comptage is Comptage.ENTIER)


@pytest.mark.parametrize("name", EN_MOTS)
def test_what_people_say_in_words_is_no_doubt_about_figures(name: str) -> None:
    """« Enjeux de santé toujours forts », of local actors, stood among doubts about figures: the workbook has it."""
    words = Doute(Regle.JUGEMENT, Gravite.INFORMATION, ("a",), name, "Un mot.", "Chiffrer.")
    text = known_list([Point((words,)), Point((doubt(Regle.SAUT, "Un saut."),))]).to_text()
    assert "Un mot." not in text
    assert "Un saut." in text
    assert "feuille « Doutes »" in plain(text)


def test_a_change_that_is_told_is_not_told_again_for_want_of_a_level() -> None:
    """Chaussiette: « l'Insee publie 53,6 % (2018) » was the start that the line above had given."""
    jump = Doute(Regle.SAUT, Gravite.INFORMATION, ("a",), "Pauvreté", "Un saut.", "Voir.", ("a-d1",))
    level = Doute(Regle.NIVEAU, Gravite.INFORMATION, ("a",), "Pauvreté", "Un niveau.", "Donner.", ("a-d1",))
    text = known_list([Point((level,)), Point((jump,))]).to_text()
    assert "Un saut." in text
    assert "Un niveau." not in text


def test_the_codes_of_the_rules_have_a_key_where_there_are_any(reports: dict[str, RapportQuartier]) -> None:
    """Readers of one report had no way of knowing what « (R6) » was."""
    for name, rapport in reports.items():
        text = plain(rapport.fiabilite_des_chiffres().to_text())
        assert ("R1 à R23 : numéros des contrôles" in text) is bool(re.search(r"\(R\d+\)", text)), name
