"""What each priority rests on, in words: what speaks of its subject, what only has its theme, or nothing.

A theme is wide: « vivre ensemble » holds both speeding and the isolation of the old. A finding, or a figure, of the
theme of a priority is said to support it where a word of its title or a subject (``sujets``) is in both; the others are
counted apart, as of the same theme only.
"""

from collections.abc import Sequence
from typing import Final

from quartiers.analyse.appuis import Reponse, answer_to_indicator
from quartiers.analyse.comparaisons import Situation
from quartiers.analyse.diagnostic import ChiffreLu
from quartiers.analyse.origines import attributed
from quartiers.analyse.proches import near_findings, near_statements, shared_subjects
from quartiers.donnees.modele import Affirmation, Constat, Priorite
from quartiers.presentation.quartier.lu import QuartierLu
from quartiers.typographie import count, join_words, lower_first
from quartiers.unites import COUNT

# What there is of a priority that no fragile figure supports, nor any finding of others' words.
UNLINKED: Final = "Priorités sans appui dans le diagnostic"
OWN_TEXT_ONLY: Final = "Priorités que seul leur propre texte motive"
NEAR_ONLY: Final = "Priorités dont un constat ou un chiffre du diagnostic s'approche, sous un autre thème"
SOUND_ONLY: Final = "Priorités dont les chiffres énoncés sont tous moins fragiles que leur référence"
OWN_TEXT: Final = "motivée par son propre texte"
UNREAD: Final = "début du diagnostic manquant : appui inconnu"
# What is not there: nothing at all of the theme, or nothing that shows a fragility.
NOTHING: Final = "aucun constat ni chiffre de la même thématique"
NOTHING_FRAGILE: Final = "ni difficulté constatée ni chiffre fragile de la même thématique"
IN_LIST: Final = "sans appui dans le diagnostic"
INDIRECT: Final = "chiffre fragile d'un thème lié, ou d'un autre public"
THEME_ONLY: Final = "du même thème seulement"
DOUBTED: Final = "à vérifier"
UNCOMPARED: Final = ""
# How a figure that the document states of a public stands: of one, of several.
_STATES: Final = {
    DOUBTED: (f", {DOUBTED}", f", {DOUBTED}"),
    Situation.FRAGILE.value: (", plus fragile", ", plus fragiles"),
    Situation.FAVORABLE.value: (", moins fragile que sa référence", ", moins fragiles que leur référence"),
    Situation.COMPARABLE.value: (", comparable à sa référence", ", comparables à leur référence"),
    Situation.IMPRECISE.value: (", à l'écart non concluant", ", à l'écart non concluant"),
    UNCOMPARED: ("", ""),
}
NAMED: Final = 2  # subjects of findings that a priority is supported by


def support_text(lu: QuartierLu, priorite: Priorite) -> str:
    """``appuyée par 1 constat : garde d'enfants``, ``appuyée par : emploi des femmes, et 2 constats``: what speaks of
    its subject; else what comes near, then how much only has its theme."""
    soutien = lu.correspondance.soutien_de(priorite)
    figures = [f for f in (*soutien.directs, *soutien.de_theme) if f.publie]
    stated = [f for f in (*soutien.directs, *soutien.de_theme) if not f.publie]
    close = [f for f in figures if f in soutien.directs or _bears_on(lu, priorite, f)]
    heard = [c for c in soutien.constats if shared_subjects(lu.contrat, priorite, c) is not None]
    wide = [*(f for f in figures if f not in close), *stated]
    if close or heard:
        return f"appuyée par{_supporters(lu, priorite, close, heard)}"
    public = stated_of_its_public(lu, priorite)
    told = [t for t in (_public_in_words(lu, public), _figures_that_come_near(lu, priorite)) if t]
    left = figures_in_words(lu, [f for f in wide if f not in public])
    left += [count(rest, "constat")] if (rest := len(soutien.constats) - len(heard)) else []
    if public and left:
        told.append(f"{', '.join(left)} du même thème")
    elif public and soutien.indirects:
        told.append(INDIRECT)
    if told:
        return " ; ".join(told)
    if left:
        return f"{', '.join(left)} {THEME_ONLY}"
    if near := what_comes_near(lu, priorite):
        return near
    if soutien.indirects:
        return INDIRECT
    if soutien.propres:
        return OWN_TEXT
    return IN_LIST if lu.complet else UNREAD


def _supporters(lu: QuartierLu, priorite: Priorite, figures: Sequence[ChiffreLu], findings: Sequence[Constat]) -> str:
    """Figures by name; findings by how many, and, where they are alone, by the subjects that they share with it."""
    names = [lower_first(name) for name in dict.fromkeys(f.indicateur.libelle_court for f in figures)]
    heard = count(len(findings), "constat")
    if names:
        return f" : {', '.join(names)}{f', et {heard}' if findings else ''}"
    subjects = dict.fromkeys(s for c in findings for s in shared_subjects(lu.contrat, priorite, c) or ())
    about = f" : {', '.join(lower_first(s) for s in [*subjects][:NAMED])}" if subjects else ""
    return f" {heard}{about}"


def _bears_on(lu: QuartierLu, priorite: Priorite, figure: ChiffreLu) -> bool:
    """Whether a figure speaks of the subject of a priority: by its label or whom it counts."""
    i = figure.indicateur
    return shared_subjects(lu.contrat, priorite, " ".join((i.libelle, i.libelle_court, *i.publics))) is not None


def stated_of_its_public(lu: QuartierLu, priorite: Priorite) -> list[ChiffreLu]:
    """What the document states of a public of a priority, on its theme or one linked to it, fragile or not: none of
    it lets one say that the diagnostic is silent."""
    soutien = lu.correspondance.soutien_de(priorite)
    others = (f for f in soutien.du_meme_public if answer_to_indicator(priorite, f.indicateur) is Reponse.DIRECTE)
    return [*(f for f in soutien.directs if not f.publie), *others]


def _public_in_words(lu: QuartierLu, figures: Sequence[ChiffreLu]) -> str:
    """``1 chiffre énoncé du même public, moins fragile que sa référence : emploi des femmes ; 1 à vérifier : …``."""
    groups: dict[str, list[str]] = {}
    for f in figures:
        groups.setdefault(_state(lu, f), []).append(lower_first(f.indicateur.libelle_court))
    told: list[str] = []
    for state, labels in groups.items():
        names = [*dict.fromkeys(labels)]
        what = count(len(names), "autre", "autres")
        if not told:
            what = count(len(names), "chiffre énoncé", "chiffres énoncés") + " du même public"
        told.append(f"{what}{_STATES[state][len(names) > 1]} : {join_words(names)}")
    return " ; ".join(told)


def _state(lu: QuartierLu, figure: ChiffreLu) -> str:
    """The key of :data:`_STATES`: what is doubted of a figure before how it stands."""
    if figure.douteux or (figure.affirmation is not None and figure.affirmation.affirmation in lu.en_doute):
        return DOUBTED
    return figure.comparaison.situation.value if figure.comparaison.situation.value in _STATES else UNCOMPARED


def what_comes_near(lu: QuartierLu, priorite: Priorite) -> str:
    """``constat qui s'en approche : …``: what the diagnostic says under another theme; empty where it says nothing."""
    if findings := near_findings(lu.contrat, priorite):
        return f"constat d'un autre thème qui s'en approche : {attributed(findings[0])}"
    return _figures_that_come_near(lu, priorite)


def _figures_that_come_near(lu: QuartierLu, priorite: Priorite) -> str:
    stated = _near_figures(lu, priorite)
    names = dict.fromkeys(lower_first(lu.contrat.indicateurs[a.indicateur].libelle_court) for a in stated)
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
    sound = {f.affirmation for f in read if f.comparaison.situation is Situation.FAVORABLE}
    told = {f.affirmation for f in stated_of_its_public(lu, priorite)}
    return [
        a for a in near_statements(lu.contrat, priorite) if a not in sound | told and not _is_a_size(lu, priorite, a)
    ]


def _is_a_size(lu: QuartierLu, priorite: Priorite, stated: Affirmation) -> bool:
    """Whether a figure only says how many of a public there are, of no theme of the priority."""
    i = lu.contrat.indicateurs[stated.indicateur]
    return i.sens == "contexte" and answer_to_indicator(priorite, i) is Reponse.AUCUNE


def stated_of_public(lu: QuartierLu, figures: Sequence[ChiffreLu]) -> str:
    """``2 chiffres énoncés, à vérifier``: what the document states of a public, and that supports nothing as it is."""
    told = count(len(figures), "chiffre énoncé", "chiffres énoncés")
    doubted = any(
        f.douteux or (f.affirmation is not None and f.affirmation.affirmation in lu.en_doute) for f in figures
    )
    if doubted:
        return f"{told}, à vérifier"
    sound = all(f.comparaison.situation is Situation.FAVORABLE for f in figures)
    return f"{told}, {'moins fragile' if sound else 'sans fragilité lue'}{'s' if sound and len(figures) > 1 else ''}"


def unsupported(lu: QuartierLu) -> list[tuple[str, list[Priorite]]]:
    """The priorities that nothing of the diagnostic supports, by what there is all the same; none of a text that was
    not read whole. What is stated of a public and shows no fragility supports nothing: it is said apart."""
    groups: dict[str, list[Priorite]] = {head: [] for head in (UNLINKED, SOUND_ONLY, OWN_TEXT_ONLY, NEAR_ONLY)}
    for priority in lu.correspondance.priorites_sans_appui if lu.complet else ():
        public = stated_of_its_public(lu, priority)
        near = NEAR_ONLY if public or what_comes_near(lu, priority) else UNLINKED
        if public and all(_state(lu, f) == Situation.FAVORABLE.value for f in public):
            near = SOUND_ONLY
        groups[OWN_TEXT_ONLY if lu.correspondance.soutien_de(priority).propres else near].append(priority)
    return [(head, group) for head, group in groups.items() if group]


def figures_in_words(lu: QuartierLu, figures: Sequence[ChiffreLu]) -> list[str]:
    """``2 chiffres fragiles``, ``1 chiffre énoncé à vérifier``: what the document alone states is apart, and what a
    rule doubts of it more so."""
    published = sum(f.publie for f in figures)
    stated = [f.affirmation.affirmation for f in figures if f.affirmation is not None and not f.publie]
    doubted = sum(name in lu.en_doute for name in stated)
    counted = (
        (published, "chiffre fragile", "chiffres fragiles"),
        (len(stated) - doubted, "chiffre énoncé", "chiffres énoncés"),
        (doubted, "chiffre énoncé à vérifier", "chiffres énoncés à vérifier"),
    )
    return [count(number, one, several) for number, one, several in counted if number]


def answered_sentence(lu: QuartierLu) -> str:
    """Whether every fragility finds a priority on its theme."""
    m = lu.correspondance
    if left := len(m.sans_priorite):
        return f"{count(left, 'fragilité relevée reste', 'fragilités relevées restent')} sans priorité sur son thème."
    if m.chiffres or m.constats:
        return "Chaque fragilité relevée trouve une priorité sur son thème, ou sur un thème lié."
    return "Le document n'énonce ni chiffre fragile ni constat à rapprocher des priorités."
