"""Reading INSEE's files on the QPV as they circulate: which file it is, and its cells as texts.

Nothing of an indicator is known here. Either the file is read (:class:`FichierInsee`), or it is none of
INSEE's themes (:class:`FichierInconnu`), or it is broken (:class:`FichierRefuse`, with every reason).
"""

import csv
import io
import math
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pandas as pd

from quartiers.donnees.erreurs import Anomalie
from quartiers.donnees.fichiers.classeurs import ClasseurIllisible, FeuilleLue
from quartiers.donnees.fichiers.classeurs.nature import read_bytes as open_workbook
from quartiers.donnees.fichiers.codages import decode
from quartiers.donnees.fichiers.lecture import is_file, is_folder, is_garbled, parse_number
from quartiers.donnees.fichiers.recus import FichierRefuse
from quartiers.donnees.fichiers.textes import clean_text
from quartiers.donnees.formes import COMMUNE_CODE, QPV_CODE
from quartiers.donnees.importation.insee_catalogue import THEME_CLASSEUR, THEME_COMMUNES, Catalogue
from quartiers.donnees.importation.insee_noms import edition_in, geography_in, theme_in
from quartiers.donnees.importation.laisses import FichierInconnu
from quartiers.donnees.modele import QPV_FRANCE
from quartiers.donnees.tables.importees import COMMUNE, THEMES_PAR_SOURCE
from quartiers.typographie import count

# Fewer QPV than that, and a file is an extract: the country has 1,300 (2015) to 1,600 (2024) of them.
MIN_QPV_FRANCE: Final = 1000
SUFFIXES: Final = (".csv", ".xls", ".xlsx")
# Statistical secrecy, as INSEE writes it: an empty cell, "secret", "non significatif", "non disponible", "sans objet"…
_WITHHELD: Final = frozenset({"", "s", "ns", "nd", "so", "c"})

CODES: Final = ("CODGEO", "codeQPV", "code_qp")  # what INSEE and the ANCT name the column of a territory's code

_ENSEMBLE: Final = frozenset({"ENSEMBLE", "00"})  # the row, or the only row of a file, of all the QPV of the country
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"  # how workbooks begin: .xlsx, .xls
_SHOWN_PER_COLUMN = 5


class EnteteInconnu(FichierInconnu):
    """A file on the QPV none of whose columns is to be taken: the catalogue does not have them yet, or leaves them."""

    def __init__(self, theme: str | None, edition: int | None, colonnes: Sequence[str]):
        self.theme, self.edition, self.colonnes = theme, edition, tuple(colonnes)
        super().__init__("aucune de ses colonnes n'est de celles que catalogue_insee.csv dit de reprendre")


@dataclass(frozen=True)
class FichierInsee:
    """A file of a theme and edition: texts, one row a territory (code of a QPV or commune, or ``qpv-france``).

    ``cellules`` has the named columns (names stripped), ``lignes`` the line of each territory in the
    file; ``champ`` is the part of France that ``qpv-france`` covers, where it is not all of it;
    ``libelles`` names the columns of a QPV's name and of its communes, where the theme has them.
    """

    nom: str
    theme: str
    edition: int
    geographie: str
    cellules: pd.DataFrame
    lignes: "pd.Series[int]"
    champ: str = ""
    libelles: tuple[str, str] = ("LIBGEO", "LIB_COM")
    anomalies: list[Anomalie] = field(default_factory=list)

    @property
    def cle(self) -> tuple[str, int, str]:
        """Theme, edition and geography: what a file is the only one to give."""
        return self.theme, self.edition, self.geographie

    @property
    def du_pays(self) -> bool:
        """Whether the file has a row of all the QPV of the country."""
        return QPV_FRANCE in self.cellules.index

    @property
    def du_pays_seul(self) -> bool:
        """Whether the file only has the row of all the QPV of the country, which completes that of the QPV."""
        return self.qpv.empty

    @property
    def national(self) -> bool:
        """Whether the file covers the QPV of the country."""
        return self.geographie != COMMUNE and len(self.qpv) >= MIN_QPV_FRANCE

    @property
    def qpv(self) -> pd.Index:
        """Codes of the QPV, or of the communes, without the national row."""
        return self.cellules.index[self.cellules.index != QPV_FRANCE]

    def numbers(self, column: str) -> "pd.Series[float]":
        """Numbers of a column by territory, missing where not published; a text that is none is an anomaly."""
        texts = self.cellules[column]
        known: dict[str, float] = {}
        unreadable = set()
        for text in texts.unique():
            try:
                known[text] = math.nan if text.strip().lower() in _WITHHELD else parse_number(text)
            except ValueError:
                unreadable.add(text)
        if unreadable:
            self.report(column, texts.isin(unreadable), "un nombre, ou une cellule vide")
        return texts.map(known).astype("float64")

    def report(self, column: str, wrong: "pd.Series[bool]", expected: str, remedy: str | None = None) -> None:
        """Add an anomaly for each cell of ``column`` where ``wrong``: the first ones, and how many others."""
        places = list(self.cellules.index[wrong])
        for place in places[:_SHOWN_PER_COLUMN]:
            found = str(self.cellules.at[place, column])
            self.anomalies.append(Anomalie(self.nom, expected, int(self.lignes[place]), column, found, remedy))
        if others := places[_SHOWN_PER_COLUMN:]:
            more = f"{expected} (de même dans {count(len(others), 'autre ligne', 'autres lignes')})"
            self.anomalies.append(Anomalie(self.nom, more, int(self.lignes[others[0]]), column))


def find_files(arguments: Sequence[str | Path], suffixes: Collection[str] = SUFFIXES) -> list[Path]:
    """Files that the arguments name: a file, a folder (its files of these suffixes), a pattern such as ``*.csv``.

    A pattern is expanded here because the Windows shell does not. An argument that matches nothing stays,
    so that reading says that it is absent. Each file comes once, in the order given.
    """
    found: dict[Path, Path] = {}
    for argument in map(Path, arguments):
        matches = [argument]
        if is_folder(argument):
            matches = sorted(p for p in argument.iterdir() if p.suffix.lower() in suffixes and _is_visible(p))
            matches = matches or [argument]
        elif re.search(r"[*?\[]", argument.name) and is_folder(argument.parent) and not is_file(argument):
            matches = sorted(filter(_is_visible, argument.parent.glob(argument.name))) or [argument]
        for path in matches:
            found.setdefault(path.resolve(), path)
    return list(found.values())


def _is_visible(path: Path) -> bool:
    return not path.name.startswith((".", "~$")) and path.is_file()


def read_content(nom: str, data: bytes, catalogue: Catalogue, archive: str = "") -> FichierInsee:
    """Read one file, that came in an ``archive`` of that name or not.

    Raises :class:`FichierInconnu` when no theme is recognised, :class:`FichierRefuse` when it is broken.
    """
    shown = f"{archive}, {nom}" if archive else nom
    if nom.lower().endswith((".xls", ".xlsx")) or data.startswith((_ZIP, _OLE)):
        return _read_workbook(shown, data)
    return _read_csv(nom, read_text(shown, data), catalogue, archive)


# -- CSV files ------------------------------------------------------------------------------------------


def read_text(nom: str, data: bytes) -> str:
    try:
        text = decode(data, ("cp1252",))
    except UnicodeError as error:
        remedy = "Le fichier est abîmé, ou n'est pas un CSV : le télécharger de nouveau."
        raise FichierRefuse([Anomalie(nom, "un texte en UTF-8 ou Windows-1252", remede=remedy)]) from error
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        remedy = "Le fichier est abîmé, ou n'est pas un CSV : le télécharger de nouveau."
        raise FichierRefuse([Anomalie(nom, "du texte, sans caractère nul", line, remede=remedy)])
    start = text[:1000].lstrip()
    if not text.strip():
        raise FichierRefuse([Anomalie(nom, "un fichier qui n'est pas vide", remede="Le télécharger de nouveau.")])
    if start.startswith("<"):
        remedy = "C'est sans doute un message d'erreur du site, enregistré sous ce nom : télécharger de nouveau."
        raise FichierRefuse([Anomalie(nom, "un fichier CSV, et non une page web", 1, None, start[:40], remedy)])
    return text


def _read_csv(nom: str, text: str, catalogue: Catalogue, archive: str = "") -> FichierInsee:
    shown, names = (f"{archive}, {nom}", [nom, archive]) if archive else (nom, [nom])
    rows = RangeesCsv(shown, text)
    columns = rows.columns
    if {"COD_VAR", "LIB_VAR"} <= set(columns):
        raise FichierInconnu("il décrit les colonnes d'un autre")
    theme = theme_in(names, catalogue.themes) or catalogue.recognise(columns)
    code = next((name for name in CODES if name in columns), None)
    edition = edition_in(names, theme or "")
    if theme is None and not QPV_CODE.search(text):
        raise FichierInconnu("ni son nom ni ses colonnes ne disent un thème connu")
    if theme is None or (theme in THEMES_PAR_SOURCE and not (code and catalogue.knows(theme, edition, columns))):
        raise EnteteInconnu(theme, edition, [name for name in columns if name and name != code])
    _check_columns(shown, columns, theme, code, catalogue)
    if edition is None:
        expected = "l'année de diffusion dans le nom du fichier, une seule fois"
        raise FichierRefuse([Anomalie(shown, expected, remede=f"Le renommer comme {theme}_2022.csv.")])
    index = {name: position for position, name in enumerate(columns) if name}
    body = rows.read()
    cells = pd.DataFrame([row for _, row in body], columns=columns, dtype=object)[list(index)]
    lines = pd.Series([line for line, _ in body], dtype="int64")
    cells = cells.rename(columns={str(code): "code"})
    said = geography_in(names) if theme in THEMES_PAR_SOURCE else None
    return _by_territory(shown, theme, edition, cells, lines, said=said)


class RangeesCsv:
    """Rows of a CSV text, cut to the named columns; the first row that is not empty names them."""

    def __init__(self, nom: str, text: str):
        self.nom = nom
        start = re.search(r"^.*\S.*$", text, re.MULTILINE)
        delimiter = max(";,\t", key=start[0].count) if start else ";"
        self._reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        self._next_line = 1
        while (found := self._next()) and not any(map(str.strip, found[1])):
            pass
        head = found[1] if found else []
        self.width = len(head)
        self.columns = [" ".join(clean_text(name).split()) for name in head]
        while self.columns and not self.columns[-1]:
            self.columns.pop()

    def read(self) -> list[tuple[int, list[str]]]:
        """Line and cells of each row that is not empty; raises FichierRefuse with the first malformed rows."""
        wrong, rows, widths = [], [], []
        count = len(self.columns)
        while (found := self._next()) is not None:
            line, row = found
            cells, tail = row[:count], row[count:]
            if any(tail) and any(cell.strip() for cell in tail):
                wrong.append(self._extra(line, next(cell for cell in tail if cell.strip())))
            elif any(cells):
                if len(cells) < count:
                    wrong.append(self._short(line, len(cells)))
                rows.append((line, cells))
                widths.append(len(row))
        # The empty tail of the last row tells too: the others have it whole.
        if not wrong and rows and widths[-1] < min(widths[:-1], default=self.width):
            wrong.append(self._short(rows[-1][0], widths[-1]))
        if wrong:
            raise FichierRefuse(wrong[:_SHOWN_PER_COLUMN])
        return rows

    def _next(self) -> tuple[int, list[str]] | None:
        line = self._next_line
        try:
            row = next(self._reader, None)
        except csv.Error as error:
            remedy = "Un guillemet est sans doute resté ouvert, ou le fichier est coupé : le télécharger de nouveau."
            raise FichierRefuse([Anomalie(self.nom, "une ligne de CSV bien formée", line, remede=remedy)]) from error
        self._next_line = self._reader.line_num + 1
        return None if row is None else (line, row)

    def _short(self, line: int, cells: int) -> Anomalie:
        remedy = f"Elle en a {cells} : le fichier est coupé, le télécharger de nouveau."
        return Anomalie(self.nom, f"une ligne entière, de {self.width} cellules", line, remede=remedy)

    def _extra(self, line: int, cell: str) -> Anomalie:
        remedy = "Un texte qui contient le séparateur doit être entre guillemets."
        return Anomalie(self.nom, f"{len(self.columns)} cellules au plus", line, None, cell, remedy)


def _check_columns(nom: str, columns: Sequence[str], theme: str, code: str | None, catalogue: Catalogue) -> None:
    wrong = []
    for name in dict.fromkeys(c for c in columns if c and columns.count(c) > 1):
        wrong.append(Anomalie(nom, "un nom de colonne présent une seule fois", 1, None, name))
    if code is None:
        remedy = "Ce n'est pas un fichier de l'Insee sur les QPV, ou sa première ligne a été modifiée."
        wrong.append(Anomalie(nom, "une colonne « CODGEO », le code du quartier", 1, remede=remedy))
    elif (seen := catalogue.recognise(columns)) != theme and (seen or theme not in THEMES_PAR_SOURCE):
        hint = f"Ses colonnes sont celles du thème {seen}." if seen else None
        wrong.append(Anomalie(nom, f"des colonnes du thème {theme}, que dit son nom", 1, remede=hint))
    if wrong:
        raise FichierRefuse(wrong)


# -- the census workbook --------------------------------------------------------------------------------


def _read_workbook(nom: str, data: bytes) -> FichierInsee:
    try:
        sheets = {sheet.nom: sheet for sheet in open_workbook(data, {"Quartiers", "Regions"}.__contains__)}
    except ClasseurIllisible as error:
        remedy = f"{error} Si c'est une archive, la renommer en .zip ; sinon, le télécharger de nouveau."
        raise FichierRefuse([Anomalie(nom, "un classeur Excel lisible", remede=remedy)]) from error
    if len(sheets) < 2:
        raise FichierInconnu(
            "ce classeur n'est pas celui du recensement (feuilles « Quartiers » et « Regions ») ; "
            "une table DEMO, IPRO ou REVN s'enregistre en CSV"
        )
    quartiers, regions = sheets["Quartiers"], sheets["Regions"]
    titles = " ".join(row[0] for _, row in quartiers.lignes[:10])
    year = re.search(r"[Rr]ecensement de la population (20\d\d)", titles)
    if year is None:
        raise FichierRefuse([Anomalie(nom, "l'année du recensement au-dessus du tableau « Quartiers »")])
    cells = _under_codes(nom, quartiers, "qp").rename(columns={"qp": "code"})
    national = _under_codes(nom, regions, "reg")
    national = national[national.iloc[:, 0].str.fullmatch("Ensemble des QPV? de la France métropolitaine")]
    cells = pd.concat([national.assign(code="Ensemble").reindex(columns=cells.columns, fill_value=""), cells])
    lines = pd.Series(cells.index, dtype="int64")
    fichier = _by_territory(nom, THEME_CLASSEUR, int(year[1]), cells.reset_index(drop=True), lines)
    return FichierInsee(**{**vars(fichier), "champ": "France métropolitaine", "libelles": ("NOM_QP", "listcom")})


def _rows_of(sheet: FeuilleLue) -> list[tuple[int, list[str]]]:
    rows = ((number, list(map(clean_text, cells))) for number, cells in sheet.lignes)
    return [(number, cells) for number, cells in rows if any(cells)]


def _under_codes(nom: str, sheet: FeuilleLue, code: str) -> pd.DataFrame:
    """Rows under the row of codes (the one that holds ``code``) and the row of labels after it, by line."""
    rows = _rows_of(sheet)
    start = next((position for position, (_, row) in enumerate(rows[:20]) if code in row), None)
    if start is None:
        raise FichierRefuse([Anomalie(nom, f"une ligne de codes de colonnes, dont « {code} »")])
    head_line, head = rows[start]
    # What is merged or hidden above the table is no part of it.
    if refused := [refus for refus in sheet.refus if refus.ligne >= head_line]:
        raise FichierRefuse(
            Anomalie(f"{nom}, feuille {sheet.nom}", r.attendu, r.ligne, None, r.trouve, f"Cellule {r.cellule}.")
            for r in refused[:_SHOWN_PER_COLUMN]
        )
    body = {line: (row + [""] * len(head))[: len(head)] for line, row in rows[start + 2 :]}
    return pd.DataFrame(list(body.values()), columns=head, index=list(body), dtype=object)


# -- both -----------------------------------------------------------------------------------------------


def _by_territory(
    nom: str, theme: str, edition: int, cells: pd.DataFrame, lines: "pd.Series[int]", *, said: str | None = None
) -> FichierInsee:
    """The file, its rows under their territory (column ``code``), once each; raises FichierRefuse.

    ``said`` is the geography that its name says: a file of the whole country has no code that tells it.
    """
    codes = cells.pop("code").str.strip().str.upper()
    if theme == THEME_COMMUNES:
        return _by_commune(nom, edition, cells, codes, lines)
    is_qpv = codes.map(lambda code: bool(QPV_CODE.fullmatch(code)))
    is_country = codes.isin(_ENSEMBLE)
    if not is_qpv.any() and not (said and is_country.any()):
        expected = "au moins un code de QPV, comme QP059021 (2015) ou QN05921M (2024)"
        raise FichierRefuse([Anomalie(nom, expected, remede="Ce n'est pas un fichier de l'Insee sur les QPV.")])
    wrong = [
        Anomalie(nom, "un code de QPV, comme QP059021, ou Ensemble", int(lines[row]), "CODGEO", codes[row])
        for row in codes.index[~is_qpv & ~is_country]
    ][:_SHOWN_PER_COLUMN]
    geographies = {"2015" if code.startswith("QP") else "2024" for code in codes[is_qpv]}
    if len(geographies) > 1:
        wrong.append(Anomalie(nom, "des QPV d'une seule géographie : QP… (2015) ou QN… (2024)"))
    elif said and geographies and said not in geographies:
        wrong.append(Anomalie(nom, f"des QPV de {said}, que dit son nom", trouve=codes[is_qpv].iloc[0]))
    cells.index = pd.Index(codes.where(~is_country, QPV_FRANCE), name="territoire")
    lines = pd.Series(lines.to_numpy(), index=cells.index)
    wrong += _contradictions(nom, cells, lines)
    if wrong:
        raise FichierRefuse(wrong)
    once = ~cells.index.duplicated()
    return FichierInsee(nom, theme, edition, geographies.pop() if geographies else str(said), cells[once], lines[once])


def _by_commune(
    nom: str, edition: int, cells: pd.DataFrame, codes: "pd.Series[str]", lines: "pd.Series[int]"
) -> FichierInsee:
    """As :func:`_by_territory`, for the communes; a zero that a spreadsheet took from a code is given back."""
    codes = codes.where(~codes.str.fullmatch("[0-9]{4}"), "0" + codes)
    is_code = codes.map(lambda code: bool(COMMUNE_CODE.fullmatch(code)))
    wrong = [
        Anomalie(nom, "un code de commune, comme 59606", int(lines[row]), "CODGEO", codes[row])
        for row in codes.index[~is_code]
    ][:_SHOWN_PER_COLUMN]
    cells.index = pd.Index(codes, name="territoire")
    lines = pd.Series(lines.to_numpy(), index=cells.index)
    wrong += _contradictions(nom, cells, lines)
    if wrong:
        raise FichierRefuse(wrong)
    once = ~cells.index.duplicated()
    return FichierInsee(nom, THEME_COMMUNES, edition, COMMUNE, cells[once], lines[once])


def _contradictions(nom: str, cells: pd.DataFrame, lines: "pd.Series[int]") -> list[Anomalie]:
    """A territory that stands twice must hold the same cells twice."""
    wrong = []
    for code, group in cells[cells.index.duplicated(keep=False)].groupby(level=0):
        texts = group.apply(lambda column: column.str.strip())
        if len(texts.drop_duplicates()) > 1:
            column = next(str(c) for c in texts.columns if texts[c].nunique() > 1)
            first, second = texts[column].unique()[:2]
            found = list(lines[lines.index == code])
            where = ", ".join(map(str, found))
            remedy = f"Lignes {where}, colonne « {column} » : « {first} » et « {second} »."
            expected = "un quartier une seule fois, ou avec les mêmes valeurs"
            wrong.append(Anomalie(nom, expected, int(found[-1]), "CODGEO", str(code), remedy))
    return wrong[:_SHOWN_PER_COLUMN]


def read_labels(fichier: FichierInsee) -> pd.DataFrame:
    """Names (``libelle``) and communes (``communes``, split by " | ") of the QPV that the file names, by code."""
    label, communes = (column if column in fichier.cellules else None for column in fichier.libelles)
    if label is None:
        return pd.DataFrame(columns=["libelle", "communes"], dtype=object)
    for column in filter(None, [label, communes]):
        garbled = fichier.cellules[column].map(is_garbled)
        fichier.report(column, garbled, "des accents intacts", "Télécharger de nouveau le fichier.")
    texts = fichier.cellules.loc[fichier.qpv, list(filter(None, [label, communes]))].map(clean_text)
    names = texts[label].str.split().str.join(" ")
    places = texts[communes].str.strip().str.split(r"\s*,\s*", regex=True).str.join(" | ") if communes else ""
    return pd.DataFrame({"libelle": names, "communes": places})[names != ""]
