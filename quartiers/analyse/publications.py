"""What producers publish of a quartier, and the comparisons that hold.

Every rule on what may be averaged or compared is here, driven by the indicator's own row:

- several QPV taken together: counts are added, a rate is averaged only when the indicator that counts its
  denominator (``poids``) is published for each of them; a median or a quartile never is;
- the contract's QPV: the same average, over the QPV for which value and weight are published;
- the QPV of France are what a figure is first read against, by their median; the contract's are second, a mean that
  may hold a third of the quartier itself;
- published for a part of the QPV only, a figure has neither median nor rank;
- two dates: same theme, same geography, both published; two census editions at least
  ``ecart_recensement_ans`` apart, since each one gathers five years of surveys.

A value that is not published stays None: it is neither replaced, nor deduced from the others.
"""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from quartiers.analyse.comparaisons import (
    NON_COMPAREE,
    Comparaison,
    Date,
    Evolution,
    Fondement,
    Mouvement,
    Sens,
    Situation,
    Tendance,
    evolution_of,
    gap_between,
    is_surely_near,
    position,
    read_change,
    situation,
)
from quartiers.analyse.incertitude import (
    PERSONNES_MIN,
    change_margin,
    fluctuation,
    level_deviation,
    level_margin,
    people_of,
)
from quartiers.analyse.marches import describe_step, is_steady, main_step, stands_apart
from quartiers.analyse.paliers import Place, is_complete, place_of
from quartiers.analyse.ruptures import Saut, breaks
from quartiers.analyse.socle import once_for_all, once_for_each
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
from quartiers.donnees.tables.importees import ANCIENNE, NOUVELLE
from quartiers.unites import COUNT

# Figures of editions older than the newest one by more than this serve to check statements, not to describe.
FRAICHEUR_ANS: Final = 5
CONTEXTE: Final = "contexte"  # a direction that is neither good nor bad
# Changes that are said to be one: what rests on a single step, apart from what the others do, is not.
LUES: Final = (Evolution.DEGRADATION, Evolution.AMELIORATION, Evolution.HAUSSE, Evolution.BAISSE)
# More figures than that are not told apart in a chart: it shows how they spread.
MAX_VALEURS: Final = 60


@dataclass(frozen=True)
class Diffusion:
    """What identifies one publication of an indicator."""

    theme: str
    edition: int
    geographie: str

    @property
    def cle(self) -> tuple[str, int, str]:
        return self.theme, self.edition, self.geographie


@dataclass(frozen=True)
class Publication:
    """A published figure of one QPV, or of several taken together, in one edition; None: not published.

    ``valeur`` is to the decimal that INSEE publishes, ``exacte`` what its published parts give.
    """

    indicateur: str
    territoires: tuple[str, ...]
    diffusion: Diffusion
    annee: int | None
    valeur: float | None
    statut: str
    source: str
    exacte: float | None = None

    def __hash__(self) -> int:  # asked for again and again: few others have these
        return hash((self.indicateur, self.territoires, self.diffusion.edition))


@dataclass(frozen=True)
class Moyenne:
    """A weighted average over the contract's QPV: ``effectif`` of the ``total`` have value and weight.

    ``part_pct`` is the share of the inhabitants of all that those have; None where that of one is not published.
    ``inconnus`` are the contract's QPV of which nobody knows what they were in that geography: they are in neither.
    """

    valeur: float
    poids: Indicateur
    effectif: int
    total: int
    part_pct: float | None = None
    inconnus: int = 0

    @property
    def absents(self) -> int:
        """How many QPV of the contract it is without."""
        return self.total - self.effectif + self.inconnus


class Rang(NamedTuple):
    """The rank of a figure among the contract's QPV: from the most fragile; from the highest for one of context."""

    rang: int
    total: int
    ex_aequo: bool = False


@dataclass(frozen=True)
class References:
    """What a published figure can be compared with, in its own edition; None where it cannot.

    ``partielle``: the spread is that of too few QPV to have a median that means anything; it is left out.

    ``precision_france`` is what the source of the value of the QPV of France adds to the figure's own: how it
    was computed, what it covers.
    """

    contrat: Moyenne | None
    france: float | None
    repartition: Repartition | None
    rang: Rang | None
    precision_france: str | None = None
    partielle: Repartition | None = None


def age_of(publication: Publication) -> tuple[str, int, int]:
    """Of several publications, the newest is the greatest: that of the newest perimeter, then of the newest data."""
    p = publication
    return p.diffusion.geographie, p.annee or p.diffusion.edition, p.diffusion.edition


def series(contrat: Contrat, codes: tuple[str, ...], indicateur: str) -> tuple[Publication, ...]:
    """Publications of an indicator for the QPV ``codes`` taken together, oldest edition first.

    Editions that lack one of the codes, or in which the codes cannot be taken together, are left out.
    """
    if not codes:
        return ()
    known = _known_series(contrat)
    if (codes, indicateur) not in known:
        found = (_together(contrat, codes, m) for m in contrat.mesures_de(codes[0], indicateur))
        known[codes, indicateur] = tuple(p for p in found if p is not None)
    return known[codes, indicateur]


@once_for_all
def _known_series(_contrat: Contrat) -> dict[tuple[tuple[str, ...], str], tuple[Publication, ...]]:
    """What :func:`series` has found so far: rules, tables and charts ask for the same ones a dozen times."""
    return {}


def series_of(contrat: Contrat, quartier: Quartier, indicateur: str) -> tuple[Publication, ...]:
    """Publications for the quartier's QPV as a whole: those of the 2024 geography once there are any."""
    new, former = quartier.codes(NOUVELLE), quartier.codes(ANCIENNE)
    return series(contrat, new, indicateur) or series(contrat, former, indicateur)


def both_perimeters(contrat: Contrat, quartier: Quartier, indicateur: str) -> tuple[Publication, Publication] | None:
    """The figure on the perimeter of 2015, then on that of 2024, from the same source for the same year: what differs
    is the perimeter. The newest such pair; None where there is none, or where one of them is not published."""
    former = {
        (p.diffusion.theme, p.diffusion.edition): p
        for p in series(contrat, quartier.codes(ANCIENNE), indicateur)
        if p.valeur is not None
    }
    for new in reversed(series(contrat, quartier.codes(NOUVELLE), indicateur)):
        old = former.get((new.diffusion.theme, new.diffusion.edition))
        if old is not None and new.valeur is not None:
            return old, new
    return None


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
        self._values: dict[tuple[str, Diffusion], Mapping[str, float]] = {}
        self._sorted: dict[tuple[str, Diffusion], tuple[float, ...]] = {}
        self._averages: dict[tuple[str, Diffusion], Moyenne | None] = {}

    def codes(self, geographie: str) -> tuple[str, ...]:
        if geographie not in self._codes:
            codes = (c for q in self._socle.quartiers.values() for c in q.codes(geographie))
            self._codes[geographie] = tuple(dict.fromkeys(codes))
        return self._codes[geographie]

    def values(self, indicateur: str, diffusion: Diffusion) -> Mapping[str, float]:
        """What is published of each QPV, by code."""
        key = indicateur, diffusion
        if key not in self._values:
            unit, measures = self._socle.indicateurs[indicateur].unite, _measures(self._socle, indicateur, diffusion)
            found = ((code, measures.get(code)) for code in self.codes(diffusion.geographie))
            self._values[key] = {c: as_published(m.valeur, unit) for c, m in found if m and m.valeur is not None}
        return self._values[key]

    def sorted_values(self, indicateur: str, diffusion: Diffusion) -> tuple[float, ...]:
        key = indicateur, diffusion
        if key not in self._sorted:
            self._sorted[key] = tuple(sorted(self.values(indicateur, diffusion).values()))
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
        counted = [code for code in codes if _weighted(self._socle, (code,), indicateur, diffusion)]
        part = self._share_of_inhabitants(counted, diffusion.geographie)
        unknown = {
            q.territoire
            for q in self._socle.quartiers.values()
            if q.est_qpv and not q.est_nouveau and not q.codes(diffusion.geographie)
        }
        return Moyenne(value, self._socle.indicateurs[indicateur.poids], len(known), len(codes), part, len(unknown))

    def _share_of_inhabitants(self, counted: Sequence[str], geographie: str) -> float | None:
        """Of all the contract's QPV of a geography, the share of the inhabitants that these have; by the newest figure
        of each."""
        found: dict[str, float] = {}
        for code in self.codes(geographie):
            own = self._socle.mesures_de(code, self._socle.lecture.population)
            values = [m.valeur for m in own if m.geographie == geographie and m.valeur is not None]
            if not values:
                return None
            found[code] = values[-1]
        return 100 * sum(found[code] for code in counted) / total if (total := sum(found.values())) else None


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
    return tuple(values_by_qpv(contrat, publication).values())


def values_by_qpv(contrat: Contrat, publication: Publication) -> Mapping[str, float]:
    """The same, by the codes of the QPV."""
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


@once_for_each
def references_of(contrat: Contrat, publication: Publication) -> References:
    """Everything of the same edition that the figure can be compared with."""
    indicateur, d = contrat.indicateurs[publication.indicateur], publication.diffusion
    if indicateur.unite == COUNT:
        return References(None, None, None, None)
    france = _measures(contrat, indicateur.indicateur, d).get(QPV_FRANCE)
    spread = _spreads(contrat).get((indicateur.indicateur, d))
    complete = spread is None or is_complete(spread.effectif, _published_qpv(contrat, d))
    references = References(
        contract_average(contrat, indicateur, d),
        None,
        spread if complete else None,
        _rank(contrat, publication),
        partielle=None if complete else spread,
    )
    if france is None or france.valeur is None:
        return references
    more = france.source.removeprefix(publication.source).removeprefix(", ") or None
    return replace(references, france=as_published(france.valeur, indicateur.unite), precision_france=more)


@once_for_all
def _largest_spreads(contrat: Contrat) -> Mapping[Diffusion, int]:
    found: dict[Diffusion, int] = {}
    for (_, diffusion), spread in _spreads(contrat).items():
        found[diffusion] = max(found.get(diffusion, 0), spread.effectif)
    return found


def _published_qpv(contrat: Contrat, diffusion: Diffusion) -> int:
    """How many QPV of France that publication speaks of: those of the figure that most of them have."""
    return _largest_spreads(contrat).get(diffusion, 0)


@once_for_each
def compare_published(contrat: Contrat, publication: Publication) -> Comparaison:
    """The reading of a published figure, against the first of: the median QPV of France, the QPV of France, the
    contract's average.

    It is read beyond the threshold of ``contrat.toml``, and beyond the margin of its uncertainty; a gap of a few
    people is not.
    """
    indicateur = contrat.indicateurs[publication.indicateur]
    if publication.valeur is None or indicateur.unite == COUNT:
        return NON_COMPAREE
    known = references_of(contrat, publication)
    choices: list[tuple[Fondement, str, float | None]] = [
        (Fondement.MEDIANE_FRANCE, QPV_FRANCE_MEDIAN, known.repartition.c50 if known.repartition else None),
        (Fondement.FRANCE, QPV_FRANCE, known.france),
        (Fondement.MOYENNE_DU_CONTRAT, contrat.lecture.reference, known.contrat.valeur if known.contrat else None),
    ]
    for fondement, territoire, value in choices:
        if value is not None:
            spread = known.repartition if fondement is Fondement.MEDIANE_FRANCE else None
            return replace(
                _read_gap(contrat, publication, value),
                fondement=fondement,
                territoire=territoire,
                place=_place(contrat, publication, spread) if spread else None,
            )
    return NON_COMPAREE


def _place(contrat: Contrat, publication: Publication, spread: Repartition) -> Place | None:
    """The place of a published figure, in a part that one standard deviation would not take it out of."""
    indicateur, value = contrat.indicateurs[publication.indicateur], publication.valeur or 0.0
    sigma = fluctuation(contrat, indicateur, publication.territoires, publication.diffusion.cle, value)
    return place_of(indicateur, value, spread, level_deviation(indicateur, sigma) if sigma is not None else 0.0)


def _read_gap(contrat: Contrat, publication: Publication, reference: float) -> Comparaison:
    """The reading of a published figure against a value of the same edition."""
    return read_against(
        contrat,
        publication,
        reference,
        shown=publication.valeur or 0.0,
        exact=publication.exacte if publication.exacte is not None else 0.0,
        codes=publication.territoires,
    )


def read_against(
    contrat: Contrat, publication: Publication, reference: float, *, shown: float, exact: float, codes: tuple[str, ...]
) -> Comparaison:
    """The reading of the value that ``codes`` have together, of what ``publication`` gives and of its edition.

    ``shown`` is the value that is printed, ``exact`` the one that it comes from.
    """
    indicateur, d = contrat.indicateurs[publication.indicateur], publication.diffusion
    gap = gap_between(shown, reference, indicateur.unite)
    # Neither rounding decides: what is printed and what it comes from are both beyond the threshold.
    low, high = sorted((exact, reference + gap))
    where = position(low, high, reference, indicateur.unite, contrat.lecture)
    read = situation(where, indicateur.sens)
    people = people_of(contrat, indicateur, codes, d.edition, gap)
    if read is Situation.IMPRECISE:  # the two roundings disagree: at the threshold, and not beyond
        read = Situation.COMPARABLE
    sigma = fluctuation(contrat, indicateur, codes, d.cle, shown)
    margin = level_margin(indicateur, sigma) if sigma is not None else 0.0
    if read is Situation.COMPARABLE:
        sure = is_surely_near(gap, margin, reference, indicateur.unite, contrat.lecture)
    else:
        sure = abs(gap) >= margin and (people is None or people >= PERSONNES_MIN)
    read = read if sure else Situation.IMPRECISE
    known = margin if sigma is not None else None
    return Comparaison(Fondement.AUCUNE, None, reference, gap, where, read, personnes=people, marge=known)


def trend_published(contrat: Contrat, published: Iterable[Publication]) -> Tendance | None:
    """The change from the oldest comparable publication to the newest; None where none may be compared."""
    return _trend(contrat, tuple(published))


@once_for_each
def _trend(contrat: Contrat, editions: tuple[Publication, ...]) -> Tendance | None:
    if not editions or editions[-1].valeur is None:
        return None
    last, start = editions[-1], first_comparable(contrat, editions)
    if start is None or start.valeur is None or last.valeur is None:
        return None
    read = _read_change(contrat, start, last)
    step = main_step(editions, start, last)
    if step is None:
        return read if is_steady(editions, start, last) else replace(read, reguliere=False)
    if read.evolution in LUES and stands_apart(contrat, step):
        read = broken_by(read, step)
    return replace(read, marche=describe_step(editions, start, last, step), reguliere=is_steady(editions, start, last))


def broken_by(read: Tendance, step: tuple[Publication, Publication]) -> Tendance:
    """A change that goes through a jump, which is told in its place."""
    one, two = ((Date(p.annee, p.diffusion.edition), p.valeur or 0.0) for p in step)
    return replace(read, sens=Sens.INCERTAIN, evolution=Evolution.RUPTURE, rupture=(one, two))


def _read_change(contrat: Contrat, start: Publication, last: Publication) -> Tendance:
    """The change between two published figures that may be compared, read if it is one."""
    indicateur, codes = contrat.indicateurs[last.indicateur], last.territoires
    begun, ended = start.valeur or 0.0, last.valeur or 0.0
    change = gap_between(ended, begun, indicateur.unite)
    sigma = fluctuation(contrat, indicateur, codes, last.diffusion.cle, ended)
    way = read_change(change, begun, indicateur, contrat.lecture, change_margin(indicateur, sigma) if sigma else 0.0)
    evolution, (counts, bases) = evolution_of(way, indicateur.sens_evolution), _counts(contrat, start, last)
    jump, national = _first_break(contrat, start, last), _national_change(contrat, start, last)
    margin = change_margin(indicateur, sigma) if sigma else 0.0
    own = change - national.points if national is not None else change
    if jump is not None:
        way, evolution = Sens.INCERTAIN, Evolution.RUPTURE
    elif way in (Sens.HAUSSE, Sens.BAISSE):
        people = people_of(contrat, indicateur, codes, last.diffusion.edition, change)
        if people is not None and people < PERSONNES_MIN:
            way, evolution = Sens.INCERTAIN, Evolution.INCERTAINE
        elif counts is not None and is_of_denominator(change, counts):
            evolution = Evolution.DIVERGENTE
        elif own * change <= 0 or abs(own) < margin:
            evolution = Evolution.COMME_FRANCE  # whatever moves them all is no change of this one
        elif counts is None and indicateur.poids is not None and indicateur.unite == "%":
            evolution = evolution_of(way, CONTEXTE)  # nobody knows whether there are more or fewer people
    return Tendance(
        change,
        start.annee,
        last.annee,
        way,
        evolution,
        editions=(start.diffusion.edition, last.diffusion.edition),
        effectifs=counts,
        bases=bases,
        rupture=_dated(contrat, last, jump) if jump is not None else None,
        nationale=national,
    )


def is_of_denominator(change: float, counts: tuple[float, float]) -> bool:
    """Whether a share changes because its denominator does: those that it counts go the other way, or hardly change."""
    more = counts[1] - counts[0]
    return more * change <= 0 or abs(more) < PERSONNES_MIN


def _national_change(contrat: Contrat, start: Publication, last: Publication) -> Mouvement | None:
    """What the QPV of France changed between two publications; None where too few are published.

    The median of their changes; what the median changed where the two editions were not imported together.
    """
    unit = contrat.indicateurs[last.indicateur].unite
    medians = []
    for p in (start, last):
        spread = references_of(contrat, p).repartition
        if spread is None:
            return None
        medians.append(spread.c50)
    key = (last.indicateur, start.diffusion.cle, last.diffusion.cle)
    if (median := _known_changes(contrat).get(key)) is not None:
        return Mouvement(median, apparie=True)
    return Mouvement(gap_between(medians[1], medians[0], unit), apparie=False)


_Diffusion = tuple[str, int, str]


@once_for_all
def _known_changes(contrat: Contrat) -> dict[tuple[str, _Diffusion, _Diffusion], float]:
    """Median changes of the QPV of France, by indicator, first edition and last one."""
    return {
        (e.indicateur, (e.theme_debut, e.edition_debut, e.geographie), (e.theme, e.edition, e.geographie)): e.mediane
        for e in contrat.evolutions
    }


_Nombres = tuple[float, float] | None


def _counts(contrat: Contrat, start: Publication, last: Publication) -> tuple[_Nombres, _Nombres]:
    """How many people a share counts at both ends of a change, and of how many; None where its denominator is not
    published."""
    weight = contrat.indicateurs[last.indicateur].poids
    if weight is None:
        return None, None
    found, bases = [], []
    for p in (start, last):
        published = [_measures(contrat, weight, p.diffusion).get(code) for code in p.territoires]
        base = sum(m.valeur for m in published if m is not None and m.valeur is not None)
        if any(m is None or m.valeur is None for m in published):
            return None, None
        found.append(float(round((p.exacte or 0.0) / 100 * base)))
        bases.append(float(base))
    return (found[0], found[1]), (bases[0], bases[1])


def _first_break(contrat: Contrat, start: Publication, last: Publication) -> Saut | None:
    """The first break between two publications of a series; several QPV taken together are not looked at."""
    if len(last.territoires) > 1:
        return None
    theme, _, geography = last.diffusion.cle
    known = breaks(contrat)
    found = [
        jump
        for code in last.territoires
        for jump in known.get((code, last.indicateur, theme, geography), ())
        if start.diffusion.edition <= jump[0][0] and jump[1][0] <= last.diffusion.edition
    ]
    return min(found, default=None)


def _dated(contrat: Contrat, last: Publication, jump: Saut) -> tuple[tuple[Date, float], tuple[Date, float]]:
    """A break with the years of its data, where they are known: an edition is years later."""
    theme, _, geography = last.diffusion.cle

    def date(edition: int) -> Date:
        found = _measures(contrat, last.indicateur, Diffusion(theme, edition, geography)).get(last.territoires[0])
        return Date(found.annee if found is not None else None, edition)

    (before, start), (after, end) = jump
    return (date(before), start), (date(after), end)


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
    # Those of unknown year too: the start of a change is not chosen by what is known of its date.
    return same if indicateur.evolution == "annuelle" else []


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
    return Publication(first.indicateur, codes, diffusion, first.annee, shown, statut, first.source, value)


def as_published(value: float, unit: str) -> float:
    """A figure to the decimal that INSEE publishes (half up): averages are made before, not after, rounding.

    What is half way is rounded up though a sum of binary fractions falls short of it: 0,8 and 2,3 make 1,55.

    >>> as_published(19.74, "%"), as_published(12.25, "%"), as_published(931.7, "€")
    (19.7, 12.3, 931.7)
    >>> (0.8 + 2.3) / 2, as_published((0.8 + 2.3) / 2, "%")
    (1.5499999999999998, 1.6)
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


def _rank(contrat: Contrat, publication: Publication) -> Rang | None:
    """The rank among the contract's QPV, of a figure of one QPV; None where too few of them are published."""
    if publication.valeur is None or len(publication.territoires) > 1:
        return None
    whole, indicateur = whole_of(contrat), contrat.indicateurs[publication.indicateur]
    values = whole.sorted_values(publication.indicateur, publication.diffusion)
    if len(values) < 2 or not is_complete(len(values), len(whole.codes(publication.diffusion.geographie))):
        return None
    above = len(values) - bisect_right(values, publication.valeur)
    below = bisect_left(values, publication.valeur)
    before = below if indicateur.sens == "favorable" else above
    return Rang(before + 1, len(values), len(values) - above - below > 1)


def is_alone_first(contrat: Contrat, publication: Publication) -> bool:
    """Whether a figure is the most fragile of the contract's QPV, farther from the next than its uncertainty."""
    indicateur, rang = contrat.indicateurs[publication.indicateur], _rank(contrat, publication)
    if indicateur.sens == "contexte" or publication.valeur is None or rang is None or rang.rang > 1 or rang.ex_aequo:
        return False
    values = whole_of(contrat).sorted_values(publication.indicateur, publication.diffusion)
    if len(values) < 2:
        return False
    following = values[1] if indicateur.sens == "favorable" else values[-2]
    sigma = fluctuation(contrat, indicateur, publication.territoires, publication.diffusion.cle, publication.valeur)
    return sigma is None or abs(publication.valeur - following) >= level_margin(indicateur, sigma)


def _measures(contrat: Contrat, indicateur: str, diffusion: Diffusion) -> Mapping[str, Mesure]:
    """The measures of one publication, by territory."""
    return contrat.mesures_publiees((indicateur, diffusion.theme, diffusion.edition, diffusion.geographie))


@dataclass(frozen=True)
class Couverture:
    """Which years figures describe, and when the latest were published; None where there is none of the kind."""

    annees: tuple[int, int] | None
    diffusion: int | None


def covered_years(contrat: Contrat, quartiers: Iterable[Quartier]) -> Couverture:
    """The first and last years of what is published, or stated, of these quartiers, and its latest edition."""
    years: set[int] = set()
    editions: set[int] = set()
    for q in quartiers:
        codes = {*q.codes("2015"), *q.codes("2024")}
        measures = (m for code in codes for i in contrat.indicateurs for m in contrat.mesures_de(code, i))
        for m in measures:
            if m.valeur is not None:
                editions.add(m.edition)
                years |= {m.annee} if m.annee is not None else set()
        stated = contrat.affirmations_de(q.quartier)
        years |= {year for a in stated for year in (a.annee_initiale, a.annee) if year is not None}
    return Couverture((min(years), max(years)) if years else None, max(editions, default=None))
