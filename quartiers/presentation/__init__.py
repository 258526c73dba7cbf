"""What a report shows: display objects with an HTML and a Typst form, and the reports' sections."""

from quartiers.presentation.rapport_dossier import RapportDossier
from quartiers.presentation.rapport_quartier import RapportQuartier
from quartiers.presentation.rapport_synthese import RapportSynthese

__all__ = ["RapportDossier", "RapportQuartier", "RapportSynthese"]
