"""What importers write, and nobody edits: figures that INSEE publishes, names of the QPV."""

from dataclasses import dataclass
from typing import Annotated, Final, TypeAlias

from quartiers.donnees.description import Cle, Colonne, Lieu, Portee, Renvoi, table
from quartiers.donnees.formes import ANNEE, CODE_DE_LIEU, CODE_QPV, DIFFUSIONS, EFFECTIF, NOMBRE_DE_QPV, POSITIF

# What a measure is: as INSEE publishes it, made from published parts, or withheld (statistical secrecy).
PUBLIE: Final = "publié"
CALCULE: Final = "calculé"
NON_DIFFUSE: Final = "non diffusé"
STATUTS: Final = (PUBLIE, CALCULE, NON_DIFFUSE)
COMMUNE: Final = "commune"  # the place of a figure that is a commune's, not a QPV's
ANCIENNE, NOUVELLE = "2015", "2024"  # the geographies of the QPV
GEOGRAPHIES: Final = (ANCIENNE, NOUVELLE, COMMUNE)
# Files of one source on the QPV, since August 2024: their year is that of the data, in both geographies.
THEMES_PAR_SOURCE: Final = ("FILO", "POP", "DEFM", "CAF", "EDUC", "DNB", "RPLS")
THEMES_INSEE: Final = ("DEMO", "IPRO", "REVN", "RP", "COM", *THEMES_PAR_SOURCE)
CENTILES: Final = ("c01", "c10", "c25", "c50", "c75", "c90", "c99")

_Indicateur: TypeAlias = Annotated[
    str, Colonne("Indicateur", "identifiant", "emploi_15_64_pct", renvoi=Renvoi("indicateurs"))
]
_Theme: TypeAlias = Annotated[
    str,
    Colonne(
        "Thème de l'Insee",
        "fichier d'origine : `DEMO`, `IPRO`, `REVN`, `RP` (recensement 2010), `COM` (communes), ou sa source : `FILO` "
        "(Filosofi), `POP` (population et estimations démographiques), `DEFM` (demandeurs d'emploi), `CAF`, `EDUC` "
        "(scolarité), `DNB` (brevet), `RPLS` (logement social)",
        "IPRO",
        mots=THEMES_INSEE,
    ),
]
_Edition: TypeAlias = Annotated[
    int,
    Colonne(
        "Diffusion",
        "année de diffusion, celle du nom du fichier ; pour un fichier par source (`FILO`…) ou des communes, le "
        "millésime que dit ce nom",
        "2022",
        forme=ANNEE,
    ),
]
_Annee: TypeAlias = Annotated[
    int | None,
    Colonne(
        "Année",
        "année des données ; **vide : elle n'est pas connue**, le rapport écrit « diffusion 2022 »",
        "2021",
        forme=ANNEE,
    ),
]
_Geographie: TypeAlias = Annotated[
    str, Colonne("Géographie", "celle des QPV, `2015` ou `2024` ; `commune` pour une commune", "2015", mots=GEOGRAPHIES)
]


@table("qpv", ligne="un QPV, son nom et ses communes", portee=Portee.COMMUNE, lieu=Lieu.IMPORTEES, facultative=True)
@dataclass(frozen=True)
class Qpv:
    """A QPV of one geography, as its publisher names it."""

    qpv: Annotated[str, Colonne("QPV", "code du QPV", "QN05921M", forme=CODE_QPV, unique=True)]
    geographie: _Geographie
    libelle: Annotated[str, Colonne("Nom", "nom officiel", "Zone Intercommunale Rives De L'Escaut")]
    communes: Annotated[
        tuple[str, ...], Colonne("Communes", "communes du QPV ; vide : non renseigné", "Anzin | Raismes")
    ]
    source: Annotated[str, Colonne("Source", "d'où viennent ce nom et ces communes", "ANCT, contours…")]


@table(
    "mesures",
    ligne="un chiffre publié",
    portee=Portee.COMMUNE,
    lieu=Lieu.IMPORTEES,
    facultative=True,
    cles=(
        Cle(
            ("territoire", "indicateur", "theme", "edition", "geographie"),
            "une mesure par territoire, indicateur, thème et diffusion",
        ),
    ),
)
@dataclass(frozen=True)
class Mesure:
    """A figure that a producer published for a territory, or that its published parts give.

    ``edition`` is the year of publication, ``annee`` that of the data where it is known; ``valeur`` is None
    when the figure is not published (``statut`` is then ``non diffusé``).
    """

    territoire: Annotated[
        str,
        Colonne(
            "Territoire",
            "code du QPV ou de la commune, ou un territoire de `contrat.toml`",
            "QP059021",
            renvoi=Renvoi("contrat.territoires", ou=CODE_DE_LIEU),
        ),
    ]
    indicateur: _Indicateur
    theme: _Theme
    edition: _Edition
    annee: _Annee
    geographie: _Geographie
    valeur: Annotated[
        float | None, Colonne("Valeur", "la valeur ; vide si elle n'est pas diffusée", "40,8", mesure=True)
    ]
    statut: Annotated[
        str,
        Colonne(
            "Statut",
            "`publié` ; `calculé` (rapport ou moyenne de nombres publiés) ; `non diffusé` (secret statistique)",
            "publié",
            mots=STATUTS,
        ),
    ]
    source: Annotated[
        str,
        Colonne("Source", "ce que le rapport imprime dans la note", "Insee, données sur les QPV, thème IPRO…"),
    ]


def _centile(share: str) -> Colonne:
    return Colonne(f"Centile {int(share)}", f"{int(share)} % des QPV sont au-dessous", "24,1", mesure=True)


@table(
    "repartitions",
    ligne="la répartition des QPV de France sur un indicateur",
    portee=Portee.COMMUNE,
    lieu=Lieu.IMPORTEES,
    facultative=True,
    cles=(Cle(("indicateur", "theme", "edition", "geographie"), "une répartition par indicateur et par diffusion"),),
)
@dataclass(frozen=True)
class Repartition:
    """How the QPV of France spread on an indicator, in one edition: ``effectif`` of them, and centiles."""

    indicateur: _Indicateur
    theme: _Theme
    edition: _Edition
    annee: _Annee
    geographie: _Geographie
    effectif: Annotated[int, Colonne("QPV", "nombre de QPV de France qui ont une valeur", "1319", forme=NOMBRE_DE_QPV)]
    c01: Annotated[float, _centile("01")]
    c10: Annotated[float, _centile("10")]
    c25: Annotated[float, _centile("25")]
    c50: Annotated[float, _centile("50")]
    c75: Annotated[float, _centile("75")]
    c90: Annotated[float, _centile("90")]
    c99: Annotated[float, _centile("99")]
    source: Annotated[
        str, Colonne("Source", "d'où les centiles sont calculés", "Insee, données sur les QPV, thème IPRO…")
    ]


@table(
    "evolutions",
    ligne="ce que les QPV de France ont changé entre deux diffusions",
    portee=Portee.COMMUNE,
    lieu=Lieu.IMPORTEES,
    facultative=True,
    cles=(
        Cle(
            ("indicateur", "theme_debut", "edition_debut", "theme", "edition", "geographie"),
            "une ligne par indicateur et par couple de diffusions",
        ),
    ),
)
@dataclass(frozen=True)
class EvolutionNationale:
    """The median change of the QPV of France between two editions, over those that both publish.

    It is not the difference of the two medians: QPV that only one edition publishes would move it.
    """

    indicateur: _Indicateur
    theme_debut: Annotated[
        str, Colonne("Thème de début", "le thème de l'Insee de la première diffusion", "REVN", mots=THEMES_INSEE)
    ]
    edition_debut: Annotated[int, Colonne("Première diffusion", "année de la première diffusion", "2017", forme=ANNEE)]
    theme: _Theme
    edition: _Edition
    geographie: _Geographie
    effectif: Annotated[
        int, Colonne("QPV", "nombre de QPV publiés par les deux diffusions", "1291", forme=NOMBRE_DE_QPV)
    ]
    mediane: Annotated[
        float,
        Colonne(
            "Évolution médiane",
            "médiane des évolutions de ces QPV, dans l'unité de l'indicateur (en points pour un pourcentage)",
            "2,1",
            mesure=True,
        ),
    ]
    source: Annotated[
        str, Colonne("Source", "d'où la médiane est calculée", "Insee, données sur les QPV, thèmes REVN et REVN")
    ]


@table(
    "fluctuations",
    ligne="de combien un chiffre bouge d'une diffusion à la suivante",
    portee=Portee.COMMUNE,
    lieu=Lieu.IMPORTEES,
    facultative=True,
    cles=(Cle(("indicateur", "theme", "geographie"), "une ligne par indicateur et par thème"),),
)
@dataclass(frozen=True)
class Fluctuation:
    """How much the figures of the QPV of France move from one edition to the next, once what moves them all is
    taken off: the standard deviation for a base of a thousand (people, households…).

    In points for a percentage, in % of the amount for an amount; it goes as the inverse square root of the base.
    """

    indicateur: _Indicateur
    theme: _Theme
    geographie: _Geographie
    base: Annotated[
        str,
        Colonne(
            "Base",
            "l'indicateur qui compte les personnes : le dénominateur s'il est publié, sinon la population",
            "population_nb",
            renvoi=Renvoi("indicateurs"),
        ),
    ]
    ecart_type: Annotated[
        float,
        Colonne(
            "Écart-type",
            "écart-type pour une base de 1 000, en points (en % pour un montant)",
            "2,92",
            forme=POSITIF,
        ),
    ]
    diffusions: Annotated[
        tuple[str, ...],
        Colonne("Diffusions", "les diffusions successives comparées", "2020-2021 | 2021-2022", forme=DIFFUSIONS),
    ]
    effectif: Annotated[int, Colonne("Évolutions", "nombre d'évolutions mesurées", "2600", forme=EFFECTIF)]
    source: Annotated[str, Colonne("Source", "d'où l'écart-type est calculé", "Insee, données sur les QPV, thème IPRO")]
