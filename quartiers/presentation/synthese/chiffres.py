"""The figures in the synthesis: strips, the published figures of every QPV, those that are only stated."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from statistics import median
from typing import Final

from quartiers.analyse.comparaisons import Situation
from quartiers.analyse.doutes import when as date_of
from quartiers.analyse.publications import Publication, latest_of_parts, references_of
from quartiers.analyse.synthese import (
    LigneComparee,
    least_compared,
    name_group,
    newest_publication,
    quartiers_by_qpv,
)
from quartiers.donnees.modele import NON_DIFFUSE, Contrat, Indicateur, Quartier
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
)
from quartiers.presentation.graphiques.bandes import Bande, chart_strips
from quartiers.presentation.graphiques.dessin import REVERSED
from quartiers.presentation.matrice import Cellule, Ensemble, Matrice, Rangee, Symbole, keep_together
from quartiers.presentation.mots_dates import in_brief
from quartiers.presentation.synthese.nombreux import are_many, count_fragile
from quartiers.typographie import count, format_number, format_value, join_words, lower_first, ordinal
from quartiers.unites import COUNT

Compares = Mapping[Indicateur, tuple[LigneComparee, ...]]
TITLE: Final = "Indicateurs comparés"
MAX_STATED: Final = 40  # values of an indicator that are given one by one
_NUMBERED: Final = 40  # QPV of a contract whose dots bear their numbers
MAX_COLUMNS = 14  # of a matrix of figures on a landscape page
_NATURES: Final[dict[Situation, Nature]] = {
    Situation.FRAGILE: "fragile",
    Situation.FAVORABLE: "favorable",
    Situation.COMPARABLE: "neutre",
}


def strips_block(contrat: Contrat, indicateurs: Compares) -> Bloc:
    """Charts of the indicators that say something of the quartiers, published or else stated, under a heading of their
    own: it stays with the first, which may take most of a page."""
    published = {i: lines for i, lines in indicateurs.items() if lines[0].chiffre.publie}
    bands = [
        band
        for i, lines in sorted((published or indicateurs).items(), key=lambda row: -_fragile(row[1]))
        if i.unite != COUNT and (i.sens != "contexte" or not published)
        if (band := _band(contrat, i, lines)) is not None and len(band.valeurs) > 1
    ]
    if not bands and len(contrat.quartiers) == 1:
        return Suite(())  # one value on a line of its own tells nothing that the table does not
    if not bands:
        least = count(least_compared(contrat), "quartier")
        told = Paragraphe(f"Aucun indicateur n'est connu d'au moins {least}.")
        return Suite((Titre(TITLE, niveau=2), told)) if contrat.a_un_document else Suite(())
    newest = [n for i, lines in published.items() if i.unite != COUNT and (n := newest_publication(lines)) is not None]
    source = (
        f"Chiffres publiés par l'Insee, diffusion la plus récente de chaque indicateur (chiffres {in_brief(newest)})."
        if published
        else f"Source : {contrat.document.titre}. Seuls figurent les quartiers dont le diagnostic énonce le chiffre "
        "(ni « plus de » ni « moins de »)."
    )
    reversed_told = f" ({REVERSED} : échelle inversée)" if any(band.inverse for band in bands) else ""
    source += (
        f" Chaque ligne a son échelle, du moins fragile au plus fragile{reversed_told}. Point : un QPV ; trait : "
        "moyenne des QPV du contrat, là où elle peut se calculer ; losange : QPV médian de France, ou leur ensemble ; "
        f"▼ : le plus fragile, s'il l'est plus que les QPV de France.{_numbers_told(contrat)}"
    )
    perimeter = _of_perimeter(newest)
    charts = chart_strips(bands, f"{_title_of_strips(published)}{perimeter}", source)
    caution = Paragraphe(
        "Un quartier absent d'un graphique ou d'un tableau n'est pas un quartier sans difficulté : son chiffre n'est "
        "pas connu."
    )
    first, *others = charts
    return Suite((Ensemble((Titre(TITLE, niveau=2), caution, first)), *others))


def _title_of_strips(published: Compares) -> str:
    """The indicators for which most QPV are read as fragile; without such a reading, what the chart is."""
    plain = "Où se situe chaque quartier, indicateur par indicateur"
    if not (worst := most_often_worse(published)):
        found = any(i.unite != COUNT and i.sens != "contexte" for i in published)
        return "Aucun QPV sûrement plus fragile que le QPV médian de France" if found else plain
    told = [f"{lower_first(i.libelle_court)} ({number} QPV sur {len(published[i])})" for i, number in worst.items()]
    return f"Le plus souvent plus fragiles que le QPV médian de France : {join_words(told)}"


def most_often_worse(published: Compares) -> dict[Indicateur, int]:
    """The two published indicators for which most QPV surely are more fragile than their reference, with how many."""
    found = {i: _fragile(lines) for i, lines in published.items() if i.unite != COUNT and i.sens != "contexte"}
    return {i: found[i] for i in sorted(found, key=lambda i: -found[i])[:2] if found[i]}


def _fragile(lines: Sequence[LigneComparee]) -> int:
    return sum(line.chiffre.comparaison.situation is Situation.FRAGILE for line in lines)


def _numbers(contrat: Contrat) -> dict[str, str]:
    """The number of each QPV on the map, where they are few enough to be read; empty otherwise."""
    codes = list(quartiers_by_qpv(contrat))
    return {code: str(n) for n, code in enumerate(codes, start=1)} if 1 < len(codes) <= _NUMBERED else {}


def _numbers_told(contrat: Contrat) -> str:
    numbers = _numbers(contrat)
    if not numbers:
        return ""
    named = [f"{numbers[code]} {name_group(group)}" for code, group in quartiers_by_qpv(contrat).items()]
    return f" Les numéros sont ceux de la carte : {' ; '.join(named)}."


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
    named = tuple(numbers[line.quartiers[0].territoire] for line in kept) if numbers else ()
    band = Bande(mots_references.label_of(indicateur, newest), values, indicateur.unite, indicateur.sens, numeros=named)
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
    published = {i: lines for i, lines in indicateurs.items() if lines[0].chiffre.publie and i.unite != COUNT}
    if not published:
        return Paragraphe("Aucun chiffre publié n'a été importé.") if contrat.a_un_document else Suite(())
    if are_many(contrat):
        return count_fragile(contrat, published, notes)
    blocks: list[Bloc] = []
    for title, context in (("Indicateurs lus", False), ("Indicateurs de contexte", True)):
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
    named = {line.quartiers: line.nom for lines in chosen.values() for line in lines}
    joined = False
    for group in quartiers_by_qpv(contrat).values():
        cells = [_figure(contrat, i, group, lines, newest[i]) for i, lines in chosen.items()]
        if not any(cells):
            silent.append(named.get(group) or group[0].nom_court)
            continue
        joined = joined or (len(group[0].codes_qpv_2015) > 1 and group not in named)
        rows.append(Rangee(named.get(group) or group[0].nom_court, tuple(_published_or_not(c) for c in cells)))
    averages: list[Cellule] = []
    for i, r in known.items():
        told = mots_references.of_how_many(r.contrat, part=False) if r.contrat else ""
        value = _amount(r.contrat.valeur, i) if r.contrat else "—"
        averages.append([value, Saut(), Discret(told)] if told else value)
    rows.append(Rangee("QPV du contrat (moyenne)", tuple(averages), debut=True, forte=True))
    france: list[Cellule] = []
    for i, r in known.items():
        if r.repartition is not None:
            france.append(_amount(r.repartition.c50, i))
        elif r.france is not None:
            france.append([_amount(r.france, i), Saut(), Discret("ensemble")])
        else:
            france.append("—")
    rows.append(Rangee("QPV médian de France", tuple(france), forte=True))
    legend = f"{nom} : chiffres publiés{_of_perimeter(newest.values())}, et rang du QPV"
    legend += " à partir du plus fragile." if read else " à partir de la valeur la plus élevée."
    if read:
        legend += (
            " Face au QPV médian de France : ▼ plus fragile ; ● comparable ; ▲ moins fragile ; sans signe, l'écart est "
            "non concluant."
        )
    if joined:
        legend += " Deux valeurs : celles des deux anciens QPV."
    if silent:
        legend += f" Aucun chiffre n'est importé pour {join_words(silent)}."
    headers: list[Contenu] = [
        [f"{i.libelle_court} ({'€, ' if i.unite == '€' else '%, '}{date_of(n)})", Renvoi(notes[i.indicateur])]
        for i, n in newest.items()
    ]
    return Matrice(
        legend,
        "Quartiers du QPV",
        tuple(headers),
        tuple(rows),
        titre_cm=5.4,
        colonne_max_cm=2.4,
        entete_cm=4.2,
        corps_pt=8.2,
    )


def _of_perimeter(publications: Iterable[Publication]) -> str:
    known = sorted({p.diffusion.geographie for p in publications})
    return f" (périmètre {known[0]})" if len(known) == 1 else ""


def _figure(
    contrat: Contrat, i: Indicateur, group: tuple[Quartier, ...], lines: Sequence[LigneComparee], newest: Publication
) -> list[Fragment | Symbole]:
    """The figure with its reading and its rank, its own date where it is not the column's; empty: nothing published."""
    figure = next((line.chiffre for line in lines if line.quartiers == group), None)
    if figure is None:
        parts = latest_of_parts(contrat, group[0], i.indicateur)
        values = [_amount(p.valeur, i) if p.valeur is not None else NON_DIFFUSE for p in parts]
        return [Discret(" / ".join(values))] if values else []
    if figure.valeur is None or figure.publication is None:
        return [Discret(NON_DIFFUSE)]
    cell: list[Fragment | Symbole] = [_amount(figure.valeur, i)]
    situation = figure.comparaison.situation
    if i.sens != "contexte" and situation in _NATURES:
        cell += ["\u00a0", Symbole(_NATURES[situation], situation.value)]
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


def stated_block(indicateurs: Compares, notes: Mapping[str, int], *, document: bool = True) -> Bloc:
    """Indicators that nobody publishes for the QPV, as the diagnostics state them: a row each.

    ``document``: whether there is one that could.
    """
    stated = {i: lines for i, lines in indicateurs.items() if not lines[0].chiffre.publie and i.unite != COUNT}
    if not stated:
        return Paragraphe("Tous les indicateurs partagés sont publiés.") if document and indicateurs else Suite(())
    legend = "Valeurs énoncées, de la plus haute à la plus basse"
    if any(len(lines) > MAX_STATED for lines in stated.values()):
        legend += (
            f" ; au-delà de {MAX_STATED}, ce qu'elles sont ensemble : chacune est dans la feuille « Énoncés » de "
            "donnees.xlsx"
        )
    rows: list[tuple[Contenu, ...]] = [
        (
            [i.libelle, Renvoi(notes[i.indicateur])],
            _stated_together(i, lines) if len(lines) > MAX_STATED else _stated_each(lines),
        )
        for i, lines in stated.items()
    ]
    return Tableau(
        legend,
        ("Indicateur", "Quartiers dont le diagnostic énonce le chiffre"),
        tuple(rows),
        (27, 73),
    )


def _stated_each(lines: Sequence[LigneComparee]) -> Contenu:
    cell: list[Fragment] = []
    for line in lines:
        figure = line.chiffre
        cell += [" ; "] if cell else []
        cell += [Fort(mots.value_text(figure)), f" {line.nom} ", Discret(f"({mots.year(figure.annee)})")]
        if figure.comparaison.situation in mots.NATURE_OF_SITUATION:
            cell += [" ", mots.situation_signal(figure.comparaison.situation)]
        if figure.douteux:
            cell += [" ", Signal("alerte", "à vérifier")]
    return cell


def _stated_together(indicateur: Indicateur, lines: Sequence[LigneComparee]) -> Contenu:
    """Of whom, from what to what; of which years, how many are read as fragile, how many are in doubt."""
    values = [line.chiffre.valeur for line in lines if line.chiffre.valeur is not None]
    years = sorted({line.chiffre.annee for line in lines if line.chiffre.annee is not None})
    undated = sum(line.chiffre.annee is None for line in lines)
    dated = [f"de {years[0]} à {years[-1]}" if len(years) > 1 else f"de {years[0]}"] if years else []
    dated += [f"{undated} sans année"] if undated else []
    fragile, doubtful = _fragile(lines), sum(line.chiffre.douteux for line in lines)
    owners = len({line.quartiers for line in lines})
    told = [
        f"de {format_value(min(values), indicateur.unite)} à {format_value(max(values), indicateur.unite)}",
        f"la moitié à {format_value(median(values), indicateur.unite)} ou plus",
        *([f"{fragile} plus fragiles que leur référence"] if fragile else []),
        *([f"{doubtful} à vérifier"] if doubtful else []),
    ]
    return [
        Fort(count(owners, "quartier")),
        f" : {' ; '.join(told)}. ",
        Discret(f"Valeurs {', '.join(dated)} : elles ne se comparent pas d'une année à l'autre."),
    ]
