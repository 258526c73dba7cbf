"""The two questions of the territory's own method: which quartiers are farthest from the agglomeration, and whether
they catch up or fall behind.

A gap is to the agglomeration where ``references`` has its value for the very year of the figure (``[evaluation]
agglomeration`` names it); else it is to the median QPV of France in the same edition, as everywhere in the reports,
and it is said to be so. A change is one beyond its uncertainty, on one perimeter and from one source, without a break
nor a denominator that moves instead (:mod:`quartiers.analyse.publications`): of the gap to the agglomeration where
both dates have one, else of the figure beyond what the QPV of France have done.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from quartiers.analyse.communes import Groupe, group_by_qpv
from quartiers.analyse.comparaisons import (
    NON_COMPAREE,
    Comparaison,
    Evolution,
    Fondement,
    Situation,
    difference,
    evolution_of,
    gap_between,
    matching_references,
    read_change,
)
from quartiers.analyse.diagnostic import ChiffreLu, read_published
from quartiers.analyse.incertitude import PERSONNES_MIN, change_margin, fluctuation, level_margin, people_of
from quartiers.analyse.perimetres import perimeter_change
from quartiers.analyse.publications import (
    Publication,
    comparable_before,
    read_against,
    series_of,
    trend_published,
    why_no_trend,
)
from quartiers.donnees.modele import Contrat, Indicateur, Quartier
from quartiers.donnees.tables.importees import ANCIENNE


class Trajectoire(StrEnum):
    """Which way a gap goes, in the words that the file prints."""

    RATTRAPE = "rattrape"
    DECROCHE = "décroche"
    SANS_RETARD_MIEUX = "s'améliore, sans retard au départ"
    SANS_RETARD_MOINS = "se dégrade, sans être en retard"
    PAREIL = "ni rattrapage ni décrochage"
    COMPOSITION = "évolution ni bonne ni mauvaise"
    INCERTAINE = "évolution trop imprécise"
    RUPTURE = "saut entre deux diffusions"
    DIVERGENTE = "la part et le nombre divergent"
    SANS_DATES = "pas deux dates comparables"


_WITHOUT_GAP = {
    Evolution.STABLE: Trajectoire.PAREIL,
    Evolution.COMME_FRANCE: Trajectoire.PAREIL,
    Evolution.HAUSSE: Trajectoire.COMPOSITION,
    Evolution.BAISSE: Trajectoire.COMPOSITION,
    Evolution.INCERTAINE: Trajectoire.INCERTAINE,
    Evolution.RUPTURE: Trajectoire.RUPTURE,
    Evolution.DIVERGENTE: Trajectoire.DIVERGENTE,
}


@dataclass(frozen=True)
class Chemin:
    """What became of a gap between two publications; ``points`` is its change. ``pourquoi``: why there is none."""

    trajectoire: Trajectoire
    debut: Publication | None = None
    points: float | None = None
    a_l_agglomeration: bool = False
    pourquoi: str | None = None


@dataclass(frozen=True)
class Ecart:
    """A figure of a QPV against its yardstick. ``chiffre`` is None where nothing recent is published."""

    groupe: Groupe
    indicateur: Indicateur
    chiffre: ChiffreLu | None
    comparaison: Comparaison
    chemin: Chemin

    @property
    def a_l_agglomeration(self) -> bool:
        return self.comparaison.fondement is Fondement.REFERENCE_DU_DOCUMENT

    @property
    def fragile(self) -> bool:
        """Surely less favourable than its yardstick, and not by a jump that nobody has explained."""
        saute = self.chiffre is not None and self.chiffre.saute
        return self.comparaison.situation is Situation.FRAGILE and not saute


def agglomeration_value(contrat: Contrat, indicateur: str, annee: int | None) -> float | None:
    """What ``references`` says of the agglomeration for that indicator and year; None where it does not, or twice."""
    if not contrat.agglomeration or annee is None:
        return None
    values = {r.valeur for r in matching_references(contrat, contrat.agglomeration, indicateur, annee)}
    return values.pop() if len(values) == 1 else None


def read_gaps(
    contrat: Contrat, quartiers: Sequence[Quartier], indicateurs: Sequence[str] | None = None
) -> tuple[Ecart, ...]:
    """The gaps of some indicators, those of page 1 as a rule: by indicator, then by QPV."""
    groups = group_by_qpv(tuple(q for q in quartiers if q.est_qpv))
    indicators = (
        contrat.indicateurs[name] for name in (indicateurs or contrat.essentiel) if name in contrat.indicateurs
    )
    return tuple(_read_gap(contrat, group, i) for i in indicators for group in groups)


def _read_gap(contrat: Contrat, group: Groupe, indicateur: Indicateur) -> Ecart:
    figure = read_published(contrat, group[0], indicateur)
    if figure is None or figure.publication is None or figure.valeur is None:
        return Ecart(group, indicateur, figure, NON_COMPAREE, Chemin(Trajectoire.SANS_DATES, pourquoi="non publié"))
    p = figure.publication
    value = agglomeration_value(contrat, indicateur.indicateur, p.annee)
    if value is None:
        return Ecart(group, indicateur, figure, figure.comparaison, _against_france(contrat, group[0], figure))
    read = read_against(
        contrat,
        p,
        value,
        shown=figure.valeur,
        exact=p.exacte if p.exacte is not None else figure.valeur,
        codes=p.territoires,
    )
    read = replace(read, fondement=Fondement.REFERENCE_DU_DOCUMENT, territoire=contrat.agglomeration)
    return Ecart(group, indicateur, figure, read, _against_agglomeration(contrat, group[0], p, read))


def _against_france(contrat: Contrat, quartier: Quartier, figure: ChiffreLu) -> Chemin:
    """The change of the figure, beyond what the QPV of France have done."""
    indicateur = figure.indicateur
    published = series_of(contrat, quartier, indicateur.indicateur)
    trend = figure.tendance
    if trend is None or trend.variation is None:
        return Chemin(Trajectoire.SANS_DATES, pourquoi=_why_not(contrat, indicateur, published))
    start = next((p for p in published if trend.editions and p.diffusion.edition == trend.editions[0]), None)
    own = difference(trend.variation, trend.nationale.points if trend.nationale is not None else 0.0)
    way = _way(contrat, trend.evolution, figure.indicateur, figure.comparaison, own)
    return Chemin(way, start, own if trend.nationale is not None else None)


def _why_not(contrat: Contrat, indicateur: Indicateur, published: tuple[Publication, ...]) -> str | None:
    if indicateur.evolution == "non":
        return "cet indicateur ne se compare pas d'une année à l'autre"
    return why_no_trend(contrat, published)


def _against_agglomeration(contrat: Contrat, quartier: Quartier, last: Publication, gap: Comparaison) -> Chemin:
    """The change of the gap, from the oldest comparable date that has one."""
    indicateur = contrat.indicateurs[last.indicateur]
    published = series_of(contrat, quartier, indicateur.indicateur)
    earlier = comparable_before(contrat, published, last)
    if not earlier:
        return Chemin(Trajectoire.SANS_DATES, pourquoi=_why_not(contrat, indicateur, published), a_l_agglomeration=True)
    dated = [(p, agglomeration_value(contrat, indicateur.indicateur, p.annee)) for p in earlier]
    start, before = next(((p, v) for p, v in dated if v is not None), (None, None))
    if start is None or before is None or start.valeur is None or last.valeur is None:
        why = "valeur de l'agglomération connue à une seule date"
        return Chemin(Trajectoire.SANS_DATES, pourquoi=why, a_l_agglomeration=True)
    unit, codes = indicateur.unite, last.territoires
    change = difference(gap.ecart or 0.0, gap_between(start.valeur, before, unit))
    own = trend_published(contrat, (start, last))  # for what makes a change none: a break, a denominator
    evolution = own.evolution if own is not None else Evolution.INCERTAINE
    if evolution not in (Evolution.RUPTURE, Evolution.DIVERGENTE):
        sigma = fluctuation(contrat, indicateur, codes, last.diffusion.cle, last.valeur)
        margin = change_margin(indicateur, sigma) if sigma else 0.0
        way = read_change(change, start.valeur, indicateur, contrat.lecture, margin)
        people = people_of(contrat, indicateur, codes, last.diffusion.edition, change)
        evolution = evolution_of(way, indicateur.sens_evolution)
        moved = evolution in (Evolution.AMELIORATION, Evolution.DEGRADATION)
        if moved and people is not None and people < PERSONNES_MIN:
            evolution = Evolution.INCERTAINE
    return Chemin(_way(contrat, evolution, indicateur, gap, change), start, change, a_l_agglomeration=True)


def _way(
    contrat: Contrat, evolution: Evolution, indicateur: Indicateur, gap: Comparaison, change: float
) -> Trajectoire:
    """Catching up is for who was behind, falling behind for who is: by more than what is said comparable."""
    if evolution in _WITHOUT_GAP:
        return _WITHOUT_GAP[evolution]
    sign = 1 if indicateur.sens == "defavorable" else -1
    threshold = contrat.lecture.ecart(gap.valeur_reference or 0.0, indicateur.unite)
    end = gap.ecart or 0.0
    if evolution is Evolution.AMELIORATION:
        was_behind = sign * difference(end, change) >= threshold
        return Trajectoire.RATTRAPE if was_behind else Trajectoire.SANS_RETARD_MIEUX
    return Trajectoire.DECROCHE if sign * end >= threshold else Trajectoire.SANS_RETARD_MOINS


def widest(contrat: Contrat, gaps: Iterable[Ecart]) -> tuple[Ecart, ...]:
    """Of the gaps of one indicator, the widest unfavourable one and those that its uncertainty does not set apart from
    it, the widest first; none where no figure is surely fragile."""
    fragile = sorted((g for g in gaps if g.fragile), key=lambda g: -abs(g.comparaison.ecart or 0.0))
    if not fragile:
        return ()
    first = fragile[0]
    return tuple(g for g in fragile if g is first or not _apart(contrat, first, g))


def _apart(contrat: Contrat, one: Ecart, other: Ecart) -> bool:
    """Whether two gaps differ by more than the uncertainties of both levels."""
    gap = abs(difference(one.comparaison.ecart or 0.0, other.comparaison.ecart or 0.0))
    return gap > 0 and gap >= math.hypot(_margin(contrat, one), _margin(contrat, other))


def _margin(contrat: Contrat, g: Ecart) -> float:
    p = g.chiffre.publication if g.chiffre is not None else None
    if p is None or p.valeur is None:
        return 0.0
    sigma = fluctuation(contrat, g.indicateur, p.territoires, p.diffusion.cle, p.valeur)
    return level_margin(g.indicateur, sigma) if sigma is not None else 0.0


def all_before(contrat: Contrat, gaps: Iterable[Ecart]) -> bool:
    """Whether every figure describes a year before the contract's first, or comes from an edition before it."""
    found = [g.chiffre.publication for g in gaps if g.chiffre is not None and g.chiffre.publication is not None]
    return bool(found) and all((p.annee or p.diffusion.edition) < contrat.premiere_annee for p in found)


def changed_perimeters(contrat: Contrat, gaps: Iterable[Ecart]) -> tuple[list[Quartier], list[Quartier]]:
    """The quartiers whose figures are of a perimeter that is surely not theirs any more, then those that may be so."""
    sure: dict[str, Quartier] = {}
    unsure: dict[str, Quartier] = {}
    for g in gaps:
        p = g.chiffre.publication if g.chiffre is not None else None
        if p is None or p.diffusion.geographie != ANCIENNE:
            continue
        for q in g.groupe:
            change = perimeter_change(contrat, q)
            if change is not None:
                (sure if change.certain else unsure)[q.quartier] = q
    return list(sure.values()), list(unsure.values())
