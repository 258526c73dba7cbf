"""Tables as pandas frames, for who asks for them.

Reading and checking a folder makes none, nor does any report: they need plain values, and pandas takes longer to import
than the tables to read. Analysts are given frames (:mod:`quartiers.interface`), and importers work with them.
"""

import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from quartiers.donnees.description import Nature
from quartiers.donnees.tables import TABLES

if TYPE_CHECKING:
    import pandas as pd

Colonnes: TypeAlias = Mapping[str, Sequence[Any]]  # plain values by column, those that are missing as None

_DTYPES: Final = {
    Nature.ENTIER: "Int64",
    Nature.NOMBRE: "float64",
    Nature.TEXTE: "object",
    Nature.MONTANT: "object",  # Decimal: cents add up exactly
    Nature.DATE: "object",  # datetime.date
}


class Trames(Mapping[str, "pd.DataFrame"]):
    """The tables of a contract by name: each is made a frame when it is asked for, once."""

    def __init__(self, colonnes: Mapping[str, Colonnes]):
        self.colonnes = colonnes
        self._made: dict[str, pd.DataFrame] = {}

    def __getitem__(self, nom: str) -> "pd.DataFrame":
        if nom not in self._made:
            self._made[nom] = frame_of(nom, self.colonnes[nom])
        return self._made[nom]

    def __iter__(self) -> Iterator[str]:
        return iter(self.colonnes)

    def __len__(self) -> int:
        return len(self.colonnes)

    def __contains__(self, nom: object) -> bool:
        return nom in self.colonnes

    def __getstate__(self) -> dict[str, Any]:
        return {"colonnes": self.colonnes, "_made": {}}

    __eq__ = object.__eq__  # frames have no truth
    __hash__ = object.__hash__


def frame_of(nom: str, colonnes: Colonnes, lignes: Sequence[int] | None = None) -> "pd.DataFrame":
    """The frame of a table, each column in the type of its nature; indexed by line, or by rank without ``lignes``."""
    import pandas as pd

    index = None if lignes is None else pd.Index(list(lignes), name="ligne", dtype="int64")
    types = {name: dtype_of(nom, name) for name in colonnes}
    made = {name: pd.Series(list(values), index, types[name]) for name, values in colonnes.items()}
    return pd.DataFrame(made, columns=list(colonnes), index=index)


def dtype_of(nom: str, colonne: str) -> str:
    """The type of a column in a frame."""
    return _DTYPES[TABLES[nom].champs[colonne].nature]


def plain_columns(frame: "pd.DataFrame") -> dict[str, list[Any]]:
    """Columns of a frame as plain values, those that are missing as None."""
    return {
        str(name): [None if missing else value for value, missing in zip(cells.tolist(), cells.isna(), strict=True)]
        for name, cells in frame.items()
    }


def rows_of(colonnes: Colonnes) -> list[dict[str, Any]]:
    """Rows of plain values, by column."""
    return [dict(zip(colonnes, values, strict=True)) for values in zip(*colonnes.values(), strict=True)]


def count_rows(tables: Mapping[str, "pd.DataFrame"]) -> dict[str, int]:
    """How many rows each table has."""
    if isinstance(tables, Trames):
        return {nom: len(next(iter(columns.values()))) for nom, columns in tables.colonnes.items()}
    return {nom: len(frame) for nom, frame in tables.items()}


def is_frame(value: object) -> bool:
    """Whether it is a frame; none is before pandas is imported, which this does not do."""
    pandas = sys.modules.get("pandas")
    return pandas is not None and isinstance(value, pandas.DataFrame)
