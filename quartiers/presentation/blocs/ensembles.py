"""Blocks made of blocks: side by side, one after the other."""

from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from quartiers.presentation.blocs.base import Bloc
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
