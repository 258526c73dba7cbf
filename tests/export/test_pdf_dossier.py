"""One PDF of several executed notebooks, built by hand: parts keep their foot and bookmarks, and share an annex."""

import io
from collections.abc import Callable
from typing import Any

import page as checker
import pypdf
import pytest
from nbformat import NotebookNode
from papier import read_texts

from quartiers.export import Partie, ReportPDFExporter, dossier_pdf
from quartiers.presentation.blocs import Entete, Paragraphe, Renvoi, RenvoiPartie, Tableau
from quartiers.presentation.blocs_dossier import Couverture, Questions, Sommaire
from quartiers.presentation.blocs_notes import Note, Notes, ParagrapheCommun
from quartiers.typographie import typeset

Shown = Callable[..., NotebookNode]

COUVERTURE = Couverture(
    titre="Réunion du 1er mars 2027", surtitre="Contrat", lieu="Commune", intitule="2 rapports",
    parties=(RenvoiPartie("un", "Premier"), RenvoiPartie("deux", "Second")), mentions=("Données",),
    titre_document="Réunion – Commune", description="Dossier", date_iso="2027-03-01", pied="Réunion",
)  # fmt: skip


@pytest.fixture
def report(shown: Shown) -> Callable[[str, int], NotebookNode]:
    """A report of ``pages`` pages with a call to its note 1, and the note on its last page."""

    def build(name: str, pages: int) -> NotebookNode:
        entete = Entete(f"Rapport {name}", "Sur", "Sous", f"Document {name}", "D", "2026-01-02", f"Pied {name}")
        call = Paragraphe([f"Chiffre de {name}", Renvoi(1)])
        notes = Notes("Notes", {1: Note(f"Note de {name}")})
        table = Tableau("Table", (["Tête", Renvoi(1)], "B"), (("a", ["b", Renvoi(1)]),), (1, 1))
        notebook = shown(call, table, *["## Suite"] * (pages - 1), "## Fin", notes, entete=entete)
        for cell in notebook.cells:
            if cell.source == "## Suite":
                cell.metadata["tags"] = ["nouvelle-page"]
        return notebook

    return build


@pytest.fixture
def pdf(shown: Shown, report: Any) -> bytes:
    opening = shown(
        Sommaire("Sommaire"), "## Ouverture", Questions((["Quoi ? ", RenvoiPartie("deux", "Voir")],)),
        entete=COUVERTURE,  # type: ignore[arg-type]
    )  # fmt: skip
    return dossier_pdf(opening, [Partie("un", "Premier", report("un", 2)), Partie("deux", "Second", report("deux", 3))])


def read(data: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(data))


def links(reader: pypdf.PdfReader, page: int) -> list[int]:
    """Pages (from 1) that the links of a page lead to, in order."""
    numbers = {p.indirect_reference.idnum: n for n, p in enumerate(reader.pages, start=1) if p.indirect_reference}
    annotations = [a.get_object() for a in reader.pages[page - 1].get("/Annots", [])]
    return [numbers[a["/Dest"].get_object()[0].idnum] for a in annotations if "/Dest" in a]


def named(reader: pypdf.PdfReader, page: int) -> list[str]:
    """What a screen reader says of the links of a page, in order."""
    return [str(a.get_object()["/Contents"]) for a in reader.pages[page - 1].get("/Annots", [])]


def test_each_part_starts_a_page_and_pages_are_numbered_through(pdf: bytes) -> None:
    texts = read_texts(pdf)
    feet = [text.splitlines()[-1] for text in texts]
    assert feet == [
        "Réunion Page 1 sur 8",
        "Réunion Page 2 sur 8",
        *(f"Réunion · Premier Page {n} sur 8" for n in (3, 4)),
        *(f"Réunion · Second Page {n} sur 8" for n in (5, 6, 7)),
        "Réunion · Annexe Page 8 sur 8",
    ]
    assert "Rapport un" in texts[2]
    assert "Rapport deux" in texts[4]


def test_calls_lead_to_the_annex_and_its_notes_back_to_each_part(pdf: bytes) -> None:
    """Both parts call their note 1, which is not the same: the annex numbers them 1 and 2."""
    reader = read(pdf)
    assert [links(reader, page) for page in (3, 5, 8)] == [[8, 8], [8, 8], [3, 5]]
    assert named(reader, 3) == ["Note 1\u202f: Note de un"] * 2
    assert named(reader, 5) == ["Note 2\u202f: Note de deux"] * 2
    assert named(reader, 8) == ["Retour à l’appel de la note 1, page 3", "Retour à l’appel de la note 2, page 5"]
    assert "Chiffre de deux\u202f[2]" in reader.pages[4].extract_text()


def test_what_parts_have_in_common_is_said_once(shown: Shown) -> None:
    """A definition, a rule of reading; what differs is told of each part."""

    def part(name: str, lines: str) -> Partie:
        entete = Entete(f"Rapport {name}", "S", "S", "D", "D", "2026-01-02", "P")
        note = Note("Taux de pauvreté", "Sous 60 % de la médiane.", "Source : REVN 2022.", lines, "pauvrete")
        blocks = (Paragraphe(["44 %", Renvoi(3)]), ParagrapheCommun("La règle de lecture."), Notes("Notes", {3: note}))
        return Partie(name, name, shown(*blocks, entete=entete))

    opening = shown("## Ouverture", entete=COUVERTURE)  # type: ignore[arg-type]
    data = dossier_pdf(opening, [part("Un", "Énoncé l. 4."), part("Deux", "Énoncé l. 9."), part("Trois", "")])
    text = " ".join(" ".join(read_texts(data)).split())
    for once in ("La règle de lecture.", "Sous 60 % de la médiane.", "Source : REVN 2022.", "[1] Taux de pauvreté."):
        assert text.count(typeset(once).replace("\u202f", " ")) == 1, once
    assert "Un : Énoncé l. 4. Deux : Énoncé l. 9." in text
    assert links(read(data), 6) == [3, 4, 5]  # after the cover, the opening and the three parts
    assert checker.validate_pdf_bytes(data, profile="ua1").is_compliant


def test_a_document_without_notes_has_no_annex(shown: Shown) -> None:
    opening = shown("## Ouverture", entete=COUVERTURE)  # type: ignore[arg-type]
    assert "Annexe" not in "".join(
        read_texts(dossier_pdf(opening, [Partie("un", "Un", shown(Paragraphe("Un texte")))]))
    )


def test_the_cover_and_the_questions_lead_to_the_parts(pdf: bytes) -> None:
    reader = read(pdf)
    assert links(reader, 1) == [3, 5]
    assert named(reader, 1) == ["Premier, page\u202f3", "Second, page\u202f5"]
    assert "Premier, page\u202f3" in read_texts(reader)[0]
    assert links(reader, 2)[-1] == 5


def test_the_contents_lead_where_they_say(pdf: bytes) -> None:
    reader = read(pdf)
    lines = [line for line in read_texts(reader)[1].splitlines() if " . . ." in line]
    said = [(line.split(" . ")[0].replace("\u202f", " ").strip(), int(line.split()[-1])) for line in lines]
    assert said == [
        ("Ouverture", 2),
        ("Rapport un", 3), ("Suite", 4), ("Fin", 4),
        ("Rapport deux", 5), ("Suite", 6), ("Suite", 7), ("Fin", 7),
        ("Annexe : sources et définitions", 8),
    ]  # fmt: skip
    assert links(reader, 2)[: len(said)] == [page for _, page in said]
    heard = [name.replace("\u202f", " ") for name in named(reader, 2)]
    assert heard[: len(said)] == [f"{title}, page {page}" for title, page in said]


def test_bookmarks_nest_sections_in_their_part(pdf: bytes) -> None:
    def tree(outline: list[Any]) -> list[Any]:
        return [tree(item) if isinstance(item, list) else item.title for item in outline]

    assert tree(read(pdf).outline) == [
        "Réunion du 1er mars 2027",
        ["Sommaire", "Ouverture"],
        "Rapport un",
        ["Suite", "Fin"],
        "Rapport deux",
        ["Suite", "Suite", "Fin"],
        "Annexe\u202f: sources et définitions",
    ]


def test_the_opening_gives_title_and_date(pdf: bytes) -> None:
    metadata = read(pdf).metadata
    assert (metadata.title, metadata.subject) == ("Réunion – Commune", "Dossier")
    assert metadata.creation_date.date().isoformat() == "2027-03-01"


def test_it_is_accessible(pdf: bytes) -> None:
    verdict = checker.validate_pdf_bytes(pdf, profile="ua1")
    assert verdict.is_compliant, verdict.failures


def test_the_opening_stands_alone_too(shown: Shown) -> None:
    """An analyst who exports that notebook only has its text, without links to parts that are not there."""
    opening = shown("## Ouverture", entete=COUVERTURE)  # type: ignore[arg-type]
    reader = read(ReportPDFExporter().from_notebook_node(opening)[0])
    text = read_texts(reader)[0]
    assert "Premier" in text
    assert "page\u202f" not in text
    assert "/Annots" not in reader.pages[0]


def test_hostile_names_are_text(shown: Shown, report: Any) -> None:
    name = '"] #panic("x") <b>\u202e🎉 \\'
    part = Partie('id"]#panic()', name, report("un", 1))
    text = read_texts(dossier_pdf(shown("## O", entete=COUVERTURE), [part]))[-2]  # type: ignore[arg-type]
    assert '"] #panic("x") <b>□ \\' in " ".join(text.split())


def test_a_page_of_which_a_good_third_is_left_is_kept_for_a_cell_that_only_asks_for_room(shown: Shown) -> None:
    def pages(rows: int) -> int:
        table = Tableau("T", ("A", "B"), (("a", "b"),) * rows, (1, 1))
        notebook = shown(table, "## Suite")
        notebook.cells[-1].metadata["tags"] = ["page-si-entamee"]
        return len(read(ReportPDFExporter().from_notebook_node(notebook)[0]).pages)

    assert (pages(5), pages(27), pages(40)) == (1, 1, 2)
