"""The diagnostic of a quartier: a table of its figures by theme."""

from collections.abc import Sequence
from typing import Final

from quartiers.analyse.decompte import Decompte, count_figures
from quartiers.analyse.diagnostic import ChiffreLu, by_theme, count_situations
from quartiers.analyse.doutes import year_of
from quartiers.analyse.notes import stated_meaning
from quartiers.analyse.perimetres import perimeter_change
from quartiers.analyse.publications import (
    both_perimeters,
)
from quartiers.analyse.revenus_parus import REVENUS_PUBLIES, has_incomes
from quartiers.donnees.modele import Quartier
from quartiers.donnees.tables.importees import ANCIENNE, NOUVELLE
from quartiers.presentation import mots, mots_evolutions, mots_references
from quartiers.presentation.blocs import (
    Bloc,
    Contenu,
    Discret,
    Encadre,
    Fort,
    Fragment,
    Paragraphe,
    Saut,
    Suite,
    Tableau,
    fragments,
)
from quartiers.presentation.mots_dates import in_few_words
from quartiers.presentation.quartier.lu import QuartierLu
from quartiers.presentation.quartier.ouverture import no_figure
from quartiers.typographie import count, format_value, join_words, lower_first
from quartiers.unites import COUNT

_REVENUS: Final = ("REVN", "FILO")


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
    stated = "La valeur publiée est donnée quand elle existe et, à côté, ce que le diagnostic partagé énonce d'autre. "
    if not lu.publie:
        counted = f"{_counting_sentence(lu)} Aucun ne peut être comparé à une publication."
        return Suite((Paragraphe(counted), *((table,) if rows else ())))
    guide = (
        "Un écart, ou une évolution, qu'une année peut faire ou défaire dans un QPV de cette taille est dit non "
        "concluant : c'est l'écart qui l'est, non le chiffre. Le rang va du plus fragile (de la valeur la plus élevée "
        "pour un indicateur de contexte)."
    )
    if lu.avec_document:
        guide = stated + guide
    return Suite((*perimeter_line(lu), Paragraphe(f"{_counting_sentence(lu)} {guide}"), *((table,) if rows else ())))


def _figures_table(lu: QuartierLu, rows: Sequence[tuple[Contenu, ...]], groups: Sequence[tuple[int, str]]) -> Tableau:
    """A row a figure, under its theme; without the columns of what is published, where nothing is."""
    title = f"Chiffres publiés{of_perimeter(lu)}{' et chiffres énoncés' if lu.avec_document else ''}, par thème"
    headings: tuple[str, ...] = (
        "Indicateur",
        "Valeur",
        "QPV médian de France",
        "QPV du contrat",
        "Rang dans le contrat",
        "Évolution",
        "Lecture, face au QPV médian de France",
    )
    widths: tuple[float, ...] = (21, 17, 7.5, 7, 7.5, 23, 17)
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
    if not has_incomes(quartier):
        return "Aucun chiffre du périmètre de 2024 n'est repris ici."
    return (
        "L'Insee publie depuis août 2024 des populations et des revenus (Filosofi 2021) dans le périmètre de 2024, non "
        "repris ici."
    )


def later_figures(lu: QuartierLu) -> str:
    """In few words, which incomes INSEE has published since, those of the same perimeter first; empty where they are
    here, or unknown."""
    if not has_incomes(lu.quartier) or not lu.quartier.est_qpv:
        return ""
    known = geographies(lu)
    told = []
    for geography, years in REVENUS_PUBLIES.items():
        newest = _newest_income(lu, geography)
        since = [year for year in years if newest is None or year > newest]
        if since and (geography == NOUVELLE) is not (geography in known):
            told.append(f"de {join_words([str(year) for year in since])} (périmètre {geography})")
    return f"Revenus {join_words(told)} parus depuis, non repris ici." if told else ""


def _newest_income(lu: QuartierLu, geography: str) -> int | None:
    """The newest year of the incomes that the report has in a perimeter."""
    published = [p for f in lu.chiffres for p in (f.publication, *f.parties) if p is not None]
    years = (p.annee for p in published if p.diffusion.theme in _REVENUS and p.diffusion.geographie == geography)
    return max((year for year in years if year is not None), default=None)


def geographies(lu: QuartierLu) -> list[str]:
    """The geographies of the published figures."""
    found = {f.publication.diffusion.geographie for f in lu.chiffres if f.publication is not None}
    return sorted(found | {p.diffusion.geographie for f in lu.chiffres for p in f.parties})


def of_perimeter(lu: QuartierLu) -> str:
    """`` (périmètre 2015)``, for a heading over published figures; several are told one by one."""
    known = geographies(lu)
    return f" (périmètre {known[0]})" if len(known) == 1 else ""


def perimeter_line(lu: QuartierLu) -> tuple[Bloc, ...]:
    """Which perimeter the published figures are of, what is known of what changed since, and what that does to them."""
    known = geographies(lu)
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
        tail = f". Celui de 2024 {change.verbe} : {join_words(change.signes)}."
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
    """How many figures there are, by parts that add up; page 1 and the chart count by the same."""
    found = count_figures(lu.chiffres)
    stated = len(found.enonces)
    only_stated = count(stated, "chiffre que seul le diagnostic énonce", "chiffres que seul le diagnostic énonce")
    if not found.publies:
        return f"{only_stated}{_stated_readings(found)}." if stated else "Aucune valeur n'est diffusée."
    own = list(found.publies)
    parts = [
        *_compared(found),
        *_part(len(found.contexte), "est de contexte", "sont de contexte"),
        *_part(len(found.sans_mediane), "n'a pas de médiane publiée", "n'ont pas de médiane publiée"),
        *_part(len(found.effectifs), "est un effectif", "sont des effectifs"),
    ]
    total = count(len(own), "chiffre publié", "chiffres publiés")
    text = f"{total} ({in_few_words(own)}) : {join_words(parts)}."
    if stated:
        text += f" S'y {'ajoute' if stated == 1 else 'ajoutent'} {only_stated}."
    return text


def _stated_readings(found: Decompte) -> str:
    """`` ; par rapport à la référence énoncée : 1 plus fragile``: where nothing published is read."""
    situations = count_situations(found.enonces)
    told = [part for words in mots.READINGS for part in _part(situations[words[0]], *words[1:])]
    return f" ; par rapport à la référence énoncée : {join_words(told)}" if told else ""


def _part(number: int, singular: str, plural: str) -> list[str]:
    return [count(number, singular, plural)] if number else []


def _compared(found: Decompte) -> list[str]:
    """``13 se lisent face au QPV médian de France (3 plus fragiles, 1 comparable et 9 à écart non concluant)``."""
    if not found.compares:
        return []
    told = [part for words in mots.READINGS for part in _part(found.situations[words[0]], *words[1:])]
    head = count(len(found.compares), "se lit face au QPV médian de France", "se lisent face au QPV médian de France")
    return [f"{head} ({join_words(told)})"]


def _figure_row(lu: QuartierLu, figure: ChiffreLu) -> tuple[Contenu, ...]:
    a, i = figure.affirmation, figure.indicateur
    label: list[Fragment] = [i.libelle, lu.renvoi(figure)]
    if a is not None and a.population:
        label += [Saut(), Discret(f"Rapporté à : {a.population}")]
    meanings = (stated_meaning(f.affirmation.note) for f in figure.enonces if f.affirmation is not None)
    for meaning in dict.fromkeys(m for m in meanings if m):
        label += [Saut(), Discret(f"Le document en fait {meaning}")]
    return (
        label,
        mots.value_cell(
            figure,
            whole_qpv=lu.partage,
            autre_population=lu.fiabilite.autre_population,
            noms=lu.anciens_noms,
        ),
        *(
            mots_references.references_cells(figure, lu.contrat)
            if lu.publie
            else (mots_references.stated_reference_cell(figure, lu.contrat),)
        ),
        mots_evolutions.trend_cell(lu.contrat, figure, mots_evolutions.why_no_trend(lu.contrat, lu.quartier, figure)),
        [*fragments(mots.reading_cell(figure, lu.contrat)), *mots_references.beside_in_table(figure, lu.chiffres)],
    )
