"""A quartier, as analysts have it: its tables, and the sections of its report."""

from functools import cached_property
from typing import TYPE_CHECKING

from quartiers.donnees.modele import Contrat, Quartier
from quartiers.interface.tables_ouvertes import TablesOuvertes

if TYPE_CHECKING:
    from quartiers.interface.rapports import RapportDuQuartier
    from quartiers.presentation.blocs import Bloc


class QuartierOuvert(TablesOuvertes):
    """Un quartier du contrat : ses tables, et les blocs de son rapport.

    >>> contrat.quartier("ANZIN verrerie")
    <Quartier « Verrerie – Anzin » (anzin-verrerie)>
    """

    def __init__(self, contrat: Contrat, quartier: Quartier):
        super().__init__(contrat, quartier)
        self._row = quartier

    def __repr__(self) -> str:
        return f"<Quartier « {self.nom} » ({self.identifiant})>"

    @property
    def identifiant(self) -> str:
        """L'identifiant, première colonne de `quartiers.csv`.

        >>> contrat.quartier("Verrerie – Anzin").identifiant
        'anzin-verrerie'
        """
        return self._row.quartier

    @property
    def nom(self) -> str:
        """Le nom court.

        >>> contrat.quartier("anzin-verrerie").nom
        'Verrerie – Anzin'
        """
        return self._row.nom_court

    @property
    def commune(self) -> str:
        """La commune ; plusieurs, si le projet est de plusieurs.

        >>> contrat.quartier("anzin-verrerie").commune
        'Anzin'
        """
        return self._row.commune

    @cached_property
    def _report(self) -> "RapportDuQuartier":
        from quartiers.interface.rapports import RapportDuQuartier

        return RapportDuQuartier(self.identifiant, contrat=self._contrat)

    def rapport(self) -> "RapportDuQuartier":
        """Le rapport du quartier : chaque section est une méthode, celles que le carnet `quartier.ipynb` appelle.

        >>> rapport = contrat.quartier("anzin-verrerie").rapport()
        >>> rapport  # doctest: +ELLIPSIS
        <Rapport « Verrerie – Anzin » : entete(), identite(), carte(), essentiel(), ..., sources()>
        >>> print(rapport.entete().to_text().splitlines()[0])
        Verrerie – Square République
        """
        return self._report

    def essentiel(self) -> "Bloc":
        """La première page du rapport : phrase d'ouverture, carte, chiffres clés.

        >>> contrat.quartier("anzin-verrerie").essentiel()
        Suite(blocs=<2>)
        """
        return self._report.essentiel()

    def carte(self) -> "Bloc":
        """La carte du périmètre.

        >>> print(contrat.quartier("anzin-verrerie").carte().titre)
        Où se trouve le quartier ?
        """
        return self._report.carte()

    def graphique(self) -> "Bloc":
        """Où se situe le quartier parmi les QPV du contrat, indicateur par indicateur.

        >>> type(contrat.quartier("anzin-verrerie").graphique()).__name__
        'Graphique'
        """
        return self._report.graphique_positions()
