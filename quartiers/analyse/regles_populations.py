"""Rule 18: whom a figure is about, where the document says it in two ways, or does not say it."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from quartiers.analyse.comparaisons import difference
from quartiers.analyse.doutes import RIEN_ICI, Contexte, Doute, Gravite, Regle, join_lines, lines_of, published_text
from quartiers.analyse.notes import is_ceiling, stated_bound
from quartiers.analyse.publications import Publication, latest
from quartiers.analyse.rapprochement import Accord, half_unit
from quartiers.analyse.revenus_parus import where_to_look
from quartiers.donnees.fichiers.textes import fold
from quartiers.donnees.modele import Affirmation
from quartiers.typographie import format_value, join_words, lower_first

_BAND: Final = re.compile(r"(\d{1,2})\s*(?:-|–|à|et)\s*(\d{1,3})")
_FROM: Final = re.compile(r"(?:plus de|moins de)\s+\d{1,2}|\d{1,2} ans (?:et|ou) (?:plus|moins)")


@dataclass(frozen=True)
class _Moyenne:
    """A mean as the document states it: of what, of which year, where."""

    indicateur: str
    annee: int | None
    lignes: str | None


def ages(text: str | None) -> str | None:
    """The ages that a text names; None for none.

    >>> ages("femmes de 15-24 ans"), ages("jeunes de 16 à 25 ans"), ages("plus de 60 ans"), ages("jeunes")
    ('15-24 ans', '16-25 ans', 'plus de 60', None)
    """
    if band := _BAND.search(text or ""):
        return f"{band[1]}-{band[2]} ans"
    found = _FROM.search((text or "").casefold())
    return found[0] if found else None


def rule_population(c: Contexte) -> Iterator[Doute]:
    yield from _one_mean_two_ages(c)
    yield from _one_mean_two_labels(c)
    yield from _one_value_two_labels(c)
    yield from _age_not_given(c)
    yield from _other_bound(c)
    yield from _band_of_the_source(c)
    yield from _whole_not_given(c)


def _one_mean_two_ages(c: Contexte) -> Iterator[Doute]:
    """One mean that figures about people of two ages are compared with."""
    users: defaultdict[tuple[str, float, int | None], list[Affirmation]] = defaultdict(list)
    for a in c.contrat.affirmations:
        mean = a.valeur_reference
        if mean is None and a.ecart_reference is not None and a.valeur is not None:
            mean = difference(a.valeur, a.ecart_reference)
        if mean is not None and a.reference is not None and half_unit(mean) < half_unit(1.0):
            users[a.reference, mean, a.annee].append(a)
    merged: defaultdict[tuple[str, float], list[Affirmation]] = defaultdict(list)
    for (territory, mean, _), rows in users.items():
        merged[territory, mean] += rows
    for (territory, mean), rows in merged.items():
        about = {a.affirmation: ages(a.population) or ages(c.indicateur(a).libelle) for a in rows}
        kin = [a for a in rows if _alike(c, a, rows[0])]
        bands = {about[a.affirmation] for a in kin} - {None}
        i = c.indicateur(kin[0])
        if len(bands) == 1:
            yield from _age_on_one_side(c, mean, [a for a in kin if about[a.affirmation] is None], kin)
        if len(bands) < 2:
            continue
        told = join_words([f"les {about[a.affirmation]} ({_where(c, [a])})" for a in kin if about[a.affirmation]])
        yield c.doubt(
            Regle.POPULATION,
            Gravite.DOUTE,
            tuple(kin),
            f"La même moyenne, {format_value(mean, i.unite)} pour les {c.contrat.territoires[territory]}, sert à "
            f"comparer {told} : elle ne peut pas être celle de deux âges.",
            "Dire de quel âge est cette moyenne, et ne la comparer qu'à lui.",
        )


def _one_mean_two_labels(c: Contexte) -> Iterator[Doute]:
    """One mean, to the decimal, stated of two things that are mistaken for each other."""
    stated: defaultdict[tuple[str, float], list[_Moyenne]] = defaultdict(list)
    for r in c.contrat.references:
        stated[r.territoire, r.valeur].append(_Moyenne(r.indicateur, r.annee, r.lignes))
    for a in c.contrat.affirmations:
        if a.reference is not None and a.valeur_reference is not None:
            stated[a.reference, a.valeur_reference].append(_Moyenne(a.indicateur, a.annee, a.lignes))
    for (territory, mean), uses in stated.items():
        if half_unit(mean) >= half_unit(1.0):
            continue
        pairs = [(x, y) for x, y in combinations(uses, 2) if _mistaken(c, x, y)]
        if not pairs:
            continue
        one, other = (c.contrat.indicateurs[use.indicateur] for use in pairs[0])
        rows = [
            a
            for a in c.contrat.affirmations
            if (a.reference, a.valeur_reference) == (territory, mean)
            and a.indicateur in (one.indicateur, other.indicateur)
        ]
        lines = join_lines(use.lignes for use in uses)
        yield Doute(
            Regle.POPULATION,
            Gravite.DOUTE,
            c.in_order(a.quartier for a in rows) or tuple(c.contrat.quartiers),
            one.libelle_court,
            f"La même moyenne, {format_value(mean, one.unite)} pour les {c.contrat.territoires[territory]}, est donnée "
            f"sous « {one.libelle} » et sous « {other.libelle} ».",
            "Retrouver à la source de quoi cette moyenne est la moyenne.",
            tuple(a.affirmation for a in rows),
            lignes=lines,
        )


def _mistaken(c: Contexte, x: "_Moyenne", y: "_Moyenne") -> bool:
    """Whether two means of maybe one year are of indicators that are mistaken for each other."""
    one, other = c.contrat.indicateurs[x.indicateur], c.contrat.indicateurs[y.indicateur]
    dated = x.annee is None or y.annee is None or x.annee == y.annee
    return one is not other and dated and (one.indicateur in other.confusions or other.indicateur in one.confusions)


def _age_on_one_side(c: Contexte, mean: float, bare: list[Affirmation], kin: list[Affirmation]) -> Iterator[Doute]:
    """One mean, for people of an age that is given and for people whose age is not."""
    named = [a for a in bare if a.population]
    if not named:
        return
    i, told = c.indicateur(kin[0]), [a for a in kin if a not in bare]
    names = join_words(list(dict.fromkeys(f"« {a.population} »" for a in named)))
    age = ages(told[0].population) or ages(i.libelle)
    yield c.doubt(
        Regle.POPULATION,
        Gravite.INFORMATION,  # one age to be written once, in every section: nothing shows that a figure is wrong
        (*told, *named),
        f"La même moyenne, {format_value(mean, i.unite)}, sert à comparer les {age} "
        f"({_where(c, told)}) et des {names} sans âge ({_where(c, named)}).",
        "Dire de quel âge est cette moyenne, et l'âge de ceux qu'on lui compare.",
    )


def _alike(c: Contexte, a: Affirmation, b: Affirmation) -> bool:
    """Whether two statements measure the same thing, or what is easily mistaken for it."""
    one, other = c.indicateur(a), c.indicateur(b)
    return one is other or one.indicateur in other.confusions or other.indicateur in one.confusions


def _one_value_two_labels(c: Contexte) -> Iterator[Doute]:
    """One value of one QPV, given under two labels that are mistaken for each other."""
    groups: defaultdict[tuple[str, float], list[Affirmation]] = defaultdict(list)
    for a in c.contrat.affirmations:
        if a.valeur is not None:
            groups[c.contrat.quartiers[a.quartier].territoire, a.valeur].append(a)
    for a, b in (pair for rows in groups.values() for pair in combinations(rows, 2)):
        if a.indicateur == b.indicateur or not _alike(c, a, b):
            continue
        exact = a.precision == b.precision == "exacte" and half_unit(a.valeur or 0.0) < half_unit(1.0)
        dated = a.annee is None or b.annee is None or a.annee == b.annee
        if not exact or not dated or (_confirmed(c, a) and _confirmed(c, b)):
            continue
        i, other = c.indicateur(a), c.indicateur(b)
        right = next((x for x in (a, b) if _confirmed(c, x)), None)
        tail = f" C'est celle qui est publiée sous « {c.indicateur(right).libelle} »." if right is not None else ""
        wrong = a if right is b or right is None else b
        if right is not None and right.quartier != wrong.quartier:
            yield c.doubt(
                Regle.POPULATION,
                Gravite.INFORMATION,
                (right,),
                f"{format_value(a.valeur, i.unite)} est bien la valeur publiée sous "
                f"« {c.indicateur(right).libelle} » : rien à corriger ici. C'est la section {c.name(wrong.quartier)} "
                f"({_where(c, [wrong])}) qui la donne sous « {c.indicateur(wrong).libelle} ».",
                RIEN_ICI,
                publications=_published_as(c, right),
            )
        yield c.doubt(
            Regle.POPULATION,
            Gravite.DOUTE,
            (wrong,) if right is not None and right.quartier != wrong.quartier else (wrong, b if wrong is a else a),
            f"La même valeur, {format_value(a.valeur, i.unite)}, "
            f"est donnée pour {c.names(a).meme} sous « {i.libelle} » "
            f"({_where(c, [a])}) et sous « {other.libelle} » ({_where(c, [b])}).{tail}",
            "Garder l'intitulé qui est celui de la source.",
            publications=_published_as(c, right),
        )


def _published_as(c: Contexte, a: Affirmation | None) -> tuple[Publication, ...]:
    number = c.verifications[a.affirmation].valeur if a is not None else None
    return number.publications[-1:] if number is not None else ()


def _confirmed(c: Contexte, a: Affirmation) -> bool:
    number = c.verifications[a.affirmation].valeur
    return number is not None and number.accord is Accord.CONCORDE


def _by_indicator(c: Contexte) -> Iterable[list[Affirmation]]:
    groups: defaultdict[str, list[Affirmation]] = defaultdict(list)
    for a in c.contrat.affirmations:
        groups[a.indicateur].append(a)
    return groups.values()


def _age_not_given(c: Contexte) -> Iterator[Doute]:
    """People named without an age where the document names them elsewhere with one."""
    for rows in _by_indicator(c):
        i = c.indicateur(rows[0])
        if ages(i.population) is None or ages(i.libelle) is not None:
            continue
        bare = [a for a in rows if a.population and ages(a.population) is None]
        told = [a for a in rows if ages(a.population) is not None]
        if not told:
            bare = [a for a in bare if not _age_beside(c, a)]
        if not bare:
            continue
        names = join_words(list(dict.fromkeys(f"« {a.population} »" for a in bare)))
        if not told:
            yield _age_of_the_source(c, bare, names)
            continue
        elsewhere = join_words(list(dict.fromkeys(a.population or "" for a in told)))
        yield c.doubt(
            Regle.POPULATION,
            Gravite.INFORMATION,
            tuple(bare),
            f"Le document écrit {names}, sans âge ({_where(c, bare)}), et ailleurs {elsewhere} ({_where(c, told)}).",
            "Dire l'âge partout : deux parts ne se comparent que pour le même âge.",
        )


def _age_beside(c: Contexte, a: Affirmation) -> bool:
    """Whether the same lines give the age of a figure that is mistaken for this one: it is understood as the same."""
    lines, near = lines_of(a), c.indicateur(a).confusions
    return any(
        b.indicateur in near and lines & lines_of(b) and (ages(b.population) or ages(c.indicateur(b).libelle))
        for b in c.contrat.affirmations_de(a.quartier)
    )


def _age_of_the_source(c: Contexte, bare: list[Affirmation], names: str) -> Doute:
    """People whose age the document gives nowhere, and the producer does."""
    return c.doubt(
        Regle.POPULATION,
        Gravite.INFORMATION,
        tuple(bare),
        f"Le document écrit {names}, sans âge ({_where(c, bare)}) ; la source compte les "
        f"{lower_first(c.indicateur(bare[0]).population)}.",
        "Dire l'âge de la source à côté du chiffre.",
    )


def _other_bound(c: Contexte) -> Iterator[Doute]:
    """Ages that the document bounds otherwise than the indicator does: « plus de 75 ans » is not « 75 ans et plus »."""
    for rows in _by_indicator(c):
        i = c.indicateur(rows[0])
        told = [(a, bound) for a in rows if (bound := stated_bound(a.note))]
        other = ages(i.definition)
        if told:
            bounds = join_words(list(dict.fromkeys(f"« {bound} »" for _, bound in told)))
            concerned = [a for a, _ in told]
            written = f"Le document écrit {bounds} ({_where(c, concerned)})"
            of_age = any(ages(bound) for _, bound in told)
            yield c.doubt(
                Regle.POPULATION,
                Gravite.INFORMATION,
                tuple(concerned),
                f"{written}, quand il s'agit ailleurs de « {i.libelle} » : les personnes de cet âge exactement sont "
                "comptées ou non."
                if of_age
                else f"{written} ; la source compte : {lower_first(i.definition)}. Lu à la lettre, ce n'est pas la "
                "même part.",
                "Écrire la même borne partout, celle de la source.",
            )
        elif other is not None and ages(i.libelle) not in (None, other) and _same_limit(ages(i.libelle), other):
            yield c.doubt(
                Regle.POPULATION,
                Gravite.INFORMATION,
                tuple(rows),
                f"Le document écrit « {ages(i.libelle)} ans » ({_where(c, rows)}), la source compte les « {other} » : "
                "les personnes de cet âge exactement sont comptées ou non.",
                "Écrire la borne de la source.",
            )


def rule_ceiling(c: Contexte) -> Iterator[Doute]:
    """A quartile that the document gives as what people have, while it is what they have less than."""
    for a in c.contrat.affirmations:
        if not is_ceiling(a.note):
            continue
        i = c.indicateur(a)
        value = format_value(a.valeur, i.unite, a.precision)
        known = latest(c.contrat, c.contrat.quartiers[a.quartier], a.indicateur)
        other = known is not None and known.valeur is not None and known.valeur != a.valeur
        beside = f" L'Insee publie pour ce QPV {published_text(c, known)}." if known and other else ""
        where = where_to_look(c.contrat, c.contrat.quartiers[a.quartier], i, a.annee)
        sure = known is not None and not other
        look = "" if sure else f" {value} n'est pas vérifié{f' : le chercher {where}' if where else ''}."
        yield c.doubt(
            Regle.EFFECTIF,
            Gravite.ERREUR,  # the sentence is wrong of any quartile; what its number is, the source alone tells
            (a,),
            f"Le document dit que le quart le plus pauvre des habitants a {value} par mois ({_where(c, [a])}). "
            f"Ce chiffre est un maximum : ces habitants ont moins.{beside}{look}",
            f"{'Écrire' if sure else 'Après vérification, écrire'} : « un quart des habitants a un niveau de vie "
            f"inférieur à {value if sure else '… €'} par mois (par unité de consommation) », avec l'année et la "
            "source.",
            publications=(known,) if known and other else (),
            bref=f"{value} est le maximum du quart le plus pauvre, non son revenu",
            titre="Un plafond donné pour un revenu",
        )


def _same_limit(one: str | None, other: str) -> bool:
    """Whether two ages are of one limit, otherwise bounded (« plus de 60 » and « 60 ans ou plus »)."""
    return re.findall(r"\d+", one or "") == re.findall(r"\d+", other) and len(re.findall(r"\d+", other)) == 1


def _band_of_the_source(c: Contexte) -> Iterator[Doute]:
    """Ages that the producer publishes to within a year of those that are stated, and not those."""
    for rows in _by_indicator(c):
        i = c.indicateur(rows[0])
        stated = ages(i.libelle)
        if stated is None or any(m.indicateur == i.indicateur for m in c.contrat.mesures):
            continue
        near = next(
            (o for name in i.confusions if _near_band(stated, ages((o := c.contrat.indicateurs[name]).libelle))), None
        )
        if near is None or not any(m.indicateur == near.indicateur for m in c.contrat.mesures):
            continue
        yield c.doubt(
            Regle.POPULATION,
            Gravite.INFORMATION,
            tuple(rows),
            f"Le document donne cet indicateur pour : {stated.removesuffix(' ans')} ans ({_where(c, rows)}) ; l'Insee "
            f"le publie pour : {ages(near.libelle)}. Les deux ne se comparent pas.",
            "Dire l'âge de la source à côté du chiffre.",
        )


def _near_band(one: str, other: str | None) -> bool:
    """Whether two ages differ by a year at most at each bound, and do differ.

    >>> _near_band("15-24 ans", "16-24 ans"), _near_band("15-24 ans", "15-64 ans")
    (True, False)
    >>> _near_band("moins de 14", "0-14 ans")
    True
    """
    a, b = (re.findall(r"\d+", text or "") for text in (one, other))
    if one.startswith("moins de"):
        a = ["0", *a]
    if one == other or len(a) != len(b) or not a:
        return False
    return all(abs(int(x) - int(y)) <= 1 for x, y in zip(a, b, strict=True))


def _whole_not_given(c: Contexte) -> Iterator[Doute]:
    """Shares of which neither the document nor the producer says what they are a share of."""
    for rows in _by_indicator(c):
        i = c.indicateur(rows[0])
        bare = [a for a in rows if not a.population]
        if i.unite != "%" or not fold(i.population).startswith("non precis") or not bare:
            continue
        told = [a for a in rows if a.population]
        lone = told if len(told) == 1 else []
        but = f" Une seule fois, il dit : {lone[0].population} ({_where(c, lone)})." if lone else ""
        yield c.doubt(
            Regle.POPULATION,
            Gravite.INFORMATION,
            (*bare, *lone),
            f"Le document ne dit pas à quoi cette part se rapporte ({_where(c, bare)}).{but}",
            "Écrire à quoi elle se rapporte (ménages, familles, allocataires…) : sans cela, rien ne peut être comparé.",
        )


def _where(c: Contexte, rows: Iterable[Affirmation]) -> str:
    """``l. 12 et 34``, or the quartiers where the lines are not noted."""
    found = list(rows)
    if lines := join_lines(a.lignes for a in found):
        return f"l. {lines}"
    return join_words([c.contrat.quartiers[q].nom_court for q in c.in_order(a.quartier for a in found)])
