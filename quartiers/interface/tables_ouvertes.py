"""The tidy tables that a contract and one of its quartiers both have: of all rows, or of that quartier's."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from quartiers.analyse.fiabilite import check_contract
from quartiers.analyse.liens import linked_rows
from quartiers.analyse.suivi import follow_actions
from quartiers.donnees.modele import Contrat, Quartier
from quartiers.interface import chiffres, concertation, projets, suivi

if TYPE_CHECKING:
    import pandas as pd


class TablesOuvertes:
    """Les tables du contrat, ou celles d'un quartier ; chacune est un DataFrame pandas, une ligne par fait."""

    def __init__(self, contrat: Contrat, quartier: Quartier | None = None):
        self._contrat = contrat
        self._quartier = quartier

    @property
    def _places(self) -> Iterable[Quartier]:
        return (self._quartier,) if self._quartier is not None else self._contrat.quartiers.values()

    def _rows(self, part: str) -> Iterable[Any]:
        """The rows of a part of the contract that may be of several quartiers."""
        found: Any = getattr(self._contrat, part)
        if self._quartier is not None:
            found = linked_rows(self._contrat)[part].get(self._quartier.quartier, ())
        return found.values() if isinstance(found, Mapping) else found

    def chiffres(self) -> "pd.DataFrame":
        """Les chiffres que retiennent les rapports : publiés, ou à défaut énoncés par le document.

        >>> chiffres = contrat.quartier("anzin-verrerie").chiffres()
        >>> pauvrete = chiffres[chiffres["indicateur"] == "taux_pauvrete_pct"].iloc[0]
        >>> float(pauvrete["valeur"]), pauvrete["unite"], pauvrete["statut"], int(pauvrete["annee"])
        (44.5, '%', 'publié', 2018)
        """
        return chiffres.CHIFFRES.frame(chiffres.figures_of(self._contrat, self._places))

    def serie(self) -> "pd.DataFrame":
        """Tout ce qui est publié, diffusion par diffusion, des QPV et des communes ; ce qui n'est pas diffusé aussi.

        >>> serie = contrat.quartier("anzin-verrerie").serie()
        >>> sorted(serie["statut"].unique())
        ['calculé', 'non diffusé', 'publié']
        >>> bool(serie.loc[serie["statut"] == "non diffusé", "valeur"].isna().all())
        True
        """
        return chiffres.SERIE.frame(chiffres.measures_of(self._contrat, self._places))

    def enonces(self) -> "pd.DataFrame":
        """Les chiffres que le diagnostic énonce, tels quels, et ce que les publications en disent.

        >>> enonces = contrat.quartier("anzin-verrerie").enonces()
        >>> enonces.loc[enonces["indicateur"] == "jeunes_neet_pct", ["valeur", "unite", "lignes"]].values.tolist()
        [[41.0, '%', '27']]
        """
        return chiffres.ENONCES.frame(chiffres.statements_of(self._contrat, self._places))

    def doutes(self) -> "pd.DataFrame":
        """Ce que relèvent les règles de vérification, du plus grave au moins grave, et ce qu'on propose d'en faire.

        >>> doutes = contrat.quartier("fresnes-le-trieu").doutes()
        >>> doutes.iloc[0][["regle", "gravite"]].tolist()
        ['R1', 'à corriger']
        """
        checked = check_contract(self._contrat)
        points = checked.points if self._quartier is None else checked.points_de(self._quartier.quartier)
        return projets.DOUTES.frame(projets.LigneDoute(self._contrat, point) for point in points)

    def priorites(self) -> "pd.DataFrame":
        """Les priorités, et combien de chiffres fragiles et de constats s'y rattachent.

        >>> priorites = contrat.quartier("Verrerie – Anzin").priorites()
        >>> sorted(priorites["echelle"].unique())
        ['intercommunale', 'propre']
        """
        return projets.PRIORITES.frame(projets.priorities_of(self._contrat, self._places))

    def declinaisons(self) -> "pd.DataFrame":
        """Ce que prévoit chaque priorité, et la forme d'action, commune à plusieurs quartiers.

        >>> len(contrat.declinaisons()) == int(contrat.priorites()["declinaisons"].sum())
        True
        """
        return projets.DECLINAISONS.frame(projets.forms_of(self._contrat, self._places))

    def constats(self) -> "pd.DataFrame":
        """Les constats de terrain, reformulés, et ce qui répond à chaque difficulté.

        >>> constats = contrat.quartier("anzin-verrerie").constats()
        >>> set(constats["nature"]) <= {"difficulté", "atout", "contexte"}
        True
        """
        return projets.CONSTATS.frame(projets.findings_of(self._contrat, self._places))

    def actions(self) -> "pd.DataFrame":
        """Les actions, avec leurs montants en euros, toutes années ensemble ; un montant vide n'est pas zéro.

        >>> actions = exemple.actions().set_index("action")
        >>> actions.loc["2025-passerelle", "quartiers"], float(actions.loc["2025-passerelle", "accorde"])
        ('tilleuls', 43000.0)
        """
        followed = follow_actions(self._contrat)
        rows = (suivi.LigneAction(self._contrat, followed[a.action]) for a in self._rows("actions"))
        return suivi.ACTIONS.frame(rows)

    def financements(self) -> "pd.DataFrame":
        """Ce que chaque financeur apporte à une action, une année, en euros.

        >>> sorted(exemple.financements()["annee"].unique().tolist())
        [2025, 2026]
        """
        rows = (suivi.LigneFinancement(self._contrat, f) for f in self._rows("financements"))
        return suivi.FINANCEMENTS.frame(rows)

    def resultats(self) -> "pd.DataFrame":
        """Ce que les actions ont donné : réalisations et résultats, avec leur cible.

        >>> set(exemple.resultats()["nature"]) == {"réalisation", "résultat"}
        True
        """
        return suivi.RESULTATS.frame(self._rows("resultats"))

    def decisions(self) -> "pd.DataFrame":
        """Les décisions des comités, et ce qu'elles sont devenues.

        >>> decisions = exemple.decisions()
        >>> bool(decisions["en_retard"].any())
        True
        """
        rows = (suivi.LigneDecision(self._contrat, d) for d in self._rows("decisions"))
        return suivi.DECISIONS.frame(rows)

    def demarches(self) -> "pd.DataFrame":
        """Les démarches de concertation ; un petit nombre de participants n'est pas diffusé.

        >>> set(exemple.demarches()["statut"]) <= {"connu", "non renseigné", "non diffusé"}
        True
        """
        return concertation.DEMARCHES.frame(self._rows("demarches"))

    def reponses(self) -> "pd.DataFrame":
        """Les réponses comptées aux questionnaires, groupe par groupe ; les petits groupes ne sont pas diffusés.

        >>> reponses = exemple.reponses()
        >>> bool(reponses.loc[reponses["statut"] == "non diffusé", "effectif"].isna().all())
        True
        """
        return concertation.REPONSES.frame(self._rows("reponses"))

    def paroles(self) -> "pd.DataFrame":
        """Les paroles qu'une personne a relues, et aucune autre.

        >>> exemple.paroles().columns.tolist()
        ['demarche', 'quartier', 'thematique', 'texte']
        """
        return concertation.PAROLES.frame(self._rows("paroles"))

    def avis(self) -> "pd.DataFrame":
        """Les avis des conseils citoyens, et la réponse donnée.

        >>> len(exemple.avis())
        2
        """
        return concertation.AVIS.frame(self._rows("avis"))

    def contributions(self) -> "pd.DataFrame":
        """Ce qui a été dit dans les forums, relu, et ce qui en a été fait.

        >>> "suite" in exemple.contributions()
        True
        """
        rows = (concertation.LigneContribution(self._contrat, c) for c in self._rows("contributions"))
        return concertation.CONTRIBUTIONS.frame(rows)

    def votes(self) -> "pd.DataFrame":
        """Les votes des conseils, et depuis quand chaque version est en vigueur.

        >>> len(exemple.votes())
        5
        """
        rows = (concertation.LigneVote(self._contrat, v) for v in self._rows("validations"))
        return concertation.VOTES.frame(rows)
