"""How much a figure of a QPV moves from one edition to the next: what its readings must allow for.

Two editions as near as can be (one year apart, as a rule) tell of little change and of much chance: sampling, for the
census; a few people who come and go, for registers. For each indicator, over the QPV of the country:

1. the change of each QPV between two such editions, less the median change of all, in points (in % of the start
   for an amount);
2. each change is brought to a base of 1,000 by the square root of its own base: the indicator that counts the
   denominator where it is published, the population otherwise;
3. the root of their mean square is the standard deviation for a base of 1,000.

And what moves them all: the median change between any two editions, over the QPV that both publish (``evolutions``).

Two editions that give the same values (INSEE has published the census of 2010 in three) are no pair.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, pairwise
from typing import Final

import numpy as np
import pandas as pd

from quartiers.donnees.importation.insee_catalogue import Catalogue
from quartiers.donnees.importation.insee_mesures import MIN_VALEURS, Lot
from quartiers.donnees.tables import TABLES
from quartiers.unites import COUNT

BASE: Final = 1000
MIN_MOVED: Final = 0.2  # share of the QPV whose value differs, for two editions to be two

Values = Mapping[int, "pd.Series[float]"]  # values by territory, by edition


def describe_changes(lots: Sequence[Lot], catalogue: Catalogue) -> pd.DataFrame:
    """Rows of ``evolutions``: the median change between any two editions of one import, over the QPV in both."""
    units = {formula.indicateur: formula.unite for formula in catalogue.formules}
    found: defaultdict[tuple[str, str], dict[tuple[int, str], pd.Series[float]]] = defaultdict(dict)
    for (theme, geography, indicator), values in _values([lot for lot in lots if lot.fichier.national]).items():
        if units[indicator] != COUNT:
            found[indicator, geography].update({(edition, theme): own for edition, own in values.items()})
    rows = []
    for (indicator, geography), series in found.items():
        for first, last in combinations(sorted(series), 2):
            (before, former), (after, theme) = first, last
            change = (series[last] - series[first]).dropna()
            if before < after and len(change) >= MIN_VALEURS:
                rows.append(
                    {
                        "indicateur": indicator,
                        "theme_debut": former,
                        "edition_debut": before,
                        "theme": theme,
                        "edition": after,
                        "geographie": geography,
                        "effectif": len(change),
                        "mediane": round(float(change.median()), 2),
                        "source": "Insee, données sur les QPV, " + _themes(former, theme),
                    }
                )
    return pd.DataFrame(rows, columns=list(TABLES["evolutions"].colonnes), dtype=object)


def _themes(former: str, theme: str) -> str:
    return f"thème {theme}" if former == theme else f"thèmes {former} et {theme}"


def estimate_fluctuations(lots: Sequence[Lot], catalogue: Catalogue, population: str) -> pd.DataFrame:
    """Rows of ``fluctuations`` that the files of one import tell; none where they hold no two near editions."""
    national = [lot for lot in lots if lot.fichier.national]
    found = _values(national)
    counted = sorted((lot for lot in national if population in lot.indicateurs), key=lambda lot: lot.fichier.edition)
    people = {lot.fichier.geographie: _of(lot, population) for lot in counted}  # the newest of each perimeter
    described = {(f.theme, f.indicateur): f for f in catalogue.formules}
    rows = []
    for (theme, geography, indicator), values in found.items():
        formula = described[theme, indicator]
        weight = found.get((theme, geography, formula.poids or ""))
        base = formula.poids if weight else population
        moves, editions = _moves(values, weight, people.get(geography), relative=formula.unite != "%")
        if formula.unite != COUNT and len(moves) >= MIN_VALEURS:
            rows.append(
                {
                    "indicateur": indicator,
                    "theme": theme,
                    "geographie": geography,
                    "base": base,
                    "ecart_type": round(float(np.sqrt((moves**2).mean())), 2),
                    "diffusions": " | ".join(f"{start}-{end}" for start, end in editions),
                    "effectif": len(moves),
                    "source": f"Insee, données sur les QPV, thème {theme}",
                }
            )
    return pd.DataFrame(rows, columns=list(TABLES["fluctuations"].colonnes), dtype=object)


def merge_estimates(table: str, old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """The rows of before, but for those that the import estimates again."""
    rows = pd.concat([old.astype(object), new], ignore_index=True)
    return rows.drop_duplicates(list(TABLES[table].cle), keep="last")


def _values(lots: Sequence[Lot]) -> dict[tuple[str, str, str], dict[int, "pd.Series[float]"]]:
    """Published values of the QPV, by theme, geography and indicator, then by edition."""
    found: defaultdict[tuple[str, str, str], dict[int, pd.Series[float]]] = defaultdict(dict)
    for lot in sorted(lots, key=lambda lot: lot.fichier.edition):
        for indicator in lot.indicateurs:
            key = lot.fichier.theme, lot.fichier.geographie, indicator
            found[key][lot.fichier.edition] = _of(lot, indicator)
    return found


def _of(lot: Lot, indicator: str) -> "pd.Series[float]":
    rows = lot.mesures[lot.mesures["indicateur"] == indicator].set_index("territoire")["valeur"]
    values: pd.Series[float] = rows[rows.index.isin(lot.fichier.qpv)].astype("float64").dropna()
    return values


def _moves(
    values: Values, weight: Values | None, people: "pd.Series[float] | None", *, relative: bool
) -> tuple["pd.Series[float]", list[tuple[int, int]]]:
    """Changes brought to the base, between the nearest editions, and these editions."""
    changes = dict(_changes(values, relative=relative))
    nearest = min((end - start for start, end in changes), default=0)
    pairs = [pair for pair in changes if pair[1] - pair[0] == nearest]
    parts: list[pd.Series[float]] = []
    for start, end in pairs:
        base = weight.get(end) if weight else people
        if base is not None:
            parts.append((changes[start, end] * np.sqrt(base / BASE)).dropna())
    return (pd.concat(parts) if parts else pd.Series(dtype="float64")), pairs


def _changes(values: Values, *, relative: bool) -> Iterator[tuple[tuple[int, int], "pd.Series[float]"]]:
    """The changes of the QPV between two editions that follow each other, less their median."""
    for start, end in pairwise(sorted(values)):
        change = (values[end] - values[start]).dropna()
        if relative:
            before = values[start].reindex(change.index)
            change = (change / before.where(before > 0) * 100).dropna()
        if len(change) and (change != 0).mean() >= MIN_MOVED:
            yield (start, end), change - change.median()
