"""Commands, measured: wall seconds, memory of the largest process and of the whole tree, memory of the parent along.

Light on purpose: a process that this one starts counts what this one held, until it is replaced. psutil comes
with ipykernel; without it only the largest process is known, from what the system says of those that ended.
"""

import contextlib
import importlib
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

from quartiers import PROJECT_ROOT

PERIOD_S: Final = 0.1
TREE_EVERY: Final = 5  # looking at the whole tree costs more than at one process
GRACE_S: Final = 10
SAID: Final = 3000  # last characters of what a command that fails has said

try:
    psutil: Any = importlib.import_module("psutil")
except ImportError:
    psutil = None


class CommandFailed(Exception):
    """A way that does not do its work has no duration."""


@dataclass(frozen=True)
class Run:
    """What commands run one after the other took.

    ``largest_mb``: most memory that any one process held. ``tree_mb``: most that all of them held together, pages
    that they share counted once where the system tells (Linux); None without psutil. ``parent``: seconds since the
    start and megabytes of the last command's own process. ``cpu_seconds``: of all of them and their descendants, which
    other work on the machine moves less than ``seconds``; None where nobody tells (Windows).
    """

    seconds: float
    largest_mb: float
    tree_mb: float | None
    parent: tuple[tuple[float, float], ...]
    output: str
    cpu_seconds: float | None = None


def run(commands: Sequence[Sequence[str]], environment: Mapping[str, str] | None = None) -> Run:
    """Run the commands in turn, from the root of the checkout, and with its package.

    Raises :class:`CommandFailed`, with the end of what it said, for one that fails.
    """
    path = os.pathsep.join(filter(None, (str(PROJECT_ROOT), os.environ.get("PYTHONPATH"))))
    env = {**os.environ, "PYTHONPATH": path, "PYTHONIOENCODING": "utf-8", **(environment or {})}
    # Who has the program compiled by each command again measures that: a person has it compiled once.
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    watch = Watch()
    largest, output = 0.0, ""
    cpu: float | None = 0.0
    start = time.perf_counter()
    for command in commands:
        with tempfile.TemporaryFile() as said:
            code, peak, spent = _run_one(command, env, said, watch)
            said.seek(0)
            output = said.read().decode(errors="replace")
        if code:
            raise CommandFailed(f"{' '.join(command)}\nexit code {code}\n{output[-SAID:]}")
        largest = max(largest, peak)
        cpu = None if cpu is None or spent is None else cpu + spent
    seconds = time.perf_counter() - start
    largest = max(largest, watch.largest_mb)
    tree = max(largest, watch.tree_mb) if psutil else None
    return Run(seconds, largest, tree, tuple(watch.parent), output, cpu)


def _run_one(
    command: Sequence[str], env: Mapping[str, str], said: IO[bytes], watch: "Watch"
) -> tuple[int, float, float | None]:
    """Exit code, the most that it or one of its descendants held, in megabytes (0 where nobody tells), and the
    processor seconds that they all took."""
    process = subprocess.Popen(command, cwd=PROJECT_ROOT, env=env, stdout=said, stderr=subprocess.STDOUT)
    try:
        with watch.over(process.pid):
            if sys.platform == "win32":
                return process.wait(), 0.0, None
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            largest = usage.ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
            return process.returncode, largest, usage.ru_utime + usage.ru_stime
    finally:
        if process.returncode is None:  # this run is interrupted
            _end(process)


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End a process: it may first end those that it started."""
    process.terminate()
    try:
        process.wait(GRACE_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


class Watch:
    """The memory of processes and their descendants, looked at now and then, in megabytes."""

    def __init__(self) -> None:
        self.largest_mb = 0.0
        self.tree_mb = 0.0
        self.parent: list[tuple[float, float]] = []

    @contextlib.contextmanager
    def over(self, pid: int) -> Iterator[None]:
        """Watch the process ``pid`` meanwhile; ``parent`` is then that process's."""
        if psutil is None:
            yield
            return
        self.parent = []
        over = threading.Event()
        thread = threading.Thread(target=self._look, args=(pid, over), daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()

    def _look(self, pid: int, over: threading.Event) -> None:
        start, tick = time.perf_counter(), 0
        with contextlib.suppress(psutil.Error):  # it has ended
            process = psutil.Process(pid)
            while not over.wait(PERIOD_S):
                self.parent.append((time.perf_counter() - start, process.memory_info().rss / 2**20))
                if tick % TREE_EVERY == 0:
                    self._look_at_tree([process, *process.children(recursive=True)])
                tick += 1

    def _look_at_tree(self, processes: Sequence[Any]) -> None:
        total = 0.0
        for process in processes:
            with contextlib.suppress(psutil.Error):
                memory = process.memory_full_info()
                self.largest_mb = max(self.largest_mb, memory.rss / 2**20)
                total += getattr(memory, "pss", memory.rss) / 2**20
        self.tree_mb = max(self.tree_mb, total)


@dataclass(frozen=True)
class Spread:
    """Several measures of one thing."""

    median: float
    least: float
    most: float


def spread(values: Sequence[float]) -> Spread:
    """The median of the values, with the least and the most.

    >>> spread([3.0, 1.0, 2.0])
    Spread(median=2.0, least=1.0, most=3.0)
    """
    return Spread(statistics.median(values), min(values), max(values))


def ratio(values: Sequence[float], others: Sequence[float]) -> float:
    """The median of the ratios of the same passes, which a machine that slows down from pass to pass leaves alone.

    >>> ratio([1.0, 20.0, 3.0], [2.0, 40.0, 3.0])
    0.5
    """
    return statistics.median(a / b for a, b in zip(values, others, strict=True))


def along(parent: Sequence[tuple[float, float]], since: float, until: float) -> tuple[float, float, float] | None:
    """Megabytes at the start, in the middle and at the end of what was sampled from ``since`` to ``until`` (seconds).

    Each is the median of a tenth of the samples; None where there are fewer than ten.
    """
    values = [megabytes for seconds, megabytes in parent if since <= seconds <= until]
    tenth = len(values) // 10
    if not tenth:
        return None
    middle = (len(values) - tenth) // 2
    first, half, last = values[:tenth], values[middle : middle + tenth], values[-tenth:]
    return statistics.median(first), statistics.median(half), statistics.median(last)


def cores() -> int:
    """Cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def snapshot(folder: Path) -> dict[str, int]:
    """The PDF of a folder of reports, by report (``quartiers/x``), with the times that they were written (ns)."""
    return {
        path.relative_to(folder).with_suffix("").as_posix(): path.stat().st_mtime_ns for path in folder.rglob("*.pdf")
    }
