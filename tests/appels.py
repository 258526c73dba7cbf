"""What is copied of a report: calls to notes that say what they are, and figures that none of them makes longer.

Shared by the tests that hold built reports: those of every quartier, the synthesis, a committee's file.
"""

import re
from collections import Counter
from collections.abc import Iterable

from bs4 import BeautifulSoup

CALL = re.compile(r"\[(\d{1,3})\]")
# A sign, a closing parenthesis or a small letter, then digits: « 36 %4 », « points)15 ». Codes begin with capitals.
_STUCK = re.compile(r"\S*[%€)a-zà-ÿ’»]\[?\d{1,3}(?!\d)\S*")


def numbers_called(text: str) -> Counter[int]:
    """How often each note is called or announced in a text that was extracted."""
    return Counter(int(number) for number in CALL.findall(text))


def numbers_shown(page: BeautifulSoup) -> Counter[int]:
    """The same, of a page: its calls, and its notes, each of which starts with its number."""
    calls = [a["href"].removeprefix("#note-") for a in page.select("sup.renvoi a")]
    return Counter(int(n) for n in (*calls, *(li["value"] for li in page.select("ol.notes li"))))


def lengthened(text: str, figures: Iterable[tuple[str, int]] = ()) -> list[str]:
    """What a note's number would falsify in a text: ``figures`` are values as they are printed, with their note."""
    plain = re.sub(r"[ \u00a0\u202f]+", " ", text)
    known = (f"{value}{number}" for value, number in ((v.replace("\u202f", " "), n) for v, n in figures))
    stuck = [found for found in known if re.search(rf"(?<!\d){re.escape(found)}(?!\d)", plain)]
    return stuck + _STUCK.findall(plain)
