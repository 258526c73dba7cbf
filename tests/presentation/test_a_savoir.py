"""What is only worth knowing has its place in a report of six pages: told first what matters, the rest counted."""

from quartiers.analyse.doutes import Doute, Gravite, Point, Regle
from quartiers.presentation.sources import doubts_table, known_list
from quartiers.typographie import NARROW_SPACE


def doubt(rule: Regle, phrase: str, gravity: Gravite = Gravite.INFORMATION) -> Doute:
    return Doute(rule, gravity, ("a",), "Objet", phrase, f"Voir {rule.value}.")


def test_what_finds_no_place_is_counted_by_rule_and_says_where_it_is() -> None:
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
    assert f"2{NARROW_SPACE}autres points sont à savoir" in text or "2 autres points sont à savoir" in text
    assert "R13 (2)" in text
    assert "feuille « Doutes » de donnees.xlsx" in text.replace("\u202f", " ").replace("\xa0", " ")


def test_with_room_enough_all_is_told_and_nothing_counted() -> None:
    text = known_list([Point((doubt(Regle.LIBELLE, "Un nom."),)), Point((doubt(Regle.SAUT, "Un saut."),))]).to_text()
    assert "Un nom." in text
    assert "Un saut." in text
    assert "feuille « Doutes »" not in text.replace("\u202f", " ").replace("\xa0", " ")


def test_one_point_is_told_however_long() -> None:
    assert "x" * 50 in known_list([Point((doubt(Regle.SAUT, "x" * 50),))], room=10).to_text()


def test_a_row_tells_its_grave_reasons_first_and_counts_those_without_a_place() -> None:
    grave = doubt(Regle.PUBLICATION, "La valeur diffère.", Gravite.ERREUR)
    row = Point((grave, doubt(Regle.SAUT, "Un saut."), doubt(Regle.ANNEE, "Une année qui est longue à dire.")))
    cut = doubts_table("Doutes", [row], room=10).to_text()
    assert "La valeur diffère." in cut
    assert "Un saut." in cut
    assert "longue à dire" not in cut
    assert "1 raison à savoir" in cut.replace(NARROW_SPACE, " ").replace("\u00a0", " ")
    assert "longue à dire" in doubts_table("Doutes", [row]).to_text()
