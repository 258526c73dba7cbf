"""Ctrl-C and SIGTERM: heard once, and for sure."""

import _thread
import signal
import sys
import threading
import time
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from sys import UnraisableHookArgs

PATIENCE_S: Final = 5.0  # how long an interruption may take to end what runs
_AGAIN_S: Final = 0.05


class Terminated(KeyboardInterrupt):
    """SIGTERM: the same as Ctrl-C, but for its exit code."""


def hear_interruptions() -> None:
    """Have Ctrl-C and SIGTERM raise, once: an impatient hand would interrupt the kernels' end, and the run's own.

    What is raised in a callback (of a weak reference, say) goes nowhere: it is then raised again, a moment later.
    Should it have been lost otherwise, the next one is heard after a while.
    """
    never = -PATIENCE_S
    heard = never

    def hear(number: int, _frame: object) -> None:
        nonlocal heard
        before, heard = heard, time.monotonic()
        if heard - before >= PATIENCE_S:
            raise Terminated if number == signal.SIGTERM else KeyboardInterrupt

    def hear_again(lost: "UnraisableHookArgs") -> None:
        nonlocal heard
        if not isinstance(lost.exc_value, KeyboardInterrupt):
            sys.__unraisablehook__(lost)
            return
        heard = never
        number = signal.SIGTERM if isinstance(lost.exc_value, Terminated) else signal.SIGINT
        again = threading.Timer(_AGAIN_S, _signal_main_thread, [number])
        again.daemon = True
        again.start()

    sys.unraisablehook = hear_again
    signal.signal(signal.SIGTERM, hear)
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # else: not to be interrupted, say its parents
        signal.signal(signal.SIGINT, hear)


def _signal_main_thread(number: int) -> None:
    if sys.platform == "win32":
        _thread.interrupt_main(number)
    else:  # even while it waits for something
        main = threading.main_thread().ident
        assert main is not None
        signal.pthread_kill(main, number)
