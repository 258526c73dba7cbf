"""What is done in the whole contract: its actions and their money, and what answers nothing."""

from collections import Counter
from collections.abc import Mapping, Sequence

from quartiers.analyse.bilan import (
    BesoinSansAction,
    actions_before,
    actions_without_priority,
    needs_of_year,
    quartiers_not_followed,
    whole_contract,
)
from quartiers.analyse.suivi import ActionSuivie, Exercice, by_quartier, by_theme, years_of
from quartiers.analyse.synthese import by_group
from quartiers.donnees.modele import Contrat, Quartier
from quartiers.presentation import mots_suivi as mots
from quartiers.presentation.blocs import Bloc, Contenu, Discret, Fort, Liste, Paragraphe, Suite, Tableau, Titre
from quartiers.presentation.suivi.annee import legend, parts_table, shared_sentence
from quartiers.presentation.suivi.bilan import MAX_IN_BODY, list_needs, place_of
from quartiers.presentation.synthese.nombreux import MAX_PROJETS, are_projects_many, group_projects, say_grouped
from quartiers.typographie import count, format_number, join_words

TITLE = "Actions et moyens"
MAX_TITLES = 3  # of actions of before the contract: more are counted


def actions_block(contrat: Contrat) -> Bloc:
    """The section with its heading; nothing of a contract that has no action."""
    if not contrat.actions:
        return Suite(())
    whole = whole_contract(contrat)
    if not whole.actions:
        return Suite((Titre(TITLE, niveau=2, ancre="actions"), *_before(contrat)))
    money = whole.montants
    years = tuple(year for year in years_of(contrat) if year >= contrat.premiere_annee)
    when = ""
    if years:
        when = f", financements de {years[-1]} à {years[0]}" if len(years) > 1 else f", financements de {years[0]}"
    number = len(whole.actions)
    return Suite(
        (
            Titre(TITLE, niveau=2, ancre="actions"),
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
            _by_place(contrat, whole),
            shared_sentence(contrat, whole),
            *_needs(contrat),
            *_without_priority(contrat),
            *_before(contrat),
        )
    )


def _by_place(contrat: Contrat, whole: Exercice) -> Bloc:
    """A row a quartier; of many, a row a commune or a département, in which an action counts once."""
    number, money = len(whole.actions), whole.montants
    if not are_projects_many(contrat):
        parts = by_quartier(contrat, whole)
        return parts_table("Actions et montants par quartier, toutes années", "Quartier", parts, number, money)
    what, groups = group_projects(contrat)
    legend = f"Actions et montants par {what}, toutes années, chaque action une fois dans chacun où elle est menée. "
    legend += say_grouped(contrat, what, "la feuille « Actions » de donnees.xlsx")
    return parts_table(legend, what.capitalize(), by_group(groups, whole), number, money)


def _before(contrat: Contrat) -> tuple[Bloc, ...]:
    """What the tables have of years before the contract: said, and in no total."""
    earlier = actions_before(contrat)
    if not earlier:
        return ()
    years = sorted({f.annee for a in earlier for f in a.financements})
    when = f" ({join_words([str(year) for year in years])})" if years else ""
    what = _titles(earlier)
    told = f"D'avant le contrat{when}, les tables ont {what}, qui ne sont comptés dans aucun total."
    whole = whole_contract(contrat)
    nothing = "" if whole.actions else f"Aucune action de la période {contrat.periode} n'est saisie. "
    return (Paragraphe([nothing, Discret(f"{told} Le rapport annuel (« bilan ») de ces années les détaille.")]),)


def _titles(actions: Sequence[ActionSuivie]) -> str:
    """What they are, where a few titles say it of them all: posts, that nobody should take for as many projects."""
    titles = Counter(a.action.intitule for a in actions)
    if len(titles) > MAX_TITLES:
        return count(len(actions), "action")
    told = join_words([f"« {title} » ({format_number(n)})" for title, n in titles.most_common()])
    return f"{count(len(actions), 'ligne')} : {told}"


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
    if len(needs) > MAX_PROJETS:
        return title, _count_needs(contrat, needs)
    return title, list_needs(needs)


def _count_needs(contrat: Contrat, needs: Mapping[Quartier, Sequence[BesoinSansAction]]) -> Bloc:
    """Of each theme, how many priorities nothing answers, and in how many quartiers."""
    found = [(b.priorite.thematique, q) for q, own in needs.items() for b in own]
    numbers, quartiers = Counter(t for t, _ in found), Counter(t for t, _ in set(found))
    rows: list[tuple[Contenu, ...]] = [
        (contrat.thematiques[theme].libelle, format_number(n), format_number(quartiers[theme]))
        for theme, n in numbers.most_common()
    ]
    rows.append((Fort("Ensemble"), Fort(format_number(len(found))), Fort(format_number(len(needs)))))
    return Tableau(
        f"Priorités ouvertes sans action, par thème : au-delà de {MAX_PROJETS} quartiers, elles ne sont pas listées. "
        "La feuille « À compléter » de donnees.xlsx les donne une à une.",
        ("Thème", "Priorités sans action", "Quartiers"),
        tuple(rows),
        (60, 22, 18),
        numeriques=(1, 2),
        dense=True,
    )


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
