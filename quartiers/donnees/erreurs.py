"""What is wrong in the tables, said to the person who can mend it."""

import errno
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from quartiers.donnees.fichiers.textes import fold
from quartiers.echappement import on_one_line, printable

MAX_SHOWN = 60
MAX_IN_NOTEBOOK = 12  # lines
MAX_OF_A_KIND = 5  # once there are more anomalies than are shown
MAX_QUOTED = 80  # characters of a text that a message quotes


# What differs from one message to the next of a kind: values that it quotes, numbers.
_VALUES: Final = re.compile(r"«[^»]*»|\([^)]*\)|\d+")


def quoted(text: str) -> str:
    """A text as a message quotes it: on one line, short, each character that cannot be printed as �.

    >>> quoted("un\\ndeux\\x1b[31m"), len(quoted("x" * 5000))
    ('un deux�[31m', 78)
    """
    shown = text if len(text) <= MAX_QUOTED else text[: MAX_QUOTED - 3] + "…"
    return on_one_line(shown)


@dataclass(frozen=True)
class Anomalie:
    """One thing to mend: where, what was found, what is expected and, where it helps, how to mend it."""

    fichier: str
    attendu: str
    ligne: int | None = None
    colonne: str | None = None
    trouve: str | None = None
    remede: str | None = None

    @property
    def ou(self) -> str:
        """The place, in French."""
        where = self.fichier
        if self.ligne is not None:
            where += f", ligne {self.ligne}"
        if self.colonne is not None:
            where += f", colonne « {self.colonne} »"
        return where

    @property
    def genre(self) -> tuple[str, str | None, str]:
        """What anomalies that are mended in one go have in common: the column, and what is expected but for values."""
        return self.fichier, self.colonne, _VALUES.sub("…", self.attendu)

    def __str__(self) -> str:
        text = f"{self.ou} : "
        if self.trouve is not None:
            shown = quoted(self.trouve)
            text += f"trouvé « {shown} » ; " if shown.strip() else "cellule vide ; "
        text += f"attendu : {self.attendu.removesuffix('…')}" + ("…" if self.attendu.endswith("…") else ".")
        if self.remede:
            text += f" {self.remede}"
        shown = " ".join(printable(text).split("\n"))  # names of files, of folders and of communes are anybody's too
        return "".join(c if c.isprintable() or c.isspace() else "�" for c in shown)


_REASONS: Final[tuple[tuple[type[OSError], str], ...]] = (
    (PermissionError, "accès refusé"),
    (IsADirectoryError, "c'est un dossier"),
    (FileNotFoundError, "il n'est plus là"),
    (TimeoutError, "le disque ne répond pas"),
)


def reason_of(error: OSError) -> str:
    """Why the system refused, in a word or two of French.

    >>> reason_of(PermissionError(13, "Permission denied"))
    'accès refusé'
    """
    known = next((word for kind, word in _REASONS if isinstance(error, kind)), None)
    return known or f"refus du système {errno.errorcode.get(error.errno or 0, '')}".strip()


class DonneesInvalides(Exception):
    """The tables cannot be used; :attr:`anomalies` holds every reason found, by file, line and column.

    Files come in the order of ``sources`` (those that the others refer to first, so that a cause comes
    before its consequences), files that are not in it at the head.
    """

    def __init__(self, anomalies: Iterable[Anomalie], sources: Sequence[str] = ()):
        rank = {source: position for position, source in enumerate(sources)}
        once = dict.fromkeys(anomalies)  # unlike a set, keeps the order found where the sort leaves ties
        self.anomalies = tuple(
            sorted(once, key=lambda a: (rank.get(a.fichier, -1), a.fichier, a.ligne or 0, a.colonne or "", a.attendu))
        )
        super().__init__(self.anomalies)

    def _render_traceback_(self) -> list[str]:
        """What Jupyter shows of it: the first anomalies, and how to have them all; no stack of ours."""
        said = str(self).split("\n")
        if len(said) > MAX_IN_NOTEBOOK:
            said = [*said[:MAX_IN_NOTEBOOK], "… Toutes : pipeline.py verifier"]
        return said

    def __str__(self) -> str:
        count = len(self.anomalies)
        head = f"{count} anomalie{'s' if count > 1 else ''} dans les données :"
        if count <= MAX_SHOWN:
            return "\n".join([head, *(f"- {a}" for a in self.anomalies)])
        return "\n".join([head, *self._by_kind()])

    def _by_kind(self) -> Iterator[str]:
        """The first anomalies of each kind, and how many others there are; as many kinds as a screen or two show."""
        kinds: dict[tuple[str, str | None, str], list[Anomalie]] = {}
        for anomaly in self.anomalies:
            kinds.setdefault(anomaly.genre, []).append(anomaly)
        shown = 0
        for rank, found in enumerate(kinds.values()):
            if shown >= MAX_SHOWN:
                left = list(kinds.values())[rank:]
                yield f"… et {sum(map(len, left))} autres, de {len(left)} genre{'s' if len(left) > 1 else ''}."
                return
            yield from (f"- {a}" for a in found[:MAX_OF_A_KIND])
            shown += min(len(found), MAX_OF_A_KIND)
            if (more := len(found) - MAX_OF_A_KIND) > 0:
                yield f"  … et {more} autre{'s' if more > 1 else ''} du même genre, jusqu'à : {found[-1].ou}."


class Introuvable(LookupError):
    """An identifier that the contract does not have, with the nearest ones that it has; ``dits``: how each is said,
    where that is not by itself."""

    def __init__(self, quoi: str, demande: str, connus: Iterable[str], dits: Mapping[str, str] | None = None):
        from difflib import get_close_matches  # it takes time to import, and names are right as a rule

        names = {fold(name): (dits or {}).get(name, name) for name in connus}
        wanted = fold(demande)
        near = [n for n in names if wanted and n.startswith(wanted)]
        near += [n for n in names if dits and len(wanted) > 2 and wanted in n]  # a word of a name
        near += get_close_matches(wanted, list(names), n=3, cutoff=0.5)
        self.proches = tuple(dict.fromkeys(names[n] for n in near))[:3]
        hint = f" Proches : {', '.join(self.proches)}." if near else ""
        super().__init__(f"{quoi} : « {quoted(demande)} ».{hint}")

    def _render_traceback_(self) -> list[str]:
        """What Jupyter shows of it: the sentence."""
        return [str(self)]
