"""What a chart says to who cannot see it: its message, in two sentences. Its numbers are in a table, not there."""

from collections.abc import Sequence
from typing import Final

_ROWS: Final = 3  # that matter most: who listens keeps no more of them


def say_chart(titre: str, sorte: str, lignes: Sequence[str]) -> str:
    """The title, then what the chart is and its first rows: ``lignes`` come in order, those that matter most first.

    >>> say_chart("Plus fragile pour la pauvreté", "4 indicateurs", ["pauvreté, 54 %", "b", "c", "d"])
    'Plus fragile pour la pauvreté. 4 indicateurs, dont : pauvreté, 54 % ; b ; c.'
    """
    title = titre.strip()
    stop = "" if title.endswith(("?", "!", ".", "…")) else "."
    among = ", dont" if len(lignes) > _ROWS else ""
    return f"{title}{stop} {sorte}{among} : {' ; '.join(lignes[:_ROWS])}."
