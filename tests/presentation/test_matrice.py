"""The matrix: headers and rows of both forms agree, marks carry their word, text is escaped."""

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pypdf
import pytest
from bs4 import BeautifulSoup
from papier import read_texts

from quartiers.export.typst import compile_pdf, prelude
from quartiers.presentation.blocs import Bloc, Discret, Paragraphe, Titre
from quartiers.presentation.matrice import Ensemble, Marque, Matrice, Point, Rangee, Symbole
from quartiers.typographie import typeset

HOSTILE = '<script>alert(1)</script> #panic("x") "]\\'


def matrix(**fields: object) -> Matrice:
    rows = (
        Rangee("Nord", ([Marque("I2", "axe intercommunal", True)], ["40,0 ", Symbole("fragile", "plus fragile")])),
        Rangee("Sud", ("", "38,0"), debut=True),
        Rangee("Total", ("1", "2"), forte=True),
    )
    basis: dict[str, object] = {"groupes": (("Ensemble", 2),), "rangees": rows}
    return Matrice("Légende", "Quartier", ("Santé", "Emploi"), **{**basis, **fields})  # type: ignore[arg-type]


def soup(bloc: Bloc) -> BeautifulSoup:
    return BeautifulSoup(bloc.to_html(), "html.parser")


def pdf(*blocs: Bloc) -> bytes:
    body = "\n\n".join(b.to_typst() for b in blocs)
    source = f'{prelude()}\n#show: rapport.with(titre: "t", description: "d", pied: "p")\n#heading(level: 1, "T")\n'
    return compile_pdf(source + body, datetime(2026, 1, 1, tzinfo=UTC))


def test_every_header_has_its_scope() -> None:
    found = soup(matrix())
    assert [h["scope"] for h in found.thead.find_all("th")] == ["col", "colgroup", "col", "col"]
    assert [h["scope"] for h in found.tbody.find_all("th")] == ["row"] * 3
    assert found.thead.th["rowspan"] == "2"
    assert "rowspan" not in soup(matrix(groupes=())).thead.th.attrs


def test_a_symbol_has_its_word_for_who_does_not_see_it() -> None:
    cell = soup(matrix()).tbody.find_all("td")[1]
    assert cell.find(attrs={"aria-hidden": "true"}).get_text() == "▼"
    assert cell.find(class_="cache").get_text() == "plus fragile"


def test_a_column_of_numbers_is_told_from_one_of_marks() -> None:
    """Its header and its cells say so to the page's styles; a total under marks makes no numbers of them."""
    found = soup(matrix())
    assert ["nombre" in h.get("class", []) for h in found.thead.find_all("th")[2:]] == [False, True]
    for row in found.tbody.find_all("tr"):
        marks, numbers = row.find_all("td")
        assert "class" not in marks.attrs
        assert numbers["class"] == ["nombre", "lu"]
    plain = soup(matrix(rangees=(Rangee("Nord", ("12", "—")), Rangee("Sud", ([Discret("non publié")], "")))))
    assert [cell.get("class") for cell in plain.tbody.find_all("td")] == [["nombre"], None] * 2


def test_a_dot_has_its_word_on_screen_and_on_paper() -> None:
    """On paper, a screen reader is told the alternative of the element that holds the dot, within its own cell."""
    dots = matrix(groupes=(), rangees=(Rangee("Nord", ("", [Point(HOSTILE)])),), serree=True)
    cell = soup(dots).tbody.find_all("td")[1]
    assert cell.find(attrs={"aria-hidden": "true"}).get_text() == "●"
    assert cell.find(class_="cache").get_text() == typeset(HOSTILE)
    root = pypdf.PdfReader(io.BytesIO(pdf(dots))).trailer["/Root"]["/StructTreeRoot"]
    said = [list(alternatives(td)) for td in elements(root, "/TD")]
    assert said == [[], [typeset(HOSTILE)]]


def elements(node: Any, kind: str) -> Iterator[Any]:
    """The elements of a kind in a structure tree, in order."""
    node = node.get_object()
    for child in node if isinstance(node, list) else [node["/K"]] if "/K" in node else []:
        found = child.get_object()
        if isinstance(found, dict) and found.get("/S") == kind:
            yield found
        elif isinstance(found, dict | list):
            yield from elements(found, kind)


def alternatives(node: Any) -> Iterator[str]:
    for kind in ("/Formula", "/Figure", "/Span"):
        yield from (str(found["/Alt"]) for found in elements(node, kind) if "/Alt" in found)


def test_the_three_forms_say_the_same() -> None:
    text = matrix().to_text().splitlines()
    assert text[1:] == ["Quartier | Santé | Emploi", "Nord | I2 | 40,0 ▼", "Sud |  | 38,0", "Total | 1 | 2"]
    paper = read_texts(pdf(matrix()))[0]
    for word in ("Légende", "Quartier", "Nord", "I2", "40,0", "Total"):
        assert word in paper


def test_text_from_the_data_is_escaped() -> None:
    rows = (Rangee(HOSTILE, ([Marque(HOSTILE, HOSTILE)],)),)
    block = Matrice(HOSTILE, HOSTILE, (HOSTILE,), rows, ((HOSTILE, 1),))
    found = soup(block)
    assert not found.find("script")
    assert found.find(class_="marque")["title"].startswith("<script>")
    assert "panic" in read_texts(pdf(block))[0]


def test_rows_of_another_length_are_refused() -> None:
    with pytest.raises(ValueError, match="differ in length"):
        matrix(groupes=(("Ensemble", 3),))


def test_eighty_rows_go_over_pages_with_their_headers() -> None:
    rows = tuple(Rangee(f"Quartier {n}", ("I",)) for n in range(80))
    texts = read_texts(pdf(Matrice("Légende", "Nom", ("Santé",), rows)))
    assert len(texts) >= 2
    for text in texts:
        assert "Santé" in text


def test_what_belongs_together_is_not_split_over_two_pages() -> None:
    lines = [Paragraphe(f"ligne {n}") for n in range(20)]
    first, second = (Ensemble((Titre(name, 2), *lines)) for name in ("Un", "Deux"))
    pages = read_texts(pdf(first, second, Ensemble((Titre("Trois", 2), *lines))))
    for name in ("Un", "Deux", "Trois"):
        [page] = [p for p in pages if name in p.split()]
        assert page.index("ligne 19", page.index(name)) > 0


def test_what_takes_more_than_its_part_goes_on_on_the_next_page_and_leaves_no_hole() -> None:
    lines = [Paragraphe(f"ligne {n}") for n in range(30)]
    whole, split = (
        read_texts(pdf(*(Ensemble((Titre(name, 2), *lines), part) for name in ("Un", "Deux", "Trois"))))
        for part in (1.0, 0.3)
    )
    assert "ligne 29" in split[0][split[0].index("Un") :] and "Deux" in split[0], "the next begins where one ends"
    assert len(split) < len(whole) == 3


def test_what_is_split_begins_where_there_is_room_for_its_beginning() -> None:
    """A third of the page is left: enough for 5 cm of it, and not for 12."""
    filler, lines = [Paragraphe(f"avant {n}") for n in range(30)], [Paragraphe(f"ligne {n}") for n in range(40)]
    for room, begins in ((5.0, 0), (12.0, 1)):
        pages = read_texts(pdf(*filler, Ensemble((Titre("Début", 2), *lines), 0.3, room)))
        assert ["Début" in page for page in pages].index(True) == begins, room


def test_what_is_longer_than_a_page_is_split_and_not_cut() -> None:
    lines = [Paragraphe(f"ligne {n}.") for n in range(120)]
    text = "".join(read_texts(pdf(Ensemble(tuple(lines)))))
    assert all(f"ligne {n}." in text for n in range(120))
