"""What an identifier, a code or a reference to lines looks like: the forms that cells must have."""

import re
from datetime import date
from typing import Final

from quartiers.donnees.description import Forme

# Three characters for the département (059, 02A, 974), then the number in it: 2015 geography, or 2024.
QPV_2015: Final = re.compile(r"QP[0-9]{2}[0-9AB][0-9]{3}")
QPV_2024: Final = re.compile(r"QN[0-9]{2}[0-9AB][0-9]{2}[A-Z]")
QPV_CODE: Final = re.compile(f"{QPV_2015.pattern}|{QPV_2024.pattern}")
_COMMUNE: Final = r"[0-9][0-9AB][0-9]{3}"
COMMUNE_CODE: Final = re.compile(_COMMUNE)

IDENTIFIANT: Final = Forme(
    "un identifiant : lettres minuscules sans accent, chiffres, - et _ entre eux (60 caractères au plus)",
    motif=re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*"),
    longueur=60,
    # Identifiers become file names, and Windows keeps these for devices.
    reserves=frozenset({"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))}),
)
LIGNES: Final = Forme(
    "des numéros de ligne du document (35, 35-40 ou 35, 40)",
    re.compile(r"[0-9]+(?:-[0-9]+)?(?:, ?[0-9]+(?:-[0-9]+)?)*"),
)
CODE_2024: Final = Forme("un code de QPV de 2024, comme QN05921M", QPV_2024)
CODE_2015: Final = Forme("un code de QPV de 2015, comme QP059021", QPV_2015)
CODE_QPV: Final = Forme("un code de QPV, comme QP059021 (2015) ou QN05921M (2024)", QPV_CODE)
CODE_COMMUNE: Final = Forme("un code de commune, comme 59606", COMMUNE_CODE)
CODE_DE_LIEU: Final = Forme(
    "un code de QPV ou de commune, comme QP059021 ou 59606", re.compile(f"{QPV_CODE.pattern}|{_COMMUNE}")
)
COMMUNE_CODEE: Final = Forme("une commune avec son code, comme 59001 Abancourt", re.compile(_COMMUNE + r" \S.*"))
COURT: Final = Forme("un nom de 40 caractères au plus", longueur=40)

ANNEE: Final = Forme("une année sur quatre chiffres, entre 1990 et 2100", minimum=1990, maximum=2100)
RANG: Final = Forme("un rang : 1, 2, 3…", minimum=1)
HABITANTS: Final = Forme("un nombre d'habitants, de 1 à 200 000", minimum=1, maximum=200_000)
NOMBRE_DE_QPV: Final = Forme("un nombre de QPV", minimum=1)
DIFFUSIONS: Final = Forme(
    "deux années de diffusion, comme 2021-2022", re.compile(r"(?:19|20)[0-9]{2}-(?:19|20)[0-9]{2}")
)
EFFECTIF: Final = Forme("un nombre entier positif", minimum=1)
REPONSE: Final = Forme("une réponse de 80 caractères au plus", longueur=80)
PERSONNES: Final = Forme("un nombre de personnes, entier, positif ou nul", minimum=0, maximum=1_000_000)
JOUR: Final = Forme(
    "une date entre 1990 et 2100, comme 10/12/2026", minimum=date(1990, 1, 1), maximum=date(2100, 12, 31)
)
EUROS: Final = Forme("un montant en euros, positif ou nul, de moins de dix milliards", minimum=0, maximum=10**10)
SIRET: Final = Forme("un SIRET : 14 chiffres, sans espace", re.compile(r"[0-9]{14}"))
POSITIF: Final = Forme("un nombre positif", minimum=0, minimum_exclu=True)
LONGITUDE: Final = Forme("une longitude en degrés, entre -180 et 180", minimum=-180, maximum=180)
LATITUDE: Final = Forme("une latitude en degrés, entre -90 et 90", minimum=-90, maximum=90)


def is_identifier(text: str) -> bool:
    """Whether ``text`` may name a row, and the files made of it.

    >>> is_identifier("anzin-verrerie"), is_identifier("../secret"), is_identifier("aux")
    (True, False, False)
    """
    return IDENTIFIANT.accepts(text)
