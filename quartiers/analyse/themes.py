"""A theme across the quartiers: what is shared, what is particular, whom it is for, what the figures say."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from quartiers.analyse.comparaisons import Situation
from quartiers.analyse.publications import Publication
from quartiers.analyse.synthese import (
    LigneComparee,
    Recurrence,
    forms_of,
    newest_publication,
    publics_named,
    quartiers_by_qpv,
    quartiers_of_theme,
)
from quartiers.brefs import Bref
from quartiers.donnees.modele import Contrat, Indicateur, Priorite, Quartier, Thematique


@dataclass(frozen=True)
class PrioriteReprise:
    """Priorities of the same title and scale, and the quartiers that have them."""

    intitule: str
    echelle: str
    quartiers: tuple[Quartier, ...]


@dataclass(frozen=True)
class FragiliteDuTheme:
    """An indicator of a theme: how many QPV are surely more fragile than their reference, of how many in all.

    ``lus`` have a reading, ``imprecis`` a figure that is too uncertain to have one; of the others of ``total``, no
    figure is published of the QPV as a whole. ``date`` is a publication of the newest edition.
    """

    indicateur: Indicateur
    fragiles: int
    lus: int
    imprecis: int
    total: int
    date: Publication

    @property
    def sans_chiffre(self) -> int:
        return self.total - self.lus - self.imprecis


@dataclass(frozen=True)
class FicheTheme(Bref):
    """What there is to say of a theme; ``particulieres`` are the forms that a single quartier has."""

    thematique: Thematique
    quartiers: tuple[Quartier, ...]
    intercommunales: int
    propres: int
    priorites: tuple[PrioriteReprise, ...]
    partagees: tuple[Recurrence, ...]
    particulieres: tuple[tuple[Quartier, tuple[str, ...]], ...]
    publics: tuple[Recurrence, ...]
    fragilites: tuple[FragiliteDuTheme, ...]


def theme_sheets(contrat: Contrat, indicateurs: Mapping[Indicateur, Sequence[LigneComparee]]) -> tuple[FicheTheme, ...]:
    """The sheet of each theme that has priorities, in order; ``indicateurs`` are the shared ones."""
    return tuple(
        _sheet(contrat, theme, found, indicateurs)
        for theme in contrat.thematiques_de_priorite
        if (found := quartiers_of_theme(contrat, theme.thematique))
    )


def _sheet(
    contrat: Contrat,
    theme: Thematique,
    found: Mapping[Quartier, tuple[Priorite, ...]],
    indicateurs: Mapping[Indicateur, Sequence[LigneComparee]],
) -> FicheTheme:
    forms = forms_of(contrat, theme.thematique)
    own: defaultdict[Quartier, list[str]] = defaultdict(list)
    for form in forms:
        if len(form.quartiers) == 1:
            own[form.quartiers[0]].append(form.nom)
    scales = [p.echelle for priorities in found.values() for p in priorities]
    return FicheTheme(
        theme,
        tuple(found),
        scales.count("intercommunale"),
        scales.count("propre"),
        _repeated(found),
        tuple(f for f in forms if len(f.quartiers) > 1),
        tuple((q, tuple(own[q])) for q in found if q in own),
        publics_named(contrat, theme.thematique),
        _fragilities(contrat, theme, indicateurs),
    )


def _repeated(found: Mapping[Quartier, tuple[Priorite, ...]]) -> tuple[PrioriteReprise, ...]:
    """Titles of priorities, the most repeated first; equals in the order of the quartiers."""
    who: defaultdict[tuple[str, str], list[Quartier]] = defaultdict(list)
    for quartier, priorities in found.items():
        for p in priorities:
            if quartier not in who[p.intitule, p.echelle]:
                who[p.intitule, p.echelle].append(quartier)
    repeated = [PrioriteReprise(title, scale, tuple(group)) for (title, scale), group in who.items()]
    return tuple(sorted(repeated, key=lambda p: -len(p.quartiers)))


def _fragilities(
    contrat: Contrat, theme: Thematique, indicateurs: Mapping[Indicateur, Sequence[LigneComparee]]
) -> tuple[FragiliteDuTheme, ...]:
    """Published indicators that are read of some QPV: the theme's own, then those linked to it, most fragile first."""
    found = []
    total = sum(q.est_qpv or bool(q.codes_qpv_2015) for q, *_ in quartiers_by_qpv(contrat).values())
    for indicateur, lines in indicateurs.items():
        if indicateur.sens == "contexte":
            continue
        if theme.thematique not in (indicateur.thematique, *indicateur.thematiques_liees):
            continue
        readings = [line.chiffre.comparaison.situation for line in lines if line.chiffre.publie]
        read = sum(s in (Situation.FRAGILE, Situation.COMPARABLE, Situation.FAVORABLE) for s in readings)
        newest = newest_publication(lines)
        if read and newest is not None:
            unsure = readings.count(Situation.IMPRECISE)
            found.append(FragiliteDuTheme(indicateur, readings.count(Situation.FRAGILE), read, unsure, total, newest))
    own = theme.thematique
    return tuple(sorted(found, key=lambda f: (f.indicateur.thematique != own, -f.fragiles)))
