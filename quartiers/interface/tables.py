"""Tidy tables: what a DataFrame has is described once, and read from rows that the analysis gives.

A table names its columns, what each means in French, and its type; the frame, the page of documentation and
``contrat.colonnes()`` follow from the description.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from quartiers.donnees.description import table_of

if TYPE_CHECKING:
    import pandas as pd

R = TypeVar("R")
SEVERAL: Final = " | "  # between several values of a cell, as in the tables of data/


class Type(StrEnum):
    """What a column holds, in the reader's words, and the pandas type of each."""

    TEXTE = "texte"
    NOMBRE = "nombre"
    ENTIER = "entier"
    DATE = "date"
    OUI_NON = "vrai ou faux"

    @property
    def pandas(self) -> str:
        """Missing: ``NaN`` in numbers, ``<NA>`` in texts and whole numbers, ``NaT`` in dates."""
        return _PANDAS[self]


_PANDAS: Final = {
    Type.TEXTE: "string",
    Type.NOMBRE: "float64",
    Type.ENTIER: "Int64",
    Type.DATE: "datetime64[ns]",
    Type.OUI_NON: "bool",
}


@dataclass(frozen=True)
class ColonneDite(Generic[R]):
    """A column: its name, its meaning (French), what a row gives it, its type and its unit if it has one."""

    nom: str
    sens: str
    lire: Callable[[R], Any]
    type: Type = Type.TEXTE
    unite: str = ""


@dataclass(frozen=True)
class TableDite(Generic[R]):
    """A tidy table: its name, what a row is, and its columns."""

    nom: str
    ligne: str
    colonnes: tuple[ColonneDite[R], ...]

    def frame(self, rows: Iterable[R]) -> "pd.DataFrame":
        """The rows as a DataFrame, typed, with every column even where there is no row."""
        import pandas as pd

        rows = list(rows)
        columns = {c.nom: pd.Series([c.lire(row) for row in rows], dtype=c.type.pandas) for c in self.colonnes}
        found = pd.DataFrame(columns)
        found.attrs["table"] = self.nom
        return found

    def described(self) -> "pd.DataFrame":
        """The columns: name, meaning, type, unit."""
        import pandas as pd

        rows = [(c.nom, c.sens, c.type.value, c.unite) for c in self.colonnes]
        return pd.DataFrame(rows, columns=["colonne", "sens", "type", "unite"])


def texts(nom: str, sens: str, lire: Callable[[R], str | None]) -> ColonneDite[R]:
    """A column of texts; an empty one is missing."""
    return ColonneDite(nom, sens, lambda row: lire(row) or None)


def several(nom: str, sens: str, lire: Callable[[R], Iterable[str]]) -> ColonneDite[R]:
    """A column of several texts in a cell."""
    return ColonneDite(nom, f"{sens} ; plusieurs : séparés par « | »", lambda row: SEVERAL.join(lire(row)) or None)


def number(nom: str, sens: str, lire: Callable[[R], Any], unite: str) -> ColonneDite[R]:
    """A column of numbers, in that unit."""
    return ColonneDite(nom, sens, lambda row: None if (v := lire(row)) is None else float(v), Type.NOMBRE, unite)


def whole(nom: str, sens: str, lire: Callable[[R], int | None], unite: str = "") -> ColonneDite[R]:
    """A column of whole numbers."""
    return ColonneDite(nom, sens, lire, Type.ENTIER, unite)


def day(nom: str, sens: str, lire: Callable[[R], Any]) -> ColonneDite[R]:
    """A column of dates."""
    return ColonneDite(nom, sens, lire, Type.DATE)


def flag(nom: str, sens: str, lire: Callable[[R], bool]) -> ColonneDite[R]:
    """A column of yes and no."""
    return ColonneDite(nom, sens, lire, Type.OUI_NON)


def as_entered(modele: type, attribut: str, of: Callable[[R], Any], type_: Type = Type.TEXTE) -> ColonneDite[R]:
    """A column of a table of data/ as it is, under its own name, with what its description says."""
    table = table_of(modele)
    assert table is not None
    champ = next(c for c in table.champs.values() if c.attribut == attribut)

    def read(row: R) -> Any:
        value = getattr(of(row), attribut)
        if isinstance(value, tuple):
            return SEVERAL.join(value) or None
        return value if value != "" else None

    meaning = champ.colonne.titre.replace("'", "’")
    return ColonneDite(champ.nom, meaning, read, type_)
