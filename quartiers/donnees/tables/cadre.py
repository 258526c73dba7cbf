"""What all the rest refers to: the themes, the projects with their QPV, the indicators."""

from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Final

from quartiers.donnees.description import Colonne, Portee, Renvoi, table
from quartiers.donnees.formes import (
    ANNEE,
    CODE_2015,
    CODE_2024,
    CODE_COMMUNE,
    COMMUNE_CODEE,
    COURT,
    HABITANTS,
    IDENTIFIANT,
    JOUR,
    LATITUDE,
    LIGNES,
    LONGITUDE,
    RANG,
)
from quartiers.donnees.natures import NATURES, NOMS, QPV, VEILLE, Noms
from quartiers.unites import COUNT

ECHELLES: Final = ("intercommunale", "propre")
ECHELLES_THEMATIQUE: Final = (*ECHELLES, "diagnostic")
COUVERTURES: Final = ("entier", "partie")
VALIDATIONS: Final = ("validé", "sous réserve")
PERIMETRES: Final = ("inchangé", "étendu", "réduit", "regroupé")
INCOMPLET: Final = "incomplet"
INCONNUE: Final = "inconnue"
UNITES: Final = ("%", "€", COUNT)
SENS: Final = ("favorable", "defavorable", "contexte")
OUI: Final = "oui"
EVOLUTIONS_PERMISES: Final = ("recensement", "annuelle", "non")

_PROPRE: Final = Portee.PROPRE
_COMMUNE: Final = Portee.COMMUNE


@table("thematiques", ligne="un thème", portee=Portee.COMMUNE, un="une thématique", des="des thématiques")
@dataclass(frozen=True)
class Thematique:
    thematique: Annotated[str, Colonne("Identifiant", "identifiant, unique", "sante", forme=IDENTIFIANT, unique=True)]
    libelle: Annotated[str, Colonne("Thème", "nom affiché, unique", "Santé", unique=True)]
    echelle: Annotated[
        str,
        Colonne(
            "Échelle",
            "`intercommunale` ou `propre` : le côté de la matrice de la synthèse où le thème paraît ; `diagnostic` : "
            "thème sans priorités",
            "intercommunale",
            mots=ECHELLES_THEMATIQUE,
        ),
    ]
    ordre: Annotated[int, Colonne("Rang", "rang d'affichage, unique : 1, 2, 3…", "3", forme=RANG, unique=True)]
    mots: Annotated[
        tuple[str, ...],
        Colonne(
            "Mots du thème",
            "débuts de mots par lesquels une priorité d'un autre thème évoque celui-ci ; plusieurs : `|`",
            "santé | soin | addiction",
            ajoutee=True,
        ),
    ] = field(default=(), compare=False)  # what a theme is found by is not what it is
    en_phrase: Annotated[
        str | None,
        Colonne(
            "Dans une phrase",
            "comment une phrase le nomme, avec l'article : un mot masculin après « l' » ou « les » ; **vide : son nom, "
            "entre guillemets**",
            "la santé",
            ajoutee=True,
        ),
    ] = field(default=None, compare=False)


@table("quartiers", ligne="un projet de quartier", portee=Portee.MIXTE, un="un quartier", des="des quartiers")
@dataclass(frozen=True)
class Quartier:
    """A *projet de quartier*; a QPV may be shared by several of them, and a territory that is none has no code."""

    quartier: Annotated[
        str,
        Colonne(
            "Identifiant",
            "identifiant, unique ; c'est lui qu'on donne à `--quartier`",
            "bruay-cite-thiers",
            forme=IDENTIFIANT,
            unique=True,
            portee=_COMMUNE,
        ),
    ]
    ordre: Annotated[
        int, Colonne("Rang", "rang dans les rapports, unique", "4", forme=RANG, unique=True, portee=_PROPRE)
    ]
    nom: Annotated[
        str,
        Colonne(
            "Nom complet",
            "nom complet, unique",
            "Cité Thiers – Cité du Rivage – Brunehaut",
            unique=True,
            portee=_PROPRE,
        ),
    ]
    nom_court: Annotated[
        str,
        Colonne(
            "Quartier",
            "nom pour les tableaux et graphiques, 40 caractères au plus, unique",
            "Cité Thiers – Bruay",
            forme=COURT,
            unique=True,
            portee=_PROPRE,
        ),
    ]
    communes: Annotated[
        tuple[str, ...],
        Colonne(
            "Commune",
            "commune du projet ; plusieurs : `|`",
            "Onnaing | Vicq",
            nom="commune",
            requise=True,
            portee=_COMMUNE,
        ),
    ]
    codes_insee: Annotated[
        tuple[str, ...],
        Colonne(
            "Code Insee",
            "autant de codes que de communes, dans le même ordre, cinq caractères",
            "59447 | 59613",
            forme=CODE_COMMUNE,
            nom="code_insee",
            requise=True,
            portee=_PROPRE,
        ),
    ]
    code_qpv_2024: Annotated[
        str | None,
        Colonne(
            "QPV 2024",
            "un code QPV de la géographie 2024 ; **vide si `nature` dit que ce n'est pas un QPV**",
            "QN05922M",
            forme=CODE_2024,
            condition="pour un QPV",
            portee=_COMMUNE,
        ),
    ]
    libelle_qpv_2024: Annotated[
        str | None,
        Colonne(
            "Nom du QPV 2024",
            "nom officiel de ce QPV ; de même",
            "Cité Thiers - Cité Du Rivage - Brunehaut",
            condition="pour un QPV",
            portee=_COMMUNE,
        ),
    ]
    codes_qpv_2015: Annotated[
        tuple[str, ...],
        Colonne(
            "QPV 2015",
            "code(s) de l'ancienne géographie ; **vide : ce QPV n'existait pas avant 2024** (le rapport l'écrit), sauf "
            "si `filiation` dit que ce n'est pas connu. D'un quartier qui n'est plus un QPV : celui qu'il était",
            "QP059022 | QP059056",
            forme=CODE_2015,
            nom="code_qpv_2015",
            portee=_COMMUNE,
        ),
    ]
    libelles_qpv_2015: Annotated[
        tuple[str, ...],
        Colonne(
            "Nom du QPV 2015",
            "autant de noms que de codes",
            "Cité Thiers - Cité Du Rivage | Brunehaut",
            nom="libelle_qpv_2015",
            portee=_COMMUNE,
        ),
    ]
    communes_qpv: Annotated[
        tuple[str, ...],
        Colonne(
            "Communes du QPV",
            "toutes les communes du QPV (ou du territoire), code puis nom ; celles du projet comprises",
            "59014 Anzin | 59491 Raismes",
            forme=COMMUNE_CODEE,
            requise=True,
            portee=_PROPRE,
        ),
    ]
    couverture: Annotated[
        str,
        Colonne(
            "Ce que couvre le projet",
            "`entier` (hors des communes qui ne sont pas du contrat) ; `partie` si d'autres projets ont le même code "
            "de QPV (c'est alors imposé)",
            "partie",
            mots=COUVERTURES,
            portee=_PROPRE,
        ),
    ]
    validation: Annotated[
        str | None,
        Colonne(
            "Validation",
            "`validé` ou `sous réserve` (du conseil municipal) ; vide : non renseigné, le rapport n'en dit rien",
            "validé",
            mots=VALIDATIONS,
            portee=_PROPRE,
        ),
    ]
    longitude: Annotated[
        float,
        Colonne(
            "Longitude",
            "centroïde du périmètre du QPV (ANCT), en degrés : dans le département du code, et près du "
            "[contour](#perimetresgeojson) ; d'un autre territoire, un point qui en soit le milieu, lu sur une carte",
            "3,5558",
            forme=LONGITUDE,
            portee=_COMMUNE,
        ),
    ]
    latitude: Annotated[float, Colonne("Latitude", "de même", "50,4115", forme=LATITUDE, portee=_COMMUNE)]
    perimetre: Annotated[
        str | None,
        Colonne(
            "Ce que 2024 a changé au périmètre",
            "ce que 2024 a changé au périmètre de 2015 : `inchangé`, `étendu`, `réduit` ou `regroupé` ; vide : non "
            "renseigné",
            "étendu",
            mots=PERIMETRES,
            portee=_PROPRE,
        ),
    ]
    population_2024: Annotated[
        int | None,
        Colonne(
            "Habitants, périmètre 2024",
            "habitants du QPV dans le périmètre de 2024, quand ils sont publiés",
            forme=HABITANTS,
            portee=_PROPRE,
        ),
    ]
    note: Annotated[
        str | None,
        Colonne(
            "À savoir",
            "ce qu'il faut savoir avant de lire les chiffres ; imprimé en tête du rapport",
            "voir `marly-briquette`",
            portee=_PROPRE,
        ),
    ]
    lignes: Annotated[
        str | None,
        Colonne(
            "Lignes du document",
            "lignes de la section du quartier ; imprimées dans les sources",
            "139-175",
            forme=LIGNES,
            portee=_PROPRE,
        ),
    ]
    texte: Annotated[
        str | None,
        Colonne(
            "Texte du document",
            "`incomplet` si la section dont les tables sont tirées n'a pas pu être lue en entier : de ce qui y manque, "
            "rien n'est conclu ; **vide : entier**",
            "incomplet",
            mots=(INCOMPLET,),
            portee=_PROPRE,
            ajoutee=True,
        ),
    ] = None
    vote_le: Annotated[
        date | None,
        Colonne(
            "Voté le",
            "jour où le conseil municipal a voté le projet ; imprimé",
            "24/06/2024",
            forme=JOUR,
            portee=_PROPRE,
            ajoutee=True,
        ),
    ] = None
    anciens: Annotated[
        tuple[str, ...],
        Colonne(
            "Anciens identifiants",
            "identifiants qu'il avait dans une édition gardée, s'il vient d'un quartier scindé, réuni ou rebaptisé ; "
            "plusieurs : `|`",
            "anzin-verrerie",
            forme=IDENTIFIANT,
            portee=_PROPRE,
            ajoutee=True,
        ),
    ] = ()

    filiation: Annotated[
        str | None,
        Colonne(
            "Filiation",
            "`inconnue` si rien ne dit de quels QPV de 2015 il vient : le rapport ne l'appelle alors pas nouveau ; "
            "**vide : `code_qpv_2015` dit tout**",
            "inconnue",
            mots=(INCONNUE,),
            portee=_COMMUNE,
            ajoutee=True,
        ),
    ] = None
    nature: Annotated[
        str | None,
        Colonne(
            "Nature du territoire",
            "`QPV`, ou ce que le contrat y ajoute : `quartier de veille active`, `poche de pauvreté` ; **vide : QPV**",
            VEILLE,
            mots=NATURES,
            portee=_COMMUNE,
            ajoutee=True,
        ),
    ] = None

    @property
    def commune(self) -> str:
        return " et ".join(self.communes)

    @property
    def est_qpv(self) -> bool:
        return self.nature in (None, QPV)

    @property
    def noms(self) -> Noms:
        """What its territory is called."""
        return NOMS[self.nature or QPV]

    @property
    def territoire(self) -> str:
        """What tells its territory from the others: the code of its QPV, that projects may share, else its own name."""
        return self.code_qpv_2024 or self.quartier

    @property
    def est_nouveau(self) -> bool:
        """Whether its QPV is, and no QPV of 2015 was there: not so where nobody knows."""
        return self.est_qpv and not self.codes_qpv_2015 and self.filiation != INCONNUE

    def codes(self, geographie: str) -> tuple[str, ...]:
        """Codes of the quartier's QPV in that geography: one of 2024 where it is one, none to several of 2015."""
        if geographie != "2024":
            return self.codes_qpv_2015
        return (self.code_qpv_2024,) if self.code_qpv_2024 else ()

    @property
    def tous_les_codes(self) -> tuple[str, ...]:
        """Those of both geographies, 2024 first."""
        return (*self.codes("2024"), *self.codes_qpv_2015)


@table(
    "indicateurs",
    ligne="un indicateur : ce qu'il mesure, dans quel sens il se lit",
    portee=Portee.COMMUNE,
    un="un indicateur",
    des="des indicateurs",
)
@dataclass(frozen=True)
class Indicateur:
    """An indicator, and what may be done with it.

    ``evolution`` says which dates may be compared (``recensement``: editions far enough apart;
    ``annuelle``: any two; ``non``); ``poids`` is the indicator that counts its denominator, None when it
    must not be averaged; ``reserve`` says why not, in words; ``confusions`` are the indicators that it is
    easily mistaken for; ``premiere_annee`` is the first year that its source can have; ``composition`` says that it is
    about who lives in the quartier, whose changes are neither good nor bad; ``lire_avec`` is the indicator that reports
    give beside it.
    """

    indicateur: Annotated[
        str,
        Colonne(
            "Identifiant",
            "identifiant, unique ; l'usage est de finir par l'unité : `_pct`, `_eur`",
            "jeunes_neet_pct",
            forme=IDENTIFIANT,
            unique=True,
        ),
    ]
    libelle: Annotated[
        str,
        Colonne("Indicateur", "nom complet, unique", "Part des jeunes ni en emploi ni en formation", unique=True),
    ]
    libelle_court: Annotated[
        str,
        Colonne("Nom court", "nom pour les graphiques, unique", "Jeunes ni en emploi ni en formation", unique=True),
    ]
    thematique: Annotated[
        str, Colonne("Thème", "thème où le chiffre est présenté", "insertion", renvoi=Renvoi("thematiques"))
    ]
    thematiques_liees: Annotated[
        tuple[str, ...],
        Colonne(
            "Thèmes liés",
            "autres thèmes dont les priorités peuvent répondre à ce chiffre",
            "jeunesse",
            renvoi=Renvoi("thematiques"),
        ),
    ]
    publics: Annotated[
        tuple[str, ...],
        Colonne(
            "Publics",
            "publics concernés ; **vide : aucun en particulier**",
            "jeunes",
            renvoi=Renvoi("contrat.publics"),
        ),
    ]
    unite: Annotated[str, Colonne("Unité", "`%`, `€` ou `nombre` (un effectif)", "%", mots=UNITES)]
    sens: Annotated[
        str,
        Colonne(
            "Sens",
            "`favorable` : plus haut, c'est mieux ; `defavorable` : plus haut, c'est plus fragile ; `contexte` : ni "
            "l'un ni l'autre",
            "defavorable",
            mots=SENS,
        ),
    ]
    population: Annotated[str, Colonne("Population", "sur qui l'indicateur porte ; imprimé", "16-25 ans")]
    definition: Annotated[str, Colonne("Définition", "ce qui est rapporté à quoi ; imprimé", "voir la table")]
    producteur: Annotated[
        str,
        Colonne("Producteur", "d'où le document tient ces chiffres ; imprimé", "COMPAS, d'après la CNAF"),
    ]
    evolution: Annotated[
        str,
        Colonne(
            "Dates comparables",
            "quelles dates peuvent être comparées : `recensement` (diffusions assez éloignées), `annuelle` (toutes), "
            "`non` (définition changée, euros courants : le dire dans `reserve`)",
            "recensement",
            mots=EVOLUTIONS_PERMISES,
        ),
    ]
    poids: Annotated[
        str | None,
        Colonne(
            "Poids",
            "l'indicateur (d'unité `nombre`) qui compte le dénominateur d'un pourcentage ; **vide : jamais de "
            "moyenne** (médiane, quartile, dénominateur non publié)",
            "allocataires_nb",
            renvoi=Renvoi("indicateurs"),
        ),
    ]
    reserve: Annotated[
        str | None,
        Colonne(
            "Réserve",
            "pourquoi une moyenne ou une évolution n'est pas donnée, en quelques mots ; imprimée",
            "Pas de moyenne : un quartile ne se moyenne pas",
        ),
    ]
    confusions: Annotated[
        tuple[str, ...],
        Colonne(
            "Confusions",
            "indicateurs avec lesquels celui-ci se confond facilement (règles R6 et R7)",
            "emploi_15_64_pct",
            renvoi=Renvoi("indicateurs"),
        ),
    ]
    premiere_annee: Annotated[
        int | None,
        Colonne("Première année", "première année que la source peut avoir (règle R8)", "2012", forme=ANNEE),
    ]
    composition: Annotated[
        str | None,
        Colonne(
            "Composition",
            "`oui` si l'indicateur dit qui vit dans le quartier (âges, ménages, familles) : ce n'est ni mieux ni moins "
            "bien, et son évolution est dite en hausse ou en baisse ; **vide : non**",
            "oui",
            mots=(OUI,),
            ajoutee=True,
        ),
    ] = None
    lire_avec: Annotated[
        str | None,
        Colonne(
            "À lire avec",
            "indicateur sans lequel celui-ci se lit mal, et que les rapports donnent à côté : une part de revenus "
            "d'activité est plus faible là où les pensions font une plus grande part du revenu",
            "pensions_pct",
            renvoi=Renvoi("indicateurs"),
            ajoutee=True,
        ),
    ] = None

    @property
    def sens_evolution(self) -> str:
        """The direction by which a change is read: that of the level, but for who lives there, and for the parts of a
        whole."""
        return "contexte" if self.composition == OUI or self.est_part_de_revenu else self.sens

    @property
    def est_part_de_revenu(self) -> bool:
        """Whether it is one of the shares that an income is made of, which sum to 100: one of them rises where another
        falls, as when pensioners leave, and is no gain by itself."""
        return self.unite == "%" and self.population.startswith("Revenu")
