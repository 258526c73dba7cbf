"""What an output folder was made from: a fingerprint for each file, so that only what changed is made again.

The manifest is a file of JSON lines in the output folder, one for each report made. Lines are added as reports are
done, so that a run that is killed keeps what it has done; the file is written anew, in one move, at the end of a run.
A line that cannot be read is as if it were not there: what it spoke of is made again. A manifest that is a link is not
followed: it is as if there were none, and the name gets a file of its own.
"""

import contextlib
import json
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final

from quartiers.chemins import is_local
from quartiers.ecriture import add_to, write_atomic
from quartiers.marques import is_link

MANIFESTE: Final = ".manifeste.jsonl"
_VERSION: Final = 1
_BLOCK: Final = 1 << 20
_MAX: Final = 200_000_000  # bytes: that of all the QPV of France takes a million
_KEPT_EVERY: Final = 20  # reports, where the manifest cannot be added to: a lost run makes that many again


def digest(content: bytes | str) -> str:
    """The fingerprint of a content, in hexadecimal."""
    return blake2b(_bytes(content), digest_size=16).hexdigest()


def _bytes(content: bytes | str) -> bytes:
    # What the command line was given may be no text: it is no name of anything, but has a fingerprint.
    return content.encode(errors="surrogatepass") if isinstance(content, str) else content


def digest_file(path: Path) -> str | None:
    """The fingerprint of a file's content; None when it cannot be read, or is a pipe or a device, which may not end."""
    try:
        if not is_local(path):
            return digest(path.read_bytes())  # in one request
        if not path.is_file():
            return None
        found = blake2b(digest_size=16)
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                found.update(block)
        return found.hexdigest()
    except (OSError, ValueError):  # a name that no file can have, in a manifest that somebody wrote in
        return None


def read_again(path: str) -> str:
    """The fingerprint, now, of a file that was read; empty where there is none: a notebook may remove what it made."""
    return digest_file(Path(path)) or ""


@dataclass(frozen=True)
class Sortie:
    """A file of the folder: of what it was made, what it then held, what else was read to make it.

    ``lectures`` gives the fingerprint of each of these readings; ``rendu`` is that of the executed notebook of which it
    is a form (:func:`~quartiers.execution.empreintes.digest_rendering`), empty where it is not known.
    """

    empreinte: str
    contenu: str
    lectures: Mapping[str, str]
    rendu: str = ""


@dataclass
class Manifeste:
    """The manifest of an output folder.

    ``sorties`` are its files by relative name; ``passage`` is what the last run noted when it had read
    everything (:mod:`quartiers.execution.passage`), empty when there was none; ``abime`` says that some lines could
    not be read, ``etranger`` that none of several could: it may be no manifest, but somebody's file of that name.
    """

    dossier: Path
    sorties: dict[str, Sortie] = field(default_factory=dict)
    passage: dict[str, Any] = field(default_factory=dict)
    abime: bool = False
    etranger: bool = False
    _unkept: int = field(default=0, repr=False)

    @classmethod
    def read(cls, dossier: Path) -> "Manifeste":
        """The manifest of that folder; empty where there is none."""
        manifeste, path = cls(dossier), dossier / MANIFESTE
        if is_link(path):
            return manifeste
        # A pipe would be read for ever; of a name that no system takes, reading says so.
        if is_local(path) and os.path.exists(path) and not path.is_file():  # noqa: PTH110
            manifeste.abime = True
            return manifeste
        try:
            lines = [line for line in _read(path).splitlines() if line.strip()]
        except FileNotFoundError:
            return manifeste
        except OSError:
            manifeste.abime = True
            return manifeste
        manifeste.etranger = bool(lines)
        for line in lines:
            try:
                manifeste._take(json.loads(line))
            except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
                manifeste.abime = True
        return manifeste

    def _take(self, said: Any) -> None:
        version, _ = said["version"], said.get("passage") or said["empreinte"]
        self.etranger = False
        if version != _VERSION:
            return
        if "passage" in said:
            self.passage = dict(said["passage"])
            return
        empreinte, lectures, rendu = said["empreinte"], dict(said.get("lectures", {})), said.get("rendu", "")
        if not (isinstance(empreinte, str) and isinstance(rendu, str)):
            raise TypeError("a fingerprint is a text")
        self.sorties |= {n: Sortie(empreinte, content, lectures, rendu) for n, content in said["fichiers"].items()}

    def is_current(self, name: str, empreinte: str, relire: Callable[[str], str | None] | None = None) -> bool:
        """Whether a file was made from this, and is as it was made.

        ``relire`` gives the fingerprint of a reading today; without it, those that are no file are taken to be as
        they were.
        """
        known = self.sorties.get(name)
        if known is None or known.empreinte != empreinte or digest_file(self.dossier / name) != known.contenu:
            return False
        if relire is None:
            return all(read_again(r) == d for r, d in known.lectures.items() if not r.startswith("<"))
        return all(relire(reading) == content for reading, content in known.lectures.items())

    def record(
        self, empreinte: str, files: Mapping[str, str], lectures: Mapping[str, str] | None = None, rendu: str = ""
    ) -> None:
        """Files were made from this, by name: the fingerprints of their contents. Kept on disk at once."""
        read = dict(lectures or {})
        self.sorties |= {name: Sortie(empreinte, content, read, rendu) for name, content in files.items()}
        if not is_local(self.dossier):
            self._keep_elsewhere()
            return
        line = _line({"empreinte": empreinte, "fichiers": dict(files), "lectures": read, "rendu": rendu})
        with contextlib.suppress(OSError):  # not kept, it is only made again
            # A line of its own, even after one that a killed run has cut short.
            add_to(self.dossier / MANIFESTE, b"\n" + line + b"\n")

    def _keep_elsewhere(self) -> None:
        """Now and then, write it whole: a file that is not on a disk is rarely one that can be added to."""
        self._unkept += 1
        if self._unkept >= _KEPT_EVERY:
            self._unkept = 0
            with contextlib.suppress(Exception):  # not kept, it is only made again
                write_atomic(self.dossier / MANIFESTE, b"\n".join(_lines(self.sorties)))

    def read_rendering(self, name: str, rendu: str) -> bytes | None:
        """What a file holds that is a form of that executed notebook, and is as it was made; None for another."""
        known, path = self.sorties.get(name), self.dossier / name
        if known is None or not rendu or known.rendu != rendu or not is_local(path) or not path.is_file():
            return None
        try:
            content = path.read_bytes()
        except OSError:
            return None
        return content if digest(content) == known.contenu else None

    def forget(self, names: Iterable[str]) -> None:
        for name in names:
            self.sorties.pop(name, None)

    def save(self) -> None:
        """Write it anew, without what is no more in the folder; :class:`OSError` when that cannot be done."""
        lines = _lines({name: sortie for name, sortie in self.sorties.items() if (self.dossier / name).is_file()})
        if self.passage:
            lines.append(_line({"passage": self.passage}))
        write_atomic(self.dossier / MANIFESTE, b"\n".join(lines) + b"\n")


def _read(path: Path) -> bytes:
    if not is_local(path):
        return path.read_bytes()
    with path.open("rb") as file:
        return file.read(_MAX)


def _lines(sorties: Mapping[str, Sortie]) -> list[bytes]:
    return [
        _line({"empreinte": s.empreinte, "fichiers": {name: s.contenu}, "lectures": dict(s.lectures), "rendu": s.rendu})
        for name, s in sorted(sorties.items())
    ]


def _line(content: dict[str, Any]) -> bytes:
    text = json.dumps({"version": _VERSION, **content}, ensure_ascii=False)
    return text.encode(errors="surrogatepass")  # the name of a file may be no text
