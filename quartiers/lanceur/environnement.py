"""The environment that runs the project: which folder it is, whether it still works, whether it has what is required.

It is the ``.venv`` of the README's commands. A moved or renamed project does not spoil it: nothing is asked of it but
to run its ``python``. What does spoil it is a Python that was removed or replaced, or another machine.
"""

import hashlib
import json
import os
import platform
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path
from typing import Any, Final

from quartiers.ecriture import write_atomic
from quartiers.lanceur.convient import LATEST, OLDEST

FOLDER: Final = ".venv"
REQUIREMENTS: Final = ("pyproject.toml", "requirements.txt", "constraints.txt")
STAMP: Final = "quartiers.json"  # in the environment: how far its installation went
MAKING, INSTALLING, COMPLETE = "création", "installation", "complète"
_PROBE: Final = """\
import importlib.util, json, sys, sysconfig
pip = importlib.util.find_spec("pip") is not None
print(json.dumps([list(sys.version_info[:2]), sysconfig.get_platform(), pip, sysconfig.get_path("purelib")]))"""
_PATIENCE_S: Final = 120  # for Python to start: an antivirus, or a slow share


@dataclass(frozen=True)
class Vu:
    """What the Python of an environment says of itself."""

    version: tuple[int, int]
    plateforme: str
    pip: bool
    bibliotheques: Path


class Etat(Enum):
    """What is to be done with an environment."""

    PRET = auto()
    A_COMPLETER = auto()  # it works, and is not known to have what is required
    A_REFAIRE = auto()
    ABSENT = auto()
    ETRANGER = auto()  # something else has its name


@dataclass(frozen=True)
class Environnement:
    """An environment as it was found; ``raison`` says why it is to be made again."""

    dossier: Path
    etat: Etat
    raison: str = ""
    ordinateur: str = ""  # that installed it, where it was this launcher
    vu: Vu | None = None
    interrompu: bool = False  # this launcher's installation did not come to its end

    @property
    def python(self) -> Path:
        return python_of(self.dossier)


Ask = Callable[[Path], Vu | None]


def python_of(folder: Path) -> Path:
    """The Python of an environment: called by its path, it needs neither to be activated nor ``pip.exe``."""
    return folder / "Scripts" / "python.exe" if os.name == "nt" else folder / "bin" / "python"


def this_computer() -> str:
    """Its name, as a folder may bear it."""
    return re.sub(r"[^A-Za-z0-9_-]+", "-", platform.node())[:40] or "poste"


def ask_python(python: Path) -> Vu | None:
    """What it says of itself; None if it does not start (its base was removed, it is another machine's)."""
    try:
        said = subprocess.run(
            [python, "-I", "-c", _PROBE],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            timeout=_PATIENCE_S,
            env=clean_environment(),
            check=True,
        ).stdout
        (major, minor), system, pip, libraries = json.loads(said)
    except (OSError, subprocess.SubprocessError, ValueError):
        return None
    return Vu((major, minor), system, pip, Path(libraries))


def clean_environment() -> dict[str, str]:
    """This process's environment, without what would lead another Python to this one's libraries."""
    names = ("PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV", "__PYVENV_LAUNCHER__")
    return {**{k: v for k, v in os.environ.items() if k not in names}, "PYTHONIOENCODING": "utf-8"}


def digest_requirements(root: Path) -> str:
    """What is required, as a few letters; the same whatever the ends of lines that git wrote."""
    read = hashlib.sha256()
    for name in REQUIREMENTS:
        read.update((root / name).read_bytes().replace(b"\r", b"") + b"\0")
    return read.hexdigest()[:32]


def read_stamp(folder: Path) -> dict[str, str]:
    """What this launcher noted in an environment; nothing if it did not make it."""
    try:
        stamp = json.loads((folder / STAMP).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(k): str(v) for k, v in stamp.items()} if isinstance(stamp, dict) else {}


def write_stamp(folder: Path, etape: str, **known: Any) -> None:
    """Note how far the installation went; raises :class:`OSError`."""
    write_atomic(folder / STAMP, json.dumps({"etape": etape, "ordinateur": this_computer(), **known}, indent=1))


def judge(folder: Path, required: str, ask: Ask = ask_python) -> Environnement:
    """What is to be done with a folder, for what is ``required`` (:func:`digest_requirements`)."""
    if not os.path.lexists(folder):
        return Environnement(folder, Etat.ABSENT)
    stamp, version = read_stamp(folder), _made_for(folder)
    if version is None and not stamp:
        empty = folder.is_dir() and not any(folder.iterdir())
        return Environnement(folder, Etat.ABSENT if empty else Etat.ETRANGER)
    whose = stamp.get("ordinateur", "")
    seen = None if version is None or stamp.get("etape") == MAKING else ask(python_of(folder))
    reason = _why_again(stamp, version, seen)
    if reason or seen is None:
        return Environnement(folder, Etat.A_REFAIRE, reason, whose)
    if stamp.get("etape") == COMPLETE and stamp.get("exigences") == required:
        return Environnement(folder, Etat.PRET, "", whose, seen)
    if not seen.pip:
        return Environnement(folder, Etat.A_REFAIRE, "il n'a pas pip, qui installe les bibliothèques", whose, seen)
    return Environnement(folder, Etat.A_COMPLETER, "", whose, seen, stamp.get("etape") == INSTALLING)


def _why_again(stamp: dict[str, str], version: tuple[int, int] | None, seen: Vu | None) -> str:
    """Why an environment does not serve any more; nothing if it does."""
    if version is None or stamp.get("etape") == MAKING:
        return "sa création avait été interrompue"
    if seen is None:
        return "le Python dont il a été fait n'est plus là, ou n'est pas de cet ordinateur"
    shown = ".".join(map(str, seen.version))
    if version != seen.version:
        return f"Python est passé de la version {'.'.join(map(str, version))} à la version {shown}"
    if not OLDEST <= seen.version <= LATEST:
        return f"il a été fait avec Python {shown}, qui ne convient pas"
    if stamp.get("plateforme", seen.plateforme) != seen.plateforme:
        return f"il a été fait pour un autre système ({stamp['plateforme']})"
    return ""


def _made_for(folder: Path) -> tuple[int, int] | None:
    """The version of Python that an environment was made for; None if it is no environment."""
    try:
        text = (folder / "pyvenv.cfg").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    found = re.search(r"^version(?:_info)?\s*=\s*(\d+)\.(\d+)", text, re.MULTILINE)
    return (int(found[1]), int(found[2])) if found else (0, 0)


def choose(root: Path, required: str, ask: Ask = ask_python, *, own_disk: bool) -> Environnement:
    """The environment of this computer.

    On a disk that others work on too (``own_disk`` false), ``.venv`` may be that of another computer, where it serves:
    it is left to it, and this one has its own beside, ``.venv-`` and its name.
    """
    usual = judge(root / FOLDER, required, ask)
    if usual.etat in (Etat.PRET, Etat.A_COMPLETER):
        return usual
    own = judge(root / f"{FOLDER}-{this_computer()}", required, ask)
    theirs = usual.etat is Etat.A_REFAIRE and usual.ordinateur != this_computer() and not own_disk
    return own if theirs or own.etat in (Etat.PRET, Etat.A_COMPLETER) else usual


def is_own_disk(folder: Path) -> bool:
    """Whether a folder is on a disk of this computer, that no other one reaches as its own."""
    if sys.platform == "win32":
        import ctypes

        fixed = 3
        return bool(ctypes.windll.kernel32.GetDriveTypeW(f"{folder.resolve().drive}\\") == fixed)
    try:
        return folder.stat().st_dev == Path.home().stat().st_dev
    except (OSError, RuntimeError):
        return True
