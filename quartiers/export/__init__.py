"""Exporters of executed notebooks: HTML and PDF. They know nbconvert and Typst, not the domain.

They are imported when they are asked for: a workbook needs none of them.
"""

from typing import TYPE_CHECKING

from quartiers.ademande import on_demand

if TYPE_CHECKING:
    from quartiers.export.dossier import Partie, dossier_pdf
    from quartiers.export.html import ReportHTMLExporter
    from quartiers.export.typst import ReportPDFExporter, ReportTypstExporter

__all__ = ["Partie", "ReportHTMLExporter", "ReportPDFExporter", "ReportTypstExporter", "dossier_pdf"]

__getattr__ = on_demand(
    __name__,
    {
        "Partie": "dossier",
        "ReportHTMLExporter": "html",
        "ReportPDFExporter": "typst",
        "ReportTypstExporter": "typst",
        "dossier_pdf": "dossier",
    },
)
