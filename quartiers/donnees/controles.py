"""Checks that need more than one column or more than one table: keys, and what rows cite.

They follow from the description of the tables; what is particular to one is in :mod:`quartiers.donnees.coherences`.
A cell that is already known to be wrong is left to the message that says so.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any, Final

from quartiers.donnees.description import BARRE, Champ, Nature
from quartiers.donnees.erreurs import Anomalie
from quartiers.donnees.fichiers.lecture import TableBrute, split_list
from quartiers.donnees.fichiers.textes import fold, nearest
from quartiers.donnees.schemas import TableTypee
from quartiers.donnees.tables import TABLES
from quartiers.typographie import format_date

# What contrat.toml lists, in French: one, several.
_LISTES: Final = {
    "contrat.territoires": ("un territoire", "des territoires"),
    "contrat.publics": ("un public", "des publics"),
}
_MOST: Final = 5  # identifiers of one name that a message gives
_SEPARATORS: Final = re.compile(r"\s*(?:[,;/+&]|\bet\b|\bou\b)\s*")

Noms = Mapping[str, Collection[str]]  # identifiers that may be cited, by table; those of contrat.toml too


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
    def sans_identifiant(self) -> int:
        """How many of its rows have an empty identifier: as many names that are cited and nowhere may be theirs."""
        column = TABLES[self.brute.nom].identifiant if self.brute else None
        if column is None:
            return 0
        cells = zip(self.typee.lignes, self.typee.colonnes[column], strict=True)
        return sum(not isinstance(cell, str) and self.is_reported(line, column) for line, cell in cells)

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

    def check_cited(
        self, champ: Champ, known: Collection[str], cited: "Controle | None" = None, place: str | None = None
    ) -> None:
        """Each value of a column that cites others is one of ``known``, which ``cited`` has if it is a table.

        Nothing is said of those that were refused there, nor of as many as have lost their identifier. ``place`` is
        where they are, if it is not the file of their table.
        """
        refused = cited.refuses if cited is not None else ()
        renvoi = champ.colonne.renvoi
        assert renvoi is not None
        sound = {i for i in self.typee.cites(champ) if i in known or (renvoi.ou is not None and renvoi.ou.accepts(i))}
        if len(sound) == len(self.typee.cites(champ)):  # as a rule: its rows need not be looked at
            return
        lost = self.typee.cites(champ) - sound - {i for i in self.typee.cites(champ) if fold(i) in refused}
        if cited is not None and len(lost) <= cited.sans_identifiant:
            return
        wrong: dict[str, str | None] = {}  # remedies by value: a column repeats a few
        for line, row in self.rows:
            cell = row[champ.nom]
            for item in split_list(cell) if champ.plusieurs else (cell,) if cell else ():
                if item in sound or fold(item) in refused:
                    continue
                if item not in wrong:
                    called = cited.appellations if cited is not None else _labels(known)
                    wrong[item] = _meant(item, known, called, several=champ.plusieurs)
                self.report(line, champ.nom, citation(champ, place), item, wrong[item])

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


def check_keys(controles: Mapping[str, Controle], noms: Noms) -> None:
    """What rows cite exists, and what makes a row comes once, in every table that could be read."""
    known = {**{name: c.identifiants for name, c in controles.items()}, **noms}
    for name, controle in controles.items():
        for champ in TABLES[name].champs.values():
            renvoi = champ.colonne.renvoi
            if renvoi is not None and renvoi.table in known:
                cited = controles.get(renvoi.table)
                # What waits to be filled stands where what cites it does.
                is_sheet = (cited or controle).is_sheet and renvoi.table in TABLES
                place = f"la feuille « {renvoi.table} »" if is_sheet else None
                controle.check_cited(champ, known[renvoi.table], cited, place)
        for cle in TABLES[name].cles:
            controle.check_unique(cle.colonnes, cle.attendu)


def plain(number: float) -> str:
    """A number as staff type it."""
    return format(number, ".12g").replace(".", ",")


def citation(champ: Champ, place: str | None = None) -> str:
    """What a column cites, in French, and where: in the file of its table unless a ``place`` is given.

    >>> citation(TABLES["diagnostic"].champs["quartier"]), citation(TABLES["priorites"].champs["publics"])
    ('un quartier de quartiers.csv', 'des publics de contrat.toml')
    """
    renvoi = champ.colonne.renvoi
    assert renvoi is not None
    cited = TABLES.get(renvoi.table)
    one, several = (cited.un, cited.des) if cited else _LISTES[renvoi.table]
    where = place or (cited.fichier if cited else "contrat.toml")
    said = f"{several if champ.plusieurs else one} de {where}"
    return f"{renvoi.ou.attendu}, ou {said}" if renvoi.ou else said


def _names_a_row(champ: Champ) -> bool:
    """Whether somebody could take what a column holds for the identifier of its row."""
    c = champ.colonne
    return champ.nature is Nature.TEXTE and c.renvoi is None and not (c.mots or c.confidentielle)


def _labels(known: Collection[str]) -> Mapping[str, Collection[str]]:
    """What ``contrat.toml`` calls each of what it lists, where it gives them names."""
    return {fold(name): (key,) for key, name in known.items()} if isinstance(known, Mapping) else {}


def _meant(
    item: str, known: Collection[str], called: Mapping[str, Collection[str]] = MappingProxyType({}), *, several: bool
) -> str | None:
    """What an unknown value is likely to mean: several that are not separated by a bar, the name of a row, or a near
    identifier or name."""
    if several and fold(item) not in called:
        parts = [_identifier(part, known, called) for part in _SEPARATORS.split(item) if part]
        if len(parts) > 1 and all(parts):
            return f"Sans doute « {f' {BARRE} '.join(filter(None, parts))} »."
    if len(same := called.get(fold(item), ())) > 1:
        return f"Plusieurs ont ce nom : {', '.join([*same][:_MOST])}."
    near = _identifier(item, known, called)
    return f"Sans doute « {near} »." if near else None


def _identifier(text: str, known: Collection[str], called: Mapping[str, Collection[str]]) -> str | None:
    """The identifier that a text is the name of, or is near, or is near a name of."""
    same = called.get(fold(text), ())
    if len(same) == 1:
        return next(iter(same))
    own = {name: ids for name, ids in called.items() if len(ids) == 1}
    near = nearest(text, [*known, *own])
    return near if near is None or near in known else next(iter(own[near]))
