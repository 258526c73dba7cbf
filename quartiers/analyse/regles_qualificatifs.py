"""The end of rule 16: words that say more, or less, than the numbers do.

A level that the document calls low, high or worrying, and that is near the mean that it gives, or that published
figures give: rule 16 says elsewhere when the mean is on the other side. A change that it calls sharp, significant or
slight, and whose published figures hardly move, stay within their uncertainty, or move by points.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import Final, NamedTuple

from quartiers.analyse.comparaisons import Position, Situation, difference, position
from quartiers.analyse.doutes import Contexte, Doute, Gravite, Regle, join_lines, when, whole_series, year_text
from quartiers.analyse.incertitude import change_margin, fluctuation, level_margin, margin_of
from quartiers.analyse.lectures_publiees import known_until
from quartiers.analyse.moyennes_ailleurs import mean_of_same_value, without_the_mean
from quartiers.analyse.notes import (
    SAY_AGAINST_WHAT,
    change_word,
    is_strong,
    judgement,
    side_of,
    slight,
    told_judgement,
    unmeasured,
)
from quartiers.analyse.publications import Publication, comparable_before, compare_published, latest, series
from quartiers.analyse.rapprochement import CONFIRMES
from quartiers.analyse.recensement_communes import are_counted_whole
from quartiers.analyse.regles_jugements import Moyenne, compared_beside, means_of_document
from quartiers.analyse.regles_moyennes import bounds_of_edition, hardly_moving, mean_told, newest_bounds
from quartiers.analyse.regles_series import PART_DU_SAUT, between
from quartiers.analyse.sauts import step_change
from quartiers.donnees.modele import Affirmation
from quartiers.typographie import format_gap, format_number, format_value

_NEAR: Final = Position.COMPARABLE
# What is surely on one side of the median QPV of France.
_LUES: Final = (Situation.FRAGILE, Situation.FAVORABLE, Situation.AU_DESSUS, Situation.AU_DESSOUS)


class _Tour(NamedTuple):
    """What is said of a level that a word judges, beside a mean, and what to do about it."""

    phrase: str
    proposition: str


_CHANGE: Final = "Dire à quoi le chiffre est comparé, ou changer le mot."
# Like its mean by the document's own word, and on the other side of it.
_BEYOND: Final = _Tour(
    "{niveau} est dit {mot}, et près de la moyenne, alors qu'il est {cote} de celle que la phrase donne : {moyenne}, "
    "soit {ecart}. Le mot vaut peut-être face à d'autres territoires, que la phrase ne nomme pas.",
    _CHANGE,
)
# A little off its mean by the words, and far from it, or on its other side.
_OFF: Final = _Tour(
    "Le document place {niveau} {mot} la moyenne, alors qu'il donne {moyenne} : l'écart est de {ecart}.", _CHANGE
)
# Where a document puts what is a little off its mean, in our words.
_PEU: Final = {1: "légèrement au-dessus de", -1: "légèrement au-dessous de"}
# Where the word says, by less than its uncertainty.
_WITHIN: Final = _Tour(
    "{sans_mesure}. À côté de {moyenne}, l'écart est de {ecart}, moins que {marge}.",
    SAY_AGAINST_WHAT,
)
# Measured against nothing, and near the mean that is given elsewhere.
_ORDINARY: Final = _Tour(
    "{sans_mesure}. C'est proche de la moyenne qu'il donne, {moyenne} : {ecart}.",
    SAY_AGAINST_WHAT,
)


def rule_near_the_mean(c: Contexte) -> Iterator[Doute]:
    means = means_of_document(c)
    for a in c.contrat.affirmations:
        word = told_judgement(a.note) if side_of(judgement(a.note), c.indicateur(a)) is not None else None
        few = slight(a.note)
        known = [
            m
            for m in means.get((a.reference or c.contrat.lecture.reference, a.indicateur), ())
            if a.annee is None or m.annee is None or a.annee == m.annee
        ]
        if a.precision != "exacte" or not (word or few):
            continue
        if _says_so(a):
            yield from _beyond_its_own_mean(c, a, word)
            continue
        if not known:
            yield from _near_the_published(c, a, word)
            continue
        near = {_is_near(c, a, m) for m in known}
        if word and near == {True}:
            yield _beside(c, a, word, _ORDINARY, _mean_told(c, a, known))
        elif few and all(_is_not_slight(c, a, m, few) for m in known):
            yield _beside(c, a, _PEU[few], _OFF, _mean_told(c, a, known))
        elif word and near == {False}:
            yield from _within_the_margin(c, a, known, word)


def rule_near_an_unnamed_mean(c: Contexte) -> Iterator[Doute]:
    """A level that the document places « in the mean » without giving one, that published figures confirm to be near
    that of the contract's QPV, and off the median QPV of France: the word is right of the ones, and not of the others.

    A position that the contract's published figures deny is rule 16's, in :mod:`quartiers.analyse.regles_moyennes`.
    """
    for a in c.contrat.affirmations:
        number, i = c.verifications[a.affirmation].valeur, c.indicateur(a)
        placed = a.position == "comparable" and a.valeur_reference is None and a.ecart_reference is None
        usual = a.reference == c.contrat.lecture.reference
        if not (placed and usual) or a.precision != "exacte" or number is None or number.accord not in CONFIRMES:
            continue
        own = number.publications[-1]
        known = bounds_of_edition(c.contrat, own)  # that of the figure: other years are not what it is beside
        read = compare_published(c.contrat, own)
        if known is None or own.valeur is None or read.valeur_reference is None or read.territoire is None:
            continue
        near = abs(known.beyond(own.valeur)) < c.contrat.lecture.ecart(own.valeur, i.unite)
        if not near or read.situation not in _LUES:
            continue
        way = "plus bas" if difference(own.valeur, read.valeur_reference) < 0 else "plus haut"
        given = mean_of_same_value(c.contrat, a)
        yield c.doubt(
            Regle.JUGEMENT,
            Gravite.INFORMATION,
            (a,),
            f"Le document place {format_value(a.valeur, i.unite)} près de la moyenne, "
            f"{without_the_mean(c.contrat, a)}. C'est vrai des QPV du contrat, "
            f"{mean_told(c.contrat, i, own, known)}, d'après les chiffres publiés ; mais c'est {way} que "
            f"{format_value(read.valeur_reference, i.unite)} ({c.contrat.territoires[read.territoire]}, {when(own)}).",
            f"Écrire ici la moyenne énoncée, {format_value(given.valeur_reference, i.unite)}."
            if given
            else "Dire de quels QPV est cette moyenne, et la donner.",
            publications=(own,),
            titre="Une moyenne que le document donne sur une autre ligne"
            if given
            else "Une moyenne dont on ne sait pas de quels QPV elle est",
        )


def _says_so(a: Affirmation) -> bool:
    """Whether the document itself says, beside the word, that the level is near the mean that it gives."""
    return a.position == "comparable" and a.valeur_reference is not None


def _beyond_its_own_mean(c: Contexte, a: Affirmation, word: str | None) -> Iterator[Doute]:
    """A level that the document judges, says to be like its mean, and that is on the other side of it: « low, but like
    the others » may be said of all of them, against whom the sentence does not say."""
    i, side = c.indicateur(a), side_of(judgement(a.note), c.indicateur(a))
    if word is None or side is None or a.valeur is None or a.valeur_reference is None or a.reference is None:
        return
    gap = difference(a.valeur, a.valeur_reference)
    if side * gap < 0:
        mean = f"{format_value(a.valeur_reference, i.unite)} pour les {c.contrat.territoires[a.reference]}"
        where = "au-dessus" if gap > 0 else "au-dessous"
        yield _beside(c, a, word, _BEYOND, (a.valeur_reference, mean), cote=where)


def _beside(c: Contexte, a: Affirmation, word: str, how: _Tour, mean: tuple[float, str], **others: str) -> Doute:
    """A level that a word judges, set beside a mean, which is given in words too."""
    i, (reference, told) = c.indicateur(a), mean
    level = format_value(a.valeur, i.unite)
    sentence = how.phrase.format(
        niveau=level,
        mot=word,
        sans_mesure=unmeasured(level, word),
        moyenne=told,
        ecart=format_gap(difference(a.valeur or 0.0, reference), i.unite),
        **others,
    )
    return c.doubt(Regle.JUGEMENT, Gravite.INFORMATION, (a,), sentence, how.proposition)


def _is_near(c: Contexte, a: Affirmation, mean: Moyenne) -> bool | None:
    """Whether a stated level is within what is read as comparable; None without a level."""
    if a.valeur is None:
        return None
    return position(a.valeur, a.valeur, mean.valeur, c.indicateur(a).unite, c.contrat.lecture) is _NEAR


def _is_not_slight(c: Contexte, a: Affirmation, mean: Moyenne, side: int) -> bool:
    """Whether a level is not slightly on that side of a mean: beyond what is called large, or on the other side by
    more than what is read as comparable. Two points under is slightly under."""
    if a.valeur is None:
        return False
    gap, i, rule = side * difference(a.valeur, mean.valeur), c.indicateur(a), c.contrat.lecture
    large = rule.tres_defavorable_points if i.unite == "%" else rule.tres_defavorable_relatif_pct * mean.valeur / 100
    return gap >= large or gap <= -rule.ecart(mean.valeur, i.unite)


def _near_the_published(c: Contexte, a: Affirmation, word: str | None) -> Iterator[Doute]:
    """A level judged without a mean, near those that INSEE's figures of the contract's QPV give: as is what INSEE gives
    of the QPV itself, or while that is where the word says; the stated level alone may be of another year."""
    i, own = c.indicateur(a), latest(c.contrat, c.contrat.quartiers[a.quartier], a.indicateur)
    bounds, side = newest_bounds(c.contrat, i), side_of(judgement(a.note), i)
    if not word or a.valeur is None or own is None or own.valeur is None or bounds is None or side is None:
        return
    near = c.contrat.lecture.ecart(a.valeur, i.unite)
    if abs(bounds.beyond(a.valeur)) >= near or i.unite != "%":  # nobody takes the mean of quartiles, or of medians
        return
    together = bounds.diffusions == (f"diffusion {own.diffusion.edition}",)
    dated = when(own) if together else ", ".join(bounds.diffusions)
    mean = f"la moyenne des QPV du contrat ({dated}) : {bounds.about(i).replace(' en moyenne', '')}"
    said, here = unmeasured(format_value(a.valeur, i.unite), word), format_value(own.valeur, i.unite)
    if abs(bounds.beyond(own.valeur)) < near:
        sentence = (
            f"{said}. D'après les chiffres publiés, c'est à peu près {mean}, pour {here} ici ({when(own)}) : face à "
            "d'autres territoires, ce jugement peut être juste."
        )
    elif side * bounds.beyond(own.valeur) >= near and a.annee in (None, own.annee):
        sentence = (
            f"{said}. D'après les chiffres publiés, c'est à peu près {mean}. Le mot convient à la valeur publiée "
            f"ici, {here} ({when(own)}), plus que le nombre énoncé."
        )
    else:
        return
    yield c.doubt(
        Regle.JUGEMENT,
        Gravite.INFORMATION,
        (a,),
        sentence,
        SAY_AGAINST_WHAT,
        publications=(own,),
    )


def _within_the_margin(c: Contexte, a: Affirmation, known: list[Moyenne], word: str) -> Iterator[Doute]:
    """A published level that is where the word says, by less than its uncertainty: it may be so by chance. One that the
    sentence sets beside other people is not judged by the mean."""
    number, i = c.verifications[a.affirmation].valeur, c.indicateur(a)
    side = side_of(judgement(a.note), i) or 0
    if number is None or number.accord not in CONFIRMES or compared_beside(c, a, side) is not None:
        return
    p = number.publications[-1]
    if are_counted_whole(c.contrat, i, p.territoires):
        return  # everyone is counted: the gap is what it is
    sigma = fluctuation(c.contrat, i, p.territoires, p.diffusion.cle, p.valeur or 0.0)
    margin = level_margin(i, sigma) if sigma is not None else 0.0
    if all(0 < side * difference(a.valeur or 0.0, m.valeur) < margin for m in known):
        limit = f"{format_number(round(margin, 1))} {'point' if margin < 2 else 'points'}"
        yield _beside(c, a, word, _WITHIN, _mean_told(c, a, known), marge=f"{margin_of(i)}, {limit}")


def _mean_told(c: Contexte, a: Affirmation, known: list[Moyenne]) -> tuple[float, str]:
    """The mean, and what the document gives: with the lines that give it for that year, or without any."""
    i, mean = c.indicateur(a), next((m for m in known if m.annee is not None), known[0])
    territory = c.contrat.territoires[a.reference or c.contrat.lecture.reference]
    lines = join_lines(m.lignes for m in known if (m.valeur, m.annee) == (mean.valeur, mean.annee))
    how = ", déduite d'un écart énoncé" if mean.deduite else ""
    dated = f"{year_text(mean.annee)}{f', l. {lines}' if lines else ''}{how}"
    return mean.valeur, f"{format_value(mean.valeur, i.unite)} pour les {territory} ({dated})"


# -- words on changes -----------------------------------------------------------------------------------------


def rule_word_of_change(c: Contexte) -> Iterator[Doute]:
    for a in c.contrat.affirmations:
        words, v = change_word(a.note), c.verifications[a.affirmation]
        if words is None or a.tendance not in ("hausse", "baisse") or v.sans_definition_commune:
            continue
        stated, rule, unit = _stated_change(a), c.contrat.lecture, c.indicateur(a).unite
        level, large = a.valeur or 0.0, is_strong(words)
        if stated is not None and large and abs(stated) < rule.tendance(level, unit):
            yield _numbers_say_otherwise(c, a, words, stated, Gravite.DOUTE)
        elif stated is not None and not large and abs(stated) >= rule.ecart(level, unit):
            yield _numbers_say_otherwise(c, a, words, stated, Gravite.INFORMATION)
        elif large and (still := hardly_moving(c, a)) is not None:
            yield _published_say_otherwise(c, a, words, still[:2])
        elif large and v.valeur is not None and v.valeur.accord in CONFIRMES:
            yield from _within_uncertainty(c, a, words, v.valeur.publications[-1])


def _stated_change(a: Affirmation) -> float | None:
    if a.variation is None and a.valeur is not None and a.valeur_initiale is not None:
        return difference(a.valeur, a.valeur_initiale)
    return a.variation


def _numbers_say_otherwise(c: Contexte, a: Affirmation, words: str, change: float, gravity: Gravite) -> Doute:
    return c.doubt(
        Regle.JUGEMENT,
        gravity,
        (a,),
        f"Le document écrit « {words} », et ses nombres donnent {format_gap(change, c.indicateur(a).unite)}.",
        "Changer le mot, ou vérifier les nombres.",
        bref=f"« {words} », quand ses nombres donnent {format_gap(change, c.indicateur(a).unite)}",
    )


def _within_uncertainty(c: Contexte, a: Affirmation, words: str, end: Publication) -> Iterator[Doute]:
    """A large change, by the words, whose published figures do not show that there is one.

    Where everyone is counted, no survey has a margin, and the change is what it is: how large, and when.
    """
    start, margin = _oldest(c, a, end), _margin(c, a, end)
    if start is None or margin is None or abs(step_change(start, end)) >= margin:
        return
    if are_counted_whole(c.contrat, c.contrat.indicateurs[end.indicateur], end.territoires):
        yield _counted_change(c, a, words, (start, end))
    else:
        yield _published_say_otherwise(c, a, words, (start, end), margin)


def _counted_change(c: Contexte, a: Affirmation, words: str, ends: tuple[Publication, Publication]) -> Doute:
    """All that is published of a change that a strong word is on, where it is counted and no survey gave it."""
    i, (start, end) = c.contrat.indicateurs[ends[1].indicateur], ends
    known = [p for p in known_until(c.contrat, end) if p.diffusion.edition >= start.diffusion.edition]
    whole = step_change(start, end)
    steps = [(one, two) for one, two in pairwise(known) if whole and step_change(one, two) / whole > PART_DU_SAUT[0]]
    mostly = f" ; l'essentiel s'est fait {between(*steps[0], i, known)}" if len(steps) == 1 and len(known) > 2 else ""
    return c.doubt(
        Regle.JUGEMENT,
        Gravite.INFORMATION,
        (a,),
        f"Le document écrit « {words} »{'' if _stated_change(a) is not None else ', sans dire de combien'} : l'Insee "
        f"publie {whole_series(known, i)}, soit {format_gap(whole, i.unite)}{mostly}.",
        "Donner l'évolution en points, avec ses deux dates.",
        publications=ends,
    )


def _published_say_otherwise(
    c: Contexte, a: Affirmation, words: str, ends: tuple[Publication, Publication], margin: float | None = None
) -> Doute:
    i, (start, end) = c.indicateur(a), ends
    tail = " : elles ne bougent presque pas"
    if margin is not None:
        tail = f", moins que {margin_of(i)}, {format_number(round(margin, 1))} points"
    return c.doubt(
        Regle.JUGEMENT,
        Gravite.DOUTE if margin is None else Gravite.INFORMATION,
        (a,),
        f"Le document écrit « {words} ». Les valeurs publiées vont de {format_value(start.valeur, i.unite)} "
        f"({when(start)}) à {format_value(end.valeur, i.unite)} ({when(end)}), soit "
        f"{format_gap(step_change(start, end), i.unite)}{tail}.",
        "Donner l'évolution en points, avec ses deux dates, et changer le mot.",
        publications=ends,
        bref=f"« {words} », quand les valeurs publiées ne bougent presque pas" if margin is None else "",
    )


def _oldest(c: Contexte, a: Affirmation, end: Publication) -> Publication | None:
    """The oldest edition that the end may be compared with: as long a change as is published."""
    published = [p for p in series(c.contrat, end.territoires, end.indicateur) if p.valeur is not None]
    found = comparable_before(c.contrat, published, end)
    return found[0] if found and a.annee is not None else None


def _margin(c: Contexte, a: Affirmation, end: Publication) -> float | None:
    i = c.indicateur(a)
    sigma = fluctuation(c.contrat, i, end.territoires, end.diffusion.cle, end.valeur or 0.0)
    return change_margin(i, sigma) if sigma is not None else None
