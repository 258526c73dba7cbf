"""Rules 1 to 4: what the document says against itself."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from quartiers.analyse.comparaisons import Sens, compare, difference, trend
from quartiers.analyse.doutes import (
    PLACES,
    RIEN_ICI,
    Contexte,
    Doute,
    Gravite,
    Regle,
    join_lines,
    mean_of,
    stated_text,
    stated_trend,
    when,
    year_text,
)
from quartiers.analyse.notes import is_of_the_whole
from quartiers.analyse.publications import Publication, comparable_before, series_of
from quartiers.analyse.rapprochement import Accord, dated_as, half_unit, possible, stated_value
from quartiers.analyse.regles_moyennes import Bornes, bounds_of_mean, mean_again
from quartiers.analyse.regles_parties import ask_for_the_whole, only_of_parts, told_of_parts
from quartiers.analyse.regles_populations import ages
from quartiers.donnees.modele import Affirmation, Contrat, Indicateur, Lecture, Quartier
from quartiers.typographie import format_gap, format_value, join_words, lower_first

# -- R1: words against numbers ----------------------------------------------------------------------------


def rule_words(c: Contexte) -> Iterator[Doute]:
    for a in c.contrat.affirmations:
        i = c.indicateur(a)
        found = compare(a, i, c.contrat)
        if found.contredite and found.ecart is not None and found.valeur_reference is not None:
            yield c.doubt(
                Regle.MOTS,
                Gravite.ERREUR,
                (a,),
                f"Le document place ce chiffre {PLACES[a.position or '']} sa référence, mais "
                f"{format_value(a.valeur, i.unite)} contre "
                f"{format_value(found.valeur_reference, i.unite)} donne {format_gap(found.ecart, i.unite)}.",
                _which_is_wrong(c, a, found.valeur_reference),
                bref=f"{format_value(a.valeur, i.unite)}, dit {PLACES[a.position or '']} la moyenne, "
                f"{format_value(found.valeur_reference, i.unite)}",
            )
        change = trend(a, i, c.contrat.lecture)
        if change is not None and change.contredite and change.variation is not None:
            yield c.doubt(
                Regle.MOTS,
                Gravite.ERREUR,
                (a,),
                f"Le document dit ce chiffre {stated_trend(a)}, mais ses nombres donnent "
                f"{format_gap(change.variation, i.unite)}.",
                "Corriger le mot, ou les nombres.",
                bref=f"dit {stated_trend(a)}, quand ses nombres donnent {format_gap(change.variation, i.unite)}",
            )
        yield from _variation_against_values(c, a, i)
        yield from _trend_against_published(c, a, i)


def _which_is_wrong(c: Contexte, a: Affirmation, mean: float) -> str:
    """The right word, where the document gives the same mean elsewhere: the numbers are then not what is wrong."""
    unit, place = c.indicateur(a).unite, a.position or ""
    again = [b for b in mean_again(c, c.indicateur(a), mean, a.annee) if b is not a and b.lignes]
    right = {"au-dessus": "au-dessous", "au-dessous": "au-dessus"}.get(place)
    if not again or right is None:
        return "Corriger le mot, ou l'un des deux nombres."
    b, told = again[0], format_value(mean, unit)
    how = ""
    if b.valeur_reference is None and b.valeur is not None and b.ecart_reference is not None:
        how = f" ({format_value(b.valeur, unit)} moins {format_gap(b.ecart_reference, unit).lstrip('+')})"
    return f"Écrire « {right} » : l. {b.lignes}, le document donne la même moyenne, {told}{how}."


def _variation_against_values(c: Contexte, a: Affirmation, i: Indicateur) -> Iterator[Doute]:
    """A stated change that its two stated values do not give, whatever their roundings."""
    if a.valeur is None or a.valeur_initiale is None or a.variation is None:
        return
    computed = difference(a.valeur, a.valeur_initiale)
    margin = sum(half_unit(number) for number in (a.valeur, a.valeur_initiale, a.variation))
    if abs(difference(computed, a.variation)) > margin:
        yield c.doubt(
            Regle.MOTS,
            Gravite.ERREUR,
            (a,),
            f"L'évolution énoncée ({format_gap(a.variation, i.unite)}) n'est pas celle des deux valeurs "
            f"({format_gap(computed, i.unite)}).",
            "Corriger l'évolution, ou l'une des deux valeurs.",
            bref="l'évolution n'est pas celle des deux valeurs",
        )


def _trend_against_published(c: Contexte, a: Affirmation, i: Indicateur) -> Iterator[Doute]:
    """A direction stated without numbers, where every published change it may stand for goes the other way."""
    stated = trend(a, i, c.contrat.lecture)
    if stated is None or stated.variation is not None or a.tendance not in ("hausse", "baisse"):
        return
    if c.verifications[a.affirmation].accord is not Accord.CONCORDE:
        return
    changes = published_changes(c.contrat, c.contrat.quartiers[a.quartier], i, a)
    if not changes or not all(_opposite(a.tendance, start, end, i, c.contrat.lecture) for start, end in changes):
        return
    start, end = changes[0]
    yield c.doubt(
        Regle.MOTS,
        Gravite.DOUTE,
        (a,),
        f"Le document dit ce chiffre {stated_trend(a)} ; les valeurs publiées vont de "
        f"{format_value(start.valeur, i.unite)} ({when(start)}) à {format_value(end.valeur, i.unite)} ({when(end)}).",
        "Vérifier le sens de l'évolution, et entre quelles dates.",
        publications=(start, end),
        bref=f"dit {stated_trend(a)}, à l'inverse des valeurs publiées",
    )


def _opposite(tendance: str, start: Publication, end: Publication, i: Indicateur, rule: Lecture) -> bool:
    variation = difference(end.valeur or 0, start.valeur or 0)
    return abs(variation) >= rule.tendance(start.valeur or 0, i.unite) and (
        variation < 0 if tendance == "hausse" else variation > 0
    )


def published_changes(
    contrat: Contrat, quartier: Quartier, indicateur: Indicateur, a: Affirmation
) -> list[tuple[Publication, Publication]]:
    """Every published change that the statement may speak of: ends of its year, starts comparable with them."""
    published = [p for p in series_of(contrat, quartier, indicateur.indicateur) if p.valeur is not None]
    ends = published[-1:] if a.annee is None else dated_as(published, a.annee)
    changes = []
    for end in ends:
        starts = comparable_before(contrat, published, end)
        if a.annee_initiale is not None:
            near = [a.annee_initiale - 1, a.annee_initiale, a.annee_initiale + 1]
            starts = [p for p in starts if p.annee in near or (p.annee is None and possible(p, a.annee_initiale))]
        changes += [(start, end) for start in starts]
    return changes


# -- R2: one territory, several values --------------------------------------------------------------------


def rule_territory(c: Contexte) -> Iterator[Doute]:
    groups: defaultdict[tuple[str, str], list[Affirmation]] = defaultdict(list)
    for a in c.contrat.affirmations:
        groups[c.contrat.quartiers[a.quartier].territoire, a.indicateur].append(a)
    for group in groups.values():
        i = c.indicateur(group[0])
        conflicting: dict[str, Affirmation] = {}
        same_year = opposite = False
        for a, b in combinations(group, 2):
            values = _values_conflict(a, b, i, c.contrat) and not _both_published(c, a, b)
            trends = _trends_conflict(a, b, i, c.contrat)
            if values or trends:
                conflicting |= {a.affirmation: a, b.affirmation: b}
                same_year |= a.annee is not None and a.annee == b.annee
                opposite |= trends
        if not conflicting:
            continue
        rows = tuple(conflicting.values())
        said = join_words([f"{stated_text(a, i)} ({_place(c, a)})" for a in rows])
        shared = len({a.quartier for a in rows}) > 1
        place = "Ces projets décrivent le même QPV" if shared else "Ces énoncés décrivent le même quartier"
        tail = ", avec des évolutions opposées" if opposite else ""
        told = f"{place}, mais le document énonce {said}{tail}."
        if settled := _settled(c, rows):
            yield from _of_each_side(c, i, rows, settled, told)
            continue
        # Of two sections, neither is known to be wrong: a single one surely is, that gives two values.
        yield c.doubt(
            Regle.TERRITOIRE,
            Gravite.ERREUR if same_year and not shared else Gravite.DOUTE,
            rows,
            f"{told}{_of_whom(rows)}",
            "Dire de chaque valeur l'âge, l'année et la partie "
            f"{c.names(rows[0]).du} ; n'en retenir une seule que si ces trois points sont les mêmes pour toutes."
            if _of_whom(rows)
            else "Retenir une seule valeur, avec son année, ou dire à quelle partie "
            f"{c.names(rows[0]).du} chacune se rapporte.",
            bref=_values_of(c, rows, i),
        )


def _place(c: Contexte, a: Affirmation) -> str:
    return f"{c.name(a.quartier)}{f', l. {a.lignes}' if a.lignes else ''}"


def _values_of(c: Contexte, rows: tuple[Affirmation, ...], i: Indicateur) -> str:
    """``34,5 % (section Anzin) ou environ 40 % (sections Beuvrages et Valenciennes)``: which projects say which, by
    their communes where these tell them apart: one looks for both values in one's own. Empty where they say the
    same."""
    communes = {q: join_words(c.contrat.quartiers[q].communes) for q in dict.fromkeys(a.quartier for a in rows)}
    apart = len({*communes.values()}) == len(communes)
    named: dict[str, dict[str, None]] = {}
    for a in rows:
        if a.valeur is not None:
            who = communes[a.quartier] if apart else c.name(a.quartier)
            named.setdefault(format_value(a.valeur, i.unite, a.precision), {})[who] = None
    if len(named) < 2:
        return ""
    if len(communes) == 1:
        return f"{join_words([*named], 'ou')} dans la même section"
    told = (f"{value} (section{'s' * (len(who) > 1)} {join_words([*who])})" for value, who in named.items())
    return join_words([*told], "ou")


def _settled(c: Contexte, rows: tuple[Affirmation, ...]) -> tuple[Affirmation, ...]:
    """The statements that are not in question: those of the projects whose figures the document says, in a note, to be
    of the whole QPV. Empty where that is none, or all."""
    found = tuple(a for a in rows if is_of_the_whole(c.contrat.quartiers[a.quartier].note))
    return found if 0 < len(found) < len(rows) else ()


def _of_each_side(
    c: Contexte, i: Indicateur, rows: tuple[Affirmation, ...], settled: tuple[Affirmation, ...], told: str
) -> Iterator[Doute]:
    """What there is to do, for the projects whose figure is not in question, and for the others."""
    others = tuple(a for a in rows if a not in settled)
    names = join_words(list(dict.fromkeys(c.name(a.quartier) for a in settled)))
    noted = f"Le document dit en note que les chiffres de {names} sont ceux du QPV entier"
    whose = join_words([_place(c, a) for a in others])
    also = any(_same_elsewhere(c, a) for a in settled)  # neither is sure, then: this one is looked up second
    unsure = "aucune publication reprise ne dit lequel des deux est juste"
    yield c.doubt(
        Regle.TERRITOIRE,
        Gravite.DOUTE,
        others,
        f"{told} {noted}{f' ; {unsure}' if also else ' : le chiffre énoncé ici est donc en question'}."
        f"{_repeated(c, i, rows)}",
        "Vérifier les deux valeurs à la source, ou dire à quelle partie du QPV se rapporte celle d'ici."
        if also
        else "Le reprendre à la source, ou dire à quelle partie du QPV il se rapporte.",
        bref=_values_of(c, rows, i) or "deux évolutions opposées, selon les sections",
    )
    yield c.doubt(
        Regle.TERRITOIRE,
        Gravite.DOUTE if also else Gravite.INFORMATION,
        settled,
        f"{told} {noted} ; {unsure}.{_repeated(c, i, rows)}"
        if also
        else f"{told} {noted} : rien à corriger ici, c'est l'autre chiffre qui est à reprendre ({whose}).",
        "Vérifier les deux valeurs à la source." if also else RIEN_ICI,
        bref=_values_of(c, rows, i) or "deux évolutions opposées, selon les sections",
    )


def _repeated(c: Contexte, i: Indicateur, rows: tuple[Affirmation, ...]) -> str:
    """Of which other QPV each of the values that oppose one another is stated too: of one alone, it would be blamed."""
    told = {
        format_value(a.valeur, i.unite): join_words([_place(c, b) for b in same])
        for a in rows
        if (same := _same_elsewhere(c, a))
    }
    return (
        f" {' ; '.join(f'{value} est aussi énoncé pour {places}' for value, places in told.items())}." if told else ""
    )


def _same_elsewhere(c: Contexte, a: Affirmation) -> list[Affirmation]:
    """Where the document states the same value, to the decimal and of the same year, of another QPV."""
    here = c.contrat.quartiers[a.quartier].territoire
    if a.valeur is None or half_unit(a.valeur) >= half_unit(1.0):
        return []
    return [
        b
        for b in c.contrat.affirmations
        if (b.indicateur, b.valeur, b.annee) == (a.indicateur, a.valeur, a.annee)
        and c.contrat.quartiers[b.quartier].territoire != here
    ]


def _of_whom(rows: tuple[Affirmation, ...]) -> str:
    """Whom each value is about, where the document does not say it in the same words: an age, or none."""
    named: defaultdict[str, list[str | None]] = defaultdict(list)
    for a in rows:
        if a.population:
            named[a.population].append(a.lignes)
    if len(named) < 2 or not any(ages(name) for name in named):
        return ""
    told = [
        f"{name}{'' if ages(name) else ', sans âge'}{f' (l. {lines})' if (lines := join_lines(found)) else ''}"
        for name, found in named.items()
    ]
    if len({age for name in named if (age := ages(name))}) < 2:  # an age that is not said is no other age
        return (
            f" Le document ne dit pas l'âge partout : {' ; '.join(told)}. Rien ne dit si ce sont les mêmes personnes."
        )
    return f" Le document ne les donne pas pour les mêmes personnes : {' ; '.join(told)}."


def _values_conflict(a: Affirmation, b: Affirmation, i: Indicateur, contrat: Contrat) -> bool:
    first, second = stated_value(a, i, contrat.lecture), stated_value(b, i, contrat.lecture)
    if first is None or second is None or not _maybe_same_year(a.annee, b.annee):
        return False
    gap = max(difference(first.bas, second.haut), difference(second.bas, first.haut))
    return gap > contrat.lecture.tolerance(first.valeur, i.unite)


def _both_published(c: Contexte, a: Affirmation, b: Affirmation) -> bool:
    """An undated value and a dated one that are both published, for two dates: no conflict."""
    checks = [c.verifications[x.affirmation].valeur for x in (a, b)]
    agreeing = [n for n in checks if n is not None and n.accord is Accord.CONCORDE]
    if len(agreeing) < 2 or (a.annee is not None and b.annee is not None):
        return False
    return not {p.diffusion for p in agreeing[0].publications} & {p.diffusion for p in agreeing[1].publications}


def _trends_conflict(a: Affirmation, b: Affirmation, i: Indicateur, contrat: Contrat) -> bool:
    first, second = trend(a, i, contrat.lecture), trend(b, i, contrat.lecture)
    if first is None or second is None or a.annee is None or a.annee != b.annee:
        return False
    return {first.sens, second.sens} == {Sens.HAUSSE, Sens.BAISSE}


def _maybe_same_year(a: int | None, b: int | None) -> bool:
    return a is None or b is None or a == b


# -- R3: one reference, several values --------------------------------------------------------------------


@dataclass(frozen=True)
class _Valeur:
    """One value that the document gives, or implies, of a reference."""

    valeur: float
    annee: int | None
    deduite: bool
    marge: float
    lignes: str | None
    affirmation: Affirmation | None

    def is_far_from(self, other: "_Valeur") -> bool:
        """Whether no rounding reconciles the two values."""
        return abs(difference(self.valeur, other.valeur)) > self.marge + other.marge


def rule_reference(c: Contexte) -> Iterator[Doute]:
    for (territory, indicator), values in _means_of(c).items():
        i = c.contrat.indicateurs[indicator]
        different = _incompatible(values, i, c.contrat)
        if not different:
            continue
        distinct = {(v.valeur, v.annee, v.deduite): v for v in different}
        same_year = any(
            x.annee == y.annee and x.annee is not None and x.is_far_from(y) for x, y in combinations(different, 2)
        )
        said = join_words([_told(v, i) for v in distinct.values()])
        told = (
            f"Pour les {c.contrat.territoires[territory]}, le document donne plusieurs moyennes de "
            f"« {lower_first(i.libelle)} » : {said}."
        )
        found = _Moyennes(c, i, told, tuple(different), tuple(distinct.values()))
        if territory == c.contrat.lecture.reference and (right := found.right()):
            yield from found.of_each_side(right)
            continue
        lone = len({a.quartier for a in found.rows(different)}) == 1
        yield found.doubt(
            Gravite.ERREUR if same_year and lone else Gravite.DOUTE,
            found.rows(different),
            f"{told} Elles ne peuvent pas être vraies ensemble.",
            "Retenir une seule moyenne par année, et reprendre les écarts qui sont calculés avec les autres.",
        )


def _means_of(c: Contexte) -> Mapping[tuple[str, str], list[_Valeur]]:
    """The means that the document gives, or that follow from a gap, by territory and indicator."""
    groups: defaultdict[tuple[str, str], list[_Valeur]] = defaultdict(list)
    for r in c.contrat.references:
        groups[r.territoire, r.indicateur].append(
            _Valeur(r.valeur, r.annee, False, half_unit(r.valeur), r.lignes, None)
        )
    for a in c.contrat.affirmations:
        if a.reference is None:
            continue
        key = a.reference, a.indicateur
        if a.valeur_reference is not None:
            groups[key].append(_Valeur(a.valeur_reference, a.annee, False, half_unit(a.valeur_reference), a.lignes, a))
        elif a.ecart_reference is not None and a.valeur is not None:
            groups[key].append(
                _Valeur(
                    difference(a.valeur, a.ecart_reference),
                    a.annee,
                    True,
                    half_unit(a.valeur) + half_unit(a.ecart_reference),
                    a.lignes,
                    a,
                )
            )
    return groups


@dataclass(frozen=True)
class _Moyennes:
    """Several values of one mean of the contract's QPV, and what is published of them."""

    c: Contexte
    indicateur: Indicateur
    dit: str
    valeurs: tuple[_Valeur, ...]
    distinctes: tuple[_Valeur, ...]

    @staticmethod
    def rows(values: Iterable[_Valeur]) -> tuple[Affirmation, ...]:
        return tuple(dict.fromkeys(v.affirmation for v in values if v.affirmation is not None))

    def doubt(
        self, gravity: Gravite, rows: tuple[Affirmation, ...], phrase: str, remedy: str, *, bref: str = ""
    ) -> Doute:
        i = self.indicateur
        values = [format_value(v.valeur, i.unite) for v in self.distinctes]
        return Doute(
            Regle.REFERENCE,
            gravity,
            self.c.in_order(a.quartier for a in rows),
            mean_of(i),
            phrase,
            remedy,
            tuple(a.affirmation for a in rows),
            lignes=join_lines(v.lignes for v in self.distinctes),
            bref=bref or f"{join_words(list(dict.fromkeys(values)), 'ou')} selon les sections",
        )

    def bounds(self, v: _Valeur) -> Bornes | None:
        known = bounds_of_mean(self.c.contrat, self.indicateur, v.annee)
        return known if known is not None and known.is_narrow(self.c.contrat, self.indicateur) else None

    def right(self) -> tuple[_Valeur, ...]:
        """The values that the published figures of these QPV allow, where they deny the others."""
        limit = self.c.contrat.lecture.ecart
        beyond: list[tuple[_Valeur, bool]] = []
        for v in self.valeurs:
            if (known := self.bounds(v)) is None:
                return ()
            beyond.append((v, abs(known.beyond(v.valeur)) > limit(v.valeur, self.indicateur.unite) + v.marge))
        right = tuple(v for v, far in beyond if not far)
        wrong = self.rows(v for v, far in beyond if far)
        return right if right and wrong else ()

    def of_each_side(self, right: tuple[_Valeur, ...]) -> Iterator[Doute]:
        """What there is to do where the mean is wrong, and that there is nothing where it is right."""
        wrong = [v for v in self.valeurs if v not in right]
        known = self.bounds(wrong[0])
        mean = known.text(self.indicateur) if known is not None else ""
        how = f" ({join_words(known.diffusions)} ; {known.how(self.indicateur)})" if known is not None else ""
        published = f"Les chiffres publiés de ces QPV donnent {mean}{how}"
        values = join_words(
            [
                f"{format_value(value, self.indicateur.unite)}{f' (l. {lines})' if lines else ''}"
                for value, lines in dict.fromkeys((v.valeur, v.lignes) for v in wrong)
            ]
        )
        yield self.doubt(
            Gravite.ERREUR,
            self.rows(wrong),
            f"{self.dit} {published} : c'est {values} qui est à corriger.{self._gaps(wrong, right)}",
            self._what_to_write(wrong, right, mean),
            bref=f"{values}, quand les chiffres publiés donnent {mean}",
        )
        names = join_words(list(dict.fromkeys(self.c.name(a.quartier) for a in self.rows(wrong))))
        if others := tuple(a for a in self.rows(right) if a not in self.rows(wrong)):
            yield self.doubt(
                Gravite.INFORMATION,
                others,
                f"Rien à corriger ici : la moyenne énoncée est proche de la moyenne calculée ici ({mean}). Celle que "
                f"donne {names}, {values}, en est loin.",
                RIEN_ICI,
            )

    def _what_to_write(self, wrong: Iterable[_Valeur], right: tuple[_Valeur, ...], mean: str) -> str:
        """The document's own right value, and what is published; the gap too, where the document prints one."""
        i = self.indicateur
        told = join_words([format_value(value, i.unite) for value in dict.fromkeys(v.valeur for v in wrong)])
        lines = join_lines(v.lignes for v in right)
        own = join_words([format_value(value, i.unite) for value in dict.fromkeys(v.valeur for v in right)], "ou")
        gap = ", et corriger l'écart" if any(a.ecart_reference is not None for a in self.rows(wrong)) else ""
        given = f"{own} selon le document lui-même{f', l. {lines}' if lines else ''}"
        return (
            f"Remplacer {told} par la moyenne reprise à sa source ({given} ; {mean} d'après les chiffres publiés){gap}."
        )

    def _gaps(self, wrong: list[_Valeur], right: tuple[_Valeur, ...]) -> str:
        """The gap that the value to write gives, where the document prints one from the wrong mean."""
        stated = [
            a
            for v in wrong
            if (a := v.affirmation) is not None and a.valeur is not None and a.ecart_reference is not None
        ]
        means = list(dict.fromkeys(v.valeur for v in right))
        if len(means) != 1 or len(stated) != 1 or stated[0].valeur is None:
            return ""
        unit, value = self.indicateur.unite, stated[0].valeur
        gap = round(difference(value, means[0]), 1)
        side = "au-dessus" if gap > 0 else "au-dessous"
        said, mean = format_gap(abs(gap), unit).lstrip("+"), format_value(means[0], unit)
        return f" Avec {mean}, la valeur du quartier ({format_value(value, unit)}) serait {said} {side}."


def _told(v: _Valeur, i: Indicateur) -> str:
    where = f", l. {v.lignes}" if v.lignes else ""
    how = ", déduite d'un écart énoncé" if v.deduite else ""
    return f"{format_value(v.valeur, i.unite)} ({year_text(v.annee)}{where}{how})"


def _incompatible(values: list[_Valeur], i: Indicateur, contrat: Contrat) -> list[_Valeur]:
    """Values of one reference that cannot all be true: the same year, or years too close for such a change."""
    limit = contrat.lecture.ecart_points if i.unite == "%" else 0.0
    found: dict[int, _Valeur] = {}
    for x, y in combinations(values, 2):
        near = x.annee is not None and y.annee is not None and abs(x.annee - y.annee) == 1
        jump = abs(difference(x.valeur, y.valeur)) > limit
        if x.is_far_from(y) and (_maybe_same_year(x.annee, y.annee) or (near and jump)):
            found |= {id(x): x, id(y): y}
    return list(found.values())


# -- R4: the same figures for two QPV ---------------------------------------------------------------------


def rule_copy(c: Contexte) -> Iterator[Doute]:
    groups: defaultdict[tuple[str, float, float], list[Affirmation]] = defaultdict(list)
    for a in c.contrat.affirmations:
        start = a.valeur_initiale
        if start is None and a.valeur is not None and a.variation is not None:
            start = difference(a.valeur, a.variation)
        if a.valeur is not None and start is not None and a.precision == "exacte":
            groups[a.indicateur, a.valeur, start].append(a)
    for (indicator, value, start), rows in groups.items():
        territories = {c.contrat.quartiers[a.quartier].territoire for a in rows}
        if len(territories) < 2:
            continue
        i = c.contrat.indicateurs[indicator]
        said = f"{format_value(start, i.unite)} puis {format_value(value, i.unite)}"
        names = join_words([c.name(a.quartier) for a in rows])
        kind = c.noun_of(rows)
        agreeing = [a for a in rows if c.verifications[a.affirmation].accord in (Accord.CONCORDE, Accord.AUTRE_ANNEE)]
        sentence = f"Le document énonce la même série, {said}, pour {names}, qui sont des {kind} différents."
        remedy, wrong = "Reprendre la série de chaque quartier à la source.", rows
        if len({c.contrat.quartiers[a.quartier].territoire for a in agreeing}) == 1:
            owner = c.name(agreeing[0].quartier)
            wrong = [a for a in rows if a not in agreeing]
            others = join_words([c.name(a.quartier) for a in wrong])
            sentence += f" Les valeurs publiées sont celles de {owner}."
            remedy = f"Remplacer la série de {others} par celle qui est publiée pour ce quartier."
            in_parts = {a.quartier: known for a in wrong if (known := only_of_parts(c.contrat, a))}
            if in_parts:
                sentence += "".join(f" {told_of_parts(c.contrat, q, known)}" for q, known in in_parts.items())
                parts = [p for known in in_parts.values() for p in known]
                remedy = f"Retirer la série de {others} ; {ask_for_the_whole(c.indicateur(rows[0]), parts)}"
            yield c.doubt(
                Regle.COPIE,
                Gravite.INFORMATION,
                tuple(agreeing),
                f"La série énoncée, {said}, est bien celle de ce quartier ; le document l'énonce aussi pour {others}.",
                f"Garder cette série ici : c'est pour {others} qu'elle est à retirer.",
            )
        of = join_words(list(dict.fromkeys(c.name(a.quartier) for a in rows if a not in wrong)))
        yield c.doubt(
            Regle.COPIE,
            Gravite.ERREUR,
            tuple(wrong),
            sentence,
            remedy,
            bref=f"{said}, la série de {of}" if of else f"{said}, pour plusieurs quartiers",
        )
