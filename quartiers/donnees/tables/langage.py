"""Words for those who do not speak as the tables do: easy French for residents, what partners call things."""

from dataclasses import dataclass
from typing import Annotated, Final

from quartiers.donnees.description import Cle, Colonne, Lieu, Portee, Renvoi, table

NOMBRE: Final = "{n}"  # where the number goes in an easy sentence
_UNE: Final = "une des trois : `indicateur`, `priorite` ou `public`"


@table(
    "mots_faciles",
    ligne="un chiffre, une priorité ou un public, dit en français facile",
    apport="la page des habitants, en français facile",
    portee=Portee.CONTRAT,
    facultative=True,
    souple=True,
    cles=(Cle(("indicateur", "priorite", "public"), "une phrase facile par indicateur, priorité ou public"),),
)
@dataclass(frozen=True)
class MotFacile:
    """What one thing is called in easy French; exactly one of the first three columns says which."""

    indicateur: Annotated[
        str | None,
        Colonne("Indicateur", "indicateur à dire", "taux_pauvrete_pct", renvoi=Renvoi("indicateurs"), condition=_UNE),
    ]
    priorite: Annotated[
        str | None,
        Colonne("Priorité", "priorité à dire", "anzin-verrerie-i2", renvoi=Renvoi("priorites"), condition=_UNE),
    ]
    public: Annotated[
        str | None, Colonne("Public", "public à dire", "jeunes", renvoi=Renvoi("contrat.publics"), condition=_UNE)
    ]
    texte: Annotated[
        str,
        Colonne(
            "Phrase facile",
            "une phrase courte, une seule idée ; deux idées : deux phrases. Pour un indicateur, `{n}` tient lieu du "
            "nombre : d'une part, il est sur 10 (« 4 personnes sur 10 », que la page dessine) ; la phrase est au "
            "passé, car la page écrit l'année devant (« En 2018, … »)",
            "{n} personnes sur 10 étaient pauvres.",
        ),
    ]
    explication: Annotated[
        str | None,
        Colonne(
            "Explication",
            "les mots difficiles de la phrase, expliqués",
            "Être pauvre, c'est avoir beaucoup moins d'argent que les autres habitants de la France.",
        ),
    ]


@table(
    "synonymes",
    ligne="ce que dit un porteur d'action, et les mots des priorités qui lui répondent",
    portee=Portee.CONTRAT,
    lieu=Lieu.CORRESPONDANCES,
    facultative=True,
    cles=(Cle(("expression",), "une expression décrite une fois"),),
)
@dataclass(frozen=True)
class Synonyme:
    """An expression that the search of the guide understands; ``mots`` are searched beside it."""

    expression: Annotated[
        str,
        Colonne(
            "Expression",
            "ce qu'écrit un porteur, au singulier : un mot, ou plusieurs qui se suivent",
            "ado",
        ),
    ]
    mots: Annotated[
        tuple[str, ...],
        Colonne(
            "Mots des priorités",
            "les mots ou expressions à chercher aussi ; plusieurs : `|`",
            "jeunes",
            requise=True,
        ),
    ]
    note: Annotated[str | None, Colonne("Note", "pourquoi, ou qui l'a relu", "")]
