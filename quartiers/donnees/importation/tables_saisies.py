"""Tables that staff write (``actions``, ``financements``), into which an import puts rows of its own.

Nothing that staff typed is lost: their rows stay as they are, in their order, and of a row that an import wrote only
the columns that the import fills change. A row is an import's if its ``source`` says so; nothing is ever removed, since
links, results and decisions may cite it. A table of which nothing changes is not written again. One that is a sheet of
the folder's workbook stays there: its new rows are the last of it (:mod:`feuilles_saisies`).
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum, auto
from pathlib import Path
from typing import Final

from quartiers.donnees.controles import Controle
from quartiers.donnees.description import Nature, Table
from quartiers.donnees.erreurs import Anomalie, DonneesInvalides
from quartiers.donnees.fichiers.dossier_de_donnees import Dossier, FeuilleDeTable
from quartiers.donnees.fichiers.inventaire import is_open
from quartiers.donnees.fichiers.lecture import TableBrute, parse_amount, parse_date
from quartiers.donnees.fichiers.textes import clean_text, fold
from quartiers.donnees.importation.feuilles_saisies import EDITABLE, edit_sheets
from quartiers.donnees.importation.tables_importees import BilanTable, write_changed
from quartiers.donnees.schemas import validate
from quartiers.donnees.tables import TABLES

SOURCE: Final = "source"
_SEPARATOR: Final = " ; "  # between the sources of a row that several files describe

# How the identifiers that imports give begin: their rows are kept together, in order.
POSTES, ACTIONS = ("adulte-relais", "fonjep"), ("action", "decision", "subvention")
_IMPORTED: Final = re.compile(f"(?:{'|'.join((*POSTES, *ACTIONS))})-")

Cellules = Mapping[str, str]  # texts by column; a column that is empty, or absent, says nothing
Cle = tuple[str, ...]


class Sort(Enum):
    """What became of a row that a file describes."""

    NOUVELLE = auto()
    MODIFIEE = auto()
    INCHANGEE = auto()
    D_AUTRUI = auto()  # staff have a row of that key: theirs stays


@dataclass(frozen=True)
class Changement:
    """A cell that an import replaced: what it held, what it holds; ``place``: where, if not in the table's file."""

    table: str
    ligne: str
    colonne: str
    avant: str
    apres: str
    place: str = ""


@dataclass
class TableSaisie:
    """A table as it is in the folder, and what an import makes of it; ``brute`` and ``feuille`` where it is a sheet."""

    table: Table
    colonnes: tuple[str, ...]
    rangees: list[dict[str, str]]
    changements: list[Changement] = field(default_factory=list)
    brute: TableBrute | None = None
    feuille: FeuilleDeTable | None = None

    def __post_init__(self) -> None:
        self._lues = list(self.rangees)
        self._par_cle = {self._key(row): row for row in self.rangees}
        self._avant = [dict(row) for row in self.rangees]
        self._neuves: set[Cle] = set()
        self._changees: set[Cle] = set()

    @property
    def place(self) -> str:
        """Where it is, as messages say it."""
        return f"feuille {self.feuille.nom.strip()}" if self.feuille else self.table.fichier

    def find(self, cells: Cellules) -> dict[str, str] | None:
        """The row that has the key of ``cells``, if there is one."""
        return self._par_cle.get(self._key(cells))

    def put(self, cells: Cellules, is_own: Callable[[str], bool], *, completer: bool = False) -> Sort:
        """Put a row in, or its filled cells into the one that has its key.

        ``is_own`` tells, by its source, whether a row is the import's. ``completer``: only empty cells are filled.
        """
        key = self._key(cells)
        found = self._par_cle.get(key)
        if found is None:
            row = {name: cells.get(name, "") for name in self.table.colonnes}
            self.rangees.insert(self._place(key), row)
            self._par_cle[key] = row
            self._neuves.add(key)
            return Sort.NOUVELLE
        if not is_own(found.get(SOURCE, "")):
            return Sort.D_AUTRUI
        changed = False
        for name, new in cells.items():
            if not new or name in self.table.cle or (completer and found[name]) or self._same(name, found[name], new):
                continue
            if found[name] and name != SOURCE:
                change = Changement(self.table.nom, cells.get("action", ""), name, found[name], new, self.place)
                self.changements.append(change)
            found[name] = new
            changed = True
        if changed and key not in self._neuves:
            self._changees.add(key)
        return Sort.MODIFIEE if changed else Sort.INCHANGEE

    def _place(self, key: Cle) -> int:
        """Where a new row goes: in order among those of imports, after the others.

        So that what was imported in one order or in another gives the same table.
        """
        own = [n for n, row in enumerate(self.rangees) if _IMPORTED.match(row.get("action", ""))]
        after = next((n for n in own if self._key(self.rangees[n]) > key), None)
        if after is not None:
            return after
        return own[-1] + 1 if own else len(self.rangees)

    def _key(self, cells: Cellules) -> Cle:
        return tuple(self._plain(name, cells.get(name, "")) for name in self.table.cle)

    def _plain(self, name: str, text: str) -> str:
        """A cell as it is compared: neither the writing of a number nor that of a name makes another one."""
        try:
            match self.table.champs[name].nature:
                case Nature.MONTANT | Nature.NOMBRE | Nature.ENTIER:
                    return f"{parse_amount(text).normalize():f}"
                case Nature.DATE:
                    return parse_date(text).isoformat()
        except ValueError:
            return text
        return fold(text)

    def _same(self, name: str, old: str, new: str) -> bool:
        """Whether a cell says already what an import says, in another writing: that of the staff, who mend capitals."""
        if old == new:
            return True
        if self.table.champs[name].nature is not Nature.TEXTE:
            return self._plain(name, old) == self._plain(name, new)
        return plain(old) == plain(new) and not (old.isupper() and not new.isupper())

    @property
    def est_changee(self) -> bool:
        return self.rangees != self._avant

    def bilan(self) -> BilanTable:
        """Rows added, changed and left as they were, since the table was read."""
        added, changed = len(self._neuves), len(self._changees)
        return BilanTable(self.table.nom, added, changed, 0, len(self.rangees) - added - changed, self.place)

    def text(self) -> str:
        """The file: the columns that it had, in their order, then those that it lacked."""
        return text_of(self.colonnes, self.rangees)

    def check(self) -> Iterable[Anomalie]:
        """What the table would be told of, once written: an import writes nothing that a check refuses."""
        anomalies: list[Anomalie] = []
        validate(self._raw(), anomalies)
        return anomalies

    def typed(self, anomalies: list[Anomalie]) -> Controle:
        """The table as it would be read once written, to check it beside others."""
        raw = self._raw()
        found: list[Anomalie] = []
        typee = validate(raw, found)
        anomalies += found
        reported = frozenset((a.fichier, a.ligne, a.colonne) for a in found)
        return Controle(typee, raw.source, anomalies, reported, raw)

    def _raw(self) -> TableBrute:
        rows = tuple(tuple(row[name] for name in self.colonnes) for row in self.rangees)
        source = self.brute.source if self.brute else self.table.chemin
        return TableBrute(self.table.nom, source, self.colonnes, tuple(range(2, len(rows) + 2)), rows)

    def cells(self) -> dict[tuple[int, str], str]:
        """What a sheet is to hold that it does not: by row and column. New rows come after all that it has."""
        assert self.brute is not None and self.feuille is not None
        changed = {
            (line, name): row[name]
            for line, row, before in zip(self.brute.lignes, self._lues, self._avant, strict=True)
            for name in self.table.colonnes
            if row[name] != before[name]
        }
        known = set(map(id, self._lues))
        new = (row for row in self.rangees if id(row) not in known)
        added = enumerate(new, start=self.feuille.derniere_ligne + 1)
        return changed | {(line, name): cell for line, row in added for name, cell in row.items() if cell}


def read_typed(dossier: Dossier, nom: str) -> TableSaisie | None:
    """The table of a folder, a file or a sheet; empty where there is none.

    None, with the reason in ``dossier.anomalies``, when it cannot be used: what it is in cannot be read, or written.
    """
    table = TABLES[nom]
    before = len(dossier.anomalies)
    raw = dossier.read(nom, optional=True)
    if raw is None:
        if len(dossier.anomalies) > before or not dossier.is_whole:
            return None
        return TableSaisie(table, table.colonnes, [])
    sheet = dossier.sheet_of(nom)
    if sheet is not None and (wrong := _refusal(sheet)) is not None:
        dossier.anomalies.append(wrong)
        return None
    validate(raw, dossier.anomalies)
    rows = [dict(zip(raw.colonnes, cells, strict=True)) for cells in raw.rangees]
    return TableSaisie(table, raw.colonnes, rows, brute=raw if sheet else None, feuille=sheet)


def _refusal(sheet: FeuilleDeTable) -> Anomalie | None:
    """Why a sheet cannot be written, if it cannot."""
    name = sheet.classeur.name
    if sheet.classeur.suffix.lower() not in EDITABLE:
        remedy = (
            "L'enregistrer en .xlsx et retirer l'ancien ; ou enregistrer cette feuille en « CSV UTF-8 » sous le nom de "
            "la table, et la retirer du classeur."
        )
        return Anomalie(name, "un classeur où l'import peut écrire, .xlsx", remede=remedy)
    if is_open(sheet.classeur):
        remedy = (
            "L'enregistrer, le fermer, puis relancer. S'il n'est ouvert nulle part, supprimer le fichier caché qui le "
            f"dit (~${name}, ou .~lock.{name}#)."
        )
        return Anomalie(name, "un classeur fermé : l'import y écrit", remede=remedy)
    return None


def write_typed(dossier: Dossier, tables: Sequence[TableSaisie]) -> tuple[BilanTable, ...]:
    """Write those that changed, all or none. Raises DonneesInvalides when one would not be valid, or not be written."""
    if wrong := [anomaly for table in tables if table.est_changee for anomaly in table.check()]:
        raise DonneesInvalides(wrong)
    changed = [table for table in tables if table.est_changee]
    files: dict[Path, str | bytes] = {dossier.place(t.table.nom): t.text() for t in changed if t.feuille is None}
    write_changed({**files, **edit_sheets([table for table in changed if table.feuille is not None])})
    return tuple(table.bilan() for table in tables)


def text_of(colonnes: Sequence[str], rangees: Iterable[Cellules]) -> str:
    """The CSV file of a table that staff write, as imports write it."""
    lines = (";".join(_written(row[name]) for name in colonnes) for row in rangees)
    return "\n".join(["\ufeff" + ";".join(colonnes), *lines, ""])


# -- cells ----------------------------------------------------------------------------------------------------


def as_amount(amount: Decimal) -> str:
    """An amount as staff type it.

    >>> as_amount(Decimal("19875.06")), as_amount(Decimal("31000.00")), as_amount(Decimal("12.5"))
    ('19875,06', '31000', '12,50')
    """
    whole = amount == amount.to_integral_value()
    return f"{amount:.0f}" if whole else f"{amount:.2f}".replace(".", ",")


def plain(text: str) -> str:
    """A text as it is compared: its letters and digits, whatever their case and accents.

    >>> plain("Théâtre d'Anzin") == plain("THEATRE D ANZIN")
    True
    """
    bare = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe"))
    return "".join(c for c in bare if c.isalnum())


def as_cell(text: str) -> str:
    """A text as it is kept, without what a spreadsheet would run as a formula."""
    return clean_text(text).lstrip("=+-@\t ")


def join_sources(*sources: str) -> str:
    """The sources of a row that several files describe, in one order whatever came first.

    >>> join_sources("Ville", "État ; Ville")
    'Ville ; État'
    """
    return _SEPARATOR.join(sorted({part for source in sources for part in split_sources(source)}))


def split_sources(source: str) -> list[str]:
    return [part for part in source.split(_SEPARATOR) if part]


def _written(cell: str) -> str:
    return '"{}"'.format(cell.replace('"', '""')) if re.search('[;"\n]', cell) else cell
