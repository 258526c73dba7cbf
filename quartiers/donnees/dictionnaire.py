"""What others read of the description of the tables: the dictionary's tables, and the data package.

``python -m quartiers.donnees.dictionnaire`` writes both in ``data/``: in ``LISEZMOI.md``, what lies between two marks;
``datapackage.json``, whole, in the forms of Data Package and Table Schema, by which other tools check the same tables.
A test fails when one is not up to date.
"""

import csv
import json
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

from quartiers import DEFAULT_DATA
from quartiers.donnees.description import BARRE, Champ, Lieu, Nature, Table
from quartiers.donnees.reglages.description import settings_table
from quartiers.donnees.tables import TABLES
from quartiers.ecriture import write_all

LISEZMOI: Final = "LISEZMOI.md"
PAQUET: Final = "datapackage.json"
_MARK: Final = re.compile(r"(<!-- (?P<what>[a-z]+)(?: (?P<of>\w+))? : .*?-->\n)(?P<old>.*?)(?=<!-- fin -->)", re.DOTALL)
_HINT: Final = "voir "
_WRITERS: Final = {
    Lieu.SAISIE: "",
    Lieu.IMPORTEES: "écrite par `importer`",
    Lieu.CORRESPONDANCES: "à compléter quand une colonne, ou un mot, y manque",
}


# -- the dictionary, in Markdown -------------------------------------------------------------------------------


def columns_of(table: Table) -> str:
    """A table of its columns: what is written there, whether it must be, an example."""
    head = ("Colonne", "Ce qu'on écrit", "Obligatoire", "Exemple")
    return _markdown(head, (_column_row(champ) for champ in table.champs.values()))


def _column_row(champ: Champ) -> tuple[str, ...]:
    c = champ.colonne
    example = c.exemple if not c.exemple or c.exemple.startswith(_HINT) else f"`{c.exemple}`"
    return f"`{champ.nom}`", c.aide, c.condition or ("oui" if champ.obligatoire else "non"), example


def list_of(lieu: Lieu) -> str:
    """A table of the tables of a place: what a row describes, and what it is known by."""
    tables = (table for table in TABLES.values() if table.lieu is lieu)
    return _markdown(("Table", "Une ligne décrit…", "Repérée par"), map(_table_row, tables))


def _table_row(table: Table) -> tuple[str, ...]:
    said = [_WRITERS[table.lieu], "facultative" if table.facultative else ""]
    notes = f" ({', '.join(filter(None, said))})" if any(said) else ""
    anchor = re.sub(r"[^\w-]", "", table.fichier)
    return f"[`{table.fichier}`](#{anchor})", table.ligne + notes, ", ".join(f"`{name}`" for name in table.cle)


def citations() -> str:
    """A table of which columns cite which table."""
    citing: dict[str, list[str]] = defaultdict(list)
    for table in TABLES.values():
        for champ in table.champs.values():
            if champ.colonne.renvoi:
                citing[champ.colonne.renvoi.table].append(f"`{champ.nom}` ({table.nom})")
    rows = ((", ".join(columns), _cited(cited)) for cited, columns in citing.items())
    return _markdown(("Ces colonnes (de ces tables)…", "…citent"), rows)


def _cited(name: str) -> str:
    if name in TABLES:
        return f"`{TABLES[name].fichier}`"
    return f"`[{name.removeprefix('contrat.')}]` de `contrat.toml`"


def _markdown(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    escaped = ([cell.replace("|", "\\|") for cell in row] for row in rows)
    lines = [" | ".join(head), "|".join(["---"] * len(head)), *map(" | ".join, escaped)]
    return "".join(f"| {line} |\n" if "---" not in line else f"|{line}|\n" for line in lines)


def fill_marks(text: str, blocks: Mapping[str, Callable[[str], str]]) -> str:
    """The text with what stands between marks written anew, each by the block that its mark names."""
    return _MARK.sub(lambda found: found[1] + blocks[found["what"]](found["of"]), text)


def fill(text: str) -> str:
    """The dictionary, its tables written anew."""
    return fill_marks(
        text,
        {
            "colonnes": lambda name: columns_of(TABLES[name]),
            "tables": lambda lieu: list_of(Lieu[lieu]),
            "renvois": lambda _: citations(),
            "reglages": lambda _: settings_table() + "\n",
        },
    )


# -- the data package ------------------------------------------------------------------------------------------


def data_package(dossier: Path) -> dict[str, Any]:
    """The description of the tables that a data folder has as CSV files."""
    present = (table for table in TABLES.values() if (dossier / table.chemin).is_file())
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "contrat-de-ville",
        "title": "Tables d'un contrat de ville",
        "resources": [resource_of(table, _header(dossier / table.chemin)) for table in present],
    }


def _header(path: Path) -> Collection[str]:
    """Columns that a CSV file has: it may lack some that were added since."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return next(csv.reader(file, delimiter=";"), [])


def resource_of(table: Table, columns: Collection[str]) -> dict[str, Any]:
    """A table as a resource of a data package, with the Table Schema of the columns that it has."""
    return {
        "name": table.nom,
        "path": table.chemin,
        "description": f"Une ligne décrit {table.ligne}",
        "format": "csv",
        "encoding": "utf-8-sig",
        "dialect": {"delimiter": ";"},
        "schema": _without_empty(
            {"fields": list(_fields(table, columns)), **_keys(table, columns), "missingValues": [""]}
        ),
    }


def _fields(table: Table, columns: Collection[str]) -> Iterator[dict[str, Any]]:
    for champ in (champ for champ in table.champs.values() if champ.nom in columns):
        c = champ.colonne
        yield _without_empty(
            {
                "name": champ.nom,
                "title": c.titre,
                "description": c.aide,
                "type": "number" if champ.nature is Nature.MONTANT else champ.nature.value,
                "format": "any" if champ.nature is Nature.DATE else None,
                "example": _example(champ),
                "decimalChar": "," if champ.nature in (Nature.NOMBRE, Nature.MONTANT) else None,
                "separator": BARRE if champ.plusieurs else None,
                "constraints": _without_empty(dict(_constraints(champ))),
            }
        )


def _example(champ: Champ) -> str | float | None:
    """The example, if it is a value and no hint (« voir la table »)."""
    text = champ.colonne.exemple
    if not text or text.startswith(_HINT):
        return None
    if champ.nature in (Nature.TEXTE, Nature.DATE):
        return text
    return int(text) if champ.nature is Nature.ENTIER else float(text.replace(",", "."))


def _constraints(champ: Champ) -> Iterator[tuple[str, Any]]:
    c, form = champ.colonne, champ.colonne.forme
    yield "required", champ.obligatoire or None
    yield "unique", c.unique or None
    yield "enum", list(c.mots) or None
    if form is not None:
        one = form.motif.pattern if form.motif else None
        yield "pattern", rf"(?:{one})(?: \{BARRE} (?:{one}))*" if one and champ.plusieurs else one
        yield "maxLength", form.longueur if not champ.plusieurs else None
        yield "minimum", _bound(form.minimum) if not form.minimum_exclu else None
        yield "maximum", _bound(form.maximum)


def _bound(bound: float | date | None) -> float | str | None:
    return bound.isoformat() if isinstance(bound, date) else bound


def _keys(table: Table, columns: Collection[str]) -> dict[str, Any]:
    champs = (champ for champ in table.champs.values() if champ.nom in columns)
    cited = ((champ, champ.colonne.renvoi) for champ in champs if not champ.plusieurs)
    return {
        "primaryKey": [table.identifiant] if table.identifiant else None,
        "foreignKeys": [
            {
                "fields": [champ.nom],
                "reference": {"resource": renvoi.table, "fields": [TABLES[renvoi.table].identifiant]},
            }
            for champ, renvoi in cited
            if renvoi is not None and renvoi.table in TABLES
        ],
    }


def _without_empty(found: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in found.items() if value not in (None, "", [], {})}


def documents(dossier: Path) -> dict[Path, str]:
    """The two documents as they are to be, by file."""
    dictionary = (dossier / LISEZMOI).read_text(encoding="utf-8")
    return {dossier / LISEZMOI: fill(dictionary), dossier / PAQUET: package_text(dossier)}


def package_text(dossier: Path) -> str:
    """The data package of a folder, as its file has it."""
    return json.dumps(data_package(dossier), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    write_all(dict(documents(DEFAULT_DATA)))
