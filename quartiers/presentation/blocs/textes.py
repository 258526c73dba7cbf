"""Blocks of text: the title of a report, headings, paragraphs, lists, notes set apart."""

from dataclasses import dataclass
from typing import Any, Literal

from quartiers.echappement import typst_string
from quartiers.presentation.blocs.base import WHOLE, Bloc, report_metadata
from quartiers.presentation.blocs.contenu import Contenu, Discret
from quartiers.presentation.blocs.formes import (
    escape_html,
    heading_html,
    inline_html,
    inline_text,
    inline_typst,
    typst_array,
    typst_bool,
    typst_text,
)
from quartiers.typographie import typeset


@dataclass(frozen=True)
class Entete(Bloc):
    """Title of a report: the page's only h1, and what the document says of itself."""

    titre: str
    surtitre: str
    sous_titre: str
    titre_document: str
    description: str
    date_iso: str
    pied: str

    def to_html(self) -> str:
        return (
            f'<header class="entete"><p class="surtitre">{escape_html(self.surtitre)}</p>'
            f"<h1>{escape_html(self.titre)}</h1>"
            f'<p class="sous-titre">{escape_html(self.sous_titre)}</p></header>'
        )

    def to_typst(self) -> str:
        arguments = ", ".join(typst_text(t) for t in (self.titre, self.surtitre, self.sous_titre))
        return f"#entete({arguments})"

    def to_text(self) -> str:
        return f"{self.titre}\n{self.sous_titre}"

    def metadata(self) -> dict[str, Any]:
        return report_metadata(self.titre_document, self.description, self.date_iso, self.pied)


@dataclass(frozen=True)
class Titre(Bloc):
    """A heading of a section that is not always there, or whose text comes from the data; the others are the notebook's
    own. ``ancre`` is its address in a page, which lasts when its words change; without, it is made of them."""

    texte: str
    niveau: int = 3
    ancre: str = ""

    def to_html(self) -> str:
        return heading_html(self.niveau, self.texte, self.ancre)

    def to_typst(self) -> str:
        return f"#heading(level: {self.niveau}, {typst_text(self.texte)})"

    def to_text(self) -> str:
        return f"{'#' * self.niveau} {typeset(self.texte)}"


@dataclass(frozen=True)
class Paragraphe(Bloc):
    contenu: Contenu

    def to_html(self) -> str:
        return f"<p>{inline_html(self.contenu)}</p>"

    def to_typst(self) -> str:
        tight = "leading: 0.42em, " if isinstance(self.contenu, Discret) else ""  # smaller text, closer lines
        return f"#par({tight}{inline_typst(self.contenu)})"

    def to_text(self) -> str:
        return inline_text(self.contenu)


@dataclass(frozen=True)
class Liste(Bloc):
    items: tuple[Contenu, ...]

    def to_html(self) -> str:
        return "<ul>" + "".join(f"<li>{inline_html(i)}</li>" for i in self.items) + "</ul>"

    def to_typst(self) -> str:
        return f"#list(..{typst_array([f'[#({inline_typst(i)})]' for i in self.items])})"

    def to_text(self) -> str:
        return "\n".join(f"- {inline_text(i)}" for i in self.items)


@dataclass(frozen=True)
class Encadre(Bloc):
    """A note set apart: something to know before reading on."""

    titre: str
    paragraphes: tuple[Contenu, ...]
    nature: Literal["note", "alerte"] = "note"

    def to_html(self) -> str:
        body = "".join(f"<p>{inline_html(p)}</p>" for p in self.paragraphes)
        return (
            f'<aside class="encadre {self.nature}" aria-label="{escape_html(self.titre)}">'
            f'<p class="encadre-titre">{escape_html(self.titre)}</p>{body}</aside>'
        )

    def to_typst(self) -> str:
        body = typst_array([inline_typst(p) for p in self.paragraphes])
        whole = sum(len(inline_text(p)) for p in self.paragraphes) <= WHOLE
        title = typst_text(self.titre)
        return f"#encadre({typst_string(self.nature)}, {title}, {body}, solidaire: {typst_bool(whole)})"

    def to_text(self) -> str:
        return "\n".join([typeset(self.titre), *(inline_text(p) for p in self.paragraphes)])
