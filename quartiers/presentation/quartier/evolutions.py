"""What page 1 says of the changes of a quartier: those that its tables affirm, and never that nothing changed."""

from collections.abc import Sequence
from typing import Final

from quartiers.analyse.comparaisons import Date, Evolution, Situation, Tendance, printed
from quartiers.analyse.diagnostic import ChiffreLu, affirmed_changes
from quartiers.analyse.doutes import when as date_of
from quartiers.analyse.incertitude import RECENSEMENT
from quartiers.analyse.marches import PART_DITE, are_near, main_step
from quartiers.analyse.publications import CONTEXTE, Publication, series_of
from quartiers.presentation import mots, mots_evolutions
from quartiers.presentation.blocs import Fragment
from quartiers.presentation.mots_dates import date_text, end_of_step, step_text
from quartiers.presentation.quartier.lu import QuartierLu
from quartiers.presentation.quartier.ouverture import FEW, has_two_rows, once, with_article
from quartiers.typographie import count, format_gap, format_value, in_letters, join_words, lower_first
from quartiers.unites import COUNT

CHANGES: Final = 2  # that a page tells: the others are named while they are few, else counted
NAMED: Final = 3
PART_DU_TOTAL: Final = 0.25  # of a share's change, that its denominator makes, for page 1 to give it
# How a change is told, of one figure and of several, between its dates; what has no direction only goes up or down.
_VERBS: Final = {
    Evolution.DEGRADATION: ("a évolué défavorablement", "ont évolué défavorablement"),
    Evolution.AMELIORATION: ("a évolué favorablement", "ont évolué favorablement"),
    Evolution.HAUSSE: ("a augmenté", "ont augmenté"),
    Evolution.BAISSE: ("a baissé", "ont baissé"),
}


def changes(lu: QuartierLu) -> list[Fragment]:
    """What the tables affirm: both ways where there are both, and what is left named, or counted. What went by fits and
    starts is told by its values: which way it goes cannot be said.

    Where none of them is for better or worse, what goes further than the QPV of France, though not surely, is told too,
    for what it is.
    """
    found = _clear_changes(lu)
    directed = any(f.indicateur.sens != CONTEXTE for f, _ in found)
    unsure = [] if directed else _further_than_france(lu)[: CHANGES - bool(found)]
    doubtful = [_not_affirmed(lu, figure) for figure in unsure]
    if not found:
        return _joined([*doubtful, [_none_affirmed(lu)]])
    told_first = [(f, t) for f, t in found if f.indicateur.sens != CONTEXTE]
    brief = has_two_rows(lu) and (told_first or unsure)  # what is neither good nor bad is only named, for want of room
    shown = _balanced(told_first if brief else found)
    sentences: list[list[Fragment]] = []
    for evolution, verbs in _VERBS.items():
        if own := [f for f, t in shown if t.reguliere and t.evolution is evolution]:
            sentences.append([*_moved(lu, own), f" {verbs[len(own) > 1]}{_still_worse(own)}."])
    sentences += _irregular(lu, [figure for figure, t in shown if not t.reguliere])
    told = [figure for figure, _ in shown]
    sentences.append(_others(lu, [figure for figure, _ in found if figure not in told], alone=not told))
    return _joined([*sentences, *doubtful])


def _still_worse(figures: Sequence[ChiffreLu]) -> str:
    """``, mais reste plus fragile que le QPV médian``: what improves from far is no good news yet."""
    better = (f.tendance is not None and f.tendance.evolution is Evolution.AMELIORATION for f in figures)
    if not all(better) or any(f.comparaison.situation is not Situation.FRAGILE for f in figures):
        return ""
    return f", mais {'restent plus fragiles' if len(figures) > 1 else 'reste plus fragile'} que le QPV médian"


def _joined(sentences: Sequence[Sequence[Fragment]]) -> list[Fragment]:
    parts: list[Fragment] = []
    for position, sentence in enumerate(s for s in sentences if s):
        parts += [*([" "] if position else []), *sentence]
    return parts


def _not_affirmed(lu: QuartierLu, figure: ChiffreLu) -> list[Fragment]:
    """A change by its values, and what cannot be said of it: of its pace, for a level may well be surely apart."""
    assert figure.tendance is not None
    label = with_article(figure.indicateur.libelle)
    it = "elle" if label.startswith("la ") else "il"
    way = "monté" if (figure.tendance.variation or 0.0) > 0 else "baissé"
    tail = f"qu'{it} a {way} plus que dans les autres QPV"
    return [*_passed(lu, figure), f", sans qu'on puisse affirmer {tail}."]


def _others(lu: QuartierLu, rest: Sequence[ChiffreLu], *, alone: bool) -> list[Fragment]:
    """``1 autre évolution : AAH parmi les allocataires (en hausse).``: which, where that is short; else where to read
    them. ``alone``: no other is affirmed."""
    if not rest:
        return []
    where = "voir « Diagnostic par thème »"
    names = join_words([_name(lu, f) for f in rest]) if len(rest) <= NAMED else where
    one, several = ("évolution affirmée", "évolutions affirmées") if alone else ("autre évolution", "autres évolutions")
    return [f"{count(len(rest), one, several)} : {names}."]


def _name(lu: QuartierLu, figure: ChiffreLu) -> str:
    """``AAH parmi les allocataires (de 14,2 % à 17,1 %, puis 15,9 %)``: which way it went, or its ends and peak where
    the newest edition goes the other way; that most of it comes from one edition."""
    name, t = _label_of(figure), figure.tendance
    if t is None:
        return name
    if (peak := _turned(lu, figure)) is not None:
        when = "" if has_two_rows(lu) else f", {date_of(peak)}"
        highest = format_value(peak.valeur, figure.indicateur.unite)
        return f"{name} (de {mots_evolutions.start_text(figure)} à {highest}{when}, puis {mots.value_text(figure)})"
    told = (t.evolution.value, reserve(lu, figure))
    return f"{name} ({', '.join(text for text in told if text)})"


def _label_of(figure: ChiffreLu) -> str:
    """The short label of a figure; the long one of a share of an income, which would be heard as an amount."""
    i = figure.indicateur
    if i.unite == "%" and i.population.startswith("Revenu"):
        return lower_first(i.libelle).replace("le revenu disponible", "le revenu")
    return lower_first(i.libelle_court)


def reserve(lu: QuartierLu, figure: ChiffreLu) -> str | None:
    """What the tables say of the one step that makes nearly all of a change; else that one edition makes most of it.
    Of a census, whose editions share surveys, only the ends are read."""
    t, last = figure.tendance, figure.publication
    if t is None or (told := step_text(t)) is not None:
        return told if t is not None else None
    if last is None or t.editions is None or figure.indicateur.evolution == RECENSEMENT:
        return None
    known = [p for p in _of_source(lu, figure) if t.editions[0] <= p.diffusion.edition <= t.editions[1]]
    step = main_step(known, known[0], known[-1], PART_DITE) if len(known) > 2 else None
    return "surtout en une diffusion" if step is not None and are_near(*step) else None


def _turned(lu: QuartierLu, figure: ChiffreLu) -> Publication | None:
    """The furthest that a change went, where the newest edition goes against it by more than what is said to be stable.
    None for a census, whose editions share surveys."""
    t, last = figure.tendance, figure.publication
    if t is None or last is None or not t.variation or figure.indicateur.evolution == RECENSEMENT:
        return None
    between = _between(lu, figure)
    if not between:
        return None
    step = (last.valeur or 0.0) - (between[-1].valeur or 0.0)
    least = lu.contrat.lecture.tendance(between[-1].valeur or 0.0, figure.indicateur.unite)
    if step * t.variation >= 0 or abs(step) < least:
        return None
    return max(between, key=lambda p: (p.valeur or 0.0) * (t.variation or 0.0))


def _further_than_france(lu: QuartierLu) -> list[ChiffreLu]:
    """The changes that pass their own uncertainty and go further than the QPV of France, the furthest first."""
    return sorted((f for f in once(lu.chiffres) if _goes_further(lu, f)), key=_excess, reverse=True)


def _none_affirmed(lu: QuartierLu) -> str:
    """That no change can be affirmed, which is not that nothing changed."""
    measured = once(f for f in lu.chiffres if f.tendance is not None and f.publie and f.indicateur.unite != COUNT)
    if not measured:
        return "Aucune évolution ne se mesure : il n'y a pas deux dates comparables."
    if len(measured) > FEW:
        return "Aucune évolution publiée n'est assez nette pour être affirmée."
    told = "elle n'est pas" if len(measured) == 1 else "aucune n'est"
    return f"{_measured(len(measured))} : {told} assez nette pour être affirmée."


def _goes_further(lu: QuartierLu, figure: ChiffreLu) -> bool:
    """Whether a change that is beyond its own uncertainty also is beyond what the QPV of France changed."""
    t, unit = figure.tendance, figure.indicateur.unite
    if t is None or t.evolution is not Evolution.COMME_FRANCE or t.nationale is None or t.variation is None:
        return False
    if figure.saute or figure.indicateur.sens_evolution == CONTEXTE or t.variation * t.nationale.points < 0:
        return False
    return _excess(figure) >= lu.contrat.lecture.tendance((figure.valeur or 0.0) - t.variation, unit)


def _excess(figure: ChiffreLu) -> float:
    t = figure.tendance
    if t is None or t.nationale is None or t.variation is None:
        return 0.0
    return abs(t.variation) - abs(t.nationale.points)


def _irregular(lu: QuartierLu, figures: Sequence[ChiffreLu]) -> list[list[Fragment]]:
    """A sentence each; one for those of the same dates, which it says once."""
    dates = {_told_dates(f, "") if _middle(lu, f) is None else None for f in figures}
    if len(figures) < 2 or len(dates) > 1 or None in dates:
        return [[*_passed(lu, figure), "."] for figure in figures]
    parts: list[Fragment] = []
    for position, figure in enumerate(figures):
        label = with_article(figure.indicateur.libelle)
        verb = f" {_verb(label)}" if not position else ""
        about = f" ({' ; '.join(_of_france(figure))})" if _of_france(figure) else ""
        parts += [" et "] if position else []
        parts += [label if position else label[:1].upper() + label[1:], lu.renvoi(figure)]
        parts.append(f"{verb} de {mots_evolutions.start_text(figure)} à {mots.value_text(figure)}{about}")
    reached = [told for f in figures if (told := _reached(f))]
    return [[*parts, f", {_told_dates(figures[0], join_words(reached))}."]]


def _told_dates(figure: ChiffreLu, reached: str) -> str:
    """``2010 – diffusion 2022 ; toute la hausse date d'avant la diffusion 2020 (40,7 %), aucune depuis``, with what was
    ``reached`` then."""
    t = figure.tendance
    assert t is not None
    value = f" ({reached})" if reached else ""
    if (end := end_of_step(t)) is not None:
        way = "hausse" if (t.variation or 0.0) > 0 else "baisse"
        return f"{mots_evolutions.period(t)} ; toute la {way} date d'avant {end}{value}, aucune depuis"
    return ", ".join([mots_evolutions.period(t), *([f"{step}{value}"] if (step := step_text(t)) else [])])


def _reached(figure: ChiffreLu) -> str:
    """What the one step of a change came to, where there is less of the change now."""
    t = figure.tendance
    if t is None or t.marche is None or t.marche.atteint is None or step_text(t) is None:
        return ""
    return format_value(t.marche.atteint, figure.indicateur.unite)


def _verb(label: str) -> str:
    return "est passée" if label.startswith("la ") else "est passé"


def _is_of_the_whole(t: Tendance) -> bool:
    """Whether a fair part of a share's change comes from its denominator: it is told then too."""
    if t.effectifs is None or t.bases is None or not t.variation or not t.bases[0] or not t.bases[1]:
        return False
    (_, count_now), (base_before, base_now) = t.effectifs, t.bases
    by_whole = 100 * count_now * (1 / base_now - 1 / base_before)
    return abs(by_whole) > PART_DU_TOTAL * abs(t.variation)


def _passed(lu: QuartierLu, figure: ChiffreLu) -> list[Fragment]:
    """``Le taux d'emploi des femmes [12] est passé de 23,7 % (2010) à 41,3 % au plus haut (diffusion 2021), puis
    37,5 % (diffusion 2022)``: a change that has no verb, by its values."""
    t, unit = figure.tendance, figure.indicateur.unite
    assert t is not None
    label = with_article(figure.indicateur.libelle)
    head: list[Fragment] = [label[:1].upper() + label[1:], lu.renvoi(figure)]
    verb = _verb(label)
    middle = _middle(lu, figure)
    if middle is None:
        about = " ; ".join([_told_dates(figure, _reached(figure)), *_of_france(figure)])
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
    if figure.indicateur.evolution == RECENSEMENT:
        return None
    if t is None or t.variation is None or last is None or t.reguliere:
        return None
    within = _between(lu, figure)
    if not within:
        return None
    way = 1 if t.variation >= 0 else -1
    furthest = max(within, key=lambda p: way * (p.valeur or 0.0))
    if way * (furthest.valeur or 0.0) > way * (last.valeur or 0.0):
        return furthest, " au plus haut" if way > 0 else " au plus bas"
    step = t.marche.fin.edition if t.marche is not None else None
    return next(((p, "") for p in within if p.diffusion.edition == step), None)


def _between(lu: QuartierLu, figure: ChiffreLu) -> list[Publication]:
    """What was published of a change between its two ends, oldest first."""
    t, last = figure.tendance, figure.publication
    if t is None or t.editions is None or last is None:
        return []
    start, end = t.editions
    return [p for p in _of_source(lu, figure) if start < p.diffusion.edition < end]


def _of_source(lu: QuartierLu, figure: ChiffreLu) -> list[Publication]:
    """What its own source published of a figure, in its geography, oldest first."""
    last = figure.publication
    assert last is not None
    source = (last.diffusion.theme, last.diffusion.geographie)
    published = series_of(lu.contrat, lu.quartier, figure.indicateur.indicateur)
    return [p for p in published if p.valeur is not None and (p.diffusion.theme, p.diffusion.geographie) == source]


def _of_france(figure: ChiffreLu) -> list[str]:
    """``évolution médiane des QPV : −3,3 points``: what others did meanwhile; it is not how the median moved."""
    t, unit = figure.tendance, figure.indicateur.unite
    if t is None or t.nationale is None:
        return []
    return [f"évolution médiane des QPV : {format_gap(printed(t.nationale.points, unit), unit)}"]


def _measured(number: int) -> str:
    if number == 1:
        return "Une seule évolution se mesure"
    told = in_letters(number)
    return f"{told[:1].upper()}{told[1:]} évolutions seulement se mesurent"


def _clear_changes(lu: QuartierLu) -> list[tuple[ChiffreLu, Tendance]]:
    """The changes that the tables affirm: those of context last, the steady ones first, then the largest."""
    told = [(f, f.tendance) for f in affirmed_changes(lu.chiffres) if f.tendance is not None]
    return sorted(
        told,
        key=lambda pair: (
            pair[0].indicateur.sens == CONTEXTE,
            not pair[1].reguliere,
            -abs(pair[1].variation or 0.0),
        ),
    )


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
    if not has_two_rows(lu) and (
        people := mots_evolutions.people_text(lu.contrat, figure, whole=_is_of_the_whole(t))
    ):  # under two rows of cards, « Diagnostic par thème » has room for them
        told += f", soit {people}"
    if (step := reserve(lu, figure)) is not None:
        told += f", {step}"
    return " ; ".join([told, *_of_france(figure)])
