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
from quartiers.donnees.modele import Constat, Priorite
from quartiers.presentation.quartier.lu import QuartierLu
from quartiers.typographie import count

NAMED: Final = 2  # priorities that a sentence names


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

    ENTIERE = "by their titles, two at most, and the nearest of another theme where none is near"
    SERREE = "by one title, and how many others there are"


class Portee(Enum):
    """How near a priority is to a figure, the nearest first."""

    THEME = "it is of the figure's theme, whomever it names"
    PROCHE = "a reading says that the figure supports it, or it is of a linked theme"


@dataclass(frozen=True)
class Proche:
    """The priorities that are nearest to a figure, the best first: all as near.

    ``ailleurs``: the first is for one public only, that the figure is not about (RSA, and the young).
    """

    portee: Portee
    priorites: tuple[Priorite, ...]
    ailleurs: bool = False


def policy(
    lu: QuartierLu, figures: Sequence[ChiffreLu], found: Sequence[str] = (), forme: Forme = Forme.ENTIERE
) -> str:
    """The sentence that follows the figures: the priorities that come nearest, by title, whomever they name; then on
    which themes there is none, those of figures and those ``found`` in the field. Empty where no priority was entered
    at all.

    Whom a priority is for is in its title: that one for the young and for women is "for other people" than those who
    live on RSA was said of women, who are half of them.
    """
    if not lu.avec_priorites:
        return ""
    near = [(figure, nearest(lu, figure)) for figure in figures]
    told = _nearest_in_words([one for _, one in near if one is not None], forme)
    left = [figure for figure, one in near if one is None]
    themes = [*dict.fromkeys(t for figure in left for t in lu.themes_du_cadre(figure.indicateur))]
    noted = [f"{_named(lu, theme)}, que le diagnostic aborde" for theme in found[:1]]
    lacking = [*(_named(lu, theme) + _attached(lu, theme, left) for theme in themes), *noted]
    none = f"aucune priorité n'a pour thème {' ni '.join(lacking)}" if lacking else ""
    if left and forme is Forme.ENTIERE and (others := [p for theme in themes for p in evoking(lu, theme)]):
        none += f" ; la plus proche est d'un autre thème : {others[0].intitule}"
    said = " ; ".join(text for text in (told, none) if text)
    return f"{said[:1].upper()}{said[1:]}."


def _attached(lu: QuartierLu, theme: str, figures: Sequence[ChiffreLu]) -> str:
    """``, dont ce chiffre relève ici``: why a theme is named that no figure before it is of."""
    brought = [f for f in figures if theme in lu.themes_du_cadre(f.indicateur)]
    if any(f.indicateur.thematique == theme for f in brought):
        return ""
    return ", dont ce chiffre relève ici" if len(brought) == 1 else ", dont ces chiffres relèvent ici"


def nearest(lu: QuartierLu, figure: ChiffreLu) -> Proche | None:
    """The priorities of the theme of a figure; else those that a reading says that it supports, then those of a linked
    theme. None where no theme links any."""
    confirmed = _confirmed(lu, figure)
    i = figure.indicateur

    def order(p: Priorite) -> tuple[bool, bool, bool]:
        direct = answer_to_indicator(p, i) is Reponse.DIRECTE
        return p not in confirmed, _is_of_another_subject(lu, p, figure), not direct

    if own := [p for p in lu.priorites if p.thematique == i.thematique]:
        return Proche(Portee.THEME, tuple(sorted(own, key=order)))
    linked = [p for p in lu.priorites if p in confirmed or answer_to_indicator(p, i) is not Reponse.AUCUNE]
    if not linked:
        return None
    found = tuple(sorted(linked, key=order))
    apart = answer_to_indicator(found[0], i) is not Reponse.DIRECTE
    return Proche(Portee.PROCHE, found, apart and len(found[0].publics) == 1 and is_reserved(found[0]))


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


def _nearest_in_words(near: Sequence[Proche], forme: Forme) -> str:
    """``priorité du même thème : Insérer``; ``la priorité qui s'en approche le plus : Insérer`` where it is not of the
    theme of all the figures."""
    if not near:
        return ""
    firsts = [one.priorites[0] for one in near]
    titles = [*dict.fromkeys(p.intitule for p in (*firsts, *(p for one in near for p in one.priorites)))]
    several = len(titles) > 1
    shown = titles[: NAMED if forme is Forme.ENTIERE else 1]
    left = len(titles) - len(shown)
    told = " ; ".join(shown) + (f" (et {count(left, 'autre')})" if left else "")
    if all(one.portee is Portee.THEME for one in near):
        return f"priorité{'s' * several} du même thème : {told}"
    if several:
        return f"les priorités qui s'en approchent le plus : {told}"
    only = f" ne nomme que les {firsts[0].publics[0]}" if any(one.ailleurs for one in near) else ""
    return f"la priorité qui s'en approche le plus{only} : {told}"


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


def _named(lu: QuartierLu, theme: str) -> str:
    return f"« {lu.contrat.thematiques[theme].libelle} »"
