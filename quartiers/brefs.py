"""Short ``repr`` for what holds much: a console, a debugger or a failed test shows what a thing is, not all its data.

Rows of tables keep the whole ``repr`` of their dataclass, of which fingerprints are made
(:mod:`quartiers.analyse.empreintes`): only what gathers rows, and what is shown, is brief.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import fields, is_dataclass
from typing import Any, Final

_TEXT: Final = 40  # characters of a field
_WHOLE: Final = 300


class Bref:
    """A base of dataclasses whose ``repr`` is one short line: texts are cut, collections are counted.

    >>> from dataclasses import dataclass
    >>> @dataclass
    ... class Sac(Bref):
    ...     nom: str
    ...     billes: tuple[int, ...]
    >>> Sac("rouge", tuple(range(1000)))
    Sac(nom='rouge', billes=<1000>)
    """

    def __init_subclass__(cls, **keywords: Any) -> None:
        super().__init_subclass__(**keywords)
        if "__repr__" not in vars(cls):  # a dataclass writes its own unless the class has one
            cls.__repr__ = brief  # type: ignore[method-assign]


def brief(thing: Any) -> str:
    """The name of a dataclass and its fields, on a short line."""
    told = ", ".join(f"{f.name}={_brief_value(getattr(thing, f.name))}" for f in fields(thing) if f.repr)
    return f"{type(thing).__name__}({_cut(told, _WHOLE)})"


def _brief_value(value: object) -> str:
    if isinstance(value, str):
        return repr(_cut(value, _TEXT))
    if isinstance(value, Mapping | Sequence | Set):
        return f"<{len(value)}>"
    if is_dataclass(value):
        return f"<{type(value).__name__}>"
    return _cut(repr(value), _TEXT)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
