"""What is known of a priority, by hand from the invented contract; what cannot be answered; who said what when."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from quartiers.analyse.evaluation import (
    Etendue,
    Inconnue,
    Limite,
    PrioriteEvaluee,
    evaluate,
    limits_of,
    perimeter_of,
    unknown_of,
    way_done,
)
from quartiers.analyse.evaluation_ecarts import read_gaps
from quartiers.analyse.evaluation_habitants import promised_without_action
from quartiers.analyse.evaluation_lacunes import Lacune, find_lacks
from quartiers.analyse.evaluation_manques import when_to_fill
from quartiers.analyse.evaluation_propositions import Besoin, Mot
from quartiers.analyse.evaluation_questions import Matiere, SurTable, SurTheme, answer_questions
from quartiers.donnees import Contrat, Introuvable
from quartiers.donnees.modele import QuestionEvaluative


def priority(contrat: Contrat, name: str) -> PrioriteEvaluee:
    [found] = [e for q in contrat.quartiers.values() for e in evaluate(contrat, q) if e.suivi.priorite.priorite == name]
    return found


def lacks_of(contrat: Contrat, quartier: str | None = None) -> tuple[Lacune, ...]:
    scope = perimeter_of(contrat, quartier, None)
    evaluated = tuple(e for q in scope.quartiers for e in evaluate(contrat, q))
    return find_lacks(contrat, scope, evaluated, read_gaps(contrat, scope.quartiers))


# -- facts and proposals, by hand -------------------------------------------------------------------------


def test_the_latest_result_of_each_indicator_stands_before_its_target(suivi: Contrat) -> None:
    """Passerelle: 44 people for 40, 17 ways out for 15; the year before, 38 and 11 were not there."""
    e = priority(suivi, "tilleuls-i1")
    assert [(r.valeur, r.cible) for r in e.realisations] == [(44, 40)]
    assert [(r.valeur, r.cible) for r in e.resultats] == [(17, 15)]
    f = e.faits
    assert (f.actions, f.ouvertes, f.realisations_depassees, f.resultats_atteints, f.resultats_manques) == (
        2,
        2,
        1,
        1,
        0,
    )
    assert f.demande_non_couverte  # 64 000 asked, 49 000 granted
    assert e.proposition.mot is Mot.MAINTENIR
    assert e.decision is not None
    assert e.decision.sens == "renforcer"  # a person's, that no rule reads


def test_each_priority_of_the_example_has_its_rule(suivi: Contrat) -> None:
    found = {
        e.suivi.priorite.priorite: e.proposition.regle.code
        for q in suivi.quartiers.values()
        for e in evaluate(suivi, q)
    }
    assert found == {
        "tilleuls-i1": "E7",  # its result is reached
        "tilleuls-i2": "E3",  # 212 consultations, and nobody knows what they changed
        "tilleuls-p1": "E8",  # 3 shops for 5, from 1: half way
        "grand-large-i1": "E9",  # 36 mornings for 36, 14 parents for 30
        "grand-large-p1": "E3",
        "grand-large-p2": "E1",
    }


def test_a_decision_changes_no_proposal(suivi: Contrat) -> None:
    without = replace(suivi, decisions={})
    for name in ("tilleuls-i1", "grand-large-i1"):
        assert priority(without, name).proposition == priority(suivi, name).proposition
        assert priority(without, name).decision is None


def test_half_way_is_from_where_one_started(suivi: Contrat) -> None:
    [shops] = priority(suivi, "tilleuls-p1").resultats
    assert way_done(shops) == 0.5
    assert way_done(replace(shops, depart=None)) == 0.0  # what one started from is not zero
    down = replace(shops, depart=45.0, cible=20.0, valeur=25.0)
    assert way_done(down) == 0.8


def test_a_proposal_says_its_limits_and_a_lack_of_proposal_has_none(suivi: Contrat) -> None:
    limits = limits_of(suivi, priority(suivi, "grand-large-i1"))
    assert Limite.SANS_TEMOIN in limits
    assert Limite.SANS_ECHEANCE in limits
    assert Limite.SANS_DEPART in limits
    assert Limite.EN_ATTENTE in limits  # the visits have begun, and nothing is known yet of what they change
    assert limits_of(suivi, priority(suivi, "tilleuls-i2")) == ()


def test_what_is_not_known_of_a_priority_is_listed(suivi: Contrat) -> None:
    unknown = unknown_of(priority(suivi, "tilleuls-i2"))
    assert Inconnue.RESULTAT in unknown
    assert Inconnue.REALISATION not in unknown
    assert Inconnue.HABITANTS not in unknown  # a council's advice
    bare = priority(
        replace(suivi, actions_priorites=(), resultats=(), decisions={}, contributions={}), "grand-large-p1"
    )
    assert set(unknown_of(bare)) >= {Inconnue.ACTION, Inconnue.RESULTAT, Inconnue.HABITANTS, Inconnue.DECISION}


def test_a_figure_that_came_by_a_jump_or_is_too_rough_shows_no_need(contrat: Contrat) -> None:
    for quartier in contrat.quartiers.values():
        for e in evaluate(contrat, quartier):
            assert not any(f.indicateur.sens == "contexte" for f in e.chiffres)
            if all(f.saute for f in e.chiffres):  # shown, « à confirmer », and nothing is concluded from it
                assert e.faits.besoin is Besoin.INCONNU


@pytest.mark.parametrize(
    ("value", "need"), [(60.0, Besoin.PRESENT), (40.0, Besoin.ABSENT), (50.5, Besoin.ABSENT), (None, Besoin.INCONNU)]
)
def test_a_need_shows_or_not_or_is_not_known(small: Callable[[], Any], value: float | None, need: Besoin) -> None:
    """Beside a median of 50 %, comparable within 2 points; another theme's figure says nothing of this one."""
    c = small().quartier("a").priority("a", "insertion").indicator("q", thematique="sante")
    for name, own in (("p", value), ("q", 90.0)):
        c.measure("QPa", name, 2022, own).spread(name, 2022, 20, 25, 30, 50, 65, 70, 80)
    [e] = evaluate(contrat := c.build(), contrat.quartiers["a"])
    assert e.faits.besoin is need


def test_what_is_granted_whole_is_no_demand_left(suivi: Contrat) -> None:
    whole = tuple(replace(f, accorde=f.demande) for f in suivi.financements)
    assert not priority(replace(suivi, financements=whole), "tilleuls-i1").faits.demande_non_couverte
    unknown = tuple(replace(f, demande=None) for f in suivi.financements)
    assert not priority(replace(suivi, financements=unknown), "tilleuls-i1").faits.demande_non_couverte


def test_an_advice_waits_until_somebody_answers(suivi: Contrat) -> None:
    assert priority(suivi, "tilleuls-i2").faits.avis_sans_reponse == 1
    assert priority(suivi, "tilleuls-p1").faits.avis_sans_reponse == 0  # answered in September


def test_what_is_retained_or_answered_is_no_action(suivi: Contrat) -> None:
    """Told as a promise where no action of the priority goes on, and asked for in what is to be recorded."""
    assert promised_without_action(priority(suivi, "tilleuls-i1")) == ()
    none = replace(suivi, actions_priorites=())
    assert promised_without_action(priority(none, "tilleuls-p1")) == (
        "Favorable à l'animation de la place, si elle a aussi lieu le soir",
    )
    assert len(promised_without_action(priority(none, "tilleuls-i1"))) == 2  # retained, and retained in part
    questions = {lack.question for lack in lacks_of(none)}
    assert "Ce qui a été fait de ce qui a été retenu ou répondu" in questions
    ended = {n: replace(a, fin=date(2026, 1, 31)) for n, a in suivi.actions.items()}
    assert promised_without_action(priority(replace(suivi, actions=ended), "tilleuls-p1")) != ()
    given_up = {n: replace(a, etat="abandonnée") for n, a in suivi.actions.items()}
    assert promised_without_action(priority(replace(suivi, actions=given_up), "tilleuls-p1")) != ()


@pytest.mark.parametrize("day", [date(2026, 3, 1), date(2027, 2, 1)])
def test_each_lack_says_by_when_and_never_a_day_that_is_past(suivi: Contrat, contrat: Contrat, day: date) -> None:
    for lack in (*lacks_of(suivi), *lacks_of(contrat)):
        when = when_to_fill(lack, 2027, day)
        assert when == "dès maintenant" if day.year == 2027 else when
        assert not (day.year == 2027 and "2026" in when)


# -- residents, before and since --------------------------------------------------------------------------


def test_what_was_said_is_before_or_since_by_the_day_of_its_demarche(suivi: Contrat) -> None:
    heard = priority(suivi, "tilleuls-i1").ecoute
    assert [p.parole for p in heard.depuis.paroles] == ["2026-porteur-tilleuls-2"]
    assert not heard.avant.paroles
    early = {k: replace(d, debut=date(2023, 5, 1), fin=None) for k, d in suivi.demarches.items()}
    before = priority(replace(suivi, demarches=early), "tilleuls-i1").ecoute
    assert [p.parole for p in before.avant.paroles] == ["2026-porteur-tilleuls-2"]
    undated = {k: replace(d, debut=None) for k, d in suivi.demarches.items()}
    unknown = priority(replace(suivi, demarches=undated), "tilleuls-i1").ecoute
    assert [p.parole for p in unknown.sans_date.paroles] == ["2026-porteur-tilleuls-2"]
    assert not unknown.avant.paroles
    assert not unknown.depuis.paroles


def test_a_finding_of_the_diagnostic_is_before(suivi: Contrat) -> None:
    heard = priority(suivi, "grand-large-p1").ecoute
    assert [c.constat_id for c in heard.avant.constats] == ["grand-large-c2"]


# -- what cannot be answered ------------------------------------------------------------------------------


def test_an_empty_table_is_a_lack_and_a_filled_one_is_not(suivi: Contrat, contrat: Contrat) -> None:
    tables = {lack.table for lack in lacks_of(suivi)}
    assert "comites, decisions" not in tables
    assert "comites, decisions" in {lack.table for lack in lacks_of(replace(suivi, decisions={}))}
    real = {lack.question: lack for lack in lacks_of(contrat)}
    results = next(lack for lack in real.values() if lack.table == "resultats")
    assert results.raison.startswith("109 priorités sur 109 sans résultat")  # no state: nobody said that they are open
    assert real["Si les actions prévues ont eu lieu"].raison == "état non renseigné pour 63 actions sur 63"
    assert "valeur de l'agglomération" in real["L'écart à l'agglomération"].raison


def test_a_contract_without_questions_is_asked_for_some(suivi: Contrat) -> None:
    assert not any(lack.table == "contrat.toml" for lack in lacks_of(suivi))
    assert any(lack.table == "contrat.toml" for lack in lacks_of(replace(suivi, questions_evaluatives=())))


# -- the evaluative questions -----------------------------------------------------------------------------


def answers(contrat: Contrat, quartier: str | None, question: QuestionEvaluative) -> tuple[Matiere, list[object]]:
    scope = perimeter_of(contrat, quartier, None)
    evaluated = tuple(e for q in scope.quartiers for e in evaluate(contrat, q))
    gaps = {name: read_gaps(contrat, scope.quartiers, (name,)) for name in question.indicateurs}
    [found] = answer_questions(replace(contrat, questions_evaluatives=(question,)), scope, evaluated, gaps)
    return found.matiere, list(found.sources)


def test_a_question_is_answered_by_what_it_names(suivi: Contrat) -> None:
    matter, [theme, table] = answers(suivi, "tilleuls", QuestionEvaluative("?", ("insertion",), (), ("resultats",)))
    assert matter is Matiere.TOUT
    assert isinstance(theme, SurTheme)
    assert (theme.priorites, len(theme.actions), len(theme.resultats)) == (1, 2, 1)
    assert table == SurTable("resultats", 4, du_theme=True)  # of Passerelle, two years


@pytest.mark.parametrize(
    ("question", "matter"),
    [
        (QuestionEvaluative("?"), Matiere.SANS_SOURCE),
        (QuestionEvaluative("?", ("parentalite",)), Matiere.HORS_SUJET),
        (QuestionEvaluative("?", (), (), ("avis", "resultats")), Matiere.TOUT),
        (QuestionEvaluative("?", ("sante",), (), ("paroles",)), Matiere.PARTIE),
    ],
)
def test_how_much_there_is_to_answer_with(suivi: Contrat, question: QuestionEvaluative, matter: Matiere) -> None:
    assert answers(suivi, "tilleuls", question)[0] is matter


def test_nothing_recorded_is_nothing_to_answer_with(contrat: Contrat) -> None:
    question = QuestionEvaluative("?", ("sante",), (), ("resultats", "reponses"))
    assert answers(contrat, None, question)[0] is Matiere.RIEN


# -- perimeters -------------------------------------------------------------------------------------------


def test_a_perimeter_is_a_quartier_a_commune_or_the_contract(contrat: Contrat) -> None:
    assert perimeter_of(contrat, "anzin-verrerie", None).etendue is Etendue.QUARTIER
    commune = perimeter_of(contrat, None, "anzin")
    assert (commune.nom, len(commune.quartiers)) == ("Anzin", 2)
    assert len(perimeter_of(contrat, None, None).quartiers) == len(contrat.quartiers)
    with pytest.raises(Introuvable):
        perimeter_of(contrat, "nulle-part", None)
