"""Which quartiers a row is about, where it does not name them itself: through actions, priorities and communes.

An action is of the quartiers that ``actions_priorites`` links it to, unless the link was denied; what is said of an
action or of a priority is of their quartiers; a committee is of those of its commune, or of all.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, Final

from quartiers.analyse.socle import once
from quartiers.donnees.description import Portee
from quartiers.donnees.modele import (
    Action,
    ActionPriorite,
    AppuiLu,
    Avis,
    Comite,
    Contrat,
    Contribution,
    Decision,
    Demarche,
    Financement,
    Parole,
    Resultat,
    Retrait,
    Validation,
)
from quartiers.donnees.portees import PARTIES
from quartiers.donnees.tables.suivi import CONFIRME, INFIRME


@once
def quartiers_of_actions(contrat: Contrat) -> Mapping[str, tuple[str, ...]]:
    """The quartiers of each action, were it only suggested, in the contract's order; those of none are not there."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for link in contrat.actions_priorites:
        if link.lien != INFIRME:
            found[link.action].add(link.quartier)
    return {action: contrat.in_order(own) for action, own in found.items()}


@once
def confirmed_quartiers(contrat: Contrat) -> Mapping[str, tuple[str, ...]]:
    """The quartiers that somebody has said an action to be of, in the contract's order."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for link in contrat.actions_priorites:
        if link.lien == CONFIRME:
            found[link.action].add(link.quartier)
    return {action: contrat.in_order(own) for action, own in found.items()}


@once
def _quartier_of_priorities(contrat: Contrat) -> Mapping[str, str]:
    """Those that are withdrawn too: what was decided of one still is its quartier's."""
    withdrawn = {r.identifiant: r.quartiers[0] for r in contrat.retraits if r.table == "priorites"}
    return withdrawn | {p.priorite: p.quartier for p in contrat.priorites}


def _of_subject(contrat: Contrat, action: str | None, priorite: str | None) -> set[str]:
    owner = _quartier_of_priorities(contrat).get(priorite or "")  # a view has the priorities of its quartier alone
    return {*quartiers_of_actions(contrat).get(action or "", ()), *([owner] if owner is not None else [])}


def quartiers_of_action(contrat: Contrat, action: Action) -> set[str]:
    return set(quartiers_of_actions(contrat).get(action.action, ()))


def _of_link(contrat: Contrat, row: ActionPriorite) -> set[str]:
    """Its own quartier, and those that share the action: each says that it does."""
    return {row.quartier, *quartiers_of_actions(contrat).get(row.action, ())}


def _of_funding(contrat: Contrat, row: Financement) -> set[str]:
    return _of_subject(contrat, row.action, None)


def _of_result(contrat: Contrat, row: Resultat) -> set[str]:
    return _of_subject(contrat, row.action, row.priorite)


def _of_support(contrat: Contrat, row: AppuiLu) -> set[str]:
    return _of_subject(contrat, None, row.priorite)


def quartiers_of_decision(contrat: Contrat, row: Decision) -> set[str]:
    """The quartiers of what a decision is about, and of those that it replaces; none for one about the commune or the
    contract as a whole."""
    found: set[str] = set()
    seen: set[str] = set()
    current: Decision | None = row
    while current is not None and current.decision not in seen:
        seen.add(current.decision)
        found |= _of_subject(contrat, current.action, current.priorite)
        found |= {current.quartier} if current.quartier is not None else set()
        current = contrat.decisions.get(current.remplace or "")
    return found


def quartiers_of_committee(contrat: Contrat, row: Comite) -> set[str]:
    """The quartiers of a committee's commune, all where it is the whole contract's; and those that it decided of."""
    decided = (d for d in contrat.decisions.values() if d.comite == row.comite)
    own = {name for name, q in contrat.quartiers.items() if row.commune is None or row.commune in q.communes}
    return own.union(*(quartiers_of_decision(contrat, d) for d in decided))


def _of_commune(contrat: Contrat, quartiers: Collection[str], commune: str | None) -> set[str]:
    """The quartiers that a row names; else those of its commune, or all where it is the whole contract's."""
    own = {name for name, q in contrat.quartiers.items() if commune is None or commune in q.communes}
    return set(quartiers) or own


def quartiers_of_demarche(contrat: Contrat, row: Demarche) -> set[str]:
    return _of_commune(contrat, row.quartiers, row.commune)


def _of_cited(contrat: Contrat, demarche: str) -> set[str]:
    found = contrat.demarches.get(demarche)
    return quartiers_of_demarche(contrat, found) if found is not None else set()


def _of_verbatim(contrat: Contrat, row: Parole) -> set[str]:
    return {row.quartier} if row.quartier is not None else _of_cited(contrat, row.demarche)


def quartiers_of_advice(contrat: Contrat, row: Avis) -> set[str]:
    owner = _quartier_of_priorities(contrat).get(row.priorite or "")
    return {owner} if owner is not None and not row.quartiers else _of_commune(contrat, row.quartiers, row.commune)


def quartiers_of_contribution(contrat: Contrat, row: Contribution) -> set[str]:
    """The quartiers that it names; else that of its priority; else those of its démarche."""
    owner = _quartier_of_priorities(contrat).get(row.priorite or "")
    if row.quartiers:
        return set(row.quartiers)
    return {owner} if owner is not None else _of_cited(contrat, row.demarche)


def quartiers_of_vote(contrat: Contrat, row: Validation) -> set[str]:
    return _of_commune(contrat, row.quartiers, row.commune)


def quartiers_of_withdrawal(contrat: Contrat, row: Retrait) -> set[str]:
    return _of_commune(contrat, row.quartiers, row.commune)


_OWNERS: Final[Mapping[str, Callable[[Contrat, Any], set[str]]]] = {
    "demarches": quartiers_of_demarche,
    "reponses": lambda contrat, row: _of_cited(contrat, row.demarche),
    "paroles": _of_verbatim,
    "avis": quartiers_of_advice,
    "contributions": quartiers_of_contribution,
    "validations": quartiers_of_vote,
    "retraits": quartiers_of_withdrawal,
    "actions": quartiers_of_action,
    "actions_priorites": _of_link,
    "financements": _of_funding,
    "resultats": _of_result,
    "comites": quartiers_of_committee,
    "decisions": quartiers_of_decision,
    "appuis": _of_support,
}


@once
def linked_rows(contrat: Contrat) -> Mapping[str, Mapping[str, Any]]:
    """Rows that are some quartiers' through others, by part of the contract then by quartier, as the part has them."""
    return {p.nom: _shared_out(contrat, p.nom) for p in PARTIES.values() if p.portee is Portee.LIEE}


def _shared_out(contrat: Contrat, part: str) -> Mapping[str, Any]:
    rows = getattr(contrat, part)
    named: Iterable[tuple[Any, Any]] = rows.items() if isinstance(rows, Mapping) else enumerate(rows)
    found: defaultdict[str, list[tuple[Any, Any]]] = defaultdict(list)
    for key, row in named:
        for quartier in _OWNERS[part](contrat, row):
            found[quartier].append((key, row))
    if isinstance(rows, Mapping):
        return {quartier: dict(own) for quartier, own in found.items()}  # not read-only: it stays through a pickle
    return {quartier: tuple(row for _, row in own) for quartier, own in found.items()}
