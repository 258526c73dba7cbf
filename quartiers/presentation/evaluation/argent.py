"""Money in words: since the contract began, before it; each amount with the lines that it is over."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from quartiers.analyse.evaluation_periodes import Periode, are_theoretical, beside_granted, fundings_of
from quartiers.analyse.suivi import add_up
from quartiers.donnees.modele import Contrat, Financement
from quartiers.presentation.mots_suivi import euros
from quartiers.typographie import NARROW_SPACE, count, format_number, join_words

DROIT_COMMUN_ABSENT: Final = "droit commun non saisi (ce n'est pas zéro)"
MILLION: Final = 1_000_000


def money_since(contrat: Contrat, rows: Sequence[Financement], *, granted_only: bool = False) -> str:
    """What is recorded of the contract's own years; that nothing is, where nothing is."""
    own = fundings_of(contrat, rows, Periode.DEPUIS)
    if not own:
        return "rien n'est saisi, ni crédits spécifiques, ni droit commun (ce n'est pas zéro)"
    return _granted(own) if granted_only else amounts_in_words(own)


def money_before(contrat: Contrat, rows: Sequence[Financement]) -> str:
    """What is dated before the contract, with its years; empty where nothing is."""
    own = fundings_of(contrat, rows, Periode.AVANT)
    if not own:
        return ""
    years = join_words([str(y) for y in sorted({f.annee for f in own})])
    if not are_theoretical(own):
        return f"{years} : {amounts_in_words(own)}"
    granted = add_up(own).accorde
    amount = _rounded(granted) if granted is not None else "montant non renseigné"
    return f"{years} : {amount} de montants théoriques (leur source le dit : ce n'est pas ce qui a été versé)"


def money_in_words(contrat: Contrat, rows: Sequence[Financement], *, granted_only: bool = False) -> str:
    """Both, in one phrase."""
    if not rows:
        return "aucun montant n'est renseigné"
    before = money_before(contrat, rows)
    if not before:
        return _granted(rows) if granted_only else amounts_in_words(rows)
    since = money_since(contrat, rows, granted_only=granted_only)
    return f"depuis {contrat.premiere_annee} : {since} ; avant le contrat, {before}"


def amounts_in_words(rows: Sequence[Financement]) -> str:
    """``66 500 € accordés, dont … ; 74 000 € demandés pour 57 500 € accordés (6 financements sur 7)``."""
    if not rows:
        return "aucun montant n'est renseigné"
    told, total = _granted(rows), len(rows)
    for what, word in (("demande", "demandés"), ("depense", "dépensés")):
        if (found := beside_granted(rows, what)) is not None:
            beside = f" pour {euros(found.accorde)} accordés" if found.accorde is not None else ""
            told += f" ; {euros(found.montant)} {word}{beside}{_lines(found.lignes, total)}"
    return told


def _granted(rows: Sequence[Financement]) -> str:
    """``66 500 € accordés, dont 36 500 € de crédits spécifiques et 30 000 € de droit commun``."""
    m = add_up(rows)
    known = m.lignes - m.sans_accord
    told = "montants accordés non renseignés"
    if m.accorde is not None:
        told = f"{euros(m.accorde)} accordés" + (_lines(known, m.lignes) if m.sans_accord else "")
    kinds = [
        f"{euros(amount)} de {name}"
        for amount, name in ((m.specifiques, "crédits spécifiques"), (m.droit_commun, "droit commun"))
        if amount is not None
    ]
    if len(kinds) > 1 or (kinds and m.non_precises is not None):
        told += f", dont {' et '.join(kinds)}"
    elif m.specifiques is not None:
        told += f" de crédits spécifiques ; {DROIT_COMMUN_ABSENT}"
    elif m.droit_commun is not None:
        told += " de droit commun"
    return told


def _lines(number: int, total: int) -> str:
    if total == 1:
        return ""
    if number == total:
        return f" ({count(number, 'financement')})"
    return f" ({count(number, 'financement')} sur {total})"


def _rounded(amount: Decimal) -> str:
    """``environ 2,3 millions d'euros``: what is theoretical has no cents."""
    if amount >= MILLION:
        return f"environ {format_number(round(float(amount) / MILLION, 1))} millions d'euros"
    return f"environ {format_number(round(float(amount)))}{NARROW_SPACE}€"
