"""What is wrong in the tables, said to the person who can mend it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from quartiers.echappement import on_one_line, printable

MAX_SHOWN = 60
MAX_QUOTED = 80  # characters of a text that a message quotes


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

    def __str__(self) -> str:
        where = self.fichier
        if self.ligne is not None:
            where += f", ligne {self.ligne}"
        if self.colonne is not None:
            where += f", colonne « {self.colonne} »"
        text = f"{where} : "
        if self.trouve is not None:
            shown = quoted(self.trouve)
            text += f"trouvé « {shown} » ; " if shown.strip() else "cellule vide ; "
        text += f"attendu : {self.attendu}."
        if self.remede:
            text += f" {self.remede}"
        return " ".join(printable(text).split("\n"))  # names of files and folders are anybody's too


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

    def __str__(self) -> str:
        count = len(self.anomalies)
        head = f"{count} anomalie{'s' if count > 1 else ''} dans les données :"
        lines = [head, *(f"- {a}" for a in self.anomalies[:MAX_SHOWN])]
        if count > MAX_SHOWN:
            lines.append(f"… et {count - MAX_SHOWN} autres.")
        return "\n".join(lines)
