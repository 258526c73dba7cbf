"""Numbered notes, and what a document that joins several reports says once for all of them.

Alone, a report says its sources and its definitions at its end. A committee's file has them in one annex, where a note
that several reports call stands once: its ``cle`` says that it is the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from quartiers.echappement import typst_string
from quartiers.presentation.blocs import (
    Bloc,
    Discret,
    Fort,
    Fragment,
    Paragraphe,
    heading_html,
    inline_html,
    inline_text,
    inline_typst,
    typst_array,
    typst_text,
)
from quartiers.typographie import typeset


@dataclass(frozen=True)
class Note:
    """What a note says: ``nom`` is what it is about, in the words that links to it use, and ``texte`` defines it.

    ``propre`` (sources) and ``enonce`` (lines of the document) may differ from a report to the next; ``cle`` (the name,
    if it is empty) says that two notes are of the same thing.
    """

    nom: str
    texte: str = ""
    propre: str = ""
    enonce: str = ""
    cle: str = ""

    @property
    def contenu(self) -> list[Fragment]:
        said: list[Fragment] = [Fort(f"{self.nom}.")]
        said += [f" {self.texte}"] if self.texte else []
        own = " ".join(filter(None, (self.propre, self.enonce)))
        return [*said, Discret(f" {own}")] if own else said

    def to_typst(self, number: int) -> str:
        texts = {"nom": self.nom, "texte": self.texte, "propre": self.propre, "enonce": self.enonce}
        fields = ", ".join(f"{name}: {typst_text(text)}" for name, text in texts.items())
        return f"(n: {number}, cle: {typst_string(self.cle or self.nom)}, {fields})"


@dataclass(frozen=True)
class Notes(Bloc):
    """Numbered notes, which :class:`~quartiers.presentation.blocs.Renvoi` call."""

    titre: str
    items: Mapping[int, Note]

    def to_html(self) -> str:
        notes = "".join(
            f'<li id="note-{number}" value="{number}">{inline_html(note.contenu)}</li>'
            for number, note in self.items.items()
        )
        return f'{heading_html(3, self.titre, "notes")}<ol class="notes">{notes}</ol>'

    def to_typst(self) -> str:
        notes = typst_array([note.to_typst(number) for number, note in self.items.items()])
        return f"#notes({typst_text(self.titre)}, {notes})"

    def to_text(self) -> str:
        notes = [f"[{number}] {inline_text(note.contenu)}" for number, note in self.items.items()]
        return "\n".join([typeset(self.titre), *notes])


@dataclass(frozen=True)
class ParagrapheCommun(Paragraphe):
    """What each report says in the same words (a rule of reading): a document of several says it once, in its annex."""

    def to_typst(self) -> str:
        return f"#commun({typst_text(inline_text(self.contenu))}, {inline_typst(self.contenu)})"
