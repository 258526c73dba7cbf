"""A figure of the QPV of 2024 and one of those of 2015 are two figures: what is compared is of one perimeter.

Codes and figures are invented; files by source (``FILO``, ``POP``) are named by the year of their data.
"""

from typing import Any

import pytest

from quartiers.analyse.communes import _line, group_by_qpv
from quartiers.analyse.comparaisons import Fondement
from quartiers.analyse.doutes import Gravite
from quartiers.analyse.familles import _one_perimeter, _usable
from quartiers.analyse.incertitude import fluctuation
from quartiers.analyse.publications import (
    both_perimeters,
    compare_published,
    contract_values,
    latest,
    references_of,
    series_of,
    trend_published,
    why_no_trend,
)
from quartiers.analyse.synthese import newest_publication, shared_indicators
from quartiers.donnees.mesures import by_age, is_later
from quartiers.donnees.modele import Mesure

RATE = "taux"


def measure(edition: int, year: int | None, theme: str = "REVN") -> Mesure:
    return Mesure("QPa", RATE, theme, edition, year, "2015", 1.0, "publié", "s")


@pytest.fixture
def both(small: Any) -> Any:
    """Three quartiers with a rate by theme, on the perimeter of 2015, over five years; two have that of 2021 by source
    on both perimeters, the third one on that of 2015 only."""
    found = small().indicator(RATE, evolution="annuelle")
    for name, old, new in (("a", 40.0, 50.0), ("b", 41.0, 51.0), ("c", 42.0, None)):
        found.quartier(name)
        for edition, year, less in ((2017, 2013, 5.0), (2022, 2018, 0.0)):
            found.measure(f"QP{name}", RATE, edition, old - less, year=year, theme="REVN")
        found.measure(f"QP{name}", RATE, 2021, old + 1, year=2021, theme="FILO")
        if new is not None:
            found.measure(f"QN{name}", RATE, 2021, new, year=2021, theme="FILO", geography="2024")
    return found


def test_the_newest_figure_is_that_of_the_newest_data() -> None:
    """The edition of a theme is years after its data: Filosofi 2018 came out in 2022, that of 2021 is named so."""
    filo, revn, old = measure(2021, 2021, "FILO"), measure(2022, 2018), measure(2021, 2017)
    assert by_age([filo, revn, old]) == (old, revn, filo)
    assert (is_later(filo, revn), is_later(revn, filo), is_later(revn, revn)) == (True, False, False)


def test_an_unknown_year_is_not_after_those_of_later_editions() -> None:
    """REVN 2023 would be taken for data of 2023, after that of 2024 which is known to be of 2020."""
    unknown, known, filo = measure(2023, None), measure(2024, 2020), measure(2021, 2021, "FILO")
    assert by_age([filo, known, unknown]) == (unknown, known, filo)
    assert by_age([unknown, filo]) == (filo, unknown)  # alone, it is of its edition: the newest


def test_a_quartier_is_described_by_its_perimeter_of_2024(both: Any) -> None:
    contrat = both.build()
    a, c = (contrat.quartiers[name] for name in "ac")
    assert [(p.diffusion.geographie, p.valeur) for p in series_of(contrat, a, RATE)] == [("2024", 50.0)]
    newest = latest(contrat, c, RATE)
    assert newest is not None
    assert (newest.diffusion.cle, newest.valeur) == (("FILO", 2021, "2015"), 43.0)


def test_two_perimeters_make_no_trend(both: Any) -> None:
    """35 % in 2013 on the former perimeter, 50 % in 2021 on the new one: nothing says what changed."""
    contrat = both.build()
    published = series_of(contrat, contrat.quartiers["a"], RATE)
    assert trend_published(contrat, published) is None
    assert why_no_trend(contrat, published) == "une seule diffusion"
    # Nor do two sources, on the same one.
    former = series_of(contrat, contrat.quartiers["c"], RATE)
    assert [p.valeur for p in former] == [37.0, 42.0, 43.0]
    assert trend_published(contrat, former) is None


def test_ranks_and_references_are_of_one_perimeter(both: Any) -> None:
    contrat = both.build()
    own = latest(contrat, contrat.quartiers["a"], RATE)
    assert own is not None
    assert sorted(contract_values(contrat, own)) == [50.0, 51.0]
    known = references_of(contrat, own)
    assert known.rang is not None
    assert (known.rang.rang, known.rang.total) == (2, 2)


def test_the_spread_of_one_perimeter_does_not_place_a_figure_of_the_other(both: Any) -> None:
    """Same source, same year: the median QPV of France of 2015 is no reference for a QPV of 2024."""
    both.spread(RATE, 2021, 10, 20, 30, 40, 50, 60, 70, year=2021)
    [spread] = both.repartitions
    both.repartitions = [type(spread)(**{**vars(spread), "theme": "FILO"})]
    contrat = both.build()
    a, c = (latest(contrat, contrat.quartiers[name], RATE) for name in "ac")
    assert a is not None
    assert c is not None
    assert references_of(contrat, a).repartition is None
    assert compare_published(contrat, a).fondement is not Fondement.MEDIANE_FRANCE
    assert compare_published(contrat, c).fondement is Fondement.MEDIANE_FRANCE


def test_a_comparison_of_quartiers_is_dated_by_the_newest_perimeter(both: Any) -> None:
    contrat = both.build()
    [lines] = shared_indicators(contrat).values()
    newest = newest_publication(lines)
    assert newest is not None
    assert newest.diffusion.cle == ("FILO", 2021, "2024")


def test_a_commune_is_compared_on_the_newest_perimeter(both: Any) -> None:
    """A newer edition of an older perimeter does not date the line."""
    both.measure("QPc", RATE, 2023, 44.0, year=2023, theme="FILO")
    contrat = both.build()
    line = _line(contrat, group_by_qpv(tuple(contrat.quartiers.values())), contrat.indicateurs[RATE])
    assert line is not None
    assert line.recente.diffusion.cle == ("FILO", 2021, "2024")


def test_families_are_of_one_perimeter(both: Any) -> None:
    """That of most indicators; of as many on each, the newest."""
    contrat = both.build()
    new, old = (latest(contrat, contrat.quartiers[name], RATE) for name in "ac")
    assert new is not None
    assert old is not None
    assert _one_perimeter([new, old, old]) == [old, old]
    assert _one_perimeter([new, old]) == [new]
    assert _one_perimeter([]) == []


def test_families_do_not_mix_two_perimeters_of_one_edition(small: Any) -> None:
    """Both are of 2022; two indicators of three are of the QPV of 2015."""
    contrat = small()
    for indicator, theme, geography in (("x", "DEMO", "2015"), ("y", "IPRO", "2015"), ("z", "POP", "2024")):
        for rank, name in enumerate("abc"):
            contrat.quartier(name)
            code = f"Q{'P' if geography == '2015' else 'N'}{name}"
            contrat.measure(code, indicator, 2022, 30.0 + rank, year=2022, theme=theme, geography=geography)
    known, edition = _usable(shared_indicators(contrat.build()), 3)
    assert ([i.indicateur for i in known], edition) == (["x", "y"], 2022)


def test_what_the_perimeter_changes_is_seen_at_one_vintage(both: Any) -> None:
    contrat = both.build()
    found = both_perimeters(contrat, contrat.quartiers["a"], RATE)
    assert found is not None
    assert [(p.diffusion.geographie, p.annee, p.valeur) for p in found] == [("2015", 2021, 41.0), ("2024", 2021, 50.0)]
    assert both_perimeters(contrat, contrat.quartiers["c"], RATE) is None


def test_one_vintage_is_one_source_and_one_year(small: Any) -> None:
    contrat = small().measure("QPa", RATE, 2021, 40.0, theme="REVN", year=2017).quartier("a")
    contrat.measure("QNa", RATE, 2021, 50.0, theme="FILO", year=2021, geography="2024")
    contrat.measure("QPa", RATE, 2020, 39.0, theme="FILO", year=2020)
    built = contrat.build()
    assert both_perimeters(built, built.quartiers["a"], RATE) is None


def test_a_withheld_figure_has_no_pair(small: Any) -> None:
    contrat = small().quartier("a").measure("QPa", RATE, 2021, None, theme="FILO", year=2021)
    contrat.measure("QNa", RATE, 2021, 50.0, theme="FILO", year=2021, geography="2024")
    built = contrat.build()
    assert both_perimeters(built, built.quartiers["a"], RATE) is None


def test_a_figure_published_once_is_as_uncertain_as_it_is_in_its_theme(small: Any) -> None:
    """No second edition tells how much Filosofi moves on the perimeter of 2024; without it, any gap would be sure."""
    contrat = small().count("population_nb").fluctuation(RATE, 2.0, "population_nb", "2021-2022").quartier("a")
    contrat.measure("QNa", RATE, 2021, 50.0, theme="FILO", year=2021, geography="2024")
    diffusion = ("FILO", 2021, "2024")
    built = contrat.build()
    assert fluctuation(built, built.indicateurs[RATE], ("QNa",), diffusion, 50.0) is None  # the base is not known
    contrat.measure("QNa", "population_nb", 2022, 4000, theme="POP", year=2022, geography="2024")
    built = contrat.build()
    assert fluctuation(built, built.indicateurs[RATE], ("QNa",), diffusion, 50.0) == pytest.approx(1.0)
    assert fluctuation(built, built.indicateurs[RATE], ("QNa",), ("DEMO", 2022, "2024"), 50.0) is None


# -- what the rules say --------------------------------------------------------------------------------------


def test_each_population_is_that_of_its_perimeter(small: Any) -> None:
    """R9 gave the population of 2024, once imported, as that of 2015."""
    contrat = small().quartier("a", perimetre="étendu").count("population_nb")
    contrat.measure("QPa", "population_nb", 2022, 1000).measure(
        "QNa", "population_nb", 2022, 1300, theme="POP", year=2022, geography="2024"
    )
    [doubt] = contrat.state("a", RATE, 10.0, annee=2018).found("R9")
    assert "Périmètre de 2015 : 1 000 habitants (diffusion 2022)" in plain(doubt.phrase)
    assert "périmètre de 2024 : 1 300 habitants (2022)" in plain(doubt.phrase)


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def test_a_published_value_of_2024_says_its_perimeter_beside_a_stated_one(small: Any) -> None:
    contrat = small().quartier("a").measure("QNa", RATE, 2021, 50.0, theme="FILO", year=2021, geography="2024")
    [doubt] = contrat.state("a", RATE, 30.0, annee=2021).found("R5")
    assert "le plus proche est 50 % (2021, périmètre 2024)" in plain(doubt.phrase)
    assert doubt.gravite is Gravite.DOUTE  # the document may be right, of the former perimeter


def test_a_statement_is_judged_among_the_qpv_of_its_perimeter(small: Any) -> None:
    """R10: 45 % is common among the QPV of 2024, and more than any of those of 2015, which documents speak of."""
    contrat = small().quartier("a").spread(RATE, 2020, 1, 2, 3, 4, 5, 6, 7, year=2018)
    [old] = contrat.repartitions
    new = {"theme": "FILO", "edition": 2021, "annee": 2021, "geographie": "2024"}
    wide = {f"c{n}": float(n) for n in ("01", "10", "25", "50", "75", "90", "99")}
    contrat.repartitions.append(type(old)(**{**vars(old), **new, **wide}))
    assert contrat.state("a", RATE, 45.0, annee=2018).found("R10")
