"""Tables that importers write (``mesures``, ``repartitions``, ``qpv``): read, merged, written together.

They are CSV files of the data folder like the others (``;``, decimal comma, UTF-8 with a mark), in a
fixed order, so that the same data give the same bytes.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from quartiers.donnees.erreurs import Anomalie, DonneesInvalides, reason_of
from quartiers.donnees.fichiers.dossier_de_donnees import Dossier
from quartiers.donnees.fichiers.textes import clean_text
from quartiers.donnees.schemas import validate
from quartiers.donnees.tables import TABLES
from quartiers.ecriture import write_all
from quartiers.marques import is_link, is_temporary


@dataclass(frozen=True)
class BilanTable:
    """What an import changed in a table, in rows; ``place``: where it is, if not in the file of its name."""

    nom: str
    ajoutees: int
    modifiees: int
    retirees: int
    inchangees: int
    place: str = ""

    @property
    def total(self) -> int:
        """Rows of the table once written."""
        return self.ajoutees + self.modifiees + self.inchangees


def read_written(dossier: Dossier, nom: str) -> pd.DataFrame | None:
    """Rows that the folder already has (none where there is no such table).

    None, with the reason in ``dossier.anomalies``, when they cannot be used: a table that is a sheet of
    the workbook cannot be written back.
    """
    table = TABLES[nom]
    raw = dossier.read(nom, optional=True)
    if raw is None:
        return None if dossier.anomalies else pd.DataFrame(columns=list(table.colonnes), dtype=object)
    if raw.source not in table.places:
        expected = f"la table {nom} dans un fichier {table.chemin}"
        remedy = "L'import ne peut pas écrire dans un classeur : en retirer cette feuille, l'import fera le fichier."
        dossier.anomalies.append(Anomalie(raw.source, expected, remede=remedy))
        return None
    typed = validate(raw, dossier.anomalies).cadre
    keys = list(table.cle)
    for line, row in typed[typed.duplicated(keys)].head(5).iterrows():
        key = " / ".join(str(row[k]) for k in keys)
        remedy = "Retirer l'une des deux, ou le fichier : l'import le refait."
        dossier.anomalies.append(Anomalie(raw.source, "une ligne une seule fois", int(str(line)), keys[0], key, remedy))
    return typed


def write_tables(
    dossier: Dossier,
    before: Mapping[str, pd.DataFrame],
    after: Mapping[str, pd.DataFrame],
    others: Mapping[Path, str] | None = None,
) -> tuple[BilanTable, ...]:
    """Write the tables ``after`` (and ``others``, texts by file) that differ from what is on disk, or none.

    Raises DonneesInvalides when a file cannot be written.
    """
    lines = {nom: (_lines(nom, before[nom]), _lines(nom, table)) for nom, table in after.items()}
    texts = {dossier.place(nom): _text(nom, new) for nom, (old, new) in lines.items() if old or new}
    write_changed({**(others or {}), **texts})
    return tuple(_balance(nom, old, new) for nom, (old, new) in lines.items())


def write_changed(files: Mapping[Path, str | bytes]) -> None:
    """Write, all or none, the files whose content changes; raises DonneesInvalides when one cannot be written.

    One that is a link cannot: the table that it leads to is not in the folder that was named, and replacing the link
    would leave it as it was without a word.
    """
    contents = {path: new.encode() if isinstance(new, str) else new for path, new in files.items()}
    try:
        changed = {path: new for path, new in contents.items() if not path.exists() or path.read_bytes() != new}
        if links := [path for path in changed if is_link(path)]:
            raise DonneesInvalides(map(_describe_link, links))
        for path in changed:
            if path.exists():
                with path.open("r+b"):
                    pass  # a file open in a spreadsheet is known here on Windows, before any is replaced
        write_all(changed)
    except OSError as error:
        name = Path(error.filename or "").name
        reason = reason_of(error)
        if not name or is_temporary(name):
            folder = str(Path(error.filename).parent if name else next(iter(files)).parent)
            remedy = f"Vérifier les droits et la place sur le disque ({reason})."
            raise DonneesInvalides([Anomalie(folder, "un dossier où l'on peut écrire", remede=remedy)]) from error
        remedy = f"Le fermer dans le tableur, ou vérifier les droits et la place ({reason})."
        raise DonneesInvalides([Anomalie(name, "un fichier que l'on peut écrire", remede=remedy)]) from error


def _describe_link(path: Path) -> Anomalie:
    remedy = "La mettre à la place du lien, ou importer dans le dossier où elle est (--donnees)."
    return Anomalie(path.name, "la table elle-même", trouve="un lien", remede=remedy)


def _lines(nom: str, table: pd.DataFrame) -> dict[str, str]:
    """CSV line of each row by its key, in the order of keys."""
    keys = list(TABLES[nom].cle)
    table = table.sort_values(keys, kind="stable")
    cells = {name: _cells(table[name]) for name in TABLES[nom].colonnes}
    lines = map(";".join, zip(*cells.values(), strict=True))
    return dict(zip(map(";".join, zip(*(cells[key] for key in keys), strict=True)), lines, strict=True))


def _cells(column: "pd.Series[Any]") -> Iterable[str]:
    positions, distinct = pd.factorize(column.astype(object), use_na_sentinel=False)
    return np.array([_cell(value) for value in distinct], dtype=object)[positions]


def _cell(value: Any) -> str:
    if pd.isna(value):
        return ""
    if isinstance(value, float):
        return format(value, ".12g").replace(".", ",")
    # As it is read back, or a second import would find it changed.
    text = clean_text(str(value)).lstrip("=+-@\t ")  # a name that a spreadsheet would run as a formula
    return '"{}"'.format(text.replace('"', '""')) if re.search('[;"\n]', text) else text


def _text(nom: str, lines: Mapping[str, str]) -> str:
    return "\n".join(["\ufeff" + ";".join(TABLES[nom].colonnes), *lines.values(), ""])


def _balance(nom: str, old: Mapping[str, str], new: Mapping[str, str]) -> BilanTable:
    same = sum(old.get(key) == line for key, line in new.items())
    added = len(new.keys() - old.keys())
    return BilanTable(nom, added, len(new) - added - same, len(old.keys() - new.keys()), same)
