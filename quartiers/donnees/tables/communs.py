"""Columns that several tables have."""

from typing import Annotated, TypeAlias

from quartiers.donnees.description import Colonne, Renvoi
from quartiers.donnees.formes import LIGNES

DuQuartier: TypeAlias = Annotated[
    str, Colonne("Quartier", "identifiant du quartier", "anzin-verrerie", renvoi=Renvoi("quartiers"))
]
DuTheme: TypeAlias = Annotated[str, Colonne("Thème", "identifiant du thème", "sante", renvoi=Renvoi("thematiques"))]
DeLIndicateur: TypeAlias = Annotated[
    str, Colonne("Indicateur", "identifiant de l'indicateur", "emplois_precaires_pct", renvoi=Renvoi("indicateurs"))
]
Lignes: TypeAlias = Annotated[
    str | None, Colonne("Lignes du document", "traçabilité : lignes du document source", "38", forme=LIGNES)
]
