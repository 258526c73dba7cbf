"""Rules 16, 17 and 19: judgements, superlatives and counts of the document, against its numbers and the published ones.

The words are read in the statements' positions, and in their notes (:mod:`quartiers.analyse.notes`).
"""

import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from quartiers.analyse.comparaisons import Fondement, Position, compare, difference, position
from quartiers.analyse.doutes import (
    Contexte,
    Doute,
    Gravite,
    Regle,
    join_lines,
    lines_of,
    number_text,
    when,
    year_text,
)
from quartiers.analyse.notes import (
    SAY_AGAINST_WHAT,
    headcount_trend,
    is_headcount,
    is_own_word,
    judgement,
    of_words,
    qualified,
    side_of,
    superlative,
    told_judgement,
    unmeasured,
)
from quartiers.analyse.publications import Publication, compare_published, contract_values, latest, series_of
from quartiers.analyse.rapprochement import CONFIRMES, Accord, half_unit
from quartiers.analyse.regles_moyennes import hardly_moving
from quartiers.donnees.fichiers.textes import fold
from quartiers.donnees.modele import Affirmation, Indicateur
from quartiers.typographie import format_gap, format_value, join_words, lower_first
from quartiers.unites import COUNT

_DESSUS: Final = {Position.AU_DESSUS: 1, Position.AU_DESSOUS: -1}
# A count that is published to be this many times the stated one is no neighbour of it.
FOIS: Final = 5
POUR_CENT: Final = 100.0

# -- R16: judgements --------------------------------------------------------------------------------------


def rule_judgement(c: Contexte) -> Iterator[Doute]:
    means = means_of_document(c)
    for a in c.contrat.affirmations:
        i = c.indicateur(a)
        side = side_of(judgement(a.note), i)
        if side is not None and a.valeur is not None and a.precision == "exacte":
            found = _other_place(c, a, i, side)
            if compared_beside(c, a, side) is None:  # else the document says what it compares the figure to
                found = found or _mean_elsewhere(c, a, side, means, None)
                found = found or _published_reference(c, a, i, side)
            if found is not None:
                yield found
        if a.position in ("au-dessus", "au-dessous") and a.valeur is not None and a.precision == "exacte":
            unsupported = compare(a, i, c.contrat).fondement is Fondement.POSITION_ENONCEE
            side = 1 if a.position == "au-dessus" else -1
            told = f"dit {_value(c, a)} {a.position} de la moyenne"
            if unsupported and (found := _mean_elsewhere(c, a, side, means, told)):
                yield found
    yield from _positions_against_each_other(c)


def _value(c: Contexte, a: Affirmation) -> str:
    return format_value(a.valeur, c.indicateur(a).unite, a.precision)


def _said(a: Affirmation) -> str:
    return told_judgement(a.note)


def _other_place(c: Contexte, a: Affirmation, i: Indicateur, side: int) -> Doute | None:
    """The same figure of the same QPV, said elsewhere to be on the other side of its mean."""
    qpv = c.contrat.quartiers[a.quartier].territoire
    for b in c.contrat.affirmations:
        if b is a or b.indicateur != a.indicateur or c.contrat.quartiers[b.quartier].territoire != qpv:
            continue
        if b.valeur is None or a.valeur is None or not _maybe_same_year(a.annee, b.annee):
            continue
        if abs(difference(a.valeur, b.valeur)) > half_unit(a.valeur) + half_unit(b.valeur):
            continue
        there = compare(b, i, c.contrat)
        if there.contredite or there.position is None or _DESSUS.get(there.position) != -side:
            continue
        gap = f" de {format_gap(there.ecart, i.unite)}" if there.ecart is not None else ""
        where = "au-dessus" if there.position is Position.AU_DESSUS else "au-dessous"
        # A word beside a comparison denies it only where it is itself said against the same mean.
        opposed = a.position is not None and a.reference == b.reference
        return c.doubt(
            Regle.JUGEMENT,
            Gravite.DOUTE if opposed else Gravite.INFORMATION,
            (b, a),
            f"La même valeur pour {c.names(a).meme}, {format_value(a.valeur, i.unite)}, "
            f"est dite {where} de la moyenne{gap} "
            f"({c.name(b.quartier)}, l. {b.lignes or '?'}) et {qualified(_said(a))} ({c.name(a.quartier)}, "
            f"l. {a.lignes or '?'}){'.' if opposed else _both_may_hold(c, a, side)}",
            "Retenir un seul jugement, en disant à quoi le chiffre est comparé."
            if opposed
            else _say_beside_what(c, a, side),
            bref=f"{format_value(a.valeur, i.unite)}, jugé de deux façons" if opposed else "",
        )
    return None


def _say_beside_what(c: Contexte, a: Affirmation, side: int) -> str:
    """What to write of the one that does not say what it is judged against: the other names its mean."""
    where, beside = f"l. {a.lignes}" if a.lignes else c.name(a.quartier), compared_beside(c, a, side)
    if beside is None:
        return f"Dire, {where}, par rapport à quoi."
    i = c.indicateur(beside)
    value = format_value(beside.valeur, i.unite)
    return f"Écrire, {where}, que le chiffre y est comparé à {value} ({lower_first(i.libelle_court)})."


def _both_may_hold(c: Contexte, a: Affirmation, side: int) -> str:
    """What the judged figure stands beside: the two comparisons may both be right."""
    beside = compared_beside(c, a, side)
    if beside is None:
        return " : les deux peuvent être vrais, le second sans dire par rapport à quoi."
    i = c.indicateur(beside)
    return (
        f". Pour {c.name(a.quartier)}, la phrase le met à côté de {format_value(beside.valeur, i.unite)} "
        f"({lower_first(i.libelle_court)}) : les deux sont vrais ensemble."
    )


def compared_beside(c: Contexte, a: Affirmation, side: int) -> Affirmation | None:
    """The statement of the same lines that a judged one is beside: the same measure of other people, which puts it on
    the side of the judgement."""
    lines, measure = lines_of(a), _measure(c.indicateur(a))
    for b in c.contrat.affirmations_de(a.quartier):
        same = b.indicateur != a.indicateur and _measure(c.indicateur(b)) == measure and lines_of(b) & lines
        if (
            measure
            and same
            and a.valeur is not None
            and b.valeur is not None
            and side * difference(a.valeur, b.valeur) > 0
        ):
            return b
    return None


def _measure(i: Indicateur) -> str | None:
    """What is measured, whoever of: « Taux d'emploi » of « Taux d'emploi des femmes »; None where a label only says
    that it is a share."""
    what, of, _ = i.libelle.partition(" des ")
    return f"{fold(what)} ({i.unite})" if of and len(what.split()) > 1 else None


@dataclass(frozen=True)
class Moyenne:
    """A mean that the document gives, or implies by a gap, and where."""

    valeur: float
    annee: int | None
    lignes: str | None
    deduite: bool


def means_of_document(c: Contexte) -> dict[tuple[str, str], list[Moyenne]]:
    found: defaultdict[tuple[str, str], list[Moyenne]] = defaultdict(list)
    for r in c.contrat.references:
        found[r.territoire, r.indicateur].append(Moyenne(r.valeur, r.annee, r.lignes, deduite=False))
    for a in c.contrat.affirmations:
        if a.reference is None:
            continue
        if a.valeur_reference is not None:
            mean = Moyenne(a.valeur_reference, a.annee, a.lignes, deduite=False)
            found[a.reference, a.indicateur].append(mean)
        elif a.ecart_reference is not None and a.valeur is not None:
            mean = Moyenne(difference(a.valeur, a.ecart_reference), a.annee, a.lignes, deduite=True)
            found[a.reference, a.indicateur].append(mean)
    return found


def _mean_elsewhere(
    c: Contexte,
    a: Affirmation,
    side: int,
    means: dict[tuple[str, str], list[Moyenne]],
    told: str | None,
) -> Doute | None:
    """Means stated elsewhere that all put the figure on the other side of what is said of it: « le document … »; None
    for a word that the document measures against nothing, which no mean denies."""
    i = c.indicateur(a)
    territory = a.reference or c.contrat.lecture.reference
    known = [m for m in means.get((territory, a.indicateur), ()) if _maybe_same_year(a.annee, m.annee)]
    if a.valeur is None or not known:
        return None
    sides = {_DESSUS.get(position(a.valeur, a.valeur, m.valeur, i.unite, c.contrat.lecture)) for m in known}
    if sides != {-side}:
        return None
    mean = known[0]
    how = ", déduite d'un écart énoncé" if mean.deduite else ""
    where = f", l. {lines}" if (lines := join_lines(m.lignes for m in known)) else ""
    others = f"{format_value(mean.valeur, i.unite)} pour les {c.contrat.territoires[territory]}"
    at, gap = f"({year_text(mean.annee)}{how}{where})", format_gap(difference(a.valeur, mean.valeur), i.unite)
    if told is None and a.reference is None:
        return c.doubt(
            Regle.JUGEMENT,
            Gravite.INFORMATION,
            (a,),
            f"{unmeasured(_value(c, a), _said(a))}. À côté de {others} {at}, il est de l'autre côté : {gap}.",
            SAY_AGAINST_WHAT,
        )
    own = is_own_word(_said(a))
    told = told or (f"qualifie {_value(c, a)} {of_words(_said(a))}" if own else f"présente {_value(c, a)} {_said(a)}")
    return c.doubt(
        Regle.JUGEMENT,
        Gravite.DOUTE,
        (a,),
        f"Le document {told}, mais il donne ailleurs {others} {at} : l'écart est de {gap}.",
        "Dire à quoi le chiffre est comparé, ou changer le mot.",
        bref=f"{format_value(a.valeur, i.unite)} : le mot ne va pas avec la moyenne énoncée, "
        f"{format_value(mean.valeur, i.unite)}",
    )


def _published_reference(c: Contexte, a: Affirmation, i: Indicateur, side: int) -> Doute | None:
    """What INSEE publishes puts the stated figure, and the published one, on the other side."""
    v = c.verifications[a.affirmation].valeur
    published = latest(c.contrat, c.contrat.quartiers[a.quartier], a.indicateur)
    if (
        v is None
        or a.valeur is None
        or published is None
        or v.accord in (Accord.AUTRE_INTITULE, Accord.AUTRE_PERIMETRE)
    ):
        return None
    read = compare_published(c.contrat, published)
    if read.valeur_reference is None or read.territoire is None or read.position is None:
        return None
    here = position(a.valeur, a.valeur, read.valeur_reference, i.unite, c.contrat.lecture)
    # A stated value that the publications deny is no ground for the word: the published one alone is.
    denied = v.accord in (Accord.DIFFERE, Accord.DEPASSE)
    grounds = {read.position} if denied else {here, read.position}
    if {_DESSUS.get(place) for place in grounds} != {-side}:
        return None
    way = "plus bas" if side > 0 else "plus haut"
    date = str(published.annee) if published.annee is not None else f"diffusion {published.diffusion.edition}"
    return c.doubt(
        Regle.JUGEMENT,
        Gravite.INFORMATION,  # the document does not compare with the QPV of France: the word is not denied by them
        (a,),
        f"{unmeasured(number_text(v.nombre, i), _said(a))}. Le chiffre publié, "
        f"{format_value(published.valeur, i.unite)} ({date}), est {way} que "
        f"{format_value(read.valeur_reference, i.unite)} ({c.contrat.territoires[read.territoire]}).",
        "Une fois le chiffre repris à la source, dire par rapport à quoi il est jugé." if denied else SAY_AGAINST_WHAT,
        publications=(published,),
    )


def _positions_against_each_other(c: Contexte) -> Iterator[Doute]:
    """Positions against one mean, of one year, that no mean can satisfy together."""
    groups: defaultdict[tuple[str, str, int], list[tuple[Affirmation, float, float]]] = defaultdict(list)
    for a in c.contrat.affirmations:
        i = c.indicateur(a)
        if a.valeur is None or a.precision != "exacte" or None in (a.position, a.reference, a.annee):
            continue
        if compare(a, i, c.contrat).contredite:
            continue  # rule 1 says so
        margin = c.contrat.lecture.ecart(a.valeur, i.unite)
        low, high = {
            "au-dessus": (-math.inf, a.valeur),
            "au-dessous": (a.valeur, math.inf),
            "comparable": (a.valeur - margin, a.valeur + margin),
        }[a.position or ""]
        groups[a.indicateur, a.reference or "", a.annee or 0].append((a, low, high))
    for (indicator, territory, year), rows in groups.items():
        clash = [(a, b) for (a, low, _), (b, _, high) in _both_ways(rows) if low >= high]
        if not clash:
            continue
        i = c.contrat.indicateurs[indicator]
        concerned = tuple(dict.fromkeys(x for pair in clash for x in pair))
        said = join_words(
            [f"{format_value(a.valeur, i.unite)} est dit {a.position} ({c.name(a.quartier)})" for a in concerned]
        )
        yield c.doubt(
            Regle.JUGEMENT,
            Gravite.DOUTE,
            concerned,
            f"Par rapport aux {c.contrat.territoires[territory]} ({year}), {said} : aucune moyenne ne permet de dire "
            "tout cela ensemble.",
            "Donner la moyenne, et corriger le mot qui ne lui correspond pas.",
            bref="aucune moyenne ne permet de dire tout cela ensemble",
        )


def _both_ways(
    rows: list[tuple[Affirmation, float, float]],
) -> Iterator[tuple[tuple[Affirmation, float, float], tuple[Affirmation, float, float]]]:
    for one, other in combinations(rows, 2):
        yield one, other
        yield other, one


def _maybe_same_year(a: int | None, b: int | None) -> bool:
    return a is None or b is None or a == b


# -- R17: superlatives ------------------------------------------------------------------------------------


def rule_superlative(c: Contexte) -> Iterator[Doute]:
    for a in c.contrat.affirmations:
        claim = superlative(a.note)
        if claim is None or a.valeur is None or a.precision != "exacte":
            continue
        alone, high = claim
        i, sign = c.indicateur(a), 1 if high else -1
        found = _beaten_in_document(c, a, sign) if alone else []
        word = f"{'le plus' if alone else 'parmi les plus'} {'élevé' if high else 'bas'}{'' if alone else 's'}"
        if found:
            listed = join_words([f"{format_value(b.valeur, i.unite)} ({c.name(b.quartier)})" for b in found])
            yield c.doubt(
                Regle.SUPERLATIF,
                Gravite.DOUTE,
                (a, *found),
                f"{format_value(a.valeur, i.unite)} ({c.name(a.quartier)}) est présenté comme {word}, mais le document "
                f"énonce {listed}.",
                "Corriger le superlatif, ou l'un des chiffres.",
                bref=f"{format_value(a.valeur, i.unite)}, dit {word}, est dépassé",
            )
        elif (text := _beaten_in_publications(c, a, i, sign, alone=alone)) is not None:
            yield c.doubt(
                Regle.SUPERLATIF,
                Gravite.DOUTE,
                (a,),
                f"{format_value(a.valeur, i.unite)} est présenté comme {word}, mais {text}.",
                "Corriger le superlatif, ou dire dans quel ensemble il est vrai.",
                bref=f"{format_value(a.valeur, i.unite)}, dit {word}, est dépassé",
            )


def _beaten_in_document(c: Contexte, a: Affirmation, sign: int) -> list[Affirmation]:
    """Figures of other QPV, maybe of the same year, that go further."""
    qpv = c.contrat.quartiers[a.quartier].territoire
    return [
        b
        for b in c.contrat.affirmations
        if b.indicateur == a.indicateur
        and b.valeur is not None
        and b.precision == "exacte"
        and _maybe_same_year(a.annee, b.annee)
        and c.contrat.quartiers[b.quartier].territoire != qpv
        and sign * difference(b.valeur, a.valeur or 0.0) > half_unit(b.valeur) + half_unit(a.valeur or 0.0)
    ]


def _beaten_in_publications(c: Contexte, a: Affirmation, i: Indicateur, sign: int, *, alone: bool) -> str | None:
    """Why the published figures deny a superlative, where they confirm the figure itself."""
    v = c.verifications[a.affirmation].valeur
    if v is None or v.accord not in CONFIRMES:
        return None
    told = None
    for p in v.publications:
        if p.valeur is None or len(p.territoires) > 1:
            return None
        values = contract_values(c.contrat, p)
        further = [x for x in values if sign * (x - p.valeur) > c.contrat.lecture.tolerance(p.valeur, i.unite)]
        if len(further) < (1 if alone else max(2, len(values) // 2)):
            return None
        way = "élevé" if sign > 0 else "bas"
        of = f"{len(further)} QPV de {p.diffusion.geographie} du contrat sur {len(values)}"
        told = told or f"{of} ont un chiffre publié plus {way}"
    return told


# -- R19: shares and counts -------------------------------------------------------------------------------


def rule_headcount(c: Contexte) -> Iterator[Doute]:
    for a in c.contrat.affirmations:
        i = c.indicateur(a)
        told = is_headcount(a.note) or fold(a.population or "").startswith(("nombre de ", "nombre d'"))
        if i.unite == "%" and told and hardly_moving(c, a) is None:  # else rule 5 says both in one
            share = f" : {format_value(a.valeur, i.unite, a.precision)}" if a.valeur is not None else ""
            if (start := _both_move(c, a)) is not None:
                yield _number_and_share(c, a, start, share)
                continue
            yield c.doubt(
                Regle.EFFECTIF,
                Gravite.DOUTE,
                (a,),
                f"Le document parle d'un nombre de personnes, mais le chiffre est une part{share}. Le nombre peut "
                "monter quand la part baisse, et l'inverse.",
                "Dire « la part », ou donner le nombre.",
                bref="une part, donnée pour un nombre",
                titre="Un nombre annoncé, une part donnée",
            )
        elif i.unite == COUNT and a.valeur is not None and 0 < a.valeur <= POUR_CENT:
            known = latest(c.contrat, c.contrat.quartiers[a.quartier], a.indicateur)
            if known is not None and known.valeur is not None and known.valeur >= max(FOIS * a.valeur, POUR_CENT):
                yield c.doubt(
                    Regle.EFFECTIF,
                    Gravite.DOUTE,
                    (a,),
                    f"{format_value(a.valeur, COUNT)} est donné comme un nombre ({lower_first(i.libelle)}), mais "
                    f"l'Insee en publie {format_value(known.valeur, COUNT)} : c'est sans doute une part, en %.",
                    "Vérifier l'unité à la source.",
                    publications=(known,),
                    bref="sans doute une part, donnée pour un nombre",
                    titre="Une part donnée pour un nombre",
                )


def _number_and_share(c: Contexte, a: Affirmation, start: Publication, share: str) -> Doute:
    """A word on the number of people beside a share of them that moves as it does: only the word is to be changed."""
    then = f"{format_value(start.valeur, c.indicateur(a).unite)} en {when(start)}"
    return c.doubt(
        Regle.EFFECTIF,
        Gravite.INFORMATION,
        (a,),
        f"Le document parle d'un nombre en {_way_of_number(a)}, mais le chiffre est une part{share}. Les deux vont "
        f"dans le même sens (part : {then}, selon l'Insee).",
        "Écrire « la part ».",
        publications=(start,),
        titre="Un nombre annoncé, une part donnée",
    )


def _way_of_number(a: Affirmation) -> str | None:
    return headcount_trend(a.note) or a.tendance


def _both_move(c: Contexte, a: Affirmation) -> Publication | None:
    """The published share of all the inhabitants that a stated one moved from as its number is said to have done,
    whichever of the published populations is that of each date; None where the number may have gone the other way."""
    way, i, q = {"hausse": 1, "baisse": -1}.get(_way_of_number(a) or ""), c.indicateur(a), a.quartier
    if way is None or a.valeur is None or a.annee is None or not i.libelle.endswith("dans la population"):
        return None
    counted, shares = (
        [p for p in series_of(c.contrat, c.contrat.quartiers[q], name) if p.valeur is not None]
        for name in (c.contrat.lecture.population, i.indicateur)
    )
    before = next((p for p in shares if p.annee is not None and p.annee < a.annee), None)
    if before is None or not counted:
        return None
    people, ends = [p.valeur or 0.0 for p in counted], (before.valeur or 0.0, a.valeur)
    low, high = ends if way > 0 else ends[::-1]
    return before if low * max(people) < high * min(people) else None
