"""The wide sheet: a QPV a row, an indicator a column, each in its newest edition; the one that people ask for."""

from collections.abc import Callable
from typing import Final

from quartiers.analyse.doutes import year_of
from quartiers.analyse.publications import Publication, References
from quartiers.analyse.tableau import CaseLarge, ColonneLarge, LigneLarge, wide_table
from quartiers.donnees.modele import NON_DIFFUSE
from quartiers.feuilles import COUNTED, RATE, Cellule, Colonne, Contenu, Feuille, as_typed
from quartiers.presentation.mots_origine import PARTS, UNPUBLISHED
from quartiers.presentation.tableur.commun import COMMUNE, Analyse, value_cell
from quartiers.unites import COUNT

SHEET: Final = "Indicateurs"
A_PAGE: Final = 11  # columns of figures that are read without a glass
_COMMUNE: Final = Colonne(COMMUNE.titre, 18)
_UNITS: Final = {COUNT: "nombre"}


def wide_sheet(analyse: Analyse) -> Feuille:
    """Numbers are typed; where there is none, a word says why. References are under the table."""
    found = wide_table(analyse.contrat)
    lines = tuple(_line(line, found.colonnes) for line in found.lignes) if found.colonnes else ()
    return Feuille(
        SHEET,
        "Un QPV par ligne, un indicateur par colonne, dans sa diffusion la plus récente ; l’année et le périmètre sont "
        "dans le titre. Les mots disent pourquoi il n’y a pas de nombre. Sous le tableau : les références de même "
        "diffusion.",
        (Colonne("QPV", 26), Colonne("Code", 12), _COMMUNE, *map(_heading, found.colonnes)),
        lines,
        pied=_references(found.colonnes),
        pages=max(1, -(-len(found.colonnes) // A_PAGE)),
    )


def _heading(column: ColonneLarge) -> Colonne:
    i, p = column.indicateur, column.datee
    unit = _UNITS.get(i.unite, i.unite)
    return Colonne(f"{i.libelle_court} ({unit}), {year_of(p)}, périmètre {p.diffusion.geographie}", 12)


def _line(line: LigneLarge, columns: tuple[ColonneLarge, ...]) -> tuple[Contenu, ...]:
    first = line.quartiers[0]
    code = line.code if first.est_qpv else first.noms.nom
    communes = " · ".join(dict.fromkeys(c for q in line.quartiers for c in q.communes))
    cells = map(_cell, line.cases, columns)
    return (as_typed(line.nom), code, as_typed(communes), *cells)


def _cell(cell: CaseLarge, column: ColonneLarge) -> Cellule:
    """The number, with its own date where it is not the column's; else a word."""
    p = cell.publication
    if p is None:
        return _word(PARTS if cell.parties else UNPUBLISHED)
    if p.valeur is None:
        return _word(NON_DIFFUSE)
    if p.diffusion == column.datee.diffusion and p.annee == column.datee.annee:
        return value_cell(p.valeur, column.indicateur.unite)
    return Cellule(p.valeur, f'{_number(column.indicateur.unite)}" ({_date(p)})"', couleur="gris")


def _number(unit: str) -> str:
    return RATE if unit == "%" else COUNTED


def _date(p: Publication) -> str:
    return f"{year_of(p)}, périmètre {p.diffusion.geographie}"


def _word(text: str) -> Cellule:
    return Cellule(text, couleur="gris", cadre="center")


_LINES: Final[tuple[tuple[str, Callable[[References], float | None]], ...]] = (
    ("QPV médian de France", lambda r: r.repartition.c50 if r.repartition else None),
    ("QPV de France", lambda r: r.france),
    ("Moyenne des QPV du contrat", lambda r: r.contrat.valeur if r.contrat else None),
)


def _references(columns: tuple[ColonneLarge, ...]) -> tuple[tuple[Contenu, ...], ...]:
    """A line a reference that is known of an indicator at least; an empty cell where it is not."""
    rows = []
    for name, read in _LINES:
        values = [read(c.references) for c in columns]
        if any(v is not None for v in values):
            cells = (value_cell(v, c.indicateur.unite) for v, c in zip(values, columns, strict=True))
            rows.append((name, None, None, *cells))
    return tuple(rows)
