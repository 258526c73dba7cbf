"""How many figures a quartier has, of which kinds: one partition, that all of a report counts by."""

from collections import Counter
from dataclasses import dataclass

from quartiers.analyse.comparaisons import Situation
from quartiers.analyse.diagnostic import ChiffreLu, count_situations
from quartiers.analyse.publications import CONTEXTE
from quartiers.brefs import Bref
from quartiers.unites import COUNT


@dataclass(frozen=True)
class Decompte(Bref):
    """The published figures that have a value, each in one part: ``compares`` are read against the median QPV of
    France, ``contexte`` are neither good nor bad, ``effectifs`` are counts, ``sans_mediane`` the others. Beside them,
    ``non_diffuses`` are published without a value, and ``enonces`` are only stated."""

    compares: tuple[ChiffreLu, ...]
    contexte: tuple[ChiffreLu, ...]
    effectifs: tuple[ChiffreLu, ...]
    sans_mediane: tuple[ChiffreLu, ...]
    non_diffuses: tuple[ChiffreLu, ...]
    enonces: tuple[ChiffreLu, ...]

    @property
    def publies(self) -> tuple[ChiffreLu, ...]:
        return (*self.compares, *self.contexte, *self.effectifs, *self.sans_mediane)

    @property
    def situations(self) -> Counter[Situation]:
        """How many of those that are compared have each reading."""
        return count_situations(self.compares)


def count_figures(figures: tuple[ChiffreLu, ...]) -> Decompte:
    found: dict[str, list[ChiffreLu]] = {}
    for figure in figures:
        if (kind := _kind(figure)) is not None:
            found.setdefault(kind, []).append(figure)
    names = ("compares", "contexte", "effectifs", "sans_mediane", "non_diffuses", "enonces")
    return Decompte(*(tuple(found.get(name, ())) for name in names))


def _kind(figure: ChiffreLu) -> str | None:
    """None for what is only known of the former QPV."""
    if not figure.publie:
        return "enonces" if figure.affirmation is not None else None
    if figure.valeur is None:
        return "non_diffuses"
    if figure.indicateur.unite == COUNT:
        return "effectifs"
    if figure.comparaison.place is not None:
        return "compares"
    return "contexte" if figure.indicateur.sens == CONTEXTE else "sans_mediane"
