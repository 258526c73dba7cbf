"""The command line: parse, run a command, exit code. ``--help`` says the rest, in French."""

import argparse
import gc
import sys
from collections.abc import Sequence

from quartiers import PROJECT_ROOT
from quartiers.chemins import CheminInvalide, is_local, leave_lost_folder
from quartiers.commande.etapes import say_invalid
from quartiers.commande.forme import FAILED, INTERRUPTED, TERMINATED, USAGE, Commande
from quartiers.commande.francais import speak_french
from quartiers.commande.registre import DEFAULT, MODULES, PROGRAM, find_command, make_parser
from quartiers.execution.interruptions import Terminated, hear_interruptions
from quartiers.execution.terminal import run_command


def start(program: str = PROGRAM) -> int:
    """Run what was typed after the program's name, whatever it was given to run in; gives the exit code."""
    try:
        return run_command(lambda: main(program=program))
    except KeyboardInterrupt:  # while the libraries are imported: nothing has begun
        return INTERRUPTED


def start_installed() -> int:
    """The same, for the program that pip installs."""
    return start("quartiers")


def main(arguments: Sequence[str] | None = None, program: str = PROGRAM) -> int:
    """Run a command; returns the exit code."""
    speak_french()
    typed = with_default_command(sys.argv[1:] if arguments is None else list(arguments))
    parser = make_parser(program, (typed[0],) if typed[0] in MODULES else MODULES)
    if empty := next((word for word in typed if word.startswith("--") and word.endswith("=--")), None):
        parser.error(f"une valeur est attendue après {empty.removesuffix('--')}")  # argparse would give none, untyped
    options = parser.parse_args(typed)
    leave_lost_folder(PROJECT_ROOT)
    return _run(find_command(options.commande), options)


def with_default_command(arguments: list[str]) -> list[str]:
    """What was typed, with the command that it is about if none was named."""
    first = arguments[0] if arguments else ""
    if first in ("-h", "--help", "--version") or (first and not first.startswith("-")):
        return arguments
    return [DEFAULT, *arguments]


def _run(command: Commande, options: argparse.Namespace) -> int:
    from quartiers.donnees import DonneesInvalides, Introuvable
    from quartiers.execution.echecs import EcritureImpossible
    from quartiers.execution.grappe import GrappeIndisponible
    from quartiers.execution.verrou import DossierOccupe

    have_ended = hear_interruptions()
    # What is imported stays: looking for what could go among it takes a tenth of the time, and more at the end.
    gc.set_threshold(50_000, 20, 20)
    try:
        _refuse_distant(command, options)
        return command.run(options)
    except (DonneesInvalides, Introuvable) as error:
        if command.ecrit:
            say_invalid(error)
        else:
            print(error, file=sys.stderr)
        return USAGE
    except (DossierOccupe, CheminInvalide, GrappeIndisponible) as error:
        print(error, file=sys.stderr)
        return USAGE
    except EcritureImpossible as error:
        print(error, file=sys.stderr)
        return FAILED
    except KeyboardInterrupt as stop:
        print(f"Interrompu : {command.interrompue}.", file=sys.stderr)
        return TERMINATED if isinstance(stop, Terminated) else INTERRUPTED
    finally:
        have_ended()
        gc.freeze()


def _refuse_distant(command: Commande, options: argparse.Namespace) -> None:
    folders = [folder for name in ("donnees", "sortie", "dossier") if (folder := getattr(options, name, None))]
    if not command.ailleurs and not all(map(is_local, folders)):
        raise CheminInvalide(f"« {command.nom} » ne travaille que sur les dossiers de cette machine.")
