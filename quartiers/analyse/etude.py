"""A quartier studied: its figures, findings and priorities, what links them, and what of them is doubted."""

from dataclasses import dataclass
from functools import cached_property

from quartiers.analyse.appuis import Correspondance, Reponse, match_figures
from quartiers.analyse.diagnostic import ChiffreLu, retained_figures
from quartiers.analyse.doutes import Gravite, Point
from quartiers.analyse.fiabilite import Fiabilite
from quartiers.analyse.vues import VueQuartier
from quartiers.brefs import Bref
from quartiers.donnees.modele import Constat, Contrat, Priorite, Quartier
from quartiers.donnees.tables.cadre import INCOMPLET


@dataclass(frozen=True)
class Etude(Bref):
    """A quartier, and what its diagnostic and its priorities say of each other.

    ``contrat`` is what may be known of the contract.
    """

    contrat: Contrat
    quartier: Quartier
    chiffres: tuple[ChiffreLu, ...]
    constats: tuple[Constat, ...]
    priorites: tuple[Priorite, ...]
    correspondance: Correspondance
    fiabilite: Fiabilite

    @property
    def complet(self) -> bool:
        """Whether the section of the document was read whole: else nothing follows from what it lacks."""
        return self.quartier.texte != INCOMPLET

    @cached_property
    def doutes(self) -> tuple[Point, ...]:
        """What is to correct or to verify, one point a figure, the gravest first."""
        points = self.fiabilite.points_de(self.quartier.quartier)
        return tuple(d for d in points if d.gravite is not Gravite.INFORMATION)

    @cached_property
    def en_doute(self) -> frozenset[str]:
        """The statements that are in the list of what is to correct or to verify: no other is said to be so."""
        return self.fiabilite.a_revoir

    def est_propre(self, constat: Constat) -> bool:
        """Whether a finding was taken from the text of a priority."""
        found = (a.reponses for a in self.correspondance.constats if a.source is constat)
        return any(answer is Reponse.PROPRE for answers in found for _, answer in answers)

    def constats_sur(self, thematique: str) -> tuple[Constat, ...]:
        return tuple(c for c in self.constats if c.thematique == thematique)


def study(vue: VueQuartier) -> Etude:
    contrat, quartier = vue.contrat, vue.quartier.quartier
    figures = retained_figures(contrat, quartier)
    return Etude(
        contrat,
        vue.quartier,
        figures,
        contrat.constats_de(quartier),
        contrat.priorites_de(quartier),
        match_figures(contrat, quartier, figures),
        vue.fiabilite,
    )
