"""Checks that need more than one column: a table with what to say of it, and where.

What rows cite is checked in :mod:`quartiers.donnees.noms_cites`; what is particular to one table in
:mod:`quartiers.donnees.coherences`. A cell that is already known to be wrong is left to the message that says so.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from quartiers.donnees.description import Champ, Nature
from quartiers.donnees.erreurs import Anomalie
from quartiers.donnees.fichiers.lecture import TableBrute, split_list
from quartiers.donnees.fichiers.textes import fold
from quartiers.donnees.schemas import TableTypee
from quartiers.donnees.tables import TABLES
from quartiers.typographie import format_date


@dataclass(frozen=True)
class Controle:
    """One table to check: typed, the source to name, where to report, the cells already reported.

    ``brute`` is the table as it was found.
    """

    typee: TableTypee
    source: str
    anomalies: list[Anomalie]
    reported: Collection[tuple[str, int | None, str | None]]
    brute: TableBrute | None = None

    def is_reported(self, line: Any, column: str) -> bool:
        return (self.source, int(line), column) in self.reported

    def report(self, line: Any, column: str, expected: str, found: Any, remedy: str | None = None) -> None:
        if self.is_reported(line, column):
            return
        shown = None if found is None else str(found)
        self.anomalies.append(Anomalie(self.source, expected, int(line), column, shown, remedy))

    def check_order(self, line: Any, row: Mapping[str, Any], first: str, last: str, what: str) -> None:
        """The day in the column ``last`` does not come before that in ``first``, which is ``what`` in French."""
        if None not in (row[first], row[last]) and row[last] < row[first]:
            expected = f"une date qui ne précède pas {what} ({format_date(row[first])})"
            self.report(line, last, expected, format_date(row[last]))

    @cached_property
    def rows(self) -> list[tuple[Any, dict[str, Any]]]:
        """Lines and rows; missing values, and cells already reported, as None."""
        rows = zip(self.typee.lignes, self.typee.valeurs, strict=True)
        wrong = {line for source, line, _ in self.reported if source == self.source}
        return [(line, self._sound(line, row) if line in wrong else row) for line, row in rows]

    def _sound(self, line: Any, row: Mapping[str, Any]) -> dict[str, Any]:
        return {column: None if self.is_reported(line, column) else value for column, value in row.items()}

    @cached_property
    def identifiants(self) -> set[str]:
        """What its rows may be cited by: the identifiers that are sound."""
        column = TABLES[self.brute.nom].identifiant if self.brute else None
        return {row[column] for _, row in self.rows if row[column] is not None} if column else set()

    @cached_property
    def refuses(self) -> set[str]:
        """Its identifiers that are not, folded: what cites one of them has nothing to mend but that."""
        column = TABLES[self.brute.nom].identifiant if self.brute else None
        if column is None:
            return set()
        cells = zip(self.typee.lignes, self.typee.colonnes[column], strict=True)
        return {fold(cell) for line, cell in cells if isinstance(cell, str) and self.is_reported(line, column)}

    @cached_property
    def sans_identifiant(self) -> frozenset[int]:
        """The lines of its rows whose identifier is empty: as many names that are cited and nowhere may be theirs."""
        column = TABLES[self.brute.nom].identifiant if self.brute else None
        if column is None:
            return frozenset()
        cells = zip(self.typee.lignes, self.typee.colonnes[column], strict=True)
        return frozenset(int(n) for n, cell in cells if not isinstance(cell, str) and self.is_reported(n, column))

    def explain_lost(self, remedy: str) -> None:
        """Say of each row whose identifier is empty how to mend it."""
        column = TABLES[self.brute.nom].identifiant if self.brute else None
        for n, told in enumerate(self.anomalies):
            if (told.fichier, told.colonne) == (self.source, column) and told.ligne in self.sans_identifiant:
                self.anomalies[n] = replace(told, remede=" ".join(filter(None, (told.remede, remedy))))

    @property
    def is_sheet(self) -> bool:
        """Whether the table is a sheet of a workbook, rather than a file."""
        return self.brute is not None and self.brute.source not in TABLES[self.brute.nom].places

    @cached_property
    def appellations(self) -> Mapping[str, Collection[str]]:
        """The identifiers of its rows by what else each is called (name, label, code…), folded.

        A text that two columns have is what the first of them says: names come before what describes.
        """
        table = TABLES[self.brute.nom] if self.brute else None
        if table is None or table.identifiant is None:
            return {}
        named = [champ for champ in table.champs.values() if _names_a_row(champ) and champ.nom != table.identifiant]
        found: dict[str, dict[str, None]] = {}
        for champ in named:
            own: dict[str, dict[str, None]] = {}
            for _, row in self.rows:
                cell, identifier = row[champ.nom], row[table.identifiant]
                if isinstance(cell, str) and identifier is not None:
                    for item in split_list(cell) if champ.plusieurs else (cell,):
                        own.setdefault(fold(item), {})[identifier] = None
            found = {**own, **found}
        return found

    def check_unique(self, columns: Sequence[str], expected: str) -> None:
        """No two rows hold the same ``columns``, capitals and accents set aside."""
        if self.typee.is_unique(tuple(columns)):
            return
        first_lines: dict[tuple[Any, ...], Any] = {}
        for line, row in self.rows:
            values = tuple(row[column] for column in columns)
            first = first_lines.setdefault(tuple(fold(v) if isinstance(v, str) else v for v in values), line)
            if values[0] is not None and first != line:
                found = " / ".join(plain(v) if isinstance(v, float) else str(v) for v in values if v is not None)
                self.report(line, columns[0], expected, found, f"Voir aussi la ligne {first}.")


def plain(number: float) -> str:
    """A number as staff type it."""
    return format(number, ".12g").replace(".", ",")


def _names_a_row(champ: Champ) -> bool:
    """Whether somebody could take what a column holds for the identifier of its row."""
    c = champ.colonne
    return champ.nature is Nature.TEXTE and c.renvoi is None and not (c.mots or c.confidentielle)
