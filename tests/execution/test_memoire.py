"""A process of many reports: its threads share a few heaps."""

import subprocess
import sys

import pytest

from quartiers.execution.memoire import HEAPS

THREADS = 12

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


def test_making_many_reports_asks_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    from quartiers.execution import rapports
    from quartiers.execution.noyaux.atelier import Atelier

    asked: list[bool] = []
    monkeypatch.setattr(rapports, "share_heaps", lambda: asked.append(True))
    with Atelier(fork=False) as atelier:
        assert (
            rapports.run_all([], lambda _task: pytest.fail("no task"), 1, lambda _result: None, atelier=atelier) == []
        )
    assert asked
