"""The stated figures of a quartier in three numbers: the same on page 1, in the sentence, the table and the list."""

import re
from dataclasses import replace

import pytest
from bs4 import BeautifulSoup

from quartiers.analyse.doutes import is_of_a_quartier
from quartiers.analyse.fiabilite import Partage, unchecked
from quartiers.analyse.soutiens import is_doubted
from quartiers.presentation.quartier.decisions import to_correct
from quartiers.presentation.quartier.fiabilite import IN_TABLE, UNCHECKED, UNCHECKED_TOO, share_of
from quartiers.presentation.rapport_quartier import RapportQuartier


def words(text: str) -> str:
    return text.replace("\u202f", " ").replace("\xa0", " ").replace("’", "'")


def section(rapport: RapportQuartier) -> str:
    return words(rapport.fiabilite_des_chiffres().to_text())


def named_in_table(rapport: RapportQuartier) -> set[str]:
    """The statements that a row of the table is about."""
    own = rapport.lu.enonces
    points = [p for p in rapport.lu.doutes if not is_of_a_quartier(p.doutes[0])]
    return {name for p in points for name in p.affirmations} & own


def number(pattern: str, text: str) -> int:
    found = re.search(pattern, text)
    return int(found[1]) if found else 0


def test_the_sentence_says_three_numbers_that_make_the_whole(reports: dict[str, RapportQuartier]) -> None:
    seen = 0
    for name, rapport in reports.items():
        share, told = share_of(rapport.lu), section(rapport).splitlines()[:1]
        if not share.total:
            continue
        seen += 1
        sentence = told[0].partition(" R1 à")[0]
        assert share.total == len(rapport.lu.enonces) == number(r"(\d+) chiffres? énoncés? par", sentence), name
        assert share.concordent == number(r"(\d+) concorde", sentence), name
        listed = number(r"(\d+) (?:est|sont) à corriger ou à vérifier", sentence)
        assert share.a_revoir == listed or f"Les {share.a_revoir} chiffres" in sentence, name
        left = number(r"(\d+) ne? (?:sont|est|'est)? ?pas vérifiables? ici", sentence.replace("n'est", "n est"))
        assert share.non_verifiables == left, name
        assert "dont 1 mis en doute" not in sentence
    assert seen > 10


def test_the_table_names_the_figures_that_are_counted_and_the_box_its_points(
    reports: dict[str, RapportQuartier],
) -> None:
    for name, rapport in reports.items():
        share, told = share_of(rapport.lu), section(rapport)
        assert share.a_revoir == len(named_in_table(rapport)), name
        if not share.total or not rapport.lu.doutes:
            continue
        more = number(r"S'y ajoute(?:nt)? (\d+) point", told) or number(r"et en ajoute (\d+) sur autre chose", told)
        on_figures = number(r"Le tableau en fait (\d+) point", told) or share.a_revoir
        assert on_figures + more == len(rapport.lu.doutes), name
        box = to_correct(rapport.lu)
        assert box is not None
        assert box.titre.startswith(f"{len(rapport.lu.doutes)} point"), name


def test_page_1_counts_what_is_not_verifiable_as_the_list_does(reports: dict[str, RapportQuartier]) -> None:
    """« 4 n'ont pas pu être vérifiés ici, dont 1 mis en doute »: nobody could find the four, nor the one."""
    both = 0
    for name, rapport in reports.items():
        lu, told = rapport.lu, section(rapport)
        missing = unchecked(lu.contrat, lu.fiabilite, name)
        apart = [item for item in missing if item.affirmation.affirmation not in lu.en_doute]
        share = share_of(lu)
        assert share.non_verifiables == len(apart), name
        box = words(rapport.doutes_en_bref().to_text())
        pattern = rf"{share.non_verifiables} chiffres? énoncés? sur {share.total} "
        assert bool(re.search(pattern, box)) is bool(apart and lu.doutes), name
        head = words(UNCHECKED if apart else UNCHECKED_TOO)
        assert (f"### {head}" in told) is bool(missing), name
        in_both = len(missing) - len(apart) if apart else 0
        assert told.count(IN_TABLE) == in_both, name
        both += in_both
    assert both > 5


def test_what_a_report_says_is_to_verify_is_in_its_list(reports: dict[str, RapportQuartier]) -> None:
    """Cité Thiers: 21,3 % and 12,3 % were « à vérifier » for a row on the perimeter, which names them all."""
    seen = 0
    for name, rapport in reports.items():
        listed = named_in_table(rapport)
        for stated in (x for f in rapport.lu.chiffres for x in (f, *f.enonces)):
            if stated.affirmation is not None and stated.affirmation.affirmation in rapport.lu.enonces:
                doubted = is_doubted(rapport.lu, stated)
                assert doubted is (stated.affirmation.affirmation in listed), (name, stated.affirmation)
                seen += doubted
    assert seen > 20
    thiers = reports["bruay-cite-thiers"]
    told = words(thiers.priorites_en_bref().to_text() + thiers.diagnostic_et_priorites().to_text())
    assert "21,3 %, à vérifier" not in told
    assert "21,3 % selon le document" in told


def test_two_doubts_on_one_figure_are_told_once_on_page_1(reports: dict[str, RapportQuartier]) -> None:
    """Le Trieu: a figure and its mean, each under the name of the indicator, and its value apart from its change."""
    box = to_correct(reports["fresnes-le-trieu"].lu)
    assert box is not None
    told = words(box.to_text())
    assert told.count("Demandeurs d'emploi de longue durée") == told.count("75 ans et plus parmi") == 1
    assert "le chiffre, et sans doute la moyenne, sont ceux publiés sous « Demandeurs d'emploi depuis 2 ans" in told
    assert "19,7 %, et l'évolution compare deux définitions" in told
    for name, rapport in reports.items():
        heads = [row.select_one("th strong").text for row in rows_of(rapport)]
        assert all(head.startswith("Synthèse") or heads.count(head) == 1 for head in heads), name


def rows_of(rapport: RapportQuartier) -> list[BeautifulSoup]:
    return BeautifulSoup(rapport.fiabilite_des_chiffres().to_html(), "html.parser").select("tbody tr")


def test_an_income_of_another_year_is_beside_the_last_one_at_hand(reports: dict[str, RapportQuartier]) -> None:
    told = section(reports["valenciennes-faubourg-cambrai"])
    assert "Premier quartile de revenu mensuel (dernière valeur reprise ici : 867 €, 2018) : à chercher dans" in told


def test_a_right_figure_whose_mean_alone_is_to_correct_is_told_apart(reports: dict[str, RapportQuartier]) -> None:
    """Verrerie: 47,2 % of people alone is near what INSEE publishes; 39 %, beside it, is not."""
    told = section(reports["anzin-verrerie"])
    assert "4 sont à corriger ou à vérifier (dont 1 pour la seule moyenne de comparaison)" in told
    assert "seule moyenne" not in section(reports["fresnes-le-trieu"]), "its figure is to correct too"


def test_figures_of_another_section_are_counted_and_located(reports: dict[str, RapportQuartier]) -> None:
    """Le Jard: 59 % is in La Solitude's section, and was looked for in vain in its own."""
    told = section(reports["vieux-conde-jard"])
    assert told.startswith("Sur 8 chiffres énoncés par le diagnostic (dont 1 dans une autre section, l. 669) : ")


@pytest.mark.parametrize("name", ["fresnes-centre", "bruay-cite-thiers"])
def test_without_doubts_nothing_is_to_correct(reports: dict[str, RapportQuartier], name: str) -> None:
    fiabilite = replace(reports[name].lu.fiabilite, doutes=())
    assert fiabilite.a_revoir == frozenset()
    assert fiabilite.partage({name}).total == len(reports[name].lu.enonces)
    assert Partage(1, 2, 3, proches=1).total == 6, "what is near agrees, and is not counted twice"
