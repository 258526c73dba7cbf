"""Exporters of executed notebooks: HTML and PDF. They know nbconvert and Typst, not the domain."""

from quartiers.export.dossier import Partie, dossier_pdf
from quartiers.export.html import ReportHTMLExporter
from quartiers.export.typst import ReportPDFExporter, ReportTypstExporter

__all__ = ["Partie", "ReportHTMLExporter", "ReportPDFExporter", "ReportTypstExporter", "dossier_pdf"]
