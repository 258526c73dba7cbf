"""The commands, and the parser that they make together."""

import argparse
from collections.abc import Iterable
from importlib import import_module
from typing import Final

from quartiers import __version__
from quartiers.commande.forme import Commande
from quartiers.commande.francais import FrenchHelp, FrenchParser

# The commands, in the order of the help. Each is the COMMANDE of the module of its name: to add one is to add its line.
MODULES: Final = (
    "rapports",
    "dossier",
    "clore",
    "bilan",
    "guide",
    "evaluer",
    "verifier",
    "lister",
    "classeur",
    "importer",
    "commencer",
)
DEFAULT: Final = "rapports"
PROGRAM: Final = "pipeline.py"  # what is typed, unless the program was called by another of its names
_COLUMN: Final = 60  # of what an example does

DESCRIPTION = """\
Rapports des projets de quartier d'un contrat de ville.

Sans commande, « {appel} » fabrique tous les rapports, et le classeur des données, dans reports/.
Codes de sortie : 0 tout est fait ; 1 un rapport ou le classeur a échoué (nommé, les autres sont écrits),
ou l'affichage n'a pas pu être écrit ; 2 données ou options à corriger (rien n'est écrit)."""


def find_command(name: str) -> Commande:
    """The command of that name."""
    found: Commande = import_module(f"quartiers.commande.{name}").COMMANDE
    return found


def make_parser(program: str = PROGRAM, names: Iterable[str] = MODULES) -> argparse.ArgumentParser:
    """What understands the options of the commands; ``program`` is the name by which it was called.

    Where it is known which command was typed, ``names`` may be that one: the others are not imported.
    """
    call = f"python {program}" if program.endswith(".py") else program
    commands = [find_command(name) for name in names]
    parser = FrenchParser(
        prog=program,
        description=DESCRIPTION.format(appel=call),
        epilog=_examples(call, commands),
        formatter_class=FrenchHelp,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"quartiers {__version__}", help="dit la version")
    several = parser.add_subparsers(dest="commande", required=True, metavar="commande")
    for command in commands:
        own = several.add_parser(
            command.nom,
            help=command.aide,
            description=command.description,
            formatter_class=FrenchHelp,
            allow_abbrev=False,
        )
        command.add_options(own)
    return parser


def _examples(call: str, commands: Iterable[Commande]) -> str:
    every = [example for command in commands for example in command.exemples]
    lines = [_example(f"  {call} {typed}".rstrip(), done) for typed, done in every]
    last = _example(f"  {call} {DEFAULT} --help", "toutes les options des rapports")
    return "\n".join(["exemples :", *lines, last])


def _example(typed: str, done: str) -> str:
    """What is typed and what it does, side by side if there is room."""
    between = " " * (_COLUMN - len(typed)) if len(typed) < _COLUMN else "\n" + " " * _COLUMN
    return f"{typed}{between}{done}".rstrip()
