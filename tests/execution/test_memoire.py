"""A process of many reports: its threads share a few heaps."""

import subprocess
import sys
import threading

import pytest

from quartiers.execution.memoire import HEAPS
from quartiers.execution.noyaux import atelier

THREADS = HEAPS + 8

# A heap is made when a thread first asks for memory while others, alive, have theirs.
COUNT_HEAPS = f"""
import ctypes, threading
from quartiers.execution.memoire import share_heaps

asked = share_heaps() if {{asked}} else None
libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
together = threading.Barrier({THREADS})

def work():
    together.wait()
    libc.malloc(2000)
    together.wait()

threads = [threading.Thread(target=work) for _ in range({THREADS})]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
libc.fdopen.restype = ctypes.c_void_p
out = ctypes.c_void_p(libc.fdopen(1, b"w"))
libc.malloc_info(0, out)
libc.fflush(out)
"""


def count_heaps(*, asked: bool) -> int:
    """Heaps of a process with many threads, as its C library tells."""
    command = [sys.executable, "-c", COUNT_HEAPS.format(asked=asked)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.count("<heap nr=")


@pytest.mark.skipif(sys.platform != "linux", reason="heaps are those of GNU's C library")
def test_threads_share_a_few_heaps() -> None:
    alone = count_heaps(asked=False)
    if alone <= HEAPS:
        pytest.skip("this C library gives threads no heap of their own")
    assert count_heaps(asked=True) == HEAPS


def test_what_makes_reports_asks_for_it_before_its_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    monkeypatch.setattr(atelier, "share_heaps", lambda: asked.append(threading.active_count()))
    before = threading.active_count()
    with atelier.Atelier():
        assert asked == [before]
