"""What people say, what was decided, and how the published synthesis files it."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final

from quartiers.donnees.description import Cle, Colonne, Portee, Renvoi, table
from quartiers.donnees.formes import IDENTIFIANT, JOUR, LIGNES, RANG
from quartiers.donnees.tables.cadre import ECHELLES, OUI
from quartiers.donnees.tables.communs import DuQuartier, DuTheme, Lignes, RetireLe, RetireMotif

ORIGINES: Final = ("habitants", "acteurs", "habitants et acteurs", "non précisée")
CLOSE: Final = "close"
ETATS_DE_PRIORITE: Final = ("maintenue", "renforcée", "réorientée", CLOSE)
DIFFICULTE: Final = "difficulté"
ATOUT: Final = "atout"
CONTEXTE: Final = "contexte"
NATURES: Final = (DIFFICULTE, ATOUT, CONTEXTE)


@table(
    "constats",
    ligne="un constat de terrain",
    apport="ce que disent les habitants et les acteurs",
    portee=Portee.PROPRE,
    facultative=True,
    un="un constat",
    des="des constats",
    cles=(Cle(("quartier", "thematique", "constat"), "un constat saisi une seule fois"),),
)
@dataclass(frozen=True)
class Constat:
    """A field finding; ``nature`` says whether it is a difficulty, a strength or mere context."""

    constat_id: Annotated[
        str,
        Colonne(
            "Identifiant",
            "identifiant, unique : quartier, `-c`, numéro ; permanent : il ne sert jamais à un autre constat",
            "anzin-verrerie-c2",
            forme=IDENTIFIANT,
            unique=True,
        ),
    ]
    quartier: DuQuartier
    thematique: DuTheme
    origine: Annotated[
        str,
        Colonne(
            "Recueilli auprès de",
            "auprès de qui il a été recueilli, d'après le document : `habitants`, `acteurs`, `habitants et acteurs` "
            "(sans distinction) ou `non précisée`",
            "habitants et acteurs",
            mots=ORIGINES,
        ),
    ]
    nature: Annotated[
        str,
        Colonne(
            "Nature",
            "`difficulté`, `atout` ou `contexte` : seules les difficultés appellent une priorité",
            "difficulté",
            mots=NATURES,
        ),
    ]
    constat: Annotated[
        str,
        Colonne("Constat", "la phrase", "Fracture numérique qui freine l'accès des habitants à leurs droits"),
    ]
    lignes: Lignes
    demarche: Annotated[
        str | None,
        Colonne(
            "Démarche",
            "démarche de concertation dont il vient, si elle est saisie",
            "2026-porteur-verrerie",
            renvoi=Renvoi("demarches"),
            ajoutee=True,
        ),
    ] = None
    retire_le: RetireLe = None
    retire_motif: RetireMotif = None


@table(
    "priorites",
    ligne="une priorité d'un quartier",
    apport="ce qui est choisi, et si les chiffres l'appuient",
    portee=Portee.PROPRE,
    facultative=True,
    un="une priorité",
    des="des priorités",
    cles=(
        Cle(
            ("quartier", "echelle", "thematique", "intitule", "publics"),
            "une priorité saisie une seule fois",
        ),
    ),
)
@dataclass(frozen=True)
class Priorite:
    priorite: Annotated[
        str,
        Colonne(
            "Identifiant",
            "identifiant, unique : quartier, `-i` (intercommunale) ou `-p` (propre), numéro ; permanent",
            "anzin-verrerie-i2",
            forme=IDENTIFIANT,
            unique=True,
        ),
    ]
    quartier: DuQuartier
    echelle: Annotated[
        str,
        Colonne(
            "Échelle",
            "`intercommunale` ou `propre` (au quartier), comme dans la section",
            "intercommunale",
            mots=ECHELLES,
        ),
    ]
    thematique: Annotated[
        str,
        Colonne(
            "Thème",
            "identifiant du thème (pas un thème d'échelle `diagnostic`)",
            "sante",
            renvoi=Renvoi("thematiques"),
        ),
    ]
    intitule: Annotated[str, Colonne("Priorité", "l'intitulé, reformulé", "Rendre les droits et les soins accessibles")]
    publics: Annotated[
        tuple[str, ...],
        Colonne(
            "Publics",
            "publics nommés, de la liste de `contrat.toml` ; **vide : tous**",
            "jeunes | femmes",
            renvoi=Renvoi("contrat.publics"),
        ),
    ]
    lignes: Lignes
    declinaisons: tuple["Declinaison", ...] = ()
    etat: Annotated[
        str | None,
        Colonne(
            "État",
            "ce qu'elle est devenue : `maintenue`, `renforcée`, `réorientée` ou `close` ; **vide : comme au document**",
            "maintenue",
            mots=ETATS_DE_PRIORITE,
            ajoutee=True,
        ),
    ] = None
    etat_depuis: Annotated[
        date | None, Colonne("Depuis", "depuis quel jour", "10/12/2026", forme=JOUR, ajoutee=True)
    ] = None
    decision: Annotated[
        str | None,
        Colonne("Décidé par", "décision qui l'a voulu", "ct-anzin-2026-1", renvoi=Renvoi("decisions"), ajoutee=True),
    ] = None
    affirme: Annotated[
        str | None,
        Colonne(
            "Affirme le besoin",
            "`oui` si son texte dit lui-même que le besoin est fort, sans le tenir du diagnostic ; **vide : non**",
            "oui",
            mots=(OUI,),
            ajoutee=True,
        ),
    ] = None
    retire_le: RetireLe = None
    retire_motif: RetireMotif = None


@table(
    "declinaisons",
    ligne="une déclinaison d'une priorité",
    apport="comment chaque priorité se décline",
    portee=Portee.PROPRE,
    facultative=True,
    cles=(
        Cle(("priorite", "ordre"), "un rang par déclinaison d'une priorité"),
        Cle(("priorite", "declinaison"), "une déclinaison saisie une seule fois dans une priorité"),
    ),
)
@dataclass(frozen=True)
class Declinaison:
    """One form of a priority; ``forme`` is the short label shared from one quartier to the next."""

    priorite: Annotated[
        str,
        Colonne("Priorité", "identifiant de la priorité", "anzin-verrerie-i2", renvoi=Renvoi("priorites")),
    ]
    ordre: Annotated[int, Colonne("Rang", "rang dans la priorité, une fois chacun : 1, 2, 3…", "2", forme=RANG)]
    declinaison: Annotated[
        str,
        Colonne(
            "Déclinaison",
            "ce que la priorité prévoit",
            "Aider les habitants à recourir à leurs droits et aux soins",
        ),
    ]
    forme: Annotated[
        str | None,
        Colonne(
            "Forme d'action",
            "libellé commun à plusieurs quartiers, pour compter les reprises ; **vide : la déclinaison elle-même**",
            "Accès aux droits et aux soins",
        ),
    ]


@table(
    "synthese_publiee",
    ligne="une ligne de la synthèse publiée",
    apport="en quoi la synthèse publiée diffère des tables",
    portee=Portee.CONTRAT,
    facultative=True,
    cles=(Cle(("thematique", "quartier", "lignes", "priorites"), "une ligne de la synthèse saisie une seule fois"),),
)
@dataclass(frozen=True)
class LignePubliee:
    """A row of the published synthesis, filed as it was published."""

    thematique: Annotated[
        str,
        Colonne("Thème", "identifiant, selon le classement publié", "insertion", renvoi=Renvoi("thematiques")),
    ]
    quartier: Annotated[
        str,
        Colonne("Quartier", "identifiant, selon le classement publié", "fresnes-centre", renvoi=Renvoi("quartiers")),
    ]
    lignes: Annotated[
        str | None,
        Colonne(
            "Lignes du document",
            "traçabilité ; imprimées dans le tableau des différences",
            "712",
            forme=LIGNES,
        ),
    ]
    priorites: Annotated[
        tuple[str, ...],
        Colonne(
            "Priorités",
            "priorités de ce quartier que la ligne reprend ; **vide : aucune**",
            "fresnes-centre-i1 | fresnes-centre-i2",
            renvoi=Renvoi("priorites"),
        ),
    ]
    note: Annotated[
        str | None,
        Colonne(
            "Note",
            "ce que la ligne omet (`ne reprend pas…`, lu par la règle R11) ou ajoute",
            "publié aussi ligne 785, sous le cadre de vie",
        ),
    ]
