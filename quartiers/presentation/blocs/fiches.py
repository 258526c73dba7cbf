"""Blocks of a few values, each with what it is: the identity of a quartier, its key figures."""

from dataclasses import dataclass

from quartiers.presentation.blocs.base import Bloc
from quartiers.presentation.blocs.contenu import Contenu, Fort, Fragment, Renvoi
from quartiers.presentation.blocs.formes import (
    escape_html,
    inline_html,
    inline_text,
    inline_typst,
    typst_array,
    typst_text,
)
from quartiers.typographie import typeset


@dataclass(frozen=True)
class Fiche(Bloc):
    """Label and value pairs, one after the other: the identity of a quartier."""

    lignes: tuple[tuple[str, Contenu], ...]

    def to_html(self) -> str:
        rows = "".join(
            f"<div><dt>{escape_html(label)}</dt><dd>{inline_html(value)}</dd></div>" for label, value in self.lignes
        )
        return f'<dl class="fiche">{rows}</dl>'

    def to_typst(self) -> str:
        pairs = [f"({typst_text(label)}, {inline_typst(value)})" for label, value in self.lignes]
        lengths = [len(label) + len(inline_text(value)) for label, value in self.lignes]
        left = min(range(1, len(lengths) + 1), key=lambda n: max(sum(lengths[:n]), sum(lengths[n:])), default=0)
        return f"#fiche({typst_array(pairs)}, {left})"

    def to_text(self) -> str:
        return "\n".join(f"{typeset(label)}\u202f: {inline_text(value)}" for label, value in self.lignes)


@dataclass(frozen=True)
class ChiffreCle:
    """A figure to be seen first: the value, what it is, what it compares with, how it stands and moves.

    The call to its note follows what it is, never the value.
    """

    valeur: str
    libelle: str
    detail: str
    lectures: tuple[Contenu, ...] = ()
    note: int | None = None

    @property
    def appel(self) -> tuple[Fragment, ...]:
        return (Renvoi(self.note),) if self.note is not None else ()


@dataclass(frozen=True)
class ChiffresCles(Bloc):
    chiffres: tuple[ChiffreCle, ...]

    def to_html(self) -> str:
        items = []
        for c in self.chiffres:
            readings = "".join(f"<p>{inline_html(reading)}</p>" for reading in c.lectures)
            items.append(
                f'<li><p class="valeur">{escape_html(c.valeur)}</p>'
                f'<p class="libelle">{inline_html([c.libelle, *c.appel])}</p>'
                f'<p class="discret">{escape_html(c.detail)}</p>{readings}</li>'
            )
        return f'<ul class="chiffres-cles">{"".join(items)}</ul>'

    def to_typst(self) -> str:
        cards = [
            f"({typst_text(c.valeur)}, {inline_typst([Fort(c.libelle), *c.appel])}, "
            f"{typst_text(c.detail)}, {typst_array([inline_typst(r) for r in c.lectures])})"
            for c in self.chiffres
        ]
        return f"#chiffres-cles({typst_array(cards)})"

    def to_text(self) -> str:
        return "\n".join(
            f"{c.valeur} {inline_text([c.libelle, *c.appel])} ({c.detail})"
            + "".join(f" ; {inline_text(r)}" for r in c.lectures)
            for c in self.chiffres
        )
