"""The communes of a contract that an organisation's name tells: « COM BRUAY SUR ESCAUT » tells Bruay-sur-l'Escaut."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from quartiers.donnees.fichiers.textes import fold

# Words that hurried hands leave out of a commune's name, so that they tell nothing.
_LIAISONS: Final = re.compile(r"(?:a|aux?|d|de|des|du|en|et|l|la|le|les|lez|sous|sur)")
# A place named after a commune, and larger than it.
_PLUS_LARGES: Final = frozenset(
    (
        *("agglo", "agglomeration", "arrondissement", "bassin", "canton", "communaute"),
        *("district", "metropole", "pays", "prefecture", "region"),
    )
)


def find_communes(name: str, communes: Iterable[str]) -> tuple[str, ...]:
    """Communes that ``name`` holds as whole words, case, accents and joining words set aside, in their order.

    A commune whose words are part of another's is not told by them, nor is one that names a larger place.

    >>> find_communes("CTRE COM ACTION SOCIALE BRUAY-ESCAUT", ["Anzin", "Bruay-sur-l'Escaut"])
    ("Bruay-sur-l'Escaut",)
    >>> find_communes("ASS DES CENTRES SOCIAUX DE LA REGION DE VALENCIENNES", ["Valenciennes"])
    ()
    """
    words, found = _words(name), []
    taken: set[int] = set()
    by_length = sorted(dict.fromkeys(communes), key=lambda commune: -len(_words(commune)))
    for commune in by_length:
        looked_for = _words(commune)
        for start in _places(words, looked_for):
            place = set(range(start, start + len(looked_for)))
            around = words[max(start - 1, 0) : start] + words[start + len(looked_for) : start + len(looked_for) + 1]
            if not place & taken and not _PLUS_LARGES.intersection(around):
                found.append((start, commune))
                taken |= place
    return tuple(dict.fromkeys(commune for _, commune in sorted(found)))


def _words(text: str) -> list[str]:
    expanded = re.sub(r"\bste\b", "sainte", re.sub(r"\bst\b", "saint", fold(text)))
    return [word for word in re.findall(r"[^\W_]+", expanded) if not _LIAISONS.fullmatch(word)]


def _places(words: Sequence[str], looked_for: Sequence[str]) -> Iterable[int]:
    size = len(looked_for)
    return (n for n in range(len(words) - size + 1) if size and words[n : n + size] == looked_for)
