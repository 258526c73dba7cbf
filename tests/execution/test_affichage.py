"""What is read in a terminal: words that matter by their hyphens stay whole, and a table says what it counts."""

import io

from rich.console import Console

from quartiers.analyse.doutes import Doute, Gravite, Regle
from quartiers.presentation.console.doutes import rules_table
from quartiers.presentation.console.ecran import say

NAME = "« Centre-ville – Fresnes-sur-l'Escaut »"


def test_no_line_ends_at_the_hyphen_of_a_name() -> None:
    """A reader could not tell whether the document writes it."""
    for width in range(40, 90):
        out = io.StringIO()
        say(Console(file=out, width=width), f"La synthèse publiée écrit ce quartier de deux façons : {NAME}.")
        lines = out.getvalue().splitlines()
        assert not [line for line in lines if line.endswith("-")]
        assert all(len(line) <= width for line in lines)


def test_the_table_of_rules_counts_reasons_and_says_so() -> None:
    doubt = Doute(Regle.SAUT, Gravite.DOUTE, ("a",), "x", "Une phrase.", "Citer.")
    out = io.StringIO()
    Console(file=out, width=100).print(rules_table([doubt, doubt]))
    head, *_ = out.getvalue().splitlines()
    assert "Raisons par règle (plusieurs par point)" in head
    assert "R14" in out.getvalue()
