"""What a reader of the document noted of its own text: misprints, names written in two ways, pieces that are cut."""

from dataclasses import dataclass
from typing import Annotated, Final

from quartiers.donnees.description import Cle, Colonne, Portee, table
from quartiers.donnees.tables.communs import DuQuartier, Lignes

COQUILLE: Final = "coquille"
GRAPHIE: Final = "graphie"
TITRE_ABSENT: Final = "titre absent"
INTERCALE: Final = "intercalé"
LISTE_ROMPUE: Final = "liste rompue"
PHRASE_COUPEE: Final = "phrase coupée"
AUTRE_SENS: Final = "autre sens"
CONTREDIT: Final = "contredit"
DEFAUTS: Final = (COQUILLE, GRAPHIE, TITRE_ABSENT, INTERCALE, LISTE_ROMPUE, PHRASE_COUPEE, AUTRE_SENS, CONTREDIT)


@table(
    "relecture",
    ligne="un défaut du texte même du document",
    apport="les coquilles, les graphies et les coupures du document",
    portee=Portee.PROPRE,
    facultative=True,
    un="un défaut du texte",
    des="des défauts du texte",
    cles=(Cle(("quartier", "nature", "lignes", "imprime"), "un défaut du texte saisi une seule fois"),),
)
@dataclass(frozen=True)
class Defaut:
    """A fault of the printed text, as it was seen there; what it says of the quartier is in the other tables."""

    quartier: DuQuartier
    nature: Annotated[
        str,
        Colonne(
            "Nature",
            "`coquille` (une faute), `graphie` (un mot ou un nom écrit autrement ailleurs), `titre absent`, "
            "`intercalé` (un titre courant, une note ou une légende entre deux alinéas), `liste rompue`, "
            "`phrase coupée`, `autre sens` (un mot pris dans un autre sens qu'ailleurs) ou `contredit` (ce qu'un autre "
            "passage dément)",
            "coquille",
            mots=DEFAUTS,
        ),
    ]
    lignes: Lignes
    imprime: Annotated[
        str | None,
        Colonne("Imprimé", "les quelques mots en cause, tels qu'imprimés", "leurs sont proposées"),
    ]
    attendu: Annotated[
        str | None,
        Colonne("Attendu", "comment ils s'écrivent, ou ce qu'il faut écrire à la place", "leur sont proposées"),
    ]
    ailleurs: Annotated[
        str | None,
        Colonne(
            "Ailleurs",
            "où le mot est écrit, ou pris, autrement, ou la source qui l'écrit ainsi ; ce que dit l'autre passage",
            "l. 191, 202",
        ),
    ]
