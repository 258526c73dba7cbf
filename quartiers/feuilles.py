"""What a workbook holds, whatever writes it: a cover, then sheets of typed cells under named columns.

Like :mod:`quartiers.style`, shared by what fills sheets (presentation) and what writes them (export). Text in rows has
neither no-break spaces nor typographic minus signs: a search or a filter must find what a hand types.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import Final, Generic, Literal, TypeAlias, TypeVar

from quartiers.brefs import Bref

Valeur: TypeAlias = str | int | float | date | None

# Number formats, in the notation of the file format: a spreadsheet shows them in the reader's language.
YEAR: Final = "0"
AS_IS: Final = "General"
COUNTED: Final = "#,##0"
RATE: Final = "0.0"
FULL_RATE: Final = "0.0#"
SIGNED: Final = "+#,##0;-#,##0;0"
SIGNED_RATE: Final = "+0.0#;-0.0#;0.0"
DEGREES: Final = "0.0000"

_TEXTS: Final = 10_000  # that are kept: long sheets repeat a few

# What a typist does not type.
_AS_TYPED: Final = str.maketrans({"\u202f": " ", "\u00a0": " ", "\u2212": "-"})

R = TypeVar("R")


@dataclass(frozen=True)
class Cellule:
    """A value with a look of its own: number format, colours (names of :data:`quartiers.style.COLORS`), alignment.

    A colour only underlines what the value says already.
    """

    valeur: Valeur
    format: str | None = None
    couleur: str | None = None
    fond: str | None = None
    cadre: Literal["center"] | None = None


Contenu: TypeAlias = Valeur | Cellule


@dataclass(frozen=True)
class Colonne:
    """A column: heading, greatest width (characters), number format; ``imprimee``: on paper too.

    The columns that are printed come first: the others are read on a screen only.
    """

    titre: str
    largeur: int = 40
    format: str | None = None
    imprimee: bool = True


@dataclass(frozen=True)
class Feuille(Bref):
    """A sheet: one table, its first ``figees`` columns always in view; ``pied`` holds totals, under the table.

    ``imprimee``: it is printed with the workbook, on as many pages side by side as ``pages`` says; what is not is read
    on a screen, and printed by who selects it.
    """

    nom: str
    description: str
    colonnes: tuple[Colonne, ...]
    lignes: tuple[tuple[Contenu, ...], ...]
    figees: int = 1
    pied: tuple[tuple[Contenu, ...], ...] = ()
    imprimee: bool = True
    pages: int = 1


@dataclass(frozen=True)
class Champ(Generic[R]):
    """A column and what a record gives it."""

    colonne: Colonne
    lire: Callable[[R], Contenu]


def make_sheet(nom: str, description: str, champs: Iterable[Champ[R]], rows: Iterable[R], figees: int = 1) -> Feuille:
    """A sheet of one row a record."""
    fields = tuple(champs)
    readers = [f.lire for f in fields]
    lignes = tuple(tuple([as_typed(read(row)) for read in readers]) for row in rows)
    return Feuille(nom, description, tuple(f.colonne for f in fields), lignes, figees)


def as_typed(content: Contenu) -> Contenu:
    """Text as a hand would type it."""
    if isinstance(content, str):
        return content if content.isascii() else _plain(content)
    if isinstance(content, Cellule):
        text = content.valeur
        return replace(content, valeur=_plain(text)) if isinstance(text, str) and not text.isascii() else content
    return content


@lru_cache(maxsize=_TEXTS)
def _plain(text: str) -> str:
    return text.translate(_AS_TYPED)


@dataclass(frozen=True)
class Rubrique:
    """A part of the cover: pairs of a label and what is said of it."""

    titre: str
    lignes: tuple[tuple[str, Contenu], ...]


@dataclass(frozen=True)
class Classeur(Bref):
    """A whole workbook. Its cover shows ``avant``, then a link to each sheet, then ``apres``.

    ``creation`` is the date that the file bears (no clock: same data, same bytes); ``pied`` goes under each page.
    """

    titre: str
    sous_titre: str
    auteur: str
    creation: date
    pied: str
    avant: tuple[Rubrique, ...] = ()
    feuilles: tuple[Feuille, ...] = ()
    apres: tuple[Rubrique, ...] = field(default=())
