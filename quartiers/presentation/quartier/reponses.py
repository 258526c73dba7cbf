"""What the project does about the figures that a page opens with: whether priorities bear on their themes.

That a priority is of the theme of a figure is not that it was chosen for it, nor that it answers it: the tables know
the theme and the publics only. It is named as the one that comes nearest, and its title says for whom it is; that there
is none is said of a theme that has none.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final

from quartiers.analyse.appuis import (
    Reponse,
    answer_in,
    answer_to_indicator,
    mentions,
    names_its_theme,
    words_of_theme,
)
from quartiers.analyse.diagnostic import ChiffreLu
from quartiers.analyse.reponses import is_reserved
from quartiers.analyse.sujets import subjects_of
from quartiers.donnees.modele import Constat, Indicateur, Priorite
from quartiers.presentation.quartier.lu import QuartierLu

NAMED: Final = 2  # priorities that a sentence names
NOT_ALL: Final = "ne vise pas tous ces habitants"
OF_ANYBODY: Final = frozenset({"ménages modestes", "demandeurs d'emploi", "populations fragiles"})
_HELD: Final = {"parents": ("familles monoparentales", "familles")}
NONE: Final = "aucune priorité ne vise tous ces habitants"


def answers(lu: QuartierLu, figure: ChiffreLu) -> tuple[Priorite, ...]:
    """The priorities that bear on the figure, were it only by a linked theme; not those that only have a word of it."""
    out = (Reponse.PROCHE, Reponse.EVOQUEE, Reponse.AUCUNE)
    return tuple(p for p, answer in _responses(lu, figure) if answer not in out)


def unanswered(lu: QuartierLu) -> tuple[str, ...]:
    """The themes of the contract that difficulties of the field are of, by their words too, and no priority, were it by
    a word; not that of a priority which a reading says them not to support."""
    found = [a.source for a in lu.correspondance.constats if a.reponse in (Reponse.AUCUNE, Reponse.PROCHE)]
    own = {p.thematique for p in lu.priorites}
    return tuple(
        dict.fromkeys(
            c.thematique
            for c in found
            if isinstance(c, Constat)
            and c.thematique in lu.cadre
            and c.thematique not in own
            and names_its_theme(lu.contrat, c)
        )
    )


class Forme(Enum):
    """How much is said of the priorities near some figures, the most first."""

    ENTIERE = "by their titles, two at most"
    SERREE = "by one title, which says for whom it is"


class Portee(Enum):
    """How near a priority is to a figure, the nearest first."""

    THEME = "it is of the figure's theme, whomever it names"
    PROCHE = "a reading says that the figure supports it, or it is of a linked theme"


@dataclass(frozen=True)
class Proche:
    """The priorities that are nearest to a figure, the best first: all as near.

    ``ailleurs``: the first is, by its title, for people that the figure is not about; ``voisine``: for one public
    of them and of a linked theme (the young, where hardly any lives on RSA).
    """

    portee: Portee
    priorites: tuple[Priorite, ...]
    ailleurs: bool = False
    voisine: bool = False


def policy(
    lu: QuartierLu, figures: Sequence[ChiffreLu], found: Sequence[str] = (), forme: Forme = Forme.ENTIERE
) -> str:
    """The sentence that follows the figures: the priorities that come nearest, by title, whomever they name; then on
    which themes there is none, those of figures and those ``found`` in the field. Empty where no priority was entered
    at all.

    Whom a priority is for is in its title: that one for the young and for women is "for other people" than those who
    live on RSA was said of women, who are half of them; that it is not for all of them is true.
    """
    if not lu.avec_priorites:
        return ""
    near = [(figure, nearest(lu, figure)) for figure in figures]
    told = _nearest_in_words([one for _, one in near if one is not None], forme)
    themes = [*dict.fromkeys(theme_of(lu, figure.indicateur) for figure, one in near if one is None)]
    evoked = {theme: evoking(lu, theme) for theme in themes}
    lacking = [in_a_sentence(lu, theme) for theme in themes if not evoked[theme]]
    lacking += [f"{in_a_sentence(lu, theme)}, que le diagnostic aborde" for theme in found[:1]]
    none = [f"aucune priorité ne porte sur {' ni sur '.join(lacking)}"] if lacking else []
    mentioned = [_mentioned(in_a_sentence(lu, theme), found, forme) for theme, found in evoked.items() if found]
    said = " ; ".join(text for text in (told, *mentioned, *none) if text)
    return f"{said[:1].upper()}{said[1:]}."


def _mentioned(theme: str, priorities: Sequence[Priorite], forme: Forme) -> str:
    """``l'emploi n'est qu'évoqué, par : Épauler les parents``: no priority is said not to speak of what it names."""
    verb = "ne sont qu'évoqués" if theme.startswith("les ") else f"n'est qu'évoqué{'e' * theme.startswith('la ')}"
    titles = [p.intitule for p in priorities[: NAMED if forme is Forme.ENTIERE else 1]]
    return f"{theme} {verb}, par : {' ; '.join(titles)}"


def theme_of(lu: QuartierLu, indicateur: Indicateur) -> str:
    """The theme that a figure is told under: its own, or, of one that no priority may have, that which would answer
    it."""
    own = indicateur.thematique
    return own if own in lu.contrat.themes_of(indicateur) else lu.themes_du_cadre(indicateur)[0]


def in_a_sentence(lu: QuartierLu, theme: str) -> str:
    """``l'emploi``, as the table of themes says it; else the name of the theme, as it is."""
    known = lu.contrat.thematiques[theme]
    return known.en_phrase or f"« {known.libelle} »"


def nearest(lu: QuartierLu, figure: ChiffreLu) -> Proche | None:
    """The priorities of the theme of a figure; else those that a reading says that it supports, then those of a linked
    theme. None where no theme links any."""
    confirmed = _confirmed(lu, figure)
    i = figure.indicateur

    def order(p: Priorite) -> tuple[bool, bool, bool]:
        direct = answer_to_indicator(p, i) is Reponse.DIRECTE
        return p not in confirmed, _is_of_another_subject(lu, p, figure), not direct

    if own := [p for p in lu.priorites if p.thematique == i.thematique]:
        about = [p for p in own if p in confirmed or not _is_of_another_subject(lu, p, figure)]
        return _as_near(Portee.THEME, tuple(sorted(about or own, key=order)), i)
    linked = [p for p in lu.priorites if p in confirmed or answer_to_indicator(p, i) is not Reponse.AUCUNE]
    if not linked:
        return None
    return _as_near(Portee.PROCHE, tuple(sorted(linked, key=order)), i)


def _as_near(portee: Portee, found: tuple[Priorite, ...], indicateur: Indicateur) -> Proche:
    apart = is_for_others(found[0], indicateur)
    return Proche(portee, found, apart, apart and portee is Portee.PROCHE and len(found[0].publics) == 1)


def is_for_others(priorite: Priorite, indicateur: Indicateur) -> bool:
    """Whether a priority is by its title for people that a figure is not of: a lone parent is a parent. One whose row
    names job seekers too is for others than its title says."""
    held = [held for public in priorite.publics for held in (public, *_HELD.get(public, ()))]
    reserved = is_reserved(priorite) and not set(priorite.publics) & OF_ANYBODY
    return reserved and not set(indicateur.publics) & set(held)


def evoking(lu: QuartierLu, theme: str) -> tuple[Priorite, ...]:
    """The priorities of other themes that have a word of a theme, in their titles or forms: what a finding that
    supports one says is not what it says."""
    return tuple(p for p in lu.priorites if p.thematique != theme and mentions(lu.contrat, p, theme))


def _nearest_in_words(near: Sequence[Proche], forme: Forme) -> str:
    """``priorité du même thème : Insérer``; ``la priorité la plus proche : Insérer`` where it is not of the theme of
    all the figures; ``la priorité la plus proche ne vise pas tous ces habitants : Insérer les jeunes et les femmes``;
    ``aucune priorité ne vise tous ces habitants`` of those on RSA, where one for the young is no answer."""
    if not near:
        return ""
    firsts = [one.priorites[0] for one in near]
    titles = [*dict.fromkeys(p.intitule for p in (*firsts, *(p for one in near for p in one.priorites)))]
    several = len(titles) > 1
    whole = forme is Forme.ENTIERE
    told = " ; ".join(titles[: NAMED if whole else 1])
    others = [one.ailleurs for one in near]
    if not several and all(one.voisine for one in near):
        return NONE
    if not several and all(others):
        return f"la priorité la plus proche {NOT_ALL} : {told}" if whole else f"priorité la plus proche : {told}"
    if all(one.portee is Portee.THEME for one in near) and not any(others):
        return f"priorité{'s' * several} du même thème : {told}"
    if several:
        return f"les priorités les plus proches : {told}"
    return f"la priorité la plus proche : {told}"


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
