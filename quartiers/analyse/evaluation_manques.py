"""What a lack is: a question of the evaluation, why it has no answer, what to fill, and who has it to say."""

from dataclasses import dataclass
from datetime import date
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


def when_to_fill(lack: Lacune, horizon: int, today: date) -> str:
    """By when it is to be recorded, for the evaluation of ``horizon``: what passes cannot be recovered, what is
    published can wait. From that year on, it is now."""
    if today.year >= horizon:
        return "dès maintenant"
    last = f"avant fin {horizon - 1}"
    if "depart" in lack.colonnes:
        return "avant que l'action commence ; si elle a commencé, dès maintenant"
    if lack.table == "financements" and lack.colonnes == ("depense",):
        return f"au compte rendu financier ; pour {horizon - 1}, avant mi-{horizon}"
    if lack.colonnes == ("demande",):
        return f"au dépôt de la demande ; {last}"
    if lack.table == "financements":
        return f"à la notification ; {last}"
    if lack.table in ("comites, decisions", "decisions", "priorites"):
        return f"à chaque comité ; {last}"
    if lack.table.startswith("actions"):
        return f"au prochain comité, puis à la fin de l'action ; {last}"
    if lack.table.startswith(("importer", "references")):
        return f"à la parution ; au plus tard début {horizon}"
    return last
