"""Whose the files of an output folder are: a run replaces its own, and refuses to take the place of somebody's.

A file is the program's if it bears the program's mark; or, having lost it, if the manifest of the folder names it and
it holds what the manifest says, or is what a crash leaves of a file (empty, cut short). One that can be opened, says
something else and bears no mark was put there by somebody: it is named, and stays. So does what no line of the manifest
that can be read names, whatever state the manifest is in: of a report of ours that was damaged with it, the refusal
says that it may be deleted, which loses less than to replace a file that was somebody's.

A name that is a link holds nothing: it gets a file of its own, and what the link led to stays as it was. A folder in
the place of a file is refused by the system. What is neither (a pipe, a device) is somebody's, and is not opened.
"""

import stat
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from quartiers.chemins import CheminInvalide, is_local, map_files
from quartiers.execution.manifeste import MANIFESTE, Manifeste, digest_file
from quartiers.execution.sorties import CLASSEUR, DOSSIERS, SOMMAIRE
from quartiers.marques import bears_mark, is_remnant, is_typst_pdf

_NAMED: Final = 10


class FichiersDAutrui(CheminInvalide):
    """What a run would replace in an output folder, and the program has not made; its text names it."""

    def __init__(self, dossier: Path, names: list[str]):
        more = len(names) - _NAMED
        shown = [f"  {name}" for name in names[:_NAMED]] + ([f"  et {more} de plus"] if more > 0 else [])
        super().__init__(
            f"Le dossier de sortie {dossier} contient ce que ce programme n'a pas fait, et qu'il remplacerait :\n"
            + "\n".join(shown)
            + "\nLe déplacer ou le renommer (l'effacer, si c'est un rapport abîmé, ou un reste d'une version "
            "précédente), ou choisir un autre dossier avec --sortie.\nRien n'a été écrit."
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
        return [*found, MANIFESTE] if self._is_manifest_foreign() else found

    def holds(self, name: str) -> bool:
        """Whether there is a file of that relative name, and the program has made it."""
        return _is_taken(self._folder / name) and not self._is_foreign(name)

    def _is_foreign(self, name: str) -> bool:
        path = self._folder / name
        if not _is_taken(path) or bears_mark(path):
            return False
        if not path.is_file():
            return True
        if (known := self._manifest.sorties.get(name)) is not None:
            return digest_file(path) != known.contenu and not is_remnant(path)
        # The files of committees were in no manifest, and did not bear the mark.
        is_old = bool(self._manifest.sorties) and not self._manifest.abime and name.startswith(f"{DOSSIERS}/")
        return not (is_old and is_typst_pdf(path))

    def _is_manifest_foreign(self) -> bool:
        path = self._folder / MANIFESTE
        if _is_taken(path) and not path.is_file():
            return True
        return self._manifest.etranger and not any(bears_mark(self._folder / name) for name in (SOMMAIRE, CLASSEUR))


def _is_taken(path: Path) -> bool:
    """Whether something is there that writing a file would replace."""
    if not is_local(path):
        return path.is_file()
    try:
        mode = path.lstat().st_mode
    except OSError:
        return False
    return not (stat.S_ISLNK(mode) or stat.S_ISDIR(mode))
