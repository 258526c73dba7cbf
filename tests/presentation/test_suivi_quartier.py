"""« Où en est le projet »: a line a priority, its actions in an annex; nothing of it where nothing is followed."""

import re
from dataclasses import replace

import pytest

from quartiers.donnees import Contrat
from quartiers.presentation import RapportQuartier, RapportSynthese


def plain(text: str) -> str:
    return re.sub(r"[\s\u202f\u00a0]+", " ", text)


@pytest.fixture(scope="module")
def tilleuls(suivi: Contrat) -> RapportQuartier:
    return RapportQuartier("tilleuls", contrat=suivi)


def test_a_line_a_priority_says_its_actions_money_result_and_decision(tilleuls: RapportQuartier) -> None:
    text = plain(tilleuls.ou_en_est_le_projet().to_text())
    assert text.startswith("## Où en est le projet Projet voté par le conseil municipal le 24 juin 2024.")
    # 15 000 + 10 000 + 18 000 (Passerelle), 6 000 (navette), 9 000 (permanence), 3 500 + 5 000 (place).
    assert "5 actions : 66 500 € accordés (dont 36 500 € de crédits spécifiques et 30 000 € de droit commun)" in text
    assert "42 283,20 € dépensés" in text
    first = next(line for line in text.split("Rapprocher de l’emploi")[1:])
    assert "renforcée depuis le 12 mars 2026" in first
    assert "1 en cours, 1 en retard" in first
    assert "49 000 € accordés" in first
    assert "Sorties vers un emploi ou une formation : 17 personnes (cible 15, départ 11, 31 octobre 2026)" in first
    assert "Renforcer : Doubler les ateliers de Passerelle" in first
    assert "en cours au 10 novembre 2026, échéance passée" in first
    assert "qui ne répondent à aucune priorité : Fresque participative." in text


def test_the_annex_has_every_action_with_who_pays_what(tilleuls: RapportQuartier) -> None:
    text = plain(tilleuls.actions().to_text())
    for a in tilleuls.suivi.actions:
        assert plain(a.action.intitule.replace("'", "’")) in text
    assert "État (programme 147), 2025 : 15 000 € accordés sur 20 000 € demandés, 14 880,40 € dépensés" in text
    assert "ARS, 2026 : 9 000 € accordés, 9 000 € dépensés" in text
    assert "aucun montant renseigné" in text  # the fresco: not known, and not zero
    assert " 0 €" not in text


def test_what_is_not_followed_has_no_section(contrat: Contrat, suivi: Contrat) -> None:
    bare = replace(
        suivi, actions={}, actions_priorites=(), financements=(), resultats=(), decisions={}, comites={},
        priorites=tuple(replace(p, etat=None, etat_depuis=None, decision=None) for p in suivi.priorites),
    )  # fmt: skip
    for contract, quartier in ((contrat, "anzin-verrerie"), (bare, "tilleuls")):
        report = RapportQuartier(quartier, contrat=contract)
        assert report.ou_en_est_le_projet().to_html() == ""
        assert report.actions().to_html() == ""


def test_a_closed_priority_is_no_more_to_be_decided(suivi: Contrat) -> None:
    """« Renouveler le conseil citoyen », which nothing supports, was closed in March: page 1 asks of it no more."""

    def box(contrat: Contrat) -> str:
        essentials = RapportQuartier("grand-large", contrat=contrat)
        return plain(essentials.doutes_en_bref().to_text())

    reopened = tuple(replace(p, etat=None, etat_depuis=None, decision=None) for p in suivi.priorites)
    asked = "À étayer, le diagnostic n’en parle pas : Renouveler le conseil citoyen"
    assert asked in box(replace(suivi, priorites=reopened))
    assert "Renouveler" not in box(suivi)
    assert "À décider" in box(suivi)


def test_hostile_titles_are_text(suivi: Contrat) -> None:
    name = '<script>alert("x")</script> #panic("x") \\'
    actions = {k: replace(a, intitule=name, porteur=name, note=name) for k, a in suivi.actions.items()}
    report = RapportQuartier("tilleuls", contrat=replace(suivi, actions=actions))
    for block in (report.ou_en_est_le_projet(), report.actions()):
        assert "<script" not in block.to_html()


def test_where_no_action_is_of_a_quartier_nobody_says_that_all_priorities_have_one(suivi: Contrat) -> None:
    """Actions that were imported, and not linked yet: whether a priority has one is not known."""
    unlinked = replace(
        suivi,
        actions_priorites=(),
        resultats=(),
        decisions={},
        priorites=tuple(replace(p, etat=None, etat_depuis=None, decision=None) for p in suivi.priorites),
        quartiers={name: replace(q, vote_le=None) for name, q in suivi.quartiers.items()},
    )
    text = RapportSynthese(contrat=unlinked).actions_et_moyens().to_text().replace("\u202f", " ")
    assert "On ne peut pas le dire : aucune action n’est reliée" in text
    assert "Aucune, parmi les quartiers" not in text
