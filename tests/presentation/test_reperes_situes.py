"""Where the marks of a chart are: all at once, as one by one."""

from dataclasses import astuple, fields

from quartiers.presentation.blocs import Repere
from quartiers.presentation.graphiques.dessin import drawing, new_sheet
from quartiers.presentation.graphiques.reperes import Mark, locate, plain

MARKS: tuple[Mark, ...] = tuple((f"ligne {n % 7}", n * 1.37, 3.1 + n * 0.713, f"valeur {n}") for n in range(200))


def test_marks_are_where_each_is_by_itself() -> None:
    with drawing():
        _, axes = new_sheet(180.0)
        together = locate(axes, MARKS)
        assert together == tuple(found for mark in MARKS for found in locate(axes, (mark,)))
        assert {(r.ligne, r.texte) for r in together} == {(row, text) for row, _, _, text in MARKS}
        assert len({(r.x, r.y) for r in together}) == len(MARKS)
        assert locate(axes, ()) == ()


def test_what_is_kept_of_a_mark_makes_it_again() -> None:
    marks = tuple(Repere(row, x, y, text) for row, x, y, text in MARKS)
    kept = plain(marks)
    assert kept == tuple(map(astuple, marks))
    assert tuple(Repere(*values) for values in kept) == marks
    assert all(len(values) == len(fields(Repere)) for values in kept)
