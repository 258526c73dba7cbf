"""The ways of making the same reports that are compared, and what only needs looking at: each as commands.

A way prepares what it needs outside the clock, then its commands are measured; where it makes reports, all of
them must be there at the end.
"""

import csv
import io
import json
import shutil
import sys
import sysconfig
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from benchmarks.mesure import Run, cores, run
from quartiers import DEFAULT_DATA, NOTEBOOKS

Command = list[str]

PYTHON: Final = sys.executable
PIPELINE: Final = [PYTHON, "pipeline.py"]
SYNTHESE: Final = "synthese"
EXPORTERS: Final = ("quartiers.export.ReportHTMLExporter", "quartiers.export.ReportPDFExporter")
JOBS: Final = (1, 2, 4)
# Groups of ways, by the name that the command line gives them.
GROUPS: Final = ("usual", "process", "floor", "full", "jobs", "changes", "commands")


def _nothing(_number: int) -> None:
    """Nothing to prepare."""


def _no_clock(run_: Run) -> float:
    return run_.seconds


@dataclass(frozen=True)
class Way:
    """One way: its commands for the pass of a number, where the reports are once they are done, how long it took."""

    key: str
    label: str
    group: str
    commands: Callable[[int], list[Command]]
    prepare: Callable[[int], None] = _nothing
    output: Path | None = None
    environment: Mapping[str, str] = field(default_factory=dict)
    seconds: Callable[[Run], float] = _no_clock


@dataclass(frozen=True)
class Job:
    """What is made: quartiers by their identifiers, with the synthesis or without, in a folder for all of it."""

    folder: Path
    quartiers: tuple[str, ...]
    everything: bool  # all of the contract's quartiers, and the synthesis

    @property
    def reports(self) -> tuple[str, ...]:
        """The reports, as the files are named in an output folder."""
        names = tuple(f"quartiers/{q}" for q in self.quartiers)
        return (*names, SYNTHESE) if self.everything else names

    @property
    def choice(self) -> list[str]:
        """Options of ``pipeline.py`` that choose them."""
        return [] if self.everything else [*(f"--quartier={q}" for q in self.quartiers), "--sans-synthese"]

    def build(self, output: Path, *options: str) -> Command:
        """The command that builds them into ``output``."""
        return [*PIPELINE, *self.choice, "--sortie", str(output), *options]


def read_quartiers() -> tuple[str, ...]:
    """Identifiers of the contract's quartiers, asked of the command line: this process imports as little as it can."""
    return tuple(line.split()[0] for line in run([[*PIPELINE, "lister"]]).output.splitlines() if line)


def all_ways(job: Job) -> list[Way]:
    """Every way, in an order where each finds what it needs."""
    return [*_comparisons(job), *_builds(job), *_changes(job), *_commands()]


def _comparisons(job: Job) -> list[Way]:
    usual, process = job.folder / "usual", job.folder / "process"
    names = [Path(report).name for report in job.reports]

    def floor(*options: str) -> Callable[[int], list[Command]]:
        return lambda _: [[PYTHON, "-m", "benchmarks.plancher", *names, *options]]

    return [
        Way(
            "usual",
            "usual: papermill and nbconvert commands",
            "usual",
            lambda _: [command for report in job.reports for command in usual_commands(report, usual)],
            lambda _: _empty(usual, with_quartiers=True),
            usual,
        ),
        Way(
            "process",
            "one process: papermill, then exporters",
            "process",
            lambda _: [[PYTHON, "-m", "benchmarks.un_processus", str(process), *names]],
            lambda _: _empty(process),
            process,
        ),
        Way("floor", "floor: cells, warm, over the cores", "floor", floor(), seconds=_over_cores),
        Way("floor_shared", "floor, contract read once", "floor", floor("--partage"), seconds=_over_cores),
    ]


def usual_commands(report: str, output: Path) -> list[Command]:
    """What a person types for one report: run the notebook, make the page, make the PDF."""
    scripts = Path(sysconfig.get_path("scripts"))
    papermill, jupyter = (str(scripts / name) for name in ("papermill", "jupyter"))
    executed = str(output / f"{report}.ipynb")
    name, parameters = "synthese", []
    if report != SYNTHESE:
        name, parameters = "quartier", ["-p", "quartier", Path(report).name]
    return [
        [papermill, str(NOTEBOOKS / f"{name}.ipynb"), executed, *parameters],
        *([jupyter, "nbconvert", "--to", exporter, executed] for exporter in EXPORTERS),
    ]


def _over_cores(run_: Run) -> float:
    """What the process says that it took, as if the cores had shared it evenly."""
    return _said(run_) / cores()


def _said(run_: Run) -> float:
    """What the process says that it took."""
    return float(json.loads(run_.output.strip().splitlines()[-1])["seconds"])


def _builds(job: Job) -> list[Way]:
    def full(key: str, label: str, group: str, *options: str, environment: Mapping[str, str] | None = None) -> Way:
        output = job.folder / key
        return Way(
            key,
            label,
            group,
            lambda _: [job.build(output, *options)],
            lambda _: _empty(output),
            output,
            environment or {},
        )

    ordinary = {"QUARTIERS_NOYAUX": "ordinaires"}
    return [
        full("full", "full build", "full"),
        full("full_ordinary", "full build, ordinary kernels", "full", environment=ordinary),
        *(full(f"full_jobs_{n}", f"full build, --jobs {n}", "jobs", "--jobs", str(n)) for n in JOBS),
    ]


def _changes(job: Job) -> list[Way]:
    built, data, output = job.folder / "full", job.folder / "donnees", job.folder / "changed"
    watched, followed = job.folder / "suivies", job.folder / "followed"
    changed = job.build(output, "--donnees", str(data))

    def build_once(_number: int) -> None:
        if not built.exists():
            run([job.build(built)])

    def change_row(number: int) -> None:
        if not data.exists():
            shutil.copytree(DEFAULT_DATA, data)
            run([changed])
        reword_finding(data / "constats.csv", job.quartiers[0], f"(mesure {number})")

    def copy_data(_number: int) -> None:
        if not watched.exists():
            shutil.copytree(DEFAULT_DATA, watched)

    def follow(number: int) -> list[Command]:
        build = job.build(followed, "--donnees", str(watched), "--suivre")
        return [[PYTHON, "-m", "benchmarks.suivi", str(watched), job.quartiers[0], str(number), *build[1:]]]

    return [
        Way("unchanged", "nothing changed", "changes", lambda _: [job.build(built)], build_once, built),
        Way("changed", "one finding of one quartier changed", "changes", lambda _: [changed], change_row, output),
        Way("followed", "the same, --suivre", "changes", follow, copy_data, followed, seconds=_said),
    ]


def reword_finding(path: Path, quartier: str, ending: str) -> None:
    """Change the wording of the quartier's first finding: ``ending`` takes the place of an earlier one."""
    text = path.read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    row = next(row for row in rows if row["quartier"] == quartier)
    row["constat"] = f"{row['constat'].split(' (mesure ')[0]} {ending}"
    written = io.StringIO()
    writer = csv.DictWriter(written, list(row), delimiter=";", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    path.write_text(written.getvalue(), encoding="utf-8-sig")


def _commands() -> list[Way]:
    def command(key: str, label: str, line: Sequence[str]) -> Way:
        return Way(key, label, "commands", lambda _: [list(line)])

    return [
        command("python", "the interpreter alone", [PYTHON, "-c", "pass"]),
        command("help", "--help", [*PIPELINE, "--help"]),
        command("lister", "lister", [*PIPELINE, "lister"]),
        command("verifier", "verifier", [*PIPELINE, "verifier"]),
    ]


def _empty(folder: Path, *, with_quartiers: bool = False) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    if with_quartiers:  # papermill makes no folder
        (folder / "quartiers").mkdir(parents=True)
