"""Everything that a quartier report shows, read and computed once."""

from collections.abc import Mapping
from dataclasses import dataclass

from quartiers.analyse.appuis import Correspondance, Reponse, match_figures
from quartiers.analyse.diagnostic import ChiffreLu, by_theme, retained_figures
from quartiers.analyse.doutes import Gravite, Point
from quartiers.analyse.fiabilite import Fiabilite
from quartiers.analyse.vues import VueQuartier
from quartiers.brefs import Bref
from quartiers.donnees.modele import Constat, Contrat, Indicateur, Priorite, Quartier
from quartiers.donnees.tables.cadre import INCOMPLET
from quartiers.donnees.tables.territoires import ChiffreTerritoire
from quartiers.presentation.blocs import Renvoi


@dataclass(frozen=True)
class QuartierLu(Bref):
    """A quartier with its figures, findings, priorities and doubts; ``notes`` numbers its indicators.

    ``contrat`` is what the report may know of the contract, ``quartiers_par_theme`` how many of its quartiers have
    priorities on each of this one's themes, ``cadre`` under which themes the contract published its priorities,
    ``avec_priorites`` whether any quartier has one: nothing is without an answer where none was entered;
    ``avec_document`` whether anything of a document was: else nothing is said of it; ``en_doute_ailleurs`` of which
    indicators another section on its QPV states a doubtful figure.
    """

    contrat: Contrat
    quartier: Quartier
    chiffres: tuple[ChiffreLu, ...]
    constats: tuple[Constat, ...]
    priorites: tuple[Priorite, ...]
    correspondance: Correspondance
    fiabilite: Fiabilite
    quartiers_par_theme: Mapping[str, int]
    avec_priorites: bool
    avec_document: bool
    cadre: tuple[str, ...]
    notes: Mapping[str, int]
    en_doute_ailleurs: tuple[str, ...] = ()

    @property
    def partage(self) -> bool:
        """Whether the quartier is only a part of the QPV that the published figures describe."""
        return self.quartier.couverture == "partie"

    @property
    def anciens_noms(self) -> dict[str, str]:
        """The names of the former QPV that the quartier's joins, by code."""
        return dict(zip(self.quartier.codes_qpv_2015, self.quartier.libelles_qpv_2015, strict=False))

    @property
    def publie(self) -> bool:
        """Whether anything published is told of it: else its figures are read against what the document states."""
        return any(f.publication is not None or f.parties for f in self.chiffres)

    @property
    def donnes(self) -> tuple[ChiffreTerritoire, ...]:
        """What was typed as published of a territory that is no QPV."""
        return tuple(c for c in self.contrat.chiffres_territoires if c.quartier == self.quartier.quartier)

    @property
    def complet(self) -> bool:
        """Whether the section of the document was read whole: else nothing follows from what it lacks."""
        return self.quartier.texte != INCOMPLET

    @property
    def doutes(self) -> tuple[Point, ...]:
        """What is to correct or to verify, one point a figure, the gravest first."""
        points = self.fiabilite.points_de(self.quartier.quartier)
        return tuple(d for d in points if d.gravite is not Gravite.INFORMATION)

    @property
    def en_doute(self) -> frozenset[str]:
        """The statements that a doubt to correct or to verify is about."""
        return frozenset(name for point in self.doutes for name in point.affirmations)

    def renvoi(self, figure: ChiffreLu) -> Renvoi:
        """The call to the note of a figure's indicator."""
        return Renvoi(self.notes[figure.indicateur.indicateur])

    def themes_du_cadre(self, indicateur: Indicateur) -> tuple[str, ...]:
        """The themes of the contract's priorities under which one would answer an indicator: its own; else, of a theme
        that only these tables have, those linked to it; else its own all the same."""
        own = self.contrat.themes_of(indicateur)
        linked = (theme for theme in (*own, *indicateur.thematiques_liees) if theme in self.cadre)
        return tuple(t for t in own if t in self.cadre) or tuple(dict.fromkeys(linked)) or own

    def est_propre(self, constat: Constat) -> bool:
        """Whether a finding was taken from the text of a priority."""
        found = (a.reponses for a in self.correspondance.constats if a.source is constat)
        return any(answer is Reponse.PROPRE for answers in found for _, answer in answers)

    def constats_sur(self, thematique: str) -> tuple[Constat, ...]:
        return tuple(c for c in self.constats if c.thematique == thematique)


def read_quartier(vue: VueQuartier) -> QuartierLu:
    contrat, quartier = vue.contrat, vue.quartier.quartier
    figures = retained_figures(contrat, quartier)
    shown = dict.fromkeys(f.indicateur.indicateur for group in by_theme(contrat, figures).values() for f in group)
    return QuartierLu(
        contrat,
        vue.quartier,
        figures,
        contrat.constats_de(quartier),
        contrat.priorites_de(quartier),
        match_figures(contrat, quartier, figures),
        vue.fiabilite,
        vue.quartiers_par_theme,
        vue.avec_priorites,
        vue.avec_document,
        vue.cadre,
        {name: number for number, name in enumerate(shown, start=1)},
        vue.en_doute_ailleurs,
    )
