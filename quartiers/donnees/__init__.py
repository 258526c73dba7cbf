"""Reading and checking the tables of ``data/``; the typed contract they make.

Names are imported when they are asked for: loading a contract brings pandas along, which the
command line's help, its list of quartiers and its error messages do without.
"""

from typing import TYPE_CHECKING

from quartiers.ademande import on_demand

if TYPE_CHECKING:
    from quartiers.donnees.acces import load_contrat
    from quartiers.donnees.erreurs import Anomalie, DonneesInvalides, Introuvable
    from quartiers.donnees.liste import QuartierListe, list_quartiers
    from quartiers.donnees.modele import Contrat

__all__ = [
    "Anomalie",
    "Contrat",
    "DonneesInvalides",
    "Introuvable",
    "QuartierListe",
    "list_quartiers",
    "load_contrat",
]

__getattr__ = on_demand(
    __name__,
    {
        "Anomalie": "erreurs",
        "Contrat": "modele",
        "DonneesInvalides": "erreurs",
        "Introuvable": "erreurs",
        "QuartierListe": "liste",
        "list_quartiers": "liste",
        "load_contrat": "acces",
    },
)
