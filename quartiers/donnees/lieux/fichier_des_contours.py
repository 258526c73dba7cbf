"""The file of contours of a data folder, and what was meant as it under another name.

It is optional: without it the maps show points. A file that was meant, and not found, would be missing without a word.
"""

import os
import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path
from typing import Final

from quartiers.donnees.description import Lieu
from quartiers.donnees.erreurs import Anomalie
from quartiers.donnees.fichiers.lecture import is_file, is_folder
from quartiers.donnees.fichiers.textes import COPY, clean_text, fold

FICHIER: Final = "perimetres.geojson"
CHEMIN: Final = f"{Lieu.IMPORTEES}/{FICHIER}"
_PLAIN: Final = Path(FICHIER).stem
# Endings of files of maps, and what systems add to them.
_MAPS: Final = r"\.(geojson|topojson|json|shp|gpkg|kml)\b"
_ENDING: Final = re.compile(rf"({_MAPS}|\.(txt|zip|gz))$")
_LIKENESS: Final = 0.85


def find_contours(dossier: Path, anomalies: list[Anomalie]) -> Path | None:
    """The file of contours of a data folder, if it has one; in ``anomalies``, what has its name and is no file."""
    path = place_of_contours(dossier)
    if not os.path.lexists(path):
        return None
    if is_file(path):
        return path
    anomalies.append(Anomalie(FICHIER, "un fichier de contours", remede=_how_to_mend(path)))
    return None


def check_names(dossier: Path) -> Iterator[Anomalie]:
    """Entries of a data folder that were meant as its file of contours, or as a second one."""
    own = place_of_contours(dossier)
    absent = not os.path.lexists(own)
    for other in _others(dossier, own):
        plain = _plain(other.name)
        if absent and _is_near(plain):
            expected = f"les contours des QPV sous leur nom, {CHEMIN}"
            yield Anomalie(other.name, expected, remede=_how_to_mend(other))
        elif plain == _PLAIN and is_file(own) and is_file(other) and not other.samefile(own):
            there = own.relative_to(dossier)
            remedy = f"{there} est là aussi : garder l'un des deux, et déplacer l'autre hors du dossier des données."
            yield Anomalie(other.name, "un seul fichier de contours", remede=remedy)


def place_of_contours(dossier: Path) -> Path:
    """The file of contours: where folders had it before importers had a place, else in that place."""
    former = dossier / FICHIER
    return former if os.path.lexists(former) else dossier / CHEMIN


def _others(dossier: Path, own: Path) -> list[Path]:
    """Entries that may be files of contours, beside the own one, in the order of names."""
    folders = filter(is_folder, (dossier, dossier / Lieu.IMPORTEES))
    entries = sorted(entry for folder in folders for entry in folder.iterdir())
    return [p for p in entries if p != own and not p.name.startswith((".", "~")) and _may_hold_contours(p)]


def _may_hold_contours(path: Path) -> bool:
    if re.search(_MAPS, path.name.lower()):
        return True
    return not path.suffix and not is_folder(path)


def _plain(name: str) -> str:
    """A name without its endings, case, accents, signs, and marks of a copy.

    >>> _plain("Périmètres (1).GeoJSON.txt"), _plain("Copie de perimetres.geojson"), _plain("qpv_2024.geojson")
    ('perimetres', 'perimetres', 'qpv 2024')
    """
    plain, longer = fold(clean_text(name)), ""
    while plain != longer:
        longer = plain
        plain = COPY.sub("", _ENDING.sub("", plain)).strip()
    return " ".join(re.split(r"[\s_.]+", plain))


def _is_near(plain: str) -> bool:
    return _PLAIN.removesuffix("s") in plain or SequenceMatcher(None, plain, _PLAIN).ratio() >= _LIKENESS


def _how_to_mend(path: Path) -> str:
    if is_folder(path):
        return "C'est un dossier : le déplacer."
    if path.is_symlink() and not path.exists():
        return "C'est un lien vers un fichier qui n'existe plus : le retirer, ou le refaire."
    return f"Le renommer « {CHEMIN} », ou le déplacer hors du dossier des données et l'importer de là."
