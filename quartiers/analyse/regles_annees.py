"""The end of rule 8: one statistic dated in two ways, one indicator followed between several pairs of years."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from quartiers.analyse.comparaisons import difference
from quartiers.analyse.doutes import ANNEES, Contexte, Doute, Gravite, Regle, join_lines
from quartiers.analyse.rapprochement import Accord
from quartiers.analyse.regles_jugements import Moyenne, means_of_document
from quartiers.donnees.modele import Affirmation, Indicateur
from quartiers.typographie import format_gap, format_value, join_words, lower_first

DECIMALE: Final = 1  # to which published values are printed, and stated
EGAL: Final = 0.05  # under it, two values to the decimal are the same


def rule_two_dates(c: Contexte) -> Iterator[Doute]:
    yield from _one_edition_two_years(c)
    yield from _one_mean_two_years(c)
    yield from _several_spans(c)


def _one_edition_two_years(c: Contexte) -> Iterator[Doute]:
    """Figures of one edition, whose year nobody publishes, that the document dates in several ways."""
    groups: defaultdict[tuple[str, str, int], defaultdict[int, list[Affirmation]]] = defaultdict(
        lambda: defaultdict(list)
    )
    gaps: dict[str, float] = {}
    for a in c.contrat.affirmations:
        number = c.verifications[a.affirmation].valeur
        if number is None or number.accord is not Accord.CONCORDE or a.annee is None or a.precision != "exacte":
            continue
        # Of several editions that agree, the nearest: the others are so by the width of the tolerance.
        nearest = min(number.publications, key=lambda p: number.nombre.distance(p.valeur or 0.0))
        if nearest.annee is None:
            d = nearest.diffusion
            groups[a.indicateur, d.theme, d.edition][a.annee].append(a)
            gaps[a.affirmation] = abs(difference(a.valeur or 0.0, round(nearest.valeur or 0.0, DECIMALE)))
    for (_, _, edition), years in groups.items():
        if len(years) < 2:
            continue
        rows = tuple(a for _, found in sorted(years.items()) for a in found)
        told = join_words([f"de {year}{_where(found)}" for year, found in sorted(years.items())])
        yield c.doubt(
            Regle.ANNEE,
            Gravite.INFORMATION,
            rows,
            f"{c.indicateur(rows[0]).libelle_court} : le document date {told} des chiffres de la diffusion "
            f"{edition} de l'Insee{_how_near([gaps[a.affirmation] for a in rows], c.indicateur(rows[0]))}. "
            "S'ils en viennent tous, une seule année est la bonne.",
            f"Citer « diffusion {edition} » pour tous, ou demander à l'Insee de quelle année sont ces données.",
            objet=ANNEES,
        )


def _how_near(gaps: Sequence[float], indicateur: Indicateur) -> str:
    """``, à 0,2 point près ; 2 des 4 valeurs sont les mêmes au dixième``; empty where all are: agreeing is
    not being the same."""
    furthest = max(gaps)
    if furthest < EGAL:
        return ""
    same = sum(gap < EGAL for gap in gaps)
    told = f", à {format_gap(furthest, indicateur.unite).lstrip('+')} près"
    be = "est celle" if same == 1 else "sont celles"
    return told + (f" ; {same} des {len(gaps)} valeurs {be} de l'Insee au dixième" if same else "")


def _one_mean_two_years(c: Contexte) -> Iterator[Doute]:
    """One mean, to the decimal, given or implied by a gap, for several years, or now with a year and now without."""
    stated: defaultdict[tuple[str, str, float], dict[int | None, list[Moyenne]]] = defaultdict(dict)
    for (territory, indicator), means in means_of_document(c).items():
        for mean in means:
            stated[territory, indicator, mean.valeur].setdefault(mean.annee, []).append(mean)
    for (territory, indicator, value), years in stated.items():
        if len(years) < 2:
            continue
        i = c.contrat.indicateurs[indicator]
        rows = tuple(
            a
            for a in c.contrat.affirmations
            if (a.reference, a.indicateur) == (territory, indicator) and _compared_with(a, value)
        )
        ordered = sorted(years.items(), key=lambda item: (item[0] is None, item[0] or 0))
        told = join_words([_dated(year, join_lines(m.lignes for m in means)) for year, means in ordered])
        yield Doute(
            Regle.ANNEE,
            Gravite.INFORMATION,
            c.in_order(a.quartier for a in rows),
            ANNEES,
            f"{i.libelle_court} : la même moyenne, {format_value(value, i.unite)} pour les "
            f"{c.contrat.territoires[territory]}, est donnée {told}.",
            "Dater cette moyenne de la même façon partout.",
            tuple(a.affirmation for a in rows),
            lignes=join_lines(m.lignes for means in years.values() for m in means),
        )


def _compared_with(a: Affirmation, mean: float) -> bool:
    """Whether a statement is compared with a mean, that it gives or implies by a gap."""
    if a.valeur_reference is None and a.ecart_reference is not None and a.valeur is not None:
        return difference(a.valeur, a.ecart_reference) == mean
    return a.valeur_reference == mean


def _dated(year: int | None, lines: str | None) -> str:
    return (f"pour {year}" if year is not None else "sans année") + (f" (l. {lines})" if lines else "")


def _several_spans(c: Contexte) -> Iterator[Doute]:
    """Changes of one indicator that the document follows between several pairs of years: they do not compare."""
    groups: defaultdict[str, defaultdict[tuple[int, int], list[Affirmation]]] = defaultdict(lambda: defaultdict(list))
    for a in c.contrat.affirmations:
        if a.annee is not None and a.annee_initiale is not None and not _is_wrong(c, a):
            groups[a.indicateur][a.annee_initiale, a.annee].append(a)
    for indicator, spans in groups.items():
        if len(spans) < 2:
            continue
        rows = tuple(a for _, found in sorted(spans.items()) for a in found)
        told = join_words([f"de {first} à {last}{_where(found)}" for (first, last), found in sorted(spans.items())])
        yield c.doubt(
            Regle.ANNEE,
            Gravite.INFORMATION,
            rows,
            f"Pour « {lower_first(c.contrat.indicateurs[indicator].libelle)} », le document donne des évolutions "
            f"{told} : d'un quartier à l'autre, elles ne se comparent pas.",
            "Donner l'évolution entre les mêmes années pour tous les quartiers.",
            objet=ANNEES,
        )


def _is_wrong(c: Contexte, a: Affirmation) -> bool:
    """Whether rule 6 or 7 says that a change is not that of its label: its years are then the least of it."""
    v = c.verifications[a.affirmation]
    numbers = (n for n in (v.valeur, v.evolution) if n is not None)
    return v.evolution_contestee is not None or any(n.accord is Accord.AUTRE_INTITULE for n in numbers)


def _where(rows: list[Affirmation]) -> str:
    lines = join_lines(a.lignes for a in rows)
    return f" (l. {lines})" if lines else ""
