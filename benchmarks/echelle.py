"""Scale: reports of many QPV of the country, and what each of them takes as their number grows.

Each size has its own data folder (``pipeline.py commencer``), which grows with it: reading the tables is part of
what must not grow with the number of reports.
"""

import csv
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.facons import PIPELINE
from benchmarks.mesure import along, run, snapshot
from quartiers.donnees.lieux.contours import read_features

NOMBRES: Final = (100, 400, 1300)


@dataclass(frozen=True)
class Palier:
    """One size: reports, those whose QPV has published figures, and what building them took.

    ``seconds`` in all; ``first_after``: until the first report was written; ``per_report``: seconds from then on,
    for each of the others; ``parent_mb``: the parent's memory at the start, in the middle and at the end of it;
    ``parent_peak_mb``: the most that it held. ``cpu_seconds``: of all processes, for all.
    """

    reports: int
    with_figures: int
    seconds: float
    first_after: float
    per_report: float
    parent_mb: tuple[float, float, float] | None
    largest_mb: float
    tree_mb: float | None
    cpu_seconds: float | None = None
    parent_peak_mb: float | None = None


def list_codes(contours: Path) -> list[str]:
    """The QPV of a file of contours that can be placed, in order."""
    return sorted(f["properties"]["code_qp"] for f in read_features(contours) if f["geometry"])


def take(codes: Sequence[str], number: int) -> list[str]:
    """``number`` of the codes at even distances, so that a few are like all of them."""
    if number >= len(codes):
        return list(codes)
    return [codes[rank * len(codes) // number] for rank in range(number)]


def _quartiers(data: Path) -> list[dict[str, str]]:
    with (data / "quartiers.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def measure_size(number: int, insee: Path, contours: Path, folder: Path) -> Palier:
    """Build ``number`` reports, at least two, and measure; the folder is emptied at the end."""
    data, output = folder / "france", folder / "rapports"
    begin = [*PIPELINE, "commencer", str(data), "--csv", "--contours", str(contours), "--insee", str(insee)]
    # With those that have no figures, so that every size has the same share of them.
    run([[*begin, "--qpv", ",".join(take(list_codes(contours), number))]])
    with_figures = sum(bool(row["code_qpv_2015"]) for row in _quartiers(data))
    built = run([[*PIPELINE, "--donnees", str(data), "--sans-synthese", "--sortie", str(output)]])
    written = sorted(time / 1e9 for time in snapshot(output).values())
    # The first page of a run is known by its own clock, the run by ours: the last file is written just before its end.
    building = written[-1] - written[0]
    end = (output / "index.html").stat().st_mtime - written[0]
    first_after = max(0.0, built.seconds - end)
    shutil.rmtree(data)
    shutil.rmtree(output)
    return Palier(
        reports=len(written),
        with_figures=with_figures,
        seconds=built.seconds,
        first_after=first_after,
        per_report=building / (len(written) - 1),
        parent_mb=along(built.parent, first_after, first_after + building),
        largest_mb=built.largest_mb,
        tree_mb=built.tree_mb,
        cpu_seconds=built.cpu_seconds,
        parent_peak_mb=max((megabytes for _, megabytes in built.parent), default=None),
    )
