"""What was measured, as rows, as a printed table, and beside what was asked for."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any, Final

from benchmarks.echelle import Palier
from benchmarks.mesure import Spread, ratio, spread

FULL: Final = "full"


@dataclass(frozen=True)
class Ligne:
    """A way over the passes: seconds of each, most memory of any pass (megabytes), reports written in the last."""

    key: str
    label: str
    seconds: tuple[float, ...]
    largest_mb: float
    tree_mb: float | None
    reports: tuple[str, ...] | None

    @property
    def spread(self) -> Spread:
        return spread(self.seconds)


@dataclass(frozen=True)
class Cible:
    """What is asked of a figure: at most, or at least, a limit; ``value`` None where it was not measured."""

    label: str
    value: float | None
    limit: float
    unit: str = ""
    at_least: bool = False

    @property
    def met(self) -> bool | None:
        if self.value is None:
            return None
        return self.value >= self.limit if self.at_least else self.value <= self.limit


def targets(lines: Sequence[Ligne], scale: Sequence[Palier]) -> list[Cible]:
    """The figures of the ways and of the scale, beside what is asked of them."""
    by_key = {line.key: line for line in lines}

    def of(key: str, other: str) -> float | None:
        if key not in by_key or other not in by_key:
            return None
        return ratio(by_key[key].seconds, by_key[other].seconds)

    def seconds(key: str) -> float | None:
        return by_key[key].spread.median if key in by_key else None

    changed = by_key.get("unchanged")
    rebuilt = None if changed is None or changed.reports is None else float(len(changed.reports))
    return [
        Cible("full build / usual way", of(FULL, "usual"), 1 / 12),
        Cible("full build / one process", of(FULL, "process"), 1 / 3),
        Cible("full build / floor", of(FULL, "floor"), 2.5),
        Cible("nothing changed", seconds("unchanged"), 1.5, "s"),
        Cible("nothing changed, reports rebuilt", rebuilt, 0),
        Cible("one row changed / full build", of("changed", FULL), 1 / 5),
        Cible("one row changed, --suivre / full build", of("followed", FULL), 1 / 5),
        Cible("--help", seconds("help"), 0.4, "s"),
        Cible("lister", seconds("lister"), 0.4, "s"),
        *_scale_targets(scale),
    ]


def _scale_targets(scale: Sequence[Palier]) -> list[Cible]:
    """Reports a second and memory at the largest size; how far the time per report goes from the smallest size's."""
    drift = memory = rate = None
    if scale:
        first, last = scale[0], scale[-1]
        rate = 1 / last.per_report
        memory = None if last.parent_mb is None else last.parent_mb[2] / last.parent_mb[1] - 1
        if len(scale) > 1:
            drift = max(abs(p.per_report / first.per_report - 1) for p in scale)
    added = _cpu_of_added(scale)
    change = max(abs(seconds / added[0] - 1) for seconds in added) if len(added) > 1 else None
    return [
        Cible("scale: processor seconds a report added", added[-1] if added else None, 2 / 3, "s"),
        Cible("scale: change of these", None if change is None else 100 * change, 5, "%"),
        Cible("scale: change of seconds a report", None if drift is None else 100 * drift, 10, "%"),
        Cible("scale: reports a second", rate, 2, at_least=True),
        Cible("scale: parent's memory, middle to end", None if memory is None else 100 * memory, 10, "%"),
    ]


def _cpu_of_added(scale: Sequence[Palier]) -> list[float]:
    """Processor seconds of each report that a size has more than the one before: what a run begins with is in neither.

    Of two cores that do nothing else, two thirds of one are three reports a second.
    """
    known = [(p.reports, p.cpu_seconds) for p in scale if p.cpu_seconds is not None]
    return [(cpu - before) / (reports - fewer) for (fewer, before), (reports, cpu) in pairwise(known)]


def table_lines(lines: Sequence[Ligne], scale: Sequence[Palier]) -> Iterator[str]:
    """The printed table: ways, scale, targets."""
    if lines:
        yield from _way_lines(lines)
    if scale:
        yield ""
        yield from _scale_lines(scale)
    yield ""
    yield f"{'asked':<44}{'measured':>12}{'target':>12}  met"
    for target in targets(lines, scale):
        limit = f"{'≥' if target.at_least else '≤'} {_number(target.limit, target.unit)}"
        met = {True: "yes", False: "NO", None: "–"}[target.met]
        yield f"{target.label:<44}{_number(target.value, target.unit):>12}{limit:>12}  {met}"


def _way_lines(lines: Sequence[Ligne]) -> Iterator[str]:
    full = next((line for line in lines if line.key == FULL), None)
    yield f"{'way':<44}{'seconds':>9}{'min-max':>16}{'ratio':>8}{'largest MB':>12}{'tree MB':>9}{'reports':>9}"
    for line in lines:
        s = line.spread
        to_full = "–" if full is None else f"{ratio(line.seconds, full.seconds):.2f}"
        tree = "–" if line.tree_mb is None else f"{line.tree_mb:.0f}"
        reports = "–" if line.reports is None else str(len(line.reports))
        between = f"{s.least:.2f}-{s.most:.2f}"
        yield f"{line.label:<44}{s.median:>9.2f}{between:>16}{to_full:>8}{line.largest_mb:>12.0f}{tree:>9}{reports:>9}"


def _scale_lines(scale: Sequence[Palier]) -> Iterator[str]:
    times = f"{'seconds':>9}{'first after':>16}{'s/report':>10}{'CPU s':>8}"
    yield f"{'scale: reports':<44}{times}{'parent MB: start, middle, end':>32}{'peak':>6}{'tree MB':>9}"
    for p in scale:
        parent = "–" if p.parent_mb is None else ", ".join(f"{megabytes:.0f}" for megabytes in p.parent_mb)
        peak = "–" if p.parent_peak_mb is None else f"{p.parent_peak_mb:.0f}"
        cpu = "–" if p.cpu_seconds is None else f"{p.cpu_seconds:.0f}"
        tree = "–" if p.tree_mb is None else f"{p.tree_mb:.0f}"
        name = f"{p.reports} ({p.with_figures} with published figures)"
        times = f"{p.seconds:>9.1f}{p.first_after:>16.1f}{p.per_report:>10.3f}{cpu:>8}"
        yield f"{name:<44}{times}{parent:>32}{peak:>6}{tree:>9}"


def _number(value: float | None, unit: str) -> str:
    if value is None:
        return "–"
    return f"{value:.3g}" + (f" {unit}" if unit else "")


def as_json(
    lines: Sequence[Ligne], scale: Sequence[Palier], machine: Mapping[str, Any], options: Mapping[str, Any]
) -> dict[str, Any]:
    """The same as JSON."""
    full = next((line for line in lines if line.key == FULL), None)
    return {
        "machine": dict(machine),
        "options": dict(options),
        "ways": [
            {
                **asdict(line),
                "spread": asdict(line.spread),
                "ratio_to_full": None if full is None else ratio(line.seconds, full.seconds),
            }
            for line in lines
        ],
        "scale": [asdict(p) for p in scale],
        "targets": [{**asdict(target), "met": target.met} for target in targets(lines, scale)],
    }
