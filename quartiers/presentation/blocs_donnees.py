"""A table of an analyst's own, as a block."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from quartiers.presentation.blocs import Contenu, Discret, Tableau
from quartiers.typographie import NON_RENSEIGNE, format_date, format_number

if TYPE_CHECKING:
    import pandas as pd

NOTHING: Final = "—"


def table_of_frame(frame: "pd.DataFrame", legende: str, titres: Mapping[str, str], statut: str) -> Tableau:
    """The chosen columns, under their titles; where a number is missing, what the column ``statut`` says of it."""
    told = [str(s) for s in frame[statut]] if statut in frame else [NON_RENSEIGNE] * len(frame)
    columns = [_cells(frame[name], told) for name in titres]
    numeric = tuple(n for n, name in enumerate(titres) if n and frame[name].dtype.kind in "fiu")
    widths = tuple(map(_width, titres.values(), columns))
    return Tableau(legende, tuple(titres.values()), tuple(zip(*columns, strict=True)), widths, numeric)


def _cells(column: "pd.Series[Any]", told: Sequence[str]) -> list[Contenu]:
    """What is read of a column: its numbers with as many decimals as each other, so that they compare at a glance."""
    numbers = column.dtype.kind == "f"
    decimals = int(numbers and bool((column.dropna() % 1 != 0).any()))
    missing = column.isna()
    return [
        Discret(why if numbers else NOTHING) if gone else _text(value, decimals)
        for value, gone, why in zip(column, missing, told, strict=True)
    ]


def _text(value: Any, decimals: int) -> str:
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, date):
        return format_date(value)
    return format_number(value, decimals) if isinstance(value, float) else str(value)


def _width(title: str, cells: Sequence[Contenu]) -> float:
    """Long texts get more room than numbers, and none the whole page."""
    longest = max((len(c) for c in cells if isinstance(c, str)), default=0)
    return float(min(max(len(title), longest, 8), 60))
