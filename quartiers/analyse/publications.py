"""What producers publish of a quartier, and the comparisons that hold.

Every rule on what may be averaged or compared is here, driven by the indicator's own row:

- several QPV taken together: counts are added, a rate is averaged only when the indicator that counts its
  denominator (``poids``) is published for each of them; a median or a quartile never is;
- the contract's QPV: the same average, over the QPV for which value and weight are published;
- two dates: same theme, same geography, both published; two census editions at least
  ``ecart_recensement_ans`` apart, since each one gathers five years of surveys.

A value that is not published stays None: it is neither replaced, nor deduced from the others.
"""

import math
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from quartiers.analyse.comparaisons import (
    NON_COMPAREE,
    Comparaison,
    Fondement,
    Tendance,
    change_between,
    difference,
    position,
    situation,
)
from quartiers.analyse.socle import once_for_all
from quartiers.donnees.modele import (
    CALCULE,
    NON_DIFFUSE,
    QPV_FRANCE,
    QPV_FRANCE_MEDIAN,
    Contrat,
    Indicateur,
    Mesure,
    Quartier,
    Repartition,
)
from quartiers.typographie import COUNT

# Figures of editions older than the newest one by more than this serve to check statements, not to describe.
FRAICHEUR_ANS: Final = 5
# More figures than that are not told apart in a chart: it shows how they spread.
MAX_VALEURS: Final = 60


@dataclass(frozen=True)
class Diffusion:
    """What identifies one publication of an indicator."""

    theme: str
    edition: int
    geographie: str


@dataclass(frozen=True)
class Publication:
    """A published figure of one QPV, or of several taken together, in one edition; None: not published."""

    indicateur: str
    territoires: tuple[str, ...]
    diffusion: Diffusion
    annee: int | None
    valeur: float | None
    statut: str
    source: str


@dataclass(frozen=True)
class Moyenne:
    """A weighted average over the contract's QPV: ``effectif`` of the ``total`` have value and weight."""

    valeur: float
    poids: Indicateur
    effectif: int
    total: int


@dataclass(frozen=True)
class References:
    """What a published figure can be compared with, in its own edition; None where it cannot.

    ``precision_france`` is what the source of the value of the QPV of France adds to the figure's own: how it
    was computed, what it covers.
    """

    contrat: Moyenne | None
    france: float | None
    repartition: Repartition | None
    rang: tuple[int, int] | None
    precision_france: str | None = None


def series(contrat: Contrat, codes: tuple[str, ...], indicateur: str) -> tuple[Publication, ...]:
    """Publications of an indicator for the QPV ``codes`` taken together, oldest edition first.

    Editions that lack one of the codes, or in which the codes cannot be taken together, are left out.
    """
    if not codes:
        return ()
    found = (_together(contrat, codes, m) for m in contrat.mesures_de(codes[0], indicateur))
    return tuple(p for p in found if p is not None)


def series_of(contrat: Contrat, quartier: Quartier, indicateur: str) -> tuple[Publication, ...]:
    """Publications for the quartier's QPV as a whole: those of the 2024 geography once there are any."""
    return series(contrat, quartier.codes("2024"), indicateur) or series(contrat, quartier.codes("2015"), indicateur)


def latest(contrat: Contrat, quartier: Quartier, indicateur: str) -> Publication | None:
    """The figure of the newest edition, if that is recent enough to describe the quartier."""
    published = series_of(contrat, quartier, indicateur)
    return published[-1] if published and is_recent(contrat, published[-1]) else None


def latest_of_parts(contrat: Contrat, quartier: Quartier, indicateur: str) -> tuple[Publication, ...]:
    """The newest published figure of each former QPV, where the quartier's QPV joins several.

    None unless they are recent, of one edition, and at least one is published: it is for figures that
    cannot be taken together.
    """
    if len(quartier.codes_qpv_2015) < 2:
        return ()
    found = [published[-1] for code in quartier.codes_qpv_2015 if (published := series(contrat, (code,), indicateur))]
    same_edition = len({p.diffusion for p in found}) == 1
    if not same_edition or not is_recent(contrat, found[0]) or all(p.valeur is None for p in found):
        return ()
    return tuple(found)


def is_recent(contrat: Contrat, publication: Publication) -> bool:
    """Whether a publication is recent enough, beside the newest edition imported, to describe a quartier."""
    return publication.diffusion.edition >= contrat.derniere_edition - FRAICHEUR_ANS


class Ensemble:
    """The contract's QPV taken together: what is computed over all of them, each thing once."""

    def __init__(self, socle: Contrat):
        self._socle = socle
        self._codes: dict[str, tuple[str, ...]] = {}
        self._values: dict[tuple[str, Diffusion], tuple[float, ...]] = {}
        self._sorted: dict[tuple[str, Diffusion], tuple[float, ...]] = {}
        self._averages: dict[tuple[str, Diffusion], Moyenne | None] = {}

    def codes(self, geographie: str) -> tuple[str, ...]:
        if geographie not in self._codes:
            codes = (c for q in self._socle.quartiers.values() for c in q.codes(geographie))
            self._codes[geographie] = tuple(dict.fromkeys(codes))
        return self._codes[geographie]

    def values(self, indicateur: str, diffusion: Diffusion) -> tuple[float, ...]:
        key = indicateur, diffusion
        if key not in self._values:
            unit, measures = self._socle.indicateurs[indicateur].unite, _measures(self._socle, indicateur, diffusion)
            found = (measures.get(code) for code in self.codes(diffusion.geographie))
            self._values[key] = tuple(as_published(m.valeur, unit) for m in found if m and m.valeur is not None)
        return self._values[key]

    def sorted_values(self, indicateur: str, diffusion: Diffusion) -> tuple[float, ...]:
        key = indicateur, diffusion
        if key not in self._sorted:
            self._sorted[key] = tuple(sorted(self.values(indicateur, diffusion)))
        return self._sorted[key]

    def average(self, indicateur: str, diffusion: Diffusion) -> Moyenne | None:
        key = indicateur, diffusion
        if key not in self._averages:
            self._averages[key] = self._average(self._socle.indicateurs[indicateur], diffusion)
        return self._averages[key]

    def _average(self, indicateur: Indicateur, diffusion: Diffusion) -> Moyenne | None:
        codes = self.codes(diffusion.geographie)
        known = _weighted(self._socle, codes, indicateur, diffusion)
        if indicateur.poids is None or len(known) < 2:
            return None
        value = as_published(sum(v * w for v, w in known) / sum(w for _, w in known), indicateur.unite)
        return Moyenne(value, self._socle.indicateurs[indicateur.poids], len(known), len(codes))


@once_for_all
def whole_of(contrat: Contrat) -> Ensemble:
    """The contract's QPV taken together."""
    return Ensemble(contrat)


def contract_average(contrat: Contrat, indicateur: Indicateur, diffusion: Diffusion) -> Moyenne | None:
    """The contract's QPV on average, weighted by the denominator; None where that is not allowed."""
    return whole_of(contrat).average(indicateur.indicateur, diffusion)


def contract_codes(contrat: Contrat, geographie: str) -> tuple[str, ...]:
    """The contract's QPV in a geography, each once (several projects may share one)."""
    return whole_of(contrat).codes(geographie)


def contract_values(contrat: Contrat, publication: Publication) -> tuple[float, ...]:
    """The same figure of each of the contract's QPV that has it published, to the decimal that INSEE publishes."""
    return whole_of(contrat).values(publication.indicateur, publication.diffusion)


def contract_centiles(contrat: Contrat, publication: Publication) -> tuple[float, ...]:
    """The centiles of :func:`contract_values`, from the lowest value to the highest; equal ones once.

    Each is the value of a QPV, the nearest in rank. There is one value at least.
    """
    values = whole_of(contrat).sorted_values(publication.indicateur, publication.diffusion)
    ranks = (round(centile * (len(values) - 1) / 100) for centile in range(101))
    return tuple(dict.fromkeys(values[rank] for rank in ranks))


@once_for_all
def _spreads(contrat: Contrat) -> Mapping[tuple[str, Diffusion], Repartition]:
    found: dict[tuple[str, Diffusion], Repartition] = {}
    for r in contrat.repartitions:
        found.setdefault((r.indicateur, Diffusion(r.theme, r.edition, r.geographie)), r)
    return found


def references_of(contrat: Contrat, publication: Publication) -> References:
    """Everything of the same edition that the figure can be compared with."""
    indicateur, d = contrat.indicateurs[publication.indicateur], publication.diffusion
    if indicateur.unite == COUNT:
        return References(None, None, None, None)
    france = _measures(contrat, indicateur.indicateur, d).get(QPV_FRANCE)
    references = References(
        contract_average(contrat, indicateur, d),
        None,
        _spreads(contrat).get((indicateur.indicateur, d)),
        _rank(contrat, publication),
    )
    if france is None or france.valeur is None:
        return references
    more = france.source.removeprefix(publication.source).removeprefix(", ") or None
    return replace(references, france=as_published(france.valeur, indicateur.unite), precision_france=more)


def compare_published(contrat: Contrat, publication: Publication) -> Comparaison:
    """The reading of a published figure, against the first of: the contract's average, the QPV of France,
    the median QPV of France."""
    indicateur = contrat.indicateurs[publication.indicateur]
    if publication.valeur is None or indicateur.unite == COUNT:
        return NON_COMPAREE
    known = references_of(contrat, publication)
    choices: list[tuple[Fondement, str, float | None]] = [
        (Fondement.MOYENNE_DU_CONTRAT, contrat.lecture.reference, known.contrat.valeur if known.contrat else None),
        (Fondement.FRANCE, QPV_FRANCE, known.france),
        (Fondement.MEDIANE_FRANCE, QPV_FRANCE_MEDIAN, known.repartition.c50 if known.repartition else None),
    ]
    for fondement, territoire, value in choices:
        if value is not None:
            where = position(publication.valeur, publication.valeur, value, indicateur.unite, contrat.lecture)
            gap = round(difference(publication.valeur, value), 1)
            return Comparaison(fondement, territoire, value, gap, where, situation(where, indicateur.sens))
    return NON_COMPAREE


def trend_published(contrat: Contrat, published: Iterable[Publication]) -> Tendance | None:
    """The change from the oldest comparable publication to the newest; None where none may be compared."""
    editions = tuple(published)
    if not editions or editions[-1].valeur is None:
        return None
    last, start = editions[-1], first_comparable(contrat, editions)
    if start is None or start.valeur is None or last.valeur is None:
        return None
    indicateur = contrat.indicateurs[last.indicateur]
    change = round(difference(last.valeur, start.valeur), 1)
    return change_between(
        change,
        start.valeur,
        indicateur,
        contrat.lecture,
        annees=(start.annee, last.annee),
        editions=(start.diffusion.edition, last.diffusion.edition),
    )


def first_comparable(contrat: Contrat, editions: tuple[Publication, ...]) -> Publication | None:
    """The oldest publication that the newest may be compared with."""
    return next(iter(comparable_before(contrat, editions, editions[-1])), None) if editions else None


def comparable_before(contrat: Contrat, editions: Iterable[Publication], last: Publication) -> list[Publication]:
    """The earlier publications that ``last`` may be compared with, oldest first."""
    indicateur = contrat.indicateurs[last.indicateur]
    same = [
        p
        for p in editions
        if p.valeur is not None
        and p.diffusion.edition < last.diffusion.edition
        and (p.diffusion.theme, p.diffusion.geographie) == (last.diffusion.theme, last.diffusion.geographie)
        and (p.annee is None or p.annee != last.annee)
    ]
    if indicateur.evolution == "recensement":
        gap = contrat.lecture.ecart_recensement_ans
        return [p for p in same if last.diffusion.edition - p.diffusion.edition >= gap]
    if indicateur.evolution == "annuelle":
        return [p for p in same if p.annee is not None and last.annee is not None] or same
    return []


def comparable_series(contrat: Contrat, published: Iterable[Publication]) -> tuple[Publication, ...]:
    """The publications that a trend may be drawn through: the newest, and those it may be compared with.

    Editions that give the same year are one point; empty where no trend is allowed.
    """
    editions = tuple(published)
    if not editions or editions[-1].valeur is None:
        return ()
    points: dict[int | tuple[str, int], Publication] = {}
    for p in comparable_before(contrat, editions, editions[-1]):
        points.setdefault(p.annee if p.annee is not None else ("edition", p.diffusion.edition), p)
    return (*points.values(), editions[-1]) if points else ()


def why_no_trend(contrat: Contrat, published: Iterable[Publication]) -> str | None:
    """Why :func:`trend_published` gives nothing, in a few French words; None when it gives something."""
    editions = tuple(published)
    if not editions or trend_published(contrat, editions) is not None:
        return None
    last = editions[-1]
    indicateur = contrat.indicateurs[last.indicateur]
    if last.valeur is None:
        return "valeur non diffusée"
    if indicateur.evolution == "non":
        return "pas d'évolution (voir la note)"
    earlier = [p for p in editions[:-1] if p.diffusion.theme == last.diffusion.theme]
    if not earlier:
        return "une seule diffusion"
    if all(p.valeur is None for p in earlier):
        return "non diffusé auparavant"
    if indicateur.evolution == "recensement":
        return f"diffusions de moins de {contrat.lecture.ecart_recensement_ans} ans d'écart, qui se recouvrent"
    return "pas de diffusion comparable"


def _together(contrat: Contrat, codes: tuple[str, ...], first: Mesure) -> Publication | None:
    """The figure of all ``codes`` in the edition of ``first``, a measure of the first code."""
    diffusion = Diffusion(first.theme, first.edition, first.geographie)
    measures = _measures(contrat, first.indicateur, diffusion)
    known = [measures[code] for code in codes if code in measures]
    if len(known) < len(codes):
        return None
    values = [m.valeur for m in known if m.valeur is not None]
    indicateur = contrat.indicateurs[first.indicateur]
    value: float | None = None
    statut = first.statut
    if len(values) == len(codes):
        if len(codes) == 1:
            value = values[0]
        elif indicateur.unite == COUNT:
            value, statut = sum(values), CALCULE
        else:
            weighted = _weighted(contrat, codes, indicateur, diffusion)
            if len(weighted) < len(codes):
                return None
            value, statut = sum(v * w for v, w in weighted) / sum(w for _, w in weighted), CALCULE
    else:
        statut = NON_DIFFUSE
    shown = None if value is None else as_published(value, indicateur.unite)
    return Publication(first.indicateur, codes, diffusion, first.annee, shown, statut, first.source)


def as_published(value: float, unit: str) -> float:
    """A figure to the decimal that INSEE publishes (half up): averages are made before, not after, rounding.

    >>> as_published(19.74, "%"), as_published(12.25, "%"), as_published(931.7, "€")
    (19.7, 12.3, 931.7)
    """
    return math.floor(value * 10 + 0.5 + 1e-9) / 10 if unit == "%" else value


def _weighted(
    contrat: Contrat, codes: tuple[str, ...], indicateur: Indicateur, diffusion: Diffusion
) -> list[tuple[float, float]]:
    """Value and weight of each QPV for which both are published in that edition."""
    if indicateur.poids is None:
        return []
    values = _measures(contrat, indicateur.indicateur, diffusion)
    weights = _measures(contrat, indicateur.poids, diffusion)
    pairs = []
    for code in codes:
        value, weight = values.get(code), weights.get(code)
        if value is not None and weight is not None and value.valeur is not None and weight.valeur:
            pairs.append((value.valeur, weight.valeur))
    return pairs


def _rank(contrat: Contrat, publication: Publication) -> tuple[int, int] | None:
    """Rank from the highest, and number of ranked QPV; only for a figure of one QPV."""
    if publication.valeur is None or len(publication.territoires) > 1:
        return None
    values = whole_of(contrat).sorted_values(publication.indicateur, publication.diffusion)
    return len(values) - bisect_right(values, publication.valeur) + 1, len(values)


def _measures(contrat: Contrat, indicateur: str, diffusion: Diffusion) -> Mapping[str, Mesure]:
    """The measures of one publication, by territory."""
    return contrat.mesures_publiees((indicateur, diffusion.theme, diffusion.edition, diffusion.geographie))
