"""Published measures, with the indexes that they are looked up by."""

from collections import defaultdict
from collections.abc import Mapping
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
        """Measures of a territory for an indicator, oldest edition first."""
        series: defaultdict[Serie, list[Mesure]] = defaultdict(list)
        for mesure in self:
            series[mesure.territoire, mesure.indicateur].append(mesure)
        return {key: tuple(sorted(found, key=lambda m: (m.edition, m.theme))) for key, found in series.items()}

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
