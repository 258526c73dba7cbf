"""What the project does about the figures that a page opens with: the themes of its priorities, and whom they name.

A priority of a linked theme is no priority on the theme itself, and is an answer all the same: both are said. A
priority that names other people than the figure counts is said to.
"""

from collections.abc import Iterable, Sequence

from quartiers.analyse.appuis import Reponse
from quartiers.analyse.diagnostic import ChiffreLu
from quartiers.donnees.modele import Priorite
from quartiers.presentation.quartier.lu import QuartierLu
from quartiers.typographie import in_letters, join_words


def answers(lu: QuartierLu, figure: ChiffreLu) -> tuple[Priorite, ...]:
    """The priorities that bear on the figure, were it only by a linked theme; not those that only have a word of it."""
    return tuple(p for p, answer in _responses(lu, figure) if answer is not Reponse.EVOQUEE)


def policy(lu: QuartierLu, figures: Sequence[ChiffreLu]) -> str:
    """The sentence that follows the figures: which of their themes have priorities, for whom; else what answers them
    all the same. Empty where no priority was entered at all."""
    if not lu.avec_priorites:
        return ""
    own: dict[str, dict[str, Priorite]] = {}
    linked: dict[str, Priorite] = {}
    touched = False
    for figure in figures:
        themes = lu.contrat.themes_of(figure.indicateur)
        on_theme = own.setdefault(_named(lu, themes, "ou"), {})
        for priority in answers(lu, figure):
            (on_theme if priority.thematique in themes else linked)[priority.priorite] = priority
        touched = touched or any(answer is Reponse.EVOQUEE for _, answer in _responses(lu, figure))
    having = {theme: tuple(found.values()) for theme, found in own.items() if found}
    without = [theme for theme, found in own.items() if not found]
    if having:
        told = [f"{_counted(len(found))} sur {theme}{_whom(found)}" for theme, found in having.items()]
        named = {public for found in having.values() for p in found for public in p.publics}
        unnamed = [public for public in _unnamed(lu, figures) if public not in named]
        return f"Le projet a {' ; '.join(told)}{_lacking(unnamed, without, bool(linked))}."
    if linked:
        names = _named(lu, dict.fromkeys(p.thematique for p in linked.values()), "et")
        found = tuple(linked.values())
        return (
            f"Le projet y répond par {_counted(len(found))} sur {names}{_whom(found)}, "
            f"sans priorité propre à {join_words(without, 'ni à')}."
        )
    return f"Aucune priorité ne porte {'directement ' if touched else ''}sur {join_words(without, 'ni sur')}."


def _responses(lu: QuartierLu, figure: ChiffreLu) -> tuple[tuple[Priorite, Reponse], ...]:
    return next((a.reponses for a in lu.correspondance.chiffres if a.source is figure), ())


def _whom(found: Sequence[Priorite]) -> str:
    """``, pour les jeunes et les femmes``: whom some priorities name; empty where one of them is for all."""
    if not all(p.publics for p in found):
        return ""
    return f", pour {join_words(_with_articles(public for p in found for public in p.publics))}"


def _unnamed(lu: QuartierLu, figures: Iterable[ChiffreLu]) -> list[str]:
    """The people whom figures count and no priority of their theme names, while one of these names others."""
    unnamed: dict[str, None] = {}
    for figure in figures:
        themes, publics = lu.contrat.themes_of(figure.indicateur), figure.indicateur.publics
        found = [p for p in answers(lu, figure) if p.thematique in themes]
        apart = any(p.publics for p in found) and not any(set(publics) & set(p.publics) for p in found)
        unnamed |= dict.fromkeys(publics if apart else ())
    return [*unnamed]


def _lacking(publics: Sequence[str], themes: Sequence[str], linked: bool) -> str:
    """`` ; aucune ne nomme les femmes, ni n'est propre à « Revenus et pauvreté »``; ``linked``: priorities of another
    theme answer these all the same."""
    whom = f" ; aucune ne nomme {join_words(_with_articles(publics), 'ni')}" if publics else ""
    if not themes:
        return whom
    if linked:
        names = join_words([*themes], "ni à")
        return f"{whom}, ni n'est propre à {names}" if whom else f", sans priorité propre à {names}"
    names = join_words([*themes], "ni sur")
    return f"{whom}, ni ne porte sur {names}" if whom else f", aucune sur {names}"


def _with_articles(publics: Iterable[str]) -> list[str]:
    return [f"les {public}" for public in dict.fromkeys(publics)]


def _counted(number: int) -> str:
    """``une priorité``, ``trois priorités``."""
    return "une priorité" if number == 1 else f"{in_letters(number)} priorités"


def _named(lu: QuartierLu, themes: Iterable[str], word: str) -> str:
    return join_words([f"« {lu.contrat.thematiques[name].libelle} »" for name in themes], word)
