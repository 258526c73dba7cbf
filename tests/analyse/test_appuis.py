"""Diagnostic ↔ priorities: the written rule, then the project's own data."""

from dataclasses import replace

import pytest

from quartiers.analyse.appuis import Reponse, answer_to_indicator, match_priorities
from quartiers.donnees import Contrat
from quartiers.donnees.modele import Indicateur, Priorite

INDICATOR = Indicateur(
    "x", "X", "X", "insertion", ("jeunesse",), ("jeunes",), "%", "defavorable", "p", "d", "producteur",
    evolution="non", poids=None, reserve=None, confusions=(), premiere_annee=None,
)  # fmt: skip


def priority(thematique: str, *publics: str) -> Priorite:
    return Priorite("q-i1", "q", "intercommunale", thematique, "Titre", publics, None, ())


@pytest.mark.parametrize(
    ("priorite", "expected"),
    [
        (priority("insertion", "jeunes", "femmes"), Reponse.DIRECTE),
        (priority("insertion"), Reponse.DIRECTE),  # names no public: for all, young people too
        (priority("insertion", "femmes"), Reponse.INDIRECTE),  # for others
        (priority("jeunesse", "jeunes"), Reponse.DIRECTE),  # a linked theme, for this public
        (priority("jeunesse"), Reponse.INDIRECTE),
        (priority("sante", "jeunes"), Reponse.AUCUNE),
    ],
)
def test_answer_rule(priorite: Priorite, expected: Reponse) -> None:
    assert answer_to_indicator(priorite, INDICATOR) is expected


def test_an_indicator_without_public_is_answered_by_its_theme() -> None:
    general = replace(INDICATOR, publics=())
    assert answer_to_indicator(priority("insertion", "femmes"), general) is Reponse.DIRECTE
    assert answer_to_indicator(priority("jeunesse", "jeunes"), general) is Reponse.INDIRECTE


def test_indirect_answers_count_only_when_there_is_no_direct_one(contrat: Contrat) -> None:
    for quartier in contrat.quartiers:
        found = match_priorities(contrat, quartier)
        for appui in (*found.chiffres, *found.constats):
            answers = {answer for p, answer in appui.reponses if p in appui.priorites}
            assert answers <= {appui.reponse}


def test_le_jard_has_no_priority_for_its_figures_on_employment(contrat: Contrat) -> None:
    # Employment 42,1 and 35 % (median QPV: 44,6 and 39,6), precarious jobs 29,7 (25,4), job seekers of a year or more
    # 54,7 (49,7 for the contract) and of two years 33,9 (31,5), allocataires at 50 % 50,0 (46,9).
    found = match_priorities(contrat, "vieux-conde-jard")
    unanswered = {a.source.indicateur.indicateur for a in found.chiffres if a in found.sans_priorite}  # type: ignore[union-attr]
    assert unanswered == {
        "emploi_15_64_pct",
        "emploi_femmes_pct",
        "emplois_precaires_pct",
        "demandeurs_longue_duree_pct",
        "demandeurs_2_ans_pct",
        "allocataires_dependants_50_pct",
    }


def test_a_strength_asks_for_no_priority(contrat: Contrat) -> None:
    asked = {a.source.constat for a in match_priorities(contrat, "beuvrages-rives-escaut").constats}  # type: ignore[union-attr]
    assert "Cadre de vie plaisant et apprécié" not in asked


def test_every_difficulty_is_there_and_every_priority_is_supported_or_said_not_to_be(contrat: Contrat) -> None:
    for quartier in contrat.quartiers:
        found = match_priorities(contrat, quartier)
        difficulties = [c for c in contrat.constats_de(quartier) if c.nature == "difficulté"]
        assert [a.source for a in found.constats] == difficulties
        supported = {p.priorite for a in (*found.chiffres, *found.constats) for p, _ in a.reponses}
        alone = {p.priorite for p in found.priorites_sans_appui}
        assert supported | alone == {p.priorite for p in contrat.priorites_de(quartier)}
        assert not supported & alone


def test_what_a_priority_rests_on_is_what_answers_it(contrat: Contrat) -> None:
    """Both readings of the same pairs: from the fragility to its priorities, and from the priority back."""
    for quartier in contrat.quartiers:
        found = match_priorities(contrat, quartier)
        for p in contrat.priorites_de(quartier):
            rests = found.soutien_de(p)
            assert [a.source for a in found.chiffres if (p, Reponse.DIRECTE) in a.reponses] == list(rests.directs)
            assert [a.source for a in found.chiffres if (p, Reponse.INDIRECTE) in a.reponses] == list(rests.indirects)
            same_theme = [c for c in contrat.constats_de(quartier) if c.thematique == p.thematique]
            assert list(rests.constats) == [c for c in same_theme if c.nature == "difficulté"]
            assert bool(rests) is (p not in found.priorites_sans_appui)
