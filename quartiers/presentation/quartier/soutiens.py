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
from quartiers.analyse.soutiens import Appuyee, Etat, near_figures, near_found, of_forms, read_support
from quartiers.analyse.volets import names_public_of
from quartiers.donnees.modele import Constat, Priorite
from quartiers.presentation.mots_constats import in_few_words, list_findings
from quartiers.presentation.quartier.chiffres_dits import DOUBTED, NAMED, count_stated, name_figures
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
OTHER_THEME: Final = "sans appui du même thème"
OF_FORM: Final = "sans appui direct ; du thème d'une déclinaison"
THEME_ONLY: Final = "sans appui direct ; du même thème"
AWAY: Final = "sans appui direct ; s'en approche"
CONFIRMED: Final = "appuyée par"
IN_PART: Final = "appuyée en partie par"
EVOKED: Final = "évoqué"
TO_VERIFY: Final = f"appui {DOUBTED}"
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
        Etat.APPROCHEE: f"{AWAY} : {_supporters(lu, a.priorite, a.confirmes, a.entendus, most)}",
        Etat.RAPPROCHEE: _suggested(lu, a),
        Etat.ENONCEE: count_stated(lu, [*a.publics, *a.evoques, *a.a_verifier]),
        Etat.A_VERIFIER: count_stated(lu, a.a_verifier),
        Etat.THEME: f"{THEME_ONLY} : {_supporters(lu, a.priorite, a.de_theme, a.constats[:most], most)}",
        Etat.VOISINE: what_comes_near(lu, priorite, most),
        Etat.INDIRECTE: f"{INDIRECT} : {_supporters(lu, a.priorite, a.indirects, a.lies)}",
        Etat.DECLINEE: f"{OF_FORM} : {_supporters(lu, priorite, *of_forms(lu, priorite), most)}",
        Etat.PROPRE: OWN_TEXT if lu.complet else OWN_TEXT_UNREAD,
        Etat.SANS: IN_LIST,
        Etat.NON_LUE: UNREAD,
    }[a.etat]


def _confirmed(lu: QuartierLu, a: Appuyee, most: int) -> str:
    """What supports a priority, what would were it not in doubt, then what of its title has no support."""
    told = _supporters(lu, a.priorite, a.confirmes, a.entendus, most)
    doubted = _doubted(a.lus_en_doute)
    evoked = f"{EVOKED} : {name_figures(lu, a.evoques)}" if a.evoques and (most == NAMED or a.en_partie) else ""
    parts = (f"{IN_PART if a.en_partie else CONFIRMED} : {told}", evoked, doubted, _lacking(a))
    return " ; ".join(part for part in parts if part)


def lacking(a: Appuyee) -> str:
    """``sans appui : addictions``: what the title of a priority names and that nothing confirmed is about."""
    return f"{LACKING} : {join_words([lower_first(part) for part in a.sans_appui])}" if a.sans_appui else ""


def _lacking(a: Appuyee) -> str:
    told = lacking(a)
    return told if len(told) <= SHORT else ""


def _suggested(lu: QuartierLu, a: Appuyee) -> str:
    """What the document states of it, were it in doubt, before what a rule alone brings near."""
    near = f"{SUGGESTED} : {_supporters(lu, a.priorite, a.proches, a.du_sujet)}"
    return f"{_doubted(a.a_verifier)} ; {near}" if a.a_verifier else near


def _doubted(figures: Sequence[ChiffreLu]) -> str:
    """``appui à vérifier : jeunes ni en emploi ni en formation``: what is stated of a priority, and in doubt."""
    names = [*dict.fromkeys(lower_first(f.indicateur.libelle_court) for f in figures)]
    return f"{TO_VERIFY} : {join_words(names)}" if names else ""


def _supporters(
    lu: QuartierLu,
    priorite: Priorite,
    figures: Sequence[ChiffreLu],
    findings: Sequence[Constat],
    most: int = NAMED,
) -> str:
    """Findings in a few words, then figures by name: some of each, and how many others there are."""
    ranked = _first_named(lu, priorite, findings, most)
    told = [list_findings(lu.contrat, ranked, most, priorite)] if findings else []
    told += [name_figures(lu, figures, most)] if figures else []
    return " ; ".join(told)


def named_below(lu: QuartierLu, *, short: bool = False) -> frozenset[Constat]:
    """The findings that the list of priorities of page 1 names."""
    most = 1 if short else NAMED
    read = [read_support(lu, p) for p in lu.priorites]
    shown = {
        Etat.CONFIRMEE: "entendus",
        Etat.APPROCHEE: "entendus",
        Etat.RAPPROCHEE: "du_sujet",
        Etat.THEME: "constats",
        Etat.INDIRECTE: "lies",
    }
    listed = (_first_named(lu, a.priorite, getattr(a, shown[a.etat]), most) for a in read if a.etat in shown)
    return frozenset(c for findings in listed for c in findings[:most])


def _first_named(lu: QuartierLu, priorite: Priorite, findings: Sequence[Constat], most: int) -> list[Constat]:
    """Where some are not named: what is of a public of the title first, then what supports no other priority, as others
    name the rest too: « et 1 autre » hides neither."""
    if len(findings) <= most:
        return [*findings]
    others = lu.priorites if len(findings) > NAMED else ()
    uses = Counter(c for p in others for c in lu.correspondance.soutien_de(p).entendus)
    return sorted(findings, key=lambda c: (not names_public_of(priorite, c.constat), uses[c]))


def what_comes_near(lu: QuartierLu, priorite: Priorite, most: int = NAMED) -> str:
    """``sans appui du même thème ; constat voisin : …``: what the diagnostic says under another theme; empty where it
    says nothing."""
    if found := near_found(lu, priorite)[:most]:
        words = " ; ".join(in_few_words(lu.contrat, c, priorite) for c in found)
        return f"{OTHER_THEME} ; {'constat voisin' if len(found) == 1 else 'constats voisins'} : {words}"
    names = dict.fromkeys(
        lower_first(lu.contrat.indicateurs[a.indicateur].libelle_court)
        + (f" ({DOUBTED})" if a.affirmation in lu.en_doute else "")
        for a in near_figures(lu, priorite)
    )
    if not names:
        return ""
    return f"{OTHER_THEME} ; {'chiffre voisin' if len(names) == 1 else 'chiffres voisins'} : {join_words([*names])}"


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
