"""Every section of every quartier report, as text: what the tables hold is what the report says."""

import re
from dataclasses import replace

import pytest
from bs4 import BeautifulSoup

from quartiers.donnees import Contrat, Introuvable
from quartiers.donnees.modele import Indicateur
from quartiers.presentation import RapportQuartier
from quartiers.presentation.mots import ORIGINES
from quartiers.typographie import format_value, typeset

SECTIONS = (
    "entete",
    "identite",
    "essentiel",
    "priorites_en_bref",
    "doutes_en_bref",
    "diagnostic",
    "graphique_positions",
    "graphique_evolutions",
    "constats_de_terrain",
    "priorites_retenues",
    "diagnostic_et_priorites",
    "fiabilite_des_chiffres",
    "sources",
)


def text_of(rapport: RapportQuartier, section: str) -> str:
    return getattr(rapport, section)().to_text()


def test_identity(reports: dict[str, RapportQuartier]) -> None:
    text = text_of(reports["bruay-cite-thiers"], "identite")
    for part in ("QN05922M", "QP059022", "QP059056", "Escautpont", "Raismes", "validé"):
        assert part in text
    assert "sous réserve" in text_of(reports["valenciennes-dutemple"], "identite")
    assert "2024" in text_of(reports["bruay-centre"], "identite")
    shared = text_of(reports["marly-briquette"], "identite")
    assert "partagé avec" in shared
    assert "Faubourg de Cambrai" in shared


def test_a_validation_that_is_not_stated_is_not_spoken_of(contrat: Contrat) -> None:
    quartier = replace(contrat.quartiers["anzin-verrerie"], validation=None)
    unknown = replace(contrat, quartiers={**contrat.quartiers, "anzin-verrerie": quartier})
    text = text_of(RapportQuartier("anzin-verrerie", contrat=unknown), "identite")
    assert "QN0" in text
    assert "Statut" not in text
    assert "valid" not in text


def test_figures_without_any_priority_lack_no_answer(contrat: Contrat) -> None:
    """A contract that has entered none; where others have some, what this quartier leaves is worth discussing."""
    name = "vieux-conde-jard"
    nobody = RapportQuartier(name, contrat=replace(contrat, priorites=()))
    others = tuple(p for p in contrat.priorites if p.quartier != name)
    only_others = RapportQuartier(name, contrat=replace(contrat, priorites=others))
    for section in ("doutes_en_bref", "diagnostic_et_priorites"):
        assert "priorité" not in text_of(nobody, section)
        assert "priorité" in text_of(only_others, section)
    for rapport in (nobody, only_others):
        assert "Aucune priorité" in text_of(rapport, "priorites_en_bref")


def test_both_footnotes_of_the_document_are_shown(reports: dict[str, RapportQuartier]) -> None:
    former = text_of(reports["conde-chaussiette-macou"], "identite")
    assert "2015-2023" in former
    assert "Gras Bœuf" in former
    whole = text_of(reports["marly-briquette"], "identite")
    assert "l’ensemble du quartier intercommunal" in whole
    # The document says it here: the general caution, that it does not always say so, would deny it.
    assert "ne dit pas toujours" not in whole
    assert "ne dit pas toujours" in text_of(reports["valenciennes-faubourg-cambrai"], "identite")


def rows_of(rapport: RapportQuartier) -> dict[str, list[str]]:
    """Rows of the theme tables, by the label of their indicator: all the cells as one text each."""
    rows: dict[str, list[str]] = {}
    for line in text_of(rapport, "diagnostic").splitlines():
        if line.count(" | ") == 6 and not line.startswith("Indicateur"):
            label = next(i.libelle for i in by_label(rapport) if line.startswith(f"{typeset(i.libelle)}\u202f["))
            rows.setdefault(label, []).append(line)
    return rows


def by_label(rapport: RapportQuartier) -> list[Indicateur]:
    """Longest labels first: some are the beginning of others."""
    return sorted(rapport.contrat.indicateurs.values(), key=lambda i: -len(i.libelle))


def test_every_stated_figure_is_in_its_report_beside_the_published_one(
    contrat: Contrat, reports: dict[str, RapportQuartier]
) -> None:
    for identifier, rapport in reports.items():
        rows = rows_of(rapport)
        for a in contrat.affirmations_de(identifier):
            indicateur = contrat.indicateurs[a.indicateur]
            own = " ".join(rows[indicateur.libelle])
            if a.valeur is None:
                assert "non renseigné" in own or typeset("énoncé : l'évolution seulement") in own
            elif "l’énoncé concorde" not in own:
                assert format_value(a.valeur, indicateur.unite, a.precision) in own
                assert (str(a.annee) if a.annee is not None else "année non précisée") in own


def test_every_finding_priority_and_form_is_in_its_report(
    contrat: Contrat, reports: dict[str, RapportQuartier]
) -> None:
    for identifier, rapport in reports.items():
        findings = text_of(rapport, "constats_de_terrain")
        for c in contrat.constats_de(identifier):
            assert typeset(c.constat) in findings
            assert ORIGINES[c.origine] in findings
        priorities = text_of(rapport, "priorites_retenues")
        for p in contrat.priorites_de(identifier):
            assert typeset(p.intitule) in priorities
            for d in p.declinaisons:
                assert typeset(d.declinaison) in priorities
            for public in p.publics:
                assert typeset(public) in priorities


def test_a_quartier_without_figures_says_so_and_draws_no_empty_chart(reports: dict[str, RapportQuartier]) -> None:
    rapport = reports["bruay-centre"]  # a QPV of 2024, of which nothing is published yet
    assert "aucun chiffre" in text_of(rapport, "essentiel")
    assert "plus court" in text_of(rapport, "diagnostic")
    assert "Rien n’est publié" in text_of(rapport, "essentiel")
    assert text_of(rapport, "graphique_positions") == ""
    assert text_of(rapport, "graphique_evolutions") == ""
    assert "rien à vérifier" in text_of(rapport, "fiabilite_des_chiffres")


def test_a_diagnostic_without_figures_leaves_the_published_ones(reports: dict[str, RapportQuartier]) -> None:
    rapport = reports["quievrechain-centre"]
    assert "énoncés par le seul" not in text_of(rapport, "diagnostic")
    assert "chiffres publiés" in text_of(rapport, "diagnostic")
    assert "rien à vérifier" in text_of(rapport, "fiabilite_des_chiffres")


def test_every_report_has_a_map_and_those_with_figures_the_charts_that_read_them(
    reports: dict[str, RapportQuartier],
) -> None:
    for rapport in reports.values():
        html = "".join(getattr(rapport, section)().to_html() for section in SECTIONS)
        assert html.count("<figure>") == (3 if rapport.lu.chiffres else 1)


def test_three_sentences_say_what_weighs_what_moves_and_what_people_say(
    contrat: Contrat, reports: dict[str, RapportQuartier]
) -> None:
    """La Pépinière: 61,2 % of job seekers for a year or more, 49,7 % for the contract (IPRO 2022): the widest gap."""
    text = text_of(reports["saint-saulve-pepiniere"], "essentiel").replace("\u202f", " ")
    weighs, moves, people = (line for line in text.splitlines() if line.startswith("Ce qu"))
    assert weighs.startswith(
        "Ce qui pèse le plus. Demandeurs d’emploi de longue durée, 61,2 % contre 49,7 % pour les QPV de "
        "l’agglomération (+11,5 points)"
    )
    assert "Se dégrade : taux de pauvreté : +10,9 points (2013-2018)" in moves
    findings = contrat.constats_de("saint-saulve-pepiniere")
    assert f"{len(findings)} constats, d’abord sur « Vivre ensemble et cadre de vie » (4)" in people
    for rapport in reports.values():
        lines = text_of(rapport, "essentiel").splitlines()
        assert sum(line.startswith("Ce qu") for line in lines) == 3


def test_four_to_six_key_figures_with_their_comparison_and_direction(reports: dict[str, RapportQuartier]) -> None:
    for rapport in reports.values():
        html = BeautifulSoup(rapport.essentiel().to_html(), "html.parser")
        cards = html.select(".chiffres-cles li")
        assert len(cards) == 0 if not rapport.lu.chiffres else 4 <= len(cards) <= 6
        labels = [card.select_one(".libelle").text for card in cards]
        assert len(set(labels)) == len(labels)
        compared = [card for card in cards if re.search("France|contrat|agglomération", card.text)]
        assert len(compared) >= min(4, len(cards))
        assert all(card.select(".signal") for card in compared)


def test_priorities_are_in_one_list_with_what_they_rest_on(
    contrat: Contrat, reports: dict[str, RapportQuartier]
) -> None:
    for identifier, rapport in reports.items():
        soup = BeautifulSoup(rapport.priorites_en_bref().to_html(), "html.parser")
        listed = [item.strong.text for item in soup.select("li")]
        assert sorted(listed) == sorted(typeset(p.intitule) for p in contrat.priorites_de(identifier))
        for item in soup.select("li"):
            assert re.search(r"\((\d+ chiffres? fragiles?)?(, )?(\d+ constats?)?(sans appui relevé)?\)$", item.text)


def test_doubts_are_announced_before_the_figures(reports: dict[str, RapportQuartier]) -> None:
    for rapport in reports.values():
        text = text_of(rapport, "doutes_en_bref")
        if rapport.lu.doutes:
            assert text.startswith(f"{len(rapport.lu.doutes)} point")
            assert typeset(rapport.lu.doutes[0].objet) in text
        if left := rapport.lu.correspondance.sans_priorite:
            assert f"{len(left)} fragilité" in text
        if not rapport.lu.doutes and not left:
            assert text == ""


def test_doubts_are_shown(reports: dict[str, RapportQuartier]) -> None:
    trieu = reports["fresnes-le-trieu"]
    table, doubts = text_of(trieu, "diagnostic"), text_of(trieu, "fiabilite_des_chiffres")
    for text in (table, doubts):
        assert "le document écrit" in text.casefold()
        assert "au-dessous" in text
    assert "R1 · 75 ans et plus parmi les personnes seules (l. 332)" in doubts
    assert "le départ a une autre définition" in table
    assert "sans année" in text_of(reports["conde-centre"], "fiabilite_des_chiffres")


def test_what_publications_deny_leads_no_sentence(reports: dict[str, RapportQuartier]) -> None:
    """Le Trieu's 31,5 % and Bruay's 42,4 % are in the tables and among the doubts, not in what is to be remembered."""
    assert "75 ans et plus" not in text_of(reports["fresnes-le-trieu"], "essentiel")
    assert "42,4" not in text_of(reports["bruay-cite-thiers"], "essentiel")
    assert "42,4" in text_of(reports["bruay-cite-thiers"], "diagnostic")


def test_what_could_not_be_checked_is_said_with_its_reason(reports: dict[str, RapportQuartier]) -> None:
    text = text_of(reports["saint-saulve-pepiniere"], "fiabilite_des_chiffres")
    assert "Ce qui n’a pas pu être vérifié" in text
    assert "Jeunes ni en emploi ni en formation" in text.split("Ce qui n’a pas pu être vérifié")[1]


def test_no_value_of_the_machine_is_printed(reports: dict[str, RapportQuartier]) -> None:
    wrong = {}
    for identifier, rapport in reports.items():
        for section in ("essentiel", "diagnostic", "diagnostic_et_priorites", "fiabilite_des_chiffres", "sources"):
            for line in text_of(rapport, section).splitlines():
                if re.search(r"\b(nan|None|NaN|inf|True|False)\b|\[\]|\{\w*\}", line):
                    wrong[identifier, section] = line
    assert wrong == {}


def test_nothing_fragile_is_not_said_to_be_answered(contrat: Contrat) -> None:
    bare = replace(contrat, affirmations=(), constats=(), mesures=())
    assert "fragilité" not in text_of(RapportQuartier("anzin-verrerie", contrat=bare), "essentiel")


def test_what_the_document_does_not_state_is_said_not_to_be_there(reports: dict[str, RapportQuartier]) -> None:
    text = text_of(reports["anzin-verrerie"], "diagnostic")  # employment of the 15-24: a change, no level
    assert "non renseigné" in text
    assert "−5,4 points" in text


def test_thresholds_of_the_contract_are_those_that_the_report_prints(contrat: Contrat) -> None:
    changed = replace(contrat, lecture=replace(contrat.lecture, ecart_points=7.5))
    assert "7,5 points" in text_of(RapportQuartier("anzin-verrerie", contrat=changed), "sources")


def test_unknown_quartier_names_the_nearest(contrat: Contrat) -> None:
    with pytest.raises(Introuvable, match="anzin-verrerie"):
        RapportQuartier("anzin-verreri", contrat=contrat)


def test_a_line_is_dated_as_the_table_dates_the_change(reports: dict[str, RapportQuartier]) -> None:
    """La Briquette, employment of women: 23,7 % in 2010 (INSEE's workbook of 2010, and edition 2017), 37,5 % now."""
    briquette = reports["marly-briquette"]
    line = text_of(briquette, "graphique_evolutions").replace("\u202f", " ")
    assert "Emploi des femmes : 23,7 % (2010), 37,5 % (diff. 2022), +13,8 points, s’améliore" in line
    assert "+13,8 points 2010 – diff. 2022" in text_of(briquette, "diagnostic")
    # Dependent on benefits, editions 2017 (of no known year) and 2019 (of 2017): by editions, both.
    line = text_of(reports["saint-saulve-pepiniere"], "graphique_evolutions").replace("\u202f", " ")
    assert "21,3 % (diff. 2017), 26,4 % (diff. 2019)" in line


def test_a_finding_that_is_cut_says_so(contrat: Contrat) -> None:
    long = tuple(replace(c, constat="Constat " + "très " * 60) for c in contrat.constats)
    text = text_of(RapportQuartier("marly-briquette", contrat=replace(contrat, constats=long)), "essentiel")
    assert "…\u202f»" in text


def test_a_finding_keeps_the_capital_of_a_name(reports: dict[str, RapportQuartier]) -> None:
    text = text_of(reports["beuvrages-rives-escaut"], "essentiel")
    assert "Fénelon et Chardonnerets" in text
    assert "fénelon" not in text


def test_a_gap_says_what_it_is_the_gap_to(reports: dict[str, RapportQuartier]) -> None:
    """La Pépinière: job seekers against the contract's average, precarious jobs against the median QPV of France."""
    text = text_of(reports["saint-saulve-pepiniere"], "essentiel")
    assert re.search(r"emplois précaires \(\+11,1 points par rapport au QPV médian de France\)", text)


@pytest.mark.parametrize(
    ("kept", "sentence"),
    [
        ("aucun", "Aucun chiffre n’a de référence qui permette de le situer."),
        ("position", "que le document dit plus fragile, sans valeur de référence"),
    ],
)
def test_what_weighs_is_never_said_from_nothing(contrat: Contrat, kept: str, sentence: str) -> None:
    [a] = [a for a in contrat.affirmations_de("anzin-verrerie") if a.indicateur == "jeunes_neet_pct"]
    blank = replace(a, reference=None, valeur_reference=None, ecart_reference=None, position=None)
    stated = blank if kept == "aucun" else replace(blank, reference="qpv-nord", position="au-dessus")
    alone = replace(contrat, affirmations=(stated,), mesures=(), references=())
    assert sentence in text_of(RapportQuartier("anzin-verrerie", contrat=alone), "essentiel")
