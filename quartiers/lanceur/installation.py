"""Making the environment, or completing it: what the README's command does, told in French while it lasts.

How far it went is noted in the environment, so that what was interrupted is taken up again, and what is complete costs
nothing: pip is not called, nor is the internet.
"""

import contextlib
import os
import queue
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from quartiers.ecriture import sweep_folders, write_atomic
from quartiers.lanceur.echec import Cause, Echec, explain_failure
from quartiers.lanceur.environnement import (
    COMPLETE,
    INSTALLING,
    MAKING,
    Ask,
    Environnement,
    Etat,
    Vu,
    ask_python,
    clean_environment,
    digest_requirements,
    write_stamp,
)
from quartiers.marques import is_link, temporary_name

LOG: Final = "installation.txt"  # in the environment: all that was said by what failed
DURATION: Final = "deux minutes avec une bonne connexion, parfois dix"
ROOM: Final = "environ 600 Mo"
_PATH_FILE: Final = "quartiers-projet.pth"
# One library of each kind that loads a compiled part: where an antivirus, or a policy, refuses them, it is known now.
_TRIAL: Final = "import numpy, pandas, matplotlib.pyplot, shapely, typst, pylopdf, zmq"

Run = Callable[[Sequence[str | Path], Path, Callable[[str], None]], tuple[int, str]]


def install(
    root: Path,
    found: Environnement,
    show: Callable[[str], None],
    *,
    relais: str = "",
    run: "Run | None" = None,
    ask: Ask = ask_python,
) -> None:
    """Make or complete an environment; raises :class:`Echec`.

    ``show`` takes a line that the next replaces; ``relais`` is the address of a proxy.
    """
    run = run or run_and_listen
    folder, python = found.dossier, found.python
    try:
        if found.etat in (Etat.ABSENT, Etat.A_REFAIRE):
            if found.etat is Etat.A_REFAIRE:
                show("Retrait de l'ancien environnement…")
            _set_aside(root, found)
            folder.mkdir(exist_ok=True)
            write_stamp(folder, MAKING)
            show("Création de l'environnement Python…")
            code, said = run([sys.executable, "-m", "venv", folder], root, lambda _: None)
            if code:
                raise _keep_and_explain(folder, said)
        elif found.vu is not None:
            _drop_half_installed(found.vu.bibliotheques)
        write_stamp(folder, INSTALLING)
        _run_pip(root, found, show, run, relais)
        show("Vérification…")
        code, said = run([python, "-c", _TRIAL], root, lambda _: None)
        if code:
            write_atomic(folder / LOG, said)
            why = said.strip().splitlines()[-1:] or ["?"]
            raise Echec(
                Cause.INCONNUE,
                f"Les bibliothèques sont installées, mais l'une d'elles ne se charge pas : {why[0]}",
                "L'antivirus, ou une règle de l'ordinateur, l'empêche sans doute : le montrer au service informatique.",
            )
        _finish(root, folder, ask(python))
    except OSError as error:
        raise explain_failure(f"{type(error).__name__}: {error}", LOG) from error


def _set_aside(root: Path, found: Environnement) -> None:
    """Move a spent environment out of the way, whole: refused (on Windows) while something of it is running."""
    sweep_folders(root)  # what a killed process was removing
    if not os.path.lexists(found.dossier):
        return
    if is_link(found.dossier):
        found.dossier.unlink()
        return
    aside = found.dossier.rename(root / temporary_name())
    shutil.rmtree(aside, ignore_errors=True)


def _run_pip(root: Path, found: Environnement, show: Callable[[str], None], run: Run, relais: str) -> None:
    """Have pip install the requirements, as the README does; raises :class:`Echec`."""
    asked: list[str | Path] = [found.python, "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    asked += ["--progress-bar", "off", *(["--proxy", relais] if relais else []), "-r", root / "requirements.txt"]
    counted: dict[str, None] = {}

    def hear(line: str) -> None:
        words = line.split()
        if words[:1] == ["Collecting"] and len(words) > 1:
            counted[words[1]] = None
        if line.startswith("Installing collected packages"):
            show("Installation sur le disque…")
        elif counted:
            show(f"Téléchargement : {len(counted)} bibliothèques")

    show("Connexion à pypi.org…")
    code, said = run(asked, root, hear)
    if code and explain_failure(said, LOG).cause is Cause.CERTIFICAT:
        # A network that deciphers what it lets through is known to the system, whose certificates pip may use.
        code, again = run([*asked[:4], "--use-feature=truststore", *asked[4:]], root, hear)
        said = said + again if code else again
    if code:
        raise _keep_and_explain(found.dossier, said)


def _keep_and_explain(folder: Path, said: str) -> Echec:
    """Why a command failed; all that it said is kept in the environment, for whoever is asked for help."""
    write_atomic(folder / LOG, said)
    return explain_failure(said, str(folder / LOG))


def adopt(root: Path, found: Environnement) -> bool:
    """Whether an environment that works has what is required already, as the README's commands leave it.

    That is noted, where it can be (the folder may be read-only), and pip is not called. One whose installation was
    interrupted is not believed.
    """
    if found.etat is not Etat.A_COMPLETER or found.interrompu or found.vu is None:
        return False
    asked = [found.python, root / "quartiers" / "lanceur" / "complet.py", root]
    if subprocess.run(asked, capture_output=True, env=clean_environment(), check=False).returncode:
        return False
    with contextlib.suppress(OSError):
        _finish(root, found.dossier, found.vu)
    return True


def _drop_half_installed(libraries: Path) -> None:
    """Forget the library that pip was installing when it was killed: it would believe that one installed."""
    for folder in libraries.glob("*.dist-info"):
        if not (folder / "RECORD").is_file():  # it is written last
            shutil.rmtree(folder, ignore_errors=True)


def _finish(root: Path, folder: Path, seen: Vu | None) -> None:
    """Note that the environment is complete, and where its project is: pip's own note does not follow a move."""
    if seen is None:
        raise Echec(Cause.INCONNUE, "L'environnement Python ne démarre pas.", "Relancer.")
    # Relative to where it stands: the same after a move, whatever the letters of the path.
    write_atomic(seen.bibliotheques / _PATH_FILE, os.path.relpath(root, seen.bibliotheques) + "\n")
    write_stamp(folder, COMPLETE, exigences=digest_requirements(root), plateforme=seen.plateforme)


def run_and_listen(command: Sequence[str | Path], folder: Path, hear: Callable[[str], None]) -> tuple[int, str]:
    """Run a command, hand over each line that it says; its exit code, and all that it said."""
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=clean_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )
    lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
    output = process.stdout
    assert output is not None

    def read() -> None:
        for line in output:
            lines.put(line)
        lines.put(None)

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    said: list[str] = []
    try:
        while (line := _next(lines)) is not None:
            if line:
                said.append(line)
            hear(line.rstrip())
        return process.wait(), "".join(said)
    finally:
        if process.poll() is None:  # interrupted: it has heard Ctrl-C too, unless it was asked otherwise
            process.terminate()
            process.wait()
        reader.join()
        output.close()


def _next(lines: "queue.SimpleQueue[str | None]") -> str | None:
    """A line, an empty one each second without any (a clock goes on), None at the end."""
    try:
        return lines.get(timeout=1)
    except queue.Empty:
        return ""


class Horloge:
    """A line of the console that is replaced by the next, with the time since the beginning."""

    def __init__(self, write: Callable[[str], object], *, en_place: bool):
        self._write, self._en_place = write, en_place
        self._start, self._last, self._width = time.monotonic(), "", 0

    def show(self, text: str) -> None:
        """Where lines cannot be replaced (no console), only what is new is written."""
        if not self._en_place:
            if (stage := text.partition(":")[0]) != self._last:
                self._last = stage
                self._write(f"{text}\n")
            return
        seconds = int(time.monotonic() - self._start)
        line = f"  {text} ({seconds // 60} min {seconds % 60:02} s)"
        self._write(f"\r{line}{' ' * (self._width - len(line))}")
        self._width = len(line)

    def end(self) -> None:
        """Go on below."""
        if self._width:
            self._write("\n")
            self._width = 0
