"""The charts of a quartier's figures: where it stands, and what changed."""

from collections.abc import Iterable, Sequence
from typing import Final

from quartiers.analyse.anciens import names_by_code
from quartiers.analyse.comparaisons import Situation
from quartiers.analyse.decompte import count_figures
from quartiers.analyse.diagnostic import EXACTE, ChiffreLu, affirmed_changes, count_situations, main_territory
from quartiers.analyse.publications import (
    MAX_VALEURS,
    Publication,
    comparable_series,
    contract_centiles,
    references_of,
    series_of,
    values_by_qpv,
)
from quartiers.presentation import mots, mots_evolutions, mots_references
from quartiers.presentation.blocs import (
    Bloc,
    Discret,
    Paragraphe,
    Suite,
)
from quartiers.presentation.graphiques.comparaisons import PointCompare, chart_comparisons
from quartiers.presentation.graphiques.dessin import REVERSED
from quartiers.presentation.graphiques.evolutions import Serie, chart_series
from quartiers.presentation.graphiques.positions import Position, chart_positions
from quartiers.presentation.mots_dates import in_few_words, step_text
from quartiers.presentation.quartier.diagnostic import of_perimeter
from quartiers.presentation.quartier.lu import QuartierLu
from quartiers.typographie import count, in_letters, join_words, lower_first

NAMED: Final = 3  # figures left out of a chart that its caption names
_TOLD = 2  # different shares that a caption tells
MAX_POINTS: Final = 12  # rows of a chart that is read at a glance
MAX_SERIES: Final = 3  # one row of panels


def chart_figures(lu: QuartierLu, least: int = 1) -> Bloc:
    """Where the quartier stands: among the contract's QPV if figures are published, else against its references.

    Nothing where it would have fewer than ``least`` rows.
    """
    if not lu.chiffres:
        return Suite(())  # the section has said so already
    readable = [f for f in lu.chiffres if f.indicateur.unite == "%" and f.valeur is not None and not f.douteux]
    placed = [(f, p) for f in readable if f.indicateur.sens != "contexte" and (p := _position(lu, f)) is not None]
    if placed:
        return _chart_among(lu, placed) if len(placed) >= least else Suite(())
    return _chart_stated(lu, [f for f in readable if f.indicateur.sens != "contexte" or not f.publie], least)


def _chart_among(lu: QuartierLu, placed: list[tuple[ChiffreLu, Position]]) -> Bloc:
    """Where the quartier stands among the contract's QPV, what is most fragile first."""
    shown = sorted(placed, key=lambda pair: _severity(pair[0]))[:MAX_POINTS]
    figures, rows = [f for f, _ in shown], [p for _, p in shown]
    reversed_told = f" ({REVERSED} : échelle inversée)" if any(p.inverse for p in rows) else ""
    source = (
        f"Chiffres {in_few_words(figures)}. Chaque ligne a sa propre échelle, du QPV du contrat le moins fragile au "
        f"plus fragile, dans la même diffusion{reversed_told}. Le rang part du plus fragile ; la couleur dit la "
        f"lecture, face au QPV médian de France.{_not_drawn(lu, figures)}{_partial_averages(lu, figures)}"
    )
    return chart_positions(rows, _title_of_positions(lu, figures), source)


def _not_drawn(lu: QuartierLu, figures: Sequence[ChiffreLu]) -> str:
    """Which of the figures that the title counts are not drawn: the table has them."""
    drawn = {id(figure) for figure in figures}
    left = [f for f in _counted(lu, figures) if id(f) not in drawn]
    if not left:
        return ""
    names = join_words([lower_first(f.indicateur.libelle_court) for f in left])
    told = f" ({names})" if len(left) <= NAMED else ""
    euros = ", en euros," if all(f.indicateur.unite == "€" for f in left) else ""
    number = "Un autre" if len(left) == 1 else f"{in_letters(len(left)).capitalize()} autres"
    return f" {number}{euros} {'est' if len(left) == 1 else 'sont'} au tableau seulement{told}."


def _counted(lu: QuartierLu, figures: Sequence[ChiffreLu]) -> tuple[ChiffreLu, ...]:
    """What the title counts: all that is compared, as page 1 and the head of the table do; what is drawn, where nothing
    is."""
    return count_figures(lu.chiffres).compares or tuple(figures)


def _severity(figure: ChiffreLu) -> tuple[int, float]:
    """What is surely fragile comes first, and what is surely not last; then by the place among the QPV of France."""
    c = figure.comparaison
    reading = {Situation.FRAGILE: 0, Situation.FAVORABLE: 2}.get(c.situation, 1)
    return reading, -c.place.centile if c.place is not None else 0.0


def _title_of_positions(lu: QuartierLu, figures: Sequence[ChiffreLu]) -> str:
    """How many figures are read as fragile, of all that are compared: those that have no room here too."""
    counted = _counted(lu, figures)
    found = count_situations(counted)
    fragile, better = found[Situation.FRAGILE], found[Situation.FAVORABLE]
    who = "Le QPV" if lu.publie else "Le quartier"
    if not any(f.comparaison.place is not None for f in figures):
        return f"{who} parmi ceux du contrat, pour {count(len(figures), 'indicateur')}{of_perimeter(lu)}"
    number = count(len(counted), "chiffre comparé", "chiffres comparés")
    if fragile:
        told = f"{who} était plus fragile que le QPV médian de France pour {fragile} des {number}"
        if len(counted) == fragile:
            told = f"{who} était plus fragile que le QPV médian de France pour {_all_of(fragile)}"
    else:
        told = f"Aucun écart défavorable qui soit sûr, face au QPV médian de France, sur {number}"
    return f"{told}{f', moins fragile pour {better}' if better else ''}{of_perimeter(lu)}"


def _all_of(number: int) -> str:
    return "le seul chiffre comparé" if number == 1 else f"les {number} chiffres comparés"


def _partial_averages(lu: QuartierLu, figures: Sequence[ChiffreLu]) -> str:
    """Of how many QPV the contract's averages are, where that is not of all: the largest may be the one that lacks."""
    found: dict[str, None] = {}
    for figure in figures:
        known = references_of(lu.contrat, figure.publication).contrat if figure.publication is not None else None
        if known is not None and figure.indicateur.sens != "contexte" and (told := mots_references.of_how_many(known)):
            found[told] = None
    if not found:
        return ""
    if len(found) > _TOLD:
        return " La moyenne du contrat n'est pas de tous ses QPV : le tableau dit de combien."
    return f" La moyenne du contrat n'est pas toujours de tous ses QPV : {' ; '.join(found)}."


def _position(lu: QuartierLu, figure: ChiffreLu) -> Position | None:
    if figure.publication is None or figure.valeur is None:
        return None
    others = values_by_qpv(lu.contrat, figure.publication)
    if len(others) < 3:
        return None  # fewer do not make a distribution
    many = len(others) > MAX_VALEURS
    known = references_of(lu.contrat, figure.publication)
    france = known.repartition.c50 if known.repartition is not None else known.france
    return Position(
        mots_references.label_of(figure.indicateur, figure.publication),
        figure.valeur,
        contract_centiles(lu.contrat, figure.publication) if many else tuple(others.values()),
        known.contrat.valeur if known.contrat else None,
        france,
        known.repartition is not None,
        known.rang,
        mots.NATURE_OF_SITUATION.get(figure.comparaison.situation, "neutre"),
        figure.comparaison.situation.value,
        centiles=many,
        inverse=figure.indicateur.sens == "favorable",
        noms=() if many else _names(lu, figure.publication, others),
    )


def _names(lu: QuartierLu, publication: Publication, codes: Iterable[str]) -> tuple[str, ...]:
    """The names of QPV in the geography of a figure, empty for the figure's own where it is of one."""
    known, own = names_by_code(lu.contrat, publication.diffusion.geographie), publication.territoires
    return tuple("" if own == (code,) else known.get(code, code) for code in codes)


def _chart_stated(lu: QuartierLu, figures: list[ChiffreLu], least: int) -> Bloc:
    """Percentages against the territory that most of the quartier's figures are compared with."""
    main = main_territory(tuple(figures))
    compared = [f for f in figures if main is not None and f.comparaison.territoire == main]
    kept = {f.indicateur.indicateur for f in sorted(compared, key=lambda f: -f.poids)[:MAX_POINTS]}
    points = []
    for f in compared:
        value, reference = f.valeur, f.comparaison.valeur_reference
        if value is not None and reference is not None and f.indicateur.indicateur in kept:
            rough = "" if f.precision == EXACTE else f" ({f.precision})"
            nature = mots.NATURE_OF_SITUATION.get(f.comparaison.situation, "neutre")
            label = f.indicateur.libelle_court + rough
            inverse = f.indicateur.sens == "favorable"
            points.append(PointCompare(label, value, reference, nature, f.comparaison.situation.value, inverse))
    points.sort(key=lambda p: (p.nature != "fragile", -abs(p.valeur - p.reference)))
    if (main is None or not points) and least > 1:
        return Suite(())
    if main is None or not points:
        return _no_chart("de comparaison", "aucun chiffre n'a de valeur de référence")
    if len(points) < least:
        return Suite(())
    return chart_comparisons(
        points,
        _title_of_comparisons(lu, points, main),
        lu.contrat.territoires[main],
        ("Les chiffres mis en doute n'y sont pas. " if lu.avec_document else "")
        + "Les sources et les années sont dans les tableaux.",
        dense=not lu.avec_document,
    )


def _title_of_comparisons(lu: QuartierLu, points: Sequence[PointCompare], territoire: str) -> str:
    worse = sum(p.nature == "fragile" for p in points)
    told = (
        f"{count(worse, 'chiffre')} plus {'fragile' if worse == 1 else 'fragiles'}"
        if worse
        else "aucun chiffre plus fragile"
    )
    return f"Par rapport {mots.to(territoire, lu.contrat)} : {told} sur {len(points)}"


def chart_changes(lu: QuartierLu) -> Bloc:
    """Lines between dates that may be compared, for the figures that improve or worsen most."""
    if not lu.chiffres:
        return Suite(())
    affirmed = affirmed_changes(lu.chiffres)
    moving = [
        f for f in affirmed if f.tendance is not None and f.tendance.evolution in mots_evolutions.NATURE_OF_EVOLUTION
    ]
    moving.sort(key=lambda f: -abs((f.tendance and f.tendance.variation) or 0))
    lines = [s for f in moving if (s := _series(lu, f)) is not None][:MAX_SERIES]
    if not lines:
        return _no_chart("d'évolution", _why_no_line(affirmed))
    more = " Les autres évolutions sont dans le tableau." if len(moving) > len(lines) else ""
    france = " Tirets : QPV médian de France." if any(line.reperes for line in lines) else ""
    return chart_series(
        lines,
        f"{_title_of_changes(lines)}{of_perimeter(lu)}",
        "Entre dates comparables, sur une même échelle en points, les plus amples d'abord ; seul figure ce qui "
        f"s'est amélioré ou dégradé au-delà de l'incertitude, et autrement que les QPV de France.{france}{more}",
    )


def _why_no_line(affirmed: Sequence[ChiffreLu]) -> str:
    """Why no change is drawn, though the table may affirm some that are neither good nor bad."""
    if not affirmed:
        return "aucune évolution publiée n'est assez nette pour être affirmée"
    names = join_words([lower_first(f.indicateur.libelle_court) for f in affirmed])
    number = f"{in_letters(len(affirmed))} sont affirmées" if len(affirmed) > 1 else "une est affirmée"
    return (
        "aucune évolution ne se lit comme une amélioration ou une dégradation ; "
        f"{number}, sans être ni l'une ni l'autre ({names})"
    )


def _title_of_changes(lines: Sequence[Serie]) -> str:
    """``Amélioration : emploi des femmes ; dégradation : taux de pauvreté``."""
    found: dict[str, list[str]] = {}
    for line in lines:
        found.setdefault(line.mention, []).append(lower_first(line.libelle))
    told = " ; ".join(f"{mention} : {join_words(names)}" for mention, names in found.items())
    return told[:1].upper() + told[1:]


def _series(lu: QuartierLu, figure: ChiffreLu) -> Serie | None:
    """The dated values of a figure whose change is known; None when only the direction is."""
    t = figure.tendance
    assert t is not None  # the caller keeps the figures that have one
    years: tuple[int, ...] = ()
    points: tuple[tuple[str, float], ...] = ()
    medians: tuple[float | None, ...] = ()
    if figure.publication is not None:
        published = series_of(lu.contrat, lu.quartier, figure.indicateur.indicateur)
        found = comparable_series(lu.contrat, published)
        # As the table says the period: by years from the first one known, by editions otherwise.
        dated = bool(found) and found[0].annee is not None
        shown = [(p.annee if dated else None, p.diffusion.edition, p.valeur) for p in found]
        years = tuple(year or edition for year, edition, _ in shown)
        points = tuple((str(year or f"diffusion {edition}"), v) for year, edition, v in shown if v is not None)
        medians = _medians(lu, found)
    elif (a := figure.affirmation) is not None and a.valeur is not None and a.valeur_initiale is not None:
        if a.annee is None or a.annee_initiale is None:
            return None
        points = ((str(a.annee_initiale), a.valeur_initiale), (str(a.annee), a.valeur))
        years = (a.annee_initiale, a.annee)
    if len(points) < 2 or t.variation is None:
        return None
    nature, step = mots_evolutions.NATURE_OF_EVOLUTION.get(t.evolution, "neutre"), step_text(t, figure.indicateur.unite)
    said = f"{t.evolution.value}, {step}" if step is not None else t.evolution.value
    return Serie(
        mots_references.label_of(figure.indicateur, figure.publication),
        years,
        points,
        t.variation,
        nature,
        t.evolution.value,
        said,
        medians,
    )


def _medians(lu: QuartierLu, published: Sequence[Publication]) -> tuple[float | None, ...]:
    """The median QPV of France at the date of each publication; empty where two are not known, to draw a line."""
    spreads = [references_of(lu.contrat, p).repartition for p in published if p.valeur is not None]
    known = tuple(spread.c50 if spread is not None else None for spread in spreads)
    return known if sum(value is not None for value in known) > 1 else ()


def _no_chart(what: str, why: str) -> Bloc:
    return Paragraphe(Discret(f"Pas de graphique {what} : {why}."))
