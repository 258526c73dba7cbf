"""Sheets of the staff's workbook into which an import puts rows: what it writes is read again before it is kept.

A sheet shows what it holds through the formats of its cells: a day in a column of numbers would be a number of days.
What would not be read as it was meant is written as a text; if that is hidden too, nothing is written.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from quartiers.donnees.description import Champ
from quartiers.donnees.ecritures import as_stored, value_of
from quartiers.donnees.erreurs import Anomalie, DonneesInvalides, reason_of
from quartiers.donnees.fichiers.classeurs.commun import ClasseurIllisible
from quartiers.donnees.fichiers.classeurs.nature import read_bytes
from quartiers.donnees.fichiers.textes import clean_text

if TYPE_CHECKING:
    from quartiers.donnees.fichiers.classeurs.retouche import Valeur
    from quartiers.donnees.importation.tables_saisies import TableSaisie

EDITABLE: Final = (".xlsx", ".xlsm")

_Place = tuple[str, int, int]  # a sheet, a row from 1, a column from 0
_Cells = Mapping[_Place, tuple[Champ, str]]


def edit_sheets(tables: Sequence["TableSaisie"]) -> dict[Path, bytes]:
    """The workbooks of these tables, with what they are to hold; raises DonneesInvalides where one cannot be made."""
    by_book: dict[Path, list[TableSaisie]] = defaultdict(list)
    for table in tables:
        assert table.feuille is not None
        by_book[table.feuille.classeur].append(table)
    return {path: _edited(path, own) for path, own in by_book.items()}


def _edited(path: Path, tables: Sequence["TableSaisie"]) -> bytes:
    try:
        data = path.read_bytes()
    except OSError as error:
        remedy = f"Le fermer dans les autres logiciels, puis relancer ({reason_of(error)})."
        raise DonneesInvalides([Anomalie(path.name, "un fichier que l'on peut lire", remede=remedy)]) from error
    if not all(table.feuille and table.feuille.est_celle_lue for table in tables):
        remedy = "Attendre que le tableur ait fini, puis relancer."
        raise DonneesInvalides([Anomalie(path.name, "un classeur que personne n'enregistre", remede=remedy)])
    cells = _cells_of(tables)
    try:
        return _write(path.name, data, cells)
    except ClasseurIllisible as error:
        raise DonneesInvalides([Anomalie(path.name, "un classeur où l'on peut écrire", remede=str(error))]) from error


def _cells_of(tables: Sequence["TableSaisie"]) -> _Cells:
    """What is to be written; raises DonneesInvalides where a sheet has no column for it."""
    found: dict[_Place, tuple[Champ, str]] = {}
    lacking: dict[tuple[str, str], Anomalie] = {}
    for table in tables:
        assert table.feuille is not None and table.brute is not None
        own = [name for name in table.brute.colonnes if name not in table.brute.absentes]
        for (line, name), cell in table.cells().items():
            if name in own:
                place = (table.feuille.nom, line, own.index(name))
                found[place] = table.table.champs[name], cell
            else:
                remedy = "L'ajouter à droite des autres, sur la première ligne : l'import la remplit."
                expected = f"une colonne « {name} » (elle manque)"
                lacking[table.feuille.nom, name] = Anomalie(table.brute.source, expected, remede=remedy)
    if lacking:
        raise DonneesInvalides(lacking.values())
    return found


def _write(name: str, data: bytes, cells: _Cells) -> bytes:
    from quartiers.donnees.fichiers.classeurs.retouche import edit_workbook  # a rare need, of its own libraries

    values: dict[_Place, Valeur] = {place: as_stored(champ, cell) or cell for place, (champ, cell) in cells.items()}
    for _ in range(2):
        made = edit_workbook(data, _by_sheet(values))
        shown = _shown(made, {sheet for sheet, _, _ in cells})
        wrong = [p for p, (champ, cell) in cells.items() if value_of(champ, shown.get(p, "")) != value_of(champ, cell)]
        if not wrong:
            return made
        values |= {place: cells[place][1] for place in wrong}
    raise DonneesInvalides(
        Anomalie(
            f"{name}, feuille {sheet}",
            "une cellule qui montre ce qui y est écrit",
            row,
            cells[sheet, row, column][0].nom,
            cells[sheet, row, column][1],
            "Mettre cette colonne au format Standard ou Texte, puis relancer.",
        )
        for sheet, row, column in wrong
    )


def _by_sheet(values: Mapping[_Place, "Valeur"]) -> dict[str, dict[tuple[int, int], "Valeur"]]:
    found: dict[str, dict[tuple[int, int], Valeur]] = defaultdict(dict)
    for (sheet, row, column), value in values.items():
        found[sheet][row, column] = value
    return found


def _shown(data: bytes, sheets: set[str]) -> dict[_Place, str]:
    """What the filled cells of sheets are read as; one that is refused is as good as empty."""
    found: dict[_Place, str] = {}
    for sheet in read_bytes(data, lambda name: name in sheets):
        found |= {
            (sheet.nom, row, column): clean_text(cell)
            for row, cells in sheet.lignes
            for column, cell in enumerate(cells)
        }
        for refused in sheet.refus:
            found.pop((sheet.nom, refused.ligne, refused.colonne), None)
    return found
