"""The headers that each cell of a PDF's tables names: what a screen reader says before the cell."""

import io
from collections.abc import Callable

import page
import pypdf
import pytest
from balises import attribute, tables_heard

from quartiers.presentation.blocs import Contenu, Suite, Tableau

CompileBody = Callable[[str], bytes]


def table(rows: tuple[tuple[Contenu, ...], ...], groups: tuple[tuple[int, str], ...] = ()) -> Tableau:
    return Tableau("Légende", ("Indicateur", "Valeur", "Rang"), rows, (2, 1, 1), groupes=groups)


ROWS = tuple((f"Chiffre {n}", f"{n} %", f"{n}e") for n in range(5))


def read(pdf: bytes) -> pypdf.PdfReader:
    assert page.validate_pdf_bytes(pdf, profile="ua1").is_compliant
    return pypdf.PdfReader(io.BytesIO(pdf))


def test_a_cell_names_its_column_then_its_row(compile_body: CompileBody) -> None:
    (cells,) = tables_heard(read(compile_body(table(ROWS).to_typst())))
    assert [(c.columns, c.groups, c.rows) for c in cells] == [((x,), (), (y,)) for y in range(1, 6) for x in (1, 2)]


@pytest.mark.parametrize("starts", [(0,), (0, 3), (2,), (0, 1, 2, 3, 4)])
def test_a_cell_names_its_group_and_no_other(compile_body: CompileBody, starts: tuple[int, ...]) -> None:
    groups = tuple((start, f"Groupe {start}") for start in starts)
    (cells,) = tables_heard(read(compile_body(table(ROWS, groups).to_typst())))
    assert len(cells) == 2 * len(ROWS)
    for rank, cell in enumerate(cells):
        number = rank // 2
        expected = sum(start <= number for start in starts) - 1
        assert cell.columns == (1 + rank % 2,)
        assert cell.groups == ((expected,) if expected >= 0 else ())
        assert cell.rows == (cell.row,)


def test_two_tables_share_no_identifier_and_long_ones_keep_theirs_from_page_to_page(compile_body: CompileBody) -> None:
    rows = tuple((f"ligne {n}", "1", "2") for n in range(90))
    body = Suite((table(ROWS), table(rows, ((0, "A"), (60, "B"))))).to_typst()
    small, long = tables_heard(read(compile_body(body)))
    assert {c.rows for c in small} == {(n,) for n in range(1, 6)}
    assert [c.groups for c in long] == [(0,)] * 120 + [(1,)] * 60
    assert all(c.rows == (c.row,) and c.columns == (c.column,) for c in long)


def test_an_empty_first_cell_heads_nothing(compile_body: CompileBody) -> None:
    rows = (("Un", "1", "2"), ("", "3", "4"))
    (cells,) = tables_heard(read(compile_body(table(rows).to_typst())))
    assert [c.rows for c in cells] == [(1,), (1,), (), (), ()]
    assert [c.columns for c in cells] == [(1,), (2,), (0,), (1,), (2,)]


def test_headers_of_two_levels_are_named_from_the_outside_in(compile_body: CompileBody) -> None:
    lines = '((cellules: ("Anzin", "I", "", "P"), forte: false, debut: true),) * 2'
    body = (
        f'#matrice("Légende", "Quartier", (("Emploi", 1), ("Cadre de vie", 2)), ("Accès", "Logement", "Voirie"), '
        f"{lines}, (2fr, 1fr, 1fr, 1fr))"
    )
    (cells,) = tables_heard(read(compile_body(body)))
    assert [c.columns for c in cells] == [(1, 1), (2, 2), (2, 3)] * 2
    assert [c.rows for c in cells] == [(2,)] * 3 + [(3,)] * 3


def test_the_header_of_a_row_says_that_it_is_one(compile_body: CompileBody) -> None:
    reader = read(compile_body(table(ROWS).to_typst()))
    names = reader.trailer["/Root"]["/StructTreeRoot"]["/IDTree"]["/Names"]
    scopes = [attribute(names[i].get_object(), "/Scope") for i in range(1, len(names), 2)]
    assert sorted(scopes) == ["/Column"] * 3 + ["/Row"] * 5
