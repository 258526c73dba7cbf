"""A share as a number of people, which a reader of percentages in a small QPV needs to see."""

from typing import Any

import pytest

from quartiers.analyse.effectifs import Effectif, headcount
from quartiers.analyse.publications import series


def counts(small: Any, base: str = "demandeurs_nb", **fields: Any) -> list[Effectif | None]:
    """Of 22,4 % in 2021 and 40 % in 2022, among 1,240 then 135."""
    contract = small().quartier("a").count("ailleurs_nb").measure("QPb", "ailleurs_nb", 2022, 7)
    contract.indicator(base, unite="nombre", sens="contexte", libelle_court="Demandeurs d'emploi")
    contract.measure("QPa", base, 2021, 1240).measure("QPa", base, 2022, 135)
    contract.indicator("x", **{"poids": base, **fields}).measure("QPa", "x", 2021, 22.4).measure("QPa", "x", 2022, 40)
    contrat = contract.build()
    return [headcount(contrat, p) for p in series(contrat, ("QPa",), "x")]


def test_a_share_is_a_number_of_its_whole_that_year(small: Any) -> None:
    before, after = counts(small)
    assert before is not None
    assert after is not None
    assert after.texte == "environ 54 sur 135 demandeurs d'emploi"
    assert before.texte == "environ 278 sur 1\u202f240 demandeurs d'emploi"
    assert before.then(after) == "environ 278 puis 54 demandeurs d'emploi, sur 1\u202f240 puis 135"


def test_those_of_a_population_are_inhabitants(small: Any) -> None:
    _, after = counts(small, "population_nb")
    assert after is not None
    assert after.texte == "environ 54 sur 135 habitants"


@pytest.mark.parametrize(
    "fields",
    [{"poids": None}, {"unite": "€"}, {"poids": "ailleurs_nb"}],
    ids=["no whole", "an amount", "a whole of elsewhere"],
)
def test_what_has_no_published_whole_has_no_number(small: Any, fields: dict[str, Any]) -> None:
    assert counts(small, **fields) == [None, None]


def test_what_is_withheld_has_no_number(small: Any) -> None:
    contract = small().quartier("a").count("gens").measure("QPa", "gens", 2022, 135).indicator("x", poids="gens")
    contrat = contract.measure("QPa", "x", 2022, None).build()
    [withheld] = series(contrat, ("QPa",), "x")
    assert headcount(contrat, withheld) is None
