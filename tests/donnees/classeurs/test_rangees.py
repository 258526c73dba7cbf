"""A sheet as its reader tells it, cell by cell."""

import pytest

from quartiers.donnees.fichiers.classeurs import rangees as module
from quartiers.donnees.fichiers.classeurs.commun import Plage
from quartiers.donnees.fichiers.classeurs.divergences import ErreurDeFormule, FormuleSansValeur, check_error
from quartiers.donnees.fichiers.classeurs.rangees import MAX_REFUSALS, Demesure, Grille, Reste


def fail(kind: type[Exception], found: str) -> str:
    raise kind(found)


def test_a_refused_cell_keeps_its_row() -> None:
    grille = Grille("t")
    grille.place(1, 0, str, "cle")
    grille.place(2, 0, fail, ErreurDeFormule, "#N/A")
    grille.place(3, 0, fail, FormuleSansValeur, "")
    assert [texts for _, texts in grille.finish().lignes] == [("cle",), ("#N/A",), ("?",)]


def test_refusals_that_follow_one_another_in_a_column_are_said_once_from_the_top() -> None:
    grille = Grille("t")
    for line in (1, 2, 3, 5):
        for column in (1, 0):
            grille.place(line, column, fail, ErreurDeFormule, f"#N/A {line}")
    grille.place(4, 0, fail, FormuleSansValeur, "=1")
    refus = grille.finish().refus
    assert [(r.cellule, r.trouve) for r in refus] == [
        ("A1:A3", "#N/A 1"),
        ("B1:B3", "#N/A 1"),
        ("A4", "=1"),
        ("A5", "#N/A 5"),
        ("B5", "#N/A 5"),
    ]
    assert [(r.ligne, r.colonne) for r in refus][:2] == [(1, 0), (1, 1)]


def test_what_a_workbook_may_hold_is_shared_by_its_sheets() -> None:
    reste = Reste(lignes=3)
    first, second = Grille("a", reste), Grille("b", reste)
    for grille, line in ((first, 1), (first, 2), (second, 1)):
        grille.place(line, 0, str, "x")
    with pytest.raises(Demesure):
        second.place(2, 0, str, "x")
    assert [r.cellule for r in second.finish().refus] == ["A2"]


def test_the_cells_before_the_last_filled_one_count() -> None:
    grille = Grille("t", Reste(cellules=100))
    grille.place(1, 98, str, "x")
    with pytest.raises(Demesure):
        grille.place(2, 1, str, "x")


@pytest.mark.parametrize(("count", "expected"), [(3, []), (5, ["D1:E1"])])
def test_more_merges_than_are_kept_are_refused(
    monkeypatch: pytest.MonkeyPatch, count: int, expected: list[str]
) -> None:
    monkeypatch.setattr(module, "_MAX_REFUSED", 3)
    grille = Grille("t")
    grille.place(1, 0, str, "cle")
    for _ in range(count):
        grille.merge(Plage(1, 3, 1, 4))
    assert [r.cellule for r in grille.finish().refus] == expected


def test_a_page_of_refusals_is_enough() -> None:
    grille = Grille("t")
    for line in range(1, 2000, 2):
        grille.place(line, 0, fail, ErreurDeFormule, "#N/A")
    assert len(grille.finish().refus) == MAX_REFUSALS


@pytest.mark.parametrize(
    "error",
    [
        "#DIV/0!",
        "#N/A",
        "#NAME?",
        "#NULL!",
        "#NUM!",
        "#REF!",
        "#VALUE!",
        "#DIV/0 !",
        "#NOM ?",
        "#VALEUR !",
        "Err:502",
        "Err :504",
    ],
)
def test_errors_in_english_and_in_french(error: str) -> None:
    with pytest.raises(ErreurDeFormule):
        check_error(error)


@pytest.mark.parametrize("text", ["#1", "# REF", "#REF! à revoir", "Err", "Erreur : 502", "N/A", "#jeunes", ""])
def test_texts_that_are_no_error(text: str) -> None:
    assert check_error(text) == text
