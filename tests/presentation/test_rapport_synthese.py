"""The sections of the synthesis, as text."""

import re
from dataclasses import replace

import pytest
from bs4 import BeautifulSoup

from quartiers.analyse.doutes import Gravite
from quartiers.donnees import Contrat
from quartiers.presentation import RapportSynthese
from quartiers.presentation.blocs import Bloc
from quartiers.presentation.echelles import PROPRE
from quartiers.presentation.graphiques.bandes import Bande
from quartiers.presentation.synthese import chiffres
from quartiers.presentation.synthese.grille import MAX_COLONNES, Ligne, show_who
from quartiers.presentation.synthese.themes import MAX_NOMMES, NAMED, together_block
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
    assert trieu.pop("Nombre de thèmes") == "7"
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


def test_matrix_says_how_many_beyond_one_and_both_scales(synthese: RapportSynthese) -> None:
    lines = synthese.matrice().to_text().splitlines()
    header = lines[1].split(" | ")
    rows = {line.split(" | ")[0]: dict(zip(header, line.split(" | "), strict=True)) for line in lines[2:]}
    # Dutemple: one priority on parenting of each scale; Centre – Fresnes: two on employment.
    assert rows["Dutemple – Valenciennes"]["Parentalité et réussite éducative"].split() == ["I", "P"]
    assert rows["Centre – Fresnes"]["Insertion sociale et professionnelle"] == "I2"


def test_theme_sheets_hold_every_priority_and_the_forms_of_several(contrat: Contrat, synthese: RapportSynthese) -> None:
    text = synthese.themes().to_text().casefold()
    owners: dict[str, dict[str, set[str]]] = {}
    for p in contrat.priorites:
        assert typeset(p.intitule).casefold() in text
        for d in p.declinaisons:
            owners.setdefault(d.forme or d.declinaison, {}).setdefault(p.thematique, set()).add(p.quartier)
    for form, by_theme in owners.items():
        if any(len(quartiers) > 1 for quartiers in by_theme.values()):
            assert typeset(form).casefold() in text, form


def test_theme_sheets_begin_with_the_most_shared(synthese: RapportSynthese) -> None:
    found = [int(n) for n in re.findall(r"^- (\d+) quartiers? sur 18", synthese.themes().to_text(), re.MULTILINE)]
    assert found == [16, 16, 15, 13, 13, 9, 5, 5, 2, 2, 1]


def grids(bloc: Bloc) -> list[tuple[list[str], dict[str, list[str]]]]:
    """The grids of a section: the heads of the columns, then the cells of each row by its title."""
    found = []
    for table in BeautifulSoup(bloc.to_html(), "html.parser").select("table.matrice"):
        heads = [th.get_text() for th in table.thead.find_all("th")][1:]
        rows = {tr.th.get_text(): [td.get_text() for td in tr.find_all("td")] for tr in table.select("tbody tr")}
        found.append((heads, rows))
    return found


def test_what_could_be_carried_together_is_of_three_communes(contrat: Contrat, synthese: RapportSynthese) -> None:
    [(heads, rows)] = grids(synthese.portes_ensemble())
    assert heads[:2] == ["Quartiers", "Communes"]
    communes = {typeset(q.nom_court): q.communes for q in contrat.quartiers.values()}
    for _, (number, of_communes, *marks) in rows.items():
        marked = [name for name, mark in zip(heads[2:], marks, strict=True) if mark]
        assert int(number) == len(marked)
        assert int(of_communes) == len({c for name in marked for c in communes[name]}) >= 3


def test_a_mark_of_a_theme_is_where_the_tables_say(contrat: Contrat, synthese: RapportSynthese) -> None:
    """Each mark of each grid against the priorities, and each priority and form of several against the grids."""
    cells = {
        (row, name): mark
        for heads, rows in grids(synthese.themes())
        for row, marks in rows.items()
        for name, mark in zip(heads, marks, strict=True)
        if mark and name != "Quartiers"
    }
    names = {q: typeset(quartier.nom_court) for q, quartier in contrat.quartiers.items()}
    letters = {"intercommunale": "I", "propre": "P"}
    told = {(p.intitule, names[p.quartier]): letters[p.echelle] for p in contrat.priorites}
    told |= {
        ((form := d.forme or d.declinaison)[:1].upper() + form[1:], names[p.quartier]): "●inscrite dans le projet"
        for p in contrat.priorites
        for d in p.declinaisons
    }
    told = {(typeset(row), name): mark for (row, name), mark in told.items()}
    assert len(cells) > 200
    assert {cell: mark for cell, mark in cells.items() if told.get(cell) != mark} == {}


def test_more_quartiers_than_a_page_has_columns_are_listed_by_commune(contrat: Contrat) -> None:
    model = next(iter(contrat.quartiers.values()))
    lots = tuple(
        replace(model, quartier=f"q{n}", ordre=n, nom_court=f"Q{n}", communes=(f"C{n % 4}",))
        for n in range(MAX_COLONNES + 1)
    )
    rows = [Ligne(f"forme {n}", lots[:wide]) for n, wide in enumerate((26, 3, 2, 2))]
    text = show_who("Qui", "Forme", rows).to_text().replace("\u202f", " ").replace("\u00a0", " ")
    assert "Forme 0 | 26 (4) | C0 (7 quartiers) · C1 (7 quartiers) · C2 (6 quartiers) · C3 (6 quartiers)" in text
    assert "Forme 1 | 3 (3) | Q0 · Q1 · Q2" in text
    fewer = [replace(row, quartiers=row.quartiers[:MAX_COLONNES]) for row in rows]
    [(heads, _)] = grids(show_who("Qui", "Forme", fewer))
    assert heads == ["Quartiers", *(f"Q{n}" for n in range(MAX_COLONNES))]


def test_map_numbers_every_qpv_once(contrat: Contrat, synthese: RapportSynthese) -> None:
    text = synthese.carte().to_text()
    for code in {q.code_qpv_2024 for q in contrat.quartiers.values()}:
        assert text.count(code) == 1
    for q in contrat.quartiers.values():
        assert typeset(q.nom_court) in text


def test_differences_are_counted(synthese: RapportSynthese) -> None:
    """One of them, of Faubourg de Cambrai (l. 723), is right before the rows of its theme: the extraction may have
    moved it."""
    told = "9 différences, dont 1 peut venir de l’extraction du texte"
    assert synthese.ecarts_de_publication().to_text().startswith(told)
    assert f"Synthèse publiée et sections\u202f: {told}, et " in synthese.essentiel().to_text()


def test_the_differences_and_what_is_beside_them_make_the_number_of_the_card(synthese: RapportSynthese) -> None:
    """« 12 sur la synthèse publiée » over « 9 différences »: the page says what the three others are."""
    text = synthese.essentiel().to_text().replace("\u202f", " ")
    [of_the_card] = [int(n) for n in re.findall(r"(\d+) sur la synthèse publiée", text)]
    [(differences, others)] = re.findall(r"(\d+) différences, .* et (\d+) autres points à vérifier", text)
    assert of_the_card == int(differences) + int(others)


def test_the_difference_that_the_extraction_may_have_made_is_marked_in_the_list(synthese: RapportSynthese) -> None:
    lines = synthese.ecarts_de_publication().to_text().splitlines()
    [marked] = [line for line in lines if line.endswith("peut venir de l’extraction du texte")]
    assert marked.startswith("Faubourg de Cambrai") and "(l. 723)" in marked.replace("\u00a0", " ")


def test_contract_without_published_synthesis_or_shared_figures(contrat: Contrat) -> None:
    bare = RapportSynthese(contrat=replace(contrat, synthese_publiee=(), affirmations=(), mesures=()))
    assert "rien à comparer" in bare.ecarts_de_publication().to_text()
    assert "Aucun indicateur" in bare.graphique_indicateurs().to_text()
    assert "Aucun chiffre publié" in bare.tableaux_publies().to_text()
    for section in (
        "essentiel",
        "matrice",
        "carte",
        "portes_ensemble",
        "familles",
        "annexe_familles",
        "tableaux_enonces",
        "sources",
    ):
        getattr(bare, section)().to_html()
    assert bare.fiabilite_des_chiffres().to_html()


def test_contract_without_priorities_says_so_once_a_section(contrat: Contrat) -> None:
    bare = RapportSynthese(contrat=replace(contrat, priorites=(), synthese_publiee=()))
    for section in (bare.matrice(), bare.themes(), bare.portes_ensemble()):
        assert section.to_text() == "Aucune priorité n’est saisie."
    assert "formes d’action" not in bare.essentiel().to_text()


def published(synthese: RapportSynthese) -> dict[str, dict[str, str]]:
    """Cells of the published matrices: by quartiers, then by column."""
    rows: dict[str, dict[str, str]] = {}
    header: list[str] = []
    for line in synthese.tableaux_publies().to_text().replace("\u202f", " ").replace("\u00a0", " ").splitlines():
        cells = line.split(" | ")
        if cells[0].startswith("Quartiers du QPV"):
            assert cells[0].endswith(("(rang, 1er : le plus fragile)", "(rang, 1er : la valeur la plus élevée)"))
            header = [re.sub(r" \[\d+\]$", "", name) for name in cells[1:]]  # without the call to a note
        elif len(cells) > 1:
            rows.setdefault(cells[0], {}).update(zip(header, cells[1:], strict=True))
    return rows


def test_published_matrices_have_a_row_a_qpv_and_two_of_reference(contrat: Contrat, synthese: RapportSynthese) -> None:
    rows = published(synthese)
    former = {code for q in contrat.quartiers.values() for code in q.codes_qpv_2015}
    assert len(rows) == len(former) + 2  # nothing is published of Bruay's centre, which the captions say
    assert "Aucun chiffre n’est importé pour Centre-ville – Bruay" in synthese.tableaux_publies().to_text()
    assert list(rows)[-2:] == ["QPV du contrat (moyenne)", "QPV médian de France"]


def test_published_matrices_say_what_is_not_published_or_not_averaged(synthese: RapportSynthese) -> None:
    rows = published(synthese)
    verrerie = rows["Verrerie – Anzin"]
    halves = rows["Cité Thiers – Cité Du Rivage (Cité Thiers – Bruay)"], rows["Brunehaut (Cité Thiers – Bruay)"]
    contrat, france = rows["QPV du contrat (moyenne)"], rows["QPV médian de France"]
    assert verrerie["Plus de 60 ans (%, diffusion 2022)"] == "non diffusé"
    # Each of the former QPV has what INSEE publishes of it, its rank and its reading; nothing is computed of both.
    assert [half["Emploi des 15-64 ans (%, diffusion 2022)"] for half in halves] == ["38,9 6e", "34,3 ▼ 3e"]
    assert [half["RSA socle parmi les allocataires (%, diffusion 2022)"] for half in halves] == [
        "30,0 ▼ 7e",
        "27,1 11e",
    ]
    assert contrat["Emploi des 15-64 ans (%, diffusion 2022)"] == "—"
    assert contrat["Premier quartile de revenu mensuel (€, 2018)"] == "—"
    assert contrat["Demandeurs d’emploi depuis 2 ans ou plus (%, 2021)"] == "31,5"
    assert france["Emploi des 15-64 ans (%, diffusion 2022)"] == "44,6"


def test_a_published_figure_has_its_reading_and_its_rank_and_context_has_no_reading(synthese: RapportSynthese) -> None:
    rows = published(synthese)
    # 47,5 is the highest of the 15 former QPV, the last from the most fragile; the median QPV has 44,6: within
    # the uncertainty of a rate of 1 800 people. 27,8 is the lowest, and far beyond it.
    column = "Emploi des 15-64 ans (%, diffusion 2022)"
    assert rows["La Solitude – Vieux-Condé"][column] == "47,5 15e"
    assert rows["Lecocq (Chaussiette – Macou – Condé)"][column] == "27,8 ▼ 1er"
    context = [cell for row in rows.values() for column, cell in row.items() if column.startswith("Femmes dans")]
    assert context
    assert not [cell for cell in context if set(cell) & set("▼▲●")]


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
    assert (column, other[column].split()[0]) == ("Emploi des 15-64 ans (%, diffusion 2022)", "43,8")
    assert "2021" in rows[name][column] or not re.search(r"\d", rows[name][column])


def stated(synthese: RapportSynthese) -> dict[str, dict[str, str]]:
    """Cells of the table of stated figures that are not empty: by indicator, then by quartier."""
    page = BeautifulSoup(synthese.tableaux_enonces().to_html(), "html.parser")
    found: dict[str, dict[str, str]] = {}
    for table in page.select("table"):
        heads = [th.get_text() for th in table.select("thead th")]
        *rows, notes = table.select("tbody tr")
        assert [a["href"][:6] for a in notes.select("a")] == ["#note-"] * (len(heads) - 1)
        for row in rows:
            name, *cells = [
                " ".join(c.get_text(" ").replace("\u202f", " ").split()) for c in row.find_all(["th", "td"])
            ]
            for head, cell in zip(heads[1:], cells, strict=True):
                found.setdefault(head, {}).update({name: cell} if cell else {})
    return found


def test_stated_figures_are_those_that_nobody_publishes(synthese: RapportSynthese) -> None:
    text = synthese.tableaux_enonces().to_text().replace("\u202f", " ")
    young = stated(synthese)["Jeunes ni en emploi ni en formation"]
    # Lines 258 and 27 of the document: one without its year.
    assert (young["Chaussiette – Macou – Condé"], young["Verrerie – Anzin"]) == ("51,4 % ↑", "41 % 2019 ↑")
    assert "Sans année : le document ne la précise pas" in text
    assert "Taux d’emploi des 15-64 ans" not in text


def test_strips_name_the_extremes_of_each_published_indicator(synthese: RapportSynthese) -> None:
    page = BeautifulSoup(synthese.graphique_indicateurs().to_html(), "html.parser").select("details.donnees table")
    [column] = [t for t in page if "Emploi des 15-64 ans" in t.thead.get_text()]
    heads = [th.get_text() for th in column.thead.find_all("th")]
    at = next(n for n, head in enumerate(heads) if head.startswith("Emploi des 15-64 ans"))
    cells = {
        row[0].get_text(): row[at].get_text().replace("\u202f", " ")
        for tr in column.select("tbody tr")
        if (row := tr.find_all(["th", "td"]))
    }
    # INSEE, IPRO 2022; the median QPV of France from its own distribution.
    assert cells["Lecocq (Chaussiette – Macou – Condé)"] == "27,8 %"
    assert cells["La Solitude – Vieux-Condé"] == "47,5 %"
    assert cells["QPV de France"] == "44,6 %"


def test_no_family_is_drawn_where_the_figures_show_none(synthese: RapportSynthese) -> None:
    assert synthese.familles().to_text() == ""
    assert synthese.annexe_familles().to_text() == ""
    told = [line for line in synthese.sources().to_text().splitlines() if "Pas de familles nettes" in line]
    assert len(told) == 1 and told[0].count(".") == 1 and "Ward" not in synthese.sources().to_text()


def test_reliability_is_counted_by_rule_and_by_quartier(contrat: Contrat, synthese: RapportSynthese) -> None:
    text = synthese.fiabilite_des_chiffres().to_text()
    for rule in ("R1 ", "R2 ", "R3 ", "R4 ", "R5 ", "R6 ", "R7 ", "R8 ", "R9 ", "R10 ", "R11 ", "R12 "):
        assert f"\n{rule}" in text
    last = text[text.index("Les chiffres énoncés, quartier par quartier") :]
    lines = {line.split(" | ")[0]: line.split(" | ")[1:] for line in last.splitlines() if line.count(" | ") == 4}
    for q, quartier in contrat.quartiers.items():
        stated = len(contrat.affirmations_de(q))
        total, *parts = [int(n) for n in lines.get(typeset(quartier.nom_court), ["0"])]
        assert (total, sum(parts)) == (stated, stated)
    del lines["Quartier"]
    share = synthese.fiabilite.partage(contrat.quartiers)
    sums = [sum(map(int, column)) for column in zip(*lines.values(), strict=True)]
    assert sums == [share.total, share.concordent, share.a_revoir, share.non_verifiables]
    assert f"{share.a_revoir} sont à corriger ou à vérifier" in synthese.essentiel().to_text().replace("\u202f", " ")


def test_rules_are_counted_in_points_as_page_1_and_the_list_are(synthese: RapportSynthese) -> None:
    lines = synthese.fiabilite_des_chiffres().to_text().splitlines()
    rows = [line.split(" | ")[1:3] for line in lines if re.match(r"R\d+ .* sur 18$", line)]
    wrong, unsure = (sum(int(n) for n in column if n != "—") for column in zip(*rows, strict=True))
    assert wrong == sum(bool(re.search(r"\(R\d+, l\.", line)) for line in lines)
    [card] = [line for line in synthese.essentiel().to_text().splitlines() if "points à corriger" in line]
    assert card.startswith(f"{wrong} points à corriger, {unsure} à vérifier")
    about = re.search(r"\((\d+) sur des chiffres énoncés, (\d+) sur la synthèse publiée et (\d+) autres\)", card)
    assert about is not None and sum(map(int, about.groups())) == wrong + unsure


def test_page_1_and_the_check_name_the_same_quartiers_without_figures_and_why(synthese: RapportSynthese) -> None:
    """Bruay's diagnostic has none; that of Quiévrechain begins in the middle, and may have some (l. 389)."""
    told = (
        "Le diagnostic n’énonce aucun chiffre pour Centre-ville – Bruay ; aucun n’est lu pour Centre-ville – "
        "Quiévrechain, dont le texte tiré du fichier est incomplet."
    )
    for block in (synthese.essentiel(), synthese.fiabilite_des_chiffres()):
        assert told in block.to_text().replace("\u202f", " ")


def test_the_gravest_doubts_are_in_the_synthesis(synthese: RapportSynthese) -> None:
    text = synthese.fiabilite_des_chiffres().to_text().replace("\u202f", " ")
    assert "Le Trieu – Fresnes · 75 ans et plus parmi les personnes seules (R1, l. 332)" in text.replace("\u00a0", " ")
    assert "52,4 % puis 42,4 %" in text


def test_what_is_to_correct_names_whose_it_is_first(contrat: Contrat, synthese: RapportSynthese) -> None:
    names = sorted((typeset(q.nom_court) for q in contrat.quartiers.values()), key=len, reverse=True)
    lines = synthese.fiabilite_des_chiffres().to_text().splitlines()
    graver = [line.split(" | ")[0] for line in lines if re.search(r"\(R\d+, l\.", line.split(" | ")[0])]
    assert len(graver) == 22  # the label of a figure and of its mean is one point
    assert [line for line in graver if not line.startswith(tuple(names))] == []


# -- what is done -----------------------------------------------------------------------------------------


def test_actions_and_money_are_shown_under_their_own_heading(suivi: Contrat) -> None:
    text = re.sub(r"[ \u00a0\u202f]+", " ", RapportSynthese(contrat=suivi).actions_et_moyens().to_text())
    assert text.startswith("## Actions et moyens\n")
    # 2025: 15 000 + 10 000 + 4 000 granted; 2026: 52 500.
    assert "8 actions, financements de 2025 à 2026 : 81 500 € accordés" in text
    assert "Insertion sociale et professionnelle | 2 | 64 000 € | 49 000 € | 33 000 € | 16 000 €" in text
    assert "Les Tilleuls (inventé) | 5 | 74 000 €" in text
    assert "- Fresque participative – Les Tilleuls (inventé)" in text
    links = tuple(x for x in suivi.actions_priorites if x.priorite != "tilleuls-i2")
    fewer = RapportSynthese(contrat=replace(suivi, actions_priorites=links)).actions_et_moyens().to_text()
    assert "Faciliter l’accès aux soins." in fewer


def test_what_was_funded_before_the_contract_is_said_and_in_no_total(contrat: Contrat, suivi: Contrat) -> None:
    """The State's posts of 2020 to 2023 are of the contract before this one."""
    text = re.sub(r"[ \u00a0\u202f]+", " ", RapportSynthese(contrat=contrat).actions_et_moyens().to_text())
    assert "Aucune action de la période 2024-2030 n’est saisie." in text
    posts = "63 lignes : « Poste d’adulte-relais » (57) et « Poste Fonjep » (6)"
    before = "D’avant le contrat (2020, 2022 et 2023), les tables ont"
    assert f"{before} {posts}, qui ne sont comptés dans aucun total." in text
    assert "€" not in text
    first, *_ = contrat.actions.values()
    others = {f"x{n}": replace(first, action=f"x{n}", intitule=f"Fresque {n}") for n in range(4)}
    money = tuple(replace(contrat.financements[0], action=name, annee=2023) for name in others)
    bare = replace(contrat, actions=others, financements=money)
    assert "D’avant le contrat (2023), les tables ont 4 actions, qui" in RapportSynthese(
        contrat=bare
    ).actions_et_moyens().to_text().replace("\u00a0", " ")
    old = tuple(replace(f, annee=2023) if f.action == "2026-fresque" else f for f in suivi.financements)
    assert (
        "d’avant le contrat"
        not in RapportSynthese(contrat=replace(suivi, financements=old)).actions_et_moyens().to_text()
    )


def test_without_action_there_is_no_such_section(contrat: Contrat) -> None:
    block = RapportSynthese(contrat=replace(contrat, actions={}, financements=())).actions_et_moyens()
    assert (block.to_html(), block.to_typst(), block.to_text()) == ("", "", "")


# -- one count, one sign ------------------------------------------------------------------------------------


def test_a_chart_marks_whom_the_table_does_and_no_other(
    contrat: Contrat, synthese: RapportSynthese, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[Bande] = []
    draw = chiffres.chart_strips
    monkeypatch.setattr(chiffres, "chart_strips", lambda bands, *texts: drawn.extend(bands) or draw(bands, *texts))
    synthese.graphique_indicateurs()
    rows = published(synthese)
    columns = {name.split(" (%")[0].split(" (€")[0]: name for name in rows["Verrerie – Anzin"]}
    assert len(drawn) == chiffres.MAX_BANDS == len({band.libelle for band in drawn})
    signs = {"fragile": "▼", "favorable": "▲", "neutre": "●", None: ""}
    for band in drawn:
        column = columns[typeset(band.libelle)]
        for (name, _), nature in zip(band.valeurs, band.lectures, strict=True):
            cell = rows[typeset(name).replace("\u202f", " ").replace("\u00a0", " ")][column]
            assert "".join(c for c in cell if c in "▼▲●") == signs[nature], (name, column)
    marked = {band.libelle for band in drawn if band.is_fragile_end(band.ends[1][1])}
    assert "Taux de pauvreté" in marked
    # Thirteen are read: those for which fewest QPV are sure are in the table alone, which the first chart says.
    assert {"Emplois précaires", "Premier quartile de revenu mensuel"}.isdisjoint(band.libelle for band in drawn)
    assert {contrat.indicateurs[name].libelle_court for name in contrat.essentiel} <= {band.libelle for band in drawn}
    told = synthese.graphique_indicateurs().to_html().replace("\u202f", " ")
    assert told.count("Dans le tableau des chiffres publiés seulement : emplois précaires") == 1


def test_every_count_of_qpv_is_of_those_that_the_table_has_a_figure_of(synthese: RapportSynthese) -> None:
    """``n des m QPV``, ``n sur m``: m figures in the column, of which n bear the sign."""
    rows = published(synthese)
    cells = [row for name, row in rows.items() if not name.startswith("QPV ")]
    found = {
        re.split(r" \([%€]", column)[0].lower(): (
            sum(bool(re.match(r"\d", row[column])) for row in cells),
            sum("▼" in row[column] for row in cells),
        )
        for column in rows["Verrerie – Anzin"]
    }
    text = synthese.themes().to_text().replace("\u202f", " ").replace("\u00a0", " ")
    number = r"(\d+)(?: QPV)? sur (\d+)"
    told = re.findall(rf"^([^|\n]+?) (?:diffusion )?\d{{4}} \| ([^|]+) \| {number} \| ", text, re.MULTILINE)
    assert len(told) == 5 + 6  # insertion, revenus: each that some QPV surely is more fragile for
    alone = rf"l’écart établi : (.+) \(.+ ; QPV médian (.+)\), {number} : La Pépinière – Saint-Saulve, 27,6 %"
    told += re.findall(alone, text)
    assert len(told) == 1 + 5 + 6
    for name, _, many, total in told:
        assert (int(total), int(many)) == found[name.lower()][:2], name
    # The widest gaps have a name and a value.
    assert "dont Lecocq (Chaussiette – Macou – Condé), 27,8 % ; Centre-ville – Quiévrechain, 33,3 %" in text
    medians = {re.split(r" \([%€]", column)[0].lower(): cell for column, cell in rows["QPV médian de France"].items()}
    for name, median, *_ in told:
        assert float(median.rstrip(" %€").replace(" ", "").replace(",", ".")) == float(
            medians[name.lower()].replace(" ", "").replace(",", ".")
        )
    title = synthese.graphique_indicateurs().to_text().replace("\u202f", " ")
    for name, surely in (("rsa socle parmi les allocataires", 9), ("revenus d’activité", 8)):
        assert found[name][:2] == (15, surely)
        assert re.search(rf"{name} \({surely} QPV sur 15\)", title, re.IGNORECASE)


def test_what_is_only_stated_has_no_sign_of_reading(contrat: Contrat, synthese: RapportSynthese) -> None:
    """Its margin is unknown: 38,6 % beside 36,4 % is above it, and no more."""
    page = BeautifulSoup(synthese.tableaux_enonces().to_html(), "html.parser")
    assert not page.select(".signal.fragile, .signal.favorable, .signal.neutre")
    found = stated(synthese)
    mean = "Moyenne énoncée"
    assert "Moyenne énoncée\u202f: QPV de l’agglomération." in page.caption.get_text()
    old, families, young = (
        found[name]
        for name in (
            "75 ans et plus parmi les personnes seules",
            "Familles monoparentales",
            "Jeunes ni en emploi ni en formation",
        )
    )
    # A mean that a rule doubts is told, and nothing is read against it.
    assert old[mean] == "19,7 % ! à vérifier"
    assert not [cell for name, cell in old.items() if name != mean and set(cell) & set("↑↓=")]
    assert families["Le Trieu – Fresnes"] == "13,9 % 2021 dit ↓"
    assert young[mean] == "36,4 %"
    assert (young["Quatre-Chasse – Onnaing-Vicq"], young["Dutemple – Valenciennes"]) == (
        "38,6 % 2019 ↑",
        "34,2 % 2019 ↓",
    )
    # What only one or two quartiers have is named, so that nobody takes the table for all that is stated.
    shown = {i.indicateur for i in synthese.indicateurs}
    left = {a.indicateur for a in contrat.affirmations if a.valeur is not None} - shown
    told = page.get_text(" ").replace("\u00a0", " ")
    assert left
    for name in left:
        label = typeset(contrat.indicateurs[name].libelle_court)
        assert label[1:] in told, name


def test_an_indicator_of_who_lives_there_is_of_context(contrat: Contrat) -> None:
    """The age of people living alone, as that of all inhabitants, is neither good nor bad."""
    ages = [i for i in contrat.indicateurs.values() if re.search(r"\d ans et plus|plus de \d+ ans", i.libelle)]
    assert len(ages) >= 2
    assert {i.sens for i in ages} == {"contexte"}


def test_a_form_of_more_communes_than_quartiers_says_why(synthese: RapportSynthese) -> None:
    lines = synthese.portes_ensemble().to_text().replace("\u202f", " ").splitlines()
    counts = [(int(c[1]), int(c[2])) for line in lines if (c := line.split(" | "))[1:2] and c[1].isdigit()]
    assert any(communes > quartiers for quartiers, communes in counts)
    assert all(min(pair) >= 3 for pair in counts)  # three communes or more, that can each carry it
    assert "Quatre-Chasse – Onnaing-Vicq, un quartier, est dans deux communes." in lines[0]


def test_many_quartiers_of_several_communes_are_counted_and_a_list_has_no_mark(contrat: Contrat) -> None:
    """Of three hundred, twenty-five were named one by one before a table that has no mark."""
    model = next(q for q in contrat.quartiers.values() if contrat.priorites_de(q.quartier))
    proper = next(p for p in contrat.priorites if p.echelle == PROPRE.echelle and p.declinaisons)
    names = [f"q{n}" for n in range(MAX_COLONNES + 3)]
    lots = {
        name: replace(
            model,
            quartier=name,
            ordre=n,
            nom_court=f"Quartier {n}",
            code_qpv_2024=f"QN{n:05}X",
            communes=(f"C{n}", *(["D", "E"][: 1 + n % 2] if n < MAX_NOMMES + 1 else [])),
        )
        for n, name in enumerate(names)
    }
    rows = tuple(replace(proper, priorite=f"{name}-p1", quartier=name) for name in names)
    told = together_block(replace(contrat, quartiers=lots, priorites=rows)).to_text().replace("\u202f", " ")
    assert "7 quartiers sont dans plusieurs communes : 4 dans deux et 3 dans trois." in told
    assert "●" not in told and "un quartier, est dans" not in told
    few = together_block(replace(contrat, quartiers=lots, priorites=rows[1:4])).to_text().replace("\u202f", " ")
    assert "Quartier 1, un quartier, est dans trois communes ; Quartier 2, un quartier, est dans deux" in few


def test_a_mark_of_the_other_scale_and_a_theme_of_ours_are_explained(
    contrat: Contrat, synthese: RapportSynthese
) -> None:
    legend = synthese.matrice().to_text().replace("\u202f", " ").replace("\u00a0", " ").splitlines()[0]
    own = {t.thematique for t in contrat.thematiques_de_priorite if t.echelle == "propre"}
    odd = {p.quartier for p in contrat.priorites if p.thematique in own and p.echelle == "intercommunale"}
    assert odd == {"valenciennes-dutemple"}
    assert "I sous un thème propre : Dutemple – Valenciennes l’inscrit à l’échelle intercommunale." in legend
    published_themes = {row.thematique for row in contrat.synthese_publiee}
    assert "revenus" not in published_themes
    assert "« Revenus et pauvreté » : un thème de ce rapport, que la synthèse publiée n’a pas." in legend


def test_a_priority_published_twice_says_where(contrat: Contrat, synthese: RapportSynthese) -> None:
    text = synthese.ecarts_de_publication().to_text().replace("\u202f", " ").replace("\u00a0", " ")
    twice = [line for line in text.splitlines() if "publiée plusieurs fois" in line]
    rows = [row for row in contrat.synthese_publiee if "valenciennes-dutemple-i4" in row.priorites]
    assert len(rows) == 2
    [line] = [line for line in twice if line.startswith("Dutemple")]
    where = " ; ".join(f"{contrat.thematiques[row.thematique].libelle} (l. {row.lignes})" for row in rows)
    assert line.endswith(f"Deux fois : {where}")
    assert "quartier écrit" not in text


def test_figures_of_a_qpv_that_has_another_name_since_are_under_its_own(synthese: RapportSynthese) -> None:
    """Lecocq, 1 051 inhabitants, is a part of Chaussiette – Macou: the mayor would be contradicted."""
    page_1 = synthese.essentiel().to_text()
    assert page_1.count("Chaussiette – Macou – Condé") == page_1.count("Lecocq (Chaussiette – Macou – Condé)") > 0
    for text in (page_1, synthese.tableaux_publies().to_text()):
        assert "Lecocq, étendu depuis, est Chaussiette – Macou en 2024" in text
        assert "La Sentinelle (Dutemple – Valenciennes)" in text
    assert "6 Chaussiette – Macou – Condé (Lecocq)" in synthese.graphique_indicateurs().to_html()


def test_a_figure_of_context_is_said_to_be_neither_good_nor_bad(synthese: RapportSynthese) -> None:
    text = synthese.tableaux_publies().to_text()
    assert "Parmi les chiffres qui ne se lisent ni en bien ni en mal, le plus grand écart" in text
    assert "De contexte" not in text


def test_every_stated_figure_is_in_the_row_of_its_quartier(contrat: Contrat, synthese: RapportSynthese) -> None:
    """In the contract's order: figures of several years, or of none, make no rank."""
    found = stated(synthese)
    by_label = {i.libelle_court: i for i in contrat.indicateurs.values()}
    for label, cells in found.items():
        indicator = next(i for name, i in by_label.items() if typeset(name) == label)
        told = {
            typeset(contrat.quartiers[a.quartier].nom_court): a
            for a in contrat.affirmations
            if a.indicateur == indicator.indicateur and a.valeur is not None
        }
        assert {name for name in cells if not name.startswith("Moyenne") and cells[name] != "—"} == told.keys()
        for name, a in told.items():
            [value] = re.findall(r"(\d+(?:,\d+)?) %", cells[name])
            assert float(value.replace(",", ".")) == a.valeur
            assert re.findall(r"\b20\d\d\b", cells[name]) == ([str(a.annee)] if a.annee else [])


def test_what_two_quartiers_have_is_a_list(contrat: Contrat) -> None:
    """The names of its columns, turned, would take more room than its rows."""
    two = tuple(contrat.quartiers.values())[:2]
    rows = [Ligne(f"Forme {n}", two) for n in range(6)]
    assert grids(show_who("Qui", "Forme", rows)) == []


def test_projects_of_one_qpv_that_disagree_are_to_verify_and_above_or_below_nothing(synthese: RapportSynthese) -> None:
    """Rives de l'Escaut is one QPV, of three projects (l. 66, 103, 514): rule 2 says so, and the table too."""
    found = stated(synthese)
    young = {name: cell for name, cell in found["Jeunes ni en emploi ni en formation"].items() if "Rives" in name}
    assert young == {
        "Rives de l’Escaut – Anzin": "34,5 % 2019 ! à vérifier",
        "Rives de l’Escaut – Beuvrages": "environ 40 % ! à vérifier",
        "Rives de l’Escaut – Valenciennes": "environ 40 % 2019 ! à vérifier",
    }
    # They follow one another; the projects that agree are of no such doubt.
    names = list(found["Jeunes ni en emploi ni en formation"])
    assert [n for n, name in enumerate(names) if "Rives" in name] == [1, 2, 3]
    assert found["75 ans et plus parmi les personnes seules"]["Rives de l’Escaut – Anzin"] == "18 % 2019"


def test_a_stated_figure_bears_the_gravity_that_the_list_of_doubts_gives_it(
    contrat: Contrat, synthese: RapportSynthese
) -> None:
    """31,5 % and 30,8 % are to correct, in the list and in the table; the second is of another measure."""
    old = stated(synthese)["75 ans et plus parmi les personnes seules"]
    assert old["Le Trieu – Fresnes"] == "31,5 % 2021 ! à corriger"
    assert old["La Solitude – Vieux-Condé"] == "30,8 % 2019 autre mesure ! à corriger"
    wrong = {a for p in synthese.fiabilite.points if p.gravite is Gravite.ERREUR for a in p.affirmations}
    for a in contrat.affirmations:
        if synthese.fiabilite.gravite_de(a.affirmation) is Gravite.ERREUR:
            assert a.affirmation in wrong


def test_particular_is_what_no_other_quartier_has_under_any_theme(contrat: Contrat, synthese: RapportSynthese) -> None:
    text = synthese.themes().to_text().replace("\u202f", " ").replace("\u00a0", " ")
    owners: dict[str, set[str]] = {}
    for p in contrat.priorites:
        for d in p.declinaisons:
            owners.setdefault(typeset(d.forme or d.declinaison).replace("\u202f", " ").casefold(), set()).add(
                p.quartier
            )
    head = "par un seul quartier, tous thèmes confondus."
    told = [part for line in text.splitlines() for part in line.split(head)[1:]]
    forms = [f.strip(" .") for part in told for own in re.findall(r" : ([^:]+)\.", part) for f in own.split(" ; ")]
    assert len(forms) >= 3
    # La Pépinière's « prévention des violences et du harcèlement » is none: five others have a priority on it.
    assert "violences" in text and not [form for form in forms if "violence" in form]
    assert {form: owners[form.casefold()] for form in forms if len(owners[form.casefold()]) > 1} == {}
    # A single one that nine others have elsewhere is not worth a line.
    housing = text.split("\n### Logement")[1].split("\n### ")[0] if "\n### Logement" in text else ""
    assert "action conjointe" not in housing


def test_titles_are_said_to_be_reworded_and_those_of_one_quartier_make_no_grid(synthese: RapportSynthese) -> None:
    told = synthese.themes()
    opening = told.to_text().split("\n\n")[0].replace("\u202f", " ")
    assert "Les intitulés des priorités sont reformulés par ce rapport ;" in opening
    assert "les formes d’action sont les libellés communs qu’il donne" in opening
    found = [int(marks[0]) for _, rows in grids(told) for marks in rows.values()]
    assert found and min(found) >= 2


def test_page_1_has_the_most_one_sided_figures_before_those_that_chance_would_give(
    contrat: Contrat, synthese: RapportSynthese
) -> None:
    rows = BeautifulSoup(synthese.essentiel().to_html(), "html.parser").select("tbody tr")
    first = [row.find_all("td")[0].get_text(strip=True).replace("\u202f", " ") for row in rows]
    assert ["*" in cell for cell in first] == sorted("*" in cell for cell in first)
    names = [row.th.get_text(" ") for row in rows]
    assert len(names) == len(contrat.essentiel) + 2
    assert names[0].startswith("Emploi des 15-64 ans")
    assert any(name.startswith("RSA socle") for name in names[:3])
    text = synthese.essentiel().to_text().replace("\u202f", " ")
    assert text.count("Revenus plus récents publiés par l’Insee, non repris ici : 2019 et 2020 (périmètre 2015)") == 1


def test_each_chart_says_who_has_which_number(synthese: RapportSynthese) -> None:
    page = BeautifulSoup(synthese.graphique_indicateurs().to_html(), "html.parser")
    keys = [figure.get_text().count("Les numéros sont ceux de la carte") for figure in page.select("figure")]
    assert len(keys) > 1 and set(keys) == {1}


def test_no_two_dots_of_a_chart_have_the_same_number(
    synthese: RapportSynthese, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The two former QPV of Cité Thiers have a letter each, which the key tells."""
    drawn: list[Bande] = []
    draw = chiffres.chart_strips
    monkeypatch.setattr(chiffres, "chart_strips", lambda bands, *texts: drawn.extend(bands) or draw(bands, *texts))
    told = synthese.graphique_indicateurs().to_html()
    assert drawn and all(len(set(band.numeros)) == len(band.numeros) == len(band.valeurs) for band in drawn)
    named = {name: number for band in drawn for (name, _), number in zip(band.valeurs, band.numeros, strict=True)}
    assert named["Brunehaut (Cité Thiers – Bruay)"] == "3b"
    assert "3a Cité Thiers – Cité Du Rivage et 3b Brunehaut (Cité Thiers – Bruay)" in told
    assert "une lettre distingue les QPV de 2015 réunis depuis" in told


def test_a_share_of_earnings_is_told_with_that_of_pensions(synthese: RapportSynthese) -> None:
    """Eight QPV are « plus fragiles » by it, and twelve have more pensions than the median QPV."""
    rows = published(synthese)
    [column] = [name for name in rows["Verrerie – Anzin"] if name.startswith("Pensions et retraites")]
    shares = {name: float(row[column].split()[0].replace(",", ".")) for name, row in rows.items() if row[column] != "—"}
    median = shares.pop("QPV médian de France")
    above = sum(share > median for share in shares.values())
    told = (
        f"à lire avec « pensions et retraites », dont une part plus forte abaisse celle-ci (2018 : {above} des 15 QPV"
    )
    for block in (synthese.themes(), synthese.graphique_indicateurs()):
        assert told in block.to_html().replace("\u202f", " ").replace("\u00a0", " ")


def test_the_synthesis_tells_no_rule_of_what_it_does_not_show(synthese: RapportSynthese) -> None:
    """Changes, runs of measures and deciles are read in the reports of the quartiers."""
    told = synthese.sources().to_text().replace("\u202f", " ")
    assert "Règle de lecture : un chiffre publié est comparé au QPV médian" in told
    for left in ("3 mesures de suite", "Parmi les 10 %", "évolution se lit", "1,4 fois plus"):
        assert left not in told


def test_what_the_contract_s_mean_is_beside_all_the_qpv_of_france_is_given(synthese: RapportSynthese) -> None:
    """The table has the median QPV only."""
    told = synthese.tableaux_publies().to_text().replace("\u202f", " ")
    assert "RSA socle parmi les allocataires (diffusion 2022, 29,5 % contre 26,4 %)" in told  # INSEE, REVN 2022


def test_page_1_shows_its_table_before_how_to_read_it(synthese: RapportSynthese) -> None:
    page = BeautifulSoup(synthese.essentiel().to_html(), "html.parser")
    assert len(page.caption.get_text()) < 120
    after = " ".join(p.get_text() for p in page.table.find_all_next("p")).replace("\u202f", " ")
    for told in ("Écart établi :", "Ce sont les QPV de 2015, non ceux de la carte", "Revenus plus récents"):
        assert told in after


def test_who_read_what_supports_a_priority_is_said_beside_the_rule(contrat: Contrat, synthese: RapportSynthese) -> None:
    told = synthese.fiabilite_des_chiffres().to_text()
    assert contrat.document.relecture is not None
    assert f"R23\u202f: d’après une relecture du document ({typeset(contrat.document.relecture)})." in told
    assert "à corriger dans le document ; R12 et R23 sont à discuter en comité." in told.replace("\u202f", " ")


def test_a_theme_says_who_of_those_that_it_names_has_no_priority_of_it(synthese: RapportSynthese) -> None:
    """The only priorities against poverty stood under the table of the poorest QPV, and are of the two least poor."""
    told = {sheet.thematique.thematique: sheet for sheet in synthese.fiches}
    sheets = BeautifulSoup(synthese.themes().to_html(), "html.parser").get_text(" ").replace("\u202f", " ")
    poor, [rates, *_] = told["revenus"], told["revenus"].fragilites
    assert rates.indicateur.indicateur == "taux_pauvrete_pct"
    assert [line.chiffre.valeur for line in rates.lignes] == sorted(
        (line.chiffre.valeur for line in rates.lignes), key=lambda v: -(v or 0)
    )
    assert {q for line in poor.moins_fragiles for q in line.quartiers} == set(poor.quartiers)
    assert poor.sans_priorite(NAMED) == poor.en_tete(NAMED)
    assert re.search(r"Aucun des \w+ QPV nommés ici n’a de priorité de ce thème\. Ceux qui en ont une ont les", sheets)
    bare = {q.quartier for group in told["insertion"].sans_priorite(NAMED) for q in group}
    assert bare == {"conde-chaussiette-macou", "quievrechain-centre", "vieux-conde-solitude"}
    assert not told["insertion"].moins_fragiles
    assert sheets.count("À discuter en comité.") == sum(
        bool(sheet.sans_priorite(NAMED) or sheet.moins_fragiles) for sheet in synthese.fiches
    )


def test_a_project_that_a_council_has_not_approved_is_counted_on_page_1(contrat: Contrat) -> None:
    told = RapportSynthese(contrat=contrat).essentiel().to_text().replace("\u202f", " ")
    assert "18 projets de quartier (dont 1 sous réserve de validation, dans 12 communes" in told
    sure = replace(contrat, quartiers={n: replace(q, validation="validé") for n, q in contrat.quartiers.items()})
    assert "sous réserve" not in RapportSynthese(contrat=sure).essentiel().to_text()


def test_a_source_is_no_surer_than_the_document(synthese: RapportSynthese) -> None:
    """It names COMPAS, once, and neither INSEE nor CNAF."""
    notes = synthese.sources().to_text().replace("\u202f", " ")
    assert set(re.findall(r"Producteur selon le document : [^.]+", notes)) == {"Producteur selon le document : COMPAS"}


def test_priorities_of_one_sentence_have_one_title(contrat: Contrat) -> None:
    """Lines of the document that say the same: « Favoriser l'accès aux droits et aux soins », « autour de ces
    thématiques », « Renforcer le vivre ensemble » and a better sharing of public spaces."""
    at = {(p.lignes or "").split("-")[0]: p.intitule for p in contrat.priorites}
    for same in (("48", "85"), ("167", "198", "404", "649"), ("56", "212"), ("57", "90", "134", "700")):
        assert len({at[line] for line in same}) == 1, same
