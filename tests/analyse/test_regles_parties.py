"""What a rule asks of a QPV that joins several former ones, of which only the parts are published."""

from typing import Any

import pytest

from quartiers.analyse.publications import series
from quartiers.analyse.regles_parties import ask_for_the_whole


@pytest.mark.parametrize(
    ("unit", "second", "between"), [("%", 34.3, True), ("€", 34.3, True), ("nombre", 34.3, False), ("%", None, False)]
)
def test_the_share_of_a_whole_is_between_those_of_its_parts(
    small: Any, unit: str, second: float | None, between: bool
) -> None:
    """Bruay: « celle d'une partie n'est pas celle du quartier » let one think that nothing is known of the whole."""
    contract = small().indicator("x", unite=unit).quartier("a", "QPa", "QPz")
    built = contract.measure("QPa", "x", 2022, 38.9).measure("QPz", "x", 2022, second).build()
    parts = [p for code in ("QPa", "QPz") for p in series(built, (code,), "x")]
    asked = ask_for_the_whole(built.indicateurs["x"], parts)
    assert ("qui est entre celles de ses parties" in asked) is between
    assert ("celle d'une partie n'est pas celle du quartier" in asked) is not between
