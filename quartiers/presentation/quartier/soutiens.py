"""What each priority rests on, in words: what a person read to support it, what a rule brings near it, or nothing.

A theme is wide: « vivre ensemble » holds both speeding and the isolation of the old. What a person confirmed is said
to support a priority (*appuyée par*); what shares a subject or a public with it is said to be near it (*rapprochée
de*), by a rule, until a person confirms it; what only has its theme is told apart. Page 1, the table of priorities and
what is to decide all say what :func:`read_support` reads.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final

from quartiers.analyse.appuis import Reponse, answer_to_indicator, is_denied
from quartiers.analyse.comparaisons import Situation
from quartiers.analyse.diagnostic import ChiffreLu
from quartiers.analyse.proches import near_findings, near_statements, shared_subjects
from quartiers.donnees.modele import Affirmation, Constat, Priorite
from quartiers.donnees.tables.projets import DIFFICULTE
from quartiers.presentation.mots_constats import LONG, in_few_words, list_findings
from quartiers.presentation.quartier.lu import QuartierLu
from quartiers.typographie import count, join_words, lower_first
from quartiers.unites import COUNT

# What is to decide of priorities, by what there is of them.
UNLINKED: Final = "Garder, justifier ou retirer, faute d'appui dans le diagnostic"
TO_VERIFY: Final = "L'appui est à vérifier, n'étant fait que de chiffres en doute"
OWN_TEXT_ONLY: Final = "seul son texte affirme le besoin"
TO_JUSTIFY: Final = "À justifier"
SOUND_ONLY: Final = "chiffres énoncés tous moins fragiles que leur référence"
OWN_TEXT: Final = "le diagnostic n'en parle pas ; seul le texte de la priorité l'affirme"
OWN_TEXT_UNREAD: Final = "le texte de la priorité l'affirme ; début du diagnostic manquant"
UNREAD: Final = "début du diagnostic manquant : appui inconnu"
# What is not there: nothing at all of the theme, or nothing that shows a fragility.
NOTHING: Final = "aucun constat ni chiffre de la même thématique"
NOTHING_FRAGILE: Final = "ni difficulté constatée ni chiffre fragile de la même thématique"
IN_LIST: Final = "sans appui dans le diagnostic"
INDIRECT: Final = "thème lié, ou autre public"
THEME_ONLY: Final = "même thème seulement"
CONFIRMED: Final = "appuyée par"
SUGGESTED: Final = "rapprochée de"
AUTOMATIC: Final = "« Rapprochée de » : rapprochement automatique, par les mots et les publics, à confirmer."
DOUBTED: Final = "à vérifier"
UNCOMPARED: Final = ""
# How a figure that the document states of a public stands: of one, of several.
_STATES: Final = {
    DOUBTED: (f", {DOUBTED}", f", {DOUBTED}"),
    Situation.FRAGILE.value: (", plus fragile", ", plus fragiles"),
    Situation.FAVORABLE.value: (", moins fragile que sa référence", ", moins fragiles que leur référence"),
    Situation.COMPARABLE.value: (", comparable à sa référence", ", comparables à leur référence"),
    Situation.IMPRECISE.value: (", à l'écart non concluant", ", à l'écart non concluant"),
    UNCOMPARED: (", sans comparaison", ", sans comparaison"),
}
NAMED: Final = 2  # findings, then figures, that a list names


class Etat(Enum):
    """What there is of a priority, the best first."""

    CONFIRMEE = "a person read what supports it"
    RAPPROCHEE = "a rule brings findings or figures near it"
    A_VERIFIER = "only figures in doubt would support it"
    ENONCEE = "figures are stated of its public, and show no fragility"
    THEME = "findings or figures have its theme only"
    VOISINE = "something of another theme comes near it"
    INDIRECTE = "findings or figures are of a linked theme, or of other people"
    PROPRE = "its own text only"
    SANS = "nothing"
    NON_LUE = "the diagnostic was not read whole"


@dataclass(frozen=True)
class Appuyee:
    """A priority, what supports it or comes near, and how; ``publics`` are what is stated of its publics."""

    priorite: Priorite
    etat: Etat
    confirmes: tuple[ChiffreLu, ...]
    entendus: tuple[Constat, ...]
    proches: tuple[ChiffreLu, ...]
    du_sujet: tuple[Constat, ...]
    a_verifier: tuple[ChiffreLu, ...]
    publics: tuple[ChiffreLu, ...]
    de_theme: tuple[ChiffreLu, ...]
    constats: tuple[Constat, ...]
    indirects: tuple[ChiffreLu, ...]
    lies: tuple[Constat, ...]
    propres: tuple[Constat, ...]


def read_support(lu: QuartierLu, priorite: Priorite) -> Appuyee:
    """A stated figure in doubt supports nothing, whatever links it. What a person read that it does not support a
    priority of its theme has its theme still, which is told where there is nothing better."""
    s = lu.correspondance.soutien_de(priorite)
    sure = [f for f in s.confirmes if not is_doubted(lu, f)]
    linked = [f for f in (*s.directs, *s.de_theme) if not is_doubted(lu, f)]
    close = [f for f in linked if f in s.directs or _bears_on(lu, priorite, f)]
    close += [f for f in _published_of_public(lu, priorite) if f not in sure]
    stated = [f for f in s.du_meme_public if answer_to_indicator(priorite, f.indicateur) is Reponse.DIRECTE]
    doubted = [f for f in (*s.confirmes, *s.directs, *s.de_theme, *s.en_doute, *stated) if is_doubted(lu, f)]
    public = tuple(f for f in stated if f not in doubted)
    wide = tuple(f for f in linked if f not in close)
    better = sure or s.entendus or close or s.du_sujet or public or doubted
    of_theme = s.constats if better else (*s.constats, *_denied_of_theme(lu, priorite))
    known = (
        (Etat.CONFIRMEE, bool(sure or s.entendus)),
        (Etat.RAPPROCHEE, bool(close or s.du_sujet)),
        (Etat.ENONCEE, bool(public)),
        (Etat.A_VERIFIER, bool(doubted)),
        (Etat.THEME, bool(wide or of_theme)),
        (Etat.VOISINE, bool(what_comes_near(lu, priorite))),
        (Etat.INDIRECTE, bool(s.indirects or s.lies)),
        (Etat.PROPRE, bool(s.propres)),
        (Etat.SANS, lu.complet),
    )
    state = next((state for state, there in known if there), Etat.NON_LUE)
    return Appuyee(
        priorite,
        state,
        tuple(sure),
        s.entendus,
        tuple(close),
        s.du_sujet,
        tuple(doubted),
        public,
        wide,
        of_theme,
        s.indirects,
        s.lies,
        s.propres,
    )


def _published_of_public(lu: QuartierLu, priorite: Priorite) -> list[ChiffreLu]:
    """Published shares that a priority's people have in those whom its theme is about, surely above the median QPV's:
    neither good nor bad of the quartier, they weigh for a priority that is for them."""
    return [
        f
        for f in lu.chiffres
        if f.publie
        and f.indicateur.sens == "contexte"
        and f.indicateur.thematique == priorite.thematique
        and f.comparaison.situation is Situation.AU_DESSUS
        and not f.saute
        and answer_to_indicator(priorite, f.indicateur) is Reponse.DIRECTE
    ]


def _denied_of_theme(lu: QuartierLu, priorite: Priorite) -> list[Constat]:
    """The difficulties of the theme of a priority that a person read, and that do not speak of it."""
    return [
        c
        for c in lu.constats_sur(priorite.thematique)
        if c.nature == DIFFICULTE and is_denied(lu.contrat, priorite, c.constat_id)
    ]


def support_text(lu: QuartierLu, priorite: Priorite, long: int = LONG) -> str:
    """``appuyée par : garde d'enfants difficile…``; else ``rapprochée de : emploi des femmes``; else what comes near.
    What a rule adds to what was confirmed is in the table of priorities."""
    a = read_support(lu, priorite)
    return {
        Etat.CONFIRMEE: f"{CONFIRMED} : {_supporters(lu, a.confirmes, a.entendus, long)}",
        Etat.RAPPROCHEE: f"{SUGGESTED} : {_supporters(lu, a.proches, a.du_sujet, long)}",
        Etat.ENONCEE: _public_in_words(lu, [*a.publics, *a.a_verifier]),
        Etat.A_VERIFIER: _public_in_words(lu, a.a_verifier),
        Etat.THEME: f"{THEME_ONLY} : {_supporters(lu, a.de_theme, a.constats, long)}",
        Etat.VOISINE: what_comes_near(lu, priorite),
        Etat.INDIRECTE: f"{INDIRECT} : {_supporters(lu, a.indirects, a.lies, long)}",
        Etat.PROPRE: OWN_TEXT if lu.complet else OWN_TEXT_UNREAD,
        Etat.SANS: IN_LIST,
        Etat.NON_LUE: UNREAD,
    }[a.etat]


def _supporters(lu: QuartierLu, figures: Sequence[ChiffreLu], findings: Sequence[Constat], long: int) -> str:
    """Findings in a few of their words, then figures by name: some of each, and how many others there are."""
    names = figure_names(figures)
    told = [list_findings(lu.contrat, _rarest_first(lu, findings), NAMED, long)] if findings else []
    if names:
        left = len(names) - NAMED
        more = f" et {count(left, 'autre chiffre', 'autres chiffres')}" if left > 0 else ""
        told.append(", ".join(names[:NAMED]) + more if more else join_words(names))
    return " ; ".join(told)


def named_below(lu: QuartierLu) -> frozenset[Constat]:
    """The findings that the list of priorities of page 1 names."""
    read = [read_support(lu, p) for p in lu.priorites]
    shown = {Etat.CONFIRMEE: "entendus", Etat.RAPPROCHEE: "du_sujet", Etat.THEME: "constats", Etat.INDIRECTE: "lies"}
    listed = (_rarest_first(lu, getattr(a, shown[a.etat])) for a in read if a.etat in shown)
    return frozenset(c for findings in listed for c in findings[:NAMED])


def _rarest_first(lu: QuartierLu, findings: Sequence[Constat]) -> list[Constat]:
    """What supports no other priority before what others name too: « et 1 autre » hides nothing that is not named."""
    if len(findings) <= NAMED:
        return [*findings]
    uses = Counter(c for p in lu.priorites for c in lu.correspondance.soutien_de(p).entendus)
    return sorted(findings, key=lambda c: uses[c])


def figure_names(figures: Sequence[ChiffreLu]) -> list[str]:
    """Their short names, that the document alone states them, and how it states them where that is no fragility."""
    stated = {f.indicateur.libelle_court: f" (énoncé{_stated_as(f)})" for f in figures if not f.publie}
    return [
        lower_first(name) + stated.get(name, "") for name in dict.fromkeys(f.indicateur.libelle_court for f in figures)
    ]


def _stated_as(figure: ChiffreLu) -> str:
    """How a stated figure stands where it is not more fragile; of one that is compared with nothing, but worsens, none
    of it is said."""
    situation = figure.comparaison.situation
    if situation is Situation.FRAGILE or (situation.value not in _STATES and figure.tendance is not None):
        return ""
    return _STATES.get(situation.value, _STATES[UNCOMPARED])[0]


def is_doubted(lu: QuartierLu, figure: ChiffreLu) -> bool:
    """Whether a statement is to correct or to verify, by any rule, in any section on its QPV: the report of one
    commune does not take for firm what that of another doubts. What is published instead of it is not."""
    if figure.publie:
        return False
    stated = figure.affirmation is not None and (
        figure.affirmation.affirmation in lu.en_doute or figure.indicateur.indicateur in lu.en_doute_ailleurs
    )
    return figure.douteux or stated


def _bears_on(lu: QuartierLu, priorite: Priorite, figure: ChiffreLu) -> bool:
    """Whether a figure speaks of the subject of a priority: by its label or whom it counts."""
    i = figure.indicateur
    return shared_subjects(lu.contrat, priorite, " ".join((i.libelle, i.libelle_court, *i.publics))) is not None


def _public_in_words(lu: QuartierLu, figures: Sequence[ChiffreLu]) -> str:
    """``1 chiffre énoncé, moins fragile que sa référence : emploi des femmes ; 1 à vérifier : …``."""
    groups: dict[str, list[str]] = {}
    for f in figures:
        groups.setdefault(_state(lu, f), []).append(lower_first(f.indicateur.libelle_court))
    told: list[str] = []
    for state, labels in groups.items():
        names = [*dict.fromkeys(labels)]
        what = count(len(names), "autre", "autres")
        if not told:
            what = count(len(names), "chiffre énoncé", "chiffres énoncés")
        told.append(f"{what}{_STATES[state][len(names) > 1]} : {join_words(names)}")
    return " ; ".join(told)


def _state(lu: QuartierLu, figure: ChiffreLu) -> str:
    """The key of :data:`_STATES`: what is doubted of a figure before how it stands."""
    if is_doubted(lu, figure):
        return DOUBTED
    return figure.comparaison.situation.value if figure.comparaison.situation.value in _STATES else UNCOMPARED


def what_comes_near(lu: QuartierLu, priorite: Priorite) -> str:
    """``constat d'un autre thème qui s'en approche : …``: what the diagnostic says under another theme; empty where it
    says nothing."""
    near = (c for c in near_findings(lu.contrat, priorite) if not is_denied(lu.contrat, priorite, c.constat_id))
    if (finding := next(near, None)) is not None:
        return f"constat d'un autre thème qui s'en approche : {in_few_words(lu.contrat, finding)}"
    names = dict.fromkeys(
        lower_first(lu.contrat.indicateurs[a.indicateur].libelle_court)
        + (f" ({DOUBTED})" if a.affirmation in lu.en_doute else "")
        for a in _near_figures(lu, priorite)
    )
    if not names:
        return ""
    plural = len(names) > 1
    return f"chiffre{'s' if plural else ''} qui s'en approche{'nt' if plural else ''} : {join_words([*names])}"


def nothing_of_theme(lu: QuartierLu, priorite: Priorite) -> str:
    """What the diagnostic lacks on the theme of a priority that nothing is linked to: that no figure of it shows a
    fragility is not that there is none. The priority's own text may well argue."""
    theme = priorite.thematique
    figures = (f.indicateur for figure in lu.chiffres for f in (figure, *figure.enonces) if f.indicateur.unite != COUNT)
    spoken = lu.constats_sur(theme) or any(theme in (i.thematique, *i.thematiques_liees) for i in figures)
    return NOTHING_FRAGILE if spoken else NOTHING


def _near_figures(lu: QuartierLu, priorite: Priorite) -> list[Affirmation]:
    """The figures that the document states on the subject of a priority, but for those that are less fragile than what
    they are compared with: they argue for nothing."""
    read = [f for figure in lu.chiffres for f in (figure, *figure.enonces)]
    out = {f.affirmation for f in read if f.comparaison.situation is Situation.FAVORABLE}
    return [
        a
        for a in near_statements(lu.contrat, priorite)
        if a not in out and not _is_a_size(lu, priorite, a) and not is_denied(lu.contrat, priorite, a.affirmation)
    ]


def _is_a_size(lu: QuartierLu, priorite: Priorite, stated: Affirmation) -> bool:
    """Whether a figure only says how many of a public there are, of no theme of the priority."""
    i = lu.contrat.indicateurs[stated.indicateur]
    return i.sens == "contexte" and answer_to_indicator(priorite, i) is Reponse.AUCUNE


def to_settle(lu: QuartierLu) -> list[tuple[str, list[Appuyee]]]:
    """The priorities that a committee is asked about, by what there is of them; none of a text that was not read whole.

    What is stated less fragile than its reference, where several figures are, or only has the theme of a priority, does
    not make it useless: its reason is asked for, and whether it is to be dropped is not.
    """
    groups: dict[str, list[Appuyee]] = {head: [] for head in (TO_VERIFY, TO_JUSTIFY, UNLINKED)}
    for priority in lu.priorites if lu.complet else ():
        a = read_support(lu, priority)
        head = {
            Etat.A_VERIFIER: TO_VERIFY,
            Etat.SANS: UNLINKED,
            Etat.PROPRE: UNLINKED,
            Etat.THEME: TO_JUSTIFY,
            Etat.ENONCEE: TO_JUSTIFY if _is_sound(lu, a) else "",
        }.get(a.etat)
        if head:
            groups[head].append(a)
    return [(head, group) for head, group in groups.items() if group]


def _is_sound(lu: QuartierLu, a: Appuyee) -> bool:
    """Whether several figures are stated of a priority's publics, and all are less fragile than their reference."""
    states = [_state(lu, f) for f in a.publics]
    return len(states) > 1 and set(states) == {Situation.FAVORABLE.value} and not a.a_verifier


def settled_title(a: Appuyee) -> str:
    """A priority in what is to decide: its title, and all that there is of it where that is little."""
    why = {Etat.PROPRE: OWN_TEXT_ONLY, Etat.THEME: THEME_ONLY, Etat.ENONCEE: SOUND_ONLY}.get(a.etat)
    return a.priorite.intitule + (f" ({why})" if why else "")


def figures_in_words(lu: QuartierLu, figures: Sequence[ChiffreLu], when: str = "", *, named: bool = False) -> list[str]:
    """``2 chiffres fragiles de 2018 (emploi des femmes et…)``, ``1 chiffre énoncé à vérifier``: what the document alone
    states is apart, and what a rule doubts of it more so; ``when`` is of those published. A few are named."""
    stated = [f for f in figures if f.affirmation is not None and not f.publie]
    counted = (
        ([f for f in figures if f.publie], "chiffre fragile", "chiffres fragiles", when),
        ([f for f in stated if not is_doubted(lu, f)], "chiffre énoncé", "chiffres énoncés", ""),
        ([f for f in stated if is_doubted(lu, f)], "chiffre énoncé à vérifier", "chiffres énoncés à vérifier", ""),
    )
    told = []
    for group, one, several, dates in counted:
        names = [*dict.fromkeys(lower_first(f.indicateur.libelle_court) for f in group)]
        which = f" ({join_words(names)})" if named and len(names) <= NAMED else ""
        if group:
            told.append(count(len(group), one, several) + (f" {dates}" if dates else "") + which)
    return told


def answered_sentence(lu: QuartierLu) -> str:
    """Whether every fragility finds a priority on its theme."""
    m = lu.correspondance
    if left := len(m.sans_priorite):
        return f"{count(left, 'fragilité relevée reste', 'fragilités relevées restent')} sans priorité sur son thème."
    if m.chiffres or m.constats:
        return "Chaque fragilité relevée trouve une priorité sur son thème, son sujet, ou un thème lié."
    return "Le document n'énonce ni chiffre fragile ni constat à rapprocher des priorités."
