"""``contrat.toml`` cut into its statements, so that each is read by itself and has a line.

:mod:`tomllib` reads them; but it stops at the first mistake and tells no line of what it has read. Here the text is
only cut where a statement ends, so that every mistake is found at once, each where it is. tomlkit would not spare
that: it stops at the first mistake too, and what it reads has no line either.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

MAX_DEPTH: Final = 30  # tables and lists one in another, or parts of a dotted key; a contract needs two

# Texts, comments, and what opens, parts or closes. A text that is never closed ends with its line, or with the file
# after three quotes; each sort of text always matches, so that no quote is looked at twice.
_TOKEN: Final = re.compile(
    r'"""(?:\\.|[^\\])*?(?:"{3,5}|\Z)'
    r"|'''.*?(?:'{3,5}|\Z)"
    r'|"(?:\\[^\n]|[^"\\\n])*+["\\]?'
    r"|'[^'\n]*+'?"
    r"|#[^\n]*|[\[\]{}.,=\n]",
    re.DOTALL,
)
# A line that begins a statement even where a list or a text before it was left open.
_BEGINS: Final = re.compile(r"[ \t]*(?:\[+[A-Za-z_][\w.-]*\]+[ \t]*(?:#|\n)|[\w-]+[ \t]*=)")
_NEXT: Final = re.compile(rf"\n(?={_BEGINS.pattern})")
_HEADER: Final = re.compile(r"\s*\[+\s*[\"']?([\w.-]*)")
_KEY: Final = re.compile(r"\s*[\"']?([\w-]+)")


class Illisible(Exception):
    """A statement that is no TOML, on ``ligne``."""

    def __init__(self, ligne: int):
        self.ligne = ligne
        super().__init__(ligne)


@dataclass(frozen=True)
class Instruction:
    """A section's name between brackets, or a key and its value: ``texte``, which begins on ``ligne``.

    ``egal`` is where its sign = is, None without any; ``profondeur`` how deep its value is.
    """

    ligne: int
    texte: str
    egal: int | None
    profondeur: int

    @property
    def est_section(self) -> bool:
        return self.texte.lstrip().startswith("[")

    @property
    def est_trop_imbriquee(self) -> bool:
        return self.profondeur > MAX_DEPTH

    @property
    def cle(self) -> str:
        """What is written before the sign =."""
        return self.texte[: self.egal].strip() if self.egal is not None else ""

    @property
    def valeur(self) -> str:
        """What is written after it."""
        return self.texte[self.egal + 1 :].strip() if self.egal is not None else ""

    @property
    def nom(self) -> str:
        """The name of the section, or of the key, as far as it can be told; an empty text otherwise."""
        found = (_HEADER if self.est_section else _KEY).match(self.texte)
        return found[1] if found else ""

    @cached_property
    def contenu(self) -> dict[str, Any]:
        """What TOML reads in it; raises :class:`Illisible`."""
        if self.est_trop_imbriquee:
            raise Illisible(self.ligne)
        try:
            return tomllib.loads(self.texte)
        except ValueError as error:  # no TOML, or a number of more digits than Python reads
            raise Illisible(self.ligne + error_line(error) - 1) from error

    def line_of(self, value: str) -> int:
        """The line of it on which a text stands between quotes; its first if it is not found."""
        return self.ligne + self.texte.count("\n", 0, max(self.texte.rfind(f'"{value}"'), 0))


def error_line(error: ValueError) -> int:
    """The line that TOML's reader names, 1 if it names none."""
    found = re.search(r"at line (\d+)", str(error))
    return int(found[1]) if found else 1


def split(text: str) -> Iterator[Instruction]:
    """The statements of a text of which lines end with ``\\n``; blanks and comments are none."""
    text += "\n"
    statement, end = _Cours(0, 1), 0
    while token := _TOKEN.search(text, end):
        end = token.end()
        statement.take(token)
        ended = token[0] == "\n" and (statement.depth <= 0 or _BEGINS.match(text, end))
        if not ended and end == len(text):  # what was left open took the rest of the file: give it back
            following = _NEXT.search(text, token.start())
            ended, end = True, following.end() if following else end
        if ended:
            yield from statement.finish(text, end)
            statement = _Cours(end, statement.line + text.count("\n", statement.start, end))


class _Cours:
    """A statement while its end is looked for."""

    def __init__(self, start: int, line: int):
        self.start, self.line = start, line
        self.depth = self.deepest = self.chain = 0
        self.equals: int | None = None
        self.comments: list[tuple[int, int]] = []

    def take(self, token: re.Match[str]) -> None:
        found = token[0]
        if found in "[{":
            self.depth += 1
        elif found in "]}":
            self.depth -= 1
        elif found == "=" and self.depth == 0 and self.equals is None:
            self.equals = token.start() - self.start
        elif found.startswith("#"):
            self.comments.append(token.span())
        self.chain = self.chain + 1 if found == "." else 0 if found in "[{,=\n" else self.chain
        self.deepest = max(self.deepest, self.depth, self.chain)

    def finish(self, text: str, end: int) -> Iterator[Instruction]:
        """The statement, its comments blanked; none if nothing is left."""
        pieces, start = [], self.start
        for first, last in self.comments:
            pieces += [text[start:first], " " * (last - first)]
            start = last
        whole = "".join([*pieces, text[start:end]])
        if not whole.isspace():
            yield Instruction(self.line, whole, self.equals, self.deepest)
