"""How many QPV are on the unfavourable side of the median QPV of France: counted from the tables as imported."""

import re
from collections.abc import Collection
from dataclasses import replace
from typing import Any, cast

import pytest
from bs4 import BeautifulSoup

from quartiers.analyse.anciens import name_before, name_of_figure, split_former
from quartiers.analyse.mediane import FaceMediane, count_against_median, count_each, most_one_sided
from quartiers.analyse.synthese import shared_indicators
from quartiers.donnees import Contrat
from quartiers.presentation import RapportSynthese
from quartiers.presentation.synthese import mediane
from quartiers.presentation.synthese.mediane import FIRST, NAMED
from quartiers.typographie import typeset


@pytest.mark.parametrize(
    ("name", "worse_above"),
    [
        ("taux_pauvrete_pct", True),
        ("emploi_15_64_pct", False),
        ("allocataires_mono_pct", True),  # what Cité Thiers and Brunehaut have together could be computed
        ("revenus_activite_pct", False),
    ],
)
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
    assert read.egaux == len(values) - expected - better


def test_the_parts_of_every_count_add_up_to_the_qpv_counted(contrat: Contrat) -> None:
    """Those of 2015, each once, whose figure INSEE publishes; and how each of them is read."""
    codes = {code for q in contrat.quartiers.values() for code in q.codes_qpv_2015}
    counts = count_each(contrat, shared_indicators(contrat))
    assert set(contrat.essentiel) <= set(counts)
    for name, read in counts.items():
        d = read.publication.diffusion
        measures = contrat.mesures_publiees((name, d.theme, d.edition, d.geographie))
        assert read.connus == sum(m.valeur is not None for code, m in measures.items() if code in codes), name
        assert read.defavorables + read.favorables + read.egaux == read.connus, name
        parts = read.surs, len(read.noms_favorables), read.comparables, read.imprecis
        assert min(parts) >= 0 and sum(parts) == read.connus, name
        assert len(set(read.noms_surs) | set(read.noms_favorables)) == read.surs + len(read.noms_favorables), name


def test_a_count_is_of_one_edition_and_of_what_has_a_median(small: Any) -> None:
    """Of six QPV: two more fragile than 40 %, one that is not sure to be, one near it, one of another edition, one
    that is not published."""
    contract = small().count("population").fluctuation("x", 2.0, "population")
    newest = {"a": (60.0, 10**6), "b": (50.0, 10**6), "c": (44.0, 100), "d": (40.5, 10**6), "e": (None, 10**6)}
    for name, (value, people) in newest.items():
        contract.quartier(name).measure(f"QP{name}", "population", 2022, people).measure(f"QP{name}", "x", 2022, value)
    contract.quartier("f").measure("QPf", "population", 2022, 10**6).measure("QPf", "x", 2018, 70.0)
    contract.spread("x", 2022, 10, 20, 30, 40, 50, 60, 70).spread("x", 2018, 10, 20, 30, 40, 50, 60, 70)
    contrat = contract.build()
    indicator = contrat.indicateurs["x"]
    read = count_against_median(contrat, indicator, shared_indicators(contrat)[indicator])
    assert read is not None
    assert (read.connus, read.defavorables, read.favorables) == (4, 4, 0)
    assert (read.noms_surs, read.valeurs_sures, read.mediane) == (("Quartier a", "Quartier b"), (60.0, 50.0), 40.0)
    assert (read.comparables, read.imprecis) == (1, 1)


def test_former_qpv_have_a_line_each_even_where_their_figure_is_withheld(contrat: Contrat) -> None:
    for indicator, lines in shared_indicators(contrat).items():
        if not lines[0].chiffre.publie:
            assert split_former(contrat, indicator, lines) == lines
            continue
        split = split_former(contrat, indicator, lines)
        assert split_former(contrat, indicator, split) == split
        assert [line.nom for line in split if line.ancien == "Brunehaut"] == ["Brunehaut (Cité Thiers – Bruay)"]
        assert "Cité Thiers – Bruay" not in {line.nom for line in split}


def test_the_widest_gap_is_named_first_be_it_a_high_value_or_a_low_one(contrat: Contrat) -> None:
    """Employment, from INSEE's own rows: 27,8 % in Lecocq, 40,8 % in Rives de l'Escaut."""
    shared = shared_indicators(contrat)
    for name in contrat.essentiel:
        indicator = contrat.indicateurs[name]
        read = count_against_median(contrat, indicator, shared[indicator])
        assert read is not None
        values = {line.nom: line.chiffre.valeur for line in split_former(contrat, indicator, shared[indicator])}
        low_is_worse = indicator.sens == "favorable"
        worst = [values[qpv] for qpv in read.noms_surs]
        best = [values[qpv] for qpv in read.noms_favorables]
        assert worst == sorted(worst, key=lambda v: v or 0.0, reverse=not low_is_worse), name
        assert best == sorted(best, key=lambda v: v or 0.0, reverse=low_is_worse), name
    employment = contrat.indicateurs["emploi_15_64_pct"]
    read = count_against_median(contrat, employment, shared[employment])
    assert read is not None
    assert (read.noms_surs[0], read.noms_surs[-1]) == ("Lecocq (Chaussiette – Macou – Condé)", "Rives de l'Escaut")


@pytest.mark.parametrize(
    ("name", "label", "now", "told"),
    [
        ("Chaussiette – Condé", "Lecocq", "Chaussiette - Macou", "Lecocq"),
        ("Centre-ville – Condé", "Centre Ville", "Centre Ville - Le Jard", None),  # its name says it
        ("Dutemple – Valenciennes", "Dutemple Chasse Royale", "Dutemple chasse-royale", None),  # the same
        ("Cœur de Ville – Port", "Coeur De Ville", "Cœur De Ville", None),  # the same, to another producer
        ("Les Tilleuls – Ville", "Grand Large - Port", "Tilleuls", "Grand Large – Port"),
    ],
)
def test_a_former_qpv_is_named_where_its_name_is_not_said(
    small: Any, name: str, label: str, now: str, told: str | None
) -> None:
    contract = small().quartier("a", nom_court=name, libelles_qpv_2015=(label,), libelle_qpv_2024=now)
    contract.measure("QPa", "x", 2022, 30.0)
    own = contract.build()
    group = tuple(own.quartiers.values())
    [lines] = shared_indicators(own, minimum=1).values()
    [line] = split_former(own, own.indicateurs["x"], lines)
    assert (name_before(group), line.ancien) == (told, told)
    assert name_of_figure(group, line.chiffre.publication) == line.nom == (f"{told} ({name})" if told else name)
    assert name_of_figure(group, None) == name


def test_what_is_neither_good_nor_bad_is_not_counted(contrat: Contrat) -> None:
    for indicator, lines in shared_indicators(contrat).items():
        if indicator.sens == "contexte":
            assert count_against_median(contrat, indicator, lines) is None


def _shown(contrat: Contrat, rows: Collection[str]) -> set[str]:
    """The indicators of the rows: each is one."""
    found = {i.indicateur for i in contrat.indicateurs.values() if typeset(i.libelle_court) in rows}
    assert len(found) == len(rows)
    return found


def test_the_most_one_sided_is_what_chance_would_do_least(contrat: Contrat) -> None:
    """All 15 on one side: once in 16 384; 14 of 15, once in 1 024."""
    reads = most_one_sided(count_each(contrat, shared_indicators(contrat)))
    assert reads[0].hasard == 2 / 2**15
    assert reads[1].hasard == 2 * 16 / 2**15
    assert not any(read.par_hasard for read in reads)
    assert [read.hasard for read in reads] == sorted(read.hasard for read in reads)


def test_the_synthesis_opens_with_it(contrat: Contrat) -> None:
    page = BeautifulSoup(RapportSynthese(contrat=contrat).essentiel().to_html(), "html.parser")
    text = page.get_text(" ").replace("\u202f", " ")
    assert re.search(
        r"plus que par hasard\s+\(«\s?dont\s?»\s?: l’écart est établi\)\s?: allocataires vivant entièrement de "
        r"prestations \(2017\s?: 14 sur 15, dont 5\), emploi",
        text,
    )
    assert (
        "la carte : Cité Thiers – Cité Du Rivage et Brunehaut n’en font qu’un en 2024 ; Centre-ville – Bruay n’en "
        "était pas un ; Lecocq, étendu depuis, est Chaussiette – Macou en 2024." in text
    )
    rows = {row.th.get_text("|").split("|")[0].strip(): row for row in page.select("tbody tr")}
    shown = _shown(contrat, rows)
    assert set(contrat.essentiel) | {"allocataires_rsa_socle_pct"} <= shown
    for name in shown:
        indicator = contrat.indicateurs[name]
        read = count_against_median(contrat, indicator, shared_indicators(contrat)[indicator])
        assert read is not None
        worse, surely, better, sound = (
            cell.get_text(" ", strip=True).replace("\u202f", " ")
            for cell in rows[typeset(indicator.libelle_court)].find_all("td")
        )
        assert worse.startswith(f"{read.defavorables} sur {read.connus}"), name
        assert ("*" in worse) is read.par_hasard, name
        level = f" {read.egaux} à égalité" if read.egaux else ""
        assert better == f"{read.favorables} sur {read.connus}{level}", name
        for cell, names in ((surely, read.noms_surs), (sound, read.noms_favorables)):
            assert re.split(r" :|, dont", cell)[0] == (str(len(names)) if names else "aucun"), name
            named = names if len(names) <= NAMED else names[:FIRST]
            places = [cell.find(typeset(qpv).replace("\u202f", " ")) for qpv in named]
            assert -1 not in places and places == sorted(places), name


@pytest.mark.parametrize(
    ("worse", "better", "chance"), [(9, 6, True), (11, 4, True), (12, 3, False), (3, 12, False), (4, 0, True)]
)
def test_a_side_that_chance_makes_is_not_counted(worse: int, better: int, chance: bool) -> None:
    """Of 15 drawn at random, 12 or more are on one side 3,5 times in a hundred; 11 or more, 11,8 times."""
    read = FaceMediane(cast("Any", None), cast("Any", None), worse + better, worse, (), better)
    assert read.par_hasard is chance


def test_a_figure_that_is_the_median_s_is_of_no_side() -> None:
    """9 of 9 beside it are there by chance 0,4 times in a hundred, however many are on it."""
    read = FaceMediane(cast("Any", None), cast("Any", None), 30, 9, (), 0)
    assert (read.egaux, read.par_hasard) == (21, False)


def test_what_is_on_the_favourable_side_is_not_under_the_other_head(
    contrat: Contrat, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of what most QPV are less fragile for, nothing is said to be « du côté défavorable »."""
    reads = most_one_sided(count_each(contrat, shared_indicators(contrat)))
    turned = [replace(r, defavorables=r.favorables, favorables=r.defavorables) for r in reads]
    monkeypatch.setattr(mediane, "most_one_sided", lambda _: turned)
    page = RapportSynthese(contrat=contrat).essentiel().to_text()
    assert "Du côté favorable aussi, plus que par hasard" in page
    assert "Du côté défavorable aussi" not in page
