"""What is only worth knowing has its place in a report of six pages: told first what matters, the rest counted."""

from quartiers.analyse.doutes import Doute, Gravite, Point, Regle
from quartiers.analyse.fiabilite import Bilan
from quartiers.presentation.mots import checking_sentence
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


def test_the_count_of_stated_figures_says_which_of_two_things_each_is() -> None:
    """« Does not agree, or agrees under another label » left a reader to guess which."""
    said = checking_sentence(Bilan(4, 3, 2, 1, autre_intitule=1, partie_du_qpv=1))
    assert "1 concorde sous un autre intitulé, 1 concorde avec une partie du QPV, 1 ne concorde pas" in plain(said)
    assert "intitulé" not in checking_sentence(Bilan(4, 1, 0))


def test_the_count_tells_what_is_only_near_and_what_is_denied_of_what_cannot_be_checked() -> None:
    """The table below shows a change to be corrected, of a figure counted here as what nothing says anything of."""
    said = plain(checking_sentence(Bilan(4, 0, 5, proches=2, contredits=1)))
    assert "2 concordent avec une publication, 2 sont proches d'une publication" in said
    assert said.endswith("5 ne peuvent pas être vérifiés, dont 1 dont l'évolution est contredite.")


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
