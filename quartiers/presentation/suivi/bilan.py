"""What a year gave and what was decided: results against their targets, decisions, what has no answer, the actions."""

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal

from quartiers.analyse.bilan import (
    BesoinSansAction,
    actions_without_priority,
    committees_of_year,
    needs_of_year,
    open_priorities,
    quartiers_not_followed,
    reaches_target,
    results_of_year,
)
from quartiers.analyse.liens import quartiers_of_decision
from quartiers.analyse.suivi import ActionSuivie, Exercice, add_up, is_overdue, replacements
from quartiers.donnees.modele import Comite, Contrat, Decision, Financement, Priorite, Quartier, Resultat
from quartiers.donnees.tables.suivi import REALISATION, RESULTAT, SUIVIS_FINIS
from quartiers.presentation import mots_suivi as mots
from quartiers.presentation.blocs import (
    Bloc,
    Contenu,
    Discret,
    Fort,
    Fragment,
    Liste,
    Paragraphe,
    Saut,
    Signal,
    Suite,
    Tableau,
    Titre,
)
from quartiers.typographie import NARROW_SPACE, count, format_date, format_number, join_words

MAX_IN_BODY = 40  # results, or actions without priority: beyond, the annexes have them
MAX_LISTED = 80  # actions, or results: beyond, they are counted, and the workbook has them all
MAX_DECISIONS = 150
WITHOUT_THEME = "Thème non renseigné"
_NATURES = (
    (REALISATION, "Réalisations : ce qui a été fait"),
    (RESULTAT, "Résultats : ce que cela a changé"),
)
_SUIVIS = {"fait": "faite", "abandonné": "abandonnée", None: "sans suivi renseigné"}


def names_of(contrat: Contrat, quartiers: tuple[str, ...]) -> str:
    return join_words([contrat.quartiers[q].nom_court for q in quartiers])


def left_out(number: int, one: str, several: str, sheet: str) -> Bloc:
    """``1 920 autres actions : voir la feuille « Actions » de donnees.xlsx.``"""
    told = f"{format_number(number)} {one if number == 1 else several}"
    return Paragraphe(f"{told} : voir la feuille « {sheet} » de donnees.xlsx.")


# -- results ----------------------------------------------------------------------------------------------


def show_results(contrat: Contrat, annee: int) -> Bloc:
    """What was made, then what it changed, each beside its target; a sentence where nothing was entered.

    Where they are too many for the body, what they say together; each is then in :func:`list_results`.
    """
    results = results_of_year(contrat, annee)
    if not results:
        return Paragraphe(f"Aucun résultat n'est saisi pour {annee}.")
    blocks: list[Bloc] = []
    for nature, title in _NATURES:
        own = tuple(r for r in results if r.nature == nature)
        said = targets_sentence(own) if own else f"Aucun indicateur saisi pour {annee}."
        blocks += [Titre(title), Paragraphe(said)]
        if own and len(results) <= MAX_IN_BODY:
            blocks.append(_results_table(contrat, annee, title, own))
    if len(results) > MAX_IN_BODY:
        rest = "" if len(results) <= MAX_LISTED else f" pour {MAX_LISTED} d'entre eux"
        blocks.append(Paragraphe(f"L'annexe les donne{rest}, chacun avec sa cible."))
    return Suite(tuple(blocks))


def list_results(contrat: Contrat, annee: int) -> Bloc:
    """The annex of the results that the body does not hold; nothing where it does.

    Where it would be too long, those that have not reached their target first.
    """
    results = results_of_year(contrat, annee)
    if len(results) <= MAX_IN_BODY:
        return Suite(())
    blocks: list[Bloc] = [Titre(f"Annexe : les résultats de {annee}", niveau=2, ancre="resultats-en-annexe")]
    kept = set(sorted(results, key=_rank_of_result)[:MAX_LISTED])
    if more := len(results) - len(kept):
        blocks.append(Paragraphe("D'abord ceux qui n'ont pas atteint leur cible, puis ceux qui l'ont atteinte."))
        blocks.append(left_out(more, "autre résultat", "autres résultats", "Résultats"))
    for nature, title in _NATURES:
        if own := tuple(r for r in results if r in kept and r.nature == nature):
            blocks.append(_results_table(contrat, annee, title, own))
    return Suite(tuple(blocks))


def _rank_of_result(resultat: Resultat) -> int:
    return {False: 0, True: 1, None: 2}[reaches_target(resultat)]


def _results_table(contrat: Contrat, annee: int, title: str, results: tuple[Resultat, ...]) -> Tableau:
    titles = {p.priorite: p for p in contrat.priorites}
    return Tableau(
        f"{title.partition(' : ')[0]} de {annee} : la dernière valeur de l'année",
        ("Ce qui est compté", "Départ", "Valeur", "Cible", "Face à la cible"),
        tuple(_result_row(contrat, titles, r) for r in results),
        (48, 11, 16, 11, 14),
        numeriques=(1, 3),
        dense=len(results) > MAX_IN_BODY,
    )


def targets_sentence(results: tuple[Resultat, ...]) -> str:
    """``3 indicateurs suivis, dont 2 avec une cible ; 1 cible atteinte sur 2.``"""
    read = [met for r in results if (met := reaches_target(r)) is not None]
    followed = count(len(results), "indicateur suivi", "indicateurs suivis")
    if not read:
        return f"{followed}, sans cible."
    aimed = "" if len(read) == len(results) else f", dont {len(read)} avec une cible"
    told = "aucune cible atteinte" if not any(read) else count(sum(read), "cible atteinte", "cibles atteintes")
    return f"{followed}{aimed} ; {told} sur {len(read)}."


def _result_row(contrat: Contrat, priorities: dict[str, Priorite], r: Resultat) -> tuple[Contenu, ...]:
    head: list[Fragment] = [Fort(r.indicateur_suivi), Saut(), _subject(contrat, priorities, r.action, r.priorite)]
    if r.commentaire:
        head += [Saut(), Discret(r.commentaire)]
    value: list[Fragment] = [f"{format_number(r.valeur)}{f' {r.unite}' if r.unite else ''}"]
    value += [Saut(), Discret(format_date(r.date))]
    reached = reaches_target(r)
    reading: Contenu = Discret("sans cible")
    if reached is not None:
        reading = Signal("favorable", "atteinte") if reached else Signal("neutre", "non atteinte")
    return head, _number(r.depart), value, _number(r.cible), reading


def _number(value: float | None) -> str:
    return "—" if value is None else format_number(value)


def _subject(contrat: Contrat, priorities: dict[str, Priorite], action: str | None, priorite: str | None) -> str:
    """What a result is of: an action, or a priority with its quartier."""
    if action is not None:
        return contrat.actions[action].intitule
    p = priorities[priorite or ""]
    return f"{p.intitule} (priorité, {contrat.quartiers[p.quartier].nom_court})"


# -- decisions --------------------------------------------------------------------------------------------


def show_decisions(contrat: Contrat, annee: int) -> Bloc:
    """What each committee of the year decided, and what has become of it on the date of the data."""
    met = committees_of_year(contrat, annee)
    if not met:
        return Paragraphe(f"Aucun comité n'est saisi pour {annee}.")
    decided = [(c, decisions) for c, decisions in met if decisions]
    taken = tuple(d for _, decisions in decided for d in decisions)
    blocks: list[Bloc] = [Paragraphe(decisions_sentence(contrat, taken, len(met)))]
    if taken:
        groups, rows = [], list[tuple[Contenu, ...]]()
        replaced = replacements(contrat)
        kept = set(sorted(taken, key=lambda d: (not is_overdue(contrat, d), d.suivi in SUIVIS_FINIS))[:MAX_DECISIONS])
        if more := len(taken) - len(kept):
            blocks.append(Paragraphe("D'abord celles dont l'échéance est passée, puis celles qui ne sont pas faites."))
            blocks.append(left_out(more, "autre décision", "autres décisions", "Décisions"))
        for comite, decisions in decided:
            if shown := [d for d in decisions if d in kept]:
                groups.append((len(rows), _committee(comite)))
                rows += [_decision_row(contrat, d, replaced.get(d.decision)) for d in shown]
        blocks.append(
            Tableau(
                f"Décisions de {annee}, et ce qu'elles sont devenues au {format_date(contrat.edition)}",
                ("Décision", "À propos de", "Suite attendue", "Ce qu'elle est devenue"),
                tuple(rows),
                (32, 26, 21, 21),
                groupes=tuple(groups),
            )
        )
    if silent := [_committee(c) for c, decisions in met if not decisions]:
        blocks.append(Paragraphe([Fort("Sans décision saisie : "), f"{' ; '.join(silent)}."]))
    return Suite(tuple(blocks))


def decisions_sentence(contrat: Contrat, decisions: tuple[Decision, ...], comites: int) -> str:
    """``6 décisions en 2 comités, dont 3 faites et 3 en cours ; échéance passée pour 1.``"""
    where = count(comites, "comité")
    if not decisions:
        return f"Aucune décision n'est saisie ({where})."
    counted = Counter(d.suivi for d in decisions)
    order = ("fait", "en cours", "à faire", "abandonné", None)
    told = join_words([f"{counted[s]} {_follow_up(s, counted[s])}" for s in order if counted[s]])
    late = sum(is_overdue(contrat, d) for d in decisions)
    overdue = f" ; échéance passée pour {late}" if late else ""
    return f"{count(len(decisions), 'décision')} en {where}, dont {told}{overdue}."


def _follow_up(state: str | None, number: int) -> str:
    word = _SUIVIS.get(state, state or "")
    return f"{word}s" if number > 1 and state in ("fait", "abandonné") else word


def _committee(comite: Comite) -> str:
    return f"{mots.committee_name(comite)}, {comite.commune or 'tout le contrat'}"


def _decision_row(contrat: Contrat, d: Decision, by: Decision | None) -> tuple[Contenu, ...]:
    head: list[Fragment] = [Fort(d.sens[:1].upper() + d.sens[1:]), f"{NARROW_SPACE}: {d.objet}"]
    if d.motif:
        head += [Saut(), Discret(f"Motif : {d.motif}")]
    next_step: list[Fragment] = [d.suite] if d.suite else ["—"]
    if d.responsable:
        next_step += [Saut(), Discret(d.responsable)]
    became: list[Fragment] = mots.follow_up_of(contrat, d) or [Discret("suivi non renseigné")]
    if by is not None:
        became += [Saut(), f"remplacée par le {mots.committee_name(contrat.comites[by.comite])}"]
    return head, _about(contrat, d), next_step, became


def _about(contrat: Contrat, d: Decision) -> Contenu:
    """The quartiers that a decision is about, then the priority or the action."""
    names = names_of(contrat, contrat.in_order(quartiers_of_decision(contrat, d)))
    titles = [p.intitule for p in contrat.priorites if p.priorite == d.priorite] if d.priorite else []
    titles += [contrat.actions[d.action].intitule] if d.action else []
    parts: list[Fragment] = [Discret(names)] if names else []
    for title in titles:
        parts += [Saut(), title] if parts else [title]
    return parts or "—"


# -- what has no answer -----------------------------------------------------------------------------------


def show_needs(contrat: Contrat, exercice: Exercice) -> Bloc:
    """The open priorities that no action of the year answers, by quartier."""
    silent = quartiers_not_followed(contrat)
    followed = [q for q in contrat.quartiers.values() if q not in silent]
    needs = needs_of_year(contrat, exercice)
    blocks: list[Bloc] = [Titre("Priorités ouvertes sans action")]
    total = open_priorities(contrat, followed)
    if needs:
        number = sum(map(len, needs.values()))
        verb = "n'a" if number == 1 else "n'ont"
        told = f"{count(number, 'priorité ouverte', 'priorités ouvertes')} sur {total} {verb} aucune action confirmée "
        blocks += [
            Paragraphe(f"{told}en {exercice.annee}."),
            list_needs(needs),
        ]
    elif total:
        blocks.append(Paragraphe(f"Chacune des {total} priorités ouvertes a au moins une action en {exercice.annee}."))
    if silent:
        blocks.append(Paragraphe(_not_followed(contrat, silent)))
    return Suite(tuple(blocks))


def list_needs(needs: Mapping[Quartier, tuple[BesoinSansAction, ...]]) -> Liste:
    """An item a quartier, with its priorities; of those that had an action in other years, it is said."""
    items: list[Contenu] = []
    for quartier, found in needs.items():
        told = (f"{b.priorite.intitule}{' (actions d’autres années seulement)' * b.autres_annees}" for b in found)
        items.append([Fort(quartier.nom_court), f"{NARROW_SPACE}: {' ; '.join(told)}."])
    return Liste(tuple(items))


def _not_followed(contrat: Contrat, silent: tuple[Quartier, ...]) -> str:
    names = join_words([q.nom_court for q in silent])
    left = open_priorities(contrat, silent)
    counted = "n'est pas comptée" if left == 1 else "ne sont pas comptées"
    told = f" ({count(left, 'priorité ouverte, qui', 'priorités ouvertes, qui')} {counted} ici)" if left else ""
    return f"Rien n'est saisi du suivi de {names}{told}."


def show_actions_without_priority(contrat: Contrat, exercice: Exercice) -> Bloc:
    """The actions of the year that answer no priority, with where they take place."""
    alone = actions_without_priority(contrat, exercice)
    title = Titre("Actions sans priorité")
    if not alone:
        return Suite((title, Paragraphe("Chaque action de l'année répond à une priorité.")))
    number = len(alone)
    verb = "ne répond" if number == 1 else "ne répondent"
    total = format_number(len(exercice.actions))
    told = f"{count(number, 'action')} sur {total} {verb} à aucune priorité confirmée."
    if number > MAX_IN_BODY:
        where = "L'annexe" if len(exercice.actions) <= MAX_LISTED else "La feuille « Actions » de donnees.xlsx"
        return Suite((title, Paragraphe(f"{told} {where} le dit de chacune.")))
    items: list[Contenu] = [[a.action.intitule, Discret(f" – {place_of(contrat, a)}")] for a in alone]
    return Suite((title, Paragraphe(told), Liste(tuple(items))))


def place_of(contrat: Contrat, suivie: ActionSuivie) -> str:
    """Its quartiers; else its communes, where they are all that is known."""
    if suivie.quartiers:
        return names_of(contrat, suivie.quartiers)
    communes = join_words(list(suivie.action.communes))
    return f"{communes}, quartier non renseigné" if communes else "quartier non renseigné"


# -- the actions ------------------------------------------------------------------------------------------


def list_actions_of_year(contrat: Contrat, exercice: Exercice) -> Bloc:
    """The annex: a row an action, by theme.

    Where they are too many, those to which the most was granted; the others are a row of each theme, so that what is
    granted adds up to the total all the same.
    """
    if not exercice.actions:
        return Paragraphe(f"Aucune action n'est saisie pour {exercice.annee}.")
    own: dict[str, list[Financement]] = {}
    for f in exercice.financements:
        own.setdefault(f.action, []).append(f)
    granted = {name: add_up(fundings).accorde or Decimal(0) for name, fundings in own.items()}
    names = [a.action.action for a in exercice.actions]
    kept = set(sorted(names, key=lambda name: -granted.get(name, Decimal(0)))[:MAX_LISTED])
    alone = {a.action.action for a in actions_without_priority(contrat, exercice)}
    by_theme: dict[str | None, list[ActionSuivie]] = {name: [] for name in (*contrat.thematiques, None)}
    for suivie in exercice.actions:
        by_theme[suivie.action.thematique].append(suivie)
    groups, rows = [], list[tuple[Contenu, ...]]()
    for theme, actions in by_theme.items():
        if not actions:
            continue
        groups.append((len(rows), contrat.thematiques[theme].libelle if theme is not None else WITHOUT_THEME))
        shown = [a for a in actions if a.action.action in kept]
        rows += [_action_row(contrat, a, own.get(a.action.action, []), alone=a.action.action in alone) for a in shown]
        if rest := [a.action.action for a in actions if a.action.action not in kept]:
            rows.append(_other_actions_row(len(rest), bool(shown), [f for name in rest for f in own.get(name, [])]))
    more = len(exercice.actions) - len(kept)
    which = f" : les {len(kept)} auxquelles le plus a été accordé, et combien d'autres" if more else ""
    table = Tableau(
        f"Les actions de {exercice.annee}, par thème{which}",
        ("Action et porteur", "Quartiers", "État", f"Financeurs de {exercice.annee}", "Accordé"),
        tuple(rows),
        (38, 20, 12, 18, 12),
        numeriques=(4,),
        groupes=tuple(groups),
        dense=True,
    )
    return Suite((left_out(more, "autre action", "autres actions", "Actions"), table)) if more else table


def _other_actions_row(number: int, beside: bool, fundings: list[Financement]) -> tuple[Contenu, ...]:
    told = f"{format_number(number)} {'autre ' if beside else ''}action"
    if number > 1:
        told = f"{format_number(number)} {'autres ' if beside else ''}actions"
    return Fort(told), "—", "—", "—", _granted(fundings)


def _action_row(
    contrat: Contrat, suivie: ActionSuivie, fundings: list[Financement], *, alone: bool
) -> tuple[Contenu, ...]:
    a = suivie.action
    head: list[Fragment] = [a.intitule, Saut(), Discret(a.porteur or "porteur non renseigné")]
    head += [Discret(" ; sans priorité")] if alone else []
    funders = ", ".join(dict.fromkeys(f.financeur for f in fundings))
    return head, place_of(contrat, suivie), mots.state_signal(a), funders or "—", _granted(fundings)


def _granted(fundings: list[Financement]) -> Contenu:
    """What was granted, and over how many fundings it is known where it is not over all."""
    m = add_up(fundings)
    if not m:
        return "—"
    if m.accorde is None:
        return Discret("non renseigné")
    if not m.sans_accord:
        return mots.euros(m.accorde)
    return [mots.euros(m.accorde), Saut(), Discret(f"{m.lignes - m.sans_accord} sur {m.lignes}")]
