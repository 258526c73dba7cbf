"""The three parts of the national guide, in few lines: the context, the actions and their follow-up, what was added."""

from collections.abc import Sequence
from typing import Final

from quartiers.analyse.evaluation import Etendue, Perimetre, PrioriteEvaluee, actions_within
from quartiers.analyse.evaluation_periodes import Periode, actions_of, fundings_of, known_of_commune
from quartiers.analyse.suivi import ActionSuivie, count_states
from quartiers.donnees.modele import Contrat, Financement
from quartiers.presentation import mots_suivi
from quartiers.presentation.blocs import Bloc, Contenu, Discret, Fort, Liste
from quartiers.presentation.evaluation.argent import money_before, money_since
from quartiers.presentation.evaluation.besoins import findings_item, need_items
from quartiers.presentation.evaluation.decisions import decision_items
from quartiers.presentation.evaluation.habitants import resident_items
from quartiers.presentation.evaluation.questions import targets
from quartiers.typographie import format_number

LIEN_NON_SAISI: Final = "à quelle priorité elles répondent n'est pas saisi"


def show_context(contrat: Contrat, perimetre: Perimetre, evaluees: Sequence[PrioriteEvaluee]) -> Bloc:
    """The needs that figures show, what was heard, and what figures show that no priority answers: the figures are
    above."""
    items: list[Contenu] = []
    if evaluees:
        items += [*need_items(contrat, perimetre, evaluees), findings_item(evaluees)]
    items.append(
        [
            Fort("Ce que le contexte dit, et ne dit pas : "),
            "si le besoin demeure ; jamais si une action a réussi. Les réalisations et les résultats sont plus bas, à "
            "part.",
        ]
    )
    return Liste(tuple(items))


def show_actions(contrat: Contrat, perimetre: Perimetre, evaluees: Sequence[PrioriteEvaluee]) -> Bloc:
    """Actions by state, their money, and what was made against its targets; what is dated before the contract apart."""
    own = actions_within(contrat, perimetre)
    if not own:
        told: list[Contenu] = [
            f"Aucune action n'est rattachée à {_the(perimetre)} : ce qui y est fait n'est pas connu."
        ]
        if known := known_of_commune(contrat, perimetre.quartiers):
            told.append(_of_commune(contrat, known))
        return Liste(tuple(told))
    before = actions_of(contrat, own, Periode.AVANT)
    now = [a for a in own if a not in before]
    linked = {a.action.action for e in evaluees for a in e.suivi.actions}
    made = tuple(dict.fromkeys(r for e in evaluees for r in e.realisations))
    rows = _fundings(own)
    first = contrat.premiere_annee
    items: list[Contenu] = [
        [Fort("Actions du contrat : "), f"{_actions_in_words(contrat, now, linked)}."],
        [Fort(f"Argent, depuis {first} : "), f"{money_since(contrat, rows)}."],
    ]
    if before:
        items.append([Fort("Actions d'avant le contrat : "), f"{_before_in_words(before)}."])
    if told_before := money_before(contrat, rows):
        items.append([Fort(f"Argent d'avant {first} : "), f"{told_before}."])
    items.append([Fort("Réalisations : "), f"{targets('', made).removeprefix(' : ')}."])
    return Liste(tuple(items))


def _fundings(actions: Sequence[ActionSuivie]) -> tuple[Financement, ...]:
    return tuple(f for a in actions for f in a.financements)


def _actions_in_words(contrat: Contrat, actions: Sequence[ActionSuivie], linked: set[str]) -> str:
    if not actions:
        return f"aucune action datée de {contrat.premiere_annee} ou d'après n'est saisie"
    answering = sum(a.action.action in linked for a in actions)
    told = f"{answering} {'répond' if answering == 1 else 'répondent'} à une priorité"
    if not answering:
        told = "aucune n'est reliée à une priorité" if contrat.actions_priorites else LIEN_NON_SAISI
    return f"{_number(actions)} ({mots_suivi.states_in_words(count_states(actions))}) ; {told}"


def _before_in_words(actions: Sequence[ActionSuivie]) -> str:
    """Those that nothing dates since the contract began: whether they are of it is not known."""
    years = sorted({f.annee for a in actions for f in a.financements})
    when = f", d'après leurs financements de {years[0]} à {years[-1]}" if len(years) > 1 else ""
    when = f", d'après leurs financements de {years[0]}" if len(years) == 1 else when
    named = sum(bool(a.action.communes) and not a.quartiers for a in actions)
    where = f" ; commune connue pour {named}, quartier non saisi" if named else ""
    return f"{_number(actions)}{when}{where} ; rien ne dit qu'elles durent encore, ni {LIEN_NON_SAISI.split(' n')[0]}"


def _of_commune(contrat: Contrat, known: Sequence[ActionSuivie]) -> Contenu:
    """The actions of the commune whose quartier is not known: they may be here."""
    own = fundings_of(contrat, _fundings(known), Periode.DEPUIS)
    years = sorted({f.annee for f in _fundings(known)})
    dated = f", financée{'s' if len(known) > 1 else ''} en {_years(years)}" if years else ""
    told = f"{_number(known)}{dated} : quartier non saisi."
    old = "" if own or not years else " Ces années précèdent le contrat."
    return [Fort("Connu dans la commune : "), told, Discret(old)]


def _years(years: Sequence[int]) -> str:
    return str(years[0]) if len(years) == 1 else f"{years[0]}-{years[-1]}"


def _number(actions: Sequence[ActionSuivie]) -> str:
    return f"{format_number(len(actions))} {'action' if len(actions) == 1 else 'actions'}"


def show_added(contrat: Contrat, perimetre: Perimetre, evaluees: Sequence[PrioriteEvaluee]) -> Bloc:
    """What was measured, granted and decided since the contract began: not what it caused, which nothing here tells."""
    own = actions_within(contrat, perimetre)
    results = tuple(dict.fromkeys(r for e in evaluees for r in e.resultats))
    items: list[Contenu] = [
        [
            Fort("Ce que cette partie dit : "),
            "elle porte le nom que le guide national lui donne. Elle réunit ce qui a été mesuré, accordé et décidé "
            f"depuis {contrat.premiere_annee} ; ce qui se serait passé sans le contrat n'est pas connu.",
        ],
        [Fort("Résultats : "), f"{targets('', results).removeprefix(' : ')}."],
        [
            Fort(f"Crédits accordés depuis {contrat.premiere_annee} : "),
            f"{money_since(contrat, _fundings(own), granted_only=True)}.",
        ],
        *decision_items(contrat, perimetre),
        *resident_items(contrat, perimetre),
    ]
    return Liste(tuple(items))


def _the(perimetre: Perimetre) -> str:
    return {
        Etendue.QUARTIER: "ce quartier",
        Etendue.COMMUNE: "un quartier de cette commune",
        Etendue.CONTRAT: "ce contrat",
    }[perimetre.etendue]
