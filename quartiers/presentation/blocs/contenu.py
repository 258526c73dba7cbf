"""What a text is made of: words, strong or secondary, readings, calls to notes, links."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

Nature = Literal["fragile", "favorable", "neutre", "alerte"]

SYMBOLS: dict[str, str] = {"fragile": "▼", "favorable": "▲", "neutre": "●", "alerte": "!"}


@dataclass(frozen=True)
class Fort:
    """Strong text."""

    texte: str


@dataclass(frozen=True)
class Discret:
    """Secondary text: year, origin, note."""

    texte: str


@dataclass(frozen=True)
class Signal:
    """A reading: a symbol, a word, and a colour that repeats what they say."""

    nature: Nature
    texte: str


@dataclass(frozen=True)
class Saut:
    """A line break."""


@dataclass(frozen=True)
class Puces:
    """A short list inside a cell."""

    items: tuple["Contenu", ...]


@dataclass(frozen=True)
class Renvoi:
    """A call to a numbered note: a link where the report has that note.

    It is written ``[4]``, after a space that does not break: were it a mere raised digit, « 1 810 » and its note 4
    would be copied, searched and extracted as 18 104.
    """

    numero: int

    @property
    def texte(self) -> str:
        return f"[{self.numero}]"


@dataclass(frozen=True)
class RenvoiPartie:
    """A link to a part of a document that joins several reports, with its page; elsewhere, the text alone."""

    partie: str
    texte: str


@dataclass(frozen=True)
class Ancre:
    """A place that :class:`Lien` may lead to, named by what is there: it is shown by nothing.

    ``titre`` says what is there, to who hears a link of the PDF and not what is around it; else the link's text does.
    """

    nom: str
    titre: str = ""


@dataclass(frozen=True)
class Lien:
    """A link to an :class:`Ancre` of the same report; the text alone where the PDF does not have it."""

    cible: str
    texte: str


@dataclass(frozen=True)
class Pages:
    """The pages of the PDF where some anchors are: ``, p. 3 et 5``. Nothing on the screen, where links are enough."""

    cibles: tuple[str, ...]


@dataclass(frozen=True)
class Detail:
    """What a page may fold, and unfold for who asks; elsewhere it is told with the rest."""

    contenu: tuple["Fragment", ...]


Fragment: TypeAlias = (
    str | Fort | Discret | Signal | Saut | Puces | Renvoi | RenvoiPartie | Ancre | Lien | Pages | Detail
)
Contenu: TypeAlias = Fragment | Sequence[Fragment]


def fragments(contenu: Contenu) -> list[Fragment]:
    """The fragments of a content, one or several."""
    return [contenu] if isinstance(contenu, Fragment) else list(contenu)
