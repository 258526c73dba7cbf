"""What the evaluation cannot answer, and what is to be recorded now so that it can: first of what the file says.

Each lack is a question of the evaluation, why it has no answer today, the table and the columns to fill, and who has
what is missing. An evaluation of 2027 is prepared by what is recorded in 2026.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from quartiers.analyse.communes import group_by_qpv
from quartiers.analyse.evaluation import Etendue, Perimetre, PrioriteEvaluee, actions_within
from quartiers.analyse.evaluation_ecarts import Ecart, all_before, other_perimeter
from quartiers.analyse.evaluation_habitants import demarches_since
from quartiers.analyse.reperes import reference_communes
from quartiers.analyse.suivi import ActionSuivie, add_up, decisions_of
from quartiers.donnees.modele import Contrat, Resultat
from quartiers.donnees.tables.suivi import SUGGERE
from quartiers.typographie import count, join_words

SERVICE: Final = "service politique de la ville"
PROJET: Final = "chef·fe de projet"
PILOTE: Final = "pilote de l'action"
PORTEUR: Final = "porteur de l'action"
FINANCEURS: Final = "financeurs"
AGGLOMERATION: Final = "intercommunalité (observatoire)"
INSEE: Final = "service politique de la ville, avec les fichiers de l'Insee"


@dataclass(frozen=True)
class Lacune:
    """``table`` and ``colonnes`` are what is to be filled (or the command that does), ``qui`` who has it to say."""

    question: str
    raison: str
    table: str
    colonnes: tuple[str, ...]
    qui: str


def find_lacks(
    contrat: Contrat, perimetre: Perimetre, evaluees: Sequence[PrioriteEvaluee], ecarts: Sequence[Ecart]
) -> tuple[Lacune, ...]:
    """What cannot be answered, in the order of the evaluation: context, actions, what the contract added, residents."""
    return (
        *_of_context(contrat, perimetre, ecarts),
        *_of_actions(contrat, perimetre, evaluees),
        *_of_money(contrat, perimetre),
        *_of_results(evaluees),
        *_of_residents(contrat, perimetre, evaluees),
        *_of_decisions(contrat, perimetre, evaluees),
    )


# -- the context ------------------------------------------------------------------------------------------


def _of_context(contrat: Contrat, perimetre: Perimetre, ecarts: Sequence[Ecart]) -> Iterator[Lacune]:
    read = [g for g in ecarts if g.chiffre is not None and g.chiffre.valeur is not None]
    if without := [g for g in read if not g.a_l_agglomeration]:
        names = list(dict.fromkeys(g.indicateur.libelle_court for g in without))
        reason = "aucune valeur de l'agglomération n'est dans les tables" + _communes(contrat, perimetre, without)
        if contrat.agglomeration:
            reason = f"pas de valeur de l'agglomération de la même année, pour : {join_words(names)}"
        yield Lacune(
            "L'écart à l'agglomération",
            f"{reason} ; l'écart donné à sa place est celui au QPV médian de France",
            "references" if contrat.agglomeration else "references, contrat.toml",
            ("territoire", "indicateur", "annee", "valeur", *([] if contrat.agglomeration else ["agglomeration"])),
            AGGLOMERATION,
        )
    if all_before(contrat, read):
        yield Lacune(
            "Ce qui a changé dans les quartiers depuis le début du contrat",
            f"les derniers chiffres publiés sont antérieurs à {contrat.premiere_annee}",
            "importer insee",
            ("chiffres plus récents, dès que l'Insee en publie",),
            INSEE,
        )
    if moved := other_perimeter(contrat, read):
        yield Lacune(
            "La situation dans le périmètre d'aujourd'hui",
            f"chiffres du périmètre de 2015 pour {join_words([q.nom_court for q in moved])}, dont le périmètre a "
            "changé",
            "importer insee",
            ("chiffres du périmètre de 2024",),
            INSEE,
        )
    groups = group_by_qpv(tuple(q for q in perimetre.quartiers if q.est_qpv))
    known = {g.groupe for g in read}
    if silent := [q for group in groups if group not in known for q in group]:
        yield Lacune(
            "La situation des quartiers sans chiffre publié",
            f"rien de récent n'est publié pour {join_words([q.nom_court for q in silent])}",
            "importer insee",
            ("chiffres du périmètre de 2024",),
            INSEE,
        )
    if not contrat.questions_evaluatives:
        yield Lacune(
            "Les questions évaluatives du contrat",
            "aucune n'est écrite",
            "contrat.toml",
            ("[evaluation] questions",),
            SERVICE,
        )


def _communes(contrat: Contrat, perimetre: Perimetre, gaps: Iterable[Ecart]) -> str:
    """Whether the communes' figures could stand for it: not where they are of another year."""
    years: set[int] = set()
    own: set[int] = set()
    for g in gaps:
        found = [r for r in reference_communes(contrat, g.groupe[0], g.indicateur.indicateur) if r.valeur is not None]
        years |= {r.mesure.annee for r in found if r.mesure.annee is not None}
        if found and g.chiffre is not None and g.chiffre.annee is not None:
            own.add(g.chiffre.annee)
    if not years or years & own or perimetre.etendue is not Etendue.CONTRAT:
        return ""
    told = join_words([str(y) for y in sorted(years)])
    return f" (les chiffres des communes sont de {told}, ceux des QPV de {join_words([str(y) for y in sorted(own)])})"


# -- actions and money ------------------------------------------------------------------------------------


def _of_actions(contrat: Contrat, perimetre: Perimetre, evaluees: Sequence[PrioriteEvaluee]) -> Iterator[Lacune]:
    own = actions_within(contrat, perimetre)
    open_ones = [e for e in evaluees if not e.suivi.close]
    bare = [e for e in open_ones if not e.suivi.actions]
    if bare:
        yield Lacune(
            "Ce qui est fait pour chaque priorité",
            f"{count(len(bare), 'priorité ouverte', 'priorités ouvertes')} sur {len(open_ones)} sans action rattachée"
            + _unlinked(own),
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
    if stateless := [a for a in own if a.action.etat is None]:
        yield Lacune(
            "Si les actions prévues ont eu lieu",
            f"{count(len(stateless), 'action')} sur {len(own)} sans état",
            "actions",
            ("etat", "etat_au", "debut", "fin"),
            PILOTE,
        )


def _unlinked(actions: Iterable[ActionSuivie]) -> str:
    alone = sum(not a.quartiers for a in actions)
    return f" ; {count(alone, 'action')} du contrat sans quartier" if alone else ""


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
    vague = sum(f.credits is None for a in own for f in a.financements)
    if vague:
        yield Lacune(
            "La part du droit commun",
            f"{count(vague, 'financement')} sur {m.lignes} sans nature de crédits",
            "financements",
            ("credits",),
            FINANCEURS,
        )
    if m.sans_depense:
        yield Lacune(
            "Ce qui a été dépensé",
            f"montant dépensé inconnu pour {count(m.sans_depense, 'financement')} sur {m.lignes}",
            "financements",
            ("depense",),
            PORTEUR,
        )


# -- results, residents, decisions ------------------------------------------------------------------------


def _of_results(evaluees: Sequence[PrioriteEvaluee]) -> Iterator[Lacune]:
    open_ones = [e for e in evaluees if not e.suivi.close]
    if bare := [e for e in open_ones if not e.resultats]:
        yield Lacune(
            "Ce que le contrat a apporté",
            f"{count(len(bare), 'priorité ouverte', 'priorités ouvertes')} sur {len(open_ones)} sans résultat : ni "
            "point de départ, ni cible, ni valeur",
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
            f"aucune démarche datée depuis le projet{who}",
            "demarches, reponses, paroles",
            ("nature", "debut", "quartiers", "participants"),
            f"{PROJET}, conseil citoyen",
        )
    elif mute := [e for e in evaluees if not e.suivi.close and not e.ecoute.depuis]:
        yield Lacune(
            "Ce que les habitants disent de chaque priorité",
            f"rien depuis le projet sur {count(len(mute), 'priorité ouverte', 'priorités ouvertes')}",
            "paroles, avis",
            ("thematique", "texte", "relue", "priorite"),
            f"{PROJET}, conseil citoyen",
        )


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
    stateless = [e for e in evaluees if e.suivi.priorite.etat is None]
    if stateless:
        yield Lacune(
            "Où en est chaque priorité",
            f"état non renseigné pour {count(len(stateless), 'priorité')} sur {len(evaluees)}",
            "priorites",
            ("etat", "etat_depuis"),
            PROJET,
        )
