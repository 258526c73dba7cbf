"""The mid-term file of a quartier, a commune or the contract: what is known of each priority, and what may be proposed.

Realisations, results and the context are three things. The first two are those that staff recorded, of actions or of
the priority; the third is what producers publish, and belongs to no action.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

from quartiers.analyse.bilan import reaches_target
from quartiers.analyse.diagnostic import ChiffreLu
from quartiers.analyse.evaluation_besoins import figures_of_need, need_of
from quartiers.analyse.evaluation_habitants import Ecoute, hear
from quartiers.analyse.evaluation_propositions import Besoin, Faits, Proposition, propose
from quartiers.analyse.origines import OF_RESIDENTS
from quartiers.analyse.suivi import ActionSuivie, PrioriteSuivie, follow, follow_actions, latest_results
from quartiers.brefs import Bref
from quartiers.donnees.modele import Constat, Contrat, Decision, Quartier, Resultat
from quartiers.donnees.tables.suivi import ABANDONNEE, CONFIRME, REALISATION, RESULTAT

MI_CHEMIN: Final = 0.5
UN_AN: Final = timedelta(days=366)


class Etendue(StrEnum):
    QUARTIER = "quartier"
    COMMUNE = "commune"
    CONTRAT = "contrat"


def title_of(contrat: Contrat) -> str:
    """Before its year, an evaluation is prepared."""
    soon = contrat.edition.year < contrat.horizon
    return f"Préparer l'évaluation de {contrat.horizon}" if soon else f"Évaluation de {contrat.horizon}"


@dataclass(frozen=True)
class Perimetre:
    """What is evaluated: quartiers, by the name that they have together."""

    etendue: Etendue
    nom: str
    quartiers: tuple[Quartier, ...]


def perimeter_of(contrat: Contrat, quartier: str | None, commune: str | None) -> Perimetre:
    """A quartier, a commune or else the contract; :class:`~quartiers.donnees.Introuvable` if there is none."""
    if quartier is not None:
        q = contrat.quartier(quartier)
        return Perimetre(Etendue.QUARTIER, q.nom, (q,))
    if commune is not None:
        name = contrat.commune(commune)
        return Perimetre(Etendue.COMMUNE, name, contrat.quartiers_de(name))
    return Perimetre(Etendue.CONTRAT, contrat.nom, tuple(contrat.quartiers.values()))


class Limite(StrEnum):
    """What weakens a proposal, said beside it."""

    SANS_TEMOIN = "rien ne dit ce qui se serait passé sans ces actions"
    SANS_ECHEANCE = "les cibles n'ont pas d'échéance : « non atteinte » vaut au jour du résultat"
    SANS_DEPART = "un résultat au moins n'a pas de point de départ"
    EN_ATTENTE = "une action au moins n'a pas encore de résultat suivi"
    PARTAGEE = (
        "une action au moins répond aussi à d'autres priorités ou à d'autres quartiers : ses résultats y valent aussi"
    )
    PUBLICS = "rien ne dit combien de personnes comptées sont des publics de la priorité"
    ANCIEN = "un résultat au moins a plus d'un an"
    AVIS = "un avis au moins, donné sur cette priorité, est sans réponse"
    CONTEXTE_ANTERIEUR = "les chiffres publiés du besoin précèdent le contrat"


class Inconnue(StrEnum):
    """What is not known of a priority."""

    ACTION = "ce qui est fait (aucune action confirmée)"
    ETAT = "où en sont des actions (état non renseigné)"
    MONTANT = "ce que coûtent des actions (aucun montant)"
    DEPENSE = "ce qui a été dépensé, en tout ou partie"
    REALISATION = "ce qui a été réalisé (aucun indicateur suivi)"
    RESULTAT = "ce qui en a résulté (aucun résultat suivi)"
    CIBLE = "ce qui était visé (indicateurs sans cible)"
    DEPART = "d'où l'on est parti (résultats sans point de départ)"
    BESOIN = "si le besoin demeure (aucun chiffre publié qui se lise nettement)"
    HABITANTS = "ce qu'en disent les habitants depuis le projet"
    DECISION = "ce qu'un comité en a décidé"


@dataclass(frozen=True)
class PrioriteEvaluee(Bref):
    """A priority, and all that is known of it.

    ``constats`` are the difficulties that others than residents told of its theme, ``chiffres`` the figures of the
    context that show its need, or that it does not show; ``realisations`` and ``resultats`` are the latest of each
    indicator, of its actions and its own.
    """

    quartier: Quartier
    suivi: PrioriteSuivie
    constats: tuple[Constat, ...]
    chiffres: tuple[ChiffreLu, ...]
    ecoute: Ecoute
    faits: Faits
    proposition: Proposition
    realisations: tuple[Resultat, ...]
    resultats: tuple[Resultat, ...]

    @property
    def decision(self) -> Decision | None:
        """The last one in force about it, a person's."""
        return self.suivi.decision

    @property
    def a_une_page(self) -> bool:
        """Whether anything was recorded of it: the others are rows of one table."""
        return bool(self.suivi.actions or self.realisations or self.resultats or self.decision or self.ecoute.depuis)


def evaluate(contrat: Contrat, quartier: Quartier) -> tuple[PrioriteEvaluee, ...]:
    """The priorities of a quartier, in their order."""
    return tuple(_evaluate(contrat, quartier, p) for p in follow(contrat, quartier.quartier).priorites)


def _evaluate(contrat: Contrat, quartier: Quartier, suivi: PrioriteSuivie) -> PrioriteEvaluee:
    figures = figures_of_need(contrat, quartier, suivi.priorite)
    results = latest_results((*suivi.resultats, *(r for a in suivi.actions for r in a.resultats)))
    heard = hear(contrat, quartier, suivi.priorite)
    facts = gather_facts(suivi, results, need_of(figures), heard)
    return PrioriteEvaluee(
        quartier,
        suivi,
        _told_by_others(contrat, suivi),
        figures,
        heard,
        facts,
        propose(facts),
        tuple(r for r in results if r.nature == REALISATION),
        tuple(r for r in results if r.nature == RESULTAT),
    )


def _told_by_others(contrat: Contrat, suivi: PrioriteSuivie) -> tuple[Constat, ...]:
    p = suivi.priorite
    found = (c for c in contrat.constats_de(p.quartier) if c.thematique == p.thematique and c.nature == "difficulté")
    return tuple(c for c in found if c.origine not in OF_RESIDENTS)


def gather_facts(suivi: PrioriteSuivie, results: Iterable[Resultat], besoin: Besoin, ecoute: Ecoute) -> Faits:
    """What a proposal stands on, counted."""
    results = tuple(results)
    reached = {r: reaches_target(r) for r in results}
    outcomes = [r for r in results if r.nature == RESULTAT]
    made = [r for r in results if r.nature == REALISATION]
    missed = [r for r in outcomes if reached[r] is False]
    money = suivi.montants
    known = money.demande is not None and money.accorde is not None and not (money.sans_demande or money.sans_accord)
    return Faits(
        close=suivi.close,
        actions=len(suivi.actions),
        ouvertes=sum(not a.terminee for a in suivi.actions),
        resultats_atteints=sum(reached[r] is True for r in outcomes),
        propres_atteints=sum(reached[r] is True for r in outcomes if r.priorite is not None),
        resultats_manques=len(missed),
        a_mi_chemin=sum(way_done(r) >= MI_CHEMIN for r in missed),
        realisations_atteintes=sum(reached[r] is True for r in made),
        realisations_depassees=sum(reached[r] is True and r.valeur != r.cible for r in made),
        realisations_manquees=sum(reached[r] is False for r in made),
        resultats_sans_cible=sum(r.cible is None for r in outcomes),
        besoin=besoin,
        demande_non_couverte=known and (money.accorde or 0) < (money.demande or 0),
        avis_sans_reponse=sum(a.reponse is None for a in ecoute.depuis.avis),
    )


def way_done(resultat: Resultat) -> float:
    """The share of the way from where it started to its target, 0 where either is not known.

    What was started from is not taken for zero: « 14 pour 30 » may be less than what there was.
    """
    if resultat.depart is None or resultat.cible is None or resultat.cible == resultat.depart:
        return 0.0
    return (resultat.valeur - resultat.depart) / (resultat.cible - resultat.depart)


def limits_of(contrat: Contrat, evaluee: PrioriteEvaluee) -> tuple[Limite, ...]:
    """What weakens the proposal; nothing where there is none."""
    if evaluee.proposition.mot is None:
        return ()
    results, facts = evaluee.resultats, evaluee.faits
    old = any(contrat.edition - r.date > UN_AN for r in results)
    dated = [f.publication for f in evaluee.chiffres if f.publication is not None]
    before = bool(dated) and all((p.annee or p.diffusion.edition) < contrat.premiere_annee for p in dated)
    found = {
        Limite.SANS_TEMOIN: True,
        Limite.SANS_ECHEANCE: facts.resultats_manques > 0,
        Limite.SANS_DEPART: any(r.depart is None for r in results),
        Limite.EN_ATTENTE: any(_has_no_outcome(a) for a in evaluee.suivi.actions),
        Limite.PARTAGEE: any(is_shared(contrat, a) for a in evaluee.suivi.actions),
        Limite.PUBLICS: bool(evaluee.suivi.priorite.publics),
        Limite.ANCIEN: old,
        Limite.AVIS: facts.avis_sans_reponse > 0,
        Limite.CONTEXTE_ANTERIEUR: before and facts.besoin is not Besoin.INCONNU,
    }
    return tuple(limit for limit, holds in found.items() if holds)


def _has_no_outcome(suivie: ActionSuivie) -> bool:
    given_up = suivie.action.etat == ABANDONNEE
    return not given_up and not any(r.nature == RESULTAT for r in suivie.resultats)


def is_shared(contrat: Contrat, suivie: ActionSuivie) -> bool:
    """Whether an action answers other priorities, or is of other quartiers, too."""
    own = [x for x in contrat.actions_priorites if x.action == suivie.action.action and x.lien == CONFIRME]
    return suivie.partagee or sum(x.priorite is not None for x in own) > 1


def unknown_of(evaluee: PrioriteEvaluee) -> tuple[Inconnue, ...]:
    """What is not known of a priority, in the order of its page."""
    actions, money = evaluee.suivi.actions, evaluee.suivi.montants
    everything = (*evaluee.realisations, *evaluee.resultats)
    found = {
        Inconnue.ACTION: not actions,
        Inconnue.ETAT: any(a.action.etat is None for a in actions),
        Inconnue.MONTANT: any(not a.financements for a in actions),
        Inconnue.DEPENSE: bool(money) and money.sans_depense > 0,
        Inconnue.REALISATION: not evaluee.realisations,
        Inconnue.RESULTAT: not evaluee.resultats,
        Inconnue.CIBLE: any(r.cible is None for r in everything),
        Inconnue.DEPART: any(r.depart is None for r in evaluee.resultats),
        Inconnue.BESOIN: evaluee.faits.besoin is Besoin.INCONNU,
        Inconnue.HABITANTS: not evaluee.ecoute.depuis,
        Inconnue.DECISION: evaluee.decision is None,
    }
    return tuple(unknown for unknown, holds in found.items() if holds)


def actions_within(contrat: Contrat, perimetre: Perimetre) -> tuple[ActionSuivie, ...]:
    """The actions of the perimeter, each once: those linked to its quartiers, and those of the contract whole."""
    everything = tuple(follow_actions(contrat).values())
    if perimetre.etendue is Etendue.CONTRAT:
        return everything
    own = {q.quartier for q in perimetre.quartiers}
    return tuple(a for a in everything if own & set(a.quartiers))
