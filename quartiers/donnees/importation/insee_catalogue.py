"""What INSEE's columns mean: the declared catalogue, and the data years that are known.

``catalogue_insee`` says, per theme and edition, which column (or sum of columns, or ratio) is which
indicator, and which columns are known and left; ``millesimes_insee`` says of which year the data of an
edition are. Both are tables that staff may edit; no column name is in the code.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from typing import Any, Final

import pandas as pd

from quartiers import DEFAULT_DATA
from quartiers.donnees.controles import Controle
from quartiers.donnees.fichiers.dossier_de_donnees import Dossier
from quartiers.donnees.fichiers.lecture import split_list
from quartiers.donnees.noms_cites import check_cited
from quartiers.donnees.schemas import TableTypee, validate
from quartiers.donnees.tables import TABLES
from quartiers.donnees.tables.importees import THEMES_PAR_SOURCE

YEAR: Final = "{aa}"  # stands in a column's name for the last two digits of the edition, alone or after _A
THEME_COMMUNES: Final = "COM"  # files of the communes, not of the QPV
THEME_CLASSEUR: Final = "RP"  # the census workbook: known by its sheets, never a CSV file


@dataclass(frozen=True)
class Formule:
    """How an indicator comes out of the columns of a theme: (sum of ``colonnes``) / denominator or divisor.

    ``unite`` is the indicator's; a ratio is multiplied by 100 when it is "%". ``poids`` is the indicator
    by which values are averaged over QPV, None when they never are.
    """

    theme: str
    volet: str | None
    indicateur: str
    unite: str
    poids: str | None
    colonnes: tuple[str, ...]
    denominateur: str | None
    diviseur: float | None
    depuis: int | None
    jusqu_a: int | None

    def of_edition(self, edition: int, columns: Collection[str]) -> "Formule":
        """The formula with the names that its columns have in an edition: ``MED{aa}`` is MED21, or MED_A21, in 2021."""
        names = tuple(_name_among(name, edition, columns) for name in self.colonnes)
        bottom = _name_among(self.denominateur, edition, columns) if self.denominateur else None
        return replace(self, colonnes=names, denominateur=bottom)

    @property
    def parties(self) -> tuple[str, ...]:
        """Every column that the value needs."""
        return (*self.colonnes, self.denominateur) if self.denominateur else self.colonnes

    @property
    def calcule(self) -> bool:
        """Whether the value is ours, made of several that are published."""
        return len(self.parties) > 1


@dataclass(frozen=True)
class Connue:
    """Columns (a name, or a pattern) that are known and left on purpose; ``note``: what they are."""

    theme: str
    motif: str
    depuis: int | None
    jusqu_a: int | None
    note: str = ""


@dataclass(frozen=True)
class Colonnes:
    """What became of the named columns of a file."""

    prises: tuple[str, ...]
    laissees: tuple[str, ...]
    inconnues: tuple[str, ...]


@dataclass(frozen=True)
class Catalogue:
    """Formulas and known columns of every theme; data years by theme, part and edition; labels by indicator."""

    formules: tuple[Formule, ...]
    connues: tuple[Connue, ...]
    annees: Mapping[tuple[str, str, int], int]
    libelles: Mapping[str, str]

    @property
    def themes(self) -> tuple[str, ...]:
        """Themes that come as CSV files."""
        return tuple(sorted({*(f.theme for f in self.formules), *THEMES_PAR_SOURCE} - {THEME_CLASSEUR}))

    def formulas(self, theme: str, edition: int, columns: Collection[str]) -> list[Formule]:
        """Formulas of a theme and edition whose every column is among ``columns``."""
        named = (f.of_edition(edition, columns) for f in self.formules if f.theme == theme and _applies(f, edition))
        return [f for f in named if set(f.parties) <= set(columns)]

    def knows(self, theme: str, edition: int | None, columns: Collection[str]) -> bool:
        """Whether some of ``columns`` are taken, in that edition, or in one that is not known."""
        return bool(self.formulas(theme, edition, columns)) if edition else self.recognise(columns) == theme

    def sort_columns(self, theme: str, edition: int, columns: Iterable[str]) -> Colonnes:
        """Which columns are taken, which are known and left, which are unknown."""
        columns = tuple(columns)
        taken = {part for f in self.formulas(theme, edition, columns) for part in f.parties}
        known = (c.motif for c in self.connues if c.theme == theme and _applies(c, edition))
        patterns = [name for motif in known for name in names_in_edition(motif, edition)]
        left = {c for c in columns if c not in taken and any(fnmatchcase(c, p) for p in patterns)}
        return Colonnes(
            tuple(c for c in columns if c in taken),
            tuple(c for c in columns if c in left),
            tuple(c for c in columns if c not in taken and c not in left),
        )

    def recognise(self, columns: Collection[str]) -> str | None:
        """The only theme of which ``columns`` hold columns that no other theme declares; None if none or several."""
        found = [theme for theme in self.themes if _names_one(self._own_columns(theme), columns)]
        return found[0] if len(found) == 1 else None

    def year(self, formule: Formule, edition: int) -> int | None:
        """Year of the data, where it is known: the edition itself, of a file by source."""
        own = edition if formule.theme in THEMES_PAR_SOURCE else None
        return self.annees.get((formule.theme, formule.volet or "", edition), own)

    def _own_columns(self, theme: str) -> set[str]:
        own = {part for f in self.formules if f.theme == theme for part in f.parties}
        others = {part for f in self.formules if f.theme != theme for part in f.parties}
        patterns = [c.motif for c in self.connues if c.theme != theme]
        return {c for c in own - others if not any(fnmatchcase(c, p) for p in patterns)}


def names_in_edition(name: str, edition: int) -> tuple[str, ...]:
    """The names that a column may have in an edition: INSEE writes the same vintage in two ways.

    >>> names_in_edition("MED{aa}", 2021), names_in_edition("TP60", 2021)
    (('MED21', 'MED_A21'), ('TP60',))
    """
    digits = f"{edition % 100:02d}"
    return (name.replace(YEAR, digits), name.replace(YEAR, f"_A{digits}")) if YEAR in name else (name,)


def _name_among(name: str, edition: int, columns: Collection[str]) -> str:
    """The name that a column of the catalogue has among those of a file; the first one possible if it is not there."""
    possible = names_in_edition(name, edition)
    return next((found for found in possible if found in columns), possible[0])


def _names_one(names: Collection[str], columns: Iterable[str]) -> bool:
    """Whether any column is one of the names, in some edition."""
    patterns = [re.compile(re.escape(n).replace(re.escape(YEAR), r"(?:_A)?\d\d")) for n in names if YEAR in n]
    return any(column in names or any(p.fullmatch(column) for p in patterns) for column in columns)


def read_table(dossier: Dossier, name: str, *, default: bool = False) -> tuple[pd.DataFrame, str] | None:
    """Typed rows of a table of the folder and the source to name; the project's own where ``default`` and absent.

    None, with the reason in ``dossier.anomalies``, when the table cannot be used.
    """
    before = len(dossier.anomalies)
    raw = dossier.read(name, optional=default)
    if raw is None and default and len(dossier.anomalies) == before:
        own = Dossier(DEFAULT_DATA)
        raw = own.read(name)
        dossier.anomalies += own.anomalies
    return None if raw is None else (validate(raw, dossier.anomalies).cadre, raw.source)


def load_catalogue(dossier: Dossier) -> Catalogue | None:
    """The catalogue of a data folder (the project's own where the folder has none), checked.

    None, with every reason in ``dossier.anomalies``, when a table it needs cannot be used.
    """
    indicators = read_table(dossier, "indicateurs")
    columns = read_table(dossier, "catalogue_insee", default=True)
    years = read_table(dossier, "millesimes_insee", default=True)
    if indicators is None or columns is None or years is None:
        return None
    units = indicators[0].set_index("indicateur")
    units = units[~units.index.duplicated()]
    typed = TableTypee.of_frame("catalogue_insee", columns[0])
    _check_catalogue(Controle(typed, columns[1], dossier.anomalies, frozenset()), set(units.index))
    records = [row for _, row in _rows(columns[0])]
    return Catalogue(
        tuple(_formula(row, units) for row in records if row["indicateur"] in units.index),
        tuple(
            Connue(row["theme"], row["colonne"], row["depuis"], row["jusqu_a"], row["note"] or "")
            for row in records
            if row["indicateur"] is None
        ),
        {(row["theme"], row["volet"], row["edition"]): row["annee"] for _, row in _rows(years[0])},
        {str(name): str(label) for name, label in units["libelle"].items()},
    )


def _applies(rule: Formule | Connue, edition: int) -> bool:
    return (rule.depuis or 0) <= edition <= (rule.jusqu_a or 9999)


def _rows(table: pd.DataFrame) -> Iterable[tuple[Any, dict[str, Any]]]:
    records = table.astype(object).where(table.notna(), None).to_dict("records")
    return zip(table.index, [{str(k): v for k, v in record.items()} for record in records], strict=True)


def _formula(row: dict[str, Any], indicators: pd.DataFrame) -> Formule:
    weight = indicators.at[row["indicateur"], "poids"]
    return Formule(
        theme=row["theme"],
        volet=row["volet"],
        indicateur=row["indicateur"],
        unite=str(indicators.at[row["indicateur"], "unite"]),
        poids=weight if isinstance(weight, str) else None,
        colonnes=split_list(row["colonne"]),
        denominateur=row["denominateur"],
        diviseur=row["diviseur"],
        depuis=row["depuis"],
        jusqu_a=row["jusqu_a"],
    )


def _check_catalogue(controle: Controle, indicators: Collection[str]) -> None:
    """Indicators exist, and no two rows give the same one from the same file."""
    check_cited(controle, TABLES["catalogue_insee"].champs["indicateur"], indicators)
    ranges: dict[tuple[str, str], list[tuple[int, int, int]]] = {}
    for line, row in controle.rows:
        if row["indicateur"] is None:
            continue
        first, last = row["depuis"] or 0, row["jusqu_a"] or 9999
        for other, start, end in ranges.setdefault((row["theme"], row["indicateur"]), []):
            if first <= end and start <= last:
                expected = "une seule façon de trouver un indicateur dans une diffusion"
                controle.report(line, "indicateur", expected, row["indicateur"], f"Voir aussi la ligne {other}.")
        ranges[row["theme"], row["indicateur"]].append((line, first, last))
