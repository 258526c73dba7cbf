"""The wide sheet: a QPV a row, an indicator a column, each in its newest edition; the one that people ask for."""

from collections.abc import Callable
from typing import Final

from quartiers.analyse.anciens import name_before, name_former
from quartiers.analyse.doutes import year_of
from quartiers.analyse.publications import Publication, References
from quartiers.analyse.tableau import CaseLarge, ColonneLarge, LigneLarge, wide_table
from quartiers.donnees.modele import NON_DIFFUSE, Quartier
from quartiers.donnees.tables.importees import ANCIENNE
from quartiers.feuilles import COUNTED, RATE, Cellule, Colonne, Contenu, Feuille, as_typed
from quartiers.presentation.mots_origine import PARTS, UNPUBLISHED
from quartiers.presentation.tableur.commun import COMMUNE, Analyse, value_cell
from quartiers.unites import COUNT

SHEET: Final = "Indicateurs"
A_PAGE: Final = 11  # columns of figures that are read without a glass
_COMMUNE: Final = Colonne(COMMUNE.titre, 18)
NONE_BEFORE: Final = "aucun, ou non connu"
_WHOSE: Final = " Un chiffre du périmètre 2015 est celui du QPV de 2015, nommé à côté de celui de 2024."
_ANCIEN: Final = Colonne("QPV de 2015", 24)  # where figures are of its perimeter: the row has another's name, or code
_UNITS: Final = {COUNT: "nombre"}


def wide_sheet(analyse: Analyse) -> Feuille:
    """Numbers are typed; where there is none, a word says why. References are under the table."""
    found = wide_table(analyse.contrat)
    former = (_ANCIEN,) if any(c.datee.diffusion.geographie == ANCIENNE for c in found.colonnes) else ()
    lines = tuple(_line(line, found.colonnes, bool(former)) for line in found.lignes) if found.colonnes else ()
    return Feuille(
        SHEET,
        "Un QPV par ligne, un indicateur par colonne, dans sa diffusion la plus récente ; l’année et le périmètre sont "
        "dans le titre. Les mots disent pourquoi il n’y a pas de nombre. Sous le tableau : les références de même "
        f"diffusion.{_WHOSE if former else ''}",
        (Colonne("QPV", 26), Colonne("Code", 12), _COMMUNE, *former, *map(_heading, found.colonnes)),
        lines,
        pied=_references(found.colonnes, 3 + len(former)),
        pages=max(1, -(-len(found.colonnes) // A_PAGE)),
    )


def _heading(column: ColonneLarge) -> Colonne:
    i, p = column.indicateur, column.datee
    unit = _UNITS.get(i.unite, i.unite)
    return Colonne(f"{i.libelle_court} ({unit}), {year_of(p)}, périmètre {p.diffusion.geographie}", 12)


def _line(line: LigneLarge, columns: tuple[ColonneLarge, ...], former: bool) -> tuple[Contenu, ...]:
    first = line.quartiers[0]
    code = line.code if first.est_qpv else first.noms.nom
    communes = " · ".join(dict.fromkeys(c for q in line.quartiers for c in q.communes))
    cells = map(_cell, line.cases, columns)
    before = (as_typed(_former(line.quartiers)),) if former else ()
    return (as_typed(line.nom), code, as_typed(communes), *before, *cells)


def _former(group: tuple[Quartier, ...]) -> str:
    """What the QPV was in 2015: the code of each, with its name where that of the row does not say it."""
    names, other = name_former(group), name_before(group)
    told = [f"{name} ({code})" if code != name and (other or len(names) > 1) else code for code, name in names.items()]
    return " + ".join(told) if told or not group[0].est_qpv else NONE_BEFORE


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


def _references(columns: tuple[ColonneLarge, ...], before: int) -> tuple[tuple[Contenu, ...], ...]:
    """A line a reference that is known of an indicator at least; an empty cell where it is not, and in the columns
    ``before`` those of figures, but for its name."""
    rows = []
    for name, read in _LINES:
        values = [read(c.references) for c in columns]
        if any(v is not None for v in values):
            cells = (value_cell(v, c.indicateur.unite) for v, c in zip(values, columns, strict=True))
            rows.append((name, *[None] * (before - 1), *cells))
    return tuple(rows)
