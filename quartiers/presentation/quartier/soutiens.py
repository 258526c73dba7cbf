"""What each priority rests on, in words.

What a reading of the document confirmed is said to support it (*appuyée par*, or *en partie* where that leaves out some
of what its title names), what a rule brings near it to be near it (*rapprochée de*), what only has its theme is told
apart. Page 1, the table of priorities and what is to decide all say what
:func:`~quartiers.analyse.soutiens.read_support` reads.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from quartiers.analyse.diagnostic import ChiffreLu
from quartiers.analyse.soutiens import Appuyee, Etat, near_figures, near_found, read_support
from quartiers.donnees.modele import Constat, Priorite
from quartiers.presentation.mots_constats import in_few_words, list_findings
from quartiers.presentation.quartier.chiffres_dits import DOUBTED, NAMED, STATED, count_stated, name_figures
from quartiers.presentation.quartier.lu import QuartierLu
from quartiers.typographie import count, join_words, lower_first
from quartiers.unites import COUNT

OWN_TEXT: Final = "le diagnostic n'en parle pas ; seul le texte de la priorité l'affirme"
OWN_TEXT_UNREAD: Final = "le texte de la priorité l'affirme ; début du diagnostic manquant"
UNREAD: Final = "début du diagnostic manquant : appui inconnu"
# What is not there: nothing at all of the theme, or nothing that shows a fragility.
NOTHING: Final = "aucun constat ni chiffre de la même thématique"
NOTHING_FRAGILE: Final = "ni difficulté constatée ni chiffre fragile de la même thématique"
IN_LIST: Final = "sans appui dans le diagnostic"
INDIRECT: Final = "sans appui direct ; d'un thème lié ou d'un autre public"
THEME_ONLY: Final = "sans appui direct ; du même thème"
CONFIRMED: Final = "appuyée par"
IN_PART: Final = "appuyée en partie par"
LACKING: Final = "sans appui"
SUGGESTED: Final = "rapprochée de"
AUTOMATIC: Final = "« Rapprochée de » : rapprochement automatique, par les mots et les publics, à confirmer."
SHORT: Final = 60  # characters of what a title names without support: more is left for the table


def support_text(lu: QuartierLu, priorite: Priorite, *, short: bool = False) -> str:
    """``appuyée par : garde d'enfants difficile``; else ``rapprochée de : emploi des femmes``; else what comes near.
    What a rule adds to what was confirmed is in the table of priorities; so is what ``short`` leaves out."""
    a, most = read_support(lu, priorite), 1 if short else NAMED
    return {
        Etat.CONFIRMEE: _confirmed(lu, a, most),
        Etat.RAPPROCHEE: _suggested(lu, a),
        Etat.ENONCEE: count_stated(lu, [*a.publics, *a.a_verifier]),
        Etat.A_VERIFIER: count_stated(lu, a.a_verifier),
        Etat.THEME: f"{THEME_ONLY} : {_supporters(lu, a.priorite, a.de_theme, a.constats[:most], most)}",
        Etat.VOISINE: what_comes_near(lu, priorite, most),
        Etat.INDIRECTE: f"{INDIRECT} : {_supporters(lu, a.priorite, a.indirects, a.lies)}",
        Etat.PROPRE: OWN_TEXT if lu.complet else OWN_TEXT_UNREAD,
        Etat.SANS: IN_LIST,
        Etat.NON_LUE: UNREAD,
    }[a.etat]


def _confirmed(lu: QuartierLu, a: Appuyee, most: int) -> str:
    """What supports a priority, what would were it not in doubt, then what of its title has no support."""
    told = _supporters(lu, a.priorite, a.confirmes, a.entendus, most)
    doubted = _doubted(a.lus_en_doute, " ; ") if most == NAMED else ""
    return f"{IN_PART if a.sans_appui else CONFIRMED} : {told}{doubted}{'' if most < NAMED else _lacking(a)}"


def lacking(a: Appuyee) -> str:
    """``sans appui : addictions``: what the title of a priority names and that nothing confirmed is about."""
    return f"{LACKING} : {join_words([lower_first(part) for part in a.sans_appui])}" if a.sans_appui else ""


def _lacking(a: Appuyee) -> str:
    told = lacking(a)
    return f" ; {told}" if told and len(told) <= SHORT else ""


def _suggested(lu: QuartierLu, a: Appuyee) -> str:
    """What the document states of it, were it in doubt, before what a rule alone brings near."""
    near = f"{SUGGESTED} : {_supporters(lu, a.priorite, a.proches, a.du_sujet)}"
    return f"{_doubted(a.a_verifier)} ; {near}" if a.a_verifier else near


def _doubted(figures: Sequence[ChiffreLu], before: str = "") -> str:
    """``selon le document, à vérifier : emploi des 15-24 ans``: what is stated of a priority, and in doubt."""
    names = [*dict.fromkeys(lower_first(f.indicateur.libelle_court) for f in figures)]
    return f"{before}{STATED}, {DOUBTED} : {join_words(names)}" if names else ""


def _supporters(
    lu: QuartierLu,
    priorite: Priorite,
    figures: Sequence[ChiffreLu],
    findings: Sequence[Constat],
    most: int = NAMED,
) -> str:
    """Findings in a few words, then figures by name: some of each, and how many others there are."""
    ranked = _rarest_first(lu, findings)
    told = [list_findings(lu.contrat, ranked, most, priorite)] if findings else []
    told += [name_figures(lu, figures, most)] if figures else []
    return " ; ".join(told)


def named_below(lu: QuartierLu, *, short: bool = False) -> frozenset[Constat]:
    """The findings that the list of priorities of page 1 names."""
    most = 1 if short else NAMED
    read = [read_support(lu, p) for p in lu.priorites]
    shown = {Etat.CONFIRMEE: "entendus", Etat.RAPPROCHEE: "du_sujet", Etat.THEME: "constats", Etat.INDIRECTE: "lies"}
    listed = (_rarest_first(lu, getattr(a, shown[a.etat])) for a in read if a.etat in shown)
    return frozenset(c for findings in listed for c in findings[:most])


def _rarest_first(lu: QuartierLu, findings: Sequence[Constat]) -> list[Constat]:
    """What supports no other priority before what others name too: « et 1 autre » hides nothing that is not named."""
    if len(findings) <= NAMED:
        return [*findings]
    uses = Counter(c for p in lu.priorites for c in lu.correspondance.soutien_de(p).entendus)
    return sorted(findings, key=lambda c: uses[c])


def what_comes_near(lu: QuartierLu, priorite: Priorite, most: int = NAMED) -> str:
    """``constat d'un autre thème qui s'en approche : …``: what the diagnostic says under another theme; empty where it
    says nothing."""
    if found := near_found(lu, priorite)[:most]:
        words = " ; ".join(in_few_words(lu.contrat, c, priorite) for c in found)
        if most < NAMED:
            return f"d'un autre thème : {words}"
        what = "constat d'un autre thème" if len(found) == 1 else "constats d'autres thèmes"
        return f"{what} qui s'en approche{'nt' if len(found) > 1 else ''} : {words}"
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


def answered_sentence(lu: QuartierLu) -> str:
    """Whether every fragility finds a priority on its theme."""
    m = lu.correspondance
    if left := len(m.sans_priorite):
        return f"{count(left, 'fragilité relevée reste', 'fragilités relevées restent')} sans priorité sur son thème."
    if m.chiffres or m.constats:
        return "Chaque fragilité relevée trouve une priorité sur son thème, son sujet, ou un thème lié."
    return "Le document n'énonce ni chiffre fragile ni constat à rapprocher des priorités."
