"""What was found sound before, and need not be looked at again: for who keeps it, and nobody does by default.

Checks of surfaces take libraries that are longer to import than the tables to read, for contours that hardly ever
change. A check that :func:`check_once` makes depends on its content alone: what is known of one is then sound.
"""

import contextlib
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from typing import Protocol, TypeVar

T = TypeVar("T")


class Vus(Protocol):
    """Who keeps what was found sound by this very program."""

    def knows(self, content: str) -> bool: ...

    def keep(self, content: str) -> None: ...


_vus: ContextVar[Vus | None] = ContextVar("vus", default=None)


@contextlib.contextmanager
def seen_before(vus: Vus) -> Iterator[None]:
    """Have ``vus`` asked, and told, while the block reads tables."""
    token = _vus.set(vus)
    try:
        yield
    finally:
        _vus.reset(token)


def check_once(content: object, check: Callable[[], list[T]]) -> list[T]:
    """What a check finds wrong with a content; nothing, without looking, if it found nothing before.

    ``content`` is all that the check reads; its ``repr`` must tell it whole.
    """
    vus = _vus.get()
    if vus is None:
        return check()
    told = repr(content)
    if vus.knows(told):
        return []
    if not (found := check()):
        vus.keep(told)
    return found
