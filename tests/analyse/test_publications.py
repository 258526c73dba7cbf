"""What may be added, averaged, ranked or compared: small tables, results worked out by hand."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quartiers.analyse.comparaisons import Evolution, Fondement, Situation
from quartiers.analyse.diagnostic import retained_figures
from quartiers.analyse.paliers import Palier
from quartiers.analyse.publications import (
    Diffusion,
    comparable_series,
    compare_published,
    contract_average,
    contract_codes,
    contract_values,
    latest,
    latest_of_parts,
    references_of,
    series,
    series_of,
    trend_published,
    why_no_trend,
)
from quartiers.donnees import Contrat
from quartiers.presentation.mots_references import of_how_many

DEMO_2022 = Diffusion("DEMO", 2022, "2015")


def value_of(contrat: Contrat, quartier: str, indicator: str) -> float | None:
    published = latest(contrat, contrat.quartiers[quartier], indicator)
    assert published is not None
    return published.valeur


# -- two QPV taken together -----------------------------------------------------------------------------


@pytest.fixture
def joined(small: Any) -> Any:
    """A quartier whose QPV joins two: 2170 and 1203 people, of whom 20,3 % and 21,7 % are over 60."""
    return (
        small()
        .count("population")
        .indicator("ages", poids="population")
        .quartier("a", "QP1", "QP2")
        .measure("QP1", "population", 2022, 2170)
        .measure("QP2", "population", 2022, 1203)
        .measure("QP1", "ages", 2022, 20.3)
        .measure("QP2", "ages", 2022, 21.7)
    )


def test_counts_of_two_qpv_are_added(joined: Any) -> None:
    [together] = series(joined.build(), ("QP1", "QP2"), "population")
    assert (together.valeur, together.statut, together.territoires) == (3373, "calculé", ("QP1", "QP2"))


def test_a_rate_of_two_qpv_is_weighted_by_its_denominator(joined: Any) -> None:
    # (20,3 × 2170 + 21,7 × 1203) / 3373 = 70 156,1 / 3373 = 20,799; a plain mean would be 21.
    assert value_of(joined.build(), "a", "ages") == 20.8


def test_a_single_qpv_keeps_the_figure_and_the_status_that_are_published(joined: Any) -> None:
    [alone] = series(joined.build(), ("QP1",), "ages")
    assert (alone.valeur, alone.statut) == (20.3, "publié")


def test_a_rate_without_its_denominator_is_not_taken_together(joined: Any) -> None:
    joined.measure("QP1", "emploi", 2022, 38.9).measure("QP2", "emploi", 2022, 34.3)
    contrat = joined.build()
    assert series_of(contrat, contrat.quartiers["a"], "emploi") == ()
    assert [p.valeur for p in latest_of_parts(contrat, contrat.quartiers["a"], "emploi")] == [38.9, 34.3]


@pytest.mark.parametrize("unit", ["€", "%"])
def test_a_median_or_a_quartile_is_never_taken_together(joined: Any, unit: str) -> None:
    """Even with the population beside it: what says how an indicator is averaged is its own ``poids``."""
    joined.indicator("q1", unite=unit, poids=None).measure("QP1", "q1", 2022, 90).measure("QP2", "q1", 2022, 92)
    contrat = joined.build()
    assert latest(contrat, contrat.quartiers["a"], "q1") is None
    assert contract_average(contrat, contrat.indicateurs["q1"], DEMO_2022) is None


@pytest.mark.parametrize("indicator", ["population", "ages"])
def test_one_part_suppressed_is_never_a_sum(joined: Any, indicator: str) -> None:
    """The sum of what remains would be taken for the whole; the whole would give the part away."""
    joined.mesures = [
        replace(m, valeur=None, statut="non diffusé") if (m.territoire, m.indicateur) == ("QP2", indicator) else m
        for m in joined.mesures
    ]
    contrat = joined.build()
    [together] = series(contrat, ("QP1", "QP2"), indicator)
    assert (together.valeur, together.statut) == (None, "non diffusé")
    # Nor the published part alone, from which a published whole would give the other.
    assert latest_of_parts(contrat, contrat.quartiers["a"], indicator)[0].valeur is not None
    [figure] = [f for f in retained_figures(contrat, "a") if f.indicateur.indicateur == indicator]
    assert (figure.valeur, figure.parties) == (None, ())


def test_a_suppressed_denominator_takes_the_rate_with_it(joined: Any) -> None:
    joined.mesures = [
        replace(m, valeur=None, statut="non diffusé") if (m.territoire, m.indicateur) == ("QP2", "population") else m
        for m in joined.mesures
    ]
    assert series(joined.build(), ("QP1", "QP2"), "ages") == ()


def test_an_edition_that_lacks_one_of_the_parts_is_left_out(joined: Any) -> None:
    joined.measure("QP1", "population", 2021, 2100)
    assert [p.diffusion.edition for p in series(joined.build(), ("QP1", "QP2"), "population")] == [2022]


def test_parts_are_shown_side_by_side_only_in_the_same_edition(joined: Any) -> None:
    joined.measure("QP1", "emploi", 2022, 38.9).measure("QP2", "emploi", 2021, 34.3)
    contrat = joined.build()
    assert latest_of_parts(contrat, contrat.quartiers["a"], "emploi") == ()


def test_no_parts_for_a_qpv_that_was_not_joined(small: Any) -> None:
    contrat = small().quartier("a").measure("QPa", "x", 2022, 10).build()
    assert latest_of_parts(contrat, contrat.quartiers["a"], "x") == ()


def test_the_geography_of_2024_wins_once_it_is_published(small: Any) -> None:
    contract = small().quartier("a").measure("QPa", "x", 2022, 10)
    contract.measure("QNa", "x", 2025, 12, geography="2024")
    contrat = contract.build()
    assert [p.valeur for p in series_of(contrat, contrat.quartiers["a"], "x")] == [12]


# -- the contract's average -----------------------------------------------------------------------------


@pytest.fixture
def three(small: Any) -> Any:
    """Three QPV: 100, 300 and 600 people; rates of 10 %, 20 % and 30 %."""
    contract = small().count("population").indicator("x", poids="population", sens="defavorable")
    for name, people, rate in (("a", 100, 10), ("b", 300, 20), ("c", 600, 30)):
        contract.quartier(name).measure(f"QP{name}", "population", 2022, people)
        contract.measure(f"QP{name}", "x", 2022, rate)
    return contract


def test_average_is_weighted_and_says_by_what_and_over_how_many(three: Any) -> None:
    contrat = three.build()
    average = contract_average(contrat, contrat.indicateurs["x"], DEMO_2022)
    assert average is not None
    # (10 × 100 + 20 × 300 + 30 × 600) / 1000 = 25
    assert (average.valeur, average.poids.indicateur, average.effectif, average.total) == (25.0, "population", 3, 3)


@pytest.mark.parametrize("missing", ["x", "population"])
def test_average_leaves_out_what_lacks_its_value_or_its_weight(three: Any, missing: str) -> None:
    three.mesures = [
        replace(m, valeur=None) if (m.territoire, m.indicateur) == ("QPc", missing) else m for m in three.mesures
    ]
    contrat = three.build()
    average = contract_average(contrat, contrat.indicateurs["x"], DEMO_2022)
    assert average is not None
    # (10 × 100 + 20 × 300) / 400 = 17,5
    assert (average.valeur, average.effectif, average.total) == (17.5, 2, 3)


def test_a_weight_of_zero_is_no_weight(three: Any) -> None:
    """It would be counted among the QPV that the average is of; of zeros alone, there is none."""

    def emptied(*codes: str) -> Any:
        empty = {(code, "population") for code in codes}
        three.mesures = [replace(m, valeur=0) if (m.territoire, m.indicateur) in empty else m for m in three.mesures]
        contrat = three.build()
        return contract_average(contrat, contrat.indicateurs["x"], DEMO_2022)

    average = emptied("QPc")
    assert (average.valeur, average.effectif, average.total) == (17.5, 2, 3)
    assert emptied("QPa", "QPb", "QPc") is None


def test_average_of_one_qpv_is_no_average(three: Any) -> None:
    three.mesures = [m for m in three.mesures if m.territoire == "QPa"]
    contrat = three.build()
    assert contract_average(contrat, contrat.indicateurs["x"], DEMO_2022) is None


def test_average_is_of_one_edition(three: Any) -> None:
    three.measure("QPa", "x", 2021, 90)
    contrat = three.build()
    assert contract_average(contrat, contrat.indicateurs["x"], Diffusion("DEMO", 2021, "2015")) is None


def test_a_qpv_that_several_projects_share_counts_once(three: Any) -> None:
    three.quartier("d", "QPa", code_qpv_2024="QNa")
    contrat = three.build()
    average = contract_average(contrat, contrat.indicateurs["x"], DEMO_2022)
    assert average is not None
    assert (average.valeur, average.total) == (25.0, 3)


rates = st.decimals(0, 100, places=2).map(float)
weights = st.integers(1, 20_000)
tables = st.lists(st.tuples(rates, weights), min_size=2, max_size=8)


def average_over(small: Any, rows: list[tuple[float | None, int | None]]) -> float | None:
    contract = small().count("n").indicator("x", poids="n")
    for number, (rate, weight) in enumerate(rows):
        contract.quartier(f"q{number}").measure(f"QPq{number}", "x", 2022, rate)
        contract.measure(f"QPq{number}", "n", 2022, weight)
    contrat = contract.build()
    found = contract_average(contrat, contrat.indicateurs["x"], DEMO_2022)
    return found.valeur if found is not None else None


@given(tables)
def test_average_is_the_ratio_of_the_sums_and_lies_between_the_extremes(
    small: Any, rows: list[tuple[float, int]]
) -> None:
    average = average_over(small, list(rows))
    assert average is not None
    people = sum(rate / 100 * weight for rate, weight in rows)
    assert average == pytest.approx(100 * people / sum(weight for _, weight in rows), abs=0.051)  # one decimal
    assert min(rate for rate, _ in rows) - 0.051 <= average <= max(rate for rate, _ in rows) + 0.051


@given(tables, rates, weights, st.booleans())
def test_average_does_not_depend_on_a_qpv_whose_rate_or_weight_is_suppressed(
    small: Any, rows: list[tuple[float, int]], rate: float, weight: int, hide_rate: bool
) -> None:
    hidden = (None, weight) if hide_rate else (rate, None)
    assert average_over(small, [*rows, hidden]) == average_over(small, list(rows))


# -- what a figure is compared with ---------------------------------------------------------------------


def test_the_median_of_france_comes_first_then_france_then_the_contract(three: Any) -> None:
    """The yardstick is one, and the same for every figure: a mean of the contract may hold a third of the quartier."""
    three.measure("qpv-france", "x", 2022, 22).spread("x", 2022, 1, 5, 10, 15, 20, 25, 30)

    def compared() -> Any:
        contrat = three.build()
        return compare_published(contrat, series(contrat, ("QPc",), "x")[0])

    found = compared()
    assert (found.fondement, found.territoire, found.valeur_reference) == (
        Fondement.MEDIANE_FRANCE, "qpv-france-median", 15.0,
    )  # fmt: skip
    assert (found.ecart, found.situation, found.place.palier) == (15.0, Situation.FRAGILE, Palier.DIXIEME_FRAGILE)

    three.repartitions.clear()
    found = compared()
    assert (found.fondement, found.territoire, found.ecart, found.place) == (Fondement.FRANCE, "qpv-france", 8.0, None)

    three.mesures = [m for m in three.mesures if m.territoire != "qpv-france"]
    found = compared()
    assert (found.fondement, found.territoire, found.ecart) == (Fondement.MOYENNE_DU_CONTRAT, "agglo", 5.0)


def test_a_figure_that_half_of_the_qpv_lack_has_neither_median_nor_rank(three: Any) -> None:
    """Those that lack it are not any ones: a share that is published only where it is high has a high median."""
    spread = (1, 5, 10, 15, 20, 25, 30)
    three.spread("x", 2022, *spread).spread("y", 2022, *spread)
    three.repartitions = [replace(r, effectif=600 if r.indicateur == "x" else 1400) for r in three.repartitions]
    contrat = three.build()
    known = references_of(contrat, series(contrat, ("QPc",), "x")[0])
    assert (known.repartition, known.partielle.effectif) == (None, 600)
    three.repartitions = [replace(r, effectif=1000) for r in three.repartitions]
    assert references_of(three.build(), series(contrat, ("QPc",), "x")[0]).repartition is not None

    three.quartier("d").measure("QPd", "x", 2022, None).quartier("e").measure("QPe", "x", 2022, None)
    contrat = three.build()
    assert references_of(contrat, series(contrat, ("QPc",), "x")[0]).rang is None  # 3 of 5


def test_references_are_those_of_the_same_edition(three: Any) -> None:
    three.measure("qpv-france", "x", 2021, 22).spread("x", 2021, 1, 5, 10, 15, 20, 25, 30)
    contrat = three.build()
    known = references_of(contrat, series(contrat, ("QPa",), "x")[0])
    assert (known.france, known.repartition) == (None, None)


def test_a_count_is_compared_with_nothing(three: Any) -> None:
    contrat = three.build()
    [people] = series(contrat, ("QPa",), "population")
    assert compare_published(contrat, people).situation is Situation.NON_COMPAREE
    assert references_of(contrat, people).rang is None


def test_rank_is_counted_from_the_most_fragile_among_those_published(three: Any) -> None:
    three.quartier("d").measure("QPd", "x", 2022, 30).quartier("e").measure("QPe", "x", 2022, None)
    contrat = three.build()
    ranks = {code: references_of(contrat, series(contrat, (code,), "x")[0]).rang for code in ("QPa", "QPb", "QPc")}
    assert ranks == {"QPa": (4, 4, False), "QPb": (3, 4, False), "QPc": (1, 4, True)}  # c and d share the first place
    assert references_of(contrat, series(contrat, ("QPd",), "x")[0]).rang == (1, 4, True)
    assert references_of(contrat, series(contrat, ("QPe",), "x")[0]).rang is None
    three.indicator("x", sens="favorable")  # the lowest is the most fragile
    contrat = three.build()
    ranks = {code: references_of(contrat, series(contrat, (code,), "x")[0]).rang for code in ("QPa", "QPb", "QPc")}
    assert ranks == {"QPa": (1, 4, False), "QPb": (2, 4, False), "QPc": (3, 4, True)}


def test_values_of_the_contract_are_those_published_to_the_decimal(three: Any) -> None:
    """Two values that are printed alike share a rank: 30 and 29,96 are both 30,0."""
    three.quartier("d").measure("QPd", "x", 2022, 29.96).quartier("e").measure("QPe", "x", 2022, None)
    contrat = three.build()
    [c] = series(contrat, ("QPc",), "x")
    assert contract_values(contrat, c) == (10.0, 20.0, 30.0, 30.0)
    assert references_of(contrat, series(contrat, ("QPd",), "x")[0]).rang == (1, 4, True)


def test_qpv_taken_together_have_no_rank(joined: Any) -> None:
    contrat = joined.build()
    assert references_of(contrat, series(contrat, ("QP1", "QP2"), "ages")[0]).rang is None


# -- two dates ------------------------------------------------------------------------------------------


def trend_of(contract: Any, indicator: str = "x", quartier: str = "a") -> tuple[Any, str | None]:
    contrat = contract.build()
    published = series_of(contrat, contrat.quartiers[quartier], indicator)
    return trend_published(contrat, published), why_no_trend(contrat, published)


def test_census_editions_that_overlap_are_not_compared(small: Any) -> None:
    contract = small().quartier("a").measure("QPa", "x", 2018, 20).measure("QPa", "x", 2022, 30)
    assert trend_of(contract) == (None, "diffusions de moins de 5 ans d'écart, qui se recouvrent")


def test_census_editions_five_years_apart_are_compared_the_oldest_first(small: Any) -> None:
    contract = small().quartier("a")
    for edition, value in ((2017, 20.0), (2019, 25.0), (2022, 30.2)):
        contract.measure("QPa", "x", edition, value, year=2010 if edition == 2017 else None)
    trend, why = trend_of(contract)
    assert (trend.variation, trend.annee_initiale, trend.annee, trend.editions) == (10.2, 2010, None, (2017, 2022))
    assert (trend.evolution, why) == (Evolution.DEGRADATION, None)


def test_only_what_is_published_is_compared(small: Any) -> None:
    contract = small().quartier("a").measure("QPa", "x", 2015, None).measure("QPa", "x", 2016, 21)
    trend, _ = trend_of(contract.measure("QPa", "x", 2022, 30))
    assert (trend.variation, trend.editions) == (9.0, (2016, 2022))


def points_of(contract: Any) -> list[tuple[int, float | None]]:
    contrat = contract.build()
    published = comparable_series(contrat, series_of(contrat, contrat.quartiers["a"], "x"))
    return [(p.diffusion.edition, p.valeur) for p in published]


def test_a_line_is_drawn_through_what_may_be_compared_and_nothing_else(small: Any) -> None:
    contract = small().quartier("a")
    for edition, value, year in ((2010, 20, 2010), (2017, 20, 2010), (2016, None, None), (2020, 25, None)):
        contract.measure("QPa", "x", edition, value, year=year)
    # 2017 gives the year 2010 again; 2016 is not published; 2020 overlaps with 2022.
    assert points_of(contract.measure("QPa", "x", 2022, 30)) == [(2010, 20), (2022, 30)]
    assert points_of(small().quartier("a").measure("QPa", "x", 2022, 30)) == []
    assert points_of(small().quartier("a").measure("QPa", "x", 2010, 20).measure("QPa", "x", 2022, None)) == []


def test_an_indicator_that_must_not_be_compared_has_no_trend(small: Any) -> None:
    contract = small().quartier("a").indicator("x", evolution="non")
    contract.measure("QPa", "x", 2010, 20).measure("QPa", "x", 2022, 30)
    assert trend_of(contract) == (None, "pas d'évolution (voir la note)")


def test_the_start_of_a_change_is_not_chosen_by_what_is_known_of_its_date(small: Any) -> None:
    """34,8 % in an edition of unknown year, 21,4 % in 2019, 33,9 % in 2021: nothing has risen by 12 points."""
    contract = small().quartier("a").indicator("x", evolution="annuelle")
    contract.measure("QPa", "x", 2017, 34.8).measure("QPa", "x", 2020, 21.4, year=2019)
    contract.measure("QPa", "x", 2022, 33.9, year=2021)
    trend, _ = trend_of(contract)
    assert (trend.variation, trend.annee_initiale, trend.editions) == (-0.9, None, (2017, 2022))


def test_an_annual_source_without_known_years_goes_by_editions(small: Any) -> None:
    contract = small().quartier("a").indicator("x", evolution="annuelle")
    trend, _ = trend_of(contract.measure("QPa", "x", 2021, 10).measure("QPa", "x", 2022, 12))
    assert (trend.variation, trend.annee_initiale, trend.editions) == (2.0, None, (2021, 2022))


def test_the_same_year_published_twice_is_no_change(small: Any) -> None:
    contract = small().quartier("a").indicator("x", evolution="annuelle")
    contract.measure("QPa", "x", 2021, 10, year=2019).measure("QPa", "x", 2022, 12, year=2019)
    trend, why = trend_of(contract)
    assert (trend, why) == (None, "pas de diffusion comparable")


def test_another_theme_or_geography_is_another_series(small: Any) -> None:
    contract = small().quartier("a").measure("QPa", "x", 2010, 20, theme="RP").measure("QPa", "x", 2022, 30)
    assert trend_of(contract) == (None, "une seule diffusion")
    # The quartier that is told apart by its 2024 code has only the figures of 2024.
    contract.measure("QNa", "x", 2027, 35, geography="2024")
    assert trend_of(contract) == (None, "une seule diffusion")


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ((20, None), "valeur non diffusée"),
        ((None, 30), "non diffusé auparavant"),
        ((None,), "valeur non diffusée"),
        ((30,), "une seule diffusion"),
        ((20, 30), None),
        ((), None),
    ],
)
def test_why_there_is_no_trend_is_said(small: Any, values: tuple[float | None, ...], reason: str | None) -> None:
    contract = small().quartier("a").indicator("x")
    for edition, value in zip((2022 - 5 * (len(values) - 1), 2022), values[-2:], strict=False):
        contract.measure("QPa", "x", edition, value)
    trend, why = trend_of(contract)
    assert why == reason
    assert (trend is None) == (why is not None or not values)


# -- what is recent enough ------------------------------------------------------------------------------


def test_figures_of_2010_serve_to_check_and_not_to_describe(small: Any) -> None:
    contract = small().quartier("a").measure("QPa", "old", 2010, 20, year=2010).measure("QPa", "new", 2022, 30)
    contrat = contract.build()
    assert latest(contrat, contrat.quartiers["a"], "old") is None
    assert [f.indicateur.indicateur for f in retained_figures(contrat, "a")] == ["new"]
    # Five years behind the newest edition is still recent; six is not.
    contract.measure("QPa", "five", 2017, 1).measure("QPa", "six", 2016, 1)
    assert [f.indicateur.indicateur for f in retained_figures(contract.build(), "a")] == ["new", "five"]


def test_a_published_figure_comes_before_the_stated_one_and_carries_it(small: Any) -> None:
    contract = small().measure("QPa", "x", 2022, 30).state("a", "x", 25, annee=2019).state("a", "y", 40)
    first, second = retained_figures(contract.build(), "a")
    assert (first.valeur, first.publie, [e.valeur for e in first.enonces]) == (30, True, [25])
    assert (second.valeur, second.publie, second.enonces) == (40, False, ())


def test_a_suppressed_figure_gives_way_to_the_stated_one_only(small: Any) -> None:
    contract = small().quartier("a").measure("QPa", "x", 2022, None)
    [alone] = retained_figures(contract.build(), "a")
    assert (alone.valeur, alone.publie) == (None, True)
    contract.state("a", "x", 25, annee=2019)
    [stated] = retained_figures(contract.build(), "a")
    assert (stated.valeur, stated.publie) == (25, False)


# -- the project's own tables ---------------------------------------------------------------------------


def test_cite_thiers_joins_two_qpv(contrat: Contrat) -> None:
    """QP059022 and QP059056, worked out by hand from INSEE's own files (DEMO, IPRO, REVN)."""
    quartier = contrat.quartiers["bruay-cite-thiers"]

    def of(indicator: str) -> float | None:
        published = latest(contrat, quartier, indicator)
        return round(published.valeur, 1) if published is not None and published.valeur is not None else None

    assert of("population_nb") == 2170 + 1203
    assert of("demandeurs_emploi_nb") == 385 + 205
    assert of("population_60_plus_pct") == 20.8
    assert of("allocataires_mono_pct") == round(100 * 215 / 1089, 1)
    assert of("demandeurs_2_ans_pct") == round(100 * 195 / 590, 1)
    assert of("demandeurs_longue_duree_pct") == round(100 * 298 / 590, 1)
    assert of("allocataires_dependants_50_pct") == round(100 * 432 / 958, 1)
    # Neither a median, nor a rate whose denominator is not published.
    for indicator in ("revenu_q1_mensuel_eur", "revenu_median_mensuel_eur", "taux_pauvrete_pct", "emploi_15_64_pct"):
        assert of(indicator) is None
    parts = latest_of_parts(contrat, quartier, "emploi_15_64_pct")
    assert [(p.territoires, p.valeur) for p in parts] == [(("QP059022",), 38.9), (("QP059056",), 34.3)]


@pytest.mark.parametrize(
    ("indicator", "diffusion", "expected", "effectif"),
    [
        # Sums over the 15 QPV of the raw files: ABC_DUR4 / ABC, and (ABC_DUR3 + ABC_DUR4) / ABC, IPRO_2022.
        ("demandeurs_2_ans_pct", Diffusion("IPRO", 2022, "2015"), 31.5, 15),
        ("demandeurs_longue_duree_pct", Diffusion("IPRO", 2022, "2015"), 49.7, 15),
        # TX_TOT_60ETPLUS is not published for QP059020 and QP059029.
        ("population_60_plus_pct", Diffusion("DEMO", 2022, "2015"), None, 13),
    ],
)
def test_averages_of_the_contract(
    contrat: Contrat, indicator: str, diffusion: Diffusion, expected: float | None, effectif: int
) -> None:
    average = contract_average(contrat, contrat.indicateurs[indicator], diffusion)
    assert average is not None
    assert (average.effectif, average.total) == (effectif, 15)
    if expected is not None:
        assert average.valeur == expected


def test_indicators_that_must_not_be_averaged_have_no_weight_and_say_why(contrat: Contrat) -> None:
    """A new median that someone weights by the population would be caught here."""
    for name, indicateur in contrat.indicateurs.items():
        if indicateur.unite == "€":
            assert indicateur.poids is None, name
        if indicateur.poids is not None:
            assert contrat.indicateurs[indicateur.poids].unite == "nombre", name
        published = any(m.indicateur == name for m in contrat.mesures)
        if published and indicateur.poids is None:
            assert indicateur.reserve, name


# -- a slope ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "steady"),
    [
        ((54.0, 48.2, 48.7, 49.6), False),  # it fell once, and has risen since
        ((24.2, 25.1, 26.6, 25.5, 34.7), False),  # nearly all of it in the last step
        ((54.4, 54.2, 51.3, 47.6), True),
        ((41.9, 35.9, 32.6, 30.3), True),
        ((30.0, 36.0), True),  # two dates: nothing in between to say otherwise
        ((30.0, 30.0, 36.0), True),  # the same figure published twice is one
    ],
)
def test_a_change_is_a_slope_where_what_lies_between_goes_its_way(small: Any, values: Any, steady: bool) -> None:
    contract = small().indicator("x", evolution="annuelle").quartier("a")
    for number, value in enumerate(values):
        contract.measure("QPa", "x", 2015 + number, value, year=2013 + number)
    contrat = contract.build()
    found = trend_published(contrat, series_of(contrat, contrat.quartiers["a"], "x"))
    assert found is not None
    assert found.reguliere is steady


def test_a_partial_average_says_of_whom(contrat: Contrat) -> None:
    """Without its largest QPV, how many a mean is of would still look like nearly all."""
    name = "allocataires_rsa_socle_pct"
    published = (m for m in contrat.mesures if m.indicateur == name and m.geographie == "2015")
    newest = max(published, key=lambda m: m.edition)
    diffusion = Diffusion(newest.theme, newest.edition, newest.geographie)
    whole = contract_average(contrat, contrat.indicateurs[name], diffusion)
    assert whole is not None
    codes = contract_codes(contrat, "2015")
    people = {}
    for code in codes:
        own = [m.valeur for m in contrat.mesures_de(code, "population_nb") if m.geographie == "2015" and m.valeur]
        people[code] = own[-1]
    largest = max(people, key=people.__getitem__)
    hidden = tuple(
        replace(m, valeur=None, statut="non diffusé")
        if (m.territoire, m.indicateur, m.edition) == (largest, name, newest.edition)
        else m
        for m in contrat.mesures
    )
    part = contract_average(replace(contrat, mesures=hidden), contrat.indicateurs[name], diffusion)
    assert part is not None and (part.absents, part.inconnus) == (1, 0) and part.effectif == whole.effectif - 1
    assert part.part_pct is not None and whole.part_pct is not None
    assert whole.part_pct - part.part_pct == pytest.approx(100 * people[largest] / sum(people.values()))
    told = of_how_many(part).replace("\u202f", " ")
    assert told == f"{part.effectif} QPV sur {part.total}, {part.part_pct:.0f} % des habitants"
    nobody = tuple(m for m in hidden if m.indicateur != "population_nb")
    unknown = contract_average(replace(contrat, mesures=nobody), contrat.indicateurs[name], diffusion)
    assert unknown is not None and of_how_many(unknown) == f"{unknown.effectif} QPV sur {unknown.total}"


def test_a_qpv_whose_past_is_not_known_is_not_in_the_mean_and_it_is_said(contrat: Contrat) -> None:
    """The largest QPV of a contract that has just begun may be linked to none of 2015: no share is then known."""
    indicator = contrat.indicateurs["allocataires_rsa_socle_pct"]
    diffusion = max(
        (Diffusion(m.theme, m.edition, m.geographie) for m in contrat.mesures if m.indicateur == indicator.indicateur),
        key=lambda d: (d.geographie == "2015", d.edition),
    )
    code = next(q.territoire for q in contrat.quartiers.values() if len(q.codes_qpv_2015) == 1)
    unlinked = {
        name: replace(q, codes_qpv_2015=(), libelles_qpv_2015=(), perimetre=None, filiation="inconnue")
        if q.territoire == code
        else q
        for name, q in contrat.quartiers.items()
    }
    average = contract_average(replace(contrat, quartiers=unlinked), indicator, diffusion)
    assert average is not None and average.inconnus == 1
    assert of_how_many(average) == f"{average.effectif} QPV sur {average.effectif + average.absents}"
    assert average.effectif + average.absents == average.total + 1
    new = {name: replace(q, filiation=None) if q.filiation else q for name, q in unlinked.items()}
    known = contract_average(replace(contrat, quartiers=new), indicator, diffusion)
    assert known is not None and known.inconnus == 0  # it was no QPV in 2015: nothing is missing
