"""The figures in the synthesis: strips, the published figures of every QPV, those that are only stated."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from statistics import median
from typing import Final

from quartiers.analyse.anciens import name_former, split_former
from quartiers.analyse.comparaisons import Fondement, Situation, interval
from quartiers.analyse.diagnostic import ChiffreLu
from quartiers.analyse.doutes import Gravite, Regle
from quartiers.analyse.doutes import when as date_of
from quartiers.analyse.fiabilite import Fiabilite
from quartiers.analyse.mediane import FaceMediane, count_each, most_often_worse
from quartiers.analyse.publications import Publication, References, references_of
from quartiers.analyse.synthese import (
    LigneComparee,
    least_compared,
    name_group,
    newest_publication,
    quartiers_by_qpv,
)
from quartiers.donnees.modele import NON_DIFFUSE, Contrat, Indicateur, Quartier
from quartiers.donnees.tables.importees import ANCIENNE
from quartiers.presentation import mots, mots_references
from quartiers.presentation.blocs import (
    Bloc,
    Contenu,
    Discret,
    Fort,
    Fragment,
    Nature,
    Paragraphe,
    Renvoi,
    Saut,
    Signal,
    Suite,
    Tableau,
    Titre,
    fragments,
    inline_text,
)
from quartiers.presentation.graphiques.bandes import Bande, chart_strips
from quartiers.presentation.graphiques.dessin import REVERSED
from quartiers.presentation.matrice import Cellule, Ensemble, Matrice, Rangee, Symbole, keep_together
from quartiers.presentation.mots_dates import in_brief
from quartiers.presentation.synthese.etendues import say_former, say_outside
from quartiers.presentation.synthese.nombreux import are_many, count_fragile
from quartiers.typographie import count, format_number, format_value, in_letters, join_words, lower_first, ordinal
from quartiers.unites import COUNT

Compares = Mapping[Indicateur, tuple[LigneComparee, ...]]
TITLE: Final = "Indicateurs comparés"
STATED_TITLE: Final = "Indicateurs que seul le diagnostic énonce"
MAX_STATED: Final = 40  # quartiers whose stated figures are given one by one
MAX_STATED_COLUMNS: Final = 6  # of a table of them
MAX_BANDS: Final = 10  # indicators that are drawn: the core, then those for which most QPV are more fragile
_NUMBERED: Final = 40  # QPV of a contract whose dots bear their numbers
_LETTERS: Final = "abcdefghij"  # of the former QPV that one joins
OTHER_MEASURE: Final = "autre mesure"  # a stated figure that surely is of another indicator
ABOVE, BELOW = "↑", "↓"
_SIDES: Final = {"au-dessus": ABOVE, "au-dessous": BELOW}
OFTEN_FRAGILE: Final = "Où le plus de QPV sont plus fragiles que le QPV médian de France, l'écart établi"
NONE_FRAGILE: Final = "Aucun QPV n'est plus fragile que le QPV médian de France, l'écart établi"
MAX_COLUMNS = 14  # of a matrix of figures on a landscape page
_NATURES: Final[dict[Situation, Nature]] = {
    Situation.FRAGILE: "fragile",
    Situation.FAVORABLE: "favorable",
    Situation.COMPARABLE: "neutre",
}


def strips_block(contrat: Contrat, indicateurs: Compares) -> Bloc:
    """Charts of the indicators that say something of the quartiers: published, or else stated.

    Under a heading of their own, that stays with the first, which may take most of a page.
    """
    published = _published(contrat, indicateurs)
    counts = count_each(contrat, published)
    asked = [i for i in published or indicateurs if i.unite != COUNT and (i.sens != "contexte" or not published)]
    asked.sort(key=lambda i: -_worse(counts, i, (published or indicateurs)[i]))
    found = {i: band for i in asked if (band := _band(contrat, i, (published or indicateurs)[i])) is not None}
    drawable = {i: band for i, band in found.items() if len(band.valeurs) > 1}
    drawn = sorted(drawable, key=lambda i: i.indicateur not in contrat.essentiel)[:MAX_BANDS]
    bands = [band for i, band in drawable.items() if i in drawn]
    if not bands and len(contrat.quartiers) == 1:
        return Suite(())  # one value on a line of its own tells nothing that the table does not
    if not bands:
        least = count(least_compared(contrat), "quartier")
        told = Paragraphe(f"Aucun indicateur n'est connu d'au moins {least}.")
        return Suite((Titre(TITLE, niveau=2, ancre="indicateurs"), told)) if contrat.a_un_document else Suite(())
    newest = [n for i, lines in published.items() if i.unite != COUNT and (n := newest_publication(lines)) is not None]
    source = (
        f"Chiffres publiés par l'Insee, diffusion la plus récente de chaque indicateur (chiffres {in_brief(newest)})."
        if published
        else f"Source : {contrat.document.titre}. Seuls figurent les quartiers dont le diagnostic énonce le chiffre "
        "(ni « plus de » ni « moins de »)."
    )
    reversed_told = f" ({REVERSED} : échelle inversée)" if any(band.inverse for band in bands) else ""
    source += f" Chaque ligne a son échelle, du moins au plus fragile{reversed_told}."
    cautions = read_with(contrat, indicateurs)
    source += "".join(f" {cautions[i.indicateur]}" for i in drawn if i.indicateur in cautions)
    if left := [lower_first(i.libelle_court) for i in drawable if i not in drawn]:
        source += f" Dans le tableau des chiffres publiés seulement : {join_words(left)}."
    key = f"{_signs_told(bands)}{_numbers_told(contrat, list((published or indicateurs).values()))}"
    perimeter = _perimeter(newest)
    title = _title_of_strips(published, counts) + (f", {perimeter}" if perimeter else "")
    charts = chart_strips(bands, title, source, key)
    caution = Paragraphe(
        "Un quartier absent d'un graphique ou d'un tableau n'est pas un quartier sans difficulté : son chiffre n'est "
        "pas connu."
    )
    first, *others = charts
    return Suite((Ensemble((Titre(TITLE, niveau=2, ancre="indicateurs"), caution, first)), *others))


def _published(contrat: Contrat, indicateurs: Compares) -> dict[Indicateur, tuple[LigneComparee, ...]]:
    """Those that are published, a line a QPV of the figures' own perimeter."""
    return {i: split_former(contrat, i, lines) for i, lines in indicateurs.items() if lines[0].chiffre.publie}


def _title_of_strips(published: Compares, counts: Mapping[str, FaceMediane]) -> str:
    """The indicators for which most QPV are read as fragile; without such a reading, what the chart is."""
    if worst := most_often_worse(counts):
        return f"{OFTEN_FRAGILE} : {say_counts(worst)}"
    found = any(i.unite != COUNT and i.sens != "contexte" for i in published)
    return NONE_FRAGILE if found else "Où se situe chaque quartier, indicateur par indicateur"


def read_with(contrat: Contrat, indicateurs: Compares) -> dict[str, str]:
    """What is to be known of the indicators that have to be read beside another (``lire_avec``)."""
    published = _published(contrat, indicateurs)
    return {i.indicateur: told for i in published if (told := _say_read_with(contrat, i, published))}


def _say_read_with(contrat: Contrat, indicateur: Indicateur, published: Compares) -> str:
    """Of how many QPV what it is read beside is above the median QPV's: the share of earnings is lower where that of
    pensions is higher. Empty where that is not known."""
    other = contrat.indicateurs.get(indicateur.lire_avec or "")
    newest = newest_publication(published.get(other, ())) if other is not None else None
    spread = references_of(contrat, newest).repartition if newest is not None else None
    if other is None or newest is None or spread is None:
        return ""
    values = [x.chiffre.valeur for x in published[other] if x.chiffre.valeur is not None]
    above = sum(value > spread.c50 for value in values)
    name, beside = indicateur.libelle_court, lower_first(other.libelle_court)
    return (
        f"{name} : à lire avec « {beside} », dont une part plus forte abaisse celle-ci ({date_of(newest)} : "
        f"{above} des {format_number(len(values))} QPV au-dessus du QPV médian, "
        f"{format_value(spread.c50, other.unite)})."
    )


def say_counts(reads: Sequence[FaceMediane]) -> str:
    """``RSA (9 QPV sur 15) et revenus d'activité (8 QPV sur 15)``."""
    return join_words(
        [
            f"{lower_first(read.indicateur.libelle_court)} ({read.surs} QPV sur {format_number(read.connus)})"
            for read in reads
        ]
    )


def _worse(counts: Mapping[str, FaceMediane], i: Indicateur, lines: Sequence[LigneComparee]) -> int:
    read = counts.get(i.indicateur)
    return read.surs if read is not None else _fragile(lines)


def _fragile(lines: Sequence[LigneComparee]) -> int:
    return sum(line.chiffre.comparaison.situation is Situation.FRAGILE for line in lines)


def sign_of(figure: ChiffreLu) -> Nature | None:
    """The sign of a figure, the same in a chart and in a table; None where it is not read, or neither good nor bad.

    What is only stated has none: nobody knows its margin.
    """
    if figure.indicateur.sens == "contexte" or not figure.publie:
        return None
    return _NATURES.get(figure.comparaison.situation)


def _signs_told(bands: Sequence[Bande]) -> str:
    """What the marks of these charts are: those that they have."""
    france = sorted({band.nom_france for band in bands if band.france is not None})
    told = [
        "Point : un QPV",
        *(
            ["trait : moyenne des QPV du contrat, si elle se calcule"]
            if any(b.contrat is not None for b in bands)
            else []
        ),
        *([f"losange : {' ou '.join(france)}"] if france else []),
        *(["▼ : le plus fragile, si sa lecture est « plus fragile »"] if any(any(b.lectures) for b in bands) else []),
    ]
    return f"{' ; '.join(told)}."


def _numbers(contrat: Contrat) -> dict[str, str]:
    """The number of each QPV on the map, where they are few enough to be read; empty otherwise."""
    codes = list(quartiers_by_qpv(contrat))
    return {code: str(n) for n, code in enumerate(codes, start=1)} if 1 < len(codes) <= _NUMBERED else {}


def _number_of(numbers: Mapping[str, str], group: tuple[Quartier, ...], former: str | None) -> str:
    """The number of a QPV, with a letter for each of the former ones that it joins: no two dots have the same."""
    names = list(name_former(group).values())
    letter = _LETTERS[names.index(former)] if former in names and 1 < len(names) <= len(_LETTERS) else ""
    return f"{numbers[group[0].territoire]}{letter}"


def _numbers_told(contrat: Contrat, shown: Sequence[Sequence[LigneComparee]]) -> str:
    """Who has which number; former QPV have that of the QPV that joins them, with a letter."""
    numbers = _numbers(contrat)
    if not numbers:
        return ""
    valued = {(x.quartiers, x.ancien) for lines in shown for x in lines if x.chiffre.valeur is not None}
    named, lettered = [], False
    for group in quartiers_by_qpv(contrat).values():
        former = [name for name in name_former(group).values() if (group, name) in valued]
        if not former and (group, None) not in valued:
            continue
        told = [f"{_number_of(numbers, group, name)} {name}" for name in former]
        if len(former) > 1:
            lettered = True
            named.append(f"{join_words(told)} ({name_group(group)})")
        else:
            more = f" ({join_words(former)})" if former else ""
            named.append(f"{_number_of(numbers, group, next(iter(former), None))} {name_group(group)}{more}")
    letters = f", une lettre distingue les QPV de {ANCIENNE} réunis depuis" if lettered else ""
    return f" Les numéros sont ceux de la carte{letters} : {' ; '.join(named)}."


def _band(contrat: Contrat, indicateur: Indicateur, lines: Sequence[LigneComparee]) -> Bande | None:
    """The values of one edition, or those stated exactly or roughly."""
    newest = newest_publication(lines)
    kept = [
        line
        for line in lines
        if line.chiffre.valeur is not None
        and line.chiffre.precision in ("exacte", "environ")
        and (line.chiffre.publication is None or (newest and line.chiffre.publication.diffusion == newest.diffusion))
    ]
    values = tuple((line.nom, line.chiffre.valeur) for line in kept if line.chiffre.valeur is not None)
    if not values:
        return None
    numbers = _numbers(contrat)
    named = tuple(_number_of(numbers, line.quartiers, line.ancien) for line in kept) if numbers else ()
    label = mots_references.label_of(indicateur, newest)
    signs = tuple(sign_of(line.chiffre) for line in kept)
    band = Bande(label, values, indicateur.unite, indicateur.sens, numeros=named, lectures=signs)
    if newest is None:
        return replace(band, contrat=_stated_reference(contrat, lines))
    known = references_of(contrat, newest)
    if known.contrat is not None:
        told = mots_references.of_how_many(known.contrat)
        band = replace(band, contrat=known.contrat.valeur, nom_contrat=f"contrat ({told})" if told else "contrat")
    if known.repartition is not None:
        return replace(band, france=known.repartition.c50, nom_france="QPV médian de France")
    return replace(band, france=known.france, nom_france="QPV de France")


def _stated_reference(contrat: Contrat, lines: Sequence[LigneComparee]) -> float | None:
    """The reference of most of the stated figures."""
    known = [
        line.chiffre.comparaison.valeur_reference
        for line in lines
        if line.chiffre.comparaison.territoire == contrat.lecture.reference
        and line.chiffre.comparaison.valeur_reference is not None
    ]
    return max(dict.fromkeys(known), key=known.count) if known else None


# -- published ----------------------------------------------------------------------------------------------


def published_block(contrat: Contrat, indicateurs: Compares, notes: Mapping[str, int]) -> Bloc:
    """Matrices of the published figures of every QPV: the indicators that are read, then those of context."""
    published = {i: lines for i, lines in _published(contrat, indicateurs).items() if i.unite != COUNT}
    if not published:
        return Paragraphe("Aucun chiffre publié n'a été importé.") if contrat.a_un_document else Suite(())
    if are_many(contrat):
        return count_fragile(contrat, published, notes)
    blocks: list[Bloc] = []
    for title, context in (("Indicateurs qui se lisent en bien ou en mal", False), ("Indicateurs de contexte", True)):
        chosen = [i for i in published if (i.sens == "contexte") == context]
        parts = -(-len(chosen) // MAX_COLUMNS)
        size = -(-len(chosen) // max(parts, 1))
        for start in range(0, len(chosen), size or 1):
            part = {i: published[i] for i in chosen[start : start + size]}
            name = f"{title}, suite" if start else title
            blocks.append(keep_together(_figures(contrat, name, part, notes, read=not context)))
    return Suite(tuple(blocks))


def _figures(contrat: Contrat, nom: str, chosen: Compares, notes: Mapping[str, int], *, read: bool) -> Matrice:
    newest = {i: n for i, lines in chosen.items() if (n := newest_publication(lines)) is not None}
    known = {i: references_of(contrat, n) for i, n in newest.items()}
    rows: list[Rangee] = []
    silent = []
    for group in quartiers_by_qpv(contrat).values():
        parts = {line.ancien for lines in chosen.values() for line in lines if line.quartiers == group}
        if not parts:
            silent.append(name_group(group))
        # Where the newest figures are of the QPV that joins them, a row of it too.
        for former in sorted(parts, key=[None, *name_former(group).values()].index):
            found = {i: _line_of(lines, group, former) for i, lines in chosen.items()}
            cells = [_figure(contrat, line, newest[i]) for i, line in found.items()]
            name = next(line.nom for line in found.values() if line is not None)
            rows.append(Rangee(name, tuple(_published_or_not(c) for c in cells)))
    averages = tuple(_average(r, i) for i, r in known.items())
    rows.append(Rangee("QPV du contrat (moyenne)", averages, debut=True, forte=True))
    rows.append(Rangee("QPV médian de France", tuple(_of_france(r, i) for i, r in known.items()), forte=True))
    legend = f"{nom} : chiffres publiés{_of_perimeter(newest.values())}, et rang du QPV{_among(known.values())}"
    legend += " (1er : le plus fragile)." if read else " (1er : la valeur la plus élevée)."
    if read:
        legend += (
            " Face au QPV médian de France : ▼ plus fragile ; ● comparable ; ▲ moins fragile ; sans signe : on ne peut "
            "pas conclure, l'écart reste dans sa marge ou porte sur trop peu de personnes."
        )
    if silent:
        legend += f" Aucun chiffre n'est importé pour {join_words(silent)}."
    legend += _of_which(contrat, newest.values())
    headers: list[Contenu] = [
        [f"{i.libelle_court} ({'€, ' if i.unite == '€' else '%, '}{date_of(n)})", Renvoi(notes[i.indicateur])]
        for i, n in newest.items()
    ]
    return Matrice(
        legend,
        f"Quartiers du QPV (rang, 1er : {'le plus fragile' if read else 'la valeur la plus élevée'})",
        tuple(headers),
        tuple(rows),
        titre_cm=5.4,
        colonne_max_cm=2.4,
        entete_cm=4.2,
        corps_pt=8.2,
    )


def _average(references: References, indicateur: Indicateur) -> Cellule:
    """The mean of the contract's QPV, and of how many where it is not of all."""
    if not references.contrat:
        return "—"
    value = _amount(references.contrat.valeur, indicateur)
    told = mots_references.of_how_many(references.contrat, part=False)
    return [value, Saut(), Discret(told)] if told else value


def _of_france(references: References, indicateur: Indicateur) -> Cellule:
    """The median QPV's figure, else that of them all together."""
    if references.repartition is not None:
        return _amount(references.repartition.c50, indicateur)
    if references.france is not None:
        return [_amount(references.france, indicateur), Saut(), Discret("ensemble")]
    return "—"


def _among(known: Iterable[References]) -> str:
    """`` parmi 15``, where the ranks are all among as many."""
    totals = {r.rang.total for r in known if r.rang is not None}
    return f" parmi {format_number(totals.pop())}" if len(totals) == 1 else ""


def _of_which(contrat: Contrat, publications: Iterable[Publication]) -> str:
    """Which QPV the rows are, where they are all of one perimeter."""
    known = {p.diffusion.geographie for p in publications}
    if len(known) != 1:
        return ""
    [geography] = known
    former = say_former(contrat) if geography == ANCIENNE else ""
    told = f" QPV de {ANCIENNE} : {former}." if former else ""
    return f"{told}{say_outside(contrat, geography)}"


def _perimeter(publications: Iterable[Publication]) -> str:
    """The perimeter of figures, where it is the same for all."""
    known = sorted({p.diffusion.geographie for p in publications})
    return f"périmètre {known[0]}" if len(known) == 1 else ""


def _of_perimeter(publications: Iterable[Publication]) -> str:
    perimeter = _perimeter(publications)
    return f" ({perimeter})" if perimeter else ""


def _line_of(lines: Sequence[LigneComparee], group: tuple[Quartier, ...], former: str | None) -> LigneComparee | None:
    return next((line for line in lines if line.quartiers == group and line.ancien == former), None)


def _figure(contrat: Contrat, line: LigneComparee | None, newest: Publication) -> list[Fragment | Symbole]:
    """The figure with its reading and its rank, its own date where it is not the column's; empty: nothing published."""
    if line is None:
        return []
    figure = line.chiffre
    if figure.valeur is None or figure.publication is None:
        return [Discret(NON_DIFFUSE)]
    cell: list[Fragment | Symbole] = [_amount(figure.valeur, figure.indicateur)]
    if (sign := sign_of(figure)) is not None:
        cell += ["\u00a0", Symbole(sign, figure.comparaison.situation.value)]
    rank = references_of(contrat, figure.publication).rang
    if figure.publication.diffusion != newest.diffusion:
        cell += [Saut(), Discret(mots.when_beside(figure, newest))]
    elif rank is not None:
        cell += [" ", Discret(ordinal(rank.rang))]
    return cell


def _published_or_not(cell: list[Fragment | Symbole]) -> Cellule:
    return cell or Discret("non publié")


def _amount(value: float, i: Indicateur) -> str:
    """With as many decimals down a column, so that its figures compare at a glance."""
    return format_number(value, 0 if i.unite == "€" else 1)


# -- stated -------------------------------------------------------------------------------------------------


def stated_block(contrat: Contrat, indicateurs: Compares, notes: Mapping[str, int], fiabilite: Fiabilite) -> Bloc:
    """Indicators that nobody publishes for the QPV, as the diagnostics state them, under a heading of their own: a row
    a quartier; of many, a row an indicator.

    Nothing tells how precise they are: none is read as fragile or not, each is only above or below the stated mean,
    unless a rule doubts that mean.
    """
    stated = {i: lines for i, lines in indicateurs.items() if not lines[0].chiffre.publie and i.unite != COUNT}
    if not stated:
        told = Paragraphe("Tous les indicateurs partagés sont publiés.")
        return (
            Suite((Titre(STATED_TITLE, niveau=2, ancre="enonces"), told))
            if contrat.a_un_document and indicateurs
            else Suite(())
        )
    known = f"Indicateurs énoncés pour {in_letters(least_compared(contrat))} quartiers ou plus"
    blocks: list[Bloc] = [Titre(STATED_TITLE, niveau=2, ancre="enonces")]
    if len({line.quartiers for lines in stated.values() for line in lines}) > MAX_STATED:
        blocks.append(_stated_of_many(contrat, known, stated, notes, fiabilite))
    else:
        parts = -(-len(stated) // MAX_STATED_COLUMNS)
        size = -(-len(stated) // parts)
        for start in range(0, len(stated), size):
            part = dict(list(stated.items())[start : start + size])
            blocks.append(_stated_of_each(contrat, known, part, notes, fiabilite))
    left = _stated_of_few(contrat, indicateurs)
    return Suite((*blocks, left)) if left else Suite(tuple(blocks))


def _stated_of_many(
    contrat: Contrat, known: str, stated: Compares, notes: Mapping[str, int], fiabilite: Fiabilite
) -> Tableau:
    """A row an indicator: what its values are together."""
    return Tableau(
        f"{known} ; au-delà de {MAX_STATED} quartiers, ce que leurs valeurs sont ensemble : chacune est dans la "
        "feuille « Énoncés » de donnees.xlsx.",
        ("Indicateur, et moyenne énoncée", "Ce que les diagnostics énoncent"),
        tuple(
            (
                [i.libelle, Renvoi(notes[i.indicateur]), *_means_under(_stated_means(contrat, lines, fiabilite))],
                _stated_together(i, lines, fiabilite),
            )
            for i, lines in stated.items()
        ),
        (27, 73),
    )


def _means_under(means: Sequence[tuple[str, list[Fragment]]]) -> list[Fragment]:
    return [part for mean in means for part in (Saut(), *fragments(_mean_cell([mean], named=True)))]


def _stated_of_each(
    contrat: Contrat, known: str, stated: Compares, notes: Mapping[str, int], fiabilite: Fiabilite
) -> Tableau:
    """A row a quartier, a column an indicator, the stated means last: no rank of figures of several years, or none."""
    cells: dict[tuple[Quartier, ...], dict[str, list[Fragment]]] = {}
    for i, lines in stated.items():
        for line in lines:
            row = cells.setdefault(line.quartiers, {})
            cell = row.setdefault(i.indicateur, [])
            cell += [*([Saut()] if cell else []), *_stated_cell(contrat, line, lines, fiabilite)]
    order = [q for group in quartiers_by_qpv(contrat).values() for q in group if (q,) in cells]
    rows: list[tuple[Contenu, ...]] = [(q.nom_court, *(cells[q,].get(i.indicateur, "") for i in stated)) for q in order]
    means = {i: _stated_means(contrat, lines, fiabilite) for i, lines in stated.items()}
    whose = {name for found in means.values() for name, _ in found}
    if whose:
        rows.append((Fort("Moyenne énoncée"), *(_mean_cell(means[i], named=len(whose) > 1) for i in stated)))
    mean = f" Moyenne énoncée : {whose.pop()}." if len(whose) == 1 else ""
    # Not in the headers: one that is repeated on a next page holds no link.
    calls: list[Contenu] = [["note", Renvoi(notes[i.indicateur])] for i in stated]
    rows.append(("Définition et source", *calls))
    return Tableau(
        f"{known}. {ABOVE} ou {BELOW} : au-dessus ou au-dessous de la moyenne énoncée, sans dire de combien : la marge "
        "d'un chiffre énoncé n'est pas connue (« dit » : le document le dit, sans donner la moyenne). Sans flèche : la "
        "moyenne est absente, à vérifier ou d'une autre population. Sans année : le document ne la précise pas. Case "
        f"vide : le diagnostic n'énonce pas ce chiffre.{mean}",
        ("Quartier", *(i.libelle_court for i in stated)),
        tuple(rows),
        (_width((q.nom_court for q in order), 33), *(_width(_texts(cells, i), 22) for i in stated)),
        dense=True,
    )


def _texts(cells: Mapping[tuple[Quartier, ...], Mapping[str, Contenu]], i: Indicateur) -> Iterable[str]:
    found = (inline_text(row[i.indicateur]) for row in cells.values() if i.indicateur in row)
    return (line for text in found for line in text.split("\n"))


def _width(texts: Iterable[str], most: int) -> float:
    """As wide as the longest of the texts asks, within reason: those that are longer take two lines."""
    return min(max(max(map(len, texts), default=0) + 2, 16), most)


def _mean_cell(means: Sequence[tuple[str, list[Fragment]]], *, named: bool) -> Contenu:
    cell: list[Fragment] = []
    for name, told in means:
        cell += [*([Saut()] if cell else []), *([f"{name[:1].upper()}{name[1:]} : "] if named else []), *told]
    return cell or Discret("—")


def _stated_means(
    contrat: Contrat, lines: Sequence[LigneComparee], fiabilite: Fiabilite
) -> list[tuple[str, list[Fragment]]]:
    """What the values are read against: whose mean, its value and whether it is doubted."""
    known: dict[tuple[str, str], bool] = {}
    for line in lines:
        c = line.chiffre.comparaison
        if c.territoire is not None and c.valeur_reference is not None:
            told = contrat.territoires[c.territoire], format_value(c.valeur_reference, line.chiffre.indicateur.unite)
            known[told] = known.get(told, False) or _is_denied(line, fiabilite.references_contestees)
    means: list[tuple[str, list[Fragment]]] = []
    for (name, value), denied in known.items():
        means.append((name, [value, *((Saut(), Signal("alerte", "à vérifier")) if denied else ())]))
    return means


def _is_denied(line: LigneComparee, contestees: Collection[str]) -> bool:
    a = line.chiffre.affirmation
    return a is not None and a.affirmation in contestees


def _stated_cell(
    contrat: Contrat, line: LigneComparee, lines: Sequence[LigneComparee], fiabilite: Fiabilite
) -> list[Fragment]:
    """``41 % 2019 ↑``: the value, its year, on which side of the stated mean it is, and what is to be done of it."""
    figure = line.chiffre
    cell: list[Fragment] = [Fort(mots.value_text(figure))]
    cell += [Discret(f" {figure.annee}")] if figure.annee is not None else []
    if side := _side_of(contrat, line, lines, fiabilite):
        cell.append(f" {side}")
    if figure.affirmation is not None and fiabilite.est_autre_mesure(figure.affirmation.affirmation):
        cell += [Saut(), OTHER_MEASURE]
    if (gravity := _doubt_on(figure, fiabilite)) is not None:
        cell += [Saut(), Signal("alerte", gravity.value)]
    return cell


def _side_of(contrat: Contrat, line: LigneComparee, lines: Sequence[LigneComparee], fiabilite: Fiabilite) -> str:
    """On which side of the stated mean a figure is; empty where nothing is said of it, or of several of one QPV."""
    figure = line.chiffre
    a, read = figure.affirmation, figure.comparaison
    if a is None or a.valeur is None or _is_disputed(line, lines, fiabilite):
        return ""
    if fiabilite.est_autre_mesure(a.affirmation):
        return ""
    if read.fondement is Fondement.POSITION_ENONCEE and read.position is not None:
        return f"dit {_SIDES.get(read.position, read.position)}"  # nobody knows how far
    if read.ecart is None or a.affirmation in fiabilite.references_contestees:
        return ""
    rough = contrat.lecture.marge_environ(a.valeur, figure.indicateur.unite)
    least, most = interval(read.ecart, a.precision, rough)
    if least > 0 or most < 0:
        return ABOVE if least > 0 else BELOW
    return "" if read.ecart else "="


def _is_disputed(line: LigneComparee, lines: Sequence[LigneComparee], fiabilite: Fiabilite) -> bool:
    """Whether projects of its QPV state several values of it (R2)."""
    a = line.chiffre.affirmation
    found = fiabilite.doutes_sur(a.affirmation) if a is not None else ()
    told = any(d.regle is Regle.TERRITOIRE and d.gravite is not Gravite.INFORMATION for d in found)
    own = line.quartiers[0].territoire
    return told and any(x.quartiers[0].territoire == own for x in lines if x is not line)


def _doubt_on(figure: ChiffreLu, fiabilite: Fiabilite) -> Gravite | None:
    """What the list of doubts says is to be done of a stated figure: the same words on every page."""
    a = figure.affirmation
    if a is None:
        return None
    return fiabilite.gravite_de(a.affirmation) or (Gravite.DOUTE if figure.douteux else None)


def _stated_of_few(contrat: Contrat, indicateurs: Compares) -> Paragraphe | None:
    """Which indicators too few quartiers have to be compared: their reports give them."""
    owners: dict[str, set[str]] = {}
    for a in contrat.affirmations:
        i = contrat.indicateurs[a.indicateur]
        if a.valeur is not None and i.unite != COUNT and i not in indicateurs:
            owners.setdefault(lower_first(i.libelle_court), set()).add(a.quartier)
    if not owners:
        return None
    told = join_words([f"{name} ({len(own)})" for name, own in owners.items()])
    which = "Énoncés pour moins de quartiers (leur nombre suit), à lire dans leurs rapports"
    return Paragraphe(Discret(f"{which} : {told}."))


def _stated_together(indicateur: Indicateur, lines: Sequence[LigneComparee], fiabilite: Fiabilite) -> Contenu:
    """Of whom, from what to what; of which years, how many are in doubt."""
    values = [line.chiffre.valeur for line in lines if line.chiffre.valeur is not None]
    years = sorted({line.chiffre.annee for line in lines if line.chiffre.annee is not None})
    undated = sum(line.chiffre.annee is None for line in lines)
    dated = [f"de {years[0]} à {years[-1]}" if len(years) > 1 else f"de {years[0]}"] if years else []
    dated += [f"{undated} sans année"] if undated else []
    doubts = Counter(_doubt_on(line.chiffre, fiabilite) for line in lines)
    owners = len({line.quartiers for line in lines})
    told = [
        f"de {format_value(min(values), indicateur.unite)} à {format_value(max(values), indicateur.unite)}",
        f"la moitié à {format_value(median(values), indicateur.unite)} ou plus",
        *(f"{doubts[g]} {g.value}" for g in Gravite if doubts[g]),
    ]
    return [
        Fort(count(owners, "quartier")),
        f" : {' ; '.join(told)}. ",
        Discret(f"Valeurs {', '.join(dated)} : elles ne se comparent pas d'une année à l'autre."),
    ]
