"""How a table is described, once: its columns, what a cell may hold, its keys, its place, its reach.

A table is a frozen dataclass, a row of the model, whose fields say with ``Annotated[type, Colonne(...)]`` what the
spreadsheet holds; the decorator :func:`table` says the rest. From that description follow the reading of cells
(:mod:`schemas`), the checks of keys (:mod:`controles`), the rows of the model (:mod:`chargement`), what of the contract
a quartier's report depends on (:mod:`quartiers.analyse.socle`), the dictionary and the Table Schema of ``data/``
(:mod:`dictionnaire`), and the headings of the workbook.

Python rather than a JSON descriptor, because what a cell may hold is also code: closed words are constants that the
analysis tests, a form has a rule that no pattern says (names that Windows keeps), a type is checked by mypy in every
function that reads it. The descriptor that others use is written from it, beside the data, and a test keeps it so.
"""

import re
import types
from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from enum import Enum, StrEnum
from functools import cached_property
from typing import Annotated, Any, Final, TypeVar, Union, get_args, get_origin, get_type_hints

from quartiers import DATA_FOLDERS

R = TypeVar("R")
BARRE: Final = "|"
NON_REPETE: Final = "(non répété ici)"  # in a message, in the place of what a cell that is kept to itself holds


class Lieu(StrEnum):
    """Who writes a table, hence its folder in ``data/``: staff; importers; whoever knows what public files mean."""

    SAISIE, IMPORTEES, CORRESPONDANCES = DATA_FOLDERS


class Portee(Enum):
    """Whose report depends on a part of the contract."""

    COMMUNE = "every report"
    PROPRE = "the report of the quartier that the row names, and those of the whole contract"
    LIEE = "the reports of the quartiers that the row is linked to through others, and those of the whole contract"
    CONTRAT = "the reports of the whole contract only"
    MIXTE = "in part every report, in part one quartier's"


class Nature(StrEnum):
    """What a value is: in the words of Table Schema, but for an amount, exact to the cent, which it calls a number."""

    TEXTE = "string"
    ENTIER = "integer"
    NOMBRE = "number"
    MONTANT = "decimal"
    DATE = "date"


_NATURES: Final[dict[type, Nature]] = {
    str: Nature.TEXTE,
    int: Nature.ENTIER,
    float: Nature.NOMBRE,
    Decimal: Nature.MONTANT,
    date: Nature.DATE,
}
_VIDES: Final[dict[Nature, Any]] = {
    Nature.TEXTE: "",
    Nature.ENTIER: 0,
    Nature.NOMBRE: 0.0,
    Nature.MONTANT: Decimal(0),
    Nature.DATE: date.min,
}


@dataclass(frozen=True)
class Forme:
    """What one value must look like; ``attendu`` ends a message, in French.

    ``motif`` is matched by the whole of a text and ``longueur`` is its greatest length; ``minimum`` and ``maximum``
    bound a number or a day (``minimum_exclu``: which it must exceed).
    """

    attendu: str
    motif: re.Pattern[str] | None = None
    longueur: int | None = None
    reserves: frozenset[str] = frozenset()
    minimum: float | date | None = None
    maximum: float | date | None = None
    minimum_exclu: bool = False

    def accepts(self, value: Any) -> bool:
        """Whether a text, or a number, is of this form."""
        if isinstance(value, str):
            return (
                (self.motif is None or self.motif.fullmatch(value) is not None)
                and (self.longueur is None or len(value) <= self.longueur)
                and value not in self.reserves
            )
        low = self.minimum is None or (value > self.minimum if self.minimum_exclu else value >= self.minimum)
        return low and (self.maximum is None or value <= self.maximum)


@dataclass(frozen=True)
class Renvoi:
    """What a value cites: a row of ``table`` by its identifier, or a name that ``contrat.toml`` lists.

    ``ou`` is a form that a value may have instead.
    """

    table: str
    ou: Forme | None = None


@dataclass(frozen=True)
class Colonne:
    """A column: what staff are told of it, and what its cells may hold.

    ``aide`` (Markdown) and ``exemple`` are for the dictionary, ``titre`` for headings. ``mots`` are the only words
    accepted. ``nom`` is the column's name where the model has another for it. ``requise`` says whether a list may be
    empty; for other values their type does. ``mesure``: its numbers are in the unit of the row's indicator.
    ``condition`` says, in the dictionary, when an optional cell is asked for. ``ajoutee``: folders made before there
    was such a column are valid without it. ``confidentielle``: what its cells hold is not repeated in messages.
    """

    titre: str
    aide: str
    exemple: str = ""
    forme: Forme | None = None
    mots: tuple[str, ...] = ()
    renvoi: Renvoi | None = None
    unique: bool = False
    nom: str | None = None
    requise: bool = False
    mesure: bool = False
    condition: str = ""
    portee: Portee | None = None
    ajoutee: bool = False
    confidentielle: bool = False


@dataclass(frozen=True)
class Champ:
    """A column as the table has it: its description, and what the type of the field says."""

    colonne: Colonne
    nom: str
    attribut: str
    nature: Nature
    plusieurs: bool
    obligatoire: bool

    @property
    def libre(self) -> bool:
        """Whether any text will do: a bar in it is then a mere character."""
        c = self.colonne
        return self.nature is Nature.TEXTE and not (self.plusieurs or c.mots or c.renvoi or (c.forme and c.forme.motif))

    @property
    def vide(self) -> Any:
        """The value of a row that says nothing of it."""
        if self.plusieurs:
            return ()
        return _VIDES[self.nature] if self.obligatoire else None


@dataclass(frozen=True)
class Cle:
    """Columns that no two rows may share; ``attendu`` says so in French.."""

    colonnes: tuple[str, ...]
    attendu: str


@dataclass(frozen=True)
class Table:
    """A table of the data folder; ``modele`` is the class of its rows.

    ``ligne`` says in French what a row describes; ``un`` and ``des`` name one row and several where others cite them.
    ``apport`` says what an optional table gives to reports. ``souple``: a column that may be empty may be absent.
    """

    nom: str
    modele: type
    ligne: str
    lieu: Lieu
    portee: Portee
    facultative: bool
    un: str
    des: str
    cles: tuple[Cle, ...]
    souple: bool = False
    apport: str = ""

    @property
    def fichier(self) -> str:
        return f"{self.nom}.csv"

    @property
    def chemin(self) -> str:
        """Its place in the data folder."""
        return f"{self.lieu}/{self.fichier}" if self.lieu else self.fichier

    @property
    def places(self) -> tuple[str, ...]:
        """Where it may be in a data folder: at its place, or where folders had it before there were three."""
        return tuple(dict.fromkeys((self.chemin, self.fichier)))

    @cached_property
    def champs(self) -> dict[str, Champ]:
        """Columns by name, in order."""
        hints = get_type_hints(self.modele, include_extras=True)
        found = (_field(f.name, hints[f.name]) for f in fields(self.modele))
        return {champ.nom: champ for champ in found if champ is not None}

    @property
    def colonnes(self) -> tuple[str, ...]:
        return tuple(self.champs)

    @property
    def omissibles(self) -> frozenset[str]:
        """Columns that a file may lack: it says nothing of them."""
        champs = self.champs.values()
        return frozenset(c.nom for c in champs if c.colonne.ajoutee or (self.souple and not c.obligatoire))

    @property
    def identifiant(self) -> str | None:
        """The column that others cite a row by: the first one, where it is unique."""
        first = next(iter(self.champs.values()))
        return first.nom if first.colonne.unique else None

    @property
    def cle(self) -> tuple[str, ...]:
        """The columns that make a row: its identifier, else its first key."""
        if self.identifiant:
            return (self.identifiant,)
        return self.cles[0].colonnes if self.cles else ()


_TABLE: Final = "__table__"  # where a class of rows keeps its description


def table(
    nom: str,
    *,
    ligne: str,
    portee: Portee,
    lieu: Lieu = Lieu.SAISIE,
    facultative: bool = False,
    un: str = "",
    des: str = "",
    cles: tuple[Cle, ...] = (),
    souple: bool = False,
    apport: str = "",
) -> Callable[[type[R]], type[R]]:
    """Describe a class of rows as the table ``nom``."""

    def register(modele: type[R]) -> type[R]:
        setattr(modele, _TABLE, Table(nom, modele, ligne, lieu, portee, facultative, un, des, cles, souple, apport))
        return modele

    return register


def table_of(modele: type) -> Table | None:
    """The table that a class of rows is; None for another class."""
    return vars(modele).get(_TABLE)


def tables_of(module: types.ModuleType) -> list[Table]:
    """The tables that a module describes, in its order."""
    own = (kind for kind in vars(module).values() if isinstance(kind, type) and kind.__module__ == module.__name__)
    return [found for kind in own if (found := table_of(kind)) is not None]


def _field(attribut: str, hint: Any) -> Champ | None:
    """What a field says of its column; None for one that is no column."""
    if get_origin(hint) is not Annotated:
        return None
    kind, *extras = get_args(hint)
    colonne = next((extra for extra in extras if isinstance(extra, Colonne)), None)
    if colonne is None:
        return None
    optional = get_origin(kind) in (Union, types.UnionType)
    if optional:
        kind = next(k for k in get_args(kind) if k is not type(None))
    several = get_origin(kind) is tuple
    if several:
        kind = get_args(kind)[0]
    required = colonne.requise if several else not optional
    return Champ(colonne, colonne.nom or attribut, attribut, _NATURES[kind], several, required)
