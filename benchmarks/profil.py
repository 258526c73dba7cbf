"""Where the time of one warm report goes: ``python -m benchmarks.profil [QUARTIER] [--passes N]``.

The report is run once first, so that fonts, templates and files are in memory; then the kernel, each cell, the messages
between, the exports and the writing are timed apart, and their medians printed. A cell's time is the kernel's own, from
the notebook that papermill and nbclient leave; the rest of running the notebook is what starting, talking and stopping
take.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

import nbformat
import pylopdf
from nbformat import NotebookNode

from benchmarks.facons import read_quartiers
from benchmarks.mesure import spread
from benchmarks.plancher import read_notebook
from quartiers import NOTEBOOKS
from quartiers.donnees import load_contrat
from quartiers.ecriture import write_all
from quartiers.execution.noyaux.atelier import Atelier
from quartiers.execution.plan import ReportTask
from quartiers.export import ReportHTMLExporter, typst
from quartiers.export.liens_pdf import Lieu

Etapes = dict[str, float]

CELLULE = "  cell: "


@contextmanager
def timed(steps: Etapes, name: str) -> Iterator[None]:
    """Add to ``steps`` the seconds that the block takes."""
    start = time.perf_counter()
    yield
    steps[name] = steps.get(name, 0.0) + time.perf_counter() - start


class Exporters:
    """Made once, as in a run."""

    def __init__(self) -> None:
        self.html, self.typst = ReportHTMLExporter(), typst.ReportTypstExporter()


def profile_report(quartier: str, folder: Path, atelier: Atelier, exporters: Exporters) -> Etapes:
    """Seconds of each step of one report, in the order in which they happen."""
    steps: Etapes = {}
    nb = _run(quartier, atelier, steps)
    with timed(steps, "HTML export"):
        page = exporters.html.from_notebook_node(nb)[0]
    with timed(steps, "PDF: Typst source"):
        source, resources = exporters.typst.from_notebook_node(nb)
    finishing: Etapes = {}
    finish = typst.finish

    def timed_finish(pdf: pylopdf.Document, places: Mapping[str, Lieu] | None = None) -> bytes:
        with timed(finishing, "PDF: finishing"):
            return finish(pdf, places)

    with patch.object(typst, "finish", timed_finish), timed(steps, "PDF: Typst compilation"):
        document = typst.compile_pdf(source, typst.document_time(resources["rapport"]["date"]), alone=True)
    steps["PDF: Typst compilation"] -= sum(finishing.values())
    steps |= finishing
    with timed(steps, "writing"):
        files: dict[Path, bytes | str] = {folder / "r.html": page, folder / "r.pdf": document}
        write_all({**files, folder / "r.ipynb": nbformat.writes(nb)})
    return steps


def _run(quartier: str, atelier: Atelier, steps: Etapes) -> NotebookNode:
    """The executed notebook; its run as steps: before the first cell, cells, messages, after the last."""
    _, parameters = read_notebook(quartier)
    task = ReportTask(quartier, quartier, NOTEBOOKS / "quartier.ipynb", parameters)
    began, start = time.time(), time.perf_counter()
    nb = atelier.execute(task, keep_traces=True).carnet
    total = time.perf_counter() - start
    cells = [cell for cell in nb.cells if cell.cell_type == "code"]
    work = {f"{CELLULE}{_last_line(cell)}": _kernel_seconds(cell) for cell in cells}
    first = _seconds(cells[0].metadata["papermill"]["start_time"]) - began
    ended = _seconds(nb.cells[-1].metadata["papermill"]["end_time"] or cells[-1].metadata["papermill"]["end_time"])
    steps["kernel: start, until the first cell"] = first
    steps["cells, in the kernel"] = sum(work.values())
    steps |= work
    steps["messages and papermill, between cells"] = ended - began - first - sum(work.values())
    steps["kernel: stop, and the notebook saved"] = began + total - ended
    return nb


def _last_line(cell: NotebookNode) -> str:
    return str(cell.source).strip().splitlines()[-1]


def _kernel_seconds(cell: NotebookNode) -> float:
    """From the code's arrival in the kernel until it is idle."""
    stamps: dict[str, Any] = cell.metadata["execution"]
    return _seconds(stamps["iopub.status.idle"]) - _seconds(stamps["iopub.status.busy"])


def _seconds(stamp: str) -> float:
    return datetime.fromisoformat(stamp).timestamp()


def profile_lines(passes: Sequence[Etapes]) -> Iterator[str]:
    """The table: medians in milliseconds, and shares of the whole."""
    totals = [sum(seconds for name, seconds in steps.items() if not name.startswith(CELLULE)) for steps in passes]
    whole = spread(totals)
    yield f"{'step of one warm report':<52}{'ms':>8}{'share':>8}"
    for name in passes[0]:
        median = spread([steps[name] for steps in passes]).median
        yield f"{name:<52}{1000 * median:>8.0f}{100 * median / whole.median:>7.0f}%"
    yield f"{'in all':<52}{1000 * whole.median:>8.0f}{100:>7.0f}%"
    yield f"({len(passes)} passes, from {1000 * whole.least:.0f} to {1000 * whole.most:.0f} ms)"


def main(arguments: Sequence[str] | None = None) -> int:
    """Profile, and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.profil", description=__doc__)
    parser.add_argument("quartier", nargs="?", metavar="QUARTIER", help="default: the first of the contract")
    parser.add_argument("--passes", type=int, default=5, metavar="N", help="default: 5")
    options = parser.parse_args(arguments)
    quartier = options.quartier or read_quartiers()[0]
    with tempfile.TemporaryDirectory(prefix="profil-") as name, Atelier() as atelier:
        atelier.publish(load_contrat())
        exporters = Exporters()
        profile_report(quartier, Path(name), atelier, exporters)
        passes = [profile_report(quartier, Path(name), atelier, exporters) for _ in range(options.passes)]
    print("\n".join(profile_lines(passes)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
