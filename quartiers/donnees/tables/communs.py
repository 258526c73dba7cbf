"""Columns that several tables have."""

from datetime import date
from typing import Annotated, TypeAlias

from quartiers.donnees.description import Colonne, Renvoi
from quartiers.donnees.formes import JOUR, LIGNES

DuQuartier: TypeAlias = Annotated[
    str, Colonne("Quartier", "identifiant du quartier", "anzin-verrerie", renvoi=Renvoi("quartiers"))
]
DuTheme: TypeAlias = Annotated[str, Colonne("Thème", "identifiant du thème", "sante", renvoi=Renvoi("thematiques"))]
DeLIndicateur: TypeAlias = Annotated[
    str, Colonne("Indicateur", "identifiant de l'indicateur", "emplois_precaires_pct", renvoi=Renvoi("indicateurs"))
]
PrioriteConcernee: TypeAlias = Annotated[
    str | None, Colonne("Priorité", "priorité concernée", "anzin-verrerie-i1", renvoi=Renvoi("priorites"))
]
SaCommune: TypeAlias = Annotated[str | None, Colonne("Commune", "sa commune ; **vide : tout le contrat**", "Anzin")]
QuartiersDeLaCommune: TypeAlias = Annotated[
    tuple[str, ...],
    Colonne(
        "Quartiers",
        "quartiers concernés ; **vide : tous ceux de la commune** ; plusieurs : `|`",
        "anzin-verrerie",
        renvoi=Renvoi("quartiers"),
    ),
]
Lignes: TypeAlias = Annotated[
    str | None, Colonne("Lignes du document", "traçabilité : lignes du document source", "38", forme=LIGNES)
]
# An identifier is permanent: what is no more wanted is said to be withdrawn, and its row stays.
RetireLe: TypeAlias = Annotated[
    date | None,
    Colonne(
        "Retiré le",
        "jour où la ligne a été retirée : elle reste, n'est plus comptée, et le rapport dit pourquoi ; **vide : elle "
        "compte**",
        "",
        forme=JOUR,
        ajoutee=True,
    ),
]
RetireMotif: TypeAlias = Annotated[
    str | None, Colonne("Motif du retrait", "pourquoi elle a été retirée ; imprimé", "", ajoutee=True)
]
