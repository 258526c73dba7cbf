"""What a process that makes many reports keeps of memory: what it uses, and little of what it has used.

GNU's C library gives threads heaps of their own, up to eight a core. Each report lays out and converts in new threads:
what one of them frees in its heap serves no other, and half a gigabyte was held so after a hundred reports, of which a
quarter was in use.
"""

import ctypes
import sys
from typing import Final

_M_ARENA_MAX: Final = -8  # of GNU's ``mallopt``
HEAPS: Final = 2  # one makes threads wait for each other, and takes a fifth more of processor


def share_heaps() -> bool:
    """Have this process's threads share a few heaps, from now on; whether the C library took it.

    To be asked before threads are at work: heaps that are there stay, and are used.
    """
    set_option = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform == "linux" else None
    return set_option is not None and bool(set_option(_M_ARENA_MAX, HEAPS))
