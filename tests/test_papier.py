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
