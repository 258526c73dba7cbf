"""What several commands do: look at where they are to write, show what they have written, say what is to be mended."""

import errno
import sys
import tempfile
from pathlib import Path

from quartiers.chemins import CheminInvalide, is_local, try_writing


def resolve(path: Path) -> Path:
    """The folder that a path leads to; :class:`~quartiers.chemins.CheminInvalide` if it leads to itself."""
    try:
        return path.resolve()
    except (OSError, RuntimeError):  # before Python 3.13, of a link that leads to itself
        raise CheminInvalide(f"Impossible d'aller à {path} : c'est un lien qui tourne en rond.") from None


def is_writable(output: Path) -> bool:
    """Whether the folder can be written, which is better known now than after each report has failed.

    Says why it cannot; raises :class:`~quartiers.chemins.CheminInvalide` for one that is not this machine's.
    """
    if not is_local(output):
        try_writing(output)
        return True
    try:
        existing = next(folder for folder in (output, *output.parents) if folder.exists())
        with tempfile.TemporaryFile(dir=existing):
            return True
    except OSError as error:
        reasons = {errno.EROFS: "il est en lecture seule", errno.ENAMETOOLONG: "son chemin est trop long"}
        reasons[errno.ELOOP] = "c'est un lien qui tourne en rond"
        reason = reasons.get(error.errno or 0, "ce chemin passe par un fichier, ou les droits manquent")
        print(f"Impossible d'écrire dans le dossier de sortie {output} : {reason}.", file=sys.stderr)
        return False


def show_file(path: Path) -> None:
    """Show what was made, where this machine can: its name was said in any case."""
    from quartiers.double_clic import open_file

    if is_local(path):
        open_file(path)


def say_invalid(error: Exception) -> None:
    """Say what is to be mended, and that what was there is as it was."""
    print(error, file=sys.stderr)
    print("Rien n'a été écrit.", file=sys.stderr)
