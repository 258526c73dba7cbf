"""What a reading of the document says: whether a finding, or a stated figure, supports a priority."""

from dataclasses import dataclass
from typing import Annotated, Final

from quartiers.donnees.description import Cle, Colonne, Portee, Renvoi, table
from quartiers.donnees.tables.suivi import CONFIRME, INFIRME

PROCHE: Final = "proche"
VERDICTS: Final = (CONFIRME, PROCHE, INFIRME)
_UN: Final = "un des deux : `constat` ou `affirmation`"


@table(
    "appuis",
    ligne="ce qu'une relecture du document dit d'un constat, ou d'un chiffre énoncé : il appuie une priorité, ou non",
    apport="ce qui appuie chaque priorité, relu dans le document et non rapproché par des mots",
    portee=Portee.LIEE,
    facultative=True,
    souple=True,
    cles=(Cle(("priorite", "constat", "affirmation"), "un appui saisi une seule fois"),),
)
@dataclass(frozen=True)
class AppuiLu:
    """It goes before what the rule of words suggests, which serves for the other pairs."""

    priorite: Annotated[
        str,
        Colonne("Priorité", "identifiant de la priorité", "anzin-verrerie-i2", renvoi=Renvoi("priorites")),
    ]
    constat: Annotated[
        str | None,
        Colonne(
            "Constat",
            "constat du même quartier",
            "anzin-verrerie-c2",
            renvoi=Renvoi("constats"),
            condition=_UN,
        ),
    ]
    affirmation: Annotated[
        str | None,
        Colonne(
            "Chiffre énoncé",
            "chiffre que le diagnostic énonce du même quartier",
            "",
            renvoi=Renvoi("diagnostic"),
            condition=_UN,
        ),
    ]
    lien: Annotated[
        str,
        Colonne(
            "Lien",
            "`confirmé` : il l'appuie ; `proche` : il ne l'appuie pas, mais s'en approche ; `infirmé` : ni l'un ni "
            "l'autre, et il n'en est plus rapproché",
            CONFIRME,
            mots=VERDICTS,
        ),
    ]
    note: Annotated[str | None, Colonne("Note", "pourquoi, en quelques mots ; pas imprimée", "")]
    en_court: Annotated[
        str | None,
        Colonne(
            "En court",
            "ce qui, dans le constat, fait le lien, en peu de mots qui se lisent seuls ; imprimé là où la place manque."
            " D'un chiffre `proche`, pourquoi il n'appuie pas ; imprimé après sa valeur",
            "manque de mobilité face à l'emploi",
        ),
    ] = None
    reste: Annotated[
        str | None,
        Colonne(
            "Reste",
            "ce que le constat dit d'autre, qu'aucune priorité ne vise ; imprimé dans « À décider »",
            "excès de vitesse",
        ),
    ] = None
