"""Diagnostic ↔ priorities: the written rule, then the project's own data."""

from dataclasses import replace
from typing import Any

import pytest

from quartiers.analyse.appuis import (
    Reponse,
    answer_to_finding,
    answer_to_indicator,
    match_figures,
    match_priorities,
    names_its_theme,
)
from quartiers.analyse.diagnostic import retained_figures
from quartiers.donnees import Contrat
from quartiers.donnees.modele import Constat, Indicateur, Priorite

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
        (priority("insertion"), Reponse.THEME),  # names no public: its theme is all that is known
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
    assert answer_to_indicator(priority("insertion", "femmes"), general) is Reponse.THEME
    assert answer_to_indicator(priority("jeunesse", "jeunes"), general) is Reponse.INDIRECTE


def test_indirect_answers_count_only_when_there_is_no_direct_one(contrat: Contrat) -> None:
    for quartier in contrat.quartiers:
        found = match_priorities(contrat, quartier)
        for appui in (*found.chiffres, *found.constats):
            answers = {answer for p, answer in appui.reponses if p in appui.priorites}
            assert answers <= {appui.reponse}


def test_le_jard_has_no_priority_for_its_figures_on_income(contrat: Contrat) -> None:
    # Allocataires at 50 %: 50,0 (median QPV 41,5). Those at 100 % (29,1; 24,2), employment (42,1; 44,6) and job seekers
    # (54,7 of a year or more, of some 190; 48,0) are within their uncertainty.
    found = match_priorities(contrat, "vieux-conde-jard")
    unanswered = {a.source.indicateur.indicateur for a in found.chiffres if a in found.sans_priorite}  # type: ignore[union-attr]
    assert unanswered == {
        "allocataires_dependants_50_pct",
    }


def test_a_strength_asks_for_no_priority(contrat: Contrat) -> None:
    asked = {a.source.constat for a in match_priorities(contrat, "beuvrages-rives-escaut").constats}  # type: ignore[union-attr]
    assert not any("Cadre de vie plaisant" in text for text in asked)


def test_a_word_of_a_theme_in_a_priority_of_another_is_no_answer_and_is_told(contrat: Contrat) -> None:
    """Faubourg de Cambrai: nothing on mobility, but a form of a priority is to develop « les modes doux »."""
    found = match_priorities(contrat, "valenciennes-faubourg-cambrai")
    mobility = [a for a in found.sans_priorite if getattr(a.source, "thematique", None) == "mobilite"]
    assert [a.reponse for a in mobility] == [Reponse.EVOQUEE]
    assert all(a not in (*s.directs, *s.indirects) for a in mobility for s in map(found.soutien_de, contrat.priorites))


def test_what_is_stated_of_its_public_is_beside_a_priority_and_supports_nothing(contrat: Contrat) -> None:
    """Rives de l'Escaut: two stated figures on the elderly, neither of which can be relied upon."""
    found = match_priorities(contrat, "anzin-rives-escaut")
    elderly = next(p for p in contrat.priorites if p.priorite == "anzin-rives-escaut-p2")
    support = found.soutien_de(elderly)
    assert {f.affirmation.affirmation for f in support.du_meme_public if f.affirmation} == {
        "anzin-rives-escaut-d2",
        "anzin-rives-escaut-d4",
    }
    assert not support
    assert elderly in found.priorites_sans_appui


def test_every_difficulty_is_there_and_every_priority_is_supported_or_said_not_to_be(contrat: Contrat) -> None:
    for quartier in contrat.quartiers:
        found = match_priorities(contrat, quartier)
        difficulties = [c for c in contrat.constats_de(quartier) if c.nature == "difficulté"]
        assert [a.source for a in found.constats] == difficulties
        pairs = [pair for a in (*found.chiffres, *found.constats) for pair in a.reponses]
        supported = {p.priorite for p, answer in pairs if answer not in (Reponse.PROPRE, Reponse.EVOQUEE)}
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
            assert [a.source for a in found.chiffres if (p, Reponse.THEME) in a.reponses] == list(rests.de_theme)
            assert [a.source for a in found.chiffres if (p, Reponse.INDIRECTE) in a.reponses] == list(rests.indirects)
            same_theme = [c for c in contrat.constats_de(quartier) if c.thematique == p.thematique]
            elsewhere = [c for c in same_theme if answer_to_finding(p, c) is Reponse.THEME]
            assert list(rests.constats) == [c for c in elsewhere if c.nature == "difficulté"]
            assert bool(rests) is (p not in found.priorites_sans_appui)


def test_a_finding_taken_from_the_priority_s_own_lines_does_not_support_it() -> None:
    theme = replace(priority("insertion"), lignes="40-42")
    finding = Constat("c", "q", "insertion", "acteurs", "difficulté", "Un constat", "35, 41")
    assert answer_to_finding(theme, finding) is Reponse.PROPRE
    assert answer_to_finding(theme, replace(finding, lignes="35, 43")) is Reponse.THEME
    assert answer_to_finding(theme, replace(finding, lignes=None)) is Reponse.THEME
    assert answer_to_finding(theme, replace(finding, thematique="sante", lignes="35")) is Reponse.AUCUNE


def test_a_figure_in_doubt_supports_nothing(contrat: Contrat) -> None:
    """Nor does it ask for a priority: what it says is to be settled first."""
    for quartier in contrat.quartiers:
        figures = retained_figures(contrat, quartier)
        doubtful = [f for f in figures if f.fragile and f.douteux]
        asked = [a.source for a in match_figures(contrat, quartier, figures).chiffres]
        assert not [f for f in doubtful if f in asked]
        assert [f for f in figures if f.fragile and not f.douteux] == asked


def test_what_a_priority_says_itself_is_not_said_to_lack_one(contrat: Contrat) -> None:
    """« Prévenir davantage les violences » and the finding that it was taken from: no support, but no gap either."""
    for quartier in ("fresnes-le-trieu", "fresnes-centre", "conde-centre", "quievrechain-centre"):
        found = match_priorities(contrat, quartier)
        assert "violences" in {p.thematique for p in found.priorites_sans_appui}
        assert "violences" not in {a.source.thematique for a in found.sans_priorite if isinstance(a.source, Constat)}


def test_only_difficulties_support_a_priority(small: Any) -> None:
    """What goes well, or merely is so, is no reason to act: neither is counted, of any contract."""
    contract = small().priority("a", "sante").finding("a", "sante", "Cadre apprécié", nature="atout")
    contract.finding("a", "sante", "Quartier étendu", nature="contexte")
    match = match_priorities(contract.build(), "a")
    assert match.constats == ()
    assert [p.priorite for p in match.priorites_sans_appui] == ["a-p1"]
    contract.finding("a", "sante", "Soins rares")
    match = match_priorities(contract.build(), "a")
    assert [c.constat for c in match.soutien_de(contract.priorites[0]).constats] == ["Soins rares"]


def test_a_finding_names_its_theme_by_the_words_of_the_tables(small: Any) -> None:
    contract = (
        small().finding("a", "sante", "Accès aux soins difficile").finding("a", "sante", "Non-recours aux droits")
    )
    contract.mots["sante"] = ("soin", "santé")
    contrat = contract.build()
    assert [names_its_theme(contrat, c) for c in contrat.constats] == [True, False]
    contract.mots.clear()  # a theme without words: nothing can be told
    contrat = contract.build()
    assert all(names_its_theme(contrat, c) for c in contrat.constats)
