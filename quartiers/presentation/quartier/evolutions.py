"""What page 1 says of the changes of a quartier: those that are sure, and never that nothing changed."""

from collections.abc import Sequence
from typing import Final

from quartiers.analyse.comparaisons import Date, Evolution, Tendance
from quartiers.analyse.diagnostic import ChiffreLu, moving
from quartiers.analyse.doutes import when as date_of
from quartiers.analyse.publications import Publication, series_of
from quartiers.presentation import mots, mots_evolutions
from quartiers.presentation.blocs import Fragment
from quartiers.presentation.mots_dates import date_text, step_text
from quartiers.presentation.quartier.lu import QuartierLu
from quartiers.presentation.quartier.ouverture import FEW, once, with_article
from quartiers.typographie import count, format_gap, format_number, format_value, in_letters, lower_first

CHANGES: Final = 2  # that a page names: the others are counted
# How a change is told, of one figure and of several, between its dates; what has no direction only goes up or down.
_VERBS: Final = {
    Evolution.DEGRADATION: ("a évolué défavorablement", "ont évolué défavorablement"),
    Evolution.AMELIORATION: ("a évolué favorablement", "ont évolué favorablement"),
    Evolution.HAUSSE: ("a augmenté", "ont augmenté"),
    Evolution.BAISSE: ("a baissé", "ont baissé"),
}


def changes(lu: QuartierLu) -> list[Fragment]:
    """What improves or worsens beyond the uncertainty of the figures: both ways where there are both, and what is left
    counted. What went by fits and starts is told by its values: which way it goes cannot be said."""
    found = _clear_changes(lu)
    if not found:
        measured = [f for f in lu.chiffres if f.tendance is not None and f.publie]
        return _no_clear_change(lu, measured)
    shown = _balanced(found)
    parts: list[Fragment] = []
    for evolution, verbs in _VERBS.items():
        if own := [f for f, t in shown if t.reguliere and t.evolution is evolution]:
            parts += [" "] if parts else []
            parts += [*_moved(lu, own), f" {verbs[len(own) > 1]}."]
    for figure in (f for f, t in shown if not t.reguliere):
        parts += [" "] if parts else []
        parts += [*_passed(lu, figure), "."]
    if rest := len(found) - len(shown):
        parts.append(f" {count(rest, 'autre évolution', 'autres évolutions')} : voir « Diagnostic par thème ».")
    return parts


def _no_clear_change(lu: QuartierLu, measured: Sequence[ChiffreLu]) -> list[Fragment]:
    """That no change can be affirmed, which is not that nothing changed; but for those that pass their own uncertainty,
    and go further than the QPV of France, though by how much more is not sure."""
    if not measured:
        return ["Aucune évolution ne se mesure : il n'y a pas deux dates comparables."]
    further = sorted((f for f in once(measured) if _goes_further(lu, f)), key=_excess, reverse=True)[:CHANGES]
    parts: list[Fragment] = []
    for figure in further:
        parts += [*_passed(lu, figure), ". "]
    if parts:
        return [*parts, "Aucune autre évolution publiée n'est assez nette pour être affirmée."]
    if len(measured) > FEW:
        return ["Aucune évolution publiée n'est assez nette pour être affirmée."]
    told = "elle n'est pas" if len(measured) == 1 else "aucune n'est"
    return [f"{_measured(len(measured))} : {told} assez nette pour être affirmée."]


def _goes_further(lu: QuartierLu, figure: ChiffreLu) -> bool:
    """Whether a change that is beyond its own uncertainty also is beyond what the QPV of France changed."""
    t, unit = figure.tendance, figure.indicateur.unite
    if t is None or t.evolution is not Evolution.COMME_FRANCE or t.nationale is None or t.variation is None:
        return False
    if figure.saute or figure.indicateur.sens_evolution == "contexte" or t.variation * t.nationale.points < 0:
        return False
    return _excess(figure) >= lu.contrat.lecture.tendance((figure.valeur or 0.0) - t.variation, unit)


def _excess(figure: ChiffreLu) -> float:
    t = figure.tendance
    if t is None or t.nationale is None or t.variation is None:
        return 0.0
    return abs(t.variation) - abs(t.nationale.points)


def _passed(lu: QuartierLu, figure: ChiffreLu) -> list[Fragment]:
    """``Le taux d'emploi des femmes [12] est passé de 23,7 % (2010) à 41,3 % au plus haut (diffusion 2021), puis
    37,5 % (diffusion 2022)``: a change that has no verb, by its values."""
    t, unit = figure.tendance, figure.indicateur.unite
    assert t is not None
    label = with_article(figure.indicateur.libelle)
    head: list[Fragment] = [label[:1].upper() + label[1:], lu.renvoi(figure)]
    verb = "est passée" if label.startswith("la ") else "est passé"
    middle = _middle(lu, figure)
    if middle is None:
        told = [mots_evolutions.period(t), *([step] if (step := step_text(t)) else [])]
        about = " ; ".join([", ".join(told), *_of_france(figure)])
        return [*head, f" {verb} de {mots_evolutions.start_text(figure)} à {mots.value_text(figure)} ({about})"]
    publication, word = middle
    start = f"{mots_evolutions.start_text(figure)} ({_start_date(t)})"
    between = f"{format_value(publication.valeur, unit)}{word} ({date_of(publication)})"
    about = " ; ".join([mots.when(figure), *_of_france(figure)])
    return [*head, f" {verb} de {start} à {between}, puis {mots.value_text(figure)} ({about})"]


def _start_date(t: Tendance) -> str:
    assert t.editions is not None
    return date_text(Date(t.annee_initiale, t.editions[0]))


def _middle(lu: QuartierLu, figure: ChiffreLu) -> tuple[Publication, str] | None:
    """Between both ends of an irregular change: the furthest value if it turned back, else what its one large step
    came to. None for a census, whose editions share surveys: only the first comparable and the last are read."""
    t, last = figure.tendance, figure.publication
    if figure.indicateur.evolution == mots.RECENSEMENT:
        return None
    if t is None or t.editions is None or t.variation is None or last is None or t.reguliere:
        return None
    known = series_of(lu.contrat, lu.quartier, figure.indicateur.indicateur)
    within = [
        p
        for p in known
        if p.valeur is not None
        and p.diffusion.theme == last.diffusion.theme
        and p.diffusion.geographie == last.diffusion.geographie
        and t.editions[0] < p.diffusion.edition < t.editions[1]
    ]
    if not within:
        return None
    way = 1 if t.variation >= 0 else -1
    furthest = max(within, key=lambda p: way * (p.valeur or 0.0))
    if way * (furthest.valeur or 0.0) > way * (last.valeur or 0.0):
        return furthest, " au plus haut" if way > 0 else " au plus bas"
    step = t.marche.fin.edition if t.marche is not None else None
    return next(((p, "") for p in within if p.diffusion.edition == step), None)


def _of_france(figure: ChiffreLu) -> list[str]:
    """``médiane des QPV : −3,3 points``: what others did meanwhile."""
    t = figure.tendance
    if t is None or t.nationale is None:
        return []
    return [f"médiane des QPV : {format_gap(round(t.nationale.points, 1), figure.indicateur.unite)}"]


def _measured(number: int) -> str:
    if number == 1:
        return "Une seule évolution se mesure"
    told = in_letters(number)
    return f"{told[:1].upper()}{told[1:]} évolutions seulement se mesurent"


def _clear_changes(lu: QuartierLu) -> list[tuple[ChiffreLu, Tendance]]:
    """The published changes that are read, the steady ones first, then the largest; what jumped has none."""
    read = once(f for evolution in _VERBS for f in moving(lu.chiffres, evolution) if f.publie and not f.saute)
    told = [(f, f.tendance) for f in read if f.tendance is not None and is_told(f, f.tendance)]
    return sorted(told, key=lambda pair: (not pair[1].reguliere, -abs(pair[1].variation or 0.0)))


def is_told(figure: ChiffreLu, t: Tendance) -> bool:
    """Whether page 1 speaks of a change: for better or worse, or of what has a direction all the same."""
    directed = t.evolution in (Evolution.HAUSSE, Evolution.BAISSE) and figure.indicateur.sens != "contexte"
    return t.evolution in mots_evolutions.NATURE_OF_EVOLUTION or directed


def _balanced(found: Sequence[tuple[ChiffreLu, Tendance]]) -> list[tuple[ChiffreLu, Tendance]]:
    """The first ones, of each way while there are several: what improves is not told without what worsens."""
    ways = [t.evolution for _, t in found]
    first = sorted(ways.index(evolution) for evolution in mots_evolutions.NATURE_OF_EVOLUTION if evolution in ways)
    order = sorted(
        range(len(found)), key=lambda n: (n not in first, ways[n] not in mots_evolutions.NATURE_OF_EVOLUTION, n)
    )
    return [found[n] for n in sorted(order[:CHANGES])]


def _moved(lu: QuartierLu, figures: Sequence[ChiffreLu]) -> list[Fragment]:
    """``Le taux de pauvreté [3] (de 43,2 % à 54,1 %, 2013-2018) et…``: the labels, each with its two ends."""
    parts: list[Fragment] = []
    for position, figure in enumerate(figures):
        label = with_article(figure.indicateur.libelle)
        parts += [] if position == 0 else [" et " if position == len(figures) - 1 else ", "]
        parts += [
            label[:1].upper() + label[1:] if position == 0 else label,
            lu.renvoi(figure),
            f" ({_change(lu, figure)})",
        ]
    return parts


def _change(lu: QuartierLu, figure: ChiffreLu) -> str:
    """``de 41 % à 31,2 %, diffusions 2017-2022, soit 129 puis 99 foyers allocataires``."""
    t = figure.tendance
    assert t is not None
    start = mots_evolutions.start_text(figure)
    told = f"de {start} à {mots.value_text(figure)}" if start is not None else t.sens.value
    if span := mots_evolutions.period(t):
        told += f", {span}"
    if t.effectifs is not None:
        weight = lower_first(lu.contrat.indicateurs[figure.indicateur.poids or ""].libelle_court)
        told += f", soit {format_number(t.effectifs[0])} puis {format_number(t.effectifs[1])} {weight}"
    if (step := step_text(t)) is not None:
        told += f", {step}"
    return " ; ".join([told, *_of_france(figure)])
