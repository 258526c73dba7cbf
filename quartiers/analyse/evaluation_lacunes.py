"""What the evaluation cannot answer, and what is to be recorded now so that it can: first of what the file says.

Each lack is a question of the evaluation, why it has no answer today, the table and the columns to fill, and who has
what is missing. An evaluation of 2027 is prepared by what is recorded in 2026.
"""

from collections.abc import Iterable, Iterator, Sequence

from quartiers.analyse.evaluation import Perimetre, PrioriteEvaluee, actions_within
from quartiers.analyse.evaluation_ecarts import Ecart
from quartiers.analyse.evaluation_habitants import demarches_since, promised_without_action
from quartiers.analyse.evaluation_lacunes_contexte import lacks_of_context
from quartiers.analyse.evaluation_manques import FINANCEURS, PILOTE, PORTEUR, PROJET, Lacune
from quartiers.analyse.evaluation_periodes import Periode, fundings_of, period_of_action
from quartiers.analyse.suivi import ActionSuivie, Montants, add_up, decisions_of, is_overdue
from quartiers.donnees.modele import Contrat, Quartier, Resultat
from quartiers.donnees.tables.suivi import CREDITS, SUGGERE
from quartiers.typographie import count, join_words


def find_lacks(
    contrat: Contrat, perimetre: Perimetre, evaluees: Sequence[PrioriteEvaluee], ecarts: Sequence[Ecart]
) -> tuple[Lacune, ...]:
    """What cannot be answered, in the order of the evaluation: context, actions, what the contract added, residents."""
    return (
        *lacks_of_context(contrat, perimetre, ecarts),
        *_of_actions(contrat, perimetre, evaluees),
        *_of_money(contrat, perimetre),
        *_of_results(evaluees),
        *_of_residents(contrat, perimetre, evaluees),
        *_of_promises(evaluees),
        *_of_decisions(contrat, perimetre, evaluees),
    )


# -- actions and money ------------------------------------------------------------------------------------


def _of_actions(contrat: Contrat, perimetre: Perimetre, evaluees: Sequence[PrioriteEvaluee]) -> Iterator[Lacune]:
    own = actions_within(contrat, perimetre)
    bare = [e for e in evaluees if not e.suivi.close and not e.suivi.actions]
    if bare:
        yield Lacune(
            "Ce qui est fait pour chaque priorité",
            f"{_priorities(bare, evaluees)} sans action reliée : le lien n'est pas saisi{_unlinked(contrat, own)}",
            "actions_priorites",
            ("action", "quartier", "priorite", "lien"),
            PROJET,
        )
    if waiting := _suggested(contrat, perimetre):
        yield Lacune(
            "Ce qui est fait pour chaque priorité",
            f"{count(waiting, 'lien suggéré attend', 'liens suggérés attendent')} qu'une personne décide",
            "actions_priorites",
            ("lien",),
            PROJET,
        )
    if not own and evaluees:
        yield Lacune(
            "Si les actions ont eu lieu, ce qu'elles coûtent, ce qui a été dépensé",
            "aucune action n'est rattachée ici : ni état, ni coût, ni dépense ne peuvent être dits",
            "actions, financements",
            ("etat", "etat_au", "accorde", "credits", "depense"),
            f"{PILOTE}, {FINANCEURS}",
        )
    if stateless := [a for a in own if a.action.etat is None]:
        yield Lacune(
            "Si les actions prévues ont eu lieu",
            f"état non renseigné pour {count(len(stateless), 'action')} sur {len(own)}",
            "actions",
            ("etat", "etat_au", "debut", "fin"),
            PILOTE,
        )


def _priorities(some: Sequence[PrioriteEvaluee], evaluees: Sequence[PrioriteEvaluee]) -> str:
    """``109 priorités sur 109``; a priority whose state nobody wrote is not said to be open."""
    closed = sum(e.suivi.close for e in evaluees)
    which = f" ({count(closed, 'close', 'closes')})" if closed else ""
    return f"{count(len(some), 'priorité')} sur {len(evaluees)}{which}"


def _unlinked(contrat: Contrat, actions: Iterable[ActionSuivie]) -> str:
    alone = [a for a in actions if not a.quartiers]
    if not alone:
        return ""
    old = all(period_of_action(contrat, a) is Periode.AVANT for a in alone)
    when = f", toutes datées d'avant {contrat.premiere_annee}" if old else ""
    return f" ; {count(len(alone), 'action connue', 'actions connues')} sans quartier{when}"


def _suggested(contrat: Contrat, perimetre: Perimetre) -> int:
    own = {q.quartier for q in perimetre.quartiers}
    return sum(x.lien == SUGGERE and x.quartier in own for x in contrat.actions_priorites)


def _of_money(contrat: Contrat, perimetre: Perimetre) -> Iterator[Lacune]:
    own = actions_within(contrat, perimetre)
    m = add_up(f for a in own for f in a.financements)
    if unfunded := [a for a in own if not a.financements]:
        yield Lacune(
            "Ce que coûtent les actions, et qui les paie",
            f"{count(len(unfunded), 'action')} sur {len(own)} sans aucun montant",
            "financements",
            ("financeur", "annee", "credits", "accorde"),
            FINANCEURS,
        )
    rows = [f for a in own for f in a.financements]
    since = fundings_of(contrat, rows, Periode.DEPUIS)
    if rows and not since:
        yield Lacune(
            f"Ce qui a été accordé depuis {contrat.premiere_annee}, par qui, et le droit commun",
            f"aucun financement de {contrat.premiere_annee} ou d'après n'est saisi : ce n'est pas zéro",
            "financements",
            ("financeur", "annee", "credits", "accorde"),
            FINANCEURS,
        )
    elif rows and not any(f.credits == CREDITS[1] for f in since):
        yield Lacune(
            "La part du droit commun",
            "aucune ligne de droit commun n'est saisie : ce n'est pas zéro",
            "financements",
            ("credits", "accorde"),
            FINANCEURS,
        )
    if vague := sum(f.credits is None for f in rows):
        yield Lacune(
            "La part du droit commun",
            f"{count(vague, 'financement')} sur {m.lignes} sans nature de crédits",
            "financements",
            ("credits",),
            FINANCEURS,
        )
    yield from _of_amounts(m, asked=bool(since))


def _of_amounts(m: Montants, *, asked: bool) -> Iterator[Lacune]:
    """What was asked for, where that is looked at, and what was spent."""
    if asked and m.sans_demande:
        yield Lacune(
            "Ce qui avait été demandé",
            f"montant demandé non renseigné pour {count(m.sans_demande, 'financement')} sur {m.lignes}",
            "financements",
            ("demande",),
            PORTEUR,
        )
    if m.sans_depense:
        yield Lacune(
            "Ce qui a été dépensé",
            f"montant dépensé non renseigné pour {count(m.sans_depense, 'financement')} sur {m.lignes}",
            "financements",
            ("depense",),
            PORTEUR,
        )


# -- results, residents, decisions ------------------------------------------------------------------------


def _of_results(evaluees: Sequence[PrioriteEvaluee]) -> Iterator[Lacune]:
    if bare := [e for e in evaluees if not e.suivi.close and not e.resultats]:
        yield Lacune(
            "Les résultats : d'où l'on part, ce qui est visé, où l'on en est",
            f"{_priorities(bare, evaluees)} sans résultat : ni point de départ, ni cible, ni valeur",
            "resultats",
            ("action", "priorite", "indicateur_suivi", "nature", "depart", "cible", "valeur"),
            f"{PROJET}, avec les porteurs",
        )
    found = tuple(dict.fromkeys(r for e in evaluees for r in (*e.realisations, *e.resultats)))
    if aimless := [r for r in found if r.cible is None]:
        yield Lacune("Si la cible est atteinte", _number_of(aimless, found, "cible"), "resultats", ("cible",), PROJET)
    outcomes = tuple(dict.fromkeys(r for e in evaluees for r in e.resultats))
    if startless := [r for r in outcomes if r.depart is None]:
        yield Lacune(
            "D'où l'on est parti", _number_of(startless, outcomes, "point de départ"), "resultats", ("depart",), PORTEUR
        )


def _number_of(lacking: Sequence[Resultat], found: Sequence[Resultat], what: str) -> str:
    return f"{count(len(lacking), 'indicateur suivi', 'indicateurs suivis')} sur {len(found)} sans {what}"


def _of_residents(contrat: Contrat, perimetre: Perimetre, evaluees: Sequence[PrioriteEvaluee]) -> Iterator[Lacune]:
    silent = [q for q in perimetre.quartiers if not demarches_since(contrat, q)]
    if silent:
        few = len(silent) == len(perimetre.quartiers)
        who = "" if few else f" dans {join_words([q.nom_court for q in silent])}"
        yield Lacune(
            "Ce que les habitants disent aujourd'hui",
            _no_demarche(contrat, silent) + who,
            "demarches, reponses, paroles",
            ("nature", "debut", "quartiers", "participants"),
            f"{PROJET}, conseil citoyen",
        )
    elif mute := [e for e in evaluees if not e.suivi.close and not e.ecoute.depuis]:
        yield Lacune(
            "Ce que les habitants disent de chaque priorité",
            f"rien depuis le projet sur {_priorities(mute, evaluees)}",
            "paroles, avis",
            ("thematique", "texte", "relue", "priorite"),
            f"{PROJET}, conseil citoyen",
        )


def _of_promises(evaluees: Sequence[PrioriteEvaluee]) -> Iterator[Lacune]:
    number = sum(len(promised_without_action(e)) for e in evaluees)
    if number:
        yield Lacune(
            "Ce qui a été fait de ce qui a été retenu ou répondu",
            f"{count(number, 'demande retenue ou répondue', 'demandes retenues ou répondues')} sans action reliée à sa "
            "priorité depuis : la réponse ne dit pas si c'est fait",
            "actions, actions_priorites",
            ("action", "priorite", "lien"),
            PROJET,
        )


def _no_demarche(contrat: Contrat, silent: Sequence[Quartier]) -> str:
    if contrat.demarches:
        return "aucune démarche datée d'après le projet n'est saisie"
    vote = ", ni le jour du vote du projet" if all(q.vote_le is None for q in silent) else ""
    return f"aucune démarche n'est saisie{vote}"


def _of_decisions(contrat: Contrat, perimetre: Perimetre, evaluees: Sequence[PrioriteEvaluee]) -> Iterator[Lacune]:
    silent = [q for q in perimetre.quartiers if not decisions_of(contrat, q.quartier)]
    if silent:
        where = "" if len(silent) == len(perimetre.quartiers) else f" sur {join_words([q.nom_court for q in silent])}"
        yield Lacune(
            "Ce que les comités ont décidé, et ce que c'est devenu",
            f"aucune décision n'est saisie{where}",
            "comites, decisions",
            ("comite", "priorite", "sens", "objet", "suivi"),
            "secrétariat du comité",
        )
    taken = {d.decision: d for q in perimetre.quartiers for d in decisions_of(contrat, q.quartier)}.values()
    late = [d for d in taken if is_overdue(contrat, d)]
    untold = [d for d in taken if d.suivi is None]
    if late or untold:
        told = [f"échéance dépassée pour {count(len(late), 'décision')}"] if late else []
        told += [f"suivi non renseigné pour {count(len(untold), 'décision')}"] if untold else []
        yield Lacune(
            "Ce que sont devenues les décisions prises",
            f"{' ; '.join(told)}, sur {len(taken)}",
            "decisions",
            ("suivi", "suivi_au"),
            "responsable de chaque décision",
        )
    stateless = [e for e in evaluees if e.suivi.priorite.etat is None]
    if stateless:
        yield Lacune(
            "Où en est chaque priorité",
            f"état non renseigné pour {count(len(stateless), 'priorité')} sur {len(evaluees)}",
            "priorites",
            ("etat", "etat_depuis"),
            PROJET,
        )
