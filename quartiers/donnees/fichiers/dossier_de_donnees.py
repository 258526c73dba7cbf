"""A data folder: reads each table, a CSV file or a sheet of its workbook, and gathers what cannot be read."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from quartiers import EDITIONS
from quartiers.donnees.description import Lieu, Table
from quartiers.donnees.erreurs import Anomalie, reason_of
from quartiers.donnees.fichiers.classeurs.commun import Plage
from quartiers.donnees.fichiers.classeurs.divergences import ErreurDeFormule, is_error
from quartiers.donnees.fichiers.codages import decode
from quartiers.donnees.fichiers.entetes import read_header
from quartiers.donnees.fichiers.inventaire import Entree, Inventaire, is_name_of, is_open, meaning_of
from quartiers.donnees.fichiers.lecture import MAX_CELL, Rangee, TableBrute, is_file, is_folder, is_garbled
from quartiers.donnees.fichiers.lecture_csv import RangeeMalFormee, read_rows
from quartiers.donnees.fichiers.textes import clean_text, fold
from quartiers.donnees.memoire_classeur import AUTRES
from quartiers.donnees.tables import TABLES

if TYPE_CHECKING:
    from quartiers.donnees.fichiers.classeurs import FeuilleLue

_LEAST: Final = 3  # compulsory columns of a table, for a row of one cell to be no row of it
MAX_TYPED: Final = 100_000  # lines of a table that people write
_MAX_KEPT: Final = 2_000_000  # characters
# The last sound text of each table, as it was read: of a folder that is read at each save, one has changed.
_SOUND: Final[dict[str, tuple[str, TableBrute]]] = {}
MAX_CSV: Final = 200 * 1024 * 1024  # bytes; the measures of all the QPV of France take thirty megabytes


@dataclass(frozen=True)
class FeuilleDeTable:
    """The sheet that a table is: its workbook, its own name, its last filled row; the ``etat`` of what was read."""

    classeur: Path
    nom: str
    derniere_ligne: int
    etat: tuple[int, int] | None

    @property
    def est_celle_lue(self) -> bool:
        """Whether the workbook is still the one that was read."""
        return self.etat == state_of(self.classeur)


def state_of(path: Path) -> tuple[int, int] | None:
    """Date and size of a file; None where it cannot be seen."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size


@dataclass
class Dossier:
    """A data folder, and the anomalies found so far in reading it.

    ``saisie`` is a workbook from elsewhere whose sheets are read in place of what the folder has of the tables that
    staff write: the folder as it would be, were they put into it.
    """

    chemin: Path
    anomalies: list[Anomalie] = field(default_factory=list)
    saisie: Path | None = None

    def __post_init__(self) -> None:
        self._classeur: str | None = None
        self._etat: tuple[int, int] | None = None  # of its file, when it was read
        self._feuilles: dict[str, list[FeuilleLue]] = defaultdict(list)  # by table
        self._autres_feuilles: list[str] = []
        self._feuilles_inconnues = False  # some tables may be in a workbook that could not be used
        self._inventaire = Inventaire(self.chemin)
        if not is_folder(self.chemin):
            remedy = "Vérifier le chemin donné, et le droit d'y lire."
            if is_file(self.chemin):
                remedy = "C'est un fichier : donner le dossier qui le contient."
            self._say(str(self.chemin), "un dossier de données", remedy)
        for entry, lieu in self._inventaire.dossiers_mal_nommes:
            is_one = entry.est_dossier
            remedy = "Le renommer ainsi." if is_one else "Le déplacer, et mettre à sa place le dossier qu'il remplace."
            self._say(entry.chemin, f"un dossier nommé « {lieu} »", remedy)
        given = [] if self.saisie is None else [Entree(self.saisie, self.saisie.name)]
        self._open_workbook(given or self._inventaire.classeurs)

    def read(self, nom: str, *, optional: bool | None = None) -> TableBrute | None:
        """The table ``nom``, or None (with an anomaly unless ``optional``) when it cannot be read.

        ``optional`` is by default what the table's description says.
        """
        if not is_folder(self.chemin):
            return None
        table = TABLES[nom]
        sheets = self._feuilles.get(nom, [])
        files = [] if self.saisie is not None and self._is_meant(table) else self._inventaire.fichiers(table)
        if not files and not sheets:
            self._report_absence(table, table.facultative if optional is None else optional)
            return None
        if self._has_doubles(table, files, sheets):
            return None
        if files:
            return self._read_csv(table, files[0])
        source = f"{self._classeur}, feuille {sheets[0].nom.strip()}"
        cleaned = ((number, [clean_text(cell) for cell in cells]) for number, cells in sheets[0].lignes)
        rows: list[Rangee] = [(number, cells) for number, cells in cleaned if any(cells)]
        self._report_refusals(source, sheets[0], rows)
        # Of a range that is refused, the cells that are empty say nothing of what they were meant to hold.
        return None if any(":" in r.cellule for r in sheets[0].refus) else self._assemble(table, source, rows)

    def place(self, nom: str) -> Path:
        """The file of a table: the one that is there, else the one that would be written."""
        found = self._inventaire.fichiers(TABLES[nom])
        return found[0].path if found else self.chemin / TABLES[nom].chemin

    @property
    def classeur(self) -> str | None:
        """The workbook that is read, if one holds a table."""
        return self._classeur if self._feuilles else None

    @property
    def est_ouvert(self) -> bool:
        """Whether a spreadsheet seems to have that workbook open, and may have more to say than was saved."""
        return self.classeur is not None and is_open(self.saisie or self.chemin / self.classeur)

    @property
    def feuilles(self) -> tuple[str, ...]:
        """The tables that are sheets."""
        return tuple(self._feuilles)

    def sheet_of(self, nom: str) -> "FeuilleDeTable | None":
        """Where the rows of a table are in the workbook; None where it is no sheet of it."""
        sheets = self._feuilles.get(nom, [])
        if not sheets or self.classeur is None or not sheets[0].lignes:
            return None
        return FeuilleDeTable(self.chemin / self.classeur, sheets[0].nom, sheets[0].lignes[-1][0], self._etat)

    @property
    def autres_feuilles(self) -> tuple[str, ...]:
        """The names of the sheets that are no table."""
        return tuple(self._autres_feuilles)

    @property
    def is_whole(self) -> bool:
        """Whether what was not found is not there: no workbook that could not be used may hold it."""
        return not self._feuilles_inconnues

    @property
    def est_vide(self) -> bool:
        """Whether nothing in it is a table, nor was meant as one."""
        return self._inventaire.est_vide

    def laisses(self) -> tuple[str, ...]:
        """What of the folder is no table, in French sentences: nothing of it is read."""
        entries = (e for e in self._inventaire.laisses() if e.chemin != self._classeur)
        sheets = ((name, self._read_instead_of(name)) for name in self._autres_feuilles if name not in AUTRES)
        return (
            *(f"{_kind(e)} « {e.chemin} » : laissé, {self._why_left(e)}" for e in entries),
            *(f"feuille « {name} » : laissée, {read or _NO_TABLE}" for name, read in sheets),
        )

    def _why_left(self, entry: Entree) -> str:
        if entry.est_dossier and fold(entry.chemin) == EDITIONS:
            return f"les éditions gardées se lisent dans {EDITIONS}/"
        if entry.est_dossier or entry.est_document:
            is_contour = entry.path.suffix == ".geojson"
            return "les contours se lisent dans importees/perimetres.geojson" if is_contour else "rien ne s'y lit"
        if entry.est_classeur and "/" in entry.chemin:
            return "un classeur ne se lit qu'à la racine du dossier des données"
        return self._read_instead_of(entry.nom or "") or _NO_TABLE

    def _read_instead_of(self, name: str) -> str | None:
        """Where the table that a name means is read."""
        table = meaning_of(name)
        if table is None:
            return None
        files = self._inventaire.fichiers(TABLES[table])
        places = [*(e.chemin for e in files), *(f"la feuille « {s.nom} »" for s in self._feuilles.get(table, []))]
        return f"la table {table} est lue dans {places[0]}" if places else None

    # -- what is there ------------------------------------------------------------------------------------

    def _open_workbook(self, workbooks: Sequence[Entree]) -> None:
        if not workbooks:
            return
        self._feuilles_inconnues = True
        if len(workbooks) > 1:
            names = ", ".join(e.chemin for e in workbooks)
            self._say(names, "un seul classeur dans le dossier", "Garder un classeur et déplacer les autres.")
            return
        from quartiers.donnees.fichiers.classeurs import ClasseurIllisible, read_workbook

        [workbook] = workbooks

        def keep(name: str) -> bool:
            table = _table_of(name)
            is_read = table is not None and (self.saisie is None or TABLES[table].lieu is Lieu.SAISIE)
            if not is_read:
                self._autres_feuilles.append(name)
            return is_read

        self._etat = state_of(workbook.path)
        try:
            sheets = read_workbook(workbook.path, keep)
        except ClasseurIllisible as error:
            self._say(workbook.chemin, "un classeur Excel ou LibreOffice lisible", str(error))
            return
        self._classeur, self._feuilles_inconnues = workbook.chemin, False
        for sheet in sheets:
            self._feuilles[_table_of(sheet.nom) or ""].append(sheet)

    def _is_meant(self, table: Table) -> bool:
        """Whether a sheet is a table that staff write, or was meant as it."""
        others = (name for name in self._autres_feuilles if meaning_of(name) == table.nom)
        return table.lieu is Lieu.SAISIE and (table.nom in self._feuilles or any(others))

    def _has_doubles(self, table: Table, files: Sequence[Entree], sheets: "Sequence[FeuilleLue]") -> bool:
        """Whether the table is there more than once, which is then said."""
        places = [
            *(entry.chemin for entry in (*files, *(self._inventaire.copies(table) if self.saisie is None else ()))),
            *(f"la feuille « {s.nom} » de {self._classeur}" for s in sheets),
            *(f"la feuille « {n} » de {self._classeur}" for n in self._autres_feuilles if is_name_of(n, table.nom)),
        ]
        if len(places) < 2:
            return False
        expected = f"la table {table.nom} une seule fois (elle est dans {' et '.join(places)})"
        self._say(places[0], expected, "Garder l'un des deux, et déplacer l'autre hors du dossier des données.")
        return True

    def _report_absence(self, table: Table, optional: bool) -> None:
        """Say that a table is absent, if it may not be, or if something was meant as it."""
        # A workbook that bears the table's name is named if it holds no table: its sheet may be called « Feuil1 ».
        used = self._classeur if self._feuilles else None
        entries = [e for e in self._inventaire.pris_pour(table) if e.chemin != used]
        for entry in entries:
            expected = f"la table {table.nom} sous son nom, {table.chemin}"
            if Path(entry.chemin).name == table.fichier:
                expected = f"la table {table.nom} à sa place, {table.chemin}"
            self._say(entry.chemin, expected, _how_to_mend(entry, table))
        sheets = [name for name in self._autres_feuilles if meaning_of(name) == table.nom]
        for name in sheets:
            remedy = f"Renommer la feuille « {table.nom} », ou la déplacer dans un autre classeur."
            self._say(f"{self._classeur}, feuille {name}", f"la table {table.nom} sous son nom", remedy)
        if not (entries or sheets or optional or self._feuilles_inconnues):
            expected = f"un fichier {table.fichier}, ou une feuille « {table.nom} » dans un classeur"
            self._say(table.chemin, expected, f"Aucun des deux n'est dans {self.chemin}.")

    def _say(self, source: str, expected: str, remedy: str, line: int | None = None) -> None:
        self.anomalies.append(Anomalie(source, expected, line, remede=remedy))

    # -- what it holds ------------------------------------------------------------------------------------

    def _read_csv(self, table: Table, entry: Entree) -> TableBrute | None:
        """The table of a CSV file; None, with why in the anomalies, if it cannot be read."""
        text = self._csv_text(entry, table)
        if text is None:
            return None
        if (kept := _SOUND.get(table.nom)) is not None and kept[0] == text and kept[1].source == entry.chemin:
            return kept[1]
        said = len(self.anomalies)
        found = self._assemble(table, entry.chemin, self._csv_rows(text, entry, table))
        if found is not None and len(self.anomalies) == said and len(text) <= _MAX_KEPT:
            _SOUND[table.nom] = text, found
        return found

    def _csv_text(self, entry: Entree, table: Table) -> str | None:
        """What a CSV file says; None, with why in the anomalies, if it cannot be read."""
        try:
            if entry.path.stat().st_size > MAX_CSV:
                self._say(entry.chemin, f"un fichier de moins de {MAX_CSV // 1024**2} Mo", "Est-ce bien cette table ?")
                return None
            text = decode(entry.path.read_bytes())
        except UnicodeError:
            remedy = "Le tableur dit mal ses accents : l'enregistrer en « CSV UTF-8 »."
            self._say(entry.chemin, "un fichier texte CSV lisible", remedy)
            return None
        except OSError as error:
            remedy = (
                f"Le fermer dans les autres logiciels, et vérifier qu'on a le droit de le lire ({reason_of(error)})."
            )
            self._say(entry.chemin, "un fichier que l'on peut lire", remedy)
            return None
        if table.lieu is Lieu.SAISIE and text.count("\n") > MAX_TYPED:
            limit = f"{MAX_TYPED:_}".replace("_", " ")
            self._say(entry.chemin, f"un tableau de {limit} lignes au plus", "Est-ce bien cette table ?")
            return None
        if "\0" in text:
            remedy = "Le fichier est abîmé ou n'est pas un CSV : l'enregistrer de nouveau depuis le tableur."
            line = text[: text.index("\0")].count("\n") + 1
            self._say(entry.chemin, "du texte, sans caractère nul", remedy, line)
            return None
        return text

    def _csv_rows(self, text: str, entry: Entree, table: Table) -> list[Rangee] | None:
        try:
            return read_rows(text, table.colonnes)
        except RangeeMalFormee as error:
            self._say(entry.chemin, "une ligne de CSV bien formée", error.remede, error.ligne)
            return None

    def _assemble(self, table: Table, source: str, rows: list[Rangee] | None) -> TableBrute | None:
        if not rows:
            if rows is not None:
                names = ", ".join(table.colonnes)
                self._say(source, "une première ligne avec le nom des colonnes", f"Colonnes attendues : {names}.")
            return None
        columns = read_header(rows, table.colonnes, source, self.anomalies, table.omissibles)
        if columns is None:
            return None
        below = [row for row in self._once(table, source, rows[1:]) if not self._is_no_row(table, source, columns, row)]
        kept = [(line, row) for line, row in below if not self._has_too_many(source, line, row, len(columns))]
        self._check_texts(source, columns, kept)
        absent = tuple(name for name in table.colonnes if name not in columns)  # which the table may lack
        width = len(columns) + len(absent)
        cells = tuple([*row[: len(columns)], *[""] * width][:width] for _, row in kept)
        return TableBrute(table.nom, source, (*columns, *absent), tuple(line for line, _ in kept), cells, absent)

    def _once(self, table: Table, source: str, rows: Iterable[Rangee]) -> Iterator[Rangee]:
        """Rows but those that repeat another, which are said: whatever it is wrong with, one of them tells."""
        expected = table.cles[0].attendu if table.cles and not table.identifiant else "une ligne saisie une seule fois"
        column = table.cle[0] if table.cle else None
        lines: dict[tuple[str, ...], int] = {}
        for line, row in rows:
            first = lines.setdefault(tuple(row), line)
            if first == line:
                yield line, row
                continue
            found, remedy = next(filter(None, row), ""), f"Voir aussi la ligne {first}."
            self.anomalies.append(Anomalie(source, expected, line, column, found, remedy))

    def _is_no_row(self, table: Table, source: str, columns: Sequence[str], rangee: Rangee) -> bool:
        """Whether a row is a note, or a total, under the table: one cell, where several are compulsory."""
        line, row = rangee
        filled = [cell for cell in row[: len(columns)] if cell]
        if len(filled) > 1 or len(row) > len(columns) or sum(c.obligatoire for c in table.champs.values()) < _LEAST:
            return False
        remedy = "Une note ou un total ne va pas dans le tableau : supprimer cette ligne, ou la compléter."
        self.anomalies.append(Anomalie(source, "une ligne du tableau", line, trouve=filled[0], remede=remedy))
        return True

    def _has_too_many(self, source: str, line: int, row: Sequence[str], width: int) -> bool:
        place, beyond = next(((n, cell) for n, cell in enumerate(row) if n >= width and cell), (0, None))
        if beyond is not None:
            remedy = "Un texte qui contient le séparateur doit être entre guillemets."
            if source.startswith(f"{self._classeur}, "):
                remedy = f"Supprimer ce qui est à droite du tableau (cellule {Plage.cell(line, place).reference})."
            self.anomalies.append(Anomalie(source, f"{width} cellules au plus", line, None, beyond, remedy))
        return beyond is not None

    def _check_texts(self, source: str, columns: Sequence[str], rows: Iterable[Rangee]) -> None:
        """Say which texts were spoiled, or are no value."""
        rows = list(rows)
        # Texts come again and again in a long table: each is judged once.
        texts = {value for _, row in rows for value in row}
        faults = {value: fault for value in texts if (fault := _fault_of(value)) is not None}
        said = {(a.ligne, a.colonne) for a in self.anomalies if a.fichier == source}
        for line, row in rows if faults else ():
            for name, value in zip(columns, row, strict=False):
                if value in faults and (line, name) not in said:
                    self.anomalies.append(Anomalie(source, faults[value][0], line, name, value, faults[value][1]))

    def _report_refusals(self, source: str, sheet: "FeuilleLue", rows: Sequence[Rangee]) -> None:
        """Cells that are not read as they are shown, under the names of their columns."""
        head_line, head = rows[0] if rows else (0, [])
        for refused in sheet.refus:
            named = refused.ligne > head_line and refused.colonne < len(head)
            column = head[refused.colonne].lower() or None if named else None
            remedy = f"Cellule {refused.cellule} : {refused.remede}"
            self.anomalies.append(Anomalie(source, refused.attendu, refused.ligne, column, refused.trouve, remedy))


def _fault_of(text: str) -> tuple[str, str | None] | None:
    """What is expected in place of a text that was spoiled, or is no value, and how to mend it; None for another."""
    if len(text) > MAX_CELL:
        return f"un texte de {MAX_CELL} caractères au plus", None
    if is_garbled(text):
        remedy = (
            "Le fichier a été ouvert avec un mauvais encodage puis enregistré : reprendre la version d'avant et "
            "l'ouvrir en UTF-8."
        )
        return "des accents intacts", remedy
    if is_error(text):
        return ErreurDeFormule.attendu, ErreurDeFormule.remede
    return None


def _table_of(sheet: str) -> str | None:
    """The table that a sheet of that name is: spaces around it and capitals do not matter."""
    name = clean_text(sheet).lower()
    return name if name in TABLES else None


_NO_TABLE: Final = "aucune table ne porte ce nom"


def _kind(entry: Entree) -> str:
    return "dossier" if entry.est_dossier else "fichier"


def _how_to_mend(entry: Entree, table: Table) -> str:
    if is_folder(entry.path):
        return "C'est un dossier : le déplacer."
    if entry.path.is_symlink() and not entry.path.exists():
        return "C'est un lien vers un fichier qui n'existe plus : le retirer, ou le refaire."
    if not is_file(entry.path):
        return "Ce n'est pas un fichier ordinaire : le retirer, et remettre la table."
    if entry.est_classeur:
        if "/" in entry.chemin:
            return f"Un classeur ne se lit qu'à la racine : l'y déplacer, sa feuille nommée « {table.nom} »."
        return f"Y nommer « {table.nom} » la feuille qui la contient, ou déplacer ce classeur."
    if entry.path.suffix.lower() not in ("", ".csv", ".txt", ".tsv", ".tab"):
        return (
            "Il ne se lit pas : l'enregistrer en « CSV UTF-8 » sous ce nom, ou le déplacer hors du dossier des données."
        )
    return f"Le renommer « {table.chemin} », ou le déplacer hors du dossier des données."
