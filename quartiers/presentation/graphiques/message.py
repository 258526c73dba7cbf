"""What a chart says to who cannot see it: its message, in two sentences. Its numbers are in a table, not there."""

from collections.abc import Sequence
from typing import Final

DATA_FOLLOW: Final = "données dans le tableau suivant"


def say_chart(titre: str, sorte: str, lignes: Sequence[str], *, suivi: bool = True) -> str:
    """The title, then what the chart is and what it shows first; ``suivi``: a table with its numbers follows.

    ``lignes`` are all its rows, in order: who listens is told that there are others, and hears them in the table.

    >>> say_chart("Plus fragile pour la pauvreté", "2 indicateurs", ["pauvreté, 54 %", "emploi, 31 %"])
    "Plus fragile pour la pauvreté. 2 indicateurs, d'abord pauvreté, 54 % ; données dans le tableau suivant."
    """
    title = titre.strip()
    stop = "" if title.endswith(("?", "!", ".", "…")) else "."
    first = f", d'abord {lignes[0]}" if len(lignes) > 1 else f" : {lignes[0]}"
    return f"{title}{stop} {sorte}{first}{f' ; {DATA_FOLLOW}' if suivi else ''}."
