"""Blocks made of blocks: side by side, one after the other, or one of several."""

from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from quartiers.presentation.blocs.base import Bloc
from quartiers.presentation.blocs.formes import typst_array
from quartiers.presentation.blocs.textes import Paragraphe


@dataclass(frozen=True)
class Colonnes(Bloc):
    """Two blocks side by side; one under the other where there is no room."""

    gauche: Bloc
    droite: Bloc
    parts: tuple[int, int] = (1, 1)

    def to_html(self) -> str:
        left, right = self.parts
        return (
            f'<div class="colonnes" style="--gauche:{left}fr;--droite:{right}fr">'
            f"<div>{self.gauche.to_html()}</div><div>{self.droite.to_html()}</div></div>"
        )

    def to_typst(self) -> str:
        left, right = self.parts
        return (
            f"#grid(columns: ({left}fr, {right}fr), column-gutter: 14pt, "
            f"[{self.gauche.to_typst()}], [{self.droite.to_typst()}])"
        )

    def to_text(self) -> str:
        return f"{self.gauche.to_text()}\n\n{self.droite.to_text()}"

    def metadata(self) -> dict[str, Any]:
        return self.gauche.metadata() | self.droite.metadata()


@dataclass(frozen=True)
class Suite(Bloc):
    """Several blocks, one after the other; in the PDF a paragraph stays with the table, say, that it is before."""

    blocs: tuple[Bloc, ...]

    def to_html(self) -> str:
        return "\n".join(b.to_html() for b in self.blocs)

    def to_typst(self) -> str:
        return "\n\n".join(
            f"#introduction[{bloc.to_typst()}]"
            if isinstance(bloc, Paragraphe) and after is not None and after.annonce
            else bloc.to_typst()
            for bloc, after in zip_longest(self.blocs, self.blocs[1:])
        )

    def to_text(self) -> str:
        return "\n\n".join(b.to_text() for b in self.blocs)

    def metadata(self) -> dict[str, Any]:
        merged: dict[str, Any] = {}
        for bloc in self.blocs:
            merged |= bloc.metadata()
        return merged


@dataclass(frozen=True)
class Variantes(Bloc):
    """One thing said at several lengths, the longest first: on paper the first that the page has room for, with what
    follows it there (``suite``, measured and not shown); on a screen, which has no foot, the longest."""

    blocs: tuple[Bloc, ...]
    suite: Bloc | None = None

    def to_html(self) -> str:
        return f'<div class="variantes">{self.blocs[0].to_html()}</div>'

    def to_typst(self) -> str:
        choices = typst_array([*dict.fromkeys(f"[{bloc.to_typst()}]" for bloc in self.blocs)])  # each is measured
        after = f"[{self.suite.to_typst()}]" if self.suite is not None else "none"
        return f"#qui-tient({choices}, suite: {after})"

    def to_text(self) -> str:
        return self.blocs[0].to_text()

    def metadata(self) -> dict[str, Any]:
        return self.blocs[0].metadata()
