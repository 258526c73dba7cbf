"""Where the links of a PDF lead, in words.

Typst names a link to a place of the document by its page alone (« page 5 »), and leaves nobody name it otherwise. The
template writes such a link as an address, ``lieu:page;x;y;name`` (points from the top left corner): here it becomes a
link of the document to that place, and ``name`` what a screen reader says of it.

Reference: ISO 32000-1, 12.5.6.5 (link annotations) and 12.3.2 (destinations); ISO 14289-1, 7.18.5 (``Contents``).
"""

from collections.abc import Iterator

from pylopdf import Array, Dictionary, Document, Name, String

LIEU = b"lieu:"
_ABOVE_PT = 10.0  # what is left above the place, as Typst leaves it


def name_links(document: Document) -> None:
    """Gives each link of the document its place, and the name of that place."""
    for index in range(document.page_count):
        for link, address in _addressed(document[index].obj):
            number, x, y, name = address.decode().split(";", 3)
            page = document[int(number) - 1]
            del link["A"]
            link["Dest"] = [page.obj, Name("XYZ"), float(x), _height(page.obj) - float(y) + _ABOVE_PT, None]
            link["Contents"] = name


def _addressed(page: Dictionary) -> Iterator[tuple[Dictionary, bytes]]:
    """The links of a page that hold a place, and that place with its name."""
    annotations = page.get("Annots")
    for link in annotations if isinstance(annotations, Array) else ():
        action = link.get("A")
        address = action.get("URI") if isinstance(action, Dictionary) else None
        if isinstance(address, String) and address.startswith(LIEU):
            yield link, address.removeprefix(LIEU)


def _height(page: Dictionary) -> float:
    _, bottom, _, top = page["MediaBox"]
    return float(top) - float(bottom)
