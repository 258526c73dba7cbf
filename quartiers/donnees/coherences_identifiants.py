"""Names that last: an identifier that an edition has is never gone, and never names something else.

What is no more wanted is withdrawn, in its row (:mod:`quartiers.donnees.retraits`); a vote is not.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from quartiers.donnees.erreurs import Anomalie
from quartiers.donnees.fichiers.textes import fold
from quartiers.donnees.modele import Contrat
from quartiers.donnees.retraits import TITRES
from quartiers.donnees.tables import TABLES

Place = Callable[[str, str], tuple[str, int | None]]  # of a row, by its table and its identifier: file, line

# What, beside its words, tells what a row is.
_TELLING: Final[Mapping[str, tuple[str, ...]]] = {
    "demarches": ("nature", "commune", "debut"),
    "constats": ("quartier", "thematique"),
    "priorites": ("quartier", "thematique", "echelle"),
    "contributions": ("demarche",),
    "validations": ("date",),
}
_WORDS: Final[Mapping[str, str]] = {**TITRES, "validations": "document"}
# What these texts may not repeat: what somebody said.
_KEPT_TO_ITSELF: Final = frozenset({"contributions"})


def check_names(contrat: Contrat, edition: Contrat, said: str, place: Place) -> Iterator[Anomalie]:
    """The identifiers of an edition that have gone, or that name something else; ``said`` is the edition in French."""
    for table in _TELLING:
        now = _by_name(contrat, table)
        for name, row in _by_name(edition, table).items():
            file, line = place(table, name)
            if line is None:
                if not _has_gone_with_its_quartier(contrat, row):
                    yield _missing(table, name, file, said)
            elif name in now and _is_another(contrat, table, row, now[name]):
                yield _reused(table, (row, now[name]), (file, line), said)
    for withdrawn in edition.retraits:
        file, line = place(withdrawn.table, withdrawn.identifiant)
        if line is None:
            yield _missing(withdrawn.table, withdrawn.identifiant, file, said)


def is_heir(contrat: Contrat, quartier: str | None, former: str | None) -> bool:
    """Whether a quartier had that identifier."""
    known = contrat.quartiers.get(quartier or "")
    return known is not None and former in known.anciens


def _by_name(contrat: Contrat, table: str) -> Mapping[str, Any]:
    rows: Any = getattr(contrat, table)
    if isinstance(rows, Mapping):
        return rows
    identifier = str(TABLES[table].identifiant)
    return {getattr(row, identifier): row for row in rows}


def _has_gone_with_its_quartier(contrat: Contrat, row: Any) -> bool:
    """What is of a quartier that is no more, or has another identifier, may have gone with it."""
    quartier = getattr(row, "quartier", None)
    return quartier is not None and quartier not in contrat.quartiers


def _missing(table: str, name: str, file: str, said: str) -> Anomalie:
    what = f"{TABLES[table].un or 'un constat'} « {name} », comme dans {said} (la ligne manque)"
    if table == "validations":
        return Anomalie(file, what, remede="Un vote ne s'efface pas : remettre sa ligne.")
    remedy = (
        "Un identifiant est permanent : remettre sa ligne et, si elle ne vaut plus, dire depuis quand et pourquoi dans "
        "« retire_le » et « retire_motif »."
    )
    return Anomalie(file, what, remede=remedy)


def _is_another(contrat: Contrat, table: str, before: Any, now: Any) -> bool:
    """Whether an identifier names something else: no word in common, and not of the same place, theme or kind."""
    words = _WORDS[table]
    if _words(getattr(before, words)) & _words(getattr(now, words)):
        return False

    def differs(column: str) -> bool:
        was, is_now = getattr(before, column), getattr(now, column)
        return bool(was != is_now and not (column == "quartier" and is_heir(contrat, is_now, was)))

    return any(differs(column) for column in _TELLING[table])


def _words(text: str) -> set[str]:
    return set(re.findall(r"[a-z0-9]{4,}", fold(text)))


def _reused(table: str, rows: tuple[Any, Any], where: tuple[str, int], said: str) -> Anomalie:
    (before, now), (file, line) = rows, where
    column = _WORDS[table]
    was = "le même texte que" if table in _KEPT_TO_ITSELF else f"« {getattr(before, column)} », comme"
    found = None if table in _KEPT_TO_ITSELF else getattr(now, column)
    remedy = (
        "Un identifiant ne sert jamais à deux choses : en donner un autre à cette ligne, remettre l'ancienne et, si "
        "elle ne vaut plus, dire depuis quand et pourquoi dans « retire_le » et « retire_motif »."
    )
    if table == "validations":
        remedy = "Un identifiant ne sert jamais à deux votes : en donner un autre à celui-ci, et remettre l'ancien."
    return Anomalie(file, f"{was} dans {said}", line, column, found, remedy)
