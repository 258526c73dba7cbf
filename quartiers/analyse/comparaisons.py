"""How a figure stands against its reference, and which way it moves.

Rule of the reading, written also in ``docs/methode.md``: the gap is *value minus reference*, in points
for a percentage, in % of the reference for an amount. Under the threshold of ``contrat.toml`` the figure
is *comparable*; above it, the direction of the indicator says whether it is *plus fragile* or *moins
fragile* (an indicator of context is only said *au-dessus* or *au-dessous*). What is not sure is not read: a figure
stated roughly stands for an interval, and a published one has the margin of its uncertainty
(:mod:`quartiers.analyse.incertitude`).
"""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from quartiers.analyse.paliers import Place
from quartiers.donnees.modele import Affirmation, Contrat, Indicateur, Lecture, Reference


class Position(StrEnum):
    AU_DESSUS = "au-dessus"
    AU_DESSOUS = "au-dessous"
    COMPARABLE = "comparable"
    INDETERMINEE = "indéterminée"


class Situation(StrEnum):
    """The reading of a comparison, in the words that the reports print."""

    FRAGILE = "plus fragile"
    FAVORABLE = "moins fragile"
    COMPARABLE = "comparable"
    AU_DESSUS = "au-dessus"
    AU_DESSOUS = "au-dessous"
    IMPRECISE = "écart non concluant"
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
    AUTRE_POPULATION = "référence énoncée ailleurs dans le document, pour un autre âge, ou un âge non énoncé"
    AUCUNE = "aucune référence énoncée"


class Sens(StrEnum):
    """Which way a figure moves, in the words that the reports print."""

    HAUSSE = "en hausse"
    BAISSE = "en baisse"
    STABLE = "stable"
    INCERTAIN = "évolution non concluante"


class Evolution(StrEnum):
    """What a change means for an indicator of that direction: nouns, as the figures may be of years ago."""

    AMELIORATION = "amélioration"
    DEGRADATION = "dégradation"
    STABLE = "stable"
    HAUSSE = "en hausse"
    BAISSE = "en baisse"
    INCERTAINE = "évolution non concluante"
    DIVERGENTE = "le nombre ne suit pas la part"
    COMME_FRANCE = "non distinguée de celle des QPV de France"
    RUPTURE = "saut entre deux diffusions"


@dataclass(frozen=True)
class Comparaison:
    """A figure against a territory.

    ``ecart`` is in points (or euros), that of the figures as they are printed; None when the document
    gives no number. ``contredite`` says that the stated position is not the one the numbers show. ``place`` is among
    the QPV of France, ``personnes`` how many people the gap is, of a published figure whose denominator is known.
    ``repetee``: of a gap that is not read, in how many measures up to this one it was on that side, beyond the
    threshold each time; 0 where that is not known, or too few. ``marge`` is what a published gap must reach to be read,
    in the indicator's unit; None where it is not estimated.
    """

    fondement: Fondement
    territoire: str | None
    valeur_reference: float | None
    ecart: float | None
    position: Position | None
    situation: Situation
    contredite: bool = False
    place: Place | None = None
    personnes: float | None = None
    repetee: int = 0
    marge: float | None = None


@dataclass(frozen=True)
class Mouvement:
    """What the QPV of France changed between two editions, in the indicator's unit.

    ``apparie``: the median of the changes of the QPV that both publish, else the difference of the two medians.
    """

    points: float
    apparie: bool


@dataclass(frozen=True)
class Date:
    """When a published figure is from: the year of its data, where it is known, and its edition."""

    annee: int | None
    edition: int


@dataclass(frozen=True)
class Marche:
    """The one step, between two dates that follow each other, that makes nearly all of a change.

    ``proche``: the two editions are neighbours; else nothing is published between them. ``seule``: nothing else is
    known of the series. ``atteint``: what it came to, where the step is more than the whole change. ``depuis``: what
    changed after it, in the indicator's unit, of the figures as they are printed.
    """

    debut: Date
    fin: Date
    proche: bool
    seule: bool
    atteint: float | None = None
    depuis: float = 0.0


@dataclass(frozen=True)
class Tendance:
    """A change between two dates; ``variation`` is None when only its direction is stated.

    A published figure has an edition beside its year, which may be unknown; ``effectifs`` are the people counted at
    both ends, where the share's denominator is published, and ``bases`` how many there are in all; ``rupture`` is the
    break that the change goes through: the date and the value before and after; ``nationale`` is what the QPV of France
    changed in between;
    ``reguliere``: the editions in between go the same way, and no single step makes nearly all of the change;
    ``marche`` is that step, or the only one that is known.
    """

    variation: float | None
    annee_initiale: int | None
    annee: int | None
    sens: Sens
    evolution: Evolution
    contredite: bool = False
    editions: tuple[int, int] | None = None
    effectifs: tuple[float, float] | None = None
    bases: tuple[float, float] | None = None
    rupture: tuple[tuple[Date, float], tuple[Date, float]] | None = None
    nationale: Mouvement | None = None
    reguliere: bool = True
    marche: Marche | None = None


NON_COMPAREE: Final = Comparaison(Fondement.AUCUNE, None, None, None, None, Situation.NON_COMPAREE)
AUTRE_POPULATION: Final = Comparaison(Fondement.AUTRE_POPULATION, None, None, None, None, Situation.NON_COMPAREE)
_NUMBER: Final = re.compile(r"\d+")


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


def printed(value: float, unit: str) -> float:
    """A figure as it is printed (half up): to the decimal for a percentage, to the unit for an amount.

    >>> printed(19.75, "%"), printed(931.5, "€")
    (19.8, 932.0)
    """
    scale = 10 if unit == "%" else 1
    return math.floor(value * scale + 0.5) / scale


def gap_between(value: float, base: float, unit: str) -> float:
    """The difference of two figures as they are printed: what a reader finds by subtracting them."""
    return difference(printed(value, unit), printed(base, unit))


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
        found = next(filter(None, (find(a, a.valeur, indicateur, contrat) for find in _REFERENCES)), None)
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
        # Who lives there is no fragility, and no number says how far from the others it is.
        read = situation(where, "contexte" if indicateur.composition else indicateur.sens)
        return Comparaison(Fondement.POSITION_ENONCEE, a.reference, None, None, where, read)
    if a.valeur is not None and _elsewhere(a, contrat) and not _is_of_the_same(a, indicateur, contrat):
        return AUTRE_POPULATION
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


def _stated_reference(a: Affirmation, _value: float, _i: Indicateur, _contrat: Contrat) -> _Trouvee | None:
    if a.valeur_reference is None or a.reference is None:
        return None
    return _Trouvee(Fondement.REFERENCE_ENONCEE, a.reference, a.valeur_reference)


def _stated_gap(a: Affirmation, value: float, _i: Indicateur, _contrat: Contrat) -> _Trouvee | None:
    if a.ecart_reference is None or a.reference is None:
        return None
    return _Trouvee(Fondement.ECART_ENONCE, a.reference, difference(value, a.ecart_reference))


def _reference_of_document(a: Affirmation, _value: float, i: Indicateur, contrat: Contrat) -> _Trouvee | None:
    values = _elsewhere(a, contrat)
    if len(values) != 1 or not _is_of_the_same(a, i, contrat):  # none, or references that contradict each other
        return None
    return _Trouvee(Fondement.REFERENCE_DU_DOCUMENT, a.reference or contrat.lecture.reference, values.pop())


def _elsewhere(a: Affirmation, contrat: Contrat) -> set[float]:
    """The references that the document gives for other figures of that indicator and year."""
    return {r.valeur for r in _references_elsewhere(a, contrat)}


def _references_elsewhere(a: Affirmation, contrat: Contrat) -> tuple[Reference, ...]:
    return matching_references(contrat, a.reference or contrat.lecture.reference, a.indicateur, a.annee)


def _is_of_the_same(a: Affirmation, indicateur: Indicateur, contrat: Contrat) -> bool:
    """Whether a reference that the document gives elsewhere is of the same age: a figure that it gives for another age
    than the indicator's, or for none, is not set beside it, unless the document itself does so, or gives it, that year,
    for people that it names in the same words."""
    ages = set(_NUMBER.findall(indicateur.population))
    same = a.reference is not None or a.population is None or not ages or ages == set(_NUMBER.findall(a.population))
    return same or any(r.population == a.population for r in _references_elsewhere(a, contrat))


_REFERENCES: Final[tuple[Callable[[Affirmation, float, Indicateur, Contrat], _Trouvee | None], ...]] = (
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
    variation = a.variation
    if variation is None and a.valeur is not None and a.valeur_initiale is not None:
        variation = difference(a.valeur, a.valeur_initiale)
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
    return Tendance(variation, a.annee_initiale, a.annee, sens, evolution_of(sens, i.sens_evolution), contradicted)


def _denies(stated: str, variation: float, sens: Sens) -> bool:
    """Whether the stated direction is not the number's: its sign, or its threshold for "stable"."""
    match stated:
        case "hausse":
            return variation <= 0
        case "baisse":
            return variation >= 0
    return sens is not Sens.STABLE


def read_change(variation: float, start: float, indicateur: Indicateur, rule: Lecture, margin: float) -> Sens:
    """Which way a published figure moves: beyond the threshold of ``rule``, and the margin of its uncertainty."""
    sens = _direction(variation, start, indicateur, rule)
    if sens is Sens.STABLE:  # that nothing moved is a finding too
        return sens if _is_known(variation, margin, rule.tendance(start, indicateur.unite)) else Sens.INCERTAIN
    return Sens.INCERTAIN if abs(variation) < margin else sens


def _is_known(gap: float, margin: float, threshold: float) -> bool:
    """Whether a gap under the threshold surely is under twice that: its uncertainty leaves nothing else."""
    return abs(gap) + margin <= 2 * threshold


def is_surely_near(gap: float, margin: float, reference: float, unit: str, rule: Lecture) -> bool:
    """Whether a figure that is near its reference surely is: not by the chance of a wide uncertainty."""
    return _is_known(gap, margin, rule.ecart(reference, unit))


def evolution_of(way: Sens, sens: str) -> Evolution:
    """What moving that way means for an indicator of that direction."""
    if way is Sens.STABLE:
        return Evolution.STABLE
    if way is Sens.INCERTAIN:
        return Evolution.INCERTAINE
    if sens == "contexte":
        return Evolution.HAUSSE if way is Sens.HAUSSE else Evolution.BAISSE
    better = (way is Sens.HAUSSE) == (sens == "favorable")
    return Evolution.AMELIORATION if better else Evolution.DEGRADATION


def _direction(variation: float, start: float | None, i: Indicateur, rule: Lecture) -> Sens:
    """Under the threshold, stable; an amount whose start is unknown has none."""
    threshold = rule.tendance(start or 0.0, i.unite)
    if variation == 0:
        return Sens.STABLE
    if abs(variation) < threshold:
        return Sens.STABLE
    return Sens.HAUSSE if variation > 0 else Sens.BAISSE
