"""What residents were asked, what they answered and said, and what councils of citizens advised.

A *porteur de paroles* is no sample, a questionnaire is one of those who answered it: each row says which it is. No
table holds a person: answers are counts, and what somebody said is printed once somebody else has read it. What may be
shown of them is decided in :mod:`quartiers.donnees.secret`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final, TypeAlias

from quartiers.donnees.description import Cle, Colonne, Portee, Renvoi, table
from quartiers.donnees.formes import IDENTIFIANT, JOUR, PERSONNES, REPONSE
from quartiers.donnees.tables.communs import PrioriteConcernee, QuartiersDeLaCommune, RetireLe, RetireMotif, SaCommune

PORTEUR, QUESTIONNAIRE = "porteur de paroles", "questionnaire"
NATURES_DE_DEMARCHE: Final = (
    PORTEUR,
    QUESTIONNAIRE,
    "atelier",
    "marche exploratoire",
    "entretiens",
    "réunion publique",
    "forum territorial",
    "conseil citoyen",
    "consultation en ligne",
    "autre",
)
OUI, NON, MALGRE = "oui", "non", "oui malgré l'alerte"

# Tables of which a contract that was read holds what may be shown, and no more.
PROTEGEES: Final = ("demarches", "reponses", "paroles", "contributions")

DeLaDemarche: TypeAlias = Annotated[
    str, Colonne("Démarche", "identifiant de la démarche", "2026-porteur-verrerie", renvoi=Renvoi("demarches"))
]
_Jour: TypeAlias = Annotated[date, Colonne("Date", "jour de l'avis", "18/06/2026", forme=JOUR)]
_JourDeReponse: TypeAlias = Annotated[
    date | None, Colonne("Répondu le", "jour de la réponse", "02/07/2026", forme=JOUR)
]
Relue: TypeAlias = Annotated[
    str,
    Colonne(
        "Relue",
        "`oui` quand une personne a vérifié qu'elle ne désigne personne : elle est alors imprimée ; `non` sinon ; "
        "`oui malgré l'alerte` quand `verifier` y voit à tort un nom ou une adresse",
        NON,
        mots=(OUI, NON, MALGRE),
        confidentielle=True,
    ),
]


@table(
    "demarches",
    ligne="une démarche de concertation",
    portee=Portee.LIEE,
    facultative=True,
    apport="comment les habitants ont été entendus",
    souple=True,
    un="une démarche",
    des="des démarches",
)
@dataclass(frozen=True)
class Demarche:
    """``sous_seuil``: fewer people took part than may be told; ``participants`` is then None."""

    demarche: Annotated[
        str,
        Colonne(
            "Identifiant",
            "identifiant, unique ; permanent : il ne sert jamais à une autre démarche",
            "2026-porteur-verrerie",
            forme=IDENTIFIANT,
            unique=True,
        ),
    ]
    nature: Annotated[
        str,
        Colonne(
            "Nature",
            "`porteur de paroles`, `questionnaire`, `atelier`, `marche exploratoire`, `entretiens`, "
            "`réunion publique`, `forum territorial`, `conseil citoyen`, `consultation en ligne` ou `autre`",
            PORTEUR,
            mots=NATURES_DE_DEMARCHE,
        ),
    ]
    intitule: Annotated[str, Colonne("Démarche", "son nom", "Porteur de paroles du marché")]
    commune: SaCommune
    quartiers: QuartiersDeLaCommune
    lieu: Annotated[str | None, Colonne("Lieu", "où elle a eu lieu", "Place du marché")]
    debut: Annotated[date | None, Colonne("Début", "premier jour", "12/05/2026", forme=JOUR)]
    fin: Annotated[date | None, Colonne("Fin", "dernier jour, s'il y en a plusieurs", "", forme=JOUR)]
    question: Annotated[str | None, Colonne("Question posée", "ce qui était demandé", "Que faudrait-il changer ici ?")]
    organisateur: Annotated[
        str | None, Colonne("Organisateur", "l'organisme qui l'a menée : jamais une personne", "Centre social")
    ]
    moyen: Annotated[
        str | None,
        Colonne("Comment on a touché les gens", "à côté de chaque chiffre", "Boîtes aux lettres et accueils"),
    ]
    participants: Annotated[
        int | None,
        Colonne(
            "Participants",
            "nombre de personnes ; **vide : non renseigné** ; en deçà du seuil, le rapport ne dit pas combien",
            "64",
            forme=PERSONNES,
        ),
    ]
    publics: Annotated[
        tuple[str, ...],
        Colonne(
            "Publics",
            "publics touchés, de la liste de `contrat.toml` ; **vide : non renseigné**",
            "jeunes | parents",
            renvoi=Renvoi("contrat.publics"),
        ),
    ]
    note: Annotated[str | None, Colonne("Note", "ce qu'il faut savoir ; imprimée", "Un matin de semaine")]
    sous_seuil: bool = False
    retire_le: RetireLe = None
    retire_motif: RetireMotif = None


@table(
    "reponses",
    ligne="combien de personnes ont donné une réponse à une question",
    portee=Portee.LIEE,
    facultative=True,
    apport="ce qu'ils ont répondu, compté",
    souple=True,
    cles=(Cle(("demarche", "question", "critere", "groupe", "reponse"), "une réponse saisie une seule fois"),),
)
@dataclass(frozen=True)
class Reponse:
    """Of everybody who answered (no ``critere``), or of a group. ``effectif`` is None where it may not be shown."""

    demarche: DeLaDemarche
    question: Annotated[str, Colonne("Question", "la question, comme elle a été posée", "Vous sentez-vous bien ici ?")]
    critere: Annotated[
        str | None,
        Colonne(
            "Critère",
            "ce qui sépare les personnes en groupes, un seul à la fois : `sexe`, `âge`… ; **vide : tous les "
            "répondants**",
            "âge",
        ),
    ]
    groupe: Annotated[str | None, Colonne("Groupe", "le groupe, avec son critère", "15 à 24 ans")]
    reponse: Annotated[str, Colonne("Réponse", "une réponse, ou un choix possible", "Plutôt oui", forme=REPONSE)]
    effectif: Annotated[
        int | None,
        Colonne(
            "Nombre", "personnes qui l'ont donnée ; `0` s'il n'y en a pas", "38", forme=PERSONNES, confidentielle=True
        ),
    ]
    repondants: Annotated[
        int | None,
        Colonne(
            "Répondants",
            "personnes de ce groupe qui ont répondu à la question ; à remplir quand plusieurs choix étaient permis ; "
            "**vide : la somme des réponses**",
            "",
            forme=PERSONNES,
            confidentielle=True,
        ),
    ]


@table(
    "paroles",
    ligne="ce qu'une personne a dit, sans dire qui",
    portee=Portee.LIEE,
    facultative=True,
    apport="leurs mots, relus",
    souple=True,
    un="une parole",
    des="des paroles",
)
@dataclass(frozen=True)
class Parole:
    """A verbatim; the contract has those that were read (``relue``), and no other."""

    parole: Annotated[
        str,
        Colonne(
            "Identifiant",
            "identifiant, unique, qui ne désigne personne",
            "2026-porteur-verrerie-1",
            forme=IDENTIFIANT,
            unique=True,
            confidentielle=True,
        ),
    ]
    demarche: DeLaDemarche
    quartier: Annotated[
        str | None,
        Colonne(
            "Quartier",
            "quartier dont elle parle ; **vide : ceux de la démarche**",
            "",
            renvoi=Renvoi("quartiers"),
            confidentielle=True,
        ),
    ]
    thematique: Annotated[
        str | None,
        Colonne("Thème", "identifiant du thème", "vivre-ensemble", renvoi=Renvoi("thematiques"), confidentielle=True),
    ]
    texte: Annotated[
        str,
        Colonne(
            "Parole",
            "les mots entendus, sans rien qui désigne quelqu'un",
            "On ne se croise plus depuis que le café a fermé",
            confidentielle=True,
        ),
    ]
    relue: Relue


@table(
    "avis",
    ligne="un avis d'un conseil citoyen ou d'une autre instance, et la réponse donnée",
    portee=Portee.LIEE,
    facultative=True,
    apport="les avis donnés, et les réponses",
    souple=True,
    un="un avis",
    des="des avis",
)
@dataclass(frozen=True)
class Avis:
    avis: Annotated[
        str, Colonne("Identifiant", "identifiant, unique", "cc-anzin-2026-1", forme=IDENTIFIANT, unique=True)
    ]
    instance: Annotated[str, Colonne("Instance", "qui le donne", "Conseil citoyen d'Anzin")]
    date: _Jour
    quartiers: QuartiersDeLaCommune
    commune: SaCommune
    priorite: PrioriteConcernee
    texte: Annotated[str, Colonne("Avis", "l'avis, en une phrase", "Favorable, si les horaires sont élargis")]
    reponse: Annotated[
        str | None, Colonne("Réponse", "la réponse donnée ; **vide : sans réponse**", "Ouverture le samedi à l'essai")
    ]
    reponse_le: _JourDeReponse


QUESTION, CHOIX, GROUPE, IGNORER = "question", "choix", "groupe", "ignorer"
SEPARATEURS: Final[Mapping[str, str]] = {"virgule": ",", "point-virgule": ";"}
# What a column of a platform's export of proposals may be.
IDENTIFIE, TITRE, TEXTE, SOUTIENS, THEME, QUARTIER = "identifiant", "titre", "texte", "soutiens", "thème", "quartier"
SUITE, REPONDU = "suite", "réponse"
ROLES_DE_PROPOSITION: Final = (IDENTIFIE, TITRE, TEXTE, SOUTIENS, THEME, QUARTIER, SUITE, REPONDU)
ROLES: Final = (QUESTION, CHOIX, GROUPE, IGNORER, *ROLES_DE_PROPOSITION)


@table(
    "questions",
    ligne="ce que veut dire une colonne du fichier d'un questionnaire, ou de propositions",
    portee=Portee.CONTRAT,
    facultative=True,
    apport="comment `importer questionnaire` compte les réponses, et `importer decidim` lit les propositions",
    souple=True,
    cles=(Cle(("demarche", "colonne"), "une colonne décrite une seule fois"),),
)
@dataclass(frozen=True)
class ColonneDeQuestionnaire:
    """How the import counts a column of a file that has a row a person."""

    demarche: DeLaDemarche
    colonne: Annotated[
        str, Colonne("Colonne", "l'en-tête de la colonne dans le fichier", "Vous sentez-vous bien dans le quartier ?")
    ]
    role: Annotated[
        str,
        Colonne(
            "Rôle",
            "`question` : ses cellules sont des réponses ; `choix` : la colonne est un des choix d'une question "
            "(LimeSurvey, Framaforms) ; `groupe` : ses cellules disent de quel groupe est la personne ; `ignorer`. Des "
            "propositions de Decidim : `identifiant`, `titre`, `texte`, `soutiens`, `thème`, `quartier`, `suite`, "
            "`réponse`",
            QUESTION,
            mots=ROLES,
        ),
    ]
    intitule: Annotated[
        str | None,
        Colonne("Intitulé", "la question, ou le critère (sexe, âge…) ; **vide : l'en-tête**", "Se sentir bien ici"),
    ]
    reponse: Annotated[str | None, Colonne("Réponse", "le choix que la colonne est", "L'éclairage")]
    separateur: Annotated[
        str | None,
        Colonne(
            "Séparateur",
            "ce qui sépare plusieurs choix dans une cellule : `virgule` ou `point-virgule` ; **vide : un seul choix**",
            "virgule",
            mots=tuple(SEPARATEURS),
        ),
    ]
    regroupe: Annotated[
        tuple[str, ...],
        Colonne(
            "Regroupement",
            "ce que deviennent les valeurs, dans l'ordre où les montrer : `avant = après`, `15-24 = 15 à 24 ans` pour "
            "des nombres ; plusieurs : `|`",
            "15-24 = 15 à 24 ans | 25-59 = 25 à 59 ans | 60-99 = 60 ans et plus",
        ),
    ]
