"""What a lack is: a question of the evaluation, why it has no answer, what to fill, and who has it to say."""

from dataclasses import dataclass
from typing import Final

SERVICE: Final = "service politique de la ville"
PROJET: Final = "chef ou cheffe de projet"
PILOTE: Final = "pilote de l'action"
PORTEUR: Final = "porteur de l'action"
FINANCEURS: Final = "financeurs"
AGGLOMERATION: Final = "intercommunalité (observatoire)"
INSEE: Final = "service politique de la ville, avec les fichiers de l'Insee"


@dataclass(frozen=True)
class Lacune:
    """``table`` and ``colonnes`` are what is to be filled (or the command that does), ``qui`` who has it to say."""

    question: str
    raison: str
    table: str
    colonnes: tuple[str, ...]
    qui: str
