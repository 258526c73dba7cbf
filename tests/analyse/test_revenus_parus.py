"""Incomes of years that INSEE has published since: they are to be looked up, not beyond checking."""

from typing import Any

import pytest

from quartiers.analyse.fiabilite import check_contract, unchecked
from quartiers.analyse.publications import series
from quartiers.analyse.revenus_parus import published_since, where_to_look

LOOK = "à chercher dans la publication Insee des revenus de 2020 (périmètre 2015), non reprise ici"


def poverty(small: Any, producer: str = "Insee (Filosofi)", year: int = 2020) -> Any:
    contract = small().indicator("x", producteur=producer, evolution="non")
    return contract.measure("QPa", "x", 2022, 53.6, year=2018, theme="REVN").state("a", "x", 47.5, annee=year)


@pytest.mark.parametrize(
    ("producer", "year", "told"),
    [
        ("Insee (Filosofi)", 2020, LOOK),
        ("Insee (Filosofi)", 2022, "aucune publication reprise n'est datée de 2022"),
        ("CNAF", 2020, "aucune publication reprise n'est datée de 2020"),
    ],
    ids=["published since", "not published", "of another source"],
)
def test_what_is_published_since_says_where_to_look(small: Any, producer: str, year: int, told: str) -> None:
    contrat = poverty(small, producer, year).build()
    [item] = unchecked(contrat, check_contract(contrat), "a")
    assert item.motif == told


def test_a_year_that_is_at_hand_is_not_to_be_looked_up(small: Any) -> None:
    contrat = poverty(small).measure("QPa", "x", 2023, 50.0, year=2020, theme="REVN").build()
    i, q = contrat.indicateurs["x"], contrat.quartiers["a"]
    assert where_to_look(contrat, q, i, 2020) == ""
    assert "revenus de 2019 (périmètre 2015)" in where_to_look(contrat, q, i, None)


@pytest.mark.parametrize(("code", "is_told"), [("QN97301M", False), ("QN97401M", True), ("QN05901M", True)])
def test_where_the_source_gives_nothing_it_is_not_sent_to(small: Any, code: str, is_told: bool) -> None:
    contrat = poverty(small).quartier("a", code_qpv_2024=code).build()
    i, q = contrat.indicateurs["x"], contrat.quartiers["a"]
    assert bool(where_to_look(contrat, q, i, 2020)) is is_told


@pytest.mark.parametrize(
    ("producer", "year", "since"),
    [
        ("Insee (Filosofi)", 2018, {"2015": (2019, 2020), "2024": (2021,)}),
        ("Insee (Filosofi)", 2020, {"2024": (2021,)}),
        ("CNAF", 2018, {}),
    ],
    ids=["all of them", "of the other perimeter", "no income"],
)
def test_what_is_published_since_is_told_by_perimeter(
    small: Any, producer: str, year: int, since: dict[str, tuple[int, ...]]
) -> None:
    contrat = small().indicator("x", producteur=producer).measure("QPa", "x", 2022, 40.0, year=year, theme="REVN")
    own = contrat.quartier("a", code_qpv_2024="QN05901M").build()
    assert published_since(own, series(own, own.quartiers["a"].codes("2015"), "x")) == since
