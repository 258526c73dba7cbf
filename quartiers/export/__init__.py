"""Exporters of executed notebooks: HTML and PDF. They know nbconvert and Typst, not the domain.

They are imported when they are asked for: a workbook needs none of them.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from quartiers.export.dossier import Partie, dossier_pdf
    from quartiers.export.html import ReportHTMLExporter
    from quartiers.export.typst import ReportPDFExporter, ReportTypstExporter

__all__ = ["Partie", "ReportHTMLExporter", "ReportPDFExporter", "ReportTypstExporter", "dossier_pdf"]

_MODULES = {
    "Partie": "dossier",
    "ReportHTMLExporter": "html",
    "ReportPDFExporter": "typst",
    "ReportTypstExporter": "typst",
    "dossier_pdf": "dossier",
}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
