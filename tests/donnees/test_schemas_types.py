"""Typed columns: each cell that is no value is told, at each line; what is the same but for its form is the same."""

import pytest

from quartiers.donnees.erreurs import Anomalie
from quartiers.donnees.fichiers.lecture import TableBrute
from quartiers.donnees.schemas import TableTypee, validate

COLONNES = ("territoire", "indicateur", "annee", "valeur", "source", "lignes", "population")


def typed(*rows: tuple[str, str, str, str]) -> tuple[TableTypee, list[Anomalie]]:
    """Rows of ``references`` that say these territories, indicators, years and values."""
    said: list[Anomalie] = []
    cells = tuple([*row, "Insee", "", ""] for row in rows)
    table = TableBrute("references", "references.csv", COLONNES, tuple(range(2, len(rows) + 2)), cells)
    return validate(table, said), said


def test_a_wrong_number_is_told_at_each_line_where_it_comes_again() -> None:
    table, said = typed(
        ("a", "b", "2020", "12,5"), ("a", "b", "x", "x"), ("a", "b", "2021", "12,5"), ("a", "b", "x", "x")
    )
    assert [(a.ligne, a.colonne, a.trouve) for a in said] == [
        (line, column, "x") for column in ("annee", "valeur") for line in (3, 5)
    ]
    assert table.colonnes["annee"] == [2020, None, 2021, None]
    assert table.colonnes["valeur"] == [12.5, None, 12.5, None]


@pytest.mark.parametrize(
    ("other", "unique"),
    [
        (("B", "ETE", "2020", "1,0"), False),  # capitals, accents, and the form of a number
        (("b", "été", "2020", ""), True),
        (("b", "été", "2021", "1"), True),
        (("b", "étés", "2020", "1"), True),
    ],
)
def test_rows_are_the_same_whatever_their_form(other: tuple[str, str, str, str], unique: bool) -> None:
    table, _ = typed(("b", "été", "2020", "1"), other)
    assert table.is_unique(("territoire", "indicateur", "annee", "valeur")) == unique
    assert not table.is_unique(("territoire",))
