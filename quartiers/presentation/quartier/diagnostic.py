"""The diagnostic of a quartier: a table of its figures by theme, and the charts that answer a question."""

from typing import Final

from quartiers.analyse.comparaisons import Evolution, Situation
from quartiers.analyse.diagnostic import EXACTE, ChiffreLu, by_theme, count_situations, main_territory
from quartiers.analyse.publications import (
    MAX_VALEURS,
    comparable_series,
    contract_centiles,
    contract_values,
    references_of,
    series_of,
)
from quartiers.presentation import mots
from quartiers.presentation.blocs import Bloc, Contenu, Discret, Encadre, Fragment, Paragraphe, Saut, Suite, Tableau
from quartiers.presentation.graphiques.comparaisons import PointCompare, chart_comparisons
from quartiers.presentation.graphiques.evolutions import Serie, chart_series
from quartiers.presentation.graphiques.positions import Position, chart_positions
from quartiers.presentation.quartier.lu import QuartierLu
from quartiers.typographie import COUNT, count, join_words

MAX_POINTS: Final = 12  # rows of a chart that is read at a glance
MAX_SERIES: Final = 6  # panels of a page's width and a fifth of its height


def show_figures(lu: QuartierLu) -> Bloc:
    """How many figures there are and how they stand, then all of them, by theme."""
    if not lu.chiffres:
        return Encadre(
            "Aucun chiffre",
            (
                "Rien n'est publié pour ce QPV, et le diagnostic partagé le décrit par des constats de terrain "
                "seulement, présentés plus bas : ce rapport est donc plus court que les autres.",
            ),
        )
    rows: list[tuple[Contenu, ...]] = []
    groups: list[tuple[int, str]] = []
    for theme, figures in by_theme(lu.contrat, lu.chiffres).items():
        shown = [f for f in figures if f.indicateur.unite != COUNT]  # counts are in the identity
        if shown:
            groups.append((len(rows), theme.libelle))
            rows += [_figure_row(lu, f) for f in shown]
    table = Tableau(
        "Chiffres publiés et chiffres énoncés, par thème",
        ("Indicateur", "Valeur", "QPV du contrat", "QPV de France", "Rang", "Évolution", "Lecture"),
        tuple(rows),
        (26.5, 18.5, 8.5, 8.5, 7.5, 22.5, 15.5),
        groupes=tuple(groups),
    )
    guide = (
        "La valeur publiée est donnée quand elle existe, et ce que le diagnostic partagé énonce à côté, quand il s'en "
        "écarte. Les numéros entre crochets renvoient aux notes de la dernière section."
    )
    return Suite((Paragraphe(f"{_counting_sentence(lu)} {guide}"), *((table,) if rows else ())))


def _counting_sentence(lu: QuartierLu) -> str:
    published = sum(f.publie and f.valeur is not None for f in lu.chiffres)
    stated = sum(f.affirmation is not None for f in lu.chiffres)
    sources = [
        count(number, singular, plural)
        for number, singular, plural in (
            (published, "chiffre publié", "chiffres publiés"),
            (stated, "chiffre énoncé par le seul diagnostic", "chiffres énoncés par le seul diagnostic"),
        )
        if number
    ]
    situations = count_situations(lu.chiffres)
    readings = (
        (situations[Situation.FRAGILE], "plus fragile", "plus fragiles"),
        (situations[Situation.COMPARABLE], "comparable", "comparables"),
        (situations[Situation.FAVORABLE], "plus favorable", "plus favorables"),
    )
    parts = [count(number, singular, plural) for number, singular, plural in readings if number]
    head = f"Le quartier est décrit par {join_words(sources)}" if sources else "Aucune valeur n'est diffusée"
    if not parts:
        return f"{head}, sans comparaison qui permette de le situer."
    return f"{head} ; par rapport à leur référence : {join_words(parts)}."


def _figure_row(lu: QuartierLu, figure: ChiffreLu) -> tuple[Contenu, ...]:
    a, i = figure.affirmation, figure.indicateur
    label: list[Fragment] = [i.libelle, lu.renvoi(figure)]
    if a is not None and a.population:
        label += [Saut(), Discret(f"Rapporté à : {a.population}")]
    if a is not None and a.note:
        label += [Saut(), Discret(a.note)]
    return (
        label,
        mots.value_cell(figure, whole_qpv=lu.partage),
        *mots.references_cells(figure, lu.contrat),
        mots.figure_trend_cell(figure, mots.why_no_trend(lu.contrat, lu.quartier, figure)),
        mots.reading_cell(figure),
    )


def chart_figures(lu: QuartierLu) -> Bloc:
    """Where the quartier stands: among the contract's QPV if figures are published, else against its references."""
    if not lu.chiffres:
        return Suite(())  # the section has said so already
    readable = [f for f in lu.chiffres if f.indicateur.unite == "%" and f.valeur is not None and not f.douteux]
    positions = [p for f in readable if f.indicateur.sens != "contexte" and (p := _position(lu, f)) is not None]
    if positions:
        return chart_positions(
            positions[:MAX_POINTS],
            "Où le quartier se situe-t-il parmi les QPV du contrat ?",
            "Chaque ligne a sa propre échelle, de la valeur la plus basse à la plus haute des QPV du contrat, dans la "
            "même diffusion ; le rang part de la plus haute. Seuls figurent les chiffres publiés qui ont un sens, "
            "favorable ou non.",
        )
    return _chart_stated(lu, [f for f in readable if f.indicateur.sens != "contexte" or not f.publie])


def _position(lu: QuartierLu, figure: ChiffreLu) -> Position | None:
    if figure.publication is None or figure.valeur is None:
        return None
    others = contract_values(lu.contrat, figure.publication)
    if len(others) < 3:
        return None  # fewer do not make a distribution
    many = len(others) > MAX_VALEURS
    known = references_of(lu.contrat, figure.publication)
    france = known.france
    if france is None and known.repartition is not None:
        france = known.repartition.c50
    return Position(
        figure.indicateur.libelle_court,
        figure.valeur,
        contract_centiles(lu.contrat, figure.publication) if many else others,
        known.contrat.valeur if known.contrat else None,
        france,
        known.france is None,
        known.rang,
        mots.NATURE_OF_SITUATION.get(figure.comparaison.situation, "neutre"),
        figure.comparaison.situation.value,
        centiles=many,
    )


def _chart_stated(lu: QuartierLu, figures: list[ChiffreLu]) -> Bloc:
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
            points.append(PointCompare(label, value, reference, nature, f.comparaison.situation.value))
    if main is None or not points:
        return _no_chart("comparaison", "aucun chiffre n'a de valeur de référence")
    return chart_comparisons(
        points,
        f"Où le quartier se situe-t-il par rapport {mots.to(main, lu.contrat)} ?",
        lu.contrat.territoires[main],
        "Les chiffres mis en doute n'y sont pas. Les sources et les années sont dans les tableaux.",
    )


def chart_changes(lu: QuartierLu) -> Bloc:
    """Lines between dates that may be compared, for the figures that improve or worsen most."""
    if not lu.chiffres:
        return Suite(())
    moving = [
        f
        for f in lu.chiffres
        if f.tendance is not None
        and f.tendance.evolution in (Evolution.DEGRADATION, Evolution.AMELIORATION)
        and f.indicateur.unite == "%"
        and not f.douteux
    ]
    moving.sort(key=lambda f: -abs((f.tendance and f.tendance.variation) or 0))
    lines = [s for f in moving if (s := _series(lu, f)) is not None][:MAX_SERIES]
    if not lines:
        return _no_chart("évolution", "aucune évolution marquée ne se mesure entre deux dates comparables")
    more = " Les autres évolutions sont dans le tableau." if len(moving) > len(lines) else ""
    return chart_series(
        lines,
        "Qu'est-ce qui s'améliore, qu'est-ce qui se dégrade ?",
        f"Entre dates comparables, sur une même échelle en points, les plus amples d'abord.{more}",
    )


def _series(lu: QuartierLu, figure: ChiffreLu) -> Serie | None:
    """The dated values of a figure whose change is known; None when only the direction is."""
    t = figure.tendance
    assert t is not None  # the caller keeps the figures that have one
    years: tuple[int, ...] = ()
    points: tuple[tuple[str, float], ...] = ()
    if figure.publication is not None:
        published = series_of(lu.contrat, lu.quartier, figure.indicateur.indicateur)
        found = comparable_series(lu.contrat, published)
        # As the table says the period: by years from the first one known, by editions otherwise.
        dated = bool(found) and found[0].annee is not None
        shown = [(p.annee if dated else None, p.diffusion.edition, p.valeur) for p in found]
        years = tuple(year or edition for year, edition, _ in shown)
        points = tuple((str(year or f"diff. {edition}"), v) for year, edition, v in shown if v is not None)
    elif (a := figure.affirmation) is not None and a.valeur is not None and a.valeur_initiale is not None:
        if a.annee is None or a.annee_initiale is None:
            return None
        points = ((str(a.annee_initiale), a.valeur_initiale), (str(a.annee), a.valeur))
        years = (a.annee_initiale, a.annee)
    if len(points) < 2 or t.variation is None:
        return None
    nature = mots.NATURE_OF_EVOLUTION.get(t.evolution, "neutre")
    return Serie(figure.indicateur.libelle_court, years, points, t.variation, nature, t.evolution.value)


def _no_chart(what: str, why: str) -> Bloc:
    return Paragraphe(Discret(f"Pas de graphique de {what} : {why}."))
