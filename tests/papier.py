"""What is read of a PDF's pages, once for all the tests that look at it: extracting text is most of their time."""

import io
from functools import cache, cached_property
from typing import Any

import pypdf


class Pages:
    """The text of each page, and the pieces of text that start off its edges: nothing warns of them."""

    def __init__(self, pdf: bytes):
        self._pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
        self._read: dict[int, tuple[str, list[str]]] = {}

    def texte(self, index: int) -> str:
        return self._extract(index)[0]

    @cached_property
    def textes(self) -> list[str]:
        return [self.texte(index) for index in range(len(self._pages))]

    @property
    def dehors(self) -> list[str]:
        return [piece for index in range(len(self._pages)) for piece in self._extract(index)[1]]

    def _extract(self, index: int) -> tuple[str, list[str]]:
        if index not in self._read:
            sheet, outside = self._pages[index], []
            box = sheet.mediabox

            def look(text: str, cm: Any, tm: Any, *_: Any) -> None:
                # Origin of the text on the page: its own matrix, within the current one.
                x, y = cm[0] * tm[4] + cm[2] * tm[5] + cm[4], cm[1] * tm[4] + cm[3] * tm[5] + cm[5]
                if text.strip() and not (0 <= x <= box.width and 0 <= y <= box.height):
                    outside.append(f"page {index + 1} ({x:.0f}, {y:.0f}) {text}")

            self._read[index] = sheet.extract_text(visitor_text=look), outside
        return self._read[index]


@cache
def read_pages(pdf: bytes) -> Pages:
    return Pages(pdf)
