"""Jumps of published series, in points: those of the contract's own tables, counted by hand; the limits of a jump."""

from typing import Any

import pytest

from quartiers.analyse.diagnostic import retained_figures
from quartiers.analyse.publications import series, series_of
from quartiers.analyse.sauts import first_jump, usual_change
from quartiers.donnees import Contrat


def test_a_jump_is_the_first_step_that_no_other_qpv_makes(contrat: Contrat) -> None:
    published = series_of(contrat, contrat.quartiers["fresnes-le-trieu"], "demandeurs_2_ans_pct")
    assert [p.valeur for p in published] == [32.1, 26.6, 22.6, 36.8, 40.0]
    assert first_jump(contrat, published) == (published[2], published[3])
    assert usual_change(contrat, published[2], published[3]) == 1.4


def test_a_slope_and_a_jump_of_all_are_none(contrat: Contrat) -> None:
    """La Solitude: 24,9 26,1 28,3 34,7 40,4. Fewer than five points are none either, nor is an amount."""
    for indicator in ("demandeurs_2_ans_pct", "taux_pauvrete_pct", "revenu_median_mensuel_eur", "population_nb"):
        assert first_jump(contrat, series_of(contrat, contrat.quartiers["vieux-conde-solitude"], indicator)) is None


def test_what_jumped_is_known_whether_the_document_states_it_or_not(contrat: Contrat) -> None:
    jumped = {
        (q, f.indicateur.indicateur)
        for q in contrat.quartiers
        for f in retained_figures(contrat, q)
        if f.saut is not None
    }
    assert ("fresnes-le-trieu", "demandeurs_2_ans_pct") in jumped
    assert ("saint-saulve-pepiniere", "population_0_24_pct") in jumped  # 34,8 then 29,2: not in the document
    assert ("saint-saulve-pepiniere", "demandeurs_longue_duree_pct") not in jumped


def usual(small: Any, change: float, *others: float, unit: str = "%", start: float = 20.0) -> float | None:
    """What half the others change by, at most, where a QPV that changes so has jumped; None where it has not."""
    contract = small().indicator("x", unite=unit)
    for name, own in zip("abcdefg", (change, *others), strict=False):
        contract.quartier(name).measure(f"QP{name}", "x", 2021, start).measure(f"QP{name}", "x", 2022, start + own)
    contract.quartier("z").measure("QPz", "x", 2022, 90.0)  # one edition alone: it changes by nothing known
    contrat = contract.build()
    one, two = series(contrat, ("QPa",), "x")
    return usual_change(contrat, one, two)


@pytest.mark.parametrize(
    ("change", "others", "expected"),
    [
        # Five points at least, to the decimal that is published.
        (5.0, (1, 1, 1, 1, 1), 1.0),
        (4.96, (1, 1, 1, 1, 1), 1.0),
        (4.6, (0, 0, 0, 0, 0), None),
        (-5.0, (1, 1, 1, 1, 1), 1.0),
        # Six times the usual distance to the usual change, which is taken for half a point at least.
        (5.0, (2, 2, 2, 2, 2), 2.0),
        (5.0, (2.1, 2.1, 2.1, 2.1, 2.1), None),
        (7.0, (0, 1, 1, 2, 3), 1.0),
        (6.9, (0, 1, 1, 2, 3), None),
        # Five neighbours at least.
        (9.0, (0, 0, 0, 0), None),
        # What is usual has the decimal of what is published.
        (9.0, (0.6, 0.6, 0.6, 0.6, 0.6), 0.6),
        (9.0, (1.0, 1.0, 1.0, 1.1, 1.1, 1.1), 1.1),
    ],
)
def test_the_limits_of_a_jump(small: Any, change: float, others: tuple[float, ...], expected: float | None) -> None:
    assert usual(small, change, *others) == expected


def test_an_amount_does_not_jump(small: Any) -> None:
    assert usual(small, 900.0, 0, 0, 0, 0, 0, unit="€", start=1000.0) is None


@pytest.mark.parametrize(
    ("before", "theme", "jumps"), [(2021, "DEMO", True), (2010, "DEMO", False), (2021, "RP", False)]
)
def test_a_jump_is_between_near_editions_of_one_source(small: Any, before: int, theme: str, jumps: bool) -> None:
    contract = small()
    for name, own in zip("abcdef", (9, 0, 0, 0, 0, 0), strict=True):
        contract.quartier(name).measure(f"QP{name}", "x", before, 20, theme=theme)
        contract.measure(f"QP{name}", "x", 2022, 20 + own)
    contrat = contract.build()
    assert (first_jump(contrat, series(contrat, ("QPa",), "x")) is not None) is jumps
