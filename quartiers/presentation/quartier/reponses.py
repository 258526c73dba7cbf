"""What the project does about the figures that a page opens with: whether priorities bear on their themes.

That a priority is of the theme of a figure is not that it was chosen for it, nor that it answers it: the tables know
the theme and the publics only. Publics are not told of a priority, which may be for all and for some « en
particulier »; that none speaks of the people whom a figure counts is.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from quartiers.analyse.appuis import Reponse, answer_in, mentions, names_its_theme, words_of_theme
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
    """The sentence that follows the figures: which of their themes have priorities, then which of the themes ``found``
    in the field have none. Empty where no priority was entered at all."""
    if not lu.avec_priorites:
        return ""
    having: dict[str, dict[str, Priorite]] = {}
    without: dict[str, None] = {}
    touched = False
    for figure in figures:
        themes = lu.themes_du_cadre(figure.indicateur)
        own = [p for p in lu.priorites if p.thematique in themes]
        for p in own:
            having.setdefault(p.thematique, {})[p.priorite] = p
        if not own:
            without[_named(lu, themes, "ou")] = None
            touched = touched or bool(speaking_of(lu, themes))
    if not having:
        without |= dict.fromkeys(_named(lu, [theme], "") for theme in found)
        return f"Aucune priorité ne porte {'directement ' if touched else ''}sur {join_words([*without], 'ni sur')}."
    without |= dict.fromkeys(f"{_named(lu, [theme], '')}, que le diagnostic aborde" for theme in found[:1])
    told = [f"{_bearing(len(own))} {_named(lu, [theme], '')}" for theme, own in having.items()]
    text = f"{told[0][:1].upper()}{told[0][1:]}{''.join(f' ; {more}' for more in told[1:])}"
    unspoken = _unspoken(lu, figures, [p for own in having.values() for p in own.values()])
    text += f" ; aucune ne nomme {join_words(unspoken, 'ni')}" if unspoken else ""
    left = f" ; aucune, sur {join_words([*without], 'ni sur')}" if without else ""
    return f"{text}{left}."


def speaking_of(lu: QuartierLu, themes: Iterable[str]) -> list[Priorite]:
    """The priorities of other themes that have a word of one of these, those that have it in their title first: the
    themes are those that one would file an answer under, as the page names them."""
    wanted = tuple(themes)
    found = [p for p in lu.priorites if any(mentions(lu.contrat, p, theme) for theme in wanted)]
    return sorted(found, key=lambda p: not in_title(lu, wanted, p))


def in_title(lu: QuartierLu, themes: Iterable[str], priorite: Priorite) -> bool:
    return any(words_of_theme(lu.contrat, theme, priorite.intitule) for theme in themes)


def _responses(lu: QuartierLu, figure: ChiffreLu) -> tuple[tuple[Priorite, Reponse], ...]:
    return tuple((p, answer_in(lu.contrat, p, figure.indicateur)) for p in lu.priorites)


def _unspoken(lu: QuartierLu, figures: Iterable[ChiffreLu], priorities: Sequence[Priorite]) -> list[str]:
    """The people whom figures count, of whom no priority of their theme speaks, in its publics, its title or its forms,
    while one of these is for some people; not those whom the theme itself names."""
    unspoken: dict[str, None] = {}
    for figure in figures:
        theme = figure.indicateur.thematique
        own = [p for p in priorities if p.thematique == theme]
        if any(p.publics for p in own):
            publics = (
                public
                for public in figure.indicateur.publics
                if not words_of_theme(lu.contrat, theme, public) and not any(_speaks_of(p, public) for p in own)
            )
            unspoken |= dict.fromkeys(f"les {public}" for public in publics)
    return [*unspoken]


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
