"""argparse in French: it takes its words from gettext, which has no French catalogue for them."""

import argparse
from typing import Any, NoReturn

from quartiers.echappement import on_one_line

_WORDS = {
    "usage: ": "utilisation : ",
    "positional arguments": "commandes",
    "options": "options",
    "show this help message and exit": "affiche cette aide",
    "unrecognized arguments: %s": "option inconnue : %s",
    "argument %(argument_name)s: %(message)s": "%(argument_name)s : %(message)s",
    "the following arguments are required: %s": "il manque : %s",
    "one of the arguments %s is required": "il faut l'une des options %s",
    "not allowed with argument %s": "incompatible avec %s",
    "invalid choice: %(value)r (choose from %(choices)s)": "choix inconnu : %(value)r (possibles : %(choices)s)",
    "invalid %(type)s value: %(value)r": "valeur refusée : %(value)r",
    "expected one argument": "une valeur est attendue",
    "expected at most one argument": "une valeur au plus est attendue",
    "expected at least one argument": "au moins une valeur est attendue",
    "ambiguous option: %(option)s could match %(matches)s": "option ambiguë : %(option)s (%(matches)s ?)",
    "ignored explicit argument %r": "valeur inattendue : %r",
    "%(prog)s: error: %(message)s\n": "%(prog)s : erreur : %(message)s\n",
}


def speak_french() -> None:
    """Make argparse's own messages French, for this process."""
    argparse._ = lambda message: _WORDS.get(message, message)  # type: ignore[attr-defined]


class FrenchParser(argparse.ArgumentParser):
    """A parser that says what is wrong on one line, whatever was typed."""

    def error(self, message: str) -> NoReturn:
        super().error(on_one_line(message))


class FrenchHelp(argparse.RawDescriptionHelpFormatter):
    """Help with room for the option names."""

    def __init__(self, *args: Any, **kwargs: Any):
        kwargs.setdefault("max_help_position", 28)
        super().__init__(*args, **kwargs)
