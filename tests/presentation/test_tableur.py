"""The sheets of the workbook, against the tables read by the csv module."""

import io
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from lignes import read_rows
from openpyxl.workbook import Workbook

from quartiers import DEFAULT_DATA
from quartiers.analyse.fiabilite import check_contract
from quartiers.donnees import Contrat
from quartiers.export.classeur import render_workbook
from quartiers.feuilles import Cellule, Classeur
from quartiers.presentation import RapportQuartier
from quartiers.presentation.tableur import build_workbook

Row = dict[str, Any]


def table(name: str) -> list[dict[str, str]]:
    return read_rows(next(DEFAULT_DATA.rglob(f"{name}.csv")))


def number(text: str) -> float | None:
    return float(text.replace(",", ".")) if text else None


def rows_of(classeur: Classeur, nom: str) -> list[Row]:
    """Rows of a sheet as dictionaries, without looks; nothing where the sheet is empty."""
    (sheet,) = [f for f in classeur.feuilles if f.nom == nom]
    titles = [c.titre for c in sheet.colonnes]
    assert len(set(titles)) == len(titles)
    return [
        dict(zip(titles, (c.valeur if isinstance(c, Cellule) else c for c in line), strict=True))
        for line in sheet.lignes
    ]


@pytest.fixture(scope="module")
def classeur(contrat: Contrat) -> Classeur:
    return build_workbook(contrat)


@pytest.fixture(scope="module")
def file(classeur: Classeur) -> bytes:
    return render_workbook(classeur)


@pytest.fixture(scope="module")
def opened(file: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(file))


def body(opened: Workbook, nom: str) -> Iterator[Row]:
    """Cells of the rows of a sheet's table, by heading."""
    sheet = opened[nom]
    (found,) = sheet.tables.values()
    lines = list(sheet[found.ref])
    for line in lines[1:]:
        yield {heading.value: cell for heading, cell in zip(lines[0], line, strict=True)}


@pytest.fixture(scope="module")
def short_names() -> dict[str, str]:
    return {row["quartier"]: row["nom_court"] for row in table("quartiers")}


# -- what there is --------------------------------------------------------------------------------------


def test_every_sheet_is_there_and_counts_agree_with_the_tables(opened: Workbook) -> None:
    assert opened.sheetnames == [
        "Lisez-moi", "Indicateurs", "Quartiers", "Matrice", "Priorités",
        "Chiffres", "Doutes", "Constats", "Déclinaisons", "Actions", "Financements", "Énoncés", "Série publiée",
        "Écarts de publication",
    ]  # fmt: skip
    for sheet, name in {
        "Quartiers": "quartiers",
        "Énoncés": "diagnostic",
        "Constats": "constats",
        "Priorités": "priorites",
        "Déclinaisons": "declinaisons",
        "Matrice": "quartiers",
    }.items():
        assert len(list(body(opened, sheet))) == len(table(name)), sheet


def test_no_cell_is_a_formula_and_headings_hold(opened: Workbook) -> None:
    for sheet in opened.worksheets:
        assert {c.data_type for row in sheet.iter_rows() for c in row} <= {"s", "n", "d"}
    for sheet in opened.worksheets[1:]:
        assert sheet.freeze_panes.endswith("2")
        assert len(sheet.tables) == 1
        assert sheet.print_title_rows == "$1:$1"


def codes_of(quartier: dict[str, str]) -> list[str]:
    """Codes of a quartier's QPV, in both geographies, and of its communes."""
    several = f"{quartier['code_qpv_2015']} | {quartier['code_insee']}".split(" | ")
    return [quartier["code_qpv_2024"], *several]


def test_the_cover_says_the_contract_and_its_date(opened: Workbook) -> None:
    cells = {row[0].value: row[1] for row in opened["Lisez-moi"].iter_rows()}
    assert cells["Contrat"].value == "Contrat Quartiers 2030 de Valenciennes Métropole"
    assert cells["Données au"].value == datetime(2026, 11, 23)
    assert cells["Données au"].is_date
    editions = {(r["theme"], r["edition"]) for r in table("mesures")}
    for theme, edition in editions:
        assert theme in cells["Éditions de l’Insee"].value
        assert edition in cells["Éditions de l’Insee"].value


# -- figures --------------------------------------------------------------------------------------------


def test_figures_are_those_of_the_reports(classeur: Classeur, reports: dict[str, RapportQuartier]) -> None:
    counted = Counter(row["Quartier"] for row in rows_of(classeur, "Chiffres"))
    assert counted == {r.quartier.nom_court: len(r.lu.chiffres) for r in reports.values() if r.lu.chiffres}


def test_published_figures_agree_with_the_measures(opened: Workbook) -> None:
    """Of a quartier whose QPV is alone under its code: the value is the measure, to the decimal of the reports."""
    alone = {
        row["nom_court"]: {row["code_qpv_2024"], row["code_qpv_2015"]}
        for row in table("quartiers")
        if "|" not in row["code_qpv_2015"]
    }
    labels = {row["libelle"]: row["indicateur"] for row in table("indicateurs")}
    measures: dict[tuple[str, str, str], list[float | None]] = {}
    for m in table("mesures"):
        measures.setdefault((m["territoire"], m["indicateur"], m["edition"]), []).append(number(m["valeur"]))
    checked = 0
    for row in body(opened, "Chiffres"):
        codes = alone.get(row["Quartier"].value)
        if codes is None or row["Statut"].value not in ("publié", "calculé"):
            continue
        (code,) = {row["QPV du chiffre"].value} & codes
        known = measures[code, labels[row["Indicateur"].value], str(row["Diffusion"].value)]
        assert row["Valeur"].data_type == "n"
        assert any(v is not None and abs(v - row["Valeur"].value) <= 0.0501 for v in known)
        checked += 1
    assert checked > 300


def test_what_has_no_value_has_an_empty_cell_and_a_word(opened: Workbook) -> None:
    """Never zero, never a text in a column of numbers."""
    words = Counter()
    for nom, value in (("Chiffres", "Valeur"), ("Énoncés", "Valeur énoncée"), ("Série publiée", "Valeur")):
        for row in body(opened, nom):
            without = row["Statut"].value in ("non diffusé", "non renseigné", "par ancien QPV")
            assert (row[value].value is None) == without, (nom, row["Statut"].value)
            if not without:
                assert row[value].data_type == "n"
            words[nom, row["Statut"].value] += 1
    own = {c for q in table("quartiers") for c in codes_of(q)}
    withheld = [m for m in table("mesures") if m["territoire"] in own and m["statut"] == "non diffusé"]
    assert words["Série publiée", "non diffusé"] == len(withheld) > 0
    assert words["Énoncés", "non renseigné"] == sum(not a["valeur"] for a in table("diagnostic")) > 0
    assert words["Chiffres", "non diffusé"] > 0
    assert words["Chiffres", "par ancien QPV"] > 0


def test_numbers_are_shown_by_their_unit(opened: Workbook) -> None:
    formats = {
        (row["Unité"].value, row["Valeur"].number_format)
        for row in body(opened, "Chiffres")
        if row["Statut"].value in ("publié", "calculé")
    }
    assert formats == {("%", "0.0"), ("€", "#,##0"), ("nombre", "#,##0")}
    years = [row["Année des données"] for row in body(opened, "Chiffres") if row["Année des données"].value]
    assert {(c.data_type, type(c.value), c.number_format) for c in years} == {("n", int, "0")}


def test_no_format_hides_the_decimals_that_the_document_states(opened: Workbook) -> None:
    """24,2 % is not to be seen as 24, nor 41 % as 41,0."""
    seen = set()
    for nom, value in (("Chiffres", "Valeur"), ("Énoncés", "Valeur énoncée")):
        for row in body(opened, nom):
            if row["Statut"].value == "énoncé" and row["Unité"].value == "%":
                seen.add((nom, row[value].number_format))
    assert seen == {("Chiffres", "General"), ("Énoncés", "General")}
    assert any(row["Valeur énoncée"].value == 24.2 for row in body(opened, "Énoncés"))


def test_a_search_finds_what_a_hand_types(classeur: Classeur) -> None:
    """No-break spaces and minus signs of typography are not on keyboards."""
    for sheet in classeur.feuilles:
        texts = [c.valeur if isinstance(c, Cellule) else c for line in sheet.lignes for c in line]
        assert not [t for t in texts if isinstance(t, str) and set(t) & set("\u202f\u00a0\u2212")], sheet.nom
    assert any("31,5 % contre 19,7 %" in r["Ce qui est constaté"] for r in rows_of(classeur, "Doutes"))


def test_known_figures_of_a_quartier(classeur: Classeur) -> None:
    """Section lines 27 and 29 of the document: a value not published since, and a change without its level."""
    own = [r for r in rows_of(classeur, "Chiffres") if r["Quartier"] == "Verrerie – Anzin"]
    figures = {r["Indicateur"]: r for r in own}
    neet = figures["Part des jeunes ni en emploi ni en formation"]
    assert (neet["Valeur"], neet["Unité"], neet["Statut"], neet["Année des données"]) == (41, "%", "énoncé", 2019)
    assert neet["Source"].endswith("l. 27")
    change = figures["Taux d'emploi des 15-24 ans"]
    assert (change["Valeur"], change["Statut"], change["Évolution"]) == (None, "non renseigné", -5.4)
    assert change["À vérifier"] == "oui"
    assert "non lue" in change["Lecture de l’évolution"]


def test_series_is_every_measure_of_the_contract_and_of_no_other(classeur: Classeur) -> None:
    own = {c for q in table("quartiers") for c in codes_of(q)}
    labels = {row["indicateur"]: row["libelle"] for row in table("indicateurs")}
    expected = Counter(
        (m["territoire"], labels[m["indicateur"]], m["theme"], int(m["edition"]), number(m["valeur"]), m["statut"])
        for m in table("mesures")
        if m["territoire"] in own
    )
    found = Counter(
        (r["QPV ou commune"], r["Indicateur"], r["Fichier de l’Insee"], r["Diffusion"], r["Valeur"], r["Statut"])
        for r in rows_of(classeur, "Série publiée")
    )
    assert found == expected


def test_statements_are_the_documents_own(classeur: Classeur, short_names: dict[str, str]) -> None:
    found = {r["Identifiant"]: r for r in rows_of(classeur, "Énoncés")}
    for a in table("diagnostic"):
        row = found[a["affirmation"]]
        assert row["Quartier"] == short_names[a["quartier"]]
        assert row["Valeur énoncée"] == number(a["valeur"])
        assert row["Année énoncée"] == number(a["annee"])
        assert row["Évolution énoncée"] == number(a["variation"])
        assert row["Précision"] == a["precision"]
        assert row["Lignes du document"] == (a["lignes"] or None)


WORDS = ("concorde", "autre population", "démenti", "mis en doute", "non vérifiable")


def test_checks_add_up_to_what_the_reports_say(classeur: Classeur, contrat: Contrat) -> None:
    statements = Counter((r["Quartier"], r["Vérification"]) for r in rows_of(classeur, "Énoncés"))
    for row in rows_of(classeur, "Quartiers"):
        name = row["Quartier"]
        counted = [statements[name, word] for word in WORDS]
        assert [
            row[title]
            for title in ("Concordent", "D’une autre population", "Démentis", "Mis en doute", "Non vérifiables")
        ] == counted
        assert row["Énoncés par le diagnostic"] == sum(counted)
    for r in rows_of(classeur, "Énoncés"):
        assert bool(r["Pourquoi non vérifiable"]) == (r["Vérification"] in ("non vérifiable", "mis en doute"))
    # Checked by hand: line 332 says « au-dessous » of 31,5 % against 19,7 %.
    (denied,) = [r for r in rows_of(classeur, "Doutes") if r["Règle"] == "R1"]
    assert (denied["Gravité"], denied["Quartiers"], denied["Lignes du document"]) == (
        "à corriger",
        "Le Trieu – Fresnes",
        "332",
    )
    assert "2010 donne 38,5" not in denied["Ce qui est constaté"], "another fact, with another remedy, is another row"
    assert len(rows_of(classeur, "Doutes")) == len(check_contract(contrat).points)


# -- projects -------------------------------------------------------------------------------------------


def test_priorities_and_forms_are_those_of_the_tables(classeur: Classeur, short_names: dict[str, str]) -> None:
    found = {r["Identifiant"]: r for r in rows_of(classeur, "Priorités")}
    forms = Counter(d["priorite"] for d in table("declinaisons"))
    for p in table("priorites"):
        row = found[p["priorite"]]
        assert row["Quartier"] == short_names[p["quartier"]]
        assert row["Priorité"] == p["intitule"]
        assert row["Publics"] == (p["publics"].replace(" | ", ", ") or "tous")
        assert row["Déclinaisons"] == forms[p["priorite"]]
    written = Counter((r["Identifiant de la priorité"], r["Déclinaison"]) for r in rows_of(classeur, "Déclinaisons"))
    assert written == Counter((d["priorite"], d["declinaison"]) for d in table("declinaisons"))


def test_support_is_that_of_the_reports(classeur: Classeur, reports: dict[str, RapportQuartier]) -> None:
    alone = {
        r["Identifiant"] for r in rows_of(classeur, "Priorités") if r["Ce qui s’y rattache"].startswith("ni difficulté")
    }
    expected = {p.priorite for r in reports.values() for p in r.lu.correspondance.priorites_sans_appui}
    assert alone == expected
    for row in rows_of(classeur, "Priorités"):
        counted = row["Chiffres fragiles rattachés"] + row["Constats rapprochés"]
        assert (counted == 0) == (row["Identifiant"] in alone)


def test_findings_have_an_answer_only_when_they_are_difficulties(classeur: Classeur) -> None:
    nature = {c["constat_id"]: c["nature"] for c in table("constats")}
    texts = {c["constat_id"]: c["constat"] for c in table("constats")}
    confirmed = {a["constat"] for a in table("appuis") if a["lien"] == "confirmé"}
    for row in rows_of(classeur, "Constats"):
        assert row["Constat"] == texts[row["Identifiant"]]
        asks = nature[row["Identifiant"]] == "difficulté" or row["Identifiant"] in confirmed
        assert (row["Réponse"] is not None) == asks


def test_matrix_counts_priorities(opened: Workbook, short_names: dict[str, str]) -> None:
    themes = {t["thematique"]: t["libelle"] for t in table("thematiques")}
    counted = Counter((short_names[p["quartier"]], themes[p["thematique"]]) for p in table("priorites"))
    scales = Counter(
        (short_names[p["quartier"]], themes[p["thematique"]], p["echelle"][0].upper()) for p in table("priorites")
    )
    for row in body(opened, "Matrice"):
        name = row["Quartier"].value
        for theme in set(themes.values()) & row.keys():
            cell = row[theme]
            assert (cell.data_type, cell.value) == ("n", counted[name, theme])
            marks = [f"{x}{n}" for x in "IP" if (n := scales[name, theme, x])]
            assert cell.number_format == (f'0" · {" ".join(marks)}"' if marks else '"–"')
        assert row["Priorités"].value == sum(n for (q, _), n in counted.items() if q == name)
    sheet = opened["Matrice"]
    foot = {row[0].value: row for row in sheet.iter_rows(min_row=21)}
    assert foot["Nombre de priorités"][-1].value == len(table("priorites"))
    headings = [c.value for c in sheet[1]]
    violence = headings.index("Prévention des violences conjugales et intrafamiliales")
    assert foot["Nombre de quartiers"][violence].value == 5  # as the published synthesis says


def test_shared_qpv_name_the_other_projects(classeur: Classeur) -> None:
    rows = {r["Identifiant"]: r for r in rows_of(classeur, "Quartiers")}
    assert "Faubourg de Cambrai" in rows["marly-briquette"]["Ce que couvre le projet"]
    assert rows["vieux-conde-jard"]["Ce que couvre le projet"] == "QPV entier"
    beyond = "une partie du QPV, qui s'étend aussi sur Raismes, hors du contrat"
    assert rows["anzin-verrerie"]["Ce que couvre le projet"] == beyond
    assert rows["bruay-centre"]["QPV 2015"] == "aucun : entré en 2024"


# -- other contracts ------------------------------------------------------------------------------------


def test_sheets_without_rows_are_neither_there_nor_listed(contrat: Contrat) -> None:
    nothing = (
        *("mesures", "affirmations", "references", "constats", "priorites", "synthese_publiee", "repartitions"),
        "relecture",
    )
    bare = replace(contrat, **dict.fromkeys(nothing, ()), actions={}, financements=())
    found = openpyxl.load_workbook(io.BytesIO(render_workbook(build_workbook(bare))))
    assert found.sheetnames == ["Lisez-moi", "Quartiers"]
    said = " ".join(str(c.value) for row in found["Lisez-moi"].iter_rows() for c in row if c.value)
    assert "Matrice" not in said
    assert "aucune publication n’est reprise" in said
    assert "Aucun chiffre énoncé n’est saisi" in said
    assert "diagnostic n’énonce" not in said and contrat.document.titre not in said  # there is no document


def test_without_a_published_synthesis_nothing_differs_from_it(contrat: Contrat) -> None:
    assert rows_of(build_workbook(replace(contrat, synthese_publiee=())), "Écarts de publication") == []


def test_hostile_names_fill_every_sheet(contrat: Contrat) -> None:
    """A name of the data is in most sheets, and a theme is a heading of the matrix."""
    name = '=HYPERLINK("http://x","y")\n' + "très " * 60
    quartiers = {k: replace(q, nom=name + k, nom_court=name + k) for k, q in contrat.quartiers.items()}
    themes = {k: replace(t, libelle="=1+1\n" + "x" * 260 + k) for k, t in contrat.thematiques.items()}
    hostile = replace(contrat, nom="&P & =1", quartiers=quartiers, thematiques=themes, mesures=contrat.mesures[200:250])
    found = openpyxl.load_workbook(io.BytesIO(render_workbook(build_workbook(hostile))))
    assert {c.data_type for s in found.worksheets for row in s.iter_rows() for c in row} <= {"s", "n", "d"}
    assert len(found.sheetnames) == 14
    headings = [c.value for c in found["Matrice"][1]]
    (matrix,) = found["Matrice"].tables.values()
    assert headings == [c.name for c in matrix.tableColumns]
    assert len({h.casefold() for h in headings}) == len(headings)
    assert found["Quartiers"].oddFooter.left.text.startswith("&&P && =1")


def test_same_contract_same_bytes_and_the_date_of_the_data(contrat: Contrat, classeur: Classeur, file: bytes) -> None:
    assert render_workbook(build_workbook(contrat)) == file
    cover = replace(classeur, feuilles=classeur.feuilles[:1], creation=date(2030, 1, 1))
    later = openpyxl.load_workbook(io.BytesIO(render_workbook(cover)))
    assert later.properties.created == datetime(2030, 1, 1)


def test_no_chart_library_is_needed(tmp_path: Path) -> None:
    """It takes longer to import than the workbook takes to make."""
    code = "import sys; import quartiers.presentation.tableur; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False, cwd=tmp_path).returncode == 0


# -- what is followed -----------------------------------------------------------------------------------


def test_what_is_done_has_its_sheets_with_amounts_as_numbers_and_unknown_ones_empty(suivi: Contrat) -> None:
    found = openpyxl.load_workbook(io.BytesIO(render_workbook(build_workbook(suivi))))
    assert {"Actions", "Financements", "Résultats"} <= {*found.sheetnames}
    assert found.sheetnames[5:7] == ["Décisions", "À compléter"], "they are printed, after the priorities"
    money = list(body(found, "Financements"))
    assert len(money) == len(suivi.financements)
    spent = next(r for r in money if r["Dépensé"].value == 14880.4)
    assert spent["Dépensé"].number_format == "#,##0.00"
    ars = next(r for r in money if r["Financeur"].value == "ARS")
    assert (ars["Demandé"].value, ars["Accordé"].value) == (None, 9000)
    refused = next(r for r in money if r["Demandé"].value == 6000)
    assert refused["Accordé"].value == 0
    assert len(list(body(found, "Actions"))) == len(suivi.actions)
    late = [r for r in body(found, "Décisions") if r["Suivi"].fill.fgColor.rgb not in ("00000000", None)]
    assert len(late) >= 2
