"""Words shared by both reports: readings, comparisons and trends as fragments of a cell."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Final

from quartiers.analyse import publications
from quartiers.analyse.comparaisons import Fondement, Situation, gap_between, printed, situation
from quartiers.analyse.diagnostic import EXACTE, ChiffreLu
from quartiers.analyse.doutes import stated_trend, year_of
from quartiers.analyse.doutes import when as date_of
from quartiers.analyse.fiabilite import Partage
from quartiers.analyse.incertitude import PERSONNES_MIN
from quartiers.analyse.notes import stated_meaning
from quartiers.analyse.paliers import Palier, Place
from quartiers.analyse.publications import Publication
from quartiers.analyse.rapprochement import ARRONDI, Accord
from quartiers.donnees.modele import (
    NON_DIFFUSE,
    QPV_FRANCE_MEDIAN,
    Affirmation,
    Contrat,
    Quartier,
)
from quartiers.presentation.blocs import Contenu, Discret, Fort, Fragment, Nature, Saut, Signal
from quartiers.presentation.mots_dates import closed_on
from quartiers.typographie import (
    NON_RENSEIGNE,
    count,
    format_gap,
    format_number,
    format_value,
    join_words,
    lower_first,
)

NATURE_OF_SITUATION: Final[dict[Situation, Nature]] = {
    Situation.FRAGILE: "fragile",
    Situation.FAVORABLE: "favorable",
}
# How many figures have each reading.
READINGS: Final = (
    (Situation.FRAGILE, "plus fragile", "plus fragiles"),
    (Situation.COMPARABLE, "comparable", "comparables"),
    (Situation.FAVORABLE, "moins fragile", "moins fragiles"),
    (Situation.IMPRECISE, "dont l'écart ne permet pas de conclure", "dont l'écart ne permet pas de conclure"),
)
ORIGINES: Final = {
    "habitants": "Habitants",
    "acteurs": "Acteurs locaux",
    "habitants et acteurs": "Habitants et acteurs locaux, sans distinction",
    "non précisée": "Origine non précisée",
}
# Of a level that a jump came to, and that no later edition has: a doubt of the series, not of the document.
TO_CONFIRM: Final = "à confirmer"
UNDATED: Final = "année non précisée"
NOT_VERIFIABLE: Final = "n'est pas vérifiable ici", "ne sont pas vérifiables ici"
# A place among the QPV of France, in the few words of a column that is about them.
PLACES: Final = {
    Palier.DIXIEME_FRAGILE: "10 % les plus fragiles",
    Palier.QUART_FRAGILE: "quart le plus fragile",
    Palier.QUART_FAVORABLE: "quart le moins fragile",
    Palier.DIXIEME_FAVORABLE: "10 % les moins fragiles",
}


def dates(contrat: Contrat, quartiers: Collection[Quartier]) -> str:
    """``chiffres des QPV de 2010 à 2021, diffusés jusqu'en 2022 ; informations arrêtées au 23/11/2026``."""
    return " ; ".join(filter(None, (figures_from(contrat, quartiers), closed_on(contrat))))


def figures_from(contrat: Contrat, quartiers: Collection[Quartier]) -> str:
    """``chiffres des QPV de 2010 à 2021, diffusés jusqu'en 2022``; empty where there is none."""
    covered = publications.covered_years(contrat, quartiers)
    published, last = covered.diffusion, None
    said = []
    if covered.annees is not None:
        first, last = covered.annees
        said.append(f"de {first} à {last}" if first < last else f"de {first}")
    if published is not None and (last is None or published > last):
        said.append(f"diffusés jusqu'en {published}")
    whose = "chiffres des QPV" if any(q.tous_les_codes for q in quartiers) else "chiffres énoncés"
    return f"{whose} {', '.join(said)}" if said else ""


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
    noms: Mapping[str, str] | None = None,
) -> Contenu:
    """The value, its date and its origin; beside a published one, what the document states otherwise.

    ``autre_population`` are the statements that have the published value for another population; ``whole_qpv`` says
    that the quartier is a part of the QPV that the published figure describes; ``en_ligne`` puts everything on one
    line, and the date in parentheses: beside a count, « 201 2021 » would be copied as one number. ``noms`` are those of
    the former QPV, by code.
    """
    value: Fragment = Fort(value_text(figure)) if figure.valeur is not None else value_text(figure)
    if figure.affirmation is not None and figure.valeur is None:
        value = "niveau non énoncé"
    parts: list[Fragment] = [value]
    gap: Fragment = " " if en_ligne else Saut()
    about = ""
    if figure.publie:
        about = when(figure) + (", QPV entier" if whole_qpv else "")
    elif figure.affirmation is not None:
        about = f"{year(figure.annee)}, énoncé" if figure.valeur is not None else f"({year(figure.annee)})"
    if about:
        parts += [" ", Discret(f"({about})" if en_ligne else about)]
    for part in figure.parties:
        parts += [gap, Discret(_own_part(figure, part, noms or {}))]
    for stated in figure.enonces:
        text = stated_beside(stated, autre_population)
        parts += [gap, Signal("alerte", text) if has_doubtful_value(stated, autre_population) else Discret(text)]
    return parts


def _own_part(figure: ChiffreLu, part: Publication, noms: Mapping[str, str]) -> str:
    """What is published of a former QPV, or that the QPV's own figure, which is only stated, is not."""
    if len(figure.parties) == 1 and part.valeur is None:
        return f"{NON_DIFFUSE} par l'Insee ({date_of(part)})"
    return part_text(part, figure.indicateur.unite, noms)


def part_text(part: Publication, unite: str, noms: Mapping[str, str] | None = None) -> str:
    """The published figure of one of the former QPV, under its name where that is known."""
    value = format_value(part.valeur, unite) if part.valeur is not None else NON_DIFFUSE
    names = noms or {}
    return f"{' + '.join(names.get(code, code) for code in part.territoires)} : {value} ({date_of(part)})"


def stated_beside(stated: ChiffreLu, autre_population: Collection[str] = ()) -> str:
    """What the document states of an indicator that is published, and what it says that it is, if that is another
    thing or of other people (``autre_population``, by statement)."""
    a = stated.affirmation
    if a is None or a.valeur is None:
        if a is not None and a.variation is not None:
            return f"énoncé : {format_gap(a.variation, stated.indicateur.unite)}{_between(a)}, sans niveau"
        return "énoncé : l'évolution seulement"
    told = f"énoncé : {value_text(stated)} ({year(a.annee)})"
    if stated_meaning(a.note):
        return told  # what it is said to be is told with the label
    if a.affirmation in autre_population:
        return f"{told}, rapporté à : {a.population}" if a.population else f"{told}, d'une autre population"
    return _agreeing(stated) if _agrees(stated) else told


def _between(a: Affirmation) -> str:
    """`` de 2018 à 2020``: between which years a change is stated; empty where the document does not say both."""
    if a.annee is None or a.annee_initiale is None:
        return ""
    return f" de {a.annee_initiale} à {a.annee}"


def _agreeing(stated: ChiffreLu) -> str:
    """``l'énoncé concorde``; where it is not the very number that is published, which one, and how near it is."""
    checked, unit = stated.verification, stated.indicateur.unite
    published = checked.valeur.publications[-1].valeur if checked is not None and checked.valeur is not None else None
    if published is None or stated.valeur is None or stated.precision != EXACTE:
        return "l'énoncé concorde"
    gap = abs(gap_between(stated.valeur, published, unit))
    if not gap:
        return "l'énoncé concorde"
    near = format_gap(gap, unit).removeprefix("+")
    if checked is not None and checked.est_proche:
        return f"énoncé : {value_text(stated)}, proche à {near} près"
    if gap > ARRONDI:  # the statement has no decimal: nothing says that it comes from there
        return f"énoncé : {value_text(stated)}, qui peut en être l'arrondi"
    return f"énoncé : {value_text(stated)}, concorde à {near} près"


def later_statement(figure: ChiffreLu, elsewhere: Mapping[str, Iterable[Affirmation]]) -> str | None:
    """``selon le document, 37,2 % en 2020 : non vérifié``, or a change alone: what the document states of a later year
    than the published figure, and that nothing at hand is of that year, whether a rule doubts it or not.

    Where the quartier's project states none, what another project of its QPV does, which is named: the reports of one
    QPV tell the same. ``elsewhere`` are the statements of those, by the name of the project.
    """
    own = [s.affirmation for s in figure.enonces if s.affirmation is not None and not s.douteux]
    for name, stated in {"document": own, **elsewhere}.items():
        whose = "le document" if stated is own else f"le projet {name}"
        same = (a for a in stated if a.indicateur == figure.indicateur.indicateur)
        if told := next(filter(None, (_later(figure, a) for a in same)), None):
            return f"selon {whose}, {told}"
    return None


def _later(figure: ChiffreLu, a: Affirmation) -> str | None:
    """``37,2 % en 2020 : non vérifié``; None where a statement is of no later year than the published figure."""
    if stated_meaning(a.note) or figure.annee is None or a.annee is None or a.annee <= figure.annee:
        return None
    unit = figure.indicateur.unite
    if a.valeur is not None:
        return f"{format_value(a.valeur, unit, a.precision)} en {a.annee} : non vérifié"
    if a.variation is None or a.annee_initiale is None:
        return None
    return f"{format_gap(a.variation, unit)} de {a.annee_initiale} à {a.annee} : non vérifié"


def has_doubtful_value(stated: ChiffreLu, autre_population: Collection[str] = ()) -> bool:
    """Whether what :func:`stated_beside` says calls for a check."""
    a = stated.affirmation
    if a is not None and (a.affirmation in autre_population or (a.valeur is not None and stated_meaning(a.note))):
        return True
    return stated.valeur is not None and stated.douteux and not _agrees(stated)


def _agrees(stated: ChiffreLu) -> bool:
    return stated.verification is not None and stated.verification.accord is Accord.CONCORDE


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


def situation_signal(situation: Situation) -> Signal:
    return Signal(NATURE_OF_SITUATION.get(situation, "neutre"), situation.value)


def place_text(place: Place) -> str:
    """``10 % les plus fragiles``: the part of the QPV of France that the figure surely is in; empty in the middle."""
    return PLACES.get(place.palier, "")


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
    if margin := margin_text(figure):
        parts += [Saut(), Discret(margin)]
    parts += _to_confirm(figure)
    if times := c.repetee:  # a column has little room: the cards of page 1 say it whole
        parts += [Saut(), Discret(f"{side_text(figure)} {times} mesures de suite")]
    if c.place is not None and c.situation in NATURE_OF_SITUATION and (told := place_text(c.place)):
        parts += [Saut(), Discret(told)]
    if c.territoire is not None and c.fondement is not Fondement.MEDIANE_FRANCE and a is None:
        parts += [Saut(), Discret(f"face à : {contrat.territoires[c.territoire]}")]
    if a is None:
        return parts
    if figure.dementi:
        parts += [Saut(), Signal("alerte", "chiffre à vérifier")]
    if told := _whose_comparison(figure, contrat):
        parts += [Saut(), Discret(told)]
    if c.contredite:
        parts += [Saut(), Signal("alerte", f"le document le dit {a.position}")]
    if figure.tendance is not None and figure.tendance.contredite:
        parts += [Saut(), Signal("alerte", f"le document le dit {stated_trend(a)}")]
    return parts


def _to_confirm(figure: ChiffreLu) -> list[Fragment]:
    """That the level of what is read was come to by a jump, and that nothing says whether it lasts."""
    read = figure.comparaison.situation in NATURE_OF_SITUATION
    return [Saut(), Signal("alerte", TO_CONFIRM)] if read and figure.niveau_a_confirmer else []


def _whose_comparison(figure: ChiffreLu, contrat: Contrat) -> str:
    """Who sets a stated figure beside its reference: the document, or this report, which found the mean elsewhere in
    it; and beside what, where that is not the usual reference."""
    c, a = figure.comparaison, figure.affirmation
    assert a is not None
    usual = c.territoire in (None, contrat.lecture.reference)
    beside = "" if usual else f", face à : {contrat.territoires[c.territoire or '']}"
    match c.fondement:
        case Fondement.AUCUNE:
            return ""
        case Fondement.AUTRE_POPULATION:
            return "la moyenne énoncée est d'un autre âge, ou l'âge manque"
        case Fondement.POSITION_ENONCEE:
            told = f"{a.position} " if c.situation.value != a.position else ""  # else the reading has said it
            return f"{told}selon le document, écart non donné{beside}"
        case Fondement.REFERENCE_DU_DOCUMENT if a.position is None:
            return f"rapprochement de ce rapport{beside}"
    return f"selon le document{beside}"  # whose uncertainty is not known


def gap_text(figure: ChiffreLu, contrat: Contrat) -> str:
    """``+6,3 points``; of a gap too small to be read, how few people it is: ``+6,3 points, soit environ 7 foyers``."""
    c, i = figure.comparaison, figure.indicateur
    assert c.ecart is not None
    text = format_gap(c.ecart, i.unite)
    if c.situation is Situation.IMPRECISE and c.personnes is not None and i.poids is not None:
        people = lower_first(contrat.indicateurs[i.poids].libelle_court).split(" ", 1)[0]
        if i.poids == contrat.lecture.population:
            people = "habitants"
        if 0.5 <= c.personnes < PERSONNES_MIN:
            number = count(round(c.personnes), people.removesuffix("s"), people)
            text += f", soit {'environ' if round(c.personnes) < PERSONNES_MIN else 'moins de'} {number}"
    return text


def margin_text(figure: ChiffreLu) -> str:
    """``marge ± 6,9``: what a gap that is not read has to pass, in its unit; ``à la limite de la marge (± 4,6)`` where
    both are printed the same, for no estimate is known to the hundredth; empty where it is read, where no margin is
    known, or where the gap passes it and is of too few people."""
    c, unit = figure.comparaison, figure.indicateur.unite
    if c.situation is not Situation.IMPRECISE or c.ecart is None or c.marge is None or abs(c.ecart) >= c.marge:
        return ""
    margin = printed(c.marge, unit)
    told = f"±\u00a0{format_number(margin)}{'' if unit == '%' else f' {unit}'}"
    return f"marge {told}" if margin > printed(abs(c.ecart), unit) else f"à la limite de la marge ({told})"


def side_text(figure: ChiffreLu) -> str:
    """``plus fragile``, ``moins fragile``: the side of its reference that a gap which is not read is on."""
    where = figure.comparaison.position
    return situation(where, figure.indicateur.sens).value if where is not None else ""


def unsure_text(figure: ChiffreLu, contrat: Contrat) -> str:
    """``5,8 points de moins, marge ± 6,9``: how large a gap that is not read is, and why it is not; empty where it is
    not known."""
    c = figure.comparaison
    if c.ecart is None:
        return ""
    size = gap_text(figure, contrat).lstrip("+−-")
    more = "de plus" if c.ecart > 0 else "de moins"
    gap, _, people = size.partition(", ")
    told = f"{gap} {more}" if c.ecart else "aucun écart"
    return ", ".join(filter(None, (told, margin_text(figure) or people)))


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


def shared_out(share: Partage, where: str = "") -> str:
    """``Sur 8 chiffres énoncés par le diagnostic : 2 concordent avec une publication, 3 sont à corriger ou à vérifier
    et 3 ne sont pas vérifiables ici.``; ``where`` says of some where they are."""
    near = (", ou en est proche", ", ou en sont proches") if share.proches else ("", "")
    mean = ""
    if share.moyennes:  # who reads the sentence alone would take a right figure for a wrong one
        of_them = "" if share.moyennes == share.a_revoir else f"dont {share.moyennes} "
        mean = f" ({of_them}pour la seule moyenne de comparaison)"
    parts = [
        count(number, singular, plural)
        for number, singular, plural in (
            (
                share.concordent,
                f"concorde avec une publication{near[0]}",
                f"concordent avec une publication{near[1]}",
            ),
            (share.a_revoir, f"est à corriger ou à vérifier{mean}", f"sont à corriger ou à vérifier{mean}"),
            (share.non_verifiables, *NOT_VERIFIABLE),
        )
        if number
    ]
    total = count(share.total, "chiffre énoncé", "chiffres énoncés")
    if len(parts) == 1:
        whole = f"Les {total}" if share.total > 1 else "Le chiffre énoncé"
        return f"{whole} par le diagnostic{where} {parts[0].split(' ', 1)[1]}."
    listed = " ; ".join(parts) if share.proches else join_words(parts)
    return f"Sur {total} par le diagnostic{where} : {listed}."
