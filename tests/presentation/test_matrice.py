"""The matrix: headers and rows of both forms agree, marks carry their word, text is escaped."""

from datetime import UTC, datetime

import pytest
from bs4 import BeautifulSoup
from papier import read_texts

from quartiers.export.typst import compile_pdf, prelude
from quartiers.presentation.blocs import Bloc, Paragraphe, Titre
from quartiers.presentation.matrice import Ensemble, Marque, Matrice, Rangee, Symbole

HOSTILE = '<script>alert(1)</script> #panic("x") "]\\'


def matrix(**fields: object) -> Matrice:
    rows = (
        Rangee("Nord", ([Marque("I2", "axe intercommunal", True)], ["40,0 ", Symbole("fragile", "plus fragile")])),
        Rangee("Sud", ("", "38,0"), debut=True),
        Rangee("Total", ("1", "2"), forte=True),
    )
    basis: dict[str, object] = {"groupes": (("Ensemble", 2),)}
    return Matrice("Légende", "Quartier", ("Santé", "Emploi"), rows, **{**basis, **fields})  # type: ignore[arg-type]


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


def test_sixty_rows_go_over_pages_with_their_headers() -> None:
    rows = tuple(Rangee(f"Quartier {n}", ("I",)) for n in range(60))
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


def test_what_is_longer_than_a_page_is_split_and_not_cut() -> None:
    lines = [Paragraphe(f"ligne {n}.") for n in range(120)]
    text = "".join(read_texts(pdf(Ensemble(tuple(lines)))))
    assert all(f"ligne {n}." in text for n in range(120))
