"""Words shared by the reports: how a figure moved, from when to when, and why nothing is said of it."""

from collections.abc import Sequence
from typing import Final

from quartiers.analyse import publications
from quartiers.analyse.comparaisons import Date, Evolution, Tendance, difference, printed
from quartiers.analyse.diagnostic import ChiffreLu
from quartiers.analyse.publications import Publication, series_of
from quartiers.analyse.rapprochement import Accord, Verification
from quartiers.donnees.modele import (
    Contrat,
    Quartier,
)
from quartiers.presentation.blocs import Contenu, Discret, Fragment, Nature, Saut, Signal
from quartiers.presentation.mots_dates import date_text, step_text
from quartiers.typographie import (
    format_gap,
    format_number,
    format_value,
    lower_first,
)

NATURE_OF_EVOLUTION: Final[dict[Evolution, Nature]] = {
    Evolution.DEGRADATION: "fragile",
    Evolution.AMELIORATION: "favorable",
}
# Changes that are told with that of the median QPV of France.
NATIONAL: Final = (
    Evolution.COMME_FRANCE,
    Evolution.DEGRADATION,
    Evolution.AMELIORATION,
    Evolution.HAUSSE,
    Evolution.BAISSE,
)
# Changes of a share that are told with the people that it counts, and of how many.
COUNTED: Final = (
    Evolution.DEGRADATION,
    Evolution.AMELIORATION,
    Evolution.HAUSSE,
    Evolution.BAISSE,
    Evolution.DIVERGENTE,
)


def period(trend: Tendance) -> str:
    """``2011-2019``; ``2010 – diffusion 2022`` where the year of the data is not known."""
    if trend.editions is not None and trend.annee_initiale is None:
        return f"diffusions {trend.editions[0]}-{trend.editions[1]}"
    if trend.editions is not None and trend.annee is None:
        return f"{trend.annee_initiale} – diffusion {trend.editions[1]}"
    if trend.annee_initiale is None:
        return ""
    return f"{trend.annee_initiale}-{trend.annee}" if trend.annee else f"depuis {trend.annee_initiale}"


def start_text(figure: ChiffreLu) -> str | None:
    """The value that a change starts from, as it is printed: less the change, it is the one that is printed now."""
    t, unit = figure.tendance, figure.indicateur.unite
    if t is None or t.variation is None or figure.valeur is None:
        return None
    return format_value(difference(printed(figure.valeur, unit), t.variation), unit)


def since(figure: ChiffreLu) -> str | None:
    """``43,2 % en 2013``, ``16,7 %, diffusion 2017``: what a change starts from; None where that is not known."""
    start, t = start_text(figure), figure.tendance
    if start is None or t is None:
        return None
    if t.annee_initiale is not None:
        return f"{start} en {t.annee_initiale}"
    return f"{start}, diffusion {t.editions[0]}" if t.editions is not None else start


def why_no_trend(contrat: Contrat, quartier: Quartier, figure: ChiffreLu) -> str | None:
    """Why a figure has no trend, where a reader would look for one."""
    if figure.publication is not None:
        published = series_of(contrat, quartier, figure.indicateur.indicateur)
        return _in_current_euros(figure, published) or publications.why_no_trend(contrat, published)
    checked = figure.verification
    if checked is not None and checked.evolution_contestee:
        return (
            _misdated(checked, figure.indicateur.unite)
            or f"évolution énoncée non reprise : {checked.evolution_contestee}"
        )
    return "rien ne permet de réunir les anciens QPV" if figure.affirmation is None else None


def _misdated(checked: Verification, unit: str) -> str | None:
    """``énoncé : de 18,7 % à 24,2 % ; 18,7 % est la valeur de 2010, non de 2013``: a change whose start is of another
    year."""
    start, a = checked.depart, checked.affirmation
    if start is None or start.accord is not Accord.AUTRE_ANNEE or a.valeur_initiale is None or a.valeur is None:
        return None
    first, last = (format_value(value, unit) for value in (a.valeur_initiale, a.valeur))
    found, said = start.publications[0].annee, start.nombre.annee
    return f"énoncé : de {first} à {last} ; {first} est la valeur de {found}, non de {said}"


def _in_current_euros(figure: ChiffreLu, published: Sequence[Publication]) -> str | None:
    """``1 076 € en 2013, euros courants : non comparé``: an amount of another year, which nothing here deflates."""
    last = figure.publication
    if figure.indicateur.unite != "€" or last is None or last.valeur is None or last.annee is None:
        return None
    source = last.diffusion.theme, last.diffusion.geographie
    same = [p for p in published if (p.diffusion.theme, p.diffusion.geographie) == source and p.valeur is not None]
    first = same[0] if same else last
    if first.annee is None or first.annee >= last.annee:
        return None
    return f"{format_value(first.valeur, '€')} en {first.annee}, en euros courants : pas d'évolution lue"


def trend_cell(contrat: Contrat, figure: ChiffreLu, why_none: str | None = None) -> Contenu:
    """The figure's change, or why there is none; a break in the series is told by what it breaks, and the change that
    the document alone states, as its own."""
    t, unite = figure.tendance, figure.indicateur.unite
    if t is None:
        return Discret(why_none) if why_none else "—"
    if t.rupture is not None:
        return [Signal("alerte", t.evolution.value), Saut(), Discret(break_text(t, unite))]
    if not figure.publie:
        change = format_gap(t.variation, unite) if t.variation is not None else t.sens.value
        return Discret(", ".join(text for text in (f"énoncé : {change}", period(t)) if text))
    said = t.evolution.value.removeprefix("évolution ")  # the column says so
    if t.evolution is Evolution.DIVERGENTE and t.effectifs is not None:
        said = divergence_text(t.variation or 0.0, t.effectifs)
    parts: list[Fragment] = [Signal(NATURE_OF_EVOLUTION.get(t.evolution, "neutre"), said)]
    if t.variation is not None:
        parts += [" ", format_gap(t.variation, unite)]
    details = [period(t)] if period(t) else []
    if t.nationale is not None and t.evolution in NATIONAL:
        told = "évolution médiane des QPV" if t.nationale.apparie else "écart des médianes de France"
        details.append(f"{told} : {format_gap(printed(t.nationale.points, unite), unite)}")
    if t.evolution in COUNTED and (told := people_text(contrat, figure)):
        details.append(told)
    if (step := step_text(t, unite)) is not None:
        details.append(step)
    return [*parts, Saut(), Discret(", ".join(details))] if details else parts


def divergence_text(change: float, counts: tuple[float, float]) -> str:
    """``la part baisse, le nombre à peine``: that it is the whole that moves."""
    more = counts[1] - counts[0]
    share = "la part monte" if change > 0 else "la part baisse"
    if more * change < 0:
        return f"{share}, le nombre {'baisse' if more < 0 else 'augmente'}"
    return f"{share}, le nombre à peine" if more else f"{share}, non le nombre"


def people_text(contrat: Contrat, figure: ChiffreLu, *, whole: bool = True) -> str:
    """``183 puis 176, sur 499 puis 567 foyers allocataires``: a share that moves may do so by its whole; empty where
    its denominator is not published. Without ``whole``, ``183 puis 176 foyers
    allocataires``, whom the label may name."""
    t, weight = figure.tendance, figure.indicateur.poids
    if t is None or weight is None or t.effectifs is None or t.bases is None:
        return ""
    counts, bases = (f"{format_number(start)} puis {format_number(end)}" for start, end in (t.effectifs, t.bases))
    who = lower_first(contrat.indicateurs[weight].libelle_court)
    if whole:
        return f"{counts}, sur {bases} {who}"
    return counts if who in figure.indicateur.libelle else f"{counts} {who}"


def break_text(t: Tendance, unite: str) -> str:
    """``60,3 % (2013) puis 53,9 % (2015) ; −8,4 points depuis 2013``: the jump, by the years of the data where they are
    known, and the whole change, which is not read.

    Beside an edition whose year is not known, a year is told with its edition: « diffusion 2021, puis 2021 » would read
    as one date.
    """
    assert t.rupture is not None
    (one, _), (two, _) = t.rupture
    before, after = (format_value(printed(value, unite), unite) for _, value in t.rupture)
    if one.annee is None and two.annee is None:
        text = f"{before} puis {after} (diffusions {one.edition} et {two.edition})"
    else:
        told = [date_text(date) for date in (one, two)]
        if one.annee is None or two.annee is None:
            told = [f"{date.annee}, diffusion {date.edition}" if date.annee else date_text(date) for date in (one, two)]
        text = f"{before} ({told[0]}) puis {after} ({told[1]})"
    if t.variation is None or t.editions is None:
        return text
    start = date_text(Date(t.annee_initiale, t.editions[0]), article=True)
    return f"{text} ; {format_gap(t.variation, unite)} depuis {start}"


def trend_sentence(figure: ChiffreLu) -> str:
    """``Emploi des femmes : +6,1 points (2011-2019)``."""
    t = figure.tendance
    assert t is not None
    change = format_gap(t.variation, figure.indicateur.unite) if t.variation is not None else t.sens.value
    about = [text for text in (period(t), step_text(t, figure.indicateur.unite)) if text]
    span = f" ({', '.join(about)})" if about else ""
    return f"{figure.indicateur.libelle_court} : {change}{span}"
