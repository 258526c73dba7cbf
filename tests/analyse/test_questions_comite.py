"""What a committee may discuss: each rule asks when its reason is there, the gravest first, and only then."""

from collections import Counter
from dataclasses import replace
from typing import Any

from quartiers.analyse.doutes import Gravite
from quartiers.analyse.fiabilite import check_contract
from quartiers.analyse.questions_comite import Question, Sujet, choose_questions, raise_questions
from quartiers.donnees import Contrat
from quartiers.donnees.modele import Constat
from quartiers.donnees.tables.cadre import INCOMPLET


def questions(contrat: Contrat, quartier: str = "a") -> tuple[Question, ...]:
    raised = raise_questions(contrat, check_contract(contrat), tuple(contrat.quartiers.values()))
    return raised[contrat.quartiers[quartier]]


def subjects(contrat: Contrat, quartier: str = "a") -> list[Sujet]:
    return [q.sujet for q in questions(contrat, quartier)]


def finding(theme: str, nature: str = "difficulté") -> Constat:
    return Constat("a-c1", "a", theme, "habitants", nature, "Trop de bruit", None)


def fragile(contract: Any, indicator: str, value: float, **fields: Any) -> Any:
    """A published unfavourable figure against a median of 40."""
    contract.indicator(indicator, **fields).measure("QPa", indicator, 2022, value)
    return contract.spread(indicator, 2022, 37, 38, 39, 40, 41, 42, 43)


def test_nothing_in_the_data_nothing_to_ask(small: Any) -> None:
    contract = fragile(small().quartier("a"), "x", 40.5)
    assert questions(contract.build()) == ()
    assert questions(small().quartier("a").build()) == ()


def test_a_fragile_theme_without_priority_is_asked_once_with_its_figures_by_gap(small: Any) -> None:
    contract = fragile(fragile(small().priority_elsewhere().quartier("a"), "x", 45), "y", 48)
    [question] = questions(contract.build())
    assert question.sujet is Sujet.SANS_PRIORITE
    assert question.thematique is not None
    assert question.thematique.thematique == "insertion"
    assert [f.indicateur.indicateur for f in question.chiffres] == ["y", "x"]
    assert questions(contract.priority("a", "insertion").build()) == ()


def test_no_theme_is_asked_of_a_contract_that_entered_no_priority(small: Any) -> None:
    assert questions(fragile(small().quartier("a"), "x", 45).build()) == ()


def test_themes_come_by_gap_then_those_of_findings_alone(small: Any) -> None:
    contract = fragile(small().priority_elsewhere().quartier("a"), "x", 43)
    contract = replace(
        fragile(contract, "y", 49, thematique="revenus").build(),
        constats=(finding("jeunesse"), finding("insertion"), finding("sante", "atout")),
    )
    found = questions(contract)
    assert [q.thematique and q.thematique.thematique for q in found] == ["revenus", "insertion", "jeunesse"]
    assert [len(q.constats) for q in found] == [0, 1, 1]


def test_only_a_marked_worsening_is_asked(small: Any) -> None:
    """The threshold of what is very unfavourable: 5 points."""

    def moved(start: float, end: float) -> Contrat:
        contract = small().quartier("a").priority("a", "insertion")
        contract.measure("QPa", "x", 2010, start, year=2010)
        return fragile(contract, "x", end).build()

    assert subjects(moved(40.1, 45.0)) == []  # 4,9 points, and a priority answers the level
    assert subjects(moved(40.0, 45.0)) == [Sujet.DEGRADATION]
    assert subjects(moved(50.0, 45.0)) == []  # it improves


def test_a_fall_of_income_is_marked_in_percent_of_its_start(small: Any) -> None:
    """10 %: 1000 € to 901 € is 9,9 %, to 900 € is 10 %."""

    def moved(end: float) -> list[Sujet]:
        contract = small().quartier("a").priority("a", "insertion").indicator("r", unite="€", sens="favorable")
        contract.measure("QPa", "r", 2010, 1000, year=2010).measure("QPa", "r", 2022, end)
        return subjects(contract.build())

    assert moved(901) == []
    assert moved(900) == [Sujet.DEGRADATION]


def test_doubts_on_one_figure_make_one_question_and_what_is_only_known_none(contrat: Contrat) -> None:
    """The project's own: the same series for Cité Thiers and La Pépinière (R4), not what INSEE publishes (R5)."""
    check = check_contract(contrat)
    q = contrat.quartiers["bruay-cite-thiers"]
    raised = raise_questions(contrat, check, (q,))[q]
    doubts = [d for question in raised for d in question.doutes]
    assert len(doubts) == len(set(doubts))
    assert set(doubts) == {d for d in check.doutes_de(q.quartier) if d.gravite is not Gravite.INFORMATION}
    [both] = [question for question in raised if len(question.doutes) > 1]
    assert both.sujet is Sujet.CORRIGER
    assert [d.regle.value for d in both.doutes] == ["R4", "R5"]


def test_a_doubt_on_two_quartiers_is_asked_once_and_names_the_other(contrat: Contrat) -> None:
    check = check_contract(contrat)
    two = tuple(contrat.quartiers[name] for name in ("anzin-rives-escaut", "beuvrages-rives-escaut"))
    raised = raise_questions(contrat, check, two)
    shared = [d for d in check.doutes_de(two[0].quartier) if two[1].quartier in d.quartiers and d.regle.value == "R2"]
    assert shared
    for doubt in shared:
        asking = [q for found in raised.values() for q in found if doubt in q.doutes]
        assert [(q.quartier, q.aussi) for q in asking] == [(two[0], (two[1],))]


def test_priorities_that_nothing_supports_make_one_question(small: Any) -> None:
    contract = small().quartier("a").priority("a", "sante").priority("a", "jeunesse").build()
    [question] = questions(contract)
    assert question.sujet is Sujet.SANS_APPUI
    assert [p.priorite for p in question.priorites] == ["a-p1", "a-p2"]


def test_a_closed_priority_is_asked_nothing(small: Any) -> None:
    contract = small().quartier("a").priority("a", "sante").build()
    closed = replace(contract, priorites=tuple(replace(p, etat="close") for p in contract.priorites))
    assert subjects(contract) == [Sujet.SANS_APPUI]
    assert subjects(closed) == []


def test_a_priority_without_action_is_asked_once_the_worst_being_those_of_a_need(suivi: Contrat) -> None:
    """Les Tilleuls: field findings support its three priorities. Without them, nothing supports any."""
    idle = replace(suivi, actions_priorites=())
    assert {p.priorite for q in questions(idle, "tilleuls") for p in q.priorites} == {
        "tilleuls-i1", "tilleuls-i2", "tilleuls-p1",
    }  # fmt: skip
    assert Sujet.SANS_ACTION in subjects(idle, "tilleuls")
    bare = replace(idle, constats=(), affirmations=(), mesures=())
    asked = [q for q in questions(bare, "tilleuls") if q.priorites]
    assert [q.sujet for q in asked] == [Sujet.SANS_RIEN]
    assert len(asked[0].priorites) == 3
    cut = replace(bare, quartiers={k: replace(q, texte=INCOMPLET) for k, q in bare.quartiers.items()})
    assert [q.sujet for q in questions(cut, "tilleuls") if q.priorites] == [Sujet.SANS_ACTION]


def test_subjects_are_in_order_of_gravity(contrat: Contrat, suivi: Contrat) -> None:
    idle = replace(suivi, resultats=(), actions_priorites=suivi.actions_priorites[:3])  # much is missing of it
    ranks = []
    for followed in (contrat, suivi, idle, replace(idle, constats=())):
        raised = raise_questions(followed, check_contract(followed), tuple(followed.quartiers.values()))
        ranks += [[list(Sujet).index(q.sujet) for q in found] for found in raised.values()]
    assert ranks == [sorted(r) for r in ranks]
    assert {rank for r in ranks for rank in r} == set(range(len(Sujet))), "a rule that never speaks"


def test_an_action_that_ended_with_money_and_without_result_is_asked_about(suivi: Contrat) -> None:
    bare = replace(suivi, resultats=())
    raised = raise_questions(bare, check_contract(bare), (bare.quartiers["tilleuls"],))
    [asked] = [q for found in raised.values() for q in found if q.sujet is Sujet.SANS_RESULTAT]
    assert {a.action.action for a in asked.actions} == {"2026-permanence", "2026-place"}


def test_what_is_left_out_is_counted(small: Any) -> None:
    contract = fragile(fragile(small().quartier("a"), "x", 45), "y", 48, thematique="revenus")
    found = questions(contract.priority("a", "sante").build())
    assert len(found) == 3
    choice = choose_questions(found, 1)
    assert choice.posees == found[:1]
    assert choice.laissees == Counter({Sujet.SANS_PRIORITE: 1, Sujet.SANS_APPUI: 1})
    assert not choose_questions(found, 3).laissees
