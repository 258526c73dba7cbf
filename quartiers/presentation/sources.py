"""What reports say of their figures and maps: where they come from, how they are read, which are in doubt."""

import re
from collections.abc import Collection, Iterable, Sequence
from typing import Final

from quartiers.analyse.comparaisons import Fondement
from quartiers.analyse.diagnostic import ChiffreLu
from quartiers.analyse.doutes import AUTRES_LIMITES, Gravite, Point, Regle, by_figure, join_lines, without_beginnings
from quartiers.analyse.incertitude import PERSONNES_MIN
from quartiers.analyse.notes import named_in_document
from quartiers.analyse.publications import Publication, References, references_of
from quartiers.analyse.rapprochement import ARRONDI
from quartiers.analyse.recensement_communes import Comptage
from quartiers.analyse.regles_grandeurs import EVOLUTIONS, GRANDEURS
from quartiers.analyse.regles_ruptures import PETITS_EFFECTIFS
from quartiers.donnees.lieux.contours import LICENCE
from quartiers.donnees.modele import Contour, Contrat, Indicateur, Lecture
from quartiers.presentation.blocs import (
    Contenu,
    Discret,
    Fort,
    Fragment,
    Liste,
    Saut,
    Signal,
    Tableau,
)
from quartiers.presentation.blocs_notes import Note, ParagrapheCommun
from quartiers.typographie import format_number, format_value, join_words, lower_first
from quartiers.unites import COUNT

# As the importer writes them: the theme and the edition are enough, once the publisher has been named.
_INSEE: Final = re.compile(r"Insee, données sur les QPV, thème (\w+), diffusion (\d+)")
_OTHERS: Final = (Fondement.FRANCE, Fondement.MOYENNE_DU_CONTRAT)
_FILE: Final = re.compile(r"\(([^()]+)\)$")
_PLAIN: Final = frozenset(("quartier", "de", "des", "du", "les", "par", "cet", "ce"))  # every figure is the quartier's


def notes_guide(contrat: Contrat, published: Iterable[Publication]) -> ParagrapheCommun:
    """What all notes would say, once: how sources are named, of how many QPV averages and medians are: those that the
    figures ``published`` are compared with."""
    told = (
        "Notes : « DEMO 2022 (recensement) » est le thème DEMO, diffusion 2022, des données de l'Insee sur les QPV, "
        "tirées du recensement. La moyenne du contrat porte sur tous ses QPV, sauf mention."
    )
    spreads = (references_of(contrat, p).repartition for p in published if p.valeur is not None)
    if known := [spread.effectif for spread in spreads if spread is not None]:
        least, most = (format_value(number, COUNT) for number in (min(known), max(known)))
        many = f"{least} à {most}" if least != most else least
        told += f" Le QPV médian est celui de {many} QPV de France{', selon le chiffre' if least != most else ''}."
    return ParagrapheCommun(Discret(told))


def in_short(source: str) -> str:
    """A source as notes name it: the theme and the edition of INSEE's data on the QPV; any other, whole.

    >>> in_short("Insee, données sur les QPV, thème REVN, diffusion 2022 (CNAF)")
    'REVN 2022 (CNAF)'
    """
    return _INSEE.sub(r"\1 \2", source)


def indicator_note(
    contrat: Contrat,
    indicateur: Indicateur,
    published: Sequence[Publication],
    lines: Sequence[str] = (),
    noted: Sequence[str] = (),
) -> Note:
    """The definition, population, reserve, sources and weights of an indicator's figures.

    ``lines`` are those of the document that state it, ``noted`` what was noted of what they say.
    """
    told = [f"{indicateur.definition}."]
    if _words(indicateur.population) - _words(f"{indicateur.libelle} {indicateur.definition}"):
        told.append(f"Base : {lower_first(indicateur.population)}.")
    if indicateur.reserve:
        told.append(f"{indicateur.reserve}.")
    return Note(
        indicateur.libelle,
        " ".join(told),
        " ".join(_origin(contrat, indicateur, published)),
        _where_stated(lines, noted),
        indicateur.indicateur,
    )


def _where_stated(lines: Sequence[str], noted: Sequence[str]) -> str:
    where = [f"Énoncé l. {', '.join(lines)} du document."] if lines else []
    return " ".join([*where, *(f"{note[:1].upper()}{note[1:]}." for note in dict.fromkeys(noted))])


def _words(text: str) -> frozenset[str]:
    """The words that a population is told with, in the singular: one of them that a definition lacks adds to it."""
    return frozenset(word.rstrip("s") for word in re.findall(r"[\w-]{3,}", text.lower())) - _PLAIN


def _origin(contrat: Contrat, indicateur: Indicateur, published: Sequence[Publication]) -> list[str]:
    if not published:
        return [f"Producteur selon le document : {named_in_document(indicateur.producteur)}."]
    found = list(dict.fromkeys(in_short(p.source) for p in published))
    name = "Sources" if len(found) > 1 else "Source"
    return [f"{name} : {join_words(found)}.", *_origin_of_references(references_of(contrat, published[0]))]


def _origin_of_references(known: References) -> list[str]:
    """How what a published figure is compared with was obtained."""
    found = []
    if known.contrat is not None:
        weight = lower_first(known.contrat.poids.libelle_court)
        partial = known.contrat.effectif < known.contrat.total
        share = f"{known.contrat.effectif} QPV sur {known.contrat.total}, pondérés" if partial else "pondéré"
        found.append(f"Contrat : {share} par « {weight} ».")
    if known.repartition is None and known.precision_france:
        found.append(f"France : {known.precision_france}.")
    return found


def name_origin(contours: Iterable[Contour]) -> str:
    """Where contours come from, of which geographies they are, and by what licence they are there."""
    found = tuple(contours)
    simplified = " simplifiés" if any(c.simplifie for c in found) else ""
    years = join_words(sorted({c.geographie for c in found}))
    return f"Contours{simplified} de {years} : ANCT, {LICENCE}."


# How many characters a report of six pages has for what is only worth knowing, and what it tells first: how to read a
# figure that the document states, then what it leaves unsaid; what other sections of the report show comes last.
PLACE_A_SAVOIR: Final = 1200
SUITE: Final = "la feuille « Doutes » de donnees.xlsx, le classeur fait avec ce rapport"
# Rules of one figure given in several sections: each is to know of it. What other rules say of several sections is how
# the document is written, and no defect of one: the workbook lists it.
_DE_PLUSIEURS: Final = (Regle.TERRITOIRE, Regle.REFERENCE, Regle.COPIE, Regle.REPETITION)
# What residents and actors say in words has no figure to be right of: the workbook asks for one, no page of figures.
EN_MOTS: Final = (EVOLUTIONS, GRANDEURS)
_A_SAVOIR: Final = (
    *(Regle.TERRITOIRE, Regle.COPIE, Regle.REPETITION, Regle.REFERENCE, Regle.SAUT, Regle.JUGEMENT, Regle.PUBLICATION),
    *(Regle.SUPERLATIF, Regle.PERIMETRE, Regle.AMPLEUR, Regle.EFFECTIF, Regle.ANNEE, Regle.POPULATION, Regle.NIVEAU),
    *(Regle.SANS_APPUI, Regle.SANS_PRIORITE, Regle.SYNTHESE, Regle.COUPURE, Regle.RECOPIE, Regle.LIBELLE),
)
# What is left, by what it is about.
_SUR_LES_PRIORITES: Final = (Regle.SANS_APPUI, Regle.SANS_PRIORITE, Regle.SYNTHESE)
_SUR_LA_REDACTION: Final = (Regle.COUPURE, Regle.RECOPIE, Regle.LIBELLE)


def doubts_table(legende: str, points: Sequence[Point], enonces: Collection[str] = ()) -> Tableau:
    """A row for each figure: which one and the rules, each fact and how grave it is, and what to do.

    ``enonces`` are the statements of the quartier that is read: what several rules say of one of them is one row.
    """
    rows: list[tuple[Contenu, ...]] = []
    for group in by_figure(points, enonces):
        first, several = group[0], len(group) > 1
        lines = join_lines(p.lignes for p in group)
        where = f"{first.objet} (l. {lines})" if lines else first.objet
        head: list[Fragment] = [Fort(where)]
        for title in dict.fromkeys(f"{p.titre} ({p.regle.value})" for p in group):
            head += [Saut(), Discret(title)]
        found: list[Fragment] = []
        for p in group:
            found += [Saut()] if found else []
            found += [Fort(f"{p.regle.value} : ")] if several else []
            found += [part for phrase in p.phrases for part in (phrase, Saut())]
            found.append(Signal("alerte" if p.gravite is Gravite.ERREUR else "neutre", p.gravite.value))
        rows.append((head, found, _remedies(group)))
    return Tableau(legende, ("Chiffre, et règle", "Ce qui est constaté", "Que faire"), tuple(rows), (26, 48, 26))


def _remedies(group: Sequence[Point]) -> Contenu:
    """What to do: of several rules, each with its own, once."""
    told: list[Fragment] = []
    wanted = without_beginnings(" ".join(p.propositions) for p in group)
    for text in wanted:
        rules = dict.fromkeys(p.regle.value for p in group if " ".join(p.propositions) == text)
        told += [Saut()] if told else []
        told += [Fort(f"{join_words(list(rules))} : "), lower_first(text)] if len(wanted) > 1 else [text]
    return told


def known_list(points: Sequence[Point], room: int = PLACE_A_SAVOIR, meme_qpv: Collection[str] = ()) -> Liste:
    """What is only worth knowing, what bears on the reading of stated figures first, in so many characters, and what to
    do; what is left is told by what it is about, with where it is; so is what is no doubt of a figure, priorities
    without a support to begin with: page 1 and their table name these. ``meme_qpv`` are the projects of the QPV that is
    read: what is of several of them is of each."""
    items: list[Contenu] = []
    left: list[Point] = []
    told: set[tuple[str, frozenset[str]]] = set()
    own = (p for p in points if len(p.quartiers) == 1 or p.regle in _DE_PLUSIEURS or set(p.quartiers) <= set(meme_qpv))
    for p in sorted(own, key=_rank):
        figure = p.objet, frozenset(p.affirmations)
        if p.regle in (Regle.JUGEMENT, Regle.NIVEAU) and figure in told:
            continue  # the same series, against the document's word for it, or without the level that it tells
        phrases = " ".join((*p.phrases, *_left_to_do(p)))
        elsewhere = p.regle in (*_SUR_LA_REDACTION, Regle.SANS_APPUI) or p.objet in EN_MOTS
        if elsewhere or (items and len(phrases) > room):
            left.append(p)
            continue
        room -= len(phrases)
        if p.regle is Regle.SAUT:
            told.add(figure)
        where = f"{p.objet} (l. {p.lignes})" if p.lignes and p.lignes not in phrases else p.objet
        items.append([Fort(f"{p.titre.split(' : ')[0]} ({p.regle.value}) · {where} : "), phrases])
    if left:
        items.append(f"D'autres remarques, de moindre portée, {_what_is_left(left)}, sont dans {SUITE}.")
    return Liste(tuple(items))


def _left_to_do(p: Point) -> tuple[str, ...]:
    """What to do, but for what the sentence has said already."""
    said = " ".join(p.phrases)
    left = [text for text in p.propositions if text.rstrip(".") not in said]
    return (f"Que faire : {lower_first(' '.join(left))}",) if left else ()


def _rank(p: Point) -> tuple[int, int]:
    """What is about a figure of the document first, within the order of the rules: of a series that it does not state,
    or of words alone, after all that is about its figures."""
    order = _A_SAVOIR.index(p.regle) if p.regle in _A_SAVOIR else len(_A_SAVOIR)
    if p.titre == AUTRES_LIMITES:
        return -1, order  # it bears on every figure
    beside = p.regle in (Regle.SAUT, Regle.JUGEMENT) and (not p.affirmations or p.objet == PETITS_EFFECTIFS)
    return (_A_SAVOIR.index(Regle.ANNEE) if beside else order), order


def _what_is_left(points: Sequence[Point]) -> str:
    """``sur les chiffres, les priorités et la rédaction``: how many there are would tell of a text that is read closely
    rather than of one that is wrong."""
    rules = {p.regle for p in points}
    about = (
        (rules - {*_SUR_LES_PRIORITES, *_SUR_LA_REDACTION}, "les chiffres et les constats"),
        (rules & {*_SUR_LES_PRIORITES}, "les priorités"),
        (rules & {*_SUR_LA_REDACTION}, "la rédaction"),
    )
    return f"sur {join_words([name for some, name in about if some])}"


def reading_rule(
    rule: Lecture,
    *,
    enonces: bool = True,
    publies: bool = True,
    evolutions: bool = True,
    compares: Iterable[ChiffreLu] = (),
    comptage: Comptage = Comptage.INCONNU,
) -> ParagrapheCommun:
    """The rule of the readings, in words, with the contract's thresholds: of published figures, of stated ones; and of
    which size the margins are of the figures ``compares``, of communes that the census counts by ``comptage``.

    ``evolutions``: whether the report reads changes, runs of measures and deciles too, or a date and its gap alone.
    """
    points, amount = format_number(rule.ecart_points), f"{format_number(rule.ecart_relatif_pct)} % d'un montant"
    about = (
        f" Un chiffre énoncé « environ » est pris à {format_number(rule.marge_environ_points)} points près "
        f"({format_number(rule.marge_environ_relative_pct)} % d'un montant)."
    )
    agreeing = (
        f" Un chiffre énoncé concorde à {format_number(ARRONDI)} point près, ou s'il peut être l'arrondi du chiffre "
        "publié, à la précision à laquelle il est écrit (43 % pour 42,5 %) ; il n'en est que proche "
        f"jusqu'à {format_number(rule.tolerance_points)} point."
    )
    if not publies:
        text = (
            "Règle de lecture : un chiffre que seul le document énonce est comparé à la référence qu'il énonce. "
            f"L'écart est la valeur moins la référence. En deçà de {points} points ({amount}), le chiffre est dit "
            "comparable ; au-delà, plus ou moins fragile selon le sens de l'indicateur."
        )
        return ParagrapheCommun(Discret(f"{text}{about}"))
    against = " ; un chiffre énoncé seul, à une référence énoncée" if enonces else ""
    figures = tuple(compares)
    others = not figures or any(f.publie and f.comparaison.fondement in _OTHERS for f in figures)
    fallback = (
        " (à défaut, à l'ensemble des QPV de France ou à la moyenne de ceux du contrat : la lecture le dit)"
        if others
        else ""
    )
    rough = enonces and (not figures or any(x.precision == "environ" for f in figures for x in (f, *f.enonces)))
    changes = (
        " « 3 mesures de suite » : il est de ce côté, au-delà du seuil, dans les 3 dernières "
        "(deux diffusions de mêmes valeurs, ou du recensement qui se recouvrent, n'en font qu'une) : "
        "un indice, non une lecture. « Parmi les 10 % » ou « le quart » : même en retirant un écart-type. Une "
        "évolution se lit de même (seuil : "
        f"{format_number(rule.tendance_points)} point, ou {format_number(rule.tendance_relative_pct)} %), si elle "
        "dépasse encore sa marge une fois ôtée celle des QPV de France. Un saut que les autres QPV du contrat ne font "
        f"pas n'en est pas une ; deux diffusions du recensement séparées de moins de "
        f"{rule.ecart_recensement_ans} ans ne se comparent pas."
    )
    differences = "Écarts et évolutions sont les différences" if evolutions else "Un écart est la différence"
    text = (
        "Règle de lecture : un chiffre publié est comparé au QPV médian de France, dans la même "
        f"diffusion{fallback}{against}. {differences} des valeurs imprimées. Plus ou moins "
        "fragile (au-dessus ou au-dessous, pour "
        f"un indicateur de contexte) : l'écart atteint {points} points ({amount}), sa marge et, si on les compte, "
        f"{PERSONNES_MIN} personnes. Comparable : moins de {points} points et, marge ajoutée, le double au plus. "
        "Sinon, non concluant : l'écart, petit ou grand, reste dans sa marge (± deux écarts-types), ou porte sur trop "
        f"peu de personnes.{changes if evolutions else ''}{agreeing if enonces else ''}{about if rough else ''}"
        f"{margins_told(figures, comptage, evolutions=evolutions)}"
    )
    return ParagrapheCommun(Discret(text))


# What the margins of the census are worth, where it is a survey of some communes only.
_APPROCHEE: Final = {
    Comptage.SONDAGE: "",
    Comptage.PASSE: ", approchée dans les communes de moins de 10 000 habitants",
    Comptage.INCONNU: ", approchée dans les communes de moins de 10 000 habitants",
}


def margins_told(
    figures: Iterable[ChiffreLu], comptage: Comptage = Comptage.INCONNU, *, evolutions: bool = True
) -> str:
    """Of which size the margins of the figures are, by the files that they come from; empty where none is known.

    What a register counts has no sampling error: its margin is what it usually changes by.
    """
    points: dict[str, list[float]] = {}
    amounts: dict[str, list[float]] = {}
    for f in figures:
        c, p = f.comparaison, f.publication
        if p is None or c.marge is None:
            continue
        name = named[1] if (named := _FILE.search(p.source)) else p.diffusion.theme
        if f.indicateur.unite == "%":
            points.setdefault(name, []).append(c.marge)
        elif c.valeur_reference:
            amounts.setdefault(name, []).append(100 * c.marge / c.valeur_reference)
    told = []
    for name in dict.fromkeys([*points, *amounts]):
        sizes = [_span(points[name])] if name in points else []
        sizes += [f"(montants : {_span(amounts[name])} %)"] if name in amounts else []
        told.append(f"{name}, {' '.join(sizes)}")
    if not told:
        return ""
    margins = f" Marges des écarts, en points, estimées ici (l'Insee n'en publie pas) : {' ; '.join(told)}."
    if comptage is Comptage.ENTIER:  # no survey there: what stands in its place is what registers have
        return (
            f"{margins} Aucune n'est celle d'un sondage : sous 10 000 habitants, comme ici, une commune est recensée "
            "en entier, et les autres fichiers sont exhaustifs. C'est la variation habituelle d'un chiffre dans un QPV "
            f"de cette taille{' (du recensement, évolutions : 1,4 fois plus)' if evolutions else ''}."
        )
    changes = " (évolutions : 1,4 fois plus)" if evolutions else ""
    return (
        f"{margins} Du recensement, une incertitude{_APPROCHEE[comptage]}{changes} ; des "
        "autres fichiers, exhaustifs, la variation habituelle d'une diffusion à l'autre."
    )


def _span(values: Sequence[float]) -> str:
    """``5,2 à 12,5``."""
    low, high = (format_number(round(value, 1)) for value in (min(values), max(values)))
    return low if low == high else f"{low} à {high}"
