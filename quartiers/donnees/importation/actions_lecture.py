"""Reading files of actions and subsidies, CSV or workbooks, as they circulate: rows of texts under known columns.

What a cell is worth is judged in :mod:`quartiers.donnees.importation.actions_lignes`; here, which sheet holds a table,
where its headers are among titles and groups, and which of its cells are not read as they are shown.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from quartiers.donnees.erreurs import Anomalie
from quartiers.donnees.fichiers.classeurs import SUFFIXES as WORKBOOKS
from quartiers.donnees.fichiers.classeurs import ClasseurIllisible, FeuilleLue
from quartiers.donnees.fichiers.classeurs.nature import read_bytes as read_workbook
from quartiers.donnees.fichiers.codages import decode
from quartiers.donnees.fichiers.lecture import Rangee
from quartiers.donnees.fichiers.lecture_csv import RangeeMalFormee, read_rows
from quartiers.donnees.fichiers.recus import FichierRefuse, read_bytes
from quartiers.donnees.fichiers.textes import clean_text
from quartiers.donnees.importation.actions_catalogue import Catalogue, Cible, Sorte, fold_header
from quartiers.donnees.importation.laisses import FichierInconnu
from quartiers.typographie import join_words

SUFFIXES: Final = (".csv", ".txt", ".tsv", *WORKBOOKS)
_EXPECTED: Final = "un fichier d'actions ou de subventions, CSV ou classeur"
_LOOKED_AT: Final = 20  # rows among which the headers are looked for
_SHOWN: Final = 5
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True)
class Rang:
    """A row of a file: where it is, and its texts by column of ours; ``tout`` are all its filled cells."""

    source: str
    ligne: int
    cellules: Mapping[str, str]
    tout: tuple[str, ...]


@dataclass(frozen=True)
class Tableau:
    """A table of a file: a CSV file, or a sheet; ``entetes`` are those of the columns taken, by column of ours."""

    source: str
    sorte: Sorte
    entetes: Mapping[str, str]
    laisses: tuple[str, ...]
    inconnus: tuple[str, ...]
    rangs: tuple[Rang, ...]
    est_classeur: bool


def read_tables(path: Path, catalogue: Catalogue) -> list[Tableau]:
    """The tables of a file. Raises FichierInconnu when it has none of a known sort, FichierRefuse when it is broken."""
    data = read_bytes(path, _EXPECTED)
    if data.startswith((_ZIP, _OLE)) or path.suffix.lower() in WORKBOOKS:
        try:
            sheets = read_workbook(data)
        except ClasseurIllisible as error:
            raise FichierRefuse([Anomalie(path.name, "un classeur lisible", remede=str(error))]) from error
        return _tables_of([(f"{path.name}, feuille {s.nom.strip()}", _cleaned(s), s) for s in sheets], catalogue)
    return _tables_of([(path.name, _csv_rows(path.name, data, catalogue), None)], catalogue)


def _cleaned(sheet: FeuilleLue) -> list[Rangee]:
    rows = ((number, [clean_text(cell) for cell in cells]) for number, cells in sheet.lignes)
    return [(number, cells) for number, cells in rows if any(cells)]


def _csv_rows(nom: str, data: bytes, catalogue: Catalogue) -> list[Rangee]:
    try:
        text = decode(data)
    except UnicodeError as error:
        remedy = "Ses accents ne disent pas leur codage : l'enregistrer en « CSV UTF-8 » depuis un tableur."
        raise FichierRefuse([Anomalie(nom, "un fichier texte CSV lisible", remede=remedy)]) from error
    if not text.strip() or "\0" in text or text.lstrip().startswith("<"):
        remedy = "Il est vide, abîmé, ou c'est une page web enregistrée sous ce nom : le reprendre à sa source."
        raise FichierRefuse([Anomalie(nom, _EXPECTED, remede=remedy)])
    try:
        return read_rows(text, _Known(catalogue))
    except RangeeMalFormee as error:
        raise FichierRefuse(
            [Anomalie(nom, "une ligne de CSV bien formée", error.ligne, remede=error.remede)]
        ) from error


class _Known(frozenset[str]):
    """The headers of a catalogue, known in whatever hand: by them the separator of a CSV file is told."""

    def __new__(cls, catalogue: Catalogue) -> "_Known":
        return super().__new__(cls, catalogue.entetes)

    def __contains__(self, header: object) -> bool:
        return super().__contains__(fold_header(str(header)))


def _tables_of(parts: Sequence[tuple[str, list[Rangee], FeuilleLue | None]], catalogue: Catalogue) -> list[Tableau]:
    tables: list[Tableau] = []
    anomalies: list[Anomalie] = []
    for source, rows, sheet in parts:
        found = _find_header(rows, catalogue)
        if found is None:
            continue
        try:
            tables.append(_table(source, rows, *found, sheet))
        except FichierRefuse as refusal:
            anomalies += refusal.anomalies
    if anomalies:
        raise FichierRefuse(anomalies)
    if not tables:
        seen = next((cells for _, rows, _ in parts for _, cells in rows[:1]), ())
        shown = join_words([f"« {cell[:40]} »" for cell in seen if cell][:_SHOWN])
        raise FichierInconnu(
            "ses en-têtes ne sont d'aucune sorte de catalogue_actions.csv (il faut l'intitulé et deux autres)"
            + (f" ; sa première ligne : {shown}" if shown else "")
        )
    return tables


def _find_header(rows: Sequence[Rangee], catalogue: Catalogue) -> tuple[int, Sorte] | None:
    """Position and sort of the row of headers: the one of which the most are known. Groups above it are none."""
    best: tuple[int, Sorte, int] | None = None
    for position, (_, cells) in enumerate(rows[:_LOOKED_AT]):
        found = catalogue.recognise(cells)
        if found is not None and (best is None or found[1] > best[2]):
            best = position, *found
    return best[:2] if best else None


def _table(source: str, rows: Sequence[Rangee], position: int, sorte: Sorte, sheet: FeuilleLue | None) -> Tableau:
    head_line, head = rows[position]
    columns: dict[str, tuple[int, Cible]] = {}
    left, unknown, anomalies = [], [], []
    for rank, name in enumerate(head):
        targets = sorte.targets_of(name)
        if targets is None:
            unknown += [name] if name else []
        elif not targets:
            left.append(name)
        for cible in targets or ():
            other = columns.setdefault(cible.colonne, (rank, cible))[0]
            if other != rank:
                expected = f"une seule colonne pour « {cible.colonne} »"
                remedy = f"« {head[other]} » en est une aussi : retirer l'une des deux du fichier, ou la dire laissée."
                anomalies.append(Anomalie(source, expected, head_line, None, name, remedy))
    taken = {rank: head[rank] for rank, _ in columns.values()}
    if sheet is not None:
        anomalies += _refused(source, sheet, head_line, taken)
    else:
        anomalies += _too_long(source, rows[position + 1 :], len(head))
    if anomalies:
        raise FichierRefuse(anomalies)
    body = tuple(_row(source, line, cells, columns) for line, cells in rows[position + 1 :])
    entetes = {name: head[rank] for name, (rank, _) in columns.items()}
    return Tableau(source, sorte, entetes, tuple(left), tuple(unknown), body, sheet is not None)


def _refused(source: str, sheet: FeuilleLue, head_line: int, taken: Mapping[int, str]) -> Iterator[Anomalie]:
    """Cells that are not read as they are shown, in the columns taken; a range, wherever it is under the headers."""
    for r in sheet.refus:
        if r.ligne >= head_line and (r.colonne in taken or ":" in r.cellule):
            remedy = f"Cellule {r.cellule} : {r.remede}"
            yield Anomalie(source, r.attendu, r.ligne, taken.get(r.colonne), r.trouve, remedy)


def _too_long(source: str, rows: Sequence[Rangee], width: int) -> Iterator[Anomalie]:
    for line, cells in rows:
        if beyond := next(filter(None, cells[width:]), None):
            remedy = "Un texte qui contient le séparateur doit être entre guillemets."
            yield Anomalie(source, f"{width} cellules au plus", line, None, beyond, remedy)


def _row(source: str, line: int, cells: Sequence[str], columns: Mapping[str, tuple[int, Cible]]) -> Rang:
    texts = {}
    for name, (rank, cible) in columns.items():
        text = cells[rank] if rank < len(cells) else ""
        if cible.extrait is not None:
            found = cible.extrait.search(text)
            text = found[1] or "" if found else ""
        texts[name] = text
    return Rang(source, line, texts, tuple(filter(None, cells)))
