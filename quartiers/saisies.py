"""What a workbook that people fill holds, whatever writes it: sheets of named columns, each with what is typed there.

The other kind of workbook, which is read, is in :mod:`quartiers.feuilles`; like it, this is shared by what describes
sheets (presentation) and what writes them (export).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum, auto
from typing import TypeAlias

Contenu: TypeAlias = str | float | date | None


class Sorte(Enum):
    """What is typed in a column; a cell that holds something else keeps it."""

    TEXTE = auto()
    ENTIER = auto()
    NOMBRE = auto()
    DATE = auto()


class Alerte(Enum):
    """What the spreadsheet says of a cell that is not what was expected."""

    AUCUNE = auto()
    AVIS = auto()  # it asks whether to keep it
    REFUS = auto()


@dataclass(frozen=True)
class Choix:
    """What a cell may be chosen among: ``mots``; the names of a list; or what the first column of a sheet holds."""

    mots: tuple[str, ...] = ()
    liste: str | None = None
    feuille: str | None = None


@dataclass(frozen=True)
class Colonne:
    """A column: its name in the first row, what is said of it there, what its cells hold.

    ``exemple``: what one holds, for the width of a column that has none yet.
    """

    nom: str
    aide: str
    sorte: Sorte = Sorte.TEXTE
    obligatoire: bool = False
    choix: Choix | None = None
    alerte: Alerte = Alerte.AUCUNE
    attendu: str = ""
    minimum: float | date | None = None
    maximum: float | date | None = None
    longueur: int | None = None
    exemple: str = ""


@dataclass(frozen=True)
class Feuille:
    """A sheet to fill: its columns, and the rows that it has already."""

    nom: str
    description: str
    colonnes: tuple[Colonne, ...]
    lignes: tuple[tuple[Contenu, ...], ...] = ()


@dataclass(frozen=True)
class Saisie:
    """A whole workbook to fill.

    ``consignes`` are told on its first sheet; ``listes`` are what cells may be chosen among, by name; ``origine`` is
    what it remembers of what it was made from, by sheet. ``creation`` is the date that the file bears: same data, same
    bytes.
    """

    titre: str
    consignes: tuple[str, ...]
    creation: date
    feuilles: tuple[Feuille, ...]
    notice: str
    nom_des_listes: str
    nom_de_l_origine: str
    listes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    origine: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
