"""Who says what: findings in words, with the origin that the tables give them.

A finding and the title of a priority are this software's wording of what the document says: neither is a quotation, so
neither has guillemets.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import Final

from quartiers.donnees.modele import Constat
from quartiers.typographie import count, join_words

NON_PRECISEE: Final = "non précisée"
# Whom they were heard from, as far as the document says, in the order in which they are counted. It speaks of a
# diagnostic made with residents and local actors: not of who wrote which sentence, nor that each was asked.
_FROM: Final = {
    "habitants": "auprès d'habitants",
    "acteurs": "auprès d'acteurs locaux",
    "habitants et acteurs": "avec des habitants et des acteurs locaux, sans distinction",
    NON_PRECISEE: "d'origine non précisée",
}
OF_RESIDENTS: Final = ("habitants", "habitants et acteurs")
# The document may let one think of residents without saying so, and may have heard them: what is known is what it says.
NO_RESIDENT: Final = "aucun n'est saisi comme recueilli auprès d'habitants"
NO_RESIDENT_IN_DOCUMENT: Final = (
    "aucun n'est saisi comme recueilli auprès d'habitants, ce qui ne dit pas qu'ils n'ont pas été consultés"
)


def attributed(constat: Constat) -> str:
    """``Trop de bruit (recueilli auprès d'acteurs locaux)``: a finding in a sentence, whole, and where it is from."""
    return f"{constat.constat} ({finding_from(constat)})"


def attributed_apart(constat: Constat) -> str:
    """As :func:`attributed`, without « origine », which is that of people where the finding is about people."""
    if constat.origine != NON_PRECISEE:
        return attributed(constat)
    return f"{constat.constat} (le document ne dit pas qui le constate)"


def finding_from(constat: Constat) -> str:
    """``recueilli auprès d'acteurs locaux``, ``origine non précisée``."""
    return _heard(constat.origine, 1).removeprefix("d'")


def finding_heard(constat: Constat) -> str:
    """``auprès d'acteurs locaux``, ``origine non précisée``: as :func:`finding_from`, after a sentence that counts
    them."""
    return _FROM[constat.origine].removeprefix("d'")


def origins_counted(
    constats: Collection[Constat], difficultes: int | None = None, propres: Collection[Constat] = ()
) -> str:
    """``6 constats (dont 5 difficultés) : 1 recueilli auprès d'habitants, 4 auprès d'acteurs locaux et 1 d'origine non
    précisée``.

    ``difficultes`` of those of the diagnostic are, where that is to be told; ``propres`` are in the text of a priority
    only, and told apart: they are of no diagnostic, and counting both at once is read three times.
    """
    numbers = Counter(c.origine for c in constats if c not in propres)
    where = "d'une priorité" if len(propres) == 1 else "de priorités"
    if not numbers:
        return f"{count(len(propres), 'constat')}, dans le seul texte {where}"
    total = count(numbers.total(), "constat")
    if difficultes is not None and difficultes < numbers.total():
        total += f" (dont {count(difficultes, 'difficulté')})"
    first, *others = [origin for origin in _FROM if numbers[origin]]
    heard = _heard(first, numbers[first])
    if not others:
        text = f"{total}, {'tous ' if numbers.total() > 1 else ''}{heard}"
    else:
        told = [f"{numbers[first]} {heard}", *(f"{numbers[origin]} {_FROM[origin]}" for origin in others)]
        text = f"{total} : {join_words(told)}"
    more = "n'est" if len(propres) == 1 else "ne sont"
    return text + (f" ; {count(len(propres), 'autre')} {more} que dans le texte {where}" if propres else "")


def _heard(origin: str, number: int) -> str:
    """``recueillis auprès d'habitants``; ``d'origine non précisée``."""
    verb = {"auprès": "recueilli", "avec": "relevé"}.get(_FROM[origin].split(" ", 1)[0])
    return f"{verb}{'s' if number > 1 else ''} {_FROM[origin]}" if verb else _FROM[origin]


def told_by_residents(constats: Iterable[Constat]) -> bool:
    """Whether residents say any of them."""
    return any(c.origine in OF_RESIDENTS for c in constats)


def origins_sentence(constats: Sequence[Constat], *, reformules: bool = True) -> str:
    """How many findings come from whom, and that none is attributed to residents where that is so.

    ``reformules``: they are those of a document, in other words.
    """
    text = origins_counted(constats)
    if not told_by_residents(constats):
        text += f" ; {NO_RESIDENT_IN_DOCUMENT if reformules else NO_RESIDENT}"
    if not reformules:
        return f"{text}."
    return f"{text}. {'Il est reformulé, et non cité' if len(constats) == 1 else 'Ils sont reformulés, et non cités'}."
