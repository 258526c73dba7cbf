"""Which headers a table's cell has, in the tags of a PDF.

Typst names for each cell the innermost header row above it: where rows are in groups, the group alone, which itself
names every column; and no cell heads its row. A screen reader would then say the group, or everything, and never the
column. Here each data cell names its own: column (outermost first), group, row.

``pdf.header-cell`` of Typst would tag row headers, but is behind a feature that its Python package cannot enable.
Reference: ISO 32000-1, 14.8.4.3.4 (table elements) and 14.8.5.7 (``Scope``, ``Headers``, ``ColSpan``, ``RowSpan``).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pylopdf import Array, Dictionary, Document, Name, String


@dataclass
class _Cell:
    """A cell, its attributes as a table's, and the columns that it covers, from the first one (0) to before the last.

    What is read of the document is kept: asking it takes most of the time that headers take.
    """

    element: Dictionary
    attributes: Dictionary | None
    tag: str
    start: int
    end: int
    _id: bytes | None = None

    @property
    def id(self) -> String:
        """What other cells call it by."""
        if self._id is None:
            self._id = bytes(self.element["ID"])
        return String(self._id)


@dataclass
class _Table:
    """What was met of a table, row after row: its width, headers of its columns, the header of the current group."""

    prefix: str
    width: int = 0
    columns: list[_Cell] = field(default_factory=list)
    group: _Cell | None = None


def name_headers(document: Document) -> None:
    """Gives each cell of each table the headers of its column, group and row; the first cell of a row heads it."""
    root = document.catalog.get("StructTreeRoot")
    if not isinstance(root, Dictionary):
        return
    added: dict[bytes, Dictionary] = {}
    for number, table in enumerate(list(_tables(root))):
        _name_table(table, f"L{number}", added)
    if added:
        _write_ids(root, added)


def _children(element: Dictionary) -> list[tuple[Dictionary, str]]:
    """What an element holds, with the tag of each."""
    kids = element.get("K")
    if isinstance(kids, Dictionary):
        kids = [kids]
    elif not isinstance(kids, Array):
        return []
    found = ((kid, kid.get("S")) for kid in _items(kids) if isinstance(kid, Dictionary))
    return [(kid, str(tag)) for kid, tag in found if tag is not None]


def _items(kids: Array | list[Dictionary]) -> Iterator[Any]:
    """What a list holds; one of the document is not asked for more than it has to know that it ends."""
    return (kids[index] for index in range(len(kids)))


def _tables(element: Dictionary) -> Iterator[Dictionary]:
    for child, tag in _children(element):
        if tag == "Table":
            yield child
        else:
            yield from _tables(child)


def _rows(table: Dictionary) -> Iterator[list[tuple[Dictionary, str]]]:
    """The cells of each row, in reading order; what is no row (a caption) is left."""
    for part, tag in _children(table):
        if tag == "TR":
            yield _children(part)
        elif tag in ("THead", "TBody", "TFoot"):
            yield from (_children(row) for row, _ in _children(part))


def _attributes(element: Dictionary) -> Dictionary | None:
    """The attributes of a cell that are a table's; None where it has none."""
    found = element.get("A")
    owners = [found] if isinstance(found, Dictionary) else found if isinstance(found, Array) else []
    return next((a for a in owners if isinstance(a, Dictionary) and a.get("O") == "Table"), None)


def _place(elements: list[tuple[Dictionary, str]], taken: dict[int, int]) -> list[_Cell]:
    """The cells of a row with their columns; ``taken`` counts, by column, the rows that a cell above still covers."""
    cells, column, below = [], 0, {c: n - 1 for c, n in taken.items() if n > 1}
    for element, tag in elements:
        while taken.get(column):
            column += 1
        attributes = _attributes(element)
        spans = (attributes.get("ColSpan"), attributes.get("RowSpan")) if attributes is not None else (None, None)
        width, height = (int(span or 1) for span in spans)
        cells.append(_Cell(element, attributes, tag, column, column + width))
        if height > 1:
            below |= dict.fromkeys(range(column, column + width), height - 1)
        column += width
    taken.clear()
    taken.update(below)
    return cells


def _name_table(element: Dictionary, prefix: str, added: dict[bytes, Dictionary]) -> None:
    table, taken = _Table(prefix), dict[int, int]()
    for number, elements in enumerate(_rows(element)):
        cells = _place(elements, taken)
        table.width = max([table.width, *(c.end for c in cells)])
        if all(c.tag == "TH" for c in cells):
            _read_headers(table, cells)
        else:
            _name_row(table, number, cells, added)


def _read_headers(table: _Table, cells: list[_Cell]) -> None:
    """A row of headers: of the columns, or the name of a group where one cell is as wide as the table."""
    if table.columns and len(cells) == 1 and cells[0].end - cells[0].start == table.width:
        table.group = cells[0]
        _set_headers(cells[0], [])
    else:
        table.columns += cells


def _name_row(table: _Table, number: int, cells: list[_Cell], added: dict[bytes, Dictionary]) -> None:
    """The first cell becomes the header of its row, unless it is empty or alone in it; the others name theirs."""
    head, others = cells[0], cells[1:]
    group = [table.group.id] if table.group else []
    named = head.tag == "TD" and bool(others) and _is_filled(head.element)
    if named:
        key = f"{table.prefix}-{number}".encode()
        head.element["S"] = Name("TH")
        head.element["ID"] = String(key)
        _set_headers(head, [*_column_ids(table, head), *group], scope="Row")
        added[key] = head.element
    for cell in others if named else cells:
        row = [String(key)] if named else []
        _set_headers(cell, [*_column_ids(table, cell), *group, *row])


def _is_filled(element: Dictionary) -> bool:
    kids = element.get("K")
    return kids is not None and not (isinstance(kids, Array) and len(kids) == 0)


def _column_ids(table: _Table, cell: _Cell) -> list[String]:
    """The headers above the columns of a cell; one that covers the whole table has none of them."""
    if cell.end - cell.start == table.width:
        return []
    return [c.id for c in table.columns if c.start < cell.end and cell.start < c.end]


def _set_headers(cell: _Cell, ids: list[String], scope: str | None = None) -> None:
    values: dict[str, Any] = {"Headers": ids} | ({"Scope": Name(scope)} if scope else {})
    if cell.attributes is not None:
        cell.attributes.update(values)
        return
    own = {"O": Name("Table")} | values
    others = cell.element.get("A")
    if isinstance(others, Array):
        others.insert(0, own)
    else:
        cell.element["A"] = [own] if others is None else [own, others]


def _write_ids(root: Dictionary, added: dict[bytes, Dictionary]) -> None:
    """The tree of identifiers with those added, sorted as a name tree is."""
    names = root["IDTree"]["Names"]
    entries = {bytes(names[i]): names[i + 1] for i in range(0, len(names), 2)} | added
    root["IDTree"] = {"Names": [part for key in sorted(entries) for part in (String(key), entries[key])]}
