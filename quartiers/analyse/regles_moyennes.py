"""Rules 5 and 16 on means and directions: those that INSEE's figures of the contract's own QPV deny.

INSEE publishes no mean of a contract's QPV. What it publishes of each of them bounds the one that a document may have
taken: a simple mean, or one weighted by the inhabitants, in any edition that may be of that year.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from quartiers.analyse.comparaisons import Fondement, compare, difference
from quartiers.analyse.doutes import PLACES, Contexte, Doute, Gravite, Regle, join_lines, mean_of, when, year_text
from quartiers.analyse.notes import change_word, is_headcount, is_strong
from quartiers.analyse.publications import (
    Diffusion,
    Publication,
    comparable_before,
    contract_average,
    contract_codes,
    is_recent,
    series,
)
from quartiers.analyse.rapprochement import Accord, dated_as, half_unit, is_computed
from quartiers.analyse.socle import once_for_each
from quartiers.donnees.modele import Affirmation, Contrat, Indicateur
from quartiers.donnees.tables.importees import ANCIENNE
from quartiers.typographie import format_gap, format_number, format_value, lower_first

# A mean of fewer QPV, or of a small part of them, may be far from that of all.
MIN_QPV: Final = 5
PART_QPV: Final = 0.8
_WAYS: Final = {"hausse": 1, "baisse": -1}


@dataclass(frozen=True)
class Bornes:
    """The lowest and the highest mean that the published figures of one indicator allow, for a year."""

    bas: float
    haut: float
    diffusions: tuple[str, ...]

    def beyond(self, value: float) -> float:
        """How far a value is out of the bounds: positive above, negative below, 0 within."""
        return max(0.0, difference(value, self.haut)) - max(0.0, difference(self.bas, value))

    def is_narrow(self, contrat: Contrat, i: Indicateur) -> bool:
        """Whether the weights hardly matter: INSEE does not publish those of every share, and a mean may then be out
        of wide bounds as well as within."""
        return difference(self.haut, self.bas) <= contrat.lecture.ecart(self.haut, i.unite)

    def how(self, i: Indicateur) -> str:
        """Who computed it, how it is weighted, and why it is not weighted better: INSEE publishes no such mean."""
        why = f", faute du nombre {_of(i.population)}" if i.poids is None else ""
        return f"moyenne calculée ici, pondérée par les habitants ou non{why}"

    def text(self, i: Indicateur) -> str:
        low, high = (format_value(round(x, 1), i.unite) for x in (self.bas, self.haut))
        return low if low == high else f"de {low} à {high}"

    def about(self, i: Indicateur) -> str:
        """The mean as one number, and how far its weights may move it: two numbers would be read as two means."""
        low, high = (format_value(round(x, 1), i.unite) for x in (self.bas, self.haut))
        if low == high:
            return f"{low} en moyenne"
        if len(self.diffusions) > 1:
            return f"{self.text(i)} en moyenne, selon l'année et la pondération"
        middle = format_value(round((self.bas + self.haut) / 2, 1), i.unite)
        return f"environ {middle} en moyenne ({format_number(round(self.bas, 1))} à {high} selon la pondération)"


@dataclass(frozen=True)
class _Enoncee:
    """A mean that the document gives, or implies by a gap."""

    valeur: float
    annee: int | None
    marge: float
    lignes: str | None
    affirmation: Affirmation | None
    deduite: bool = False


def rule_published_mean(c: Contexte) -> Iterator[Doute]:
    """Means of the contract's QPV that no mean of their published figures comes near."""
    for (indicator, value, year), uses in _stated_means(c).items():
        i = c.contrat.indicateurs[indicator]
        known, margin = bounds_of_mean(c.contrat, i, year), c.contrat.lecture.ecart(value, i.unite) + uses[0].marge
        if known is None:
            yield from _against_older(c, i, value, uses)
            continue
        if abs(known.beyond(value)) <= margin:
            continue
        others = (bounds_of_mean(c.contrat, c.contrat.indicateurs[name], year) for name in i.confusions)
        if any(other is not None and abs(other.beyond(value)) <= margin for other in others):
            continue  # it is the mean of another label, which rule 6 tells
        if known.is_narrow(c.contrat, i):
            yield _mean_denied(c, i, value, uses, known)
        else:
            yield _mean_unknown(c, i, value, uses, known)


def _stated_means(c: Contexte) -> dict[tuple[str, float, int | None], list[_Enoncee]]:
    """The means of the contract's QPV that the document gives, by indicator, value and year."""
    territory = c.contrat.lecture.reference
    stated: defaultdict[tuple[str, float, int | None], list[_Enoncee]] = defaultdict(list)
    for r in c.contrat.references:
        if r.territoire == territory:
            stated[r.indicateur, r.valeur, r.annee].append(
                _Enoncee(r.valeur, r.annee, half_unit(r.valeur), r.lignes, None)
            )
    for a in c.contrat.affirmations:
        if a.reference != territory:
            continue
        if a.valeur_reference is not None:
            mean = _Enoncee(a.valeur_reference, a.annee, half_unit(a.valeur_reference), a.lignes, a)
        elif a.ecart_reference is not None and a.valeur is not None:
            value = difference(a.valeur, a.ecart_reference)
            margin = half_unit(a.valeur) + half_unit(a.ecart_reference)
            mean = _Enoncee(value, a.annee, margin, a.lignes, a, deduite=True)
        else:
            continue
        stated[a.indicateur, mean.valeur, a.annee].append(mean)
    return stated


def _mean_denied(c: Contexte, i: Indicateur, value: float, uses: list[_Enoncee], known: Bornes) -> Doute:
    return _doubt_on_mean(
        c,
        Gravite.DOUTE,
        i,
        uses,
        f"{_mean_text(c, i, value, uses)}, n'est pas celle que donnent les chiffres publiés de ces QPV : "
        f"{known.text(i)}, {known.how(i)} ({', '.join(known.diffusions)}).",
        bref=f"{format_value(value, i.unite)}, quand les chiffres publiés donnent {known.text(i)}",
    )


def _mean_unknown(c: Contexte, i: Indicateur, value: float, uses: list[_Enoncee], known: Bornes) -> Doute:
    """A mean that its weights, which are not published, could bring about: nothing denies it, and nothing confirms."""
    return _doubt_on_mean(
        c,
        Gravite.INFORMATION,
        i,
        uses,
        f"{_mean_text(c, i, value, uses)}, ne peut pas être vérifiée : {', '.join(known.diffusions)}, les chiffres "
        f"publiés de ces QPV donnent {known.text(i)} selon la pondération, et celle qu'il faudrait n'est pas publiée.",
    )


def _against_older(c: Contexte, i: Indicateur, value: float, uses: list[_Enoncee]) -> Iterator[Doute]:
    """A mean of a year of which nothing is published, far from the newest that is: it cannot be checked, and is said
    to be so, where its users might take the older one for it."""
    older = newest_bounds(c.contrat, i)
    if older is None or abs(older.beyond(value)) <= c.contrat.lecture.ecart_publie(value, i.unite) + uses[0].marge:
        return
    yield _doubt_on_mean(
        c,
        Gravite.INFORMATION,
        i,
        uses,
        f"{_mean_text(c, i, value, uses)}, ne peut pas être vérifiée : {_known_only_of(c, i, older)}"
        f"{_told_too(c, i, value, uses)}.",
    )


def _known_only_of(c: Contexte, i: Indicateur, older: Bornes) -> str:
    """Of which older year a figure is known: published, or computed here of a part of the QPV."""
    dated = ", ".join(data_of(c.contrat, i, d) for d in older.diffusions)
    if not is_computed(i):
        return f"pour ces QPV, les fichiers repris ne donnent ce chiffre que pour une année plus ancienne ({dated})"
    codes = contract_codes(c.contrat, ANCIENNE)
    known = sum(any(m.valeur is not None for m in c.contrat.mesures_de(code, i.indicateur)) for code in codes)
    return (
        f"les fichiers repris ne donnent pas cette part ; ce rapport ne la calcule que pour une année plus "
        f"ancienne ({dated}), et pour {known} de ces {len(codes)} QPV"
    )


def _told_too(c: Contexte, i: Indicateur, value: float, uses: list[_Enoncee]) -> str:
    """Where the document gives the same mean, or implies it."""
    own = {u.lignes for u in uses}
    told = [a for a in mean_again(c, i, value, uses[0].annee) if a.lignes and a.lignes not in own]
    return f". Le document la donne aussi l. {join_lines(a.lignes for a in told)}" if told else ""


def mean_again(c: Contexte, i: Indicateur, value: float, year: int | None) -> list[Affirmation]:
    """The statements that give, or imply by their gap, that mean of the contract's QPV, for a year that may be it."""
    found = []
    for a in c.contrat.affirmations:
        if (a.indicateur, a.reference) != (i.indicateur, c.contrat.lecture.reference):
            continue
        if a.annee is not None and year is not None and a.annee != year:
            continue
        mean = a.valeur_reference
        if mean is None and a.valeur is not None and a.ecart_reference is not None:
            mean = difference(a.valeur, a.ecart_reference)
        if mean is not None and abs(difference(mean, value)) < half_unit(0.1):
            found.append(a)
    return found


def data_of(contrat: Contrat, i: Indicateur, diffusion: str) -> str:
    """The year of the data of an edition, where it is known: that of a census is no year of publication."""
    years = {m.annee for m in contrat.mesures if m.indicateur == i.indicateur and f"diffusion {m.edition}" == diffusion}
    return str(year) if len(years) == 1 and (year := years.pop()) is not None else diffusion


def _mean_text(c: Contexte, i: Indicateur, value: float, uses: list[_Enoncee]) -> str:
    implied = ", déduite d'un écart énoncé" if all(u.deduite for u in uses) else ""
    territory = c.contrat.territoires[c.contrat.lecture.reference]
    told = f"{format_value(value, i.unite)} ({year_text(uses[0].annee)}{implied})"
    return f"La moyenne énoncée pour les {territory}, {told}"


def _doubt_on_mean(
    c: Contexte, gravity: Gravite, i: Indicateur, uses: list[_Enoncee], sentence: str, *, bref: str = ""
) -> Doute:
    rows = tuple(dict.fromkeys(u.affirmation for u in uses if u.affirmation is not None))
    return Doute(
        Regle.PUBLICATION,
        gravity,
        c.in_order(a.quartier for a in rows),
        mean_of(i),
        sentence,
        "Retrouver la source de cette moyenne, et de quels quartiers elle est la moyenne.",
        tuple(a.affirmation for a in rows),
        lignes=join_lines(u.lignes for u in uses),
        bref=bref,
        titre="" if gravity is Gravite.DOUTE else "Une moyenne qui ne se vérifie pas",
    )


def _of(population: str) -> str:
    """``de ménages``, ``d'allocataires``.

    >>> _of("Ménages"), _of("Allocataires de la CAF")
    ('de ménages', "d'allocataires de la CAF")
    """
    words = lower_first(population)
    return f"d'{words}" if words[:1] in "aeiouyéèêhâîôû" else f"de {words}"


def bounds_of_mean(contrat: Contrat, i: Indicateur, year: int | None) -> Bornes | None:
    """None where too few QPV are published, or nothing of that year."""
    return _bounds_of_year(contrat, (i.indicateur, year))


@once_for_each
def _bounds_of_year(contrat: Contrat, of: tuple[str, int | None]) -> Bornes | None:
    indicateur, year = of
    editions: defaultdict[Diffusion, dict[str, float]] = defaultdict(dict)
    for code in contract_codes(contrat, ANCIENNE):
        published = [p for p in series(contrat, (code,), indicateur) if p.valeur is not None]
        recent = [p for p in published if is_recent(contrat, p)]
        for p in recent if year is None else dated_as(published, year):
            editions[p.diffusion][code] = p.valeur or 0.0
    return _bounds(contrat, editions)


def newest_bounds(contrat: Contrat, i: Indicateur) -> Bornes | None:
    """Those of the newest edition that enough QPV are published in, however old."""
    return _newest_bounds(contrat, i.indicateur)


@once_for_each
def _newest_bounds(contrat: Contrat, indicateur: str) -> Bornes | None:
    editions: defaultdict[Diffusion, dict[str, float]] = defaultdict(dict)
    for code in contract_codes(contrat, ANCIENNE):
        for p in series(contrat, (code,), indicateur):
            if p.valeur is not None:
                editions[p.diffusion][code] = p.valeur
    newest = sorted(editions.items(), key=lambda item: item[0].edition, reverse=True)
    return next((found for d, v in newest if (found := _bounds(contrat, {d: v})) is not None), None)


def bounds_of_edition(contrat: Contrat, p: Publication) -> Bornes | None:
    """Those of the very edition of a published figure."""
    return _bounds_of_diffusion(contrat, (p.indicateur, p.diffusion))


@once_for_each
def _bounds_of_diffusion(contrat: Contrat, of: tuple[str, Diffusion]) -> Bornes | None:
    indicateur, diffusion = of
    values = {
        code: other.valeur
        for code in contract_codes(contrat, ANCIENNE)
        for other in series(contrat, (code,), indicateur)
        if other.valeur is not None and other.diffusion == diffusion
    }
    return _bounds(contrat, {diffusion: values})


def mean_told(contrat: Contrat, i: Indicateur, p: Publication, known: Bornes) -> str:
    """The mean of the contract's QPV in the edition of a figure: weighted by what it is a share of, as the tables of
    reports give it, where that is published; else about which."""
    average = contract_average(contrat, i, p.diffusion)
    return f"{format_value(round(average.valeur, 1), i.unite)} en moyenne" if average is not None else known.about(i)


def _bounds(contrat: Contrat, editions: Mapping[Diffusion, Mapping[str, float]]) -> Bornes | None:
    """The lowest and the highest mean of some editions, by QPV."""
    codes = contract_codes(contrat, ANCIENNE)
    people = {code: _inhabitants(contrat, code) for code in codes}
    means: list[float] = []
    named: list[str] = []
    for diffusion, values in sorted(editions.items(), key=lambda item: item[0].edition):
        if len(values) < max(MIN_QPV, PART_QPV * len(codes)):
            continue
        means.append(sum(values.values()) / len(values))
        weights = {code: people[code] or 0.0 for code in values}
        if all(weights.values()):
            means.append(sum(values[c] * w for c, w in weights.items()) / sum(weights.values()))
        named.append(f"diffusion {diffusion.edition}")
    return Bornes(min(means), max(means), tuple(named)) if means else None


def _inhabitants(contrat: Contrat, code: str) -> float | None:
    counted = [m.valeur for m in contrat.mesures_de(code, contrat.lecture.population) if m.valeur]
    return counted[-1] if counted else None


def rule_published_position(c: Contexte) -> Iterator[Doute]:
    """Positions stated without a mean, that every mean of the published figures denies."""
    for a in c.contrat.affirmations:
        i = c.indicateur(a)
        if a.valeur is None or a.precision != "exacte" or a.reference != c.contrat.lecture.reference:
            continue
        if compare(a, i, c.contrat).fondement is not Fondement.POSITION_ENONCEE:
            continue
        number = c.verifications[a.affirmation].valeur
        known = bounds_of_mean(c.contrat, i, a.annee)
        if number is None or number.accord is not Accord.CONCORDE or known is None:
            continue
        beyond, threshold = known.beyond(a.valeur), c.contrat.lecture.ecart(a.valeur, i.unite)
        denied = {
            "au-dessus": beyond <= -threshold,
            "au-dessous": beyond >= threshold,
            "comparable": abs(beyond) >= threshold,
        }.get(a.position or "", False)
        if denied:
            yield c.doubt(
                Regle.JUGEMENT,
                Gravite.DOUTE,
                (a,),
                f"Le document place {format_value(a.valeur, i.unite)} {PLACES[a.position or '']} la moyenne des "
                f"{c.contrat.territoires[a.reference]}, mais les chiffres publiés de ces QPV donnent une moyenne "
                f"de {known.text(i).removeprefix('de ')} ({', '.join(known.diffusions)}).",
                "Donner la moyenne, ou changer le mot.",
                publications=number.publications[-1:],
            )


def rule_published_stability(c: Contexte) -> Iterator[Doute]:
    """Figures said to rise or to fall, that have hardly moved since any edition, and are as they were at the oldest."""
    for a in c.contrat.affirmations:
        if (found := hardly_moving(c, a)) is None or is_strong(change_word(a.note)):
            continue  # of a strong word, rule 16 tells
        start, end, opposite = found
        i, number = c.indicateur(a), is_headcount(a.note)
        said = f"Le document dit ce chiffre en {a.tendance} ; les valeurs publiées ne bougent presque pas"
        if number:
            said = (
                f"Le document dit le nombre en {a.tendance}, qui n'est pas publié ; la part, elle, ne bouge presque pas"
            )
        yield c.doubt(
            Regle.PUBLICATION,
            Gravite.DOUTE if opposite and not number else Gravite.INFORMATION,
            (a,),
            f"{said} : {format_value(start.valeur, i.unite)} ({when(start)}), puis {format_value(end.valeur, i.unite)} "
            f"({when(end)}), soit {format_gap(difference(end.valeur or 0.0, start.valeur or 0.0), i.unite)}.",
            "Donner les deux nombres et leurs dates, ou parler de la part, qui est stable."
            if number
            else "Dire depuis quand et de combien, ou écrire que la part est stable.",
            publications=(start, end),
            titre=f"Un nombre dit en {a.tendance}, quand la part ne bouge guère" if number else "",
        )


def hardly_moving(c: Contexte, a: Affirmation) -> tuple[Publication, Publication, bool] | None:
    """The oldest published figure and that of the statement, where it is said to rise or to fall and none between
    moved; and whether even the direction is not there. None where the numbers are stated, or not published."""
    i, number = c.indicateur(a), c.verifications[a.affirmation].valeur
    if a.tendance not in _WAYS or a.variation is not None or a.valeur_initiale is not None or i.unite != "%":
        return None
    if number is None or number.accord is not Accord.CONCORDE:
        return None
    end = number.publications[-1]
    published = [p for p in series(c.contrat, end.territoires, end.indicateur) if p.valeur is not None]
    starts = [p for p in comparable_before(c.contrat, published, end) if _may_start(p, a.annee_initiale)]
    if not starts or not all(_hardly_moved(c, p, end, i) for p in starts):
        return None
    start, before = starts[0], [p for p in published if p.diffusion.edition < end.diffusion.edition]
    opposite = difference(end.valeur or 0.0, start.valeur or 0.0) * _WAYS[a.tendance] <= 0
    return start, end, opposite and all(_hardly_moved(c, p, end, i) for p in before)


def _may_start(p: Publication, year: int | None) -> bool:
    return year is None or p.annee is None or abs(p.annee - year) <= 1


def _hardly_moved(c: Contexte, start: Publication, end: Publication, i: Indicateur) -> bool:
    change = difference(end.valeur or 0.0, start.valeur or 0.0)
    return abs(change) < c.contrat.lecture.tendance(start.valeur or 0.0, i.unite)
