"""What the columns of public files mean, and of which year an edition's data are: to be completed when they change."""

from dataclasses import dataclass
from typing import Annotated, Final, TypeAlias

from quartiers.donnees.description import Cle, Colonne, Lieu, Portee, Renvoi, table
from quartiers.donnees.formes import ANNEE, IDENTIFIANT, POSITIF
from quartiers.donnees.tables.importees import THEMES_INSEE

_Theme: TypeAlias = Annotated[
    str,
    Colonne(
        "Thème de l'Insee",
        "`DEMO`, `IPRO`, `REVN`, `RP`, `COM` pour les communes, ou la source (`FILO`, `POP`, `DEFM`, `CAF`, `EDUC`, "
        "`DNB`, `RPLS`)",
        "IPRO",
        mots=THEMES_INSEE,
    ),
]
VOLETS: Final = ("recensement", "caf", "france travail", "filosofi", "education", "logement social")


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
            "la partie du fichier : `recensement`, `caf`, `france travail`, `filosofi`, `education`, `logement social`",
            "france travail",
            mots=VOLETS,
        ),
    ]
    colonnes: Annotated[
        tuple[str, ...],
        Colonne(
            "Colonne",
            "le nom de la colonne ; plusieurs à additionner : `|` ; `{aa}` y tient lieu des deux derniers chiffres de "
            "la diffusion (MED21), ou du millésime des fichiers par source (DISP_MED_A21) ; pour une colonne laissée, "
            "`*` remplace n'importe quoi",
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


LAISSEE: Final = "laissée"
# What a file says that is no column of ours: what a row is known by, when it was decided, of which contract it is.
NUMERO, REFERENCE, DATE, CODE_CV = "numero", "reference", "date", "code_cv"
DES_ACTIONS: Final = (
    *("intitule", "porteur", "siret", "partenaires", "publics", "thematique", "commune", "debut", "fin"),
    *("recurrence", "etat"),
)
DES_FINANCEMENTS: Final = ("financeur", "annee", "credits", "demande", "accorde", "depense")


@table(
    "catalogue_actions",
    ligne="ce que veut dire une colonne des fichiers d'actions et de subventions",
    portee=Portee.CONTRAT,
    lieu=Lieu.CORRESPONDANCES,
    facultative=True,
    cles=(Cle(("sorte", "entete", "colonne"), "un en-tête décrit une seule fois"),),
)
@dataclass(frozen=True)
class EnteteDActions:
    """A header of a sort of files, and the column of ``actions`` or ``financements`` that it is; or, without a header,
    what every row of that sort of files says."""

    sorte: Annotated[
        str,
        Colonne(
            "Sorte de fichier",
            "un nom par sorte de fichier ; une nouvelle sorte commence par ses lignes ici",
            "scdl",
            forme=IDENTIFIANT,
        ),
    ]
    entete: Annotated[
        str | None,
        Colonne(
            "En-tête",
            "l'en-tête tel qu'il se rencontre ; majuscules, accents, espaces, ponctuation et étoiles ne comptent pas ; "
            "**vide : ce que dit `valeur` vaut pour toutes les lignes**",
            "Montant total de la subvention*",
        ),
    ]
    colonne: Annotated[
        str,
        Colonne(
            "Colonne",
            "la colonne d'`actions` ou de `financements` qu'il est ; `numero` (de l'action sur une plateforme) ou "
            "`reference` (de la décision), dont vient l'identifiant ; `date` (de la décision) ; `code_cv` (le "
            "contrat) ; `source` ; ou `laissée`",
            "accorde",
            mots=(*DES_ACTIONS, *DES_FINANCEMENTS, NUMERO, REFERENCE, DATE, CODE_CV, "source", LAISSEE),
        ),
    ]
    valeur: Annotated[
        str | None,
        Colonne(
            "Valeur",
            "ce qui est écrit quand le fichier n'a pas cette colonne",
            "État (programme 147)",
            condition="si `entete` est vide",
        ),
    ]
    extrait: Annotated[
        str | None,
        Colonne(
            "Extrait",
            "quand la valeur n'est qu'une partie de la cellule : une expression régulière, dont la parenthèse la donne",
            "-([0-9]{2})-",
        ),
    ]
    note: Annotated[str | None, Colonne("Note", "ce qu'il faut savoir", "brouillon de la version 2")]
