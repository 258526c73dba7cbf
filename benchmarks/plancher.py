"""The floor: the notebooks' own cells in a warm process, without a kernel: ``python -m benchmarks.plancher REPORT…``.

A report is a quartier's identifier, or ``synthese``. Libraries, fonts and caches are made by a first pass over a
quartier and the synthesis, before the clock starts; then each cell runs and its value's MIME bundle is made, as a
kernel does. Prints the seconds as JSON. With ``--partage`` the contract is read once, before the clock starts, and
shared.
"""

import argparse
import ast
import json
import os
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import nbformat
from nbformat import NotebookNode

from quartiers import NOTEBOOKS

SYNTHESE: Final = "synthese"


def read_notebook(report: str) -> tuple[NotebookNode, dict[str, str]]:
    """The notebook of a report, and its parameters."""
    name, parameters = (SYNTHESE, {}) if report == SYNTHESE else ("quartier", {"quartier": report})
    return nbformat.read(NOTEBOOKS / f"{name}.ipynb", as_version=4), parameters


def run_cells(nb: NotebookNode, parameters: dict[str, str]) -> int:
    """Run the code cells with the parameters; returns how many gave something to show."""
    namespace: dict[str, Any] = {}
    shown = 0
    for cell in nb.cells:
        if cell.cell_type != "code":
            continue
        *before, last = ast.parse(cell.source).body
        if isinstance(last, ast.Expr):
            exec(compile(ast.Module(before, []), "cell", "exec"), namespace)
            value = eval(compile(ast.Expression(last.value), "cell", "eval"), namespace)
            shown += value is not None and value._repr_mimebundle_() is not None
        else:
            exec(compile(cell.source, "cell", "exec"), namespace)
        if "parameters" in cell.metadata.get("tags", ()):
            namespace |= parameters
    return shown


def measure(reports: Sequence[str], *, shared: bool) -> float:
    """Seconds that the cells of the reports take, one report after the other."""
    from quartiers.donnees import instantane, load_contrat

    notebooks = [read_notebook(report) for report in reports]
    with tempfile.TemporaryDirectory(prefix="plancher-") as folder:
        if shared:
            snapshot = Path(folder) / "contrat.pickle"
            instantane.write_snapshot(load_contrat(), snapshot)
            os.environ[instantane.VARIABLE] = str(snapshot)
        for report in (reports[0], SYNTHESE):
            run_cells(*read_notebook(report))
        start = time.perf_counter()
        for notebook, parameters in notebooks:
            run_cells(notebook, parameters)
        return time.perf_counter() - start


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.plancher", description=__doc__)
    parser.add_argument("rapport", nargs="+", metavar="REPORT")
    parser.add_argument("--partage", action="store_true", help="the contract read once, and shared")
    options = parser.parse_args(arguments)
    print(json.dumps({"seconds": measure(options.rapport, shared=options.partage)}))


if __name__ == "__main__":
    main()
