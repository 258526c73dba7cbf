"""What is wrong with contours: one message for a fault that many of them share."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from quartiers.donnees.erreurs import Anomalie
from quartiers.typographie import count

MAX_SHOWN: Final = 5


@dataclass(frozen=True)
class Faute:
    """A fault of one contour: ``genre`` is what such faults share, ``objet`` the contour in a list of them.

    The others are as in an :class:`~quartiers.donnees.erreurs.Anomalie`.
    """

    genre: str
    objet: str
    attendu: str
    trouve: str | None = None
    remede: str | None = None


def gather(fichier: str, fautes: Iterable[Faute]) -> list[Anomalie]:
    """An anomaly of the file for each sort of fault: the first one, and which contours have the same."""
    sorts: dict[str, list[Faute]] = {}
    for faute in fautes:
        sorts.setdefault(faute.genre, []).append(faute)
    return [
        Anomalie(fichier, first.attendu, trouve=first.trouve, remede=_with_others(first.remede, others))
        for first, *others in sorts.values()
    ]


def _with_others(remedy: str | None, others: list[Faute]) -> str | None:
    if not others:
        return remedy
    names = ", ".join(other.objet for other in others[:MAX_SHOWN])
    more = f" et {len(others) - MAX_SHOWN} de plus" if len(others) > MAX_SHOWN else ""
    same = f"De même pour {count(len(others), 'autre contour', 'autres contours')} : {names}{more}."
    return f"{remedy} {same}" if remedy else same
