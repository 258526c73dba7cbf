"""A stated figure beside the published ones: same, near, other year, other label, other place, or unknown."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from quartiers.analyse.publications import series
from quartiers.analyse.rapprochement import Accord, Verification, bounds, check_statement, dated_as, possible
from quartiers.donnees import Contrat


def verify(contract: Any, number: int = 1, quartier: str = "a") -> Verification:
    contrat: Contrat = contract.build()
    [stated] = [a for a in contrat.affirmations if a.affirmation == f"{quartier}-d{number}"]
    return check_statement(contrat, stated)


def accord_of(contract: Any) -> Accord:
    return verify(contract).accord


# -- what a number may stand for ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "precision", "unit", "expected"),
    [
        (43, "exacte", "%", (42.5, 43.5)),
        (40.8, "exacte", "%", (40.75, 40.85)),
        (861, "exacte", "€", (860.5, 861.5)),
        (40, "environ", "%", (37.5, 42.5)),  # margins of contrat.toml: 2,5 points, 3 %
        (900, "environ", "€", (873, 927)),
        (50, "plus de", "%", (50, float("inf"))),
        (50, "moins de", "%", (-float("inf"), 50)),
    ],
)
def test_bounds_follow_the_decimals_and_the_words(
    small: Any, value: float, precision: str, unit: str, expected: tuple[float, float]
) -> None:
    assert bounds(value, precision, unit, small().build().lecture) == pytest.approx(expected)


# -- which publications may be of that year -------------------------------------------------------------


@pytest.mark.parametrize(
    ("edition", "known", "stated", "expected"),
    [
        (2022, 2019, 2019, True),
        (2022, 2019, 2018, False),
        (2022, 2019, None, True),
        # Unknown year: one of the six before the edition, never the edition's own.
        (2022, None, 2021, True),
        (2022, None, 2022, False),
        (2022, None, 2023, False),
        (2022, None, 2016, True),
        (2022, None, 2015, False),
        (2022, None, None, True),
    ],
)
def test_possible_dates(small: Any, edition: int, known: int | None, stated: int | None, expected: bool) -> None:
    contrat = small().measure("QPa", "x", edition, 10, year=known).build()
    assert possible(series(contrat, ("QPa",), "x")[0], stated) is expected


def editions_for(small: Any, year: int, *published: tuple[int, int | None]) -> list[int]:
    contract = small()
    for edition, known in published:
        contract.measure("QPa", "x", edition, 10, year=known)
    return [p.diffusion.edition for p in dated_as(series(contract.build(), ("QPa",), "x"), year)]


def test_a_known_year_comes_before_those_that_are_only_possible(small: Any) -> None:
    assert editions_for(small, 2019, (2020, 2019), (2021, None), (2022, None)) == [2020]


def test_an_unknown_year_lies_between_those_of_its_neighbours(small: Any) -> None:
    """Job seekers: what comes out after the data of 2019 and before those of 2021 is of 2019 to 2021."""
    published = ((2020, 2019), (2021, None), (2022, 2021))
    assert editions_for(small, 2020, *published) == [2021]
    assert editions_for(small, 2018, *published) == []
    assert editions_for(small, 2015, (2018, None), (2020, 2019)) == [2018]
    assert editions_for(small, 2010, (2017, 2010), (2022, None)) == [2017]


# -- the same figure ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stated", "published", "year", "expected"),
    [
        (43, 42.5, None, Accord.CONCORDE),  # Onnaing: a rounding
        (43, 42.2, None, Accord.CONCORDE),  # 42,5 is 0,3 away
        (43, 42.1, None, Accord.PROCHE),
        (47.2, 47.0, None, Accord.CONCORDE),  # between two editions
        (38.1, 37.7, None, Accord.PROCHE),  # Dutemple: neither confirmed nor denied
        (38.7, 37.6, None, Accord.DIFFERE),  # 38,65 is 1,05 away: more than a census year explains
        (38.6, 37.6, None, Accord.PROCHE),
        # A year that is known leaves the tolerance alone.
        (47.2, 46.9, 2019, Accord.CONCORDE),
        (47.2, 46.8, 2019, Accord.DIFFERE),  # 0,35 away
    ],
)
def test_same_near_or_different(
    small: Any, stated: float, published: float, year: int | None, expected: Accord
) -> None:
    contract = small().measure("QPa", "x", 2022, published, year=year).state("a", "x", stated, annee=2019)
    assert accord_of(contract) is expected


@pytest.mark.parametrize(
    ("stated", "published", "expected"),
    [(861, 860.8, Accord.CONCORDE), (861, 865.5, Accord.CONCORDE), (861, 840, Accord.DIFFERE)],
)
def test_amounts_have_relative_thresholds(small: Any, stated: float, published: float, expected: Accord) -> None:
    """0,5 % of 861 is 4,3."""
    contract = small().indicator("q1", unite="€", sens="favorable").measure("QPa", "q1", 2022, published, year=2018)
    assert accord_of(contract.state("a", "q1", stated, annee=2018)) is expected


def test_a_gap_of_just_the_tolerance_agrees_whatever_its_binary_fraction(small: Any) -> None:
    """2,3 % of 1 500 is 34,5, and a hair less as floats multiply; 1 535 is 34,5 above what 1 500 may stand for."""
    contract = small().indicator("q1", unite="€", sens="favorable").measure("QPa", "q1", 2022, 1535, year=2018)
    contrat = contract.state("a", "q1", 1500, annee=2018).build()
    wide = replace(contrat, lecture=replace(contrat.lecture, tolerance_relative_pct=2.3))
    [stated] = wide.affirmations
    assert wide.lecture.tolerance(1500, "€") < 34.5
    assert check_statement(wide, stated).accord is Accord.CONCORDE


@pytest.mark.parametrize(
    ("precision", "published", "expected"),
    [
        ("environ", 37.5, Accord.CONCORDE),
        ("environ", 36.0, Accord.DIFFERE),
        ("plus de", 51.0, Accord.CONCORDE),
        ("plus de", 39.6, Accord.DIFFERE),
        ("plus de", 39.7, Accord.CONCORDE),
        ("moins de", 10.0, Accord.CONCORDE),
        ("moins de", 41.0, Accord.DIFFERE),
    ],
)
def test_rough_figures_agree_within_their_words(small: Any, precision: str, published: float, expected: Accord) -> None:
    contract = small().measure("QPa", "x", 2022, published, year=2019)
    assert accord_of(contract.state("a", "x", 40, annee=2019, precision=precision)) is expected


def test_the_nearest_publication_is_shown_with_the_difference(small: Any) -> None:
    contract = small().measure("QPa", "x", 2021, 30).measure("QPa", "x", 2022, 34).state("a", "x", 40, annee=2019)
    checked = verify(contract).valeur
    assert checked is not None
    assert checked.accord is Accord.DIFFERE
    assert [p.valeur for p in checked.publications] == [34]


def test_between_two_editions_is_near(small: Any) -> None:
    """Neither value is close, but the year may lie between the two."""
    contract = small().measure("QPa", "x", 2021, 30).measure("QPa", "x", 2022, 40).state("a", "x", 35, annee=2019)
    assert accord_of(contract) is Accord.PROCHE


# -- the same figure, elsewhere -------------------------------------------------------------------------


def test_another_known_year(small: Any) -> None:
    """The « 2011 » of the document is the census of 2010, to the decimal."""
    contract = small().measure("QPa", "x", 2017, 52.4, year=2010).measure("QPa", "x", 2022, 42.4)
    contract.state("a", "x", 42.4, annee=2019, valeur_initiale=52.4, annee_initiale=2011)
    checked = verify(contract)
    assert checked.depart is not None
    assert (checked.accord, checked.depart.accord) == (Accord.CONCORDE, Accord.AUTRE_ANNEE)
    assert [p.annee for p in checked.depart.publications] == [2010]


def test_a_whole_number_agrees_with_another_year_only_next_to_it(small: Any) -> None:
    """Onnaing states 43 for 2019; the 43,1 of 2010 proves nothing. A start of 23 in 2011 is the 22,9 of 2010."""
    contract = small().measure("QPa", "x", 2017, 43.1, year=2010).state("a", "x", 43, annee=2019)
    assert accord_of(contract) is Accord.NON_VERIFIABLE
    contract = small().measure("QPa", "x", 2017, 22.9, year=2010).measure("QPa", "x", 2022, 25.7)
    contract.state("a", "x", 26, annee=2019, valeur_initiale=23, annee_initiale=2011)
    start = verify(contract).depart
    assert start is not None
    assert start.accord is Accord.AUTRE_ANNEE


def test_another_label(small: Any) -> None:
    """Anzin: the employment rate of the 15-24 is that of the 15-64."""
    contract = small().indicator("jeunes", confusions=("tous",)).measure("QPa", "tous", 2022, 40.8)
    contract.state("a", "jeunes", 40.8, annee=2019)
    checked = verify(contract).valeur
    assert checked is not None
    assert checked.accord is Accord.AUTRE_INTITULE
    assert [p.indicateur for p in checked.publications] == ["tous"]


@pytest.mark.parametrize(
    ("stated", "annee", "precision"),
    [(40.6, 2019, "exacte"), (40.8, 2013, "exacte"), (40, 2019, "plus de")],
    ids=["0.2 away", "a year that it cannot be", "no bound"],
)
def test_another_label_needs_the_very_figure_at_a_possible_date(
    small: Any, stated: float, annee: int, precision: str
) -> None:
    contract = small().indicator("jeunes", confusions=("tous",)).measure("QPa", "tous", 2022, 40.81)
    contract.state("a", "jeunes", stated, annee=annee, precision=precision)
    assert accord_of(contract) is Accord.NON_VERIFIABLE


def test_the_right_label_comes_first(small: Any) -> None:
    """La Briquette: 37,4 % of women is stated, and published; that the other rate is equal says nothing."""
    contract = small().indicator("femmes", confusions=("tous",))
    contract.measure("QPa", "femmes", 2022, 37.5).measure("QPa", "tous", 2022, 37.4)
    assert accord_of(contract.state("a", "femmes", 37.4)) is Accord.CONCORDE


def test_a_part_of_the_qpv(small: Any) -> None:
    """Bruay: 46,8 % is that of one of the two former QPV; the whole has 45,09 %."""
    contract = small().quartier("a", "QP1", "QP2").count("n").indicator("x", poids="n", evolution="annuelle")
    for code, rate, people in (("QP1", 46.81, 596), ("QP2", 42.27, 362)):
        contract.measure(code, "x", 2019, rate, year=2017).measure(code, "n", 2019, people, year=2017)
    checked = verify(contract.state("a", "x", 46.8, annee=2017)).valeur
    assert checked is not None
    assert checked.accord is Accord.AUTRE_PERIMETRE
    assert [p.territoires for p in checked.publications] == [("QP1",)]


def test_no_part_to_be_mistaken_for_where_the_qpv_is_one(small: Any) -> None:
    contract = small().quartier("a").measure("QPa", "x", 2019, 45.1, year=2017).state("a", "x", 46.8, annee=2017)
    assert accord_of(contract) is Accord.DIFFERE


def test_an_undated_figure_below_the_newest_one_is_out_of_date(small: Any) -> None:
    """Rives de l'Escaut: 861 € among 834,5, 849,8, 895,8 and 931,7."""
    contract = small().indicator("q1", unite="€", sens="favorable", evolution="annuelle")
    for edition, year, value in ((2017, 2013, 834.5), (2019, 2015, 849.8), (2021, 2017, 895.8), (2022, 2018, 931.7)):
        contract.measure("QPa", "q1", edition, value, year=year)
    checked = verify(contract.state("a", "q1", 861)).valeur
    assert checked is not None
    assert checked.accord is Accord.DEPASSE
    assert [p.annee for p in checked.publications] == [2018]


def test_an_undated_figure_beyond_the_newest_one_may_be_more_recent(small: Any) -> None:
    """Chaussiette: 879 € where 827,5 € is the last one published, of 2018: plausible for 2020."""
    contract = small().indicator("q1", unite="€", sens="favorable", evolution="annuelle")
    contract.measure("QPa", "q1", 2017, 712, year=2013).measure("QPa", "q1", 2022, 827.5, year=2018)
    assert accord_of(contract.state("a", "q1", 879)) is Accord.NON_RETROUVE


# -- changes stated alone -------------------------------------------------------------------------------


def test_a_change_alone_is_checked_against_the_published_change(small: Any) -> None:
    contract = small().measure("QPa", "x", 2017, 45.4, year=2010).measure("QPa", "x", 2022, 40.0)
    contract.state("a", "x", variation=-5.4, annee_initiale=2011, annee=2019)
    checked = verify(contract)
    assert checked.evolution is not None
    assert (checked.accord, len(checked.evolution.publications)) == (Accord.CONCORDE, 2)


def test_a_change_alone_under_another_label(small: Any) -> None:
    """Verrerie: -5,4 points of the 15-24 are 40,0 - 45,4, of the 15-64."""
    contract = small().indicator("jeunes", confusions=("tous",))
    contract.measure("QPa", "tous", 2017, 45.4, year=2010).measure("QPa", "tous", 2022, 40.0)
    contract.state("a", "jeunes", variation=-5.4, annee_initiale=2011, annee=2019)
    assert accord_of(contract) is Accord.AUTRE_INTITULE


def test_a_change_alone_whose_start_is_far_from_any_publication_is_not_checked(small: Any) -> None:
    contract = small().measure("QPa", "x", 2017, 45.4, year=2010).measure("QPa", "x", 2022, 40.0)
    contract.state("a", "x", variation=-5.4, annee_initiale=2013, annee=2019)
    assert accord_of(contract) is Accord.NON_VERIFIABLE


# -- what cannot be checked -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reserve", "published", "annee", "reason"),
    [
        ("Aucune publication à l'échelle des QPV", False, 2019, "Aucune publication à l'échelle des QPV"),
        (None, False, 2019, "indicateur absent des publications reprises pour ce QPV"),
        ("réserve", True, 2020, "aucune publication reprise n'est datée de 2020"),
    ],
)
def test_what_cannot_be_checked_says_why(
    small: Any, reserve: str | None, published: bool, annee: int, reason: str
) -> None:
    contract = small().indicator("x", reserve=reserve).state("a", "x", 30, annee=annee)
    if published:
        contract.measure("QPa", "x", 2022, 10, year=2018)
    checked = verify(contract).valeur
    assert checked is not None
    assert (checked.accord, checked.motif) == (Accord.NON_VERIFIABLE, reason)


def motive(contract: Any) -> str | None:
    checked = verify(contract)
    number = checked.valeur or checked.evolution
    assert number is not None
    return number.motif


@pytest.mark.parametrize("year", [2018, None])
def test_an_indicator_known_for_one_year_says_so_rather_than_that_another_is_missing(
    small: Any, year: int | None
) -> None:
    contract = small().indicator("x", reserve="Publié pour 2010 seulement, pour les 0-14 ans")
    contract.measure("QPa", "x", 2010, 10, year=2010).measure("QPa", "y", 2022, 1).state("a", "x", 30, annee=year)
    told = f"celle de {year} n'est pas vérifiée" if year else "rien de plus récent n'est repris ici"
    said = (motive(contract) or "").replace("\u202f", " ")
    assert said == f"les fichiers repris ne donnent cette valeur que pour 2010, pour les 0-14 ans (10 %) ; {told}"


def test_what_is_computed_here_is_not_said_to_be_published(small: Any) -> None:
    """INSEE publishes two shares of households, whose ratio is the share that the document states of 2019."""
    contract = small().indicator("x", reserve="Calculé ici pour 2010 seulement, sur deux parts de ménages")
    contract.measure("QPa", "x", 2017, 38.5, year=2010).state("a", "x", 31.5, annee=2019)
    told = (motive(contract) or "").replace("\u202f", " ")
    assert told.startswith("ce rapport ne peut calculer cette part que pour 2010 (38,5 %)")
    assert told.endswith("celle de 2019 n'est pas vérifiée")


def test_what_insee_hides_of_this_qpv_is_said_to_be_hidden(small: Any) -> None:
    """Verrerie: published for 2010, and given no value in the editions that may be of 2018."""
    contract = small().measure("QPa", "x", 2010, 10, year=2010).measure("QPa", "x", 2022, None)
    assert motive(contract.state("a", "x", 30, annee=2018)) == "non diffusé par l'Insee pour ce QPV après 2010"
    never = small().measure("QPa", "x", 2022, None).state("a", "x", 30, annee=2018)
    assert motive(never) == "non diffusé par l'Insee pour ce QPV"


@pytest.mark.parametrize("hidden", [True, False])
def test_an_indicator_published_as_another_may_be_hidden_too(small: Any, hidden: bool) -> None:
    """Le Jard: the enrolment of women of 16-24 is published for 2010, of other QPV."""
    reserve = "Publié pour 2010 seulement, pour les 16-24 ans"
    contract = small().indicator("x", reserve=reserve, confusions=("y",))
    contract.measure("QPa", "y", 2010, None if hidden else 12.0, year=2010).state("a", "x", 30, annee=2019)
    shown = "les fichiers repris ne donnent cette valeur que pour 2010, pour les 16-24 ans (12 %) ; "
    shown += "celle de 2019 n'est pas vérifiée"
    none = "rien pour 2019 dans les fichiers repris ; pour 2010, non diffusé par l'Insee pour ce QPV"
    told = (motive(contract) or "").replace("\u202f", " ")
    assert told == (none if hidden else shown)


def test_a_change_alone_whose_start_is_not_published_says_which_year_is_missing(small: Any) -> None:
    contract = small().measure("QPa", "x", 2017, 45.4, year=2010).measure("QPa", "x", 2022, 40.0)
    contract.state("a", "x", variation=-5.4, annee_initiale=2013, annee=2019)
    assert "rien n'est publié pour 2013, d'où part l'évolution" in (motive(contract) or "")


def test_an_undated_figure_that_only_old_publications_have_is_said_to_be_undated(small: Any) -> None:
    """Le Jard: 75 ans et plus, without a year; published for 2010 only."""
    contract = small().measure("QPa", "x", 2010, 42.0, year=2010).measure("QPa", "y", 2022, 1).state("a", "x", 35.6)
    checked = verify(contract).valeur
    assert checked is not None
    assert checked.accord is Accord.NON_VERIFIABLE
    assert checked.motif
    assert "None" not in checked.motif


def test_a_suppressed_figure_checks_nothing(small: Any) -> None:
    contract = small().measure("QPa", "x", 2022, None).state("a", "x", 30, annee=2019)
    assert accord_of(contract) is Accord.NON_VERIFIABLE


# -- whatever the figure --------------------------------------------------------------------------------

rates = st.decimals(1, 99, places=2).map(float)


@given(rates, st.sampled_from([0, 1]), st.booleans())
def test_a_figure_repeated_from_a_publication_is_never_denied(
    small: Any, value: float, decimals: int, dated: bool
) -> None:
    contract = small().indicator("x", confusions=("y",)).measure("QPa", "x", 2022, value, year=2019)
    contract.measure("QPa", "y", 2022, value, year=2019)  # the other label has the same figure
    contract.state("a", "x", round(value, decimals), annee=2019 if dated else None)
    assert verify(contract).valeur is not None
    assert accord_of(contract) is Accord.CONCORDE


@given(rates, st.decimals("0.5", 60, places=1).map(float), st.sampled_from([-1, 1]))
def test_a_shifted_figure_of_a_known_year_is_always_denied(small: Any, value: float, shift: float, sign: int) -> None:
    wrong = round(round(value, 1) + sign * shift, 1)
    assume(0 <= wrong <= 100)
    assume(wrong != round(wrong))  # a whole number stands for half a point on each side
    contract = small().measure("QPa", "x", 2022, value, year=2019).state("a", "x", wrong, annee=2019)
    assert accord_of(contract) is Accord.DIFFERE


@given(rates, st.one_of(st.none(), rates), st.integers(2005, 2025))
def test_no_publication_is_no_denial(small: Any, value: float, other: float | None, year: int) -> None:
    contract = small().quartier("b").measure("QPb", "x", 2022, other, year=2019).state("a", "x", value, annee=year)
    assert accord_of(contract) is Accord.NON_VERIFIABLE
