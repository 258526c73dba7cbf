"""R14: stated changes that the published series does not let one read as a slope."""

from typing import Any

import pytest


def text(found: list[Any]) -> str:
    return " ".join(d.phrase for d in found).replace("\u202f", " ").replace("\u00a0", " ")


def went(small: Any, *values: float) -> Any:
    """Quartier a, published for 2010 and then every other year up to 2018, in editions two years later."""
    contract = small().quartier("a")
    for n, value in enumerate(values):
        contract.measure("QPa", "x", 2012 + 2 * n, value, year=2010 + 2 * n)
    return contract


def test_r14_a_series_that_went_further_and_came_back(small: Any) -> None:
    """Le Jard: 24,2, then 34,8 and 29,7: the change of +5,5 is right, and no slope. The tables compare 2010 and the
    editions five years later: what the last ones differ by is not told as a fall."""
    contract = went(small, 24.2, 26.0, 34.8, 31.0, 29.7)
    [found] = contract.state("a", "x", 29.7, annee=2018, variation=5.5, annee_initiale=2010).found("R14")
    assert (found.gravite.value, len(found.publications)) == ("à savoir", 3)
    whole = "24,2 % (2010), 26 % (2012), 34,8 % (2014), 31 % (2016) puis 29,7 % (2018)"
    told = "Le document a raison : +5,5 points. Mais la hausse n'est pas régulière"
    assert f"{told} : l'Insee publie {whole}." in text([found])
    assert "depuis" not in text([found])


def unsure(small: Any) -> Any:
    """A series that went further and came back, whose change the tables do not read: +5,5 is within its margin."""
    contract = went(small, 24.2, 26.0, 34.8, 31.0, 29.7).measure("QPa", "people", 2020, 1000)
    return contract.fluctuation("x", 2.0, "people", "2018-2020")


def test_r14_the_dates_that_are_published_are_not_lent_to_the_document(small: Any) -> None:
    """Le Jard: stated from 2011 to 2019, published from 2010 to an edition of 2022 whose year is not given."""
    contract = small().quartier("a").measure("QPa", "people", 2022, 1000).fluctuation("x", 2.0, "people")
    for edition, value in ((2017, 24.2), (2020, 34.8), (2021, 33.1), (2022, 29.7)):
        contract.measure("QPa", "x", edition, value, year=2010 if edition == 2017 else None)
    contract.state("a", "x", 29.7, annee=2019, variation=5.5, annee_initiale=2011)
    [found] = contract.found("R14")
    said = "L'évolution énoncée, +5,5 points de 2011 à 2019, est exacte, mais elle n'est pas régulière"
    assert f"{said} : l'Insee publie 24,2 % (2010)" in text([found])


def test_r14_concludes_as_the_tables_read(small: Any) -> None:
    """Faubourg de Cambrai: +13,8 is far beyond its margin and the tables say so; Le Jard: +5,5 is not."""
    for end, says in (
        (37.5, "40 % (2016) puis 37,5 % (2018)."),
        (25.5, "Aucune évolution n'y est sûre."),
    ):
        contract = went(small, 23.7, 30.0, 41.3, 40.0, end).measure("QPa", "people", 2020, 1000)
        contract.fluctuation("x", 1.0, "people", "2018-2020")
        contract.state("a", "x", end, annee=2018, variation=round(end - 23.7, 1), annee_initiale=2010)
        [found] = contract.found("R14")
        assert text([found]).endswith(says)
        assert found.proposition == "Donner toute la série, avec ses dates.", "both are exact: nothing is withdrawn"
        assert text([found]).startswith("Le document a raison : +13,8 points.") is (end == 37.5)
        assert (found.titre == "Une évolution juste, mais irrégulière") is (end == 37.5)


def test_r14_is_not_right_of_a_figure_that_is_another_s(small: Any) -> None:
    contract = went(small, 29.4, 39.5, 33.0, 29.8, 30.8).indicator("y", confusions=("x",))
    contract.state("a", "y", 30.8, annee=2018, variation=1.4, annee_initiale=2010)
    assert "a raison" not in text(contract.found("R14"))


def test_r14_a_point_is_named_after_the_label_that_the_series_is_published_under(small: Any) -> None:
    """La Solitude, l. 671: rule 6 says that the stated label is another's."""
    contract = went(small, 29.4, 39.5, 33.0, 29.8, 30.8).indicator("y", confusions=("x",))
    contract.state("a", "y", 30.8, annee=2018, variation=1.4, annee_initiale=2010)
    [found] = contract.found("R14")
    assert found.objet == "x"
    assert (
        "Le document énonce ce chiffre sous « y ». L'évolution énoncée, +1,4 point de 2010 à 2018, est exacte"
        in text([found])
    )


@pytest.mark.parametrize("values", [(24.2, 25.0, 26.0, 28.0, 29.7), (24.2, 25.0, 30.6, 30.0, 29.7)])
def test_r14_a_slope_is_a_slope(small: Any, values: tuple[float, ...]) -> None:
    """Steady, or beyond its end by less than what separates two editions (1 point here)."""
    contract = went(small, *values).state("a", "x", 29.7, annee=2018, variation=5.5, annee_initiale=2010)
    assert contract.found("R14") == []


def test_r14_a_direction_alone_is_followed_from_the_oldest_edition(small: Any) -> None:
    contract = went(small, 23.7, 30.0, 41.3, 40.0, 37.5).state("a", "x", 37.5, annee=2018, tendance="hausse")
    told = text(contract.found("R14"))
    assert told.startswith("Le document a raison : ce chiffre est en hausse (+13,8 points). Mais la hausse")
    assert "l'Insee publie 23,7 % (2010)" in told
    assert "exacte" not in told, "a direction has no size to be right of"


def test_r14_a_direction_that_is_not_that_of_the_publications_is_not_said_to_be_right(small: Any) -> None:
    contract = went(small, 23.7, 30.0, 41.3, 40.0, 37.5).state("a", "x", 37.5, annee=2018, tendance="baisse")
    told = text(contract.found("R14"))
    assert told.startswith("Le document dit ce chiffre en baisse. L'Insee publie 23,7 % (2010)")
    assert told.endswith("soit +13,8 points entre les deux bouts. D'un bout à l'autre de la série, la hausse est sûre.")


@pytest.mark.parametrize(
    ("stated", "says"), [(5.4, "exacte, aux arrondis près"), (5.3, "proche de celle qui est publiée")]
)
def test_r14_a_change_is_called_exact_only_where_it_is(small: Any, stated: float, says: str) -> None:
    contract = unsure(small)
    contract.state("a", "x", 29.7, annee=2018, variation=stated, annee_initiale=2010)
    assert f"est {says}" in text(contract.found("R14"))


@pytest.mark.parametrize(
    ("start", "stated", "says"), [(24.1, "+5,6", "exacte, aux arrondis près"), (24.0, "+5,7", "proche de celle")]
)
def test_r14_a_change_told_by_its_ends_is_theirs(small: Any, start: float, stated: str, says: str) -> None:
    """« de 24 à 29,7 % » states 5,7 points, where 24,2 and 29,7, 5,5 points, are published."""
    contract = unsure(small)
    contract.state("a", "x", 29.7, annee=2018, valeur_initiale=start, annee_initiale=2010)
    told = text(contract.found("R14"))
    assert f"L'évolution énoncée, {stated} points" in told.replace("\u202f", " ")
    assert f"est {says}" in told


@pytest.mark.parametrize(("people", "found"), [(600, True), (40_000, False)])
def test_r14_a_change_smaller_than_its_uncertainty(small: Any, people: int, found: bool) -> None:
    """σ is 2 points for 1,000: 2 √5 σ is 11,5 points for 600 people, and 1,4 for 40,000."""
    contract = went(small, 42.0, 43.0, 44.0, 44.5, 45.0).measure("QPa", "people", 2020, people)
    contract.fluctuation("x", 2.0, "people", "2018-2020")
    doubts = contract.state("a", "x", 45.0, annee=2018, variation=3.0, annee_initiale=2010).found("R14")
    assert bool(doubts) is found
    if found:
        whole = "L'Insee publie 42 % (2010), 43 % (2012), 44 % (2014), 44,5 % (2016) puis 45 % (2018)."
        assert f"{whole} Elle est plus petite que la marge que ce rapport estime" in text(doubts)
        assert "recensé" not in text(doubts), "nobody knows here how many live in the commune"
        assert "qu'elle a eu lieu" not in text(doubts), "where everyone is counted, it may well be real"
        assert "11,5 points" in text(doubts)


def test_r14_a_register_has_no_uncertainty_and_its_change_is_what_it_is(small: Any) -> None:
    """Twelve job seekers fewer, all counted: σ of 4 points says what a year does, not what is not known."""
    c = small().count("n").indicator("x", evolution="annuelle", poids="n").quartier("a", "QPa")
    for edition, value in ((2019, 30.0), (2021, 26.0)):
        c.measure("QPa", "n", edition, 400, year=edition).measure("QPa", "x", edition, value, year=edition)
    c.fluctuation("x", 4.0, "n", "2019-2021")
    [doubt] = c.state("a", "x", 26.0, annee=2021, valeur_initiale=30.0, annee_initiale=2019, lignes="7").found("R14")
    told = text([doubt])
    assert told.startswith(
        "Le document a raison : de 30 % (2019) à 26 % (2021), −4 points, soit environ 120 puis 104 n,"
    )
    assert "C'est moins que la variation habituelle d'une diffusion à l'autre" in told
    assert "incertitude" not in told and "qu'elle a eu lieu" not in told
    assert doubt.proposition == "Donner les nombres aux deux dates à côté de la part."
    c.affirmations.clear()
    [denied] = c.state("a", "x", 26.0, annee=2021, tendance="hausse", lignes="7").found("R14")
    assert text([denied]).startswith("Le document dit ce chiffre en hausse. L'évolution publiée, de 30 %")


def test_r14_a_small_change_is_called_small(small: Any) -> None:
    contract = went(small, 43.5, 43.6, 44.0, 44.5, 45.0).measure("QPa", "people", 2020, 600)
    contract.fluctuation("x", 2.0, "people", "2018-2020")
    doubts = contract.state("a", "x", 45.0, annee=2018, variation=1.5, annee_initiale=2010).found("R14")
    assert text(doubts).startswith("L'évolution énoncée, +1,5 point, est exacte. L'évolution publiée")
    assert text(doubts).endswith("11,5 points, elle ne prouve ni mouvement ni stabilité.")
    assert doubts[0].proposition == "Ne pas commenter cette évolution.", "the tables do not read it as stable"
    contract.fluctuations.clear()
    contract.measure("QPa", "people", 2020, 600).fluctuation("x", 0.1, "people", "2018-2020")
    assert contract.found("R14") == [], "beyond its margin"


def test_r14_changes_that_nothing_checks_in_a_small_qpv(small: Any) -> None:
    contract = small().measure("QPa", "population_nb", 2022, 837).measure("QPb", "population_nb", 2022, 4000)
    for name in "ab":
        contract.state(name, "x", 13.9, annee=2021, tendance="baisse", lignes="7").state(name, "y", 20.0, annee=2021)
    [found] = contract.found("R14")
    assert (found.quartiers, found.affirmations, found.lignes) == (("a",), ("a-d1",), "7")
    assert "Dans un QPV de 837 habitants" in text([found])


def test_r14_a_break_that_the_others_do_not_have(small: Any) -> None:
    """Dutemple: 27,5 then 33,7 from an edition to the next; the others hardly move, σ is about a point."""
    contract = small().fluctuation("x", 1.0, "people", "2020-2021")
    for n, name in enumerate("abcdefg"):
        contract.quartier(name).measure(f"QP{name}", "people", 2021, 1000)
        contract.measure(f"QP{name}", "x", 2015, 24.1, year=2010)
        contract.measure(f"QP{name}", "x", 2020, 27.5 + 0.1 * n).measure(f"QP{name}", "x", 2021, 27.6 + 0.1 * n)
    contract.mesures = [
        m for m in contract.mesures if (m.territoire, m.edition) != ("QPa", 2021) or m.indicateur != "x"
    ]
    contract.measure("QPa", "x", 2021, 32.2)
    contract.state("a", "x", 32.2, annee=2018, variation=8.1, annee_initiale=2010, note="Évolution dite « bondit »")
    [found] = contract.found("R14")
    assert "27,5 % (diffusion 2020), puis 32,2 % (diffusion 2021), soit +4,7 points" in text([found])
    assert "4,7 des 8,1 points de hausse se font d'un coup, dans ce saut." in text([found])
    assert text([found]).startswith(
        "Le document écrit « bondit » ; l'évolution énoncée, +8,1 points, est exacte. La série"
    )
    assert text([found]).endswith("Ce saut empêche d'y lire une évolution sûre."), "told once, with its values"
    assert found.proposition == "Ne pas écrire « bondit » tant qu'une diffusion parue depuis ne confirme pas ce niveau."


def test_r14_what_chance_may_do_is_not_to_be_commented_and_no_edition_between_would_help(small: Any) -> None:
    contract = went(small, 42.0, 43.0, 44.0, 44.5, 45.0).measure("QPa", "people", 2020, 600)
    contract.fluctuation("x", 2.0, "people", "2018-2020")
    [found] = contract.state("a", "x", 45.0, annee=2018, variation=3.0, annee_initiale=2010).found("R14")
    assert found.proposition == (
        "La confirmer sur les diffusions parues depuis, non reprises ici, ou ne pas la commenter."
    )


@pytest.mark.parametrize(("others", "told"), [(9586, True), (13303, False), (None, False)])
def test_r14_a_change_that_is_counted_whole_is_right_where_all_communes_are(
    small: Any, others: int | None, told: bool
) -> None:
    """Condé-sur-l'Escaut, 9 586 inhabitants, is counted whole; Anzin, 13 303, is not: nor is a QPV that reaches it."""
    contract = small().quartier("a", communes_qpv=("59153 Condé-sur-l'Escaut", "59014 Autre"))
    for n, value in enumerate((42.0, 43.0, 44.0, 44.5, 45.0)):
        contract.measure("QPa", "x", 2012 + 2 * n, value, year=2010 + 2 * n)
    contract.measure("QPa", "people", 2020, 600).fluctuation("x", 2.0, "people", "2018-2020").count("population_nb")
    contract.measure("59153", "population_nb", 2022, 9586, geography="commune")
    if others is not None:
        contract.measure("59014", "population_nb", 2022, others, geography="commune")
    contract.state("a", "x", 45.0, annee=2018, variation=3.0, annee_initiale=2010)
    [found] = contract.found("R14")
    said = text([found])
    assert said.startswith("Le document a raison : l'Insee publie 42 % (2010)") is told
    assert said.endswith("peut encore se défaire : le tableau de son thème la dit « non concluante ».") is told
    assert (found.titre == "Une évolution juste, à confirmer") is told
    assert ("ne pas la commenter" in found.proposition) is not told, "a true sentence is not to be withdrawn"
    assert ("la marge que ce rapport estime" in said) is not told, "a margin of surveys, where there is none"


def test_r14_a_change_of_few_people_is_not_to_be_commented_and_a_late_one_is_told(small: Any) -> None:
    """2,5 points of 800 inhabitants are 20 people at most; of 4,000, 100: that number says nothing."""
    for inhabitants, says in (
        (800, "Cela fait 20 personnes au plus : quelques ménages"),
        (4000, "Elle est plus petite que la marge"),
    ):
        contract = went(small, 42.5, 42.4, 42.6, 43.0, 45.0).measure("QPa", "people", 2020, 600)
        contract.measure("QPa", "population_nb", 2020, inhabitants).fluctuation("x", 2.0, "people", "2018-2020")
        contract.state("a", "x", 45.0, annee=2018, variation=2.5, annee_initiale=2010)
        [found] = contract.found("R14")
        assert says in text([found])
        assert text([found]).startswith("L'évolution énoncée, +2,5 points, est exacte. L'Insee publie 42,5 % (2010)")
        later = "La confirmer sur les diffusions parues depuis, non reprises ici, ou ne pas la commenter."
        few = "Ne pas la commenter."
        assert found.proposition == (few if inhabitants == 800 else later)
        late = "L'essentiel s'est fait de 43 % (2016) à 45 % (2018)."
        assert (late in text([found])) is (inhabitants == 4000)


def test_r14_and_r21_leave_to_r5_a_figure_that_hardly_moves(small: Any) -> None:
    """Said to rise, published at 34,5 then 34,8: that is said once, with from where and what to write instead."""
    contract = went(small, 34.5, 34.6, 34.7, 34.7, 34.8).measure("QPa", "people", 2020, 600)
    contract.fluctuation("x", 2.0, "people", "2018-2020").state("a", "x", 34.8, annee=2018, tendance="hausse")
    assert "ne bougent presque pas" in text(contract.found("R5"))
    assert contract.found("R14") == []
    assert contract.found("R21") == []


def test_r14_says_that_the_label_changed_between_the_editions_that_it_compares(small: Any) -> None:
    """Le Jard: « emplois à durée limitée » since 2021 is the first reason not to compare 2010 with 2022."""
    for since, said in ((2014, True), (2009, False), (2030, False)):
        contract = went(small, 24.2, 26.0, 34.8, 31.0, 29.7)
        contract.indicator("x", reserve=f"« y » depuis la diffusion {since}", evolution="recensement")
        contract.state("a", "x", 29.7, annee=2018, variation=5.5, annee_initiale=2010)
        told = f"L'intitulé de l'Insee a changé à la diffusion {since} (« y »)."
        assert (told in text(contract.found("R14"))) is said
