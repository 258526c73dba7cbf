"""What a process that makes many reports keeps of memory: what it uses, and little of what it has used.

GNU's C library gives threads heaps of their own, up to eight a core. Each report is executed, laid out and converted in
new threads: what one of them frees in its heap serves no other, and more of it stays with each report.
"""

import ctypes
import os
import sys
from typing import Final

_M_ARENA_MAX: Final = -8  # of GNU's ``mallopt``
# Two a core: on two cores, with two in all, threads waited for each other, a seventh more of the process's time; with
# four, no more was measured, within a tenth either way.
HEAPS: Final = 2 * (os.cpu_count() or 1)


def share_heaps() -> bool:
    """Have this process's threads share a few heaps, from now on; whether the C library took it.

    To be asked before threads are at work: heaps that are there stay, and are used.
    """
    set_option = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform == "linux" else None
    return set_option is not None and bool(set_option(_M_ARENA_MAX, HEAPS))
