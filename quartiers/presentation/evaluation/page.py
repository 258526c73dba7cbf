"""A priority a page: need, actions, money, realisations, results, residents, what is not known, what is proposed.

Realisations, results and the context are rows apart, under their own names: none of the last is an action's.
"""

from decimal import Decimal

from quartiers.analyse.bilan import reaches_target
from quartiers.analyse.diagnostic import ChiffreLu
from quartiers.analyse.doutes import year_of
from quartiers.analyse.evaluation import PrioriteEvaluee, limits_of, unknown_of
from quartiers.analyse.evaluation_habitants import Voix, promised_without_action
from quartiers.analyse.evaluation_propositions import Faits
from quartiers.analyse.origines import finding_from
from quartiers.analyse.publications import first_comparable, series_of
from quartiers.analyse.suivi import ActionSuivie, in_force
from quartiers.donnees.modele import Contrat, Contribution, Quartier, Resultat
from quartiers.donnees.tables.suivi import REALISEE
from quartiers.presentation import mots, mots_suivi
from quartiers.presentation.blocs import (
    Bloc,
    Contenu,
    Discret,
    Encadre,
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
from quartiers.presentation.echelles import ECHELLES
from quartiers.presentation.evaluation.argent import money_in_words
from quartiers.presentation.evaluation.decisions import followed
from quartiers.presentation.evaluation.priorites import decision_in_words, evolution_in_words
from quartiers.presentation.mots_forums import SANS_SUITE, partner_of, supports_of
from quartiers.typographie import (
    NARROW_SPACE,
    count,
    format_date,
    format_number,
    format_value,
    join_words,
    lower_first,
)

MAX_ACTIONS = 12
MAX_RESULTS = 12
MAX_WORDS = 5


def show_page(contrat: Contrat, e: PrioriteEvaluee, number: int, *, several: bool) -> Bloc:
    """The page of a priority; its number tells apart those of the same title."""
    p = e.suivi.priorite
    scale = ECHELLES[p.echelle].nom
    publics = f"publics : {join_words(p.publics)}" if p.publics else "tous publics"
    state = f"état : {p.etat}" if p.etat is not None else "état non renseigné"
    since = f" depuis le {format_date(p.etat_depuis)}" if p.etat and p.etat_depuis is not None else ""
    where = f"{e.quartier.nom_court} ; " if several else ""
    about = f"{where}{scale} ; {contrat.thematiques[p.thematique].libelle} ; {publics} ; {state}{since}"
    return Suite(
        (
            Titre(f"{number}. {p.intitule}"),
            Paragraphe(Discret(about)),
            _proposal(contrat, e, number),
            _measures(contrat, e, number),
            _actions(contrat, e, number),
            *_residents(contrat, e),
            _unknown(e),
        )
    )


def _proposal(contrat: Contrat, e: PrioriteEvaluee, number: int) -> Bloc:
    regle, limits = e.proposition.regle, limits_of(contrat, e)
    lines: list[Contenu] = [
        [Fort("Pourquoi : "), f"{regle.motif} (règle {regle.code})."],
        [Fort("Ce que la règle a lu : "), f"{facts_in_words(e.faits)}."],
    ]
    if limits:
        lines.append([Fort("Limites : "), f"{' ; '.join(limit.value for limit in limits)}."])
    after = [" ; ", *followed(contrat, e.decision)] if e.decision is not None else []
    lines.append([Fort("Décision en vigueur : "), *decision_in_words(contrat, e), *after, "."])
    word = e.proposition.mot.value if e.proposition.mot is not None else "aucune"
    return Encadre(f"Priorité {number}, proposition{NARROW_SPACE}: {word}", tuple(lines))


def facts_in_words(f: Faits) -> str:
    """What a proposal stands on: ``2 actions, dont 1 non terminée ; réalisations : 1 cible atteinte sur 1 ; …``."""
    going = (
        f"dont {f.ouvertes} non {'terminée' if f.ouvertes < 2 else 'terminées'}" if f.ouvertes else "toutes terminées"
    )
    if f.ouvertes == f.actions:
        going = "aucune terminée"
    if f.actions == 1:
        going = "non terminée" if f.ouvertes else "terminée"
    actions = f"{count(f.actions, 'action')}, {going}" if f.actions else "aucune action confirmée"
    made = f.realisations_atteintes + f.realisations_manquees
    told = [actions, f"réalisations : {_targets(f.realisations_atteintes, made)}"]
    if f.realisations_depassees:
        told[-1] += f", dont {f.realisations_depassees} {'dépassée' if f.realisations_depassees < 2 else 'dépassées'}"
    told.append(f"résultats : {_targets(f.resultats_atteints, f.resultats_lus)}")
    if f.a_mi_chemin:
        told[-1] += f", et {f.a_mi_chemin} au moins à mi-chemin"
    if f.avis_sans_reponse:
        told.append(f"{f.avis_sans_reponse} avis sans réponse")
    if f.demande_non_couverte:
        told.append("montant accordé inférieur au montant demandé")
    return " ; ".join([*told, f.besoin.value])


def _targets(reached: int, total: int) -> str:
    if not total:
        return "aucune cible suivie"
    if not reached:
        return f"aucune cible atteinte sur {total}"
    return f"{count(reached, 'cible atteinte', 'cibles atteintes')} sur {total}"


def _measures(contrat: Contrat, e: PrioriteEvaluee, number: int) -> Bloc:
    """Realisations, results, context: three groups of rows. Captions differ from page to page, for who hears them."""
    rows: list[tuple[Contenu, ...]] = []
    groups: list[tuple[int, str]] = []
    for name, none, own in (
        ("Réalisations : ce qui a été fait", "aucun indicateur de réalisation saisi", e.realisations),
        ("Résultats : ce qui a été mesuré", "aucun résultat saisi", e.resultats),
    ):
        groups.append((len(rows), name))
        shown = sorted(own, key=lambda r: reaches_target(r) is not False)[:MAX_RESULTS]  # those that miss theirs first
        rows += [_result_row(contrat, r) for r in shown] or [_empty_row(none)]
        if len(own) > MAX_RESULTS:
            rows.append(_empty_row(f"{len(own) - MAX_RESULTS} autres : feuille « Résultats » de donnees.xlsx"))
    groups.append((len(rows), "Contexte : chiffres publiés, qui ne sont attribués à aucune action"))
    rows += [_context_row(contrat, e.quartier, f) for f in e.chiffres] or [
        _empty_row("aucun chiffre publié repris ici ne mesure ce besoin")
    ]
    return Tableau(
        f"Priorité {number} : réalisations, résultats, contexte, trois choses distinctes",
        ("Ce qui est compté", "Départ, ou date antérieure", "Dernière valeur", "Cible", "Lecture"),
        tuple(rows),
        (36, 15, 19, 10, 20),
        groupes=tuple(groups),
    )


def _empty_row(text: str) -> tuple[Contenu, ...]:
    return (Discret(text), "—", "—", "—", "—")


def _result_row(contrat: Contrat, r: Resultat) -> tuple[Contenu, ...]:
    whose = contrat.actions[r.action].intitule if r.action is not None else "mesuré pour la priorité"
    head: list[Fragment] = [Fort(r.indicateur_suivi), Saut(), Discret(whose)]
    if r.commentaire:
        head += [Saut(), Discret(r.commentaire)]
    unit = f" {r.unite}" if r.unite else ""
    value: list[Fragment] = [f"{format_number(r.valeur)}{unit}", Saut(), Discret(format_date(r.date))]
    return head, _start(contrat, r), value, _number(r.cible), _against_target(r)


def _start(contrat: Contrat, r: Resultat) -> Contenu:
    """Where it started from; that this is an earlier value, measured while it went on, where it is one."""
    if r.depart is None:
        return _number(None)
    same = [x for x in contrat.resultats if (x.action, x.priorite) == (r.action, r.priorite)]
    earlier = [x for x in same if x.indicateur_suivi == r.indicateur_suivi and x.date < r.date and x.valeur == r.depart]
    if not earlier:
        return _number(r.depart)
    return [format_number(r.depart), Saut(), Discret(f"valeur relevée le {format_date(earlier[-1].date)}")]


def _number(value: float | None) -> Contenu:
    return format_number(value) if value is not None else Discret("non renseigné")


def _against_target(r: Resultat) -> Fragment:
    reached = reaches_target(r)
    if reached is None:
        return Discret("sans cible")
    return Signal("favorable", "atteinte") if reached else Signal("neutre", "non atteinte")


def _context_row(contrat: Contrat, quartier: Quartier, f: ChiffreLu) -> tuple[Contenu, ...]:
    assert f.publication is not None
    start = first_comparable(contrat, series_of(contrat, quartier, f.indicateur.indicateur))
    then: Contenu = Discret("pas de date comparable")
    if start is not None and start.valeur is not None:
        then = [format_value(start.valeur, f.indicateur.unite), Saut(), Discret(year_of(start))]
    now: list[Fragment] = [mots.value_text(f), Saut(), Discret(year_of(f.publication))]
    reading: list[Fragment] = [mots.situation_signal(f.comparaison.situation)]
    if f.saute:
        reading = [Signal("alerte", "à confirmer : saut")]
    if f.tendance is not None and not f.saute:
        reading += [Saut(), Discret(evolution_in_words(f))]
    return f.indicateur.libelle_court, then, now, "—", reading


def _actions(contrat: Contrat, e: PrioriteEvaluee, number: int) -> Bloc:
    actions = e.suivi.actions
    if not actions:
        return Paragraphe([Fort("Actions et argent : "), "aucune action confirmée."])
    money = money_in_words(contrat, tuple(f for a in actions for f in a.financements))
    shown = sorted(actions, key=lambda a: -(a.montants.accorde or Decimal(0)))[:MAX_ACTIONS]
    rest = len(actions) - len(shown)
    which = f" : les {len(shown)} auxquelles le plus a été accordé" if rest else ""
    blocks: list[Bloc] = [
        Paragraphe([Fort("Actions et argent : "), f"{count(len(actions), 'action')} ; {money}."]),
        Tableau(
            f"Priorité {number} : les actions, et leur argent, toutes années{which}",
            ("Action et porteur", "État et dates", "Argent"),
            tuple(_action_row(contrat, a) for a in shown),
            (46, 28, 26),
        ),
    ]
    if rest:
        blocks.append(Paragraphe(Discret(f"Et {rest} de plus : feuille « Actions » de donnees.xlsx.")))
    return Suite(tuple(blocks))


def _action_row(contrat: Contrat, suivie: ActionSuivie) -> tuple[Contenu, ...]:
    a = suivie.action
    head: list[Fragment] = [Fort(a.intitule), Saut(), Discret(a.porteur or "porteur non renseigné")]
    if shared := mots_suivi.shared_text(suivie):
        head += [Saut(), Discret(shared)]
    state: list[Fragment] = [mots_suivi.state_signal(a)]
    if a.etat_au is not None:
        state.append(Discret(f" (au {format_date(a.etat_au)})"))
    if period := mots_suivi.period_of(a):
        state += [Saut(), Discret(period)]
    if a.etat == REALISEE and a.etat_au is not None and a.fin is not None and a.etat_au < a.fin:
        state += [Saut(), Signal("alerte", "dite réalisée avant sa fin : à vérifier")]
    for d in (d for d in in_force(contrat, contrat.decisions.values()) if d.action == a.action):
        head += [Saut(), f"Décision : {d.sens} – {d.objet}, ", *followed(contrat, d)]
    return head, state, mots_suivi.amounts_cell(suivie.montants)


def _residents(contrat: Contrat, e: PrioriteEvaluee) -> tuple[Bloc, ...]:
    """What residents said of its theme, before the project and since, and what others told of it."""
    items: list[Contenu] = [
        [Fort("Habitants, avant le projet : "), *_heard(contrat, e.ecoute.avant)],
        [Fort("Habitants, depuis : "), *_heard(contrat, e.ecoute.depuis)],
    ]
    if e.ecoute.sans_date:
        items.append([Fort("Habitants, démarche sans date : "), *_heard(contrat, e.ecoute.sans_date)])
    if promised := promised_without_action(e):
        items.append(
            [
                Fort("Retenu ou répondu, sans action reliée : "),
                f"{' ; '.join(promised[:MAX_WORDS])}. Une réponse n'est pas encore une action.",
            ]
        )
    if e.constats:
        told = " ; ".join(f"{c.constat} ({finding_from(c)})" for c in e.constats[:MAX_WORDS])
        items.append([Fort("Autres constats du diagnostic : "), f"{told}."])
    return (Liste(tuple(items)),)


def _heard(contrat: Contrat, voix: Voix) -> list[Fragment]:
    if not voix:
        return [Discret("rien de saisi sur ce thème.")]
    told: list[Fragment] = []

    def add(text: str, where: str) -> None:
        told.extend([" ; "] if told else [])
        told.extend([text, Discret(f" ({where})")])

    for c in voix.constats[:MAX_WORDS]:
        known = c.demarche in contrat.demarches
        add(c.constat, f"constat, {_told_in(contrat, c.demarche)}" if known else finding_from(c))
    for p in voix.paroles[:MAX_WORDS]:
        add(f"«{NARROW_SPACE}{p.texte.rstrip('.')}{NARROW_SPACE}»", _told_in(contrat, p.demarche))
    for a in voix.avis[:MAX_WORDS]:
        answer = f"réponse : {a.reponse}" if a.reponse else "sans réponse saisie"
        add(a.texte, f"avis, {a.instance}, {format_date(a.date)} ; {answer}")
    for said in voix.contributions[:MAX_WORDS]:
        add(said.texte.rstrip("."), f"{partner_of(said)}, {_told_in(contrat, said.demarche)} ; {_suite(contrat, said)}")
    left = sum(max(0, len(own) - MAX_WORDS) for own in (voix.constats, voix.paroles, voix.avis, voix.contributions))
    if left:
        told.append(Discret(f" ; et {left} de plus"))
    return [*told, "."]


def _told_in(contrat: Contrat, demarche: str | None) -> str:
    """Where it was said, when, and that few people were there."""
    d = contrat.demarches.get(demarche or "")
    if d is None:
        return "démarche d'un autre quartier"
    few = f", moins de {contrat.seuil_personnes} personnes" if d.sous_seuil else ""
    return lower_first(d.intitule) + (f", {format_date(d.debut)}" if d.debut is not None else "") + few


def _suite(contrat: Contrat, c: Contribution) -> str:
    supports = supports_of(contrat, c)
    answer = f" : {c.reponse}" if c.reponse else ""
    return (f"{supports} ; " if supports else "") + (f"{c.suite}{answer}" if c.suite else SANS_SUITE)


def _unknown(e: PrioriteEvaluee) -> Bloc:
    unknown = unknown_of(e)
    if not unknown:
        return Paragraphe([Fort("Ce qui n'est pas connu : "), "rien de ce que ce dossier demande."])
    return Paragraphe([Fort("Ce qui n'est pas connu : "), f"{' ; '.join(u.value for u in unknown)}."])
