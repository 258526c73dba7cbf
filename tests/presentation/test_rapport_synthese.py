"""The sections of the synthesis, as text."""

import re
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
    bare = RapportSynthese(contrat=replace(contrat, synthese_publiee=(), affirmations=(), mesures=()))
    assert "rien à comparer" in bare.ecarts_de_publication().to_text()
    assert "Aucun indicateur" in bare.graphique_indicateurs().to_text()
    assert "Aucun chiffre publié" in bare.tableaux_publies().to_text()
    for section in ("essentiel", "matrice", "carte", "formes_et_publics", "tableaux_enonces", "sources"):
        getattr(bare, section)().to_html()
    assert bare.fiabilite_des_chiffres().to_html()


def published(synthese: RapportSynthese) -> dict[str, dict[str, str]]:
    """Cells of the published tables: by quartiers, then by column."""
    rows: dict[str, dict[str, str]] = {}
    header: list[str] = []
    for line in synthese.tableaux_publies().to_text().replace("\u202f", " ").splitlines():
        cells = line.split(" | ")
        if cells[0] == "Quartiers du QPV":
            header = [re.sub(r" \[\d+\]$", "", name) for name in cells[1:]]  # without the call to a note
        elif len(cells) > 1:
            rows.setdefault(cells[0], {}).update(zip(header, cells[1:], strict=True))
    return rows


def test_published_tables_have_a_row_a_qpv_and_two_of_reference(contrat: Contrat, synthese: RapportSynthese) -> None:
    rows = published(synthese)
    qpv = {q.code_qpv_2024 for q in contrat.quartiers.values()}
    assert len(rows) == len(qpv) + 2
    assert list(rows)[-2:] == ["QPV du contrat (moyenne pondérée)", "QPV de France"]


def test_published_tables_say_what_is_not_published_or_not_averaged(synthese: RapportSynthese) -> None:
    rows = published(synthese)
    verrerie, bruay = rows["Verrerie – Anzin"], rows["Cité Thiers – Bruay"]
    contrat, france = rows["QPV du contrat (moyenne pondérée)"], rows["QPV de France"]
    assert verrerie["Plus de 60 ans (diffusion 2022)"] == "non diffusé"
    assert bruay["Emploi des 15-64 ans (diffusion 2022)"] == "38,9 % / 34,3 %"
    assert set(rows["Centre-ville – Bruay"].values()) == {"non publié"}
    assert contrat["Emploi des 15-64 ans (diffusion 2022)"] == "—"
    assert contrat["Premier quartile de revenu mensuel (2018)"] == "—"
    assert contrat["Demandeurs d’emploi depuis 2 ans ou plus (2021)"] == "31,5 %"
    assert france["Emploi des 15-64 ans (diffusion 2022)"] == "44,6 % QPV médian"


@pytest.mark.parametrize(
    ("code", "name"),
    [("QP059020", "Verrerie – Anzin"), ("QP059033", "La Solitude – Vieux-Condé")],
    ids=["the first", "the highest"],
)
def test_a_column_is_of_one_edition_or_says_which_cells_are_not(contrat: Contrat, code: str, name: str) -> None:
    """A QPV of which the newest edition says nothing must not date the column, nor be read at its date."""
    lacking = tuple(
        m for m in contrat.mesures if (m.territoire, m.indicateur, m.edition) != (code, "emploi_15_64_pct", 2022)
    )
    rows = published(RapportSynthese(contrat=replace(contrat, mesures=lacking)))
    other = rows["Le Trieu – Fresnes"]
    [column] = [header for header in other if header.startswith("Emploi des 15-64 ans")]
    assert (column, other[column]) == ("Emploi des 15-64 ans (diffusion 2022)", "43,8 %")
    assert "2021" in rows[name][column] or "%" not in rows[name][column]


def test_stated_tables_hold_what_nobody_publishes(synthese: RapportSynthese) -> None:
    text = synthese.tableaux_enonces().to_text().replace("\u202f", " ")
    assert "Part des jeunes ni en emploi ni en formation" in text
    assert "Chaussiette – Macou – Condé | 51,4 % | année non précisée" in text
    assert "Taux d’emploi des 15-64 ans" not in text


def test_reliability_is_counted_by_rule_and_by_quartier(contrat: Contrat, synthese: RapportSynthese) -> None:
    text = synthese.fiabilite_des_chiffres().to_text()
    for rule in ("R1 ", "R2 ", "R3 ", "R4 ", "R5 ", "R6 ", "R7 ", "R8 ", "R9 ", "R10 ", "R11 ", "R12 "):
        assert f"\n{rule}" in text
    lines = {line.split(" | ")[0]: line.split(" | ")[1:] for line in text.splitlines() if line.count(" | ") == 4}
    counts = {
        q: [int(n) for n in lines[typeset(quartier.nom_court)] if n != "—"] for q, quartier in contrat.quartiers.items()
    }
    for q, numbers in counts.items():
        assert numbers[0] == len(contrat.affirmations_de(q))
        assert sum(numbers[1:]) == numbers[0]


def test_the_gravest_doubts_are_in_the_synthesis(synthese: RapportSynthese) -> None:
    text = synthese.fiabilite_des_chiffres().to_text().replace("\u202f", " ")
    assert "R1 · 75 ans et plus parmi les personnes seules (l. 332)" in text
    assert "52,4 % puis 42,4 %" in text
