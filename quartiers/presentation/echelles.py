"""The scales of a priority, in words: the same wherever they are said."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Echelle:
    """A scale: its word in the tables, in a cell, in a sentence, as a letter; the heading of its priorities in the
    report of a quartier, and of its themes in the synthesis."""

    echelle: str
    nom: str
    axe: str
    lettre: str
    titre: str
    titre_des_themes: str


INTERCOMMUNALE: Final = Echelle(
    "intercommunale",
    "Intercommunale",
    "axe intercommunal",
    "I",
    "Au sein des priorités intercommunales",
    "Axes intercommunaux",
)
PROPRE: Final = Echelle(
    "propre",
    "Propre au quartier",
    "propre au quartier",
    "P",
    "Propres au quartier",
    "Thèmes propres à certains quartiers",
)
ECHELLES: Final = {scale.echelle: scale for scale in (INTERCOMMUNALE, PROPRE)}
LEGENDE: Final = " ; ".join(f"{scale.lettre} : {scale.axe}" for scale in ECHELLES.values())
