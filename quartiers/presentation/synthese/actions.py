"""What is done in the whole contract: its actions and their money, and what answers nothing."""

from quartiers.analyse.bilan import actions_without_priority, whole_contract
from quartiers.analyse.suivi import by_quartier, by_theme, needs_without_action, years_of
from quartiers.donnees.modele import Contrat
from quartiers.presentation import mots_suivi as mots
from quartiers.presentation.blocs import Bloc, Contenu, Discret, Fort, Liste, Paragraphe, Suite, Titre
from quartiers.presentation.suivi.annee import legend, parts_table, shared_sentence
from quartiers.presentation.suivi.bilan import MAX_IN_BODY, place_of
from quartiers.typographie import NARROW_SPACE, count

TITLE = "Actions et moyens"


def actions_block(contrat: Contrat) -> Bloc:
    """The section with its heading; nothing of a contract that has no action."""
    whole = whole_contract(contrat)
    if not whole.actions:
        return Suite(())
    years, money = years_of(contrat), whole.montants
    when = ""
    if years:
        when = f", financements de {years[-1]} à {years[0]}" if len(years) > 1 else f", financements de {years[0]}"
    number = len(whole.actions)
    return Suite(
        (
            Titre(TITLE, niveau=2),
            Paragraphe(
                [
                    Fort(count(number, "action")),
                    f"{when} : {mots.amounts_sentence(money)}.",
                    Discret(" Le rapport annuel (« bilan ») détaille chaque année."),
                ]
            ),
            parts_table(
                "Actions et montants par thème, toutes années", "Thème", by_theme(contrat, whole), number, money
            ),
            legend(money),
            parts_table(
                "Actions et montants par quartier, toutes années",
                "Quartier",
                by_quartier(contrat, whole),
                number,
                money,
            ),
            shared_sentence(contrat, whole),
            *_needs(contrat),
            *_without_priority(contrat),
        )
    )


def _needs(contrat: Contrat) -> tuple[Bloc, ...]:
    """The open priorities that have no action."""
    needs = needs_without_action(contrat, contrat.quartiers.values())
    title = Titre("Priorités ouvertes sans action")
    if not needs:
        return title, Paragraphe("Aucune, parmi les quartiers où un suivi est saisi.")
    items: list[Contenu] = [
        [Fort(q.nom_court), f"{NARROW_SPACE}: {' ; '.join(p.intitule for p in alone)}."] for q, alone in needs.items()
    ]
    return title, Liste(tuple(items))


def _without_priority(contrat: Contrat) -> tuple[Bloc, ...]:
    """The actions that answer no priority; how many, where they are too many to be listed."""
    alone = actions_without_priority(contrat, whole_contract(contrat))
    title = Titre("Actions sans priorité")
    if not alone:
        return title, Paragraphe("Aucune : chaque action répond à une priorité.")
    if len(alone) > MAX_IN_BODY:
        return title, Paragraphe(
            f"{len(alone)} actions sur {len(contrat.actions)} ne répondent à aucune priorité confirmée. Le rapport "
            "annuel dit lesquelles."
        )
    items: list[Contenu] = [[a.action.intitule, Discret(f" – {place_of(contrat, a)}")] for a in alone]
    return title, Liste(tuple(items))
