"""An interruption that falls where nobody can hear it: in a callback, or in a library that drops it."""

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

def be_interrupted(_=None):
    os.kill(os.getpid(), signal.{name})
    time.sleep(0.1)

def in_a_callback():
    watched = Watched()
    reference = weakref.ref(watched, be_interrupted)
    del watched

def dropped():
    try:
        be_interrupted()
    except BaseException:
        pass

try:
    {where}()
    time.sleep(20)
    print("lost")
except Terminated:
    print("terminated")
except KeyboardInterrupt:
    print("interrupted")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="a process signals itself")
@pytest.mark.parametrize(("name", "heard"), [("SIGINT", "interrupted"), ("SIGTERM", "terminated")])
@pytest.mark.parametrize("where", ["in_a_callback", "dropped"])
def test_what_is_lost_is_raised_again(where: str, name: str, heard: str) -> None:
    """Of a callback, Python would print a traceback, and go on."""
    done = subprocess.run(
        [sys.executable, "-c", LOST.replace("{name}", name).replace("{where}", where)],
        cwd=PROJECT_ROOT,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert (done.stdout, done.stderr) == (f"{heard}\n", "")


ENDING = """
import os, signal, time
from quartiers.execution.interruptions import hear_interruptions

signal.signal(signal.SIGINT, signal.default_int_handler)
have_ended = hear_interruptions()

def be_interrupted():
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep(0.1)

try:
    try:
        be_interrupted()
    finally:
        be_interrupted()
        time.sleep(1)  # longer than it takes to be raised again
        print("put away")
except KeyboardInterrupt:
    be_interrupted()
    print("said")
finally:
    have_ended()
be_interrupted()
time.sleep(1)
print("ended")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="a process signals itself")
def test_what_an_interruption_ends_is_not_interrupted() -> None:
    done = subprocess.run(
        [sys.executable, "-c", ENDING], cwd=PROJECT_ROOT, capture_output=True, encoding="utf-8", timeout=60, check=False
    )
    assert (done.stdout, done.stderr) == ("put away\nsaid\nended\n", "")


def test_another_error_in_a_callback_is_still_said() -> None:
    code = "x = type('X', (), {'__del__': lambda _: 1 / 0})(); del x"
    start = "from quartiers.execution.interruptions import hear_interruptions; hear_interruptions(); "
    done = subprocess.run(
        [sys.executable, "-c", start + code], cwd=PROJECT_ROOT, capture_output=True, encoding="utf-8", check=False
    )
    assert "ZeroDivisionError" in done.stderr
