"""What a right label does not make right in a change between two published values."""

from typing import Any

import pytest

from quartiers.analyse.lectures_publiees import not_to_write
from quartiers.analyse.publications import series


@pytest.mark.parametrize(
    ("habitants", "told"),
    [
        (13_303, "La hausse (+1,5 point) n'est pas sûre dans un QPV de cette taille."),
        (9_586, "La hausse (+1,5 point) tient à peu de monde, dans un QPV de cette taille."),
    ],
)
def test_a_small_change_is_unsure_by_a_survey_and_of_few_people_where_all_are_counted(
    small: Any, habitants: int, told: str
) -> None:
    contract = small().quartier("a", communes_qpv=("59153 Condé",)).count("population_nb").count("n")
    contract.measure("59153", "population_nb", 2022, habitants, geography="commune")
    contract.measure("QPa", "x", 2017, 29.4, year=2010).measure("QPa", "x", 2022, 30.9)
    built = contract.measure("QPa", "n", 2022, 450).fluctuation("x", 2.5, "n").build()
    start, end = series(built, ("QPa",), "x")
    found = not_to_write(built, start, end)
    assert found is not None
    assert found.constat.replace("\u202f", " ").replace("\u00a0", " ") == told
    assert found.consigne == "ne pas commenter la hausse"
