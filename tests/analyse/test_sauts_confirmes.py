"""A level that a jump came to is kept by the editions that follow, or it is not."""

from dataclasses import replace

import pytest

from quartiers.analyse.publications import series
from quartiers.analyse.sauts import first_jump, is_kept
from quartiers.donnees import Contrat

TRIEU, INDICATOR = ("QP059026",), "demandeurs_2_ans_pct"  # 32,1; 26,6; 22,6; then 36,8 by a jump; then 40


def with_newest(contrat: Contrat, value: float) -> Contrat:
    newest = max(m.edition for m in contrat.mesures if m.indicateur == INDICATOR)
    changed = (
        replace(m, valeur=value) if (m.territoire, m.indicateur, m.edition) == (*TRIEU, INDICATOR, newest) else m
        for m in contrat.mesures
    )
    return replace(contrat, mesures=tuple(changed))


@pytest.mark.parametrize(("newest", "kept"), [(40.0, True), (36.8, True), (24.0, False)])
def test_a_later_edition_that_stays_near_confirms_a_level(contrat: Contrat, newest: float, kept: bool) -> None:
    changed = with_newest(contrat, newest)
    known = series(changed, TRIEU, INDICATOR)
    jump = first_jump(changed, known)
    assert jump is not None
    assert is_kept(changed, known, jump) is kept


def test_a_jump_of_the_newest_edition_is_not_confirmed(contrat: Contrat) -> None:
    known = series(contrat, TRIEU, INDICATOR)[:-1]
    jump = first_jump(contrat, known)
    assert jump is not None
    assert not is_kept(contrat, known, jump)


def test_without_a_jump_nothing_is_kept(contrat: Contrat) -> None:
    assert not is_kept(contrat, series(contrat, TRIEU, INDICATOR), None)
