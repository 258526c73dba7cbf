"""R16 on positions stated without a mean, of what is not published, beside a published neighbour of the figure."""

from typing import Any

import pytest

from quartiers.analyse.doutes import Doute

OTHERS = (18.0, 19.0, 20.0, 21.0, 22.0)  # 20 % on average, and a little less or more with that of the QPV itself


def contract(small: Any, own: float, *, neighbour: str = "loges", people: tuple[str, ...] = ("isolés",)) -> Any:
    """Six QPV: what the document states is not published, a share of the same people in another whole is."""
    made = small().indicator("familles", publics=("isolés",), confusions=(neighbour,))
    made.indicator(neighbour, libelle="Part parmi les logés", publics=people, evolution="annuelle")
    for n, level in enumerate(OTHERS):
        made.quartier(f"q{n}").measure(f"QPq{n}", neighbour, 2022, level)
    return made.quartier("a").measure("QPa", neighbour, 2022, own)


def told(made: Any, **fields: Any) -> list[Doute]:
    basis = {"annee": 2021, "reference": "agglo", "position": "au-dessus"}
    doubts: list[Doute] = made.state("a", "familles", 31.0, **{**basis, **fields}).found("R16")
    return doubts


@pytest.mark.parametrize(
    ("own", "position", "where"),
    [
        (20.0, "au-dessus", "à peu près à cette moyenne"),
        (15.0, "au-dessus", "au-dessous"),
        (26.0, "au-dessus", None),
        (26.0, "au-dessous", "au-dessus"),
        (15.0, "au-dessous", None),
        (15.0, "comparable", None),
    ],
)
def test_r16_a_position_that_the_published_neighbour_does_not_have(
    small: Any, own: float, position: str, where: str | None
) -> None:
    doubts = told(contract(small, own), position=position)
    assert [d.gravite.value for d in doubts] == (["à savoir"] if where else [])
    assert all(f"Ce chiffre voisin est {where}." in d.phrase and "sans la donner" in d.phrase for d in doubts)


def test_r16_a_given_mean_is_compared_with_itself(small: Any) -> None:
    assert told(contract(small, 20.0), valeur_reference=25.0) == []


def test_r16_other_people_tell_nothing_of_a_position(small: Any) -> None:
    assert told(contract(small, 20.0, people=("actifs",))) == []


def test_r16_a_figure_said_to_be_slightly_over_may_have_a_neighbour_at_the_mean(small: Any) -> None:
    word = "Qualifiée de légèrement supérieure"
    assert told(contract(small, 20.0), note=word) == []
    assert len(told(contract(small, 15.0), note=word)) == 1


def test_r16_too_few_qpv_give_no_mean(small: Any) -> None:
    made = small().indicator("familles", publics=("isolés",), confusions=("loges",))
    made.indicator("loges", publics=("isolés",), evolution="annuelle").measure("QPa", "loges", 2022, 15.0)
    assert told(made.quartier("b")) == []


def test_r16_confronts_no_judgement_with_a_neighbour_of_another_time(small: Any) -> None:
    made = small().indicator("familles", publics=("isolés",), confusions=("loges",))
    made.indicator("loges", publics=("isolés",))
    for n, level in enumerate(OTHERS):
        made.quartier(f"q{n}").measure(f"QPq{n}", "loges", 2017, level, year=2010)
    made.quartier("a").measure("QPa", "loges", 2017, 15.0, year=2010)
    [doubt] = told(made)
    assert "voisin" not in doubt.phrase and "2010" not in doubt.phrase
    assert doubt.phrase.endswith("rien de ce qui est repris ici, pour 2021, ne permet de la retrouver.")
    assert doubt.proposition.startswith("Donner la moyenne à côté du chiffre")


def test_r16_the_neighbour_is_of_the_edition_nearest_to_the_statement_and_the_last_beside(small: Any) -> None:
    """Chaussiette: a figure of 2018 was set beside a neighbour of the edition of 2022, at its mean by then."""
    made = contract(small, 20.0)
    for n, level in enumerate(OTHERS):
        made.measure(f"QPq{n}", "loges", 2019, level, year=2017)
    made.measure("QPa", "loges", 2019, 26.0, year=2017)
    [doubt] = told(made, annee=2018, position="au-dessous")
    text = doubt.phrase.replace("\u202f", " ")
    assert "ne donnent pas ce chiffre de 2018, mais un chiffre voisin, « Part parmi les logés », dans les QPV" in text
    assert " : 26 % ici (2017) et 2" in text
    assert text.endswith("Ce chiffre voisin est au-dessus (2017) puis à peu près à cette moyenne (diffusion 2022).")
    assert [p.diffusion.edition for p in doubt.publications] == [2019, 2022]


def test_r16_the_nearest_neighbour_that_goes_the_way_of_the_word_tells_nothing(small: Any) -> None:
    made = contract(small, 20.0)
    for n, level in enumerate(OTHERS):
        made.measure(f"QPq{n}", "loges", 2019, level, year=2017)
    assert told(made.measure("QPa", "loges", 2019, 26.0, year=2017), annee=2018) == []


def test_r16_says_under_which_other_label_an_older_value_is_known(small: Any) -> None:
    made = contract(small, 20.0).indicator("menages", libelle="Part parmi les ménages", publics=("isolés",))
    made.indicator("menages", libelle="Part parmi les ménages", publics=("isolés",), confusions=("familles",))
    made.measure("QPa", "menages", 2012, 21.6, year=2010)
    [doubt] = told(made)
    said = "ne donnent pas ce chiffre de 2021 (seulement 21,6 % pour « Part parmi les ménages » (2010)), mais"
    assert said in doubt.phrase.replace("\u202f", " ")


def test_r16_the_mean_of_a_neighbour_is_one_number(small: Any) -> None:
    """« de 19,5 % à 20 % en moyenne » read as two values of one mean."""
    made = contract(small, 15.0)
    for n, people in enumerate((500, 500, 500, 500, 5000)):
        made.measure(f"QPq{n}", "population_nb", 2022, people)
    [doubt] = told(made.measure("QPa", "population_nb", 2022, 500))
    said = "environ 20 % en moyenne (19,2 à 20,9 % selon la pondération)"
    assert said in doubt.phrase.replace("\u202f", " ")


def test_r16_the_mean_of_a_neighbour_whose_weights_are_published_is_that_of_the_tables(small: Any) -> None:
    made = contract(small, 15.0).count("n")
    made.indicator("loges", libelle="Part", publics=("isolés",), evolution="annuelle", poids="n")
    for n, people in enumerate((500, 500, 500, 500, 5000)):
        made.measure(f"QPq{n}", "n", 2022, people)
    [doubt] = told(made.measure("QPa", "n", 2022, 500))
    assert "ici (diffusion 2022) et 20,9 % en moyenne" in doubt.phrase.replace("\u202f", " ")
