"""Two shares by age that are not published apart, and add up to a published one."""

from typing import Any

import pytest

from quartiers.analyse.fiabilite import check_contract, unchecked


def motives(small: Any, one: float, two: float, label: str = "0-14 ans", **fields: Any) -> list[str]:
    made = small().indicator(
        "jeunes",
        libelle=f"Part des {label} dans la population",
        libelle_court=label,
        reserve="Publié pour 2010 seulement",
    )
    made.indicator("ados", libelle="Part des 15-24 ans dans la population", reserve="Publié pour 2010 seulement")
    made.indicator("tous", libelle="Part des moins de 25 ans dans la population", libelle_court="Moins de 25 ans")
    made.measure("QPa", "tous", 2022, 43.3).measure("QPa", "jeunes", 2012, 22.0, year=2010)
    made.state("a", "jeunes", one, annee=2018).state("a", "ados", two, **{"annee": 2018, **fields})
    contrat = made.build()
    return [item.motif.replace("\u202f", " ") for item in unchecked(contrat, check_contract(contrat), "a")]


def test_shares_that_make_a_published_one_are_said_to(small: Any) -> None:
    """Marly: 23,5 % and 19,8 % were said not verified, beside the published 43,3 % of under 25s."""
    first, second = motives(small, 23.5, 19.8)
    assert first == second, "one line for both"
    told = "23,5 % et 19,8 % font 43,3 %, la part publiée sous « Moins de 25 ans » (diffusion 2022)"
    alone = "aucun des deux n'est publié seul pour 2018, mais leur somme l'est"
    assert first == f"{alone} : {told}. Les deux sont donc sans doute justes"


def test_an_age_that_would_be_in_neither_band_is_in_the_first(small: Any) -> None:
    """« Moins de 14 ans » and 15-24 would leave out those of 14, whom the published share of under 25s has."""
    first, _ = motives(small, 23.5, 19.8, label="moins de 14 ans")
    assert first.endswith("justes ; écrire « 0-14 ans », car « moins de 14 ans » comprend alors les 14 ans")


@pytest.mark.parametrize(
    ("one", "two", "fields"),
    [
        (23.5, 19.9, {}),
        (23.5, 19.8, {"annee": 2019, "precision": "environ"}),
        (23.5, 19.8, {"annee": 2017}),
        (23, 20.3, {}),
    ],
    ids=["another sum", "an order of magnitude", "another year", "a whole number"],
)
def test_shares_that_may_not_be_added_are_not(small: Any, one: float, two: float, fields: dict[str, Any]) -> None:
    assert not any("la part publiée" in motive for motive in motives(small, one, two, **fields))


def test_the_published_value_of_the_only_year_is_given(small: Any) -> None:
    assert motives(small, 25.5, 10.1)[0].startswith(
        "les fichiers repris ne donnent cette valeur que pour 2010 (22 %) ; celle de 2018"
    )
