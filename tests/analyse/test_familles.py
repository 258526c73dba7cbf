"""Families of QPV: what holds is found, what does not is not, and neither order nor units matter."""

import random
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quartiers.analyse.familles import (
    MIN_INDICATEURS,
    MIN_MEMBRES,
    MIN_QPV,
    Familles,
    Motif,
    _cut,
    _silhouette,
    _stable,
    classify,
    find_groups,
)
from quartiers.analyse.synthese import quartiers_by_qpv, shared_indicators
from quartiers.donnees import Contrat

# Two clouds far apart on every axis, five rows each.
LOW = [[10.0 + row / 10, 20.0 - row / 10, 30.0 + (row % 2) / 5, 5.0 + row / 20, 8.0 - row / 20] for row in range(5)]
HIGH = [[value + 40 for value in row] for row in LOW]

tables = st.integers(6, 14).flatmap(
    lambda rows: st.integers(2, 5).flatmap(
        lambda columns: st.lists(
            st.lists(st.integers(0, 30).map(float), min_size=columns, max_size=columns), min_size=rows, max_size=rows
        )
    )
)


def test_two_clouds_are_two_families() -> None:
    found = find_groups(LOW + HIGH)
    assert set(found.groupes) == {frozenset(range(5)), frozenset(range(5, 10))}
    assert not found.isoles


def test_a_row_that_changes_sides_is_in_no_family() -> None:
    """On the low side for two of its five indicators, and on the high side for the others."""
    torn = [[LOW[2][0], LOW[2][1], 50.0, HIGH[2][3], HIGH[2][4]]]
    found = find_groups([row[:] for row in LOW + HIGH] + torn)
    assert set(found.groupes) == {frozenset(range(5)), frozenset(range(5, 10))}
    assert found.isoles == {10}


def test_points_without_structure_have_no_family() -> None:
    noise = random.Random(1)
    values = [[noise.gauss(0, 1) for _ in range(8)] for _ in range(14)]
    assert find_groups(values).groupes == ()


def test_rows_all_alike_have_no_family() -> None:
    assert find_groups([[1.0, 2.0]] * 12).groupes == ()


def test_one_indicator_alone_makes_no_family() -> None:
    noise = random.Random(3)
    values = [[1000.0 * (row % 2), *(noise.gauss(0, 1) for _ in range(5))] for row in range(14)]
    assert find_groups(values).groupes == ()


def test_leaving_out_rows_does_not_hide_what_leaving_out_columns_shows() -> None:
    """Row 2 leaves its group in half of the runs without a column, in none of those without a row."""
    labels = np.array([0, 0, 0, 1, 1, 1])
    steady = (labels[:, None] == labels[None, :]).astype(float)
    shaken = steady.copy()
    shaken[2, :2] = shaken[:2, 2] = 0.5
    shaken[2, 3:] = shaken[3:, 2] = 0.5
    assert _stable(labels, np.array([steady, steady])) == [0, 1, 2, 3, 4, 5]
    assert _stable(labels, np.array([shaken, steady])) == [0, 1, 3, 4, 5]


@given(tables, st.randoms(use_true_random=False))
@settings(max_examples=30)
def test_the_order_of_rows_does_not_matter(values: list[list[float]], shuffle: random.Random) -> None:
    order = list(range(len(values)))
    shuffle.shuffle(order)
    mixed = find_groups([values[row] for row in order])
    assert {frozenset(order[row] for row in group) for group in mixed.groupes} == set(find_groups(values).groupes)


@given(tables, st.lists(st.tuples(st.integers(1, 50), st.integers(-100, 100)), min_size=5, max_size=5))
@settings(max_examples=30)
def test_units_do_not_matter(values: list[list[float]], units: list[tuple[int, int]]) -> None:
    changed = [[value * a + b for value, (a, b) in zip(row, units, strict=False)] for row in values]
    assert find_groups(changed).groupes == find_groups(values).groupes


@given(tables)
@settings(max_examples=30)
def test_families_are_apart_and_large_enough(values: list[list[float]]) -> None:
    found = find_groups(values)
    rows = [row for group in found.groupes for row in group]
    assert len(rows) == len(set(rows))
    assert set(rows) | found.isoles == set(range(len(values)))
    assert not set(rows) & found.isoles
    assert len(found.groupes) != 1
    assert all(len(group) >= MIN_MEMBRES for group in found.groupes)


def test_equal_distances_are_not_cut() -> None:
    """Three pairs at equal distances cannot be two groups: none is nearer to another."""
    corners = np.array([[0.0, 0.0], [0.0, 0.0], [4.0, 0.0], [4.0, 0.0], [2.0, 12**0.5], [2.0, 12**0.5]])
    assert len(set(_cut(np.round(corners, 9), 3))) == 3
    assert len(set(_cut(np.zeros((4, 2)), 2))) == 1


def test_silhouette_of_four_points_on_a_line() -> None:
    # 0, 1 | 10, 11: (10.5 - 1) / 10.5 at both ends, (9.5 - 1) / 9.5 inside; the mean is 0.89975.
    points = np.array([[0.0], [1.0], [10.0], [11.0]])
    assert _silhouette(points, np.array([0, 0, 1, 1])) == pytest.approx(0.89975, abs=1e-5)


# -- of a contract ------------------------------------------------------------------------------------------


def described(small: Any, rows: list[list[float | None]]) -> Familles:
    """The families of a contract whose QPV have these published values, one indicator a column."""
    contract = small()
    for number, row in enumerate(rows):
        contract.quartier(f"q{number:02d}")
        for column, value in enumerate(row):
            contract.measure(f"QPq{number:02d}", f"i{column}", 2022, value)
    built = contract.build()
    return classify(shared_indicators(built), tuple(quartiers_by_qpv(built).values()))


def members(found: Familles) -> set[frozenset[str]]:
    return {frozenset(group[0].quartier for group in family.qpv) for family in found.familles}


def test_families_of_a_contract_and_what_sets_them_apart(small: Any) -> None:
    found = described(small, [*LOW, *HIGH])
    assert found.motif is None
    assert members(found) == {frozenset(f"q{n:02d}" for n in range(5)), frozenset(f"q{n:02d}" for n in range(5, 10))}
    low = next(f for f in found.familles if f.qpv[0][0].quartier == "q00")
    # The clouds are 40 apart on each of the five indicators: each mean is 20 from that of all.
    assert [gap for _, gap in low.ecarts] == [-20.0] * 5


def test_a_value_that_is_not_published_is_not_replaced(small: Any) -> None:
    rows: list[list[float | None]] = [*LOW, *HIGH, [None, 60.0, 70.0, 45.0, 48.0]]
    found = described(small, rows)
    assert [group[0].quartier for group in found.incomplets] == ["q10"]
    assert all("q10" not in family for family in members(found))


def test_too_few_qpv_or_indicators_are_not_classified(small: Any) -> None:
    few = described(small, [*LOW, *HIGH][: MIN_QPV - 1])
    assert (few.motif, few.familles) == (Motif.PEU_DE_QPV, ())
    narrow = described(small, [row[: MIN_INDICATEURS - 1] for row in [*LOW, *HIGH]])
    assert (narrow.motif, narrow.familles) == (Motif.PEU_D_INDICATEURS, ())
    nothing = described(small, [])
    assert (nothing.motif, nothing.edition) == (Motif.PEU_DE_QPV, None)


def test_older_editions_counts_and_context_are_left_out(contrat: Contrat) -> None:
    found = classify(shared_indicators(contrat), tuple(quartiers_by_qpv(contrat).values()))
    names = {i.indicateur for i in found.indicateurs}
    assert "taux_pauvrete_pct" in names
    # Of 2019; a number; neither good nor bad.
    assert not names & {"allocataires_dependants_50_pct", "population_nb", "population_femmes_pct"}
    # Bruay: one QPV joins two former ones, of which the rates cannot be taken together; the other is new.
    assert {group[0].quartier for group in found.incomplets} == {"bruay-cite-thiers", "bruay-centre"}


def test_the_order_of_the_quartiers_changes_no_family(contrat: Contrat) -> None:
    mixed = replace(contrat, quartiers=dict(reversed(list(contrat.quartiers.items()))))
    results = [classify(shared_indicators(c), tuple(quartiers_by_qpv(c).values())) for c in (contrat, mixed)]
    assert results[0].motif == results[1].motif
    assert members(results[0]) == members(results[1])
