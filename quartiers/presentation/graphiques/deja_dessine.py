"""Charts that were drawn before, of the very same things: drawing takes most of a report's own time.

In the kernels of a run, what was drawn is kept in a folder that is this program's own: another version of it, or of a
library, has another (:mod:`quartiers.execution.dessins`). A file bears the fingerprint of all that was drawn, and of
what it holds: one that is not whole, or that somebody wrote in, is as if it were not there.
"""

import contextlib
import json
import os
from collections.abc import Callable, Iterable
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final, TypeAlias

from quartiers.ecriture import write_atomic
from quartiers.marques import is_link

VARIABLE: Final = "QUARTIERS_DESSINS"  # in the kernels of a run: the folder, where drawings are kept
_MAX: Final = 20_000_000  # bytes

Dessin: TypeAlias = tuple[str, tuple[tuple[Any, ...], ...]]  # an SVG, and rows of what is told of it: texts, numbers


def draw_once(content: Iterable[str], draw: Callable[[], Dessin]) -> Dessin:
    """What ``draw`` gives, or gave before of the same: ``content`` tells, in parts, all that it draws."""
    if not (folder := os.environ.get(VARIABLE)):
        return draw()
    path = Path(folder) / f"{_digest(list(content))}.json"
    kept = _read(path)
    if kept is None:
        kept = draw()
        with contextlib.suppress(OSError):  # a full disk: it is only to be drawn again
            _write(path, kept)
    return kept


def _digest(content: Any) -> str:
    return blake2b(json.dumps(content).encode(), digest_size=16).hexdigest()


def _read(path: Path) -> Dessin | None:
    try:
        if is_link(path) or not path.is_file() or path.stat().st_size > _MAX:
            return None
        control, svg, told = json.loads(path.read_bytes())
        if control != _digest([path.stem, svg, told]):
            return None
        with contextlib.suppress(OSError):  # another run has removed it
            os.utime(path)  # what was used longest ago goes first
        return svg, tuple(map(tuple, told))
    except (OSError, ValueError, TypeError, RecursionError):
        return None


def _write(path: Path, drawn: Dessin) -> None:
    write_atomic(path, json.dumps([_digest([path.stem, *drawn]), *drawn]))
