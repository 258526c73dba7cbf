"""What is done of the projects: actions, their money and results, committees and what they decide.

Every table is optional, and so is every column that may be empty: a folder has what is known. The names are those of
the *politique de la ville*: an action has a *porteur*, *crédits spécifiques* are those of programme 147 and of the
contract, *droit commun* is what everybody's policies pay.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Final, TypeAlias

from quartiers.donnees.description import Cle, Colonne, Portee, Renvoi, table
from quartiers.donnees.formes import ANNEE, EUROS, IDENTIFIANT, JOUR, SIRET
from quartiers.donnees.tables.communs import PrioriteConcernee, SaCommune

ETATS_EN_PEINE: Final = ("en retard", "suspendue", "bloquée")
ABANDONNEE, REALISEE = "abandonnée", "réalisée"
# What has ended: nothing more is expected of it.
ETATS_FINIS: Final = (ABANDONNEE, REALISEE)
ETATS: Final = ("à venir", "à l'étude", "en cours", *ETATS_EN_PEINE, *ETATS_FINIS)
RECURRENCES: Final = ("ponctuelle", "annuelle", "pluriannuelle", "permanente")
CONFIRME, SUGGERE, INFIRME = "confirmé", "suggéré", "infirmé"
LIENS: Final = (CONFIRME, SUGGERE, INFIRME)
CREDITS: Final = ("crédits spécifiques", "droit commun")
REALISATION, RESULTAT = "réalisation", "résultat"
NATURES_DE_RESULTAT: Final = (REALISATION, RESULTAT)
SENS_DE_DECISION: Final = (
    "valider",
    "maintenir",
    "renforcer",
    "réorienter",
    "suspendre",
    "clore",
    "refuser",
    "ajourner",
    "demander",
)
FAIT: Final = "fait"
ABANDONNE: Final = "abandonné"
# What has been decided is followed until then.
SUIVIS_FINIS: Final = (FAIT, ABANDONNE)
SUIVIS: Final = ("à faire", "en cours", *SUIVIS_FINIS)

DeLAction: TypeAlias = Annotated[
    str, Colonne("Action", "identifiant de l'action", "2026-jardin-partage", renvoi=Renvoi("actions"))
]
Jour: TypeAlias = Annotated[date, Colonne("Date", "jour", "10/12/2026", forme=JOUR)]


@table(
    "actions",
    ligne="une action",
    apport="ce qui est fait",
    portee=Portee.LIEE,
    facultative=True,
    souple=True,
    un="une action",
    des="des actions",
)
@dataclass(frozen=True)
class Action:
    """Something done, or to be done, for quartiers; ``communes`` are known where its quartiers are not."""

    action: Annotated[
        str,
        Colonne(
            "Identifiant",
            "identifiant, unique ; permanent : il ne sert jamais à une autre action",
            "2026-jardin-partage",
            forme=IDENTIFIANT,
            unique=True,
        ),
    ]
    intitule: Annotated[str, Colonne("Action", "ce que fait l'action", "Jardin partagé et ateliers cuisine")]
    porteur: Annotated[
        str | None, Colonne("Porteur", "l'organisme qui la mène : jamais le nom d'une personne", "Centre social")
    ]
    siret: Annotated[str | None, Colonne("SIRET du porteur", "14 chiffres", "78370000000018", forme=SIRET)]
    pilote: Annotated[
        str | None, Colonne("Pilote", "le service qui la suit, ou la fonction : jamais un nom", "Service cohésion")
    ]
    partenaires: Annotated[
        tuple[str, ...], Colonne("Partenaires", "organismes associés ; plusieurs : `|`", "CAF | Bailleur")
    ]
    publics: Annotated[
        tuple[str, ...],
        Colonne(
            "Publics",
            "publics visés, de la liste de `contrat.toml` ; **vide : non renseigné**",
            "jeunes | femmes",
            renvoi=Renvoi("contrat.publics"),
        ),
    ]
    thematique: Annotated[
        str | None, Colonne("Thème", "identifiant du thème", "insertion", renvoi=Renvoi("thematiques"))
    ]
    communes: Annotated[
        tuple[str, ...],
        Colonne(
            "Commune",
            "commune où elle a lieu, quand on ne sait pas dans quel quartier ; plusieurs : `|`",
            "Anzin",
            nom="commune",
        ),
    ]
    debut: Annotated[date | None, Colonne("Début", "premier jour", "01/09/2026", forme=JOUR)]
    fin: Annotated[date | None, Colonne("Fin", "dernier jour, prévu ou réel", "30/06/2027", forme=JOUR)]
    recurrence: Annotated[
        str | None,
        Colonne(
            "Récurrence", "`ponctuelle`, `annuelle`, `pluriannuelle` ou `permanente`", "annuelle", mots=RECURRENCES
        ),
    ]
    etat: Annotated[
        str | None,
        Colonne(
            "État",
            "`à venir`, `à l'étude`, `en cours`, `en retard`, `suspendue`, `bloquée`, `abandonnée` ou `réalisée`",
            "en cours",
            mots=ETATS,
        ),
    ]
    etat_au: Annotated[
        date | None, Colonne("État constaté le", "jour où cet état a été constaté", "15/11/2026", forme=JOUR)
    ]
    source: Annotated[
        str | None, Colonne("Source", "d'où l'action est connue, quand elle est importée", "ANCT, adultes-relais 2023")
    ]
    note: Annotated[str | None, Colonne("Note", "ce qu'il faut savoir ; imprimée", "Démarre après les travaux")]


@table(
    "actions_priorites",
    ligne="un lien d'une action à un quartier, et à l'une de ses priorités",
    apport="à quoi répondent les actions",
    portee=Portee.LIEE,
    facultative=True,
    souple=True,
    cles=(Cle(("action", "quartier", "priorite"), "un lien saisi une seule fois"),),
)
@dataclass(frozen=True)
class ActionPriorite:
    """A person decides: what is ``suggéré`` waits for it, what is ``infirmé`` is not suggested again."""

    action: DeLAction
    quartier: Annotated[
        str, Colonne("Quartier", "identifiant du quartier", "anzin-verrerie", renvoi=Renvoi("quartiers"))
    ]
    priorite: Annotated[
        str | None,
        Colonne(
            "Priorité",
            "priorité de ce quartier à laquelle l'action répond ; **vide : aucune en particulier**",
            "anzin-verrerie-i1",
            renvoi=Renvoi("priorites"),
        ),
    ]
    lien: Annotated[
        str,
        Colonne(
            "Lien",
            "`confirmé` ; `suggéré`, en attendant qu'on décide ; `infirmé`, pour qu'il ne soit plus suggéré",
            "confirmé",
            mots=LIENS,
        ),
    ]
    note: Annotated[str | None, Colonne("Note", "pourquoi", "")]


@table(
    "financements",
    ligne="ce qu'un financeur apporte à une action, une année",
    apport="ce que coûtent les actions, et qui les paie",
    portee=Portee.LIEE,
    facultative=True,
    souple=True,
    cles=(Cle(("action", "financeur", "annee", "credits"), "un financement saisi une seule fois"),),
)
@dataclass(frozen=True)
class Financement:
    """Amounts in euros, exact to the cent; None: not known."""

    action: DeLAction
    financeur: Annotated[str, Colonne("Financeur", "qui finance", "État (programme 147)")]
    annee: Annotated[int, Colonne("Année", "exercice", "2026", forme=ANNEE)]
    credits: Annotated[
        str | None,
        Colonne("Crédits", "`crédits spécifiques` (politique de la ville) ou `droit commun`", CREDITS[0], mots=CREDITS),
    ]
    demande: Annotated[Decimal | None, Colonne("Demandé", "en euros", "8000", forme=EUROS)]
    accorde: Annotated[Decimal | None, Colonne("Accordé", "en euros ; `0` : refusé", "5000", forme=EUROS)]
    depense: Annotated[Decimal | None, Colonne("Dépensé", "en euros, une fois connu", "4870,50", forme=EUROS)]
    source: Annotated[str | None, Colonne("Source", "d'où vient le montant", "Délibération du 12/05/2026")]


@table(
    "resultats",
    ligne="ce qu'une action, ou ce qui est fait pour une priorité, a donné à une date",
    apport="ce qui a été obtenu, et ce qui était visé",
    portee=Portee.LIEE,
    facultative=True,
    souple=True,
    cles=(Cle(("action", "priorite", "indicateur_suivi", "date"), "un résultat saisi une seule fois"),),
)
@dataclass(frozen=True)
class Resultat:
    """``nature`` tells what was made from what it changed; the indicators of the context are not here."""

    action: Annotated[
        str | None,
        Colonne(
            "Action",
            "identifiant de l'action",
            "2026-jardin-partage",
            renvoi=Renvoi("actions"),
            condition="l'une des deux : `action` ou `priorite`",
        ),
    ]
    priorite: Annotated[
        str | None,
        Colonne(
            "Priorité",
            "identifiant de la priorité",
            "anzin-verrerie-i1",
            renvoi=Renvoi("priorites"),
            condition="l'une des deux : `action` ou `priorite`",
        ),
    ]
    indicateur_suivi: Annotated[str, Colonne("Indicateur", "ce qui est compté", "Jeunes accompagnés")]
    date: Jour
    nature: Annotated[
        str,
        Colonne(
            "Nature",
            "`réalisation` (ce qui a été fait) ou `résultat` (ce que cela a changé)",
            RESULTAT,
            mots=NATURES_DE_RESULTAT,
        ),
    ]
    valeur: Annotated[float, Colonne("Valeur", "un nombre, sans unité", "42")]
    unite: Annotated[str | None, Colonne("Unité", "ce qui suit le nombre", "jeunes")]
    cible: Annotated[float | None, Colonne("Cible", "ce qui était visé", "50")]
    depart: Annotated[float | None, Colonne("Départ", "d'où l'on partait", "12")]
    commentaire: Annotated[str | None, Colonne("Commentaire", "ce qu'il faut en savoir ; imprimé", "")]


@table(
    "comites",
    ligne="une réunion d'un comité",
    apport="quels comités se réunissent",
    portee=Portee.LIEE,
    facultative=True,
    souple=True,
    un="un comité",
    des="des comités",
)
@dataclass(frozen=True)
class Comite:
    comite: Annotated[
        str, Colonne("Identifiant", "identifiant, unique", "ct-anzin-2026", forme=IDENTIFIANT, unique=True)
    ]
    date: Jour
    instance: Annotated[str, Colonne("Instance", "l'instance qui se réunit", "Comité Territorial")]
    commune: SaCommune
    note: Annotated[str | None, Colonne("Note", "ce qu'il faut savoir", "")]


@table(
    "decisions",
    ligne="une décision d'un comité",
    apport="ce qui a été décidé, et ce qu'il en advient",
    portee=Portee.LIEE,
    facultative=True,
    souple=True,
    un="une décision",
    des="des décisions",
)
@dataclass(frozen=True)
class Decision:
    """A journal: a decision is not changed, another one replaces it; what becomes of it (``suivi``) is kept up."""

    decision: Annotated[
        str, Colonne("Identifiant", "identifiant, unique", "ct-anzin-2026-1", forme=IDENTIFIANT, unique=True)
    ]
    comite: Annotated[
        str, Colonne("Comité", "identifiant du comité qui décide", "ct-anzin-2026", renvoi=Renvoi("comites"))
    ]
    quartier: Annotated[
        str | None,
        Colonne("Quartier", "quartier concerné ; **vide : aucun en particulier**", "", renvoi=Renvoi("quartiers")),
    ]
    priorite: PrioriteConcernee
    action: Annotated[
        str | None, Colonne("Action", "action concernée", "2026-jardin-partage", renvoi=Renvoi("actions"))
    ]
    sens: Annotated[
        str,
        Colonne(
            "Sens",
            "`valider`, `maintenir`, `renforcer`, `réorienter`, `suspendre`, `clore`, `refuser`, `ajourner` ou "
            "`demander`",
            "renforcer",
            mots=SENS_DE_DECISION,
        ),
    ]
    objet: Annotated[str, Colonne("Décision", "ce qui est décidé", "Doubler les permanences d'accès aux droits")]
    motif: Annotated[str | None, Colonne("Motif", "pourquoi", "Permanences complètes deux mois à l'avance")]
    suite: Annotated[str | None, Colonne("Suite attendue", "ce qui doit suivre", "Trouver une salle")]
    responsable: Annotated[
        str | None, Colonne("Responsable", "le service, ou la fonction : jamais un nom", "Direction des solidarités")
    ]
    echeance: Annotated[date | None, Colonne("Échéance", "pour quand", "31/03/2027", forme=JOUR)]
    suivi: Annotated[
        str | None,
        Colonne(
            "Suivi", "ce qu'elle est devenue : `à faire`, `en cours`, `fait` ou `abandonné`", "à faire", mots=SUIVIS
        ),
    ]
    suivi_au: Annotated[date | None, Colonne("Suivi au", "jour où ce suivi a été constaté", "", forme=JOUR)]
    remplace: Annotated[
        str | None,
        Colonne(
            "Remplace",
            "décision que celle-ci remplace : on n'en corrige pas une, on en prend une autre",
            "",
            renvoi=Renvoi("decisions"),
        ),
    ]
