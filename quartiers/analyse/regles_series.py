"""Rules 14 and 15, and the end of rule 5: figures seen beside those of their neighbours and of their own series."""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations
from statistics import pstdev
from typing import Final

from quartiers.analyse.comparaisons import difference
from quartiers.analyse.doutes import Contexte, Doute, Gravite, Regle, date_in_series, number_text, when, when_among
from quartiers.analyse.effectifs import headcount
from quartiers.analyse.incertitude import RECENSEMENT
from quartiers.analyse.lectures_publiees import jumps_told
from quartiers.analyse.publications import Publication, series
from quartiers.analyse.rapprochement import Accord, bounds, half_unit, possible
from quartiers.analyse.recensement_communes import communes_of, why_a_jump
from quartiers.analyse.sauts import Pas, changes_of_others, is_kept, neighbours, step_change, usual_change
from quartiers.donnees.modele import Affirmation, Indicateur
from quartiers.donnees.tables.importees import ANCIENNE
from quartiers.typographie import format_gap, format_number, format_value, join_words

# So many figures of one year that agree with one edition, and such a part of them, say that it is of that year.
MIN_CONCORDANTS: Final = 5
PART_CONCORDANTE: Final = 0.8
# What a jump is of a change that is mostly its doing.
PART_DU_SAUT: Final = (0.5, 1.5)
# Under this number of coincidences to be expected by chance, a repeated value is no coincidence.
HASARD: Final = 0.05
MIN_REPETITION: Final = 3
# A project of a part of a QPV may give a figure of that part, which INSEE does not publish.
TELL_WHICH_PART: Final = ", et dire si elles sont du QPV entier ou de la partie que couvre ce projet"

# -- R14: a jump between two editions ---------------------------------------------------------------------


def rule_jump(c: Contexte) -> Iterator[Doute]:
    """Stated changes that go through a jump of the published series, that no neighbour has."""
    for a in c.contrat.affirmations:
        first, last = _ends(c, a)
        if first is None or last is None or first is last:
            continue
        if first.indicateur != last.indicateur or first.territoires != last.territoires:
            continue
        published = [p for p in series(c.contrat, last.territoires, last.indicateur) if p.valeur is not None]
        crossed = [
            (one, two)
            for one, two in neighbours(published)
            if first.diffusion.edition <= one.diffusion.edition and two.diffusion.edition <= last.diffusion.edition
        ]
        found = [(pair, usual) for pair in crossed if (usual := usual_change(c.contrat, *pair)) is not None]
        if not found:
            continue
        (one, two), usual = max(found, key=lambda f: abs(step_change(*f[0])))
        whole, jump = step_change(first, last), step_change(one, two)
        if whole * jump <= 0 or not PART_DU_SAUT[0] <= jump / whole <= PART_DU_SAUT[1]:
            continue  # the change is not that of the jump: the series moved by itself, or went back after it
        i = c.contrat.indicateurs[last.indicateur]
        label = f" sous « {i.libelle} »" if i.indicateur != a.indicateur else ""
        word, step = "hausse" if whole > 0 else "baisse", between(one, two, i, (first, last))
        yield c.doubt(
            Regle.SAUT,
            Gravite.INFORMATION,  # both its ends are published: there is nothing to correct, nor to verify
            (a,),
            f"L'évolution énoncée {how_exact(a, whole, i)}{label}, mais l'essentiel de la {word} s'est fait d'un coup, "
            f"{step} : {format_gap(jump, i.unite)}{_people(c, one, two)}. "
            f"{_what_others_did(c, one, two, usual)} {_what_it_is(c, published, (one, two))}",
            f"Écrire que l'essentiel de la {word} s'est fait {step}, et en chercher la cause.",
            publications=(one, two),
            objet=i.libelle_court,  # the stated label may be another's
            bref=f"l'essentiel de la {word} s'est fait {step}",
        )


def between(one: Publication, two: Publication, i: Indicateur, among: Iterable[Publication] = ()) -> str:
    """``de 22,6 % (2019) à 36,8 % (publié en 2021, année non donnée)``: a step by its values and dates, as the tables
    tell it; ``among`` are the other dates of the sentence."""
    shown = (one, two, *among)
    start, end = (f"{format_value(p.valeur, i.unite)} ({date_in_series(p, shown)})" for p in (one, two))
    return f"de {start} à {end}"


def _ends(c: Contexte, a: Affirmation) -> tuple[Publication | None, Publication | None]:
    """The published figures that a stated change goes from and to; one twice for a value alone, none without any."""
    v = c.verifications[a.affirmation]
    numbers = [n for n in (v.depart, v.valeur) if n is not None]
    ends = [n.publications[-1] for n in numbers if n.accord in (Accord.CONCORDE, Accord.AUTRE_INTITULE)]
    if v.evolution is not None and v.evolution.accord in (Accord.CONCORDE, Accord.AUTRE_INTITULE):
        ends = list(v.evolution.publications)
    return (ends[0], ends[-1]) if ends and not v.sans_definition_commune else (None, None)


def _what_others_did(c: Contexte, one: Publication, two: Publication, usual: float) -> str:
    """What is usual, and which others moved as far the same way: half of them say nothing of the other half."""
    half = f"La moitié des autres QPV du contrat ne changent pas de plus de {_points(usual)}"
    names = {code: q.nom_court for q in reversed(list(c.contrat.quartiers.values())) for code in q.codes(ANCIENNE)}
    limit, way = c.contrat.lecture.tres_defavorable_points, 1 if step_change(one, two) > 0 else -1
    as_far = [
        f"{names.get(code, code)} ({format_gap(change, '%')})"
        for code, change in changes_of_others(c.contrat, one, two)
        if way * change >= limit
    ]
    return (
        f"{half} ; {join_words(as_far)} {'saute' if len(as_far) == 1 else 'sautent'} aussi." if as_far else f"{half}."
    )


def _points(number: float) -> str:
    return f"{format_number(number)} {'point' if number < 2 else 'points'}"


def _what_it_is(c: Contexte, published: list[Publication], jump: Pas) -> str:
    """A level to explain where the next edition keeps it; perhaps an accident where it does not."""
    later, i = published[published.index(jump[1]) + 1 :], c.contrat.indicateurs[jump[1].indicateur]
    if not later:
        return "Rien de ce qui est repris ici ne dit s'il dure : à confirmer sur les diffusions parues depuis."
    told = f"{format_value(later[0].valeur, i.unite)}, {when_among(later[0], jump)}"
    if is_kept(c.contrat, published, jump):
        return f"La diffusion suivante le confirme ({told}) : c'est un palier à expliquer."
    return f"La diffusion suivante ne le confirme pas ({told}) : ce peut être un accident."


def stated_change(a: Affirmation) -> float | None:
    """The change that a statement gives, or that its two ends make; None where it gives neither."""
    if a.variation is not None or a.valeur is None or a.valeur_initiale is None:
        return a.variation
    return difference(a.valeur, a.valeur_initiale)


def how_exact(a: Affirmation, published: float, i: Indicateur) -> str:
    """What a stated change is beside the published one, where both its ends agree to their roundings.

    Two values to the decimal, and the two that they are taken for, differ by two roundings at most.
    """
    stated = stated_change(a)
    gap = abs(difference(stated, published)) if stated is not None else 0.0
    if gap < half_unit(0.1):
        return "est exacte"
    if gap < 3 * half_unit(0.1):
        return "est exacte, aux arrondis près"
    return f"est proche de celle qui est publiée ({format_gap(published, i.unite)})"


def _people(c: Contexte, one: Publication, two: Publication) -> str:
    """How many people that is, before and after."""
    before, after = headcount(c.contrat, one), headcount(c.contrat, two)
    return f" ({before.then(after)})" if before is not None and after is not None else ""


def value_after_jump(c: Contexte, a: Affirmation) -> Iterator[Doute]:
    """A stated value that the published series has only just come to, by a jump."""
    first, last = _ends(c, a)
    if last is None or first is not last:
        return
    published = [p for p in series(c.contrat, last.territoires, last.indicateur) if p.valeur is not None]
    jumps = [step for step in neighbours(published) if usual_change(c.contrat, *step) is not None]
    if not jumps or jumps[-1][1] != last:
        return
    (one, two), i = jumps[-1], c.contrat.indicateurs[last.indicateur]
    usual = usual_change(c.contrat, one, two) or 0.0
    size = format_gap(step_change(one, two), i.unite)
    told = f"soit {size}" if len(jumps) == 1 else f"{len(jumps)} sauts, le dernier de {size}"
    yield c.doubt(
        Regle.SAUT,
        Gravite.INFORMATION,
        (a,),
        f"{_stated(c, a)}La valeur publiée pour {c.names(a).ce} saute d'une diffusion à la suivante : "
        f"{jumps_told(jumps, i.unite)}, "
        f"{told}{_people(c, one, two)}. "
        f"{_what_others_did(c, one, two, usual)} Aucune hausse ni baisse n'est sûre, et "
        f"{format_value(two.valeur, i.unite)} est à tenir pour incertain.{cause_of_jump(c, a, two)}",
        "Citer les diffusions, et confirmer ce niveau sur celles qui ont paru depuis.",
        publications=(one, two),
        objet=i.libelle_court,
    )


def _stated(c: Contexte, a: Affirmation) -> str:
    """What the document says, first."""
    i = c.indicateur(a)
    return f"Le document énonce {format_value(a.valeur, i.unite, a.precision)}. " if a.valeur is not None else ""


def cause_of_jump(c: Contexte, a: Affirmation, after: Publication) -> str:
    """What may have made a jump of the census, where how the communes are counted tells it."""
    if c.contrat.indicateurs[after.indicateur].evolution != RECENSEMENT:
        return ""
    communes = communes_of(c.contrat, c.contrat.quartiers[a.quartier], after.territoires)
    return f" {why_a_jump(communes)}" if communes.counted_whole or communes.went_over else ""


# -- R15: one value, several QPV --------------------------------------------------------------------------


def rule_repetition(c: Contexte) -> Iterator[Doute]:
    """The same value, to the decimal, for more QPV than chance gives."""
    groups: defaultdict[tuple[str, int | None], list[Affirmation]] = defaultdict(list)
    for a in c.contrat.affirmations:
        if a.valeur is not None and a.precision == "exacte":
            groups[a.indicateur, a.annee].append(a)
    for (indicator, year), rows in groups.items():
        by_value: defaultdict[float, list[Affirmation]] = defaultdict(list)
        for a in rows:
            by_value[a.valeur or 0.0].append(a)
        for value, same in by_value.items():
            codes = {c.contrat.quartiers[a.quartier].territoire for a in same}
            i = c.contrat.indicateurs[indicator]
            if len(codes) == 2 and half_unit(value) < half_unit(1.0):
                yield from _value_of_another(c, same)
            if len(codes) < MIN_REPETITION or all(_confirmed(c, a) for a in same):
                continue
            if _expected_by_chance(c, rows, value, len(codes)) > HASARD:
                continue
            dated = f" ({year})" if year is not None else ""
            yield c.doubt(
                Regle.REPETITION,
                Gravite.DOUTE,
                tuple(same),
                f"Le document énonce la même valeur, {format_value(value, i.unite)}{dated}, pour "
                f"{several_qpv(c, same)} : le hasard ne l'explique guère.{_other_values(c, same)}",
                "Reprendre à la source la valeur de chaque quartier.",
                bref=f"la même valeur, {format_value(value, i.unite)}, pour {len(codes)} {c.noun_of(same)}",
            )
            for more in _repeated_too(c, by_value, value):
                yield c.doubt(
                    Regle.REPETITION,
                    Gravite.INFORMATION,
                    tuple(more),
                    f"Le document énonce la même valeur, {format_value(more[0].valeur, i.unite)}{dated}, pour "
                    f"{several_qpv(c, more)} : ce peut être un hasard.",
                    "Relire cette valeur à la source.",
                    titre="Une même valeur pour deux QPV, peut-être par hasard",
                )


def several_qpv(c: Contexte, rows: list[Affirmation]) -> str:
    """``3 QPV différents (A, B et C)``; where projects share one, how many projects, and which: names are counted."""
    names: dict[str, list[str]] = {}
    for a in rows:
        names.setdefault(c.contrat.quartiers[a.quartier].territoire, []).append(c.name(a.quartier))
    told = {code: list(dict.fromkeys(found)) for code, found in names.items()}
    number, projects = len(told), sum(map(len, told.values()))
    listed = join_words([name for found in told.values() for name in found])
    if projects == number:
        return f"{number} {c.noun_of(rows)} différents ({listed})"
    shared = " ; ".join(join_words(found) for found in told.values() if len(found) > 1)
    return f"{projects} projets, soit {number} {c.noun_of(rows)} différents ({listed} ; un seul QPV pour {shared})"


def _repeated_too(c: Contexte, by_value: dict[float, list[Affirmation]], value: float) -> list[list[Affirmation]]:
    """The other values of the same indicator and year that several QPV share: alone, chance would do for them."""
    return [
        rows
        for other, rows in by_value.items()
        if other != value
        and half_unit(other) < half_unit(1.0)
        and len({c.contrat.quartiers[a.quartier].territoire for a in rows}) > 1
        and not all(_confirmed(c, a) for a in rows)
        and len({c.contrat.quartiers[a.quartier].territoire for a in rows}) < MIN_REPETITION
    ]


def _other_values(c: Contexte, rows: list[Affirmation]) -> str:
    """The values that the document gives in two sections of one and the same QPV, of those that share one: of these,
    theirs is the most in doubt."""
    told = []
    for a in rows:
        qpv, i = c.contrat.quartiers[a.quartier].territoire, c.indicateur(a)
        for b in c.contrat.affirmations:
            same_qpv = b.indicateur == a.indicateur and c.contrat.quartiers[b.quartier].territoire == qpv
            if same_qpv and b.annee == a.annee and b.valeur is not None and b.valeur != a.valeur:
                here, there = (
                    f"{format_value(x.valeur, i.unite, x.precision)}{f' (l. {x.lignes})' if x.lignes else ''}"
                    for x in (a, b)
                )
                names = join_words(list(dict.fromkeys((c.name(a.quartier), c.name(b.quartier)))))
                told.append(
                    f"{names} sont un même QPV : le document y donne {here} et {there}"
                    if a.quartier != b.quartier
                    else f"Pour {names}, le document donne aussi {there}"
                )
    return "".join(f" {sentence}." for sentence in dict.fromkeys(told))


def _value_of_another(c: Contexte, same: list[Affirmation]) -> Iterator[Doute]:
    """A value that the publications deny for one QPV, and confirm for the other that it is stated for as well."""
    owners = [a for a in same if _confirmed(c, a)]
    for a in same:
        number = c.verifications[a.affirmation].valeur
        copied_change = a.valeur_initiale is not None or a.variation is not None  # rule 4 compares both ends
        if number is None or number.accord is not Accord.DIFFERE or not owners or copied_change:
            continue
        i, owner = c.indicateur(a), owners[0]
        yield c.doubt(
            Regle.REPETITION,
            Gravite.DOUTE,
            (a,),
            f"{format_value(a.valeur, i.unite)} est aussi la valeur énoncée pour {c.name(owner.quartier)}"
            f"{f' (l. {owner.lignes})' if owner.lignes else ''}, où l'Insee la publie bien ; ici, il publie "
            f"{format_value(number.publications[0].valeur, i.unite)} ({when(number.publications[0])}).",
            "Reprendre à la source la valeur de ce quartier.",
            publications=number.publications,
            bref=f"{format_value(a.valeur, i.unite)}, la valeur de {c.name(owner.quartier)}",
        )


def _confirmed(c: Contexte, a: Affirmation) -> bool:
    number = c.verifications[a.affirmation].valeur
    return number is not None and number.accord is Accord.CONCORDE


def _expected_by_chance(c: Contexte, rows: list[Affirmation], value: float, times: int) -> float:
    """How many values repeated that often one expects among figures spread as these are."""
    one_each = {c.contrat.quartiers[a.quartier].territoire: a.valeur or 0.0 for a in rows}
    others = [x for x in one_each.values() if x != value]
    if len(others) < 2:
        return math.inf
    step = 2 * half_unit(value)
    places = max(1.0, 2 * pstdev([*others, value]) * math.sqrt(math.pi) / step)
    return math.comb(len(one_each), times) / places ** (times - 1)


# -- R5: beside the other figures of that year ------------------------------------------------------------


def rule_same_edition(c: Contexte) -> Iterator[Doute]:
    """Figures off the edition that the document's other figures of that year and source agree with.

    The year of an edition may be unknown: the document tells it, when nearly all that it dates so is there.
    """
    groups: defaultdict[tuple[int, str], list[tuple[Affirmation, Publication, bool]]] = defaultdict(list)
    for a in c.contrat.affirmations:
        i, number = c.indicateur(a), c.verifications[a.affirmation].valeur
        exact = a.precision == "exacte" and a.valeur is not None and half_unit(a.valeur) < half_unit(1.0)
        if number is None or a.annee is None or i.unite != "%" or not exact:
            continue
        if number.accord not in (Accord.CONCORDE, Accord.PROCHE) or number.publications[-1].annee is not None:
            continue
        codes = number.publications[-1].territoires
        dated = [p for p in series(c.contrat, codes, a.indicateur) if p.valeur is not None and possible(p, a.annee)]
        for p in dated:
            agrees = number.nombre.distance(p.valeur or 0.0) <= c.contrat.lecture.tolerance(a.valeur or 0.0, i.unite)
            groups[a.annee, f"{p.diffusion.theme} {p.diffusion.edition}"].append((a, p, agrees))
    for rows in groups.values():
        agreeing = sum(agrees for _, _, agrees in rows)
        if agreeing < MIN_CONCORDANTS or agreeing < PART_CONCORDANTE * len(rows):
            continue
        for a, p, agrees in rows:
            i, number = c.indicateur(a), c.verifications[a.affirmation].valeur
            far = 2 * c.contrat.lecture.tolerance(p.valeur or 0.0, i.unite)
            if agrees or number is None or number.accord is Accord.CONCORDE:
                continue
            if number.nombre.distance(p.valeur or 0.0) <= far:
                continue
            yield c.doubt(
                Regle.PUBLICATION,
                Gravite.DOUTE,
                (a,),
                f"La valeur énoncée, {number_text(number.nombre, i)}, n'est pas celle qui est publiée, "
                f"{format_value(p.valeur, i.unite)} ({when(p)}), alors que {agreeing} des {len(rows)} chiffres que le "
                f"document date de {a.annee} et qui ont cette source sont ceux de cette diffusion.",
                "Remplacer par la valeur publiée, ou citer la source qui donne l'autre.",
                publications=(p,),
                bref=f"{format_value(a.valeur, i.unite)}, publié à {format_value(p.valeur, i.unite)}",
            )


# -- R5: the published change -----------------------------------------------------------------------------


def rule_published_change(c: Contexte) -> Iterator[Doute]:
    """A change stated within the time that published figures span, and larger than any that they give."""
    for a in c.contrat.affirmations:
        i = c.indicateur(a)
        # Census editions gather five years each: what they do not show between two of them is no passing move.
        if i.unite != "%" or a.variation is None or None in (a.annee, a.annee_initiale) or i.evolution != "recensement":
            continue
        v = c.verifications[a.affirmation]
        told = [n for n in (v.valeur, v.depart, v.evolution) if n is not None]
        quiet = (Accord.NON_VERIFIABLE, Accord.PROCHE, Accord.CONCORDE)
        if any(n.accord not in quiet for n in told) or all(n.accord is Accord.CONCORDE for n in told):
            continue
        codes = c.contrat.quartiers[a.quartier].codes("2015")
        published = [p for p in series(c.contrat, codes, a.indicateur) if p.valeur is not None]
        starts = [p for p in published if p.annee is not None and p.annee <= (a.annee_initiale or 0)]
        after = [p for p in published if p.annee is None or p.annee > (a.annee_initiale or 0)]
        if not starts or not any(possible(p, a.annee) for p in after):
            continue
        changes = [(step_change(p, q), p, q) for p, q in combinations((*starts, *after), 2)]
        low, high = bounds(a.variation, "exacte", i.unite, c.contrat.lecture)
        margin = c.contrat.lecture.tendance(0.0, i.unite)
        sign = 1 if a.variation > 0 else -1
        shared = c.contrat.quartiers[a.quartier].couverture == "partie"
        furthest, start, end = max(changes, key=lambda x: sign * x[0])
        if (low if sign > 0 else -high) - sign * furthest < margin:
            continue
        yield c.doubt(
            Regle.PUBLICATION,
            Gravite.DOUTE,
            (a,),
            f"L'évolution énoncée, {format_gap(a.variation, i.unite)} de {a.annee_initiale} à {a.annee}"
            f"{', si elle est celle du QPV entier' if shared else ''}, dépasse celle "
            f"que donnent les valeurs publiées pour {c.names(a).ce} : de "
            f"{format_value(start.valeur, i.unite)} ({when(start)}) "
            f"à {format_value(end.valeur, i.unite)} ({when(end)}), soit {format_gap(furthest, i.unite)} au plus.",
            f"Retrouver à la source les deux valeurs et leurs années{TELL_WHICH_PART if shared else ''}.",
            publications=(start, end),
            bref=f"{format_gap(a.variation, i.unite)} énoncés, {format_gap(furthest, i.unite)} au plus d'après l'Insee",
        )
