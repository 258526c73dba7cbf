"""A console, and sentences in it."""

import textwrap
from typing import Final

from rich.console import Console

from quartiers.typographie import typeset

MOST_SAID: Final = 20  # sentences of one sort: more are no reading
NARROWEST: Final = 40  # characters; in less, sentences and tables are columns of letters


def make_console() -> Console:
    """Standard output: lines of any length, in which ``:smile:`` from a table stays what it is."""
    console = Console(highlight=False, soft_wrap=True, emoji=False)
    console.width = max(console.width, NARROWEST)
    return console


def say(console: Console, text: str) -> None:
    """A sentence, set in from the margin; textwrap, unlike rich, breaks no line at a no-break space.

    Nor at a hyphen: of « Centre-ville » cut in two, a reader cannot tell whether the hyphen is written.
    """
    indent = " " * 6
    wrapped = textwrap.fill(
        typeset(text), console.width, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False
    )
    console.print(wrapped, markup=False, soft_wrap=True)
