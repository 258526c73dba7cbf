"""Who says what: findings in words, with the origin that the tables give them.

A finding and the title of a priority are this software's wording of what the document says: neither is a quotation, so
neither has guillemets.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from quartiers.donnees.modele import Constat
from quartiers.typographie import count, join_words

# In the order in which they are counted; each is said of one finding as of many.
_FROM: Final = {
    "habitants": "d'habitants",
    "acteurs": "d'acteurs locaux",
    "habitants et acteurs": "d'habitants et d'acteurs locaux à la fois",
    "non précisée": "d'origine non précisée",
}
_OF_RESIDENTS: Final = ("habitants", "habitants et acteurs")


def attributed(constat: Constat) -> str:
    """``Trop de bruit (constat d'acteurs locaux)``: a finding in a sentence, whole, and whose it is."""
    return f"{constat.constat} ({finding_from(constat)})"


def finding_from(constat: Constat) -> str:
    """``constat d'acteurs locaux``."""
    return f"constat {_FROM[constat.origine]}"


def origins_counted(constats: Iterable[Constat]) -> str:
    """``6 constats : 1 d'habitants, 4 d'acteurs locaux et 1 d'origine non précisée``; the origins that are there."""
    numbers = Counter(c.origine for c in constats)
    total = count(numbers.total(), "constat")
    found = [origin for origin in _FROM if numbers[origin]]
    if len(found) == 1:
        return f"{total}, {'tous ' if numbers.total() > 1 else ''}{_FROM[found[0]]}"
    return f"{total} : {join_words([f'{numbers[origin]} {_FROM[origin]}' for origin in found])}"


def told_by_residents(constats: Iterable[Constat]) -> bool:
    """Whether residents say any of them."""
    return any(c.origine in _OF_RESIDENTS for c in constats)


def origins_sentence(constats: Sequence[Constat]) -> str:
    """How many findings come from whom, and that none is attributed to residents where that is so."""
    text = origins_counted(constats)
    if not told_by_residents(constats):
        text += " ; aucun n'est attribué à des habitants"
    return f"{text}. {'Il est reformulé, et non cité' if len(constats) == 1 else 'Ils sont reformulés, et non cités'}."
