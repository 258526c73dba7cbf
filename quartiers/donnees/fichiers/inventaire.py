"""What a data folder holds: its tables, what was meant as one of them, what is left aside.

A table under another name would be absent without a word: ``Mesures.csv``, ``mesures (1).csv``, ``mesures.csv.txt``, a
sheet ``mesure``. Each name is compared with those of the tables.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Final

from quartiers.donnees.description import Lieu, Table
from quartiers.donnees.fichiers.classeurs import SUFFIXES
from quartiers.donnees.fichiers.lecture import is_file, is_folder
from quartiers.donnees.fichiers.textes import clean_text, fold
from quartiers.donnees.tables import TABLES

_TEXT_SUFFIXES: Final = (".csv", ".txt", ".tsv", ".tab")
_HIDDEN: Final = ("~$", ".")  # how spreadsheets mark what they have open, how systems hide
# What a browser, a system or a hand adds to the name of a second copy.
_COPY: Final = re.compile(r"( ?\(\d+\)| (copie|copy)( \(?\d+\)?)?| \d{1,2})$|^(copie|copy) (de|of) ")
_LIKENESS: Final = 0.81  # « contrat » is that near « constats »


@dataclass(frozen=True)
class Entree:
    """Something in a data folder; ``chemin`` is what a message calls it."""

    path: Path
    chemin: str

    @property
    def est_classeur(self) -> bool:
        return self.path.suffix.lower() in SUFFIXES

    @cached_property
    def nom(self) -> str | None:
        """The name without suffixes; None for what is no file of a table, whatever its name."""
        stem, suffix = self.path.stem, self.path.suffix.lower()
        if suffix not in ("", *_TEXT_SUFFIXES, *SUFFIXES) or (not suffix and is_folder(self.path)):
            return None
        while Path(stem).suffix.lower() in (*_TEXT_SUFFIXES, *SUFFIXES):
            stem = Path(stem).stem
        return stem


class Inventaire:
    """The entries of a data folder, and of the folders of its tables; none for a folder that is not there."""

    def __init__(self, dossier: Path):
        self.entrees = sorted(_entries(dossier), key=lambda e: e.chemin) if is_folder(dossier) else []

    @property
    def classeurs(self) -> list[Entree]:
        """The workbooks that tables may be in."""
        return [e for e in self.entrees if e.est_classeur and "/" not in e.chemin]

    @property
    def dossiers_mal_nommes(self) -> list[tuple[Entree, Lieu]]:
        """Folders that were meant as those of some tables."""
        places = {fold(lieu): lieu for lieu in Lieu if lieu}
        found = ((e, places.get(fold(clean_text(e.path.name)))) for e in self.entrees if is_folder(e.path))
        return [(entry, lieu) for entry, lieu in found if lieu]

    def fichiers(self, table: Table) -> list[Entree]:
        """The files of a table: at its place, or where folders had it before there were three places."""
        return [e for e in self.entrees if e.chemin in table.places and is_file(e.path)]

    def copies(self, table: Table) -> list[Entree]:
        """Files that bear the name of a table but for case, or for what marks a copy, beside the table itself."""
        others = (e for e in self.entrees if not e.est_classeur and e not in self.fichiers(table))
        return [e for e in others if e.nom is not None and bears_name_of(e.nom, table.nom)]

    def pris_pour(self, table: Table) -> list[Entree]:
        """Entries that were meant as a table, and are not it: another name, another place, no file."""
        others = (e for e in self.entrees if e not in self.fichiers(table))
        return [e for e in others if e.nom is not None and meaning_of(e.nom) == table.nom]

    def laisses(self) -> list[Entree]:
        """CSV files that no table is meant by."""
        texts = (e for e in self.entrees if e.path.suffix.lower() in (".csv", ".tsv"))
        return [e for e in texts if e.nom is None or meaning_of(e.nom) is None]


def _entries(folder: Path) -> Iterator[Entree]:
    places = {folder / lieu: lieu for lieu in Lieu}
    for place, lieu in places.items():
        for path in place.iterdir() if is_folder(place) else ():
            if path not in places and not path.name.startswith(_HIDDEN):
                yield Entree(path, f"{lieu}/{path.name}" if lieu else path.name)


@cache
def meaning_of(name: str) -> str | None:
    """The table that a name, without suffix, means.

    >>> meaning_of("Mesures (1)"), meaning_of("mesure"), meaning_of("actions")
    ('mesures', 'mesures', None)
    """
    from difflib import get_close_matches  # it takes time to import, and names are right as a rule

    plain, known = _plain(name), {_plain(table): table for table in TABLES}
    near = [plain] if plain in known else get_close_matches(plain, list(known), n=1, cutoff=_LIKENESS)
    near += [table for table in known if table.startswith(f"{plain} ")]
    return known[near[0]] if near else None


def bears_name_of(name: str, table: str) -> bool:
    """Whether a name, without suffix, is a table's own, but for case, accents, signs, and marks of a copy."""
    return _plain(name) == _plain(table)


def _plain(name: str) -> str:
    """A name without case, accents, signs, and marks of a copy."""
    plain = " ".join(re.sub(r"[-_.]", " ", fold(clean_text(name))).split())
    while (shorter := _COPY.sub("", plain).strip()) != plain:
        plain = shorter
    return plain
