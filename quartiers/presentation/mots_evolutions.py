"""Words shared by the reports: how a figure moved, from when to when, and why nothing is said of it."""

from typing import Final

from quartiers.analyse import publications
from quartiers.analyse.comparaisons import Evolution, Tendance, difference, printed
from quartiers.analyse.diagnostic import ChiffreLu
from quartiers.analyse.publications import series_of
from quartiers.donnees.modele import (
    Contrat,
    Quartier,
)
from quartiers.presentation.blocs import Contenu, Discret, Fragment, Nature, Saut, Signal
from quartiers.presentation.mots_dates import step_text
from quartiers.typographie import (
    format_gap,
    format_number,
    format_value,
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
# Changes of a share that are told with the people that it counts.
COUNTED: Final = (Evolution.DEGRADATION, Evolution.AMELIORATION, Evolution.DIVERGENTE)


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
        return publications.why_no_trend(contrat, series_of(contrat, quartier, figure.indicateur.indicateur))
    checked = figure.verification
    if checked is not None and checked.evolution_contestee:
        return f"évolution énoncée non reprise : {checked.evolution_contestee}"
    return "rien ne permet de réunir les anciens QPV" if figure.affirmation is None else None


def figure_trend_cell(figure: ChiffreLu, why_none: str | None = None) -> Contenu:
    """The figure's change; that of a denied statement is said without being read."""
    t = figure.tendance
    if figure.dementi and t is not None:
        change = format_gap(t.variation, figure.indicateur.unite) if t.variation is not None else t.sens.value
        return Discret(f"énoncé : {change}")
    return trend_cell(t, figure.indicateur.unite, why_none)


def trend_cell(t: Tendance | None, unite: str, why_none: str | None = None) -> Contenu:
    """The change, or why there is none; a break in the series is told by what it breaks."""
    if t is None:
        return Discret(why_none) if why_none else "—"
    if t.rupture is not None:
        return [Signal("alerte", t.evolution.value), Saut(), Discret(break_text(t, unite))]
    said = t.evolution.value.removeprefix("évolution ")  # the column says so
    parts: list[Fragment] = [Signal(NATURE_OF_EVOLUTION.get(t.evolution, "neutre"), said)]
    if t.variation is not None:
        parts += [" ", format_gap(t.variation, unite)]
    elif t.evolution.value != t.sens.value:
        parts += [" ", t.sens.value]
    details = [period(t)] if period(t) else []
    if t.nationale is not None and t.evolution in NATIONAL:
        told = "évolution médiane en France" if t.nationale.apparie else "écart des médianes de France"
        details.append(f"{told} : {format_gap(printed(t.nationale.points, unite), unite)}")
    if t.effectifs is not None and t.evolution in COUNTED:
        details.append(f"de {format_number(t.effectifs[0])} à {format_number(t.effectifs[1])}")
    if (step := step_text(t)) is not None:
        details.append(step)
    return [*parts, Saut(), Discret(", ".join(details))] if details else parts


def break_text(t: Tendance, unite: str) -> str:
    """``16,7 % (diffusion 2020) puis 25,1 % (diffusion 2021)``."""
    assert t.rupture is not None
    told = ((format_value(printed(value, unite), unite), edition) for edition, value in t.rupture)
    return " puis ".join(f"{value} (diffusion {edition})" for value, edition in told)


def trend_sentence(figure: ChiffreLu) -> str:
    """``Emploi des femmes : +6,1 points (2011-2019)``."""
    t = figure.tendance
    assert t is not None
    change = format_gap(t.variation, figure.indicateur.unite) if t.variation is not None else t.sens.value
    about = [text for text in (period(t), step_text(t)) if text]
    span = f" ({', '.join(about)})" if about else ""
    return f"{figure.indicateur.libelle_court} : {change}{span}"
