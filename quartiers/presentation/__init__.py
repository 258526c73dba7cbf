"""What a report shows: display objects with an HTML and a Typst form, and the reports' sections.

The reports are imported when they are asked for: they bring matplotlib along, which words and tables do without.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from quartiers.presentation.rapport_dossier import RapportDossier
    from quartiers.presentation.rapport_quartier import RapportQuartier
    from quartiers.presentation.rapport_synthese import RapportSynthese

__all__ = ["RapportDossier", "RapportQuartier", "RapportSynthese"]

_MODULES = {
    "RapportDossier": "rapport_dossier",
    "RapportQuartier": "rapport_quartier",
    "RapportSynthese": "rapport_synthese",
}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
