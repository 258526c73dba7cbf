"""Reports as a script of a few lines makes them: ``python -m benchmarks.un_processus FOLDER REPORT…``.

papermill's own engine and kernels, one report after the other, then the exporters of this package in the same process.
"""

import sys
from pathlib import Path

import nbformat
import papermill

from benchmarks.plancher import SYNTHESE
from quartiers import NOTEBOOKS
from quartiers.export import ReportHTMLExporter, ReportPDFExporter


def main(folder: str, *reports: str) -> None:
    """Build the reports into ``folder``."""
    for report in reports:
        stem = Path(folder, report if report == SYNTHESE else f"quartiers/{report}")
        stem.parent.mkdir(parents=True, exist_ok=True)
        name, parameters = (SYNTHESE, {}) if report == SYNTHESE else ("quartier", {"quartier": report})
        executed = stem.with_suffix(".ipynb")
        papermill.execute_notebook(str(NOTEBOOKS / f"{name}.ipynb"), str(executed), parameters, progress_bar=False)
        nb = nbformat.read(executed, as_version=4)
        stem.with_suffix(".html").write_text(ReportHTMLExporter().from_notebook_node(nb)[0], encoding="utf-8")
        stem.with_suffix(".pdf").write_bytes(ReportPDFExporter().from_notebook_node(nb)[0])


if __name__ == "__main__":
    main(*sys.argv[1:])
