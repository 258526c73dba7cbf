"""Measuring commands: what is counted, what is refused."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from benchmarks import mesure
from benchmarks.mesure import CommandFailed, along, ratio, run, snapshot, spread


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def test_the_median_is_not_the_mean_and_comes_with_both_ends() -> None:
    assert spread([9.0, 1.0, 2.0]) == mesure.Spread(median=2.0, least=1.0, most=9.0)
    assert spread([4.0, 1.0]).median == 2.5


def test_a_ratio_is_taken_pass_by_pass() -> None:
    """The machine is ten times slower in the second pass, for both: the way still takes half of the other."""
    assert ratio([1.0, 10.0, 1.0], [2.0, 20.0, 2.0]) == 0.5
    with pytest.raises(ValueError, match="shorter"):
        ratio([1.0, 2.0], [1.0])


def test_memory_along_the_run_is_that_of_the_wanted_part() -> None:
    growing = [(float(second), 100.0 + second) for second in range(100)]
    start, middle, end = along(growing, 20, 79) or (0, 0, 0)
    assert (start, middle, end) == (122.5, 149.5, 176.5)  # tenths of 60 samples: 120-125, 147-152, 174-179
    assert along(growing, 0, 5) is None


def test_a_process_and_its_children_are_measured() -> None:
    child = "import time; kept = bytearray(60 * 2**20); time.sleep(1.5)"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}]); print('done')"
    done = run([python("print('first')"), python(parent)])
    assert done.output.strip() == "done"
    assert done.seconds > 1.5
    if sys.platform != "win32":
        assert done.largest_mb > 60
        assert done.cpu_seconds is not None and 0 < done.cpu_seconds < 2 * done.seconds
    if mesure.psutil:
        assert done.tree_mb is not None and done.tree_mb > 60
        assert done.parent and max(megabytes for _, megabytes in done.parent) < 60


def test_without_psutil_the_tree_is_not_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mesure, "psutil", None)
    done = run([python("kept = bytearray(50 * 2**20)")])
    assert done.tree_mb is None and not done.parent
    if sys.platform != "win32":
        assert done.largest_mb > 50


def test_a_command_that_fails_is_no_measure() -> None:
    with pytest.raises(CommandFailed, match=r"exit code 3\n(.|\n)*no such thing"):
        run([python("import sys; print('no such thing', file=sys.stderr); sys.exit(3)"), python("print('never')")])


def test_commands_import_the_package_of_this_checkout(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PYTHONPATH", raising=False)
    done = run([python("import quartiers, os; print(quartiers.__file__, os.environ['MARK'])")], {"MARK": "seen"})
    assert done.output.strip() == f"{mesure.PROJECT_ROOT / 'quartiers' / '__init__.py'} seen"


def test_what_commands_compile_is_kept_whatever_the_environment_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    assert run([python("import sys; print(sys.dont_write_bytecode)")]).output.strip() == "False"


def test_a_snapshot_knows_reports_by_name(tmp_path: Path) -> None:
    (tmp_path / "quartiers").mkdir()
    for name in ("synthese.pdf", "quartiers/a.pdf", "quartiers/a.html"):
        (tmp_path / name).write_text("x")
    assert snapshot(tmp_path).keys() == {"synthese", "quartiers/a"}
    assert snapshot(tmp_path / "absent") == {}


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGTERM that a process can hear on Windows")
def test_an_interrupted_run_leaves_no_process(tmp_path: Path) -> None:
    mark = tmp_path / "pid"
    child = f"import os, pathlib, time; pathlib.Path({str(mark)!r}).write_text(str(os.getpid())); time.sleep(60)"
    code = (
        "import signal, sys; from benchmarks.mesure import run; "
        "signal.signal(signal.SIGTERM, lambda *_: sys.exit(143)); "
        f"run([[sys.executable, '-c', {child!r}]])"
    )
    with subprocess.Popen(python(code), cwd=mesure.PROJECT_ROOT) as process:
        while not (mark.exists() and mark.read_text()):
            assert process.poll() is None
            time.sleep(0.05)
        process.terminate()
        assert process.wait(30) == 143
    with pytest.raises(ProcessLookupError):
        os.kill(int(mark.read_text()), 0)
