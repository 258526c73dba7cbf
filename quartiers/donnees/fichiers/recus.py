"""Files that the program is given, whatever they are: there, readable and not huge, or refused with the reason."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from quartiers.donnees.erreurs import Anomalie, reason_of
from quartiers.donnees.fichiers.lecture import is_file, is_folder

MAX_BYTES: Final = 200 * 1024 * 1024  # a hundred times the largest file that INSEE publishes


class FichierRefuse(Exception):
    """A file that is broken; :attr:`anomalies` says why."""

    def __init__(self, anomalies: Iterable[Anomalie]):
        self.anomalies = tuple(anomalies)
        super().__init__(self.anomalies)


def read_bytes(path: Path, expected: str) -> bytes:
    """Content of a file that is there, readable and not huge; ``expected`` completes "attendu : ".

    Raises :class:`FichierRefuse`, before reading anything where the size says enough.
    """
    if not is_file(path):
        remedy = (
            "C'est un dossier sans fichier de ce type." if is_folder(path) else "Il n'existe pas : vérifier le nom."
        )
        raise FichierRefuse([Anomalie(str(path), expected, remede=remedy)])
    try:
        size = path.stat().st_size
        if size <= MAX_BYTES:
            return path.read_bytes()
    except OSError as error:
        remedy = f"Il ne se lit pas ({reason_of(error)}) : le fermer ailleurs, ou vérifier les droits."
        raise FichierRefuse([Anomalie(path.name, expected, remede=remedy)]) from error
    limit = f"{expected}, de {MAX_BYTES // 1024**2} Mo au plus"
    remedy = f"Celui-ci pèse {size // 1024**2} Mo : ce n'est sans doute pas le bon fichier."
    raise FichierRefuse([Anomalie(path.name, limit, remede=remedy)])
