"""How many QPV are on the unfavourable side of the median QPV of France: counted from the tables as imported."""

import re
from typing import Any, cast

import pytest
from bs4 import BeautifulSoup

from quartiers.analyse.mediane import FaceMediane, count_against_median
from quartiers.analyse.synthese import shared_indicators
from quartiers.donnees import Contrat
from quartiers.presentation import RapportSynthese
from quartiers.typographie import typeset


@pytest.mark.parametrize(("name", "worse_above"), [("taux_pauvrete_pct", True), ("emploi_15_64_pct", False)])
def test_it_counts_each_former_qpv_of_the_contract(contrat: Contrat, name: str, worse_above: bool) -> None:
    """Fifteen QPV of 2015: Cité Thiers joins two, that count each for one."""
    codes = {code for q in contrat.quartiers.values() for code in q.codes_qpv_2015}
    spread = max((r for r in contrat.repartitions if r.indicateur == name), key=lambda r: r.edition)
    values = {
        m.territoire: m.valeur
        for m in contrat.mesures_publiees((name, spread.theme, spread.edition, "2015")).values()
        if m.territoire in codes and m.valeur is not None
    }
    expected = sum((value > spread.c50) == worse_above for value in values.values() if round(value - spread.c50, 1))
    indicator = contrat.indicateurs[name]
    read = count_against_median(contrat, indicator, shared_indicators(contrat)[indicator])
    assert read is not None
    assert (read.connus, read.defavorables) == (len(values), expected)
    assert len(values) == len(codes)
    assert 0 < read.surs < read.defavorables
    better = sum((value < spread.c50) == worse_above for value in values.values() if round(value - spread.c50, 1))
    assert read.favorables == better
    assert len(read.noms_favorables) <= better


def test_what_is_neither_good_nor_bad_is_not_counted(contrat: Contrat) -> None:
    for indicator, lines in shared_indicators(contrat).items():
        if indicator.sens == "contexte":
            assert count_against_median(contrat, indicator, lines) is None


def test_the_synthesis_opens_with_it(contrat: Contrat) -> None:
    page = BeautifulSoup(RapportSynthese(contrat=contrat).essentiel().to_html(), "html.parser")
    text = page.get_text(" ").replace("\u202f", " ")
    assert re.search(r"que le QPV médian : +RSA socle .*, 9 QPV sur 14 et revenus d’activité .*, 7 QPV sur 13\.", text)
    assert "Ces QPV sont ceux de 2015 : deux pour Cité Thiers – Bruay et aucun pour Centre-ville – Bruay." in text
    rows = {row.th.get_text("|").split("|")[0]: row for row in page.select("tbody tr")}
    assert len(rows) == len(contrat.essentiel)
    for name in contrat.essentiel:
        indicator = contrat.indicateurs[name]
        read = count_against_median(contrat, indicator, shared_indicators(contrat)[indicator])
        assert read is not None
        worse, surely, better, sound = (
            cell.get_text(" ", strip=True).replace("\u202f", " ")
            for cell in rows[typeset(indicator.libelle_court)].find_all("td")
        )
        assert worse.startswith(f"{read.defavorables} sur {read.connus}"), name
        assert ("hasard" in worse) is read.par_hasard, name
        assert better == f"{read.favorables} sur {read.connus}", name
        for cell, names in ((surely, read.noms_surs), (sound, read.noms_favorables)):
            assert cell.split(" :")[0] == (str(len(names)) if names else "aucun"), name
            assert all(typeset(qpv).replace("\u202f", " ") in cell for qpv in names), name


@pytest.mark.parametrize(
    ("known", "worse", "chance"), [(15, 9, True), (15, 11, True), (15, 12, False), (15, 3, False), (4, 4, True)]
)
def test_a_side_that_chance_makes_is_not_counted(known: int, worse: int, chance: bool) -> None:
    """Of 15 drawn at random, 12 or more are on one side 3,5 times in a hundred; 11 or more, 11,8 times."""
    read = FaceMediane(cast("Any", None), cast("Any", None), known, worse, ())
    assert read.par_hasard is chance
