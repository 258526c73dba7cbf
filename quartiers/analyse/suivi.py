"""Where a project stands: what is done for each priority, with whose money, to what result, and what was decided.

An amount that is not known is nothing of a total, and makes it a total of the others: :class:`Montants` says how many
are missing. An action that answers several priorities, or several quartiers, is whole in each and once in every total.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Final

from quartiers.analyse.appuis import words_of_theme
from quartiers.analyse.liens import confirmed_quartiers, quartiers_of_actions, quartiers_of_decision
from quartiers.analyse.socle import once
from quartiers.brefs import Bref
from quartiers.donnees.modele import Action, Comite, Contrat, Decision, Financement, Priorite, Resultat
from quartiers.donnees.tables.projets import CLOSE
from quartiers.donnees.tables.suivi import (
    CONFIRME,
    CREDITS,
    ETATS,
    ETATS_EN_PEINE,
    ETATS_FINIS,
    INFIRME,
    REALISEE,
    RESULTAT,
    SUGGERE,
    SUIVIS_FINIS,
)

# A state older than that says little of today.
FRAICHEUR: Final = timedelta(days=183)


@dataclass(frozen=True)
class Montants:
    """Sums in euros of what is known; None where no amount is.

    ``sans_accord``, ``sans_demande`` and ``sans_depense`` count the fundings, of ``lignes``, whose amount is not known;
    ``non_precises`` are the grants of which nobody said whether they are *crédits spécifiques* or *droit commun*.
    """

    demande: Decimal | None
    accorde: Decimal | None
    depense: Decimal | None
    specifiques: Decimal | None
    droit_commun: Decimal | None
    non_precises: Decimal | None
    sans_accord: int
    sans_demande: int
    sans_depense: int
    lignes: int

    def __bool__(self) -> bool:
        return bool(self.lignes)


def add_up(rows: Iterable[Financement]) -> Montants:
    """The sums of some fundings, each kind of amount over those that give it."""
    rows = tuple(rows)
    return Montants(
        _sum(r.demande for r in rows),
        _sum(r.accorde for r in rows),
        _sum(r.depense for r in rows),
        _sum(r.accorde for r in rows if r.credits == CREDITS[0]),
        _sum(r.accorde for r in rows if r.credits == CREDITS[1]),
        _sum(r.accorde for r in rows if r.credits is None),
        sum(r.accorde is None for r in rows),
        sum(r.demande is None for r in rows),
        sum(r.depense is None for r in rows),
        len(rows),
    )


def _sum(amounts: Iterable[Decimal | None]) -> Decimal | None:
    known = [a for a in amounts if a is not None]
    return sum(known, Decimal(0)) if known else None


@dataclass(frozen=True)
class ActionSuivie:
    """An action with all that is known of it; ``quartiers`` are those that its link to is confirmed."""

    action: Action
    quartiers: tuple[str, ...]
    financements: tuple[Financement, ...]
    resultats: tuple[Resultat, ...]

    @property
    def montants(self) -> Montants:
        return add_up(self.financements)

    @property
    def partagee(self) -> bool:
        return len(self.quartiers) > 1

    @property
    def terminee(self) -> bool:
        return self.action.etat in ETATS_FINIS

    @property
    def derniers_resultats(self) -> tuple[Resultat, ...]:
        """The latest result of each of its indicators, in the order of the table."""
        return latest_results(self.resultats)


def latest_results(rows: Iterable[Resultat]) -> tuple[Resultat, ...]:
    """The latest result of each indicator that is followed, in the order of the table."""
    found: dict[tuple[str | None, str | None, str], Resultat] = {}
    for row in rows:
        key = row.action, row.priorite, row.indicateur_suivi
        if key not in found or row.date >= found[key].date:
            found[key] = row
    return tuple(found.values())


def count_states(actions: Iterable[ActionSuivie]) -> Counter[str | None]:
    """Actions by state, in the order of the states; None for those of which none was entered."""
    counted = Counter(a.action.etat for a in actions)
    return Counter({state: counted[state] for state in (*ETATS, None) if counted[state]})


@dataclass(frozen=True)
class PrioriteSuivie:
    """A priority with the actions whose link to it is confirmed, and the last decision on it that is in force."""

    priorite: Priorite
    actions: tuple[ActionSuivie, ...]
    resultats: tuple[Resultat, ...]
    decision: Decision | None

    @property
    def montants(self) -> Montants:
        return add_up(f for a in self.actions for f in a.financements)

    @property
    def etats(self) -> Counter[str | None]:
        """Its actions by state (:func:`count_states`)."""
        return count_states(self.actions)

    @property
    def close(self) -> bool:
        return self.priorite.etat == CLOSE

    @property
    def dernier_resultat(self) -> Resultat | None:
        """The latest of its own results, else of those of its actions; a result rather than what was made."""
        own = self.resultats or tuple(r for a in self.actions for r in a.resultats)
        return max(own, key=lambda r: (r.date, r.nature == RESULTAT), default=None)


@dataclass(frozen=True)
class Suivi(Bref):
    """What is followed of a quartier. ``sans_priorite``: actions linked to it and to none of its priorities."""

    priorites: tuple[PrioriteSuivie, ...]
    sans_priorite: tuple[ActionSuivie, ...]
    decisions: tuple[Decision, ...]

    def __bool__(self) -> bool:
        told = any(p.actions or p.resultats or p.decision or p.priorite.etat for p in self.priorites)
        return told or bool(self.sans_priorite or self.decisions)

    @property
    def actions(self) -> tuple[ActionSuivie, ...]:
        """Every action of the quartier, once."""
        found = {a.action.action: a for p in self.priorites for a in p.actions}
        return tuple((found | {a.action.action: a for a in self.sans_priorite}).values())

    @property
    def sans_action(self) -> tuple[Priorite, ...]:
        """The open priorities that no action answers; none where nothing is followed: what is done is not known."""
        return tuple(p.priorite for p in self.priorites if not p.actions and not p.close) if self else ()

    @property
    def montants(self) -> Montants:
        return add_up(f for a in self.actions for f in a.financements)


def follow(contrat: Contrat, quartier: str) -> Suivi:
    """What is followed of a quartier; false where nothing was entered."""
    decisions = decisions_of(contrat, quartier)
    actions = follow_actions(contrat)
    confirmed: defaultdict[str, list[ActionSuivie]] = defaultdict(list)
    own: dict[str, ActionSuivie] = {}
    for link in contrat.actions_priorites:
        if link.quartier != quartier or link.lien != CONFIRME:
            continue
        own[link.action] = actions[link.action]
        if link.priorite is not None:
            confirmed[link.priorite].append(actions[link.action])
    linked = {a.action.action for group in confirmed.values() for a in group}
    return Suivi(
        tuple(
            PrioriteSuivie(
                p,
                tuple(confirmed[p.priorite]),
                tuple(r for r in contrat.resultats if r.priorite == p.priorite),
                next((d for d in decisions if d.priorite == p.priorite), None),
            )
            for p in contrat.priorites_de(quartier)
        ),
        tuple(a for name, a in own.items() if name not in linked),
        decisions,
    )


@once
def follow_actions(contrat: Contrat) -> Mapping[str, ActionSuivie]:
    """Every action of the contract, with its money and its results, by identifier."""
    money: defaultdict[str, list[Financement]] = defaultdict(list)
    for row in contrat.financements:
        money[row.action].append(row)
    results: defaultdict[str, list[Resultat]] = defaultdict(list)
    for result in contrat.resultats:
        if result.action is not None:
            results[result.action].append(result)
    linked = confirmed_quartiers(contrat)
    return {
        name: ActionSuivie(a, linked.get(name, ()), tuple(money[name]), tuple(results[name]))
        for name, a in contrat.actions.items()
    }


def has_ended(suivie: ActionSuivie, day: date) -> bool:
    """Whether an action is done, by its state or, while none says otherwise, by its last day."""
    a = suivie.action
    return a.etat == REALISEE or (a.etat is None and a.fin is not None and a.fin < day)


def is_late(suivie: ActionSuivie, day: date) -> bool:
    """Whether an action is said to be late, or held up, or should have ended."""
    a = suivie.action
    past = a.fin is not None and a.fin < day
    return a.etat in ETATS_EN_PEINE or (past and a.etat is not None and not suivie.terminee)


# -- decisions --------------------------------------------------------------------------------------------


@once
def replacements(contrat: Contrat) -> Mapping[str, Decision]:
    """The decision that replaces another, by the identifier of the other."""
    return {d.remplace: d for d in contrat.decisions.values() if d.remplace is not None}


def in_force(contrat: Contrat, decisions: Iterable[Decision]) -> tuple[Decision, ...]:
    """Those that no other replaces, the latest first; of one committee, in the order of the table."""
    kept = [d for d in decisions if d.decision not in replacements(contrat)]
    return tuple(sorted(kept, key=lambda d: contrat.comites[d.comite].date, reverse=True))


def decisions_of(contrat: Contrat, quartier: str) -> tuple[Decision, ...]:
    """The decisions in force about a quartier, its priorities or its actions, the latest first."""
    return in_force(contrat, (d for d in contrat.decisions.values() if quartier in quartiers_of_decision(contrat, d)))


def is_overdue(contrat: Contrat, decision: Decision, day: date | None = None) -> bool:
    """Whether the term of a decision is past, on the day of the data or another, and it is not done nor replaced."""
    followed = decision.suivi not in SUIVIS_FINIS and decision.decision not in replacements(contrat)
    return followed and decision.echeance is not None and decision.echeance < (day or contrat.edition)


def last_committees(contrat: Contrat, commune: str, before: date) -> tuple[Comite, ...]:
    """The committees of a commune, or of the whole contract, of the last day before that one on which any met."""
    met = [c for c in contrat.comites.values() if c.commune in (commune, None) and c.date < before]
    last = max((c.date for c in met), default=None)
    return tuple(c for c in met if c.date == last)


def decisions_taken(contrat: Contrat, comite: Comite) -> tuple[Decision, ...]:
    """What a committee decided, in the order of the table, replaced since or not."""
    return tuple(d for d in contrat.decisions.values() if d.comite == comite.comite)


# -- suggestions ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class LienSuggere:
    """An action that may answer a priority, and why; a person decides."""

    action: Action
    priorite: Priorite
    raison: str


def suggest_links(contrat: Contrat) -> tuple[LienSuggere, ...]:
    """Links that nobody has made nor denied, of actions that answer no priority yet.

    The action is linked to the quartier, or has its commune; it has the theme of the priority and none of its own
    publics apart, or a word of that theme in its title. Nothing is suggested of a priority that is closed.
    """
    told = {(x.action, x.priorite) for x in contrat.actions_priorites}
    denied = {(x.action, x.quartier) for x in contrat.actions_priorites if x.lien == INFIRME and x.priorite is None}
    answered = {x.action for x in contrat.actions_priorites if x.lien == CONFIRME and x.priorite is not None}
    linked = quartiers_of_actions(contrat)
    found = []
    for name, action in contrat.actions.items():
        if name in answered:
            continue
        for p in contrat.priorites:
            communes = contrat.quartiers[p.quartier].communes
            near = p.quartier in linked.get(name, ()) or bool({*action.communes} & {*communes})
            if not near or (name, p.priorite) in told or (name, p.quartier) in denied or p.etat == CLOSE:
                continue
            if reason := _why_linked(contrat, action, p):
                found.append(LienSuggere(action, p, reason))
    return tuple(found)


def _why_linked(contrat: Contrat, action: Action, p: Priorite) -> str | None:
    shared = [public for public in action.publics if public in p.publics]
    beside = f", même public ({', '.join(shared)})" if shared else ""
    if action.thematique == p.thematique:
        return f"même thème{beside}" if shared or not (action.publics and p.publics) else None
    if action.thematique is None and words_of_theme(contrat, p.thematique, action.intitule):
        return f"mots du thème{beside}"
    return None


# -- what is missing --------------------------------------------------------------------------------------


class Manque(StrEnum):
    """What the list to complete before a committee says of an action, a priority or a decision."""

    PRIORITE_SANS_ACTION = "priorité sans action"
    LIEN_A_CONFIRMER = "lien suggéré, à confirmer ou à infirmer"
    SANS_PRIORITE = "action sans priorité"
    SANS_PILOTE = "action sans pilote"
    SANS_ETAT = "action sans état"
    ETAT_ANCIEN = "état constaté il y a plus de six mois"
    FIN_PASSEE = "fin passée, action ni réalisée ni abandonnée"
    SANS_MONTANT = "aucun montant"
    SANS_RESULTAT = "action réalisée sans résultat"
    DECISION_EN_RETARD = "échéance passée, suite non faite"


@dataclass(frozen=True)
class ACompleter:
    """One thing to complete: what, of which quartier, and the title and identifier of the row that lacks it."""

    manque: Manque
    quartier: str
    titre: str
    identifiant: str


def to_complete(contrat: Contrat, quartier: str) -> tuple[ACompleter, ...]:
    """What is missing of a quartier's follow-up, by kind then in the order of the tables; nothing where there is none.

    "Today" is the date of the contract's data.
    """
    suivi, day = follow(contrat, quartier), contrat.edition
    if not suivi:
        return ()
    found: list[ACompleter] = []

    def say(manque: Manque, title: str, identifier: str) -> None:
        found.append(ACompleter(manque, quartier, title, identifier))

    for p in suivi.sans_action:
        say(Manque.PRIORITE_SANS_ACTION, p.intitule, p.priorite)
    for link in contrat.actions_priorites:
        if link.quartier == quartier and link.lien == SUGGERE:
            say(Manque.LIEN_A_CONFIRMER, contrat.actions[link.action].intitule, link.action)
    for a in suivi.sans_priorite:
        say(Manque.SANS_PRIORITE, a.action.intitule, a.action.action)
    for a in suivi.actions:
        for manque in _missing_of(a, day):
            say(manque, a.action.intitule, a.action.action)
    for d in suivi.decisions:
        if is_overdue(contrat, d):
            say(Manque.DECISION_EN_RETARD, d.objet, d.decision)
    order = list(Manque)
    return tuple(sorted(found, key=lambda f: order.index(f.manque)))


def _missing_of(suivie: ActionSuivie, day: date) -> Iterable[Manque]:
    a = suivie.action
    if a.pilote is None:
        yield Manque.SANS_PILOTE
    if a.etat is None:
        yield Manque.SANS_ETAT
    elif not suivie.terminee:
        if a.etat_au is None or day - a.etat_au > FRAICHEUR:
            yield Manque.ETAT_ANCIEN
        if a.fin is not None and a.fin < day:
            yield Manque.FIN_PASSEE
    if not suivie.financements:
        yield Manque.SANS_MONTANT
    if a.etat == REALISEE and not suivie.resultats:
        yield Manque.SANS_RESULTAT


# -- the contract, a year ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Part:
    """A share of the money and actions, under one heading (a theme, a funder, a quartier)."""

    nom: str
    actions: int
    montants: Montants


@dataclass(frozen=True)
class Exercice:
    """The actions of a year: those funded for it, or under way in it; None: of all. Totals count each action once."""

    annee: int | None
    actions: tuple[ActionSuivie, ...]
    financements: tuple[Financement, ...]

    @property
    def montants(self) -> Montants:
        return add_up(self.financements)


def years_of(contrat: Contrat) -> tuple[int, ...]:
    """The years that have fundings, the latest first."""
    return tuple(sorted({f.annee for f in contrat.financements}, reverse=True))


def year_of(contrat: Contrat, annee: int) -> Exercice:
    """What was done in a year: the actions that were funded for it, and those that were under way in it."""
    money = tuple(f for f in contrat.financements if f.annee == annee)
    funded = {f.action for f in money}
    chosen = tuple(
        a for name, a in follow_actions(contrat).items() if name in funded or annee in years_under_way(a.action)
    )
    return Exercice(annee, chosen, money)


def years_under_way(action: Action) -> range:
    """The years that it is known to be of: by both its days, or by the only one that is known; empty without any."""
    if action.debut is None and action.fin is None:
        return range(0)
    first = (action.debut or action.fin or date.min).year
    return range(first, (action.fin or action.debut or date.max).year + 1)


def by_theme(contrat: Contrat, exercice: Exercice) -> tuple[Part, ...]:
    """The year by theme of action, in the themes' order; those of none at the end."""
    names: dict[str | None, str] = {name: t.libelle for name, t in contrat.thematiques.items()}
    return _parts(exercice, {**names, None: "Thème non renseigné"}, lambda a: (a.action.thematique,))


def by_quartier(contrat: Contrat, exercice: Exercice) -> tuple[Part, ...]:
    """The year by quartier: an action for several is whole in each; those linked to none at the end."""
    names: dict[str | None, str] = {name: q.nom_court for name, q in contrat.quartiers.items()}
    return _parts(exercice, {**names, None: "Sans quartier renseigné"}, lambda a: a.quartiers or (None,))


def by_funder(exercice: Exercice) -> tuple[Part, ...]:
    """The year by funder, the largest grant first."""
    groups: defaultdict[str, list[Financement]] = defaultdict(list)
    for f in exercice.financements:
        groups[f.financeur].append(f)
    parts = [Part(name, len({f.action for f in rows}), add_up(rows)) for name, rows in groups.items()]
    return tuple(sorted(parts, key=lambda p: -(p.montants.accorde or Decimal(0))))


def _parts(
    exercice: Exercice,
    names: Mapping[str | None, str],
    of: Callable[[ActionSuivie], Sequence[str | None]],
) -> tuple[Part, ...]:
    groups: defaultdict[str | None, list[ActionSuivie]] = defaultdict(list)
    for action in exercice.actions:
        for name in of(action):
            groups[name].append(action)
    own: defaultdict[str, list[Financement]] = defaultdict(list)
    for f in exercice.financements:
        own[f.action].append(f)
    return tuple(
        Part(label, len(groups[name]), add_up(f for a in groups[name] for f in own[a.action.action]))
        for name, label in names.items()
        if groups[name]
    )


def shared_actions(exercice: Exercice) -> tuple[ActionSuivie, ...]:
    """The actions of the year that are in several quartiers: the parts by quartier add up to more than the total."""
    return tuple(a for a in exercice.actions if a.partagee)
