"""What partners and residents said of the projets in forums, what was done of it, and what councils voted.

A *contribution* is what was said, in the short wording of whoever kept the minutes; its *suite* is what the projet did
of it. A *validation* is one vote on one version of a document, and says by itself whether that version is then in
force: which councils a document needs is not for the program to know.
"""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final, TypeAlias

from quartiers.donnees.description import Colonne, Portee, Renvoi, table
from quartiers.donnees.formes import IDENTIFIANT, JOUR, PERSONNES
from quartiers.donnees.tables.communs import QuartiersDeLaCommune, SaCommune
from quartiers.donnees.tables.concertation import DeLaDemarche, Relue

HABITANTS: Final = "habitants"
PARTENAIRES: Final = (
    HABITANTS,
    "association",
    "collectivité",
    "État",
    "bailleur",
    "école",
    "santé",
    "emploi",
    "entreprise",
    "autre",
)
RETENUE, EN_PARTIE, ECARTEE, A_L_ETUDE = "retenue", "retenue en partie", "écartée", "à l'étude"
SUITES: Final = (RETENUE, EN_PARTIE, ECARTEE, A_L_ETUDE)

CONSEIL_MUNICIPAL: Final = "conseil municipal"
NATURES_D_INSTANCE: Final = (
    CONSEIL_MUNICIPAL,
    "conseil communautaire",
    "conseil départemental",
    "conseil régional",
    "comité de pilotage",
    "État",
    "autre",
)
ADOPTE, AVEC_MODIFICATIONS = "adopté", "adopté avec modifications"
ISSUES_ADOPTEES: Final = (ADOPTE, AVEC_MODIFICATIONS)
ISSUES: Final = (*ISSUES_ADOPTEES, "pris acte", "ajourné", "rejeté")

_Quartiers: TypeAlias = Annotated[
    tuple[str, ...],
    Colonne(
        "Quartiers",
        "quartiers concernés ; **vide : ceux de sa priorité, sinon ceux de la démarche** ; plusieurs : `|`",
        "anzin-verrerie",
        renvoi=Renvoi("quartiers"),
        confidentielle=True,
    ),
]

_JourDuVote: TypeAlias = Annotated[date, Colonne("Date du vote", "jour du vote", "24/06/2024", forme=JOUR)]
_JourEnVigueur: TypeAlias = Annotated[
    date | None,
    Colonne(
        "En vigueur le",
        "jour depuis lequel cette version est en vigueur ; **vide : ce vote n'y suffit pas**",
        "01/07/2024",
        forme=JOUR,
    ),
]


@table(
    "contributions",
    ligne="ce qui a été dit dans un forum ou un atelier, et la suite donnée",
    portee=Portee.LIEE,
    facultative=True,
    apport="ce que le projet a fait de ce qui a été dit",
    souple=True,
    un="une contribution",
    des="des contributions",
)
@dataclass(frozen=True)
class Contribution:
    """What was said, as it was noted; the contract has those that were read (``relue``), and no other.

    ``peu_de_soutiens``: fewer people supported it than may be told; ``soutiens`` is then None.
    """

    contribution: Annotated[
        str,
        Colonne(
            "Identifiant",
            "identifiant, unique, qui ne désigne personne ; permanent : il ne sert jamais à une autre contribution",
            "2026-forum-anzin-1",
            forme=IDENTIFIANT,
            unique=True,
            confidentielle=True,
        ),
    ]
    demarche: DeLaDemarche
    quartiers: _Quartiers
    thematique: Annotated[
        str | None,
        Colonne("Thème", "identifiant du thème", "sante", renvoi=Renvoi("thematiques"), confidentielle=True),
    ]
    partenaire: Annotated[
        str | None,
        Colonne(
            "Qui parle",
            "la sorte de partenaire, jamais une personne : `habitants`, `association`, `collectivité`, `État`, "
            "`bailleur`, `école`, `santé`, `emploi`, `entreprise` ou `autre` ; **vide : non renseigné**",
            "association",
            mots=PARTENAIRES,
            confidentielle=True,
        ),
    ]
    texte: Annotated[
        str,
        Colonne(
            "Ce qui a été dit",
            "en une phrase, dans nos mots, sans rien qui désigne quelqu'un",
            "Ouvrir le centre social le samedi",
            confidentielle=True,
        ),
    ]
    soutiens: Annotated[
        int | None,
        Colonne(
            "Soutiens",
            "combien de personnes l'ont soutenue, si on les a comptées ; en deçà du seuil, le rapport ne dit pas "
            "combien ; **vide : non compté**",
            "",
            forme=PERSONNES,
            confidentielle=True,
        ),
    ]
    priorite: Annotated[
        str | None,
        Colonne(
            "Priorité",
            "priorité concernée",
            "anzin-verrerie-i1",
            renvoi=Renvoi("priorites"),
            confidentielle=True,
        ),
    ]
    suite: Annotated[
        str | None,
        Colonne(
            "Suite",
            "`retenue`, `retenue en partie`, `écartée` ou `à l'étude` ; **vide : aucune suite encore**",
            RETENUE,
            mots=SUITES,
            confidentielle=True,
        ),
    ]
    reponse: Annotated[
        str | None,
        Colonne(
            "Ce que nous en avons fait",
            "ce que le projet a changé ; ou pourquoi elle est écartée (il faut alors le dire)",
            "Ouverture le samedi matin, à l'essai",
            confidentielle=True,
        ),
    ]
    suite_le: Annotated[
        date | None,
        Colonne("Suite du", "jour où la suite a été donnée", "02/07/2026", forme=JOUR, confidentielle=True),
    ]
    relue: Relue
    peu_de_soutiens: bool = False
    retire_le: Annotated[
        date | None,
        Colonne(
            "Retiré le",
            "jour où la ligne a été retirée : elle reste, n'est plus comptée, et le rapport dit pourquoi ; **vide : "
            "elle compte**",
            "",
            forme=JOUR,
            confidentielle=True,
        ),
    ] = None
    retire_motif: Annotated[
        str | None,
        Colonne("Motif du retrait", "pourquoi elle a été retirée ; imprimé", "", confidentielle=True),
    ] = None


@table(
    "validations",
    ligne="un vote sur une version d'un document",
    portee=Portee.LIEE,
    facultative=True,
    apport="les votes, et le document en vigueur à chaque date",
    souple=True,
    un="un vote",
    des="des votes",
)
@dataclass(frozen=True)
class Validation:
    """A vote; the version is in force from ``en_vigueur_le`` on, until another version of the same document is."""

    validation: Annotated[
        str,
        Colonne("Identifiant", "identifiant, unique ; permanent", "cm-anzin-2024-06", forme=IDENTIFIANT, unique=True),
    ]
    document: Annotated[
        str,
        Colonne(
            "Document",
            "le document voté, toujours écrit de la même façon",
            "Projets de quartier d'Anzin",
        ),
    ]
    version: Annotated[str, Colonne("Version", "la version votée", "2024")]
    nature: Annotated[
        str,
        Colonne(
            "Nature de l'instance",
            "`conseil municipal`, `conseil communautaire`, `conseil départemental`, `conseil régional`, "
            "`comité de pilotage`, `État` ou `autre`",
            CONSEIL_MUNICIPAL,
            mots=NATURES_D_INSTANCE,
        ),
    ]
    instance: Annotated[str, Colonne("Instance", "qui vote", "Conseil municipal d'Anzin")]
    date: _JourDuVote
    commune: SaCommune
    quartiers: QuartiersDeLaCommune
    issue: Annotated[
        str,
        Colonne(
            "Issue",
            "`adopté`, `adopté avec modifications`, `pris acte`, `ajourné` ou `rejeté`",
            ADOPTE,
            mots=ISSUES,
        ),
    ]
    en_vigueur_le: _JourEnVigueur
    demarches: Annotated[
        tuple[str, ...],
        Colonne(
            "Démarches",
            "démarches dont cette version tient compte ; plusieurs : `|`",
            "2024-forum-anzin",
            renvoi=Renvoi("demarches"),
        ),
    ]
    reference: Annotated[
        str | None, Colonne("Référence", "celle de la délibération, pour la retrouver", "Délibération 2024-56")
    ]
    note: Annotated[str | None, Colonne("Note", "ce qu'il faut savoir ; imprimée", "")]
