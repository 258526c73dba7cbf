"""What a command has said of tables, to say it again as long as not one byte of what it was said of has changed.

The last text alone is kept, in the cache of the user's own account, which nobody else writes in: a data folder may be
shared, and whoever shares it could have a command say anything. It is a text, of which nothing is run; what is not
whole is as if it were not there, and the file may be removed at any time.
"""

import contextlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import platformdirs

from quartiers.ecriture import write_atomic
from quartiers.execution.empreintes import combine, digest_inputs
from quartiers.execution.manifeste import digest
from quartiers.marques import is_link

if TYPE_CHECKING:
    from rich.console import Console

_FILE: Final = Path("dits", "verifier.json")
_MAX: Final = 5_000_000  # bytes: more is no reading


@dataclass(frozen=True)
class Propos:
    """What a command says of a data folder, with these options, on that console."""

    donnees: Path
    options: dict[str, Any]
    console: "Console"

    def say_again(self) -> bool:
        """Say what was said, if it is known and would be the same; whether it was."""
        text = _read(self._digest())
        if text is None:
            return False
        self.console.file.write(text)
        self.console.file.flush()
        return True

    @contextlib.contextmanager
    def kept(self) -> Iterator[None]:
        """Keep what the block says, unless it fails or something changes meanwhile."""
        before, file = self._digest(), self.console.file
        heard = _Heard(file)
        self.console.file = heard  # type: ignore[assignment]
        try:
            yield
        finally:
            self.console.file = file
        if before == self._digest():
            with contextlib.suppress(OSError, RuntimeError):  # no home, a full disk: it is only to be checked again
                _write(before, "".join(heard.parts))

    def _digest(self) -> str:
        """The tables, the program, the options, and the form that a console gives to a text."""
        c = self.console
        shown = [c.width, c.encoding, c.color_system, c.is_terminal, c.legacy_windows, c.no_color]
        return combine(lu=digest_inputs(self.donnees, **self.options), ecran=shown)


class _Heard:
    """A stream, and what was written to it."""

    def __init__(self, file: Any):
        self._file = file
        self.parts: list[str] = []

    def write(self, text: str) -> int:
        self.parts.append(text)
        written: int = self._file.write(text)
        return written

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


def _path() -> Path:
    return Path(platformdirs.user_cache_dir("quartiers", appauthor=False)) / _FILE


def _read(empreinte: str) -> str | None:
    try:
        path = _path()
        if is_link(path) or not path.is_file() or path.stat().st_size > _MAX:
            return None
        kept = json.loads(path.read_text(encoding="utf-8"))
        text = kept["texte"]
        is_whole = isinstance(text, str) and kept["controle"] == digest(text)
    except (OSError, RuntimeError, ValueError, KeyError, TypeError, RecursionError):
        return None
    return text if is_whole and kept["empreinte"] == empreinte else None


def _write(empreinte: str, text: str) -> None:
    path = _path()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)  # what tables say is nobody else's business
    kept = {"empreinte": empreinte, "controle": digest(text), "texte": text}
    write_atomic(path, json.dumps(kept, ensure_ascii=True))
