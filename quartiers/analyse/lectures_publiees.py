"""What a doubt about a change concludes: the reading of the tables, so that both parts of a report say the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from quartiers.analyse.comparaisons import Evolution, Tendance, difference
from quartiers.analyse.diagnostic import through_jump
from quartiers.analyse.doutes import when, when_among, whole_series
from quartiers.analyse.incertitude import RECENSEMENT, change_margin, fluctuation
from quartiers.analyse.publications import LUES, Publication, comparable_before, series, trend_published
from quartiers.analyse.recensement_communes import are_counted_whole
from quartiers.analyse.sauts import Pas, first_jump, step_change
from quartiers.donnees.modele import Contrat
from quartiers.typographie import format_gap, format_value

PAS_SURE: Final = "Aucune évolution n'y est sûre."
A_ECRIRE: Final = "Donner toute la série, avec ses dates."
PAS_SURE_ECRIRE: Final = "Ne pas commenter cette évolution, ou donner toute la série."
_PAS_SURE: Final = PAS_SURE, PAS_SURE_ECRIRE
# What the tables read, and what to write of it.
_SANS_SENS: Final = {
    Evolution.STABLE: ("Ce rapport lit ce chiffre comme stable.", "Écrire que le chiffre est stable."),
    Evolution.DIVERGENTE: ("Le nombre ne suit pas la part.", "Donner le nombre à côté de la part."),
    Evolution.COMME_FRANCE: (
        "Les QPV de France ont bougé autant.",
        "Ne pas en faire une évolution propre au quartier.",
    ),
}


def known_until(contrat: Contrat, end: Publication) -> list[Publication]:
    """What is published with a value, from the oldest edition to that one."""
    published = series(contrat, end.territoires, end.indicateur)
    return [p for p in published if p.valeur is not None and p.diffusion.edition <= end.diffusion.edition]


def read_until(contrat: Contrat, end: Publication) -> Tendance | None:
    """The change that the tables read in the series up to ``end``; None where they compare nothing."""
    known = known_until(contrat, end)
    return through_jump(first_jump(contrat, known), trend_published(contrat, known))


def conclusion(contrat: Contrat, end: Publication) -> tuple[str, str]:
    """What follows for the words of a document, by the reading of the tables; and what to write."""
    read, unit = read_until(contrat, end), contrat.indicateurs[end.indicateur].unite
    if read is None:
        return _PAS_SURE
    if read.rupture is not None:
        return f"Le {_broken_at(read, unit)} empêche d'y lire une évolution sûre.", PAS_SURE_ECRIRE
    if read.evolution in LUES:
        return f"D'un bout à l'autre de la série, la {_way(read)} est sûre.", A_ECRIRE
    if read.evolution in _SANS_SENS:
        return _SANS_SENS[read.evolution]
    return _PAS_SURE


def _way(read: Tendance) -> str:
    return _word_of(read.variation or 0.0)


def _broken_at(read: Tendance, unit: str) -> str:
    assert read.rupture is not None
    (_, before), (_, after) = read.rupture
    return f"saut de {format_value(round(before, 1), unit)} à {format_value(round(after, 1), unit)}"


@dataclass(frozen=True)
class Reserve:
    """What a right label does not make right in a stated change: the fact, and what follows for who writes."""

    constat: str
    consigne: str


def not_to_write(contrat: Contrat, start: Publication, end: Publication, said: str | None = None) -> Reserve | None:
    """``La hausse est exacte, mais part d'un creux…``, and ``ne pas faire de cette hausse une tendance``: what a right
    label does not make right in a change between two published values; None where the tables affirm it. ``said``: the
    document's own word on the change, where it is known: no other is quoted.

    That a change is not sure is no denial of it: a reader is not told to write that there is none."""
    change = step_change(start, end)
    if not change:
        return None
    read, unit = read_until(contrat, end), contrat.indicateurs[end.indicateur].unite
    broken = read is not None and read.rupture is not None
    if why := _too_small(contrat, start, end):
        also = f" La série publiée a aussi un {_broken_at(read, unit)}." if read is not None and broken else ""
        return Reserve(why + also, _without_word(said, change))
    if why := _of_an_extreme(contrat, start, end):
        trend = f"ne pas faire de cette {_word_of(change)} une tendance"
        return Reserve(f"{_the_change(change)} {why}.", _without_word(said, change) if said else trend)
    if not broken:
        return None
    # All of it: with what is before the start, which may be a trough.
    told = whole_series(known_until(contrat, end), contrat.indicateurs[end.indicateur])
    return Reserve(
        f"{_the_change(change)} n'est pas {_sure(contrat, end)} : la série publiée a un saut, {told}.",
        f"{_without_word(said, change)} sans donner la série",
    )


def not_to_write_alone(contrat: Contrat, end: Publication, way: int, said: str | None = None) -> Reserve | None:
    """The same of a direction that is stated without a start: all that is published since the oldest figure that the
    last may be compared with, for the reading is that of both ends and not of two near editions."""
    known = known_until(contrat, end)
    before = comparable_before(contrat, known, end)
    read = read_until(contrat, end)
    if not before or (read is not None and read.evolution in LUES and step_change(before[0], end) * way > 0):
        return None
    first = min(before, key=lambda p: p.diffusion.edition).diffusion.edition
    told = whole_series([p for p in known if p.diffusion.edition >= first], contrat.indicateurs[end.indicateur])
    if step_change(before[0], end) * way > 0:
        how, what = f"n'est pas {_sure(contrat, end)}", f"{_without_word(said, way)} sans donner la série"
    else:
        how, what = "ne se lit pas", _without_word(said, way) if said else f"retirer la {_word_of(way)}"
    return Reserve(f"{_the_change(way)} {how} : l'Insee publie {told}.", what)


def _without_word(said: str | None, change: float) -> str:
    return f"ne pas écrire « {said} »" if said else f"ne pas commenter la {_word_of(change)}"


def _word_of(change: float) -> str:
    return "hausse" if change > 0 else "baisse"


def _sure(contrat: Contrat, end: Publication) -> str:
    """What a survey leaves in doubt, and a register counts: there the change did happen, and is only no slope."""
    return "sûre" if contrat.indicateurs[end.indicateur].evolution == RECENSEMENT else "régulière"


def _the_change(change: float) -> str:
    return f"La {_word_of(change)}"


def _too_small(contrat: Contrat, start: Publication, end: Publication) -> str:
    """That a change is not larger than its margin: not sure, where a survey gives it; of no weight, where a register
    counts everyone, and it did happen."""
    i, change = contrat.indicateurs[end.indicateur], step_change(start, end)
    sigma = fluctuation(contrat, i, end.territoires, end.diffusion.cle, end.valeur or 0.0)
    margin = change_margin(i, sigma) if sigma is not None else contrat.lecture.tendance(start.valeur or 0.0, i.unite)
    if abs(change) >= margin:
        return ""
    if are_counted_whole(contrat, i, end.territoires):
        size = format_gap(change, i.unite)
        return f"{_the_change(change)} ({size}) tient à peu de monde, dans un QPV de cette taille."
    if i.evolution == RECENSEMENT or sigma is None:
        return f"{_the_change(change)} ({format_gap(change, i.unite)}) n'est pas sûre dans un QPV de cette taille."
    size = format_gap(abs(change), i.unite).removeprefix("+")
    return f"Une {_word_of(change)} de {size} est courante d'une diffusion à l'autre dans un QPV de cette taille."


def _of_an_extreme(contrat: Contrat, start: Publication, end: Publication) -> str:
    """``part d'un creux, 21,4 % (2019), après 34,8 % (diffusion 2017, année non donnée)``: a start that is the lowest
    of a series said to rise, or the highest of one said to fall, while an older value is beyond the end or near it."""
    way, i = (1 if step_change(start, end) > 0 else -1), contrat.indicateurs[end.indicateur]
    before = [p for p in known_until(contrat, end) if p.diffusion.edition < start.diffusion.edition]
    if not before or any(way * difference(p.valeur or 0.0, start.valeur or 0.0) < 0 for p in before):
        return ""
    furthest = max(before, key=lambda p: way * (p.valeur or 0.0))
    if way * difference(furthest.valeur or 0.0, end.valeur or 0.0) < -contrat.lecture.tendance(end.valeur or 0.0, "%"):
        return ""
    shown = (furthest, start, end)
    began = f"{format_value(start.valeur, i.unite)} ({when_among(start, shown)})"
    before_it = f"{format_value(furthest.valeur, i.unite)} ({when_among(furthest, shown)})"
    exact = "est exacte, mais " if i.evolution != RECENSEMENT else ""
    return f"{exact}part d'un {'creux' if way > 0 else 'sommet'}, {began}, après {before_it}"


def jumps_told(steps: Sequence[Pas], unit: str) -> str:
    """``31,9 % (diffusion 2020), puis 38,3 % (diffusion 2021)``: each step once."""
    shown = list(dict.fromkeys(p for step in steps for p in step))
    return ", puis ".join(f"{format_value(p.valeur, unit)} ({when(p)})" for p in shown)
