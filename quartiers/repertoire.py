"""What is listed of the places of a contract: shared by what words a list and by what draws its page.

Nothing here knows the domain, HTML or the disk.
"""

from collections.abc import Mapping
from dataclasses import dataclass

# Of an element, by the key of a filter, the values that it answers to.
Facettes = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Nom:
    """A noun, as it is counted."""

    singulier: str
    pluriel: str


@dataclass(frozen=True)
class Forme:
    texte: str
    etiquette: str = ""


@dataclass(frozen=True)
class Element:
    """What an entry holds: ``facettes`` gives, by the key of a filter, the values that it answers to."""

    titre: str
    etiquettes: tuple[str, ...]
    facettes: Facettes
    formes: tuple[Forme, ...] = ()


@dataclass(frozen=True)
class Groupe:
    """Elements of one kind. Only the ``principal`` ones answer to filters; the others, to words alone."""

    nom: Nom
    titre: str
    elements: tuple[Element, ...]
    principal: bool = False


@dataclass(frozen=True)
class Filtre:
    """A filter: the key of its facet, its label, what it says when it is open, and its values with their labels."""

    cle: str
    libelle: str
    tous: str
    valeurs: tuple[tuple[str, str], ...]
