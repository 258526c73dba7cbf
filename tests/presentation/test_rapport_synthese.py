"""The sections of the synthesis, as text."""

from dataclasses import replace

import pytest

from quartiers.donnees import Contrat
from quartiers.presentation import RapportSynthese
from quartiers.typographie import typeset


@pytest.fixture(scope="module")
def synthese(contrat: Contrat) -> RapportSynthese:
    return RapportSynthese(contrat=contrat)


def test_matrix_has_a_row_a_quartier_and_the_totals(contrat: Contrat, synthese: RapportSynthese) -> None:
    lines = synthese.matrice().to_text().splitlines()
    rows = {line.split(" | ")[0]: line.split(" | ")[1:] for line in lines if " | " in line}
    assert {typeset(q.nom_court) for q in contrat.quartiers.values()} <= rows.keys()
    header = rows["Quartier"]
    # Le Trieu, section lines 339-353: three axes (employment, health, violence), then four of its own.
    trieu = dict(zip(header, rows["Le Trieu – Fresnes"], strict=True))
    assert {theme: mark for theme, mark in trieu.items() if mark} == {
        "Insertion sociale et professionnelle": "I",
        "Santé": "I",
        "Prévention des violences conjugales et intrafamiliales": "I",
        "Vivre ensemble et cadre de vie": "P",
        "Mobilisation des habitants": "P",
        "Mobilité": "P",
        "Revenus et pauvreté": "P",
    }
    totals = dict(zip(header, rows["Nombre de quartiers"], strict=True))
    assert totals["Prévention des violences conjugales et intrafamiliales"] == "5"


def test_rebuilt_tables_hold_every_priority_and_form(contrat: Contrat, synthese: RapportSynthese) -> None:
    text = synthese.themes("intercommunale").to_text() + synthese.themes("propre").to_text()
    for p in contrat.priorites:
        assert typeset(p.intitule) in text
        for d in p.declinaisons:
            assert typeset(d.declinaison) in text


def test_map_numbers_every_qpv_once(contrat: Contrat, synthese: RapportSynthese) -> None:
    text = synthese.carte().to_text()
    for code in {q.code_qpv_2024 for q in contrat.quartiers.values()}:
        assert text.count(code) == 1
    for q in contrat.quartiers.values():
        assert typeset(q.nom_court) in text


def test_differences_are_counted(synthese: RapportSynthese) -> None:
    assert synthese.ecarts_de_publication().to_text().startswith("11 différences")


def test_contract_without_published_synthesis_or_shared_figures(contrat: Contrat) -> None:
    bare = RapportSynthese(contrat=replace(contrat, synthese_publiee=(), affirmations=()))
    assert "rien à comparer" in bare.ecarts_de_publication().to_text()
    assert "Aucun indicateur" in bare.graphique_indicateurs().to_text()
    for section in ("essentiel", "matrice", "carte", "formes_et_publics", "tableaux_indicateurs", "sources"):
        getattr(bare, section)().to_html()
