"""What the project does about the figures that a page opens with: whether priorities bear on their themes.

That a priority is of the theme of a figure is not that it was chosen for it, nor that it answers it: the tables know
the theme and the publics only. Publics are not told of a priority, which may be for all and for some « en
particulier »; that none speaks of the people whom a figure counts is.
"""

import re
from collections.abc import Iterable, Sequence
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
from quartiers.donnees.fichiers.textes import fold
from quartiers.donnees.modele import Constat, Priorite
from quartiers.presentation.quartier.lu import QuartierLu
from quartiers.typographie import in_letters, join_words

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


def policy(lu: QuartierLu, figures: Sequence[ChiffreLu], found: Sequence[str] = ()) -> str:
    """The sentence that follows the figures: which of their themes have priorities that are for the people whom they
    count, whom the others are for, then which of the themes ``found`` in the field have none. Empty where no priority
    was entered at all."""
    if not lu.avec_priorites:
        return ""
    having: dict[str, dict[str, Priorite]] = {}
    aside: dict[str, dict[str, Priorite]] = {}
    own_themes: set[str] = set()
    without: dict[str, None] = {}
    touched = False
    for figure in figures:
        bearing, others = _bearing_on(lu, figure)
        own_themes |= {*lu.contrat.themes_of(figure.indicateur)}
        for kept, group in ((having, bearing), (aside, others)):
            for p in group:
                kept.setdefault(p.thematique, {})[p.priorite] = p
        if not bearing and not others:
            themes = lu.themes_du_cadre(figure.indicateur)
            touched = touched or any(mentions(lu.contrat, p, theme) for p in lu.priorites for theme in themes)
            without[_named(lu, themes, "ou")] = None
    for theme in having:
        aside.pop(theme, None)
    noted = [f"{_named(lu, [theme], '')}, que le diagnostic aborde" for theme in found[:1]]
    told = [f"{_bearing(len(own))} {_named(lu, [theme], '')}" for theme, own in having.items()]
    told += [_for_others(lu, theme, [*own.values()], linked=theme not in own_themes) for theme, own in aside.items()]
    if not told:
        how = "directement " if touched else ""
        told.append(f"aucune priorité ne porte {how}sur {join_words([*without, *noted], 'ni sur')}")
    elif left := [*without, *noted]:
        told.append(f"aucune, sur {join_words(left, 'ni sur')}")
    text = " ; ".join(told)
    return f"{text[:1].upper()}{text[1:]}."


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
        named = any(words_of_theme(lu.contrat, p.thematique, public) or _speaks_of(p, public) for public in whom)
        (bearing if named or answer is not Reponse.INDIRECTE else others).append(p)
    return bearing, others


def _for_others(lu: QuartierLu, theme: str, priorities: Sequence[Priorite], *, linked: bool) -> str:
    """``sur « Insertion », la priorité vise les jeunes``; of a theme that is only linked, that none is direct."""
    label = _named(lu, [theme], "")
    reserved = [p for p in priorities if is_reserved(p)]
    several = len(priorities) > 1
    if len(reserved) < len(priorities):
        others = [] if linked else sorted({f"les {public}" for p in priorities for public in p.publics})
        for_whom = f", pour {join_words(others)}" if others else ""
        return f"{_bearing(len(priorities))} {label}{', thème lié' if linked else for_whom}"
    named = [x for p in reserved for x in p.publics if fold(x) in fold(p.intitule)]
    whom = [*dict.fromkeys(named)] or [*dict.fromkeys(x for p in reserved for x in p.publics)]
    publics = join_words(whom) if len(whom) > 1 else f"les {whom[0]}"
    verb = "visent" if several else "vise"
    if linked:
        return f"aucune priorité directe ; {'celles' if several else 'celle'} sur {label} {verb} {publics}"
    return f"sur {label}, {'les priorités' if several else 'la priorité'} {verb} {publics}"


def _responses(lu: QuartierLu, figure: ChiffreLu) -> tuple[tuple[Priorite, Reponse], ...]:
    return tuple((p, answer_in(lu.contrat, p, figure.indicateur)) for p in lu.priorites)


def _speaks_of(priorite: Priorite, public: str) -> bool:
    """Whether a priority names a public, or has one of the words of its name."""
    if public in priorite.publics:
        return True
    text = fold(" ".join((priorite.intitule, *(d.declinaison for d in priorite.declinaisons))))
    words = (word for word in re.findall(r"[a-z]+", fold(public)) if len(word) >= MOT)
    return any(re.search(rf"\b{word.removesuffix('s')}", text) for word in words)


def _bearing(number: int) -> str:
    """``une priorité porte sur``, ``trois priorités portent sur``."""
    return "une priorité porte sur" if number == 1 else f"{in_letters(number)} priorités portent sur"


def _named(lu: QuartierLu, themes: Iterable[str], word: str) -> str:
    return join_words([f"« {lu.contrat.thematiques[name].libelle} »" for name in themes], word)
