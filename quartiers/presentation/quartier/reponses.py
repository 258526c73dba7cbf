"""What the project does about the figures that a page opens with: whether priorities bear on their themes.

That a priority is of the theme of a figure is not that it was chosen for it, nor that it answers it: what a person read
goes first, and else the tables know the theme and the publics only. The nearest priority is told by its title, which
says for whom it is; that none is for the people whom a figure counts is said plainly.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final

from quartiers.analyse.appuis import (
    Reponse,
    answer_in,
    answer_to_indicator,
    is_reserved,
    mentions,
    names_its_theme,
    words_of_theme,
)
from quartiers.analyse.diagnostic import ChiffreLu
from quartiers.analyse.mots import word_finder
from quartiers.analyse.sujets import subjects_of
from quartiers.donnees.fichiers.textes import fold
from quartiers.donnees.modele import Constat, Priorite
from quartiers.presentation.quartier.lu import QuartierLu
from quartiers.typographie import count, join_words

MOT: Final = 5  # letters of a word that says whom a priority is for


def answers(lu: QuartierLu, figure: ChiffreLu) -> tuple[Priorite, ...]:
    """The priorities that bear on the figure, were it only by a linked theme; not those that only have a word of it."""
    return tuple(p for p, answer in _responses(lu, figure) if answer not in (Reponse.EVOQUEE, Reponse.AUCUNE))


def unanswered(lu: QuartierLu) -> tuple[str, ...]:
    """The themes of the contract that difficulties of the field are of, by their words too, and no priority, were it by
    a word."""
    found = [a.source for a in lu.correspondance.constats if a.reponse is Reponse.AUCUNE]
    return tuple(
        dict.fromkeys(
            c.thematique
            for c in found
            if isinstance(c, Constat) and c.thematique in lu.cadre and names_its_theme(lu.contrat, c)
        )
    )


class Forme(Enum):
    """How much is said of what bears on none of the figures, the most first."""

    ENTIERE = "that none is for them, and the nearest by its title"
    SERREE = "the same in fewer words"
    BREVE = "that none is for them"


class Portee(Enum):
    """How near a priority is to a figure, the nearest first."""

    APPUYEE = "a person read that the figure supports it"
    PUBLIC = "it is of the figure's theme, and for those whom it counts"
    LIEE = "it is of a linked theme, of another subject, or for other people"


@dataclass(frozen=True)
class Proche:
    """The priorities that are nearest to a figure, the best first: all as near."""

    portee: Portee
    priorites: tuple[Priorite, ...]


def policy(
    lu: QuartierLu, figures: Sequence[ChiffreLu], found: Sequence[str] = (), forme: Forme = Forme.ENTIERE
) -> str:
    """The sentence that follows the figures: the priority that is nearest to them, by its title, and whether it is for
    those whom they count; then which of the themes ``found`` in the field have none. Empty where no priority was
    entered at all."""
    if not lu.avec_priorites:
        return ""
    near = [nearest(lu, figure) for figure in figures]
    aside = all(one is None or _is_for_others(one.priorites[0], f) for f, one in zip(figures, near, strict=True))
    noted = [f"{_named(lu, [theme], '')}, que le diagnostic aborde" for theme in found[:1]]
    without = [
        *dict.fromkeys(
            _named(lu, lu.themes_du_cadre(f.indicateur), "ou")
            for f, one in zip(figures, near, strict=True)
            if one is None
        )
    ]
    whom = " (autre public)" if aside else ""
    told = _nearest_in_words([one for one in near if one is not None], forme, whom, alone=not without)
    if not told and all(_is_linked(lu, figure) for figure in figures):
        how = "directement " if any(is_evoked(lu, figure) for figure in figures) else ""
        what, theirs = ("cette fragilité", "son") if len(figures) == 1 else ("ces fragilités", "leur")
        told = f"aucune priorité ne vise {how}{what}, ni {theirs} thème le plus proche, {join_words(without, 'ou')}"
        if forme is not Forme.ENTIERE:
            told = f"aucune priorité directe, ni du thème le plus proche, {join_words(without, 'ou')}"
        told += f" ; aucune, sur {join_words(noted, 'ni sur')}" if noted else ""
    elif not told:
        how = "directement " if any(is_evoked(lu, figure) for figure in figures) else ""
        told = f"aucune priorité ne porte {how}sur {join_words([*without, *noted], 'ni sur')}"
    elif left := [*without, *noted]:
        told += f" ; aucune, sur {join_words(left, 'ni sur')}"
    return f"{told[:1].upper()}{told[1:]}."


def nearest(lu: QuartierLu, figure: ChiffreLu) -> Proche | None:
    """What a person read goes before what the theme and the publics tell; None where no theme links any priority."""
    if confirmed := _confirmed(lu, figure):
        return Proche(Portee.APPUYEE, confirmed)
    bearing, others = _bearing_on(lu, figure)
    if bearing:
        return Proche(Portee.PUBLIC, tuple(bearing))
    if not others:
        return None
    others.sort(key=lambda p: _is_of_another_subject(lu, p, figure))
    return Proche(Portee.LIEE, tuple(others))


def is_evoked(lu: QuartierLu, figure: ChiffreLu) -> bool:
    """Whether a priority has a word of a theme that would answer the figure, in its title, its forms or what it rests
    on."""
    return any(evoking(lu, theme) for theme in lu.themes_du_cadre(figure.indicateur))


def evoking(lu: QuartierLu, theme: str) -> tuple[Priorite, ...]:
    """The priorities of other themes that have a word of a theme, in their titles and forms, or in the findings that a
    person says to support them."""
    return tuple(
        p
        for p in lu.priorites
        if p.thematique != theme
        and (
            mentions(lu.contrat, p, theme)
            or any(words_of_theme(lu.contrat, theme, c.constat) for c in lu.correspondance.soutien_de(p).entendus)
        )
    )


def _nearest_in_words(near: Sequence[Proche], forme: Forme, whom: str, *, alone: bool) -> str:
    """``priorité qui s'y appuie : Insérer`` of what bears on one of the figures; else that none does, and the nearest,
    with for ``whom`` it is. ``alone``: every figure has one."""
    if not near:
        return ""
    best = min((one.portee for one in near), key=[*Portee].index)
    of_best = [one for one in near if one.portee is best]
    titles = [*dict.fromkeys(p.intitule for one in of_best for p in one.priorites)]
    if best is Portee.LIEE:
        what = "cette fragilité" if len(near) == 1 else "ces fragilités"
        told = "aucune priorité directe" if forme is Forme.SERREE else f"aucune priorité ne vise directement {what}"
        return told if forme is Forme.BREVE else f"{told} ; la plus proche{whom} : {titles[0]}"
    several = len(titles) > 1
    more = f" (et {count(len(titles) - 1, 'autre')})" if several else ""
    if best is Portee.APPUYEE:
        told = f"priorité{'s' * several} qui s'y appuie{'nt' * several} : {titles[0]}{more}"
    else:
        told = f"priorité{'s' * several} du même thème : {titles[0]}{more}"
    if alone and any(one.portee is Portee.LIEE for one in near):
        told += " ; aucune ne vise directement l'autre fragilité"
    return told


def _is_linked(lu: QuartierLu, figure: ChiffreLu) -> bool:
    """Whether the theme of the contract that would answer a figure is not its own, but one linked to it."""
    return not {*lu.themes_du_cadre(figure.indicateur)} & {*lu.contrat.themes_of(figure.indicateur)}


def _is_for_others(priorite: Priorite, figure: ChiffreLu) -> bool:
    """Whether a priority says for whom it is, and these are not those whom a figure counts."""
    return bool(priorite.publics) and not any(_speaks_of(priorite, public) for public in figure.indicateur.publics)


def _confirmed(lu: QuartierLu, figure: ChiffreLu) -> tuple[Priorite, ...]:
    """The priorities that a person says a figure, or a statement of its indicator, to support."""
    name = figure.indicateur.indicateur
    read = (
        p
        for a in lu.correspondance.chiffres
        if isinstance(a.source, ChiffreLu) and a.source.indicateur.indicateur == name
        for p, answer in a.reponses
        if answer is Reponse.CONFIRMEE
    )
    return tuple(dict.fromkeys(read))


def _bearing_on(lu: QuartierLu, figure: ChiffreLu) -> tuple[list[Priorite], list[Priorite]]:
    """The priorities of a figure's theme that are for those whom it counts; the others of it, or of a linked theme."""
    bearing: list[Priorite] = []
    others: list[Priorite] = []
    i = figure.indicateur
    for p in lu.priorites:
        answer = answer_to_indicator(p, i)
        if answer is Reponse.AUCUNE:
            continue
        own = p.thematique in lu.contrat.themes_of(i)
        whom = [*i.publics] if own else []
        # A theme is of those whom its own words name, but for a priority that says for whom it is.
        of_all = not is_reserved(p) and any(words_of_theme(lu.contrat, p.thematique, public) for public in whom)
        named = of_all or any(_speaks_of(p, public) for public in whom)
        aside = _is_of_another_subject(lu, p, figure)
        (others if aside or not (named or answer is not Reponse.INDIRECTE) else bearing).append(p)
    return bearing, others


def _is_of_another_subject(lu: QuartierLu, priorite: Priorite, figure: ChiffreLu | None = None) -> bool:
    """Whether the title of a priority has no word of its theme, and a subject that the figure is not of; one that is
    for some people is told by these."""
    if priorite.publics or words_of_theme(lu.contrat, priorite.thematique, priorite.intitule):
        return False
    label = "" if figure is None else f"{figure.indicateur.libelle} {' '.join(figure.indicateur.publics)}"
    subjects = subjects_of(lu.contrat, (priorite.intitule,))
    return bool(subjects) and not subjects & subjects_of(lu.contrat, (label,))


def _responses(lu: QuartierLu, figure: ChiffreLu) -> tuple[tuple[Priorite, Reponse], ...]:
    return tuple((p, answer_in(lu.contrat, p, figure.indicateur)) for p in lu.priorites)


def _speaks_of(priorite: Priorite, public: str) -> bool:
    """Whether a priority names a public, or has one of the words of its name."""
    if public in priorite.publics:
        return True
    if is_reserved(priorite):  # it says for whom it is: « emploi » in one of its forms is not « demandeurs d'emploi »
        return word_finder((public,))(fold(priorite.intitule))
    text = fold(" ".join((priorite.intitule, *(d.declinaison for d in priorite.declinaisons))))
    words = (word for word in re.findall(r"[a-z]+", fold(public)) if len(word) >= MOT)
    return any(re.search(rf"\b{word.removesuffix('s')}", text) for word in words)


def _named(lu: QuartierLu, themes: Iterable[str], word: str) -> str:
    return join_words([f"« {lu.contrat.thematiques[name].libelle} »" for name in themes], word)
