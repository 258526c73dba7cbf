"""The text of ``contrat.toml``, as editors and copies leave it; or why there is none."""

import re
from difflib import get_close_matches
from pathlib import Path
from typing import Final

from quartiers.donnees.erreurs import Anomalie, reason_of
from quartiers.donnees.fichiers.codages import decode
from quartiers.donnees.fichiers.textes import fold
from quartiers.echappement import printable

CONTRACT_FILE: Final = "contrat.toml"
MAX_BYTES: Final = 1_000_000  # ours has 4,000
MAX_LINES: Final = 20_000

# What copies and downloads leave in a name: "contrat (1).toml", "contrat - Copie.toml", "contrat.toml.txt".
_COPY: Final = re.compile(r"(?: ?\(\d+\)| copie| copy|copie de |copy of |\.txt|\s)+")


class Rapporteur:
    """What is wrong in ``contrat.toml``, added to ``anomalies`` as it is found."""

    def __init__(self, anomalies: list[Anomalie]):
        self.anomalies = anomalies

    def report(
        self, expected: str, line: int | None = None, found: str | None = None, remedy: str | None = None
    ) -> None:
        self.anomalies.append(Anomalie(CONTRACT_FILE, expected, line, None, found, remedy))


def read_contract_file(folder: Path, anomalies: list[Anomalie]) -> str | None:
    """The text of the file of ``folder``, or None if there is none.

    Its lines end with ``\\n``, and it has no invisible character. What cannot be read is added to ``anomalies``, and so
    is a file whose name is so near that it may be the one meant.
    """
    path, faults = folder / CONTRACT_FILE, Rapporteur(anomalies)
    if not path.is_file():
        faults.report("le fichier qui décrit le contrat", remedy=_why_missing(path))
        return None
    for name in _copies(path):
        remedy = f"Garder un seul des deux fichiers, sous le nom {CONTRACT_FILE}."
        faults.report("un seul fichier de ce nom, ou presque", found=name, remedy=remedy)
    try:
        with path.open("rb") as file:
            return _checked_text(file.read(MAX_BYTES + 1), faults)
    except OSError as error:
        remedy = f"Le fermer dans les autres logiciels, et vérifier qu'on a le droit de le lire ({reason_of(error)})."
        faults.report("un fichier texte lisible", remedy=remedy)
        return None


def _checked_text(data: bytes, faults: Rapporteur) -> str | None:
    try:
        text = "" if len(data) > MAX_BYTES else decode(data)
    except UnicodeError:
        faults.report("un fichier texte lisible", remedy="L'enregistrer de nouveau en UTF-8.")
        return None
    if len(data) > MAX_BYTES or text.count("\n") > MAX_LINES:
        expected = f"un fichier de quelques dizaines de lignes ({MAX_LINES} lignes et {MAX_BYTES // 10**6} Mo au plus)"
        faults.report(expected, remedy="Reprendre le fichier d'avant.")
    elif "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        remedy = "Le fichier est abîmé, ou n'est pas un texte : l'enregistrer de nouveau en UTF-8."
        faults.report("du texte, sans caractère nul", line, remedy=remedy)
    elif not text.strip():
        faults.report("le fichier qui décrit le contrat", remedy="Il est vide : reprendre le fichier d'avant.")
    else:
        return printable(text)
    return None


def _why_missing(path: Path) -> str:
    if path.is_symlink():
        return "Ce nom est celui d'un lien vers un fichier qui n'existe pas."
    if path.exists():
        return "Ce nom est celui d'un dossier, ou de ce qui n'est pas un fichier : le déplacer."
    if near := _copies(path) or _near_names(path):
        return f"« {near[0]} » est dans le dossier : si c'est lui, le renommer en {path.name}."
    return f"Il manque dans {path.parent}."


def _other_names(path: Path) -> list[str]:
    """Names of the other files of its folder, but for hidden ones and what an editor keeps of a file it has open."""
    names = sorted(other.name for other in path.parent.iterdir())
    return [name for name in names if name != path.name and not name.startswith((".", "~", "#"))]


def _copies(path: Path) -> list[str]:
    """Those of the same name but for case, marks of a copy and a second suffix."""
    wanted = _COPY.sub("", _plain(path.name))
    near = (name for name in _other_names(path) if _COPY.sub("", _plain(name)) == wanted)
    return [name for name in near if not _is_same(path.with_name(name), path)]


def _near_names(path: Path) -> list[str]:
    """Those of nearly the same name, or of another suffix."""
    folded = {_plain(name): name for name in _other_names(path)}
    same_stem = [name for plain, name in folded.items() if Path(plain).stem == path.stem]
    return same_stem or [folded[near] for near in get_close_matches(path.name, list(folded), n=1, cutoff=0.75)]


def _plain(name: str) -> str:
    return fold(name).replace("_", " ")


def _is_same(one: Path, other: Path) -> bool:
    """Whether both names are of one file: where case does not count, or by a link."""
    try:
        return one.samefile(other)
    except OSError:
        return False
