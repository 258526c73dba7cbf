"""Every section of every quartier report, as text: what the tables hold is what the report says."""

from dataclasses import replace

import pytest

from quartiers.donnees import Contrat, Introuvable
from quartiers.presentation import RapportQuartier
from quartiers.presentation.mots import ORIGINES
from quartiers.typographie import format_value, typeset

SECTIONS = (
    "entete",
    "identite",
    "essentiel",
    "diagnostic",
    "graphique_comparaisons",
    "graphique_evolutions",
    "constats_de_terrain",
    "priorites_retenues",
    "graphique_themes_partages",
    "diagnostic_et_priorites",
    "vigilance",
    "sources",
)


def text_of(rapport: RapportQuartier, section: str) -> str:
    return getattr(rapport, section)().to_text()


@pytest.fixture(scope="module")
def reports(contrat: Contrat) -> dict[str, RapportQuartier]:
    return {q: RapportQuartier(q, contrat=contrat) for q in contrat.quartiers}


def test_identity(reports: dict[str, RapportQuartier]) -> None:
    text = text_of(reports["bruay-cite-thiers"], "identite")
    for part in ("QN05922M", "QP059022", "QP059056", "Escautpont", "Raismes", "Validé"):
        assert part in text
    assert "Sous réserve" in text_of(reports["valenciennes-dutemple"], "identite")
    assert "2024" in text_of(reports["bruay-centre"], "identite")
    shared = text_of(reports["marly-briquette"], "identite")
    assert "partagé avec" in shared
    assert "Faubourg de Cambrai" in shared


def test_both_footnotes_of_the_document_are_shown(reports: dict[str, RapportQuartier]) -> None:
    former = text_of(reports["conde-chaussiette-macou"], "identite")
    assert "2015-2023" in former
    assert "Gras Bœuf" in former
    whole = text_of(reports["marly-briquette"], "identite")
    assert "l’ensemble du quartier intercommunal" in whole
    # The document says it here: the general caution, that it does not always say so, would deny it.
    assert "ne dit pas toujours" not in whole
    assert "ne dit pas toujours" in text_of(reports["valenciennes-faubourg-cambrai"], "identite")


def test_every_figure_finding_priority_and_form_is_in_its_report(
    contrat: Contrat, reports: dict[str, RapportQuartier]
) -> None:
    for identifier, rapport in reports.items():
        figures = text_of(rapport, "diagnostic")
        for a in contrat.affirmations_de(identifier):
            indicateur = contrat.indicateurs[a.indicateur]
            assert typeset(indicateur.libelle) in figures
            if a.valeur is not None:
                assert format_value(a.valeur, indicateur.unite, a.precision) in figures
            if a.annee is not None and a.valeur is not None:
                assert str(a.annee) in figures
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


def test_quartiers_without_figures_say_so_and_draw_no_empty_chart(reports: dict[str, RapportQuartier]) -> None:
    for identifier in ("bruay-centre", "quievrechain-centre"):
        rapport = reports[identifier]
        assert "aucun chiffre" in text_of(rapport, "essentiel")
        assert text_of(rapport, "graphique_comparaisons") == ""
        assert text_of(rapport, "graphique_evolutions") == ""


def test_at_least_two_charts_answer_something_in_every_report(reports: dict[str, RapportQuartier]) -> None:
    for rapport in reports.values():
        html = "".join(getattr(rapport, section)().to_html() for section in SECTIONS)
        assert html.count("<figure>") >= 2


def test_doubts_are_shown(reports: dict[str, RapportQuartier]) -> None:
    table = text_of(reports["fresnes-le-trieu"], "diagnostic")
    doubts = text_of(reports["fresnes-le-trieu"], "vigilance")
    for text in (table, doubts):
        assert "le document écrit" in text
        assert "au-dessous" in text
    assert "sans année" in text_of(reports["conde-centre"], "vigilance")
    # On page 1 too: the figure that weighs most is the doubtful one.
    heaviest = next(s for s in text_of(reports["fresnes-le-trieu"], "essentiel").split("- ") if "pèse" in s)
    assert "à vérifier" in heaviest


def test_nothing_fragile_is_not_said_to_be_answered(contrat: Contrat) -> None:
    bare = replace(contrat, affirmations=(), constats=())
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
