"""What is dated since the contract began, before it, or not at all: only the first may be told as the contract's.

A sum is over the lines that give it; beside what was asked, or spent, stands what was granted on the same lines.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from quartiers.analyse.suivi import ActionSuivie, follow_actions
from quartiers.donnees.fichiers.textes import fold
from quartiers.donnees.modele import Contrat, Financement, Quartier


class Periode(StrEnum):
    DEPUIS = "depuis le début du contrat"
    AVANT = "avant le contrat"
    SANS_DATE = "sans date"


def period_of(contrat: Contrat, years: Iterable[int | None]) -> Periode:
    """By the latest of the years that are known."""
    latest = max((year for year in years if year is not None), default=None)
    if latest is None:
        return Periode.SANS_DATE
    return Periode.DEPUIS if latest >= contrat.premiere_annee else Periode.AVANT


def period_of_action(contrat: Contrat, suivie: ActionSuivie) -> Periode:
    """By its own days, those of its results and the years of its money."""
    a = suivie.action
    days: list[date | None] = [a.debut, a.fin, a.etat_au, *(r.date for r in suivie.resultats)]
    years = [day.year if day is not None else None for day in days]
    return period_of(contrat, [*years, *(f.annee for f in suivie.financements)])


def fundings_of(contrat: Contrat, rows: Iterable[Financement], period: Periode) -> tuple[Financement, ...]:
    return tuple(f for f in rows if period_of(contrat, (f.annee,)) is period)


def actions_of(contrat: Contrat, actions: Iterable[ActionSuivie], period: Periode) -> tuple[ActionSuivie, ...]:
    return tuple(a for a in actions if period_of_action(contrat, a) is period)


def are_theoretical(rows: Iterable[Financement]) -> bool:
    """Whether the tables say of every amount that it is what might have been paid, and not what was."""
    rows = tuple(rows)
    return bool(rows) and all("theorique" in fold(f.source or "") for f in rows)


@dataclass(frozen=True)
class Rapprochement:
    """An amount, the lines that give it, and what was granted on those of them that say it."""

    montant: Decimal
    lignes: int
    accorde: Decimal | None


def beside_granted(rows: Sequence[Financement], what: str) -> Rapprochement | None:
    """What was asked (``demande``) or spent (``depense``); None where no line says it."""
    told = [(getattr(f, what), f.accorde) for f in rows if getattr(f, what) is not None]
    if not told:
        return None
    granted = [accorde for _, accorde in told if accorde is not None]
    same = len(granted) == len(told)
    return Rapprochement(
        sum((amount for amount, _ in told), Decimal(0)), len(told), sum(granted, Decimal(0)) if same else None
    )


def known_of_commune(contrat: Contrat, quartiers: Iterable[Quartier]) -> tuple[ActionSuivie, ...]:
    """The actions of these quartiers' communes that are linked to no quartier: they may be elsewhere in the commune."""
    own = {name for q in quartiers for name in q.communes}  # where they take place, not who leads them
    return tuple(a for a in follow_actions(contrat).values() if not a.quartiers and own.intersection(a.action.communes))
