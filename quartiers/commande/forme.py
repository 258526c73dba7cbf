"""What a command is, and a source of ``importer``: what each module of this package says of its own."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from rich.console import Console

DONE: Final = 0
FAILED: Final = 1
USAGE: Final = 2
INTERRUPTED: Final = 130
TERMINATED: Final = 143


@dataclass(frozen=True)
class Commande:
    """A command: what is typed, what its help says, its options, what it does.

    ``aide`` is its line in the program's help, ``description`` heads its own, ``exemples`` are what may be typed after
    the program's name, each with what that does. ``add_options`` gives its parser what it understands. ``run`` does
    it and gives the exit code; what it needs, it imports itself: help and the other commands do not wait for it.

    ``interrompue`` says what an interruption leaves whole. ``ecrit``: it writes, so that whoever has to mend the tables
    is told that nothing was. ``ailleurs``: its folders may be others than this machine's.
    """

    nom: str
    aide: str
    add_options: Callable[[ArgumentParser], None]
    run: Callable[[Namespace], int]
    description: str | None = None
    exemples: tuple[tuple[str, str], ...] = ()
    interrompue: str = "aucun fichier n'est écrit à moitié"
    ecrit: bool = True
    ailleurs: bool = False


@dataclass(frozen=True)
class Source:
    """What ``importer`` takes files from: ``run`` reads them, says what it has done, and gives the exit code.

    ``plusieurs``: it takes several files at once, folders and patterns.
    """

    nom: str
    aide: str
    description: str
    run: Callable[[Namespace, "Console"], int]
    plusieurs: bool = False
    add_options: Callable[[ArgumentParser], None] | None = None
