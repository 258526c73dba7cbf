"""Reading tables as spreadsheets really save them, without losing where each row stood.

A table is ``<nom>.csv`` (Excel's and LibreOffice's habits accepted: BOM or none, UTF-8, UTF-16 or
Windows-1252, ``;``, ``,`` or tab) or a sheet of that name in the folder's only workbook. Everything is
read as text: types are the schemas' business. The standard ``csv`` reader is used rather than pandas
because messages need the line of each row, and because pandas takes longer to import than a table to read.
"""

import csv
import datetime
import io
import math
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from quartiers.donnees import xlsx
from quartiers.donnees.erreurs import Anomalie
from quartiers.echappement import printable

if TYPE_CHECKING:
    import pandas as pd

WORKBOOK_SUFFIXES = (".xlsx", ".ods", ".xlsm", ".xls")
MAX_CELL = 10_000  # characters: longer cells are a pasted document, not a value

_THOUSANDS = r"[ \u00a0\u202f']"
_NUMBER = re.compile(rf"([+-]?(?:[0-9]+|[0-9]{{1,3}}(?:{_THOUSANDS}[0-9]{{3}})+)(?:[.,][0-9]+)?)\s*[%€]?")


Sheet: TypeAlias = Sequence[Sequence[object]]  # rows of a workbook's sheet, cells as found


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
        self._sheets: dict[str, Sheet] = {}
        self._workbook: str | None = None
        self._sheets_unknown = False  # some tables may be in a workbook that could not be used
        if not is_folder(self.chemin):
            self.anomalies.append(
                Anomalie(
                    str(self.chemin),
                    "un dossier de données",
                    remede="Vérifier le chemin donné à --donnees, et le droit d'y lire.",
                )
            )
            return
        workbooks = sorted(
            p
            for p in self.chemin.iterdir()
            if p.suffix.lower() in WORKBOOK_SUFFIXES and not p.name.startswith(("~$", ".~lock", "."))
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
                sheets = read_workbook(workbooks[0])
            except ClasseurIllisible as error:
                self._sheets_unknown = True
                self.anomalies.append(
                    Anomalie(
                        workbooks[0].name,
                        "un classeur Excel ou LibreOffice lisible",
                        remede=f"L'ouvrir et l'enregistrer de nouveau ({error}).",
                    )
                )
            else:
                self._sheets = {name.strip().lower(): sheet for name, sheet in sheets.items()}

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
            return self._assemble(nom, f"{self._workbook}, feuille {nom}", sheet_rows(sheet))
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
            return list(_csv_lines(text))
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
    """Whether there is a folder of that name to look into; a name that no system takes (too long, say) is none."""
    try:
        return path.is_dir() and os.access(path, os.R_OK | os.X_OK)
    except (OSError, ValueError):
        return False


def is_file(path: Path) -> bool:
    """Whether there is a file of that name, as :func:`is_folder` does for folders."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


class ClasseurIllisible(Exception):
    """A workbook that cannot be read; its text names the reader's error."""


def read_workbook(path: Path) -> dict[str, Sheet]:
    """Sheets of an Excel or LibreOffice workbook by name, cells as found; raises ClasseurIllisible.

    The text "NA" in a cell is a text, as it is in a CSV file; an error is the text that the spreadsheet shows.
    """
    from python_calamine import load_workbook

    try:
        xlsx.check_size(path)
        with path.open("rb") as file:  # its content says what it is, better than its suffix
            workbook = load_workbook(file)
            sheets = ((name, workbook.get_sheet_by_name(name)) for name in workbook.sheet_names)
            cells: dict[str, Sheet] = {name: sheet.to_python(skip_empty_area=False) for name, sheet in sheets}
        for name, errors in xlsx.find_errors(path).items():
            cells[name] = _with_errors(cells[name], errors)
        return cells
    except xlsx.Demesure as error:
        raise ClasseurIllisible(str(error)) from error
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # calamine's errors are its own, and its panics are no Exception
        raise ClasseurIllisible(type(error).__name__) from error


def _with_errors(sheet: Sheet, errors: dict[tuple[int, int], str]) -> Sheet:
    """The sheet with its errors, which may lie beyond its last cell that has a value."""
    rows = [list(row) for row in sheet]
    for (row, column), error in errors.items():
        rows += [[] for _ in range(row + 1 - len(rows))]
        rows[row] += [""] * (column + 1 - len(rows[row]))
        rows[row][column] = error
    return rows


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
    start, cleaned = 1, _Cleaned()
    try:
        for row in reader:
            cells = [cleaned[cell] for cell in row]
            if any(cells):
                yield start, cells
            start = reader.line_num + 1
    except csv.Error as error:
        raise _MalformedRow(start) from error


def sheet_rows(sheet: Sheet) -> list[tuple[int, list[str]]]:
    """Number and cells, as texts, of each row of a workbook's sheet that is not empty."""
    rows = ((number, [clean_text(_cell_text(v)) for v in row]) for number, row in enumerate(sheet, start=1))
    return [(number, cells) for number, cells in rows if any(cells)]


def _cell_text(value: object) -> str:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, bool):
        return "vrai" if value else "faux"
    if isinstance(value, float):
        # A spreadsheet stores 2019 as 2019.0 and 47.2 as a binary fraction: 12 digits undo both.
        return str(int(value)) if value.is_integer() else format(value, ".12g") if abs(value) < 1e12 else repr(value)
    if isinstance(value, datetime.datetime | datetime.date):
        return value.isoformat()[:10]
    return str(value)
