"""The workbook of a contract: the same figures, findings, priorities and doubts as the reports, as sheets to filter."""

from quartiers.presentation.tableur.couverture import build_workbook

__all__ = ["build_workbook"]
