"""Rules 15, 16 and 17 between quartiers: what is said of one figure, beside what is said and published of the others.

Rules 15 to 17 tell elsewhere of what contradicts; this only informs, of what a reader of two sections would ask.
"""

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from statistics import pstdev
from typing import Final

from quartiers.analyse.comparaisons import Position, compare, difference
from quartiers.analyse.doutes import (
    RIEN,
    Contexte,
    Doute,
    Gravite,
    Regle,
    join_lines,
    neighbours_of,
    published_text,
    when,
    whole_series,
    year_text,
)
from quartiers.analyse.notes import (
    SAY_AGAINST_WHAT,
    Jugement,
    judgement,
    side_of,
    superlative,
    told_judgement,
    unmeasured,
)
from quartiers.analyse.publications import Publication, contract_codes, contract_values, is_recent, series, series_of
from quartiers.analyse.rapprochement import CONFIRMES, EN_QUESTION, Accord, Rapprochement, dated_as, half_unit, possible
from quartiers.analyse.regles_sources import same_people
from quartiers.analyse.revenus_parus import where_to_look
from quartiers.donnees.modele import Affirmation, Quartier
from quartiers.donnees.tables.importees import ANCIENNE
from quartiers.typographie import count, format_value, join_words
from quartiers.unites import COUNT

_SIDES: Final = {Position.AU_DESSUS: 1, Position.AU_DESSOUS: -1}
# Fewer other figures do not say that one is low among them.
MIN_AUTRES: Final = 2
# A value that more QPV have tells of none.
MAX_PORTEURS: Final = 2
# Above this chance of one among the others, a value that is another QPV's too is left to chance.
HASARD: Final = 0.2
MIN_VALEURS: Final = 5

# -- R16: judgements ------------------------------------------------------------------------------------------


def rule_judged_otherwise(c: Contexte) -> Iterator[Doute]:
    groups: defaultdict[str, list[Affirmation]] = defaultdict(list)
    for a in c.contrat.affirmations:
        if a.valeur is not None and a.precision == "exacte":
            groups[a.indicateur].append(a)
    for rows in groups.values():
        for a in rows:
            i = c.indicateur(a)
            judged = judgement(a.note)
            side = side_of(judged, i)
            if side is None and judged is Jugement.MAUVAIS:
                side = 1  # of an indicator of context, what worries is what is high
            if side is None:
                continue
            found = _near_value(c, a, rows, side) or _last_of_all(c, a, rows, side)
            if found is not None:
                yield found


def _others(c: Contexte, a: Affirmation, rows: list[Affirmation]) -> list[Affirmation]:
    """Figures of other QPV, maybe of the same year."""
    qpv = c.contrat.quartiers[a.quartier].territoire
    return [
        b
        for b in rows
        if c.contrat.quartiers[b.quartier].territoire != qpv
        and (a.annee is None or b.annee is None or a.annee == b.annee)
    ]


def _near_value(c: Contexte, a: Affirmation, rows: list[Affirmation], side: int) -> Doute | None:
    """Nearly the same value, for another QPV, that the document puts on the other side of its mean."""
    i = c.indicateur(a)
    for b in _others(c, a, rows):
        gap = difference(b.valeur or 0.0, a.valeur or 0.0)
        if abs(gap) >= c.contrat.lecture.ecart(a.valeur or 0.0, i.unite):
            continue
        there = compare(b, i, c.contrat)
        stated = {"au-dessus": 1, "au-dessous": -1}.get(b.position or "", 0)
        where = stated or (_SIDES.get(there.position, 0) if there.position is not None else 0)
        if there.contredite or where != -side:
            continue
        return c.doubt(
            Regle.JUGEMENT,
            Gravite.INFORMATION,
            (a, b),
            f"{unmeasured(f'{_value(c, a)} ({_place(c, a)})', told_judgement(a.note))}. Il place une valeur "
            f"voisine, {_value(c, b)} ({_place(c, b)}), {'au-dessus' if where > 0 else 'au-dessous'} de la moyenne : "
            "les deux peuvent être vrais.",
            SAY_AGAINST_WHAT,
        )
    return None


def _last_of_all(c: Contexte, a: Affirmation, rows: list[Affirmation], side: int) -> Doute | None:
    """A value judged high that is the lowest that the document states, or the other way round; without any mean."""
    i = c.indicateur(a)
    if compare(a, i, c.contrat).valeur_reference is not None:
        return None
    others = _others(c, a, rows)
    values = [(b.valeur or 0.0, b) for b in others]
    starts = [b.valeur_initiale for b in others if b.valeur_initiale is not None]
    if any(side * difference(start, a.valeur or 0.0) <= 0 for start in starts):
        return None  # the document states as far a value, of an earlier year
    further = [b for value, b in values if side * difference(value, a.valeur or 0.0) > 0]
    if len(values) < MIN_AUTRES or len(further) < len(values):
        return None
    listed = join_words([f"{_value(c, b)} ({_place(c, b)})" for b in further[:3]])
    which = f"la plus {'basse' if side > 0 else 'haute'} des {len(values) + 1} valeurs que le document énonce"
    return c.doubt(
        Regle.JUGEMENT,
        Gravite.INFORMATION,
        (a,),
        f"{unmeasured(_value(c, a), told_judgement(a.note))}. C'est {which} ; les autres : {listed}.",
        SAY_AGAINST_WHAT,
    )


# -- R17: superlatives ----------------------------------------------------------------------------------------


def rule_superlative_unknown(c: Contexte) -> Iterator[Doute]:
    """Superlatives that nothing establishes, and those that say less than the published figures do."""
    for a in c.contrat.affirmations:
        claim = superlative(a.note)
        if claim is None or a.valeur is None or a.precision != "exacte":
            continue
        (alone, high), i = claim, c.indicateur(a)
        way = "élevé" if high else "bas"
        total = len(contract_codes(c.contrat, "2024"))
        number = c.verifications[a.affirmation].valeur
        if number is None or number.accord not in CONFIRMES:
            stated = {
                c.contrat.quartiers[b.quartier].territoire
                for b in c.contrat.affirmations
                if b.indicateur == a.indicateur and b.valeur is not None
            }
            if (confirmed := _confirmed_by_rank(c, a, len(stated), high=high)) is not None:
                yield confirmed
            elif len(stated) < total:
                yield c.doubt(
                    Regle.SUPERLATIF,
                    Gravite.INFORMATION,
                    (a,),
                    f"Ce superlatif ne peut pas être vérifié : le document n'énonce cet indicateur que pour "
                    f"{count(len(stated), 'QPV', 'QPV')} du contrat sur {total}, et aucune publication reprise ne "
                    "confirme la valeur.",
                    "Citer la source qui compare tous les quartiers, ou dire : parmi les quartiers dont le chiffre est "
                    "connu.",
                )
            continue
        values = contract_values(c.contrat, number.publications[-1])
        own, sign = number.publications[-1].valeur or 0.0, 1 if high else -1
        if not alone and len(values) > 1 and all(sign * difference(own, x) >= 0 for x in values):
            yield c.doubt(
                Regle.SUPERLATIF,
                Gravite.INFORMATION,
                (a,),
                f"{format_value(a.valeur, i.unite)} est présenté comme l'un des plus {'élevés' if high else 'bas'} ; "
                f"d'après les chiffres publiés, c'est le plus {way} des "
                f"{format_value(len(values), COUNT)} QPV de {number.publications[-1].diffusion.geographie} du contrat.",
                RIEN,
                publications=number.publications[-1:],
            )


def _confirmed_by_rank(c: Contexte, a: Affirmation, stated: int, *, high: bool) -> Doute | None:
    """That the order confirms a superlative of what is not published: first of those that the document states, and
    first by what is published of the same people in another whole."""
    sign, i = 1 if high else -1, c.indicateur(a)
    others = [b for b in c.contrat.affirmations if b.indicateur == a.indicateur and b.valeur is not None]
    if stated < MIN_VALEURS or any(sign * difference(b.valeur or 0.0, a.valeur or 0.0) > 0 for b in others):
        return None
    for other in same_people(c.contrat, i):
        published = [p for p in series_of(c.contrat, c.contrat.quartiers[a.quartier], other.indicateur) if p.valeur]
        if not published or not is_recent(c.contrat, published[-1]):
            continue
        own, values = published[-1], contract_values(c.contrat, published[-1])
        if len(values) >= MIN_VALEURS and all(sign * difference(own.valeur or 0.0, x) >= 0 for x in values):
            way = "élevée" if high else "basse"
            return c.doubt(
                Regle.SUPERLATIF,
                Gravite.INFORMATION,
                (a,),
                f"Ce superlatif est confirmé par l'ordre : {_value(c, a)} est la valeur la plus {way} des {stated} que "
                f"le document énonce, et ce quartier est aussi le premier des "
                f"{format_value(len(values), COUNT)} QPV de {own.diffusion.geographie} du contrat pour "
                f"« {other.libelle} », que l'Insee publie ({format_value(own.valeur, other.unite)}, {when(own)}).",
                "Écrire « des QPV », si c'est à eux que le chiffre est comparé.",
                publications=(own,),
            )
    return None


# -- R15: the published value of another QPV ------------------------------------------------------------------


@dataclass(frozen=True)
class _Ailleurs:
    """A stated value far from what is published of its QPV, or of which INSEE withholds it, and of which others it is
    the published one."""

    affirmation: Affirmation
    propre: Publication  # without a value where it is withheld
    publications: tuple[Publication, ...]
    quartiers: tuple[Quartier, ...]
    hasard: float
    depasse: bool
    anterieur: bool
    voisin: Quartier | None = None  # whose value it is, in a commune of the project, where chance hardly makes it so


def rule_value_published_elsewhere(c: Contexte) -> Iterator[Doute]:
    """Values far from what is published of their QPV, that are, to the last digit, what is published of another: to be
    verified where two of them make a swap likely, or where the published series went past it already; to be known where
    it may be chance."""
    found = list(_published_elsewhere(c))
    for x in found:
        a, i, p = x.affirmation, c.indicateur(x.affirmation), x.publications[0]
        names = join_words([_name_of_qpv(c, q) for q in x.quartiers])
        if x.anterieur:
            near = x.voisin
            yield _told_of_another_year(c, x, names) if near is None else _told_of_a_neighbour(c, x, near)
            continue
        swapped = [
            y for y in found if not y.anterieur and y.affirmation.indicateur == a.indicateur and _are_swapped(c, x, y)
        ]
        if not swapped and x.depasse:
            yield _told_passed(c, x, names)
            continue
        if not swapped and x.propre.valeur is None:
            yield _told_withheld(c, x, names)
            continue
        away = (
            f"s'écarte de ce que l'Insee publie pour ce QPV ({format_value(x.propre.valeur, i.unite)}, "
            f"{when(x.propre)})"
            if x.propre.valeur is not None
            else "n'est pas vérifié : l'Insee ne diffuse pas ce chiffre pour ce QPV"
        )
        yield c.doubt(
            Regle.REPETITION,
            Gravite.DOUTE if swapped else Gravite.INFORMATION,
            (a,),
            f"{_value(c, a)} {away}, et c'est exactement ce qu'il publie pour {names} "
            f"({format_value(p.valeur, i.unite)}, {when(p)})"
            + (f".{_told_swapped(c, swapped)}" if swapped else f" : {_told_chance(x)}."),
            "Vérifier à la source si les valeurs de ces quartiers n'ont pas été interverties."
            if swapped
            else "Citer la source de cette valeur."
            if _is_common(x)
            else "Vérifier à la source de quel quartier est cette valeur.",
            publications=(x.propre, p),
            bref=f"{_value(c, a)} est la valeur publiée pour {names}",
            classeur=not swapped and _is_common(x),
        )


# A coincidence that chance brings about this often is no sign of an error: a report does not tell of it.
FREQUENT: Final = 0.05


def _is_common(x: _Ailleurs) -> bool:
    return x.hasard >= FREQUENT


def _told_chance(x: _Ailleurs) -> str:
    return "ce peut être un hasard" if _is_common(x) else "le hasard ne l'explique guère"


def _told_withheld(c: Contexte, x: _Ailleurs, names: str) -> Doute:
    """A value that INSEE withholds of its QPV, and publishes of another: nothing here tells where it comes from."""
    a, i, p = x.affirmation, c.indicateur(x.affirmation), x.publications[0]
    return c.doubt(
        Regle.REPETITION,
        Gravite.INFORMATION,
        (a,),
        f"{_value(c, a)} ({year_text(a.annee)}) ne peut pas être vérifié : l'Insee ne diffuse pas ce chiffre pour ce "
        f"QPV ({when(x.propre)}). C'est exactement ce qu'il publie pour {names} "
        f"({format_value(p.valeur, i.unite)}, {when(p)}) : {_told_chance(x)}.",
        "Citer la source de ce chiffre."
        if _is_common(x)
        else "Citer la source de ce chiffre, et vérifier de quel quartier il est.",
        publications=(x.propre, p),
        bref=f"{_value(c, a)} est la valeur publiée pour {names}",
        titre="Une valeur non diffusée ici, égale à celle d'un autre QPV",
        classeur=_is_common(x),
    )


def _told_of_another_year(c: Contexte, x: _Ailleurs, names: str) -> Doute:
    """A value that another QPV had some years before: figures grow, and this is no sign that two were exchanged. What
    is left, that nothing checks it, is told of every such figure."""
    a, i, p = x.affirmation, c.indicateur(x.affirmation), x.publications[0]
    where = where_to_look(c.contrat, c.contrat.quartiers[a.quartier], i, a.annee)
    first = (
        f"n'est pas vérifié : le chercher {where}"
        if where
        else f"n'est pas vérifié : aucune publication reprise n'est datée de {a.annee}"
    )
    tail = "." if where else " : d'une année à l'autre, ce peut être un hasard."
    return c.doubt(
        Regle.REPETITION,
        Gravite.INFORMATION,
        (a,),
        f"{_value(c, a)} ({year_text(a.annee)}) {first}. Pour {c.names(a).ce}, l'Insee publie "
        f"{format_value(x.propre.valeur, i.unite)} ({when(x.propre)}). La même valeur est publiée pour {names}, mais "
        f"pour {when(p)}{tail}",
        "Chercher cette valeur dans cette publication, et citer la source."
        if where
        else "Citer la source de cette valeur.",
        publications=(x.propre, p),
        classeur=True,
    )


def _told_of_a_neighbour(c: Contexte, x: _Ailleurs, neighbour: Quartier) -> Doute:
    """The same, of a QPV of the same commune: which of the two the document means is worth a question."""
    a, p = x.affirmation, x.publications[0]
    return c.doubt(
        Regle.REPETITION,
        Gravite.INFORMATION,
        (a,),
        f"{_value(c, a)} ({year_text(a.annee)}) n'est pas vérifié. Dernières valeurs reprises ici : "
        f"{published_text(c, x.propre)} pour {c.names(a).ce} ; {published_text(c, p)}, le même nombre, pour "
        f"{neighbour.nom_court}, un autre QPV de la commune. Ce peut être un hasard.",
        "Vérifier à la source de quel QPV, et de quelle année, est ce chiffre.",
        publications=(x.propre, p),
        titre="Un chiffre égal à celui d'un autre QPV de la commune, d'une année plus ancienne",
    )


def _is_before(p: Publication, year: int) -> bool:
    return p.annee is not None and p.annee < year


def _told_passed(c: Contexte, x: _Ailleurs, names: str) -> Doute:
    """An undated value that the series of its QPV has left behind: no later year gives it, and another QPV has it."""
    a, i, p = x.affirmation, c.indicateur(x.affirmation), x.publications[0]
    side = "inférieur" if difference(x.propre.valeur or 0.0, a.valeur or 0.0) > 0 else "supérieur"
    known = [q for q in series_of(c.contrat, c.contrat.quartiers[a.quartier], a.indicateur) if q.valeur is not None]
    own = a.annee is None and neighbours_of(known, a.valeur or 0.0) is not None
    last = format_value(x.propre.valeur, i.unite)
    short = f"{_value(c, a)} sans année, {side} à la dernière valeur reprise ici ({last}) : c'est celle de {names}"
    if own:
        ends = " à ".join(f"{format_value(q.valeur, i.unite)} ({when(q)})" for q in (known[0], known[-1]))
        short = f"{_value(c, a)} sans année : valeur d'aucune année reprise ici, de {ends}"
    return c.doubt(
        Regle.REPETITION,
        Gravite.DOUTE,
        (a,),
        f"{_value(c, a)} ({year_text(a.annee)}) n'est la valeur d'aucune année reprise ici pour ce QPV : "
        f"{whole_series(known, i)}. C'est celle que l'Insee publie pour {names} ({when(p)}) : {_told_chance(x)}.",
        "Demander à la source l'année et le territoire de cette valeur ; à défaut, écrire "
        f"{published_text(c, x.propre)}.",
        publications=(x.propre, p),
        bref=short,
        titre="Une valeur d'aucune année reprise ici"
        if own
        else "Une valeur d'aucune année reprise ici, égale à celle d'un autre QPV",
    )


def _are_swapped(c: Contexte, x: _Ailleurs, y: _Ailleurs) -> bool:
    """Whether one has the value of the other's QPV: the values of several QPV may have been moved."""
    here, there = (c.contrat.quartiers[z.affirmation.quartier].territoire for z in (x, y))
    if here == there:
        return False
    return any(q.territoire == there for q in x.quartiers) or any(q.territoire == here for q in y.quartiers)


def _told_swapped(c: Contexte, others: list[_Ailleurs]) -> str:
    """Where the document states the value of this QPV, and what it states of the QPV that this value is of."""
    found: dict[str, list[Affirmation]] = {}
    for b in (y.affirmation for y in others):
        found.setdefault(f"{_value(c, b)} pour {_name_of_qpv(c, c.contrat.quartiers[b.quartier])}", []).append(b)
    told = [
        f"{what}{f' (l. {lines})' if (lines := join_lines(b.lignes for b in rows)) else ''}"
        for what, rows in found.items()
    ]
    return f" Le document énonce d'autre part {join_words(told)} : ces valeurs sont peut-être interverties."


def _published_elsewhere(c: Contexte) -> Iterator[_Ailleurs]:
    newest_of_all = cache(partial(_newest_of_all, c))  # of a large contract, many statements are of one year
    for a in c.contrat.affirmations:
        i, number = c.indicateur(a), c.verifications[a.affirmation].valeur
        fine = a.valeur is not None and (i.unite != "%" or half_unit(a.valeur) < half_unit(1.0))
        if number is None or a.precision != "exacte" or not fine or i.unite == COUNT:
            continue
        if number.accord not in (*EN_QUESTION, Accord.NON_VERIFIABLE) or number.accord is Accord.AUTRE_INTITULE:
            continue
        own = _withheld(c, a) or _newest(c, c.contrat.quartiers[a.quartier], a.indicateur, a.annee)
        if own is None or not is_recent(c.contrat, own):
            continue
        if own.valeur is not None and (_states_a_change(a) or _is_near(c, number, own)):
            continue
        qpv = c.contrat.quartiers[a.quartier].territoire
        found = [(p, q) for p, q in newest_of_all(a.indicateur, a.annee) if q.territoire != qpv]
        others = [(p, q) for p, q in found if a.annee is None or possible(p, a.annee)]
        earlier = not others and a.annee is not None and all(_is_before(p, a.annee) for p, _ in found)
        if earlier:
            others = found  # nothing is published of so late a year, of anybody: an older figure is told as such
        owners = [(p, q) for p, q in others if _same(p, a)]
        if not owners or len(owners) > MAX_PORTEURS:
            continue
        if any(
            b.valeur == a.valeur and b.indicateur == a.indicateur and _differ(c, a, b) for b in c.contrat.affirmations
        ):
            continue  # the document states it of another QPV too, which rule 15 compares
        chance = _by_chance(a, [p.valeur or 0.0 for p, _ in others])
        if chance is not None and chance <= HASARD:
            published, quartiers = zip(*owners, strict=True)
            near = _near_owner(c, a, quartiers, [q for _, q in others], chance) if earlier else None
            yield _Ailleurs(a, own, published, quartiers, chance, number.accord is Accord.DEPASSE, earlier, near)


def _near_owner(
    c: Contexte, a: Affirmation, owners: Sequence[Quartier], known: Sequence[Quartier], chance: float
) -> Quartier | None:
    """Which of the QPV that have the stated value is in a commune of the project, where chance seldom does as much:
    one that is mistaken for another is a neighbour, and there are few of them."""
    communes = set(c.contrat.quartiers[a.quartier].communes)
    near = [q for q in known if communes & {commune.split(" ", 1)[1] for commune in q.communes_qpv}]
    owner = next((q for q in near if q in owners), None)
    if owner is None or 1 - (1 - chance) ** (len(near) / len(known)) >= FREQUENT:
        return None
    own = (q for q in c.contrat.quartiers.values() if q.territoire == owner.territoire and communes & set(q.communes))
    return next(own, owner)


def _states_a_change(a: Affirmation) -> bool:
    """Whether a statement has two ends, which rule 4 compares with the series of the other QPV."""
    return a.valeur_initiale is not None or a.variation is not None


def _is_near(c: Contexte, number: Rapprochement, own: Publication) -> bool:
    level = own.valeur or 0.0
    return number.nombre.distance(level) <= c.contrat.lecture.ecart_publie(
        level, c.contrat.indicateurs[own.indicateur].unite
    )


def _withheld(c: Contexte, a: Affirmation) -> Publication | None:
    """What INSEE withholds of the QPV, of the year of the statement, or else in its newest edition."""
    published = series(c.contrat, c.contrat.quartiers[a.quartier].codes(ANCIENNE), a.indicateur)
    found = dated_as(published, a.annee) if a.annee is not None else published[-1:]
    return found[-1] if found and all(p.valeur is None for p in found) else None


def _by_chance(a: Affirmation, values: list[float]) -> float | None:
    """How probable it is that one of so many values, spread as they are, be the stated one to its last digit; None
    where there are too few to say how they are spread.

    It is taken as the largest that a bell of that spread can give: where it is the highest.
    """
    if len(values) < MIN_VALEURS or (spread := pstdev(values)) == 0:
        return None
    alone = 2 * half_unit(a.valeur or 0.0) / (spread * math.sqrt(2 * math.pi))
    return 1 - (1 - min(alone, 1.0)) ** len(values)


def _newest(c: Contexte, q: Quartier, indicateur: str, annee: int | None) -> Publication | None:
    """What is published of a quartier's QPV, of the year of a statement, or else the newest."""
    published = [p for p in series(c.contrat, q.codes(ANCIENNE), indicateur) if p.valeur is not None]
    dated = dated_as(published, annee) if annee is not None else []
    found = dated or published
    return found[-1] if found else None


def _newest_of_all(c: Contexte, indicateur: str, annee: int | None) -> list[tuple[Publication, Quartier]]:
    """The same of each QPV, once, where there is any."""
    first: dict[str, Quartier] = {}
    for q in c.contrat.quartiers.values():
        first.setdefault(q.territoire, q)
    return [(p, q) for q in first.values() if (p := _newest(c, q, indicateur, annee)) is not None]


def _name_of_qpv(c: Contexte, q: Quartier) -> str:
    """The name of the project, or of the QPV where several projects share it."""
    return f"le QPV « {q.libelle_qpv_2024} »" if list(c.contrat.projets_du_meme_qpv(q)) else q.nom_court


def _differ(c: Contexte, a: Affirmation, b: Affirmation) -> bool:
    return c.contrat.quartiers[a.quartier].territoire != c.contrat.quartiers[b.quartier].territoire


def _same(p: Publication, a: Affirmation) -> bool:
    """Whether the published value is the stated one, as it is printed."""
    return abs(difference(p.valeur or 0.0, a.valeur or 0.0)) <= half_unit(a.valeur or 0.0)


def _value(c: Contexte, a: Affirmation) -> str:
    return format_value(a.valeur, c.indicateur(a).unite, a.precision)


def _place(c: Contexte, a: Affirmation) -> str:
    return f"{c.name(a.quartier)}{f', l. {a.lignes}' if a.lignes else ''}"
