"""Whose the files of an output folder are: a run replaces its own, and refuses to take the place of somebody's.

A file is the program's if the manifest of the folder names it, or if it bears the program's mark. Where the manifest is
damaged, a file that is damaged too has neither: it is then known by its name, in a folder whose index or workbook is
the program's.

A name that is a link holds nothing: it gets a file of its own, and what the link led to stays as it was. A folder in
the place of a file is refused by the system.
"""

import stat
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import Final

from quartiers.chemins import CheminInvalide, is_local, map_files
from quartiers.execution.manifeste import MANIFESTE, Manifeste
from quartiers.execution.sorties import CLASSEUR, SOMMAIRE
from quartiers.marques import bears_mark, is_typst_pdf

_NAMED: Final = 10


class FichiersDAutrui(CheminInvalide):
    """What a run would replace in an output folder, and the program has not made; its text names it."""

    def __init__(self, dossier: Path, names: list[str]):
        more = len(names) - _NAMED
        shown = [f"  {name}" for name in names[:_NAMED]] + ([f"  et {more} de plus"] if more > 0 else [])
        super().__init__(
            f"Le dossier de sortie {dossier} contient ce que ce programme n'a pas fait, et qu'il remplacerait :\n"
            + "\n".join(shown)
            + "\nLe déplacer ou le renommer (l'effacer, si c'est un reste d'une version précédente), ou choisir un "
            "autre dossier avec --sortie.\nRien n'a été écrit."
        )


def refuse_foreign(dossier: Path, names: Iterable[str]) -> None:
    """Raise :class:`FichiersDAutrui` if files of these relative names are there that the program has not made."""
    if foreign := Appartenance(dossier).find_foreign(names):
        raise FichiersDAutrui(dossier, foreign)


class Appartenance:
    """What of an output folder is the program's."""

    def __init__(self, dossier: Path):
        self._folder = dossier
        self._manifest = Manifeste.read(dossier)

    def find_foreign(self, names: Iterable[str]) -> list[str]:
        """Those of these names that somebody else's file has; the manifest's too, if that is what it is."""
        asked = list(names)
        foreign = map_files(self._folder, self._is_foreign, asked)
        found = [name for name, is_foreign in zip(asked, foreign, strict=True) if is_foreign]
        return [*found, MANIFESTE] if self._manifest.etranger and not self._is_own_folder else found

    def holds(self, name: str) -> bool:
        """Whether there is a file of that relative name, and the program has made it."""
        return _is_taken(self._folder / name) and not self._is_foreign(name)

    def _is_foreign(self, name: str) -> bool:
        path = self._folder / name
        if not _is_taken(path) or self._is_known(name):
            return False
        if self._manifest.sorties and not self._manifest.abime:
            return not is_typst_pdf(path)  # the files of committees were in no manifest, and did not bear the mark
        return not ((self._folder / MANIFESTE).is_file() and self._is_own_folder)

    def _is_known(self, name: str) -> bool:
        return name in self._manifest.sorties or bears_mark(self._folder / name)

    @cached_property
    def _is_own_folder(self) -> bool:
        return any(map(self._is_known, (SOMMAIRE, CLASSEUR)))


def _is_taken(path: Path) -> bool:
    """Whether something is there that writing a file would replace."""
    if not is_local(path):
        return path.is_file()
    try:
        mode = path.lstat().st_mode
    except OSError:
        return False
    return not (stat.S_ISLNK(mode) or stat.S_ISDIR(mode))
