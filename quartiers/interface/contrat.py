"""A contract, as analysts have it: its quartiers and indicators, its tables, the blocks of its synthesis."""

from typing import TYPE_CHECKING, Any, Final

from quartiers.donnees.erreurs import Introuvable
from quartiers.donnees.modele import Contrat
from quartiers.donnees.recherche import find_indicateur, find_quartier
from quartiers.interface import chiffres, concertation, projets, suivi
from quartiers.interface.quartier import QuartierOuvert
from quartiers.interface.tables import TableDite
from quartiers.interface.tables_ouvertes import TablesOuvertes

if TYPE_CHECKING:
    import pandas as pd

    from quartiers.interface.rapports import SyntheseDuContrat
    from quartiers.presentation.blocs import Bloc

# Every tidy table, by the name of what gives it.
TABLES_DITES: Final[dict[str, TableDite[Any]]] = {
    table.nom: table
    for module in (projets, chiffres, suivi, concertation)
    for table in vars(module).values()
    if isinstance(table, TableDite)
}


class ContratOuvert(TablesOuvertes):
    """Un contrat de ville, lu et vérifié comme pour les rapports.

    >>> contrat
    <Contrat « Contrat Quartiers 2030 de Valenciennes Métropole » : 18 quartiers, 42 indicateurs, 109 priorités>
    """

    def __init__(self, contrat: Contrat):
        super().__init__(contrat)

    def __repr__(self) -> str:
        return repr(self._contrat)

    @property
    def modele(self) -> Contrat:
        """Le contrat tel que le code l'a : pour qui écrit des fonctions, sans garantie de durée.

        >>> len(contrat.modele.quartiers)
        18
        """
        return self._contrat

    def quartier(self, nom: str) -> QuartierOuvert:
        """Un quartier, par son identifiant ou son nom, sans égard aux accents, à la casse ni aux tirets.

        >>> contrat.quartier("la pepiniere – saint saulve").identifiant
        'saint-saulve-pepiniere'
        >>> contrat.quartier("pépinière")  # doctest: +ELLIPSIS
        Traceback (most recent call last):
        quartiers.donnees.erreurs.Introuvable: quartier inconnu : « pépinière ». Proches : saint-saulve-pepiniere (...
        """
        return QuartierOuvert(self._contrat, find_quartier(self._contrat, nom))

    def quartiers(self) -> "pd.DataFrame":
        """Les projets de quartier : noms, communes, codes des QPV, position.

        >>> contrat.quartiers().set_index("quartier").loc["anzin-verrerie", ["nom", "qpv"]].tolist()
        ['Verrerie – Anzin', 'QN05920M']
        """
        return projets.QUARTIERS.frame(self._contrat.quartiers.values())

    def indicateur(self, nom: str) -> "pd.DataFrame":
        """Un indicateur dans tous les quartiers, par son identifiant ou son libellé ; ceux dont on ne sait rien aussi.

        Les colonnes sont celles de `chiffres`. Deux projets d'un même QPV portent le même chiffre publié : pour compter
        des QPV, garder une ligne par `qpv`.

        >>> pauvrete = contrat.indicateur("taux de pauvreté")
        >>> len(pauvrete) == len(contrat.quartiers())
        True
        >>> sorted(pauvrete["statut"].unique())
        ['non renseigné', 'par ancien QPV', 'publié']
        """
        found = find_indicateur(self._contrat, nom)
        return chiffres.CHIFFRES.frame(chiffres.figures_on(self._contrat, found))

    def indicateurs(self) -> "pd.DataFrame":
        """Le catalogue des indicateurs : unité, sens, thème, dernière diffusion, définition.

        >>> contrat.indicateurs().set_index("indicateur").loc["taux_pauvrete_pct", ["unite", "sens"]].tolist()
        ['%', 'defavorable']
        """
        return projets.INDICATEURS.frame(projets.indicators_of(self._contrat))

    def themes(self) -> "pd.DataFrame":
        """Les thèmes, dans l'ordre des rapports.

        >>> "sante" in set(contrat.themes()["theme"])
        True
        """
        return projets.THEMES.frame(self._contrat.thematiques.values())

    def graphique(self, indicateur: str) -> "Bloc":
        """Tous les QPV sur un indicateur publié, du plus fragile au moins fragile, face au QPV médian de France.

        >>> graphique = contrat.graphique("taux_pauvrete_pct")
        >>> print(graphique.titre)
        Taux de pauvreté : 4 QPV sur 15 plus fragiles que le QPV médian de France
        """
        from quartiers.presentation.synthese.classement import rank_block

        return rank_block(self._contrat, find_indicateur(self._contrat, indicateur))

    def carte(self) -> "Bloc":
        """La carte des QPV du contrat, numérotés, et leurs projets.

        >>> type(contrat.carte()).__name__
        'Suite'
        """
        return self.synthese().carte()

    def synthese(self) -> "SyntheseDuContrat":
        """La synthèse du contrat : chacune de ses sections est une méthode, celles que `synthese.ipynb` appelle.

        >>> contrat.synthese()  # doctest: +ELLIPSIS
        <Synthèse « Contrat Quartiers 2030 de Valenciennes Métropole » : entete(), essentiel(), ..., sources()>
        >>> type(contrat.synthese().matrice()).__name__
        'Matrice'
        """
        from quartiers.interface.rapports import SyntheseDuContrat

        return SyntheseDuContrat(contrat=self._contrat)

    def colonnes(self, table: str) -> "pd.DataFrame":
        """Ce que veut dire chaque colonne d'une table (`chiffres`, `priorites`…).

        >>> contrat.colonnes("chiffres").columns.tolist()
        ['colonne', 'sens', 'type', 'unite']
        """
        if table not in TABLES_DITES:
            raise Introuvable("table inconnue", str(table), TABLES_DITES)
        return TABLES_DITES[table].described()

    def tables(self) -> "pd.DataFrame":
        """Les tables de `data`, telles que lues, et combien de lignes elles ont.

        >>> int(contrat.tables().set_index("table").loc["quartiers", "lignes"])
        18
        """
        import pandas as pd

        rows = [(name, len(frame)) for name, frame in self._contrat.tables.items()]
        return pd.DataFrame(rows, columns=["table", "lignes"])

    def table(self, nom: str) -> "pd.DataFrame":
        """Une table de `data`, telle que lue : une copie, dont ce qui ne se diffuse pas est absent.

        Les lignes retirées (`retire_le`) y sont encore ; `constats`, `priorites`… ne les ont plus.

        >>> contrat.table("constats")["quartier"].nunique() <= 18
        True
        """
        if nom not in self._contrat.tables:
            raise Introuvable("table inconnue", str(nom), self._contrat.tables)
        return self._contrat.tables[nom].copy()
