"""The comparison: what the reports say, side by side, and nothing else."""

import dataclasses
import re

import pytest
from bs4 import BeautifulSoup, Tag

from quartiers.donnees import Contrat
from quartiers.presentation import RapportQuartier, comparer, mots_evolutions
from quartiers.presentation.blocs import Detail, Discret, Saut, inline_html
from quartiers.presentation.blocs.formes import inline_text, inline_typst
from quartiers.presentation.comparer import Comparaison, compare_quartiers
from quartiers.typographie import NON_RENSEIGNE
from quartiers.unites import COUNT


@pytest.fixture(scope="module")
def compared(contrat: Contrat) -> Comparaison:
    return compare_quartiers(contrat)


@pytest.fixture(scope="module")
def table(compared: Comparaison) -> BeautifulSoup:
    return BeautifulSoup(compared.tableau.to_html(), "html.parser")


def words(node: Tag) -> str:
    return " ".join(node.get_text(" ").split())


def label_of(head: Tag) -> str:
    """The name of an indicator, without its note and what a report adds of one quartier."""
    return " ".join(str(head.find(string=True)).split())


def shown_name(name: str) -> str:
    return " ".join(name.replace("'", "’").split())


def rows_of(table: BeautifulSoup) -> dict[str, list[Tag]]:
    """Cells by the name of their row; an indicator that a report has twice keeps the last."""
    rows = [r for r in table.select("tbody tr") if not r.select_one("[scope=rowgroup]")]
    return {label_of(r.th): r.select("td") for r in rows}


def test_a_column_a_quartier_in_the_contract_s_order(contrat: Contrat, compared: Comparaison, table: Tag) -> None:
    assert [name for name, _ in compared.colonnes] == list(contrat.quartiers)
    heads = [words(head) for head in table.select("thead th")[1:]]
    assert len(heads) == len(contrat.quartiers)
    for head, q in zip(heads, contrat.quartiers.values(), strict=True):
        assert head.startswith(q.nom.split("'")[0][:8])


def test_every_figure_of_every_report_is_there_as_it_is_said(
    reports: dict[str, RapportQuartier], table: BeautifulSoup
) -> None:
    """Value, date, reading, median and rank, word for word; read from the reports' own tables."""
    rows, checked = rows_of(table), 0
    for column, (name, report) in enumerate(reports.items()):
        own = BeautifulSoup(report.diagnostic().to_html(), "html.parser")
        figures = [r for r in own.select("tbody tr") if r.th is not None and r.select("td")]
        for row in figures:
            cells = row.select("td")
            cell = rows[label_of(row.th)][column]
            for said in (cells[0].find(["strong", "span"]) or cells[0], *cells[-1].select(".signal")):
                assert words(said).split(" (")[0] in words(cell), (name, words(row))
            for beside in (cells[1], cells[3]) if len(cells) == 6 else ():
                assert words(beside) in ("—", "") or words(beside) in words(cell), (name, words(row))
            checked += 1
    assert checked > 300


def test_no_figure_is_there_that_a_report_has_not(
    contrat: Contrat, reports: dict[str, RapportQuartier], table: BeautifulSoup
) -> None:
    rows = rows_of(table)
    for column, report in enumerate(reports.values()):
        known = {shown_name(f.indicateur.libelle) for f in report.lu.chiffres}
        names = {shown_name(i.libelle) for i in contrat.indicateurs.values()} & rows.keys()
        assert len(names) > 20
        assert {name for name in names if words(rows[name][column]) != NON_RENSEIGNE} <= known


def test_changes_are_told_in_the_words_of_the_reports(
    reports: dict[str, RapportQuartier], table: BeautifulSoup
) -> None:
    """With what is beside them (period, what the QPV of France did, a break) and, where none is told, why."""
    rows, told = rows_of(table), 0
    for column, report in enumerate(reports.values()):
        for figure in report.lu.chiffres:
            if figure.indicateur.unite == COUNT:
                continue
            why = mots_evolutions.why_no_trend(report.lu.contrat, report.lu.quartier, figure)
            cell = mots_evolutions.trend_cell(report.lu.contrat, figure, why)
            said = words(BeautifulSoup(inline_html(cell), "html.parser"))
            shown = words(rows[shown_name(figure.indicateur.libelle)][column])
            assert (f"évolution : {said}" in shown) == (said != "—"), (report.quartier.quartier, figure.indicateur)
            told += figure.tendance is not None
    assert told > 100


def test_of_many_the_columns_are_apart_and_the_same(
    contrat: Contrat, compared: Comparaison, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(comparer, "MAX_EN_TABLEAU", 5)
    apart = compare_quartiers(contrat)
    assert apart.colonnes == compared.colonnes and len(apart.tableau.entetes) == 1
    joined = [
        (row[0], *cells) for row, cells in zip(apart.tableau.lignes, zip(*apart.a_la_demande, strict=True), strict=True)
    ]
    assert joined == list(compared.tableau.lignes)
    assert apart.tableau.groupes == compared.tableau.groupes
    assert not compared.a_la_demande


def test_a_rank_and_what_it_is_among_are_not_one_word(table: BeautifulSoup) -> None:
    told = [cell.get_text() for cell in table.select("tbody td") if "rang dans le contrat" in cell.get_text()]
    assert len(told) > 100
    assert not [text for text in told if re.search(r"\d+ersur|\d+esur|\dex ", text)]


def test_published_figures_say_their_perimeter(reports: dict[str, RapportQuartier], table: BeautifulSoup) -> None:
    rows = rows_of(table)
    for column, report in enumerate(reports.values()):
        for figure in report.lu.chiffres:
            if figure.publication is None or figure.indicateur.unite == COUNT:
                continue
            cell = rows[shown_name(figure.indicateur.libelle)][column]
            assert f"périmètre {figure.publication.diffusion.geographie}" in words(cell)


def test_every_figure_calls_a_note_that_is_there(compared: Comparaison, table: BeautifulSoup) -> None:
    notes = BeautifulSoup(compared.suite.to_html(), "html.parser")
    called = [a["href"].removeprefix("#") for a in table.select(".renvoi a")]
    assert len(called) > 20
    assert set(called) == {note["id"] for note in notes.select("ol.notes > li")}


def test_names_that_are_hostile_stay_texts(contrat: Contrat) -> None:
    named = enumerate(contrat.quartiers.items())
    hostile = {k: dataclasses.replace(q, nom=f"<script>x</script>{n}") for n, (k, q) in named}
    compared = compare_quartiers(dataclasses.replace(contrat, quartiers=hostile))
    soup = BeautifulSoup(compared.tableau.to_html(), "html.parser")
    assert soup.find("script") is None
    assert "<script>x</script>0" in words(soup.thead)


def test_what_is_folded_in_a_page_is_told_with_the_rest_elsewhere() -> None:
    plain = ("41 %", Saut(), Discret("rang : "), "2e / 15")
    folded = ("41 %", Detail(plain[1:]))
    assert inline_text(folded) == inline_text(plain)
    assert inline_typst(folded) == inline_typst(plain)
    whole, _, detail = inline_html(folded).partition('<span class="detail">')
    assert f"{whole}{detail}" == f"{inline_html(plain)}</span>"
