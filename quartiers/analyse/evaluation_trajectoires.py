"""What had become of a gap between two dates: the two values as they are published, what the yardstick did meanwhile,
and what may be said of the difference.

A change is one beyond its uncertainty, on one perimeter and from one source, without a break nor a denominator that
moves instead (:mod:`quartiers.analyse.publications`): of the gap to the agglomeration where both dates have one, else
of the figure beyond what the QPV of France have done. One that stands on a single step between two editions, among
several (:mod:`quartiers.analyse.marches`), is told as a step: nothing shows that the gap narrowed, or widened.
"""

from dataclasses import dataclass
from enum import StrEnum

from quartiers.analyse.comparaisons import Comparaison, Evolution, difference, evolution_of, gap_between, read_change
from quartiers.analyse.diagnostic import ChiffreLu
from quartiers.analyse.incertitude import PERSONNES_MIN, change_margin, fluctuation, people_of
from quartiers.analyse.marches import describe_step, main_step
from quartiers.analyse.publications import Publication, comparable_before, series_of, trend_published, why_no_trend
from quartiers.analyse.references_agglomeration import agglomeration_value
from quartiers.donnees.modele import Contrat, Indicateur, Quartier


class Trajectoire(StrEnum):
    """Which way a gap went, in the words that the file prints: in the past, as the figures are."""

    RATTRAPE = "s'était rapproché"
    DECROCHE = "s'était éloigné"
    SANS_RETARD_MIEUX = "s'était amélioré, sans retard au départ"
    SANS_RETARD_MOINS = "s'était dégradé, sans être en retard"
    MARCHE = "d'un seul pas, à confirmer"
    STABLE = "stable"
    COMME_FRANCE = "non distinguée de celle des QPV de France"
    HAUSSE = "en hausse"
    BAISSE = "en baisse"
    INCERTAINE = "évolution non concluante"
    RUPTURE = "saut entre deux diffusions"
    DIVERGENTE = "le nombre ne suit pas la part"
    SANS_DATES = "pas deux dates comparables"


_WITHOUT_GAP = {
    Evolution.STABLE: Trajectoire.STABLE,
    Evolution.COMME_FRANCE: Trajectoire.COMME_FRANCE,
    Evolution.HAUSSE: Trajectoire.HAUSSE,
    Evolution.BAISSE: Trajectoire.BAISSE,
    Evolution.INCERTAINE: Trajectoire.INCERTAINE,
    Evolution.RUPTURE: Trajectoire.RUPTURE,
    Evolution.DIVERGENTE: Trajectoire.DIVERGENTE,
}


@dataclass(frozen=True)
class Chemin:
    """What had become of a gap between two publications.

    ``variation`` is what the figure itself changed, ``etalon`` what its yardstick did, ``points`` the difference: none
    is told without the others. ``pourquoi``: why there is none.
    """

    trajectoire: Trajectoire
    debut: Publication | None = None
    fin: Publication | None = None
    variation: float | None = None
    etalon: float | None = None
    points: float | None = None
    a_l_agglomeration: bool = False
    pourquoi: str | None = None


def against_france(contrat: Contrat, quartier: Quartier, figure: ChiffreLu) -> Chemin:
    """The change of the figure, beyond what the QPV of France have done."""
    indicateur = figure.indicateur
    published = series_of(contrat, quartier, indicateur.indicateur)
    trend = figure.tendance
    if trend is None or trend.variation is None:
        return Chemin(Trajectoire.SANS_DATES, pourquoi=_why_not(contrat, indicateur, published))
    start = next((p for p in published if trend.editions and p.diffusion.edition == trend.editions[0]), None)
    national = trend.nationale.points if trend.nationale is not None else None
    own = difference(trend.variation, national or 0.0)
    way = _way(contrat, trend.evolution, indicateur, figure.comparaison, own)
    step = trend.marche
    way = _of_one_step(way, alone=step is not None and not step.seule)
    return Chemin(way, start, figure.publication, trend.variation, national, own if national is not None else None)


def _why_not(contrat: Contrat, indicateur: Indicateur, published: tuple[Publication, ...]) -> str | None:
    if indicateur.evolution == "non":
        return "non suivi : en euros courants" if indicateur.unite == "€" else "non suivi d'une année à l'autre"
    return why_no_trend(contrat, published)


def against_agglomeration(contrat: Contrat, quartier: Quartier, last: Publication, gap: Comparaison) -> Chemin:
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
    unit = indicateur.unite
    change = difference(gap.ecart or 0.0, gap_between(start.valeur, before, unit))
    evolution = _evolution(contrat, start, last, change)
    way = _way(contrat, evolution, indicateur, gap, change)
    step = main_step(published, start, last)
    way = _of_one_step(way, alone=step is not None and not describe_step(published, start, last, step).seule)
    yardstick = gap_between(gap.valeur_reference or 0.0, before, unit)
    raw = gap_between(last.valeur, start.valeur, unit)
    return Chemin(way, start, last, raw, yardstick, change, a_l_agglomeration=True)


def _evolution(contrat: Contrat, start: Publication, last: Publication, change: float) -> Evolution:
    """What a change of the gap is: none where a break or a denominator makes it, nor below its uncertainty."""
    indicateur, codes = contrat.indicateurs[last.indicateur], last.territoires
    own = trend_published(contrat, (start, last))
    evolution = own.evolution if own is not None else Evolution.INCERTAINE
    if evolution in (Evolution.RUPTURE, Evolution.DIVERGENTE):
        return evolution
    sigma = fluctuation(contrat, indicateur, codes, last.diffusion.cle, last.valeur or 0.0)
    margin = change_margin(indicateur, sigma) if sigma else 0.0
    way = read_change(change, start.valeur or 0.0, indicateur, contrat.lecture, margin)
    people = people_of(contrat, indicateur, codes, last.diffusion.edition, change)
    evolution = evolution_of(way, indicateur.sens_evolution)
    moved = evolution in (Evolution.AMELIORATION, Evolution.DEGRADATION)
    return Evolution.INCERTAINE if moved and people is not None and people < PERSONNES_MIN else evolution


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


DITES = (
    Trajectoire.RATTRAPE,
    Trajectoire.DECROCHE,
    Trajectoire.SANS_RETARD_MIEUX,
    Trajectoire.SANS_RETARD_MOINS,
)


def _of_one_step(way: Trajectoire, *, alone: bool) -> Trajectoire:
    """A change that stands on a single step of several is no way that a gap went."""
    return Trajectoire.MARCHE if alone and way in DITES else way
