"""Where the data folder of a notebook is: given, or near it."""

from pathlib import Path

from quartiers import DEFAULT_DATA, PROJECT_ROOT
from quartiers.chemins import parse_local
from quartiers.donnees.instantane import current_snapshot
from quartiers.donnees.reglages.texte import CONTRACT_FILE


def find_folder(given: Path | str | None, start: Path | None = None) -> Path | None:
    """The data folder: the one that is given, or the nearest one above ``start`` (the current folder by default).

    A relative folder is looked for where the notebook is, then in the project. None: in a run that has read its data
    already, what it has read. Raises :class:`~quartiers.chemins.CheminInvalide` for no text.
    """
    if given is not None:
        path = parse_local(str(given)).expanduser()
        ours = PROJECT_ROOT / path
        return path if path.exists() or not ours.exists() else ours
    if current_snapshot() is not None:
        return None
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        for place in (folder, folder / DEFAULT_DATA.name):
            if (place / CONTRACT_FILE).is_file():
                return place
    return DEFAULT_DATA
