"""What is read of a PDF's pages: their texts, and what is drawn off their edges.

By PDFium, which Chrome shows PDF with: it takes a twentieth of the time of pypdf, which reads what is not text
(bookmarks, tags, links). What a page says is kept, as many tests look at the same one.
"""

import ctypes
import io
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import pypdf
import pypdfium2
from pypdfium2 import raw
from pypdfium2.raw import FPDF_PAGEOBJ_TEXT

# How PDFium gives a hyphen that ends a line, and the end of that line.
BROKEN = "\ufffe"


@contextmanager
def opened(pdf: bytes) -> Iterator[pypdfium2.PdfDocument]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        yield document
    finally:
        document.close()


# Of a page: where its first line may begin, and what its foot takes, as the template has them.
TOP_PT, FOOT_PT = 37, 45
SAME_LINE_PT = 4
HEADING_PT = 22  # of a heading and of the white under it


@dataclass(frozen=True)
class Ligne:
    """A piece of text in one face: its left edge, and its lower one from the top of the page, in points."""

    gauche: float
    bas: float
    texte: str


class Pages:
    """The text of each page, and the pieces of text that start off its edges: nothing warns of them."""

    def __init__(self, pdf: bytes):
        self._pdf = pdf

    @cached_property
    def textes(self) -> list[str]:
        with opened(self._pdf) as document:
            texts = [page.get_textpage().get_text_range() for page in document]
        return [text.replace(BROKEN, "-\n").replace("\r\n", "\n") for text in texts]

    def texte(self, index: int) -> str:
        return self.textes[index]

    @cached_property
    def lignes(self) -> "list[list[Ligne]]":
        """What is written on each page, piece by piece, from the top; without the foot, which is under all of it."""
        with opened(self._pdf) as document:
            pages = [sorted(_pieces(page), key=lambda piece: (piece.bas, piece.gauche)) for page in document]
        return [[piece for piece in pieces if piece.bas < pieces[-1].bas - SAME_LINE_PT] for pieces in pages]

    @cached_property
    def remplies(self) -> list[float]:
        """The share of each page, between the first line that may be there and the foot, above its last line."""
        with opened(self._pdf) as document:
            heights = [page.get_height() - TOP_PT - FOOT_PT for page in document]
        return [
            (pieces[-1].bas - TOP_PT) / height if pieces else 0.0
            for pieces, height in zip(self.lignes, heights, strict=True)
        ]

    @cached_property
    def delaisses(self) -> list[str]:
        """The headings that have less than two lines of text under them on their page, wherever what follows goes."""
        reader = pypdf.PdfReader(io.BytesIO(self._pdf))
        found = []
        for heading in flatten(reader.outline):
            number = reader.get_destination_page_number(heading) or 0
            top = float(reader.pages[number].mediabox.height) - float(heading.top or 0)
            under = sorted({round(line.bas) for line in self.lignes[number] if line.bas > top})
            height = next((n for n, bas in enumerate(under) if bas > top + HEADING_PT), len(under))
            if len(under) - height < 2:
                found.append(f"page {number + 1} : {heading.title}")
        return found

    @cached_property
    def corps(self) -> dict[float, str]:
        """The sizes of the characters that are seen, in points on the page, with a sample of each."""
        found: dict[float, str] = {}
        with opened(self._pdf) as document:
            for number, page in enumerate(document, start=1):
                for size, character in _sizes(page.get_textpage()):
                    said = found.setdefault(size, f"page {number} : ")
                    found[size] = said if len(said) > 40 else said + character
        return found

    @cached_property
    def dehors(self) -> list[str]:
        with opened(self._pdf) as document:
            return [piece for number, page in enumerate(document, start=1) for piece in _outside(page, number)]


def _pieces(page: pypdfium2.PdfPage) -> Iterator[Ligne]:
    textpage, height = page.get_textpage(), page.get_height()
    for index in range(textpage.count_rects()):
        left, bottom, right, top = textpage.get_rect(index)
        if text := textpage.get_text_bounded(left, bottom, right, top).strip():
            yield Ligne(left, height - bottom, text)


def _sizes(textpage: pypdfium2.PdfTextPage) -> Iterator[tuple[float, str]]:
    place = raw.FS_MATRIX()
    for index in range(textpage.count_chars()):
        character = chr(raw.FPDFText_GetUnicode(textpage, index))
        if not character.isspace() and not raw.FPDFText_IsGenerated(textpage, index):
            raw.FPDFText_GetMatrix(textpage, index, ctypes.byref(place))
            scale = (place.c**2 + place.d**2) ** 0.5
            yield round(raw.FPDFText_GetFontSize(textpage, index) * scale, 2), character


def _outside(page: pypdfium2.PdfPage, number: int) -> Iterator[str]:
    left, bottom, right, top = page.get_mediabox()
    textpage = page.get_textpage()
    for piece in page.get_objects(filter=[FPDF_PAGEOBJ_TEXT], textpage=textpage):
        place = piece.get_matrix()
        if not (left <= place.e <= right and bottom <= place.f <= top) and (text := piece.extract()).strip():
            yield f"page {number} ({place.e:.0f}, {place.f:.0f}) {text}"


@cache
def read_pages(pdf: bytes) -> Pages:
    return Pages(pdf)


def read_texts(pdf: bytes | Path | pypdf.PdfReader) -> list[str]:
    """The text of each page of a PDF; it may be in a file, or open already for what is not text."""
    if isinstance(pdf, Path):
        pdf = pdf.read_bytes()
    elif isinstance(pdf, pypdf.PdfReader):
        pdf.stream.seek(0)
        pdf = pdf.stream.read()
    return read_pages(pdf).textes


def texts_in(pdf: bytes, number: int, places: Sequence[Sequence[float]]) -> list[str]:
    """What is written in each of some rectangles of a page (from 0): left, bottom, right and top, in points."""
    with opened(pdf) as document:
        textpage = document[number].get_textpage()
        return [textpage.get_text_bounded(*map(float, place)) for place in places]


def set_calls_apart(text: str) -> str:
    """Calls to notes after a space: PDFium leaves out the thin one that they follow (pypdf reads it).

    What they would lengthen without their brackets is still seen.
    """
    return re.sub(r"(?<=\S)(?=\[\d{1,3}\])", " ", text)


def flatten(outline: list[Any]) -> list[Any]:
    """The bookmarks of an outline, in order, those that others hold among them."""
    return [one for item in outline for one in (flatten(item) if isinstance(item, list) else [item])]
