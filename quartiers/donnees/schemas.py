"""From a table as found to typed rows, by the description of the table.

Columns are checked one by one here (types, forms, closed words, uniqueness), as the description says; what takes
several columns or tables is in :mod:`quartiers.donnees.noms_cites` and in :mod:`quartiers.donnees.coherences`.
"""

import datetime
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property
from itertools import compress
from typing import TYPE_CHECKING, Any, Final, Self, TypeAlias

from quartiers.brefs import Bref
from quartiers.donnees.cellules import CelluleRefusee, Lecteur
from quartiers.donnees.description import Champ, Nature, Table
from quartiers.donnees.erreurs import Anomalie
from quartiers.donnees.fichiers.lecture import TableBrute, parse_amount, parse_date, parse_number, split_list
from quartiers.donnees.fichiers.textes import fold, nearest
from quartiers.donnees.tables import TABLES
from quartiers.donnees.trames import Colonnes, frame_of, plain_columns, rows_of

if TYPE_CHECKING:
    import pandas as pd

_CENTS: Final = -2
_MAX_KEPT: Final = 20_000  # rows
# The last sound content of each table, with its typed rows: of a folder that is read at each save, one has changed.
_SOUND: Final[dict[str, tuple[tuple[Any, ...], "TableTypee"]]] = {}
_MAX_INTEGER: Final = 1e9
UNIT_SIGNS: Final = ("%", "€")


@dataclass(frozen=True)
class TableTypee(Bref):
    """A table whose cells have their types: the line of each row, its columns, and what follows from it, made once.

    Cells are plain values, those that are missing None.
    """

    nom: str
    lignes: Sequence[int]
    colonnes: Colonnes

    @classmethod
    def of_frame(cls, nom: str, cadre: "pd.DataFrame") -> Self:
        """The table of a frame, indexed by line."""
        return cls(nom, cadre.index.tolist(), plain_columns(cadre))

    @cached_property
    def cadre(self) -> "pd.DataFrame":
        """Its frame, indexed by line."""
        return frame_of(self.nom, self.colonnes, self.lignes)

    @cached_property
    def valeurs(self) -> list[dict[str, Any]]:
        """Its rows."""
        return rows_of(self.colonnes)

    def present(self, colonne: str) -> list[Any]:
        """The cells of a column that are not missing."""
        return [cell for cell in self.colonnes[colonne] if cell is not None]

    @cached_property
    def objets(self) -> list[Any]:
        """Its rows as the model has them."""
        return _model_rows(TABLES[self.nom], self.valeurs)

    def cites(self, champ: Champ) -> frozenset[str]:
        """Every value that a column of names holds."""
        if champ.nom not in self._cites:
            cells = [row[champ.nom] for row in self.valeurs if row[champ.nom]]
            items = (split_list(cell) for cell in cells) if champ.plusieurs else [cells]
            self._cites[champ.nom] = frozenset(item for several in items for item in several)
        return self._cites[champ.nom]

    def is_unique(self, columns: tuple[str, ...]) -> bool:
        """Whether no two rows hold the same ``columns``, capitals and accents set aside."""
        if columns not in self._uniques:
            keys = set(zip(*(_folded(self.colonnes[c]) for c in columns), strict=True))
            self._uniques[columns] = len(keys) == len(self.lignes)
        return self._uniques[columns]

    @cached_property
    def _cites(self) -> dict[str, frozenset[str]]:
        return {}

    @cached_property
    def _uniques(self) -> dict[tuple[str, ...], bool]:
        return {}

    def only(self, kept: Sequence[bool]) -> "TableTypee":
        """Itself with these rows alone."""
        if all(kept):
            return self
        columns = {name: list(compress(cells, kept)) for name, cells in self.colonnes.items()}
        return TableTypee(self.nom, list(compress(self.lignes, kept)), columns)


def _folded(cells: Sequence[Any]) -> list[Any]:
    """Cells, capitals and accents of texts set aside; the same text, which a long table repeats, once."""
    known = {cell: fold(cell) for cell in set(cells) if isinstance(cell, str)}
    return [known.get(cell, cell) for cell in cells]


def validate(
    table: TableBrute, anomalies: list[Anomalie], noms: Mapping[str, Collection[str]] | None = None
) -> TableTypee:
    """Typed rows of ``table``; what is wrong is added to ``anomalies``. It may be shared: nobody changes it.

    Rows with a bad cell stay (an unreadable one as missing), so that the other checks can still speak of them. A cell
    that has its anomaly already gets no other. ``noms`` are those that contrat.toml lists, by what cites them.
    """
    known = {(a.ligne, a.colonne) for a in anomalies if a.fichier == table.source}
    content = _content(table, noms or {})
    if (kept := _SOUND.get(table.nom)) is not None and content is not None and kept[0] == content:
        return kept[1]
    conversion = _Conversion(table, noms or {})
    typed = TableTypee(table.nom, table.lignes, conversion.columns())
    found = [*conversion.refusals, *_failures(table, typed)]
    if not found and content is not None:
        _SOUND[table.nom] = content, typed
    for anomaly in found:
        place = (anomaly.ligne, anomaly.colonne)
        if place not in known:
            anomalies.append(anomaly)
            known.add(place)
    return typed


def _content(table: TableBrute, noms: Mapping[str, Collection[str]]) -> tuple[Any, ...] | None:
    """All that typed rows follow from; None for a table too long to be kept beside them."""
    if len(table.lignes) > _MAX_KEPT:
        return None
    cited = tuple((name, tuple(sorted(noms[name]))) for name in sorted(noms))
    return table.colonnes, table.lignes, tuple(map(tuple, table.rangees)), cited


def _failures(table: TableBrute, typed: TableTypee) -> Iterator[Anomalie]:
    """What the description has to say of the typed cells, column by column."""
    for champ in TABLES[table.nom].champs.values():
        position = table.colonnes.index(champ.nom)
        for wrong, expected, remedy in _checks(champ, typed.colonnes[champ.nom]):
            for line, row in compress(zip(table.lignes, table.rangees, strict=True), wrong):
                found = str(row[position])
                yield Anomalie(table.source, expected, line, champ.nom, found, remedy or _remedy(champ, found))


def _remedy(champ: Champ, found: str) -> str | None:
    """How to mend a cell that holds none of the words, or is not of the form, where that can be told."""
    if champ.colonne.forme is not None and found in champ.colonne.forme.reserves:
        return f"Windows garde « {found} » pour lui : en choisir un autre."
    near = nearest(found, champ.colonne.mots)
    return f"Sans doute « {near} »." if near else None


def _model_rows(table: Table, valeurs: Iterable[Mapping[str, Any]]) -> list[Any]:
    champs = table.champs.values()
    rows = ({c.attribut: split_list(row[c.nom]) if c.plusieurs else row[c.nom] for c in champs} for row in valeurs)
    return [table.modele(**row) for row in rows]


# -- the schema ----------------------------------------------------------------------------------------------

_Check: TypeAlias = tuple[list[bool], str, str | None]  # which cells fail, what was expected, the remedy


def _checks(champ: Champ, cells: Sequence[Any]) -> Iterator[_Check]:
    """What a column must be by its description. Its type is not checked: the conversion has just given it."""
    if champ.obligatoire:
        yield [cell is None for cell in cells], "une valeur", "La cellule est obligatoire."
    if champ.colonne.unique:
        times = Counter(cells)
        twice = [times[cell] > 1 for cell in cells]
        yield twice, "une valeur qui n'apparaît qu'une fois dans la colonne", "Elle est en double."
    form = champ.colonne.forme
    if words := champ.colonne.mots:
        expected = ", ".join(words[:-1]) + f" ou {words[-1]}"
        yield _elementwise(champ, cells, words.__contains__, expected)
    if form is not None and champ.nature is Nature.TEXTE:
        yield _elementwise(champ, cells, form.accepts, form.attendu)
    elif form is not None:
        yield [cell is not None and not form.accepts(cell) for cell in cells], form.attendu, None


def _elementwise(champ: Champ, cells: Sequence[Any], test: Callable[[str], bool], expected: str) -> _Check:
    several = champ.plusieurs
    passed = cache(lambda cell: all(map(test, split_list(cell) if several else (cell,))))
    wrong = [not (cell is None or passed(cell)) for cell in cells]
    return wrong, f"{expected} (plusieurs séparés par |)" if several else expected, None


# -- conversion ----------------------------------------------------------------------------------------------


class _Conversion:
    """Cells as typed values, empty cells as missing; and what is said of those that are no value."""

    def __init__(self, table: TableBrute, noms: Mapping[str, Collection[str]]):
        self.refusals: list[Anomalie] = []
        self._table, self._noms = table, noms

    def columns(self) -> dict[str, list[Any]]:
        return {champ.nom: self._column(champ) for champ in TABLES[self._table.nom].champs.values()}

    def _column(self, champ: Champ) -> list[Any]:
        position = self._table.colonnes.index(champ.nom)
        cells = [row[position] for row in self._table.rangees]
        read = self._reader(champ)
        try:
            return [read(cell) for cell in cells]
        except CelluleRefusee:  # some are no value: each is told
            return [self._value(champ, line, cell, read) for line, cell in zip(self._table.lignes, cells, strict=True)]

    def _reader(self, champ: Champ) -> Callable[[str], Any]:
        match champ.nature:
            case Nature.TEXTE:
                return self._text_reader(champ)
            case Nature.DATE:
                return _read_date
            case Nature.MONTANT:
                return _read_amount
        return cache(_number_reader(champ))  # a long table repeats a few numbers

    def _text_reader(self, champ: Champ) -> Callable[[str], str | None]:
        renvoi = champ.colonne.renvoi
        return cache(Lecteur(champ, self._noms.get(renvoi.table, ()) if renvoi else ()).read)

    def _value(self, champ: Champ, line: int, cell: str, read: Callable[[str], Any]) -> Any:
        try:
            return read(cell)
        except CelluleRefusee as refusal:
            anomaly = Anomalie(self._table.source, refusal.attendu, line, champ.nom, cell, refusal.remede)
            self.refusals.append(anomaly)
            return None


def _read_date(cell: str) -> datetime.date | None:
    if not cell:
        return None
    try:
        return parse_date(cell)
    except ValueError:
        raise CelluleRefusee("une date, comme 10/12/2026", why_no_date(cell)) from None


def why_no_date(cell: str) -> str | None:
    """How to mend what is no date, where that can be told."""
    if re.fullmatch(r"[0-9]{4}", cell):
        return f"Donner le jour : 01/01/{cell}, si seule l'année est connue."
    if re.fullmatch(r"[0-9]{5}", cell):
        return "C'est une date sans son format : donner à la cellule le format « Date », ou l'écrire 10/12/2026."
    if re.fullmatch(r"[0-9]{1,2}[/.\-][0-9]{1,2}[/.\-][0-9]{2}", cell):
        return f"Écrire l'année en quatre chiffres : {cell[:-2]}20{cell[-2:]}."
    return None


def _read_amount(cell: str) -> Decimal | None:
    if not cell:
        return None
    try:
        amount = parse_amount(cell)
    except ValueError:
        raise CelluleRefusee("un montant en euros (1250,50)") from None
    exponent = amount.normalize().as_tuple().exponent
    if isinstance(exponent, int) and exponent < _CENTS:
        raise CelluleRefusee("un montant en euros, au centime", "Arrondir à deux décimales.")
    return amount


def _number_reader(champ: Champ) -> Callable[[str], float | None]:
    whole = champ.nature is Nature.ENTIER

    def read(cell: str) -> float | None:
        if not cell:
            return None
        try:
            number = parse_number(cell)
        except ValueError:
            number = None
        if number is None or (whole and not (number.is_integer() and abs(number) < _MAX_INTEGER)):
            raise CelluleRefusee("un nombre entier" if whole else "un nombre (12,5)")
        if cell.endswith(UNIT_SIGNS) and not champ.colonne.mesure:
            raise CelluleRefusee("un nombre sans unité", f"Retirer « {cell[-1]} ».")
        return int(number) if whole else number

    return read
