"""Whether a text has one of some words, or one that begins as it does, capitals and accents set aside."""

import re
from collections.abc import Callable
from functools import lru_cache

from quartiers.donnees.fichiers.textes import fold


@lru_cache(maxsize=4096)
def word_finder(words: tuple[str, ...]) -> Callable[[str], bool]:
    """What tells whether a folded text has a word that one of ``words`` begins; kept by its words, as rules compare
    the same few lists with every text of a contract.

    >>> speaks = word_finder(("dépist", "aller vers"))
    >>> speaks(fold("Le dépistage")), speaks(fold("Faciliter l'aller-vers")), speaks("redepister")
    (True, True, False)
    """
    folded = tuple(filter(None, map(fold, words)))

    def finds(text: str) -> bool:
        for word in folded:
            if word in text:
                return _pattern(folded).search(text) is not None
        return False  # most lists have nothing anywhere in a text: their pattern is not even made

    return finds


@lru_cache(maxsize=4096)
def _pattern(folded: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, folded))})")
