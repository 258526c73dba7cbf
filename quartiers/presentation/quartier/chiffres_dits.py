"""Figures named in a sentence, with how they stand: what the document alone states is said to be so."""

from collections.abc import Sequence
from typing import Final

from quartiers.analyse.comparaisons import Evolution, Fondement, Situation
from quartiers.analyse.diagnostic import ChiffreLu
from quartiers.analyse.soutiens import is_doubted, published_of
from quartiers.presentation.quartier.lu import QuartierLu
from quartiers.typographie import count, join_words, lower_first

NAMED: Final = 2  # that a list names
DOUBTED: Final = "à vérifier"
STATED: Final = "selon le document"
UNCOMPARED: Final = ""
BY_REPORT: Final = "par rapprochement"  # with a mean that the document states in another section, and not there
# How a figure that the document states of a public stands: of one, of several.
_STATES: Final = {
    DOUBTED: (f", {DOUBTED}", f", {DOUBTED}"),
    Situation.FRAGILE.value: (", plus fragile", ", plus fragiles"),
    Situation.FAVORABLE.value: (", moins fragile que sa référence", ", moins fragiles que leur référence"),
    Situation.COMPARABLE.value: (", comparable à sa référence", ", comparables à leur référence"),
    Situation.AU_DESSUS.value: (", au-dessus de la référence", ", au-dessus de la référence"),
    Situation.AU_DESSOUS.value: (", au-dessous de la référence", ", au-dessous de la référence"),
    Situation.IMPRECISE.value: (", à l'écart non concluant", ", à l'écart non concluant"),
    UNCOMPARED: (", sans comparaison", ", sans comparaison"),
}
_PUBLISHED: Final = {
    Situation.FRAGILE: "publié, plus fragile",
    Situation.FAVORABLE: "publié, moins fragile",
    Situation.COMPARABLE: "publié, comparable",
    Situation.IMPRECISE: "écart publié non concluant",
}


def name_figures(lu: QuartierLu, figures: Sequence[ChiffreLu], most: int = NAMED) -> str:
    """``jeunes ni en emploi ni en formation (selon le document, plus fragile) et 1 autre chiffre``: those that stand
    alike together, each other one with how it stands."""
    stated: dict[str, str] = {}
    for f in figures:
        stated.setdefault(lower_first(f.indicateur.libelle_court), _as_stated(lu, f))
    groups: dict[str, list[str]] = {}
    for name in [*stated][:most]:
        groups.setdefault(stated[name], []).append(name)
    told = [join_words(names) + (f" ({how})" if how else "") for how, names in groups.items()]
    left = len(stated) - most
    return join_words(told) + (f" et {count(left, 'autre chiffre', 'autres chiffres')}" if left > 0 else "")


def _as_stated(lu: QuartierLu, figure: ChiffreLu) -> str:
    """``écart publié non concluant``: how it is read where it is published too; else that the document says it, and
    how it compares it or says it to move; nothing of what is published only."""
    if figure.publie:
        return ""
    if is_doubted(lu, figure):
        return f"{STATED}, {DOUBTED}"
    published = published_of(lu, figure)
    if published is not None and published.comparaison.situation in _PUBLISHED:
        return _PUBLISHED[published.comparaison.situation]
    situation, trend = figure.comparaison.situation, figure.tendance
    if situation.value in _STATES:
        by = is_set_beside(figure)
        return (
            f"{STATED} ;{_STATES[situation.value][0][1:]}, {BY_REPORT}" if by else STATED + _STATES[situation.value][0]
        )
    if trend is not None and trend.evolution is Evolution.DEGRADATION:
        return f"{STATED}, en dégradation"
    return STATED + _STATES[UNCOMPARED][0]


def is_set_beside(figure: ChiffreLu) -> bool:
    """Whether this report alone sets a figure beside its reference: its own sentence compares it with nothing."""
    compared = figure.comparaison.fondement in (Fondement.REFERENCE_DU_DOCUMENT, Fondement.AUTRE_POPULATION)
    return compared and figure.affirmation is not None and figure.affirmation.position is None


def count_stated(lu: QuartierLu, figures: Sequence[ChiffreLu]) -> str:
    """``1 chiffre du document, moins fragile que sa référence : emploi des femmes ; 1 autre, à vérifier : …``."""
    groups: dict[tuple[str, bool], list[str]] = {}
    for f in figures:
        state = state_of(lu, f)
        by = state != DOUBTED and published_of(lu, f) is None and is_set_beside(f)
        groups.setdefault((state, by), []).append(lower_first(f.indicateur.libelle_court))
    told: list[str] = []
    for (state, by), labels in groups.items():
        names = [*dict.fromkeys(labels)]
        what = count(len(names), "autre", "autres")
        if not told:
            what = count(len(names), "chiffre du document", "chiffres du document")
        stands = _STATES[state][len(names) > 1] + (f", {BY_REPORT}" if by else "")
        told.append(f"{what}{stands} : {join_words(names)}")
    return " ; ".join(told)


def state_of(lu: QuartierLu, figure: ChiffreLu) -> str:
    """The key of :data:`_STATES`: what is doubted of a figure before how it stands, and how what is published does
    before what the document compares."""
    if is_doubted(lu, figure):
        return DOUBTED
    found = (published_of(lu, figure) or figure).comparaison.situation.value
    return found if found in _STATES else UNCOMPARED
