"""Tables that are watched: a run each time one of them is saved, by processes that stay warm in between.

The files are looked at every moment, by date and size: a shared disk, where staff often keep their tables, tells
nobody of what others write there. Where looking takes time, as it may on such a disk, it is done less often.
"""

import contextlib
import gc
import math
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final
from zipfile import is_zipfile

from quartiers import NOTEBOOKS
from quartiers.chemins import data_files
from quartiers.execution.empreintes import has_code_changed

if TYPE_CHECKING:
    from quartiers.donnees import Contrat
    from quartiers.execution.noyaux.atelier import Atelier
    from quartiers.execution.passage import Demande, Read

PERIOD_S: Final = 0.02
LOOKING: Final = 0.1  # of the time, at most
SETTLED_S: Final = 0.08
WRITTEN_S: Final = 2.0  # after the last change of a workbook, for its end to come: a full one takes a moment to save
_ZIPPED: Final = (".xlsx", ".xlsm", ".ods")

State = Mapping[Path, tuple[int, int, int]]
Make = Callable[["Demande", "Atelier", "Read"], bool]


class Remuees(Exception):
    """The tables were being saved while they were read."""


class Veille:
    """What somebody may edit between two runs: the tables, and the notebooks."""

    def __init__(self, donnees: Path):
        self._folders = (donnees, NOTEBOOKS)
        self._read = self._look()
        self._pause = PERIOD_S
        self._changed_at = -math.inf

    def note_reading(self) -> None:
        """A run is about to read the files as they are now."""
        self._read = self._look()

    def wait(self) -> tuple[str, ...]:
        """The names of the files that are not as they were last read, once there are any."""
        while (found := self._look_again()) == self._read:
            pass
        self._changed_at = time.monotonic()
        return self._changed(found)

    def read(self, donnees: Path) -> "Contrat":
        """The contract, of files that stay for a moment as they were read: a spreadsheet writes one in several steps.

        The moment is spent reading, as a rule. Raises :class:`Remuees` if they change, whatever the reading gave.
        """
        from quartiers.donnees import load_contrat

        try:
            contrat = load_contrat(donnees)
        except Exception:  # of half a table, nothing is said: what is wrong with it is nobody's mistake
            if not self._stay(WRITTEN_S if self._has_half_a_workbook() else SETTLED_S):
                raise Remuees from None
            raise
        if not self._stay():
            raise Remuees
        return contrat

    def wait_until_quiet(self) -> tuple[str, ...]:
        """The names of the files that are not as they were last read, once nothing more changes."""
        known, self._changed_at = self._look(), time.monotonic()
        while time.monotonic() - self._changed_at < SETTLED_S:
            if (found := self._look_again()) != known:
                known, self._changed_at = found, time.monotonic()
        return self._changed(known)

    def _has_half_a_workbook(self) -> bool:
        """Whether a workbook has no end: it is being written, or is damaged."""
        return any(p.suffix.lower() in _ZIPPED and p.is_file() and not is_zipfile(p) for p in self._read)

    def _stay(self, settled: float = SETTLED_S) -> bool:
        """Whether the files are as they were read, and settled."""
        while self._look() == self._read:
            if (left := self._changed_at + settled - time.monotonic()) <= 0:
                return True
            time.sleep(min(self._pause, left))
        return False

    def _changed(self, now: State) -> tuple[str, ...]:
        return tuple(sorted({p.name for p in {*now, *self._read} if now.get(p) != self._read.get(p)}))

    def _look_again(self) -> State:
        """After a pause."""
        time.sleep(self._pause)
        start = time.monotonic()
        found = self._look()
        self._pause = max(PERIOD_S, (time.monotonic() - start) / LOOKING)
        return found

    def _look(self) -> State:
        """Date (nanoseconds), size and permissions of each file that can be seen."""
        found = {}
        for folder in self._folders:
            for path in data_files(folder):
                with contextlib.suppress(OSError):  # it has just gone, or its folder
                    known = path.stat()
                    found[path] = (known.st_mtime_ns, known.st_size, known.st_mode)
        return found


class ProgrammeChange(Exception):
    """The program is no more the one that watches; its text says what to do."""

    def __init__(self) -> None:
        super().__init__("Le programme a été mis à jour : relancer la commande pour continuer avec le nouveau.")


def follow_tables(demande: "Demande", make: Make, hear: Callable[[tuple[str, ...]], None]) -> None:
    """``make`` what is asked for, then again each time a table is saved, until an exception.

    ``make`` says whether the run went through: what it could not do for the tables' sake, it has said. ``hear`` is told
    that they are watched (no name), then which files have changed. The processes are warm from one time to the next,
    unless one was lost. Raises :class:`ProgrammeChange` rather than make with an old program.
    """
    from quartiers.execution.noyaux.atelier import Atelier

    veille, said = Veille(demande.donnees), frozenset[str]()
    while True:
        with Atelier(demande.delai) as atelier:
            while atelier.sound:
                veille.note_reading()
                try:
                    made = make(demande, atelier, veille.read)
                except Remuees:
                    more = [name for name in veille.wait_until_quiet() if name not in said]
                    if more:
                        hear(tuple(more))
                        said |= set(more)
                    continue
                if made:
                    demande = replace(demande, forcer=False)
                hear(())
                atelier.rest()
                gc.collect()  # the contract of that run
                changed = veille.wait()
                if has_code_changed():
                    raise ProgrammeChange
                hear(changed)
                said = frozenset(changed)
