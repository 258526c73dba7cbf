"""What the menu imports: which kind of file, the files that are dragged onto the window, and the command for them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final


@dataclass(frozen=True)
class Import:
    """A kind of file: what the menu calls it, what it asks, and whether a command takes several at once."""

    source: str
    titre: str
    question: str
    ensemble: bool = True


IMPORTS: Final = (
    Import(
        "insee",
        "Des chiffres de l'Insee sur les QPV (CSV, archives .zip, ou le dossier qui les contient)",
        "Fichiers de l'Insee, tels que téléchargés",
    ),
    Import("perimetres", "Les contours des QPV (GeoJSON de l'ANCT)", "Fichier des contours", ensemble=False),
    Import("postes", "Les postes d'adultes-relais et Fonjep (JSON de l'ANCT)", "Fichiers des postes"),
    Import(
        "actions",
        "Des actions et des subventions (SCDL, exports de l'État, tableau à vous)",
        "Fichiers des actions ou des subventions",
    ),
    Import(
        "questionnaire",
        "Les réponses à un questionnaire (une ligne par personne ; le fichier n'est pas gardé)",
        "Fichier des réponses",
        ensemble=False,
    ),
    Import("classeur", "Le classeur des tables, rempli ailleurs ou reçu", "Classeur rempli", ensemble=False),
)


def commands_of(kind: Import, files: Sequence[Path], demarche: str = "") -> list[list[str | Path]]:
    """What follows ``pipeline.py``, for each command that these files take."""
    which = [f"--demarche={demarche}"] if demarche else []
    places = [path.absolute() for path in files]  # whatever their names begin with, they are no options
    groups = [places] if kind.ensemble else [[path] for path in places]
    return [["importer", kind.source, *which, *group] for group in groups]


def run_all(commands: Sequence[Sequence[str | Path]], run: Callable[..., int]) -> bool:
    """Run them until one fails; whether all have done their work."""
    return all(run(*command) == 0 for command in commands)
