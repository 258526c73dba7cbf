"""A stated figure beside the published ones: does it agree, with what, and what cannot be told?

A statement holds up to two numbers: its value, and where it started from (stated, or value minus
variation); or a change alone. Each is looked for among the publications of the quartier's QPV:

1. the same indicator, at a date that may be the same (:func:`possible`);
2. otherwise the same indicator at another known year;
3. otherwise the indicators that it is easily mistaken for (``confusions``), at the precision stated;
4. otherwise one of the former QPV that the quartier's QPV joins.

How close is "the same" depends on how the number was stated (:func:`bounds`) and on whether the date of
the publication is known (thresholds of ``contrat.toml``).
"""

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property, lru_cache
from itertools import combinations
from typing import Final

from quartiers.analyse.comparaisons import difference, interval
from quartiers.analyse.publications import Publication, is_recent, series
from quartiers.analyse.revenus_parus import where_to_look
from quartiers.analyse.socle import once_each
from quartiers.donnees.modele import Affirmation, Contrat, Indicateur, Lecture, Quartier
from quartiers.typographie import format_value, join_words

# An edition whose data year is unknown holds data of one of the years before it, not older than this.
RETARD_MAX_ANS: Final = 6
# Published figures are rounded to the decimal: two roundings of one figure differ by no more than this.
ARRONDI: Final = 0.1
TO_LOOK_FOR: Final = "à chercher"
# How a reserve begins that says of which only year an indicator is known.
_ONE_YEAR: Final = re.compile(r"(?P<how>Publié|Calculé ici) pour (?P<year>\d{4}) seulement")


class Accord(StrEnum):
    """What comparing one number with the publications gives."""

    CONCORDE = "concorde"
    PROCHE = "proche"
    DIFFERE = "diffère"
    AUTRE_INTITULE = "concorde avec un autre intitulé"
    AUTRE_PERIMETRE = "concorde avec une partie du QPV"
    AUTRE_ANNEE = "concorde avec une autre année"
    DEPASSE = "en deçà de la dernière valeur publiée"
    NON_RETROUVE = "non retrouvé"
    NON_VERIFIABLE = "non vérifiable"


# A number that is published, be it for another year than the document says.
CONFIRMES: Final = (Accord.CONCORDE, Accord.AUTRE_ANNEE)
# A statement that the publications deny, rather than one they do not know of.
DEMENTIS: Final = (Accord.DIFFERE, Accord.AUTRE_INTITULE, Accord.AUTRE_PERIMETRE)
# A figure not to be relied on as it stands: one without a year, among the older values of its QPV, may be one of them.
EN_QUESTION: Final = (*DEMENTIS, Accord.DEPASSE)


@dataclass(frozen=True)
class Nombre:
    """One number of a statement, with the bounds of what it may stand for."""

    valeur: float
    annee: int | None
    bas: float
    haut: float
    precision: str = "exacte"

    def distance(self, value: float) -> float:
        """How far ``value`` is from the bounds; 0 within them."""
        return max(0.0, difference(self.bas, value), difference(value, self.haut))


@dataclass(frozen=True)
class Rapprochement:
    """A number and the publications that it was compared with: those that decide, or the nearest."""

    nombre: Nombre
    accord: Accord
    publications: tuple[Publication, ...]
    motif: str | None = None

    @property
    def est_proche(self) -> bool:
        """Whether the number agrees within the tolerance, and no published value is it, to two roundings: the counts,
        the tables and the rules call this « proche », and only the rest « concorde »."""
        if self.accord not in CONFIRMES:
            return False
        known = [round(p.valeur, 1) for p in self.publications if p.valeur is not None]
        return bool(known) and min(map(self.nombre.distance, known)) > ARRONDI + 1e-9


@dataclass(frozen=True)
class Verification:
    """A whole statement, checked: its value, its start, or the change that it states alone.

    None: the statement has no such number.
    """

    affirmation: Affirmation
    valeur: Rapprochement | None
    depart: Rapprochement | None
    evolution: Rapprochement | None = None

    @property
    def sans_definition_commune(self) -> bool:
        """The start of the change is a published figure of another definition than the value's."""
        if self.depart is None or self.depart.accord is not Accord.AUTRE_INTITULE:
            return False
        return self.valeur is None or self.valeur.accord is not Accord.AUTRE_INTITULE

    @property
    def evolution_contestee(self) -> str | None:
        """Why the stated change does not hold, although the value may: its start is not what it is said to be."""
        if self.depart is None:
            return None
        if self.sans_definition_commune:
            return "le départ a une autre définition"
        deduced = self.affirmation.valeur_initiale is None  # the document prints no start: value and change give it
        own = "le départ, déduit de l'évolution énoncée," if deduced else "le départ"
        if self.depart.accord is Accord.DIFFERE:
            return f"{own} n'est pas la valeur publiée"
        said, published = self.depart.nombre.annee, next((p.annee for p in self.depart.publications), None)
        misdated = self.depart.accord is Accord.AUTRE_ANNEE and said is not None and published is not None
        if misdated and abs((said or 0) - (published or 0)) > 1:
            return f"{own} est de {published}"
        return None

    @property
    def est_proche(self) -> bool:
        """Whether the value is near a publication, and not what it gives."""
        return self.valeur is not None and self.valeur.est_proche

    @property
    def accord(self) -> Accord:
        """What is known of the value; of the change, for a statement that gives no value."""
        number = self.valeur or self.evolution
        return number.accord if number is not None else Accord.NON_VERIFIABLE


def bounds(value: float, precision: str, unit: str, rule: Lecture) -> tuple[float, float]:
    """What a number stated so may stand for: half a unit of its last decimal, or the margin of its words.

    A trailing zero is not seen: 44,0 is taken for 44, and stands for 43,5 to 44,5.

    >>> from quartiers.donnees import load_contrat
    >>> bounds(43, "exacte", "%", load_contrat().lecture), bounds(40.8, "exacte", "%", load_contrat().lecture)
    ((42.5, 43.5), (40.75, 40.85))
    """
    if precision != "exacte":
        return interval(value, precision, rule.marge_environ(value, unit))
    half = half_unit(value)
    return round(value - half, 6), round(value + half, 6)


@lru_cache(maxsize=4096)  # the same few numbers are set against many
def half_unit(value: float) -> float:
    """Half a unit of the last decimal of a number: what rounding may have taken from it.

    >>> half_unit(43.0), half_unit(40.8)
    (0.5, 0.05)
    """
    exponent = Decimal(repr(value)).normalize().as_tuple().exponent
    return 0.5 * 10.0 ** min(0, exponent if isinstance(exponent, int) else 0)


def stated_value(a: Affirmation, i: Indicateur, rule: Lecture) -> Nombre | None:
    """The value that a statement gives."""
    if a.valeur is None:
        return None
    return Nombre(a.valeur, a.annee, *bounds(a.valeur, a.precision, i.unite, rule), a.precision)


def stated_start(a: Affirmation, i: Indicateur, rule: Lecture) -> Nombre | None:
    """Where a change starts from: the stated start, or the value minus the stated variation."""
    if a.valeur_initiale is not None:
        return Nombre(a.valeur_initiale, a.annee_initiale, *bounds(a.valeur_initiale, "exacte", i.unite, rule))
    if a.valeur is None or a.variation is None or a.precision != "exacte":
        return None
    start = difference(a.valeur, a.variation)
    margin = half_unit(a.valeur) + half_unit(a.variation)  # both terms of the subtraction are rounded
    return Nombre(start, a.annee_initiale, round(start - margin, 6), round(start + margin, 6))


def possible(publication: Publication, annee: int | None) -> bool:
    """Whether a publication may be the figure of that year (None: any)."""
    if annee is None:
        return True
    if publication.annee is not None:
        return publication.annee == annee
    return publication.diffusion.edition - RETARD_MAX_ANS <= annee < publication.diffusion.edition


def dated_as(published: Sequence[Publication], annee: int) -> list[Publication]:
    """The publications that may be the figure of that year.

    Those of that very year, if any is known to be; else those of unknown year, each bounded by its
    neighbours of known year: what comes out after the data of 2019 and before those of 2021 is in between.
    """
    known = [p for p in published if p.annee == annee]
    return known or [p for p in published if possible(p, annee) and _fits_neighbours(p, annee, published)]


def _fits_neighbours(p: Publication, annee: int, published: Sequence[Publication]) -> bool:
    """Whether no edition of known year, before or after, makes that year impossible for this one."""
    for other in published:
        same_source = (other.diffusion.theme, other.diffusion.geographie) == (p.diffusion.theme, p.diffusion.geographie)
        if other.annee is None or not same_source:
            continue
        if (other.diffusion.edition < p.diffusion.edition and annee < other.annee) or (
            other.diffusion.edition > p.diffusion.edition and annee > other.annee
        ):
            return False
    return True


@once_each
def check_statement(contrat: Contrat, affirmation: Affirmation) -> Verification:
    """The numbers of a statement, each looked for among the publications of the quartier's QPV: once for a contract."""
    quartier = contrat.quartiers[affirmation.quartier]
    indicateur = contrat.indicateurs[affirmation.indicateur]
    rule = contrat.lecture
    value = stated_value(affirmation, indicateur, rule)
    start = stated_start(affirmation, indicateur, rule)
    return Verification(
        affirmation,
        check_number(contrat, quartier, indicateur, value) if value else None,
        check_number(contrat, quartier, indicateur, start, is_start=True) if start else None,
        check_change(contrat, quartier, indicateur, affirmation) if value is None else None,
    )


def check_change(contrat: Contrat, quartier: Quartier, indicateur: Indicateur, a: Affirmation) -> Rapprochement | None:
    """A change stated without its level, against the published changes between the same dates.

    The start may be published for the year before or after the one stated; the two publications that give
    the change are the decisive ones.
    """
    if a.variation is None or a.annee_initiale is None:
        return None
    number = Nombre(a.variation, a.annee, *bounds(a.variation, "exacte", indicateur.unite, contrat.lecture))

    search = _Recherche(contrat, quartier, indicateur, number, depart=False)

    def changes(name: str) -> Iterator[tuple[float, tuple[Publication, Publication]]]:
        published = search.whole(name)
        for start, end in combinations(published, 2):
            dated = start.annee is not None and abs(start.annee - (a.annee_initiale or 0)) <= 1
            if dated and possible(end, a.annee) and start.diffusion.geographie == end.diffusion.geographie:
                yield difference(end.valeur or 0.0, start.valeur or 0.0), (start, end)

    own = list(changes(indicateur.indicateur))
    for change, pair in own:
        if number.distance(change) <= contrat.lecture.tolerance(change, indicateur.unite):
            return Rapprochement(number, Accord.CONCORDE, pair)
    for confused in indicateur.confusions:
        for change, pair in changes(confused):
            if number.distance(change) <= ARRONDI:
                return Rapprochement(number, Accord.AUTRE_INTITULE, pair)
    if own:
        return Rapprochement(number, Accord.PROCHE, own[-1][1])
    return Rapprochement(number, Accord.NON_VERIFIABLE, (), _why_change_unchecked(search, a))


def check_number(
    contrat: Contrat, quartier: Quartier, indicateur: Indicateur, number: Nombre, *, is_start: bool = False
) -> Rapprochement:
    """The number against what is published for the QPV, by the steps of this module's docstring.

    The start of a change is looked for at any known year among ``confusions``: what betrays a start of
    another definition is often its year too.
    """
    search = _Recherche(contrat, quartier, indicateur, number, is_start)
    for accord, step in _ETAPES:
        if found := step(search):
            return Rapprochement(number, accord, tuple(found))
    return _nearest(search)


@dataclass(frozen=True)
class _Recherche:
    """One number being looked for among the publications."""

    contrat: Contrat
    quartier: Quartier
    indicateur: Indicateur
    nombre: Nombre
    depart: bool

    def whole(self, indicateur: str) -> list[Publication]:
        """Published values for the quartier's QPV as a whole, whatever the geography, oldest first."""
        found = [p for g in ("2015", "2024") for p in series(self.contrat, self.quartier.codes(g), indicateur)]
        return [p for p in found if p.valeur is not None]

    def parts(self, indicateur: str) -> list[Publication]:
        """Published values of each former QPV, where the quartier's QPV joins several."""
        codes = self.quartier.codes_qpv_2015
        found = [p for code in codes for p in series(self.contrat, (code,), indicateur)] if len(codes) > 1 else []
        return [p for p in found if p.valeur is not None]

    def hidden(self, indicateur: str) -> list[Publication]:
        """The editions that name the quartier's QPV and give it no value."""
        found = [p for g in ("2015", "2024") for p in series(self.contrat, self.quartier.codes(g), indicateur)]
        return [p for p in found if p.valeur is None]

    @cached_property
    def own(self) -> list[Publication]:
        return self.whole(self.indicateur.indicateur)

    def at_date(self, published: list[Publication]) -> list[Publication]:
        """Those that may be of the number's date: an undated one is taken for recent, its start for earlier."""
        if self.nombre.annee is not None:
            return dated_as(published, self.nombre.annee)
        recent = [p for p in published if is_recent(self.contrat, p)]
        return [p for p in recent if p.diffusion.edition < recent[-1].diffusion.edition] if self.depart else recent


def _same_figure(search: _Recherche) -> list[Publication]:
    found = search.at_date(search.own)
    return [p for p in found if _agrees(p, search.nombre, search.indicateur, search.contrat.lecture)]


def _another_year(search: _Recherche) -> list[Publication]:
    number = search.nombre
    if number.annee is None:
        return []
    # A whole number agrees with too many years, save the very next one.
    precise = number.haut - number.bas <= 2 * ARRONDI + 1e-9
    return [
        p
        for p in search.own
        if p.annee is not None
        and p.annee != number.annee
        and _is_same(p, number)
        and (precise or (search.depart and abs(p.annee - number.annee) == 1))
    ]


def _another_label(search: _Recherche) -> list[Publication]:
    for confused in search.indicateur.confusions:
        others = search.whole(confused) + search.parts(confused)
        possible_ones = search.at_date(others)
        if search.depart:
            possible_ones += [p for p in others if p.annee is not None and p not in possible_ones]
        if found := [p for p in possible_ones if _is_same(p, search.nombre)]:
            return found
    return []


def _part_of_qpv(search: _Recherche) -> list[Publication]:
    if search.nombre.annee is None:
        return []
    found = search.at_date(search.parts(search.indicateur.indicateur))
    return [p for p in found if _is_same(p, search.nombre)]


_ETAPES: Final[tuple[tuple[Accord, Callable[[_Recherche], list[Publication]]], ...]] = (
    (Accord.CONCORDE, _same_figure),
    (Accord.AUTRE_ANNEE, _another_year),
    (Accord.AUTRE_INTITULE, _another_label),
    (Accord.AUTRE_PERIMETRE, _part_of_qpv),
)


def _nearest(search: _Recherche) -> Rapprochement:
    """What is left when nothing published is the number: how far it is from what may be of its date."""
    number, rule = search.nombre, search.contrat.lecture
    dated = search.at_date(search.own) or search.at_date(search.parts(search.indicateur.indicateur))
    if not dated:
        return Rapprochement(number, Accord.NON_VERIFIABLE, (), _why_unchecked(search))
    values = [p.valeur for p in dated if p.valeur is not None]
    known = all(p.annee is not None for p in dated)
    threshold = (rule.tolerance if known else rule.ecart_publie)(number.valeur, search.indicateur.unite)
    if number.annee is None:
        # Off the newest value, and among older ones: it is not that of a later year.
        older = number.distance(values[-1]) > threshold and min(values) < number.valeur < max(values)
        return Rapprochement(number, Accord.DEPASSE if older else Accord.NON_RETROUVE, (dated[-1],))
    outside = max(0.0, difference(number.bas, max(values)), difference(min(values), number.haut))
    nearest = min(dated, key=lambda p: number.distance(p.valeur or 0.0))
    return Rapprochement(number, Accord.DIFFERE if outside > threshold else Accord.PROCHE, (nearest,))


def _agrees(p: Publication, number: Nombre, indicateur: Indicateur, rule: Lecture) -> bool:
    tolerance = rule.tolerance(number.valeur, indicateur.unite)
    return p.valeur is not None and number.distance(p.valeur) <= tolerance + 1e-9


def _is_same(p: Publication, number: Nombre) -> bool:
    return p.valeur is not None and not math.isinf(number.haut - number.bas) and number.distance(p.valeur) <= ARRONDI


def _why_unchecked(search: _Recherche) -> str:
    """What is missing: the QPV, the indicator, its publication for this QPV, or only that of its date."""
    number, i, quartier = search.nombre, search.indicateur, search.quartier
    if not quartier.tous_les_codes:
        return f"aucune publication n'est reprise pour {quartier.noms.ce}"
    only = i.reserve if _ONE_YEAR.match(i.reserve or "") else None
    if not search.own:
        return (
            _never_published(search)
            or (_of_one_year(only, search) if only else i.reserve)
            or f"indicateur absent des publications reprises pour {quartier.noms.ce}"
        )
    if only:
        return _of_one_year(only, search)
    if number.annee is None:
        return "sans année, et rien de récent n'est publié"
    if any(possible(p, number.annee) for p in search.hidden(i.indicateur)):
        years = [p.annee for p in search.own if p.annee is not None and p.annee < number.annee]
        return f"{_hidden(search)}{f' après {max(years)}' if years else ' pour cette date'}"
    if where := where_to_look(search.contrat, quartier, i, number.annee):
        return f"{TO_LOOK_FOR} {where}"
    return f"aucune publication reprise n'est datée de {number.annee}"


def _of_one_year(reserve: str, search: _Recherche) -> str:
    """What cannot be checked, and why: that a figure is known of one year alone is no reason by itself."""
    known = _ONE_YEAR.match(reserve)
    assert known is not None
    year = search.nombre.annee
    stated = f"celle de {year} n'est pas vérifiée" if year is not None else "rien de plus récent n'est repris ici"
    if known["how"] == "Publié":
        of = reserve[known.end() :].split(" ; ", maxsplit=1)[0]  # of whom, where the reserve says so
        names = (search.indicateur.indicateur, *search.indicateur.confusions)
        then = f"{known['year']}{of}{_value_of(search, int(known['year']), names)}"
        return f"les fichiers repris ne donnent cette valeur que pour {then} ; {stated}"
    values = [p.valeur for p in search.own if p.annee == int(known["year"]) and p.valeur is not None]
    value = f" ({format_value(values[-1], search.indicateur.unite)})" if values else ""
    return (
        f"ce rapport ne peut calculer cette part que pour {known['year']}{value}, d'après deux chiffres de l'Insee ; "
        f"{stated}"
    )


def _value_of(search: _Recherche, year: int, names: Sequence[str]) -> str:
    """`` (42,9 %)``: what is published of that year, under one of these labels: it is what a reader asks next."""
    known = [p for name in names for p in search.whole(name) if p.annee == year]
    return f" ({format_value(known[0].valeur, search.indicateur.unite)})" if known else ""


def is_computed(i: Indicateur) -> bool:
    """Whether a figure is no producer's: these reports compute it, of what is published."""
    known = _ONE_YEAR.match(i.reserve or "")
    return known is not None and known["how"] != "Publié"


def _never_published(search: _Recherche) -> str | None:
    """That INSEE gives no value for this QPV, of an indicator or of the one that it is published as."""
    i = search.indicateur
    if search.hidden(i.indicateur):
        return _hidden(search)
    near = [name for name in i.confusions if search.hidden(name)] if _ONE_YEAR.match(i.reserve or "") else []
    if not near or any(search.whole(name) for name in i.confusions):
        return None
    years = sorted({p.annee for name in near for p in search.hidden(name) if p.annee is not None})
    if not years:
        return _hidden(search)
    stated = f"pour {search.nombre.annee}" if search.nombre.annee is not None else "de plus récent"
    told = join_words([str(year) for year in years])
    return f"rien {stated} dans les fichiers repris ; pour {told}, {_hidden(search)}"


def _hidden(search: _Recherche) -> str:
    return f"non diffusé par l'Insee pour {search.quartier.noms.ce}"


def _why_change_unchecked(search: _Recherche, a: Affirmation) -> str:
    """A change stated alone needs both its ends: the year that it starts from may be the one that is not published."""
    ends = any(possible(p, a.annee) for p in search.own)
    if ends and not any(p.annee is not None and abs(p.annee - (a.annee_initiale or 0)) <= 1 for p in search.own):
        return f"le niveau n'est pas énoncé, et rien n'est publié pour {a.annee_initiale}, d'où part l'évolution"
    return _why_unchecked(search)
