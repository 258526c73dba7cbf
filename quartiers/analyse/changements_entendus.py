"""What was heard, answered, voted and withdrawn since a day.

These rows bear the day of what they tell, and an edition may be older than their tables: what is dated after the day
counts, whatever the edition holds; what bears no date, or was written down late, counts where the edition knew the
table. Numbers of people are not compared: what moves between two of them may be one person.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, TypeAlias

from quartiers.analyse.liens import (
    quartiers_of_advice,
    quartiers_of_contribution,
    quartiers_of_demarche,
    quartiers_of_vote,
    quartiers_of_withdrawal,
)
from quartiers.donnees.modele import Avis, Contrat, Contribution, Demarche, Retrait, Validation


@dataclass(frozen=True)
class Entendu:
    """What was heard, or voted: ``nouveau`` since the day, or already there and answered since (or corrected)."""

    ligne: Validation | Contribution | Avis | Demarche
    nouveau: bool


# The kind of change, what it is, and the quartiers and communes that it is about.
Trouve: TypeAlias = tuple[str, Entendu | Retrait, set[str], set[str]]


@dataclass(frozen=True)
class _Sorte:
    """How rows of a table are compared: the day of the row, that of its answer, what of it is told when it changes."""

    jour: Callable[[Contrat, Any], date | None]
    repondu: Callable[[Any], date | None]
    dit: Callable[[Any], Any]
    quartiers: Callable[[Contrat, Any], set[str]]
    commune: Callable[[Any], str | None]


def _day_heard(contrat: Contrat, row: Contribution) -> date | None:
    heard = contrat.demarches.get(row.demarche)
    return heard.debut if heard is not None else None


_SORTES: Final[Mapping[str, _Sorte]] = {
    "validations": _Sorte(
        lambda _, v: v.date,
        lambda _: None,
        lambda v: (v.document, v.version, v.date, v.issue, v.en_vigueur_le),
        quartiers_of_vote,
        lambda v: v.commune,
    ),
    "demarches": _Sorte(
        lambda _, d: d.debut, lambda _: None, lambda _: None, quartiers_of_demarche, lambda d: d.commune
    ),
    "contributions": _Sorte(
        _day_heard,
        lambda c: c.suite_le,
        lambda c: (c.suite, c.reponse),
        quartiers_of_contribution,
        lambda _: None,
    ),
    "avis": _Sorte(
        lambda _, a: a.date, lambda a: a.reponse_le, lambda a: a.reponse, quartiers_of_advice, lambda a: a.commune
    ),
}
PARTIES: Final = tuple(_SORTES)  # of a contract, in the order in which they are told


def heard_since(edition: Contrat, contrat: Contrat, jour: date) -> Iterator[Trouve]:
    """What was heard, answered, voted or withdrawn after a day, in the contract's order.

    What is no more there without being withdrawn is not told: it may be words that nobody has read any more.
    """
    for part, sorte in _SORTES.items():
        former = getattr(edition, part)
        for name, row in getattr(contrat, part).items():
            days = sorte.jour(contrat, row), sorte.repondu(row)
            after, answered = (day is not None and day > jour for day in days)
            was = former.get(name)
            new = was is None and (bool(former) or after)
            if new or (answered if was is None else sorte.dit(was) != sorte.dit(row)):
                own = sorte.commune(row)
                yield (
                    part,
                    Entendu(row, nouveau=new),
                    sorte.quartiers(contrat, row),
                    {own} if own is not None else set(),
                )
    for gone in contrat.retraits:
        if gone.table in _SORTES and gone.le > jour:
            yield "retraits", gone, quartiers_of_withdrawal(contrat, gone), {gone.commune} if gone.commune else set()
