"""What a screen reader hears of a PDF: for each data cell, the headers that its tag names; and in which order."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pypdf
from pypdf.generic import DictionaryObject, IndirectObject


@dataclass(frozen=True)
class Heard:
    """The headers named by a data cell, by kind; places are counted from 0 (a group, by its order in the table)."""

    row: int
    column: int
    columns: tuple[int, ...]
    groups: tuple[int, ...]
    rows: tuple[int, ...]


def tables_heard(pdf: pypdf.PdfReader) -> list[list[Heard]]:
    """For each table of a PDF, its data cells that share their row with others, in reading order."""
    root = pdf.trailer["/Root"]["/StructTreeRoot"]
    ids = _identified(root)
    return [_heard(table, ids) for table in _found(root, "/Table")]


def _kids(element: Any) -> list[Any]:
    kids = element.get("/K", [])
    kids = kids if isinstance(kids, list) else [kids]
    found = [k.get_object() for k in kids]
    return [k for k in found if isinstance(k, dict) and "/S" in k]


def _found(element: Any, tag: str) -> Iterator[Any]:
    for kid in _kids(element):
        if kid["/S"] == tag:
            yield kid
        else:
            yield from _found(kid, tag)


def _identified(root: Any) -> dict[Any, Any]:
    if "/IDTree" not in root:
        return {}
    names = root["/IDTree"]["/Names"]
    keys = [names[i] for i in range(0, len(names), 2)]
    assert keys == sorted(keys), "a name tree that is not sorted is not searched right"
    return {key: names[2 * i + 1].get_object() for i, key in enumerate(keys)}


def attribute(element: Any, name: str) -> Any:
    """An attribute that the tag of a cell has as a table's; None where it has none."""
    found = element.get("/A", [])
    found = found.get_object() if hasattr(found, "get_object") else found
    owners = [a.get_object() for a in (found if isinstance(found, list) else [found])]
    return next((a[name] for a in owners if a.get("/O") == "/Table" and name in a), None)


def _heard(table: Any, ids: dict[Any, Any]) -> list[Heard]:
    places: dict[int, tuple[str, int]] = {}  # of a header's tag: column, group or row, and which
    cells = []
    groups, occupied = 0, dict[tuple[int, int], bool]()
    rows = [_kids(row) for part in _kids(table) for row in ([part] if part["/S"] == "/TR" else _kids(part))]
    for number, row in enumerate(r for r in rows if r):
        column = 0
        data = any(cell["/S"] == "/TD" for cell in row)
        for cell in row:
            while occupied.get((number, column)):
                column += 1
            width, height = int(attribute(cell, "/ColSpan") or 1), int(attribute(cell, "/RowSpan") or 1)
            occupied |= {(number + y, column + x): True for x in range(width) for y in range(height)}
            if cell["/S"] == "/TH" and data:
                places[id(cell)] = ("rows", number)
            elif cell["/S"] == "/TH" and number and len(row) == 1:
                places[id(cell)] = ("groups", groups)
                groups += 1
            elif cell["/S"] == "/TH":
                places[id(cell)] = ("columns", column)
            elif len(row) > 1:
                cells.append((number, column, cell))
            column += width
    return [_named(number, column, cell, ids, places) for number, column, cell in cells]


def _named(number: int, column: int, cell: Any, ids: dict[Any, Any], places: dict[int, tuple[str, int]]) -> Heard:
    named = [places[id(ids[key])] for key in attribute(cell, "/Headers") or []]
    kinds = {kind: tuple(n for k, n in named if k == kind) for kind in ("columns", "groups", "rows")}
    return Heard(number, column, **kinds)


def pages_heard(pdf: pypdf.PdfReader) -> list[tuple[list[int], list[int]]]:
    """Of each page, its marked sequences in the order of the tags, what a screen reader says, then in that of the page.

    In the order of each element's kids: an element may have a part of its text before a child, and the rest after it.
    """
    numbers = {page.indirect_reference.idnum: n for n, page in enumerate(pdf.pages) if page.indirect_reference}
    heard: list[list[int]] = [[] for _ in pdf.pages]

    def listen(node: Any, page: int | None) -> None:
        if isinstance(node, IndirectObject):
            node = node.get_object()
        if isinstance(node, int):
            assert page is not None
            heard[page].append(int(node))
        elif isinstance(node, list):
            for child in node:
                listen(child, page)
        elif isinstance(node, DictionaryObject) and node.get("/Type") != "/OBJR":
            page = numbers[node.raw_get("/Pg").idnum] if "/Pg" in node else page
            listen(node["/MCID"] if node.get("/Type") == "/MCR" else node.get("/K", []), page)

    listen(pdf.trailer["/Root"]["/StructTreeRoot"]["/K"], None)
    drawn = [[int(n) for n in re.findall(rb"/MCID (\d+)", page.get_contents().get_data())] for page in pdf.pages]
    return list(zip(heard, drawn, strict=True))
