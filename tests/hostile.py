"""A data folder whose every text is hostile, and its harmless twin: same rows, same equalities between cells.

Nothing here names a column of free text: they are read from the schemas, so that one added later is infested too.
"""

import csv
import json
import re
import shutil
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import lignes

from quartiers import DEFAULT_DATA, PROJECT_ROOT
from quartiers.donnees.coherences_suivi import REACHES_SOMEONE
from quartiers.donnees.description import Champ, Nature, tables_of
from quartiers.donnees.lieux.fichier_des_contours import CHEMIN
from quartiers.donnees.personnes import what_leads_to_someone
from quartiers.donnees.tables import TABLES, concertation, forums, langage, suivi
from quartiers.donnees.tables.langage import NOMBRE

# The quartier whose report is built: it has figures, findings, priorities, charts and maps.
QUARTIER: Final = "saint-saulve-pepiniere"

# What a text may hold; each begins as it would have to in order to work (a formula, a heading, a list). No two words of
# theirs are one letter apart: that is a doubt of its own, which the harmless twin would not have.
PAYLOADS: Final = (
    "<script>window.pwned=1</script>",
    "<img src=x onerror=window.pwned=2>",
    '"><svg onload=window.pwned=3>',
    "</style></title><script>window.pwned=4</script><!--",
    "</script><!-- --><iframe src=https://exemple.invalid/>",
    "' onmouseover='window.pwned=5' x=\"",
    "javascript:window.pwned=6",
    "&lt;b&gt; &amp;amp; &#60;i&#62; &nbsp",
    '#read("/etc/passwd") #import "/etc/passwd": *',
    '") + read("/etc/passwd") + ("',
    '#eval("1+1") ] #panic("x") [ ) } {',
    "*gras* _penché_ $x^2$ `code` @renvoi <ancre> = chapitre",
    "\\u{41} \\ \\\\ \\n \\\" \\' // fin",
    "/* jamais fermé",
    "# Chapitre",
    "![x](https://exemple.invalid/x.png) [x](javascript:window.pwned=7)",
    "1. liste | --- | ``` ~~~ <b>gras</b>",
    "$\\immediate\\write18{id}$ \\(x\\) \\[y\\] $$z$$ \\href{javascript:window.pwned=8}{x}",
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-1",
    "@SUM(1;2)",
    "\t=1+1",
    '\r=HYPERLINK("https://exemple.invalid")',
    "https://exemple.invalid/ mailto:x@exemple.invalid",
    "{{ 7*7 }} {% raw %} {# non #} ${HOME} %s {0}",
    "''' + open('/etc/passwd').read() + '''",
    "[bold red]rich[/] [/] [link=https://exemple.invalid]x[/link] [red",
    "avant\x1b[31mrouge\x1b]0;chapitre\x07\x08\x7fapres",
    "avant\u202einverse\u2066isole\u2067\u200f\u061c\u206fapres",
    "zero\u200bwidth\u200d\u2060\ufeff\u00adjoint\U000e0041etiquette\ufffc\ufffe",
    "e" + "\u0301" * 300 + "mpile",
    "anti" + "constitution" * 12,
    "🏘️ 👨‍👩‍👧 مرحبا 你好 שלום",
    "a\u2028b\u2029c\x0bd\x85e",
)
GIANT: Final = "démesuré <b> #x " * 624  # 9,984 characters: the longest cell that is accepted has 10,000
TOML_ONLY: Final = "nul\x00nul"

Column = tuple[str, str]
# Those of what is done are those of the invented contract: they refuse an address, which a payload has.
FOLLOWED: Final = [table.nom for table in tables_of(suivi)]
# What was heard, voted, and said in easy words, of the invented contract too; what columns of files mean is no text.
HEARD: Final = [
    table.nom for module in (concertation, forums, langage) for table in tables_of(module) if table.nom != "questions"
]


def _header(table: str) -> list[str]:
    """The columns that our own table has: it may lack some that were added since, or be absent."""
    path = DEFAULT_DATA / TABLES[table].chemin
    if table in FOLLOWED or not path.exists():
        return []
    with path.open(encoding="utf-8-sig", newline="") as file:
        return next(csv.reader(file, delimiter=";"))


COLUMNS: Final[dict[Column, Champ]] = {
    (name, column): TABLES[name].champs[column] for name in TABLES for column in _header(name)
}


def _citing(*cited: str) -> set[Column]:
    return {place for place, c in COLUMNS.items() if c.colonne.renvoi is not None and c.colonne.renvoi.table in cited}


# Cells that cite another table, or a territory of contrat.toml: what is not there is refused.
CITES: Final = _citing(*TABLES, "contrat.territoires")
# Lists split by a bar, and names behind a code; a cell that is a list has as many items as its neighbour.
# A public stands for itself, alone or in a list.
LISTS: Final = (
    {place for place, c in COLUMNS.items() if c.plusieurs and c.colonne.forme is None} | _citing("contrat.publics")
) - CITES
# What a text has to hold: the place of its number.
HELD: Final = {("mots_faciles", "texte"): NOMBRE}
CODED: Final = {("quartiers", "communes_qpv")}
SHORT: Final = {("quartiers", "nom_court"): 40}
GIANTS: Final = {("quartiers", "note"), ("constats", "constat"), ("declinaisons", "declinaison")}

Rows = list[dict[str, str]]


def text_columns() -> list[Column]:
    return [place for place, champ in COLUMNS.items() if champ.nature is Nature.TEXTE]


def free_columns() -> list[Column]:
    """Columns where anything may be written (or a text of some length), and that cite no other table."""
    return [
        place
        for place in text_columns()
        if place not in CITES
        and (place in SHORT or place in CODED or not (COLUMNS[place].colonne.mots or COLUMNS[place].colonne.forme))
    ]


class Texts:
    """A text for each value of the real tables: the same for the same, another for another."""

    def __init__(self, hostile: bool, payloads: tuple[str, ...] = PAYLOADS):
        self.hostile, self._payloads = hostile, payloads
        self._given: dict[str, str] = {}

    def of(self, value: str, limit: int = 9_000, listed: bool = False) -> str:
        """The text that stands for ``value``, of ``limit`` characters at most, without a bar where it is ``listed``."""
        if value not in self._given:
            number = len(self._given)
            fit = [p for p in self._payloads if len(p) < limit - 6]
            text = fit[number % len(fit)].replace("|", "¦") if self.hostile else "texte"
            self._given[value] = f"{text} {number}"
        return self._given[value].replace("|", "¦") if listed else self._given[value]

    def giant(self) -> str:
        return GIANT + str(len(self._given)) if self.hostile else "texte long " * 900


def read_rows(folder: Path, table: str) -> Rows:
    return lignes.read_rows(folder / TABLES[table].chemin)


def write_rows(folder: Path, table: str, rows: Rows, header: Sequence[str] = ()) -> None:
    with (folder / TABLES[table].chemin).open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, header or _header(table), delimiter=";", lineterminator="\r\n")
        writer.writeheader()
        writer.writerows(rows)


def infest(folder: Path, *, hostile: bool = True, giants: str = "") -> Texts:
    """Copy ``data/`` into ``folder`` with every free text replaced.

    ``giants``: the quartier that gets cells of the greatest length too.
    """
    shutil.copytree(DEFAULT_DATA, folder)
    texts = Texts(hostile)
    settings = tomllib.loads((folder / "contrat.toml").read_text(encoding="utf-8"))
    for (table, column), limit in SHORT.items():  # before a longer column that says the same
        for row in read_rows(folder, table):
            texts.of(row[column], limit)
    for table in dict.fromkeys(name for name, _ in COLUMNS):
        rows = read_rows(folder, table)
        for column in _header(table):
            if (table, column) in free_columns():
                _infest_column(rows, (table, column), texts)
        _enlarge(rows, table, giants, texts)
        write_rows(folder, table, rows)
    _write_settings(folder / "contrat.toml", settings, texts, hostile)
    _write_contours(folder, texts)
    return texts


def _infest_column(rows: Rows, place: Column, texts: Texts) -> None:
    for number, row in enumerate(rows):
        value = row[place[1]]
        if place in CODED:
            items = (item.strip().split(" ", 1) for item in value.split("|"))
            row[place[1]] = " | ".join(f"{code} {texts.of(name, listed=True)}" for code, name in items)
        elif place in LISTS:
            items = (item.strip() for item in value.split("|") if item.strip())
            row[place[1]] = " | ".join(texts.of(item, listed=True) for item in items)
        else:  # an empty cell, too, is a place where someone may write
            held = f" {HELD[place]}" if HELD.get(place, "\0") in value else ""
            row[place[1]] = texts.of(value or f"{place} {number}", SHORT.get(place, 9_000)) + held


def _enlarge(rows: Rows, table: str, quartier: str, texts: Texts) -> None:
    """Give the first row of ``quartier`` the longest texts that are accepted."""
    for name, column in GIANTS:
        if name != table or not quartier:
            continue
        own = [row for row in rows if quartier in (row.get("quartier"), row.get("priorite", "")[: len(quartier)])]
        own[0][column] = texts.giant()


def _write_settings(path: Path, settings: dict[str, Any], texts: Texts, hostile: bool) -> None:
    contract = settings["contrat"]
    nul = TOML_ONLY if hostile else "rien"
    contract["nom"] = texts.of(contract["nom"]) + nul
    contract["epci"] = texts.of(contract["epci"])
    settings["document"] = {key: texts.of(value) for key, value in settings["document"].items()}
    settings["publics"]["liste"] = [texts.of(name, listed=True) for name in settings["publics"]["liste"]]
    settings["territoires"] = {key: texts.of(name) for key, name in settings["territoires"].items()}
    lines = []
    for section, values in settings.items():
        lines.append(f"[{section}]")
        lines += [f"{_toml(key)} = {_toml(value)}" for key, value in values.items()]
    path.write_text("\n".join(lines), encoding="utf-8")


def _toml(value: Any) -> str:
    if isinstance(value, str):
        return re.sub(r"[\x7f-\x9f\ufffe]", lambda m: f"\\u{ord(m[0]):04x}", json.dumps(value, ensure_ascii=False))
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return str(value)


def _write_contours(folder: Path, texts: Texts) -> None:
    """A square for each QPV of 2024, with names that nobody gave it."""
    features = {}
    for row in read_rows(folder, "quartiers"):
        x, y = (float(row[name].replace(",", ".")) for name in ("longitude", "latitude"))
        ring = [[x, y], [x + 0.01, y], [x + 0.01, y + 0.01], [x, y + 0.01], [x, y]]
        code = row["code_qpv_2024"]
        names = {"lib_qp": texts.of(f"lib {code}"), "lib_com": texts.of(f"com {code}"), "<b>": "=1+1"}
        features[code] = {
            "type": "Feature",
            "properties": {"code_qp": code, **names},
            "geometry": {"type": "Polygon", "coordinates": [ring]},
        }
    collection = {"type": "FeatureCollection", "name": "<script>", "features": list(features.values())}
    (folder / CHEMIN).write_text(json.dumps(collection), encoding="utf-8")


# -- what is done -----------------------------------------------------------------------------------------

# Where anything may be written, but for how to reach somebody, and communes, which are the quartiers'.
WRITTEN: Final[dict[str, tuple[str, ...]]] = {
    name: tuple(
        column
        for column, champ in TABLES[name].champs.items()
        if champ.nature is Nature.TEXTE
        and not (champ.colonne.mots or champ.colonne.renvoi or champ.colonne.forme)
        and column not in ("commune", "retire_motif")
    )
    for name in (*FOLLOWED, *HEARD)
}
# A group has a criterion, or neither is told.
OPTIONAL: Final = (("reponses", "critere"), ("reponses", "groupe"), ("mots_faciles", "explication"))


def infest_followed(folder: Path, *, hostile: bool = True) -> None:
    """Copy the invented contract into ``folder``, with every free text of what is done, heard, voted and said easily
    replaced, in its edition too."""
    shutil.copytree(PROJECT_ROOT / "exemples" / "suivi", folder)
    texts = Texts(hostile, tuple(p for p in PAYLOADS if not REACHES_SOMEONE.search(p) and not what_leads_to_someone(p)))
    for place in (folder, *(folder / "editions").iterdir()):
        for name in WRITTEN:
            if (place / TABLES[name].chemin).exists():
                _infest_table(place, name, texts)


def _infest_table(place: Path, name: str, texts: Texts) -> None:
    table = TABLES[name]
    rows = [{column: row.get(column) or "" for column in table.champs} for row in read_rows(place, name)]
    for row in rows:
        own = [row[column] for column in table.cle]
        if "suite_le" in row:  # every contribution is answered: an answer may be anything
            row["suite"] = row["suite"] or "retenue"
        for column in WRITTEN[name]:
            if (name, column) in OPTIONAL and not (row[column] and texts.hostile):
                continue  # two criteria with one word would be one
            held = f" {HELD[name, column]}" if HELD.get((name, column), "\0") in row[column] else ""
            listed = table.champs[column].plusieurs
            items = row[column].split("|") if listed and row[column] else [row[column] or f"{column} {own}"]
            row[column] = " | ".join(texts.of(item.strip(), listed=listed) for item in items) + held
    write_rows(place, name, rows, tuple(table.champs))


def spoil(folder: Path, table: str, column: str, text: str) -> None:
    """Write ``text`` in the first cell of a column."""
    rows = read_rows(folder, table)
    rows[0][column] = text
    write_rows(folder, table, rows)


__all__ = ["GIANT", "PAYLOADS", "QUARTIER", "free_columns", "infest", "read_rows", "spoil", "text_columns"]
