"""A priority a page: need, actions, money, realisations, results, residents, what is not known, what is proposed.

Realisations, results and the context are rows apart, under their own names: none of the last is an action's.
"""

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal

from quartiers.analyse.bilan import reaches_target
from quartiers.analyse.comparaisons import Evolution
from quartiers.analyse.diagnostic import ChiffreLu
from quartiers.analyse.doutes import year_of
from quartiers.analyse.evaluation import PrioriteEvaluee, limits_of, unknown_of
from quartiers.analyse.evaluation_habitants import Voix
from quartiers.analyse.evaluation_propositions import Faits
from quartiers.analyse.origines import finding_from
from quartiers.analyse.publications import first_comparable, series_of
from quartiers.analyse.suivi import ActionSuivie
from quartiers.donnees.modele import Contrat, Quartier, Resultat
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
from quartiers.typographie import (
    NARROW_SPACE,
    count,
    format_date,
    format_number,
    format_value,
    join_words,
    lower_first,
)

AUCUNE = "aucune proposition"
MAX_ACTIONS = 12
MAX_RESULTS = 12
MAX_WORDS = 5


def word_of(evaluee: PrioriteEvaluee) -> str:
    return evaluee.proposition.mot.value if evaluee.proposition.mot is not None else AUCUNE


def decision_in_words(contrat: Contrat, evaluee: PrioriteEvaluee) -> list[Fragment]:
    """The decision of a person, in force; or that there is none. One may be older than what the rule has read."""
    d = evaluee.decision
    if d is None:
        return [Discret("à prendre, et à noter dans la table decisions")]
    committee = contrat.comites[d.comite]
    reason = f" (motif : {d.motif})" if d.motif else ""
    last = max((r.date for r in (*evaluee.realisations, *evaluee.resultats)), default=None)
    older = ", avant le dernier résultat" if last is not None and committee.date < last else ""
    return [Fort(d.sens), f" – {d.objet}{reason}", Discret(f", {mots_suivi.committee_name(committee)}{older}")]


# -- every priority, in a table ---------------------------------------------------------------------------


def show_overview(contrat: Contrat, evaluees: Sequence[PrioriteEvaluee], *, several: bool) -> Bloc:
    """A row a priority that something was recorded of: what is proposed, what was decided; then the others."""
    followed = [e for e in evaluees if e.a_une_page]
    bare = [e for e in evaluees if not e.a_une_page]
    blocks: list[Bloc] = [Paragraphe(_sentence(evaluees, followed))]
    if followed:
        blocks.append(
            Tableau(
                "Ce que les règles proposent, et ce que des personnes ont décidé",
                ("Priorité", "Proposition", "Pourquoi", "Décision en vigueur"),
                tuple(_overview_row(contrat, e, several=several) for e in followed),
                (28, 14, 32, 26),
            )
        )
    if bare:
        blocks.append(_bare_table(bare, several=several))
    return Suite(tuple(blocks))


def _sentence(evaluees: Sequence[PrioriteEvaluee], followed: Sequence[PrioriteEvaluee]) -> Contenu:
    if not evaluees:
        return "Aucune priorité n'est saisie."
    words = Counter(word_of(e) for e in evaluees)
    told = ", ".join(f"{word} ({number})" for word, number in words.most_common())
    total = count(len(evaluees), "priorité")
    which = f"{len(followed)} {'suivie' if len(followed) == 1 else 'suivies'}" if followed else "aucune suivie"
    return [
        f"{total}, dont {which} (action, résultat, décision ou parole d'habitant). ",
        Fort("Propositions : "),
        f"{told}. ",
        Discret(
            "Une proposition est écrite par une règle, à partir de ce qui est saisi (voir la méthode) ; la décision "
            "est celle d'un comité, et aucune règle ne la lit."
        ),
    ]


def _overview_row(contrat: Contrat, e: PrioriteEvaluee, *, several: bool) -> tuple[Contenu, ...]:
    return (
        _title(e, several=several),
        Fort(word_of(e)) if e.proposition.mot is not None else Discret(AUCUNE),
        [_capital(e.proposition.motif), Discret(f" (règle {e.proposition.regle.code})")],
        decision_in_words(contrat, e),
    )


def _title(e: PrioriteEvaluee, *, several: bool) -> list[Fragment]:
    title: list[Fragment] = [Fort(e.suivi.priorite.intitule)]
    return [*title, Saut(), Discret(e.quartier.nom_court)] if several else title


def _bare_table(bare: Sequence[PrioriteEvaluee], *, several: bool) -> Bloc:
    """The priorities of which nothing is followed: what shows their need, and nothing to propose."""
    rows: tuple[tuple[Contenu, ...], ...] = tuple(
        (_title(e, several=several), _need_in_words(e), _findings_in_words(e), _why_nothing(e)) for e in bare
    )
    return Tableau(
        "Priorités dont rien n'est suivi : ni action, ni résultat, ni décision",
        ("Priorité", "Chiffres publiés de son thème", "Constats du diagnostic", "Proposition"),
        rows,
        (30, 28, 24, 18),
        dense=len(rows) > 8,
    )


def _need_in_words(e: PrioriteEvaluee) -> Contenu:
    if not e.chiffres:
        return Discret("aucun")
    told: list[Fragment] = []
    for f in e.chiffres:
        told += [Saut()] if told else []
        told += [f"{f.indicateur.libelle_court}{NARROW_SPACE}: {mots.value_text(f)}", Discret(f", {_reading(f)}")]
    return told


def _findings_in_words(e: PrioriteEvaluee) -> Contenu:
    heard = [*e.ecoute.avant.constats, *e.ecoute.sans_date.constats]
    if not heard and not e.constats:
        return Discret("aucun")
    told = [f"{len(heard)} auprès d'habitants"] if heard else []
    told += [f"{len(e.constats)} {'autre' if len(e.constats) == 1 else 'autres'}"] if e.constats and heard else []
    told += [f"{len(e.constats)}, aucun auprès d'habitants"] if e.constats and not heard else []
    return ", ".join(told)


def _why_nothing(e: PrioriteEvaluee) -> Contenu:
    return [Discret(f"aucune (règle {e.proposition.regle.code})")]


def show_by_quartier(contrat: Contrat, evaluees: Sequence[PrioriteEvaluee]) -> Bloc:
    """Of the contract: a row a quartier, since its own file has its priorities."""
    rows: list[tuple[Contenu, ...]] = []
    for name, q in contrat.quartiers.items():
        own = [e for e in evaluees if e.quartier.quartier == name]
        if not own:
            continue
        words = Counter(e.proposition.mot.value for e in own if e.proposition.mot is not None)
        rows.append(
            (
                Fort(q.nom_court),
                str(len(own)),
                str(sum(bool(e.suivi.actions) for e in own)),
                str(sum(bool(e.faits.resultats_lus) for e in own)),
                ", ".join(f"{w} ({n})" for w, n in words.items()) or Discret(AUCUNE),
                str(sum(e.decision is not None for e in own)),
            )
        )
    return Tableau(
        "Priorités de chaque quartier : ce qui est suivi, proposé, décidé",
        (
            "Quartier",
            "Priorités",
            "avec une action",
            "avec un résultat et sa cible",
            "Propositions",
            "avec une décision",
        ),
        tuple(rows),
        (28, 10, 12, 15, 23, 12),
        numeriques=(1, 2, 3, 5),
        dense=True,
    )


# -- one priority -----------------------------------------------------------------------------------------


def show_page(contrat: Contrat, e: PrioriteEvaluee, number: int, *, several: bool) -> Bloc:
    """The page of a priority; its number tells apart those of the same title."""
    p = e.suivi.priorite
    scale = mots.scale_label(p.echelle)
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
            _actions(e, number),
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
    lines.append([Fort("Décision en vigueur : "), *decision_in_words(contrat, e), "."])
    word = e.proposition.mot.value if e.proposition.mot is not None else "aucune"
    return Encadre(f"Priorité {number}, proposition{NARROW_SPACE}: {word}", tuple(lines))


def facts_in_words(f: Faits) -> str:
    """What a proposal stands on: ``2 actions, dont 1 non terminée ; réalisations : 1 cible atteinte sur 1 ; …``."""
    going = (
        f"dont {f.ouvertes} non {'terminée' if f.ouvertes < 2 else 'terminées'}" if f.ouvertes else "toutes terminées"
    )
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
        ("Résultats : ce que cela a changé", "aucun résultat saisi", e.resultats),
    ):
        groups.append((len(rows), name))
        shown = sorted(own, key=lambda r: reaches_target(r) is not False)[:MAX_RESULTS]  # those that miss theirs first
        rows += [_result_row(contrat, r) for r in shown] or [_empty_row(none)]
        if len(own) > MAX_RESULTS:
            rows.append(_empty_row(f"{len(own) - MAX_RESULTS} autres : feuille « Résultats » de donnees.xlsx"))
    groups.append((len(rows), "Contexte : le besoin alors et maintenant, qu'aucune action ne s'attribue"))
    rows += [_context_row(contrat, e.quartier, f) for f in e.chiffres] or [
        _empty_row("aucun chiffre publié de ce thème")
    ]
    return Tableau(
        f"Priorité {number} : réalisations, résultats, contexte, trois choses distinctes",
        ("Ce qui est compté", "Départ", "Dernière valeur", "Cible", "Lecture"),
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
    return head, _number(r.depart), value, _number(r.cible), _against_target(r)


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
    if f.tendance is not None:
        reading += [Saut(), Discret(evolution_in_words(f))]
    return f.indicateur.libelle_court, then, now, "—", reading


def _reading(f: ChiffreLu) -> str:
    change = f" ; {evolution_in_words(f)}" if f.tendance is not None else ""
    return f"{f.comparaison.situation.value}{change}"


def evolution_in_words(f: ChiffreLu) -> str:
    """``évolution trop imprécise``; a change that is one is said as everywhere."""
    assert f.tendance is not None
    evolution = f.tendance.evolution
    return "évolution trop imprécise" if evolution is Evolution.INCERTAINE else evolution.value


def _actions(e: PrioriteEvaluee, number: int) -> Bloc:
    actions = e.suivi.actions
    if not actions:
        return Paragraphe([Fort("Actions et argent : "), "aucune action confirmée."])
    money = mots_suivi.amounts_sentence(e.suivi.montants)
    shown = sorted(actions, key=lambda a: -(a.montants.accorde or Decimal(0)))[:MAX_ACTIONS]
    rest = len(actions) - len(shown)
    which = f" : les {len(shown)} auxquelles le plus a été accordé" if rest else ""
    blocks: list[Bloc] = [
        Paragraphe([Fort("Actions et argent : "), f"{count(len(actions), 'action')} ; {money}."]),
        Tableau(
            f"Priorité {number} : les actions, et leur argent, toutes années{which}",
            ("Action et porteur", "État et dates", "Argent"),
            tuple(_action_row(a) for a in shown),
            (46, 28, 26),
        ),
    ]
    if rest:
        blocks.append(Paragraphe(Discret(f"Et {rest} de plus : feuille « Actions » de donnees.xlsx.")))
    return Suite(tuple(blocks))


def _action_row(suivie: ActionSuivie) -> tuple[Contenu, ...]:
    a = suivie.action
    head: list[Fragment] = [Fort(a.intitule), Saut(), Discret(a.porteur or "porteur non renseigné")]
    if shared := mots_suivi.shared_text(suivie):
        head += [Saut(), Discret(shared)]
    state: list[Fragment] = [mots_suivi.state_signal(a)]
    if a.etat_au is not None:
        state.append(Discret(f" (au {format_date(a.etat_au)})"))
    if period := mots_suivi.period_of(a):
        state += [Saut(), Discret(period)]
    return head, state, mots_suivi.amounts_cell(suivie.montants)


def _residents(contrat: Contrat, e: PrioriteEvaluee) -> tuple[Bloc, ...]:
    """What residents said of its theme, before the project and since, and what others told of it."""
    items: list[Contenu] = [
        [Fort("Habitants, avant le projet : "), *_heard(contrat, e.ecoute.avant)],
        [Fort("Habitants, depuis : "), *_heard(contrat, e.ecoute.depuis)],
    ]
    if e.ecoute.sans_date:
        items.append([Fort("Habitants, démarche sans date : "), *_heard(contrat, e.ecoute.sans_date)])
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
        source = contrat.demarches.get(c.demarche or "")
        add(c.constat, f"constat, {lower_first(source.intitule)}" if source is not None else finding_from(c))
    for p in voix.paroles[:MAX_WORDS]:
        add(f"«{NARROW_SPACE}{p.texte.rstrip('.')}{NARROW_SPACE}»", lower_first(contrat.demarches[p.demarche].intitule))
    for a in voix.avis[:MAX_WORDS]:
        answer = f"réponse : {a.reponse}" if a.reponse else "sans réponse saisie"
        add(a.texte, f"avis, {a.instance}, {format_date(a.date)} ; {answer}")
    left = sum(max(0, len(own) - MAX_WORDS) for own in (voix.constats, voix.paroles, voix.avis))
    if left:
        told.append(Discret(f" ; et {left} de plus"))
    return [*told, "."]


def _unknown(e: PrioriteEvaluee) -> Bloc:
    unknown = unknown_of(e)
    if not unknown:
        return Paragraphe([Fort("Ce qui n'est pas connu : "), "rien de ce que ce dossier demande."])
    return Paragraphe([Fort("Ce qui n'est pas connu : "), f"{' ; '.join(u.value for u in unknown)}."])


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
