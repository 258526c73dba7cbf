"""In every chart that has two sides, what is more fragile is on the right; a row that runs backwards is marked."""

import re
from dataclasses import replace
from itertools import groupby, pairwise
from typing import Final

import pytest

from quartiers.donnees import Contrat
from quartiers.donnees.modele import Indicateur
from quartiers.presentation import RapportQuartier, RapportSynthese
from quartiers.presentation.blocs import Bloc, Graphique, Repere, Suite
from quartiers.presentation.graphiques.dessin import REVERSED
from quartiers.presentation.matrice import Ensemble
from quartiers.presentation.synthese.classement import rank_block

PLUS, MOINS = "plus fragile", "moins fragile"
SENSES: Final = {"favorable": -1.0, "defavorable": 1.0}


def charts_of(bloc: Bloc) -> list[Graphique]:
    if isinstance(bloc, Graphique):
        return [bloc]
    return [chart for b in bloc.blocs for chart in charts_of(b)] if isinstance(bloc, Suite | Ensemble) else []


def rows_of(chart: Graphique) -> dict[str, list[Repere]]:
    """What is said of the marks of each row: its own first."""
    return {row: [*marks] for row, marks in groupby(chart.reperes, key=lambda mark: mark.ligne)}


def drawn_marks(chart: Graphique) -> int:
    """How often the mark of a reversed scale is drawn: matplotlib writes each line of text in a comment."""
    return sum(said.count(REVERSED) for said in re.findall(r"<!-- (.*?) -->", chart.svg, re.DOTALL))


def value_of(mark: Repere) -> float:
    found = re.search(r" : ([−\d\u202f]+(?:,\d+)?)\u202f[%€]", mark.texte)
    assert found, mark
    return float(found[1].replace("\u202f", "").replace(",", ".").replace("−", "-"))


def by_label(contrat: Contrat) -> dict[str, Indicateur]:
    return {i.libelle_court: i for i in contrat.indicateurs.values()}


def indicator_of(contrat: Contrat, row: str) -> Indicateur:
    """That of a row's label, which a precision may follow."""
    known = by_label(contrat)
    return known[max((label for label in known if row.startswith(label)), key=len)]


def read_sides(chart: Graphique) -> int:
    """Checks each row of a quartier's chart against its own reading; how many were read."""
    read = 0
    for row, (own, *others) in rows_of(chart).items():
        beside = [mark for mark in others if "France" in mark.texte] or others
        if own.texte.endswith(PLUS):
            assert all(own.x > mark.x for mark in beside), (row, own, beside)
        elif own.texte.endswith(MOINS):
            assert all(own.x < mark.x for mark in beside), (row, own, beside)
        else:
            continue
        read += 1
    return read


@pytest.fixture(params=["contrat", "suivi", "stated"])
def any_contract(request: pytest.FixtureRequest, contrat: Contrat, suivi: Contrat) -> Contrat:
    """Ours, the invented one, and ours without anything published: charts of what documents state."""
    return {"contrat": contrat, "suivi": suivi, "stated": replace(contrat, mesures=())}[request.param]


def test_of_each_quartier(any_contract: Contrat) -> None:
    read = reversed_rows = 0
    for name in any_contract.quartiers:
        for chart in charts_of(RapportQuartier(name, contrat=any_contract).graphique_positions()):
            read += read_sides(chart)
            backwards = sum(indicator_of(any_contract, row).sens == "favorable" for row in rows_of(chart))
            told_in_key = "échelle\u00a0inversée" in " ".join(re.findall(r"<!-- (.*?) -->", chart.svg, re.DOTALL))
            assert drawn_marks(chart) == backwards + told_in_key
            assert chart.etroit.count(f"{REVERSED}\u202f:") == backwards
            assert not backwards or told_in_key or f"({REVERSED} : échelle inversée)" in chart.source
            reversed_rows += backwards
    assert read
    assert reversed_rows


def test_of_the_synthesis(contrat: Contrat, suivi: Contrat) -> None:
    for one in (contrat, suivi):
        charts = charts_of(RapportSynthese(contrat=one).graphique_indicateurs())
        rows = {row: marks for chart in charts for row, marks in rows_of(chart).items()}
        assert {indicator_of(one, row).sens for row in rows} >= SENSES.keys()
        for row, marks in rows.items():
            sense = SENSES.get(indicator_of(one, row).sens, 1.0)
            placed = sorted((sense * value_of(mark), mark.x) for mark in marks)
            assert all(x <= y for (_, x), (_, y) in pairwise(placed)), row
            assert placed[0][1] < placed[-1][1]
        backwards = sum(indicator_of(one, row).sens == "favorable" for row in rows)
        assert sum(map(drawn_marks, charts)) == backwards
        assert sum(chart.etroit.count(f"{REVERSED}\u202f:") for chart in charts) == backwards


@pytest.mark.parametrize("which", ["contrat", "suivi"])
def test_of_all_the_qpv_for_each_indicator(which: str, contrat: Contrat, suivi: Contrat) -> None:
    """The chart that analysts ask for: the worst is first, and furthest on the right."""
    one = contrat if which == "contrat" else suivi
    seen = set()
    for indicateur in one.indicateurs.values():
        for chart in charts_of(rank_block(one, indicateur)):
            own = [marks[0].x for marks in rows_of(chart).values()]
            if indicateur.sens != "contexte":
                assert own == sorted(own, reverse=True), indicateur
            backwards = indicateur.sens == "favorable"
            assert drawn_marks(chart) == backwards
            assert (REVERSED in chart.etroit) is backwards
            shares = [float(x) for x in re.findall(r'<text x="(\d+)" y="13" text-anchor="middle"', chart.etroit)]
            assert len(shares) == len(own)
            assert [x for _, x in sorted(zip(own, shares, strict=True))] == sorted(shares)
            seen.add(indicateur.sens)
    assert seen >= SENSES.keys()
