"""One cell of a text column, by the description of its column: the value it stands for, or why it stands for none."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from quartiers.donnees.description import BARRE, Champ
from quartiers.donnees.fichiers.textes import fold


class CelluleRefusee(Exception):
    """A cell that is no value of its column: what is expected and how to mend it, in French."""

    def __init__(self, attendu: str, remede: str | None = None):
        super().__init__(attendu)
        self.attendu, self.remede = attendu, remede


# What a hand types where it has nothing to say, signs set aside.
_SAYS_SOMETHING: Final = re.compile(r"(?:[\W_]*[^\W_]){7}")  # more letters than any of these
_NOTHING: Final = frozenset({"", "nc", "nr", "nd", "neant"})


def is_placeholder(text: str) -> bool:
    """Whether a text only says that there is none: signs, or an abbreviation for it.

    >>> [is_placeholder(text) for text in ("-", "n.c.", "?", "Néant", "NA")]
    [True, True, True, True, False]
    """
    if _SAYS_SOMETHING.match(text):
        return False
    return "".join(c for c in fold(text) if c.isalnum()) in _NOTHING


@dataclass(frozen=True)
class Lecteur:
    """Reads the cells of a column; ``noms`` are those that ``contrat.toml`` lists for it, where it cites them."""

    champ: Champ
    noms: Collection[str] = field(default=())

    @cached_property
    def _canoniques(self) -> dict[str, str]:
        """Closed words, and names of ``contrat.toml``, whatever their capitals."""
        return {word.casefold(): word for word in (*self.champ.colonne.mots, *self.noms)}

    def read(self, cell: str) -> str | None:
        """The value, as the table is to keep it; None for an empty cell. Raises :class:`CelluleRefusee`."""
        if not cell:
            return None
        if self.champ.plusieurs:
            return f" {BARRE} ".join(self._items(cell))
        if self.champ.libre and is_placeholder(cell):
            raise CelluleRefusee("un texte, avec des mots", "Vider la cellule, si ce n'est pas renseigné.")
        if BARRE in cell and not self.champ.libre:
            raise CelluleRefusee(f"une seule valeur, sans « {BARRE} »", "Cette colonne n'en prend pas plusieurs.")
        return self._canonical(cell)

    def _items(self, cell: str) -> list[str]:
        items = [self._canonical(item.strip()) for item in cell.split(BARRE)]
        if not all(items):
            remedy = f"Retirer la barre « {BARRE} » qui n'est pas entre deux valeurs."
            raise CelluleRefusee(f"des valeurs séparées par « {BARRE} », aucune vide", remedy)
        closed = self._canoniques or self.champ.colonne.renvoi or self.champ.colonne.forme
        if closed and (double := next((item for item in items if items.count(item) > 1), None)):
            raise CelluleRefusee("chaque valeur une seule fois", f"« {double} » y est deux fois.")
        return items

    def _canonical(self, item: str) -> str:
        return self._canoniques.get(item.casefold(), item) if self._canoniques else item
