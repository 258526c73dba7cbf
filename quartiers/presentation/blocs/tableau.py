"""The table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import ClassVar, Final

from quartiers.presentation.blocs.alignement import aligned_html, aligned_typst, numeric_columns
from quartiers.presentation.blocs.base import WHOLE, Bloc
from quartiers.presentation.blocs.contenu import Contenu
from quartiers.presentation.blocs.formes import (
    escape_html,
    inline_html,
    inline_text,
    inline_typst,
    typst_array,
    typst_bool,
    typst_text,
)
from quartiers.typographie import typeset

_NUMBER: Final = ' class="nombre"'  # on a page, of a column of numbers: its cells and its header


@dataclass(frozen=True)
class Tableau(Bloc):
    """A table: caption, header row, the first column heading each row.

    ``largeurs`` are relative column widths: fixed, so that Typst need not measure every cell.
    ``groupes`` names groups of rows, by the number of their first row. ``dense`` brings rows closer in the PDF.
    """

    legende: str
    entetes: tuple[Contenu, ...]
    lignes: tuple[tuple[Contenu, ...], ...]
    largeurs: tuple[float, ...]
    numeriques: tuple[int, ...] = ()
    groupes: tuple[tuple[int, str], ...] = ()
    dense: bool = False
    annonce: ClassVar[bool] = True

    def __post_init__(self) -> None:
        widths = {len(self.entetes), len(self.largeurs), *(len(row) for row in self.lignes)}
        if len(widths) != 1:
            raise ValueError(f"table « {self.legende} »: rows, headers and widths differ in length ({widths})")

    def to_html(self) -> str:
        total = sum(self.largeurs)
        columns = "".join(f'<col style="width:{100 * w / total:.1f}%">' for w in self.largeurs)
        decimals = numeric_columns(self.lignes, self.numeriques)
        heads = [f'<th scope="col"{_NUMBER if n in decimals else ""}>' for n in range(len(self.entetes))]
        head = "".join(f"{opening}{inline_html(e)}</th>" for opening, e in zip(heads, self.entetes, strict=True))
        names = dict(self.groupes)
        rows = []
        for number, row in enumerate(self.lignes):
            if number in names:
                span = len(self.entetes)
                rows.append(
                    f'<tr class="groupe"><th scope="rowgroup" colspan="{span}">'
                    f"<span>{escape_html(names[number])}</span></th></tr>"
                )
            rows.append(f"<tr>{_html_cells(row, decimals)}</tr>")
        body = "</tbody><tbody>".join(
            "".join(rows[start:end]) for start, end in pairwise([*self._group_starts(), len(rows)])
        )
        label = escape_html(self.legende)
        return (
            f'<div class="defilant" role="region" aria-label="{label}" tabindex="0"><table>'
            f"<caption><span>{label}</span></caption><colgroup>{columns}</colgroup>"
            f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
        )

    def _group_starts(self) -> list[int]:
        """Where the bodies of the table start, counted with the rows that name the groups."""
        starts = [first + rank for rank, (first, _) in enumerate(self.groupes)]
        return starts if starts and starts[0] == 0 else [0, *starts]

    def to_typst(self) -> str:
        decimals = numeric_columns(self.lignes, self.numeriques)
        rows = typst_array(
            [
                typst_array(
                    [aligned_typst(c, decimals[n]) if n in decimals else inline_typst(c) for n, c in enumerate(row)]
                )
                for row in self.lignes
            ]
        )
        headers = typst_array([inline_typst(e) for e in self.entetes])
        widths = typst_array([f"{w:g}fr" for w in self.largeurs])
        numeric = typst_array([str(n) for n in sorted(decimals)])
        shares = [width / sum(self.largeurs) for width in self.largeurs]
        longest = [
            max(len(inline_text(c)) / share for c, share in zip(row, shares, strict=True)) for row in self.lignes
        ]
        whole = typst_array([typst_bool(length <= WHOLE) for length in longest])
        groups = typst_array([f"({first}, {typst_text(name)})" for first, name in self.groupes])
        return (
            f"#tableau({typst_text(self.legende)}, {headers}, {rows}, {widths}, "
            f"numeriques: {numeric}, solidaires: {whole}, groupes: {groups}, dense: {typst_bool(self.dense)})"
        )

    def to_text(self) -> str:
        lines = [typeset(self.legende), " | ".join(inline_text(e) for e in self.entetes)]
        names = dict(self.groupes)
        for number, row in enumerate(self.lignes):
            lines += [typeset(names[number])] if number in names else []
            lines.append(" | ".join(inline_text(c).replace("\n", " ") for c in row))
        return "\n".join(lines)


def _html_cells(row: Sequence[Contenu], decimals: Mapping[int, Mapping[str, int]]) -> str:
    """The cells of a row, its head first; ``decimals`` are those of the columns of numbers."""
    first, *others = row
    cells = [f'<th scope="row">{inline_html(first)}</th>']
    for position, cell in enumerate(others, start=1):
        if position in decimals:
            cells.append(f"<td{_NUMBER}>{aligned_html(cell, decimals[position])}</td>")
        else:
            cells.append(f"<td>{inline_html(cell)}</td>")
    return "".join(cells)
