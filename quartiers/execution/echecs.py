"""Failures: said in one line, explained in a file of ``echecs/`` where there is something to explain."""

import contextlib
import errno
import traceback
from collections.abc import Callable
from pathlib import Path

from quartiers.chemins import is_local
from quartiers.ecriture import write_atomic
from quartiers.execution.sorties import ECHECS
from quartiers.marques import bears_mark, is_link, signature

UNEXPECTED = "suivi"  # the name of what no report and no file explains: a watch goes on after it

_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class EcritureImpossible(Exception):
    """Nothing can be written where a run must; its text says where and why to who asked for the run."""

    def __init__(self, where: str, reason: str):
        super().__init__(f"Impossible d'écrire {where} : {reason}.")


def describe_error(error: BaseException) -> str:
    """Why something could not be done, in a line for the closing table."""
    if isinstance(error, IsADirectoryError | FileExistsError | NotADirectoryError):
        what = "un dossier" if isinstance(error, IsADirectoryError) else "un fichier"
        name = Path(error.filename2 or error.filename or "").name
        return f"{what} est là où il ne devrait pas ({name}) ; le déplacer, puis relancer"
    if isinstance(error, PermissionError):
        return "écriture refusée ; le fichier est sans doute ouvert dans un autre logiciel : le fermer, puis relancer"
    if isinstance(error, OSError) and error.errno in _NO_ROOM:
        return "plus de place sur le disque ; en libérer, puis relancer"
    if isinstance(error, OSError) and error.errno == errno.EROFS:
        return "écriture refusée ; le dossier est en lecture seule"
    if isinstance(error, OSError) and error.errno is not None:
        return f"le système l'a refusé ({errno.errorcode.get(error.errno, error.errno)})"
    return f"{type(error).__name__} : {error}"


def explain_error(error: BaseException) -> tuple[str, str] | None:
    """What to keep of an error (suffix, content); None for the system's, which its line says whole."""
    return None if isinstance(error, OSError) else (".txt", "".join(traceback.format_exception(error)))


def keep_explanation(folder: Path, nom: str, explanation: tuple[str, str] | None) -> Path | None:
    """Put the explanation of a failure (suffix, content) in ``folder``, in place of those of earlier runs.

    Whatever else is there is somebody's, and stays: None is then given where it takes the place.
    """
    if is_link(folder):  # to a folder that is not the program's
        return None
    paths = {suffix: folder / (nom.replace("/", "-") + suffix) for suffix in (".ipynb", ".txt")}
    with contextlib.suppress(OSError):  # the folder cannot be written, say: the reason is said all the same
        older = [path for path in paths.values() if _is_explanation(path)]
        for path in older:
            path.unlink()
        if explanation is not None:
            suffix, content = explanation
            return _write_new(paths[suffix], content)
        if older and is_local(folder):  # elsewhere, an empty folder is nothing, and removing one empties it
            folder.rmdir()  # refused, as it should be, while it holds another report's
    return None


def _is_explanation(path: Path) -> bool:
    return not is_link(path) and bears_mark(path)


def _write_new(path: Path, content: str) -> Path | None:
    """Write a file where there is none; None where there is."""
    if path.exists() or is_link(path):
        return None
    # A notebook bears the mark already (quartiers.execution.noyaux.carnets).
    write_atomic(path, content if path.suffix == ".ipynb" else f"{signature(path.suffix)}\n\n{content}")
    return path


def say_and_keep(output: Path, nom: str, reason: str | None, explanation: tuple[str, str] | None) -> str | None:
    """The reason of a failure with where its explanation is; None, and no explanation left, for a success."""
    kept = keep_explanation(output / ECHECS, nom, explanation)
    return f"{reason} (conservé : {ECHECS}/{kept.name})" if kept else reason


def say_unexpected(output: Path, error: Exception) -> str:
    """What is said of an error that nobody foresaw, with the file that keeps its traceback.

    The traceback itself where it cannot be kept: it is never lost.
    """
    explanation = (".txt", "".join(traceback.format_exception(error)))
    kept = keep_explanation(output / ECHECS, UNEXPECTED, explanation) or f"\n{explanation[1]}"
    whose = "Refus du système" if isinstance(error, OSError) else "Erreur du programme, et non des tables"
    left = "les rapports déjà écrits sont complets"
    return f"{whose} ({describe_error(error)}) : {left}. À transmettre : {kept}"


def forget_unexpected(output: Path) -> None:
    """Remove what was kept of such an error: it is over."""
    keep_explanation(output / ECHECS, UNEXPECTED, None)


def write_file(output: Path, name: str, make: Callable[[], bytes]) -> tuple[bytes | None, str | None]:
    """Make and write a file that is not a report's: its content, or why it could not be (the older one stays)."""
    content, reason, explanation = None, None, None
    try:
        content = make()
        write_atomic(output / name, content)
    except Exception as error:  # ours or the system's: the rest of the run goes on, and this says why
        content, reason, explanation = None, describe_error(error), explain_error(error)
    return content, say_and_keep(output, Path(name).stem, reason, explanation)
