"""The figures of ``docs/methode.md``, from INSEE's files: ``python -m benchmarks.incertitude DOSSIER_INSEE``.

Over the QPV of the country, none of which was looked at one by one:

- *by size*: the standard deviation of what an indicator moves from an edition to the next, in QPV of each size;
- *by years*: how it grows with the number of editions between two of the census, against what five yearly surveys of
  which one is replaced each year must give (√(2k/5), as a share of that of two editions without a common year);
- *readings*: of the QPV read as more or less fragile than the median in an edition, how many are still read so in the
  next one, by the flat threshold and by the margin of uncertainty; and how many are then read the other way;
- *repeated*: of the gaps that are not read and came back on one side three times, how many turn in the next edition;
- *changes*: of the QPV, how many are said to change from an edition to the next, of which nothing but chance is known.
"""

import argparse
import math
import sys
from collections.abc import Iterator
from itertools import combinations, pairwise
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from benchmarks.pays import import_country
from quartiers.analyse.incertitude import BASE, change_margin, level_margin
from quartiers.donnees import load_contrat
from quartiers.donnees.modele import Contrat, Fluctuation, Indicateur

SIZES: Final = (0, 1500, 2500, 5000, math.inf)
SHOWN: Final = (
    "emploi_15_64_pct",
    "emploi_femmes_pct",
    "emplois_precaires_pct",
    "personnes_seules_pct",
    "taux_pauvrete_pct",
    "allocataires_rsa_socle_pct",
    "demandeurs_longue_duree_pct",
)
Table = pd.DataFrame  # values by QPV and edition


def editions_of(country: pd.DataFrame, f: Fluctuation) -> Table:
    rows = country[(country["indicateur"] == f.indicateur) & (country["theme"] == f.theme)]
    return rows.pivot_table(index="territoire", columns="edition", values="valeur")


def base_of(country: pd.DataFrame, f: Fluctuation) -> "pd.Series[float]":
    """The newest count of each QPV: of its population, or of what the share is of."""
    rows = country[country["indicateur"] == f.base].sort_values("edition")
    found: pd.Series[float] = rows.groupby("territoire")["valeur"].last()
    return found


def change(values: Table, start: int, end: int) -> "pd.Series[float]":
    """What each QPV moves, less the median."""
    found: pd.Series[float] = (values[end] - values[start]).dropna()
    return found - found.median()


def near_pairs(f: Fluctuation) -> list[tuple[int, int]]:
    return [(int(start), int(end)) for start, _, end in (text.partition("-") for text in f.diffusions)]


def by_size(country: pd.DataFrame, f: Fluctuation) -> list[float]:
    """Standard deviation from an edition to the next, in QPV of each size of population."""
    values = editions_of(country, f)
    people = country[country["indicateur"] == "population_nb"].groupby("territoire")["valeur"].last()
    moves = pd.concat([change(values, *pair) for pair in near_pairs(f)])
    size = people.reindex(moves.index)
    return [float(moves[(size >= low) & (size < high)].std(ddof=0)) for low, high in pairwise(SIZES)]


def by_years(country: pd.DataFrame, f: Fluctuation) -> Iterator[tuple[int, float, float]]:
    """Of census editions so many apart: the standard deviation over that of one apart, and what theory gives."""
    values = editions_of(country, f)
    one = math.sqrt(np.mean([change(values, *pair).var(ddof=0) for pair in near_pairs(f)]))
    editions = sorted({edition for pair in near_pairs(f) for edition in pair})
    gaps: dict[int, list[float]] = {}
    for start, end in combinations(editions, 2):
        gaps.setdefault(end - start, []).append(change(values, start, end).var(ddof=0))
    for gap, found in sorted(gaps.items()):
        yield gap, math.sqrt(np.mean(found)) / one, math.sqrt(min(gap, 5))


def readings(contrat: Contrat, country: pd.DataFrame, f: Fluctuation) -> tuple[list[float], list[float]]:
    """By the flat threshold then by the margin: share read, and of those, still read so, and read the other way."""
    indicateur, values, base = contrat.indicateurs[f.indicateur], editions_of(country, f), base_of(country, f)
    flat = pd.Series(contrat.lecture.ecart_points, index=base.index)
    margin = (level_margin(indicateur, 1.0) * _sigma(f, base)).clip(lower=contrat.lecture.ecart_points)
    return _kept(values, f, flat), _kept(values, f, margin)


def _sigma(f: Fluctuation, base: "pd.Series[float]") -> "pd.Series[float]":
    return f.ecart_type * (BASE / base) ** 0.5


def _kept(values: Table, f: Fluctuation, threshold: "pd.Series[float]") -> list[float]:
    read = kept = turned = total = 0
    for start, end in near_pairs(f):
        first, second = (_signs(values[edition], threshold) for edition in (start, end))
        both = first.index.intersection(second.index)
        first, second = first[both], second[both]
        total += len(both)
        read += int((first != 0).sum())
        kept += int(((first != 0) & (first == second)).sum())
        turned += int(((first != 0) & (first == -second)).sum())
    return [read / total, kept / read if read else math.nan, turned / read if read else math.nan]


def _signs(values: "pd.Series[float]", threshold: "pd.Series[float]") -> "pd.Series[float]":
    known = values.dropna()
    gap = known - known.median()
    limit = threshold.reindex(gap.index)
    signs: pd.Series[float] = (gap / gap.abs()).where(gap.abs() >= limit, 0)[limit.notna()]
    return signs


def repeated(contrat: Contrat, country: pd.DataFrame, f: Fluctuation) -> tuple[int, float, float]:
    """Of the gaps of the last edition but one that are not read, and were on that side in the two before: how many, and
    the share that is on the other side of the median in the last; then the same share of the gaps that are read."""
    indicateur, values, base = contrat.indicateurs[f.indicateur], editions_of(country, f), base_of(country, f)
    *before, now, after = values.columns
    gap = (values - values.median()).dropna()
    if indicateur.unite != "%":
        gap = 100 * gap / values.median()
    flat = contrat.lecture.ecart_points if indicateur.unite == "%" else contrat.lecture.ecart_relatif_pct
    margin = (level_margin(indicateur, 1.0) * _sigma(f, base).reindex(gap.index)).clip(lower=flat)
    side = np.sign(gap[now])
    read = gap[now].abs() >= margin
    came_back = ~read & (gap[[*before[-2:], now]].mul(side, axis=0) >= flat).all(axis=1)
    turned = gap[after] * side < 0
    return int(came_back.sum()), float(turned[came_back].mean()), float(turned[read].mean())


def said_to_change(contrat: Contrat, country: pd.DataFrame, f: Fluctuation) -> tuple[float, float]:
    """Share of the QPV said to change from an edition to the next: by the flat threshold, by the margin."""
    indicateur, base = contrat.indicateurs[f.indicateur], base_of(country, f)
    moves = pd.concat([change(editions_of(country, f), *pair) for pair in near_pairs(f)])
    sigma = _sigma(f, base).reindex(moves.index)
    flat = float((moves.abs() >= contrat.lecture.tendance_points).mean())
    return flat, float((moves.abs() >= change_margin(indicateur, 1.0) * sigma).mean())


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.incertitude", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)  # fmt: skip
    parser.add_argument("insee", type=Path, metavar="DOSSIER_INSEE")
    folder = parser.parse_args().insee
    table, contrat = import_country(folder), load_contrat()
    country = table[table["territoire"].str.startswith("QP")]
    chosen = [f for f in contrat.fluctuations if f.indicateur in SHOWN]
    print("by size of population: standard deviation from an edition to the next, points")
    print(f"{'':32}" + "".join(f"{f'{low:.0f}-{high:.0f}':>12}" for low, high in pairwise(SIZES)))
    for f in chosen:
        print(f"{f.indicateur:32}" + "".join(f"{x:12.1f}" for x in by_size(country, f)))
    print("\nby years between two editions of the census: measured over that of one year, and √k")
    for f in chosen:
        if _is_census(contrat.indicateurs[f.indicateur]):
            told = "; ".join(
                f"{gap}: {measured:.2f} ({expected:.2f})" for gap, measured, expected in by_years(country, f)
            )
            print(f"{f.indicateur:32}{told}")
    print("\nreadings: share read; still read so in the next edition; the other way (flat threshold | margin)")
    for f in chosen:
        shown = (" ".join(f"{100 * x:5.1f} %" for x in part) for part in readings(contrat, country, f))
        print(f"{f.indicateur:32}" + "  |  ".join(shown))
    print(
        "\nnot read, three times on one side: how many; on the other side in the next edition | of those that are read"
    )
    for f in chosen:
        times, turned, of_read = repeated(contrat, country, f)
        print(f"{f.indicateur:32}{times:6d}  {100 * turned:5.1f} %  |  {100 * of_read:5.1f} %")
    print("\nchanges said from an edition to the next (flat threshold | margin)")
    for f in chosen:
        flat, margin = said_to_change(contrat, country, f)
        print(f"{f.indicateur:32}{100 * flat:5.1f} %  |  {100 * margin:5.1f} %")
    return 0


def _is_census(indicateur: Indicateur) -> bool:
    return indicateur.evolution == "recensement"


if __name__ == "__main__":
    sys.exit(main())
