"""The rules: every function ``rule_…`` of the modules ``regles_…`` of this package, found by their names.

To add one is to write it there, and its identifier and title in :class:`~quartiers.analyse.doutes.Regle`: no list of
them is kept elsewhere.
"""

from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from quartiers import analyse
from quartiers.analyse.doutes import Contexte, Doute

Rule = Callable[[Contexte], Iterator[Doute]]


@cache
def rules() -> tuple[Rule, ...]:
    """All of them, by module then as they are written there."""
    names = sorted(module.name for module in iter_modules(analyse.__path__) if module.name.startswith("regles_"))
    modules = [import_module(f"{analyse.__name__}.{name}") for name in names]
    return tuple(
        function
        for module in modules
        for name, function in vars(module).items()
        if name.startswith("rule_") and function.__module__ == module.__name__
    )
