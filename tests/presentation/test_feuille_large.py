"""The wide sheet of the workbook, against the tables read by the csv module; and what comes out of a printer."""

import io
from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from typing import Any

import bureau
import openpyxl
import pypdf
import pytest
from lignes import read_rows
from openpyxl.workbook import Workbook

from quartiers import DEFAULT_DATA
from quartiers.analyse.tableau import wide_table
from quartiers.donnees import Contrat
from quartiers.donnees.modele import NON_DIFFUSE
from quartiers.donnees.tables.importees import NOUVELLE
from quartiers.export.classeur import render_workbook
from quartiers.feuilles import Cellule
from quartiers.presentation.tableur import build_workbook
from quartiers.presentation.tableur.commun import Analyse
from quartiers.presentation.tableur.large import wide_sheet

Cells = dict[str, Any]


@pytest.fixture(scope="module")
def file(contrat: Contrat) -> bytes:
    return render_workbook(build_workbook(contrat))


@pytest.fixture(scope="module")
def opened(file: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(file))


def rows(book: Workbook) -> dict[str, Cells]:
    """Cells by code of QPV, then by heading."""
    sheet = book["Indicateurs"]
    (table,) = sheet.tables.values()
    heads, *lines = sheet[table.ref]
    found = [{h.value: c for h, c in zip(heads, line, strict=True)} for line in lines]
    return {row["Code"].value: row for row in found}


def table(name: str) -> list[dict[str, str]]:
    return read_rows(next(DEFAULT_DATA.rglob(f"{name}.csv")))


def test_a_row_a_qpv_and_each_heading_says_the_unit_the_date_and_the_perimeter(opened: Workbook) -> None:
    found = rows(opened)
    assert set(found) == {q["code_qpv_2024"] for q in table("quartiers")}
    headings = list(next(iter(found.values())))[4:]
    assert headings[0] == "Taux de pauvreté (%), 2018, périmètre 2015", "poverty is the first of page 1"
    # What opens most reports is not after the counts that say how many people there are.
    place = {heading.split(" (")[0]: n for n, heading in enumerate(headings)}
    assert place["RSA socle parmi les allocataires"] < place["Femmes dans la population"]
    for heading in headings:
        label, when, where = heading.rsplit(", ", 2)
        assert label.endswith(("(%)", "(€)", "(nombre)"))
        assert when.removeprefix("diffusion ").isdigit()
        assert where == "périmètre 2015"


def test_each_row_names_the_qpv_of_2015_that_its_figures_are_of(opened: Workbook) -> None:
    """One bears the name of a QPV of 2024 that is several times as large; the code tells which one was measured."""
    found = {code: row["QPV de 2015"].value for code, row in rows(opened).items()}
    for q in table("quartiers"):
        told, former = found[q["code_qpv_2024"]], list(filter(None, q["code_qpv_2015"].split(" | ")))
        assert [code for code in former if code in told] == former
        if not former:
            assert told == "aucun, ou non connu"
        if len(former) > 1:
            names = [name.replace(" - ", " – ") for name in q["libelle_qpv_2015"].split(" | ")]
            assert told == " + ".join(f"{name} ({code})" for name, code in zip(names, former, strict=True))


def test_a_former_name_is_told_where_the_row_does_not_bear_it(contrat: Contrat) -> None:
    first = next(q for q in contrat.quartiers.values() if len(q.codes_qpv_2015) == 1)
    renamed = replace(first, libelles_qpv_2015=("Les Tilleuls",))
    sheet = wide_sheet(Analyse(replace(contrat, quartiers={**contrat.quartiers, first.quartier: renamed})))
    cells = next(line for line in sheet.lignes if line[1] == first.territoire)
    assert cells[3] == f"Les Tilleuls ({first.codes_qpv_2015[0]})"
    assert "périmètre 2015" in sheet.description


def test_no_qpv_of_2015_where_all_figures_are_of_the_perimeter_of_2024(contrat: Contrat) -> None:
    measured = next(m for m in contrat.mesures if m.indicateur == "allocataires_mono_pct" and m.valeur is not None)
    q = next(iter(contrat.quartiers.values()))
    alone = replace(measured, territoire=q.territoire, geographie=NOUVELLE)
    sheet = wide_sheet(Analyse(replace(contrat, mesures=(alone,))))
    assert [c.titre for c in sheet.colonnes[:3]] == ["QPV", "Code", "Commune"]
    assert len(sheet.colonnes) == 4 and sheet.colonnes[3].titre.endswith("périmètre 2024")
    assert "QPV de 2015" not in sheet.description


def test_cells_are_the_published_numbers_of_the_newest_edition(opened: Workbook) -> None:
    """Of the QPV that were one QPV in 2015: to the decimal that is printed, and never of an older edition."""
    alone = {q["code_qpv_2024"]: q["code_qpv_2015"] for q in table("quartiers") if "|" not in q["code_qpv_2015"]}
    labels = {row["indicateur"]: row["libelle_court"] for row in table("indicateurs")}
    newest: dict[str, str] = defaultdict(str)
    for m in table("mesures"):
        if m["territoire"] in alone.values():
            newest[m["indicateur"]] = max(newest[m["indicateur"]], m["edition"])
    known = {
        (m["territoire"], labels[m["indicateur"]]): m
        for m in table("mesures")
        if m["edition"] == newest[m["indicateur"]]
    }
    checked = 0
    for code, row in rows(opened).items():
        for heading, cell in list(row.items())[4:]:
            measure = known.get((alone.get(code, ""), heading.split(" (")[0]))
            if measure is None:
                continue
            if measure["valeur"]:
                assert cell.data_type == "n"
                assert abs(cell.value - float(measure["valeur"].replace(",", "."))) <= 0.501
            else:
                assert cell.value == NON_DIFFUSE
            checked += 1
    assert checked > 200


def test_what_has_no_number_says_why_and_is_never_zero(opened: Workbook, contrat: Contrat) -> None:
    words = [c.value for row in rows(opened).values() for c in list(row.values())[4:] if c.data_type == "s"]
    assert set(words) == {"non diffusé", "non publié", "par ancien QPV"}
    withheld = [c for line in wide_table(contrat).lignes for c in line.cases if c.publication and c.valeur is None]
    assert words.count("non diffusé") == len(withheld) > 0
    numbers = [c.value for row in rows(opened).values() for c in list(row.values())[4:] if c.data_type == "n"]
    assert 0 not in numbers and None not in numbers


def test_a_figure_of_another_edition_stays_a_number_that_tells_its_date(contrat: Contrat) -> None:
    """A QPV that the newest edition leaves out has its last figure: nobody may take it for one of the newest."""
    first, *_ = contrat.quartiers.values()
    last = max(m.edition for m in contrat.mesures_de(first.codes_qpv_2015[0], "allocataires_mono_pct"))
    kept = tuple(
        m
        for m in contrat.mesures
        if not (m.territoire in first.codes_qpv_2015 and m.indicateur == "allocataires_mono_pct" and m.edition == last)
    )
    sheet = wide_sheet(Analyse(replace(contrat, mesures=kept)))
    column = next(n for n, c in enumerate(sheet.colonnes) if c.titre.startswith("Parents isolés"))
    cell = next(line[column] for line in sheet.lignes if line[1] == first.territoire)
    assert isinstance(cell, Cellule) and isinstance(cell.valeur, float)
    assert cell.format is not None and str(last) not in cell.format
    assert "diffusion 20" in cell.format and "périmètre 2015" in cell.format


def test_every_sheet_keeps_its_headings_and_first_columns_in_view(opened: Workbook) -> None:
    for sheet in opened.worksheets[1:]:
        pane = sheet.sheet_view.pane
        assert (pane.state, pane.ySplit) == ("frozen", 1) and pane.xSplit >= 1, sheet.title


def test_the_contents_say_what_is_printed_and_the_rest_has_nothing_to_print(opened: Workbook) -> None:
    cover = opened["Lisez-moi"]
    told = {row[0].value: row[3].value for row in cover.iter_rows() if row[0].hyperlink}
    assert list(told) == opened.sheetnames[1:]
    for name, printed in told.items():
        area = opened[name].print_area.rsplit("!", 1)[-1].replace("$", "")
        filled = (
            [c.value for line in opened[name][area] for c in (line if isinstance(line, tuple) else (line,))]
            if ":" in area
            else [opened[name][area].value]
        )
        assert (any(v is not None for v in filled)) == (printed == "oui"), name
    assert [name for name, printed in told.items() if printed == "oui"] == [
        "Indicateurs",
        "Quartiers",
        "Matrice",
        "Priorités",
    ]


def test_a_sheet_of_very_many_rows_is_not_printed_whole(contrat: Contrat) -> None:
    """A contract of a hundred quartiers has six hundred priorities: on paper, nobody reads them."""
    many = tuple(replace(p, priorite=f"{p.priorite}-{n}") for n in range(3) for p in contrat.priorites)
    sheets = {f.nom: f.imprimee for f in build_workbook(replace(contrat, priorites=many)).feuilles}
    assert (sheets["Priorités"], sheets["Indicateurs"], sheets["Matrice"]) == (False, True, True)


def test_the_whole_workbook_prints_on_about_ten_pages(file: bytes, tmp_path: Path) -> None:
    """It took a hundred and eleven when everything was printed."""
    path = tmp_path / "donnees.xlsx"
    path.write_bytes(file)
    pages = pypdf.PdfReader(bureau.save_as(path, ".pdf")).pages
    assert len(pages) <= 12
    assert all(len(page.extract_text().strip()) > 200 for page in pages), "a page is empty"
    assert all(page.mediabox.width > page.mediabox.height for page in pages[1:]), "sheets are in landscape"
