"""What page 1 says of the changes of a quartier: those that its tables affirm, and never that nothing changed."""

from collections.abc import Iterable, Sequence
from typing import Final

from quartiers.analyse.comparaisons import Date, Evolution, Situation, Tendance, difference, printed
from quartiers.analyse.diagnostic import ChiffreLu, affirmed_changes, is_affirmed, key_figures
from quartiers.analyse.incertitude import RECENSEMENT
from quartiers.analyse.marches import PART_DITE, PART_DU_SAUT, main_step
from quartiers.analyse.publications import CONTEXTE, Publication, series_of
from quartiers.analyse.regles_reserves import caution
from quartiers.presentation import mots, mots_evolutions
from quartiers.presentation.blocs import Fragment
from quartiers.presentation.mots_dates import between, date_text, step_text
from quartiers.presentation.quartier.lu import QuartierLu
from quartiers.presentation.quartier.ouverture import (
    APART,
    FEW,
    ends_of_jump,
    has_two_rows,
    heaviest,
    once,
    with_article,
)
from quartiers.typographie import format_gap, format_value, in_letters, join_words, lower_first
from quartiers.unites import COUNT

CHANGES: Final = 2  # that a page tells whole, and one under two rows of cards: the others are named
NAMED: Final = 3
OF_FRANCE: Final = "évolution médiane des QPV de France"
BESIDE_CARDS: Final = ", outre celles des cartes"
IN_FRANCE: Final = "QPV de France"  # after the first, which says what of them
PART_RECENTE: Final = 0.5  # of a change, that its newest step makes: it is told
OTHER_PEOPLE: Final = "Ce ne sont pas tous les mêmes habitants"
PART_PARTIE: Final = 0.1  # of the inhabitants, come or gone, that a change of incomes is told with


def changes(lu: QuartierLu) -> list[Fragment]:
    """What the tables affirm and no card tells, a sentence a figure: both ways where there are both, and what is left
    named.

    Where none of them is for better or worse, what goes further than the QPV of France, though not surely, is told too,
    for what it is.
    """
    affirmed = _clear_changes(lu)
    directed = any(f.indicateur.sens != CONTEXTE for f, _ in affirmed)
    unsure = [] if directed else _further_than_france(lu)[: CHANGES - bool(affirmed)]
    doubtful = [_not_affirmed(lu, figure) for figure in unsure]
    if not affirmed:
        return _joined([*doubtful, _caution(lu, unsure), [_none_affirmed(lu)]])
    cards = {f.indicateur: f for f in key_figures(lu.contrat, lu.chiffres, APART) if is_on_card(f)}
    beside = {i.lire_avec for i in lu.contrat.indicateurs.values()}  # what others are read with is no news alone
    news = [(f, t) for f, t in affirmed if f.indicateur not in cards and f.indicateur.indicateur not in beside]
    if not (news or cards):
        news = affirmed
    shown = [figure for figure, _ in _balanced(news, CHANGES - has_two_rows(lu))]
    others = [figure for figure, _ in news if figure not in shown]
    named = [figure for figure in others if not _is_of_one_step(figure)][:NAMED]
    sentences = [_sentence(lu, figure, OF_FRANCE if figure is shown[0] else IN_FRANCE) for figure in shown]
    sentences.append(
        _others(lu, named, head=_head_of_others(len(named), left=len(named) < len(others), on_cards=bool(cards)))
    )
    sentences.append(_heaviest_share(lu, shown))
    return _joined([*sentences, *doubtful, _caution(lu, [*shown, *named, *unsure], cards.values())])


def _sentence(lu: QuartierLu, figure: ChiffreLu, whose: str) -> list[Fragment]:
    """``Le taux de pauvreté [3] est passé de 43,2 % (2013) à 54,1 % (2018) ; évolution médiane des QPV de France :
    +2,1 points.``: without a verb that judges; what improves from far is no good news yet, and that is said."""
    t = figure.tendance
    better = t is not None and t.evolution is Evolution.AMELIORATION
    return [*_passed(lu, figure), f"{_still(figure) if better else ''}{_of_france(figure, whose)}."]


def _still(figure: ChiffreLu) -> str:
    """``, et reste au-dessus du QPV médian (24,9 %)``, of what is still more fragile: a share is not fragile."""
    c = figure.comparaison
    if c.situation is not Situation.FRAGILE or c.valeur_reference is None:
        return ""
    side = "au-dessus" if (c.ecart or 0.0) > 0 else "au-dessous"
    return f", et reste {side} du QPV médian ({format_value(c.valeur_reference, figure.indicateur.unite)})"


def _caution(lu: QuartierLu, figures: Sequence[ChiffreLu], cards: Iterable[ChiffreLu] = ()) -> list[Fragment]:
    """What INSEE says of local changes of incomes, once, which ``cards`` say themselves; and that many came, or left,
    meanwhile: of a change of incomes, or of a census, that may be all."""
    here = any(caution(f.indicateur.reserve) for f in figures)
    of_people = (f for f in (*figures, *cards) if caution(f.indicateur.reserve) or _is_of_census(f))
    moved = next((m for f in of_people if (m := _inhabitants(lu, f)) is not None), None)
    told = ["Revenus : évolutions locales à lire avec prudence, selon l'Insee."] if here else []
    if moved is not None:
        (start, begun), (end, ended) = ((format_value(n, COUNT), edition) for n, edition in moved)
        told.append(
            f"{OTHER_PEOPLE} : la population publiée du QPV est passée de {start} (diffusion {begun}) à {end} "
            f"(diffusion {ended})."
        )
    return [" ".join(told)] if told else []


def _is_of_census(figure: ChiffreLu) -> bool:
    return figure.indicateur.evolution == RECENSEMENT


def _inhabitants(lu: QuartierLu, figure: ChiffreLu) -> tuple[tuple[float, int], tuple[float, int]] | None:
    """The population of the QPV at both ends of a change, with the editions; None where it changed by less than a
    tenth, or is not known."""
    t, last = figure.tendance, figure.publication
    if t is None or t.editions is None or last is None:
        return None
    start, end = (_population(lu, last.territoires, edition) for edition in t.editions)
    if start is None or end is None or abs(end[0] - start[0]) < PART_PARTIE * start[0]:
        return None
    return start, end


def _population(lu: QuartierLu, codes: Sequence[str], edition: int) -> tuple[float, int] | None:
    """The inhabitants of some QPV together and the edition that counts them, the nearest to ``edition``; None where
    one has none, or where they are of several editions."""
    counted = [[m for m in lu.contrat.mesures_de(code, lu.contrat.lecture.population) if m.valeur] for code in codes]
    found = [min(known, key=lambda m: abs(m.edition - edition)) for known in counted if known]
    if len(found) < len(codes) or len({m.edition for m in found}) != 1:
        return None
    return sum(m.valeur or 0.0 for m in found), found[0].edition


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
    return [*_passed(lu, figure), f", sans qu'on puisse affirmer {tail}{_of_france(figure)}."]


def _others(lu: QuartierLu, named: Sequence[ChiffreLu], *, head: str) -> list[Fragment]:
    """``Autre évolution : AAH parmi les allocataires, de 11,1 % à 13 % (diffusions 2017-2022 ; QPV de France :
    +0,2 point).``"""
    if not named:
        return []
    return [f"{head} : {' ; '.join(_name(lu, f) for f in named)}."]


def _head_of_others(number: int, *, left: bool, on_cards: bool) -> str:
    """``Autres évolutions, outre celles des cartes``; ``Parmi les autres évolutions`` where the table has more: a list
    is heard as whole."""
    if left:
        return "Parmi les autres évolutions"
    return f"Autre{'s' * (number > 1)} évolution{'s' * (number > 1)}{BESIDE_CARDS if on_cards else ''}"


def _is_of_one_step(figure: ChiffreLu) -> bool:
    """Whether a share of an income changed between two dates only: what another share makes, once, is for the table."""
    t = figure.tendance
    return figure.indicateur.est_part_de_revenu and t is not None and t.marche is not None


def _name(lu: QuartierLu, figure: ChiffreLu) -> str:
    """``AAH parmi les allocataires, de 11,1 % à 13 % (diffusions 2017-2022 ; QPV de France : +0,2 point)``: a change
    that is only named has what it is read beside all the same."""
    name, t = _label_of(figure), figure.tendance
    if t is None:
        return name
    beside = _of_france(figure, IN_FRANCE)
    start, end = mots_evolutions.start_text(figure), mots.value_text(figure)
    if (peak := _turned(lu, figure)) is not None:
        furthest = format_value(peak.valeur, figure.indicateur.unite)
        return (
            f"{name}, de {start} à {furthest}, puis {end} ({_three_dates(_dates(t, peak, figure.publication))}{beside})"
        )
    step = step_text(t, figure.indicateur.unite)
    when = f"{mots_evolutions.period(t)}{f', {step}' if step else _lately(lu, figure)}"
    return f"{name}, de {start} à {end} ({when}{beside})"


def _three_dates(dates: Sequence[Date]) -> str:
    """``diffusions 2017, 2021 et 2022``; ``2013, 2015 et 2018``."""
    if all(date.annee is None for date in dates):
        return f"diffusions {join_words([str(date.edition) for date in dates])}"
    return join_words([date_text(date) for date in dates])


def _label_of(figure: ChiffreLu) -> str:
    """The short label of a figure; the long one of a share of an income, which would be heard as an amount."""
    i = figure.indicateur
    if i.est_part_de_revenu:
        return lower_first(i.libelle).replace("le revenu disponible", "le revenu")
    return lower_first(i.libelle_court)


def _main_step(lu: QuartierLu, figure: ChiffreLu) -> tuple[Publication, Publication] | None:
    """The step that makes two thirds of a change, among three dates at least; of the census, whose editions share
    surveys, only one that makes nearly all of it."""
    t, last = figure.tendance, figure.publication
    if t is None or last is None or t.editions is None or (t.marche is not None and t.marche.seule):
        return None
    known = [p for p in _of_source(lu, figure) if t.editions[0] <= p.diffusion.edition <= t.editions[1]]
    if len(known) < 3:
        return None
    part = PART_DU_SAUT if figure.indicateur.evolution == RECENSEMENT else PART_DITE
    return main_step(known, known[0], known[-1], part)


def _turned(lu: QuartierLu, figure: ChiffreLu) -> Publication | None:
    """The furthest that a change went, where it went further than now by more than what is said to be stable. Of a
    census, what its one large step came to: a summit between editions that share surveys is not read."""
    t, last = figure.tendance, figure.publication
    within = _between(lu, figure)
    if t is None or last is None or not t.variation or not within:
        return None
    way = 1 if t.variation > 0 else -1
    if figure.indicateur.evolution == RECENSEMENT:
        step = _main_step(lu, figure)
        within = [p for p in within if step is not None and p.diffusion == step[1].diffusion]
    furthest = max(within, key=lambda p: way * (p.valeur or 0.0), default=None)
    if furthest is None:
        return None
    least = lu.contrat.lecture.tendance(furthest.valeur or 0.0, figure.indicateur.unite)
    return furthest if way * ((furthest.valeur or 0.0) - (last.valeur or 0.0)) >= least else None


def _further_than_france(lu: QuartierLu) -> list[ChiffreLu]:
    """The changes that pass their own uncertainty and go further than the QPV of France, the furthest first."""
    return sorted((f for f in once(lu.chiffres) if _goes_further(lu, f)), key=_excess, reverse=True)


def _none_affirmed(lu: QuartierLu) -> str:
    """That no change can be affirmed, which is not that nothing changed."""
    measured = once(f for f in lu.chiffres if f.tendance is not None and f.publie and f.indicateur.unite != COUNT)
    if not measured:
        return "Aucune évolution ne se mesure : il n'y a pas deux dates comparables."
    if len(measured) > FEW:
        apart = [_share_alone(lu, f) for f in measured if _is_of_the_whole(f)]
        national = any(f.tendance is not None and f.tendance.evolution is Evolution.COMME_FRANCE for f in measured)
        none = "Aucune évolution publiée n'est assez nette pour être affirmée"
        if national:
            none = "Aucune évolution publiée ne se distingue nettement de celle des QPV de France"
        return " ".join([f"{none}.", *apart, *_jumps(lu, measured)])
    told = "elle n'est pas" if len(measured) == 1 else "aucune n'est"
    return f"{_measured(len(measured))} : {told} assez nette pour être affirmée."


def _heaviest_share(lu: QuartierLu, shown: Sequence[ChiffreLu]) -> list[Fragment]:
    """How the share that the page opens with moved, where its whole did: heard alone, it would be taken to stay. No
    room under two rows of cards."""
    first = next(iter(heaviest(lu)), None)
    if first is None or first in shown or has_two_rows(lu) or not _is_of_the_whole(first):
        return []
    return [_share_alone(lu, first, IN_FRANCE if shown else OF_FRANCE)]


def _is_of_the_whole(figure: ChiffreLu) -> bool:
    """Whether a share surely moved, and by its whole: the table says so, and no other change is affirmed."""
    t = figure.tendance
    return t is not None and t.evolution is Evolution.DIVERGENTE and t.effectifs is not None and t.variation is not None


def _share_alone(lu: QuartierLu, figure: ChiffreLu, whose: str = OF_FRANCE) -> str:
    """``RSA socle parmi les allocataires : la part a baissé, de 33,1 % à 30,1 % (diffusions 2017-2022), le nombre a
    augmenté (1 021 puis 1 063 foyers).``: in the words of the table, and in the past, for it is of years ago."""
    t = figure.tendance
    assert t is not None and t.effectifs is not None
    share, _, number = _in_the_past(mots_evolutions.divergence_text(t.variation or 0.0, t.effectifs)).partition(", ")
    counts = mots_evolutions.people_text(lu.contrat, figure, whole=False)
    span = f"de {mots_evolutions.start_text(figure)} à {mots.value_text(figure)} ({mots_evolutions.period(t)})"
    told = f"{figure.indicateur.libelle_court} : {share}, {span}, {number}{f' ({counts})' if counts else ''}"
    return f"{told}{_of_france(figure, whose)}."


def _in_the_past(text: str) -> str:
    for now, then in (("monte", "a monté"), ("baisse", "a baissé"), ("augmente", "a augmenté")):
        text = text.replace(now, then)
    return text


def _jumps(lu: QuartierLu, measured: Sequence[ChiffreLu]) -> list[str]:
    """``3 chiffres ont trop varié d'une diffusion à l'autre pour qu'on en tire une évolution : emploi des femmes, de
    31,3 % (diffusion 2018) à 38,2 % (diffusion 2020)…``: a change that a table shows by its jump is not affirmed
    either; the headline tells its own."""
    jumped = [f for f in measured if f.saute and f not in heaviest(lu)[:1]]
    names = [f"{lower_first(f.indicateur.libelle_court)}{_ends_of_jump(f)}" for f in jumped]
    if not names:
        return []
    which = "1 chiffre a trop varié" if len(names) == 1 else f"{len(names)} chiffres ont trop varié"
    return [f"{which} d'une diffusion à l'autre pour qu'on en tire une évolution : {' ; '.join(names)}."]


def _ends_of_jump(figure: ChiffreLu) -> str:
    """``, de 31,3 % (diffusion 2018) à 38,2 % (diffusion 2020)``; empty where only the table knows."""
    ends = [f"{format_value(value, figure.indicateur.unite)} ({date})" for value, date in ends_of_jump(figure)]
    return f", de {' à '.join(ends)}" if ends else ""


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


def _verb(label: str) -> str:
    return "est passée" if label.startswith("la ") else "est passé"


def _passed(lu: QuartierLu, figure: ChiffreLu) -> list[Fragment]:
    """``Le taux d'emploi des femmes [12] est passé de 23,7 % (2010) à 40,7 % (diffusion 2020), puis 37,5 % (diffusion
    2022)``: a change by its values and their dates; where it turned back since, or what it came to at once, if most of
    it was done first; else between which dates most of it was."""
    t, unit = figure.tendance, figure.indicateur.unite
    assert t is not None
    label = with_article(figure.indicateur.libelle)
    head: list[Fragment] = [label[:1].upper() + label[1:], lu.renvoi(figure), f" {_verb(label)} "]
    start, end = mots_evolutions.start_text(figure), mots.value_text(figure)
    if t.editions is None:  # the document alone says it
        span = mots_evolutions.period(t)
        return [*head, f"de {start} à {end}{f' ({span})' if span else ''}"]
    step, middle = _main_step(lu, figure), _turned(lu, figure)
    if middle is None and step is not None and _begins_it(t, step[0]):
        middle = step[1]
    middle = middle or _early(lu, figure)
    if middle is not None and format_value(middle.valeur, unit) != end:
        begun, then, ended = map(date_text, _dates(t, middle, figure.publication))
        return [*head, f"de {start} ({begun}) à {format_value(middle.valeur, unit)} ({then}), puis {end} ({ended})"]
    most = f", l'essentiel {between(*_dates(t, *step)[1:])}" if step is not None else ""
    alone = f", {told}" if not most and (told := step_text(t, unit)) else ""
    lately = "" if most or alone else _lately(lu, figure)
    return [*head, f"de {start} à {end} ({mots_evolutions.period(t)}{lately}){most or alone}"]


def _begins_it(t: Tendance, first: Publication) -> bool:
    """Whether a step begins where the change does: in its first edition or, where it went further than the change did,
    in one that gives the same year again."""
    assert t.editions is not None
    beyond = t.marche is not None and t.marche.atteint is not None
    again = first.annee is not None and first.annee == t.annee_initiale and beyond
    return again or first.diffusion.edition == t.editions[0]


def _early(lu: QuartierLu, figure: ChiffreLu) -> Publication | None:
    """What a change had come to where most of it was done two editions before the last, at least: its two ends would
    let it read as going on. Not of a census, whose editions share surveys."""
    t, last = figure.tendance, figure.publication
    if t is None or last is None or not t.variation or figure.indicateur.evolution == RECENSEMENT:
        return None
    start = (last.valeur or 0.0) - t.variation
    before = _between(lu, figure)[:-1]
    return next((p for p in before if ((p.valeur or 0.0) - start) / t.variation >= PART_DU_SAUT), None)


def _lately(lu: QuartierLu, figure: ChiffreLu) -> str:
    """``, dont −4,9 points de 2021 à 2022``, beside the dates of the whole: that the newest edition alone makes half of
    a change, which its two ends would let read as a steady slope. Not of a census, whose editions share surveys."""
    t, last = figure.tendance, figure.publication
    if t is None or last is None or not t.variation or t.marche is not None or t.editions is None:
        return ""
    within = _between(lu, figure)
    if not within or figure.indicateur.evolution == RECENSEMENT or t.evolution is Evolution.COMME_FRANCE:
        return ""
    unit = figure.indicateur.unite
    step = difference(printed(last.valeur or 0.0, unit), printed(within[-1].valeur or 0.0, unit))
    if step / t.variation < PART_RECENTE:
        return ""
    _, begun, ended = _dates(t, within[-1], last)
    if (begun.annee is None) is not (ended.annee is None):
        return f", dont {format_gap(step, unit)} {between(begun, ended)}"
    return f", dont {format_gap(step, unit)} de {begun.annee or begun.edition} à {ended.annee or ended.edition}"


def _dates(t: Tendance, *publications: Publication | None) -> list[Date]:
    """The dates of a change's start and of what follows: by editions, where that of the start is only known by its own,
    for « diffusion 2017, puis 2017 » would read as one date."""
    assert t.editions is not None
    by_edition = t.annee_initiale is None
    later = [Date(None if by_edition else p.annee, p.diffusion.edition) for p in publications if p is not None]
    return [Date(t.annee_initiale, t.editions[0]), *later]


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


def is_on_card(figure: ChiffreLu) -> bool:
    """Whether the card of a figure tells its change: one that is affirmed, and steady."""
    t = figure.tendance
    return t is not None and t.reguliere and is_affirmed(figure)


def of_france(figure: ChiffreLu, whose: str = IN_FRANCE) -> str:
    """``QPV de France : −3,3 points``: what others did meanwhile; it is not how the median moved."""
    t, unit = figure.tendance, figure.indicateur.unite
    if t is None or t.nationale is None:
        return ""
    return f"{whose} : {format_gap(printed(t.nationale.points, unit), unit)}"


def _of_france(figure: ChiffreLu, whose: str = OF_FRANCE) -> str:
    return f" ; {told}" if (told := of_france(figure, whose)) else ""


def _measured(number: int) -> str:
    if number == 1:
        return "Une seule évolution se mesure"
    told = in_letters(number)
    return f"{told[:1].upper()}{told[1:]} évolutions seulement se mesurent"


def _clear_changes(lu: QuartierLu) -> list[tuple[ChiffreLu, Tendance]]:
    """The changes that the tables affirm: those of context last, and before them those of who lives there; the steady
    ones first, then the largest."""
    told = [(f, f.tendance) for f in affirmed_changes(lu.chiffres) if f.tendance is not None]
    return sorted(
        told,
        key=lambda pair: (
            pair[0].indicateur.sens == CONTEXTE,
            pair[0].indicateur.composition is not None,
            not pair[1].reguliere,
            -abs(pair[1].variation or 0.0),
        ),
    )


def _balanced(found: Sequence[tuple[ChiffreLu, Tendance]], most: int) -> list[tuple[ChiffreLu, Tendance]]:
    """The first ones, of each way while there are several: what improves is not told without what worsens."""
    ways = [t.evolution for _, t in found]
    first = sorted(ways.index(evolution) for evolution in mots_evolutions.NATURE_OF_EVOLUTION if evolution in ways)
    order = sorted(
        range(len(found)), key=lambda n: (n not in first, ways[n] not in mots_evolutions.NATURE_OF_EVOLUTION, n)
    )
    return [found[n] for n in sorted(order[:most])]
