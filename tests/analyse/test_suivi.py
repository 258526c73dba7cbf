"""What is followed: totals that count once, unknown amounts that are never zero, what is missing, what is suggested."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quartiers.analyse.bilan import needs_of_year, whole_contract
from quartiers.analyse.suivi import (
    ACompleter,
    Manque,
    add_up,
    by_funder,
    by_quartier,
    by_theme,
    decisions_of,
    follow,
    follow_actions,
    is_overdue,
    last_committees,
    suggest_links,
    to_complete,
    year_of,
    years_of,
)
from quartiers.analyse.vues import view_of
from quartiers.donnees import Contrat
from quartiers.donnees.modele import ActionPriorite, Financement

AMOUNTS = st.none() | st.decimals(0, 10**7, places=2)


def funding(asked: Decimal | None, granted: Decimal | None, spent: Decimal | None, kind: str | None) -> Financement:
    return Financement("a", "f", 2026, kind, asked, granted, spent, None)


@given(st.lists(st.builds(funding, AMOUNTS, AMOUNTS, AMOUNTS, st.sampled_from([None, "droit commun"])), max_size=30))
def test_a_total_is_that_of_what_is_known_to_the_cent(rows: list[Financement]) -> None:
    m = add_up(rows)
    for name in ("demande", "accorde", "depense"):
        known = [int(v * 100) for r in rows if (v := getattr(r, name)) is not None]
        total = getattr(m, name)
        assert total is None if not known else int(total * 100) == sum(known)
    assert (m.lignes, m.sans_accord) == (len(rows), sum(r.accorde is None for r in rows))
    assert bool(m) is bool(rows)


def test_a_priority_has_its_actions_their_money_and_the_last_decision(suivi: Contrat) -> None:
    tilleuls = follow(suivi, "tilleuls")
    first, second, third = tilleuls.priorites
    assert [a.action.action for a in first.actions] == ["2025-passerelle", "2026-navette"]
    assert dict(first.etats) == {"en cours": 1, "en retard": 1}
    assert first.montants.accorde == 15_000 + 10_000 + 18_000 + 6_000
    assert first.montants.depense == Decimal("24880.40")
    assert first.montants.sans_accord == 0
    assert first.decision is not None
    assert first.decision.decision == "ct-valrive-2026-1"
    assert first.dernier_resultat is not None
    assert (first.dernier_resultat.indicateur_suivi, first.dernier_resultat.valeur) == (
        "Sorties vers un emploi ou une formation",
        17,
    )
    assert second.montants.demande is None  # ARS: not known, which is not zero
    assert third.dernier_resultat is not None
    assert third.dernier_resultat.indicateur_suivi == "Commerces ouverts après 19 h"
    assert [a.action.action for a in tilleuls.sans_priorite] == ["2026-fresque"]


def test_an_action_of_two_priorities_is_once_in_the_total(suivi: Contrat) -> None:
    link = ActionPriorite("2025-passerelle", "tilleuls", "tilleuls-p1", "confirmé", None)
    twice = replace(suivi, actions_priorites=(*suivi.actions_priorites, link))
    assert follow(twice, "tilleuls").montants == follow(suivi, "tilleuls").montants
    assert len(follow(twice, "tilleuls").actions) == len(follow(suivi, "tilleuls").actions)
    assert follow(twice, "tilleuls").priorites[2].montants.accorde == 43_000 + 8_500


def test_a_suggested_link_is_not_followed_and_a_denied_one_is_forgotten(suivi: Contrat) -> None:
    assert "2026-energie" not in {a.action.action for a in follow(suivi, "tilleuls").actions}
    assert not follow_actions(suivi)["2026-energie"].partagee
    assert "2026-fresque" not in {a.action.action for a in follow(suivi, "grand-large").actions}


def test_a_shared_action_says_so_in_the_view_of_each(suivi: Contrat) -> None:
    links = tuple(replace(x, lien="confirmé") if x.action == "2026-energie" else x for x in suivi.actions_priorites)
    shared = replace(suivi, actions_priorites=links)
    for quartier in ("tilleuls", "grand-large"):
        view = view_of(shared, quartier).contrat
        [energy] = [a for a in follow(view, quartier).actions if a.action.action == "2026-energie"]
        assert energy.quartiers == ("tilleuls", "grand-large")
        assert follow(view, quartier).montants == follow(shared, quartier).montants


def test_a_view_has_what_its_own_quartier_needs(suivi: Contrat) -> None:
    for quartier in suivi.quartiers:
        view = view_of(suivi, quartier).contrat
        assert follow(view, quartier) == follow(suivi, quartier)
        assert to_complete(view, quartier) == to_complete(suivi, quartier)
    assert "2025-cafe-parents" not in view_of(suivi, "tilleuls").contrat.actions


# -- decisions --------------------------------------------------------------------------------------------


def test_a_decision_that_another_replaces_is_no_longer_in_force(suivi: Contrat) -> None:
    old = suivi.decisions["ct-valrive-2026-1"]
    new = replace(old, decision="ct-valrive-2026-9", objet="Tripler les ateliers", remplace=old.decision)
    changed = replace(suivi, decisions={**suivi.decisions, new.decision: new})
    named = [d.decision for d in decisions_of(changed, "tilleuls")]
    assert new.decision in named
    assert old.decision not in named
    assert follow(changed, "tilleuls").priorites[0].decision == new
    # Were the new one about the contract as a whole, the report of the quartier would know of it all the same.
    whole = replace(new, quartier=None, priorite=None)
    elsewhere = replace(suivi, decisions={**suivi.decisions, whole.decision: whole})
    seen = [d.decision for d in decisions_of(view_of(elsewhere, "tilleuls").contrat, "tilleuls")]
    assert whole.decision in seen
    assert old.decision not in seen


@pytest.mark.parametrize(
    ("suivi_de", "day", "late"),
    [(None, date(2026, 10, 1), True), ("fait", date(2026, 10, 1), False), ("en cours", date(2026, 9, 30), False)],
)
def test_a_decision_is_overdue_the_day_after(suivi: Contrat, suivi_de: str | None, day: date, late: bool) -> None:
    decision = replace(suivi.decisions["ct-valrive-2026-1"], suivi=suivi_de)
    on_that_day = replace(suivi, edition=day, decisions={**suivi.decisions, decision.decision: decision})
    assert is_overdue(on_that_day, decision) is late
    new = replace(decision, decision="ct-valrive-2026-9", remplace=decision.decision)
    replaced = replace(on_that_day, decisions={**on_that_day.decisions, new.decision: new})
    assert not is_overdue(replaced, decision)


def test_the_last_committees_are_those_of_the_commune_or_of_all_before_the_day(suivi: Contrat) -> None:
    assert [c.comite for c in last_committees(suivi, "Valrive", date(2026, 12, 1))] == ["ct-valrive-2026"]
    assert last_committees(suivi, "Valrive", date(2026, 3, 12)) == ()
    whole = replace(suivi.comites["ct-valrive-2026"], comite="pilotage", commune=None)
    two = replace(suivi, comites={**suivi.comites, "pilotage": whole})
    assert {c.comite for c in last_committees(two, "Valrive", date(2026, 12, 1))} == {"ct-valrive-2026", "pilotage"}


# -- what is missing --------------------------------------------------------------------------------------


def test_what_is_missing_is_listed_by_kind(suivi: Contrat) -> None:
    assert [(x.manque, x.identifiant) for x in to_complete(suivi, "tilleuls")] == [
        (Manque.LIEN_A_CONFIRMER, "2026-energie"),
        (Manque.SANS_PRIORITE, "2026-fresque"),
        (Manque.SANS_PILOTE, "2026-place"),
        (Manque.SANS_PILOTE, "2026-fresque"),
        (Manque.SANS_ETAT, "2026-fresque"),
        (Manque.SANS_MONTANT, "2026-fresque"),
        (Manque.DECISION_EN_RETARD, "ct-valrive-2026-1"),
        (Manque.DECISION_EN_RETARD, "ct-valrive-2026-2"),
    ]
    large = to_complete(suivi, "grand-large")
    assert ACompleter(Manque.ETAT_ANCIEN, "grand-large", "Visites des classes par les parents", "2026-visites") in large
    assert not [x for x in large if x.manque is Manque.PRIORITE_SANS_ACTION]  # the one that has none is closed


def test_nothing_is_missing_where_nothing_is_followed(contrat: Contrat) -> None:
    bare = replace(contrat, actions={}, actions_priorites=(), financements=(), resultats=(), decisions={}, comites={})
    assert not any(to_complete(bare, q) for q in bare.quartiers)
    assert not any(follow(bare, q) for q in bare.quartiers)
    assert needs_of_year(bare, whole_contract(bare)) == {}


# -- suggestions ------------------------------------------------------------------------------------------


def test_a_link_is_suggested_by_the_theme_the_words_and_the_public(suivi: Contrat) -> None:
    fresque = replace(suivi.actions["2026-fresque"], intitule="Ateliers emploi des jeunes")
    changed = replace(suivi, actions={**suivi.actions, fresque.action: fresque})
    assert [(s.priorite.priorite, s.raison) for s in suggest_links(changed) if s.action == fresque] == [
        ("tilleuls-i1", "mots du thème, même public (jeunes)")
    ]


def test_a_human_answer_is_not_suggested_again(suivi: Contrat) -> None:
    theme = replace(suivi.actions["2026-fresque"], thematique="vivre-ensemble")
    changed = replace(suivi, actions={**suivi.actions, theme.action: theme})
    [found] = [s for s in suggest_links(changed) if s.action == theme]
    answer = ActionPriorite(theme.action, "tilleuls", found.priorite.priorite, "infirmé", None)
    answered = replace(changed, actions_priorites=(*changed.actions_priorites, answer))
    assert not [s for s in suggest_links(answered) if s.action == theme]


# -- a year -----------------------------------------------------------------------------------------------


def test_a_year_counts_each_action_once(suivi: Contrat) -> None:
    assert years_of(suivi) == (2026, 2025)
    year = year_of(suivi, 2026)
    assert {a.action.action for a in year.actions} == set(suivi.actions)
    assert year.montants.accorde == 18_000 + 6_000 + 9_000 + 3_500 + 5_000 + 0 + 3_000 + 8_000
    assert year.montants.specifiques == 21_500
    themes = by_theme(suivi, year)
    assert sum(p.actions for p in themes) == len(year.actions)
    assert sum(p.montants.accorde or 0 for p in themes) == year.montants.accorde
    assert sum(p.montants.accorde or 0 for p in by_funder(year)) == year.montants.accorde
    quartiers = by_quartier(suivi, year)
    assert [(p.nom, p.actions) for p in quartiers] == [("Les Tilleuls (inventé)", 5), ("Le Grand Large (inventé)", 3)]


def test_the_needs_without_action_are_those_of_open_priorities(suivi: Contrat) -> None:
    bare = replace(suivi, actions_priorites=suivi.actions_priorites[:1])
    expected = {"tilleuls": ["tilleuls-i2", "tilleuls-p1"], "grand-large": ["grand-large-i1", "grand-large-p1"]}
    needs = needs_of_year(bare, whole_contract(bare))
    assert {q.quartier: [b.priorite.priorite for b in own] for q, own in needs.items()} == expected
    assert {q: [p.priorite for p in follow(bare, q).sans_action] for q in bare.quartiers} == expected
