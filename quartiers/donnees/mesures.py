"""Published measures, with the indexes that they are looked up by."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

from quartiers.donnees.tables.importees import COMMUNE

if TYPE_CHECKING:
    from quartiers.donnees.modele import Mesure

Serie: TypeAlias = tuple[str, str]  # territory, indicator
Edition: TypeAlias = tuple[str, str, int, str]  # indicator, theme, edition, geography


class Mesures(tuple["Mesure", ...]):
    """Measures in the order of their table. Each index is made once and stays with them, from one contract to
    another that has the same measures, and through pickling."""

    @cached_property
    def par_serie(self) -> Mapping[Serie, tuple["Mesure", ...]]:
        """Measures of a territory for an indicator, oldest first."""
        series: defaultdict[Serie, list[Mesure]] = defaultdict(list)
        for mesure in self:
            series[mesure.territoire, mesure.indicateur].append(mesure)
        return {key: by_age(found) for key, found in series.items()}

    @cached_property
    def par_edition(self) -> Mapping[Edition, Mapping[str, "Mesure"]]:
        """Measures of one publication of an indicator, by territory; of two for one territory, the first."""
        editions: defaultdict[Edition, dict[str, Mesure]] = defaultdict(dict)
        for m in self:
            editions[m.indicateur, m.theme, m.edition, m.geographie].setdefault(m.territoire, m)
        return dict(editions)

    @cached_property
    def derniere_edition(self) -> int:
        """The newest edition of figures of the QPV; 0 without any."""
        return max((m.edition for m in self if m.geographie != COMMUNE), default=0)


def by_age(measures: Iterable["Mesure"]) -> tuple["Mesure", ...]:
    """Measures of one figure, oldest first: by the year of the data, which its source may name otherwise.

    A file by source is named by the year of its data (Filosofi 2021), a file by theme by that of its publication, years
    later (the theme REVN of 2022 has Filosofi 2018). A year that is not known is that of the edition, and no later than
    those of the same theme's next editions.
    """
    newest_first = sorted(measures, key=lambda m: (m.edition, m.theme), reverse=True)
    latest: dict[str, int] = {}
    years = {}
    for m in newest_first:
        year = m.annee if m.annee is not None else m.edition
        years[id(m)] = latest[m.theme] = min(year, latest.get(m.theme, year))
    return tuple(sorted(newest_first, key=lambda m: (years[id(m)], m.edition, m.theme)))


def is_later(one: "Mesure", other: "Mesure") -> bool:
    """Whether a measure is of later data than another of the same figure; of the same edition, neither is."""
    same = (one.annee, one.edition) == (other.annee, other.edition)
    return not same and by_age((one, other))[-1] is one
