"""What is only worth knowing has its place in a report of six pages: told first what matters, the rest counted."""

from quartiers.analyse.doutes import Doute, Gravite, Point, Regle
from quartiers.presentation.sources import doubts_table, known_list
from quartiers.typographie import NARROW_SPACE


def doubt(rule: Regle, phrase: str, gravity: Gravite = Gravite.INFORMATION) -> Doute:
    return Doute(rule, gravity, ("a",), "Objet", phrase, f"Voir {rule.value}.")


def test_what_finds_no_place_is_counted_in_one_line_that_says_where_it_is() -> None:
    points = [
        Point((doubt(Regle.LIBELLE, "Un nom."),)),
        Point((doubt(Regle.SAUT, "Un saut."),)),
        Point((doubt(Regle.LIBELLE, "Un autre nom."),)),
        Point((doubt(Regle.ANNEE, "Une année."),)),
    ]
    text = known_list(points, room=20).to_text()
    assert text.index("Un saut.") < text.index("Une année.")
    assert "Un nom." not in text
    assert "Un autre nom." not in text
    assert "2 autres points, mineurs" in text.replace(NARROW_SPACE, " ").replace("\u00a0", " ")
    assert "feuille « Doutes » de donnees.xlsx" in text.replace("\u202f", " ").replace("\xa0", " ")


def test_with_room_enough_all_is_told_and_nothing_counted() -> None:
    text = known_list([Point((doubt(Regle.LIBELLE, "Un nom."),)), Point((doubt(Regle.SAUT, "Un saut."),))]).to_text()
    assert "Un nom." in text
    assert "Un saut." in text
    assert "feuille « Doutes »" not in text.replace("\u202f", " ").replace("\xa0", " ")


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
