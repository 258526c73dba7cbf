"""Ctrl-C and SIGTERM: heard once, and for sure."""

import _thread
import math
import signal
import sys
import threading
import time
from collections.abc import Callable
from queue import SimpleQueue
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from sys import UnraisableHookArgs

PATIENCE_S: Final = 5.0  # how long after the command the process may take to end
_AGAIN_S: Final = 0.25


class Terminated(KeyboardInterrupt):
    """SIGTERM: the same as Ctrl-C, but for its exit code."""


def hear_interruptions() -> Callable[[], None]:
    """Have Ctrl-C and SIGTERM raise, and end the command for sure; gives what to call when it has ended.

    What is raised in a callback (of a weak reference, say) goes nowhere, and a library that is being imported may drop
    it: as long as the command goes on and nothing deals with an interruption, it is raised again. While something does,
    no other is heard: an impatient hand would interrupt the kernels' end, and the run's own.
    """
    over = threading.Event()
    raised: SimpleQueue[int] = SimpleQueue()  # a handler may write in it, whatever it has interrupted
    heard = -math.inf

    def hear(number: int, _frame: object) -> None:
        nonlocal heard
        ending = over.is_set() and time.monotonic() - heard < PATIENCE_S
        if ending or _is_dealt_with():
            return
        heard = time.monotonic()
        raised.put(number)
        raise Terminated if number == signal.SIGTERM else KeyboardInterrupt

    def insist() -> None:
        number = raised.get()
        while not over.wait(_AGAIN_S):
            _signal_main_thread(number)

    def pass_over(lost: "UnraisableHookArgs") -> None:
        if not isinstance(lost.exc_value, KeyboardInterrupt):
            sys.__unraisablehook__(lost)

    sys.unraisablehook = pass_over
    threading.Thread(target=insist, daemon=True).start()
    signal.signal(signal.SIGTERM, hear)
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # else: not to be interrupted, say its parents
        signal.signal(signal.SIGINT, hear)
    return over.set


def _is_dealt_with() -> bool:
    """Whether what a handler interrupts is itself the end of something that was interrupted."""
    error = sys.exc_info()[1]
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__context__
    return error is not None


def _signal_main_thread(number: int) -> None:
    if sys.platform == "win32":
        _thread.interrupt_main(number)
    else:  # even while it waits for something
        main = threading.main_thread().ident
        assert main is not None
        signal.pthread_kill(main, number)
