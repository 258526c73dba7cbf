"""The priorities in a table: what is proposed and decided of those that are followed, then the others."""

from collections import Counter
from collections.abc import Sequence

from quartiers.analyse.comparaisons import Evolution
from quartiers.analyse.diagnostic import ChiffreLu
from quartiers.analyse.doutes import year_of
from quartiers.analyse.evaluation import PrioriteEvaluee
from quartiers.donnees.modele import Contrat
from quartiers.presentation import mots, mots_suivi
from quartiers.presentation.blocs import (
    Bloc,
    Contenu,
    Discret,
    Fort,
    Fragment,
    Paragraphe,
    Saut,
    Suite,
    Tableau,
)
from quartiers.typographie import (
    NARROW_SPACE,
    count,
    format_date,
    join_words,
)

AUCUNE = "aucune proposition"


def word_of(evaluee: PrioriteEvaluee) -> str:
    return evaluee.proposition.mot.value if evaluee.proposition.mot is not None else AUCUNE


def decision_in_words(contrat: Contrat, evaluee: PrioriteEvaluee) -> list[Fragment]:
    """The decision of a person, in force; or that there is none. One may be older than what the rule has read."""
    d = evaluee.decision
    if d is None:
        state = evaluee.suivi.priorite.etat
        if state is not None:
            return [
                f"aucune n'est saisie, alors que la priorité est dite {state}",
                Discret(" : à rattacher, ou à prendre"),
            ]
        return [Discret("à prendre, et à noter dans la table decisions")]
    committee = contrat.comites[d.comite]
    reason = f" (motif : {d.motif})" if d.motif else ""
    older = ""
    if evaluee.resultats and committee.date < max(r.date for r in evaluee.resultats):
        older = ", prise avant le dernier résultat"
    elif evaluee.realisations and committee.date < (last := max(r.date for r in evaluee.realisations)):
        older = f", prise avant la dernière réalisation relevée ({format_date(last)})"
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
        codes = sorted({e.proposition.regle.code for e in bare})
        nothing = (
            f"Faute d'action et de résultat saisis, aucune proposition n'en est faite (règle {join_words(codes)})."
        )
        blocks += [_bare_table(bare, several=several), Paragraphe(Discret(nothing))]
    return Suite(tuple(blocks))


def _sentence(evaluees: Sequence[PrioriteEvaluee], followed: Sequence[PrioriteEvaluee]) -> Contenu:
    if not evaluees:
        return "Aucune priorité n'est saisie."
    words = Counter(word_of(e) for e in evaluees)
    told = ", ".join(f"{word} ({number})" for word, number in words.most_common())
    total = count(len(evaluees), "priorité")
    whole = len(followed) == len(evaluees) > 1
    which = (
        f"dont {len(followed)} {'suivie' if len(followed) == 1 else 'suivies'}" if followed else "dont aucune suivie"
    )
    which = "toutes suivies" if whole else which
    return [
        f"{total}, {which} (action, résultat, décision ou parole d'habitant). ",
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
        (_title(e, several=several), _need_in_words(e), _findings_in_words(e)) for e in bare
    )
    return Tableau(
        "Priorités dont rien n'est suivi : ni action, ni résultat, ni décision",
        ("Priorité", "Chiffres repris ici qui mesurent son besoin", "Constats du diagnostic sur son thème"),
        rows,
        (36, 36, 28),
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
    words = {
        "habitants": "auprès d'habitants",
        "habitants et acteurs": "auprès d'habitants et d'acteurs",
        "acteurs": "auprès d'acteurs",
        "non précisée": "d'origine non précisée",
    }
    numbers = Counter(c.origine for c in (*heard, *e.constats))
    return ", ".join(f"{numbers[origin]} {word}" for origin, word in words.items() if numbers[origin])


def show_by_quartier(contrat: Contrat, evaluees: Sequence[PrioriteEvaluee]) -> Bloc:
    """Of the contract: a row a quartier, since its own file has its priorities."""
    if not any(e.a_une_page for e in evaluees):
        told = f"Pour les {len(evaluees)} priorités, ni action reliée, ni résultat, ni décision n'est saisi : "
        return Paragraphe(f"{told}aucune proposition n'en est faite. Ce n'est pas dire que rien n'est fait.")
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


def _reading(f: ChiffreLu) -> str:
    day = f"{year_of(f.publication)}, " if f.publication is not None else ""
    if f.saute:
        return f"{day}à confirmer : saut"
    change = f" ; {evolution_in_words(f)}" if f.tendance is not None else ""
    return f"{day}{f.comparaison.situation.value}{change}"


def evolution_in_words(f: ChiffreLu) -> str:
    """``évolution non concluante``; a change that is one is said as everywhere."""
    assert f.tendance is not None
    evolution, step = f.tendance.evolution, f.tendance.marche
    if step is not None and not step.seule and evolution in (Evolution.AMELIORATION, Evolution.DEGRADATION):
        return "change d'un seul pas, à confirmer"
    return evolution.value


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
