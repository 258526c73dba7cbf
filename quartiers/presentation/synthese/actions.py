"""What is done in the whole contract: its actions and their money, and what answers nothing."""

from quartiers.analyse.bilan import (
    actions_before,
    actions_without_priority,
    needs_of_year,
    quartiers_not_followed,
    whole_contract,
)
from quartiers.analyse.suivi import by_quartier, by_theme, years_of
from quartiers.donnees.modele import Contrat
from quartiers.presentation import mots_suivi as mots
from quartiers.presentation.blocs import Bloc, Contenu, Discret, Fort, Liste, Paragraphe, Suite, Titre
from quartiers.presentation.suivi.annee import legend, parts_table, shared_sentence
from quartiers.presentation.suivi.bilan import MAX_IN_BODY, list_needs, place_of
from quartiers.typographie import count, format_number, join_words

TITLE = "Actions et moyens"


def actions_block(contrat: Contrat) -> Bloc:
    """The section with its heading; nothing of a contract that has no action."""
    if not contrat.actions:
        return Suite(())
    whole = whole_contract(contrat)
    if not whole.actions:
        return Suite((Titre(TITLE, niveau=2), *_before(contrat)))
    money = whole.montants
    years = tuple(year for year in years_of(contrat) if year >= contrat.premiere_annee)
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
            *_before(contrat),
        )
    )


def _before(contrat: Contrat) -> tuple[Bloc, ...]:
    """What the tables have of years before the contract: said, and in no total."""
    earlier = actions_before(contrat)
    if not earlier:
        return ()
    years = sorted({f.annee for a in earlier for f in a.financements})
    when = f" ({join_words([str(year) for year in years])})" if years else ""
    told = f"{count(len(earlier), 'action')} d'avant le contrat{when}"
    verb = "est dans les tables, et n'entre" if len(earlier) == 1 else "sont dans les tables, et n'entrent"
    whole = whole_contract(contrat)
    nothing = "" if whole.actions else f"Aucune action de la période {contrat.periode} n'est saisie. "
    return (
        Paragraphe([nothing, Discret(f"{told} {verb} dans aucun total. Le rapport annuel d'une année les détaille.")]),
    )


def _needs(contrat: Contrat) -> tuple[Bloc, ...]:
    """The open priorities that have no action."""
    needs = needs_of_year(contrat, whole_contract(contrat))
    title = Titre("Priorités ouvertes sans action")
    unknown = quartiers_not_followed(contrat)
    if len(unknown) == len(contrat.quartiers):
        told = "aucune action n'est reliée à un quartier ni à une priorité (table actions_priorites)"
        return title, Paragraphe(f"On ne peut pas le dire : {told}.")
    if not needs:
        return title, Paragraphe("Aucune, parmi les quartiers où un suivi est saisi.")
    return title, list_needs(needs)


def _without_priority(contrat: Contrat) -> tuple[Bloc, ...]:
    """The actions that answer no priority; how many, where they are too many to be listed."""
    whole = whole_contract(contrat)
    alone = actions_without_priority(contrat, whole)
    title = Titre("Actions sans priorité")
    if not alone:
        return title, Paragraphe("Aucune : chaque action répond à une priorité.")
    if len(alone) > MAX_IN_BODY:
        return title, Paragraphe(
            f"{format_number(len(alone))} actions sur {format_number(len(whole.actions))} ne répondent à aucune "
            "priorité confirmée. La feuille « Actions » de donnees.xlsx dit lesquelles."
        )
    items: list[Contenu] = [[a.action.intitule, Discret(f" – {place_of(contrat, a)}")] for a in alone]
    return title, Liste(tuple(items))
