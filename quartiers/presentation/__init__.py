"""What a report shows: display objects with an HTML and a Typst form, and the reports' sections.

The reports are imported when they are asked for: they bring numpy along, which words and tables do without.
"""

from typing import TYPE_CHECKING

from quartiers.ademande import on_demand

if TYPE_CHECKING:
    from quartiers.presentation.rapport_bilan import RapportBilan
    from quartiers.presentation.rapport_dossier import RapportDossier
    from quartiers.presentation.rapport_evaluation import RapportEvaluation
    from quartiers.presentation.rapport_guide import RapportGuide
    from quartiers.presentation.rapport_habitants import RapportHabitants
    from quartiers.presentation.rapport_quartier import RapportQuartier
    from quartiers.presentation.rapport_synthese import RapportSynthese

__all__ = [
    "RapportBilan",
    "RapportDossier",
    "RapportEvaluation",
    "RapportGuide",
    "RapportHabitants",
    "RapportQuartier",
    "RapportSynthese",
]

__getattr__ = on_demand(
    __name__,
    {
        "RapportBilan": "rapport_bilan",
        "RapportDossier": "rapport_dossier",
        "RapportEvaluation": "rapport_evaluation",
        "RapportGuide": "rapport_guide",
        "RapportHabitants": "rapport_habitants",
        "RapportQuartier": "rapport_quartier",
        "RapportSynthese": "rapport_synthese",
    },
)
