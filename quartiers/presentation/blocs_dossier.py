"""What a document that joins several reports shows beside them: its cover, its contents, numbered questions."""

from dataclasses import dataclass
from typing import Any, ClassVar

from quartiers.echappement import typst_string
from quartiers.presentation.blocs import (
    Bloc,
    Contenu,
    RenvoiPartie,
    escape_html,
    inline_html,
    inline_text,
    inline_typst,
    report_metadata,
    typst_array,
)
from quartiers.typographie import typeset


@dataclass(frozen=True)
class Couverture(Bloc):
    """The cover: the document's only title of its own, the list of its parts, and what it says of itself.

    ``mentions`` are the lines at the foot; ``date_iso`` dates the document, and ``pied`` is at the foot of its pages.
    """

    titre: str
    surtitre: str
    lieu: str
    intitule: str
    parties: tuple[RenvoiPartie, ...]
    mentions: tuple[str, ...]
    titre_document: str
    description: str
    date_iso: str
    pied: str

    def to_html(self) -> str:
        parts = "".join(f"<li>{inline_html(p)}</li>" for p in self.parties)
        mentions = "".join(f'<p class="discret">{escape_html(m)}</p>' for m in self.mentions)
        return (
            f'<header class="entete"><p class="surtitre">{escape_html(self.surtitre)}</p>'
            f"<h1>{escape_html(self.titre)}</h1>"
            f'<p class="sous-titre">{escape_html(self.lieu)}</p></header>'
            f"<p>{escape_html(self.intitule)}</p><ul>{parts}</ul>{mentions}"
        )

    def to_typst(self) -> str:
        texts = ", ".join(typst_string(typeset(t)) for t in (self.surtitre, self.titre, self.lieu, self.intitule))
        parts = typst_array(
            [f"({typst_string(p.partie)}, {typst_string(typeset(p.texte))})" for p in self.parties],
        )
        mentions = typst_array([typst_string(typeset(m)) for m in self.mentions])
        return f"#couverture({texts}, {parts}, {mentions})"

    def to_text(self) -> str:
        lines = (self.surtitre, self.titre, self.lieu, self.intitule)
        parts = [f"- {p.texte}" for p in self.parties]
        return "\n".join(typeset(line) for line in (*lines, *parts, *self.mentions))

    def metadata(self) -> dict[str, Any]:
        return report_metadata(self.titre_document, self.description, self.date_iso, self.pied)


@dataclass(frozen=True)
class Sommaire(Bloc):
    """The contents of the document: links and page numbers, which only the PDF can give."""

    titre: str

    def to_html(self) -> str:
        return f'<p class="discret">{escape_html(self.titre)} : dans le PDF.</p>'

    def to_typst(self) -> str:
        return f"#sommaire({typst_string(typeset(self.titre))})"

    def to_text(self) -> str:
        return typeset(self.titre)


@dataclass(frozen=True)
class PageNouvelle(Bloc):
    """A new page of the PDF; ``si_entamee``: unless a good third of this one is left. Nothing on the screen."""

    si_entamee: bool = False

    def to_html(self) -> str:
        return ""

    def to_typst(self) -> str:
        return "#page-si-entamee()" if self.si_entamee else "#pagebreak(weak: true)"

    def to_text(self) -> str:
        return ""


@dataclass(frozen=True)
class SansPage(Bloc):
    """What follows starts no page of the PDF because this one is half filled: a short report. Nothing on the screen."""

    def to_html(self) -> str:
        return ""

    def to_typst(self) -> str:
        return "#sans-page.update(true)"

    def to_text(self) -> str:
        return ""


@dataclass(frozen=True)
class Questions(Bloc):
    """A list of questions, numbered from ``debut`` on: one numbering runs through several lists."""

    items: tuple[Contenu, ...]
    debut: int = 1
    annonce: ClassVar[bool] = True

    def to_html(self) -> str:
        items = "".join(f"<li>{inline_html(i)}</li>" for i in self.items)
        return f'<ol start="{self.debut}">{items}</ol>'

    def to_typst(self) -> str:
        return f"#questions({self.debut}, {typst_array([inline_typst(i) for i in self.items])})"

    def to_text(self) -> str:
        return "\n".join(f"{n}. {inline_text(i)}" for n, i in enumerate(self.items, start=self.debut))
