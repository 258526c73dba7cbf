"""A year of the contract, beyond its money: what it gave, what its committees decided, what it left without answer.

The actions of a year are those of :func:`~quartiers.analyse.suivi.year_of`. What was not entered is counted, so that a
report can say it: it is never taken for nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from quartiers.analyse.suivi import (
    ActionSuivie,
    Exercice,
    decisions_taken,
    follow,
    follow_actions,
    latest_results,
    years_of,
    years_under_way,
)
from quartiers.donnees.modele import Comite, Contrat, Decision, Priorite, Quartier, Resultat
from quartiers.donnees.tables.projets import CLOSE
from quartiers.donnees.tables.suivi import CONFIRME, SUGGERE

# -- years ------------------------------------------------------------------------------------------------


def years_with_actions(contrat: Contrat) -> tuple[int, ...]:
    """The years that have fundings, or actions under way, the latest first."""
    lasted = (year for a in contrat.actions.values() for year in years_under_way(a))
    return tuple(sorted({*years_of(contrat), *lasted}, reverse=True))


def year_to_report(contrat: Contrat) -> int | None:
    """The latest year that has fundings or actions, None where none has.

    One that had not begun on the date of the data has plans, and nothing to report: it is taken only for want of
    another.
    """
    years = years_with_actions(contrat)
    begun = [year for year in years if year <= contrat.edition.year]
    return next(iter(begun), min(years, default=None))


def has_entries(contrat: Contrat, annee: int) -> bool:
    """Whether anything was entered for a year: a funding, an action, a result, a committee."""
    dated = {r.date.year for r in contrat.resultats} | {c.date.year for c in contrat.comites.values()}
    return annee in dated.union(years_with_actions(contrat))


def whole_contract(contrat: Contrat) -> Exercice:
    """The actions of the contract's period, and the money of its years; those of which no year is known too.

    Tables may have what was funded before, under another contract: it is no part of this one's totals.
    """
    first, before = contrat.premiere_annee, {a.action.action for a in actions_before(contrat)}
    kept = tuple(a for name, a in follow_actions(contrat).items() if name not in before)
    return Exercice(None, kept, tuple(f for f in contrat.financements if f.annee >= first))


def actions_before(contrat: Contrat) -> tuple[ActionSuivie, ...]:
    """The actions that are known of years before the contract's period only."""
    found = []
    for a in follow_actions(contrat).values():
        years = {*(f.annee for f in a.financements), *years_under_way(a.action)}
        if years and max(years) < contrat.premiere_annee:
            found.append(a)
    return tuple(found)


def timeless_actions(contrat: Contrat) -> tuple[ActionSuivie, ...]:
    """The actions that no year has: nobody entered a day, nor a funding."""
    actions = follow_actions(contrat).values()
    return tuple(a for a in actions if not a.financements and not years_under_way(a.action))


# -- what the year has, and lacks -------------------------------------------------------------------------


def quartiers_without_action(contrat: Contrat, exercice: Exercice) -> tuple[Quartier, ...]:
    """The quartiers to which no action of the year is linked."""
    served = {name for a in exercice.actions for name in a.quartiers}
    return tuple(q for name, q in contrat.quartiers.items() if name not in served)


def refused_fundings(exercice: Exercice) -> int:
    """How many fundings were granted nothing."""
    return sum(f.accorde == 0 for f in exercice.financements)


def repeated_grants(exercice: Exercice) -> Decimal:
    """By how many euros the parts by quartier exceed the total: what was granted to an action, but for one quartier."""
    more = {a.action.action: len(a.quartiers) - 1 for a in exercice.actions if a.partagee}
    return sum((f.accorde * more.get(f.action, 0) for f in exercice.financements if f.accorde), Decimal(0))


def actions_with_several_funders(exercice: Exercice) -> int:
    """How many actions of the year have more than one funder for it."""
    funders: defaultdict[str, set[str]] = defaultdict(set)
    for f in exercice.financements:
        funders[f.action].add(f.financeur)
    return sum(len(names) > 1 for names in funders.values())


def suggested_links(contrat: Contrat, exercice: Exercice) -> int:
    """How many links of an action of the year to a quartier nobody has confirmed, nor denied."""
    own = {a.action.action for a in exercice.actions}
    confirmed = {(link.action, link.quartier) for link in contrat.actions_priorites if link.lien == CONFIRME}
    waiting = {(link.action, link.quartier) for link in contrat.actions_priorites if link.lien == SUGGERE}
    return sum(action in own for action, _ in waiting - confirmed)


def actions_without_priority(contrat: Contrat, exercice: Exercice) -> tuple[ActionSuivie, ...]:
    """The actions of the year that answer no priority: none was entered, or nobody has confirmed it."""
    linked = {x.action for x in contrat.actions_priorites if x.lien == CONFIRME and x.priorite is not None}
    return tuple(a for a in exercice.actions if a.action.action not in linked)


@dataclass(frozen=True)
class BesoinSansAction:
    """An open priority that no action of a year, or of the contract, answers; ``autres_annees``: others do."""

    priorite: Priorite
    autres_annees: bool


def needs_of_year(contrat: Contrat, exercice: Exercice) -> Mapping[Quartier, tuple[BesoinSansAction, ...]]:
    """The open priorities that no action of the year, or of the contract, answers, by quartier.

    None of a quartier where nothing is followed (:func:`quartiers_not_followed`): what is done there is not known.
    """
    own = {a.action.action for a in exercice.actions}
    found = {}
    for name, quartier in contrat.quartiers.items():
        suivi = follow(contrat, name)
        needs = tuple(
            BesoinSansAction(p.priorite, bool(p.actions))
            for p in suivi.priorites
            if suivi and not p.close and not own.intersection(a.action.action for a in p.actions)
        )
        if needs:
            found[quartier] = needs
    return found


def quartiers_not_followed(contrat: Contrat) -> tuple[Quartier, ...]:
    """The quartiers of which nothing was entered: no action, result, decision nor state of a priority."""
    return tuple(q for name, q in contrat.quartiers.items() if not follow(contrat, name))


def open_priorities(contrat: Contrat, quartiers: Iterable[Quartier]) -> int:
    """How many priorities these quartiers have that are not closed."""
    return sum(p.etat != CLOSE for q in quartiers for p in contrat.priorites_de(q.quartier))


# -- results ----------------------------------------------------------------------------------------------


def results_of_year(contrat: Contrat, annee: int) -> tuple[Resultat, ...]:
    """The latest of the year for each indicator of an action or of a priority, in the order of the table."""
    return latest_results(r for r in contrat.resultats if r.date.year == annee)


def reaches_target(resultat: Resultat) -> bool | None:
    """Whether it is at its target or beyond; None without a target.

    Beyond is above; below, where the target is under what one started from.
    """
    if resultat.cible is None:
        return None
    if resultat.depart is not None and resultat.cible < resultat.depart:
        return resultat.valeur <= resultat.cible
    return resultat.valeur >= resultat.cible


def actions_without_result(exercice: Exercice) -> tuple[ActionSuivie, ...]:
    """The actions of the year of which no result was entered for it."""
    year = exercice.annee
    return tuple(a for a in exercice.actions if not any(r.date.year == year for r in a.resultats))


# -- decisions --------------------------------------------------------------------------------------------


def committees_of_year(contrat: Contrat, annee: int) -> tuple[tuple[Comite, tuple[Decision, ...]], ...]:
    """The committees that met in a year, the first first, each with what it decided."""
    met = sorted((c for c in contrat.comites.values() if c.date.year == annee), key=lambda c: c.date)
    return tuple((c, decisions_taken(contrat, c)) for c in met)
