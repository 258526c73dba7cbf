"""The diagnostic of a quartier: a table of its figures by theme, and the charts that answer a question."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from quartiers.analyse.comparaisons import Evolution, Situation
from quartiers.analyse.diagnostic import EXACTE, ChiffreLu, by_theme, count_situations, main_territory
from quartiers.analyse.doutes import year_of
from quartiers.analyse.notes import stated_meaning
from quartiers.analyse.perimetres import perimeter_change
from quartiers.analyse.publications import (
    MAX_VALEURS,
    both_perimeters,
    comparable_series,
    contract_centiles,
    contract_values,
    references_of,
    series_of,
)
from quartiers.donnees.modele import Quartier
from quartiers.donnees.tables.importees import ANCIENNE, NOUVELLE
from quartiers.presentation import mots
from quartiers.presentation.blocs import (
    Bloc,
    Contenu,
    Discret,
    Encadre,
    Fort,
    Fragment,
    Graphique,
    Paragraphe,
    Saut,
    Suite,
    Tableau,
)
from quartiers.presentation.graphiques.comparaisons import PointCompare, chart_comparisons
from quartiers.presentation.graphiques.evolutions import Serie, chart_series
from quartiers.presentation.graphiques.positions import Position, chart_positions
from quartiers.presentation.mots_dates import in_few_words, step_text
from quartiers.presentation.quartier.lu import QuartierLu
from quartiers.presentation.quartier.ouverture import no_figure
from quartiers.typographie import COUNT, count, format_value, join_words, lower_first

_FILOSOFI_OVERSEAS: Final = ("972", "974")  # of the départements beyond the sea, those that it covers
_TOLD = 2  # different shares that a caption tells
MAX_POINTS: Final = 12  # rows of a chart that is read at a glance
MAX_SERIES: Final = 3  # one row of panels


def show_figures(lu: QuartierLu) -> Bloc:
    """How many figures there are and how they stand, then all of them, by theme."""
    if not (lu.chiffres or lu.avec_document):
        return Suite(())  # page 1 says it
    if not lu.chiffres:
        return Encadre(
            "Aucun chiffre",
            (
                f"{no_figure(lu)}, et le diagnostic partagé le décrit par des constats de terrain seulement, présentés "
                "plus bas : ce rapport est donc plus court que les autres.",
            ),
        )
    rows: list[tuple[Contenu, ...]] = []
    groups: list[tuple[int, str]] = []
    for theme, figures in by_theme(lu.contrat, lu.chiffres).items():
        shown = [f for f in figures if f.indicateur.unite != COUNT]  # counts are in the identity
        if shown:
            groups.append((len(rows), theme.libelle))
            rows += [_figure_row(lu, f) for f in shown]
    table = _figures_table(lu, rows, groups)
    stated = (
        "La valeur publiée est donnée quand elle existe, et ce que le diagnostic partagé énonce à côté, quand il s'en "
        "écarte. "
    )
    if not lu.publie:
        counted = f"{_counting_sentence(lu)} Aucun ne peut être comparé à une publication."
        return Suite((Paragraphe(counted), *((table,) if rows else ())))
    guide = (
        "Un écart, ou une évolution, qu'une année peut faire ou défaire dans un QPV de cette taille est dit non "
        "concluant : c'est l'écart qui l'est, non le chiffre. Le rang va du plus fragile (de la valeur la plus élevée "
        "pour un indicateur de contexte). Les numéros entre crochets renvoient aux notes de la dernière section."
    )
    if lu.avec_document:
        guide = stated + guide
    return Suite((*perimeter_line(lu), Paragraphe(f"{_counting_sentence(lu)} {guide}"), *((table,) if rows else ())))


def _figures_table(lu: QuartierLu, rows: Sequence[tuple[Contenu, ...]], groups: Sequence[tuple[int, str]]) -> Tableau:
    """A row a figure, under its theme; without the columns of what is published, where nothing is."""
    title = f"Chiffres publiés{_of_perimeter(lu)}{' et chiffres énoncés' if lu.avec_document else ''}, par thème"
    headings: tuple[str, ...] = (
        "Indicateur",
        "Valeur",
        "QPV médian de France",
        "QPV du contrat",
        "Rang dans le contrat",
        "Évolution",
        "Lecture, face au QPV médian de France",
    )
    widths: tuple[float, ...] = (25, 17.5, 8.5, 8.5, 7.5, 19.5, 17)
    if not lu.publie:
        title = "Chiffres énoncés par le diagnostic partagé, par thème"
        headings = ("Indicateur", "Valeur énoncée", "Référence énoncée", "Évolution", "Lecture, face à la référence")
        widths = (29, 18, 18, 18, 17)
    # A contract of one QPV has neither average nor rank.
    alone = lu.publie and len({q.territoire for q in lu.contrat.quartiers.values()}) == 1
    kept = [n for n in range(len(headings)) if not (alone and n in (3, 4) and all(row[n] == "—" for row in rows))]
    return Tableau(
        title,
        tuple(headings[n] for n in kept),
        tuple(tuple(row[n] for n in kept) for row in rows),
        tuple(widths[n] for n in kept),
        groupes=tuple(groups),
    )


def not_imported(quartier: Quartier) -> str:
    """What is not known of the perimeter of 2024: what INSEE publishes of it, where it does."""
    number = (quartier.code_qpv_2024 or "")[2:5]
    if number.startswith(("97", "98")) and number not in _FILOSOFI_OVERSEAS:
        return "Aucun chiffre du périmètre de 2024 n'est importé."
    return (
        "L'Insee publie depuis août 2024 des populations et des revenus (Filosofi 2021) dans le périmètre de 2024 : "
        "ils ne sont pas importés."
    )


def later_figures(lu: QuartierLu) -> str:
    """In few words, that INSEE has published since, in the perimeter of 2024; empty where that is here, or unknown."""
    here = NOUVELLE in _geographies(lu)
    number = (lu.quartier.code_qpv_2024 or "")[2:5]
    overseas = number.startswith(("97", "98")) and number not in _FILOSOFI_OVERSEAS
    if here or overseas or not lu.quartier.est_qpv:
        return ""
    return f"L'Insee a publié depuis des revenus de 2021, périmètre {NOUVELLE} : non importés ici."


def _geographies(lu: QuartierLu) -> list[str]:
    """The geographies of the published figures."""
    found = {f.publication.diffusion.geographie for f in lu.chiffres if f.publication is not None}
    return sorted(found | {p.diffusion.geographie for f in lu.chiffres for p in f.parties})


def _of_perimeter(lu: QuartierLu) -> str:
    """`` (périmètre 2015)``, for a heading over published figures; several are told one by one."""
    known = _geographies(lu)
    return f" (périmètre {known[0]})" if len(known) == 1 else ""


def perimeter_line(lu: QuartierLu) -> tuple[Bloc, ...]:
    """Which perimeter the published figures are of, what is known of what changed since, and what that does to them."""
    known = _geographies(lu)
    if ANCIENNE not in known:
        return _same_year(lu)
    change = perimeter_change(lu.contrat, lu.quartier)
    head = "Les chiffres publiés décrivent le QPV de 2015"
    if NOUVELLE in known:
        head += ", sauf ceux qui sont dits du périmètre 2024"
    if not lu.quartier.est_qpv:
        return (Paragraphe(f"{head} : ce territoire n'est plus un QPV depuis 2024."),)
    if change is None:
        tail = " ; rien, dans les tables, ne montre que celui de 2024 soit différent."
    else:
        sure = "est différent" if change.certain else "peut être différent"
        tail = f". Celui de 2024 {sure} : {join_words(change.signes)}."
    if lu.partage:
        tail += " Le QPV est partagé : le document ne dit pas toujours si un chiffre énoncé est du QPV ou du quartier."
    told: list[Fragment] = [Fort(f"{head}{tail}") if change is not None else f"{head}{tail}"]
    if NOUVELLE not in known:
        told.append(f" {not_imported(lu.quartier)}")
    return (Paragraphe(told), *_same_year(lu))


def _same_year(lu: QuartierLu) -> tuple[Bloc, ...]:
    """The figures that are published on both perimeters for the same year: what the perimeter alone changes."""
    found: dict[str, list[str]] = {}
    for i in lu.contrat.indicateurs.values():
        pair = both_perimeters(lu.contrat, lu.quartier, i.indicateur)
        if pair is not None:
            old, new = (format_value(p.valeur, i.unite) for p in pair)
            found.setdefault(year_of(pair[1]), []).append(f"{lower_first(i.libelle_court)}, {old} et {new}")
    if not found:
        return ()
    year = max(found)
    told = f"Au même millésime ({year}), dans le périmètre de 2015 puis dans celui de 2024 : {' ; '.join(found[year])}."
    return (Paragraphe(f"{told} Seul le périmètre diffère : ce n'est pas une évolution."),)


def _counting_sentence(lu: QuartierLu) -> str:
    own = [f for f in lu.chiffres if f.publie and f.valeur is not None]
    published, when = len(own), f" ({in_few_words(own)})" if own else ""
    if compared := sum(f.comparaison.place is not None for f in own):  # page 1 counts these alone
        when += f", dont {compared} se compare{'nt' if compared > 1 else ''} au QPV médian de France"
    stated = sum(f.affirmation is not None for f in lu.chiffres)
    sources = [
        count(number, singular, plural) + dates
        for number, singular, plural, dates in (
            (published, "chiffre publié", "chiffres publiés", when),
            (stated, "chiffre énoncé par le seul diagnostic", "chiffres énoncés par le seul diagnostic", ""),
        )
        if number
    ]
    situations = count_situations(lu.chiffres)
    readings = (
        (situations[Situation.FRAGILE], "plus fragile", "plus fragiles"),
        (situations[Situation.COMPARABLE], "comparable", "comparables"),
        (situations[Situation.FAVORABLE], "moins fragile", "moins fragiles"),
        (situations[Situation.IMPRECISE], "à écart non concluant", "à écart non concluant"),
    )
    parts = [count(number, singular, plural) for number, singular, plural in readings if number]
    head = f"Le quartier est décrit par {join_words(sources)}" if sources else "Aucune valeur n'est diffusée"
    if not parts:
        return f"{head}, sans comparaison qui permette de le situer."
    published_only = all(f.publie for f in lu.chiffres if f.comparaison.situation is not Situation.NON_COMPAREE)
    against = "au QPV médian de France" if published_only else "au QPV médian de France, ou à la référence énoncée"
    against = against if lu.publie else "à la référence énoncée"
    return f"{head} ; par rapport {against} : {join_words(parts)}."


def _figure_row(lu: QuartierLu, figure: ChiffreLu) -> tuple[Contenu, ...]:
    a, i = figure.affirmation, figure.indicateur
    label: list[Fragment] = [i.libelle, lu.renvoi(figure)]
    if a is not None and a.population:
        label += [Saut(), Discret(f"Rapporté à : {a.population}")]
    if a is not None and a.note:
        label += [Saut(), Discret(a.note)]
    meanings = (stated_meaning(f.affirmation.note) for f in figure.enonces if f.affirmation is not None)
    for meaning in dict.fromkeys(m for m in meanings if m):
        label += [Saut(), Discret(f"Énoncé comme {meaning}")]
    return (
        label,
        mots.value_cell(figure, whole_qpv=lu.partage, autre_population=lu.fiabilite.autre_population),
        *(
            mots.references_cells(figure, lu.contrat)
            if lu.publie
            else (mots.stated_reference_cell(figure, lu.contrat),)
        ),
        mots.figure_trend_cell(figure, mots.why_no_trend(lu.contrat, lu.quartier, figure)),
        mots.reading_cell(figure, lu.contrat),
    )


def chart_figures(lu: QuartierLu, least: int = 1) -> Bloc:
    """Where the quartier stands: among the contract's QPV if figures are published, else against its references.

    Nothing where it would have fewer than ``least`` rows.
    """
    if not lu.chiffres:
        return Suite(())  # the section has said so already
    readable = [f for f in lu.chiffres if f.indicateur.unite == "%" and f.valeur is not None and not f.douteux]
    placed = [(f, p) for f in readable if f.indicateur.sens != "contexte" and (p := _position(lu, f)) is not None]
    if placed:
        positions, when = [p for _, p in placed], in_few_words([f for f, _ in placed[:MAX_POINTS]])
        if len(positions) < least:
            return Suite(())
        chart = chart_positions(
            positions[:MAX_POINTS],
            f"Où le quartier se situe-t-il parmi les QPV du contrat{_of_perimeter(lu)} ?",
            f"Dates : {when}. Chaque ligne a sa propre échelle, de sa plus basse valeur à la plus haute, dans la même "
            "diffusion. Le rang part du plus fragile ; la couleur dit la lecture, "
            "face au QPV médian de France. Seuls figurent les chiffres publiés qui ont un sens, favorable ou non."
            f"{_partial_averages(lu, readable)}",
        )
        return _of_figures(lu, chart)
    return _chart_stated(lu, [f for f in readable if f.indicateur.sens != "contexte" or not f.publie], least)


def _partial_averages(lu: QuartierLu, figures: Sequence[ChiffreLu]) -> str:
    """Of how many QPV the contract's averages are, where that is not of all: the largest may be the one that lacks."""
    found: dict[str, None] = {}
    for figure in figures:
        known = references_of(lu.contrat, figure.publication).contrat if figure.publication is not None else None
        if known is not None and figure.indicateur.sens != "contexte" and (told := mots.of_how_many(known)):
            found[told] = None
    if not found:
        return ""
    if len(found) > _TOLD:
        return " La moyenne du contrat n'est pas de tous ses QPV : le tableau dit de combien."
    return f" La moyenne du contrat n'est pas toujours de tous ses QPV : {' ; '.join(found)}."


def _position(lu: QuartierLu, figure: ChiffreLu) -> Position | None:
    if figure.publication is None or figure.valeur is None:
        return None
    others = contract_values(lu.contrat, figure.publication)
    if len(others) < 3:
        return None  # fewer do not make a distribution
    many = len(others) > MAX_VALEURS
    known = references_of(lu.contrat, figure.publication)
    france = known.repartition.c50 if known.repartition is not None else known.france
    return Position(
        mots.label_of(figure.indicateur, figure.publication),
        figure.valeur,
        contract_centiles(lu.contrat, figure.publication) if many else others,
        known.contrat.valeur if known.contrat else None,
        france,
        known.repartition is not None,
        known.rang,
        mots.NATURE_OF_SITUATION.get(figure.comparaison.situation, "neutre"),
        figure.comparaison.situation.value,
        centiles=many,
    )


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
            points.append(PointCompare(label, value, reference, nature, f.comparaison.situation.value))
    if (main is None or not points) and least > 1:
        return Suite(())
    if main is None or not points:
        return _no_chart("de comparaison", "aucun chiffre n'a de valeur de référence")
    if len(points) < least:
        return Suite(())
    return chart_comparisons(
        points,
        f"Où le quartier se situe-t-il par rapport {mots.to(main, lu.contrat)} ?",
        lu.contrat.territoires[main],
        ("Les chiffres mis en doute n'y sont pas. " if lu.avec_document else "")
        + "Les sources et les années sont dans les tableaux.",
        dense=not lu.avec_document,
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
        return _no_chart("d'évolution", "aucune évolution publiée n'est assez nette pour être tracée")
    more = " Les autres évolutions sont dans le tableau." if len(moving) > len(lines) else ""
    chart = chart_series(
        lines,
        f"Qu'est-ce qui s'est amélioré, qu'est-ce qui s'est dégradé{_of_perimeter(lu)} ?",
        "Entre dates comparables, sur une même échelle en points, les plus amples d'abord ; seul figure ce qui "
        f"s'est amélioré ou dégradé au-delà de l'incertitude, et autrement que les QPV de France.{more}",
    )
    return _of_figures(lu, chart)


def _of_figures(lu: QuartierLu, chart: Bloc) -> Bloc:
    """A chart of published figures, whose perimeter its alternative says too."""
    known = _geographies(lu)
    if len(known) != 1 or not isinstance(chart, Graphique):
        return chart
    return replace(chart, alternative=f"{chart.alternative} Périmètre {known[0]}.")


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
        points = tuple((str(year or f"diffusion {edition}"), v) for year, edition, v in shown if v is not None)
    elif (a := figure.affirmation) is not None and a.valeur is not None and a.valeur_initiale is not None:
        if a.annee is None or a.annee_initiale is None:
            return None
        points = ((str(a.annee_initiale), a.valeur_initiale), (str(a.annee), a.valeur))
        years = (a.annee_initiale, a.annee)
    if len(points) < 2 or t.variation is None:
        return None
    nature, step = mots.NATURE_OF_EVOLUTION.get(t.evolution, "neutre"), step_text(t)
    said = f"{t.evolution.value}, {step}" if step is not None else t.evolution.value
    return Serie(
        mots.label_of(figure.indicateur, figure.publication),
        years,
        points,
        t.variation,
        nature,
        t.evolution.value,
        said,
    )


def _no_chart(what: str, why: str) -> Bloc:
    return Paragraphe(Discret(f"Pas de graphique {what} : {why}."))
