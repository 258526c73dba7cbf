"""What the mid-term file never lets one read: money of before the contract, an empty cell as a « no », a figure that
nobody imported as one that nobody publishes. By hand from the tables."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from test_rapport_evaluation import section

from quartiers.analyse.evaluation_periodes import Periode, beside_granted, fundings_of, period_of_action
from quartiers.analyse.suivi import follow_actions
from quartiers.donnees import Contrat
from quartiers.presentation import RapportEvaluation


@pytest.fixture(scope="module")
def tilleuls(suivi: Contrat) -> RapportEvaluation:
    return RapportEvaluation("tilleuls", contrat=suivi)


@pytest.fixture(scope="module")
def whole(contrat: Contrat) -> RapportEvaluation:
    return RapportEvaluation(contrat=contrat)


@pytest.fixture(scope="module")
def chaussiette(contrat: Contrat) -> RapportEvaluation:
    return RapportEvaluation("conde-chaussiette-macou", contrat=contrat)


@pytest.fixture(scope="module")
def ville(contrat: Contrat) -> RapportEvaluation:
    return RapportEvaluation(commune="Valenciennes", contrat=contrat)


# -- before the contract, and since -----------------------------------------------------------------------


def test_money_of_before_the_contract_is_never_what_it_brought(whole: RapportEvaluation) -> None:
    """116 fundings of 2020, 2022 and 2023, which their source calls theoretical; the contract began in 2024."""
    added = section(whole, "apport")
    assert "Crédits accordés depuis 2024 : rien n'est saisi" in added
    assert "2 310" not in added
    actions = section(whole, "actions")
    assert "Argent, depuis 2024 : rien n'est saisi" in actions
    assert "2020, 2022 et 2023 : environ 2,3 millions d'euros de montants théoriques" in actions
    assert "63 actions, d'après leurs financements de 2020 à 2023 ; commune connue pour 26" in actions


def test_a_later_start_puts_a_year_before_the_contract(suivi: Contrat) -> None:
    """Of the 7 fundings of the Tilleuls, two are of 2025: 15 000 and 10 000 of the 66 500."""
    late = replace(suivi, periode="2026-2030")
    rapport = RapportEvaluation("tilleuls", contrat=late)
    assert "Crédits accordés depuis 2026 : 41 500 € accordés" in section(rapport, "apport")
    assert "Argent d'avant 2026 : 2025 : 25 000 € accordés" in section(rapport, "actions")


def test_an_action_is_of_the_contract_by_any_of_its_dates(suivi: Contrat) -> None:
    a = follow_actions(suivi)["2025-passerelle"]
    assert period_of_action(suivi, a) is Periode.DEPUIS
    old = replace(a, action=replace(a.action, debut=date(2020, 1, 1), fin=None, etat_au=None), resultats=())
    assert period_of_action(suivi, old) is Periode.DEPUIS  # its money is of 2025 and 2026
    assert period_of_action(suivi, replace(old, financements=())) is Periode.AVANT
    bare = replace(old, action=replace(old.action, debut=None), financements=())
    assert period_of_action(suivi, bare) is Periode.SANS_DATE


def test_what_was_asked_stands_beside_what_was_granted_on_the_same_lines(suivi: Contrat) -> None:
    """The permanence asked for nothing that is known: 9 000 granted are not beside the 74 000 asked."""
    rows = [f for f in suivi.financements if f.action in {"2025-passerelle", "2026-navette", "2026-permanence"}]
    found = beside_granted(rows, "demande")
    assert found is not None
    assert (found.montant, found.lignes, found.accorde) == (Decimal(64000), 4, Decimal(49000))
    assert fundings_of(suivi, rows, Periode.AVANT) == ()
    text = section(RapportEvaluation("tilleuls", contrat=suivi), "actions")
    assert "74 000 € demandés pour 57 500 € accordés (6 financements sur 7)" in text
    assert "42 283,20 € dépensés pour 42 500 € accordés (5 financements sur 7)" in text


def test_a_quartier_without_action_has_its_lacks_and_what_its_commune_has(
    chaussiette: RapportEvaluation, ville: RapportEvaluation
) -> None:
    for rapport in (chaussiette, ville):
        assert "ni état, ni coût, ni dépense ne peuvent être dits" in section(rapport, "lacunes")
    assert "Connu dans la commune : 2 actions, financées en 2020 : quartier non saisi." in section(ville, "actions")
    assert "1 action, financée en 2022-2023" in section(chaussiette, "actions")


# -- an empty cell is no « no » ---------------------------------------------------------------------------


def test_what_nobody_recorded_is_said_to_be_so(whole: RapportEvaluation, chaussiette: RapportEvaluation) -> None:
    everything = "\n".join(section(whole, name) for name in ("lacunes", "contexte", "actions", "apport", "priorites"))
    assert "le lien n'est pas saisi" in everything
    assert "ni crédits spécifiques, ni droit commun (ce n'est pas zéro)" in everything
    for wrong in ("priorités ouvertes", "aucune ne répond", "aucun montant de droit commun", "absent pour"):
        assert wrong not in everything
    assert "auprès d'habitants et d'acteurs, sans distinction : 12" in everything
    assert "d'origine non précisée seulement : 21" in everything
    table = section(chaussiette, "priorites")
    assert "aucun auprès d'habitants" not in table
    assert "1 d'origine non précisée" in table


def test_what_is_not_imported_is_not_said_to_be_unpublished(whole: RapportEvaluation, ville: RapportEvaluation) -> None:
    for rapport in (whole, ville):
        text = section(rapport, "lacunes")
        assert "n'est publié pour" not in text
        assert "l'Insee publie depuis août 2024" in text
    assert "Aucun chiffre n'est importé pour Centre-ville – Bruay, QPV nouveau en 2024" in section(whole, "lacunes")
    told = section(ville, "lacunes")
    assert "sans chiffre importé" not in told  # Rives and Faubourg have the figures of their whole QPV
    assert "Rives de l'Escaut (3 projets, aussi sur Anzin, Beuvrages, Bruay-sur-l'Escaut et Raismes)" in told


def test_a_perimeter_that_may_have_changed_is_said_to(whole: RapportEvaluation, ville: RapportEvaluation) -> None:
    text = section(whole, "lacunes")
    assert "il a changé pour Chaussiette – Macou – Condé et Cité Thiers – Bruay" in text
    assert "il peut avoir changé pour Verrerie – Anzin, Centre-ville – Condé, La Pépinière – Saint-Saulve et" in text
    assert "Projet validé sous réserve pour Dutemple – Valenciennes" in section(ville, "lacunes")


# -- needs ------------------------------------------------------------------------------------------------


def test_a_need_that_is_not_above_the_median_is_named_with_its_figure(whole: RapportEvaluation) -> None:
    text = section(whole, "contexte")
    assert "Éviter la paupérisation des ménages modestes (Centre – Fresnes, taux de pauvreté 31,8 %)" in text
    assert "Ce n'est pas une absence de besoin" in text
    assert "Épauler les parents" not in text  # who lives there measures no need of the parents


def test_the_widest_gap_without_any_priority_is_said(chaussiette: RapportEvaluation) -> None:
    text = section(chaussiette, "contexte")
    assert "sans priorité sur leur thème ni thème lié : emploi des 15-64 ans 27,8 % (QPV médian : 44,6 %)" in text


def test_a_start_that_is_an_earlier_value_is_said_to_be_one(tilleuls: RapportEvaluation) -> None:
    """11 ways out on 31 December 2025, a year after the action began: not what there was before it."""
    assert re.search(r"\| 11 valeur relevée le 31 décembre 2025 \|", section(tilleuls, "pages"))


def test_links_that_are_suggested_answer_no_question(tilleuls: RapportEvaluation) -> None:
    """Of its six links, one is suggested and one says no priority."""
    assert "Table actions_priorites (à quoi répondent les actions) : 4 lignes" in section(tilleuls, "questions")


def test_figures_of_a_need_are_dated_and_a_step_is_no_improvement(ville: RapportEvaluation) -> None:
    text = section(ville, "priorites")
    assert "Emplois précaires : 33,7 %, diffusion 2022, à confirmer : saut" in text  # Dutemple
    assert "Emploi des femmes : 37,5 %, diffusion 2022, écart non concluant ; change d'un seul pas, à confirmer" in text
    assert "amélioration" not in text


# -- the example ------------------------------------------------------------------------------------------


def test_every_decision_is_printed_with_its_term(tilleuls: RapportEvaluation) -> None:
    text = section(tilleuls, "apport")
    assert "3 décisions en vigueur (1 en cours, 1 à faire, 1 sans suivi saisi, échéance dépassée pour 2)" in text
    assert "Lancer une navette du soir" in text
    assert "échéance du 1er juillet 2026 dépassée" in text
    assert "suivi non renseigné ; échéance le 30 novembre 2026 ; Service santé" in text
    assert "Décision : valider – Lancer une navette du soir" in section(tilleuls, "pages")


def test_what_residents_answered_and_contributed_is_there(tilleuls: RapportEvaluation) -> None:
    text = section(tilleuls, "apport")
    assert "questionnaire de quartier (87 personnes" in text
    assert "les lieux pour se retrouver 44, l'éclairage 38, les transports 31" in text
    assert "marche de femmes, un soir de juin (moins de 11 personnes" in text
    assert "version 2026 (depuis le 6 juillet 2026)" in text
    pages = section(tilleuls, "pages")
    assert "Fermer la place aux voitures toute l'année (des habitants, forum de Valrive, 5 février 2026 ; 14" in pages
    assert "écartée : Les secours et le marché y passent" in pages
    assert "que personne n'a relue" not in pages + text


def test_a_decision_is_before_what_there_is(tilleuls: RapportEvaluation) -> None:
    """« Faciliter l'accès aux soins » has no result: only consultations, of 30 October."""
    table = section(tilleuls, "priorites")
    assert "prise avant la dernière réalisation relevée (30 octobre 2026)" in table
    assert "dite réalisée avant sa fin : à vérifier" in section(tilleuls, "pages")
