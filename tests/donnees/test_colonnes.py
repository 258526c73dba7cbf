"""Every column of every table, with whatever a hand may type in it: read, or refused where it is; never lost.

Nothing here names a column: they are those of the description, so that a table added later is tried too.
"""

import csv
import random
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from territoires import PUBLIES

from quartiers import DEFAULT_DATA, PROJECT_ROOT
from quartiers.donnees import Anomalie, Contrat, DonneesInvalides, load_contrat
from quartiers.donnees.description import Champ, Nature, Table
from quartiers.donnees.fichiers.dossier_de_donnees import Dossier
from quartiers.donnees.fichiers.lecture import parse_number
from quartiers.donnees.schemas import validate
from quartiers.donnees.tables import TABLES
from quartiers.donnees.tables.concertation import PROTEGEES

COLUMNS = [(t, c) for t in TABLES.values() for c in t.champs.values()]
ENGLISH = re.compile(r"\b(?:error|expected|invalid|None|nan|Traceback|float|string)")

RowsOf = Callable[[str], list[list[str]]]
Write = Callable[[str, list[list[str]]], None]


@dataclass(frozen=True)
class Essai:
    """What is typed in a cell that said ``old``."""

    nom: str
    make: Callable[[str], str]


ESSAIS = (
    Essai("un autre", lambda old: f"{old} | {old}x" if old else "a | b"),
    Essai("deux fois", lambda old: f"{old} | {old}" if old else "a | a"),
    Essai("barre seule", lambda _: "|"),
    Essai("barre au bout", lambda old: f"{old or 'a'} |"),
    Essai("barre au début", lambda old: f"| {old or 'a'}"),
    Essai("rien au milieu", lambda old: f"{old or 'a'} | | b"),
    Essai("inconnu", lambda _: "zzz-inconnu"),
    Essai("point d'interrogation", lambda _: "?"),
    Essai("nombre énorme", lambda _: "9" * 400),
    Essai("négatif", lambda _: "-1"),
    Essai("date", lambda _: "24-févr"),
    Essai("formule", lambda _: "=1+1"),
)


def load(folder: Path) -> Contrat | tuple[Anomalie, ...]:
    try:
        return load_contrat(folder)
    except DonneesInvalides as error:
        return error.anomalies


def frame_of(contrat: Contrat, table: Table, folder: Path) -> pd.DataFrame:
    """The rows that were read: the contract holds a part only of the tables that say what residents did."""
    if table.nom not in PROTEGEES:
        return contrat.tables[table.nom]
    raw = Dossier(folder).read(table.nom)
    assert raw is not None
    return validate(raw, []).cadre


def is_cited(table: Table, champ: Champ) -> bool:
    """Whether other rows go with what this column says: they are refused where it is no more what it was."""
    return champ.colonne.unique or (table.nom, champ.nom) == ("reponses", "reponse")


def batches() -> Iterator[Any]:
    """Columns tried in the same readings: as many as a table has rows for. What others cite is tried by itself."""
    for table in TABLES.values():
        several = max(1, count_rows(table) // len(ESSAIS))
        alone = [[champ] for champ in table.champs.values() if is_cited(table, champ)]
        others = [champ for champ in table.champs.values() if not is_cited(table, champ)]
        for champs in [*alone, *(others[n : n + several] for n in range(0, len(others), several))]:
            yield pytest.param(table, champs, id=f"{table.nom}.{'+'.join(champ.nom for champ in champs)}")


def count_rows(table: Table) -> int:
    path = DEFAULT_DATA / table.chemin
    path = path if path.exists() else PROJECT_ROOT / "exemples" / "suivi" / table.chemin
    if not path.exists():
        return len(PUBLIES)
    with path.open(encoding="utf-8-sig", newline="") as file:
        return sum(1 for _ in csv.reader(file, delimiter=";")) - 1


def test_every_column_is_tried() -> None:
    tried = [(p.values[0].nom, champ.nom) for p in batches() for champ in p.values[1]]
    assert sorted(tried) == sorted((table.nom, champ.nom) for table, champ in COLUMNS)


@pytest.mark.parametrize(("table", "champs"), batches())
def test_whatever_is_typed_is_kept_or_refused_where_it_is(
    dossier: Path, rows_of: RowsOf, write: Write, table: Table, champs: list[Champ]
) -> None:
    """Each attempt is on a row of its own; those that are not refused are then read together."""
    header, *rows = rows_of(table.nom)
    typed: dict[int, tuple[Champ, str]] = {}
    for champ in champs:
        if champ.nom not in header:  # a column that our own table does not have: it may
            header, rows = [*header, champ.nom], [[*row, ""] for row in rows]
        place = header.index(champ.nom)
        filled = sorted(set(range(len(rows))) - typed.keys(), key=lambda n: (not rows[n][place], n))
        # A small table has fewer rows: not all columns are then tried with the same.
        essais = (*ESSAIS[place % len(ESSAIS) :], *ESSAIS[: place % len(ESSAIS)])
        own = {n: (champ, essai.make(rows[n][place])) for n, essai in zip(filled, essais, strict=False)}
        assert len(own) == min(len(ESSAIS), len(rows))
        typed |= own

    def attempt(cells: dict[int, tuple[Champ, str]]) -> Contrat | tuple[Anomalie, ...]:
        changed = [[*row] for row in rows]
        for n, (champ, cell) in cells.items():
            changed[n][header.index(champ.nom)] = cell
        write(table.nom, [header, *changed])
        return load(dossier)

    refused, found = set(), attempt(typed)
    if not isinstance(found, Contrat):
        for anomaly in found:
            assert not ENGLISH.search(said_of(anomaly, (cell for _, cell in typed.values()))), str(anomaly)
            assert len(str(anomaly)) < 500
        refused = {a.ligne - 2 for a in found if a.fichier == table.chemin and a.ligne is not None} & set(typed)
        # What a row is cited by is missed where it was cited.
        assert refused or any(a.fichier != table.chemin for a in found)
        if is_cited(table, champs[0]):
            return
    kept = {n: cell for n, cell in typed.items() if n not in refused}
    if kept != typed:
        found = attempt(kept)
    assert isinstance(found, Contrat), "\n".join(map(str, found))
    frame = frame_of(found, table, dossier)
    assert len(frame) == len(rows)
    for n, (champ, cell) in kept.items():
        value = frame[champ.nom].iloc[n]
        assert value == (cell if champ.nature is Nature.TEXTE else parse_number(cell)), (n, champ.nom, cell)


def said_of(anomaly: Anomalie, typed: Iterable[str]) -> str:
    """A message without what it quotes of the table."""
    text = str(anomaly)
    for cell in typed:
        text = text.replace(cell, "")
    return text


@pytest.mark.parametrize(("table", "champ"), [(t, c) for t, c in COLUMNS if c.plusieurs])
def test_several_values_are_several_in_the_model(contrat: Contrat, suivi: Contrat, table: Table, champ: Champ) -> None:
    frame = (contrat if table.nom in contrat.tables else suivi).tables[table.nom][champ.nom].dropna()
    assert all(" | ".join(part.strip() for part in cell.split("|")) == cell for cell in frame)


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda t: t.nom)
def test_several_values_where_one_goes_are_one_message(
    dossier: Path, rows_of: RowsOf, write: Write, table: Table
) -> None:
    """Each column has them on a row of its own."""
    header, *rows = rows_of(table.nom)
    typed = {}
    for champ in table.champs.values():
        if champ.nom not in header or champ.plusieurs or champ.nature is not Nature.TEXTE or champ.libre:
            continue
        place = header.index(champ.nom)
        values = sorted({row[place] for row in rows} - {""}) or ["a", "b"]
        free = [n for n in range(len(rows)) if n not in {line for line, _ in typed}]
        if not free:  # of a small table, the first columns
            break
        line = next((n for n in free if rows[n][place]), free[0])
        typed[line, champ.nom] = rows[line][place] = f"{values[0]} | {values[-1]}"
    write(table.nom, [header, *rows])
    found = load(dossier)
    if not typed:  # every text of it is free
        assert table.nom in ("sujets", "synonymes")
        return
    assert not isinstance(found, Contrat)
    for (line, nom), text in typed.items():
        [own] = [a for a in found if (a.fichier, a.ligne, a.colonne) == (table.chemin, line + 2, nom)]
        secret = table.champs[nom].colonne.confidentielle
        assert own.trouve == ("(non répété ici)" if secret else text)
        assert "une seule valeur, sans « | »" in str(own)


# -- a bounded fuzz: many cells at once ---------------------------------------------------------------------

CELLS = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        [
            *("", "|", "a | b", "0", "-5", "47,2", "4720", "1e999", "2019", "41 %", "12 €", "validé", "sante"),
            *("\u0301", "\u200b", "'", '"', ";", "\x00", "=A1", "NaN", "inf", "vrai", "12/03/2024", "QP059020"),
        ]
    ),
)
CHANGES = st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 10**6), CELLS), min_size=1, max_size=4)


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda t: t.nom)
@settings(
    max_examples=5,  # of each of the tables: the columns are tried one by one above
    phases=[Phase.explicit, Phase.generate],
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(changes=CHANGES, moves=st.sampled_from(["", "double", "short", "blank", "long"]))
def test_a_table_is_read_or_refused_whatever_is_in_it(
    dossier: Path, table: Table, changes: list[tuple[int, int, str]], moves: str
) -> None:
    width = len(table.colonnes)  # our own table may lack a column that was added since
    rows = [list(table.colonnes), *([*row, *[""] * width][:width] for row in _original(table, dossier))]
    for line, column, cell in changes:
        rows[1 + line % (len(rows) - 1)][column % len(rows[0])] = cell
    if moves == "double":
        rows.append([*rows[1]])
    elif moves == "short":
        rows[1] = rows[1][:2]
    elif moves == "blank":
        rows.insert(1, [""] * len(rows[0]))
    elif moves == "long":
        rows[1] = [*rows[1], "en trop"]
    with (dossier / table.chemin).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows(rows)
    filled = sum(any(cell.strip() for cell in row) for row in rows[1:])
    found = load(dossier)
    if isinstance(found, Contrat):
        assert len(frame_of(found, table, dossier)) == filled
    else:
        assert found
        for anomaly in found:
            assert anomaly.fichier
            assert str(anomaly).isprintable()
            assert "attendu : " in str(anomaly)
            assert not ENGLISH.search(anomaly.attendu)


def _original(table: Table, folder: Path) -> list[list[str]]:
    """Rows of the committed table, some of a long one: those that others cite are among them or not."""
    kept = folder / f"{table.nom}.origine"
    if not kept.exists():
        kept.write_bytes((folder / table.chemin).read_bytes())
    with kept.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file, delimiter=";"))[1:]
    return rows if len(rows) < 60 else random.Random(table.nom).sample(rows, 60)
