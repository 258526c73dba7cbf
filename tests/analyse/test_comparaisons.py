"""The rule of the readings, on cases worked out by hand."""

from dataclasses import replace
from decimal import ROUND_FLOOR, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from seuils import SEUILS

from quartiers.analyse.comparaisons import (
    Evolution,
    Fondement,
    Position,
    Sens,
    Situation,
    compare,
    difference,
    interval,
    position,
    printed,
    situation,
    trend,
)
from quartiers.donnees import Contrat
from quartiers.donnees.modele import Affirmation, Indicateur, Reference

RULE = replace(SEUILS, reference="qpv-agglo")


def indicator(sens: str = "defavorable", unite: str = "%") -> Indicateur:
    return Indicateur(
        "x_pct", "X", "X", "insertion", (), (), unite, sens, "p", "d", "prod",
        evolution="non", poids=None, reserve=None, confusions=(), premiere_annee=None,
    )  # fmt: skip


def stated(**fields: object) -> Affirmation:
    empty = dict.fromkeys(Affirmation.__dataclass_fields__)
    basis = {**empty, "affirmation": "q-d1", "quartier": "q", "indicateur": "x_pct", "precision": "exacte"}
    return Affirmation(**{**basis, **fields})  # type: ignore[arg-type]


@pytest.fixture
def contract(contrat: Contrat) -> Contrat:
    """The project's contract with these thresholds, and no reference but those a test gives."""
    return replace(contrat, lecture=RULE, references=())


@pytest.mark.parametrize(
    ("value", "reference", "expected"),
    [
        (38.4, 36.4, Position.AU_DESSUS),  # a gap of exactly the threshold is no longer comparable
        (38.3, 36.4, Position.COMPARABLE),
        (34.5, 36.4, Position.COMPARABLE),
        (34.4, 36.4, Position.AU_DESSOUS),
    ],
)
def test_threshold_in_points(value: float, reference: float, expected: Position) -> None:
    assert position(value, value, reference, "%", RULE) is expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [(1030, Position.AU_DESSUS), (1029, Position.COMPARABLE), (971, Position.COMPARABLE), (970, Position.AU_DESSOUS)],
)
def test_threshold_of_an_amount_is_a_share_of_the_reference(value: float, expected: Position) -> None:
    assert position(value, value, 1000, "€", RULE) is expected


def test_rough_figures_are_read_only_if_their_whole_interval_agrees() -> None:
    low, high = interval(40, "environ", 2.5)
    assert (low, high) == (37.5, 42.5)
    assert position(low, high, 36.4, "%", RULE) is Position.INDETERMINEE  # 37.5 would be comparable
    assert position(low, high, 35.4, "%", RULE) is Position.AU_DESSUS
    # "plus de la moitié" says nothing against 49, nor against 60; it is above 45 whatever it is.
    assert position(*interval(50, "plus de", 2.5), 49, "%", RULE) is Position.INDETERMINEE
    assert position(*interval(50, "plus de", 2.5), 60, "%", RULE) is Position.INDETERMINEE
    assert position(*interval(50, "plus de", 2.5), 45, "%", RULE) is Position.AU_DESSUS
    assert position(*interval(50, "moins de", 2.5), 55, "%", RULE) is Position.AU_DESSOUS
    assert position(*interval(50, "moins de", 2.5), 45, "%", RULE) is Position.INDETERMINEE


@pytest.mark.parametrize(
    ("where", "sens", "expected"),
    [
        (Position.AU_DESSUS, "defavorable", Situation.FRAGILE),
        (Position.AU_DESSUS, "favorable", Situation.FAVORABLE),
        (Position.AU_DESSUS, "contexte", Situation.AU_DESSUS),
        (Position.AU_DESSOUS, "defavorable", Situation.FAVORABLE),
        (Position.AU_DESSOUS, "favorable", Situation.FRAGILE),
        (Position.AU_DESSOUS, "contexte", Situation.AU_DESSOUS),
        (Position.COMPARABLE, "defavorable", Situation.COMPARABLE),
        (Position.INDETERMINEE, "favorable", Situation.IMPRECISE),
    ],
)
def test_direction_of_the_indicator_decides_the_reading(where: Position, sens: str, expected: Situation) -> None:
    assert situation(where, sens) is expected


def test_a_threshold_of_zero_keeps_equal_values_comparable() -> None:
    strict = replace(RULE, ecart_points=0.0)
    assert position(36.4, 36.4, 36.4, "%", strict) is Position.COMPARABLE
    assert position(36.5, 36.5, 36.4, "%", strict) is Position.AU_DESSUS


def test_rough_amounts_have_a_margin_in_percent(contract: Contrat) -> None:
    # "About 900 €" is 873 to 927 €: above 840 € for sure, and nothing can be said against 880 €.
    rough = stated(valeur=900, precision="environ", reference="qpv-agglo")
    clear = compare(replace(rough, valeur_reference=840), indicator("favorable", "€"), contract)
    unclear = compare(replace(rough, valeur_reference=880), indicator("favorable", "€"), contract)
    assert (clear.situation, unclear.situation) == (Situation.FAVORABLE, Situation.IMPRECISE)


def test_reference_stated_with_the_figure_wins(contract: Contrat) -> None:
    contract = replace(contract, references=(Reference("qpv-agglo", "x_pct", 2019, 10.0, "doc", None),))
    figure = stated(valeur=47.2, annee=2019, reference="qpv-nord", valeur_reference=39.0, ecart_reference=1.0)
    result = compare(figure, indicator(), contract)
    assert (result.fondement, result.territoire, result.valeur_reference) == (
        Fondement.REFERENCE_ENONCEE,
        "qpv-nord",
        39.0,
    )
    assert result.ecart == 8.2
    assert result.situation is Situation.FRAGILE


def test_stated_gap_gives_the_reference(contract: Contrat) -> None:
    result = compare(stated(valeur=42.2, reference="qpv-agglo", ecart_reference=7.2), indicator("contexte"), contract)
    assert (result.fondement, result.valeur_reference, result.ecart) == (Fondement.ECART_ENONCE, 35.0, 7.2)
    assert result.situation is Situation.AU_DESSUS


def test_reference_stated_elsewhere_must_be_of_the_same_year_and_alone(contract: Contrat) -> None:
    known = (
        Reference("qpv-agglo", "x_pct", 2019, 36.4, "doc", None),
        Reference("qpv-agglo", "x_pct", 2018, 30.0, "doc", None),
        Reference("qpv-agglo", "x_pct", 2018, 31.0, "doc", None),
        Reference("qpv-nord", "x_pct", 2020, 50.0, "doc", None),
    )
    contract = replace(contract, references=known)
    same_year = compare(stated(valeur=41.0, annee=2019), indicator(), contract)
    assert (same_year.fondement, same_year.ecart) == (Fondement.REFERENCE_DU_DOCUMENT, 4.6)
    contradictory = compare(stated(valeur=41.0, annee=2018), indicator(), contract)
    assert contradictory.situation is Situation.NON_COMPAREE
    other_territory = compare(stated(valeur=41.0, annee=2020), indicator(), contract)
    assert other_territory.situation is Situation.NON_COMPAREE
    undated = compare(stated(valeur=41.0), indicator(), contract)
    assert undated.situation is Situation.NON_COMPAREE


@pytest.mark.parametrize(
    ("population", "compared"),
    [
        ("16-25 ans", True),
        ("de 16 à 25 ans", True),
        (None, True),  # the label alone says it
        ("jeunes", False),  # of which age, nobody says
        ("18-25 ans", False),
    ],
)
def test_a_reference_of_elsewhere_is_set_beside_figures_of_its_age_only(
    contract: Contrat, population: str | None, compared: bool
) -> None:
    """Line 27 of the document has 41 % of « jeunes »; its means of 36,4 % are of those of 16 to 25."""
    contract = replace(contract, references=(Reference("qpv-agglo", "x_pct", 2019, 36.4, "doc", "231"),))
    young = replace(indicator(), population="16-25 ans")
    found = compare(stated(annee=2019, valeur=41.0, population=population), young, contract)
    assert (found.situation is Situation.FRAGILE) is compared
    expected = Fondement.REFERENCE_DU_DOCUMENT if compared else Fondement.AUTRE_POPULATION
    assert found.fondement is expected
    # What the document itself compares is read, whatever it calls them.
    own = stated(annee=2019, valeur=41.0, population=population, reference="qpv-agglo", position="au-dessus")
    assert compare(own, young, contract).situation is Situation.FRAGILE


def test_a_reference_of_people_named_in_the_same_words_is_set_beside_a_figure_of_that_year(contract: Contrat) -> None:
    """Line 366 gives the mean of 2019, 36,4 %, beside a share of « jeunes » without an age: line 330's is of them."""
    contract = replace(contract, references=(Reference("qpv-agglo", "x_pct", 2019, 36.4, "doc", "366", "jeunes"),))
    young = replace(indicator(), population="16-25 ans")
    found = compare(stated(annee=2019, valeur=35.3, population="jeunes"), young, contract)
    assert (found.fondement, found.ecart) == (Fondement.REFERENCE_DU_DOCUMENT, -1.1)
    for other in (
        stated(annee=2018, valeur=35.3, population="jeunes"),
        stated(annee=2019, valeur=35.3, population="18-25 ans"),
    ):
        assert compare(other, young, contract).situation is Situation.NON_COMPAREE


def test_a_position_says_nothing_good_or_bad_of_who_lives_there(contract: Contrat) -> None:
    claim = stated(annee=2018, valeur=16.5, reference="qpv-agglo", position="au-dessous")
    assert compare(claim, indicator(), contract).situation is Situation.FAVORABLE
    assert compare(claim, replace(indicator(), composition="oui"), contract).situation is Situation.AU_DESSOUS


def test_position_alone_is_believed_and_said_to_have_no_value(contract: Contrat) -> None:
    figure = stated(valeur=45.0, reference="qpv-agglo", position="au-dessous")
    result = compare(figure, indicator("favorable"), contract)
    assert (result.fondement, result.ecart, result.situation) == (Fondement.POSITION_ENONCEE, None, Situation.FRAGILE)


def test_a_comparison_says_with_what_it_is_made_and_on_which_side(contract: Contrat) -> None:
    contract = replace(contract, references=(Reference("qpv-agglo", "x_pct", 2019, 36.4, "doc", None),))
    own = stated(valeur=41.0, annee=2019, reference="qpv-nord", valeur_reference=45.0)
    gap = stated(valeur=41.0, annee=2019, reference="qpv-nord", ecart_reference=1.0)
    elsewhere = stated(valeur=41.0, annee=2019)
    words = stated(valeur=41.0, annee=2018, reference="qpv-nord", position="au-dessous")
    found = [compare(a, indicator(), contract) for a in (own, gap, elsewhere, words)]
    assert [(c.territoire, c.position) for c in found] == [
        ("qpv-nord", Position.AU_DESSOUS),
        ("qpv-nord", Position.COMPARABLE),
        ("qpv-agglo", Position.AU_DESSUS),
        ("qpv-nord", Position.AU_DESSOUS),
    ]


def test_an_age_that_differs_is_only_said_where_there_is_something_to_set_beside(contract: Contrat) -> None:
    young = replace(indicator(), population="16-25 ans")
    other = stated(annee=2019, valeur=41.0, population="18-25 ans")
    assert compare(other, young, contract).fondement is Fondement.AUCUNE
    contract = replace(contract, references=(Reference("qpv-agglo", "x_pct", 2019, 36.4, "doc", None),))
    assert compare(other, young, contract).fondement is Fondement.AUTRE_POPULATION
    contradictory = (*contract.references, replace(contract.references[0], valeur=30.0))
    same = replace(other, population="16-25 ans")
    assert compare(same, young, replace(contract, references=contradictory)).fondement is Fondement.AUCUNE


def test_a_change_without_level_has_no_comparison_but_the_stated_one(contract: Contrat) -> None:
    contract = replace(contract, references=(Reference("qpv-agglo", "x_pct", 2019, 10.0, "doc", None),))
    assert compare(stated(variation=-5.4, annee=2019), indicator(), contract).situation is Situation.NON_COMPAREE


@pytest.mark.parametrize(
    ("value", "claim", "contradicted"),
    [
        (31.5, "au-dessous", True),  # Le Trieu: 31,5 % said to be below 19,7 %
        (31.5, "au-dessus", False),
        (20.0, "au-dessous", True),  # a small gap on the wrong side is still the wrong side
        (20.0, "comparable", False),
        (31.5, "comparable", True),
        (31.5, None, False),
        (19.2, "au-dessus", True),
        (19.2, "au-dessous", False),
        (20.2, "au-dessus", False),
        (19.7, "au-dessus", False),  # at the reference, it is on no wrong side
        (19.7, "au-dessous", False),
    ],
)
def test_words_that_the_numbers_contradict(contract: Contrat, value: float, claim: str, contradicted: bool) -> None:
    figure = stated(valeur=value, reference="qpv-agglo", valeur_reference=19.7, position=claim)
    assert compare(figure, indicator(), contract).contredite is contradicted


def test_trend_is_computed_from_both_ends() -> None:
    result = trend(
        stated(valeur=42.4, annee=2019, valeur_initiale=52.4, annee_initiale=2011), indicator("favorable"), RULE
    )
    assert result is not None
    assert (result.variation, result.evolution) == (-10.0, Evolution.DEGRADATION)
    assert (result.annee_initiale, result.annee) == (2011, 2019)


@pytest.mark.parametrize(
    ("variation", "sens", "expected"),
    [
        (0.9, "defavorable", Evolution.STABLE),
        (1.0, "defavorable", Evolution.DEGRADATION),
        (-1.0, "defavorable", Evolution.AMELIORATION),
        (1.0, "favorable", Evolution.AMELIORATION),
        (5.7, "contexte", Evolution.HAUSSE),
        (-5.7, "contexte", Evolution.BAISSE),
    ],
)
def test_trend_words(variation: float, sens: str, expected: Evolution) -> None:
    result = trend(stated(variation=variation), indicator(sens), RULE)
    assert result is not None
    assert result.evolution is expected


def test_trend_of_an_amount_is_relative_to_its_start() -> None:
    rising = stated(valeur=903, annee=2020, valeur_initiale=861, annee_initiale=2018)  # +4,9 %
    steady = stated(valeur=880, annee=2020, valeur_initiale=861, annee_initiale=2018)  # +2,2 %
    results = [trend(a, indicator("favorable", "€"), RULE) for a in (rising, steady)]
    assert [r and r.evolution for r in results] == [Evolution.AMELIORATION, Evolution.STABLE]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        # 3 % of where it started: 1 000 for 1 030, and 1 031 for 1 000.
        ({"valeur": 1030.0, "variation": 30.0}, Evolution.AMELIORATION),
        ({"valeur": 1000.0, "variation": -30.0}, Evolution.STABLE),
        ({"valeur": 1000.0, "variation": -31.0}, Evolution.DEGRADATION),
        ({"valeur": 1030.0, "valeur_initiale": 1000.0}, Evolution.AMELIORATION),
        ({"valeur_initiale": 1000.0, "variation": 29.0}, Evolution.STABLE),
        ({"variation": 29.0}, Evolution.AMELIORATION),  # nobody knows of how much: it is what it is said to be
    ],
)
def test_the_start_of_an_amount_is_the_stated_one_or_what_its_change_leaves(
    fields: dict[str, float], expected: Evolution
) -> None:
    result = trend(stated(**fields), indicator("favorable", "€"), RULE)
    assert result is not None
    assert result.evolution is expected


@pytest.mark.parametrize(("told", "expected"), [("baisse", Sens.BAISSE), ("stable", Sens.STABLE)])
def test_any_direction_without_number_is_kept(told: str, expected: Sens) -> None:
    result = trend(stated(valeur=18.5, tendance=told), indicator(), RULE)
    assert result is not None
    assert (result.variation, result.sens) == (None, expected)


def test_an_amount_alone_is_as_stable_as_it_is_said_to_be() -> None:
    """29 euros more of nobody knows how much; of 900, they are a rise that the words deny."""
    alone = trend(stated(variation=29.0, tendance="stable"), indicator("favorable", "€"), RULE)
    known = trend(stated(variation=29.0, valeur=929.0, tendance="stable"), indicator("favorable", "€"), RULE)
    assert alone is not None
    assert known is not None
    assert (alone.sens, alone.contredite) == (Sens.STABLE, False)
    assert (known.sens, known.contredite) == (Sens.HAUSSE, True)


def test_a_small_rise_is_a_rise_in_words() -> None:
    small = trend(stated(variation=0.5, tendance="hausse"), indicator(), RULE)
    assert small is not None
    assert (small.sens, small.contredite) == (Sens.STABLE, False)


def test_direction_without_number_is_kept_as_stated() -> None:
    result = trend(stated(valeur=18.5, tendance="hausse"), indicator(), RULE)
    assert result is not None
    assert (result.variation, result.sens, result.evolution) == (None, Sens.HAUSSE, Evolution.DEGRADATION)
    assert trend(stated(valeur=18.5), indicator(), RULE) is None


def test_stated_direction_against_stated_number() -> None:
    wrong = trend(stated(variation=-3.5, tendance="hausse"), indicator(), RULE)
    right = trend(stated(variation=-3.5, tendance="baisse"), indicator(), RULE)
    assert wrong is not None
    assert right is not None
    assert (wrong.contredite, right.contredite) == (True, False)
    # "Stable" is right under the threshold, whatever the sign.
    small = trend(stated(variation=-0.4, tendance="stable"), indicator(), RULE)
    large = trend(stated(variation=-3.5, tendance="stable"), indicator(), RULE)
    assert small is not None
    assert large is not None
    assert (small.contredite, large.contredite) == (False, True)


@pytest.mark.parametrize(("told", "denied"), [("hausse", True), ("baisse", True), ("stable", False)])
def test_a_change_of_nothing_is_neither_a_rise_nor_a_fall(told: str, denied: bool) -> None:
    result = trend(stated(variation=0.0, tendance=told), indicator(), RULE)
    assert result is not None
    assert (result.sens, result.contredite) == (Sens.STABLE, denied)


@pytest.mark.parametrize(("unit", "places", "most"), [("%", 2, 10_000), ("%", 3, 100_000), ("€", 1, 60_000)])
def test_what_is_half_way_is_printed_up(unit: str, places: int, most: int) -> None:
    """Of all the values that tables and gaps may have, as one rounds them by hand: none needs a tolerance."""
    shown = Decimal("0.1" if unit == "%" else "1")
    scale = 10**places
    halves = [n for n in range(-most, most) if (Decimal(n) / scale / shown) % 1 in (Decimal("0.5"), Decimal("-0.5"))]
    assert len(halves) > 1000
    for n in halves:
        up = (Decimal(n) / scale / shown + Decimal("0.5")).to_integral_value(ROUND_FLOOR)
        assert printed(n / scale, unit) == float(up * shown), n / scale


percentages = st.decimals(0, 100, places=1).map(float)


@given(percentages, percentages)
def test_differences_carry_no_binary_noise(a: float, b: float) -> None:
    assert difference(a, b) == round(a * 10 - b * 10) / 10


@given(percentages, percentages, st.sampled_from(["defavorable", "favorable"]))
def test_reading_mirrors_the_direction(value: float, reference: float, sens: str) -> None:
    """Turning the direction of an indicator swaps fragile and favourable, and nothing else."""
    mirror = {Situation.FRAGILE: Situation.FAVORABLE, Situation.FAVORABLE: Situation.FRAGILE}
    other = "favorable" if sens == "defavorable" else "defavorable"
    where = position(value, value, reference, "%", RULE)
    assert situation(where, other) is mirror.get(situation(where, sens), situation(where, sens))


@given(percentages, percentages, st.sampled_from(["exacte", "environ", "plus de", "moins de"]))
def test_rough_figures_never_say_more_than_exact_ones_inside_the_interval(
    value: float, reference: float, precision: str
) -> None:
    low, high = interval(value, precision, RULE.marge_environ_points)
    reading = position(low, high, reference, "%", RULE)
    if reading is not Position.INDETERMINEE:
        assert position(value, value, reference, "%", RULE) is reading
