"""The tables of a data folder: what staff write, what importers write, what the columns of public files mean."""

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Final

from quartiers.donnees.description import Table, tables_of

# Those that others cite come first: their faults are told first.
_MODULES: Final = (
    "cadre",
    "enonces",
    "territoires",
    "projets",
    "relecture",
    "concertation",
    "forums",
    "suivi",
    "appuis",
    "sujets",
    "importees",
    "correspondances",
    "langage",
)


class _Tables(Mapping[str, Table]):
    """Tables by name, in order. Their modules are imported as they are needed: a list of quartiers asks for one."""

    def __init__(self) -> None:
        self._found: dict[str, Table] = {}
        self._left = list(_MODULES)

    def _load_next(self) -> None:
        module = import_module(f"{__name__}.{self._left.pop(0)}")
        self._found |= {found.nom: found for found in tables_of(module)}

    def __getitem__(self, nom: str) -> Table:
        while nom not in self._found and self._left:
            self._load_next()
        return self._found[nom]

    def __iter__(self) -> Iterator[str]:
        while self._left:
            self._load_next()
        return iter(self._found)

    def __len__(self) -> int:
        return len(list(iter(self)))


TABLES: Final[Mapping[str, Table]] = _Tables()
