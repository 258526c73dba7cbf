"""The words of what is followed: amounts, states, results, decisions."""

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from typing import Final

from quartiers.analyse.suivi import ACompleter, ActionSuivie, Montants, is_overdue
from quartiers.donnees.modele import Action, Comite, Contrat, Decision, Resultat
from quartiers.donnees.tables.suivi import ETATS_EN_PEINE, FAIT
from quartiers.presentation.blocs import Contenu, Discret, Fort, Fragment, Saut, Signal
from quartiers.typographie import NARROW_SPACE, NON_RENSEIGNE, count, format_date, format_number

SANS_ETAT: Final = "état non renseigné"
# States of several actions, as they are counted.
_PLURIELS: Final = {
    "à venir": "à venir",
    "à l'étude": "à l'étude",
    "en cours": "en cours",
    "en retard": "en retard",
    "suspendue": "suspendues",
    "bloquée": "bloquées",
    "abandonnée": "abandonnées",
    "réalisée": "réalisées",
    None: "sans état renseigné",
}


def euros(amount: Decimal | None) -> str:
    """An amount, with its cents where it has some: ``4 870,50 €``; one that is not known is said so.

    >>> euros(Decimal("5000.00")).replace("\\u202f", " "), euros(Decimal("4870.5")).replace("\\u202f", " "), euros(None)
    ('5 000 €', '4 870,50 €', 'non renseigné')
    """
    if amount is None:
        return NON_RENSEIGNE
    whole = amount == amount.to_integral_value()
    text = format_number(int(amount)) if whole else _with_cents(amount)
    return f"{text}{NARROW_SPACE}€"


def _with_cents(amount: Decimal) -> str:
    units, cents = f"{amount:.2f}".split(".")
    return f"{format_number(int(units))},{cents}"


def amounts_cell(m: Montants) -> Contenu:
    """Granted, then asked and spent where they are known, in a cell."""
    if not m:
        return Discret(NON_RENSEIGNE)
    parts: list[Fragment] = [
        Fort(f"{euros(m.accorde)} accordés") if m.accorde is not None else Discret("accord non renseigné")
    ]
    if m.demande is not None:
        parts += [Saut(), f"{euros(m.demande)} demandés"]
    if m.depense is not None:
        parts += [Saut(), f"{euros(m.depense)} dépensés"]
    return parts


def amounts_sentence(m: Montants) -> str:
    """``40 500 € accordés, dont 22 000 € de crédits spécifiques et 18 500 € de droit commun ; 52 000 € demandés``."""
    if not m:
        return "aucun montant n'est renseigné"
    told = f"{euros(m.accorde)} accordés" if m.accorde is not None else "montants accordés non renseignés"
    kinds = [
        f"{euros(amount)} de {name}"
        for amount, name in ((m.specifiques, "crédits spécifiques"), (m.droit_commun, "droit commun"))
        if amount is not None
    ]
    if kinds:
        told += f" (dont {' et '.join(kinds)})"
    if m.demande is not None:
        told += f" ; {euros(m.demande)} demandés"
    if m.depense is not None:
        told += f" ; {euros(m.depense)} dépensés"
    if m.sans_accord:
        told += f" ; accord non renseigné pour {count(m.sans_accord, 'financement')} sur {m.lignes}"
    return told


def state_signal(action: Action) -> Fragment:
    """The state of an action, marked where it asks for attention."""
    if action.etat is None:
        return Discret(SANS_ETAT)
    if action.etat in ETATS_EN_PEINE:
        return Signal("alerte", action.etat)
    return action.etat


def states_in_words(etats: Counter[str | None]) -> str:
    """``2 en cours, 1 réalisée``; ``aucune action``."""
    if not etats.total():
        return "aucune action"
    return ", ".join(
        f"{number} {state_of_one(state) if number == 1 else _PLURIELS[state]}" for state, number in etats.items()
    )


def state_of_one(state: str | None) -> str:
    return state or "sans état renseigné"


def period_of(action: Action) -> str:
    """``du 1er septembre 2026 au 30 juin 2027``; what is known of it."""
    if action.debut is not None and action.fin is not None:
        return f"du {format_date(action.debut)} au {format_date(action.fin)}"
    if action.debut is not None:
        return f"depuis le {format_date(action.debut)}"
    return f"jusqu'au {format_date(action.fin)}" if action.fin is not None else ""


def result_text(r: Resultat) -> str:
    """``Personnes accompagnées : 44 personnes pour 40 visées (31 octobre 2026)``."""
    unit = f" {r.unite}" if r.unite else ""
    told = f"{r.indicateur_suivi} : {format_number(r.valeur)}{unit}"
    beside = []
    if r.cible is not None:
        beside.append(f"cible {format_number(r.cible)}")
    if r.depart is not None:
        beside.append(f"départ {format_number(r.depart)}")
    beside.append(format_date(r.date))
    return f"{told} ({', '.join(beside)})"


def committee_name(comite: Comite) -> str:
    """``Comité Territorial du 12 mars 2026``."""
    return f"{comite.instance} du {format_date(comite.date)}"


def decision_cell(contrat: Contrat, decision: Decision | None) -> Contenu:
    """The last decision on something, when, and what has become of it."""
    if decision is None:
        return "—"
    parts: list[Fragment] = [
        Fort(decision.sens[:1].upper() + decision.sens[1:]),
        f" : {decision.objet}",
        Saut(),
        Discret(committee_name(contrat.comites[decision.comite])),
    ]
    if followed := follow_up_of(contrat, decision):
        parts += [Saut(), *followed]
    return parts


def state_of(decision: Decision) -> str:
    """What has become of a decision: ``en cours au 10 novembre 2026``."""
    if decision.suivi is None:
        return "suivi non renseigné"
    return decision.suivi + (f" au {format_date(decision.suivi_au)}" if decision.suivi_au is not None else "")


def decision_signal(contrat: Contrat, decision: Decision) -> Fragment:
    """What has become of a decision, marked where it is done, or asks for attention."""
    if is_overdue(contrat, decision):
        return Signal("alerte", f"{state_of(decision)}, échéance passée")
    if decision.suivi is None:
        return Discret(state_of(decision))
    return Signal("favorable", state_of(decision)) if decision.suivi == FAIT else state_of(decision)


def follow_up_of(contrat: Contrat, decision: Decision) -> list[Fragment]:
    """What has become of a decision, and for when it was; nothing where nothing was to follow."""
    if decision.suivi is None and decision.echeance is None and decision.suite is None:
        return []
    parts: list[Fragment] = [decision_signal(contrat, decision)]
    if decision.echeance is not None:
        parts.append(Discret(f" ; pour le {format_date(decision.echeance)}"))
    return parts


def missing_in_words(items: Iterable[ACompleter]) -> str:
    """``Action sans pilote (2) ; aucun montant (1)``: what is to be completed, counted by kind."""
    told = " ; ".join(f"{kind} ({number})" for kind, number in Counter(i.manque.value for i in items).items())
    return told[:1].upper() + told[1:]


def shared_text(suivie: ActionSuivie) -> str:
    """``partagée par 2 quartiers``; empty for an action of one."""
    return f"partagée par {len(suivie.quartiers)} quartiers" if suivie.partagee else ""
