"""Words shared by the reports: what a figure is read beside: means, ranks, what the document compares it with."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from quartiers.analyse.comparaisons import Fondement, Situation
from quartiers.analyse.diagnostic import ChiffreLu, read_with, takes_from
from quartiers.analyse.publications import Moyenne, Publication, Rang, is_alone_first, references_of
from quartiers.analyse.reperes import reference_communes
from quartiers.donnees.fichiers.textes import fold
from quartiers.donnees.modele import (
    NON_DIFFUSE,
    QPV_FRANCE,
    QPV_FRANCE_MEDIAN,
    Contrat,
    Indicateur,
    Quartier,
)
from quartiers.donnees.tables.importees import NOUVELLE
from quartiers.presentation.blocs import Contenu, Discret, Fragment, Saut
from quartiers.typographie import (
    NARROW_SPACE,
    format_number,
    format_value,
    lower_first,
    ordinal,
)

HUNDREDS: Final = 100  # QPV: a rank among them is longer than its column


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


def beside_communes(figure: ChiffreLu, contrat: Contrat, quartier: Quartier) -> str:
    """``au-dessus d'Anzin : 32 % en 2021``: on which side of its communes a figure is, and what theirs are, of their
    year; no judgement, which a figure of 2018 and one of 2021 would not bear."""
    unit, value = figure.indicateur.unite, figure.valeur or 0.0
    told = []
    for r in reference_communes(contrat, quartier, figure.indicateur.indicateur):
        if r.valeur is None:
            continue
        side = Situation.AU_DESSUS if value > r.valeur else Situation.AU_DESSOUS
        when = "" if r.annee == figure.annee else f", euros de {r.annee}" if unit == "€" else f" en {r.annee}"
        told.append(f"{side.value} {_of_commune(r.commune)} : {format_value(r.valeur, unit)}{when}")
    return " ; ".join(told)


def _of_commune(name: str) -> str:
    """``de Beuvrages``, ``d'Anzin``, ``du Quesnoy``."""
    for article, short in (("Le ", "du "), ("Les ", "des ")):
        if name.startswith(article):
            return short + name.removeprefix(article)
    return f"d'{name}" if fold(name)[:1] in "aeiouyhœ" else f"de {name}"


def card_references(figure: ChiffreLu, contrat: Contrat, quartier: Quartier, *, known: bool = True) -> tuple[str, ...]:
    """``QPV médian de France : 43,9 %`` of a published figure, then its communes; a stated one's own reference. That a
    commune's is of another year is said where it stands, for what is there to be subtracted is. Without ``known``,
    those of the communes whose figure is told elsewhere on the card are left out."""
    unit, c = figure.indicateur.unite, figure.comparaison
    if figure.publication is None and figure.parties and figure.affirmation is None:
        spread = references_of(contrat, figure.parties[0]).repartition
        median = f"{contrat.territoires[QPV_FRANCE_MEDIAN]} : {format_value(spread.c50, unit)}" if spread else ""
        return tuple(filter(None, (median, *_of_communes(figure, contrat, quartier, known=known))))
    if figure.publication is None:
        if c.territoire is None:
            return ()
        return (f"{contrat.territoires[c.territoire]} : {format_value(c.valeur_reference, unit)}",)
    found = []
    if c.territoire is not None and c.valeur_reference is not None:
        found.append(f"{contrat.territoires[c.territoire]} : {format_value(c.valeur_reference, unit)}")
    return (*found, *_of_communes(figure, contrat, quartier, known=known))


def _of_communes(figure: ChiffreLu, contrat: Contrat, quartier: Quartier, *, known: bool) -> tuple[str, ...]:
    """``Marly : 23 % (2021, non 2018)``, a commune of the project each."""
    found, unit = [], figure.indicateur.unite
    own = _year_of_card(figure)
    beside = reference_communes(contrat, quartier, figure.indicateur.indicateur)
    for repere in (r for r in beside if known or r.valeur is None):
        value = format_value(repere.valeur, unit) if repere.valeur is not None else NON_DIFFUSE
        year = repere.annee
        euros = unit == "€" and year != own  # prices rose in between
        other = own is not None and repere.valeur is not None and year != own
        when = f"{year}, non {own}" if other else str(year)
        found.append(f"{repere.commune} : {value} ({f'euros de {year}' if euros else when})")
    return tuple(found)


def beside_on_card(figure: ChiffreLu, figures: Sequence[ChiffreLu]) -> str:
    """``Réduite par pensions et retraites, 30 % (QPV médian : 23 %)``: what a figure is to be read with, which is no
    reason of it where it is not surely above the median. Empty for most figures."""
    other = read_with(figure, figures)
    if other is None:
        return ""
    c, unit = other.comparaison, other.indicateur.unite
    label, value = other.indicateur.libelle_court, format_value(other.valeur, unit)
    if c.territoire != QPV_FRANCE_MEDIAN or c.valeur_reference is None:
        return f"{label} : {value}"
    beside = f"{value} (QPV médian : {format_value(c.valeur_reference, unit)})"
    return f"Réduite par {lower_first(label)}, {beside}" if takes_from(figure, other) else f"{label} : {beside}"


def beside_in_table(figure: ChiffreLu, figures: Sequence[ChiffreLu]) -> tuple[Fragment, ...]:
    """``pensions et retraites au-dessus``, in a table that has a row for each: only where it is a part of why the
    figure is said to be more fragile."""
    other = read_with(figure, figures)
    if other is None or figure.comparaison.situation is not Situation.FRAGILE or not takes_from(figure, other):
        return ()
    return Saut(), Discret(f"{lower_first(other.indicateur.libelle_court)} au-dessus")


def has_other_year(figure: ChiffreLu, contrat: Contrat, quartier: Quartier) -> bool:
    """Whether a card gives a commune's figure of another year than its own."""
    own = _year_of_card(figure)
    if own is None and figure.publication is None:
        return False
    beside = reference_communes(contrat, quartier, figure.indicateur.indicateur)
    return any(r.valeur is not None and r.annee != own for r in beside)


def _year_of_card(figure: ChiffreLu) -> int | None:
    """The year of what a card shows: of former QPV that are not taken together, the first one's."""
    parts = figure.parties if figure.publication is None and figure.affirmation is None else ()
    return parts[0].annee if parts else figure.annee


def label_of(indicateur: Indicateur, publication: Publication | None) -> str:
    """The short label of a published figure in a chart, with its perimeter if that is the one of 2024, as dates say."""
    is_new = publication is not None and publication.diffusion.geographie == NOUVELLE
    return f"{indicateur.libelle_court}, périmètre {NOUVELLE}" if is_new else indicateur.libelle_court


def euros_of(figure: ChiffreLu, contrat: Contrat, quartier: Quartier) -> str | None:
    """``euros de 2018`` where the card gives those of another year for the communes."""
    if figure.indicateur.unite != "€" or figure.annee is None:
        return None
    others = reference_communes(contrat, quartier, figure.indicateur.indicateur)
    return f"euros de {figure.annee}" if any(repere.annee != figure.annee for repere in others) else None


def short_sources(sources: Iterable[str]) -> str:
    """``Sources : Insee (Filosofi, recensement).``: who publishes, and of which files, named in parentheses."""
    found: dict[str, dict[str, None]] = {}
    for source in sources:
        files = found.setdefault(source.split(",", 1)[0], {})
        if named := re.search(r"\(([^()]+)\)$", source):
            files[named[1]] = None
    told = [f"{who} ({', '.join(files)})" if files else who for who, files in found.items()]
    return f"Sources : {' ; '.join(told)}." if told else ""
