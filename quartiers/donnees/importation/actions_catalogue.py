"""What the columns of files of actions and subsidies mean: the declared catalogue, by sort of file.

No header is in the code: ``catalogue_actions`` says which column of ``actions`` or ``financements`` each one is. A
header is compared without case, accents, spaces, stars and punctuation, so that the same one is known in whatever hand.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import pandas as pd

from quartiers.donnees.erreurs import Anomalie
from quartiers.donnees.fichiers.dossier_de_donnees import Dossier
from quartiers.donnees.fichiers.textes import clean_text
from quartiers.donnees.importation.insee_catalogue import read_table
from quartiers.donnees.tables.correspondances import LAISSEE
from quartiers.donnees.trames import plain_columns, rows_of

_LEAST: Final = 2  # columns that are taken, beside the title of the action, for a row of headers to be one
TITRE: Final = "intitule"
_LOST: Final = "�"


@dataclass(frozen=True)
class Cible:
    """A column that a header is; ``extrait`` finds the value in the cell, where it is a part of it."""

    colonne: str
    extrait: re.Pattern[str] | None


@dataclass(frozen=True)
class Sorte:
    """A sort of files: what its headers are, by folded header, and what every row of it says."""

    nom: str
    cibles: Mapping[str, tuple[Cible, ...]]
    constantes: Mapping[str, str]

    def targets_of(self, header: str) -> tuple[Cible, ...] | None:
        """What a header is, as a cell has it; () for one that is left, None for one that is unknown."""
        folded = fold_header(header)
        if not folded:
            return None
        found = self.cibles.get(folded)
        if found is None and _LOST in folded:  # a letter that an encoding lost may be any
            pattern = re.compile(re.escape(folded).replace(_LOST, "[a-z]?"))
            likely = [name for name in self.cibles if pattern.fullmatch(name)]
            found = self.cibles[likely[0]] if len(likely) == 1 else None
        if found is None:
            return None
        return tuple(cible for cible in found if cible.colonne != LAISSEE)


@dataclass(frozen=True)
class Catalogue:
    """Every sort of files, in the order of the table."""

    sortes: tuple[Sorte, ...]

    @property
    def sources(self) -> frozenset[str]:
        """What rows say of where they come from, when an import wrote them."""
        return frozenset(sorte.constantes["source"] for sorte in self.sortes)

    @property
    def entetes(self) -> frozenset[str]:
        return frozenset(name for sorte in self.sortes for name in sorte.cibles)

    def recognise(self, header: Sequence[str]) -> tuple[Sorte, int] | None:
        """The sort that knows the most of a row of headers, and how many it knows; None if none knows enough."""
        best: tuple[Sorte, int] | None = None
        for sorte in self.sortes:
            found = [targets for cell in header if (targets := sorte.targets_of(cell)) is not None]
            taken = {cible.colonne for targets in found for cible in targets}
            if TITRE in taken and len(taken) > _LEAST and (best is None or len(found) > best[1]):
                best = sorte, len(found)
        return best


@lru_cache(maxsize=20_000)
def fold_header(text: str) -> str:
    """A header as it is compared: its letters and digits. One read in a wrong encoding is read again.

    >>> fold_header(" Nom du bénéficiaire* ") == fold_header("NOM DU BENEFICIAIRE")
    True
    >>> fold_header("Aide notifiÃ©e"), fold_header("Aide notifi�e")
    ('aidenotifiee', 'aidenotifi�e')
    """
    for wrong in ("cp1252", "latin-1"):
        try:
            text = text.encode(wrong).decode("utf-8")
            break
        except UnicodeError:
            continue
    bare = unicodedata.normalize("NFKD", clean_text(text).casefold().replace("œ", "oe"))
    return "".join(c for c in bare if (c.isascii() and c.isalnum()) or c == _LOST)


def load_catalogue(dossier: Dossier) -> Catalogue | None:
    """The catalogue of a data folder (the project's own where the folder has none), checked.

    None, with every reason in ``dossier.anomalies``, when it cannot be used.
    """
    before = len(dossier.anomalies)
    found = read_table(dossier, "catalogue_actions", default=True)
    if found is None:
        return None
    table, source = found
    patterns = _patterns(table, source, dossier.anomalies)
    sorts: dict[str, list[tuple[int, dict[str, str | None]]]] = {}
    for line, row in zip(table.index, rows_of(plain_columns(table)), strict=True):
        if row["sorte"] is not None and row["colonne"] is not None:
            sorts.setdefault(row["sorte"], []).append((int(line), row))
    made = [_sort(name, rows, patterns, source, dossier.anomalies) for name, rows in sorts.items()]
    return Catalogue(tuple(made)) if len(dossier.anomalies) == before else None


def _patterns(table: pd.DataFrame, source: str, anomalies: list[Anomalie]) -> dict[str, re.Pattern[str]]:
    patterns = {}
    for line, text in table["extrait"].dropna().items():
        try:
            pattern = re.compile(text)
        except re.error:
            pattern = None
        if pattern is None or pattern.groups != 1:
            expected = "une expression régulière, avec une parenthèse"
            anomalies.append(Anomalie(source, expected, int(str(line)), "extrait", text))
        else:
            patterns[text] = pattern
    return patterns


def _sort(
    name: str,
    rows: Iterable[tuple[int, Mapping[str, str | None]]],
    patterns: Mapping[str, re.Pattern[str]],
    source: str,
    anomalies: list[Anomalie],
) -> Sorte:
    targets: dict[str, list[Cible]] = {}
    constants: dict[str, str] = {}
    first = 0
    for line, row in rows:
        first = first or line
        column, header, value = str(row["colonne"]), row["entete"], row["valeur"]
        if header is None or value is not None:
            if header is not None or value is None or column == LAISSEE:
                expected = "un en-tête, ou une valeur pour toutes les lignes : l'un des deux"
                anomalies.append(Anomalie(source, expected, line, "entete", header))
            else:
                constants[column] = value
            continue
        folded = fold_header(header)
        known = [cible.colonne for cible in targets.get(folded, [])]
        if not folded:
            anomalies.append(Anomalie(source, "un en-tête, avec des lettres ou des chiffres", line, "entete", header))
        elif known and column not in known and LAISSEE in (column, *known):
            remedy = f"Il est déjà dit « {known[0]} »."
            expected = f"un en-tête qui ne veut dire qu'une chose ({name})"
            anomalies.append(Anomalie(source, expected, line, "entete", header, remedy))
        elif column not in known:
            targets.setdefault(folded, []).append(Cible(column, patterns.get(row["extrait"] or "")))
    if "source" not in constants:
        expected = f"une ligne sans en-tête pour la colonne « source » de « {name} »"
        anomalies.append(Anomalie(source, expected, first, "sorte", name))
    return Sorte(name, {header: tuple(found) for header, found in targets.items()}, constants)
