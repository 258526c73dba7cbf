"""The evaluative questions of ``contrat.toml``: each a text, and in brackets at its end what it is answered with.

``"Accède-t-on mieux à l'emploi ? [insertion, emploi_15_64_pct, resultats]"`` names a theme, an indicator and a table:
what is said of the question comes from there, and from nowhere else. This module knows nothing of the model, which has
them; :mod:`quartiers.donnees.reglages.evaluation` checks them.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

_BRACKETS: Final = re.compile(r"(?P<texte>.*\S)\s*\[(?P<sources>[^\[\]]*)\]", re.DOTALL)
# What an evaluation is answered with, of the tables: the others say what the contract is.
TABLES_D_EVALUATION: Final = (
    "actions",
    "actions_priorites",
    "financements",
    "resultats",
    "comites",
    "decisions",
    "constats",
    "demarches",
    "reponses",
    "paroles",
    "avis",
)


@dataclass(frozen=True)
class QuestionEvaluative:
    """A question, and the identifiers of the themes, indicators and tables that it is answered with."""

    texte: str
    thematiques: tuple[str, ...] = ()
    indicateurs: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()


def split_question(text: str) -> tuple[str, tuple[str, ...]]:
    """The question alone, and the names in the brackets at its end.

    >>> split_question("Accède-t-on mieux à l'emploi ? [insertion, resultats]")
    ("Accède-t-on mieux à l'emploi ?", ('insertion', 'resultats'))
    """
    found = _BRACKETS.fullmatch(text)
    if found is None:
        return text, ()
    names = (name.strip() for name in found["sources"].split(","))
    return found["texte"], tuple(dict.fromkeys(name for name in names if name))


def read_questions(
    texts: Collection[str], themes: Collection[str], indicators: Collection[str]
) -> tuple[QuestionEvaluative, ...]:
    """The questions; names that are nothing's are left out (the check has refused them)."""
    found = []
    for text in texts:
        question, names = split_question(text)
        found.append(
            QuestionEvaluative(
                question,
                tuple(n for n in names if n in themes),
                tuple(n for n in names if n in indicators),
                tuple(n for n in names if n in TABLES_D_EVALUATION),
            )
        )
    return tuple(found)
