"""Quartiers side by side: the figures of their reports, none other, a row an indicator and a column a quartier."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final

from quartiers.analyse.diagnostic import ChiffreLu
from quartiers.analyse.notes import stated_meaning
from quartiers.analyse.perimetres import perimeter_change
from quartiers.analyse.publications import Publication
from quartiers.analyse.vues import view_of
from quartiers.donnees.modele import Contrat
from quartiers.presentation import mots, mots_references
from quartiers.presentation.blocs import (
    Bloc,
    Contenu,
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
_AFTER_DATE: Final = 3  # of a value's fragments: the value, a space, the date
# Of a report, an indicator and its rank among the figures of that indicator.
_Cle = tuple[str, int]


@dataclass(frozen=True)
class Comparaison:
    """``colonnes`` are the quartiers in the order of the table's columns: identifiers, and names with the commune."""

    sous_titre: str
    colonnes: tuple[tuple[str, str], ...]
    tableau: Tableau
    suite: Bloc


def compare_quartiers(contrat: Contrat) -> Comparaison:
    """Every quartier of the contract, with the figures of its report."""
    read = [read_quartier(view_of(contrat, q)) for q in contrat.quartiers]
    figures = [_by_key(lu.chiffres) for lu in read]
    groups = _groups(contrat, figures)
    notes = {i: n for n, i in enumerate(dict.fromkeys(i for _, keys in groups for i, _ in keys), start=1)}
    rows = _identity(contrat, read)
    starts = [(0, "Le quartier")]
    for title, keys in groups:
        starts.append((len(rows), title))
        rows += [_row(contrat, key, read, figures, notes) for key in keys]
    names = tuple(f"{lu.quartier.nom} ({lu.quartier.commune})" for lu in read)
    table = Tableau(
        "Chiffres des rapports, côte à côte : la valeur avec sa date et son périmètre, sa lecture, le QPV médian de "
        "France et le rang",
        ("Indicateur", *names),
        tuple(rows),
        (1.5, *(1.0 for _ in names)),
        groupes=tuple(starts),
    )
    columns = tuple(zip(contrat.quartiers, names, strict=True))
    subtitle = f"{contrat.nom} · {mots.dates(contrat, tuple(contrat.quartiers.values()))}"
    return Comparaison(subtitle, columns, table, _what_follows(contrat, read, notes))


def _by_key(figures: Iterable[ChiffreLu]) -> dict[_Cle, ChiffreLu]:
    seen: Counter[str] = Counter()
    found: dict[_Cle, ChiffreLu] = {}
    for figure in figures:
        name = figure.indicateur.indicateur
        found[name, seen[name]] = figure
        seen[name] += 1
    return found


def _groups(contrat: Contrat, figures: Sequence[Mapping[_Cle, ChiffreLu]]) -> list[tuple[str, list[_Cle]]]:
    """The rows, in the contract's order: counts, which reports tell with the identity, then theme by theme."""
    known = set(chain.from_iterable(figures))
    order = {name: rank for rank, name in enumerate(contrat.indicateurs)}
    keys = sorted(known, key=lambda key: (order[key[0]], key[1]))
    counts = [key for key in keys if contrat.indicateurs[key[0]].unite == COUNT]
    groups = [("Effectifs", counts)]
    for theme in contrat.thematiques.values():
        own = [k for k in keys if k not in counts and contrat.indicateurs[k[0]].thematique == theme.thematique]
        groups.append((theme.libelle, own))
    return [(title, own) for title, own in groups if own]


def _identity(contrat: Contrat, read: Sequence[QuartierLu]) -> list[tuple[Contenu, ...]]:
    """What is to be known before figures are compared: of which territory they are."""
    quartiers = [lu.quartier for lu in read]
    changes = [perimeter_change(contrat, q) for q in quartiers]
    codes = [f"{q.code_qpv_2024} – {q.libelle_qpv_2024}" if q.est_qpv else q.noms.nom for q in quartiers]
    former = [", ".join(q.codes_qpv_2015) if q.codes_qpv_2015 else "aucun, ou non connu" for q in quartiers]
    changed = [
        f"{'diffère' if c.certain else 'peut différer'} de celui de 2015 ({', '.join(c.brefs)})" if c else _EMPTY
        for c in changes
    ]
    covered = ["une partie du QPV" if lu.partage else "le QPV" if lu.quartier.est_qpv else _EMPTY for lu in read]
    rows = (("QPV 2024", codes), ("QPV 2015", former), ("Périmètre de 2024", changed), ("Couverture", covered))
    return [(label, *cells) for label, cells in rows]


def _row(
    contrat: Contrat,
    key: _Cle,
    read: Sequence[QuartierLu],
    figures: Sequence[Mapping[_Cle, ChiffreLu]],
    notes: Mapping[str, int],
) -> tuple[Contenu, ...]:
    label: list[Fragment] = [contrat.indicateurs[key[0]].libelle, Renvoi(notes[key[0]])]
    return (
        label,
        *(_cell(lu, own[key]) if key in own else NON_RENSEIGNE for lu, own in zip(read, figures, strict=True)),
    )


def _cell(lu: QuartierLu, figure: ChiffreLu) -> Contenu:
    """As in the report: the value, its date, its perimeter; its reading; what it is beside, and its rank."""
    told = mots.value_cell(figure, whole_qpv=lu.partage, autre_population=lu.fiabilite.autre_population)
    cell: list[Fragment] = fragments(told)
    if figure.publication is not None and figure.publie:
        cell.insert(_AFTER_DATE, Discret(f", {mots.perimeter(figure.publication)}"))
    if figure.indicateur.unite != COUNT:
        cell += [Saut(), *fragments(mots.reading_cell(figure, lu.contrat)), *_beside(lu, figure)]
    return [*cell, *_of_whom(figure)]


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


def _what_follows(contrat: Contrat, read: Sequence[QuartierLu], notes: Mapping[str, int]) -> Bloc:
    published: dict[str, list[Publication]] = {}
    for figure in chain.from_iterable(lu.chiffres for lu in read):
        found = (figure.publication,) if figure.publication else figure.parties[:1]
        published.setdefault(figure.indicateur.indicateur, []).extend(found)
    items = {
        number: indicator_note(contrat, contrat.indicateurs[name], published[name], ())
        for name, number in notes.items()
    }
    caution = Paragraphe(
        "Deux chiffres de dates, de périmètres ou d'origines différentes ne se comparent pas. « Non renseigné » : le "
        "rapport du quartier n'a pas ce chiffre ; ce n'est pas un zéro."
    )
    rule = reading_rule(
        contrat.lecture,
        enonces=any(lu.avec_document for lu in read),
        publies=any(lu.publie or lu.quartier.est_qpv for lu in read),
    )
    parts: list[Bloc] = [caution, rule]
    return Suite((*parts, Notes("Source et définition de chaque chiffre", items)) if items else tuple(parts))
