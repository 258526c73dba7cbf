"""The columns of numbers of a table: which they are, and their cells with decimal commas one under the other."""

from collections.abc import Mapping, Sequence
from typing import Final

from quartiers.echappement import typst_string
from quartiers.presentation.blocs.contenu import Contenu, Fort, Saut, fragments
from quartiers.presentation.blocs.formes import inline_html, inline_text, inline_typst, typst_text
from quartiers.presentation.nombres import cut_number

# Width of a comma, in figures, plain and strong: in the pages' typeface these are all as wide.
_COMMA_CH: Final = (0.5, 0.57)


def numeric_columns(rows: Sequence[Sequence[Contenu]], told: Sequence[int] = ()) -> dict[int, dict[str, int]]:
    """The columns whose cells are numbers, or say that there is none, and how long the decimals of a unit are at most.

    ``told`` are numeric whatever else they hold; the first column heads its row, and is none.
    """
    found: dict[int, dict[str, int]] = {}
    for position, cells in enumerate(zip(*rows, strict=True)):
        cut = [cut_number(_first_line(cell)) for cell in cells]
        blank = [inline_text(cell).strip() in ("", "—", "non diffusé", "non renseigné") for cell in cells]
        whole = all(c is not None or empty for c, empty in zip(cut, blank, strict=True))
        if position and (position in told or (whole and any(cut))):
            found[position] = {}
            for _, after, unit in filter(None, cut):
                found[position][unit] = max(len(after), found[position].get(unit, 0))
    return found


def _first_line(cell: Contenu) -> str:
    """The text of a cell's first line, where it is one plain or strong text; else nothing."""
    first, *others = fragments(cell) or [""]
    if others and not isinstance(others[0], Saut):
        return ""
    return first if isinstance(first, str) else first.texte if isinstance(first, Fort) else ""


def aligned_typst(cell: Contenu, decimals: Mapping[str, int]) -> str:
    """The cell of a column of numbers, with the room of the decimals that others have and it has not.

    After the unit, which stays beside its number: « 38    % » looks like a number that has lost its figures.
    """
    first, *others = fragments(cell) or [""]
    cut = cut_number(_first_line(cell))
    if cut is None or len(cut[1]) == decimals[cut[2]]:
        return inline_typst(cell)
    whole, after, rest = cut
    lacking = ",".ljust(decimals[rest], "0")[len(after) :]
    told = f"nombre({typst_text(whole + after + rest)}, {typst_string(lacking)})"
    told = f"strong({told})" if isinstance(first, Fort) else told
    return " + ".join([told, *([inline_typst(others)] if others else [])])


def aligned_html(cell: Contenu, decimals: Mapping[str, int]) -> str:
    """The same on a page."""
    first, *others = fragments(cell) or [""]
    cut = cut_number(_first_line(cell))
    if cut is None or len(cut[1]) == decimals[cut[2]]:
        return inline_html(cell)
    lacking = ",".ljust(decimals[cut[2]], "0")[len(cut[1]) :]
    strong = isinstance(first, Fort)
    room = sum(_COMMA_CH[strong] if c == "," else 1 for c in lacking)
    tag = "strong" if strong else "span"  # whose figures are wider
    return f'{inline_html(first)}<{tag} class="manque" style="width:{room:g}ch"></{tag}>{inline_html(others)}'
