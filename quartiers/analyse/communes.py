"""The quartiers of one commune side by side: which figures compare them, what their projects share.

Figures are those of the QPV: quartiers that share one have the same, and count once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from quartiers.analyse.appuis import match_priorities
from quartiers.analyse.comparaisons import Situation
from quartiers.analyse.diagnostic import ChiffreLu, read_published
from quartiers.analyse.doutes import Gravite
from quartiers.analyse.fiabilite import Fiabilite
from quartiers.analyse.publications import Publication, age_of
from quartiers.donnees.modele import Contrat, Indicateur, Quartier, Thematique
from quartiers.unites import COUNT

Groupe = tuple[Quartier, ...]


@dataclass(frozen=True)
class LigneCommune:
    """An indicator that compares QPV: their figures by group of quartiers, those of no known level included.

    ``recente`` is a publication of the newest edition in the line: what dates it, and gives its references.
    """

    indicateur: Indicateur
    chiffres: Mapping[Groupe, ChiffreLu | None]
    recente: Publication

    @property
    def ecart(self) -> float:
        """How far from the middle of the QPV of France a figure of the line is, at most: in centiles; where that is not
        known, in points or % of euros."""
        found = [f for f in self.chiffres.values() if f is not None]
        placed = [abs(f.comparaison.place.centile - 50) for f in found if f.comparaison.place is not None]
        return max(placed or [f.poids for f in found], default=0.0)


@dataclass(frozen=True)
class BilanQuartier:
    """What a project counts: priorities by scale, fragilities without priority, doubts by gravity."""

    quartier: Quartier
    intercommunales: int
    propres: int
    sans_priorite: int
    a_corriger: int
    a_verifier: int


@dataclass(frozen=True)
class ThemesCommune:
    """Themes of priority that all the quartiers have, and those that one of them alone has, in order."""

    communs: tuple[Thematique, ...]
    particuliers: Mapping[Quartier, tuple[Thematique, ...]]


def group_by_qpv(quartiers: Sequence[Quartier]) -> tuple[Groupe, ...]:
    """The quartiers, those of one QPV together, in order."""
    codes = dict.fromkeys(q.territoire for q in quartiers)
    return tuple(tuple(q for q in quartiers if q.territoire == code) for code in codes)


def compared_indicators(contrat: Contrat, quartiers: Sequence[Quartier], maximum: int) -> tuple[LigneCommune, ...]:
    """The published indicators that compare these quartiers best, those farthest from the middle of France first.

    An indicator is kept when its level is known of more than half of the QPV, of two at least, and when one of
    them at least is more or less fragile than its reference (so that indicators of context and mere
    counts are not); then the ``maximum`` farthest ones. Of those as far, the order of the catalogue.
    """
    lines = (_line(contrat, group_by_qpv(quartiers), i) for i in contrat.indicateurs.values() if i.unite != COUNT)
    kept = (line for line in lines if line is not None and _is_telling(line))
    return tuple(sorted(kept, key=lambda line: -line.ecart)[:maximum])


def _line(contrat: Contrat, groups: tuple[Groupe, ...], indicateur: Indicateur) -> LigneCommune | None:
    figures = {group: read_published(contrat, group[0], indicateur) for group in groups}
    published = [f.publication for f in figures.values() if f is not None and f.publication is not None]
    if not published:
        return None
    return LigneCommune(indicateur, figures, max(published, key=age_of))


def _is_telling(line: LigneCommune) -> bool:
    known = [f for f in line.chiffres.values() if f is not None and f.valeur is not None]
    read = any(f.comparaison.situation in (Situation.FRAGILE, Situation.FAVORABLE) for f in known)
    return read and len(known) > max(1, len(line.chiffres) / 2)


def count_projects(contrat: Contrat, fiabilite: Fiabilite, quartiers: Sequence[Quartier]) -> tuple[BilanQuartier, ...]:
    """The counts of each project, in order."""
    found = []
    for q in quartiers:
        priorities, doubts = contrat.priorites_de(q.quartier), fiabilite.points_de(q.quartier)
        found.append(
            BilanQuartier(
                q,
                intercommunales=sum(p.echelle == "intercommunale" for p in priorities),
                propres=sum(p.echelle == "propre" for p in priorities),
                sans_priorite=len(match_priorities(contrat, q.quartier).sans_priorite),
                a_corriger=sum(d.gravite is Gravite.ERREUR for d in doubts),
                a_verifier=sum(d.gravite is Gravite.DOUTE for d in doubts),
            )
        )
    return tuple(found)


def share_themes(contrat: Contrat, quartiers: Sequence[Quartier]) -> ThemesCommune:
    """The themes that all of these quartiers have priorities on, and those that only one of them has."""
    who = {
        theme: [q for q in quartiers if any(p.thematique == theme.thematique for p in contrat.priorites_de(q.quartier))]
        for theme in contrat.thematiques_de_priorite
    }
    own = {q: tuple(theme for theme, found in who.items() if found == [q]) for q in quartiers}
    return ThemesCommune(
        tuple(theme for theme, found in who.items() if len(found) == len(quartiers)),
        {q: themes for q, themes in own.items() if themes},
    )
