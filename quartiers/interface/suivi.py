"""The tidy tables of what is done and decided: actions, fundings, results, decisions."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from quartiers.analyse.liens import quartiers_of_decision
from quartiers.analyse.suivi import ActionSuivie, follow_actions, is_overdue
from quartiers.donnees.modele import Action, Comite, Contrat, Decision, Financement, Resultat
from quartiers.donnees.tables.suivi import CONFIRME
from quartiers.interface.tables import TableDite, Type, as_entered, flag, number, several, texts, whole

EUROS: Final = "€ courants"


@dataclass(frozen=True)
class LigneAction:
    contrat: Contrat
    suivie: ActionSuivie

    @property
    def action(self) -> Action:
        return self.suivie.action

    @property
    def priorites(self) -> Iterable[str]:
        """Those that somebody has said it to answer."""
        links = self.contrat.actions_priorites
        return [x.priorite for x in links if x.action == self.action.action and x.lien == CONFIRME and x.priorite]


ACTIONS: Final = TableDite[LigneAction](
    "actions",
    "une action ; une action de plusieurs quartiers n'y est qu'une fois",
    (
        as_entered(Action, "action", lambda r: r.action),
        texts("intitule", "Ce que fait l'action", lambda r: r.action.intitule),
        several("quartiers", "Quartiers auxquels un lien est confirmé", lambda r: r.suivie.quartiers),
        several("priorites", "Priorités auxquelles un lien est confirmé", lambda r: r.priorites),
        as_entered(Action, "etat", lambda r: r.action),
        as_entered(Action, "etat_au", lambda r: r.action, Type.DATE),
        as_entered(Action, "porteur", lambda r: r.action),
        texts(
            "theme",
            "Thème",
            lambda r: r.contrat.thematiques[r.action.thematique].libelle if r.action.thematique else None,
        ),
        as_entered(Action, "publics", lambda r: r.action),
        as_entered(Action, "debut", lambda r: r.action, Type.DATE),
        as_entered(Action, "fin", lambda r: r.action, Type.DATE),
        number("demande", "Demandé, toutes années ; vide : non connu", lambda r: r.suivie.montants.demande, EUROS),
        number("accorde", "Accordé, de même", lambda r: r.suivie.montants.accorde, EUROS),
        number("depense", "Dépensé, de même", lambda r: r.suivie.montants.depense, EUROS),
        whole("financements", "Combien de financements", lambda r: len(r.suivie.financements), "financements"),
        whole("resultats", "Combien de résultats", lambda r: len(r.suivie.resultats), "résultats"),
        as_entered(Action, "source", lambda r: r.action),
    ),
)


@dataclass(frozen=True)
class LigneFinancement:
    contrat: Contrat
    financement: Financement

    @property
    def suivie(self) -> ActionSuivie:
        return follow_actions(self.contrat)[self.financement.action]


FINANCEMENTS: Final = TableDite[LigneFinancement](
    "financements",
    "ce qu'un financeur apporte à une action, une année",
    (
        as_entered(Financement, "action", lambda r: r.financement),
        texts("intitule", "L'action", lambda r: r.suivie.action.intitule),
        several("quartiers", "Quartiers de l'action", lambda r: r.suivie.quartiers),
        as_entered(Financement, "financeur", lambda r: r.financement),
        as_entered(Financement, "annee", lambda r: r.financement, Type.ENTIER),
        as_entered(Financement, "credits", lambda r: r.financement),
        number("demande", "Demandé ; vide : non connu, jamais zéro", lambda r: r.financement.demande, EUROS),
        number("accorde", "Accordé ; zéro : refusé", lambda r: r.financement.accorde, EUROS),
        number("depense", "Dépensé, une fois connu", lambda r: r.financement.depense, EUROS),
        as_entered(Financement, "source", lambda r: r.financement),
    ),
)

RESULTATS: Final = TableDite[Resultat](
    "resultats",
    "ce qu'une action, ou ce qui est fait pour une priorité, a donné à une date",
    (
        as_entered(Resultat, "action", lambda r: r),
        as_entered(Resultat, "priorite", lambda r: r),
        as_entered(Resultat, "indicateur_suivi", lambda r: r),
        as_entered(Resultat, "date", lambda r: r, Type.DATE),
        as_entered(Resultat, "nature", lambda r: r),
        number("valeur", "Le résultat", lambda r: r.valeur, "celle de la colonne `unite`"),
        as_entered(Resultat, "unite", lambda r: r),
        number("cible", "Ce qui était visé", lambda r: r.cible, "celle de la colonne `unite`"),
        number("depart", "D'où l'on partait", lambda r: r.depart, "celle de la colonne `unite`"),
        as_entered(Resultat, "commentaire", lambda r: r),
    ),
)


@dataclass(frozen=True)
class LigneDecision:
    contrat: Contrat
    decision: Decision

    @property
    def comite(self) -> Comite:
        return self.contrat.comites[self.decision.comite]

    @property
    def quartiers(self) -> tuple[str, ...]:
        return self.contrat.in_order(quartiers_of_decision(self.contrat, self.decision))


DECISIONS: Final = TableDite[LigneDecision](
    "decisions",
    "une décision d'un comité",
    (
        as_entered(Decision, "decision", lambda r: r.decision),
        as_entered(Comite, "date", lambda r: r.comite, Type.DATE),
        as_entered(Comite, "instance", lambda r: r.comite),
        as_entered(Comite, "commune", lambda r: r.comite),
        several("quartiers", "Quartiers concernés", lambda r: r.quartiers),
        as_entered(Decision, "priorite", lambda r: r.decision),
        as_entered(Decision, "action", lambda r: r.decision),
        as_entered(Decision, "sens", lambda r: r.decision),
        as_entered(Decision, "objet", lambda r: r.decision),
        as_entered(Decision, "responsable", lambda r: r.decision),
        as_entered(Decision, "echeance", lambda r: r.decision, Type.DATE),
        as_entered(Decision, "suivi", lambda r: r.decision),
        as_entered(Decision, "suivi_au", lambda r: r.decision, Type.DATE),
        flag("en_retard", "Attend encore, échéance passée", lambda r: is_overdue(r.contrat, r.decision)),
    ),
)
