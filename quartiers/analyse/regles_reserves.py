"""Rule 14 on changes whose indicator is known to be read with caution over time, and that no publication shows."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from quartiers.analyse.doutes import Contexte, Doute, Gravite, Regle, join_lines, when
from quartiers.analyse.rapprochement import Accord
from quartiers.donnees.fichiers.textes import fold
from quartiers.donnees.modele import Affirmation
from quartiers.typographie import count, format_value, join_words

# What a reserve says of changes, among what it says.
_CAUTION: Final = re.compile(r"[^;.]*\bevolutions?\b[^;.]*\bprudence\b[^;.]*")
_UNSEEN: Final = (Accord.NON_VERIFIABLE, Accord.NON_RETROUVE)


def rule_change_under_reserve(c: Contexte) -> Iterator[Doute]:
    """One doubt an indicator: every section that comments on such a change is asked the same thing."""
    groups: defaultdict[str, list[Affirmation]] = defaultdict(list)
    for a in c.contrat.affirmations:
        v = c.verifications[a.affirmation]
        number, changes = v.valeur or v.evolution, a.variation is not None or a.valeur_initiale is not None
        if changes and number is not None and number.accord in _UNSEEN and caution(c.indicateur(a).reserve):
            groups[a.indicateur].append(a)
    for indicator, rows in groups.items():
        i = c.contrat.indicateurs[indicator]
        what = count(len(rows), "évolution est énoncée", "évolutions sont énoncées")
        where = f" (l. {lines})" if (lines := join_lines(a.lignes for a in rows)) else ""
        yield c.doubt(
            Regle.SAUT,
            Gravite.INFORMATION,
            tuple(rows),
            f"{what}{where}, qu'aucune publication reprise ne montre{_starts(c, rows)}. "
            f"Pour cet indicateur : {caution(i.reserve)}.",
            "Retrouver la publication de la date énoncée ; à défaut, ne pas commenter cette évolution.",
        )


def _starts(c: Contexte, rows: Sequence[Affirmation]) -> str:
    """Which of the changes start from a published value: that end is right, and is said to be."""
    told = []
    for a in rows:
        start, i = c.verifications[a.affirmation].depart, c.indicateur(a)
        if start is not None and start.accord is Accord.CONCORDE:
            p = start.publications[-1]
            told.append(f"{format_value(p.valeur, i.unite)} ({f'l. {a.lignes}, ' if a.lignes else ''}{when(p)})")
    if not told:
        return ""
    return f" ; {'le départ est publié' if len(told) == 1 else 'le départ est publié pour'} : {join_words(told)}"


def caution(reserve: str | None) -> str | None:
    """What a reserve says of changes, as it says it; None where it says nothing of them.

    >>> caution("Pas de moyenne : rien n'est publié ; évolution locale à lire avec prudence")
    'évolution locale à lire avec prudence'
    >>> caution("Pas d'évolution : en euros courants")
    """
    parts = [part.strip() for part in re.split(r"[;.]", reserve or "")]
    return next((part for part in parts if _CAUTION.fullmatch(fold(part))), None)
