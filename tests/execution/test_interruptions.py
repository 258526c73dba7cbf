"""An interruption that falls where nobody can hear it: in a callback."""

import subprocess
import sys

import pytest

from quartiers import PROJECT_ROOT

LOST = """
import os, signal, time, weakref
from quartiers.execution.interruptions import Terminated, hear_interruptions

signal.signal(signal.SIGINT, signal.default_int_handler)  # whatever this was started from
hear_interruptions()

class Watched:
    pass

def be_interrupted(_):
    os.kill(os.getpid(), signal.{name})
    time.sleep(0.1)

watched = Watched()
reference = weakref.ref(watched, be_interrupted)
try:
    del watched
    time.sleep(20)
    print("lost")
except Terminated:
    print("terminated")
except KeyboardInterrupt:
    print("interrupted")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="a process signals itself")
@pytest.mark.parametrize(("name", "heard"), [("SIGINT", "interrupted"), ("SIGTERM", "terminated")])
def test_what_is_raised_in_a_callback_is_raised_again(name: str, heard: str) -> None:
    """Python would print a traceback there, and go on."""
    done = subprocess.run(
        [sys.executable, "-c", LOST.replace("{name}", name)],
        cwd=PROJECT_ROOT,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert (done.stdout, done.stderr) == (f"{heard}\n", "")


def test_another_error_in_a_callback_is_still_said() -> None:
    code = "x = type('X', (), {'__del__': lambda _: 1 / 0})(); del x"
    start = "from quartiers.execution.interruptions import hear_interruptions; hear_interruptions(); "
    done = subprocess.run(
        [sys.executable, "-c", start + code], cwd=PROJECT_ROOT, capture_output=True, encoding="utf-8", check=False
    )
    assert "ZeroDivisionError" in done.stderr
