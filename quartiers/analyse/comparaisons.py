"""How a stated figure stands against its reference, and which way it moves.

Rule of the reading, written also in ``data/LISEZMOI.md``: the gap is *value minus reference*, in points
for a percentage, in % of the reference for an amount. Under the threshold of ``contrat.toml`` the figure
is *comparable*; above it, the direction of the indicator says whether it is *plus fragile* or *plus
favorable* (an indicator of context is only said *au-dessus* or *au-dessous*). A figure stated roughly
stands for an interval, and is read only if the whole interval leads to the same reading.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from quartiers.donnees.modele import Affirmation, Contrat, Indicateur, Lecture, Reference


class Position(StrEnum):
    AU_DESSUS = "au-dessus"
    AU_DESSOUS = "au-dessous"
    COMPARABLE = "comparable"
    INDETERMINEE = "indéterminée"


class Situation(StrEnum):
    """The reading of a comparison, in the words that the reports print."""

    FRAGILE = "plus fragile"
    FAVORABLE = "plus favorable"
    COMPARABLE = "comparable"
    AU_DESSUS = "au-dessus"
    AU_DESSOUS = "au-dessous"
    IMPRECISE = "trop imprécis pour conclure"
    NON_COMPAREE = "non comparé"


class Fondement(StrEnum):
    """Which statement of the document, or which published figure, a comparison rests on."""

    REFERENCE_ENONCEE = "référence énoncée avec le chiffre"
    ECART_ENONCE = "écart énoncé avec le chiffre"
    REFERENCE_DU_DOCUMENT = "référence énoncée ailleurs dans le document, pour la même année"
    POSITION_ENONCEE = "position énoncée, sans valeur de référence"
    MOYENNE_DU_CONTRAT = "moyenne pondérée des QPV du contrat, même diffusion"
    FRANCE = "ensemble des QPV de France, même diffusion"
    MEDIANE_FRANCE = "QPV médian de France, même diffusion"
    AUCUNE = "aucune référence énoncée"


class Sens(StrEnum):
    """Which way a figure moves, in the words that the reports print."""

    HAUSSE = "en hausse"
    BAISSE = "en baisse"
    STABLE = "stable"


class Evolution(StrEnum):
    """What a change means for an indicator of that direction."""

    AMELIORATION = "s'améliore"
    DEGRADATION = "se dégrade"
    STABLE = "stable"
    HAUSSE = "en hausse"
    BAISSE = "en baisse"


@dataclass(frozen=True)
class Comparaison:
    """A figure against a territory.

    ``ecart`` is in points (or euros), rounded like the figures it comes from; None when the document
    gives no number. ``contredite`` says that the stated position is not the one the numbers show.
    """

    fondement: Fondement
    territoire: str | None
    valeur_reference: float | None
    ecart: float | None
    position: Position | None
    situation: Situation
    contredite: bool = False


@dataclass(frozen=True)
class Tendance:
    """A change between two dates; ``variation`` is None when only its direction is stated.

    A published figure has an edition beside its year, which may be unknown.
    """

    variation: float | None
    annee_initiale: int | None
    annee: int | None
    sens: Sens
    evolution: Evolution
    calculee: bool
    contredite: bool = False
    editions: tuple[int, int] | None = None


NON_COMPAREE: Final = Comparaison(Fondement.AUCUNE, None, None, None, None, Situation.NON_COMPAREE)


def difference(value: float, base: float) -> float:
    """``value - base`` without the binary noise of the subtraction (figures have 2 decimals at most)."""
    return round(value - base, 4)


def interval(value: float, precision: str, margin: float) -> tuple[float, float]:
    """Bounds of what a figure stated with that precision may be, in its unit."""
    match precision:
        case "environ":
            return value - margin, value + margin
        case "plus de":
            return value, math.inf
        case "moins de":
            return -math.inf, value
    return value, value


def position(low: float, high: float, reference: float, unit: str, rule: Lecture) -> Position:
    """Where the interval [low, high] stands against ``reference``, by the thresholds of ``rule``."""
    threshold = rule.ecart(reference, unit)
    below, above = difference(low, reference), difference(high, reference)
    if below >= threshold and below > 0:
        return Position.AU_DESSUS
    if above <= -threshold and above < 0:
        return Position.AU_DESSOUS
    if (-threshold < below and above < threshold) or below == above == 0:
        return Position.COMPARABLE
    return Position.INDETERMINEE


def situation(where: Position, sens: str) -> Situation:
    """The reading of a position for an indicator of that direction."""
    if where is Position.INDETERMINEE:
        return Situation.IMPRECISE
    if where is Position.COMPARABLE:
        return Situation.COMPARABLE
    if sens == "contexte":
        return Situation(where.value)
    unfavourable = where is (Position.AU_DESSUS if sens == "defavorable" else Position.AU_DESSOUS)
    return Situation.FRAGILE if unfavourable else Situation.FAVORABLE


def compare(affirmation: Affirmation, indicateur: Indicateur, contrat: Contrat) -> Comparaison:
    """The comparison of a stated figure: with the first reference of :data:`_REFERENCES` found, or else
    by the position that the document states without a number."""
    a, rule = affirmation, contrat.lecture
    if a.valeur is not None:
        found = next(filter(None, (find(a, a.valeur, contrat) for find in _REFERENCES)), None)
        if found is not None:
            margin = rule.marge_environ(a.valeur, indicateur.unite)
            where = position(*interval(a.valeur, a.precision, margin), found.valeur, indicateur.unite, rule)
            gap = difference(a.valeur, found.valeur)
            return Comparaison(
                found.fondement,
                found.territoire,
                found.valeur,
                gap,
                where,
                situation(where, indicateur.sens),
                contredite=_contradicts(a.position, gap, where),
            )
    if a.position is not None:
        where = Position(a.position)
        return Comparaison(
            Fondement.POSITION_ENONCEE, a.reference, None, None, where, situation(where, indicateur.sens)
        )
    return NON_COMPAREE


def _contradicts(stated: str | None, gap: float, where: Position) -> bool:
    """Whether the words are wrong: the other side, or "comparable" for a gap beyond the threshold."""
    match stated:
        case "au-dessus":
            return gap < 0
        case "au-dessous":
            return gap > 0
        case "comparable":
            return where in (Position.AU_DESSUS, Position.AU_DESSOUS)
    return False


@dataclass(frozen=True)
class _Trouvee:
    """A reference value, and the statement it rests on."""

    fondement: Fondement
    territoire: str
    valeur: float


def _stated_reference(a: Affirmation, _value: float, _contrat: Contrat) -> _Trouvee | None:
    if a.valeur_reference is None or a.reference is None:
        return None
    return _Trouvee(Fondement.REFERENCE_ENONCEE, a.reference, a.valeur_reference)


def _stated_gap(a: Affirmation, value: float, _contrat: Contrat) -> _Trouvee | None:
    if a.ecart_reference is None or a.reference is None:
        return None
    return _Trouvee(Fondement.ECART_ENONCE, a.reference, difference(value, a.ecart_reference))


def _reference_of_document(a: Affirmation, _value: float, contrat: Contrat) -> _Trouvee | None:
    territoire = a.reference or contrat.lecture.reference
    values = {r.valeur for r in matching_references(contrat, territoire, a.indicateur, a.annee)}
    if len(values) != 1:  # none, or references that contradict each other
        return None
    return _Trouvee(Fondement.REFERENCE_DU_DOCUMENT, territoire, values.pop())


_REFERENCES: Final[tuple[Callable[[Affirmation, float, Contrat], _Trouvee | None], ...]] = (
    _stated_reference,
    _stated_gap,
    _reference_of_document,
)


def matching_references(contrat: Contrat, territoire: str, indicateur: str, annee: int | None) -> tuple[Reference, ...]:
    """References stated for that territory, indicator and year (an undated figure: undated references)."""
    return tuple(
        r for r in contrat.references if (r.territoire, r.indicateur, r.annee) == (territoire, indicateur, annee)
    )


def trend(a: Affirmation, i: Indicateur, rule: Lecture) -> Tendance | None:
    """The change that the document states, or that its two values give; None if it says nothing."""
    variation, computed = a.variation, False
    if variation is None and a.valeur is not None and a.valeur_initiale is not None:
        variation, computed = difference(a.valeur, a.valeur_initiale), True
    if variation is None and a.tendance is None:
        return None
    if variation is None:
        sens = {"hausse": Sens.HAUSSE, "baisse": Sens.BAISSE}.get(a.tendance or "", Sens.STABLE)
    else:
        start = a.valeur_initiale
        if start is None and a.valeur is not None:
            start = a.valeur - variation
        sens = _direction(variation, start, i, rule)
    contradicted = variation is not None and a.tendance is not None and _denies(a.tendance, variation, sens)
    if i.unite != "%" and a.valeur is None and a.valeur_initiale is None and a.tendance == "stable":
        sens, contradicted = Sens.STABLE, False  # an amount alone is neither small nor large
    return Tendance(variation, a.annee_initiale, a.annee, sens, _evolution(sens, i.sens), computed, contradicted)


def _denies(stated: str, variation: float, sens: Sens) -> bool:
    """Whether the stated direction is not the number's: its sign, or its threshold for "stable"."""
    match stated:
        case "hausse":
            return variation <= 0
        case "baisse":
            return variation >= 0
    return sens is not Sens.STABLE


def change_between(
    variation: float,
    start: float,
    indicateur: Indicateur,
    rule: Lecture,
    *,
    annees: tuple[int | None, int | None],
    editions: tuple[int, int],
) -> Tendance:
    """The change between two published figures; ``annees`` and ``editions`` are those of its two ends."""
    sens = _direction(variation, start, indicateur, rule)
    evolution = _evolution(sens, indicateur.sens)
    return Tendance(variation, annees[0], annees[1], sens, evolution, calculee=True, editions=editions)


def _direction(variation: float, start: float | None, i: Indicateur, rule: Lecture) -> Sens:
    """Under the threshold, stable; an amount whose start is unknown has none."""
    threshold = rule.tendance(start or 0.0, i.unite)
    if variation == 0:
        return Sens.STABLE
    if abs(variation) < threshold:
        return Sens.STABLE
    return Sens.HAUSSE if variation > 0 else Sens.BAISSE


def _evolution(way: Sens, sens: str) -> Evolution:
    if way is Sens.STABLE:
        return Evolution.STABLE
    if sens == "contexte":
        return Evolution.HAUSSE if way is Sens.HAUSSE else Evolution.BAISSE
    better = (way is Sens.HAUSSE) == (sens == "favorable")
    return Evolution.AMELIORATION if better else Evolution.DEGRADATION
