"""Words shared by both reports: readings, comparisons and trends as fragments of a cell."""

import re
from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Final

from quartiers.analyse import publications
from quartiers.analyse.comparaisons import Evolution, Fondement, Situation, Tendance, difference, printed
from quartiers.analyse.diagnostic import ChiffreLu
from quartiers.analyse.doutes import stated_trend, year_of
from quartiers.analyse.doutes import when as date_of
from quartiers.analyse.fiabilite import Bilan
from quartiers.analyse.incertitude import PERSONNES_MIN
from quartiers.analyse.notes import stated_meaning
from quartiers.analyse.paliers import Palier, Place
from quartiers.analyse.publications import Moyenne, Publication, Rang, is_alone_first, references_of, series_of
from quartiers.analyse.rapprochement import Accord
from quartiers.analyse.reperes import Repere, reference_communes
from quartiers.donnees.modele import (
    NON_DIFFUSE,
    QPV_FRANCE,
    QPV_FRANCE_MEDIAN,
    Contrat,
    Indicateur,
    Quartier,
)
from quartiers.donnees.tables.importees import NOUVELLE
from quartiers.presentation.blocs import Contenu, Discret, Fort, Fragment, Nature, Saut, Signal
from quartiers.presentation.mots_dates import step_text
from quartiers.typographie import (
    NARROW_SPACE,
    NON_RENSEIGNE,
    count,
    format_gap,
    format_number,
    format_value,
    join_words,
    lower_first,
    ordinal,
)

NATURE_OF_SITUATION: Final[dict[Situation, Nature]] = {
    Situation.FRAGILE: "fragile",
    Situation.FAVORABLE: "favorable",
}
NATURE_OF_EVOLUTION: Final[dict[Evolution, Nature]] = {
    Evolution.DEGRADATION: "fragile",
    Evolution.AMELIORATION: "favorable",
}
ORIGINES: Final = {
    "habitants": "Habitants",
    "acteurs": "Acteurs locaux",
    "habitants et acteurs": "Habitants et acteurs locaux, sans distinction",
    "non précisée": "Origine non précisée",
}
UNDATED: Final = "année non précisée"
RECENSEMENT: Final = "recensement"  # whose editions share surveys
HUNDREDS: Final = 100  # QPV: a rank among them is longer than its column
# A place among the QPV of France, in the few words of a column that is about them.
QUART: Final = 25
PARTS: Final = {1: "1 % le plus fragile", 10: "10 % les plus fragiles", QUART: "quart le plus fragile"}
PLACES: Final = {
    Palier.QUART_FAVORABLE: "quart le moins fragile",
    Palier.DIXIEME_FAVORABLE: "10 % les moins fragiles",
}
FAVORABLES: Final = tuple(PLACES)
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


def dates(contrat: Contrat, quartiers: Collection[Quartier]) -> str:
    """``chiffres des QPV de 2010 à 2021, diffusés jusqu'en 2022 ; tables arrêtées au 23/11/2026``."""
    covered = publications.covered_years(contrat, quartiers)
    published, last = covered.diffusion, None
    said = []
    if covered.annees is not None:
        first, last = covered.annees
        said.append(f"de {first} à {last}" if first < last else f"de {first}")
    if published is not None and (last is None or published > last):
        said.append(f"diffusés jusqu'en {published}")
    tables = f"tables arrêtées au {contrat.edition:%d/%m/%Y}"
    whose = "chiffres des QPV" if any(q.tous_les_codes for q in quartiers) else "chiffres énoncés"
    return f"{whose} {', '.join(said)} ; {tables}" if said else tables


def year(annee: int | None) -> str:
    return str(annee) if annee is not None else UNDATED


def when(figure: ChiffreLu) -> str:
    """``2019``; ``diffusion 2022`` for a published figure whose year is not known."""
    if figure.publication is not None:
        return date_of(figure.publication)
    return year(figure.annee)


def when_beside(figure: ChiffreLu, other: Publication) -> str:
    """As :func:`when`, beside a figure of another publication: the perimeter too, if it is not the same."""
    p = figure.publication
    if p is None or p.diffusion.geographie == other.diffusion.geographie:
        return when(figure)
    return f"{year_of(p)}, {perimeter(p)}"


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


def value_text(figure: ChiffreLu) -> str:
    """The value with its unit: ``non diffusé`` when it is published as not available."""
    if figure.parties and figure.affirmation is None:
        return "par ancien QPV"
    if figure.valeur is None:
        return NON_DIFFUSE if figure.publie else NON_RENSEIGNE
    return format_value(figure.valeur, figure.indicateur.unite, figure.precision)


def values_text(figure: ChiffreLu) -> str:
    """As :func:`value_text`, but for former QPV that cannot be taken together: the value of each."""
    if figure.parties and figure.affirmation is None:
        unit = figure.indicateur.unite
        return " et ".join(NON_DIFFUSE if p.valeur is None else format_value(p.valeur, unit) for p in figure.parties)
    return value_text(figure)


def value_cell(
    figure: ChiffreLu,
    *,
    whole_qpv: bool = False,
    en_ligne: bool = False,
    autre_population: Collection[str] = (),
) -> Contenu:
    """The value, its date and its origin; beside a published one, what the document states otherwise.

    ``autre_population`` are the statements that have the published value for another population; ``whole_qpv`` says
    that the quartier is a part of the QPV that the published figure describes; ``en_ligne`` puts everything on one
    line, and the date in parentheses: beside a count, « 201 2021 » would be copied as one number.
    """
    value: Fragment = Fort(value_text(figure)) if figure.valeur is not None else value_text(figure)
    parts: list[Fragment] = [value]
    gap: Fragment = " " if en_ligne else Saut()
    about = ""
    if figure.publie:
        about = when(figure) + (", QPV entier" if whole_qpv else "")
    elif figure.affirmation is not None:
        about = f"{year(figure.annee)}, énoncé"
    if about:
        parts += [" ", Discret(f"({about})" if en_ligne else about)]
    for part in figure.parties:
        parts += [gap, Discret(part_text(part, figure.indicateur.unite))]
    for stated in figure.enonces:
        text = stated_beside(stated, autre_population)
        parts += [gap, Signal("alerte", text) if has_doubtful_value(stated, autre_population) else Discret(text)]
    return parts


def part_text(part: Publication, unite: str) -> str:
    """The published figure of one of the former QPV."""
    value = format_value(part.valeur, unite) if part.valeur is not None else NON_DIFFUSE
    return f"{' + '.join(part.territoires)} : {value} ({date_of(part)})"


def stated_beside(stated: ChiffreLu, autre_population: Collection[str] = ()) -> str:
    """What the document states of an indicator that is published, and what it says that it is, if that is another
    thing or of other people (``autre_population``, by statement)."""
    a = stated.affirmation
    if a is None or a.valeur is None:
        if a is not None and a.variation is not None:
            return f"énoncé : {format_gap(a.variation, stated.indicateur.unite)}, sans niveau"
        return "énoncé : l'évolution seulement"
    told = f"énoncé : {value_text(stated)} ({year(a.annee)})"
    if stated_meaning(a.note):
        return told  # what it is said to be is told with the label
    if a.affirmation in autre_population:
        return f"{told}, rapporté à : {a.population}" if a.population else f"{told}, d'une autre population"
    return "l'énoncé concorde" if _agrees(stated) else told


def later_statement(figure: ChiffreLu, doubted: frozenset[str]) -> str | None:
    """``Document : 37,2 % (2020)``: what the document states of a later year than the published figure; nothing that a
    rule doubts."""
    for stated in figure.enonces:
        a = stated.affirmation
        if a is None or a.valeur is None or stated.douteux or a.affirmation in doubted or stated_meaning(a.note):
            continue
        if figure.annee is not None and a.annee is not None and a.annee > figure.annee:
            return f"Document : {value_text(stated)} ({a.annee})"
    return None


def has_doubtful_value(stated: ChiffreLu, autre_population: Collection[str] = ()) -> bool:
    """Whether what :func:`stated_beside` says calls for a check."""
    a = stated.affirmation
    if a is not None and (a.affirmation in autre_population or (a.valeur is not None and stated_meaning(a.note))):
        return True
    return stated.valeur is not None and stated.douteux and not _agrees(stated)


def _agrees(stated: ChiffreLu) -> bool:
    return stated.verification is not None and stated.verification.accord is Accord.CONCORDE


def why_no_trend(contrat: Contrat, quartier: Quartier, figure: ChiffreLu) -> str | None:
    """Why a figure has no trend, where a reader would look for one."""
    if figure.publication is not None:
        return publications.why_no_trend(contrat, series_of(contrat, quartier, figure.indicateur.indicateur))
    checked = figure.verification
    if checked is not None and checked.evolution_contestee:
        return f"évolution énoncée non reprise : {checked.evolution_contestee}"
    return "rien ne permet de réunir les anciens QPV" if figure.affirmation is None else None


def of_how_many(average: Moyenne, *, part: bool = True) -> str:
    """``5 QPV sur 8, 41 % des habitants``: what a mean that is not of all is of; empty where it is of all.

    The largest may be the one that is not published: how many says little without whom. ``part``: with that share,
    where it is known; it is not where nobody knows what some QPV were in the geography of the figures.
    """
    if not average.absents:
        return ""
    told = f"{format_number(average.effectif)} QPV sur {format_number(average.effectif + average.absents)}"
    if not part or average.inconnus or average.part_pct is None:
        return told
    return f"{told}, {format_number(average.part_pct, 0)}{NARROW_SPACE}% des habitants"


def references_cells(figure: ChiffreLu, contrat: Contrat) -> tuple[Contenu, Contenu, Contenu]:
    """What the figure is beside: the QPV of France, the contract's, and its rank among the latter.

    A stated figure has the reference that the document gives, under the contract's QPV unless it is another.
    """
    if figure.publication is None:
        stated, national = _stated_references(figure, contrat)
        return national, stated, "—"
    if figure.valeur is None:
        return "—", "—", "—"
    unit, known = figure.indicateur.unite, references_of(contrat, figure.publication)
    own: Contenu = "—"
    if known.contrat is not None:
        own = [format_value(known.contrat.valeur, unit)]
        own += [Saut(), Discret(told)] if (told := of_how_many(known.contrat, part=False)) else []
    france: Contenu = "—"
    if known.repartition is not None:
        france = format_value(known.repartition.c50, unit)
    elif known.france is not None:
        france = [format_value(known.france, unit), Saut(), Discret("ensemble")]
    elif known.partielle is not None:
        france = Discret(f"publié pour {format_number(known.partielle.effectif)} QPV seulement")
    return france, own, rank_cell(known.rang) if known.rang else "—"


def rank_cell(rang: Rang) -> Contenu:
    """``3e / 15``, ``5e / 15 ex æquo``: from the most fragile, from the highest for an indicator of context.

    Of hundreds of QPV, on two lines, for a narrow column.
    """
    place, total = ordinal(rang.rang), format_number(rang.total)
    parts: list[Fragment] = (
        [f"{place}\u00a0/\u00a0{total}"] if rang.total < HUNDREDS else [place, Saut(), Discret(f"sur {total}")]
    )
    return [*parts, Saut(), Discret("ex æquo")] if rang.ex_aequo else parts


def worst_of_contract(figure: ChiffreLu, contrat: Contrat) -> str:
    """``le plus fragile des 15 QPV de 2015 du contrat``; empty where another is as fragile, within the uncertainty."""
    if figure.publication is None or not is_alone_first(contrat, figure.publication):
        return ""
    rang = references_of(contrat, figure.publication).rang
    if rang is None:
        return ""
    whose = f"QPV de {figure.publication.diffusion.geographie} du contrat"
    return f"le plus fragile des {format_number(rang.total)} {whose}"


def _origin(figure: ChiffreLu) -> str:
    """Where the document gives the reference of a figure."""
    return {
        Fondement.ECART_ENONCE: "déduit de l'écart",
        Fondement.REFERENCE_DU_DOCUMENT: "énoncé ailleurs",
    }.get(figure.comparaison.fondement, "énoncé")


def stated_reference_cell(figure: ChiffreLu, contrat: Contrat) -> Contenu:
    """The reference that the document gives, and whose it is: where nothing is published, there is no other."""
    c = figure.comparaison
    if c.territoire is None:
        return "—"
    value = format_value(c.valeur_reference, figure.indicateur.unite)
    return [value, Saut(), Discret(f"{contrat.territoires[c.territoire]}, {_origin(figure)}")]


def _stated_references(figure: ChiffreLu, contrat: Contrat) -> tuple[Contenu, Contenu]:
    c = figure.comparaison
    if c.territoire is None:
        return "—", "—"
    origin = _origin(figure)
    national = c.territoire in (QPV_FRANCE, QPV_FRANCE_MEDIAN)
    usual = national or c.territoire == contrat.lecture.reference
    about = origin if usual else f"{contrat.territoires[c.territoire]}, {origin}"
    value = format_value(c.valeur_reference, figure.indicateur.unite)
    cell: Contenu = [value, Saut(), Discret(about)] if c.valeur_reference is not None or not usual else value
    return ("—", cell) if national else (cell, "—")


def card_references(figure: ChiffreLu, contrat: Contrat, quartier: Quartier) -> tuple[str, ...]:
    """``QPV médian de France : 43,9 %`` of a published figure, then its communes; a stated one's own reference."""
    unit, c = figure.indicateur.unite, figure.comparaison
    if figure.publication is None and figure.parties and figure.affirmation is None:
        spread = references_of(contrat, figure.parties[0]).repartition
        name = contrat.territoires[QPV_FRANCE_MEDIAN]
        return (f"{name} : {format_value(spread.c50, unit)}",) if spread is not None else ()
    if figure.publication is None:
        if c.territoire is None:
            return ()
        return (f"{contrat.territoires[c.territoire]} : {format_value(c.valeur_reference, unit)}",)
    found = []
    if c.territoire is not None and c.valeur_reference is not None:
        found.append(f"{contrat.territoires[c.territoire]} : {format_value(c.valeur_reference, unit)}")
    for repere in reference_communes(contrat, quartier, figure.indicateur.indicateur):
        value = format_value(repere.valeur, unit) if repere.valeur is not None else NON_DIFFUSE
        year = _year_of(repere)
        euros = unit == "€" and year != figure.annee  # prices rose in between
        found.append(f"{repere.commune} : {value} ({f'euros de {year}' if euros else year})")
    return tuple(found)


def has_other_year(figure: ChiffreLu, contrat: Contrat, quartier: Quartier) -> bool:
    """Whether a card gives a commune's figure of another year than its own."""
    if figure.publication is None:
        return False
    beside = reference_communes(contrat, quartier, figure.indicateur.indicateur)
    return any(r.valeur is not None and _year_of(r) != figure.annee for r in beside)


def label_of(indicateur: Indicateur, publication: Publication | None) -> str:
    """The short label of a published figure in a chart, with its perimeter if that is the one of 2024, as dates say."""
    is_new = publication is not None and publication.diffusion.geographie == NOUVELLE
    return f"{indicateur.libelle_court}, périmètre {NOUVELLE}" if is_new else indicateur.libelle_court


def euros_of(figure: ChiffreLu, contrat: Contrat, quartier: Quartier) -> str | None:
    """``euros de 2018`` where the card gives those of another year for the communes."""
    if figure.indicateur.unite != "€" or figure.annee is None:
        return None
    others = reference_communes(contrat, quartier, figure.indicateur.indicateur)
    return f"euros de {figure.annee}" if any(_year_of(repere) != figure.annee for repere in others) else None


def _year_of(repere: Repere) -> int:
    return repere.mesure.annee or repere.mesure.edition


def short_sources(sources: Iterable[str]) -> str:
    """``Sources : Insee (Filosofi, recensement).``: who publishes, and of which files, named in parentheses."""
    found: dict[str, dict[str, None]] = {}
    for source in sources:
        files = found.setdefault(source.split(",", 1)[0], {})
        if named := re.search(r"\(([^()]+)\)$", source):
            files[named[1]] = None
    told = [f"{who} ({', '.join(files)})" if files else who for who, files in found.items()]
    return f"Sources : {' ; '.join(told)}." if told else ""


def perimeter(publication: Publication) -> str:
    """``périmètre 2015``: the geography of the QPV that a published figure describes."""
    return f"périmètre {publication.diffusion.geographie}"


def among(territoire: str, contrat: Contrat) -> str:
    """``les QPV de l'agglomération``, ``le QPV médian de France``."""
    article = "le" if territoire == QPV_FRANCE_MEDIAN else "les"
    return f"{article} {contrat.territoires[territoire]}"


def to(territoire: str, contrat: Contrat) -> str:
    """``aux QPV de l'agglomération``, ``au QPV médian de France``."""
    return f"{'au' if territoire == QPV_FRANCE_MEDIAN else 'aux'} {contrat.territoires[territoire]}"


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


def situation_signal(situation: Situation) -> Signal:
    return Signal(NATURE_OF_SITUATION.get(situation, "neutre"), situation.value)


def place_text(place: Place) -> str:
    """``10 % les plus fragiles``: the part that the published value is in; and, where its uncertainty may take it out
    of that, the one that it surely is in: ``10 % les plus fragiles, au moins le quart``."""
    if place.part is None:
        return PLACES[place.palier] if place.palier in FAVORABLES else ""
    told = PARTS[place.part]
    if place.palier is Palier.MILIEU:
        return f"{told}, à l'incertitude près"
    return f"{told}, au moins le quart" if place.palier is Palier.QUART_FRAGILE and place.part < QUART else told


def reading_cell(figure: ChiffreLu, contrat: Contrat) -> Contenu:
    """The reading with its gap, its place among the QPV of France, and what it is read against where that is not their
    median; the document's own words where they say otherwise."""
    c, a = figure.comparaison, figure.affirmation
    if c.situation is Situation.NON_COMPAREE:
        parts: list[Fragment] = [Discret(Situation.NON_COMPAREE.value)]
    else:
        signal = situation_signal(c.situation)
        parts = [replace(signal, texte=signal.texte.removeprefix("écart "))]  # which is beside it
    if c.ecart is not None:
        parts += [Saut(), gap_text(figure, contrat)]
    if told := repeated_text(figure):
        parts += [Saut(), Discret(told)]
    if c.place is not None and c.situation in NATURE_OF_SITUATION and (told := place_text(c.place)):
        parts += [Saut(), Discret(told)]
    if c.territoire is not None and c.fondement is not Fondement.MEDIANE_FRANCE and a is None:
        parts += [Saut(), Discret(f"face à : {contrat.territoires[c.territoire]}")]
    if a is None:
        return parts
    if figure.dementi:
        parts += [Saut(), Signal("alerte", "chiffre à vérifier")]
    if c.situation in NATURE_OF_SITUATION and c.fondement is not Fondement.POSITION_ENONCEE:
        parts += [Saut(), Discret("selon le document")]  # whose uncertainty is not known
    if c.fondement is Fondement.POSITION_ENONCEE:
        parts += [Saut(), Discret(f"{a.position} selon le document, sans valeur")]
    if c.contredite:
        parts += [Saut(), Signal("alerte", f"le document le dit {a.position}")]
    if figure.tendance is not None and figure.tendance.contredite:
        parts += [Saut(), Signal("alerte", f"le document le dit {stated_trend(a)}")]
    return parts


def repeated_text(figure: ChiffreLu) -> str:
    """``du même côté dans 4 diffusions``: of a gap that is not read and comes back; empty where it does not."""
    if not (times := figure.comparaison.repetee):
        return ""
    overlap = " qui se recouvrent" if figure.indicateur.evolution == RECENSEMENT else ""
    return f"du même côté dans {times} diffusions{overlap}"


def gap_text(figure: ChiffreLu, contrat: Contrat) -> str:
    """``+6,3 points``; of a gap too small to be read, how few people it is: ``+6,3 points, soit environ 7…``."""
    c, i = figure.comparaison, figure.indicateur
    assert c.ecart is not None
    text = format_gap(c.ecart, i.unite)
    if c.situation is Situation.IMPRECISE and c.personnes is not None and i.poids is not None:
        people = lower_first(contrat.indicateurs[i.poids].libelle_court)
        if 0.5 <= c.personnes < PERSONNES_MIN:
            text += f", soit environ {format_number(round(c.personnes))} ({people})"
    return text


def comparison_sentence(figure: ChiffreLu, contrat: Contrat) -> str:
    """``Emplois précaires, 33,8 % (2021) contre 26,9 % pour les QPV… (+6,9 points)``."""
    c, i = figure.comparaison, figure.indicateur
    text = f"{i.libelle_court}, {value_text(figure)} ({when(figure)})"
    if c.valeur_reference is not None and c.ecart is not None and c.territoire is not None:
        text += (
            f" contre {format_value(c.valeur_reference, i.unite)} pour {among(c.territoire, contrat)}"
            f" ({format_gap(c.ecart, i.unite)})"
        )
    return f"{text}, à vérifier" if figure.douteux else text


def trend_sentence(figure: ChiffreLu) -> str:
    """``Emploi des femmes : +6,1 points (2011-2019)``."""
    t = figure.tendance
    assert t is not None
    change = format_gap(t.variation, figure.indicateur.unite) if t.variation is not None else t.sens.value
    about = [text for text in (period(t), step_text(t)) if text]
    span = f" ({', '.join(about)})" if about else ""
    return f"{figure.indicateur.libelle_court} : {change}{span}"


def scale_label(echelle: str) -> str:
    return "Intercommunale" if echelle == "intercommunale" else "Propre au quartier"


def checking_sentence(bilan: Bilan) -> str:
    """How many stated figures agree, are denied, or cannot be checked."""
    parts = [
        count(number, singular, plural)
        for number, singular, plural in (
            (bilan.concordent, "concorde avec une publication", "concordent avec une publication"),
            (
                bilan.autre_population,
                "a la valeur publiée, mais la rapporte à une autre population",
                "ont la valeur publiée, mais la rapportent à une autre population",
            ),
            (
                bilan.dementis,
                "ne concorde pas, ou concorde sous un autre intitulé",
                "ne concordent pas, ou concordent sous un autre intitulé",
            ),
            (bilan.non_verifiables, "ne peut pas être vérifié", "ne peuvent pas être vérifiés"),
        )
        if number
    ]
    total = count(bilan.total, "chiffre énoncé", "chiffres énoncés")
    return f"Sur {total} par le diagnostic : {join_words(parts)}."
