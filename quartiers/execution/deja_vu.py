"""What this program has found sound in tables, kept in the cache of the user's account (:mod:`quartiers.donnees.vus`).

Fingerprints alone are kept, of what was checked and of the program with its libraries: a file that is not whole, or
that somebody wrote in, knows nothing that was not sound. It may be removed at any time.
"""

import contextlib
import json
from functools import cached_property
from pathlib import Path
from typing import Final

import platformdirs

from quartiers.ecriture import write_atomic
from quartiers.execution.empreintes import combine, digest_code
from quartiers.marques import is_link

_FILE: Final = Path("dits", "sains.json")
_MOST: Final = 20  # contents: two a data folder
_MAX: Final = 10_000  # bytes


class DejaVus:
    """What was found sound, the latest last."""

    def knows(self, content: str) -> bool:
        return _digest(content) in self._known

    def keep(self, content: str) -> None:
        known = [*(d for d in self._known if d != _digest(content)), _digest(content)]
        self._known[:] = known[-_MOST:]
        with contextlib.suppress(OSError, RuntimeError):  # no home, a full disk: it is only to be checked again
            path = _path()
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_atomic(path, json.dumps(self._known))

    @cached_property
    def _known(self) -> list[str]:
        try:
            path = _path()
            if is_link(path) or not path.is_file() or path.stat().st_size > _MAX:
                return []
            kept = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, RuntimeError, ValueError, RecursionError):
            return []
        return [d for d in kept if isinstance(d, str)] if isinstance(kept, list) else []


def _digest(content: str) -> str:
    return combine(contenu=content, code=digest_code())


def _path() -> Path:
    return Path(platformdirs.user_cache_dir("quartiers", appauthor=False)) / _FILE
