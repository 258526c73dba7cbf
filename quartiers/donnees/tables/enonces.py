"""What the document states: figures of the shared diagnostic, values that it compares them to."""

from dataclasses import dataclass
from typing import Annotated, Final

from quartiers.donnees.description import Cle, Colonne, Portee, Renvoi, table
from quartiers.donnees.formes import ANNEE, IDENTIFIANT
from quartiers.donnees.tables.communs import DeLIndicateur, DuQuartier, Lignes

TENDANCES: Final = ("hausse", "baisse", "stable")
POSITIONS: Final = ("au-dessus", "au-dessous", "comparable")
PRECISIONS: Final = ("exacte", "environ", "plus de", "moins de")


@table(
    "diagnostic",
    ligne="un chiffre que le diagnostic partagé énonce",
    apport="les chiffres du document à côté des chiffres publiés",
    portee=Portee.PROPRE,
    facultative=True,
    un="un chiffre énoncé",
    des="des chiffres énoncés",
    cles=(
        Cle(
            (
                *("quartier", "indicateur", "population", "annee", "valeur", "annee_initiale", "valeur_initiale"),
                *("variation", "tendance", "reference", "valeur_reference", "ecart_reference", "position"),
                "precision",
            ),
            "un chiffre saisi une seule fois",
        ),
    ),
)
@dataclass(frozen=True)
class Affirmation:
    """One figure as the shared diagnostic states it; None is what the document does not state.

    Values are in the indicator's unit; ``variation`` and ``ecart_reference`` in points for percentages.
    """

    affirmation: Annotated[
        str,
        Colonne(
            "Identifiant",
            "identifiant, unique : quartier, `-d`, numéro",
            "fresnes-le-trieu-d1",
            forme=IDENTIFIANT,
            unique=True,
        ),
    ]
    quartier: DuQuartier
    indicateur: DeLIndicateur
    population: Annotated[
        str | None,
        Colonne(
            "Rapporté à",
            "à quoi le document rapporte le chiffre, s'il le dit ; imprimé (« Rapporté à… »)",
            "demandeurs d'emploi",
        ),
    ]
    annee: Annotated[int | None, Colonne("Année", "année de la valeur, entre 1990 et 2100", "2021", forme=ANNEE)]
    valeur: Annotated[
        float | None,
        Colonne("Valeur", "le chiffre : de 0 à 100 pour un pourcentage, plus de 0 pour un montant", "40", mesure=True),
    ]
    annee_initiale: Annotated[
        int | None,
        Colonne(
            "Année de départ",
            "année de départ, avant `annee`",
            "2019",
            forme=ANNEE,
            condition="si `valeur_initiale`",
        ),
    ]
    valeur_initiale: Annotated[
        float | None, Colonne("Valeur de départ", "valeur de départ, si le document la donne", "18,7", mesure=True)
    ]
    variation: Annotated[
        float | None,
        Colonne("Évolution", "évolution énoncée, en points ou en euros, avec son signe", "17,4", mesure=True),
    ]
    tendance: Annotated[
        str | None,
        Colonne("Tendance", "sens énoncé : `hausse`, `baisse` ou `stable`", "hausse", mots=TENDANCES),
    ]
    reference: Annotated[
        str | None,
        Colonne(
            "Référence",
            "territoire auquel le document compare ; **vide : celui de `[lecture]`**",
            "qpv-agglo",
            renvoi=Renvoi("contrat.territoires"),
            condition="si l'une des trois colonnes suivantes est remplie",
        ),
    ]
    valeur_reference: Annotated[
        float | None,
        Colonne(
            "Valeur de la référence", "valeur de ce territoire, si elle est donnée avec le chiffre", "31,3", mesure=True
        ),
    ]
    ecart_reference: Annotated[
        float | None,
        Colonne(
            "Écart énoncé",
            "écart énoncé (valeur moins référence), si la valeur du territoire ne l'est pas",
            "7,2",
            mesure=True,
        ),
    ]
    position: Annotated[
        str | None,
        Colonne(
            "Position énoncée",
            "mots du document : `au-dessus`, `au-dessous` ou `comparable`",
            "au-dessous",
            mots=POSITIONS,
        ),
    ]
    precision: Annotated[
        str, Colonne("Précision", "`exacte`, `environ`, `plus de` ou `moins de`", "exacte", mots=PRECISIONS)
    ]
    note: Annotated[
        str | None,
        Colonne(
            "Note",
            "réserve ou mot à mot utile ; imprimée sous l'indicateur ; les règles en lisent certains mots",
            "Énoncé : près de 4 jeunes sur 10",
        ),
    ]
    lignes: Lignes


@table(
    "references",
    ligne="une valeur de comparaison que le document énonce",
    apport="à quoi le document compare ses chiffres",
    portee=Portee.COMMUNE,
    facultative=True,
    cles=(Cle(("territoire", "indicateur", "annee", "valeur"), "une référence saisie une seule fois"),),
)
@dataclass(frozen=True)
class Reference:
    territoire: Annotated[
        str,
        Colonne(
            "Territoire",
            "identifiant de `[territoires]` : ne pas mêler `qpv-agglo` et `qpv-nord`",
            "qpv-agglo",
            renvoi=Renvoi("contrat.territoires"),
        ),
    ]
    indicateur: DeLIndicateur
    annee: Annotated[
        int | None,
        Colonne(
            "Année",
            "année du chiffre auquel la phrase compare cette référence ; vide : la phrase n'en dit pas",
            "2019",
            forme=ANNEE,
        ),
    ]
    valeur: Annotated[float, Colonne("Valeur", "la valeur", "26,9", mesure=True)]
    source: Annotated[str, Colonne("Source", "qui l'énonce", "Projets de quartier")]
    lignes: Lignes
    population: Annotated[
        str | None,
        Colonne(
            "Population",
            "de qui elle est, dans les mots du document, s'il n'en dit pas l'âge ; **vide : celle de l'indicateur**",
            "jeunes",
            ajoutee=True,
        ),
    ] = None
