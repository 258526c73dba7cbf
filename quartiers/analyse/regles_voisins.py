"""Rules 15, 16 and 17 between quartiers: what is said of one figure, beside what is said and published of the others.

Rules 15 to 17 tell elsewhere of what contradicts; this only informs, of what a reader of two sections would ask.
"""

import math
from collections import defaultdict
from collections.abc import Iterator
from statistics import pstdev
from typing import Final

from quartiers.analyse.comparaisons import Position, compare, difference
from quartiers.analyse.doutes import Contexte, Doute, Gravite, Regle, when
from quartiers.analyse.notes import Jugement, judgement, side_of, superlative, told_judgement
from quartiers.analyse.publications import Publication, contract_codes, contract_values, is_recent, series
from quartiers.analyse.rapprochement import CONFIRMES, DEMENTIS, Accord, dated_as, half_unit, possible
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
            f"Deux valeurs voisines sont jugées de façon opposée : {_value(c, a)} est dit "
            f"{told_judgement(a.note)} ({_place(c, a)}), et {_value(c, b)} est dit "
            f"{'au-dessus' if where > 0 else 'au-dessous'} de la moyenne ({_place(c, b)}).",
            "Dire à quoi chacune est comparée, et garder le même mot pour le même niveau.",
        )
    return None


def _last_of_all(c: Contexte, a: Affirmation, rows: list[Affirmation], side: int) -> Doute | None:
    """A value judged high that is the lowest that the document states, or the other way round; without any mean."""
    i = c.indicateur(a)
    if compare(a, i, c.contrat).valeur_reference is not None:
        return None
    values = [(b.valeur or 0.0, b) for b in _others(c, a, rows)]
    further = [b for value, b in values if side * difference(value, a.valeur or 0.0) > 0]
    if len(values) < MIN_AUTRES or len(further) < len(values):
        return None
    listed = join_words([f"{_value(c, b)} ({_place(c, b)})" for b in further[:3]])
    return c.doubt(
        Regle.JUGEMENT,
        Gravite.INFORMATION,
        (a,),
        f"{_value(c, a)} est dit {told_judgement(a.note)} ({_place(c, a)}), alors que c'est la valeur "
        f"la plus {'basse' if side > 0 else 'haute'} que le document énonce de cet indicateur : {listed}.",
        "Dire à quoi le chiffre est comparé.",
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
            if len(stated) < total:
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
                f"Rien à corriger ; écrire « le plus {way} » si cette première place compte pour le projet.",
                publications=number.publications[-1:],
            )


# -- R15: the published value of another QPV ------------------------------------------------------------------


def rule_value_published_elsewhere(c: Contexte) -> Iterator[Doute]:
    """Values far from what is published of their QPV, that are, to the last digit, what is published of another."""
    for a in c.contrat.affirmations:
        i, number = c.indicateur(a), c.verifications[a.affirmation].valeur
        fine = a.valeur is not None and (i.unite != "%" or half_unit(a.valeur) < half_unit(1.0))
        change = a.valeur_initiale is not None or a.variation is not None  # rule 4 compares both ends
        if number is None or a.precision != "exacte" or not fine or i.unite == COUNT or change:
            continue
        if number.accord not in (*DEMENTIS, Accord.NON_VERIFIABLE) or number.accord is Accord.AUTRE_INTITULE:
            continue
        own = _newest(c, c.contrat.quartiers[a.quartier].codes(ANCIENNE), a)
        if (
            own is None
            or not is_recent(c.contrat, own)
            or number.nombre.distance(own.valeur or 0.0) <= c.contrat.lecture.ecart_publie(own.valeur or 0.0, i.unite)
        ):
            continue
        found = list(_published_of_others(c, a))
        others = [(p, q) for p, q in found if a.annee is None or possible(p, a.annee)]
        if not others and a.annee is not None and all(_is_before(p, a.annee) for p, _ in found):
            others = found  # nothing is published of so late a year, of anybody: an older figure may stand for it
        owners = [(p, _name_of_qpv(c, q)) for p, q in others if _same(p, a)]
        if any(
            b.valeur == a.valeur and b.indicateur == a.indicateur and _differ(c, a, b) for b in c.contrat.affirmations
        ):
            continue  # the document states it of another QPV too, which rule 15 compares
        chance = _by_chance(a, [p.valeur or 0.0 for p, _ in others])
        if owners and len(owners) <= MAX_PORTEURS and chance is not None and chance <= HASARD:
            p, names = owners[0][0], join_words([name for _, name in owners])
            yield c.doubt(
                Regle.REPETITION,
                Gravite.INFORMATION,
                (a,),
                f"{_value(c, a)} s'écarte de ce que l'Insee publie pour ce QPV ({format_value(own.valeur, i.unite)}, "
                f"{when(own)}), et c'est, au dernier chiffre, ce qu'il publie pour {names} "
                f"({format_value(p.valeur, i.unite)}, {when(p)}){_other_date(a, p)}. "
                f"Parmi {count(len(others), 'autre QPV', 'autres QPV')}, le hasard seul donne une telle "
                f"coïncidence {_in_a_hundred(chance)}.",
                "Vérifier à la source de quel quartier est cette valeur.",
                publications=(own, p),
            )


def _other_date(a: Affirmation, p: Publication) -> str:
    """That the two values are not said to be of one year, where it is so."""
    dated = a.annee is not None and p.annee is not None and a.annee != p.annee
    return f", quand le document date son chiffre de {a.annee}" if dated else ""


def _is_before(p: Publication, year: int) -> bool:
    return p.annee is not None and p.annee < year


def _by_chance(a: Affirmation, values: list[float]) -> float | None:
    """How probable it is that one of so many values, spread as they are, be the stated one to its last digit; None
    where there are too few to say how they are spread.

    It is taken as the largest that a bell of that spread can give: where it is the highest.
    """
    if len(values) < MIN_VALEURS or (spread := pstdev(values)) == 0:
        return None
    alone = 2 * half_unit(a.valeur or 0.0) / (spread * math.sqrt(2 * math.pi))
    return 1 - (1 - min(alone, 1.0)) ** len(values)


def _in_a_hundred(chance: float) -> str:
    return "moins d'une fois sur 100" if chance < 0.01 else f"environ {round(100 * chance)} fois sur 100"


def _newest(c: Contexte, codes: tuple[str, ...], a: Affirmation) -> Publication | None:
    """What is published of the year of the statement, or else the newest."""
    published = [p for p in series(c.contrat, codes, a.indicateur) if p.valeur is not None]
    dated = dated_as(published, a.annee) if a.annee is not None else []
    found = dated or published
    return found[-1] if found else None


def _published_of_others(c: Contexte, a: Affirmation) -> Iterator[tuple[Publication, Quartier]]:
    qpv = c.contrat.quartiers[a.quartier].territoire
    seen = {qpv}
    for q in c.contrat.quartiers.values():
        if q.territoire not in seen:
            seen.add(q.territoire)
            if (p := _newest(c, q.codes(ANCIENNE), a)) is not None:
                yield p, q


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
