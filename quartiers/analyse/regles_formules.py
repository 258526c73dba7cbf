"""Rule 15 on orders of magnitude: one phrase for a figure of several QPV, which tells none of them apart.

That a rounded value is of several is no surprise, and no sign of a copy.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from quartiers.analyse.doutes import Contexte, Doute, Gravite, Regle, join_lines
from quartiers.analyse.notes import stated_words
from quartiers.donnees.fichiers.textes import fold
from quartiers.donnees.modele import Affirmation
from quartiers.typographie import count

# Two QPV may well be of one order of magnitude; of three, one asks.
MIN_QPV: Final = 3


def rule_same_words(c: Contexte) -> Iterator[Doute]:
    groups: defaultdict[tuple[str, str], list[Affirmation]] = defaultdict(list)
    for a in c.contrat.affirmations:
        words = stated_words(a.note)
        if words and a.precision != "exacte":
            groups[a.indicateur, fold(words)].append(a)
    for rows in groups.values():
        qpv = {c.contrat.quartiers[a.quartier].territoire for a in rows}
        if len(qpv) < MIN_QPV:
            continue
        projects, how_many = len({a.quartier for a in rows}), count(len(qpv), "QPV", "QPV")
        if projects > len(qpv):
            how_many = f"{projects} projets, soit {how_many}"
        at = f" (l. {lines})" if (lines := join_lines(a.lignes for a in rows)) else ""
        yield c.doubt(
            Regle.REPETITION,
            Gravite.INFORMATION,
            tuple(rows),
            f"Le document arrondit ce chiffre à « {stated_words(rows[0].note)} »{at} pour {how_many} : une valeur "
            "arrondie ne permet ni de comparer ces quartiers, ni de suivre une évolution.",
            "Demander le chiffre exact de chaque quartier, et son année.",
            titre="Une valeur arrondie",
        )
