"""The wide table: what is published of each QPV, one indicator a column, each in its newest edition."""

from collections.abc import Sequence
from dataclasses import dataclass

from quartiers.analyse.publications import (
    CONTEXTE,
    Publication,
    References,
    age_of,
    latest,
    latest_of_parts,
    references_of,
)
from quartiers.analyse.synthese import name_group, quartiers_by_qpv
from quartiers.brefs import Bref
from quartiers.donnees.modele import Contrat, Indicateur, Quartier


@dataclass(frozen=True)
class ColonneLarge:
    """An indicator with what dates its column, and what its values may be read against, in that edition."""

    indicateur: Indicateur
    datee: Publication
    references: References


@dataclass(frozen=True)
class CaseLarge:
    """What is published of a QPV for an indicator: a figure, withheld or not, or those of the former QPV that it joins;
    nothing where neither is known."""

    publication: Publication | None = None
    parties: tuple[Publication, ...] = ()

    @property
    def valeur(self) -> float | None:
        return self.publication.valeur if self.publication is not None else None


@dataclass(frozen=True)
class LigneLarge:
    """A QPV, or another territory of the contract: its projects, and a cell for each column."""

    code: str
    quartiers: tuple[Quartier, ...]
    cases: tuple[CaseLarge, ...]

    @property
    def nom(self) -> str:
        return name_group(self.quartiers)


@dataclass(frozen=True)
class TableauLarge(Bref):
    """QPV × indicators: those of page 1 come first, then those that are read, by theme, then the context; the rows are
    in the contract's order."""

    colonnes: tuple[ColonneLarge, ...]
    lignes: tuple[LigneLarge, ...]


def wide_table(contrat: Contrat) -> TableauLarge:
    """What is published of every QPV, without the indicators of which nothing recent is."""
    groups = quartiers_by_qpv(contrat)
    cells = {i: cells_of(contrat, i) for i in _in_order_of_use(contrat)}
    columns = tuple(c for i, found in cells.items() if (c := column_of(contrat, i, found)) is not None)
    rows = (
        LigneLarge(code, group, tuple(cells[column.indicateur][rank] for column in columns))
        for rank, (code, group) in enumerate(groups.items())
    )
    return TableauLarge(columns, tuple(rows))


def _in_order_of_use(contrat: Contrat) -> list[Indicateur]:
    """The indicators of page 1, then those that are read for better or worse, theme by theme, then those of context; in
    the order of the catalogue where nothing else tells."""
    first = {name: rank for rank, name in enumerate(contrat.essentiel)}

    def rank(i: Indicateur) -> tuple[int, bool, int]:
        return first.get(i.indicateur, len(first)), i.sens == CONTEXTE, contrat.thematiques[i.thematique].ordre

    return sorted(contrat.indicateurs.values(), key=rank)


def cells_of(contrat: Contrat, indicateur: Indicateur) -> tuple[CaseLarge, ...]:
    """What is published of each QPV for an indicator, in the order of the rows."""
    groups = quartiers_by_qpv(contrat).values()
    return tuple(_cell(contrat, group[0], indicateur.indicateur) for group in groups)


def _cell(contrat: Contrat, quartier: Quartier, indicateur: str) -> CaseLarge:
    found = latest(contrat, quartier, indicateur)
    return CaseLarge(found, () if found is not None else latest_of_parts(contrat, quartier, indicateur))


def column_of(contrat: Contrat, indicateur: Indicateur, cells: Sequence[CaseLarge]) -> ColonneLarge | None:
    """What dates an indicator; None where nothing of it is published, not even of former QPV."""
    known = [p for cell in cells for p in (cell.publication, *cell.parties) if p is not None]
    if all(p.valeur is None for p in known):
        return None
    newest = max(known, key=age_of)
    return ColonneLarge(indicateur, newest, references_of(contrat, newest))
