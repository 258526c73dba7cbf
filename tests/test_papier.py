"""Our reader of PDF finds what it is trusted to find: each line, each page, what is drawn off the page."""

import papier
import typst


def make(source: str) -> bytes:
    page = '#set page(width: 200pt, height: 100pt, margin: 20pt)\n#set text(lang: "fr", hyphenate: false, 10pt)\n'
    pdf = typst.compile((page + source).encode())
    assert isinstance(pdf, bytes)
    return pdf


def test_lines_and_pages() -> None:
    pdf = make("Un, deux\\\nquatre-vingts #pagebreak() Trois")
    assert [text.splitlines() for text in papier.read_texts(pdf)] == [["Un, deux", "quatre-vingts"], ["Trois"]]


def test_a_hyphen_that_ends_a_line_is_a_hyphen() -> None:
    [text] = papier.read_texts(make("#box(width: 50pt)[Marly-Briquette-Anzin-Valenciennes]"))
    assert "Marly-" in text.splitlines()
    assert "".join(text.split()) == "Marly-Briquette-Anzin-Valenciennes"


def test_what_is_off_the_page_is_found_wherever_it_is() -> None:
    for x, y in ((0, 120), (0, -60), (250, 0), (-60, 0)):
        found = papier.read_pages(make(f"dedans #place(dx: {x}pt, dy: {y}pt)[perdu]")).dehors
        assert len(found) == 1, (x, y)
        assert found[0].startswith("page 1 (")
        assert found[0].endswith("perdu")
    assert papier.read_pages(make("dedans #pagebreak() aussi #place(dy: 500pt)[#h(1em)]")).dehors == []


def test_how_far_a_page_is_filled_is_told_from_its_last_line_above_the_foot() -> None:
    """Of an A4 page with a foot: nothing, a line at its top, a line in its middle, one at the end of its room."""
    setting = '#set page(paper: "a4", margin: (top: 37pt, bottom: 45pt, x: 40pt), footer: [Page 1])\n'
    lines = ["", "Haut", "#v(373pt) Milieu", "#v(1fr) Bas"]
    pages = papier.read_pages(make(setting + " #pagebreak() ".join(lines)))
    empty, top, middle, full = pages.remplies
    assert empty == 0
    assert 0 < top < 0.03
    assert 0.49 < middle < 0.54
    assert 0.97 < full < 1.01
    assert [[line.texte for line in lines] for lines in pages.lignes] == [[], ["Haut"], ["Milieu"], ["Bas"]]


def test_a_heading_with_one_line_under_it_is_left_behind() -> None:
    setting = '#set document(title: [T])\n#set page(paper: "a4", footer: [Page 1])\n'
    one = papier.read_pages(make(setting + "= Un \n #v(1fr) \n == Deux \n Une ligne #pagebreak() La suite"))
    assert one.delaisses == ["page 1 : Deux"]
    two = papier.read_pages(
        make(setting + "= Un \n #v(1fr) \n == Deux \n Une ligne \\ Une autre #pagebreak() La suite")
    )
    assert two.delaisses == []
