"""Numbers and French typography, as a reader expects them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quartiers.donnees.fichiers.lecture import parse_number
from quartiers.typographie import (
    count,
    format_date,
    format_gap,
    format_number,
    format_value,
    join_words,
    typeset,
)

NNBSP = "\u202f"


@pytest.mark.parametrize(
    ("value", "expected"),
    [(47.2, "47,2"), (36.0, "36"), (1234.5, f"1{NNBSP}234,5"), (-5.4, "−5,4"), (0.0, "0"), (100.0, "100")],
)
def test_numbers(value: float, expected: str) -> None:
    assert format_number(value) == expected


def test_values_say_how_precise_they_are_and_never_invent_a_zero() -> None:
    assert format_value(40.0, "%", "environ") == f"environ 40{NNBSP}%"
    assert format_value(861.0, "€") == f"861{NNBSP}€"
    assert format_value(None, "%") == "non renseigné"


@pytest.mark.parametrize(
    ("value", "expected"), [(4.6, "+4,6 points"), (-1.9, "−1,9 point"), (2.0, "+2 points"), (0.0, "0 point")]
)
def test_gaps_in_points(value: float, expected: str) -> None:
    assert format_gap(value, "%") == expected


def test_dates() -> None:
    assert format_date(date(2026, 11, 23)) == "23 novembre 2026"
    assert format_date(date(2026, 12, 1)) == "1er décembre 2026"


def test_typeset_touches_only_what_is_french_typography() -> None:
    assert typeset("l'emploi : oui ?") == f"l’emploi{NNBSP}: oui{NNBSP}?"
    assert typeset("« mixité »") == f"«{NNBSP}mixité{NNBSP}»"
    assert typeset("1 318 QPV, 12 345 678 €") == f"1{NNBSP}318 QPV, 12{NNBSP}345{NNBSP}678{NNBSP}€"
    assert typeset("en 2019 200 ménages, 3 25, 1,5 200") == "en 2019 200 ménages, 3 25, 1,5 200"
    assert typeset("https://exemple.fr/?a=1;b=2 10:30") == "https://exemple.fr/?a=1;b=2 10:30"


def test_words() -> None:
    assert join_words(["a"]) == "a"
    assert join_words(["a", "b", "c"]) == "a, b et c"
    assert join_words([]) == ""
    assert (count(0, "chiffre"), count(1, "chiffre"), count(2, "chiffre")) == ("0 chiffre", "1 chiffre", "2 chiffres")


@given(st.text())
def test_typeset_is_idempotent(text: str) -> None:
    assert typeset(typeset(text)) == typeset(text)


@given(st.decimals(-9999, 9999, places=2).map(float))
def test_what_we_print_can_be_read_back(value: float) -> None:
    assert parse_number(format_number(value)) == value
