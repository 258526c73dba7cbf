"""What a doubt about a change concludes: the reading of the tables, so that both parts of a report say the same."""

from collections.abc import Sequence
from typing import Final

from quartiers.analyse.comparaisons import Evolution, Tendance, difference
from quartiers.analyse.diagnostic import through_jump
from quartiers.analyse.doutes import when, when_among, whole_series
from quartiers.analyse.incertitude import RECENSEMENT, change_margin, fluctuation
from quartiers.analyse.publications import LUES, Publication, comparable_before, series, trend_published
from quartiers.analyse.sauts import Pas, first_jump, step_change
from quartiers.donnees.modele import Contrat
from quartiers.typographie import format_gap, format_number, format_value

NI_HAUSSE_NI_BAISSE: Final = "Ne tirer de cette série ni hausse ni baisse."
_SANS_SENS: Final = {
    Evolution.STABLE: "Les tableaux disent ce chiffre stable : l'écrire.",
    Evolution.DIVERGENTE: "Les tableaux n'en font pas une évolution : le nombre ne suit pas la part. Donner les deux.",
    Evolution.COMME_FRANCE: "Les tableaux ne la distinguent pas de celle des QPV de France : ne pas en faire une "
    "évolution propre au quartier.",
}


def known_until(contrat: Contrat, end: Publication) -> list[Publication]:
    """What is published with a value, from the oldest edition to that one."""
    published = series(contrat, end.territoires, end.indicateur)
    return [p for p in published if p.valeur is not None and p.diffusion.edition <= end.diffusion.edition]


def read_until(contrat: Contrat, end: Publication) -> Tendance | None:
    """The change that the tables read in the series up to ``end``; None where they compare nothing."""
    known = known_until(contrat, end)
    return through_jump(first_jump(contrat, known), trend_published(contrat, known))


def conclusion(contrat: Contrat, end: Publication) -> str:
    """What follows for the words of a document, by the reading of the tables."""
    read, unit = read_until(contrat, end), contrat.indicateurs[end.indicateur].unite
    if read is None:
        return f"Les tableaux n'y lisent pas d'évolution. {NI_HAUSSE_NI_BAISSE}"
    if read.rupture is not None:
        return f"Les tableaux n'y lisent pas d'évolution ({_broken_at(read, unit)}). {NI_HAUSSE_NI_BAISSE}"
    if read.evolution in LUES:
        return (
            f"Les tableaux la lisent d'un bout à l'autre, « {read.evolution} » : l'écrire avec les deux dates publiées."
        )
    if read.evolution in _SANS_SENS:
        return _SANS_SENS[read.evolution]
    return f"Les tableaux n'y lisent pas d'évolution sûre (« {read.evolution} »). {NI_HAUSSE_NI_BAISSE}"


def _broken_at(read: Tendance, unit: str) -> str:
    assert read.rupture is not None
    (_, before), (_, after) = read.rupture
    return f"saut de {format_value(round(before, 1), unit)} à {format_value(round(after, 1), unit)}"


def not_to_write(contrat: Contrat, start: Publication, end: Publication, said: str | None = None) -> str:
    """``ne pas parler de hausse : 21,4 % (2019) est un creux (34,8 %, diffusion 2017)``: what a right label does not
    make right in a change between two published values; empty where the tables affirm it. ``said``: the document's own
    word on the change, where it is known: no other is quoted."""
    change = step_change(start, end)
    if not change:
        return ""
    why = _too_small(contrat, start, end) or _of_an_extreme(contrat, start, end)
    if why:
        return f"{_not(change, said)} : {why}"
    read = read_until(contrat, end)
    if read is None or read.rupture is None:
        return ""
    # All of it: with what is before the start, which may be a trough.
    told = whole_series(known_until(contrat, end), contrat.indicateurs[end.indicateur])
    return f"{_not(change, said)} sans donner la série, qui a un saut : {told}"


def not_to_write_alone(contrat: Contrat, end: Publication, way: int, said: str | None = None) -> str:
    """The same of a direction that is stated without a start: what is published just before, and how it is read."""
    before = comparable_before(contrat, known_until(contrat, end), end)
    read, unit = read_until(contrat, end), contrat.indicateurs[end.indicateur].unite
    if not before or (read is not None and read.evolution in LUES and step_change(before[0], end) * way > 0):
        return ""
    values = " puis ".join(
        f"{format_value(p.valeur, unit)} ({when_among(p, (before[-1], end))})" for p in (before[-1], end)
    )
    reading = f", « {read.evolution} » dans les tableaux" if read is not None else ""
    return f"{_not(way, said)} : {values}{reading}"


def _not(change: float, said: str | None) -> str:
    return f"ne pas écrire « {said} »" if said else f"ne pas parler de {'hausse' if change > 0 else 'baisse'}"


def _too_small(contrat: Contrat, start: Publication, end: Publication) -> str:
    i, change = contrat.indicateurs[end.indicateur], step_change(start, end)
    sigma = fluctuation(contrat, i, end.territoires, end.diffusion.cle, end.valeur or 0.0)
    margin = change_margin(i, sigma) if sigma is not None else contrat.lecture.tendance(start.valeur or 0.0, i.unite)
    if abs(change) >= margin:
        return ""
    whose = (
        "la marge estimée ici" if i.evolution == RECENSEMENT else "la variation habituelle d'une diffusion à l'autre"
    )
    limit = f"{format_number(round(margin, 1))} {'point' if margin < 2 else 'points'}"
    about = f", {limit}" if i.unite == "%" else ""
    return f"{format_gap(change, i.unite)} est dans {whose}{about}"


def _of_an_extreme(contrat: Contrat, start: Publication, end: Publication) -> str:
    """A start that is the lowest of a series said to rise, or the highest of one said to fall, while an older value is
    beyond the end or near it."""
    way, i = (1 if step_change(start, end) > 0 else -1), contrat.indicateurs[end.indicateur]
    before = [p for p in known_until(contrat, end) if p.diffusion.edition < start.diffusion.edition]
    if not before or any(way * difference(p.valeur or 0.0, start.valeur or 0.0) < 0 for p in before):
        return ""
    furthest = max(before, key=lambda p: way * (p.valeur or 0.0))
    if way * difference(furthest.valeur or 0.0, end.valeur or 0.0) < -contrat.lecture.tendance(end.valeur or 0.0, "%"):
        return ""
    shown = (furthest, start, end)
    began = f"{format_value(start.valeur, i.unite)} ({when_among(start, shown)})"
    return (
        f"{began} est {'un creux' if way > 0 else 'un sommet'} "
        f"({format_value(furthest.valeur, i.unite)}, {when_among(furthest, shown)})"
    )


def jumps_told(steps: Sequence[Pas], unit: str) -> str:
    """``31,9 % (diffusion 2020), puis 38,3 % (diffusion 2021)``: each step once."""
    shown = list(dict.fromkeys(p for step in steps for p in step))
    return ", puis ".join(f"{format_value(p.valeur, unit)} ({when(p)})" for p in shown)
