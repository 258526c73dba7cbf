"""The first row of a table: the names of its columns, or one sentence that says why they are not there."""

import re
from collections.abc import Collection, Sequence
from typing import Final

from quartiers.donnees.erreurs import Anomalie
from quartiers.donnees.fichiers.lecture import Rangee

_SIGNS: Final = re.compile(r"[;,|:\t]")
_LOOKED_AT: Final = 12  # rows among which the names of the columns are looked for


def read_header(
    rows: Sequence[Rangee],
    attendues: Collection[str],
    source: str,
    anomalies: list[Anomalie],
    omissibles: Collection[str] = (),
) -> tuple[str, ...] | None:
    """Names of the columns, from the first row; None, with why in ``anomalies``, if rows cannot be judged by them.

    Those of ``omissibles`` may be absent.
    """
    line, head = rows[0]
    columns = _names(head)
    if not _is_header(head, attendues):
        anomalies.append(_no_header(rows, attendues, source))
        return None
    doubles = sorted({c for c in columns if columns.count(c) > 1})
    anomalies += [
        Anomalie(source, "un nom de colonne présent une seule fois", line, trouve=name or "(sans nom)")
        for name in doubles
    ]
    if doubles:
        return None
    wrong = _missing_and_unknown(columns, attendues, source, line, omissibles)
    anomalies += wrong
    return None if wrong else columns


def _names(head: Sequence[str]) -> tuple[str, ...]:
    columns = [name.lower() for name in head]
    while columns and not columns[-1]:
        columns.pop()
    return tuple(columns)


def _is_header(row: Sequence[str], attendues: Collection[str]) -> bool:
    """Whether a row holds names of columns: a good part of them, or of what it holds."""
    found = sum(name.lower() in attendues for name in row)
    return found > 0 and (2 * found >= len(attendues) or 2 * found >= sum(map(bool, row)))


def _no_header(rows: Sequence[Rangee], attendues: Collection[str], source: str) -> Anomalie:
    line, head = rows[0]
    lower = next((at for at, row in rows[1:_LOOKED_AT] if _is_header(row, attendues)), None)
    remedy = (
        f"Les noms des colonnes sont à la ligne {lower} : supprimer ce qui est au-dessus."
        if lower
        else f"Colonnes attendues : {', '.join(attendues)} (voir LISEZMOI.md)."
    )
    shown = next(filter(None, head), "")
    if lower is None and _is_header([part.strip() for part in _SIGNS.split(shown)], attendues):
        remedy = "Les colonnes ne sont pas séparées comme il faut : enregistrer le fichier avec des points-virgules."
    return Anomalie(source, "les noms des colonnes sur la première ligne", line, trouve=shown, remede=remedy)


def _missing_and_unknown(
    columns: Sequence[str], attendues: Collection[str], source: str, line: int, omissibles: Collection[str]
) -> list[Anomalie]:
    from difflib import get_close_matches  # it takes time to import, and names are right as a rule

    wrong = []
    missing = [c for c in attendues if c not in columns]
    for column in (c for c in columns if c not in attendues):
        near = get_close_matches(column, missing, n=1)
        remedy = f"Sans doute « {near[0]} »." if near else "Retirer la colonne, ou voir LISEZMOI.md."
        wrong.append(Anomalie(source, "une colonne connue", line, None, column or "(sans nom)", remedy))
        if near:
            missing.remove(near[0])
    wrong += [
        Anomalie(source, f"une colonne « {column} » (elle manque)", line)
        for column in missing
        if column not in omissibles
    ]
    return wrong
