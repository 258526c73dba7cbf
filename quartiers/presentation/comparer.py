"""Quartiers side by side: the figures of their reports, none other, a row an indicator and a column a quartier."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final

from quartiers.analyse.anciens import name_former
from quartiers.analyse.diagnostic import ChiffreLu
from quartiers.analyse.notes import stated_meaning
from quartiers.analyse.perimetres import perimeter_change
from quartiers.analyse.publications import Publication
from quartiers.analyse.vues import view_of
from quartiers.donnees.modele import Contrat, Quartier
from quartiers.presentation import mots, mots_evolutions, mots_references
from quartiers.presentation.blocs import (
    Bloc,
    Contenu,
    Detail,
    Discret,
    Fragment,
    Paragraphe,
    Renvoi,
    Saut,
    Suite,
    Tableau,
    fragments,
)
from quartiers.presentation.blocs_notes import Notes
from quartiers.presentation.quartier.lu import QuartierLu, read_quartier
from quartiers.presentation.sources import indicator_note, reading_rule
from quartiers.typographie import NON_RENSEIGNE
from quartiers.unites import COUNT

_EMPTY: Final = "—"
MAX_EN_TABLEAU: Final = 100  # quartiers that have a column each in the table: of more, a page has those asked for
_IDENTITE: Final = ("QPV 2024", "QPV 2015", "Périmètre de 2024", "Couverture")
_AFTER_DATE: Final = 3  # of a value's fragments: the value, a space, the date
# Of a report, an indicator and its rank among the figures of that indicator.
_Cle = tuple[str, int]


@dataclass(frozen=True)
class Comparaison:
    """``colonnes`` are the quartiers in the order of the table's columns: identifiers, and names with the commune.

    Of many, the table has its first column only, and ``a_la_demande`` the others, each as the contents of its rows.
    """

    sous_titre: str
    colonnes: tuple[tuple[str, str], ...]
    tableau: Tableau
    suite: Bloc
    a_la_demande: tuple[tuple[Contenu, ...], ...] = ()


@dataclass(frozen=True)
class _Colonne:
    """What the page has of a quartier, of all that its report read: kept alone, so that of many it can be held."""

    nom: str
    identite: tuple[Contenu, ...]
    cellules: Mapping[_Cle, Contenu]
    publications: Mapping[str, tuple[Publication, ...]]
    avec_document: bool
    publie: bool
    chiffres: tuple[ChiffreLu, ...]


def compare_quartiers(contrat: Contrat) -> Comparaison:
    """Every quartier of the contract, with the figures of its report."""
    read = [_read_column(contrat, q) for q in contrat.quartiers]
    groups = _groups(contrat, read)
    notes = {i: n for n, i in enumerate(dict.fromkeys(i for _, keys in groups for i, _ in keys), start=1)}
    keys = [key for _, own in groups for key in own]
    labels: list[Contenu] = [*_IDENTITE]
    labels += [[contrat.indicateurs[i].libelle, Renvoi(notes[i])] for i, _ in keys]
    columns = [(*own.identite, *(own.cellules.get(key, NON_RENSEIGNE) for key in keys)) for own in read]
    starts = [(0, "Le quartier")]
    for title, own in groups:
        starts.append((len(_IDENTITE) + keys.index(own[0]), title))
    many = len(read) > MAX_EN_TABLEAU
    shown, on_demand = ([], columns) if many else (columns, [])
    table = Tableau(
        "Chiffres des rapports, côte à côte : la valeur avec sa date et son périmètre, sa lecture, son évolution, le "
        "QPV médian de France et le rang",
        ("Indicateur", *(own.nom for own in read[: len(shown)])),
        tuple(zip(labels, *shown, strict=True)),
        (1.5, *(1.0 for _ in shown)),
        groupes=tuple(starts),
    )
    subtitle = f"{contrat.nom} · {mots.dates(contrat, tuple(contrat.quartiers.values()))}"
    names = tuple((q, own.nom) for q, own in zip(contrat.quartiers, read, strict=True))
    return Comparaison(subtitle, names, table, _what_follows(contrat, read, notes), tuple(on_demand))


def _read_column(contrat: Contrat, quartier: str) -> _Colonne:
    lu = read_quartier(view_of(contrat, quartier))
    figures = _by_key(lu.chiffres)
    published: dict[str, tuple[Publication, ...]] = {}
    for figure in lu.chiffres:
        found = (figure.publication,) if figure.publication else figure.parties[:1]
        published[figure.indicateur.indicateur] = (*published.get(figure.indicateur.indicateur, ()), *found)
    return _Colonne(
        f"{lu.quartier.nom} ({lu.quartier.commune})",
        _identity(contrat, lu),
        {key: _cell(lu, figure) for key, figure in figures.items()},
        published,
        lu.avec_document,
        lu.publie or lu.quartier.est_qpv,
        lu.chiffres,
    )


def _by_key(figures: Iterable[ChiffreLu]) -> dict[_Cle, ChiffreLu]:
    seen: Counter[str] = Counter()
    found: dict[_Cle, ChiffreLu] = {}
    for figure in figures:
        name = figure.indicateur.indicateur
        found[name, seen[name]] = figure
        seen[name] += 1
    return found


def _groups(contrat: Contrat, read: Sequence[_Colonne]) -> list[tuple[str, list[_Cle]]]:
    """The rows, in the contract's order: counts, which reports tell with the identity, then theme by theme."""
    known = set(chain.from_iterable(own.cellules for own in read))
    order = {name: rank for rank, name in enumerate(contrat.indicateurs)}
    keys = sorted(known, key=lambda key: (order[key[0]], key[1]))
    counts = [key for key in keys if contrat.indicateurs[key[0]].unite == COUNT]
    groups = [("Effectifs", counts)]
    for theme in contrat.thematiques.values():
        own = [k for k in keys if k not in counts and contrat.indicateurs[k[0]].thematique == theme.thematique]
        groups.append((theme.libelle, own))
    return [(title, own) for title, own in groups if own]


def _identity(contrat: Contrat, lu: QuartierLu) -> tuple[Contenu, ...]:
    """What is to be known before figures are compared: of which territory they are."""
    q, change = lu.quartier, perimeter_change(contrat, lu.quartier)
    return (
        f"{q.code_qpv_2024} – {q.libelle_qpv_2024}" if q.est_qpv else q.noms.nom,
        ", ".join(_former(q)) if q.codes_qpv_2015 else "aucun, ou non connu",
        f"{change.verbe} de celui de 2015 ({', '.join(change.brefs)})" if change else _EMPTY,
        "une partie du QPV" if lu.partage else "le QPV" if q.est_qpv else _EMPTY,
    )


def _former(q: Quartier) -> list[str]:
    """Each with its name where it is known: figures are of it, and it may have another since."""
    return [code if name == code else f"{code} – {name}" for code, name in name_former((q,)).items()]


def _cell(lu: QuartierLu, figure: ChiffreLu) -> Contenu:
    """As in the report: the value, its date, its perimeter; its reading; how it moved; what it is beside, its rank."""
    told = mots.value_cell(
        figure,
        whole_qpv=lu.partage,
        autre_population=lu.fiabilite.autre_population,
        noms=lu.anciens_noms,
    )
    cell: list[Fragment] = fragments(told)
    if figure.publication is not None and figure.publie:
        cell.insert(_AFTER_DATE, Discret(f", {mots.perimeter(figure.publication)}"))
    if figure.indicateur.unite != COUNT:
        cell += [Saut(), *fragments(mots.reading_cell(figure, lu.contrat))]
        if more := (*_moved(lu, figure), *_beside(lu, figure)):
            cell.append(Detail(more))
    return [*cell, *_of_whom(figure)]


def _moved(lu: QuartierLu, figure: ChiffreLu) -> Iterable[Fragment]:
    """The change, or why none is told, in the words of the report's table."""
    why = mots_evolutions.why_no_trend(lu.contrat, lu.quartier, figure)
    told = mots_evolutions.trend_cell(lu.contrat, figure, why)
    if told == _EMPTY:
        return
    yield Saut()
    yield Discret("évolution : ")
    for fragment in fragments(told):
        yield " " if isinstance(fragment, Saut) else fragment


def _beside(lu: QuartierLu, figure: ChiffreLu) -> Iterable[Fragment]:
    if not lu.publie:
        references = [("référence : ", mots_references.stated_reference_cell(figure, lu.contrat))]
    else:
        france, _, rank = mots_references.references_cells(figure, lu.contrat)
        references = [("QPV médian de France : ", france), ("rang dans le contrat : ", rank)]
    for label, cell in references:
        if cell != _EMPTY:
            yield Saut()
            yield Discret(label)
            yield from (" " if isinstance(f, Saut) else f for f in fragments(cell))


def _of_whom(figure: ChiffreLu) -> Iterable[Fragment]:
    """What the report says under the name of the indicator, of this quartier alone."""
    a = figure.affirmation
    told = [f"rapporté à : {a.population}"] if a is not None and a.population else []
    told += [a.note] if a is not None and a.note else []
    meanings = (stated_meaning(f.affirmation.note) for f in figure.enonces if f.affirmation is not None)
    told += [f"énoncé comme {meaning}" for meaning in dict.fromkeys(meanings) if meaning]
    for text in told:
        yield Saut()
        yield Discret(text)


def _what_follows(contrat: Contrat, read: Sequence[_Colonne], notes: Mapping[str, int]) -> Bloc:
    published = {name: [p for own in read for p in own.publications.get(name, ())] for name in notes}
    items = {
        number: indicator_note(contrat, contrat.indicateurs[name], published[name], ())
        for name, number in notes.items()
    }
    caution = Paragraphe(
        "Deux chiffres de dates, de périmètres ou d'origines différentes ne se comparent pas ; deux évolutions de "
        "périodes différentes non plus. « Non renseigné » : le rapport du quartier n'a pas ce chiffre ; ce n'est pas "
        "un zéro."
    )
    rule = reading_rule(
        contrat.lecture,
        enonces=any(own.avec_document for own in read),
        publies=any(own.publie for own in read),
        compares=[f for own in read for f in own.chiffres],
    )
    parts: list[Bloc] = [caution, rule]
    return Suite((*parts, Notes("Source et définition de chaque chiffre", items)) if items else tuple(parts))
