"""What the notebooks of reports import: the reports, whose blocks then show in Jupyter as on their pages.

They say nothing of it themselves: who runs one by hand sees a report, in a run it makes no difference.
"""

from typing import TYPE_CHECKING, Any

from quartiers import presentation
from quartiers.interface.jupyter import show_blocks

if TYPE_CHECKING:
    from quartiers.presentation import (
        RapportBilan,
        RapportDossier,
        RapportEvaluation,
        RapportGuide,
        RapportHabitants,
        RapportQuartier,
        RapportSynthese,
    )

__all__ = [
    "RapportBilan",
    "RapportDossier",
    "RapportEvaluation",
    "RapportGuide",
    "RapportHabitants",
    "RapportQuartier",
    "RapportSynthese",
]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    show_blocks()
    return getattr(presentation, name)
