"""Families of QPV whose published situations are alike: Ward's clustering, kept where it holds.

The method, in order, each threshold a constant below:

1. indicators: those that are read (favourable or not), of the newest edition, published for nearly every QPV;
2. QPV: those for which all of them are published; the others are named, never imputed;
3. each indicator is centred and reduced, so that its unit does not matter;
4. Ward's hierarchical clustering, cut where the mean silhouette is highest; too low a silhouette is no family;
5. the same is done again without each indicator, then without each QPV: QPV stay in a family only if they
   are found together, and apart from the other families, in most of these runs.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

import numpy as np

from quartiers.analyse.publications import Publication
from quartiers.analyse.synthese import LigneComparee, newest_publication
from quartiers.analyse.ward import cut_each
from quartiers.donnees.modele import Indicateur, Quartier
from quartiers.unites import COUNT

MIN_QPV: Final = 10  # fewer points in that many dimensions have no families to speak of
MIN_INDICATEURS: Final = 5
PART_PUBLIEE: Final = 0.8  # an indicator counts if published for that share of the QPV
MAX_FAMILLES: Final = 5
MIN_MEMBRES: Final = 3
SILHOUETTE_MIN: Final = 0.25  # under it, Kaufman and Rousseeuw (1990) see no substantial structure
STABILITE_MIN: Final = 0.8  # share of the runs in which a family must be found again
_DIGITS: Final = 9  # what a change of unit may move is not a difference

Matrix = Any  # a NumPy array of floats, one row a QPV and one column an indicator


class Motif(StrEnum):
    """Why no families are shown."""

    PEU_DE_QPV = "peu de QPV"
    PEU_D_INDICATEURS = "peu d'indicateurs"
    SANS_STRUCTURE = "sans structure"
    INSTABLE = "instable"


@dataclass(frozen=True)
class Partition:
    """Rows that belong together, by position: ``groupes`` that hold, and ``isoles``, which are in none.

    ``silhouette`` is that of the whole cut, before the check.
    """

    groupes: tuple[frozenset[int], ...]
    isoles: frozenset[int]
    silhouette: float


@dataclass(frozen=True)
class Famille:
    """QPV alike, each as the quartiers that it holds, and their mean gaps to all the QPV classified.

    ``ecarts`` are in the indicators' units (points for percentages), those that set the family apart first;
    an indicator on which its QPV are as spread as all are is left out.
    """

    qpv: tuple[tuple[Quartier, ...], ...]
    ecarts: tuple[tuple[Indicateur, float], ...]


@dataclass(frozen=True)
class Familles:
    """What the classification finds; ``motif`` says why there is no family, where there is none.

    ``isoles`` are the QPV without a clear family, ``incomplets`` those for which a figure is not published.
    """

    familles: tuple[Famille, ...]
    isoles: tuple[tuple[Quartier, ...], ...]
    incomplets: tuple[tuple[Quartier, ...], ...]
    indicateurs: tuple[Indicateur, ...]
    edition: int | None
    partition: Partition | None
    motif: Motif | None


def classify(
    indicateurs: Mapping[Indicateur, Sequence[LigneComparee]], qpv: Sequence[tuple[Quartier, ...]]
) -> Familles:
    """Families among the QPV of a contract (each as its quartiers), from its shared indicators."""
    known, edition = _usable(indicateurs, len(qpv))
    complete = [group for group in qpv if all(group in values for values in known.values())] if known else []
    missing = tuple(group for group in qpv if group not in complete)
    chosen = tuple(known)

    def nothing(motif: Motif, partition: Partition | None = None) -> Familles:
        return Familles((), tuple(complete), missing, chosen, edition, partition, motif)

    if len(qpv) < MIN_QPV:
        return nothing(Motif.PEU_DE_QPV)
    if len(chosen) < MIN_INDICATEURS:
        return nothing(Motif.PEU_D_INDICATEURS)
    if len(complete) < MIN_QPV:
        return nothing(Motif.PEU_DE_QPV)
    values = np.array([[known[i][group] for i in chosen] for group in complete])
    partition = find_groups(values)
    if partition.silhouette < SILHOUETTE_MIN:
        return nothing(Motif.SANS_STRUCTURE, partition)
    if not partition.groupes:
        return nothing(Motif.INSTABLE, partition)
    families = tuple(
        Famille(tuple(complete[row] for row in sorted(rows)), _gaps(values, sorted(rows), chosen))
        for rows in partition.groupes
    )
    loose = tuple(complete[row] for row in sorted(partition.isoles))
    return Familles(families, loose, missing, chosen, edition, partition, None)


def _usable(
    indicateurs: Mapping[Indicateur, Sequence[LigneComparee]], total: int
) -> tuple[dict[Indicateur, dict[tuple[Quartier, ...], float]], int | None]:
    """The published values of each indicator that may serve, by QPV, and the edition that they are all of."""
    newest = {i: newest_publication(lines) for i, lines in indicateurs.items()}
    same = _one_perimeter([p for p in newest.values() if p is not None])
    edition = max((p.diffusion.edition for p in same), default=None)
    found = {}
    for indicateur, publication in newest.items():
        if publication not in same or publication.diffusion.edition != edition:
            continue
        if indicateur.sens == "contexte" or indicateur.unite == COUNT:
            continue
        values = {
            line.quartiers: line.chiffre.valeur
            for line in indicateurs[indicateur]
            if line.chiffre.valeur is not None
            and line.chiffre.publication is not None
            and line.chiffre.publication.diffusion == publication.diffusion
        }
        if len(values) >= PART_PUBLIEE * total and len(set(values.values())) > 1:
            found[indicateur] = values
    return found, edition


def _one_perimeter(publications: Sequence[Publication]) -> list[Publication]:
    """Those of the perimeter that most are of, of the newest where there are as many: QPV alike are so on one."""
    of = Counter(p.diffusion.geographie for p in publications)
    chosen = max(of, key=lambda geography: (of[geography], geography), default="")
    return [p for p in publications if p.diffusion.geographie == chosen]


def find_groups(values: Matrix) -> Partition:
    """Groups of rows alike that hold when a column, or a row, is left out.

    Neither the order of the rows nor the units of the columns change the groups.
    """
    reduced = _standardize(np.asarray(values, dtype=float))
    largest = min(MAX_FAMILLES, len(reduced) // MIN_MEMBRES) if reduced.shape[1] > 1 else 0
    cuts = [(k, _cut(reduced, k)) for k in range(2, largest + 1)]
    quality = [(_silhouette(reduced, labels), -k) for k, labels in cuts]
    everyone = frozenset(range(len(reduced)))
    if not cuts or max(quality)[0] < SILHOUETTE_MIN:
        return Partition((), everyone, max(quality)[0] if cuts else 0.0)
    number, labels = cuts[quality.index(max(quality))]
    together = _agreement(reduced, number)
    kept = _stable(labels, together)
    groups = [frozenset(row for row in kept if labels[row] == label) for label in np.unique(labels)]
    solid = sorted((g for g in groups if len(g) >= MIN_MEMBRES), key=lambda g: (-len(g), min(g)))
    if len(solid) < 2:  # a single family has nothing to be told apart from
        solid = []
    return Partition(tuple(solid), everyone.difference(*solid), max(quality)[0])


def _standardize(values: Matrix) -> Matrix:
    """Columns of mean 0 and deviation 1, those without any variation left out."""
    spread = values.std(axis=0)
    varied = spread > np.abs(values).max(axis=0) * 10.0**-_DIGITS
    reduced = (values[:, varied] - values[:, varied].mean(axis=0)) / spread[varied]
    return np.round(reduced, _DIGITS) + 0.0  # no negative zero


def _cut(reduced: Matrix, number: int) -> Matrix:
    """A label for each row: Ward's tree, cut into ``number`` groups, or fewer where distances are equal.

    Rows go in by their values, so that their own order does not decide between equal distances.
    """
    return _cut_each([reduced], number)[0]


def _cut_each(tables: Sequence[Matrix], number: int) -> list[Matrix]:
    """The same of several tables, which have as many rows."""
    orders = [np.lexsort(reduced.T[::-1]) if reduced.shape[1] else np.arange(len(reduced)) for reduced in tables]
    labels = [np.empty(len(reduced), dtype=int) for reduced in tables]
    found = cut_each([reduced[order] for reduced, order in zip(tables, orders, strict=True)], number)
    for own, order, cut in zip(labels, orders, found, strict=True):
        own[order] = cut
    return labels


def _silhouette(reduced: Matrix, labels: Matrix) -> float:
    """Mean silhouette: 1 when each row is far nearer its own group than any other, 0 when it is as near."""
    if len(np.unique(labels)) < 2:
        return 0.0
    distances = np.linalg.norm(reduced[:, None, :] - reduced[None, :, :], axis=2)
    widths = []
    for row, label in enumerate(labels):
        own = labels == label
        if own.sum() == 1:
            widths.append(0.0)
            continue
        inside = distances[row, own].sum() / (own.sum() - 1)
        outside = min(distances[row, labels == other].mean() for other in np.unique(labels) if other != label)
        widths.append((outside - inside) / max(inside, outside) if max(inside, outside) > 0 else 0.0)
    return round(float(np.mean(widths)), _DIGITS)


def _agreement(reduced: Matrix, number: int) -> Matrix:
    """How often each pair of rows is together, without each column then without each row.

    Two matrices: the shares of the runs of one kind that have both rows. They are not pooled: leaving out a
    row changes little, and would hide that a family rests on a single column.
    """
    rows, columns = reduced.shape
    kinds = (
        [(np.arange(rows), np.delete(np.arange(columns), c)) for c in range(columns)],
        [(np.delete(np.arange(rows), r), np.arange(columns)) for r in range(rows)],
    )
    shares = []
    for runs in kinds:
        cuts = _cut_each([_standardize(reduced[np.ix_(*kept)]) for kept in runs], number)
        # A column for each group of each run, one of its rows: two rows are together as often as both are in one.
        members, seen = [], np.zeros((rows, len(runs)))
        for run, ((kept_rows, _), labels) in enumerate(zip(runs, cuts, strict=True)):
            seen[kept_rows, run] = 1
            for label in np.unique(labels):
                own = np.zeros(rows)
                own[kept_rows[labels == label]] = 1
                members.append(own)
        inside = np.array(members)
        shares.append((inside.T @ inside) / (seen @ seen.T))
    return np.array(shares)


def _stable(labels: Matrix, together: Matrix) -> list[int]:
    """Rows left when those that most often leave their group, or meet another, are taken out one by one."""
    same = labels[:, None] == labels[None, :]
    doubt = np.where(same, 1 - together, together).max(axis=0)
    breaks = doubt > 1 - STABILITE_MIN + 1e-12
    kept = list(range(len(labels)))
    while kept:
        part = np.ix_(kept, kept)
        faults, doubts = breaks[part].sum(axis=1), np.round(doubt[part].sum(axis=1), _DIGITS)
        if not faults.any():
            break
        worst = max(zip(faults, doubts, strict=True))
        # Equals leave together: which of them comes first must not decide.
        kept = [row for row, *own in zip(kept, faults, doubts, strict=True) if tuple(own) != worst]
    return kept


def _gaps(values: Matrix, rows: list[int], indicateurs: Sequence[Indicateur]) -> tuple[tuple[Indicateur, float], ...]:
    """Mean gaps of those rows to all, those at least as large as the rows' own spread, the clearest first."""
    inside = values[rows]
    gaps, own, spread = inside.mean(axis=0) - values.mean(axis=0), inside.std(axis=0), values.std(axis=0)
    clear = [n for n in range(len(indicateurs)) if abs(gaps[n]) >= own[n] and abs(gaps[n]) >= spread[n] / 2]
    clear.sort(key=lambda n: -abs(gaps[n]) / spread[n])
    return tuple((indicateurs[n], round(float(gaps[n]), 1)) for n in clear)
