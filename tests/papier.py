"""What is read of a PDF's pages, once for all the tests that look at it: extracting text is most of their time."""

import io
from dataclasses import dataclass
from functools import cache
from typing import Any

import pypdf


@dataclass(frozen=True)
class Pages:
    """The text of each page, and the pieces of text that start off its edges: nothing warns of them."""

    textes: list[str]
    dehors: list[str]


@cache
def read_pages(pdf: bytes) -> Pages:
    read = Pages([], [])
    for number, sheet in enumerate(pypdf.PdfReader(io.BytesIO(pdf)).pages, start=1):
        box = sheet.mediabox

        def look(text: str, cm: Any, tm: Any, *_: Any, number: int = number, box: Any = box) -> None:
            # Origin of the text on the page: its own matrix, within the current one.
            x, y = cm[0] * tm[4] + cm[2] * tm[5] + cm[4], cm[1] * tm[4] + cm[3] * tm[5] + cm[5]
            if text.strip() and not (0 <= x <= box.width and 0 <= y <= box.height):
                read.dehors.append(f"page {number} ({x:.0f}, {y:.0f}) {text}")

        read.textes.append(sheet.extract_text(visitor_text=look))
    return read
