"""What is published of a territory that is no QPV: no import knows it, and staff type it with where it comes from."""

from dataclasses import dataclass
from typing import Annotated

from quartiers.donnees.description import Cle, Colonne, Portee, table
from quartiers.donnees.formes import ANNEE
from quartiers.donnees.tables.communs import DeLIndicateur, DuQuartier


@table(
    "chiffres_territoires",
    ligne="un chiffre publié d'un territoire qui n'est pas un QPV, avec sa source",
    apport="les chiffres publiés d'un territoire qui n'est pas un QPV",
    portee=Portee.PROPRE,
    facultative=True,
    cles=(
        Cle(
            ("quartier", "indicateur", "annee", "source"),
            "un seul chiffre par quartier, indicateur, année et source",
        ),
    ),
)
@dataclass(frozen=True)
class ChiffreTerritoire:
    """A figure that somebody published of such a territory: shown with its source, and compared with no QPV."""

    quartier: DuQuartier
    indicateur: DeLIndicateur
    annee: Annotated[int, Colonne("Année", "année des données, entre 1990 et 2100", "2021", forme=ANNEE)]
    valeur: Annotated[
        float,
        Colonne("Valeur", "le chiffre, dans l'unité de l'indicateur", "38,5", mesure=True),
    ]
    source: Annotated[
        str,
        Colonne(
            "Source",
            "qui publie ce chiffre, et où : imprimé à côté de lui",
            "Insee, Filosofi 2021, données carroyées",
        ),
    ]
