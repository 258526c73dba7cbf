"""Rule 13: labels by which things are counted together, and that differ by a letter."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations
from os.path import commonprefix

from quartiers.analyse.doutes import Contexte, Doute, Gravite, Regle
from quartiers.donnees.fichiers.textes import fold


def rule_labels(c: Contexte) -> Iterator[Doute]:
    """Two forms of action that are almost the same text: they are counted apart, and were likely meant as one."""
    users: defaultdict[str, set[str]] = defaultdict(set)
    for priority in c.contrat.priorites:
        for form in priority.declinaisons:
            if form.forme:
                users[form.forme].add(priority.quartier)
    for one, other in combinations(users, 2):
        if almost_same(one, other):
            rarer, usual = sorted((one, other), key=lambda label: len(users[label]))
            yield Doute(
                Regle.LIBELLE,
                Gravite.DOUTE,
                c.in_order(users[one] | users[other]),
                "Formes d'action",
                f"« {rarer} » et « {usual} » sont presque le même libellé, et sont comptés à part.",
                f"Si c'est le même, écrire partout « {usual} » dans declinaisons.csv.",
            )


def almost_same(one: str, other: str) -> bool:
    """Whether two texts are the same but for one letter, or for capitals and accents; a figure makes two things.

    >>> almost_same("Accès aux droits", "Acces aux droit"), almost_same("Plan 2024", "Plan 2025")
    (True, False)
    >>> almost_same("Santé", "Santé mentale")
    False
    """
    a, b = fold(one), fold(other)
    start = len(commonprefix([a, b]))  # noqa: RUF071 - by letter, as is wanted here
    a, b = a[start:], b[start:]
    end = len(commonprefix([a[::-1], b[::-1]]))  # noqa: RUF071
    rest = a[: len(a) - end], b[: len(b) - end]
    return all(len(part) <= 1 and not part.isdigit() for part in rest)
