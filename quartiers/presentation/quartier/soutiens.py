"""What each priority rests on, in words.

What a reading of the document confirmed is said to support it (*appuyée par*), what a rule brings near it to be near it
(*rapprochée de*), what only has its theme is told apart. Page 1, the table of priorities and what is to decide all say
what :func:`~quartiers.analyse.soutiens.read_support` reads.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from quartiers.analyse.comparaisons import Situation
from quartiers.analyse.diagnostic import ChiffreLu
from quartiers.analyse.soutiens import Appuyee, Etat, is_doubted, near_figures, near_finding, read_support
from quartiers.donnees.modele import Constat, Priorite
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
    if (finding := near_finding(lu, priorite)) is not None:
        return f"constat d'un autre thème qui s'en approche : {in_few_words(lu.contrat, finding)}"
    names = dict.fromkeys(
        lower_first(lu.contrat.indicateurs[a.indicateur].libelle_court)
        + (f" ({DOUBTED})" if a.affirmation in lu.en_doute else "")
        for a in near_figures(lu, priorite)
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
