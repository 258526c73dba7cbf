"""A process that starts warm sees, says and ends as one that starts cold; else tests would not tell what staff meet."""

import ast
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import chaud
import pytest

from quartiers import PROJECT_ROOT

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="processes are forked on Linux"),
    pytest.mark.skipif(chaud.COLD_VARIABLE in os.environ, reason=f"{chaud.COLD_VARIABLE}: all start cold"),
]

# What a program can see of how it was started.
SEEN = """
import atexit, json, os, random, signal, sys, threading
seen = {
    "name": __name__, "file": __file__, "argv": sys.argv, "executable": sys.executable,
    "path": [p for p in sys.path if os.path.exists(p)],
    "folder": os.getcwd(),
    "environment": {k: v for k, v in os.environ.items() if k != "LC_CTYPE"},
    "descriptors": [n for n in range(3, 64) if os.path.exists(f"/proc/self/fd/{n}")][:-1],
    "signals": {s.name: str(signal.getsignal(s)).split(" at ")[0] for s in (
        signal.SIGINT, signal.SIGTERM, signal.SIGPIPE, signal.SIGCHLD, signal.SIGHUP, signal.SIGXFSZ)},
    "leads": [os.getpgid(0) == os.getpid(), os.getsid(0) == os.getpid()],
    "streams": [s and [s.encoding, s.errors, s.line_buffering, s.isatty(), s.fileno()]
                for s in (sys.stdin, sys.stdout, sys.stderr)],
    "threads": [t.name for t in threading.enumerate()],
    "read": sys.stdin.read(),
    "program": sorted(m for m in sys.modules if m.startswith("quartiers")),
    "main": sys.modules["__main__"].__dict__ is globals(),
}
atexit.register(print, "the end")
print(json.dumps(seen))
"""


@pytest.fixture
def script(tmp_path: Path) -> Path:
    return tmp_path / "programme.py"


def both_ways(line: list[str], **options: object) -> list[tuple[int, str, str]]:
    """What it gives cold, then warm."""
    found = []
    for start in (subprocess.Popen, chaud.start):
        given = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "encoding": "utf-8"}
        with start(line, **given, **options) as process:  # type: ignore[operator]
            said, wrong = process.communicate("été\n", timeout=60)
            found.append((process.returncode, said, wrong))
    return found


def environment(**variables: str) -> dict[str, str]:
    return {**os.environ, "PYTHONIOENCODING": "utf-8", "PYTHONPATH": str(PROJECT_ROOT), **variables}


@pytest.mark.parametrize("options", [{}, {"process_group": 0}, {"start_new_session": True}], ids=str)
def test_it_sees_what_a_new_python_sees(script: Path, tmp_path: Path, options: dict[str, object]) -> None:
    script.write_text(SEEN)
    env = environment(ESSAI_X="a\nb", TMPDIR=str(tmp_path))
    assert chaud.can_start_warm(env)
    cold, warm = both_ways([sys.executable, str(script), "--x", "é"], env=env, cwd=tmp_path, **options)
    assert warm[::2] == cold[::2] == (0, "")
    (seen, *last), (expected, *end) = (
        [*map(json.loads, said.splitlines()[:-1]), said[-8:]] for _, said, _ in (warm, cold)
    )
    assert {k: v for k, v in seen.items() if v != expected[k]} == {}
    assert last == end == ["the end\n"]


ENDS = {
    "by itself": "print('fait')",
    "a code": "import sys; sys.exit(3)",
    "a word": "import sys; sys.exit('non')",
    "an error": "print('a'); 1 / 0",
    "killed": "import os; os.kill(os.getpid(), 9)",
    "interrupted": "import os, signal; os.kill(os.getpid(), signal.SIGINT)",
    "terminated": "import os, signal; os.kill(os.getpid(), signal.SIGTERM)",
    "at once": "import os; print('a'); os._exit(4)",
    "a thread": "import threading; threading.Thread(target=lambda: print('tard')).start()",
    "an output that is closed": "import os; os.close(1); print('a')",
    "a child": "import subprocess, sys; print(subprocess.run([sys.executable, '-c', 'print(1)']).returncode)",
}


@pytest.mark.parametrize("code", ENDS.values(), ids=ENDS)
def test_it_ends_as_a_new_python_ends(script: Path, code: str) -> None:
    script.write_text(code)
    cold, warm = both_ways([sys.executable, str(script)], env=environment())
    assert warm[:2] == cold[:2]
    assert warm[2].splitlines()[-1:] == cold[2].splitlines()[-1:]  # a traceback has other lines before


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "ascii:strict", "utf-8:replace"])
def test_it_has_the_encoding_that_is_asked_for(script: Path, encoding: str) -> None:
    script.write_text("import sys; print([(s.encoding, s.errors) for s in (sys.stdin, sys.stdout, sys.stderr)])")
    cold, warm = both_ways([sys.executable, str(script)], env=environment(PYTHONIOENCODING=encoding))
    assert warm == cold
    assert encoding.partition(":")[0] in cold[1]


@pytest.mark.parametrize("shell", ['"$@"', '"$@" >&-', '"$@" <&- 2>&-', '"$@" > /dev/full', '"$@" | cat'])
def test_on_a_line_of_shell_too(script: Path, shell: str) -> None:
    script.write_text("import sys; print(sys.stdin, sys.stdout and 1); sys.exit(5)")
    line, env = [sys.executable, str(script)], environment()
    found = []
    for words, inherited in ((line, []), chaud.in_shell(line, env)):
        done = subprocess.run(
            ["bash", "-c", shell, "bash", *words],
            capture_output=True, env=env, pass_fds=inherited, check=False, encoding="utf-8",
        )  # fmt: skip
        found.append((done.returncode, done.stdout, done.stderr.splitlines()[-1:]))
    assert found[0] == found[1]


@pytest.mark.usefixtures("children_hear_ctrl_c")
def test_its_parent_may_interrupt_wait_and_give_up(script: Path) -> None:
    script.write_text("import time; print('prêt', flush=True); time.sleep(60)")
    line = [sys.executable, str(script)]
    with chaud.start(line, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert isinstance(process, chaud.WarmPopen)
        assert process.stdout is not None
        process.stdout.readline()
        assert process.poll() is None
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(0.01)
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == -signal.SIGINT
    with pytest.raises(subprocess.TimeoutExpired):
        chaud.run(line, env=environment(), timeout=0.2)


@pytest.mark.parametrize(
    ("name", "value"),
    [("LC_ALL", "C"), ("HOME", "/"), ("PYTHONHASHSEED", "1"), ("PYTHONUTF8", "0"), ("MPLBACKEND", "Agg")],
)
def test_what_python_or_a_library_reads_first_has_it_start_cold(name: str, value: str) -> None:
    assert not chaud.can_start_warm(environment(**{name: value}))


def test_what_python_runs_first_has_it_start_cold(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").touch()
    assert not chaud.can_start_warm(environment(PYTHONPATH=str(tmp_path)))


def imported_by_the_command_line() -> list[str]:
    modules = [*(PROJECT_ROOT / "quartiers" / "commande").rglob("*.py"), PROJECT_ROOT / "pipeline.py"]
    nodes = [node for module in modules for node in ast.walk(ast.parse(module.read_text(encoding="utf-8")))]
    found = {n.module for n in nodes if isinstance(n, ast.ImportFrom) and n.module}
    return sorted(name for name in found if name.startswith("quartiers"))


def test_whatever_a_command_imports_can_be_imported_first(script: Path) -> None:
    """Warm commands have imported the program already: a circle of imports would be met by staff alone."""
    names = imported_by_the_command_line()
    assert len(names) > 20
    failed = {}
    for name in names:
        script.write_text(f"import {name}")
        if (done := chaud.run([sys.executable, str(script)], env=environment(), encoding="utf-8")).returncode:
            failed[name] = done.stderr
    assert failed == {}
