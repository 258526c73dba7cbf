"""Notes tied to their calls on a page: both ways, named, whatever the texts hold."""

from bs4 import BeautifulSoup

from quartiers.export.renvois import tie_notes
from quartiers.presentation.blocs import Fort, Paragraphe, Renvoi
from quartiers.presentation.blocs_notes import Note, Notes


def tied(*calls: str, notes: dict[int, Note]) -> BeautifulSoup:
    return BeautifulSoup(tie_notes("".join(calls) + Notes("Sources", notes).to_html()), "html.parser")


def call(number: int) -> str:
    return Paragraphe([Fort("Un chiffre"), Renvoi(number)]).to_html()


def test_a_note_leads_back_to_its_calls_in_their_order() -> None:
    sections = (call(1), "<h2>L’essentiel</h2>", call(1), call(1), "<h2>Suite</h2>", call(1))
    page = tied(*sections, notes={1: Note("Taux de pauvreté")})
    back = page.select("#note-1 .retours a")
    assert [a.get_text() for a in back] == ["En tête du document", "L’essentiel", "2", "Suite"]
    assert back[2]["aria-label"] == "Retour au texte, note 1 : L’essentiel, appel 2"
    assert [a["href"] for a in back] == [f"#{a['id']}" for a in page.select(".renvoi a")]


def test_a_section_that_calls_again_after_another_is_named_again() -> None:
    """Two sections may have one name; what is between them keeps them apart."""
    page = tied("<h2>A</h2>", call(1), "<h2>B</h2>", call(1), notes={1: Note("Un", "Définition")})
    assert [a.get_text() for a in page.select(".retours a")] == ["A", "B"]


def test_a_call_without_its_note_and_a_note_without_call_are_left_as_they_are() -> None:
    page = tied(call(2), notes={1: Note("Un")})
    assert page.select_one(".renvoi a")["aria-label"] == "note 2"
    assert not page.select(".retours")


def test_texts_that_look_like_calls_make_no_link() -> None:
    hostile = '<a href="#note-1" aria-label="note 1"> \\1 </li> $& "'
    text = Paragraphe([hostile]).to_html()
    page = tied(text, "<h2>x</h2>", call(1), notes={1: Note(hostile, hostile, hostile)})
    assert len(page.select(".retours a")) == 1
    [tied_call] = page.select(".renvoi a")
    assert '\\1 </li> $& "' in tied_call["aria-label"]
    assert len(page.find_all("li")) == 1
