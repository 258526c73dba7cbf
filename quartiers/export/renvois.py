"""Calls to notes and the notes themselves, tied both ways on a whole page.

A block knows neither where it stands nor who else calls a note: that is settled here, in the HTML that blocks give
(their texts are escaped: what looks like a call or a note is one). A call says what its note is about; a note leads
back to each of its calls, named by the section where it is.
"""

import re
from collections import defaultdict
from itertools import groupby
from typing import Final

_PLACE: Final = re.compile(
    r'<h2[^>]*>(?P<section>.*?)</h2>|<a href="#note-(?P<called>\d+)" aria-label="note \d+">', re.DOTALL
)
_NOTE: Final = re.compile(
    r'<li id="note-(?P<number>\d+)"[^>]*><strong>(?P<name>.*?)\.?</strong>.*?(?=</li>)', re.DOTALL
)
_TAG: Final = re.compile(r"<[^>]*>")
_OPENING: Final = "En tête du document"  # what is before any section


def tie_notes(page: str) -> str:
    """The page with its calls named and its notes leading back to them; as it is where it has no note."""
    names = {note["number"]: _TAG.sub("", note["name"]) for note in _NOTE.finditer(page)}
    calls: dict[str, list[str]] = defaultdict(list)  # the sections where each note is called, in order
    section = _OPENING

    def tie_call(found: re.Match[str]) -> str:
        nonlocal section
        number = found["called"]
        if number is None:
            section = _TAG.sub("", found["section"])
            return found[0]
        if number not in names:
            return found[0]
        calls[number].append(section)
        place = _place(number, len(calls[number]))
        return f'<a id="{place}" href="#note-{number}" aria-label="note {number}\u202f: {names[number]}">'

    page = _PLACE.sub(tie_call, page)
    return _NOTE.sub(lambda note: note[0] + _back(note["number"], calls[note["number"]]), page)


def _place(number: str, rank: int) -> str:
    return f"appel-note-{number}-{rank}"


def _back(number: str, sections: list[str]) -> str:
    """The links of a note to its calls: each section by its name, then by their rank the other calls that it has."""
    told, rank = [], 0
    for section, calls in groupby(sections):
        links = []
        for turn, _ in enumerate(calls, start=1):
            rank += 1
            text, which = (section, "") if turn == 1 else (str(turn), f", appel {turn}")
            label = f"Retour au texte, note {number}\u202f: {section}{which}"
            links.append(f'<a href="#{_place(number, rank)}" aria-label="{label}">{text}</a>')
        told.append(", ".join(links))
    listed = "\u202f; ".join(told)
    return f' <span class="retours">↑\u00a0{listed}</span>' if told else ""
