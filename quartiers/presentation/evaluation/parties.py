"""The three parts of the national guide, in few lines: the context, the actions and their follow-up, what was added."""

from collections import Counter
from collections.abc import Sequence

from quartiers.analyse.evaluation import Etendue, Perimetre, PrioriteEvaluee, actions_within
from quartiers.analyse.evaluation_habitants import demarches_since
from quartiers.analyse.evaluation_propositions import Besoin
from quartiers.analyse.suivi import add_up, count_states, decisions_of
from quartiers.donnees.modele import Contrat
from quartiers.presentation import mots_suivi
from quartiers.presentation.blocs import Bloc, Contenu, Discret, Fort, Liste
from quartiers.presentation.evaluation.questions import targets
from quartiers.typographie import count, format_number, join_words

_NEEDS = {Besoin.PRESENT: "présent", Besoin.ABSENT: "absent", Besoin.INCONNU: "inconnu"}


def show_context(evaluees: Sequence[PrioriteEvaluee]) -> Bloc:
    """How many priorities have a need that shows, and what was heard: the figures are above."""
    needs = Counter(e.faits.besoin for e in evaluees)
    told = join_words([f"{word} pour {needs[b]}" for b, word in _NEEDS.items() if needs[b]])
    heard = sum(
        bool(e.ecoute.avant.constats or e.ecoute.depuis.constats or e.ecoute.sans_date.constats) for e in evaluees
    )
    items: list[Contenu] = []
    if evaluees:
        unknown = " (aucun de ces chiffres ne se lit sûrement, ou il n'y en a pas)" if needs[Besoin.INCONNU] else ""
        head = "Besoin des priorités, d'après les chiffres publiés de leur thème : "
        items.append([Fort(head), f"{told}{unknown}."])
        verb = "ont" if heard > 1 else "a"
        items.append(
            [
                Fort("Constats d'habitants : "),
                f"{count(heard, 'priorité')} sur {len(evaluees)} en {verb} sur leur thème."
                if heard
                else f"aucune des {len(evaluees)} priorités n'en a sur son thème.",
            ]
        )
    items.append(
        [
            Fort("Ce que le contexte dit, et ne dit pas : "),
            "si le besoin demeure ; jamais si une action a réussi. Les réalisations et les résultats sont plus bas, à "
            "part.",
        ]
    )
    return Liste(tuple(items))


def show_actions(contrat: Contrat, perimetre: Perimetre, evaluees: Sequence[PrioriteEvaluee]) -> Bloc:
    """Actions by state, their money, and what was made against its targets."""
    own = actions_within(contrat, perimetre)
    if not own:
        return Liste((f"Aucune action n'est rattachée à {_the(perimetre)} : ce qui y est fait n'est pas connu.",))
    m = add_up(f for a in own for f in a.financements)
    linked = {a.action.action for e in evaluees for a in e.suivi.actions}
    made = tuple(dict.fromkeys(r for e in evaluees for r in e.realisations))
    answering = sum(a.action.action in linked for a in own)
    verb = "répond" if answering == 1 else "répondent"
    answered = f"{answering} {verb} à une priorité" if answering else "aucune ne répond à une priorité"
    number = format_number(len(own))
    noun = "action" if len(own) == 1 else "actions"
    items: list[Contenu] = [
        [Fort("Actions : "), f"{number} {noun} ({mots_suivi.states_in_words(count_states(own))}) ; {answered}."],
        [Fort("Argent, toutes années : "), f"{mots_suivi.amounts_sentence(m)}."],
        [Fort("Réalisations : "), f"{targets('', made).removeprefix(' : ')}."],
    ]
    return Liste(tuple(items))


def show_added(contrat: Contrat, perimetre: Perimetre, evaluees: Sequence[PrioriteEvaluee]) -> Bloc:
    """What is known of what the contract added: results against targets, common-law money, decisions, residents."""
    own = actions_within(contrat, perimetre)
    m = add_up(f for a in own for f in a.financements)
    results = tuple(dict.fromkeys(r for e in evaluees for r in e.resultats))
    items: list[Contenu] = [[Fort("Résultats : "), f"{targets('', results).removeprefix(' : ')}."]]
    if m.specifiques is not None or m.droit_commun is not None:
        items.append(
            [
                Fort("Crédits accordés : "),
                f"{mots_suivi.euros(m.specifiques) if m.specifiques is not None else 'aucun montant'} de crédits "
                f"spécifiques, {mots_suivi.euros(m.droit_commun) if m.droit_commun is not None else 'aucun montant'} "
                "de droit commun.",
                Discret(" Ce que le droit commun aurait apporté sans le contrat n'est pas connu."),
            ]
        )
    decisions = {d.decision: d for q in perimetre.quartiers for d in decisions_of(contrat, q.quartier)}
    done = sum(d.suivi == "fait" for d in decisions.values())
    items.append(
        [
            Fort("Décisions des comités : "),
            f"{count(len(decisions), 'décision')} en vigueur, dont {done or 'aucune'} "
            f"{'faite' if done < 2 else 'faites'}."
            if decisions
            else "aucune n'est saisie.",
        ]
    )
    heard = {d.demarche: d for q in perimetre.quartiers for d in demarches_since(contrat, q)}
    items.append(
        [
            Fort("Habitants, depuis le projet : "),
            f"{count(len(heard), 'démarche datée', 'démarches datées')} ; ce qu'ils ont dit est avec chaque priorité."
            if heard
            else "aucune démarche datée n'est saisie.",
        ]
    )
    items.append(
        [
            Fort("Ce qu'on ne peut pas en conclure : "),
            "ce qui se serait passé sans le contrat. Un résultat dit ce qui a été mesuré, et face à quelle cible.",
        ]
    )
    return Liste(tuple(items))


def _the(perimetre: Perimetre) -> str:
    return {
        Etendue.QUARTIER: "ce quartier",
        Etendue.COMMUNE: "un quartier de cette commune",
        Etendue.CONTRAT: "ce contrat",
    }[perimetre.etendue]
