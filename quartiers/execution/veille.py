"""Tables that are watched: a run each time one of them is saved, by processes that stay warm in between.

The files are looked at every moment, by date and size: a shared disk, where staff often keep their tables, tells
nobody of what others write there.
"""

import contextlib
import gc
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from quartiers import NOTEBOOKS
from quartiers.execution.empreintes import has_code_changed, visible_files

if TYPE_CHECKING:
    from quartiers.execution.atelier import Atelier
    from quartiers.execution.passage import Demande

PERIOD_S: Final = 0.05
SETTLED_S: Final = 0.1

State = Mapping[Path, tuple[int, int]]


class Veille:
    """What somebody may edit between two runs: the tables, and the notebooks."""

    def __init__(self, donnees: Path):
        self._folders = (donnees, NOTEBOOKS)
        self._read = self._look()

    def note_reading(self) -> None:
        """A run is about to read the files as they are now."""
        self._read = self._look()

    def wait(self) -> tuple[str, ...]:
        """The names of the files that are not as they were last read, once there are any.

        Once they stay so for a moment, too: a spreadsheet writes a file in several steps.
        """
        now, since = self._read, time.monotonic()
        while now == self._read or time.monotonic() - since < SETTLED_S:
            time.sleep(PERIOD_S)
            if (found := self._look()) != now:
                now, since = found, time.monotonic()
        return tuple(sorted({p.name for p in {*now, *self._read} if now.get(p) != self._read.get(p)}))

    def _look(self) -> State:
        """Date (nanoseconds) and size of each file."""
        found = {}
        for folder in self._folders:
            for path in visible_files(folder):
                with contextlib.suppress(FileNotFoundError):
                    known = path.stat()
                    found[path] = (known.st_mtime_ns, known.st_size)
        return found


class ProgrammeChange(Exception):
    """The program is no more the one that watches; its text says what to do."""

    def __init__(self) -> None:
        super().__init__("Le programme a été mis à jour : relancer la commande pour continuer avec le nouveau.")


def follow_tables(
    demande: "Demande", make: "Callable[[Demande, Atelier], object]", hear: Callable[[tuple[str, ...]], None]
) -> None:
    """``make`` what is asked for, then again each time a table is saved, until an exception.

    ``hear`` is told that the tables are watched (no name), then which files have changed. The processes are warm from
    one time to the next, unless one was lost. Raises :class:`ProgrammeChange` rather than make with an old program.
    """
    from quartiers.execution.atelier import Atelier

    veille = Veille(demande.donnees)
    while True:
        with Atelier(demande.delai) as atelier:
            while atelier.sound:
                veille.note_reading()
                make(demande, atelier)
                demande = replace(demande, forcer=False)
                hear(())
                atelier.rest()
                gc.collect()  # the contract of that run
                changed = veille.wait()
                if has_code_changed():
                    raise ProgrammeChange
                hear(changed)
