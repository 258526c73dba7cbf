"""What the territory of a project is, and how it is named: a QPV, or what a contract adds to them.

A contract may hold territories that are no *quartier prioritaire*: *quartiers de veille active* (law of 21 February
2014) and *poches de pauvreté* (circular of 31 August 2023 on the contracts of 2024). Every sentence that names the
territory of a project takes its noun here, with what French has agree with it.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from quartiers.typographie import count, join_words

QPV: Final = "QPV"
VEILLE: Final = "quartier de veille active"
POCHE: Final = "poche de pauvreté"
NATURES: Final = (QPV, VEILLE, POCHE)


@dataclass(frozen=True)
class Noms:
    """The noun of a territory and the words before it.

    >>> NOMS[POCHE].le, NOMS[POCHE].du, NOMS[QPV].ce, NOMS[VEILLE].accord("entier")
    ('la poche de pauvreté', 'de la poche de pauvreté', 'ce QPV', 'entier')
    """

    nom: str
    pluriel: str
    feminin: bool = False

    @property
    def le(self) -> str:
        return f"{'la' if self.feminin else 'le'} {self.nom}"

    @property
    def du(self) -> str:
        return f"{'de la' if self.feminin else 'du'} {self.nom}"

    @property
    def un(self) -> str:
        return f"{'une' if self.feminin else 'un'} {self.nom}"

    @property
    def ce(self) -> str:
        return f"{'cette' if self.feminin else 'ce'} {self.nom}"

    @property
    def meme(self) -> str:
        return f"{'la' if self.feminin else 'le'} même {self.nom}"

    def accord(self, masculin: str) -> str:
        """An adjective, as it goes with the noun: ``entier`` is the only irregular one that is needed."""
        if not self.feminin:
            return masculin
        return "entière" if masculin == "entier" else f"{masculin}e"


NOMS: Final = MappingProxyType(
    {
        QPV: Noms("QPV", "QPV"),
        VEILLE: Noms("quartier de veille active", "quartiers de veille active"),
        POCHE: Noms("poche de pauvreté", "poches de pauvreté", feminin=True),
    }
)


def count_natures(natures: Iterable[str]) -> str:
    """How many territories there are of each kind, in the order of the kinds.

    >>> count_natures([QPV, POCHE, QPV])
    '2 QPV et 1 poche de pauvreté'
    """
    found = Counter(natures)
    return join_words([count(found[n], NOMS[n].nom, NOMS[n].pluriel) for n in NATURES if found[n]])


def noun_of_all(natures: Iterable[str]) -> str:
    """What the territories are called together: QPV where all of them are, else quartiers."""
    return QPV if set(natures) <= {QPV} else "quartiers"
