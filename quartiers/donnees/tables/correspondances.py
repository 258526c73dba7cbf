"""What the columns of INSEE's files mean, and of which year an edition's data are: to be completed when they change."""

from dataclasses import dataclass
from typing import Annotated, Final, TypeAlias

from quartiers.donnees.description import Cle, Colonne, Lieu, Portee, Renvoi, table
from quartiers.donnees.formes import ANNEE, POSITIF
from quartiers.donnees.tables.importees import THEMES_INSEE

_Theme: TypeAlias = Annotated[
    str,
    Colonne("Thème de l'Insee", "`DEMO`, `IPRO`, `REVN`, `RP`, ou `COM` pour les communes", "IPRO", mots=THEMES_INSEE),
]
VOLETS: Final = ("recensement", "caf", "france travail", "filosofi")


@table(
    "catalogue_insee",
    ligne="ce que veut dire une colonne des fichiers de l'Insee",
    portee=Portee.CONTRAT,
    lieu=Lieu.CORRESPONDANCES,
    facultative=True,
    cles=(
        Cle(("theme", "colonne", "denominateur", "indicateur", "depuis", "jusqu_a"), "une colonne décrite une fois"),
    ),
)
@dataclass(frozen=True)
class ColonneInsee:
    """A column (or a sum of columns, or their ratio) of a theme, and the indicator that it is, if any."""

    theme: _Theme
    volet: Annotated[
        str | None,
        Colonne(
            "Volet",
            "la partie du fichier : `recensement`, `caf`, `france travail`, `filosofi`",
            "france travail",
            mots=VOLETS,
        ),
    ]
    colonnes: Annotated[
        tuple[str, ...],
        Colonne(
            "Colonne",
            "le nom de la colonne ; plusieurs à additionner : `|` ; `{aa}` y tient lieu des deux derniers chiffres de "
            "la diffusion (MED21) ; pour une colonne laissée, `*` remplace n'importe quoi",
            "ABC_DUR3 | ABC_DUR4",
            nom="colonne",
            requise=True,
        ),
    ]
    denominateur: Annotated[str | None, Colonne("Dénominateur", "la colonne par laquelle diviser", "ABC")]
    diviseur: Annotated[
        float | None,
        Colonne(
            "Diviseur",
            "un nombre par lequel diviser (12 : du revenu annuel au revenu mensuel)",
            "12",
            forme=POSITIF,
        ),
    ]
    depuis: Annotated[
        int | None,
        Colonne("Depuis", "première diffusion où la ligne vaut ; vide : toutes", "2021", forme=ANNEE),
    ]
    jusqu_a: Annotated[
        int | None,
        Colonne("Jusqu'à", "dernière diffusion où la ligne vaut ; vide : toutes", "2022", forme=ANNEE),
    ]
    indicateur: Annotated[
        str | None,
        Colonne(
            "Indicateur",
            "l'indicateur obtenu ; **vide : colonne connue, laissée exprès**",
            "demandeurs_2_ans_pct",
            renvoi=Renvoi("indicateurs"),
        ),
    ]
    note: Annotated[str | None, Colonne("Note", "ce qu'il faut savoir", "renommée TX_TOT_EDLIM à partir de 2021")]


@table(
    "millesimes_insee",
    ligne="l'année des données d'une diffusion",
    portee=Portee.CONTRAT,
    lieu=Lieu.CORRESPONDANCES,
    facultative=True,
    cles=(Cle(("theme", "volet", "edition"), "une année par thème, volet et diffusion"),),
)
@dataclass(frozen=True)
class Millesime:
    """The year of the data of an edition, where it is certain; ``preuve`` says how it is known."""

    theme: _Theme
    volet: Annotated[
        str, Colonne("Volet", "la partie du fichier, comme dans `catalogue_insee`", "filosofi", mots=VOLETS)
    ]
    edition: Annotated[int, Colonne("Diffusion", "année de diffusion", "2022", forme=ANNEE)]
    annee: Annotated[int, Colonne("Année", "année des données", "2021", forme=ANNEE)]
    preuve: Annotated[str, Colonne("Preuve", "comment on le sait", "Titre du classeur de l'Insee")]
