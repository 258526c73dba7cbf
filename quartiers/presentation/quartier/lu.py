"""Everything that a quartier report shows, read and computed once."""

from collections.abc import Mapping
from dataclasses import dataclass, fields

from quartiers.analyse.diagnostic import ChiffreLu, by_theme
from quartiers.analyse.etude import Etude, study
from quartiers.analyse.vues import VueQuartier
from quartiers.donnees.modele import Affirmation, Indicateur
from quartiers.donnees.tables.territoires import ChiffreTerritoire
from quartiers.presentation.blocs import Renvoi


@dataclass(frozen=True)
class QuartierLu(Etude):
    """A quartier as its report tells it; ``notes`` numbers its indicators.

    ``quartiers_par_theme`` is how many quartiers of the contract have priorities on each of this one's themes,
    ``cadre`` under which themes the contract published its priorities, ``avec_priorites`` whether any quartier has one:
    nothing is without an answer where none was entered; ``avec_document`` whether anything of a document was: else
    nothing is said of it; ``voisines`` are the statements of the other projects of its QPV.
    """

    quartiers_par_theme: Mapping[str, int]
    avec_priorites: bool
    avec_document: bool
    cadre: tuple[str, ...]
    voisines: tuple[Affirmation, ...]
    notes: Mapping[str, int]

    @property
    def partage(self) -> bool:
        """Whether the quartier is only a part of the QPV that the published figures describe."""
        return self.quartier.couverture == "partie"

    @property
    def enonces_voisins(self) -> dict[str, list[Affirmation]]:
        """What the other projects of its QPV state, by their names."""
        found: dict[str, list[Affirmation]] = {}
        for a in self.voisines:
            found.setdefault(self.contrat.quartiers[a.quartier].nom_court, []).append(a)
        return found

    @property
    def anciens_noms(self) -> dict[str, str]:
        """The names of the former QPV that the quartier's joins, by code."""
        return dict(zip(self.quartier.codes_qpv_2015, self.quartier.libelles_qpv_2015, strict=False))

    @property
    def enonces(self) -> frozenset[str]:
        """The identifiers of the statements that the document makes of it."""
        return frozenset(a.affirmation for a in self.contrat.affirmations_de(self.quartier.quartier))

    @property
    def publie(self) -> bool:
        """Whether anything published is told of it: else its figures are read against what the document states."""
        return any(f.publication is not None or f.parties for f in self.chiffres)

    @property
    def donnes(self) -> tuple[ChiffreTerritoire, ...]:
        """What was typed as published of a territory that is no QPV."""
        return tuple(c for c in self.contrat.chiffres_territoires if c.quartier == self.quartier.quartier)

    def renvoi(self, figure: ChiffreLu) -> Renvoi:
        """The call to the note of a figure's indicator."""
        return Renvoi(self.notes[figure.indicateur.indicateur])

    def themes_du_cadre(self, indicateur: Indicateur) -> tuple[str, ...]:
        """The themes of the contract's priorities under which one would answer an indicator: its own; else, of a theme
        that only these tables have, those linked to it; else its own all the same."""
        own = self.contrat.themes_of(indicateur)
        linked = (theme for theme in (*own, *indicateur.thematiques_liees) if theme in self.cadre)
        return tuple(t for t in own if t in self.cadre) or tuple(dict.fromkeys(linked)) or own


def read_quartier(vue: VueQuartier) -> QuartierLu:
    etude = study(vue)
    shown = dict.fromkeys(
        f.indicateur.indicateur for group in by_theme(etude.contrat, etude.chiffres).values() for f in group
    )
    return QuartierLu(
        **{field.name: getattr(etude, field.name) for field in fields(etude)},
        quartiers_par_theme=vue.quartiers_par_theme,
        avec_priorites=vue.avec_priorites,
        avec_document=vue.avec_document,
        cadre=vue.cadre,
        voisines=vue.voisines,
        notes={name: number for number, name in enumerate(shown, start=1)},
    )
