"""Rule 6: a published figure agrees, but under another label, or of another population."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import Final

from quartiers.analyse.comparaisons import difference
from quartiers.analyse.doutes import (
    Contexte,
    Doute,
    Gravite,
    Regle,
    join_lines,
    number_text,
    published_text,
    when,
    year_text,
)
from quartiers.analyse.effectifs import headcount
from quartiers.analyse.lectures_publiees import Reserve, not_to_write, not_to_write_alone
from quartiers.analyse.notes import change_word, stated_words
from quartiers.analyse.publications import Publication, contract_average, contract_codes, series
from quartiers.analyse.rapprochement import (
    Accord,
    Nombre,
    Rapprochement,
    bounds,
    dated_as,
    half_unit,
    stated_value,
)
from quartiers.analyse.regles_moyennes import bounds_of_mean, data_of
from quartiers.donnees.modele import Affirmation, Contrat, Indicateur, Reference
from quartiers.donnees.tables.importees import ANCIENNE
from quartiers.typographie import format_gap, format_value, join_words, lower_first

# A remedy that says what the right label does not make right in a change leaves rule 14 nothing to add.
_SAID: Final = frozenset({Regle.SAUT})


def rule_label(c: Contexte) -> Iterator[Doute]:
    proven = _proven(c)
    named = list(_references_under_another_label(c))
    of_means = [doubt for _, doubt in named]
    means = {name: other for other, doubt in named for name in doubt.affirmations}
    for a in c.contrat.affirmations:
        v, i = c.verifications[a.affirmation], c.indicateur(a)
        yield from _wrong_population(c, a, i)
        if v.evolution is not None and v.evolution.accord is Accord.AUTRE_INTITULE:
            yield _change_of_another(c, a, v.evolution, proven)
        if v.valeur is None or v.valeur.accord is not Accord.AUTRE_INTITULE:
            continue
        other = c.contrat.indicateurs[v.valeur.publications[0].indicateur]
        if (own := _more_precise(c, a, v.valeur.nombre, other)) is not None:
            sure = (i.indicateur, other.indicateur) in proven
            yield _rounded_label(c, a, v.valeur.nombre, own, other, sure=sure)
            continue
        found = list(v.valeur.publications[-1:])
        both = v.depart is not None and v.depart.accord is Accord.AUTRE_INTITULE
        if both and v.depart is not None:
            found = [*v.depart.publications[:1], *found]
        known = join_words([f"{format_value(p.valeur, other.unite)} ({when(p)})" for p in found]) + _people(c, found)
        whose = "C'est" if both or v.valeur.nombre.haut - v.valeur.nombre.bas < 0.5 else "Ce serait"
        numbers = [n for n in (v.depart if both else None, v.valeur) if n is not None]
        near = _how_near(numbers, other)
        sure = both or (_is_precise(v.valeur.nombre) and (i.indicateur, other.indicateur) in proven)
        but = _of_the_change(c, a, found)
        yield c.doubt(
            Regle.INTITULE,
            Gravite.ERREUR if sure else Gravite.DOUTE,
            (a,),
            f"{number_text(v.valeur.nombre, i)} est énoncé sous « {i.libelle} ». {whose}{near} ce qui est publié sous "
            f"« {other.libelle} » : {known}.{_under_its_own_label(c, a, v.valeur.nombre)}{_told_rightly(c, a, other)}"
            f"{_fact(but)}",
            _relabel(other, sure=sure, value=_published_beside(c, v.valeur), but=but),
            couvre=_SAID if but else frozenset(),
            publications=tuple(found),
            bref=_and_its_mean(other, near)
            if means.get(a.affirmation) is other
            else _is_rather(other, near.strip(","), found[-1] if near else None),
        )
    yield from of_means


def _of_the_change(c: Contexte, a: Affirmation, found: Sequence[Publication]) -> Reserve | None:
    """What the right label does not make right in the stated change, be its start stated or its direction alone."""
    if len(found) > 1:
        return not_to_write(c.contrat, found[0], found[-1], change_word(a.note))
    if a.tendance not in ("hausse", "baisse"):
        return None
    return not_to_write_alone(c.contrat, found[0], 1 if a.tendance == "hausse" else -1, change_word(a.note))


def _change_of_another(
    c: Contexte, a: Affirmation, change: Rapprochement, proven: Collection[tuple[str, str]]
) -> Doute:
    """A stated change that is published under another label."""
    i, (start, end) = c.indicateur(a), change.publications
    other = c.contrat.indicateurs[end.indicateur]
    sure = (i.indicateur, other.indicateur) in proven
    but = not_to_write(c.contrat, start, end, change_word(a.note))
    return c.doubt(
        Regle.INTITULE,
        Gravite.ERREUR if sure and _is_precise(change.nombre) else Gravite.DOUTE,
        (a,),
        f"L'évolution de {format_gap(change.nombre.valeur, i.unite)} est énoncée sous « {i.libelle} ». "
        f"C'est celle qui est publiée sous « {other.libelle} » : {format_value(start.valeur, other.unite)} "
        f"({when(start)}), puis {format_value(end.valeur, other.unite)} ({when(end)}).{_fact(but)}",
        _relabel(other, sure=sure, but=but),
        couvre=_SAID if but else frozenset(),
        publications=(start, end),
        bref=f"l'évolution énoncée est celle qui est publiée sous « {other.libelle_court} »",
    )


def _proven(c: Contexte) -> frozenset[tuple[str, str]]:
    """The labels that a document surely gives to the figures of another: once it has, what agrees so is no chance.

    It is proven by two dates that agree, by a value that agrees while INSEE publishes plainly another under the label,
    or by the document itself, that gives the same value of the same QPV under the label of the source.
    """
    found = set()
    for a in c.contrat.affirmations:
        v = c.verifications[a.affirmation]
        if v.valeur is None or v.valeur.accord is not Accord.AUTRE_INTITULE:
            continue
        both = v.depart is not None and v.depart.accord is Accord.AUTRE_INTITULE
        told = _is_precise(v.valeur.nombre) and (
            _under_its_own_label(c, a, v.valeur.nombre) or _rightly_named(c, a, v.valeur.publications[0].indicateur)
        )
        if both or told:
            found.add((a.indicateur, v.valeur.publications[0].indicateur))
    return frozenset(found)


def _rightly_named(c: Contexte, a: Affirmation, label: str) -> list[Affirmation]:
    """Where the document gives the same value of the same QPV under the label of the source."""
    qpv = c.contrat.quartiers[a.quartier].territoire
    return [
        b
        for b in c.contrat.affirmations
        if b.indicateur == label and b.valeur == a.valeur and c.contrat.quartiers[b.quartier].territoire == qpv
    ]


def _told_rightly(c: Contexte, a: Affirmation, other: Indicateur) -> str:
    """That the document itself gives the value under the label of the source, for the same QPV."""
    lines = join_lines(b.lignes for b in _rightly_named(c, a, other.indicateur))
    return f" Le document donne lui-même cette valeur sous cet intitulé l. {lines}." if lines else ""


def _is_precise(n: Nombre) -> bool:
    """Whether a number is given to the decimal."""
    return n.haut - n.bas <= 2 * half_unit(0.1) + 1e-9


def _is_nearly_precise(n: Nombre) -> bool:
    """Whether a number is given to the decimal, or is the difference of two that are."""
    return n.haut - n.bas <= 4 * half_unit(0.1) + 1e-9


def _is_near_only(n: Rapprochement) -> bool:
    """Whether a number is not, as it is printed, what is published."""
    return n.nombre.distance(round(n.publications[-1].valeur or 0.0, 1)) > 1e-9


def _how_near(numbers: Sequence[Rapprochement], i: Indicateur) -> str:
    """``, à 0,1 point près,``; empty where the numbers are, as they are printed, those that are published."""
    gaps = [
        abs(difference(n.nombre.valeur, round(n.publications[-1].valeur or 0.0, 1)))
        for n in numbers
        if _is_near_only(n)
    ]
    return f", à {format_gap(max(gaps), i.unite).lstrip('+')} près," if gaps else ""


def _published_beside(c: Contexte, n: Rapprochement) -> str:
    """The published value, where the stated one is not it, to two roundings."""
    return published_text(c, n.publications[-1]) if _is_near_only(n) else ""


def _relabel(other: Indicateur, *, sure: bool, value: str = "", but: Reserve | None = None) -> str:
    """One instruction: the label, then the value, where another is published, and the change that neither makes
    right."""
    steps = [f"Corriger l'intitulé en « {other.libelle} »"]
    steps += [f"écrire {value}"] if value else []
    steps += [but.consigne] if but is not None else []
    otherwise = "" if sure else ", ou citer la source de l'autre définition"
    return f"{join_words(steps)}{otherwise}."


def _fact(but: Reserve | None) -> str:
    return f" {but.constat}" if but is not None else ""


def _and_its_mean(other: Indicateur, near: str) -> str:
    """The fact in few words, of a figure whose mean is of the same other label: a mean is only near what it may be."""
    nearly = f"{near} " if near else ", "
    return f"le chiffre{nearly}et sans doute la moyenne, sont ceux publiés sous « {other.libelle_court} »"


def _is_rather(other: Indicateur, near: str = "", published: Publication | None = None) -> str:
    """The fact in few words: what the figure is the figure of, and how nearly."""
    value = f" ({format_value(published.valeur, other.unite)})" if published is not None else ""
    return f"c'est{f',{near},' if near else ''} le chiffre publié sous « {other.libelle_court} »{value}"


def _people(c: Contexte, found: list[Publication]) -> str:
    """How many people the published shares are: of a small number, a reader sees what points are worth."""
    counted = [people for p in found if (people := headcount(c.contrat, p)) is not None]
    if not counted or len(counted) < len(found):
        return ""
    return f", soit {counted[0].texte if len(counted) == 1 else counted[0].then(counted[-1])}"


def _under_its_own_label(c: Contexte, a: Affirmation, number: Nombre) -> str:
    """What is published of that year under the label that the document gives, where it is plainly another value."""
    i, codes = c.indicateur(a), c.contrat.quartiers[a.quartier].codes(ANCIENNE)
    published = [p for p in series(c.contrat, codes, a.indicateur) if p.valeur is not None]
    dated = dated_as(published, a.annee) if a.annee is not None else []
    if not dated:
        return ""
    nearest = min(dated, key=lambda p: number.distance(p.valeur or 0.0))
    if number.distance(nearest.valeur or 0.0) <= c.contrat.lecture.ecart_publie(nearest.valeur or 0.0, i.unite):
        return ""
    return f" Sous l'intitulé énoncé, la valeur publiée est {published_text(c, nearest)}."


def _more_precise(c: Contexte, a: Affirmation, number: Nombre, other: Indicateur) -> Rapprochement | None:
    """The same figure where the document gives it to the decimal, for the same QPV: as published under ``other``.

    A whole number may agree with several editions; the document's own value says which one it is.
    """
    if number.haut - number.bas < 2 * half_unit(1.0):
        return None
    qpv = c.contrat.quartiers[a.quartier].territoire
    for b in c.contrat.affirmations:
        if b.valeur is None or b.precision != "exacte" or c.contrat.quartiers[b.quartier].territoire != qpv:
            continue
        found = c.verifications[b.affirmation].valeur
        if found is None or found.accord not in (Accord.CONCORDE, Accord.AUTRE_INTITULE):
            continue
        published = found.publications[-1].indicateur
        same = b.indicateur in (a.indicateur, other.indicateur) and published == other.indicateur
        if same and half_unit(b.valeur) < half_unit(1.0) and abs(difference(b.valeur, number.valeur)) < 1:
            return found
    return None


def _rounded_label(
    c: Contexte, a: Affirmation, number: Nombre, own: Rapprochement, other: Indicateur, *, sure: bool
) -> Doute:
    i, known = c.indicateur(a), own.publications[-1]
    qpv = c.contrat.quartiers[a.quartier].territoire
    places = [
        b.lignes
        for b in c.contrat.affirmations
        if b.valeur == own.nombre.valeur
        and b.indicateur in (a.indicateur, other.indicateur)
        and c.contrat.quartiers[b.quartier].territoire == qpv
    ]
    lines = join_lines(places)
    stated, published = (format_value(x, i.unite) for x in (number.valeur, known.valeur))
    phrase = (
        f"{number_text(number, i)} est énoncé sous « {i.libelle} ». Pour {c.names(a).meme}, le document écrit ailleurs "
        f"{format_value(own.nombre.valeur, i.unite)}{f' (l. {lines})' if lines else ''} : c'est ce qui est publié sous "
        f"« {other.libelle} », {published} ({when(known)})."
    )
    remedy, short = _relabel(other, sure=sure), _is_rather(other)
    if (earlier := _rounded_from(c, a, number, other)) is not None and earlier != known:
        told = f"{format_value(earlier.valeur, i.unite)}, {when(earlier)}"
        source = f"« {other.libelle} » ({told})"
        phrase = (
            f"{number_text(number, i)} est énoncé sous « {i.libelle} ». Ce peut être l'arrondi de ce qui est "
            f"publié sous {source}. Pour {c.names(a).meme}, le document écrit ailleurs "
            f"{format_value(own.nombre.valeur, i.unite)}{f', l. {lines}' if lines else ''} ({when(known)})."
        )
        remedy = (
            f"Écrire {published} ({when(known)}) sous « {other.libelle} », ou citer la source de {stated} sous "
            "l'intitulé énoncé."
        )
        sure = sure and a.annee is not None  # a round number without a year tells no source for sure
        short = f"{stated} peut être l'arrondi du chiffre publié sous « {other.libelle_court} » ({told})"
    elif number.distance(round(known.valeur or 0.0, 1)) > 1e-9:
        phrase += f" {stated} n'en est pas l'arrondi : la valeur est à reprendre aussi."
        value = f"{published} ({f'l. {lines} ; ' if lines else ''}{when(known)})"
        remedy = f"Écrire {value} sous « {other.libelle} », ou citer la source de {stated} sous l'intitulé énoncé."
        short = f"{stated} est sans doute le chiffre publié sous « {other.libelle_court} » ({published})"
    gravity = Gravite.ERREUR if sure else Gravite.DOUTE
    return c.doubt(Regle.INTITULE, gravity, (a,), phrase, remedy, publications=(known,), bref=short)


def _rounded_from(c: Contexte, a: Affirmation, number: Nombre, other: Indicateur) -> Publication | None:
    """The newest edition whose value the stated number is the rounding of: all are looked at, not the last alone."""
    published = series(c.contrat, c.contrat.quartiers[a.quartier].codes(ANCIENNE), other.indicateur)
    known = [p for p in published if p.valeur is not None and (a.annee is None or p in dated_as(published, a.annee))]
    return next((p for p in reversed(known) if number.distance(round(p.valeur or 0.0, 1)) <= 1e-9), None)


# How statements and indicators word the three populations that are mistaken for one another.
_POPULATIONS: Final = {
    "ménages": "ménages",
    "population": "habitants",
    "habitants": "habitants",
    "personnes": "habitants",
}


def _population_of(text: str | None) -> str | None:
    """``ménages`` or ``habitants`` when a population is plainly one of them, else None."""
    words = (text or "").casefold().split()
    if not words or (len(words) > 1 and words[1:3] != ["du", "quartier"]):
        return None
    return _POPULATIONS.get(words[0])


def _of(population: str) -> str:
    """A population that is plainly one, after « part ».

    >>> _of("Ménages"), _of("population du quartier")
    ('des ménages', 'de la population du quartier')
    """
    words = lower_first(population)
    return f"de la {words}" if words.startswith("population") else f"des {words}"


def _wrong_population(c: Contexte, a: Affirmation, i: Indicateur) -> Iterator[Doute]:
    """The value is published, but as a share of something else than what the statement says."""
    said, real = _population_of(a.population), _population_of(i.population)
    if said is None or real is None or said == real:
        return
    v = c.verifications[a.affirmation]
    found = next((n for n in (v.valeur, v.depart) if n is not None and n.accord is Accord.CONCORDE), None)
    if found is None:
        return
    known = found.publications[-1]
    printed = found.nombre if found is v.valeur else stated_value(a, i, c.contrat.lecture)
    told = number_text(printed, i) if printed is not None else "son chiffre"
    if printed is found.nombre and (words := stated_words(a.note)):
        told = f"{words} ({year_text(a.annee)})"
    real_one = f"La valeur publiée, {published_text(c, known)}, est une part {_of(i.population)}."
    if found is v.depart and a.valeur_initiale is None and a.variation is not None:
        # The document prints no start: it is the value minus the change, and that alone is published.
        start = format_value(found.nombre.valeur, i.unite)
        real_one = (
            f"Avec l'évolution énoncée ({format_gap(a.variation, i.unite)}), il vient de {start} en "
            f"{year_text(found.nombre.annee)} : c'est la valeur publiée ({when(known)}), qui est une part "
            f"{_of(i.population)}. La valeur énoncée, elle, n'est pas vérifiée."
        )
    elif found is v.depart:
        told = number_text(found.nombre, i)
    told_of = c.doubt(
        Regle.INTITULE,
        # A start that is published to the decimal leaves as little to verify as the value itself.
        Gravite.ERREUR if found is v.valeur or _is_nearly_precise(found.nombre) else Gravite.DOUTE,
        (a,),
        f"Le document donne {told} comme une part {_of(a.population or '')}. {real_one}",
        f"Écrire que c'est une part {_of(i.population)}, et non {_of(a.population or '')}.",
        publications=(known,),
        bref=f"c'est une part {_of(i.population)}, non {_of(a.population or '')}",
        titre=f"Une part {_of(i.population)}, donnée pour une part {_of(a.population or '')}",
    )
    # Whose share it is says nothing of how it is judged, or of how it moved.
    yield replace(told_of, laisse=frozenset({Regle.JUGEMENT}))


def _references_under_another_label(c: Contexte) -> Iterator[tuple[Indicateur, Doute]]:
    """Each mean that is near that of another label, which comes first."""
    for r in c.contrat.references:
        if r.territoire != c.contrat.lecture.reference:
            continue
        i = c.contrat.indicateurs[r.indicateur]
        if _average_agrees(c.contrat, i, r):
            continue
        agrees = _average_agrees if i.poids is not None else _mean_may_be
        if i.poids is None and bounds_of_mean(c.contrat, i, r.annee) is not None:
            continue  # rule 5 compares it with what its own label gives
        other = next((o for name in i.confusions if agrees(c.contrat, o := c.contrat.indicateurs[name], r)), None)
        if other is None:
            continue
        users = [
            a
            for a in c.contrat.affirmations
            if (a.indicateur, a.reference, a.annee) == (r.indicateur, r.territoire, r.annee)
        ]
        sure = (i.indicateur, other.indicateur) in _proven(c)
        doubt = Doute(
            Regle.INTITULE,
            Gravite.ERREUR if sure else Gravite.DOUTE,
            c.in_order(a.quartier for a in users),
            i.libelle_court,
            f"La moyenne énoncée, {format_value(r.valeur, i.unite)} pour les {c.contrat.territoires[r.territoire]} "
            f"({year_text(r.annee)}), est proche de celle que donnent les chiffres publiés sous "
            f"« {other.libelle} »{_bounds_told(c, other, r)}{_mean_of_its_own_label(c, i, r)}.",
            _relabel(other, sure=sure),
            tuple(a.affirmation for a in users),
            lignes=r.lignes,
            bref=f"la moyenne est proche de celle de « {other.libelle_court} »",
            titre="Une moyenne énoncée correspond à un autre intitulé",
        )
        yield other, doubt


def _bounds_told(c: Contexte, other: Indicateur, r: Reference) -> str:
    """What the figures of the other label give, as both ends of it: the nearest alone would be a proof of one side."""
    known = bounds_of_mean(c.contrat, other, r.annee)
    if known is None:
        return ""
    several = r.annee is None and len(known.diffusions) > 1
    first, last = (known.diffusions[n].removeprefix("diffusion ") for n in (0, -1))
    how = f"la diffusion, de {first} à {last}, et la pondération" if several else "la pondération"
    return f" ({known.text(other)}{'' if known.bas == known.haut else f' selon {how}'})"


def _mean_of_its_own_label(c: Contexte, i: Indicateur, r: Reference) -> str:
    """What the figures published under the stated label give, where enough QPV have one of that year; that INSEE
    publishes none, where it does not."""
    own = bounds_of_mean(c.contrat, i, r.annee)
    if own is None:
        known = any(
            p.valeur is not None
            for code in contract_codes(c.contrat, ANCIENNE)
            for p in _possible(c.contrat, code, i, None)
        )
        return "" if known else f" ; les fichiers repris ne donnent rien par QPV sous « {i.libelle} »"
    told = f"une moyenne de {own.text(i).removeprefix('de ')}" + (
        "" if own.bas == own.haut else " selon la pondération"
    )
    dated = ", ".join(data_of(c.contrat, i, d) for d in own.diffusions)
    return f". Ceux publiés sous « {i.libelle} » donnent {told} ({dated})"


def _average_agrees(contrat: Contrat, i: Indicateur, r: Reference) -> bool:
    """Whether the contract's average, in an edition that may be of that year, is the stated reference."""
    low, high = bounds(r.valeur, "exacte", i.unite, contrat.lecture)
    tolerance = contrat.lecture.tolerance(r.valeur, i.unite)
    editions = {p.diffusion for code in contract_codes(contrat, "2015") for p in _possible(contrat, code, i, r.annee)}
    averages = [contract_average(contrat, i, diffusion) for diffusion in editions]
    return any(a is not None and low - tolerance <= a.valeur <= high + tolerance for a in averages)


def _mean_may_be(contrat: Contrat, i: Indicateur, r: Reference) -> bool:
    """Whether the stated reference lies, to its roundings, among the means that the figures of a label may give."""
    known = bounds_of_mean(contrat, i, r.annee)
    return known is not None and abs(known.beyond(r.valeur)) <= 2 * half_unit(r.valeur) < 2 * half_unit(1.0)


def _possible(contrat: Contrat, code: str, i: Indicateur, annee: int | None) -> Sequence[Publication]:
    """The publications of an indicator for one QPV that may be of that year; all of them for no year."""
    published = series(contrat, (code,), i.indicateur)
    return published if annee is None else dated_as(published, annee)
