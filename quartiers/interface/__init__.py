"""What staff and analysts call in a notebook: one entry point, tidy tables, blocks as in the reports.

It holds no arithmetic: figures come from :mod:`quartiers.analyse`, words and blocks from :mod:`quartiers.presentation`.
Public names and their docstrings are French, as is the page made of them (``docs/interface.md``, written by
``python -m quartiers.interface.documentation``); a name that is not in :data:`PUBLICS` may change without notice.
"""

from typing import TYPE_CHECKING, Final

from quartiers.ademande import on_demand

if TYPE_CHECKING:
    from quartiers.interface.blocs import enregistrer, paragraphe, tableau
    from quartiers.interface.contrat import ContratOuvert
    from quartiers.interface.entree import ouvrir
    from quartiers.interface.quartier import QuartierOuvert

__all__ = ["ContratOuvert", "QuartierOuvert", "enregistrer", "ouvrir", "paragraphe", "tableau"]

_COMMON: Final = (
    "chiffres",
    "serie",
    "enonces",
    "doutes",
    "priorites",
    "declinaisons",
    "constats",
    "actions",
    "financements",
    "resultats",
    "decisions",
    "demarches",
    "reponses",
    "paroles",
    "avis",
    "contributions",
    "votes",
)
# All that may be counted on, in the order of the page.
PUBLICS: Final = (
    "ouvrir",
    *(f"ContratOuvert.{name}" for name in ("quartier", "quartiers", "indicateur", "indicateurs", "themes")),
    *(f"ContratOuvert.{name}" for name in ("graphique", "carte", "synthese", "colonnes", "tables", "table", "modele")),
    *(f"QuartierOuvert.{name}" for name in ("identifiant", "nom", "commune")),
    *(f"QuartierOuvert.{name}" for name in ("essentiel", "carte", "graphique", "rapport")),
    *(f"TablesOuvertes.{name}" for name in _COMMON),
    "tableau",
    "paragraphe",
    "enregistrer",
)

__getattr__ = on_demand(
    __name__,
    {
        "ContratOuvert": "contrat",
        "QuartierOuvert": "quartier",
        "TablesOuvertes": "tables_ouvertes",
        "enregistrer": "blocs",
        "ouvrir": "entree",
        "paragraphe": "blocs",
        "tableau": "blocs",
    },
)
