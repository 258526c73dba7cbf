"""Ways of making the same reports, compared in one run: ``python -m benchmarks``.

Every way makes the reports of ``data/``, each as processes of its own, one way after the other in each pass, so that
what slows the machine down hits all of them alike. Medians, ratios of the same passes, peak memory; then what was asked
of them. The scale (``--echelle``) needs INSEE's files and the contours of the QPV, which are not in this repository.
"""

import argparse
import json
import os
import platform
import signal
import subprocess
import sys
import tempfile
from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from benchmarks.echelle import NOMBRES, Palier, measure_size
from benchmarks.facons import GROUPS, Job, Way, all_ways, read_quartiers
from benchmarks.mesure import CommandFailed, Run, cores, run, snapshot
from benchmarks.tableau import Ligne, as_json, table_lines
from quartiers import PROJECT_ROOT

RESULTS: Final = Path(__file__).parent / "resultats.json"
LIBRARIES: Final = ("papermill", "nbconvert", "ipykernel", "jupyter_client", "typst", "pandas", "matplotlib")
FEW: Final = 2  # quartiers of the smoke form


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, write; returns the exit code."""
    options = parse(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # what runs is then ended, and removed
    began = machine()
    with tempfile.TemporaryDirectory(prefix="bancs-") as name:
        folder = Path(name)
        try:
            lines = measure_ways(options, folder) if options.groups else []
            scale = measure_scale(options, folder) if options.echelle else []
        except CommandFailed as failure:
            print(f"A way failed, so that nothing can be compared:\n{failure}", file=sys.stderr)
            return 1
    print(f"\n{began['date']}, {began['cores']} cores, Python {began['python']}, {began['system']}")
    print("\n".join(table_lines(lines, scale)))
    if options.rapide:
        print("\nsmoke form: too few reports for these figures to mean anything")
    chosen = {
        "groups": options.groups,
        "passes": options.passes,
        "rapide": options.rapide,
        "nombres": options.nombres if options.echelle else [],
    }
    written = json.dumps(as_json(lines, scale, began, chosen), ensure_ascii=False, indent=1)
    options.json.write_text(written + "\n", encoding="utf-8")
    print(f"\nwritten: {options.json}")
    return 0


def parse(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """The options; without any group, all of them, or none when the scale is asked for."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "groups", nargs="*", metavar="GROUP", help=f"ways to compare: {', '.join(GROUPS)} (default: all)"
    )
    parser.add_argument("--passes", type=int, default=3, metavar="N", help="passes over the ways (default: 3)")
    parser.add_argument("--rapide", action="store_true", help=f"smoke form: {FEW} quartiers, no synthesis, one pass")
    parser.add_argument(
        "--json", type=Path, default=RESULTS, metavar="FILE", help=f"(default: benchmarks/{RESULTS.name})"
    )
    scale = parser.add_argument_group("scale")
    scale.add_argument("--echelle", action="store_true", help="reports of QPV of the whole country")
    scale.add_argument("--insee", type=Path, metavar="FOLDER", help="INSEE's files on the QPV")
    scale.add_argument("--perimetres", type=Path, metavar="FILE", help="GeoJSON of the contours of the QPV (2024)")
    scale.add_argument("--nombres", type=int, nargs="+", default=list(NOMBRES), metavar="N", help="numbers of reports")
    options = parser.parse_args(arguments)
    if unknown := sorted(set(options.groups) - set(GROUPS)):
        parser.error(f"unknown group: {', '.join(unknown)} (known: {', '.join(GROUPS)})")
    if options.passes < 1 or min(options.nombres) < 2:
        parser.error("at least one pass, and two reports")
    if options.echelle and not (options.insee and options.perimetres):
        parser.error("--echelle needs --insee FOLDER and --perimetres FILE")
    if options.rapide:
        options.passes = 1
    if not options.groups and not options.echelle:
        options.groups = list(GROUPS)
    return options


def measure_ways(options: argparse.Namespace, folder: Path) -> list[Ligne]:
    """Each way at each pass, the passes one after the other."""
    quartiers = read_quartiers()
    job = Job(folder, quartiers[:FEW], everything=False) if options.rapide else Job(folder, quartiers, everything=True)
    ways = [way for way in all_ways(job) if way.group in options.groups]
    measured: dict[str, list[tuple[float, Run, tuple[str, ...] | None]]] = {way.key: [] for way in ways}
    for number in range(options.passes):
        for way in ways:
            seconds, done, reports = measure_way(way, number, job.reports)
            measured[way.key].append((seconds, done, reports))
            print(f"pass {number + 1}/{options.passes}  {way.label}: {seconds:.2f} s", file=sys.stderr, flush=True)
    return [_line(way, measured[way.key]) for way in ways]


def measure_way(way: Way, number: int, expected: Collection[str]) -> tuple[float, Run, tuple[str, ...] | None]:
    """Seconds that a way took, what its commands did, and the reports that they wrote (None: it makes none).

    Raises :class:`CommandFailed` where a report is missing at the end.
    """
    way.prepare(number)
    before = snapshot(way.output) if way.output else {}
    done = run(way.commands(number), way.environment)
    if way.output is None:
        return way.seconds(done), done, None
    after = snapshot(way.output)
    if missing := sorted(set(expected) - after.keys()):
        raise CommandFailed(f"{way.label}: no PDF of {', '.join(missing)}\n{done.output}")
    return way.seconds(done), done, tuple(sorted(name for name in after if after[name] != before.get(name)))


def _line(way: Way, passes: Sequence[tuple[float, Run, tuple[str, ...] | None]]) -> Ligne:
    trees = [done.tree_mb for _, done, _ in passes if done.tree_mb is not None]
    return Ligne(
        way.key,
        way.label,
        tuple(seconds for seconds, _, _ in passes),
        max(done.largest_mb for _, done, _ in passes),
        max(trees) if trees else None,
        passes[-1][2],
    )


def measure_scale(options: argparse.Namespace, folder: Path) -> list[Palier]:
    """Each number of reports, from the least."""
    sizes = []
    for number in sorted(options.nombres):
        size = measure_size(number, options.insee.resolve(), options.perimetres.resolve(), folder)
        print(f"scale  {size.reports} reports: {size.seconds:.1f} s", file=sys.stderr, flush=True)
        sizes.append(size)
    return sizes


def machine() -> dict[str, Any]:
    """Where and when: nothing that names the machine."""
    head = subprocess.run(["git", "rev-parse", "HEAD"], cwd=PROJECT_ROOT, capture_output=True, text=True, check=False)
    return {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "cores": cores(),
        "load": os.getloadavg()[0] if hasattr(os, "getloadavg") else None,
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "commit": head.stdout.strip() or None,
        "libraries": {name: version(name) for name in LIBRARIES},
    }


if __name__ == "__main__":
    sys.exit(main())
