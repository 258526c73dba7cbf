"""How many inhabitants the communes of the QPV have, as a file on the QPV says it beside the QPV's own.

The census is made in another way in a commune of less than 10,000 inhabitants: what may have moved a figure of a QPV
depends on it. The file gives the inhabitants of all the communes of a QPV together, and their names, not their codes:
a commune's number is known where a QPV lies in it alone, and its code from the contract, in the same département.
"""

import re
from collections.abc import Mapping
from typing import Final

import pandas as pd

from quartiers.donnees.fichiers.textes import fold
from quartiers.donnees.importation.insee_lecture import FichierInsee
from quartiers.donnees.modele import PUBLIE
from quartiers.donnees.tables import TABLES
from quartiers.donnees.tables.importees import COMMUNE

COLONNE: Final = "POP_COM"
_COLUMNS: Final = ["departement", "nom", "valeur"]
_SEVERAL: Final = re.compile(r"[,|]")


def populations_of_communes(fichier: FichierInsee) -> pd.DataFrame:
    """Inhabitants (``valeur``) of each commune that a QPV of the file lies in alone, by name and département.

    One of which the file gives two numbers is left out. A cell that is no number is an anomaly of the file.
    """
    names = fichier.libelles[1]
    if COLONNE not in fichier.cellules or names not in fichier.cellules:
        return pd.DataFrame(columns=_COLUMNS, dtype=object)
    known = pd.DataFrame(
        {
            "departement": fichier.qpv.str[2:5],
            "nom": fichier.cellules.loc[fichier.qpv, names].map(fold).to_numpy(),
            "valeur": fichier.numbers(COLONNE).loc[fichier.qpv].to_numpy(),
        }
    ).dropna()
    alone = known[(known["nom"] != "") & ~known["nom"].str.contains(_SEVERAL)].drop_duplicates()
    return alone.drop_duplicates(_COLUMNS[:2], keep=False)


def measures_of_communes(
    found: pd.DataFrame, fichier: FichierInsee, communes: Mapping[str, str], indicateur: str, source: str
) -> pd.DataFrame:
    """Rows of ``mesures`` for the ``communes`` (names by code) that ``found`` counts the inhabitants of."""
    keys = zip(found["departement"], found["nom"], strict=True)
    numbers: dict[tuple[str, str], float] = dict(zip(keys, found["valeur"].astype(float), strict=True))
    known = {code: (_departement(code), fold(name)) for code, name in communes.items()}
    rows = pd.DataFrame(
        [(code, numbers[key]) for code, key in known.items() if key in numbers], columns=["territoire", "valeur"]
    ).assign(
        indicateur=indicateur,
        theme=fichier.theme,
        edition=fichier.edition,
        geographie=COMMUNE,
        statut=PUBLIE,
        source=source,
    )
    # Without a year, as that of the QPV: the file dates neither.
    return rows.reindex(columns=list(TABLES["mesures"].colonnes)).astype(object)


def _departement(code: str) -> str:
    """As codes of QPV have it, on three signs.

    >>> _departement("59014"), _departement("97105"), _departement("2A004")
    ('059', '971', '02A')
    """
    return (code[:3] if code.startswith(("97", "98")) else code[:2]).zfill(3)
