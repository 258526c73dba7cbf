"""Diagnostic ↔ priorities: the written rule, then the project's own data."""

from dataclasses import replace
from typing import Any

import pytest

from quartiers.analyse.appuis import (
    Reponse,
    Soutien,
    answer_to_finding,
    answer_to_indicator,
    match_figures,
    match_priorities,
    names_its_theme,
)
from quartiers.analyse.comparaisons import Situation
from quartiers.analyse.diagnostic import ChiffreLu, is_made_low, retained_figures
from quartiers.donnees import Contrat
from quartiers.donnees.modele import AppuiLu, Constat, Indicateur, Priorite
from quartiers.donnees.tables.suivi import CONFIRME

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


def test_a_priority_that_is_for_some_people_does_not_answer_a_figure_of_all() -> None:
    """Its title says for whom it is; « surtout », that it is for the others too."""
    general, young = replace(INDICATOR, publics=()), priority("insertion", "jeunes")
    assert answer_to_indicator(replace(young, intitule="Insérer les jeunes"), general) is Reponse.INDIRECTE
    assert answer_to_indicator(replace(young, intitule="Insérer, surtout les jeunes"), general) is Reponse.THEME
    assert answer_to_indicator(replace(young, intitule="Insérer les jeunes"), INDICATOR) is Reponse.DIRECTE


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


def test_a_word_of_a_theme_in_a_priority_of_another_is_no_answer_and_is_told(small: Any) -> None:
    """A priority has a word of the theme of a figure, or of a finding, and no subject of it."""
    contract = small().priority("a", "sante", intitule="Soins des enfants").finding("a", "jeunesse", "Ennui")
    contract.mots["jeunesse"] = ("enfan",)
    found = match_priorities(contract.build(), "a")
    assert [a.reponse for a in found.sans_priorite] == [Reponse.EVOQUEE]
    assert not found.soutien_de(contract.priorites[0])


def test_a_subject_links_a_finding_to_a_priority_of_another_theme(contrat: Contrat) -> None:
    """The same sentence against insecurity, and the same finding of it, filed under crime in one quartier and under
    living together in the other (l. 135 and 211): both are linked, or neither."""
    bare = replace(contrat, appuis=())
    for quartier, priority_id in (("beuvrages-rives-escaut", "p2"), ("bruay-centre", "p1")):
        found = match_priorities(bare, quartier)
        target = next(p for p in contrat.priorites if p.priorite == f"{quartier}-{priority_id}")
        heard = found.soutien_de(target).du_sujet
        assert any("insécurité" in c.constat and c.thematique == "delinquance" for c in heard), quartier
        assert not [a for a in found.sans_priorite if "insécurité" in getattr(a.source, "constat", "")], quartier


def test_a_linked_theme_counts_for_a_finding_as_it_does_for_figures(contrat: Contrat) -> None:
    """La Pépinière: poverty is linked to the priorities on employment, whether a figure or somebody says it."""
    found = match_priorities(replace(contrat, appuis=()), "saint-saulve-pepiniere")
    poor = [a for a in (*found.chiffres, *found.constats) if "revenus" in (_theme_of(a.source))]
    assert {type(a.source) for a in poor} == {ChiffreLu, Constat}
    assert {a.reponse for a in poor} <= {Reponse.INDIRECTE, Reponse.SUJET}
    for name in contrat.quartiers:
        match = match_priorities(replace(contrat, appuis=()), name)
        alone = {type(a.source) for a in match.sans_priorite if _theme_of(a.source) == "revenus"}
        linked = {p.thematique for p in contrat.priorites_de(name)} & {"insertion", "revenus"}
        assert not (alone and linked), name


def _theme_of(source: ChiffreLu | Constat) -> str:
    return source.thematique if isinstance(source, Constat) else source.indicateur.thematique


def test_what_a_person_read_goes_before_the_rule(small: Any) -> None:
    contract = small().priority("a", "sante", intitule="Soigner").finding("a", "sante", "Soins rares")
    contract.finding("a", "jeunesse", "Logements humides").finding("a", "sante", "Quartier étendu", nature="contexte")
    bare = contract.build()
    [soins, humide, etendu] = bare.constats

    def read(finding: Constat, verdict: str) -> Soutien:
        row = AppuiLu("a-p1", finding.constat_id, None, verdict, None)
        return match_priorities(replace(bare, appuis=(row,)), "a").soutien_de(bare.priorites[0])

    assert read(humide, "infirmé").tous_constats == (soins,)
    assert read(humide, "confirmé").entendus == (humide,)
    assert read(etendu, "confirmé").entendus == (etendu,)  # mere context, that somebody says to support it
    denied = match_priorities(replace(bare, appuis=(AppuiLu("a-p1", soins.constat_id, None, "infirmé", None),)), "a")
    assert not denied.soutien_de(bare.priorites[0])
    assert denied.priorites_sans_appui == bare.priorites
    assert soins in [a.source for a in denied.sans_priorite]


def test_what_a_reading_says_to_come_near_is_no_support_and_a_difficulty_stays_without_priority(small: Any) -> None:
    contract = small().priority("a", "sante", intitule="Soigner").finding("a", "sante", "Soins rares")
    contract.state("a", "x", 51.4, annee=2019, reference="agglo", valeur_reference=36.4).indicator("x")
    bare = contract.build()
    rows = (AppuiLu("a-p1", "a-c1", None, "proche", None), AppuiLu("a-p1", None, "a-d1", "proche", None))
    found = match_priorities(replace(bare, appuis=rows), "a")
    assert {a.reponse for a in (*found.chiffres, *found.constats)} == {Reponse.PROCHE}
    assert found.priorites_sans_appui == bare.priorites
    # A figure that comes near a priority has one near; nobody's difficulty is named by it.
    assert [a.source for a in found.sans_priorite] == [*bare.constats]


def test_a_statement_that_is_confirmed_supports_unless_it_is_denied_by_the_publications(contrat: Contrat) -> None:
    for quartier in contrat.quartiers:
        found = match_priorities(contrat, quartier)
        confirmed = {(a.priorite, a.affirmation) for a in contrat.appuis if a.affirmation and a.lien == "confirmé"}
        for p in contrat.priorites_de(quartier):
            support = found.soutien_de(p)
            assert not [f for f in support.chiffres if f.douteux]
            assert all(f.douteux for f in support.en_doute)
            told = (*support.confirmes, *support.en_doute)
            names = {s.affirmation.affirmation for f in told for s in (f, *f.enonces) if s.affirmation is not None}
            wanted = {name for priority_id, name in confirmed if priority_id == p.priorite}
            renamed = wanted - names  # published of the same people, under another label: the published figure is told
            values = {f.valeur for f in support.confirmes if f.publie}
            assert {a.valeur for a in contrat.affirmations if a.affirmation in renamed} <= values, p.priorite


def test_a_published_figure_supports_what_the_document_states_under_another_label(contrat: Contrat) -> None:
    """Le Trieu: 40 % of job seekers, published of those of two years or more (54 of 135), stated of « longue durée »,
    were they confirmed. The elderly of La Solitude (30,8 %) are not the people who live alone (30,9 %): nothing
    supports under that name."""
    stated = (("fresnes-le-trieu-p4", "fresnes-le-trieu-d1"), ("vieux-conde-solitude-p2", "vieux-conde-solitude-d4"))
    read = [replace(a, lien=CONFIRME) if (a.priorite, a.affirmation) in stated else a for a in contrat.appuis]
    confirmed = replace(contrat, appuis=tuple(read))

    def support(name: str, priority_id: str) -> Soutien:
        found = match_priorities(confirmed, name)
        return found.soutien_de(next(p for p in contrat.priorites if p.priorite == f"{name}-{priority_id}"))

    trieu = support("fresnes-le-trieu", "p4")
    assert [f.indicateur.indicateur for f in trieu.confirmes] == ["demandeurs_2_ans_pct"]
    assert [round(f.valeur or 0) for f in trieu.confirmes] == [40]
    assert trieu.en_doute == ()
    solitude = support("vieux-conde-solitude", "p2")
    assert "personnes_seules_pct" not in {f.indicateur.indicateur for f in solitude.confirmes}
    assert [f.indicateur.indicateur for f in solitude.en_doute] == ["personnes_seules_75_plus_pct"]


def test_what_is_stated_of_its_public_is_beside_a_priority_and_supports_nothing(contrat: Contrat) -> None:
    """Rives de l'Escaut: two stated figures on the elderly, neither of which can be relied upon."""
    found = match_priorities(replace(contrat, appuis=()), "anzin-rives-escaut")
    elderly = next(p for p in contrat.priorites if p.priorite == "anzin-rives-escaut-p2")
    support = found.soutien_de(elderly)
    assert {f.affirmation.affirmation for f in support.du_meme_public if f.affirmation} == {
        "anzin-rives-escaut-d2",
        "anzin-rives-escaut-d4",
    }
    assert not support
    assert elderly in found.priorites_sans_appui


def test_every_difficulty_is_there_and_every_priority_is_supported_or_said_not_to_be(contrat: Contrat) -> None:
    confirmed = {a.constat for a in contrat.appuis if a.lien == "confirmé"}
    for quartier in contrat.quartiers:
        found = match_priorities(contrat, quartier)
        own = contrat.constats_de(quartier)
        wanted = [c for c in own if c.nature == "difficulté" or c.constat_id in confirmed]
        assert [a.source for a in found.constats] == wanted
        pairs = [pair for a in (*found.chiffres, *found.constats) for pair in a.reponses]
        none = (Reponse.PROPRE, Reponse.PROCHE, Reponse.EVOQUEE)
        supported = {p.priorite for p, answer in pairs if answer not in none}
        alone = {p.priorite for p in found.priorites_sans_appui}
        assert supported | alone == {p.priorite for p in contrat.priorites_de(quartier)}
        assert not supported & alone


def test_what_a_priority_rests_on_is_what_answers_it(contrat: Contrat) -> None:
    """Both readings of the same pairs: from the fragility to its priorities, and from the priority back."""
    parts = {
        Reponse.CONFIRMEE: ("confirmes", "entendus"),
        Reponse.DIRECTE: ("directs", None),
        Reponse.SUJET: (None, "du_sujet"),
        Reponse.THEME: ("de_theme", "constats"),
        Reponse.INDIRECTE: ("indirects", "lies"),
        Reponse.PROPRE: (None, "propres"),
    }
    for quartier in contrat.quartiers:
        found = match_priorities(contrat, quartier)
        for p in contrat.priorites_de(quartier):
            rests = found.soutien_de(p)
            for answer, (figures, findings) in parts.items():
                for supports, name in ((found.chiffres, figures), (found.constats, findings)):
                    linked = [a.source for a in supports if (p, answer) in a.reponses]
                    assert linked == (list(getattr(rests, name)) if name else []), (p.priorite, answer)
            assert bool(rests) is (p not in found.priorites_sans_appui)


def test_no_finding_both_supports_a_priority_and_is_without_one(contrat: Contrat) -> None:
    for given in (contrat, replace(contrat, appuis=())):
        for quartier in contrat.quartiers:
            found = match_priorities(given, quartier)
            alone = [a.source for a in found.sans_priorite]
            for p in contrat.priorites_de(quartier):
                support = found.soutien_de(p)
                assert not [s for s in (*support.chiffres, *support.tous_constats) if s in alone], p.priorite


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
        fragile = [f for f in figures if f.fragile and not f.douteux and not is_made_low(f, figures)]
        bare = match_figures(replace(contrat, appuis=()), quartier, figures)
        assert [a.source for a in bare.chiffres] == fragile
        assert not [f for f in asked if isinstance(f, ChiffreLu) and f.douteux]


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


def test_a_share_of_earned_income_that_pensions_make_low_asks_for_no_priority(contrat: Contrat) -> None:
    """Where retired people draw more of the income than elsewhere, less of it is left to work: that shows no need."""
    asked, lowered = set(), set()
    for quartier in contrat.quartiers:
        shown = {f.indicateur.indicateur: f for f in retained_figures(contrat, quartier) if f.publie}
        work, pensions = shown.get("revenus_activite_pct"), shown.get("pensions_pct")
        if work is None or pensions is None or not work.fragile:
            continue
        if pensions.comparaison.situation is Situation.AU_DESSUS:
            lowered.add(quartier)
        if any(a.source is work or a.source == work for a in match_priorities(contrat, quartier).chiffres):
            asked.add(quartier)
    assert "vieux-conde-solitude" in lowered  # 27,6 % of its income are pensions (REVN_2022)
    assert not asked & lowered
