"""Reading tables as spreadsheets really save them, without losing where each row stood.

A table is ``<nom>.csv`` (Excel's and LibreOffice's habits accepted: BOM or none, UTF-8, UTF-16 or
Windows-1252, ``;``, ``,`` or tab) or a sheet of that name in the folder's only workbook (:mod:`classeurs`
reads it). Everything is read as text: types are the schemas' business. The standard ``csv`` reader is used
rather than pandas because messages need the line of each row, and because pandas takes longer to import
than a table to read.
"""

import csv
import io
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from quartiers.donnees.classeurs import SUFFIXES, ClasseurIllisible, FeuilleLue, Refus, read_workbook
from quartiers.donnees.erreurs import Anomalie
from quartiers.donnees.formes import is_identifier
from quartiers.echappement import printable

if TYPE_CHECKING:
    import pandas as pd

MAX_CELL = 10_000  # characters: longer cells are a pasted document, not a value

_THOUSANDS = r"[ \u00a0\u202f']"
_NUMBER = re.compile(rf"([+-]?(?:[0-9]+|[0-9]{{1,3}}(?:{_THOUSANDS}[0-9]{{3}})+)(?:[.,][0-9]+)?)\s*[%€]?")


@dataclass(frozen=True)
class TableBrute:
    """A table as found: text cells, and the line (or sheet row) on which each row starts.

    Each of ``rangees`` has a cell for each of ``colonnes``, an empty one where the row was cut short.
    """

    nom: str
    source: str
    colonnes: tuple[str, ...]
    lignes: tuple[int, ...]
    rangees: tuple[Sequence[str], ...]

    @cached_property
    def cellules(self) -> "pd.DataFrame":
        """The same, as a frame of texts indexed by line."""
        import pandas as pd

        index = pd.Index(self.lignes, name="ligne")
        return pd.DataFrame(self.rangees, columns=list(self.colonnes), index=index, dtype=object)


@dataclass
class Dossier:
    """A data folder: finds each table, as a CSV file or as a sheet, and gathers what cannot be read."""

    chemin: Path
    anomalies: list[Anomalie] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._sheets: dict[str, FeuilleLue] = {}
        self._workbook: str | None = None
        self._sheets_unknown = False  # some tables may be in a workbook that could not be used
        if not is_folder(self.chemin):
            self.anomalies.append(
                Anomalie(str(self.chemin), "un dossier de données", remede="Vérifier le chemin donné à --donnees.")
            )
            return
        workbooks = sorted(
            p
            for p in self.chemin.iterdir()
            if p.suffix.lower() in SUFFIXES and not p.name.startswith(("~$", ".~lock", "."))
        )
        if len(workbooks) > 1:
            self._sheets_unknown = True
            self.anomalies.append(
                Anomalie(
                    ", ".join(p.name for p in workbooks),
                    "un seul classeur dans le dossier",
                    remede="Garder un classeur et déplacer les autres.",
                )
            )
        elif workbooks:
            self._workbook = workbooks[0].name
            try:
                sheets = read_workbook(workbooks[0], lambda nom: is_identifier(_table_name(nom)))
            except ClasseurIllisible as error:
                self._sheets_unknown = True
                self.anomalies.append(
                    Anomalie(workbooks[0].name, "un classeur Excel ou LibreOffice lisible", remede=str(error))
                )
            else:
                self._sheets = {_table_name(sheet.nom): sheet for sheet in sheets}

    def read(self, nom: str, *, optional: bool = False) -> TableBrute | None:
        """The table ``nom``, or None (with an anomaly unless ``optional``) when it cannot be read."""
        if not is_folder(self.chemin):
            return None
        path = self.chemin / f"{nom}.csv"
        sheet = self._sheets.get(nom)
        if path.is_file() and sheet is not None:
            self.anomalies.append(
                Anomalie(
                    path.name,
                    f"la table une seule fois (elle est aussi une feuille de {self._workbook})",
                    remede="Garder le fichier ou la feuille, et retirer l'autre.",
                )
            )
            return None
        if path.is_file():
            return self._assemble(nom, path.name, self._csv_rows(path))
        if sheet is not None:
            source = f"{self._workbook}, feuille {nom}"
            rows = list(clean_rows(sheet.lignes))
            self.anomalies += _refusals(source, rows, sheet.refus)
            return None if sheet.refus else self._assemble(nom, source, rows)
        if not optional and not self._sheets_unknown:
            self.anomalies.append(
                Anomalie(
                    path.name,
                    f"un fichier {path.name}, ou une feuille « {nom} » dans un classeur",
                    remede=f"Aucun des deux n'est dans {self.chemin}.",
                )
            )
        return None

    def _csv_rows(self, path: Path) -> list[tuple[int, list[str]]]:
        try:
            text = decode(path.read_bytes())
        except (OSError, UnicodeDecodeError) as error:
            self.anomalies.append(
                Anomalie(
                    path.name,
                    "un fichier texte CSV lisible",
                    remede=f"L'enregistrer depuis le tableur en « CSV UTF-8 » ({type(error).__name__}).",
                )
            )
            return []
        if "\0" in text:
            line = text[: text.index("\0")].count("\n") + 1
            self.anomalies.append(
                Anomalie(
                    path.name,
                    "du texte, sans caractère nul",
                    ligne=line,
                    remede="Le fichier est abîmé ou n'est pas un CSV : l'enregistrer de nouveau depuis le tableur.",
                )
            )
            return []
        try:
            return list(clean_rows(_csv_lines(text)))
        except _MalformedRow as error:
            self.anomalies.append(
                Anomalie(
                    path.name,
                    "une ligne de CSV bien formée",
                    ligne=error.line,
                    remede="Un guillemet est sans doute resté ouvert, ou une cellule est démesurée.",
                )
            )
            return []

    def _assemble(self, nom: str, source: str, rows: list[tuple[int, list[str]]]) -> TableBrute | None:
        if not rows:
            if not any(a.fichier == source for a in self.anomalies):
                self.anomalies.append(Anomalie(source, "une première ligne avec le nom des colonnes"))
            return None
        (head_line, head), *body = rows
        columns = [name.strip().lower() for name in head]
        while columns and not columns[-1]:
            columns.pop()
        doubles = {c for c in columns if columns.count(c) > 1}
        for name in sorted(doubles):
            self.anomalies.append(
                Anomalie(source, "un nom de colonne présent une seule fois", ligne=head_line, trouve=name)
            )
        if doubles:
            return None
        # Texts come again and again in a long table: each is judged once.
        suspect = {v for v in {v for _, row in body for v in row} if len(v) > MAX_CELL or is_garbled(v)}
        lines, cells = [], []
        for line, row in body:
            if extra := [c for c in row[len(columns) :] if c]:
                self.anomalies.append(
                    Anomalie(
                        source,
                        f"{len(columns)} cellules au plus",
                        ligne=line,
                        trouve=extra[0],
                        remede="Un texte qui contient le séparateur doit être entre guillemets.",
                    )
                )
                continue
            for name, value in zip(columns, row, strict=False) if suspect.intersection(row) else ():
                if is_garbled(value):
                    self.anomalies.append(
                        Anomalie(
                            source,
                            "des accents intacts",
                            ligne=line,
                            colonne=name,
                            trouve=value,
                            remede="Le fichier a été ouvert avec un mauvais encodage puis enregistré : reprendre la "
                            "version d'avant et l'ouvrir en UTF-8.",
                        )
                    )
                if len(value) > MAX_CELL:
                    self.anomalies.append(
                        Anomalie(
                            source,
                            f"un texte de {MAX_CELL} caractères au plus",
                            ligne=line,
                            colonne=name,
                            trouve=value,
                        )
                    )
            lines.append(line)
            cells.append((row + [""] * len(columns))[: len(columns)])
        return TableBrute(nom, source, tuple(columns), tuple(lines), tuple(cells))


def is_folder(path: Path) -> bool:
    """Whether there is a folder of that name; a name that no system takes (too long, say) is none."""
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def is_file(path: Path) -> bool:
    """Whether there is a file of that name, as :func:`is_folder` does for folders."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def decode(data: bytes) -> str:
    """Text of a file saved by a spreadsheet: UTF-8 or UTF-16 with a mark, UTF-8, else Windows-1252."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252")


def is_garbled(text: str) -> bool:
    """Whether a text is UTF-8 that was read as Windows-1252 and saved so ("Ã©" for "é").

    >>> is_garbled("validÃ©"), is_garbled("validé"), is_garbled("À l'étage")
    (True, False, False)
    """
    if text.isascii():
        return False
    try:
        return text.encode("cp1252").decode("utf-8") != text
    except (UnicodeEncodeError, UnicodeDecodeError):
        return False


def parse_number(text: str) -> float:
    """Number written the French or the English way; ValueError if it is none.

    Accepts a decimal comma or point, thousands split by (narrow, no-break) spaces or apostrophes, the
    typographic minus and a trailing ``%`` or ``€``.

    >>> parse_number("1 234,5 %"), parse_number("−5.4")
    (1234.5, -5.4)
    """
    found = _NUMBER.fullmatch(text.strip().replace("−", "-"))
    if not found:
        raise ValueError(f"not a number: {text[:40]!r}")
    number = float(re.sub(_THOUSANDS, "", found[1]).replace(",", "."))
    if math.isinf(number):
        raise ValueError(f"too large: {text[:40]!r}")
    return number


def split_list(text: str | None) -> tuple[str, ...]:
    """Items of a cell that holds several, separated by ``|``."""
    return tuple(item.strip() for item in (text or "").split("|") if item.strip())


def clean_text(value: str) -> str:
    r"""A text as it is kept: one line, without the characters that no reader should meet.

    Line breaks inside a cell become spaces; control characters and marks of direction are dropped, so that nothing
    of a table acts on the terminal, the page or the sheet that shows it.

    >>> clean_text(" un\n deux\x1b[31m \u202etrois ")
    'un deux[31m trois'
    """
    return " ".join(part for line in value.splitlines() if (part := printable(line).strip()))


class _MalformedRow(Exception):
    """A row that the ``csv`` reader refuses, and the line on which it starts."""

    def __init__(self, line: int):
        self.line = line
        super().__init__(line)


class _Cleaned(dict[str, str]):
    """Cleaned cells by text: a long table repeats a few texts, which are cleaned and kept once."""

    def __missing__(self, text: str) -> str:
        return self.setdefault(text, clean_text(text))


def _csv_lines(text: str) -> Iterator[tuple[int, list[str]]]:
    first = re.search(r"^.*\S.*$", text, re.MULTILINE)
    delimiter = max(";,\t", key=first[0].count) if first else ";"
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    start = 1
    try:
        for row in reader:
            yield start, row
            start = reader.line_num + 1
    except csv.Error as error:
        raise _MalformedRow(start) from error


def clean_rows(rows: Iterable[tuple[int, Sequence[str]]]) -> Iterator[tuple[int, list[str]]]:
    """The same rows with their cells as they are kept, without those that are empty."""
    cleaned = _Cleaned()
    for line, row in rows:
        cells = [cleaned[cell] for cell in row]
        if any(cells):
            yield line, cells


def _table_name(sheet: str) -> str:
    return sheet.strip().lower()


def _refusals(source: str, rows: Sequence[tuple[int, Sequence[str]]], refus: Iterable[Refus]) -> Iterator[Anomalie]:
    """What is refused of a sheet, under the names of its columns."""
    head_line, head = rows[0] if rows else (0, [])
    for refused in refus:
        named = refused.ligne > head_line and refused.colonne < len(head)
        yield Anomalie(
            source,
            refused.attendu,
            refused.ligne,
            head[refused.colonne].strip().lower() or None if named else None,
            refused.trouve,
            f"Cellule {refused.cellule} : {refused.remede}",
        )
