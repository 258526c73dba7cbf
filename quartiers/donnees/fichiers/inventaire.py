"""What a data folder holds: its tables, what was meant as one of them, what is left aside.

A table under another name would be absent without a word: ``Mesures.csv``, ``mesures (1).csv``, ``mesures.csv.txt``, a
sheet ``mesure``. Each name is compared with those of the tables.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import islice
from pathlib import Path
from typing import Final, TypeVar

from quartiers import EDITIONS
from quartiers.donnees.description import Lieu, Table
from quartiers.donnees.fichiers.classeurs import SUFFIXES
from quartiers.donnees.fichiers.lecture import is_file, is_folder
from quartiers.donnees.fichiers.textes import COPY, clean_text, fold
from quartiers.donnees.tables import TABLES

T = TypeVar("T")
_TEXT_SUFFIXES: Final = (".csv", ".txt", ".tsv", ".tab")
_READ: Final = (*_TEXT_SUFFIXES, *SUFFIXES)
# What nobody saves a table as: a document about it may bear its name.
_DOCUMENTS: Final = frozenset(
    [
        ".pdf",
        ".doc",
        ".docx",
        ".odt",
        ".rtf",
        ".ppt",
        ".pptx",
        ".odp",
        ".md",
        ".htm",
        ".html",
        ".png",
        ".jpg",
        ".jpeg",
        ".svg",
        ".geojson",
        ".toml",
        ".py",
        ".ipynb",
    ]
)
# What stands in a data folder besides tables, and is read as something else, or by people.
_KNOWN: Final = (
    "contrat.toml",
    "LISEZMOI.md",
    "datapackage.json",
    "importees/perimetres.geojson",
    "perimetres.geojson",
)
_HIDDEN: Final = ("~$", ".")  # how spreadsheets mark what they have open, how systems hide
_OPEN: Final = ("~${}", ".~lock.{}#")  # what Excel and LibreOffice put beside what they have open
_LIKENESS: Final = 0.81  # « contrat » is that near « constats »
_LIKENESS_OF_FOLDERS: Final = 0.7  # there are two: « imports » is « importees »
_MOST: Final = 1000  # entries of a folder that is none of the tables'


@dataclass(frozen=True)
class Entree:
    """Something in a data folder; ``chemin`` is what a message calls it."""

    path: Path
    chemin: str

    @property
    def est_classeur(self) -> bool:
        return self.path.suffix.lower() in SUFFIXES

    @property
    def est_dossier(self) -> bool:
        return is_folder(self.path) and not self.path.suffix

    @property
    def est_document(self) -> bool:
        return self.path.suffix.lower() in _DOCUMENTS

    @cached_property
    def nom(self) -> str | None:
        """The name without suffixes; None for what is no file of a table, whatever its name."""
        if self.est_dossier or self.est_document or self.path.name.startswith(_HIDDEN):
            return None
        stem = self.path.stem
        while Path(stem).suffix.lower() in _READ:
            stem = Path(stem).stem
        return stem


class Inventaire:
    """The entries of a data folder, and of the folders of its tables; none for a folder that is not there."""

    def __init__(self, dossier: Path):
        self.entrees = sorted(_entries(dossier), key=lambda e: e.chemin) if is_folder(dossier) else []
        self._lieux = {lieu for lieu in Lieu if lieu and is_folder(dossier / lieu)}

    @property
    def est_vide(self) -> bool:
        """Whether nothing in it is a table, nor was meant as one."""
        return not (self.classeurs or any(e.nom is not None and meaning_of(e.nom) for e in self.entrees))

    @property
    def classeurs(self) -> list[Entree]:
        """The workbooks that tables may be in."""
        return [e for e in self.entrees if e.est_classeur and "/" not in e.chemin]

    @property
    def dossiers_mal_nommes(self) -> list[tuple[Entree, Lieu]]:
        """What was meant as the folder of some tables: its name but for accents; a near one where it is not there."""
        meant = ((e, _folder_meant(e.path)) for e in self.entrees if "/" not in e.chemin)
        return [(e, lieu) for e, lieu in meant if lieu and (lieu not in self._lieux or fold(e.path.name) == lieu)]

    def fichiers(self, table: Table) -> list[Entree]:
        """The files of a table: at its place, or where folders had it before there were three places."""
        return self._fichiers[table.nom]

    def copies(self, table: Table) -> list[Entree]:
        """Files that bear the name of a table but for a slip, or for what marks a copy, beside the table itself."""
        own = {e.chemin for e in self.fichiers(table)}
        return [e for e in self._sans_suffixe_ou_texte if e.chemin not in own and is_name_of(e.nom or "", table.nom)]

    def pris_pour(self, table: Table) -> list[Entree]:
        """Entries that were meant as a table, and are not it: another name, another place, no file."""
        others = (e for e in self.entrees if e not in self.fichiers(table))
        near = [e for e in others if e.nom is not None and meaning_of(e.nom) == table.nom]
        return near + [e for e in self._ailleurs if e.nom is not None and bears_name_of(e.nom, table.nom)]

    def laisses(self) -> list[Entree]:
        """What is no table, but for documents that do not bear the name of one, and for what is known."""
        used = {e.chemin for table in TABLES.values() for e in self.fichiers(table)}
        others = (e for e in self.entrees if e.chemin not in used and e.chemin not in _KNOWN)
        return [e for e in others if not e.est_document or e.path.suffix == ".geojson" or meaning_of(e.path.stem)]

    @cached_property
    def _fichiers(self) -> dict[str, list[Entree]]:
        """By table, in the order of the entries: asked for many times of each."""
        entries = {e.chemin: e for e in self.entrees}
        found = {t.nom: [entries[place] for place in sorted(t.places) if place in entries] for t in TABLES.values()}
        return {name: [e for e in files if is_file(e.path)] for name, files in found.items()}

    @cached_property
    def _sans_suffixe_ou_texte(self) -> list[Entree]:
        """Entries that may be a file of text, of a name that can be read: asked for of each table."""
        suffixes = ("", *_TEXT_SUFFIXES)
        return [e for e in self.entrees if e.path.suffix.lower() in suffixes and e.nom is not None]

    @cached_property
    def _ailleurs(self) -> list[Entree]:
        """Files of the folders that are none of the tables', nor meant as one."""
        meant = [entry for entry, _ in self.dossiers_mal_nommes]
        folders = [e for e in self.entrees if e.est_dossier and e not in meant]
        return [Entree(path, f"{e.chemin}/{path.name}") for e in folders for path in islice(_listing(e.path), _MOST)]


def is_open(workbook: Path) -> bool:
    """Whether a spreadsheet seems to have a workbook open: it may have more to say than was saved."""
    return any(is_file(workbook.with_name(mark.format(workbook.name))) for mark in _OPEN)


def _listing(folder: Path) -> Iterator[Path]:
    with suppress(OSError):  # nobody may look in
        yield from folder.iterdir()


def _folder_meant(path: Path) -> Lieu | None:
    """The folder of tables that a name means."""
    if path.suffix.lower() not in ("", ".zip", ".lnk"):
        return None
    plain, places = _plain(path.stem), {_plain(lieu): lieu for lieu in Lieu if lieu}
    near = [place for place in places if place in plain.split() or (len(plain) > 5 and place.startswith(plain))]
    return places[near[0]] if near else _near(plain, places, _LIKENESS_OF_FOLDERS)


def _near(plain: str, known: Mapping[str, T], likeness: float) -> T | None:
    from difflib import get_close_matches  # it takes time to import, and names are right as a rule

    near = get_close_matches(plain, list(known), n=1, cutoff=likeness)
    return known[near[0]] if near else None


def _entries(folder: Path) -> Iterator[Entree]:
    places = {folder / lieu: lieu for lieu in Lieu}
    known = {*places, folder / EDITIONS}  # the tables of another day are none of this folder's
    for place, lieu in places.items():
        for path in _listing(place) if is_folder(place) else ():
            is_place = path in known and is_folder(path)
            if not is_place and not path.name.startswith(_HIDDEN):
                yield Entree(path, f"{lieu}/{path.name}" if lieu else path.name)


@cache
def meaning_of(name: str) -> str | None:
    """The table that a name, without suffix, means.

    >>> meaning_of("Mesures (1)"), meaning_of("mesure"), meaning_of("mesures 2022"), meaning_of("enquete")
    ('mesures', 'mesures', 'mesures', None)
    """
    plain, known = _plain(name), {_plain(table): table for table in TABLES}
    longer = [table for table in known if plain.startswith(f"{table} ")]
    shorter = [table for table in known if table.startswith(f"{plain} ")]
    for found in (plain, *longer):
        if found in known:
            return known[found]
    return _near(plain, known, _LIKENESS) or (known[shorter[0]] if shorter else None)


def bears_name_of(name: str, table: str) -> bool:
    """Whether a name, without suffix, is a table's own, but for case, accents, signs, and marks of a copy."""
    return _plain(name) == _plain(table)


def is_name_of(name: str, table: str) -> bool:
    """The same, or with a slip; not with other words, as what is kept of another year has."""
    return meaning_of(name) == table and len(_plain(name).split()) <= len(_plain(table).split())


def _plain(name: str) -> str:
    """A name without case, accents, signs, and marks of a copy."""
    plain = " ".join(re.sub(r"[-_.]", " ", fold(clean_text(name))).split())
    while (shorter := COPY.sub("", plain).strip()) != plain:
        plain = shorter
    return plain
