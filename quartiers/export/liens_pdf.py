"""Where the links of a PDF lead, in words.

Typst names a link to a place of the document by its page alone (« page 5 »), and leaves nobody name it otherwise. The
template writes such a link as an address, ``lieu:page;x;y;name`` (points from the top left corner): here it becomes a
link of the document to that place, and ``name`` what a screen reader says of it. Or as ``etiquette:label;name``, where
the place is that of a label: :data:`LABELS`, asked of Typst once the document is laid out, says where it is, and what
it is called if that is not ``name``.

Reference: ISO 32000-1, 12.5.6.5 (link annotations) and 12.3.2 (destinations); ISO 14289-1, 7.18.5 (``Contents``).
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from pylopdf import Array, Dictionary, Document, Name, String

LIEU = b"lieu:"
ETIQUETTE = b"etiquette:"
_ABOVE_PT = 10.0  # what is left above the place, as Typst leaves it

# For Typst to evaluate in the document: what bears a label that links may name, in order; the labels that links name.
LABELS: Final = """{
  let told = query(metadata).filter(m => m.has("label") and str(m.label).contains("/"))
  let place(m) = { let p = m.location().position(); (str(m.label), m.value, p.page, p.x.pt(), p.y.pt()) }
  let named = query(link).filter(l => type(l.dest) == str and l.dest.starts-with("etiquette:")).map(l => l.dest)
  (told.map(place), named.map(d => d.slice(10).split(";").first()).dedup())
}"""


@dataclass(frozen=True)
class Lieu:
    """A place of a document: its page from 1, points from the top left corner of that page, what it is called."""

    page: int
    x: float
    y: float
    nom: str = ""


def find_places(labelled: Iterable[tuple[str, Any, int, float, float]]) -> dict[str, Lieu]:
    """Where links lead, by what they name: a note, called by its number, is where it is printed; the calls to a note
    are numbered in the order of the document; of two places of one name, the first."""
    places: dict[str, Lieu] = {}
    notes: dict[str, dict[str, str]] = {}
    calls: Counter[str] = Counter()
    for label, value, page, x, y in labelled:
        if label.startswith("/note-"):
            notes.setdefault(label, value)
        elif label.startswith("/appel-"):
            places[f"{label}/{calls[label]}"] = Lieu(page, x, y)
            calls[label] += 1
        else:
            places.setdefault(label, Lieu(page, x, y, value if isinstance(value, str) else ""))
    for label, note in notes.items():
        if (printed := places.get(f"note/{note['cle']}")) is not None:
            places[label] = Lieu(printed.page, printed.x, printed.y, note["nom"])
    return places


def name_links(document: Document, places: Mapping[str, Lieu] | None = None) -> None:
    """Gives each link of the document its place, and the name of that place."""
    for index in range(document.page_count):
        for link, address in _addressed(document[index].obj):
            place = _read_place(address, places or {})
            if place is None:  # an address that somebody wrote, of a scheme of that name
                continue
            page = document[place.page - 1]
            del link["A"]
            link["Dest"] = [page.obj, Name("XYZ"), place.x, _height(page.obj) - place.y + _ABOVE_PT, None]
            link["Contents"] = place.nom


def _read_place(address: bytes, places: Mapping[str, Lieu]) -> Lieu | None:
    if address.startswith(LIEU):
        number, x, y, name = address.removeprefix(LIEU).decode().split(";", 3)
        return Lieu(int(number), float(x), float(y), name)
    label, _, name = address.removeprefix(ETIQUETTE).decode().partition(";")
    place = places.get(label)
    return place if place is None or place.nom else replace(place, nom=name)


def _addressed(page: Dictionary) -> Iterator[tuple[Dictionary, bytes]]:
    """The links of a page that hold a place, and the address that says which."""
    annotations = page.get("Annots")
    for link in annotations if isinstance(annotations, Array) else ():
        action = link.get("A")
        address = action.get("URI") if isinstance(action, Dictionary) else None
        if isinstance(address, String) and address.startswith((LIEU, ETIQUETTE)):
            yield link, bytes(address)


def _height(page: Dictionary) -> float:
    _, bottom, _, top = page["MediaBox"]
    return float(top) - float(bottom)
