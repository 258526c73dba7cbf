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
from quartiers.analyse.mots import word_finder
from quartiers.analyse.sujets import subjects_of
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
    narrow: set[str] = set()  # priorities that are not for those whom a figure of their own theme counts
    without: dict[str, None] = {}
    touched = False
    for figure in figures:
        bearing, others = _bearing_on(lu, figure)
        own = {*lu.contrat.themes_of(figure.indicateur)}
        own_themes |= own
        narrow |= {p.priorite for p in others if p.thematique in own}
        for found_there, group in ((having, bearing), (aside, others)):
            for p in group:
                found_there.setdefault(p.thematique, {})[p.priorite] = p
        if not bearing and not others:
            themes = lu.themes_du_cadre(figure.indicateur)
            touched = touched or any(mentions(lu.contrat, p, theme) for p in lu.priorites for theme in themes)
            without[_named(lu, themes, "ou")] = None
    for theme in [*having]:  # what bears on one of the figures, and not on the other, is told for whom it is
        (having if {*having[theme]} <= narrow else aside).pop(theme, None)
    noted = [f"{_named(lu, [theme], '')}, que le diagnostic aborde" for theme in found[:1]]
    told = [f"{_bearing(len(kept))} {_named(lu, [theme], '')}" for theme, kept in having.items()]
    told += [_for_others(lu, theme, [*kept.values()], linked=theme not in own_themes) for theme, kept in aside.items()]
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


def _for_others(lu: QuartierLu, theme: str, priorities: Sequence[Priorite], *, linked: bool) -> str:
    """``priorité la plus proche : « Insertion », qui vise les jeunes``; of a linked theme that is for all, that
    it is linked."""
    label = _named(lu, [theme], "")
    reserved = [p for p in priorities if is_reserved(p)]
    apart = [p for p in priorities if p not in reserved and not linked and _is_of_another_subject(lu, p)]
    if len(reserved) == len(priorities):
        several = len(priorities) > 1
        head = "priorités les plus proches" if several else "priorité la plus proche"
        return f"{head} : {label}, qui {'visent' if several else 'vise'} {_publics(reserved)}"
    if len(reserved) + len(apart) == len(priorities):
        kept = reserved or apart  # what is of another subject is not told beside what is for some people
        number = "une priorité" if len(kept) == 1 else f"{in_letters(len(kept))} priorités"
        return f"{label} : {number} {f'pour {_publics(reserved, short=True)}' if reserved else 'sur un autre sujet'}"
    others = [] if linked else sorted({f"les {public}" for p in priorities for public in p.publics})
    for_whom = f", pour {join_words(others)}" if others else ""
    return f"{_bearing(len(priorities))} {label}{', thème lié' if linked else for_whom}"


def _publics(priorities: Sequence[Priorite], *, short: bool = False) -> str:
    """All those whom priorities are for: not only those whom their titles have room for."""
    whom = [*dict.fromkeys(public for p in priorities for public in p.publics)]
    return join_words(whom if (short and len(whom) > 1) or len(whom) > 2 else [f"les {public}" for public in whom])


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


def _bearing(number: int) -> str:
    """``une priorité porte sur``, ``trois priorités portent sur``."""
    return "une priorité porte sur" if number == 1 else f"{in_letters(number)} priorités portent sur"


def _named(lu: QuartierLu, themes: Iterable[str], word: str) -> str:
    return join_words([f"« {lu.contrat.thematiques[name].libelle} »" for name in themes], word)
