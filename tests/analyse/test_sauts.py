"""Jumps of published series, in points: those of the contract's own tables, counted by hand."""

from quartiers.analyse.diagnostic import retained_figures
from quartiers.analyse.publications import series_of
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
