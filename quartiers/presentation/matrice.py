"""A matrix: many columns of short marks, their headers turned and grouped, on a wide page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, TypeAlias

from quartiers.echappement import typst_string
from quartiers.presentation.blocs import (
    SYMBOLS,
    Bloc,
    Contenu,
    Discret,
    Fragment,
    Nature,
    escape_html,
    fragments,
    inline_html,
    inline_text,
    inline_typst,
    typst_array,
)
from quartiers.presentation.nombres import cut_number
from quartiers.typographie import typeset

LARGEUR_PAYSAGE_CM = 25.7  # between the margins of a landscape page
MAX_RANGEES = 60  # of a page


@dataclass(frozen=True)
class Marque:
    """A short mark in a frame, filled or not, and the word that it stands for."""

    texte: str
    mot: str
    pleine: bool = False


@dataclass(frozen=True)
class Symbole:
    """The symbol of a reading, whose word the caption gives (and a screen reader says)."""

    nature: Nature
    mot: str


@dataclass(frozen=True)
class Point:
    """A dot: there is something here; its word is what a screen reader says, on paper as on screen."""

    mot: str


_Element: TypeAlias = Fragment | Marque | Symbole | Point
Cellule: TypeAlias = Contenu | Sequence[_Element]
_POINT = "●"


@dataclass(frozen=True)
class Rangee:
    """A row; ``debut`` rules it off from those above, ``forte`` is for totals."""

    titre: Contenu
    cellules: tuple[Cellule, ...]
    debut: bool = False
    forte: bool = False


@dataclass(frozen=True)
class Matrice(Bloc):
    """A table of short marks. ``groupes`` are headers over so many columns each, all of them or none.

    ``largeur_cm`` is what the page of the PDF has; columns are no wider than ``colonne_max_cm``. ``serree``: one mark a
    column at most, with next to no margin.
    """

    legende: str
    coin: str
    colonnes: tuple[Contenu, ...]
    rangees: tuple[Rangee, ...]
    groupes: tuple[tuple[str, int], ...] = ()
    largeur_cm: float = LARGEUR_PAYSAGE_CM
    titre_cm: float = 6.0
    colonne_max_cm: float = 2.2
    entete_cm: float = 3.7
    corps_pt: float = 9.0
    serree: bool = False
    annonce: ClassVar[bool] = True

    def __post_init__(self) -> None:
        widths = {len(self.colonnes), *(len(r.cellules) for r in self.rangees)}
        if self.groupes:
            widths.add(sum(n for _, n in self.groupes))
        if len(widths) != 1:
            raise ValueError(f"matrix « {self.legende} »: rows, columns and groups differ in length ({widths})")

    def to_html(self) -> str:
        kinds = self._kinds()
        heads = "".join(
            f'<th scope="col"{_css(kind)}><span class="tourne">{inline_html(c)}</span></th>'
            for c, kind in zip(self.colonnes, kinds, strict=True)
        )
        corner = f'<th scope="col"{" rowspan=2" if self.groupes else ""}>{escape_html(self.coin)}</th>'
        if self.groupes:
            groups = "".join(f'<th scope="colgroup" colspan="{n}">{escape_html(t)}</th>' for t, n in self.groupes)
            thead = f"<tr>{corner}{groups}</tr><tr>{heads}</tr>"
        else:
            thead = f"<tr>{corner}{heads}</tr>"
        label = escape_html(self.legende)
        return (
            f'<div class="defilant" role="region" aria-label="{label}" tabindex="0">'
            f'<table class="matrice{" serree" if self.serree else ""}">'
            f"<caption><span>{label}</span></caption><thead>{thead}</thead>"
            f"<tbody>{''.join(_row_html(r, kinds) for r in self.rangees)}</tbody></table></div>"
        )

    def _kinds(self) -> list[str]:
        """What each column holds, as a class of its cells: numbers, numbers that are read (a symbol follows), marks."""
        kinds = []
        for cells in zip(*(r.cellules for r in self.rangees), strict=True):
            firsts = [next(iter(_items(cell)), "") for cell in cells]
            numbers = [f for f in firsts if isinstance(f, str) and cut_number(f)]
            others = [f for f in firsts if f not in numbers and f not in ("", "—") and not isinstance(f, Discret)]
            read = any(isinstance(item, Symbole) for cell in cells for item in _items(cell))
            kinds.append("" if others or not numbers else "nombre lu" if read else "nombre")
        return kinds

    def to_typst(self) -> str:
        groups = typst_array([f"({typst_string(typeset(t))}, {n})" for t, n in self.groupes])
        rows = typst_array([_row_typst(r) for r in self.rangees])
        width = min(self.colonne_max_cm, (self.largeur_cm - self.titre_cm) / max(len(self.colonnes), 1))
        widths = typst_array([f"{self.titre_cm:g}cm", *([f"{width:.3f}cm"] * len(self.colonnes))])
        return (
            f"#matrice({typst_string(typeset(self.legende))}, {typst_string(typeset(self.coin))}, {groups}, "
            f"{typst_array([inline_typst(c) for c in self.colonnes])}, {rows}, {widths}, "
            f"hauteur: {self.entete_cm:g}cm, taille: {self.corps_pt:g}pt, serree: {'true' if self.serree else 'false'})"
        )

    def to_text(self) -> str:
        lines = [typeset(self.legende), " | ".join([typeset(self.coin), *(inline_text(c) for c in self.colonnes)])]
        lines += [" | ".join([inline_text(r.titre), *(_cell_text(c) for c in r.cellules)]) for r in self.rangees]
        return "\n".join(lines)


def _items(cell: Cellule) -> list[_Element]:
    return [cell] if isinstance(cell, Fragment) else list(cell)


def _css(kind: str) -> str:
    return f' class="{kind}"' if kind else ""


def _row_html(row: Rangee, kinds: Sequence[str]) -> str:
    css = " ".join(name for name, on in (("debut", row.debut), ("forte", row.forte)) if on)
    cells = "".join(f"<td{_css(k)}>{_cell_html(c)}</td>" for c, k in zip(row.cellules, kinds, strict=True))
    opening = f'<tr class="{css}">' if css else "<tr>"
    return f'{opening}<th scope="row">{inline_html(row.titre)}</th>{cells}</tr>'


def _cell_html(cell: Cellule) -> str:
    parts = []
    for item in _items(cell):
        match item:
            case Marque(texte, mot, pleine):
                css = "marque plein" if pleine else "marque"
                title = escape_html(mot)
                parts.append(f'<span class="{css}" title="{title}">{escape_html(texte)}</span>')
            case Symbole(nature, mot):
                parts.append(
                    f'<span class="signal {nature}"><span aria-hidden="true">{SYMBOLS[nature]}</span>'
                    f'<span class="cache">{escape_html(mot)}</span></span>'
                )
            case Point(mot):
                parts.append(
                    f'<span class="point"><span aria-hidden="true">{_POINT}</span>'
                    f'<span class="cache">{escape_html(mot)}</span></span>'
                )
            case _:
                parts.append(inline_html(item))
    return "".join(parts)


def _row_typst(row: Rangee) -> str:
    cells = typst_array([inline_typst(row.titre), *(_cell_typst(c) for c in row.cellules)])
    flags = ", ".join(
        f"{name}: {'true' if on else 'false'}" for name, on in (("debut", row.debut), ("forte", row.forte))
    )
    return f"(cellules: {cells}, {flags})"


def _cell_typst(cell: Cellule) -> str:
    parts = []
    for item in _items(cell):
        match item:
            case Marque(texte, _, pleine):
                parts.append(f"marque({'true' if pleine else 'false'}, {typst_string(typeset(texte))})")
            case Symbole(nature, _):
                parts.append(f'text(fill: couleurs.at("{nature}"), "{SYMBOLS[nature]}")')
            case Point(mot):
                parts.append(f'point({typst_string(typeset(mot))}, "{_POINT}")')
            case _:
                parts.append(inline_typst(item))
    return " + ".join(parts) if parts else '""'


def _cell_text(cell: Cellule) -> str:
    parts = []
    for item in _items(cell):
        match item:
            case Marque(texte, _, _):
                parts.append(typeset(texte))
            case Symbole(nature, _):
                parts.append(SYMBOLS[nature])
            case Point():
                parts.append(_POINT)
            case _:
                parts.append(" ".join(inline_text(f) for f in fragments(item)).replace("\n", " "))
    return "".join(parts)


def keep_together(matrice: "Matrice") -> "Ensemble":
    """The matrix on one page, unless it has more rows than any page."""
    return Ensemble((matrice,), 0 if len(matrice.rangees) > MAX_RANGEES else 1)


@dataclass(frozen=True)
class Ensemble(Bloc):
    """Blocks that stay on one page of the PDF, where they take no more than ``part`` of one; a section of the page.

    ``part`` is 0 for what is known to take more than a page. What is split begins where ``debut_cm`` are left.
    """

    blocs: tuple[Bloc, ...]
    part: float = 1.0
    debut_cm: float = 0.0

    def to_html(self) -> str:
        return "<section>" + "\n".join(b.to_html() for b in self.blocs) + "</section>"

    def to_typst(self) -> str:
        return (
            f"#ensemble(part: {self.part:g}, debut: {self.debut_cm:g}cm)[\n"
            + "\n\n".join(b.to_typst() for b in self.blocs)
            + "\n]"
        )

    def to_text(self) -> str:
        return "\n\n".join(b.to_text() for b in self.blocs)
