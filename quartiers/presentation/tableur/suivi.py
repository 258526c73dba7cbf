"""Sheets of what is done: actions, fundings, results, decisions, and what is to be completed before a committee.

A sheet without rows is left out of the workbook. Amounts are numbers, to the cent; an empty cell is an amount that is
not known, never zero.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from quartiers.analyse.liens import quartiers_of_decision
from quartiers.analyse.suivi import (
    ACompleter,
    ActionSuivie,
    follow_actions,
    is_overdue,
    replacements,
    suggest_links,
    to_complete,
)
from quartiers.donnees.modele import (
    Action,
    ActionPriorite,
    Comite,
    Decision,
    Financement,
    Priorite,
    Resultat,
)
from quartiers.donnees.tables.suivi import ETATS_EN_PEINE, FAIT
from quartiers.feuilles import AS_IS, YEAR, Cellule, Champ, Colonne, Contenu, Feuille, make_sheet
from quartiers.presentation.tableur.commun import NO, QUARTIER, THEME, YES, Analyse, column
from quartiers.typographie import NON_RENSEIGNE

EUROS: Final = "#,##0.00"
_A_COMPLETER: Final = "À compléter"


def _missing(text: str | None) -> Contenu:
    return text if text else Cellule(NON_RENSEIGNE, couleur="gris")


def _amount(amount: Decimal | None) -> Contenu:
    # A cell holds a binary number: at two decimals, the amount that is shown is the one that was typed.
    return None if amount is None else Cellule(float(amount), EUROS)


@dataclass(frozen=True)
class _Ligne:
    """A row about an action, with the whole analysis."""

    analyse: Analyse
    suivie: ActionSuivie

    @property
    def action(self) -> Action:
        return self.suivie.action

    @property
    def quartiers(self) -> str:
        return " · ".join(self.analyse.quartier(q).nom_court for q in self.suivie.quartiers)

    @property
    def liens(self) -> tuple[ActionPriorite, ...]:
        return tuple(x for x in self.analyse.contrat.actions_priorites if x.action == self.action.action)

    @property
    def priorites(self) -> str:
        titles = {p.priorite: p.intitule for p in self.analyse.contrat.priorites}
        return "\n".join(f"{titles[x.priorite]} ({x.lien})" for x in self.liens if x.priorite is not None)

    @property
    def etat(self) -> Contenu:
        state = self.action.etat
        return Cellule(state, couleur="alerte") if state in ETATS_EN_PEINE else _missing(state)


_ACTION: Final = column(Action, "intitule", 44)
_ACTIONS: tuple[Champ[_Ligne], ...] = (
    Champ(_ACTION, lambda r: r.action.intitule),
    Champ(Colonne("Quartiers", 30), lambda r: _missing(r.quartiers)),
    Champ(column(Action, "etat", 12), lambda r: r.etat),
    Champ(column(Action, "porteur", 30), lambda r: _missing(r.action.porteur)),
    Champ(column(Action, "pilote", 22), lambda r: _missing(r.action.pilote)),
    Champ(THEME, lambda r: r.analyse.theme(r.action.thematique) if r.action.thematique else None),
    Champ(column(Action, "debut", 12), lambda r: r.action.debut),
    Champ(column(Action, "fin", 12), lambda r: r.action.fin),
    Champ(Colonne("Accordé", 13), lambda r: _amount(r.suivie.montants.accorde)),
    Champ(Colonne("Résultats", 10), lambda r: len(r.suivie.resultats)),
    Champ(Colonne("Priorités (lien)", 50), lambda r: r.priorites or None),
    Champ(Colonne("Demandé", 13, imprimee=False), lambda r: _amount(r.suivie.montants.demande)),
    Champ(Colonne("Dépensé", 13, imprimee=False), lambda r: _amount(r.suivie.montants.depense)),
    Champ(column(Action, "etat_au", 12, imprimee=False), lambda r: r.action.etat_au),
    Champ(column(Action, "recurrence", 14, imprimee=False), lambda r: r.action.recurrence),
    Champ(column(Action, "publics", 24, imprimee=False), lambda r: ", ".join(r.action.publics) or None),
    Champ(column(Action, "partenaires", 30, imprimee=False), lambda r: ", ".join(r.action.partenaires) or None),
    Champ(column(Action, "communes", 20, imprimee=False), lambda r: ", ".join(r.action.communes) or None),
    Champ(column(Action, "siret", 16, imprimee=False), lambda r: r.action.siret),
    Champ(column(Action, "source", 40, imprimee=False), lambda r: r.action.source),
    Champ(column(Action, "note", 40, imprimee=False), lambda r: r.action.note),
    Champ(column(Action, "action", 30, imprimee=False), lambda r: r.action.action),
)


def actions_sheet(analyse: Analyse) -> Feuille:
    rows = [_Ligne(analyse, a) for a in follow_actions(analyse.contrat).values()]
    described = (
        "Une ligne par action, avec ses montants, toutes années ensemble. Une action de plusieurs quartiers n’y est "
        "qu’une fois."
    )
    return make_sheet("Actions", described, _ACTIONS, rows)


@dataclass(frozen=True)
class _Financement:
    ligne: _Ligne
    financement: Financement


_FINANCEMENTS: tuple[Champ[_Financement], ...] = (
    Champ(_ACTION, lambda r: r.ligne.action.intitule),
    Champ(column(Financement, "financeur", 28), lambda r: r.financement.financeur),
    Champ(column(Financement, "annee", 8, YEAR), lambda r: r.financement.annee),
    Champ(column(Financement, "credits", 20), lambda r: _missing(r.financement.credits)),
    Champ(column(Financement, "demande", 13), lambda r: _amount(r.financement.demande)),
    Champ(column(Financement, "accorde", 13), lambda r: _amount(r.financement.accorde)),
    Champ(column(Financement, "depense", 13), lambda r: _amount(r.financement.depense)),
    Champ(Colonne("Quartiers", 30), lambda r: _missing(r.ligne.quartiers)),
    Champ(column(Financement, "source", 40, imprimee=False), lambda r: r.financement.source),
    Champ(column(Action, "action", 30, imprimee=False), lambda r: r.ligne.action.action),
)


def fundings_sheet(analyse: Analyse) -> Feuille:
    actions = follow_actions(analyse.contrat)
    rows = [_Financement(_Ligne(analyse, actions[f.action]), f) for f in analyse.contrat.financements]
    described = "Une ligne par action, financeur, année et nature de crédits. Une cellule vide n’est pas zéro."
    return make_sheet("Financements", described, _FINANCEMENTS, rows)


@dataclass(frozen=True)
class _Resultat:
    analyse: Analyse
    resultat: Resultat

    @property
    def de_quoi(self) -> str:
        c, r = self.analyse.contrat, self.resultat
        return c.actions[r.action].intitule if r.action is not None else self.priorite

    @property
    def priorite(self) -> str:
        return next((p.intitule for p in self.analyse.contrat.priorites if p.priorite == self.resultat.priorite), "")


_RESULTATS: tuple[Champ[_Resultat], ...] = (
    Champ(Colonne("Action ou priorité", 44), lambda r: r.de_quoi),
    Champ(column(Resultat, "indicateur_suivi", 36), lambda r: r.resultat.indicateur_suivi),
    Champ(column(Resultat, "nature", 12), lambda r: r.resultat.nature),
    Champ(column(Resultat, "date", 12), lambda r: r.resultat.date),
    Champ(column(Resultat, "valeur", 10, AS_IS), lambda r: r.resultat.valeur),
    Champ(column(Resultat, "unite", 14), lambda r: r.resultat.unite),
    Champ(column(Resultat, "cible", 10, AS_IS), lambda r: r.resultat.cible),
    Champ(column(Resultat, "depart", 10, AS_IS), lambda r: r.resultat.depart),
    Champ(column(Resultat, "commentaire", 40), lambda r: r.resultat.commentaire),
    Champ(column(Action, "action", 30, imprimee=False), lambda r: r.resultat.action),
    Champ(column(Priorite, "priorite", 28, imprimee=False), lambda r: r.resultat.priorite),
)


def results_sheet(analyse: Analyse) -> Feuille:
    rows = [_Resultat(analyse, r) for r in analyse.contrat.resultats]
    described = "Ce que les actions ont donné : réalisations (ce qui a été fait) et résultats (ce que cela a changé)."
    return make_sheet("Résultats", described, _RESULTATS, rows)


@dataclass(frozen=True)
class _Decision:
    analyse: Analyse
    decision: Decision

    @property
    def comite(self) -> Comite:
        return self.analyse.contrat.comites[self.decision.comite]

    @property
    def quartiers(self) -> str:
        concerned = quartiers_of_decision(self.analyse.contrat, self.decision)
        return " · ".join(q.nom_court for name, q in self.analyse.contrat.quartiers.items() if name in concerned)

    @property
    def sujet(self) -> str:
        c, d = self.analyse.contrat, self.decision
        titles = [p.intitule for p in c.priorites if p.priorite == d.priorite]
        titles += [c.actions[d.action].intitule] if d.action is not None else []
        return "\n".join(titles)

    @property
    def suivi(self) -> Contenu:
        if is_overdue(self.analyse.contrat, self.decision):
            return Cellule(self.decision.suivi or NON_RENSEIGNE, couleur="alerte", fond="fond_alerte")
        return Cellule(self.decision.suivi, couleur="favorable" if self.decision.suivi == FAIT else None)

    @property
    def remplacee(self) -> str:
        return YES if self.decision.decision in replacements(self.analyse.contrat) else NO


_DECISIONS: tuple[Champ[_Decision], ...] = (
    Champ(column(Decision, "objet", 50), lambda r: r.decision.objet),
    Champ(column(Comite, "date", 12), lambda r: r.comite.date),
    Champ(column(Comite, "instance", 20), lambda r: r.comite.instance),
    Champ(column(Comite, "commune", 20), lambda r: r.comite.commune),
    Champ(Colonne("Quartiers", 28), lambda r: r.quartiers or None),
    Champ(Colonne("Priorité, action", 44), lambda r: r.sujet or None),
    Champ(column(Decision, "sens", 12), lambda r: r.decision.sens),
    Champ(column(Decision, "suite", 36), lambda r: r.decision.suite),
    Champ(column(Decision, "responsable", 22), lambda r: r.decision.responsable),
    Champ(column(Decision, "echeance", 12), lambda r: r.decision.echeance),
    Champ(column(Decision, "suivi", 12), lambda r: r.suivi),
    Champ(column(Decision, "suivi_au", 12), lambda r: r.decision.suivi_au),
    Champ(Colonne("Remplacée", 10, imprimee=False), lambda r: r.remplacee),
    Champ(column(Decision, "motif", 40, imprimee=False), lambda r: r.decision.motif),
    Champ(column(Decision, "remplace", 24, imprimee=False), lambda r: r.decision.remplace),
    Champ(column(Decision, "decision", 24, imprimee=False), lambda r: r.decision.decision),
)


def decisions_sheet(analyse: Analyse) -> Feuille:
    rows = [_Decision(analyse, d) for d in analyse.contrat.decisions.values()]
    described = "Le journal des décisions des comités, et ce qu’elles sont devenues ; en couleur, celles qui attendent."
    return make_sheet("Décisions", described, _DECISIONS, rows)


@dataclass(frozen=True)
class _Manque:
    analyse: Analyse
    item: ACompleter


_MANQUES: tuple[Champ[_Manque], ...] = (
    Champ(QUARTIER, lambda r: r.analyse.quartier(r.item.quartier).nom_court),
    Champ(Colonne("Ce qui manque", 40), lambda r: r.item.manque.value),
    Champ(Colonne("De quoi", 60), lambda r: r.item.titre),
    Champ(Colonne("Commune", 24), lambda r: r.analyse.quartier(r.item.quartier).commune),
    Champ(Colonne("Identifiant", 30, imprimee=False), lambda r: r.item.identifiant),
)


def completeness_sheet(analyse: Analyse) -> Feuille:
    rows = [_Manque(analyse, item) for q in analyse.contrat.quartiers for item in to_complete(analyse.contrat, q)]
    described = "Ce qui manque au suivi de chaque quartier : à compléter dans les tables avant le comité."
    return make_sheet(_A_COMPLETER, described, _MANQUES, rows)


@dataclass(frozen=True)
class _Suggestion:
    analyse: Analyse
    action: Action
    priorite: Priorite
    raison: str


_SUGGESTIONS: tuple[Champ[_Suggestion], ...] = (
    Champ(_ACTION, lambda r: r.action.intitule),
    Champ(QUARTIER, lambda r: r.analyse.quartier(r.priorite.quartier).nom_court),
    Champ(column(Priorite, "intitule", 44), lambda r: r.priorite.intitule),
    Champ(Colonne("Pourquoi", 40), lambda r: r.raison),
    Champ(column(Action, "action", 30, imprimee=False), lambda r: r.action.action),
    Champ(Colonne("Identifiant de la priorité", 28, imprimee=False), lambda r: r.priorite.priorite),
)


def suggestions_sheet(analyse: Analyse) -> Feuille:
    rows = [_Suggestion(analyse, s.action, s.priorite, s.raison) for s in suggest_links(analyse.contrat)]
    described = (
        "Des actions sans priorité, et celles auxquelles elles semblent répondre : rien n’en est tenu pour vrai. "
        "À écrire dans actions_priorites, confirmé ou infirmé : ce qui est infirmé n’est plus suggéré."
    )
    return make_sheet("Liens suggérés", described, _SUGGESTIONS, rows)
