"""The subjects that a finding, a figure or a priority may be about, finer than themes, and the words that tell them."""

from dataclasses import dataclass
from typing import Annotated, Final

from quartiers.donnees.description import Colonne, Portee, table

MOYEN: Final = "moyen"


@table(
    "sujets",
    ligne="un sujet, plus fin qu'un thème, et ses mots",
    apport="ce que le diagnostic et les priorités ne disent pas l'un de l'autre, sujet par sujet",
    portee=Portee.COMMUNE,
    facultative=True,
    un="un sujet",
    des="des sujets",
)
@dataclass(frozen=True)
class Sujet:
    """What calls for a finding before it becomes a priority; a way of working (going to people) is none."""

    sujet: Annotated[str, Colonne("Sujet", "nom affiché, unique", "Dépistage des cancers", unique=True)]
    mots: Annotated[
        tuple[str, ...],
        Colonne("Mots", "débuts des mots par lesquels un texte en parle", "dépist | cancer", requise=True),
    ]
    nature: Annotated[
        str | None,
        Colonne(
            "Nature",
            "`moyen` : ce par quoi on agit, ou une opération en cours ; aucun constat n'a à en montrer le besoin. "
            "**Vide : un besoin**",
            MOYEN,
            mots=(MOYEN,),
            ajoutee=True,
        ),
    ] = None
