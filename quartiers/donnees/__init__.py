"""Reading and checking the tables of ``data/``; the typed contract they make.

Names are imported when they are asked for: loading a contract brings pandas and pandera along, which the
command line's help, its list of quartiers and its error messages do without.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from quartiers.donnees.acces import load_contrat
    from quartiers.donnees.erreurs import Anomalie, DonneesInvalides
    from quartiers.donnees.liste import QuartierListe, list_quartiers
    from quartiers.donnees.modele import Contrat, Introuvable

__all__ = [
    "Anomalie",
    "Contrat",
    "DonneesInvalides",
    "Introuvable",
    "QuartierListe",
    "list_quartiers",
    "load_contrat",
]

_MODULES = {
    "Anomalie": "erreurs",
    "Contrat": "modele",
    "DonneesInvalides": "erreurs",
    "Introuvable": "modele",
    "QuartierListe": "liste",
    "list_quartiers": "liste",
    "load_contrat": "acces",
}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
