"""What the quartiers share and what is their own: the synthesis, rebuilt from the sections."""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from quartiers.analyse.comparaisons import Situation
from quartiers.analyse.diagnostic import ChiffreLu, read_figure, read_published
from quartiers.analyse.publications import Publication, age_of, contract_codes, read_against, references_of
from quartiers.analyse.suivi import ActionSuivie, Exercice, Part, add_up
from quartiers.brefs import Bref
from quartiers.donnees.modele import Contrat, Financement, Indicateur, LignePubliee, Priorite, Quartier, Thematique

MIN_QUARTIERS_INDICATEUR = 3


@dataclass(frozen=True)
class Case:
    """A cell of the matrix: how many priorities a quartier has on a theme, on each scale."""

    intercommunales: int
    propres: int

    def __bool__(self) -> bool:
        return bool(self.intercommunales or self.propres)


@dataclass(frozen=True)
class Recurrence(Bref):
    """Something that several quartiers have (a form of action, a public), and who has it."""

    nom: str
    quartiers: tuple[Quartier, ...]

    @property
    def communes(self) -> tuple[str, ...]:
        """The communes of these quartiers, each once."""
        return tuple(dict.fromkeys(commune for q in self.quartiers for commune in q.communes))

    @property
    def porteurs(self) -> int:
        """How many communes can carry it apart: no more than there are quartiers, one of which may be in two."""
        return min(len(self.communes), len(self.quartiers))


@dataclass(frozen=True)
class LigneComparee(Bref):
    """A figure in a comparison: the quartiers that it describes (several for a shared QPV), and the figure.

    ``ancien`` is the former QPV that the figure is of, where theirs joins several or has another name since
    (:mod:`quartiers.analyse.anciens`).
    """

    quartiers: tuple[Quartier, ...]
    chiffre: ChiffreLu
    ancien: str | None = None

    @property
    def nom(self) -> str:
        name = name_group(self.quartiers)
        return f"{self.ancien} ({name})" if self.ancien else name


def name_group(quartiers: tuple[Quartier, ...]) -> str:
    """Short name of the quartier; of a shared QPV, the names without what tells the projects apart."""
    if len(quartiers) == 1:
        return quartiers[0].nom_court
    return " · ".join(dict.fromkeys(q.nom_court.split(" – ")[0] for q in quartiers))


def newest_publication(lines: Iterable[LigneComparee]) -> Publication | None:
    """A publication of the newest edition in a comparison, on the newest perimeter: what dates it, and what the others
    are not compared with where they are of another; None when all figures are stated."""
    published = [line.chiffre.publication for line in lines if line.chiffre.publication is not None]
    return max(published, key=age_of, default=None)


class TypeEcart(StrEnum):
    MANQUANTE = "priorité absente de la synthèse publiée"
    AILLEURS = "priorité publiée sous un autre thème"
    DOUBLON = "priorité publiée plusieurs fois"
    SANS_PRIORITE = "ligne publiée sans priorité correspondante"


@dataclass(frozen=True)
class EcartPublication:
    """A difference between the sections and the published synthesis.

    ``thematique`` is the theme of the section's priority; ``publiees`` the themes it is published under, with the lines
    of each in ``lignes_publiees``; ``notes`` what was noted of these rows.
    """

    type: TypeEcart
    quartier: Quartier
    priorite: Priorite | None
    thematique: Thematique | None
    publiees: tuple[Thematique, ...]
    lignes: str | None
    notes: tuple[str, ...] = ()
    lignes_publiees: tuple[str | None, ...] = ()


def matrix(contrat: Contrat) -> dict[Quartier, dict[Thematique, Case]]:
    """Every quartier × every theme of priority, empty cells included."""
    return {
        quartier: {
            theme: Case(
                *(
                    sum(
                        p.thematique == theme.thematique and p.echelle == scale
                        for p in contrat.priorites_de(quartier.quartier)
                    )
                    for scale in ("intercommunale", "propre")
                )
            )
            for theme in contrat.thematiques_de_priorite
        }
        for quartier in contrat.quartiers.values()
    }


def quartiers_of_theme(contrat: Contrat, thematique: str) -> dict[Quartier, tuple[Priorite, ...]]:
    """Quartiers that have priorities on a theme, with these: one block of tables I and II, rebuilt."""
    found = {
        quartier: tuple(p for p in contrat.priorites_de(quartier.quartier) if p.thematique == thematique)
        for quartier in contrat.quartiers.values()
    }
    return {quartier: priorites for quartier, priorites in found.items() if priorites}


def forms_of(contrat: Contrat, thematique: str | None = None, echelle: str | None = None) -> tuple[Recurrence, ...]:
    """Forms of action and who has them, the most shared first (on one theme, of one scale if given)."""
    pairs = (
        (d.forme or d.declinaison, p.quartier)
        for p in contrat.priorites
        if thematique in (None, p.thematique) and echelle in (None, p.echelle)
        for d in p.declinaisons
    )
    return _recurrences(contrat, pairs)


def carried_apart(contrat: Contrat) -> tuple[Recurrence, ...]:
    """Forms of action of several communes that each carries on its own: none files them as intercommunal.

    They are what the contract could carry together; those of most communes first. A single quartier that is in two
    communes carries its own alone.
    """
    joint = {r.nom for r in forms_of(contrat, echelle="intercommunale")}
    apart = [r for r in forms_of(contrat, echelle="propre") if r.nom not in joint and r.porteurs > 1]
    return tuple(sorted(apart, key=lambda r: (-len(r.communes), -len(r.quartiers))))


def grouped_by_commune(contrat: Contrat) -> tuple[Quartier, ...]:
    """The quartiers in order, those of one commune (or of the same communes) next to each other."""
    order = {communes: n for n, communes in reversed(list(enumerate(q.communes for q in contrat.quartiers.values())))}
    return tuple(sorted(contrat.quartiers.values(), key=lambda q: order[q.communes]))


@dataclass(frozen=True)
class ContratEtFrance:
    """The newest edition of each figure that compares the contract's average with the QPV of France, by its reading.

    ``contextes``: shares that are neither good nor bad, and surely differ, with both values; the widest gap first.
    """

    fragiles: tuple[Publication, ...]
    comparables: tuple[Publication, ...]
    favorables: tuple[Publication, ...]
    imprecis: tuple[Publication, ...]
    contextes: tuple[tuple[Publication, float, float], ...] = ()

    @property
    def toutes(self) -> tuple[Publication, ...]:
        return (*self.fragiles, *self.comparables, *self.favorables, *self.imprecis)


def contract_and_france(contrat: Contrat, indicateurs: Mapping[Indicateur, Sequence[LigneComparee]]) -> ContratEtFrance:
    """The contract's weighted averages against the QPV of France, where both are known of one edition; read as a
    figure of a quartier is, with the uncertainty of all its QPV together."""
    read: dict[Situation, list[Publication]] = {s: [] for s in Situation}
    apart: list[tuple[Publication, float, float]] = []
    for indicateur, lines in indicateurs.items():
        newest = newest_publication(lines)
        if newest is None:
            continue
        known = references_of(contrat, newest)
        if known.contrat is not None and known.france is not None:
            value, codes = known.contrat.valeur, contract_codes(contrat, newest.diffusion.geographie)
            told = read_against(contrat, newest, known.france, shown=value, exact=value, codes=codes)
            if indicateur.sens != "contexte":
                read[told.situation].append(newest)
            elif told.situation in (Situation.AU_DESSUS, Situation.AU_DESSOUS) and indicateur.unite == "%":
                apart.append((newest, value, known.france))
    apart.sort(key=lambda found: -abs(found[1] - found[2]))
    groups = (Situation.FRAGILE, Situation.COMPARABLE, Situation.FAVORABLE, Situation.IMPRECISE)
    fragile, comparable, favourable, unsure = (tuple(read[group]) for group in groups)
    return ContratEtFrance(fragile, comparable, favourable, unsure, tuple(apart))


def by_group(groups: Mapping[str, Iterable[Quartier]], exercice: Exercice) -> tuple[Part, ...]:
    """Actions and money by group of quartiers: an action for several quartiers of one counts once in it, and is whole
    in each of several; those linked to no quartier at the end."""
    owner = {q.quartier: name for name, members in groups.items() for q in members}
    actions: defaultdict[str | None, dict[str, ActionSuivie]] = defaultdict(dict)
    for a in exercice.actions:
        for name in dict.fromkeys(owner[q] for q in a.quartiers) or (None,):
            actions[name][a.action.action] = a
    money: defaultdict[str, list[Financement]] = defaultdict(list)
    for f in exercice.financements:
        money[f.action].append(f)
    return tuple(
        Part(label, len(actions[name]), add_up(f for action in actions[name] for f in money[action]))
        for name, label in (*((n, n) for n in groups), (None, "Sans quartier renseigné"))
        if actions[name]
    )


def publics_named(contrat: Contrat, thematique: str | None = None) -> tuple[Recurrence, ...]:
    """Publics that the priorities name, the most shared first (on one theme if given)."""
    pairs = (
        (public, p.quartier) for p in contrat.priorites if thematique in (None, p.thematique) for public in p.publics
    )
    return _recurrences(contrat, pairs)


def _recurrences(contrat: Contrat, pairs: Iterable[tuple[str, str]]) -> tuple[Recurrence, ...]:
    who: defaultdict[str, set[str]] = defaultdict(set)
    for name, quartier in pairs:
        who[name].add(quartier)
    recurrences = (
        Recurrence(name, tuple(q for q in contrat.quartiers.values() if q.quartier in ids)) for name, ids in who.items()
    )
    return tuple(sorted(recurrences, key=lambda r: (-len(r.quartiers), r.nom.casefold())))


def least_compared(contrat: Contrat) -> int:
    """Of how many QPV or quartiers an indicator must be known to be compared: of all, where they are fewer."""
    return min(MIN_QUARTIERS_INDICATEUR, len(quartiers_by_qpv(contrat)))


def shared_indicators(contrat: Contrat, minimum: int | None = None) -> dict[Indicateur, tuple[LigneComparee, ...]]:
    """Indicators whose level is known of at least ``minimum`` (:func:`least_compared`) QPV or quartiers, from high to
    low.

    Published figures where there are, one line a QPV (those not published at the end); otherwise the stated
    ones, one line a statement.
    """
    shared = {}
    minimum = least_compared(contrat) if minimum is None else minimum
    for indicateur in contrat.indicateurs.values():
        lines = _published_lines(contrat, indicateur)
        if len([line for line in lines if line.chiffre.valeur is not None]) < minimum:
            lines = _stated_lines(contrat, indicateur)
            if len({line.quartiers for line in lines}) < minimum:
                continue
        shared[indicateur] = tuple(
            sorted(lines, key=lambda line: math.inf if line.chiffre.valeur is None else -line.chiffre.valeur)
        )
    return shared


def quartiers_by_qpv(contrat: Contrat) -> dict[str, tuple[Quartier, ...]]:
    """The projects of each QPV of 2024, or of each territory that is none, in order."""
    groups: defaultdict[str, list[Quartier]] = defaultdict(list)
    for quartier in contrat.quartiers.values():
        groups[quartier.territoire].append(quartier)
    return {code: tuple(group) for code, group in groups.items()}


def _published_lines(contrat: Contrat, indicateur: Indicateur) -> list[LigneComparee]:
    read = ((group, read_published(contrat, group[0], indicateur)) for group in quartiers_by_qpv(contrat).values())
    return [LigneComparee(group, figure) for group, figure in read if figure is not None]


def _stated_lines(contrat: Contrat, indicateur: Indicateur) -> list[LigneComparee]:
    return [
        LigneComparee((contrat.quartiers[a.quartier],), read_figure(a, contrat))
        for a in contrat.affirmations
        if a.indicateur == indicateur.indicateur and a.valeur is not None
    ]


def differences_with_published(contrat: Contrat) -> tuple[EcartPublication, ...]:
    """What differs between the sections' priorities and the published synthesis, by kind, then by quartier.

    A priority whose theme the published synthesis has nowhere is under another for want of its own: no difference.
    """
    if not contrat.synthese_publiee:
        return ()
    published_themes = {row.thematique for row in contrat.synthese_publiee}
    repeated_by: defaultdict[str, list[LignePubliee]] = defaultdict(list)
    for row in contrat.synthese_publiee:
        for identifier in row.priorites:
            repeated_by[identifier].append(row)
    differences = [
        _difference(contrat, TypeEcart.SANS_PRIORITE, row.quartier, None, [row])
        for row in contrat.synthese_publiee
        if not row.priorites
    ]
    for priorite in contrat.priorites:
        rows = repeated_by[priorite.priorite]
        if not rows:
            kind = TypeEcart.MANQUANTE
        elif len(rows) > 1:
            kind = TypeEcart.DOUBLON
        elif rows[0].thematique != priorite.thematique and priorite.thematique in published_themes:
            kind = TypeEcart.AILLEURS
        else:
            continue
        differences.append(_difference(contrat, kind, priorite.quartier, priorite, rows))
    kinds = list(TypeEcart)
    return tuple(sorted(differences, key=lambda d: (kinds.index(d.type), d.quartier.ordre)))


def _difference(
    contrat: Contrat, kind: TypeEcart, quartier: str, priorite: Priorite | None, rows: list[LignePubliee]
) -> EcartPublication:
    return EcartPublication(
        kind,
        contrat.quartiers[quartier],
        priorite,
        contrat.thematiques[priorite.thematique] if priorite else None,
        tuple(contrat.thematiques[row.thematique] for row in rows),
        ", ".join(row.lignes for row in rows if row.lignes) or None,
        tuple(row.note for row in rows if row.note),
        tuple(row.lignes for row in rows),
    )
